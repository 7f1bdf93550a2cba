/* The financial model on small cases worked by hand, and against published schedules. */
#include "finance_structure.h"

/* QuantLib test-suite/amortizingbond.cpp: 30 years of level monthly payments on 100 at 6 %. */
static void test_level_loan(void) {
    struct structure s;
    company(&s, CP_MONTH, 360);
    lend(&s, CP_LEVEL, 100, 0.06, "2026-01-01", "2056-01-01");
    struct run r = calculate(&s, cp_facts_new());
    const char *const months[] = {"2026-01", "2031-07", "2055-12"};
    for (int i = 0; i < 3; i++)
        ok_near(get(&r, "interest", months[i], "c", "loan", NULL) +
                    get(&r, "principal", months[i], "c", "loan", NULL),
                0.599550525, 1e-9, "the level payment");
    ok_near(get(&r, "debt", "2055-12", "c", "loan", NULL), 0, 1e-9, "repaid at maturity");
    release(&r);
}

/* Halls of 100 that hardly age, a bullet of 80, no cash: owners have 20 to lose. */
static void test_lease(void) {
    static const char *const kind[] = {"tenant", "lenders", "parent", "partners"};
    static const struct {
        double vacant, guarantee, loss[4], cover;
    } cases[] = {{0.5, 20, {20, 10, 4, 16}, 0.6}, /* the debt lacks 30 */
                 {0.5, 50, {30, 0, 4, 16}, 0.3},
                 {1, 20, {0, 0, 0, 0}, 0.6},   /* as good without the tenant */
                 {0.95, 0, {0, 0, 1, 4}, 0.8}, /* owners alone */
                 {0, 200, {80, 0, 4, 16}, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct structure s;
        company(&s, CP_YEAR, 3);
        lend(&s, CP_BULLET, 80, 0, "2026-01-01", "2040-01-01");
        struct cp_entity *e = &s.entity[0];
        e->halls.life = 1e12;
        e->ownership = 0.2;
        e->lease.until = hour("2027-12-31");
        e->lease.renewal = 0.75;
        e->lease.vacant = cases[i].vacant;
        e->lease.guarantee = cases[i].guarantee;
        struct cp_facts *f = cp_facts_new();
        cost(f, "2026", "capex-site", NULL, 100);
        struct run r = calculate(&s, f);
        for (int k = 0; k < 4; k++) {
            double loss = get(&r, "lease_loss", NULL, "c", NULL, kind[k]);
            ok_near(loss, cases[i].loss[k], 1e-9, kind[k]);
            ok_near(get(&r, "lease_loss_expected", NULL, "c", NULL, kind[k]), loss / 4, 1e-9,
                    "a quarter of it is expected");
        }
        ok_near(get(&r, "lease_cover", NULL, "c", NULL, NULL), cases[i].cover, 1e-9,
                "what the halls must be worth to the lenders");
        release(&r);
    }
}

/* Straight repayment of 100 in two years at 10 %, CFADS of 90 in each of four. */
static void test_coverage(void) {
    struct structure s;
    company(&s, CP_YEAR, 4);
    lend(&s, CP_STRAIGHT, 100, 0.1, "2026-01-01", "2027-12-31");
    struct cp_facts *f = cp_facts_new();
    const char *const year[] = {"2026", "2027", "2028", "2029"};
    for (int t = 0; t < 4; t++)
        cost(f, year[t], "revenue", NULL, -90);
    struct run r = calculate(&s, f);
    double two = 90 / 1.1 + 90 / 1.21, four = two + 90 / 1.331 + 90 / 1.4641;
    ok_near(get(&r, "llcr", NULL, "c", "loan", NULL), two / 100, 1e-12, "LLCR");
    ok_near(get(&r, "plcr", NULL, "c", "loan", NULL), four / 100, 1e-12, "PLCR");
    ok_near(get(&r, "dscr_min", NULL, "c", NULL, NULL), 1.5, 1e-12, "the least DSCR");
    ok_near(get(&r, "dscr_mean", NULL, "c", NULL, NULL), (90.0 / 60 + 90.0 / 55) / 2, 1e-12,
            "and the mean");
    release(&r);
}

/* Two SKUs, one of them traded: the other's hours have no market price. */
static void test_market(void) {
    struct structure s;
    company(&s, CP_YEAR, 2);
    struct cp_sku sku[] = {{.name = "a", .rental = 2}, {.name = "b", .rental = 5}, {.name = "c"}};
    s.plan.sku = sku;
    s.plan.nsku = 3;
    struct cp_facts *f = cp_facts_new();
    for (int i = 0; i < 3; i++)
        put(f, (struct cp_fact){.dim[CP_PERIOD] = "2026",
                                .dim[CP_SKU] = sku[i].name,
                                .measure = "gpu_hours",
                                .value = 10 * (i + 1)});
    struct run r = calculate(&s, f);
    ok_near(get(&r, "market_price", NULL, "c", NULL, NULL), (10 * 2 + 20 * 5) / 30.0, 1e-12,
            "the market's price of the hours that have one");
    release(&r);
}

static void test_bonds(void) {
    struct structure s;
    company(&s, CP_QUARTER, 12);
    lend(&s, CP_STRAIGHT, 1200, 0.08, "2025-11-16", "2028-12-31");
    struct cp_tranche *w = lend(&s, CP_BULLET, 1000, 0.08, "2026-01-01", "2028-06-30");
    w->interest.capitalise = true;
    w->first_principal = hour("2027-03-31");
    w->fee.upfront = 0.01;
    struct run r = calculate(&s, cp_facts_new());
    ok_near(get(&r, "principal", "2026-Q1", "c", "loan", NULL), 100, 1e-12, "straight: a twelfth");
    ok_near(get(&r, "interest", "2026-Q2", "c", "loan", NULL), 1100 * 0.02, 1e-12,
            "interest on what is left");
    ok_near(get(&r, "debt", "2026-Q4", "c", "other", NULL), 1000 * pow(1.02, 4), 1e-12,
            "a year of capitalised interest");
    ok_near(get(&r, "balance", "2026-Q4", "c", NULL, "ppe-site"), 1000 * (pow(1.02, 4) - 1), 1e-9,
            "is an asset");
    ok(isnan(get(&r, "idc", "2027-Q1", "c", "other", NULL)) ||
           get(&r, "idc", "2027-Q1", "c", "other", NULL) == 0,
       "until repayment begins");
    ok_near(get(&r, "principal", "2028-Q2", "c", "other", NULL), 1000 * pow(1.02, 4), 1e-12,
            "a bullet at maturity");
    ok_near(get(&r, "fees", "2026-Q1", "c", "other", "upfront"), 10, 1e-12, "the fee at issue");
    release(&r);
}

static void test_delayed_draw(void) {
    struct structure s;
    company(&s, CP_QUARTER, 8);
    struct cp_tranche *w = lend(&s, CP_STRAIGHT, 1000, 0.04, "2026-01-01", "2027-12-31");
    w->draw.until = hour("2026-06-30");
    w->fee.commitment = 0.01;
    w->gearing = 0.5;
    struct cp_facts *f = cp_facts_new();
    cost(f, "2026-Q1", "capex-site", NULL, 600);
    cost(f, "2026-Q2", "capex-site", NULL, 2000);
    struct run r = calculate(&s, f);
    ok_near(get(&r, "draw", "2026-Q1", "c", "loan", NULL), 300, 1e-12, "half of what is spent");
    ok_near(get(&r, "draw", "2026-Q2", "c", "loan", NULL), 700, 1e-12, "no more than the amount");
    ok_near(get(&r, "fees", "2026-Q2", "c", "loan", "commitment"), 350 * 0.0025, 1e-12,
            "commitment fee on the mean of what was not drawn");
    ok_near(get(&r, "interest", "2026-Q2", "c", "loan", NULL), 300 * 0.01 + 700 * 0.005, 1e-12,
            "half a period's interest on a draw");
    ok_near(get(&r, "principal", "2026-Q3", "c", "loan", NULL), 1000.0 / 6, 1e-12,
            "repaid from the period after the last draw");
    release(&r);
}

static void test_sculpting(void) {
    struct structure s;
    company(&s, CP_YEAR, 10);
    struct cp_tranche *w = lend(&s, CP_SCULPTED, NAN, 0.06, "2026-01-01", "2035-12-31");
    w->dscr = 1.3;
    struct cp_facts *f = cp_facts_new(), *g = cp_facts_new();
    char year[8];
    double value = 0;
    for (int y = 0; y < 10; y++) {
        snprintf(year, sizeof year, "%d", 2026 + y);
        cost(f, year, "revenue", NULL, -(100 + 10 * y));
        cost(g, year, "revenue", NULL, -(100 + 10 * y));
        value += (100 + 10 * y) / 1.3 * pow(1.06, -(y + 1));
    }
    cost(f, "2026", "capex-site", NULL, 1e4);
    cost(g, "2026", "capex-site", NULL, 1000);
    struct run r = calculate(&s, f);
    ok_near(get(&r, "draw", "2026", "c", "loan", NULL), value, 1e-12,
            "the debt is the present value of CFADS over DSCR");
    ok_near(get(&r, "dscr", "2026", "c", NULL, NULL), 1.3, 1e-12, "DSCR is as wanted at first");
    ok_near(get(&r, "dscr", "2035", "c", NULL, NULL), 1.3, 1e-9, "and at last");
    ok_near(get(&r, "llcr", NULL, "c", "loan", NULL), 1.3, 1e-12, "and so is LLCR");
    ok_near(get(&r, "net_debt_to_ebitda", "2026", "c", NULL, NULL),
            (get(&r, "debt", "2026", "c", "loan", NULL) -
             get(&r, "balance", "2026", "c", NULL, "cash")) /
                100,
            1e-12, "net debt over EBITDA");
    ok(r.result.nbreach == 0, "which keeps the covenant");
    release(&r);
    w->gearing = 0.5;
    r = calculate(&s, g);
    ok_near(get(&r, "draw", "2026", "c", "loan", NULL), 500, 1e-12, "the gearing cap is smaller");
    ok_near(get(&r, "dscr", "2030", "c", NULL, NULL), 1.3 * value / 500, 1e-12,
            "and DSCR higher in proportion");
    release(&r);
    /* Two years of building with interest capitalised; 1,000 and 2,000 spent, 30 of fees. */
    company(&s, CP_YEAR, 10);
    w = lend(&s, CP_SCULPTED, NAN, 0.06, "2026-01-01", "2035-12-31");
    w->dscr = 1.3;
    w->gearing = 0.6;
    w->interest.capitalise = true;
    w->fee.upfront = 0.01;
    w->draw.until = hour("2027-12-31");
    f = cp_facts_new();
    cost(f, "2026", "capex-site", NULL, 1000);
    cost(f, "2027", "capex-site", NULL, 2000);
    for (int y = 2028; y < 2036; y++) {
        snprintf(year, sizeof year, "%d", y);
        cost(f, year, "revenue", NULL, -1000);
    }
    r = calculate(&s, f);
    double debt = get(&r, "debt", "2027", "c", "loan", NULL);
    double all = 3000 + get(&r, "fees", NULL, "c", "loan", "upfront") +
                 get(&r, "idc", NULL, "c", "loan", NULL);
    ok_near(debt, 0.6 * all, 1e-9, "gearing with fees and interest, all that is spent counted");
    double ratio = get(&r, "dscr", "2028", "c", NULL, NULL);
    ok(ratio > 1.3, "DSCR is above the target (%g)", ratio);
    ok_near(get(&r, "dscr", "2035", "c", NULL, NULL), ratio, 1e-9, "and the same to the end");
    release(&r);
}

/* NREL SAM, ssc test single owner with PVWatts of 2022-08-08: 18 years at 7 %, DSCR 1.3; the debt
 * and its schedule, from the cash available for debt service. */
static void test_sam_single_owner(void) {
    static const double cfads[] = {6670038.050460, 6677642.552419, 6684532.821662, 6690686.525864,
                                   6696080.752229, 6700691.992876, 6704496.129848, 6707468.419747,
                                   6709583.477992, 6710815.262675, 6711137.058013, 6710521.457393,
                                   6708940.345983, 6706364.882915, 6702765.483021, 7640094.345421,
                                   7634355.245074, 7627498.796995};
    static const double principal[] = {
        1455801.839332, 1563557.584977, 1678306.823036, 1800521.919265, 1930707.858510,
        2069404.516796, 2217189.092181, 2374678.705479, 2542533.182743, 2721458.032214,
        2912207.629345, 3115588.624460, 3332463.588626, 3563754.914394, 3810448.989252,
        4798202.620346, 5129662.111195, 5483464.268149};
    static const double balance[] = {51044150.460969, 49480592.875992, 47802286.052955,
                                     46001764.133690, 44071056.275180, 42001651.758384,
                                     39784462.666203, 37409783.960724, 34867250.777981,
                                     32145792.745767, 29233585.116422, 26117996.491962,
                                     22785532.903335, 19221777.988942, 15411328.999690,
                                     10613126.379344, 5483464.268149,  0};
    struct structure s;
    char year[8];
    double worst = 0;
    company(&s, CP_YEAR, 18);
    lend(&s, CP_SCULPTED, NAN, 0.07, "2026-01-01", "2043-12-31")->dscr = 1.3;
    struct cp_facts *f = cp_facts_new();
    cost(f, "2026", "capex-site", NULL, 124209003.56343508);
    for (int y = 0; y < 18; y++) {
        snprintf(year, sizeof year, "%d", 2026 + y);
        cost(f, year, "revenue", NULL, -cfads[y]);
    }
    struct run r = calculate(&s, f);
    ok_near(get(&r, "draw", "2026", "c", "loan", NULL), 52499952.30030139, 1e-12, "SAM's debt");
    for (int y = 0; y < 18; y++) {
        snprintf(year, sizeof year, "%d", 2026 + y);
        worst = fmax(worst, fabs(get(&r, "principal", year, "c", "loan", NULL) - principal[y]));
        worst = fmax(worst, fabs(get(&r, "debt", year, "c", "loan", NULL) - balance[y]));
    }
    ok(worst <= 1e-5, "SAM's principal and balance, year by year (%g USD)", worst);
    ok_near(get(&r, "dscr_min", NULL, "c", NULL, NULL), 1.3, 1e-12, "SAM's least DSCR");
    release(&r);
}

static void test_tax_and_waterfall(void) {
    struct structure s;
    company(&s, CP_YEAR, 4);
    s.entity[0].tax.rate = 0.25;
    struct cp_facts *f = cp_facts_new();
    cost(f, "2026", "energy", NULL, 300);
    cost(f, "2027", "revenue", NULL, -200);
    cost(f, "2028", "revenue", NULL, -200);
    cost(f, "2028", "unmet", NULL, 1e6);
    cost(f, "2028", "salvage", NULL, -1e6);
    struct run r = calculate(&s, f);
    ok_near(get(&r, "cash_flow", "2027", "c", NULL, "tax"), 0, 1e-12, "losses are carried forward");
    ok_near(get(&r, "cash_flow", "2028", "c", NULL, "tax"), -25, 1e-12, "and tax is on the rest");
    ok_near(get(&r, "income", "2026", "c", NULL, "net-income"), -225, 1e-12,
            "a loss is worth its tax");
    ok_near(get(&r, "cash_flow", "2028", "c", NULL, "ebitda"), 200, 1e-12,
            "penalties and salvage are no cash");
    release(&r);
    company(&s, CP_YEAR, 2);
    s.plan.money.real_prices = true;
    s.plan.money.inflation = 0.1;
    f = cp_facts_new();
    cost(f, "2027", "energy", NULL, 100);
    put(f, (struct cp_fact){.dim[CP_PERIOD] = "2027", .measure = "gpu_hours", .value = 50});
    r = calculate(&s, f);
    ok_near(get(&r, "income", "2027", "c", NULL, "energy"), -100 * pow(1.1, 1.5), 1e-12,
            "a real plan's costs are in the money of their period");
    ok_near(get(&r, "cost_per_gpu_hour", "-", "c", NULL, "cash"), 2, 1e-12,
            "a GPU-hour's cost in the plan's");
    release(&r);
    /* An SPV with 100 a year owes 50 of interest and 500 at maturity: interest first. */
    company(&s, CP_YEAR, 4);
    s.plan.nentity = 2;
    s.entity[1] = (struct cp_entity){.name = "spv",
                                     .parent = "c",
                                     .ownership = 0.2,
                                     .cash = 0,
                                     .hurdle = NAN,
                                     .sites = s.campus,
                                     .nsite = 1};
    s.entity[1].lease.rent = (struct cp_path){.n = 1, .at = s.at, .value = s.rent};
    s.rent[0] = 100;
    s.entity[1].tranche = s.tranche[0];
    s.entity[1].ntranche = 1;
    lend(&s, CP_STRAIGHT, 500, 0.1, "2025-01-01", "2027-12-31")->dscr = 1.2;
    s.entity[0].ntranche = 0;
    s.tranche[0][0].recourse.kind = CP_RECOURSE_USUAL;
    r = calculate(&s, cp_facts_new());
    double left = 500 * 2 / 3.0;
    ok_near(get(&r, "waterfall", "2026", "spv", NULL, "interest"), left / 10, 1e-12,
            "interest before principal");
    ok_near(get(&r, "principal", "2026", "spv", "loan", NULL), 100 - left / 10, 1e-12,
            "principal from what is left");
    ok_near(get(&r, "shortfall", "2026", "spv", "loan", "principal"), left / 2 - 100 + left / 10,
            1e-12, "what is missing is told");
    ok(r.result.nbreach > 0 && strcmp(r.result.breach[0].tranche, "loan") == 0 &&
           r.result.breach[0].limit == 1.2,
       "and the covenant breached");
    ok_near(r.result.breach[0].value, 100 / (left / 10 + left / 2), 1e-12, "with its DSCR");
    ok(strstr(r.result.notes.s, "spv/loan: defaults in 2026") && r.result.ndefault == 1,
       "the default is noted");
    double debt = get(&r, "debt", "2029", "spv", "loan", NULL);
    ok(debt > 0, "debt stays after maturity (%g)", debt);
    release(&r);
}

/* 100 a year, two loans: who is named first is paid first, and a reserve is kept. */
static void test_steps(void) {
    struct structure s;
    company(&s, CP_YEAR, 3);
    s.plan.nentity = 2;
    s.entity[1] = (struct cp_entity){.name = "spv",
                                     .parent = "c",
                                     .ownership = 1,
                                     .cash = 0,
                                     .hurdle = NAN,
                                     .sites = s.campus,
                                     .nsite = 1};
    s.entity[1].lease.rent = (struct cp_path){.n = 1, .at = s.at, .value = s.rent};
    s.rent[0] = 100;
    lend(&s, CP_STRAIGHT, 90, 0.1, "2026-01-01", "2028-12-31");
    lend(&s, CP_STRAIGHT, 300, 0.1, "2026-01-01", "2028-12-31")->name = "senior";
    s.entity[0].ntranche = 0;
    s.entity[1].tranche = s.tranche[0];
    s.entity[1].ntranche = 2;
    for (int k = 0; k < 2; k++)
        s.tranche[0][k].recourse.kind = CP_RECOURSE_USUAL;
    struct cp_waterfall_step steps[] = {{.action = "interest", .target = "senior"},
                                        {.action = "principal", .target = "senior"},
                                        {.action = "dsra"},
                                        {.action = "distribution"}};
    s.entity[1].waterfall.step = steps;
    s.entity[1].waterfall.nstep = 4;
    struct cp_facts *f = cp_facts_new();
    put(f, (struct cp_fact){.dim[CP_PERIOD] = "2026",
                            .dim[CP_SITE] = "campus",
                            .dim[CP_KIND] = "capex-site",
                            .measure = "cost",
                            .value = 390});
    struct run r = calculate(&s, f);
    ok_near(get(&r, "principal", "2026", "spv", "senior", NULL), 100, 1e-12,
            "senior principal, paid from the first year's rent and what is not yet spent");
    ok_near(get(&r, "cash_flow", "2026", "spv", NULL, "contribution"), 69, 1e-12,
            "capex from what is left, the rest from the owner");
    ok_near(get(&r, "shortfall", "2027", "spv", "loan", "principal") +
                get(&r, "shortfall", "2027", "spv", "loan", "interest"),
            36, 1e-12, "the junior loan goes short of all");
    ok(or_zero(get(&r, "shortfall", NULL, "spv", "senior", "interest")) == 0,
       "the senior one has its interest");
    release(&r);
    s.entity[1].ntranche = 1; /* 90 alone */
    f = cp_facts_new();
    put(f, (struct cp_fact){.dim[CP_PERIOD] = "2026",
                            .dim[CP_SITE] = "campus",
                            .dim[CP_KIND] = "capex-site",
                            .measure = "cost",
                            .value = 90});
    r = calculate(&s, f);
    ok_near(get(&r, "balance", "2027", "spv", NULL, "cash"), 33, 1e-12,
            "the reserve is the next period's debt service");
    ok_near(get(&r, "cash_flow", "2027", "spv", NULL, "distribution"), -(61 + 100 - 36 - 33), 1e-12,
            "the rest is distributed");
    release(&r);
}

static void test_gpus_once(void) {
    struct structure s;
    company(&s, CP_QUARTER, 4);
    struct cp_facts *f = cp_facts_new();
    struct cp_fact x = {.dim[CP_PERIOD] = "2026-Q3",
                        .dim[CP_OFFER] = "a",
                        .dim[CP_STEP] = "1",
                        .measure = "buy",
                        .value = 100};
    put(f, x);
    x.measure = "milestone";
    x.dim[CP_VINTAGE] = "2026-Q3";
    x.value = 8;
    put(f, x);
    x.dim[CP_PERIOD] = "2026-Q1";
    x.value = 2;
    put(f, x);
    cost(f, "2026-Q3", "gpu", "a", 1010); /* landed, with the cost of prepayment */
    cost(f, "2026-Q4", "gpu", "spot", 70);
    struct run r = calculate(&s, f);
    ok_near(get(&r, "cash_flow", "2026-Q1", "c", NULL, "capex-gpu"), -200, 1e-12, "deposit");
    ok_near(get(&r, "balance", "2026-Q2", "c", NULL, "deposits"), 200, 1e-12, "is an asset");
    ok_near(get(&r, "cash_flow", "2026-Q3", "c", NULL, "capex-gpu"), -800, 1e-12, "on arrival");
    ok_near(get(&r, "cash_flow", "2026-Q4", "c", NULL, "capex-gpu"), -70, 1e-12,
            "no milestones: the landed price");
    ok_near(get(&r, "cash_flow", NULL, "c", NULL, "capex-gpu"), -1070, 1e-12,
            "in all what was paid, once");
    release(&r);
    f = cp_facts_new();
    x.dim[CP_PERIOD] = "2027-Q3";
    x.dim[CP_VINTAGE] = NULL;
    x.measure = "buy";
    put(f, x);
    struct cp_finance_result result;
    struct cp_error err = {0};
    x.dim[CP_PERIOD] = "2026-Q3";
    x.dim[CP_VINTAGE] = "2026-Q3";
    x.measure = "milestone";
    put(f, x);
    ok_fails(cp_finance(&s.plan, f, &result, &err), &err, "outside of the plan's horizon",
             "facts after the horizon are refused");
    cp_facts_free(f);
}

int main(void) {
    test_level_loan();
    test_bonds();
    test_lease();
    test_market();
    test_coverage();
    test_delayed_draw();
    test_sculpting();
    test_sam_single_owner();
    test_tax_and_waterfall();
    test_steps();
    test_gpus_once();
    return done();
}
