/* A financing and a metric with each of their allocations failed once. */
#include "finance/finance.h"
#include "starve.h"

static int64_t year(int y) {
    return cp_period_start((struct cp_period){CP_YEAR, y});
}

/* An SPV with a loan it cannot serve, its owner, GPUs paid by milestones. */
static int finance(const void *with, struct cp_error *err) {
    (void)with;
    static const char facts[] =
        "period\toffer\tstep\tvintage\tkind\tmeasure\tvalue\tunit\n"
        "2026\t-\t-\t-\tcapex-site\tcost\t100\tmn USD\n2027\to\t1\t-\t-\tbuy\t5\tGPU\n"
        "2026\to\t1\t2027\t-\tmilestone\t4\tkUSD/GPU\n2027\t-\t-\t-\trevenue\tcost\t-9\tmn USD\n"
        "2027\t-\t-\t-\t-\tgpu_hours\t1000\tGPU.h\n";
    int64_t at[] = {year(2026)};
    double rent[] = {1e6}, price[] = {4};
    const char *sites[] = {"s"};
    struct cp_tranche loan = {.name = "loan",
                              .amortisation = CP_LEVEL,
                              .amount = 5e7,
                              .rate = 0.1,
                              .issue = year(2026),
                              .maturity = year(2028),
                              .dscr = 1.2,
                              .gearing = NAN};
    struct cp_entity entity[2] = {
        {.name = "owner", .hurdle = NAN, .cash = NAN, .price = {1, at, price, 0}},
        {.name = "spv",
         .parent = "owner",
         .ownership = 0.5,
         .consolidated = true,
         .hurdle = NAN,
         .cash = NAN,
         .nsite = 1,
         .sites = sites,
         .rent = {1, at, rent, 0},
         .ntranche = 1,
         .tranche = &loan}};
    struct cp_plan plan = {.discount = 0.08, .nentity = 2, .entity = entity};
    plan.horizon = (struct cp_horizon){{CP_YEAR, 2026}, {CP_YEAR, 2029}, 4, year(2026)};
    plan.discount_from = year(2026);
    struct cp_finance_result result = {0};
    FILE *in = fmemopen((void *)(uintptr_t)facts, sizeof facts - 1, "r");
    struct cp_facts *t = cp_facts_new();
    int rc = t && in ? cp_facts_read(t, in, "f", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_finance(&plan, t, &result, err);
    if (rc == 0 && result.nbreach == 0)
        rc = cp_fail(err, CP_EINTERNAL, "a breach is missing");
    cp_finance_result_release(&result);
    cp_facts_free(t);
    if (in)
        fclose(in);
    return rc;
}

static int metric(const void *with, struct cp_error *err) {
    (void)with;
    static const char text[] = "date\tamount\n2027-01-01\t-1\n2028-01-01\t1.1\n";
    struct cp_flows flows = {0};
    struct cp_rates rates;
    double value = 0;
    FILE *in = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r");
    int rc = in ? cp_flows_read(in, "f", &flows, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_flows_metric(&flows, CP_XIRR, NAN, &value, &rates, err);
    if (rc == 0 && !(fabs(value - 0.1) < 1e-12))
        rc = cp_fail(err, CP_EINTERNAL, "a wrong rate of %g", value);
    cp_flows_release(&flows);
    if (in)
        fclose(in);
    return rc;
}

int main(void) {
    starve(finance, NULL, "a financing");
    starve(metric, NULL, "a metric");
    return done();
}
