/* Odds as numbers, on published and independently computed cases; each says where from. */
#include "num/num.h"
#include "odds/odds.h"
#include "tap.h"
#include <math.h>
#include <string.h>

enum { MOST = 8 };
#define N(a) (sizeof(a) / sizeof *(a))

/* Five methods; Shin of the first set is printed in the README of the package shin (PyPI), the rest
 * was computed from the equations to 1e-12. */
static void overround(void) {
    static const struct {
        const char *set;
        enum cp_odds_overround method;
        size_t n;
        double price[MOST], p[MOST], parameter;
    } c[] = {
        {"odds 2.6 2.4 4.3",
         CP_ODDS_MULTIPLICATIVE,
         3,
         {0.384615384615, 0.416666666667, 0.232558139535},
         {0.372025955299, 0.403028118241, 0.22494592646},
         NAN},
        {"odds 2.6 2.4 4.3",
         CP_ODDS_SHIN,
         3,
         {0.384615384615, 0.416666666667, 0.232558139535},
         {0.372994060332, 0.40477941092, 0.222226528748},
         0.016942512764},
        {"odds 2.6 2.4 4.3",
         CP_ODDS_POWER,
         3,
         {0.384615384615, 0.416666666667, 0.232558139535},
         {0.372984404069, 0.405107167457, 0.221908428474},
         1.032136953977},
        {"odds 4.20 3.70 1.95",
         CP_ODDS_MULTIPLICATIVE,
         3,
         {0.238095238095, 0.27027027027, 0.512820512821},
         {0.233155598643, 0.264663111973, 0.502181289384},
         NAN},
        {"odds 4.20 3.70 1.95",
         CP_ODDS_ADDITIVE,
         3,
         {0.238095238095, 0.27027027027, 0.512820512821},
         {0.231033231033, 0.263208263208, 0.505758505759},
         NAN},
        {"odds 4.20 3.70 1.95",
         CP_ODDS_POWER,
         3,
         {0.238095238095, 0.27027027027, 0.512820512821},
         {0.231140979823, 0.263064092366, 0.505794927811},
         1.020655875347},
        {"odds 4.20 3.70 1.95",
         CP_ODDS_RATIO,
         3,
         {0.238095238095, 0.27027027027, 0.512820512821},
         {0.232004526866, 0.263641295894, 0.50435417724},
         1.03445647633},
        {"yes .62 no .41",
         CP_ODDS_MULTIPLICATIVE,
         2,
         {0.62, 0.41},
         {0.601941747573, 0.398058252427},
         NAN},
        {"yes .62 no .41", CP_ODDS_ADDITIVE, 2, {0.62, 0.41}, {0.605, 0.395}, NAN},
        {"yes .62 no .41",
         CP_ODDS_RATIO,
         2,
         {0.62, 0.41},
         {0.605098957186, 0.394901042814},
         1.064804723421},
        {"yes .07 no .95", CP_ODDS_SHIN, 2, {0.07, 0.95}, {0.06, 0.94}, 0.021346127103},
        {"yes .07 no .95", CP_ODDS_ADDITIVE, 2, {0.07, 0.95}, {0.06, 0.94}, NAN},
        {"yes .07 no .95",
         CP_ODDS_POWER,
         2,
         {0.07, 0.95},
         {0.054556485809, 0.945443514191},
         1.093732330344},
        {"yes .07 no .95",
         CP_ODDS_RATIO,
         2,
         {0.07, 0.95},
         {0.059213639797, 0.940786360203},
         1.195871032713},
        {"five .46 .29 .18 .09 .04",
         CP_ODDS_SHIN,
         5,
         {0.46, 0.29, 0.18, 0.09, 0.04},
         {0.442526977364, 0.276164013889, 0.168557266356, 0.080634116304, 0.032117626087},
         0.01537318287},
        {"five .46 .29 .18 .09 .04",
         CP_ODDS_POWER,
         5,
         {0.46, 0.29, 0.18, 0.09, 0.04},
         {0.444071762995, 0.274157811978, 0.166523448064, 0.080683383375, 0.034563593588},
         1.045381848324},
        {"longshots .90 .06 .04 .03 .02",
         CP_ODDS_MULTIPLICATIVE,
         5,
         {0.9, 0.06, 0.04, 0.03, 0.02},
         {0.857142857143, 0.057142857143, 0.038095238095, 0.028571428571, 0.019047619048},
         NAN},
        {"longshots .90 .06 .04 .03 .02",
         CP_ODDS_SHIN,
         5,
         {0.9, 0.06, 0.04, 0.03, 0.02},
         {0.877467174509, 0.0523944512, 0.032943826003, 0.023316985009, 0.013877563278},
         0.013764409328},
        {"longshots .90 .06 .04 .03 .02",
         CP_ODDS_ADDITIVE,
         5,
         {0.9, 0.06, 0.04, 0.03, 0.02},
         {0.89, 0.05, 0.03, 0.02, 0.01},
         NAN},
        {"longshots .90 .06 .04 .03 .02",
         CP_ODDS_POWER,
         5,
         {0.9, 0.06, 0.04, 0.03, 0.02},
         {0.890674194076, 0.045431578788, 0.029097654226, 0.021211317758, 0.013585255152},
         1.098861189832},
        {"under .30 .25 .20 .15",
         CP_ODDS_MULTIPLICATIVE,
         4,
         {0.3, 0.25, 0.2, 0.15},
         {0.333333333333, 0.277777777778, 0.222222222222, 0.166666666667},
         NAN},
        {"under .30 .25 .20 .15",
         CP_ODDS_RATIO,
         4,
         {0.3, 0.25, 0.2, 0.15},
         {0.33036700473, 0.27731086114, 0.223476243217, 0.168845890913},
         0.868687142762},
    };
    for (size_t i = 0; i < N(c); i++) {
        double p[MOST], parameter, sum = 0, worst = 0;
        ok(cp_odds_outcomes(c[i].method, c[i].price, c[i].n, p, &parameter) == 0, "%s", c[i].set);
        for (size_t k = 0; k < c[i].n; k++) {
            worst = fmax(worst, fabs(p[k] - c[i].p[k]));
            sum += p[k];
        }
        ok(worst < 2e-12, "probabilities to 2e-12 (%g)", worst);
        ok_near(sum, 1, 1e-12, "together 1");
        if (isnan(c[i].parameter))
            ok(isnan(parameter), "no parameter");
        else
            ok_near(parameter, c[i].parameter, 2e-11, "its parameter");
    }
    double p[MOST], parameter;
    const double under[] = {.3, .25, .2, .15}, long_shot[] = {.9, .3, .01}, beyond[] = {1.2, .1};
    ok(cp_odds_outcomes(CP_ODDS_SHIN, under, 4, p, &parameter) == CP_ENUMERIC,
       "Shin is not defined below a sum of 1");
    ok(cp_odds_outcomes(CP_ODDS_ADDITIVE, long_shot, 3, p, &parameter) == CP_ENUMERIC,
       "an additive margin that leaves less than nothing");
    ok(cp_odds_outcomes(CP_ODDS_POWER, beyond, 2, p, &parameter) == CP_ENUMERIC,
       "no price is above 1");
}

/* By the formulas; the fee is the general one that Kalshi publishes. */
static void quotes(void) {
    static const struct {
        double bid, ask, bid_size, ask_size, mid, micro;
    } q[] = {
        {.31, .34, 1200, 400, .325, .3325},
        {.02, .05, 5000, 100, .035, .04941176470588235},
        {.48, .52, 100, 100, .5, .5},
    };
    for (size_t i = 0; i < N(q); i++) {
        ok_near(cp_odds_mid(q[i].bid, q[i].ask), q[i].mid, 1e-15, "mid");
        ok_near(cp_odds_microprice(q[i].bid, q[i].ask, q[i].bid_size, q[i].ask_size), q[i].micro,
                1e-15, "microprice");
    }
    ok_near(cp_odds_mid(.95, .97), .96, 1e-15, "mid of a near certainty");
    ok_near(cp_odds_taker_fee(0.05, 100, 0.07), 0.34, 1e-15, "fee at 0.05");
    ok_near(cp_odds_taker_fee(0.1, 100, 0.07), 0.63, 1e-15, "fee at 0.1");
    ok_near(cp_odds_taker_fee(0.25, 100, 0.07), 1.32, 1e-15, "fee at 0.25");
    ok_near(cp_odds_taker_fee(0.75, 100, 0.07), 1.32, 1e-15, "fee at 0.75");
    ok_near(cp_odds_taker_fee(0.95, 100, 0.07), 0.34, 1e-15, "fee at 0.95");
    ok_near(cp_odds_time_value(0.3, 0.04, 2).p_yes, 0.32448000000000005, 1e-15, "who buys yes");
    ok_near(cp_odds_time_value(0.3, 0.04, 2).p_no, 0.24287999999999998, 1e-15, "who buys no");
    ok_near(cp_odds_time_value(0.85, 0.045, 1.25).p_yes, 0.8980784778108687, 1e-15, "who buys yes");
    ok_near(cp_odds_time_value(0.85, 0.045, 1.25).p_no, 0.8415155627392584, 1e-15, "who buys no");
    ok_near(cp_odds_time_value(0.97, 0.04, 0.1).p_yes, 0.9738118795211345, 1e-15, "who buys yes");
    ok_near(cp_odds_time_value(0.97, 0.04, 0.1).p_no, 0.9698821068189339, 1e-15, "who buys no");
    ok_near(cp_odds_recalibrate(0.05, 1.08), 0.03992556020394562, 1e-15, "theta 1.08");
    ok_near(cp_odds_recalibrate(0.05, 1.31), 0.020689649220067358, 1e-15, "theta 1.31");
    ok_near(cp_odds_recalibrate(0.1, 1.08), 0.08525469030929546, 1e-15, "theta 1.08");
    ok_near(cp_odds_recalibrate(0.3, 1.08), 0.2859610930263783, 1e-15, "theta 1.08");
    ok_near(cp_odds_recalibrate(0.3, 1.31), 0.2478783091244625, 1e-15, "theta 1.31");
    ok_near(cp_odds_recalibrate(0.5, 1.08), 0.5, 1e-15, "theta 1.08");
    ok_near(cp_odds_recalibrate(0.5, 1.31), 0.5, 1e-15, "theta 1.31");
    ok_near(cp_odds_recalibrate(0.7, 1.31), 0.7521216908755375, 1e-15, "theta 1.31");
    ok_near(cp_odds_recalibrate(0.95, 1.08), 0.9600744397960543, 1e-15, "theta 1.08");
    ok_near(cp_odds_recalibrate(0.95, 1.31), 0.9793103507799326, 1e-15, "theta 1.31");
    ok(cp_odds_recalibrate(0, 1.3) == 0 && cp_odds_recalibrate(1, 1.3) == 1, "certainties stay");
    ok(cp_odds_within(.3, .21, .34) == .3 && cp_odds_within(.3, .31, .34) == .31, "into a band");
}

/* By the formula of [Satopaa et al. 2014], computed independently. */
static void pooling(void) {
    static const struct {
        double p[3], w[3], extremise, pooled;
    } c[] = {
        {{0.2, 0.3, 0.25}, {1, 1, 1}, 1, 0.2477339176634907},
        {{0.2, 0.3, 0.25}, {1, 1, 1}, 1.5, 0.15894454156034002},
        {{0.2, 0.3, 0.25}, {3, 1, 2}, 1.2, 0.1914398978303508},
        {{0.097, 0.145, 0.0125}, {342, 50, 270}, 1, 0.04441723736672417},
    };
    for (size_t i = 0; i < N(c); i++)
        ok_near(cp_odds_pool(c[i].p, c[i].w, 3, c[i].extremise, 0), c[i].pooled, 1e-15, "pooled");
    ok(isnan(cp_odds_pool(NULL, NULL, 0, 1, 0)), "of nothing nothing is pooled");
    double certain = 1, one = 1, w[] = {8, 1, 1}, two[] = {3, 1}, alone[] = {5};
    ok_near(cp_odds_pool(&certain, &one, 1, 1, 0), .999, 1e-15, "a price of 1 is no certainty");
    cp_odds_cap_weights(w, 3, .7);
    ok_near(w[0], .7, 1e-15, "the greatest is cut");
    ok_near(w[1] + w[2], .3, 1e-15, "the others take what it leaves");
    cp_odds_cap_weights(two, 2, .7);
    ok_near(two[0], .7, 1e-15, "of two");
    cp_odds_cap_weights(alone, 1, .7);
    ok_near(alone[0], 1, 0, "one alone has all of it");
}

/* Pool adjacent violators and constant hazards, computed independently; the Taiwan ladder is of
 * real prices of 2026-08-16 (forecastbench: Polymarket, Manifold). */
static void ladders(void) {
    static const struct {
        const char *name;
        size_t n;
        double years[5], quoted[5], weight[5], monotone[5], hazard[5];
    } c[] = {
        {"smooth",
         4,
         {0.5, 1, 2, 4},
         {0.02, 0.05, 0.12, 0.24},
         {1, 1, 1, 1},
         {0.02, 0.05, 0.12, 0.24},
         {0.04040541463503893, 0.06218117414006224, 0.07654007712233438, 0.0733017370959377}},
        {"violation",
         5,
         {0.5, 1, 1.5, 2, 4},
         {0.03, 0.09, 0.07, 0.16, 0.3},
         {1, 2, 1, 1, 1},
         {0.03, 0.08333333333333333, 0.08333333333333333, 0.16, 0.3},
         {0.06091841496941715, 0.1131043390098425, 0, 0.17468402031029592, 0.09116077839697735}},
        {"taiwan 2026-08-16",
         4,
         {0.12320328542094455, 0.3750855578370979, 1.375, 3.375},
         {0.0125, 0.0965, 0.2434, 0.3607},
         {1, 1, 1, 1},
         {0.0125, 0.0965, 0.2434, 0.3607},
         {0.10209778224568093, 0.35294419845520114, 0.1774565806345723, 0.08423044221312387}},
    };
    for (size_t i = 0; i < N(c); i++) {
        double p[5], h[5], worst = 0;
        memcpy(p, c[i].quoted, sizeof p);
        ok(cp_odds_monotone(p, c[i].weight, c[i].n) == 0, "%s", c[i].name);
        cp_odds_hazards(c[i].years, p, c[i].n, h);
        for (size_t k = 0; k < c[i].n; k++)
            worst = fmax(worst, fmax(fabs(p[k] - c[i].monotone[k]), fabs(h[k] - c[i].hazard[k])));
        ok(worst < 1e-14, "rungs and hazards to 1e-14 (%g)", worst);
    }
    static const double at[][2] = {
        {0.25, 0.01005050633883342},
        {0.5, 0.020000000000000018},
        {1, 0.050000000000000044},
        {1.5, 0.08566964394700327},
        {2, 0.12},
        {2.5, 0.15166887351153802},
        {3, 0.18219806798956506},
        {3.5, 0.21162859746948548},
        {5, 0.2937165132637153},
    };
    for (size_t i = 0; i < N(at); i++)
        ok_near(cp_odds_by(c[0].years, c[0].quoted, c[0].n, at[i][0], NAN), at[i][1], 1e-15,
                "by a date");
    ok_near(cp_odds_by(c[0].years, c[0].quoted, c[0].n, 9, 0), .24, 1e-15,
            "nothing beyond the last");
    ok(cp_odds_by(c[0].years, c[0].quoted, c[0].n, -1, NAN) == 0, "nothing before the first day");
    ok_near(cp_odds_by(NULL, NULL, 0, 2, .03), 1 - exp(-.06), 1e-16, "a rate alone");
}

/* 250 ladders: they rise afterwards, the mean by weight stays, and what rose before is left alone.
 */
static void random_ladders(void) {
    struct cp_random r = cp_num_random_stream(20261129, 2, 0);
    size_t wrong = 0;
    for (int set = 0; set < 250; set++) {
        double p[12], before[12], w[12], mean = 0, after = 0;
        size_t n = 1 + (size_t)(cp_num_random_uniform(&r) * 12);
        for (size_t i = 0; i < n; i++) {
            w[i] = .1 + cp_num_random_uniform(&r);
            p[i] = cp_num_random_uniform(&r);
        }
        if (set % 2)
            cp_num_sort(p, n);
        memcpy(before, p, sizeof p);
        wrong += cp_odds_monotone(p, w, n) != 0;
        for (size_t i = 0; i < n; i++) {
            mean += w[i] * before[i];
            after += w[i] * p[i];
            wrong += (i > 0 && p[i] < p[i - 1]) || (set % 2 && p[i] != before[i]);
        }
        wrong += fabs(mean - after) > 1e-12;
    }
    ok(wrong == 0, "250 ladders (%zu wrong)", wrong);
}

/* Brier, log and Murphy's parts, by the formulas. */
static void scores(void) {
    static const double f[] = {.1, .1, .3, .3, .3, .7, .7, .9, .9, .9},
                        o[] = {0, 0, 0, 1, 0, 1, 0, 1, 1, 1};
    struct cp_odds_score s = cp_odds_score(f, o, 10);
    ok_near(s.brier, .13, 1e-15, "Brier");
    ok_near(s.log_score, .4004773019, 1e-10, "log score");
    ok_near(s.reliability, .0133333333, 1e-10, "reliability");
    ok_near(s.resolution, .1333333333, 1e-10, "resolution");
    ok_near(s.uncertainty, .25, 1e-15, "uncertainty");
    ok(s.count[3] == 3 && s.count[9] == 3 && s.count[2] == 0, "a forecast of .3 is in its own bin");
    double never[] = {0, 0};
    ok(isnan(cp_odds_score(f, never, 2).theta), "no slope where nothing came");
    ok(isnan(cp_odds_score(NULL, NULL, 0).brier), "no score of nothing");
    /* twice the log-odds: those forecasts were half as sharp as they could be */
    double half[400], came[400];
    for (size_t i = 0; i < 400; i++) {
        half[i] = .6;
        came[i] = i < 277; /* .6925: odds of 2.25 = 1.5^2 */
    }
    ok_near(cp_odds_score(half, came, 400).theta, log(277. / 123) / log(1.5), 1e-12, "theta");
}

int main(void) {
    overround();
    quotes();
    pooling();
    ladders();
    random_ladders();
    scores();
    return done();
}
