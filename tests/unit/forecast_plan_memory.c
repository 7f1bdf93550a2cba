/* The demand of a plan, its growth and its misses, with each of their allocations failed once. */
#include "forecast_case.h"
#include "starve.h"

static struct cp_plan *plan;
static struct cp_facts *actual;

static int demand(const void *with, struct cp_error *err) {
    static const struct cp_forecast_total total[] = {{1u << CP_WORKLOAD, CP_TOTAL_YEAR},
                                                     {0, CP_TOTAL_HORIZON}};
    const struct cp_forecast_demand_options o = {.quantile = quantiles,
                                                 .nquantile = 3,
                                                 .samples = 4,
                                                 .paths = 2,
                                                 .total = total,
                                                 .ntotal = 2,
                                                 .jobs = 1};
    struct cp_facts *t = cp_facts_new();
    (void)with;
    int rc = t ? cp_forecast_demand(plan, &o, t, err) : cp_fail_nomem(err);
    cp_facts_free(t);
    return rc;
}

static int explain(const void *with, struct cp_error *err) {
    struct cp_facts *t = cp_facts_new();
    (void)with;
    int rc = t ? cp_forecast_bridge(plan, plan->horizon.from, plan->horizon.to, t, err)
               : cp_fail_nomem(err);
    if (!rc)
        rc = cp_forecast_miss(plan, actual, t, err);
    cp_facts_free(t);
    return rc;
}

int main(void) {
    static const char *const files[] = {"plan.yaml", "h.tsv"};
    static const char seen[] = "period\tworkload\tmeasure\tvalue\tunit\n"
                               "2026-Q1\ta\tusers\t80\tmn user\n2026-Q1\ta\tdemand\t1\tEFLOP/s\n";
    struct cp_error err = {0};
    if (!begin())
        return 1;
    put_file("h.tsv",
             "period\tmeasure\tvalue\tunit\n2025-Q1\tu\t90\tmn user\n"
             "2025-Q2\tu\t95\tmn user\n2025-Q3\tu\t99\tmn user\n2025-Q4\tu\t100\tmn user\n");
    plan =
        load(HEAD "  a:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n"
                  "    users: {history: h.tsv, sigma: 10 %, level: 5 %,\n"
                  "            correlation: [{with: b/demand, value: 50 %}],\n"
                  "            events: {x: {date: 2026-Q3, effect: 10 %, probability: 50 %}}}\n"
                  "    requests: 3 request/user/day\n    tokens: 1000 token/request\n"
                  "    flop: 100 GFLOP/token\n"
                  "  b:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n"
                  "    demand: {value: 3 EFLOP/s, sigma: 10 %, price: {value: 1, growth: -10 %},\n"
                  "             elasticity: -1, judgement: {y: {date: 2026-Q4, value: 4 EFLOP/s,\n"
                  "             weight: 50 %}}}\n");
    FILE *in = fmemopen((void *)(uintptr_t)seen, strlen(seen), "r");
    actual = cp_facts_new();
    ok_rc(cp_facts_read(actual, in, "actual.tsv", &err), &err, "actuals");
    fclose(in);
    starve(demand, NULL, "demand");
    starve(explain, NULL, "growth and misses");
    cp_facts_free(actual);
    cp_plan_free(plan);
    return end(files, 2);
}
