/* What a plan leaves open, worked by hand. */
#include "hedge_case.h"

/* 876,000 GPU-hours at work for its own users and 350,400 for a tenant, of 1,734,480 that 220 units
 * can work: 100 of before, 50 on order, 70 that the plan buys. */
static void position(void) {
    struct cp_error err = {0};
    struct cp_plan *plan = case_plan(compute_plan, &err);
    struct cp_facts *facts = case_facts(compute_facts, &err);
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
    struct cp_plan *plan = case_plan(compute_plan, &err);
    struct cp_facts *facts = case_facts(compute_facts, &err);
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

/* What is neither committed nor of before is open to prices: 70 of the order, 10 of the lease for
 * its year, hours that idle, and those that the tenant pays for: 0.02 of 0.0005 EFLOP/s each. */
static void exposed(void) {
    struct cp_error err = {0};
    struct cp_plan *plan = case_plan(compute_plan, &err);
    struct cp_facts *facts = case_facts(compute_facts, &err);
    struct cp_hedge_options opt = {.run[CP_HEDGE_EXPOSURE] = true, .as_of = INT64_MIN};
    if (!plan || !ok_rc(cp_hedge_run(plan, &opt, facts, &err), &err, "exposures"))
        return;
    is_fact(facts, "exposure 2027 chip maker order purchase unit", -70, 1e-12);
    is_fact(facts, "exposure_value 2027 chip maker order purchase unit", -70000, 1e-12);
    is_fact(facts, "exposure 2027 chip cloud lease rent hour", -87600, 1e-12);
    is_fact(facts, "exposure_value 2027 chip cloud lease rent hour", -175200, 1e-12);
    ok(isnan(case_fact(facts, "exposure 2028 chip cloud lease rent hour")), "its term is over");
    is_fact(facts, "exposure 2027 s chip surplus hour", 508080, 1e-12);
    is_fact(facts, "exposure_value 2027 s chip surplus hour", 3 * 508080, 1e-12);
    is_fact(facts, "exposure 2027 s chip out t revenue hour", 350400, 1e-12);
    is_fact(facts, "exposure_value 2027 s chip out t revenue hour", 4000 * .02 * 8760, 1e-12);
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
        {"2027\ts\t-\t2025\t-\t-\t-\tstock\t1\tGPU\n", "no sku '-'"},
        {"2027\t-\tchip\t-\t-\t-\t-\tbuy\t1\tGPU\n", "no offer '-'"},
        {"2027\ts\tchip\t-\t-\t-\t-\tserved\t1\tEFLOP/s\n", "no workload '-'"},
        {"2027\ts\tchap\t-\t-\t-\town\tserved\t1\tEFLOP/s\n", "no sku 'chap'"},
        {"2027\ts\t-\t-\t-\t-\town\tserved\t1\tEFLOP/s\n", "no sku '-'"},
        {"2027\ts\tchip\t-\t-\t-\tdry\tserved\t1\tEFLOP/s\n", "dry does not run on chip"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[300];
        struct cp_error err = {0};
        snprintf(text, sizeof text, "%.*s%s", (int)strcspn(compute_facts, "\n") + 1, compute_facts,
                 cases[i].rows);
        struct cp_plan *plan = case_plan(compute_plan, &err);
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
    exposed();
    refused();
    return done();
}
