/* A financing, its distributions and a metric with each of their allocations failed once. */
#include "finance/finance.h"
#include "starve.h"
#include <unistd.h>

static int64_t year(int y) {
    return cp_period_start((struct cp_period){CP_YEAR, y});
}

/* An SPV with a loan it cannot serve and equipment that it lets, its owner, who leases some and has
 * partners, GPUs paid by milestones. */
static int finance(const void *traced, struct cp_error *err) {
    const char *fact = traced;
    static const char facts[] =
        "period\toffer\tstep\tvintage\tkind\tmeasure\tvalue\tunit\n"
        "2026\t-\t-\t-\tcapex-site\tcost\t100\tmn USD\n2027\to\t1\t-\t-\tbuy\t5\tGPU\n"
        "2026\to\t1\t2027\t-\tmilestone\t4\tkUSD/GPU\n2027\t-\t-\t-\trevenue\tcost\t-9\tmn USD\n"
        "2027\t-\t-\t-\t-\tgpu_hours\t1000\tGPU.h\n";
    int64_t at[] = {year(2026)};
    double rent[] = {1e6}, price[] = {4}, interest[] = {0.1};
    const char *sites[] = {"s"};
    struct cp_tranche loan = {.name = "loan",
                              .amortisation = CP_LEVEL,
                              .amount = 5e7,
                              .interest.rate = {1, at, interest, 0},
                              .issue = year(2026),
                              .maturity = year(2028),
                              .dscr = 1.2,
                              .gearing = NAN};
    struct cp_lease lease[2];
    for (int i = 0; i < 2; i++)
        lease[i] = (struct cp_lease){.name = i ? "let" : "used",
                                     .lets = i,
                                     .from = year(2026),
                                     .until = year(2029),
                                     .yield = 0.1,
                                     .rate = NAN,
                                     .value = 1e6,
                                     .purchase = NAN,
                                     .life = NAN,
                                     .cost = NAN,
                                     .sale = NAN,
                                     .guarantee = NAN,
                                     .depreciation = "straight-line"};
    struct cp_partner partner = {.name = "fund", .capital = 1, .promote = 1};
    struct cp_hurdle hurdle = {.name = "first", .rate = 0.08, .promote = 0.2, .catch_up = 0.5};
    struct cp_entity entity[2] = {
        {.name = "owner",
         .hurdle = NAN,
         .cash = NAN,
         .price = {1, at, price, 0},
         .lease.others = {1, &lease[0]},
         .equity = {.npartner = 1, .partner = &partner, .nhurdle = 1, .hurdle = &hurdle}},
        {.name = "spv",
         .parent = "owner",
         .ownership = 0.5,
         .consolidated = true,
         .hurdle = NAN,
         .cash = NAN,
         .nsite = 1,
         .sites = sites,
         .lease.rent = {1, at, rent, 0},
         .lease.others = {1, &lease[1]},
         .ntranche = 1,
         .tranche = &loan}};
    struct cp_plan plan = {
        .money.currency = "USD", .money.discount = 0.08, .nentity = 2, .entity = entity};
    plan.horizon = (struct cp_horizon){
        .from = {CP_YEAR, 2026}, .to = {CP_YEAR, 2029}, .n = 4, .origin = year(2026)};
    plan.money.discount_from = year(2026);
    struct cp_tax_group group = {.name = "g", .paid = true, .carries = true, .interest_limit = 0.3};
    plan.money.tax_groups = (struct cp_tax_groups){1, &group};
    for (int e = 0; e < 2; e++) {
        entity[e].tax.rate = 0.2;
        entity[e].tax.member = (struct cp_tax_membership){"g", 0, INT64_MAX};
    }
    struct cp_finance_result result = {0};
    FILE *in = fmemopen((void *)(uintptr_t)facts, sizeof facts - 1, "r");
    struct cp_facts *t = cp_facts_new();
    int rc = t && in ? cp_facts_read(t, in, "f", err) : cp_fail_nomem(err);
    struct cp_str text = {0};
    if (rc == 0)
        rc = fact ? cp_finance_trace(&plan, t, NULL, fact, "text", &text, err)
                  : cp_finance(&plan, t, &result, err);
    cp_str_release(&text);
    if (rc == 0 && !fact && result.nbreach == 0)
        rc = cp_fail(err, CP_EINTERNAL, "a breach is missing");
    cp_finance_result_release(&result);
    cp_facts_free(t);
    if (in)
        fclose(in);
    return rc;
}

/* Two samples of a plan with a loan, or each of two scenarios of the facts. */
struct desk {
    char path[32];
    size_t samples;
};

static int scenarios(const void *with, struct cp_error *err) {
    static const char table[] =
        "period\tscenario\tkind\tmeasure\tvalue\tunit\n"
        "2026\tlow\tgpu\tcost\t100\tUSD\n2027\tlow\trevenue\tcost\t-80\tUSD\n"
        "2026\thigh\tgpu\tcost\t100\tUSD\n2027\thigh\trevenue\tcost\t-150\tUSD\n";
    const struct desk *d = with;
    struct cp_finance_sampling s = {
        .n = d->samples, .vary = "discount=10%,entities/spv/tax=5%", .seed = 1};
    struct cp_str notes = {0};
    FILE *in = fmemopen((void *)(uintptr_t)table, sizeof table - 1, "r");
    struct cp_finance_case c = {.plan_path = d->path, .facts = cp_facts_new()};
    int rc = c.facts && in ? cp_facts_read(c.facts, in, "table", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_finance_scenarios(&c, &s, &notes, err);
    if (rc == 0 && notes.s && strstr(notes.s, "no answer"))
        rc = cp_fail(err, CP_EINTERNAL, "%s", notes.s);
    cp_str_release(&notes);
    cp_facts_free(c.facts);
    if (in)
        fclose(in);
    return rc;
}

/* A plan that is closed, and stressed with its close held. */
static int stressed(const void *path, struct cp_error *err) {
    static const char table[] = "period\tname\tmeasure\tvalue\tunit\n"
                                "2027\tbust\trepricing\t-100\tUSD\n";
    struct cp_plan *loaded = NULL;
    struct cp_close *close = NULL;
    struct cp_finance_result base = {0}, result = {0};
    struct cp_facts *planned = cp_facts_new(), *t = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)table, sizeof table - 1, "r");
    int rc = planned && t && in ? cp_facts_read(t, in, "table", err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_plan_load(path, NULL, 0, &loaded, err);
    if (rc == 0)
        rc = cp_finance(loaded, planned, &base, err);
    if (rc == 0)
        rc = cp_finance_close_read(planned, &close, err);
    if (rc == 0)
        rc = cp_finance_held(loaded, t, close, &result, err);
    if (rc == 0 && !(result.notes.s && strstr(result.notes.s, "its cash ends")))
        rc = cp_fail(err, CP_EINTERNAL, "its cash does not end");
    cp_finance_result_release(&base);
    cp_finance_result_release(&result);
    cp_finance_close_free(close);
    cp_plan_free(loaded);
    cp_facts_free(planned);
    cp_facts_free(t);
    if (in)
        fclose(in);
    return rc;
}

static void starve_scenarios(void) {
    static const char plan[] =
        "horizon: {from: 2026, to: 2027}\n"
        "entities: {spv: {cash: 0 USD, tax: 20 %, tranches: {loan: {amount: 50 USD, rate: 5 %,\n"
        "    issue: 2026-01-01, maturity: 2027-12-31}}}}\n";
    struct desk d = {"/tmp/capplan-finance-XXXXXX", 0};
    int fd = mkstemp(d.path);
    if (ok(fd >= 0 && write(fd, plan, sizeof plan - 1) == sizeof plan - 1, "a plan")) {
        starve(scenarios, &d, "scenarios of the facts");
        d.samples = 2;
        starve(scenarios, &d, "samples of the plan");
        starve(stressed, d.path, "a stress of the plan");
    }
    close(fd);
    unlink(d.path);
}

static int metric(const void *with, struct cp_error *err) {
    (void)with;
    static const char text[] = "date\tamount\n2027-01-01\t-1\n2028-01-01\t1.1\n";
    struct cp_flows flows = {0};
    struct cp_rates rates;
    double value = 0;
    FILE *in = fmemopen((void *)(uintptr_t)text, sizeof text - 1, "r");
    int rc = in ? cp_finance_flows_read(in, "f", &flows, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_finance_flows_metric(&flows, CP_METRIC_XIRR, NAN, &value, &rates, err);
    if (rc == 0 && !(fabs(value - 0.1) < 1e-12))
        rc = cp_fail(err, CP_EINTERNAL, "a wrong rate of %g", value);
    cp_finance_flows_release(&flows);
    if (in)
        fclose(in);
    return rc;
}

int main(void) {
    starve(finance, NULL, "a financing");
    starve(finance, "dscr/spv/2027", "a trace");
    starve(finance, "irr/owner/equity", "that of a rate");
    starve(finance, "lease_value/owner", "that of a lease");
    starve(finance, "partner_irr/owner", "that of a partner");
    starve_scenarios();
    starve(metric, NULL, "a metric");
    return done();
}
