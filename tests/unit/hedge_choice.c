/* Positions whose holder chooses, as books that the command values: published rows, what they must
 * be beside formulae, and what risk and explanation make of them. */
#include "hedge_case.h"
#include "pricing/pricing.h"
#include "pricing_plant.h"

enum { TEXT = 60000 };

/* Files of a plan: quotes, positions, paths of prices; the plan has a %s for each. */
struct book {
    const char *plan, *quotes, *positions, *paths;
};
struct opts {
    int64_t as_of;
    size_t paths;
    int jobs;
    bool risk;
    struct cp_facts *prior;
};

static struct cp_facts *run(const struct book *b, const struct opts *o) {
    const char *const text[3] = {b->quotes, b->positions, b->paths};
    char path[3][40], yaml[4000];
    struct cp_error err = {0};
    for (int i = 0; i < 3; i++) {
        strcpy(path[i], "/tmp/capplan-choice-XXXXXX");
        FILE *f = fdopen(mkstemp(path[i]), "w");
        fputs(text[i] ? text[i] : "", f);
        fclose(f);
    }
    snprintf(yaml, sizeof yaml, b->plan, path[0], path[1], path[2]);
    struct cp_plan *plan = case_plan(yaml, &err);
    struct cp_facts *facts = cp_facts_new();
    struct cp_hedge_options opt = {.run = {[CP_HEDGE_VALUE] = !o->risk, [CP_HEDGE_RISK] = o->risk},
                                   .as_of = o->as_of,
                                   .prior = o->prior,
                                   .paths = o->paths,
                                   .seed = 1,
                                   .jobs = o->jobs ? o->jobs : 1,
                                   .horizon = 10,
                                   .tail = .95};
    int rc = plan ? cp_hedge_run(plan, &opt, facts, &err) : CP_EINPUT;
    ok_rc(rc, &err, "a book is valued");
    for (int i = 0; i < 3; i++)
        unlink(path[i]);
    cp_plan_free(plan);
    return facts;
}

static double sum(const struct cp_facts *t, const char *measure, const char *position) {
    double x = 0;
    for (size_t i = 0; i < cp_facts_count(t); i++)
        if (strcmp(cp_facts_measure(t, i), measure) == 0 &&
            strcmp(cp_facts_dim(t, i, CP_POSITION), position) == 0)
            x += cp_facts_value(t, i);
    return x;
}

/* Within three standard errors, which are said. */
static void is_near(const struct cp_facts *t, const char *position, double want, double room) {
    double got = sum(t, "position_value", position), error = sum(t, "value_error", position);
    if (!ok(fabs(got - want) <= 3 * error + room, "%s: %.5g +- %.2g", position, got, error))
        printf("# want %.6f\n", want);
}

/* ---- paths that are given ---------------------------------------------------------------------
 */

static const char given_plan[] =
    "horizon: {from: 2027-Q1, to: 2030-Q4}\ndiscount: %s\nentities: {desk: {}}\ncurves:\n"
    "%s"
    "books: {all: {positions: %%2$s, entity: desk}}\n# %%1$s\n";

/* The example of section 1 of Longstaff and Schwartz 2001: 0.1144, standard error .0419; used at
 * the end alone .0564. Three dates a year apart, 6 % a year. */
static void test_eight_paths(void) {
    static const double at[3][8] = {{1.09, 1.16, 1.22, .93, 1.11, .76, .92, .88},
                                    {1.08, 1.26, 1.07, .97, 1.56, .77, .84, 1.22},
                                    {1.34, 1.54, 1.03, .92, 1.52, .90, 1.01, 1.34}};
    char paths[TEXT] = "curve\tpath\ttime\tvalue\tunit\n", plan[2000];
    for (int y = 0; y < 3; y++)
        for (int p = 0; p < 8; p++)
            sprintf(paths + strlen(paths), "stock\t%d\t%d-01-01\t%g\tUSD/MWh\n", p + 1, 2028 + y,
                    at[y][p]);
    snprintf(plan, sizeof plan, given_plan, "6.183654654536 %%",
             "  stock: {unit: USD/MWh, paths: %3$s}\n");
    const struct book b = {plan, NULL,
                           "position\tinstrument\tcurve\tfrom\tuntil\tquantity\tunit\tstrike\n"
                           "put\tbermudan-put\tstock\t2028-01-01\t2030-01-01\t1\tMWh/day\t1.1\n"
                           "end\tbermudan-put\tstock\t2030-01-01\t2030-01-01\t-2\tMWh/day\t1.1\n",
                           paths};
    struct cp_facts *t = run(&b, &(struct opts){.as_of = INT64_MIN});
    ok(fabs(sum(t, "position_value", "put") - .1144) <= 5e-5, "eight paths, as published");
    ok(fabs(sum(t, "value_error", "put") - .0419) <= 1e-4, "with its standard error");
    ok(fabs(sum(t, "position_value", "end") + 2 * .0564) <= 1e-4,
       "two sold, used at the end alone");
    ok(sum(t, "vega", "put") == 0, "given paths have no volatility");
    cp_facts_free(t);
}

/* Prices that are certain: the plant of pricing_plant.h, 8 to 40 MW, as two books' rows. */
static void test_tolling(void) {
    static char paths[TEXT] = "curve\tpath\ttime\tvalue\tunit\n";
    char rows[2000] =
        "position\tinstrument\tcurve\tcurve2\tfrom\tuntil\tquantity\tunit\tstrike\t"
        "heat_rate\tleast_load\tstart_cost\tstart_fuel\tfuel_addon\tmin_up\tmin_down\n";
    char plan[2000];
    struct cp_pricing_plant p = plant_of();
    for (size_t i = 0; i < PLANT_HOURS; i++)
        for (int side = 0; side < 2; side++)
            sprintf(paths + strlen(paths), "%s\tone\t2027-01-%02zuT%02zu\t%.12g\tUSD/MWh\n",
                    side ? "power" : "fuel", 4 + i / 24, i % 24, plant_hours[i][side]);
    for (size_t i = 0; i < PLANTS; i++)
        sprintf(rows + strlen(rows),
                "p%zu\ttolling\tpower\tfuel\t2027-01-04\t2027-01-10\t%g\tMW\t0\t%.17g\t%g\t%g\t%g\t"
                "%g\t%zu\t%zu\n",
                i, p.most, 1 / plant_values[i][0], p.least / p.most, p.start_cost / p.most,
                p.start_fuel / p.most, p.addon, p.up, p.down);
    snprintf(plan, sizeof plan, given_plan, "0 %%",
             "  power: {unit: USD/MWh, paths: %3$s}\n  fuel: {unit: USD/MWh, paths: %3$s}\n");
    struct cp_facts *t =
        run(&(struct book){plan, NULL, rows, paths}, &(struct opts){.as_of = INT64_MIN});
    for (size_t i = 0; i < PLANTS; i++) {
        char name[8];
        snprintf(name, sizeof name, "p%zu", i);
        ok(fabs(sum(t, "position_value", name) - plant_values[i][1]) <= 1e-4 &&
               sum(t, "value_error", name) == 0,
           "a plant of efficiency %g, as published", plant_values[i][0]);
    }
    cp_facts_free(t);
}

/* ---- of models --------------------------------------------------------------------------------
 */

/* Longstaff and Schwartz 2001, table 1, by finite differences: puts of 40 at 6 %, 50 dates a year;
 * every day is worth up to .008 more. A row a spot, a volatility, years. */
static const struct {
    int spot, volatility, years;
    double want;
} bermudan[] = {{36, 20, 1, 4.478}, {40, 20, 1, 2.314}, {44, 40, 1, 3.948}, {44, 20, 2, 1.690}};
/* Ten days i/365 of calls at 50 on 45, reversion 12, volatility 250 %, no interest: by a dynamic
 * program. */
static const struct {
    int rights;
    double want;
} swing[] = {{1, 4.9864027510990265},
             {4, 17.423748563447454},
             {8, 27.6262299879349},
             {10, 29.47606978253032}};

static void test_published(void) {
    static char quotes[400000];
    char rows[3000] =
        "position\tinstrument\tcurve\tfrom\tuntil\tquantity\tunit\tstrike\toption\trights\n";
    size_t n = (size_t)sprintf(quotes, "curve\tfrom\tuntil\tmeasure\tvalue\tunit\n"
                                       "flat\t2027\t2028\tforward\t45\tUSD/MWh\n");
    char plan[3000] = "horizon: {from: 2027-Q1, to: 2028-Q4}\ndiscount: 6.183654654536 %%\n"
                      "entities: {desk: {}}\ncurves:\n";
    for (size_t i = 0; i < sizeof bermudan / sizeof *bermudan; i++) {
        sprintf(plan + strlen(plan),
                "  s%zu: {unit: USD/MWh, quotes: %%1$s, model: {kind: lognormal, "
                "volatility: %d %%%%}}\n",
                i, bermudan[i].volatility);
        for (int d = 0; d < 365 * bermudan[i].years + 2; d++) {
            char day[CP_PERIOD_SIZE];
            cp_period_format(
                day, cp_period_at(CP_DAY, cp_period_start((struct cp_period){CP_YEAR, 2027}) +
                                              24 * (int64_t)d));
            n += (size_t)snprintf(quotes + n, sizeof quotes - n,
                                  "s%zu\t%s\t%s\tforward\t%.12g\tUSD/MWh\n", i, day, day,
                                  bermudan[i].spot * exp(.06 * d / 365.25));
        }
        sprintf(rows + strlen(rows),
                "s%zu\tbermudan-put\ts%zu\t2027-01-02\t%d-01-01\t1\tMWh/day\t40\tday\t-\n", i, i,
                2027 + bermudan[i].years);
    }
    sprintf(plan + strlen(plan), "books: {all: {positions: %%2$s, entity: desk}}\n# %%3$s\n");
    struct cp_facts *t = run(&(struct book){plan, quotes, rows, NULL},
                             &(struct opts){.as_of = INT64_MIN, .paths = 4000});
    for (size_t i = 0; i < sizeof bermudan / sizeof *bermudan; i++) {
        char name[8];
        snprintf(name, sizeof name, "s%zu", i);
        is_near(t, name, bermudan[i].want, .008);
    }
    cp_facts_free(t);
    strcpy(rows,
           "position\tinstrument\tcurve\tfrom\tuntil\tquantity\tunit\tstrike\toption\trights\n");
    for (size_t i = 0; i < sizeof swing / sizeof *swing; i++)
        sprintf(rows + strlen(rows),
                "w%zu\tswing-call\tflat\t2027-01-02\t2027-01-11\t1\tMWh/day\t50\tday\t%d\n", i,
                swing[i].rights);
    t = run(
        &(struct book){"horizon: {from: 2027-Q1, to: 2028-Q4}\ndiscount: 0 %%\nentities: {desk: "
                       "{}}\ncurves:\n  flat: {unit: USD/MWh, quotes: %1$s, model: {kind: "
                       "one-factor, reversion: 12 1/year, volatility: 250 %%}}\nbooks: {all: "
                       "{positions: %2$s, entity: desk}}\n# %3$s\n",
                       "curve\tfrom\tuntil\tmeasure\tvalue\tunit\n"
                       "flat\t2027\t2028\tforward\t45\tUSD/MWh\n",
                       rows, NULL},
        &(struct opts){.as_of = INT64_MIN, .paths = 10000});
    for (size_t i = 0; i < sizeof swing / sizeof *swing; i++) {
        char name[8];
        snprintf(name, sizeof name, "w%zu", i);
        is_near(t, name, swing[i].want, .03); /* a year of 365 days, not of 365.25 */
    }
    cp_facts_free(t);
}

/* ---- beside formulae --------------------------------------------------------------------------
 */

static const char plan[] =
    "horizon: {from: 2027-Q1, to: 2028-Q4}\ndiscount: 8 %%\nentities: {desk: {}}\ncurves:\n"
    "  gas: {unit: USD/MMBtu, quotes: %1$s, model: {kind: two-factor, reversion: 1.5 1/year, "
    "short: "
    "60 %%, long: 20 %%, correlation: 0.2}}\n"
    "  hub: {unit: USD/MWh, quotes: %1$s, floor: -50 USD/MWh, model: {kind: one-factor, reversion: "
    "12 1/year, volatility: 90 %%, follows: {gas: 0.7}}}\n"
    "  calm: {unit: USD/MWh, quotes: %1$s, model: {kind: normal, deviation: 8 USD/MWh}}\n"
    "  h100: {unit: USD/GPU/h, quotes: %1$s, model: {kind: lognormal, volatility: 45 %%}}\n"
    "books: {all: {positions: %2$s, entity: desk}}\n# %3$s\n";
static const char quotes[] = "curve\tfrom\tuntil\tmeasure\tvalue\tunit\n"
                             "gas\t2027\t2028\tforward\t3.5\tUSD/MMBtu\n"
                             "hub\t2027\t2028\tforward\t45\tUSD/MWh\n"
                             "calm\t2027\t2028\tforward\t45\tUSD/MWh\n"
                             "h100\t2027\t2028\tforward\t2.5\tUSD/GPU/h\n";
static const char header[] =
    "position\tinstrument\tcurve\tcurve2\tfrom\tuntil\tquantity\tunit\tstrike\theat_rate\toption\t"
    "rights\trights_least\tdecide\tfee\tleast_load\tstart_cost\tmin_up\tmin_down\n";
static const char rows[] =
    "swing\tswing-call\thub\t-\t2027-07-01\t2027-07-31\t10\tMW\t50\t-\tday\t31\t-\t-\t-\t-\t-\t-\t-"
    "\n"
    "cap\tcap\thub\t-\t2027-07-01\t2027-07-31\t10\tMW\t50\t-\tday\t-\t-\t-\t-\t-\t-\t-\t-\n"
    "calm-swing\tswing-put\tcalm\t-\t2027-07-01\t2027-07-31\t-10\tMW\t50\t-\tday\t31\t-\t-\t-\t-\t-"
    "\t-\t-\n"
    "calm-floor\tfloor\tcalm\t-\t2027-07-01\t2027-07-31\t-10\tMW\t50\t-\tday\t-\t-\t-\t-\t-\t-\t-"
    "\t-\n"
    "forced\tswing-put\tgas\t-\t2027-07-01\t2027-07-10\t24\tMMBtu/"
    "day\t3\t-\tday\t10\t10\t-\t-\t-\t-\t-\t-\n"
    "sold\tswap\tgas\t-\t2027-07-01\t2027-07-10\t-24\tMMBtu/day\t3\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\n"
    "month\tbermudan-call\th100\t-\t2027-07\t2027-07\t100\tGPU\t2.4\t-\tmonth\t-\t-\t-\t-\t-\t-\t-"
    "\t-\n"
    "lease\textension\th100\t-\t2027-07\t2027-07\t100\tGPU\t2.4\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\n"
    "dear\textension\th100\t-\t2027-07\t2027-07\t100\tGPU\t2.3\t-\t-\t-\t-\t-\t0.1\t-\t-\t-\t-\n"
    "call\tcall\th100\t-\t2027-07\t2027-07\t100\tGPU\t2.4\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\n"
    "early\tamerican-put\tgas\t-\t2027-07\t2027-07\t1000\tMMBtu/"
    "day\t3.6\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\n"
    "late\tput\tgas\t-\t2027-07\t2027-07\t1000\tMMBtu/day\t3.6\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\n"
    "free\ttolling\thub\tgas\t2027-07-01\t2027-07-14\t10\tMW\t3\t8\t-\t-\t-\t-\t-\t-\t-\t1\t1\n"
    "bound\ttolling\thub\tgas\t2027-07-01\t2027-07-14\t10\tMW\t3\t8\t-\t-\t-\t-\t-\t40 "
    "%\t60\t8\t6\n"
    "spread\tspread-call\thub\tgas\t2027-07-01\t2027-07-14\t10\tMW\t3\t8\tday\t-\t-\t-\t-\t-\t-\t-"
    "\t-\n";

static char *positions(void) {
    static char text[TEXT];
    snprintf(text, sizeof text, "%s%s", header, rows);
    return text;
}

/* What is like a formula has its value, and its Greeks along paths. */
static void test_formulae(void) {
    struct cp_facts *t = run(&(struct book){plan, quotes, positions(), NULL},
                             &(struct opts){.as_of = INT64_MIN, .paths = 3000});
    static const char *const pair[][2] = {{"swing", "cap"},
                                          {"calm-swing", "calm-floor"},
                                          {"forced", "sold"},
                                          {"lease", "call"},
                                          {"free", "spread"}};
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        const char *a = pair[i][0], *b = pair[i][1];
        double want = sum(t, "position_value", b);
        is_near(t, a, want, 1e-3 * fabs(want));
        double delta = sum(t, "delta", b), got = sum(t, "delta", a);
        ok(fabs(got - delta) <= .06 * fabs(delta), "and its delta: %.4g, of %s %.4g", got, b,
           delta);
    }
    ok_near(sum(t, "position_value", "swing"), sum(t, "position_value", "cap"), 1e-9,
            "all rights are the days by themselves");
    ok(sum(t, "value_error", "swing") <= 1e-9 * sum(t, "position_value", "swing"), "for certain");
    ok_near(sum(t, "position_value", "month"),
            sum(t, "position_value", "call") * exp(log(1.08) * 31 * 24 / 8766), 1e-6,
            "one right on one month is a call that is paid when it is used");
    ok(fabs(sum(t, "vega", "swing") / sum(t, "vega", "cap") - 1) < .03 &&
           fabs(sum(t, "theta", "swing") / sum(t, "theta", "cap") - 1) < .2,
       "vega and theta with the same draws");
    ok(sum(t, "position_value", "early") > sum(t, "position_value", "late") +
                                               3 * sum(t, "value_error", "early") -
                                               .02 * sum(t, "position_value", "late"),
       "a right that can be used early is worth no less");
    ok(sum(t, "position_value", "bound") < sum(t, "position_value", "free"),
       "a plant that is bound earns less than a free one");
    ok(sum(t, "position_value", "dear") < sum(t, "position_value", "lease"),
       "a fee that is paid early costs its interest");
    ok(isnan(sum(t, "value_error", "call")) || sum(t, "value_error", "call") == 0,
       "what has a formula has no error");
    struct cp_facts *again = run(&(struct book){plan, quotes, positions(), NULL},
                                 &(struct opts){.as_of = INT64_MIN, .paths = 3000, .jobs = 3});
    ok(sum(t, "position_value", "bound") == sum(again, "position_value", "bound") &&
           sum(t, "gamma", "early") == sum(again, "gamma", "early"),
       "threads change no bit");
    cp_facts_free(again);
    cp_facts_free(t);
}

/* Quotes a little higher: value changes by delta. */
static void test_delta(void) {
    static const char up[] = "curve\tfrom\tuntil\tmeasure\tvalue\tunit\n"
                             "gas\t2027\t2028\tforward\t3.5\tUSD/MMBtu\n"
                             "hub\t2027\t2028\tforward\t45.45\tUSD/MWh\n"
                             "calm\t2027\t2028\tforward\t45\tUSD/MWh\n"
                             "h100\t2027\t2028\tforward\t2.505\tUSD/GPU/h\n";
    static const struct {
        const char *position, *curve;
        double by;
    } moved[] = {{"swing", "hub", .45},
                 {"bound", "hub", .45},
                 {"lease", "h100", .005},
                 {"month", "h100", .005}};
    const struct opts o = {.as_of = INT64_MIN, .paths = 3000};
    struct cp_facts *t = run(&(struct book){plan, quotes, positions(), NULL}, &o);
    struct cp_facts *then = run(&(struct book){plan, up, positions(), NULL}, &o);
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++) {
        char want[80];
        snprintf(want, sizeof want, "delta 2027-Q3 %s all %s", moved[i].curve, moved[i].position);
        double delta = case_fact(t, want);
        double got = (sum(then, "position_value", moved[i].position) -
                      sum(t, "position_value", moved[i].position)) /
                     moved[i].by;
        ok(fabs(got - delta) <= .04 * fabs(delta), "%s moves by its delta: %.4g, %.4g",
           moved[i].position, got, delta);
    }
    cp_facts_free(t);
    cp_facts_free(then);
}

/* A week later, at other prices: parts add up, and new prices are what moved it. */
static void test_explain(void) {
    static const char later[] = "curve\tfrom\tuntil\tmeasure\tvalue\tunit\n"
                                "gas\t2027\t2028\tforward\t3.9\tUSD/MMBtu\n"
                                "hub\t2027\t2028\tforward\t48\tUSD/MWh\n"
                                "calm\t2027\t2028\tforward\t44\tUSD/MWh\n"
                                "h100\t2027\t2028\tforward\t2.7\tUSD/GPU/h\n";
    static const char *const names[] = {"swing", "forced", "month", "lease", "early", "bound"};
    struct opts o = {.as_of = INT64_MIN, .paths = 1000};
    struct cp_facts *then = run(&(struct book){plan, quotes, positions(), NULL}, &o);
    o.as_of = cp_period_start((struct cp_period){CP_YEAR, 2027}) + 24 * 7;
    o.prior = then;
    struct cp_facts *now = run(&(struct book){plan, later, positions(), NULL}, &o);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char terms[80];
        double pnl = sum(now, "pnl", names[i]), gross = fabs(pnl);
        gross += fabs(sum(then, "position_value", names[i]));
        ok(fabs(pnl - sum(now, "pnl_part", names[i])) <= 1e-12 * gross && pnl != 0,
           "%s: parts add up", names[i]);
        snprintf(terms, sizeof terms, "pnl_part terms all %s", names[i]);
        double rest = case_fact(now, terms);
        ok(isnan(rest) || fabs(rest) <= 1e-9 * gross, "%s: nothing is left over", names[i]);
    }
    cp_facts_free(now);
    cp_facts_free(then);
}

/* A year of days with all rights has the risk of the days. */
static void test_risk(void) {
    struct cp_facts *t = run(&(struct book){plan, quotes, positions(), NULL},
                             &(struct opts){.as_of = INT64_MIN, .paths = 2000, .risk = true});
    static const char *const pair[][2] = {{"swing", "cap"},
                                          {"forced", "sold"},
                                          {"month", "call"},
                                          {"lease", "call"},
                                          {"early", "late"}};
    for (size_t i = 0; i < sizeof pair / sizeof *pair; i++) {
        double a = sum(t, "component", pair[i][0]), b = sum(t, "component", pair[i][1]);
        ok(fabs(a - b) <= .12 * fabs(b), "%s has in the tail what %s has: %.4g, %.4g", pair[i][0],
           pair[i][1], a, b);
    }
    cp_facts_free(t);
}

int main(void) {
    test_eight_paths();
    test_tolling();
    test_published();
    test_formulae();
    test_delta();
    test_explain();
    test_risk();
    return done();
}
