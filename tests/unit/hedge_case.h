/* For tests of the hedge room: a plan and facts from text, analyses of them, and what they put. */
#ifndef CAPPLAN_HEDGE_CASE_H
#define CAPPLAN_HEDGE_CASE_H

#include "hedge/hedge.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

/* NULL with findings in `err`. */
__attribute__((unused)) static struct cp_plan *case_plan(const char *text, struct cp_error *err) {
    char path[] = "/tmp/capplan-hedge-XXXXXX";
    struct cp_plan *plan = NULL;
    FILE *f = fdopen(mkstemp(path), "w");
    fputs(text, f);
    fclose(f);
    cp_plan_load(path, NULL, 0, &plan, err);
    unlink(path);
    return plan;
}

__attribute__((unused)) static struct cp_facts *case_facts(const char *text, struct cp_error *err) {
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((char *)(uintptr_t)text, strlen(text), "r");
    cp_facts_read(facts, in, "facts", err);
    fclose(in);
    return facts;
}

/* A fact that was put: its measure and its names in the order of dimensions, blanks between. */
__attribute__((unused)) static double case_fact(const struct cp_facts *facts, const char *want) {
    for (size_t i = 0; i < cp_facts_count(facts); i++) {
        char text[512];
        int len = snprintf(text, sizeof text, "%s", cp_facts_measure(facts, i));
        for (int d = 0; d < CP_DIM_COUNT; d++) {
            const char *name = cp_facts_dim(facts, i, (enum cp_dim)d);
            if (strcmp(name, "-") != 0)
                len += snprintf(text + len, sizeof text - (size_t)len, " %s", name);
        }
        if (cp_facts_is_own(facts, i) && strcmp(text, want) == 0)
            return cp_facts_value(facts, i);
    }
    return NAN;
}

__attribute__((unused)) static void is_fact(const struct cp_facts *facts, const char *want,
                                            double value, double tol) {
    ok_near(case_fact(facts, want), value, tol, want);
}

/* A site with chips, an order, a lease and a contract, half of each committed. */
__attribute__((unused)) static const char compute_plan[] =
    "horizon: {from: 2027, to: 2028}\n"
    "skus:\n"
    "  chip: {peak: 1 PFLOP/s, power: 1 kW, life: 10 years, rental: 3 USD/GPU/h, efficiency: {own: "
    "50 %, out: 50 %}}\n"
    "sites: {s: {region: r, pue: 1}}\n"
    "workloads:\n"
    "  own: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}\n"
    "  out: {kind: firm, tenant: t, revenue: 4000 USD/(EFLOP/s)/h, demand: 1 EFLOP/s, penalty: 1 "
    "USD/(EFLOP/s)/h}\n"
    "  dry: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}\n"
    "curves:\n"
    "  hour: {unit: USD/GPU/h, drives: [suppliers/cloud/offers/lease/rent, skus/chip/rental,\n"
    "         workloads/out/revenue]}\n"
    "  unit: {unit: USD/GPU, drives: [suppliers/maker/offers/order/price]}\n"
    "contracts:\n"
    "  grid: {kind: grid, sites: [s], power: 3 MW, committed: 1 MW, from: 2027-01-01,\n"
    "         until: 2028-12-31, price: 50 USD/MWh}\n"
    "suppliers:\n"
    "  maker:\n"
    "    offers:\n"
    "      order: {sku: chip, quantity: 200 GPU, committed: 50 GPU, take_or_pay: 80 %,\n"
    "              cancellation: 10 %, from: 2027-01-01, until: 2027-12-31, price: 1000 USD/GPU,\n"
    "              lead: 26 weeks, milestones: [{share: 100 %, before: 0 days}]}\n"
    "  cloud:\n"
    "    offers:\n"
    "      lease: {sku: chip, quantity: 20 GPU, committed: 10 GPU, from: 2027-01-01,\n"
    "              until: 2027-12-31, rent: 2 USD/GPU/h, term: 1 year, notice: 13 weeks,\n"
    "              lead: 1 week}\n";

__attribute__((unused)) static const char compute_facts[] =
    "period\tsite\tsku\tvintage\toffer\tcontract\tworkload\tmeasure"
    "\tvalue\tunit\n"
    "2027\t-\tchip\t-\torder\t-\t-\tbuy\t120\tGPU\n"
    "2027\t-\tchip\t-\tlease\t-\t-\tbuy\t20\tGPU\n"
    "2027\ts\tchip\t2025\t-\t-\t-\tstock\t100\tGPU\n"
    "2027\ts\tchip\t2027\t-\t-\t-\tstock\t120\tGPU\n"
    "2028\ts\tchip\t2025\t-\t-\t-\tstock\t90\tGPU\n"
    "2028\t-\tchip\t2025\t-\t-\t-\tinventory\t10\tGPU\n"
    "2027\ts\tchip\t-\t-\t-\t-\tgpu_hours\t1226400\tGPU.h\n"
    "2027\ts\tchip\t-\t-\t-\t-\tsurplus\t508080\tGPU.h\n"
    "2027\t-\tchip\t-\tlease\t-\t-\tsurplus\t175200\tGPU.h\n"
    "2027\ts\tchip\t-\t-\t-\town\tserved\t0.05\tEFLOP/s\n"
    "2027\ts\tchip\t-\t-\t-\tout\tserved\t0.02\tEFLOP/s\n"
    "2027\t-\t-\t-\t-\tgrid\t-\tcontract\t3\tMW\n"
    "2027\ts\t-\t-\t-\t-\t-\tpower\t0.2\tMW\n";

#endif
