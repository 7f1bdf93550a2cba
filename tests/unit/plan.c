#include "plan_case.h"

static void numbers_and_positions(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(HEAD "sites:\n"
                                  "  a:\n"
                                  "    pue: {value: 1.35, source: a report}\n"
                                  "    phases:\n"
                                  "      one: {power: 1.2 GW, ready: 2026-07, capex: 27 bn USD}\n",
                             NULL, &err, &rc);
    if (!ok_rc(rc, &err, "a small plan loads"))
        return;
    ok(p->horizon.n == 8 && p->nsite == 1 && p->site[0].nphase == 1, "its counts");
    ok_near(p->site[0].phase[0].power, 1200, 1e-12, "GW become MW");
    ok_near(p->site[0].phase[0].capex, 27e9, 1e-12, "bn USD become USD");
    ok_near(p->site[0].phase[0].life, 20, 1e-9, "an absent number has its default");
    ok_near(p->money.discount, 0.08, 1e-12, "and so at the top");
    struct cp_pos pos = cp_plan_pos(p, "sites/a/phases/one/power");
    ok(pos.line == 6 && pos.col == 20, "the position of a value");
    ok_str(cp_plan_find(p, "sites/a/pue/value")->source, "a report", "a number knows its source");
    cp_plan_free(p);
}

static void every_type(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(
        HEAD SITE "prices: real\n"
                  "slices: {days: 2, hours: 6}\n"
                  "capex_limit: {2026-Q1: 10 bn USD, 2027: {value: 20 bn USD, source: s}, growth: "
                  "10 %}\n"
                  "workloads:\n"
                  "  w:\n"
                  "    kind: flexible\n"
                  "    tenant: lab\n"
                  "    runs: 2 run/year\n"
                  "    run_flop: {value: 5e26 FLOP, growth: 150 %/year, sigma: 30 %}\n"
                  "    min_rate: 30 %\n"
                  "    penalty: 10 kUSD/(EFLOP/s)/h\n"
                  "    sites: [b, a]\n"
                  "skus:\n"
                  "  G:\n"
                  "    peak: 2.5 PFLOP/s\n"
                  "    power: 2.4 kW\n"
                  "    efficiency: {w: 40 %, '*': {value: 35 %, source: s}}\n"
                  "    residual: [65 %, 45 %]\n"
                  "contracts:\n"
                  "  c: {kind: battery, sites: a, hours: 4 h, efficiency: 86 %, firm: yes,\n"
                  "      from: 2026-02, until: 2026-02}\n",
        NULL, &err, &rc);
    if (!ok_rc(rc, &err, "a plan of every type of value loads"))
        return;
    const struct cp_workload *w = cp_plan_workload(p, "w");
    const struct cp_sku *g = cp_plan_sku(p, "G");
    const struct cp_contract *c = p->energy.contract;
    ok(p->money.real_prices && p->slices.days == 2 && p->slices.hours == 6, "choices and counts");
    ok(w->kind == CP_FLEXIBLE && strcmp(w->tenant, "lab") == 0, "a choice and a text");
    ok(w->nsite == 2 && strcmp(w->sites[0], "b") == 0, "names keep their order");
    ok_near(w->driver.run_flop.path.value[0], 5e26, 1e-12, "a driver's value");
    ok(w->driver.run_flop.path.growth == 1.5 && w->driver.run_flop.sigma == 0.3,
       "its growth and sigma");
    ok(!w->driver.users.history && w->driver.users.path.n == 0 &&
           strcmp(w->driver.users.name, "users") == 0,
       "an absent driver is empty but for its name");
    ok(w->driver.peak.path.n == 1 && w->driver.peak.path.value[0] == 1, "an absent peak is 1");
    ok_near(w->penalty, 10000, 1e-12, "kUSD become USD");
    ok_near(g->peak, 0.0025, 1e-12, "PFLOP/s become EFLOP/s");
    ok_near(cp_plan_efficiency(g, "w"), 0.4, 1e-12, "efficiency by workload");
    ok_near(cp_plan_efficiency(g, "x"), 0.35, 1e-12, "and of any other");
    ok(g->value.nresidual == 2 && g->value.residual[1] == 0.45, "a list of numbers");
    ok(isnan(g->rental), "an absent number without a default is NaN");
    ok(c->nsite == 1 && strcmp(c->sites[0], "a") == 0, "one name is a list of one");
    ok(c->firm && isinf(c->power), "a boolean; an unlimited power");
    ok(c->to - c->from == 28 * 24, "until is the end of the period named, from its start");
    cp_plan_free(p);
}

static void paths(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(HEAD "capex_limit: {2026-04: 10 USD, 2026-06: 40 USD, growth: 10 %}\n",
                             NULL, &err, &rc);
    if (!ok_rc(rc, &err, "a path of steps loads"))
        return;
    struct cp_path flat = p->policy.capex_limit;
    flat.growth = 0;
    ok_near(cp_plan_path_at(&flat, cp_plan_period(p, 0), p->horizon.origin), 10, 1e-12,
            "the first step holds before it");
    ok_near(cp_plan_path_at(&flat, cp_plan_period(p, 1), p->horizon.origin),
            (10. * 61 + 40. * 30) / 91, 1e-12, "a step inside of a period counts by its days");
    ok_near(cp_plan_path_at(&flat, cp_plan_period(p, 7), p->horizon.origin), 40, 1e-12,
            "the last one holds on");
    ok_near(cp_plan_path_at(&p->policy.capex_limit, cp_plan_period(p, 4), p->horizon.origin),
            40 * pow(1.1, 1.125), 1e-12, "growth to the middle of the period");
    struct cp_path none = {0};
    ok(isnan(cp_plan_path_at(&none, cp_plan_period(p, 0), 0)), "an absent path is NaN");
    cp_plan_free(p);
}

static void offers(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p =
        load(HEAD CHIP "suppliers:\n"
                       "  one: {offers: {x: {sku: G, quantity: 9 GPU, from: 2026,\n"
                       "    price: 5 USD/GPU, steps: [{from: 4 GPU, price: 3 "
                       "USD/GPU}], discount: incremental}}}\n"
                       "  two: {offers: {y: {sku: G, quantity: 9 GPU, from: 2026,\n"
                       "    rent: 5 USD/GPU/h, term: 2 years, milestones:\n"
                       "    [{share: 20 %, before: 36 weeks}, {share: 80 %, before: "
                       "-30 days}]}}}\n",
             NULL, &err, &rc);
    if (!ok_rc(rc, &err, "offers load"))
        return;
    const struct cp_offer *x = &p->supply.offer[0], *y = &p->supply.offer[1];
    ok(p->supply.noffer == 2 && strcmp(x->supplier, "one") == 0 && strcmp(y->supplier, "two") == 0,
       "offers of all suppliers in one list, each with its supplier");
    ok(x->price.nstep == 2 && x->price.step[0].from == 0 && x->price.step[0].price == 5 &&
           x->price.step[1].from == 4,
       "the price is the first step");
    ok(x->price.incremental && x->nmilestone == 1 && x->milestone[0].share == 1,
       "one milestone when none is given");
    ok(x->delivery.banned_from == INT64_MAX && x->delivery.to == cp_period_end(p->horizon.to),
       "dates that are absent");
    ok(y->price.nstep == 0 && y->rent.price.n == 1, "a rent has no steps");
    ok_near(y->milestone[1].before, -30 / 365.2422, 1e-4, "a milestone after delivery is negative");
    cp_plan_free(p);
}

static void terms(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(HEAD SITE "contracts:\n"
                                       "  a: {kind: grid, sites: a, price: 0, term: 1 year}\n"
                                       "  b: {kind: grid, sites: a, price: 0, from: 2026-08-31, "
                                       "term: 6 months}\n"
                                       "  c: {kind: grid, sites: a, price: 0, term: 36 weeks}\n",
                             NULL, &err, &rc);
    if (!ok_rc(rc, &err, "contracts with terms load"))
        return;
    struct cp_period end;
    cp_period_parse("2026-12-31", 10, &end);
    ok(p->energy.contract[0].to == cp_period_end(end),
       "a year from 1 January ends with 31 December");
    cp_period_parse("2027-02-28", 10, &end);
    ok(p->energy.contract[1].to == cp_period_end(end), "months end in the month they reach");
    ok_near((double)(p->energy.contract[2].to - p->energy.contract[2].from), 252 * 24, 1e-3,
            "weeks are hours");
    cp_plan_free(p);
}

static void money(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(HEAD "entities:\n"
                                  "  m: {depreciation: {gpu: macrs-5}}\n"
                                  "  v:\n"
                                  "    parent: m\n"
                                  "    consolidated: no\n"
                                  "    tranches: {t: {amount: 27.3 bn USD, rate: 6.581 %, issue: "
                                  "2025-10-27, maturity: 2049-05-30, amortisation: level}}\n"
                                  "    waterfall: [opex, {action: principal, target: t}]\n",
                             NULL, &err, &rc);
    if (!ok_rc(rc, &err, "entities load"))
        return;
    const struct cp_entity *m = &p->entity[0], *v = &p->entity[1];
    ok_str(m->gpus.method, "macrs-5", "a word of a group of keys");
    ok_str(m->halls.method, "straight-line", "and its sibling's default");
    ok(m->waterfall.nstep == 6 && strcmp(m->waterfall.step[5].action, "distribution") == 0,
       "an absent waterfall is the usual one");
    ok(!v->consolidated && v->tranche[0].amortisation == CP_LEVEL, "a tranche");
    ok(v->tranche[0].first_principal == v->tranche[0].issue, "first principal from the issue on");
    ok(v->waterfall.nstep == 2 && strcmp(v->waterfall.step[0].action, "opex") == 0 &&
           strcmp(v->waterfall.step[1].target, "t") == 0,
       "a step of a waterfall is a word or a mapping");
    cp_plan_free(p);
}

/* One override of a value; its text afterwards. */
static void emissions(void) {
    static const char plan[] =
        HEAD SITE "contracts:\n  g: {kind: grid, sites: [a], price: 50 USD/MWh}\n"
                  "  p: {kind: ppa, sites: [a], price: 30 USD/MWh, factor: 30 %}\n";
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(plan, NULL, &err, &rc);
    ok_rc(rc, &err, "a grid without emissions");
    cp_plan_free(p);
    p = load(plan, "policy={carbon_free_hourly: {2026: 0 %, 2027: 90 %}}", &err, &rc);
    ok_fails(rc, &err, "contracts/g: missing key 'emissions'", "is refused where they count");
    ok(err.n == 1, "a ppa's are none");
}

/* A variant: a file that changes what it includes, and may be changed in turn. */
static void horizons(void) {
    static const char plan[] =
        HEAD "sites: {a: {pue: 1.3, phases: {p: {power: 1 MW, ready: 2027-07, "
             "capex: 1 USD}}}}\n";
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(plan, "horizon/to=2026-Q4", &err, &rc);
    if (ok_rc(rc, &err, "a horizon that an override shortens leaves phases behind it"))
        ok(p->horizon.n == 4 && p->site[0].phase[0].ready >= cp_period_end(p->horizon.to),
           "as they are");
    cp_plan_free(p);
    load(HEAD "sites: {a: {pue: 1.3, phases: {p: {power: 1 MW, ready: 2028-01, capex: 1 USD}}}}\n",
         NULL, &err, &rc);
    ok_fails(rc, &err, "begins after the plan ends (2027-Q4)", "one that is written does not");
    static const char decades[] = "discount_at: end\ndiscount_from: 2015\ndiscount: 5 %\n"
                                  "horizon: {from: 2017, to: 2036, step: 10 years}\n";
    p = load(decades, NULL, &err, &rc);
    if (ok_rc(rc, &err, "periods of ten years")) {
        char text[CP_PERIOD_SIZE];
        cp_period_format(text, cp_plan_period(p, 1));
        ok_str(text, "2027/2036", "are written by their first and last");
        /* the uniform series of ten payments, two years later */
        ok_near(cp_plan_discount(p, .05, cp_plan_period(p, 0)) * 10,
                (1 - pow(1.05, -10)) / .05 / 1.1025, 1e-12, "each year's money at its end");
    }
    cp_plan_free(p);
    load(decades, "horizon/to=2035", &err, &rc);
    ok_fails(rc, &err, "is 19 years, no whole number of steps of 10", "the last one is whole");
    load(decades, "horizon/step=2 days", &err, &rc);
    ok_fails(rc, &err, "is whole years, of periods that are years", "days are no step");
}

/* A plan's own steps: two groups of which one is in the second year only. */
static void slices(void) {
    static const char plan[] =
        "horizon: {from: 2026, to: 2027}\nprofiles: profiles.tsv\n"
        "slices: {groups: {all: {steps: 2, length: 12 h, times: 365},\n"
        "                  late: {period: 2027, steps: 1, length: 1 h}}}\n" SITE
        "contracts: {s: {kind: ppa, sites: a, price: 1 USD/MWh, factor_profile: solar}}\n";
    static const struct {
        const char *rows, *part;
    } bad[] = {
        {"all.1\tsolar\tf\t0.5\t1\nall.2\tsolar\tf\t0\t1\n", "slice 'late.1' has no value"},
        {"all.3\tsolar\tf\t0.5\t1\n", "no slice 'all.3' in the plan"},
    };
    char text[512];
    struct cp_error err;
    int rc;
    put("profiles.tsv", "slice\tprofile\tmeasure\tvalue\tunit\nlate.1\tsolar\tf\t0.3\t1\n"
                        "all.2\tsolar\tf\t0.2\t1\nall.1\tsolar\tf\t0.1\t1\n");
    struct cp_plan *p = load(plan, NULL, &err, &rc);
    if (ok_rc(rc, &err, "a plan with slices of its own loads")) {
        const double *value = cp_plan_profile(p, "solar")->value;
        ok(value[0] == 0.1 && value[1] == 0.2 && value[2] == 0.3, "values in the order of steps");
    }
    cp_plan_free(p);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        snprintf(text, sizeof text, "slice\tprofile\tmeasure\tvalue\tunit\n%s", bad[i].rows);
        put("profiles.tsv", text);
        load(plan, NULL, &err, &rc);
        ok_fails(rc, &err, bad[i].part, bad[i].part);
    }
    load("horizon: {from: 2026, to: 2027}\n"
         "slices: {groups: {all: {period: 2026, steps: 1, length: 1 h}}}\n",
         NULL, &err, &rc);
    ok_fails(rc, &err, "groups: there is none for 2027", "every period has slices");
}

/* 24 hours of one day of each quarter, less `gap` rows at the end. */
static void put_profile(const char *unit, size_t gap) {
    static const char *const day[] = {"2025-01-15", "2025-04-15", "2025-07-15", "2025-10-15"};
    char text[16384];
    size_t len = 0, rows = 4 * 24 - gap;
    len += (size_t)sprintf(text, "period\tprofile\tmeasure\tvalue\tunit\n");
    for (size_t i = rows; i-- > 0;) /* any order will do */
        len += (size_t)sprintf(text + len, "%sT%02zu\tsolar\tfactor\t%zu\t%s\n", day[i / 24],
                               i % 24, i % 24, unit);
    put("profiles.tsv", text);
}

static void profiles(void) {
    static const char plan[] = HEAD SITE
        "profiles: profiles.tsv\n"
        "contracts: {s: {kind: ppa, sites: a, price: 1 USD/MWh, factor_profile: solar}}\n";
    struct cp_error err;
    int rc;
    put_profile("%", 0);
    struct cp_plan *p = load(plan, NULL, &err, &rc);
    if (ok_rc(rc, &err, "a plan with profiles loads")) {
        const struct cp_profile *s = cp_plan_profile(p, "solar");
        struct cp_period day;
        cp_period_parse("2025-04-15", 10, &day);
        ok(s && s->nday == 4 && s->day[1] == cp_period_start(day) / 24, "days in order");
        ok_near(s->value[24 + 13], 0.13, 1e-12, "values by hour, in the plan's unit");
        cp_plan_free(p);
    }
    put_profile("%", 1);
    load(plan, NULL, &err, &rc);
    ok_fails(rc, &err, "profile 'solar': the day has no 2025-10-15T23", "a missing hour is named");
    put_profile("%", 24);
    load(plan, NULL, &err, &rc);
    ok_fails(rc, &err, "profile 'solar' has no day in Q4", "a missing quarter is named");
    put_profile("USD/MWh", 0);
    load(plan, NULL, &err, &rc);
    ok_fails(rc, &err, "profile 'solar' is in USD/MWh; wanted 1", "a price is no capacity factor");
    static const struct {
        const char *text, *part;
    } bad[] = {
        {"period\tmeasure\tvalue\tunit\n2025-01-15T00\tfactor\t1\t1\n", "no column 'profile'"},
        {"period\tprofile\tmeasure\tvalue\tunit\n2025-01-15\tsolar\tfactor\t1\t1\n",
         "period '2025-01-15' is not an hour"},
        {"period\tprofile\tmeasure\tvalue\tunit\n2025-01-15T00\tsolar\tfactor\t-1\t1\n",
         "profile 'solar': a factor is negative"},
        {"period\tprofile\tmeasure\tvalue\tunit\n2025-01-15T00\tsolar\tfactor\tNA\t1\n",
         "profile 'solar': a value is missing"},
        {"period\tprofile\tmeasure\tvalue\tunit\n2025-01-15T00\tsolar\tfactor\t1\tMW\n",
         "'MW' does not measure what 'USD/MWh' does"},
        {"period\tprofile\tmeasure\tvalue\tunit\n2025-01-15T00\tsolar\tfactor\tx\t1\n",
         "'x' is not a number"},
        {"period\tslice\tprofile\tmeasure\tvalue\tunit\n2025-01-15T00\td.1\tsolar\tfactor\t1\t1\n",
         "a value has a slice or a period, not both"},
        {"period\tslice\tprofile\tmeasure\tvalue\tunit\n2025-01-15T00\t-\tsolar\tfactor\t1\t1\n"
         "-\td.1\tsolar\tfactor\t1\t1\n",
         "profile 'solar': has values of slices and of hours"},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put("profiles.tsv", bad[i].text);
        load(plan, NULL, &err, &rc);
        ok_fails(rc, &err, bad[i].part, bad[i].part);
        ok(err.n == 1 && err.at[0].line == 2 && strstr(err.at[0].file, "profiles.tsv"),
           "  once, in the profile's own file");
    }
}

static void many_findings(void) {
    struct cp_error err;
    int rc;
    load(HEAD "sites:\n  a: {pue: 0.5, om: 3 USD/MWW/year, x: 1}\n  b: {}\nz: 1\n", NULL, &err,
         &rc);
    ok(rc == CP_EINPUT && err.n == 5, "all findings of a plan in one go");
    bool sorted = true;
    for (size_t i = 1; i < err.n; i++)
        sorted &= err.at[i].line >= err.at[i - 1].line;
    ok(sorted, "in the order of the lines");
    char text[4096] = HEAD;
    for (int i = 0; i < 30; i++)
        sprintf(text + strlen(text), "x%d: 1\n", i);
    load(text, NULL, &err, &rc);
    ok(err.n == CP_ERROR_MAX && err.dropped == 10, "twenty are told, the rest counted");
}

static void keys(void) {
    size_t n = cp_plan_key_count();
    ok(n > 150 && cp_plan_key_at(n - 1).path && !cp_plan_key_at(n).path, "keys are counted");
    bool whole = true;
    for (size_t i = 0; i < n; i++) {
        struct cp_plan_key k = cp_plan_key_at(i);
        double factor;
        struct cp_error err = {0};
        bool known =
            !k.unit || cp_unit_factor(k.unit, k.unit, &factor, (struct cp_pos){0}, &err) == 0;
        if (!k.path || !k.type || !k.meaning || !known) {
            whole = false;
            printf("# %s\n", k.path ? k.path : "?");
        }
    }
    ok(whole, "every key has type and meaning, and a unit that is known");
}

static void test_terms(void) {
    static const char *const terms[] = {"entities/spv/tranches/loan/dscr", "entities/spv/tranches",
                                        "entities/spv/tranches/loan/schedule/2030",
                                        "entities/spv/reserves/dsra/months",
                                        "entities/spv/waterfall/1/limit"};
    static const char *const others[] = {"entities/spv/tranches/loan/base",
                                         "entities/spv/tax",
                                         "entities/spv/tranches/loan/base/2030",
                                         "entities/spv/tranches_of",
                                         "entities",
                                         "discount",
                                         "entities/tranches",
                                         "sites/x/tranches/y"};
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++)
        ok(cp_plan_is_term(terms[i]), "%s is a term of the financing", terms[i]);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ok(!cp_plan_is_term(others[i]), "%s is none", others[i]);
}

int main(void) {
    test_terms();
    if (!enter())
        return 1;
    numbers_and_positions();
    every_type();
    paths();
    offers();
    terms();
    money();
    emissions();
    horizons();
    slices();
    profiles();
    many_findings();
    keys();
    leave();
    return done();
}
