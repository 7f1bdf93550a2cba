/* Every analysis of cp-hedge with each of its allocations failed once. */
#include "hedge_case.h"
#include "starve.h"

static const char plan_format[] =
    "horizon: {from: 2027, to: 2028}\n"
    "discount: 5 %%\n"
    "entities: {desk: {tax: 25 %%, tranches: {loan: {amount: 50 USD, rate: 5 %%, issue: "
    "2026-01-01,\n"
    "    maturity: 2028-12-31}}}}\n"
    "sites: {s: {region: r, pue: 1}}\n"
    "skus: {chip: {peak: 1 PFLOP/s, power: 1 kW, life: 10 years, efficiency: {own: 50 %%}}}\n"
    "workloads: {own: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}\n"
    "contracts:\n"
    "  toll: {kind: toll, sites: [s], power: 3 MW, from: 2027-01-01, until: 2028-12-31,\n"
    "         fuel: 3 USD/MMBtu, heat_rate: 7 MMBtu/MWh}\n"
    "curves:\n"
    "  gas: {unit: USD/MMBtu, quotes: %s, history: %s, drives: [contracts/toll/fuel],\n"
    "    model: {kind: one-factor, reversion: 1 1/year, volatility: 50 %%}}\n"
    "  hub: {unit: USD/MWh, quotes: %s,\n"
    "    model: {kind: one-factor, reversion: 9 1/year, volatility: 50 %%, follows: {gas: 0.5}}}\n"
    "counterparties: {bank: {limit: 1 bn USD, margin: daily}}\n"
    "books: {all: {positions: %s, entity: desk, limits: {var: 1 bn USD, open: {gas: {1: 1 "
    "MMBtu}}}}}\n"
    "hedging: {instruments: %s, corridor: {gas: {1: 0-100 %%}}, premium: 1 mn USD,\n"
    "  liquidity: 1 bn USD, floor: {desk: {dscr: 1.2}}}\n";

static const char quotes[] = "curve\tfrom\tuntil\tmeasure\tvalue\tunit\n"
                             "gas\t2027\t2028\tforward\t3.4\tUSD/MMBtu\n"
                             "hub\t2027\t2028\tforward\t40\tUSD/MWh\n";
static const char positions[] =
    "position\tcounterparty\tinstrument\tcurve\tcurve2\tfrom\tuntil\tquantity\tunit\tstrike\t"
    "heat_rate\trights\n"
    "swap\tbank\tswap\tgas\t-\t2027-02-01\t2027-02-28\t10\tMMBtu/day\t3.2\t-\t-\n"
    "early\t-\tamerican-put\tgas\t-\t2027-01-03\t2027-01-04\t10\tMMBtu/day\t3.2\t-\t-\n"
    "swing\t-\tswing-call\tgas\t-\t2027-02-01\t2027-03-31\t10\tMMBtu/day\t3.2\t-\t1\n"
    "lease\t-\textension\tgas\t-\t2027-02-01\t2027-02-28\t10\tMMBtu/day\t3.2\t-\t-\n"
    "plant\t-\ttolling\thub\tgas\t2027-02-01\t2027-02-01\t1\tMW\t3\t7\t-\n"
    "spark\t-\tspread-call\thub\tgas\t2027-03-01\t2027-03-31\t1\tMW\t3\t-\t-\n";
static const char instruments[] =
    "instrument\tcurve\tfrom\tuntil\tunit\tstrike\tspread\tdepth\tlot\tmargin\tcounterparty\n"
    "swap\tgas\t2027-02-01\t2027-02-28\tMMBtu/day\t3.4\t0.02\t100\t1\t0.3\tbank\n";
static const char facts[] =
    "period\tsite\tentity\tcontract\tkind\tmeasure\tvalue\tunit\n"
    "2027\ts\t-\ttoll\t-\tenergy\t20000\tMWh\n2027\ts\t-\ttoll\tenergy\tcost\t420000\tUSD\n"
    "2027\ts\t-\ttoll\t-\tcontract\t3\tMW\n2027\ts\t-\t-\t-\tpower\t2\tMW\n"
    "2027\t-\tdesk\t-\t-\tcfads\t5e6\tUSD\n2027\t-\tdesk\t-\t-\tdscr\t1.3\t1\n";

struct work {
    const struct cp_plan *plan;
    struct cp_hedge_options opt;
    const char *prior, *facts; /* NULL: those of the first plan */
};

static struct cp_facts *read_text(const char *text, const char *name, struct cp_error *err,
                                  int *rc) {
    FILE *in = fmemopen((char *)(uintptr_t)text, strlen(text), "r");
    struct cp_facts *t = cp_facts_new();
    *rc = t && in ? cp_facts_read(t, in, name, err) : cp_fail_nomem(err);
    if (in)
        fclose(in);
    return t;
}

static int hedge(const void *with, struct cp_error *err) {
    const struct work *w = with;
    struct cp_hedge_options opt = w->opt;
    int rc;
    struct cp_facts *t = read_text(w->facts ? w->facts : facts, "facts", err, &rc);
    if (rc == 0 && w->prior)
        opt.prior = read_text(w->prior, "prior", err, &rc);
    if (rc == 0)
        rc = cp_hedge_run(w->plan, &opt, t, err);
    cp_facts_free(opt.prior);
    cp_facts_free(t);
    return rc < 0 ? rc : 0;
}

static void starve_one(const struct cp_plan *plan, enum cp_hedge_analysis a, const char *prior,
                       const char *what) {
    static const char *const stress[] = {"gas=*2"};
    struct work w = {.plan = plan,
                     .prior = prior,
                     .opt = {.check = a == CP_HEDGE_RISK,
                             .as_of = INT64_MIN,
                             .paths = 6,
                             .scenarios = 2,
                             .nstress = 1,
                             .stress = stress,
                             .jobs = 1,
                             .horizon = 10,
                             .tail = .9,
                             .aversion = .5,
                             .curve_steps = CP_MONTH}};
    w.opt.run[a] = true;
    starve(hedge, &w, what);
}

/* What a run of --value writes. Free it. */
static char *value_of(const struct cp_plan *plan) {
    struct cp_error err = {0};
    struct cp_facts *t = cp_facts_new();
    const struct cp_hedge_options opt = {.run[CP_HEDGE_VALUE] = true, .as_of = INT64_MIN};
    char *text = NULL;
    size_t size;
    ok_rc(cp_hedge_run(plan, &opt, t, &err), &err, "an earlier run");
    FILE *out = open_memstream(&text, &size);
    cp_facts_write(t, out, "tsv", &err);
    fclose(out);
    cp_facts_free(t);
    return text;
}

int main(void) {
    const char *const text[] = {quotes, NULL, positions, instruments};
    char path[4][40], yaml[4000], history[3000] = "curve\tperiod\tmeasure\tvalue\tunit\n";
    struct cp_error err = {0};
    for (int i = 0; i < 36; i++) {
        size_t len = strlen(history);
        snprintf(history + len, sizeof history - len, "gas\t%d-%02d\tspot\t%g\tUSD/MMBtu\n",
                 2020 + i / 12, i % 12 + 1, 3 + i % 5 * .1 + i % 7 * .05);
    }
    for (int i = 0; i < 4; i++) {
        strcpy(path[i], "/tmp/capplan-memory-XXXXXX");
        FILE *f = fdopen(mkstemp(path[i]), "w");
        fputs(text[i] ? text[i] : history, f);
        fclose(f);
    }
    snprintf(yaml, sizeof yaml, plan_format, path[0], path[1], path[0], path[2], path[3]);
    struct cp_plan *plan = case_plan(yaml, &err);
    if (ok_rc(plan ? 0 : CP_EINPUT, &err, "a plan with a desk")) {
        char *prior = value_of(plan);
#define ONE(constant, name, word, meaning) starve_one(plan, constant, NULL, word);
        CP_HEDGE_ANALYSES(ONE)
        starve_one(plan, CP_HEDGE_VALUE, prior, "explain");
        free(prior);
    }
    for (int i = 0; i < 4; i++)
        unlink(path[i]);
    cp_plan_free(plan);
    plan = case_plan(compute_plan, &err);
    struct work open = {.plan = plan,
                        .facts = compute_facts,
                        .opt = {.as_of = (int64_t)(2026 - 1970) * 8766,
                                .run[CP_HEDGE_POSITION] = true,
                                .run[CP_HEDGE_EXPOSURE] = true}};
    if (ok_rc(plan ? 0 : CP_EINPUT, &err, "a plan of compute"))
        starve(hedge, &open, "position and exposure");
    cp_plan_free(plan);
    return done();
}
