/* What a floor of debt cover makes of the hedge that is chosen, worked by hand from the paths. */
#include "hedge_case.h"

enum { PATHS = 400 };

static const char plan_format[] =
    "horizon: {from: 2027, to: 2027}\n"
    "discount: 0 %%\n"
    "entities: {spv: {tax: 25 %%}}\n"
    "sites: {s: {region: r, pue: 1}}\n"
    "skus: {chip: {peak: 1 PFLOP/s, power: 1 kW, life: 10 years, efficiency: {own: 50 %%}}}\n"
    "workloads: {own: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}\n"
    "contracts:\n"
    "  toll: {kind: toll, sites: [s], power: 3 MW, from: 2027-01-01, until: 2027-12-31,\n"
    "         fuel: 4 USD/MMBtu, heat_rate: 7 MMBtu/MWh}\n"
    "curves: {gas: {unit: USD/MMBtu, quotes: %s, drives: [contracts/toll/fuel],\n"
    "  model: {kind: lognormal, volatility: 40 %%}}}\n"
    "hedging: {instruments: %s%s}\n";
static const char quotes[] = "curve\tfrom\tuntil\tmeasure\tvalue\tunit\n"
                             "gas\t2027\t2027\tforward\t4\tUSD/MMBtu\n";
static const char instruments[] = "name\tinstrument\tcurve\tfrom\tuntil\tunit\tstrike\tspread\n"
                                  "swap\tswap\tgas\t2027-01-01\t2027-12-31\tMMBtu/day\t4\t0.02\n";
/* 73,000 MMBtu, 200 a day; CFADS of 120,000 covers debt service of 100,000. */
static const char facts_text[] = "period\tsite\tentity\tcontract\tkind\tmeasure\tvalue\tunit\n"
                                 "2027\ts\t-\ttoll\t-\tenergy\t10428.5714285714286\tMWh\n"
                                 "2027\ts\t-\ttoll\tenergy\tcost\t292000\tUSD\n"
                                 "2027\t-\tspv\t-\t-\tcfads\t120000\tUSD\n"
                                 "2027\t-\tspv\t-\t-\tdscr\t1.2\t1\n";

static void save(char *path, const char *text) {
    strcpy(path, "/tmp/capplan-floor-XXXXXX");
    FILE *f = fdopen(mkstemp(path), "w");
    fputs(text, f);
    fclose(f);
}

static char told[200]; /* the last note */

static void keep(void *ctx, const char *text) {
    (void)ctx;
    snprintf(told, sizeof told, "%s", text);
}

static struct cp_facts *run(const char *hedging, enum cp_hedge_analysis a) {
    char path[2][40], yaml[3000];
    struct cp_error err = {0};
    save(path[0], quotes);
    save(path[1], instruments);
    snprintf(yaml, sizeof yaml, plan_format, path[0], path[1], hedging);
    struct cp_plan *plan = case_plan(yaml, &err);
    struct cp_facts *facts = case_facts(facts_text, &err);
    struct cp_hedge_options opt = {.as_of = INT64_MIN,
                                   .paths = PATHS,
                                   .scenarios = PATHS,
                                   .seed = 7,
                                   .jobs = 1,
                                   .horizon = NAN,
                                   .tail = .95,
                                   .note = keep};
    told[0] = 0;
    opt.run[a] = true;
    ok_rc(plan ? cp_hedge_run(plan, &opt, facts, &err) : CP_EINPUT, &err, "a run");
    unlink(path[0]);
    unlink(path[1]);
    cp_plan_free(plan);
    return facts;
}

/* Without aversion to risk trading only costs. A floor of 1 leaves 20,000 of CFADS: what gas may
 * cost more in the mean of the worst twentieth, three quarters of it after tax. The swap takes the
 * rest. */
int main(void) {
    double loss[PATHS];
    size_t n = 0;
    struct cp_hedge_tail tail;
    struct cp_facts *t = run("", CP_HEDGE_RISK);
    for (size_t i = 0; i < cp_facts_count(t); i++)
        if (strcmp(cp_facts_measure(t, i), "repricing") == 0 && n < PATHS)
            loss[n++] = -cp_facts_value(t, i);
    ok(n == PATHS && cp_hedge_tail(loss, NULL, n, .95, &tail) == 0, "cash of every path");
    cp_facts_free(t);
    double open = 20000 / (.75 * tail.cvar); /* the part that may stay open */
    ok(open > .1 && open < .9, "a floor that binds: %.3f may stay open", open);

    t = run("", CP_HEDGE_OPTIMISE);
    ok(isnan(case_fact(t, "hedge_quantity gas swap")), "without a floor nothing is traded");
    cp_facts_free(t);
    t = run(", floor: {spv: {dscr: 1}}", CP_HEDGE_OPTIMISE);
    is_fact(t, "hedge_quantity gas swap", 200 * (1 - open), 1e-6);
    cp_facts_free(t);
    t = run(", floor: {spv: {dscr: 1.2}}", CP_HEDGE_OPTIMISE);
    is_fact(t, "hedge_quantity gas swap", 200, 1e-6);
    ok(!strstr(told, "hedging/floor"), "which is reached");
    cp_facts_free(t);
    /* all of gas hedged leaves 120,000 of CFADS, and cover of 1.3 wants 130,000 */
    t = run(", floor: {spv: {dscr: 1.3}}", CP_HEDGE_OPTIMISE);
    ok_str(told, "cover in the tail stays 1e+04 short of hedging/floor: no instrument reaches it",
           "a floor beyond the plan's own cover is not");
    cp_facts_free(t);
    return done();
}
