/* What a plan leaves open, worked by hand. */
#include "hedge_case.h"

static const char plan_text[] =
    "horizon: {from: 2027, to: 2028}\n"
    "skus:\n"
    "  chip: {peak: 1 PFLOP/s, power: 1 kW, life: 10 years, efficiency: {own: 50 %, out: 50 %}}\n"
    "sites: {s: {region: r, pue: 1}}\n"
    "workloads:\n"
    "  own: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}\n"
    "  out: {kind: firm, tenant: t, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}\n"
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

static const char facts_text[] = "period\tsite\tsku\tvintage\toffer\tcontract\tworkload\tmeasure"
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

/* 876,000 GPU-hours at work for its own users and 350,400 for a tenant, of 1,734,480 that 220 units
 * can work: 100 of before, 50 on order, 70 that the plan buys. */
static void position(void) {
    struct cp_error err = {0};
    struct cp_plan *plan = case_plan(plan_text, &err);
    struct cp_facts *facts = case_facts(facts_text, &err);
    struct cp_hedge_options opt = {.run[CP_HEDGE_POSITION] = true, .as_of = INT64_MIN};
    if (!plan || !ok_rc(cp_hedge_run(plan, &opt, facts, &err), &err, "the position"))
        return;
    is_fact(facts, "position_units 2027 s chip owned", 100, 1e-12);
    is_fact(facts, "position_units 2027 s chip ordered", 50, 1e-12);
    is_fact(facts, "position_units 2027 s chip planned", 70, 1e-12);
    is_fact(facts, "position_hours 2027 s chip owned", 788400, 1e-12);
    is_fact(facts, "position_hours 2027 s chip ordered", 394200, 1e-12);
    is_fact(facts, "position_hours 2027 s chip planned", 551880, 1e-12);
    is_fact(facts, "position_hours 2027 s chip own committed", -876000, 1e-12);
    is_fact(facts, "position_hours 2027 s chip out t sold", -350400, 1e-12);
    is_fact(facts, "position_hours 2027 s chip open", -43800, 1e-9);
    is_fact(facts, "position_units 2027 s chip own committed", -1000. / 9, 1e-12);
    is_fact(facts, "position_units 2027 s chip open", 150 - 1400. / 9, 1e-9);
    is_fact(facts, "position_units 2027 chip lease contracted", 10, 1e-12);
    is_fact(facts, "position_units 2027 chip lease planned", 10, 1e-12);
    is_fact(facts, "position_hours 2027 chip lease contracted", 87600, 1e-12);
    is_fact(facts, "position_units 2028 s chip owned", 90, 1e-12);
    is_fact(facts, "position_units 2028 chip owned", 10, 1e-12);
    ok(isnan(case_fact(facts, "position_units 2028 chip lease contracted")), "the lease is over");
    is_fact(facts, "position_power 2027 s grid contracted", 1, 1e-12);
    is_fact(facts, "position_power 2027 s grid planned", 2, 1e-12);
    is_fact(facts, "position_power 2027 s own committed", -0.2 * 876 / 1226.4, 1e-12);
    is_fact(facts, "position_power 2027 s open", 0.8, 1e-12);
    ok(isnan(case_fact(facts, "cancellable 2026-07-02 chip 2027 maker order free")),
       "what is being made when the plan starts cannot be left");
    cp_facts_free(facts);
    cp_plan_free(plan);
}

/* A year earlier a fifth of the order can be left for nothing until half a year before it comes,
 * the rest for a tenth of its price; the lease until three months before. */
static void cancellation(void) {
    struct cp_error err = {0};
    struct cp_plan *plan = case_plan(plan_text, &err);
    struct cp_facts *facts = case_facts(facts_text, &err);
    struct cp_hedge_options opt = {.run[CP_HEDGE_POSITION] = true,
                                   .as_of = (int64_t)(2026 - 1970) * 8766};
    if (!plan || !ok_rc(cp_hedge_run(plan, &opt, facts, &err), &err, "a year earlier"))
        return;
    is_fact(facts, "cancellable 2026-07-03 chip 2027 maker order free", 10, 1e-12);
    is_fact(facts, "cancellable 2026-07-03 chip 2027 maker order for-a-fee", 40, 1e-12);
    is_fact(facts, "cancellation_fee 2026-07-03 chip 2027 maker order for-a-fee", 4000, 1e-12);
    cp_facts_free(facts);
    cp_plan_free(plan);
}

/* Facts of another plan are told by their place. */
static void refused(void) {
    static const struct {
        const char *rows, *finding;
    } cases[] = {
        {"2027\ts\tchap\t2025\t-\t-\t-\tstock\t1\tGPU\n", "no sku 'chap'"},
        {"2027\t-\tchip\t-\torder-2\t-\t-\tbuy\t1\tGPU\n", "no offer 'order-2'"},
        {"2027\ts\tchip\t-\t-\t-\tother\tserved\t1\tEFLOP/s\n", "no workload 'other'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[300];
        struct cp_error err = {0};
        snprintf(text, sizeof text, "%.*s%s", (int)strcspn(facts_text, "\n") + 1, facts_text,
                 cases[i].rows);
        struct cp_plan *plan = case_plan(plan_text, &err);
        struct cp_facts *facts = case_facts(text, &err);
        struct cp_hedge_options opt = {.run[CP_HEDGE_POSITION] = true, .as_of = INT64_MIN};
        ok_fails(cp_hedge_run(plan, &opt, facts, &err), &err, cases[i].finding, cases[i].finding);
        ok(err.at[0].line == 2, "with its line");
        cp_facts_free(facts);
        cp_plan_free(plan);
    }
}

int main(void) {
    position();
    cancellation();
    refused();
    return done();
}
