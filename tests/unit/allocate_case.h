/* Plans small enough to solve by hand: their common parts, and how to ask for their answer. */
#ifndef CAPPLAN_ALLOCATE_CASE_H
#define CAPPLAN_ALLOCATE_CASE_H

#include "allocate/allocate.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

struct run {
    struct cp_plan *plan;
    struct cp_facts *facts;
    struct cp_allocate_result result;
    struct cp_error err;
    int rc;
};

/* One site of 10 MW at PUE 1.25 on a grid at 50 USD/MWh; a GPU draws 1 kW, a fifth of it idle, and
 * does half of 1 PFLOP/s. */
#define BASE                                                                                       \
    "name: tiny\ncurrency: USD\ndiscount: 10 %\n"                                                  \
    "horizon: {from: 2027, to: 2028}\nslices: {days: 1, hours: 1}\n"                               \
    "skus:\n"                                                                                      \
    "  G: {peak: 1 PFLOP/s, power: 1 kW, idle: 20 %, life: 5 years, availability: 100 %,\n"        \
    "      spares: 0 %, failure: 0, om: 0 USD/GPU/year, efficiency: {\"*\": 50 %}}\n"
#define WORK                                                                                       \
    "workloads:\n"                                                                                 \
    "  w: {kind: firm, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h}\n"
#define SITE                                                                                       \
    "sites:\n"                                                                                     \
    "  s:\n    pue: 1.25\n    om: 0 USD/MW/year\n    phases:\n"                                    \
    "      p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %, life: 20 years}\n"
#define HAVE "    existing: {G: {units: 1000 GPU, age: 0 years, price: 100 USD/GPU}}\n"
#define GRID                                                                                       \
    "contracts:\n"                                                                                 \
    "  g: {kind: grid, sites: [s], power: 10 MW, from: 2020-01-01, until: 2040-01-01, firm: "      \
    "yes,\n"                                                                                       \
    "      price: 50 USD/MWh}\n"
#define HEAD "period\tworkload\tsku\tsupplier\toffer\tstep\tmeasure\tvalue\tunit\n"

static inline struct run solve_with(const char *plan, const char *facts,
                                    struct cp_allocate_options opt) {
    struct run r = {0};
    char path[] = "/tmp/capplan-allocate-XXXXXX";
    FILE *f = fdopen(mkstemp(path), "w");
    fputs(plan, f);
    fclose(f);
    r.rc = cp_plan_load(path, NULL, 0, &r.plan, &r.err);
    unlink(path);
    r.facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)facts, strlen(facts), "r");
    if (!r.rc)
        r.rc = cp_facts_read(r.facts, in, "facts", &r.err);
    fclose(in);
    if (!r.rc)
        r.rc = cp_allocate(r.plan, r.facts, &opt, &r.result, &r.err);
    return r;
}

static inline struct run solve(const char *plan, const char *facts, bool duals) {
    return solve_with(plan, facts, (struct cp_allocate_options){.duals = duals});
}

static inline void end(struct run *r) {
    cp_allocate_result_release(&r->result);
    cp_facts_free(r->facts);
    cp_plan_free(r->plan);
}

/* Sum of a measure over the rows whose period, and kind, are these; NULL: any. */
static inline double total(const struct run *r, const char *measure, const char *period,
                           const char *kind) {
    double sum = 0;
    for (size_t i = 0; i < cp_facts_count(r->facts); i++)
        if (!strcmp(cp_facts_measure(r->facts, i), measure) &&
            (!period || !strcmp(cp_facts_dim(r->facts, i, CP_PERIOD), period)) &&
            (!kind || !strcmp(cp_facts_dim(r->facts, i, CP_KIND), kind)))
            sum += cp_facts_value(r->facts, i);
    return sum;
}

static inline double discounted_costs(const struct run *r) {
    double sum = 0;
    for (size_t i = 0; i < cp_facts_count(r->facts); i++) {
        const char *text = cp_facts_dim(r->facts, i, CP_PERIOD);
        struct cp_period p;
        if (!strcmp(cp_facts_measure(r->facts, i), "cost") &&
            !cp_period_parse(text, strlen(text), &p))
            sum += cp_facts_value(r->facts, i) *
                   cp_discount(r->plan->money.discount, cp_period_mid(p, r->plan->horizon.origin));
    }
    return sum;
}

static inline bool solved(const struct run *r, const char *what) {
    bool pass =
        ok_rc(r->rc, &r->err, what) && ok(r->result.status == CP_LP_OPTIMAL, "%s: optimal", what);
    if (pass) {
        ok_near(discounted_costs(r), r->result.objective, 1e-9,
                "discounted costs are the objective");
        ok_near(total(r, "discounted_cost", NULL, NULL), r->result.objective, 1e-9,
                "by kind and place too");
        ok(total(r, "solved", NULL, NULL) == 1, "and the facts say that it is solved");
    }
    return pass;
}

#endif
