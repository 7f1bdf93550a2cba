/* The financial model: conservation and invariance on random structures, and small cases by hand.
 */
#include "tap.h"
#include "finance/finance.h"
#include <stdlib.h>

enum { T = 24, MAXTRANCHE = 4 };

static uint64_t seed = 20261121;
static double uniform(double a, double b) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return a + (b - a) * (double)(seed >> 11) / 9007199254740992.0;
}
static int pick(int n) {
    return (int)uniform(0, n);
}

static int64_t hour(const char *text) {
    struct cp_period p = {0};
    cp_period_parse(text, strlen(text), &p);
    return cp_period_start(p);
}

static int64_t month(int after) { /* months after 2026-01 */
    return cp_period_start((struct cp_period){CP_MONTH, 2026 * 12 + after});
}

/* ---- a structure: plan by hand, and its facts ---------------------------------------------- */

struct structure {
    struct cp_plan plan;
    struct cp_period from;
    struct cp_entity entity[2];
    struct cp_tranche tranche[2][MAXTRANCHE];
    struct cp_waterfall_step step[5];
    struct cp_site site[2];
    struct cp_phase phase[2];
    struct cp_existing existing;
    int64_t at[2], start;
    double rent[2], price, cost[T][6], hours[T], buy[T];
    const char *campus[1];
};

static void wire(struct structure *s) {
    static const char *const actions[] = {"opex", "tax", "interest", "principal", "distribution"};
    struct cp_plan *p = &s->plan;
    for (int i = 0; i < 5; i++)
        s->step[i].action = actions[i];
    for (int e = 0; e < 2; e++) {
        s->entity[e].tranche = s->tranche[e];
        s->entity[e].waterfall = s->step;
        s->entity[e].nwaterfall = 5;
        s->site[e].phase = &s->phase[e];
        s->site[e].nphase = 1;
    }
    s->campus[0] = "campus";
    s->entity[1].sites = s->campus;
    s->entity[1].rent.at = s->at;
    s->entity[1].rent.value = s->rent;
    s->entity[0].price.at = &s->start;
    s->entity[0].price.value = &s->price;
    s->site[1].existing = &s->existing;
    p->entity = s->entity;
    p->site = s->site;
}

static struct cp_tranche random_tranche(const char *name) {
    static const char *const counts[] = {"30/360", "act/360", "act/365", "act/act", NULL};
    int issue = pick(40) - 24, life = 6 + pick(160);
    struct cp_tranche w = {.name = name,
                           .amortisation = (enum cp_amortisation)pick(3),
                           .amount = uniform(1e8, 2e10),
                           .rate = uniform(0, 0.12),
                           .issue = month(issue) + 24 * pick(28),
                           .fee = uniform(0, 0.03),
                           .commitment_fee = uniform(0, 0.01),
                           .dscr = NAN,
                           .gearing = NAN,
                           .day_count = counts[pick(5)],
                           .capitalise = pick(2)};
    w.maturity = month(issue + life) + 24 * pick(28);
    w.first_principal = pick(2) ? w.issue : month(issue + 1 + pick(life - 2));
    w.draw_until = pick(2) ? w.issue : month(issue + 2 + pick(12));
    if (issue > 0 && pick(5) == 0) {
        w.amount = NAN;
        w.gearing = uniform(0.3, 1);
    } else if (pick(3) == 0) {
        w.amortisation = CP_SCULPTED;
        w.dscr = uniform(1.05, 2);
        if (issue > 0 && pick(2))
            w.amount = NAN;
        if (pick(2))
            w.gearing = uniform(0.3, 1);
    }
    return w;
}

static void period_text(const struct structure *s, int t, char buf[CP_PERIOD_SIZE]) {
    struct cp_period p = s->from;
    p.index += t;
    cp_period_format(buf, p);
}

static void random_structure(struct structure *s) {
    static const char *const names[2][MAXTRANCHE] = {{"p1", "p2", "p3", "p4"},
                                                     {"s1", "s2", "s3", "s4"}};
    static const char *const methods[] = {"straight-line", "macrs-5", "macrs-15", "ddb", "syd"};
    *s = (struct structure){0};
    s->plan.discount = 0.08;
    s->from = cp_period_at((enum cp_freq)(CP_YEAR + pick(3)), hour("2026"));
    s->plan.horizon = (struct cp_horizon){s->from, s->from, T, hour("2026")};
    s->plan.horizon.to.index += T - 1;
    s->plan.nentity = s->plan.nsite = 2;
    s->start = s->plan.horizon.origin;
    s->price = uniform(0.5, 6);
    s->at[0] = s->start;
    s->at[1] = month(pick(60));
    s->rent[1] = uniform(0, 4e9);
    bool lease = pick(2), consolidated = pick(2);
    for (int e = 0; e < 2; e++) {
        s->entity[e] = (struct cp_entity){.name = e ? "spv" : "parent",
                                          .parent = e ? "parent" : NULL,
                                          .ownership = uniform(0, 1),
                                          .consolidated = consolidated,
                                          .tax = uniform(0, 0.4),
                                          .cash = pick(2) ? NAN : uniform(0, 3e10),
                                          .sunk = NAN,
                                          .hurdle = NAN,
                                          .life_site = uniform(5, 30),
                                          .life_gpu = uniform(2, 7),
                                          .depreciation_site = methods[pick(5)],
                                          .depreciation_gpu = methods[pick(5)]};
        s->entity[e].ntranche = (size_t)pick(MAXTRANCHE + 1);
        for (int k = 0; k < MAXTRANCHE; k++)
            s->tranche[e][k] = random_tranche(names[e][k]);
        s->site[e] = (struct cp_site){.name = e ? "campus" : "other"};
        s->phase[e] = (struct cp_phase){.name = "1",
                                        .power = 1000,
                                        .capex = uniform(0, 2e10),
                                        .built = uniform(0, 1),
                                        .ready = month(pick(40) - 20)};
    }
    s->entity[1].nsite = 1;
    s->entity[1].rent.n = lease ? 2 : 0;
    s->entity[0].price.n = 1;
    s->site[1].nexisting = 1;
    s->existing = (struct cp_existing){"H100", {0}, 1e4, uniform(0, 7), 3e4};
    for (int t = 0; t < T; t++) {
        for (int k = 0; k < 6; k++)
            s->cost[t][k] = uniform(0, k < 3 && t < 12 ? 4e9 : 2e8);
        s->hours[t] = uniform(0, 4e8);
        s->buy[t] = pick(2) ? uniform(0, 5e4) : 0;
    }
    wire(s);
}

static void put(struct cp_facts *f, struct cp_fact x) {
    struct cp_error err = {0};
    if (cp_facts_put(f, &x, &err) != 0)
        ok(false, "fact refused: %s", err.at[0].msg);
}

static struct cp_facts *facts_of(const struct structure *s, bool backwards) {
    static const char *const kinds[] = {"capex-site", "capex-site", "gpu",
                                        "energy",     "om-site",    "salvage"};
    struct cp_facts *f = cp_facts_new();
    char text[CP_PERIOD_SIZE], paid[CP_PERIOD_SIZE];
    for (int i = 0; i < T; i++) {
        int t = backwards ? T - 1 - i : i;
        period_text(s, t, text);
        period_text(s, t < 3 ? 0 : t - 3, paid);
        for (int j = 0; j < 6; j++) {
            int k = backwards ? 5 - j : j;
            struct cp_fact x = {.dim[CP_PERIOD] = text,
                                .dim[CP_KIND] = kinds[k],
                                .measure = "cost",
                                .value = s->cost[t][k]};
            if (k == 0 || k == 3 || k == 4)
                x.dim[CP_SITE] = "campus";
            if (k == 1)
                x.dim[CP_SITE] = "other";
            if (k == 2)
                x.dim[CP_OFFER] = "spot";
            put(f, x);
        }
        put(f, (struct cp_fact){.dim[CP_PERIOD] = text,
                                .dim[CP_SITE] = "campus",
                                .measure = "gpu_hours",
                                .value = s->hours[t]});
        if (s->buy[t] <= 0)
            continue;
        struct cp_fact buy = {.dim[CP_PERIOD] = text,
                              .dim[CP_OFFER] = "forward",
                              .dim[CP_STEP] = "1",
                              .measure = "buy",
                              .value = s->buy[t]};
        put(f, buy);
        buy.measure = "milestone";
        buy.dim[CP_VINTAGE] = text;
        buy.value = 4e4 * s->price;
        put(f, buy);
        buy.dim[CP_PERIOD] = paid;
        buy.value = 1e4 * s->price;
        if (strcmp(text, paid) != 0)
            put(f, buy);
    }
    return f;
}

/* ---- what came out ------------------------------------------------------------------------- */

/* A run: the facts, and which row is the first that cp_finance wrote. */
struct run {
    struct cp_facts *f;
    size_t first;
    struct cp_finance_result result;
};

static double get(const struct run *r, const char *measure, const char *period, const char *entity,
                  const char *tranche, const char *kind) {
    double sum = NAN;
    const struct cp_facts *f = r->f;
    for (size_t i = r->first; i < cp_facts_count(f); i++) {
        if ((period && strcmp(cp_facts_dim(f, i, CP_PERIOD), period) != 0) ||
            strcmp(cp_facts_measure(f, i), measure) != 0 ||
            strcmp(cp_facts_dim(f, i, CP_ENTITY), entity) != 0 ||
            (tranche && strcmp(cp_facts_dim(f, i, CP_TRANCHE), tranche) != 0) ||
            (kind && strcmp(cp_facts_dim(f, i, CP_KIND), kind) != 0))
            continue;
        sum = (isnan(sum) ? 0 : sum) + cp_facts_value(f, i);
    }
    return sum;
}

static double or_zero(double x) {
    return isnan(x) ? 0 : x;
}

static struct run solve(const struct structure *s, bool backwards) {
    struct run r = {.f = facts_of(s, backwards)};
    struct cp_error err = {0};
    r.first = cp_facts_count(r.f);
    int rc = cp_finance(&s->plan, r.f, &r.result, &err);
    if (rc < 0)
        ok_rc(rc, &err, "cp_finance");
    return r;
}

static void release(struct run *r) {
    cp_facts_free(r->f);
    cp_finance_result_release(&r->result);
}

static bool same_key(const struct cp_facts *a, size_t i, const struct cp_facts *b, size_t k) {
    static const enum cp_dim dims[] = {CP_PERIOD, CP_KIND, CP_TRANCHE, CP_ENTITY};
    bool same = strcmp(cp_facts_measure(a, i), cp_facts_measure(b, k)) == 0;
    for (size_t d = 0; d < 4 && same; d++)
        same = strcmp(cp_facts_dim(a, i, dims[d]), cp_facts_dim(b, k, dims[d])) == 0;
    return same;
}

/* Every fact of one run stands in the other, `times` as large where it is money: the largest
 * relative difference, money that agrees to the cent counting as equal. */
static double difference(const struct run *a, const struct run *b, double times) {
    double worst = 0;
    size_t count = cp_facts_count(b->f), at = b->first;
    for (size_t i = a->first; i < cp_facts_count(a->f); i++) {
        size_t left = count - b->first;
        while (left > 0 && !same_key(a->f, i, b->f, at)) {
            left--;
            at = at + 1 < count ? at + 1 : b->first;
        }
        if (left == 0)
            return INFINITY;
        double x = cp_facts_value(a->f, i), y = cp_facts_value(b->f, at), gap;
        bool money = strcmp(cp_facts_unit(a->f, i), "USD") == 0;
        x *= strncmp(cp_facts_unit(a->f, i), "USD", 3) == 0 ? times : 1;
        gap = fabs(x - y) / fmax(fmax(fabs(x), fabs(y)), 1);
        if (isnan(x) != isnan(y))
            worst = INFINITY;
        else if (!isnan(x) && !(money && fabs(x - y) <= 0.005))
            worst = fmax(worst, gap);
    }
    return cp_facts_count(a->f) - a->first == count - b->first ? worst : INFINITY;
}

/* ---- properties ---------------------------------------------------------------------------- */

struct worst {
    double gap, cash, negative, unpaid;
};

/* Statements, from the facts alone: the balance sheet balances, cash moves by the cash flows, what
 * was drawn and capitalised less what was repaid is owed, nothing is owed below zero or, unless a
 * shortfall says so, after maturity. */
static void audit(const struct structure *s, const struct run *f, struct worst *w) {
    char text[CP_PERIOD_SIZE];
    for (int e = 0; e < 2 + s->entity[1].consolidated; e++) {
        const char *name = e < 2 ? s->entity[e].name : "consolidated";
        double before = NAN;
        for (int t = 0; t < T; t++) {
            period_text(s, t, text);
            double assets = get(f, "balance", text, name, NULL, "assets");
            double gap = assets - get(f, "balance", text, name, NULL, "liabilities") -
                         get(f, "balance", text, name, NULL, "equity");
            double cash = get(f, "balance", text, name, NULL, "cash");
            w->gap = fmax(w->gap, fabs(gap) / fmax(1, fabs(assets)));
            double flow = get(f, "cash_flow", text, name, NULL, "net-change");
            if (t > 0)
                w->cash = fmax(w->cash, fabs(cash - before - flow));
            w->negative = fmax(w->negative, -cash);
            before = cash;
        }
        for (size_t k = 0; e < 2 && k < s->entity[e].ntranche; k++) {
            const struct cp_tranche *x = &s->tranche[e][k];
            double late = or_zero(get(f, "shortfall", NULL, name, x->name, NULL));
            before = NAN;
            for (int t = 0; t < T; t++) {
                struct cp_period p = s->from;
                p.index += t;
                cp_period_format(text, p);
                double debt = or_zero(get(f, "debt", text, name, x->name, NULL));
                double moved = or_zero(get(f, "draw", text, name, x->name, NULL)) +
                               or_zero(get(f, "idc", text, name, x->name, NULL)) +
                               or_zero(get(f, "shortfall", text, name, x->name, "interest")) -
                               or_zero(get(f, "principal", text, name, x->name, NULL));
                if (t > 0)
                    w->cash = fmax(w->cash, fabs(debt - before - moved));
                w->negative = fmax(w->negative, -debt);
                if (cp_period_end(p) >= x->maturity && late <= 0)
                    w->unpaid = fmax(w->unpaid, debt);
                before = debt;
            }
        }
    }
}

static void double_money(struct structure *s) {
    s->price *= 2;
    s->rent[1] *= 2;
    s->existing.price *= 2;
    for (int e = 0; e < 2; e++) {
        s->entity[e].cash *= 2;
        s->phase[e].capex *= 2;
        for (int k = 0; k < MAXTRANCHE; k++)
            s->tranche[e][k].amount *= 2;
    }
    for (int t = 0; t < T; t++)
        for (int k = 0; k < 6; k++)
            s->cost[t][k] *= 2;
}

/* Sculpted tranches of an entity divide what CFADS carries, so any order gives the same. */
static void reverse_tranches(struct structure *s) {
    for (int e = 0; e < 2; e++)
        for (size_t k = 0, n = s->entity[e].ntranche; k < n / 2; k++) {
            struct cp_tranche w = s->tranche[e][k];
            s->tranche[e][k] = s->tranche[e][n - 1 - k];
            s->tranche[e][n - 1 - k] = w;
        }
}

/* Money by money: the same structure with its facts turned round, with its tranches turned round,
 * with all money doubled, with a tranche of zero more. */
static void compare(const struct structure *s, const struct run *f, double worst[4]) {
    struct structure x = *s;
    struct run g = solve(s, true);
    worst[0] = fmax(worst[0], difference(f, &g, 1));
    release(&g);
    wire(&x);
    reverse_tranches(&x);
    g = solve(&x, false);
    worst[1] = fmax(worst[1], difference(f, &g, 1));
    release(&g);
    x = *s;
    wire(&x);
    double_money(&x);
    g = solve(&x, false);
    worst[2] = fmax(worst[2], difference(f, &g, 2));
    release(&g);
    x = *s;
    wire(&x);
    if (x.entity[0].ntranche == MAXTRANCHE)
        return;
    x.tranche[0][x.entity[0].ntranche++] = (struct cp_tranche){.name = "zero",
                                                               .rate = 0.05,
                                                               .amortisation = CP_LEVEL,
                                                               .issue = hour("2026"),
                                                               .maturity = hour("2030"),
                                                               .dscr = NAN,
                                                               .gearing = NAN};
    g = solve(&x, false);
    worst[3] = fmax(worst[3], fabs(get(f, "npv", NULL, "parent", NULL, "equity") -
                                   get(&g, "npv", NULL, "parent", NULL, "equity")));
    worst[3] = fmax(worst[3], fabs(get(&g, "debt", NULL, "parent", "zero", NULL)));
    release(&g);
}

static void test_properties(void) {
    enum { RUNS = 200 };
    static struct structure s;
    struct worst w = {0};
    double worst[4] = {0};
    int solved = 0, defaults = 0;
    for (int i = 0; i < RUNS; i++) {
        random_structure(&s);
        struct run r = solve(&s, false);
        audit(&s, &r, &w);
        compare(&s, &r, worst);
        solved += isfinite(get(&r, "npv", NULL, "spv", NULL, "equity")) != 0;
        defaults += get(&r, "shortfall", NULL, "spv", NULL, NULL) > 0;
        release(&r);
    }
    ok(solved == RUNS, "%d random structures are solved", RUNS);
    ok(defaults > 0, "%d of them default", defaults);
    ok(w.gap <= 1e-9, "balance sheets balance (%g)", w.gap);
    ok(w.cash <= 0.005, "cash and debt move by their flows to the cent (%g USD)", w.cash);
    ok(w.negative <= 0.005, "neither cash nor debt is below zero (%g USD)", w.negative);
    ok(w.unpaid <= 0.005, "debt is repaid by maturity or a shortfall says not (%g USD)", w.unpaid);
    ok(worst[0] <= 1e-9, "the order of facts changes nothing (%g)", worst[0]);
    ok(worst[1] <= 1e-9, "the order of tranches changes nothing (%g)", worst[1]);
    ok(worst[2] <= 1e-9, "twice the money is twice the money (%g)", worst[2]);
    ok(worst[3] == 0, "a tranche of zero changes nothing (%g)", worst[3]);
}

/* ---- by hand ------------------------------------------------------------------------------- */

/* One company without tax over n periods from 2026; its facts are the test's. */
static void company(struct structure *s, enum cp_freq freq, size_t n) {
    *s = (struct structure){0};
    s->plan.discount = 0.08;
    struct cp_period from = cp_period_at(freq, hour("2026")), to = from;
    to.index += (int32_t)n - 1;
    s->plan.horizon = (struct cp_horizon){from, to, n, hour("2026")};
    s->plan.nentity = 1;
    s->entity[0] = (struct cp_entity){
        .name = "c", .hurdle = NAN, .ownership = 1, .life_site = 20, .life_gpu = 5, .cash = 0};
    wire(s);
    s->entity[0].waterfall = NULL;
    s->entity[0].nwaterfall = 0;
}

static struct cp_tranche *lend(struct structure *s, enum cp_amortisation how, double amount,
                               double rate, const char *issue, const char *maturity) {
    struct cp_tranche *w = &s->tranche[0][s->entity[0].ntranche++];
    *w = (struct cp_tranche){.name = s->entity[0].ntranche == 1 ? "loan" : "other",
                             .amortisation = how,
                             .amount = amount,
                             .rate = rate,
                             .issue = hour(issue),
                             .maturity = hour(maturity),
                             .dscr = NAN,
                             .gearing = NAN};
    return w;
}

static void cost(struct cp_facts *f, const char *period, const char *kind, const char *offer,
                 double value) {
    put(f, (struct cp_fact){.dim[CP_PERIOD] = period,
                            .dim[CP_KIND] = kind,
                            .dim[CP_OFFER] = offer,
                            .measure = "cost",
                            .value = value});
}

static struct run calculate(const struct structure *s, struct cp_facts *f) {
    struct run r = {.f = f, .first = cp_facts_count(f)};
    struct cp_error err = {0};
    ok_rc(cp_finance(&s->plan, f, &r.result, &err), &err, "calculated");
    return r;
}

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

static void test_bonds(void) {
    struct structure s;
    company(&s, CP_QUARTER, 12);
    lend(&s, CP_STRAIGHT, 1200, 0.08, "2025-11-16", "2028-12-31");
    struct cp_tranche *w = lend(&s, CP_BULLET, 1000, 0.08, "2026-01-01", "2028-06-30");
    w->capitalise = true;
    w->first_principal = hour("2027-03-31");
    w->fee = 0.01;
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
    w->draw_until = hour("2026-06-30");
    w->commitment_fee = 0.01;
    w->gearing = 0.5;
    struct cp_facts *f = cp_facts_new();
    cost(f, "2026-Q1", "capex-site", NULL, 600);
    cost(f, "2026-Q2", "capex-site", NULL, 2000);
    struct run r = calculate(&s, f);
    ok_near(get(&r, "draw", "2026-Q1", "c", "loan", NULL), 300, 1e-12, "half of what is spent");
    ok_near(get(&r, "draw", "2026-Q2", "c", "loan", NULL), 700, 1e-12, "no more than the amount");
    ok_near(get(&r, "fees", "2026-Q2", "c", "loan", "commitment"), 700 * 0.0025, 1e-12,
            "commitment fee on what was not drawn");
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
    w->capitalise = true;
    w->fee = 0.01;
    w->draw_until = hour("2027-12-31");
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

static void test_tax_and_waterfall(void) {
    struct structure s;
    company(&s, CP_YEAR, 4);
    s.entity[0].tax = 0.25;
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
    s.plan.real_prices = true;
    s.plan.inflation = 0.1;
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
    s.entity[1].rent = (struct cp_path){.n = 1, .at = s.at, .value = s.rent};
    s.rent[0] = 100;
    s.entity[1].tranche = s.tranche[0];
    s.entity[1].ntranche = 1;
    lend(&s, CP_STRAIGHT, 500, 0.1, "2025-01-01", "2027-12-31")->dscr = 1.2;
    s.entity[0].ntranche = 0;
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
    ok(strstr(r.result.notes.s, "spv/loan: defaults in 2026"), "the default is noted");
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
    s.entity[1].rent = (struct cp_path){.n = 1, .at = s.at, .value = s.rent};
    s.rent[0] = 100;
    lend(&s, CP_STRAIGHT, 90, 0.1, "2026-01-01", "2028-12-31");
    lend(&s, CP_STRAIGHT, 300, 0.1, "2026-01-01", "2028-12-31")->name = "senior";
    s.entity[0].ntranche = 0;
    s.entity[1].tranche = s.tranche[0];
    s.entity[1].ntranche = 2;
    struct cp_waterfall_step steps[] = {{.action = "interest", .target = "senior"},
                                        {.action = "principal", .target = "senior"},
                                        {.action = "dsra"},
                                        {.action = "distribution"}};
    s.entity[1].waterfall = steps;
    s.entity[1].nwaterfall = 4;
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
    ok_near(get(&r, "balance", "2027", "spv", NULL, "cash"), 36, 1e-12,
            "the reserve is a period's debt service");
    ok_near(get(&r, "cash_flow", "2027", "spv", NULL, "distribution"), -(61 + 100 - 36 - 36), 1e-12,
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
    test_delayed_draw();
    test_sculpting();
    test_tax_and_waterfall();
    test_steps();
    test_gpus_once();
    test_properties();
    return done();
}
