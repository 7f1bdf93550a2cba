/* Risk as numbers, on published and independently computed cases; each says where from. */
#include "hedge/numbers.h"
#include "hedge/program.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

/* Atoms by the definition of Rockafellar and Uryasev 2002; the last two are printed by Hull (two
 * projects of which each loses 10 with 2 %: ES 10 alone, 11.36 together). */
static void atoms(void) {
    static const struct {
        const char *name;
        size_t n;
        double loss[10], p[10], level, var, cvar;
    } c[] = {
        {"five atoms", 5, {100, 50, 20, 0, -40}, {.03, .05, .12, .3, .5}, .9, 20, 59},
        {"five atoms", 5, {100, 50, 20, 0, -40}, {.03, .05, .12, .3, .5}, .95, 50, 80},
        {"five atoms", 5, {100, 50, 20, 0, -40}, {.03, .05, .12, .3, .5}, .98, 100, 100},
        {"tie", 4, {10, 10, 5, 0}, {.02, .04, .14, .8}, .9, 5, 8},
        {"tie", 4, {10, 10, 5, 0}, {.02, .04, .14, .8}, .975, 10, 10},
        {"tie", 4, {10, 10, 5, 0}, {.02, .04, .14, .8}, .98, 10, 10},
        {"tie", 4, {10, 10, 5, 0}, {.02, .04, .14, .8}, .99, 10, 10},
        {"ten alike",
         10,
         {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
         {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1},
         .9,
         9,
         10},
        {"ten alike",
         10,
         {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
         {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1},
         .975,
         10,
         10},
        {"ten alike",
         10,
         {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
         {.1, .1, .1, .1, .1, .1, .1, .1, .1, .1},
         .99,
         10,
         10},
        {"two states", 2, {10, -1}, {.0125, .9875}, .95, -1, 1.75},
        {"two states", 2, {10, -1}, {.0125, .9875}, .975, -1, 4.5},
        {"two states", 2, {10, -1}, {.0125, .9875}, .98, -1, 5.875},
        {"two states", 2, {10, -1}, {.0125, .9875}, .99, 10, 10},
        {"a project", 3, {-2, 0, 10}, {.5, .48, .02}, .95, 0, 4},
        {"a project", 3, {-2, 0, 10}, {.5, .48, .02}, .98, 0, 10},
        {"Hull, one project", 2, {1, 10}, {.98, .02}, .99, 10, 10},
        {"Hull, two projects", 3, {2, 11, 20}, {.9604, .0392, .0004}, .99, 11, 11.36},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct cp_hedge_tail t;
        double w[10], sum = 0, all = 0;
        ok(cp_hedge_tail(c[i].loss, c[i].p, c[i].n, c[i].level, &t) == 0, "%s at %g", c[i].name,
           c[i].level);
        ok_near(t.var, c[i].var, 1e-12, "VaR");
        ok_near(t.cvar, c[i].cvar, 1e-12, "CVaR");
        cp_hedge_tail_weights(c[i].loss, c[i].p, c[i].n, c[i].level, w);
        for (size_t k = 0; k < c[i].n; k++) {
            sum += w[k] * c[i].loss[k];
            all += w[k];
        }
        ok(fabs(sum - t.cvar) < 1e-9 && fabs(all - 1) < 1e-12, "its weights make it, and 1");
    }
}

/* Kupiec: the first four columns by scipy; at_least and at_most of 600 days printed by Hull (.152,
 * .019, .017). */
static void backtests(void) {
    static const struct {
        size_t days, n;
        double p, ratio, p_value, at_least, at_most;
    } c[] = {
        {250, 0, .01, 5.025167926750726, 0.02498150305344973, 1, 0.08105851616218143},
        {250, 4, .01, 0.7691383643858458, 0.380483738238954, 0.24188330223511675,
         0.8921876269036251},
        {600, 1, .01, 6.4584510074035535, 0.01104258649469314, 0.997594990708689,
         0.01698082317804481},
        {600, 9, .01, 1.3135490333087176, 0.25175308753957714, 0.1517224191948284,
         0.9171137403820744},
        {600, 12, .01, 4.69634349175351, 0.030226859130462608, 0.01952967823902654,
         0.9915083602734465},
        {255, 7, .05, 3.2407179997891546, 0.0718291532904756, 0.9729509467823313,
         0.05693875911661131},
        {1000, 37, .05, 3.8953119280060378, 0.04842104668631259, 0.9788451675881936,
         0.03066439004792706},
    };
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct cp_hedge_backtest b = cp_hedge_backtest(c[i].days, c[i].n, c[i].p);
        ok_near(b.ratio, c[i].ratio, 1e-10, "Kupiec's ratio");
        ok_near(b.p_value, c[i].p_value, 1e-9, "its p-value");
        ok_near(b.at_least, c[i].at_least, 1e-9, "so many or more");
        ok_near(b.at_most, c[i].at_most, 1e-9, "so many or fewer");
    }
    ok_near(cp_hedge_backtest(10, 10, .05).ratio, -20 * log(.05), 1e-12, "every day one");
    /* 20 days, 5 exceptions on end: 14 and 1 after none, 1 and 4 after one, by hand */
    bool on_end[20] = {0}, apart[20] = {0};
    for (size_t i = 10; i < 15; i++)
        on_end[i] = true;
    for (size_t i = 1; i < 20; i += 4)
        apart[i] = true;
    double same = 14 * log(14 / 19.) + 5 * log(5 / 19.);
    double each = 13 * log(13 / 14.) + log(1 / 14.) + log(1 / 5.) + 4 * log(4 / 5.);
    ok_near(cp_hedge_independence(on_end, 20).ratio, 2 * (each - same), 1e-10, "a cluster");
    ok(cp_hedge_independence(on_end, 20).p_value < .01, "is not by chance");
    ok(cp_hedge_independence(apart, 20).p_value > .05, "days apart may be");
}

/* Hull, Table 3.2 and Example 3.3: jet fuel by heating oil, h .78, N 37.03. */
static void ratio(void) {
    static const double f[] = {.021, .035,  -.046, .001,  .044, -.029, -.026, -.029,
                               .048, -.006, -.036, -.011, .019, -.027, .029};
    static const double s[] = {.029, .02,  -.044, .008,  .026, -.019, -.01, -.007,
                               .043, .011, -.036, -.018, .009, -.032, .023};
    struct cp_hedge_ratio r = cp_hedge_minimum_variance(s, f, 15);
    ok_near(r.ratio, 0.77765067, 1e-7, "ratio");
    ok_near(r.deviation_f, 0.03134341, 1e-7, "s.d. of the future");
    ok_near(r.deviation_s, 0.02625480, 1e-7, "s.d. of the spot");
    ok_near(r.correlation, 0.92837235, 1e-7, "correlation");
    ok_near(r.r_squared, 0.86187521, 1e-7, "effectiveness");
    ok_near(cp_hedge_contracts(&r, 2000000, 42000), 37.030984, 1e-6, "contracts");
    ok(r.error > 0 && r.error < .2, "standard error");
}

/* Hull, Table 2.1: two gold futures; calls of 4,020 and 3,780, 15,180 left, 4,620 lost. */
static void account(void) {
    static const double price[] = {1250,   1241,   1238.3, 1244.6, 1241.3, 1240.1,
                                   1236.2, 1229.9, 1230.8, 1225.4, 1228.1, 1211,
                                   1211,   1214.3, 1216.1, 1223,   1226.9};
    static const double left[] = {12000, 10200, 9660, 10920, 10260, 10020, 9240,  7980, 12180,
                                  11100, 11640, 8220, 12000, 12660, 13020, 14400, 15180};
    double gain[17], balance[17], call[17], sum = 0;
    struct cp_hedge_account a = {200, 12000, 9000};
    double all = cp_hedge_margin(&a, price, 17, gain, balance, call);
    for (size_t i = 0; i < 17; i++) {
        ok_near(balance[i], left[i], 1e-9, "balance before the call");
        ok_near(call[i], i == 7 ? 4020 : i == 11 ? 3780 : 0, 1e-9, "call");
        sum += gain[i];
    }
    ok_near(sum, -4620, 1e-9, "lost in all");
    ok_near(all, 7800, 1e-9, "called in all");
}

/* Closed forms, and the same by a stratified sample of the normal. */
static void cover(void) {
    static const struct {
        double mean, sd, service, covenant, level, dscr, at, breach, risk, worst;
    } c[] = {
        {1200, 180, 900, 1.15, .95, 1.3333333333333333, 1.0043626079430388, 0.17965866916478535,
         296.07365285126497, 828.7116946486633},
        {3080, 420, 2150, 1.25, .99, 1.4325581395348836, 0.978108787396673, 0.17501688004090532,
         977.0661070971531, 1960.6100274547616},
        {250, 25, 180, 1.3, .9, 1.3888888888888888, 1.2108956158965833, 0.26108629969286157,
         32.03878913861501, 206.1254170168783},
    };
    enum { N = 200000 };
    double *x = calloc(N, sizeof *x);
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct cp_hedge_cover a = cp_hedge_normal_cover(c[i].mean, c[i].sd, c[i].service,
                                                        c[i].covenant, c[i].level),
                              b;
        for (size_t k = 0; k < N; k++)
            x[k] = c[i].mean + c[i].sd * cp_num_normal_quantile(((double)k + .5) / N);
        ok(cp_hedge_cover(x, NULL, N, c[i].service, c[i].covenant, c[i].level, &b) == 0,
           "a sample");
        for (int s = 0; s < 2; s++) {
            const struct cp_hedge_cover *g = s ? &b : &a;
            double tol = s ? 1e-4 : 1e-11;
            ok_near(g->mean, c[i].dscr, tol, "mean cover");
            ok_near(g->at_level, c[i].at, tol, "cover at the level");
            ok_near(g->breach, c[i].breach, tol, "breach");
            ok_near(g->cash_at_risk, c[i].risk, tol, "cash flow at risk");
            ok_near(g->worst, c[i].worst, tol, "mean of the worst");
        }
    }
    free(x);
    struct cp_hedge_tail t = cp_hedge_normal_tail(0, 1, .95);
    ok_near(t.var, 1.6448536269514722, 1e-12, "normal VaR");
    ok_near(t.cvar, 2.0627128075074257, 1e-12, "normal CVaR");
}

/* Henry Hub by the day 2015 to 2025: EIA; a buyer loses when it rises. */
static void history(void) {
    const char *shared = getenv("CAPPLAN_SHARED");
    char path[500], line[200];
    snprintf(path, sizeof path, "%s/data/gas/henry_hub_daily.csv", shared ? shared : "");
    FILE *in = shared ? fopen(path, "r") : NULL;
    if (!in) {
        ok(true, "history # SKIP CAPPLAN_SHARED has no gas prices");
        return;
    }
    double *r = calloc(5000, sizeof *r), before = NAN;
    size_t n = 0;
    while (fgets(line, sizeof line, in)) {
        double x = strchr(line, ',') ? atof(strchr(line, ',') + 1) : 0;
        if (strncmp(line, "2015-01-01", 10) < 0 || strncmp(line, "2026", 4) >= 0 || !(x > 0))
            continue;
        if (!isnan(before))
            r[n++] = log(x / before);
        before = x;
    }
    fclose(in);
    static const struct {
        double level, var, cvar;
    } c[] = {{.95, 0.08299691957096778, 0.16930141034394328},
             {.975, 0.11844815041319401, 0.24136410870115396},
             {.99, 0.18043654209818338, 0.3868832268910751}};
    ok(n == 2774, "%zu returns", n);
    for (size_t i = 0; i < 3; i++) {
        struct cp_hedge_tail t;
        cp_hedge_tail(r, NULL, n, c[i].level, &t);
        ok_near(t.var, c[i].var, 1e-9, "historical VaR");
        ok_near(t.cvar, c[i].cvar, 1e-9, "historical CVaR");
    }
    printf("# ewma %.17g\n", cp_hedge_ewma(r, n, .94, 50));
    ok_near(cp_hedge_ewma(r, n, .94, 50), 0.08332637522644717, 1e-9, "RiskMetrics");
    free(r);
}

/* Power, gas, GPU-hours; exposure -1000 MWh, -4000 MMBtu, 2000 GPU.h. */
static const double price[40][3] = {
    {42.8896, 2.9826, 1.6971}, {68.2088, 3.8426, 4.1974}, {65.0603, 4.621, 1.5325},
    {35.4476, 1.769, 3.1848},  {38.1823, 2.1614, 4.2731}, {35.2363, 1.9708, 1.3387},
    {51.7315, 1.9835, 2.2492}, {41.5559, 2.7692, 1.5037}, {55.0407, 3.6237, 2.7989},
    {22.2001, 1.5312, 4.6522}, {73.3289, 5.334, 5.7032},  {40.9729, 3.2672, 1.2465},
    {53.7743, 3.6636, 2.017},  {40.4014, 2.9167, 3.3636}, {37.1134, 3.1836, 4.7748},
    {49.8367, 2.1446, 3.0044}, {56.5566, 3.7635, 1.8835}, {39.4793, 3.0249, 2.8589},
    {40.1727, 1.6899, 2.5218}, {53.8745, 3.4194, 2.3399}, {31.2507, 2.1241, 1.8923},
    {24.9439, 2.4014, 2.9639}, {48.6624, 2.6429, 2.8713}, {33.514, 2.3475, 2.4459},
    {21.64, 1.9762, 2.3232},   {31.8725, 1.838, 1.5184},  {35.9814, 2.8581, 2.0899},
    {27.9116, 2.0583, 4.1131}, {25.136, 2.2443, 2.3523},  {42.9263, 2.4011, 1.4272},
    {58.0149, 4.3003, 4.3292}, {39.0587, 3.0073, 3.1384}, {32.6683, 2.2212, 5.8993},
    {48.4926, 3.4472, 2.6028}, {54.4724, 4.3244, 2.1108}, {38.1551, 3.9888, 1.4227},
    {51.2798, 2.0538, 4.3109}, {61.0485, 4.2144, 7.0951}, {39.4182, 2.9198, 1.828},
    {31.8785, 2.2354, 1.9596}};

static struct cp_hedge_program program(double *base, double *payoff) {
    static const double forward[3] = {45, 2.95, 2.7}, cost[4] = {.15, .02, .05, .25};
    static const double least[4] = {-800, -4000, -1500, -1000}, most[4] = {800, 4000, 1500, 1000};
    for (size_t s = 0; s < 40; s++) {
        base[s] = -1000 * price[s][0] - 4000 * price[s][1] + 2000 * price[s][2];
        for (size_t k = 0; k < 3; k++)
            payoff[4 * s + k] = price[s][k] - forward[k];
        payoff[4 * s + 3] = fmax(price[s][0] - 60, 0) - 2.2;
    }
    return (struct cp_hedge_program){.n = 40,
                                     .m = 4,
                                     .base = base,
                                     .payoff = payoff,
                                     .cost = cost,
                                     .least = least,
                                     .most = most};
}

/* By HiGHS through scipy; positions may be degenerate, the objective is not. */
static void choice(void) {
    static const struct {
        double aversion, tail, mean, var, cvar, objective;
    } c[] = {
        {1, .9, -51558.96957212384, 54307.60342169373, 54834.55530059205, 54834.55530059206},
        {.5, .9, -50971.38726630436, 54292.96663181067, 55204.79986103468, 53088.09356366951},
        {.1, .95, -49327.504250000005, 57334.659999999996, 60546.045, 50449.35832500001},
        {0, .95, -45556.468250000005, 101609.53999999998, 115477.40499999998, 45556.468250000005},
    };
    double base[40], payoff[160];
    struct cp_hedge_program p = program(base, payoff);
    struct cp_hedge_choice none = {0};
    static const double zero[4] = {0};
    p.tail = .95;
    cp_hedge_value_choice(&p, zero, NULL, &none);
    ok_near(none.mean, 48719.655, 1e-12, "mean unhedged");
    ok_near(none.var, 75184.4, 1e-12, "VaR unhedged");
    ok_near(none.cvar, 81868.9, 1e-12, "CVaR unhedged");
    for (size_t i = 0; i < sizeof c / sizeof *c; i++) {
        struct cp_error err = {0};
        struct cp_hedge_choice out;
        p.aversion = c[i].aversion;
        p.tail = c[i].tail;
        if (!ok_rc(cp_hedge_choose(&p, 1, &out, &err), &err, "a hedge"))
            continue;
        ok_near(out.objective, c[i].objective, 1e-8, "objective");
        ok_near(out.mean, -c[i].mean, 1e-3, "mean");
        ok_near(out.cvar, c[i].cvar, 1e-3, "CVaR");
        for (size_t k = 0; k < 4; k++)
            ok(out.q[k] >= p.least[k] && out.q[k] <= p.most[k], "within its depth");
        cp_hedge_choice_release(&out);
    }
}

/* Corridors, premium, margin and lots are kept, or nothing is said to be found. */
static void limits(void) {
    double base[40], payoff[160], gas[4] = {0, 1, 0, 0}, premium[4] = {0, 0, 0, 2.2};
    double margin[4] = {6, .35, .4, 0}, lot[4] = {5, 250, 8, 0};
    struct cp_hedge_program p = program(base, payoff);
    struct cp_hedge_row row[] = {{gas, NULL, NULL, .4 * 4000, .8 * 4000},
                                 {NULL, premium, NULL, -INFINITY, 300},
                                 {NULL, NULL, margin, -INFINITY, 4000}};
    struct cp_hedge_tail_row liquid = {NULL, NULL, margin, 4000, INFINITY};
    struct cp_error err = {0};
    struct cp_hedge_choice out;
    double m = 0;
    p.aversion = 1;
    p.tail = .9;
    p.nrow = 2;
    p.row = row;
    p.ntail = 1;
    p.tail_row = &liquid;
    if (ok_rc(cp_hedge_choose(&p, 1, &out, &err), &err, "within all limits")) {
        ok(out.q[1] >= 1600 - 1e-6 && out.q[1] <= 3200 + 1e-6, "corridor of gas");
        ok(out.q[3] * 2.2 <= 300 + 1e-6, "premium");
        for (size_t k = 0; k < 4; k++)
            m += margin[k] * fabs(out.q[k]);
        ok(m <= 4000 + 1e-4, "margin");
        double without = out.cvar;
        cp_hedge_choice_release(&out);
        p.ntail = 0; /* the same said of what is traded, which the dual solves */
        p.nrow = 3;
        if (ok_rc(cp_hedge_choose(&p, 1, &out, &err), &err, "margin as a row"))
            ok_near(out.cvar, without, 1e-7, "comes to the same");
        p.ntail = 1;
        p.nrow = 2;
        cp_hedge_choice_release(&out);
        p.lot = lot;
        if (ok_rc(cp_hedge_choose(&p, 1, &out, &err), &err, "in lots")) {
            for (size_t k = 0; k < 3; k++)
                ok(fabs(out.q[k] / lot[k] - rint(out.q[k] / lot[k])) < 1e-9, "a multiple");
            ok(out.cvar >= without - 1e-3 && out.cvar < without * 1.02, "costs a little");
            cp_hedge_choice_release(&out);
        }
    }
    row[0].least = 5000; /* more than its depth */
    row[0].most = 6000;
    p.lot = NULL;
    ok_fails(cp_hedge_choose(&p, 1, &out, &err), &err, "no hedge keeps all limits", "too much");
}

/* Risk-neutral at no cost, of prices whose mean is the forward: nothing is gained. */
static void zero_gain(void) {
    enum { N = 400, M = 6 };
    double *base = calloc(N, sizeof *base), *payoff = calloc(N * M, sizeof *payoff);
    double least[M], most[M];
    struct cp_random r = cp_num_random_stream(7, 1, 2);
    for (size_t k = 0; k < M; k++) {
        double sum = 0;
        for (size_t s = 0; s < N; s++)
            sum += payoff[s * M + k] = exp(.4 * cp_num_random_normal(&r));
        for (size_t s = 0; s < N; s++) /* matched to a forward of 50, which is paid */
            payoff[s * M + k] = 50 * payoff[s * M + k] * N / sum - 50;
        least[k] = -1000;
        most[k] = 1000;
    }
    for (size_t s = 0; s < N; s++)
        for (size_t k = 0; k < M; k++)
            base[s] -= 300 * (payoff[s * M + k] + 50);
    struct cp_hedge_program p = {
        .n = N, .m = M, .base = base, .payoff = payoff, .least = least, .most = most, .tail = .95};
    struct cp_hedge_choice out, none = {0};
    struct cp_error err = {0};
    static const double zero[M] = {0};
    cp_hedge_value_choice(&p, zero, NULL, &none);
    if (ok_rc(cp_hedge_choose(&p, 1, &out, &err), &err, "risk-neutral")) {
        ok(fabs(out.mean - none.mean) <= 1e-9 * none.mean, "gains nothing: %.3g of %.3g",
           none.mean - out.mean, none.mean);
        cp_hedge_choice_release(&out);
    }
    p.aversion = 1;
    if (ok_rc(cp_hedge_choose(&p, 1, &out, &err), &err, "averse to the tail alone")) {
        ok(out.cvar < none.cvar && fabs(out.cvar / none.mean - 1) < 1e-6,
           "sells all of the risk: %.6g", out.cvar);
        cp_hedge_choice_release(&out);
    }
    free(base);
    free(payoff);
}

int main(void) {
    atoms();
    backtests();
    ratio();
    account();
    cover();
    history();
    choice();
    limits();
    zero_gain();
    return done();
}
