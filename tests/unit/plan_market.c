/* Sections `curves` and `correlations` of a plan. */
#include "plan_case.h"

#define GAS                                                                                        \
    "contracts: {t: {kind: toll, sites: a, power: 1 MW, heat_rate: 7 MMBtu/MWh, fuel: 3 "          \
    "USD/MMBtu}}\n"
#define MODEL "model: {kind: one-factor, reversion: 2 1/year, volatility: 50 %}"

static void loads(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p =
        load(HEAD SITE GAS
             "curves:\n"
             "  gas: {unit: USD/MMBtu, drives: [contracts/t/fuel], spread: 2e-2 USD/MMBtu,\n"
             "    depth: {value: 4 MMBtu/h, assumed: so}, floor: -1 USD/GJ,\n"
             "    model: {kind: two-factor, reversion: 2 1/year, short: 60 %, long: 20 %,"
             " correlation: 30 %}}\n"
             "  h: {unit: USD/GPU/h, model: {kind: lognormal, volatility: 40 %,"
             " follows: {gas: .7}}}\n"
             "correlations: {gas/long: {h/long: 0.1}, gas: {short: {h/long: -0.2}}}\n",
             NULL, &err, &rc);
    if (!ok_rc(rc, &err, "a plan with curves loads"))
        return;
    const struct cp_market_curve *gas = cp_plan_market_curve(&p->money.market, "gas");
    const struct cp_market_curve *h = cp_plan_market_curve(&p->money.market, "h");
    ok(p->money.market.ncurve == 2 && gas && h, "both of them");
    ok_str(h->unit.quantity, "GPU.h", "a rent is of GPU-hours");
    ok(gas->ndrive == 1 && gas->drive[0].kind == CP_DRIVE_FUEL && gas->drive[0].part == 1,
       "what it drives, and wholly");
    ok_str(gas->drive[0].of, "t", "of which contract");
    ok_near(gas->spread, 0.02, 1e-15, "the spread");
    ok_near(gas->depth, 4 * 8765.81277, 1e-6, "the depth, a year");
    ok_near(gas->floor, -1.05505585262, 1e-6, "the floor, in the unit of the price");
    ok(gas->model.short_term == .6 && gas->model.long_term == .2 && gas->model.rho == .3 &&
           h->model.long_term == .4 && h->model.short_term == 0,
       "factors by kind of model");
    ok(h->model.nfollow == 1 && h->model.follow[0].beta == .7, "and what it follows");
    ok(isnan(h->spread) && h->floor == 0 && !gas->free_end, "defaults");
    double rho[16];
    static const double want[16] = {1, .3, 0, -.2, .3, 1, 0, .1, 0, 0, 1, 0, -.2, .1, 0, 1};
    cp_plan_correlations(&p->money.market, rho);
    ok(memcmp(rho, want, sizeof rho) == 0, "correlations of all factors");
    cp_plan_free(p);
    p = load(HEAD "curves: {gas: {unit: USD/MMBtu, model: {kind: lognormal, volatility: 1}},\n"
                  "  h: {unit: USD/MWh, model: {kind: lognormal, volatility: 1}}}\n"
                  "correlations: {gas/long: {h/long: 0.1}}\n",
             "correlations/gas/long/h/long=0.4", &err, &rc);
    if (ok_rc(rc, &err, "a correlation is set by its path"))
        ok(p->money.market.correlation[0].with[1][0].factor[1] == .4, "and is what was set");
    cp_plan_free(p);
}

static void euros(void) {
    struct cp_error err;
    int rc;
    struct cp_plan *p = load(HEAD "currency: EUR\n"
                                  "fx: {USD: {rate: 0.5 EUR, source: s}}\n"
                                  "curves: {gas: {unit: EUR/MMBtu, spread: 2 USD/MMBtu}}\n",
                             NULL, &err, &rc);
    if (ok_rc(rc, &err, "a plan in EUR"))
        ok(p->money.market.curve[0].spread == 1, "has numbers of other currencies at its rates");
    cp_plan_free(p);
}

static void refuses(void) {
    static const struct {
        const char *text, *message;
        unsigned line, col;
    } bad[] = {
        {"curves: {gas: {unit: USD/MMBut}}\n", "did you mean 'USD/MMBtu'?", 2, 22},
        {"curves: {gas: {unit: MWh}}\n", "no price in the plan's currency", 2, 22},
        {"curves: {gas: {unit: EUR/MWh}}\n", "no price in the plan's currency, as USD/MWh", 2, 22},
        {GAS "curves: {gas: {unit: USD/MMBtu, drives: [contracts/t/feul]}}\n",
         "did you mean 'contracts/t/fuel'?", 3, 42},
        {GAS "curves: {gas: {unit: USD/MMBtu, drives: [contracts/t/profile_scale]}}\n",
         "no value of this plan", 3, 42},
        {GAS "curves: {g: {unit: USD/MMBtu, drives: contracts/t/fuel}}\n", "is not a list", 3, 39},
        {GAS "curves: {g: {unit: USD/MMBtu, drives: [contracts/t/fuel]},\n"
             "  h: {unit: USD/MMBtu, drives: [contracts/t/fuel]}}\n",
         "driven by g already, at line 4", 4, 33},
        {"curves: {g: {unit: USD/MMBtu, spread: 3 USD/GPU}}\n", "USD/MMBtu", 2, 39},
        {"curves: {g: {unit: USD/MMBtu, depth: 3 MMBtu}}\n", "MMBtu/year", 2, 38},
        {"curves: {g: {unit: USD/MMBtu, quotes: none.tsv}}\n", "cannot open", 2, 39},
        {"curves: {g: {unit: USD/MMBtu, zone: America/Chigaco}}\n",
         "did you mean 'America/Chicago'?", 2, 37},
        {"curves: {g: {unit: USD/MMBtu, model: {kind: one-factor, volatility: 1}}}\n",
         "missing key 'reversion'", 2, 31},
        {"curves: {g: {unit: USD/MMBtu, model: {kind: lognormal, volatility: 1, long: 1}}}\n",
         "'long' is a key of a two-factor model", 2, 71},
        {"curves: {g: {unit: USD/MMBtu, model: {follows: {g: 1}}}}\n", "itself", 2, 38},
        {"curves: {g: {unit: USD/MMBtu, model: {follows: {h: 1}}}}\n", "no 'h' in curves", 2, 49},
        {"curves: {g: {unit: USD/MMBtu, " MODEL "}, h: {unit: USD/MWh, " MODEL "}}\n"
         "correlations: {g/short: {h/short: 1.1}}\n",
         "above 100 %", 3, 35},
        {"curves: {g: {unit: USD/MMBtu, " MODEL "}, h: {unit: USD/MWh, " MODEL "}}\n"
         "correlations: {g/short: {h/long: 0.1}}\n",
         "the model of h has no long factor", 3, 26},
        {"curves: {g: {unit: USD/MMBtu, " MODEL "}, h: {unit: USD/MWh, " MODEL "}}\n"
         "correlations: {g/short: {h/short: 0.1}, h/short: {g/short: 0.1}}\n",
         "is said at line 3", 3, 51},
        {"curves: {g: {unit: USD/MMBtu, " MODEL "}, h: {unit: USD/MWh, " MODEL "},\n"
         "  i: {unit: USD/MWh, " MODEL "}}\n"
         "correlations: {g/short: {h/short: .9, i/short: .9}, h/short: {i/short: -.9}}\n",
         "no prices are correlated so", 4, 15},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[2000];
        struct cp_error err;
        int rc;
        bool gas = strncmp(bad[i].text, "contracts", 9) == 0;
        snprintf(text, sizeof text, "%s%s%s", HEAD, gas ? SITE : "", bad[i].text);
        cp_plan_free(load(text, NULL, &err, &rc));
        ok_fails(rc, &err, bad[i].message, bad[i].message);
        ok(err.n == 1 && err.at[0].line == bad[i].line + gas && err.at[0].col == bad[i].col,
           "once, at %u:%u", bad[i].line + gas, bad[i].col);
        for (size_t k =
                 err.n == 1 && err.at[0].line == bad[i].line + gas && err.at[0].col == bad[i].col
                     ? 9
                     : 0;
             k < err.n; k++)
            printf("# %u:%u: %s\n", err.at[k].line, err.at[k].col, err.at[k].msg);
    }
}

int main(void) {
    if (!enter())
        return 1;
    loads();
    euros();
    refuses();
    leave();
    return done();
}
