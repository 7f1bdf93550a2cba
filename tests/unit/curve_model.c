/* How prices move: models and what history says, against published values and formulae. */
#include "curve_case.h"
#include "num/num.h"
#include "pricing/pricing.h"

/* ---- factors ------------------------------------------------------------------------------ */

#define MODELS                                                                                     \
    "curves:\n"                                                                                    \
    "  gas: {unit: USD/MMBtu, floor: 0, model: {kind: two-factor, reversion: 1.49 1/year,"         \
    " short: 28.6 %, long: 14.5 %, correlation: 30 %}}\n"                                          \
    "  hub: {unit: USD/MWh, floor: -50 USD/MWh, model: {kind: one-factor, reversion: 12 1/year,"   \
    " volatility: 250 %, follows: {gas: .7}}}\n"                                                   \
    "  gpu: {unit: USD/GPU/h, model: {kind: lognormal, volatility: 40 %}}\n"                       \
    "  spark: {unit: USD/MWh, model: {kind: normal, deviation: 6 USD/MWh}}\n"                      \
    "correlations: {gas/long: {gpu/long: 0.1}}\n"

static double decayed(double k, double t) {
    return (1 - exp(-k * t)) / k;
}

static void test_factors(struct cp_curve_factors *f) {
    double t = 1, T = 2, k = 1.49, s = .286, l = .145, rho = .3, e = exp(-k * (T - t));
    double want =
        s * s * e * e * decayed(2 * k, t) + l * l * t + 2 * rho * s * l * e * decayed(k, t);
    ok(f->n == 5 && f->ncurve == 4, "two factors, one, one and one");
    ok_near(cp_curve_variance(f, 0, T, t), want, 1e-14, "variance of two factors");
    ok_near(cp_curve_variance(f, 2, 5, 2), .16 * 2, 1e-14, "of Black");
    ok_near(cp_curve_variance(f, 3, 5, 2), 36 * 2, 1e-12, "of a normal price");
    double own = 6.25 * exp(-24 * (T - t)) * decayed(24, t);
    ok_near(cp_curve_variance(f, 1, T, t), own + .49 * want, 1e-14, "what follows has the other's");
    ok_near(cp_curve_covariance(f, 1, T, 0, T, t), .7 * want, 1e-14, "and moves with it");
    ok_near(cp_curve_covariance(f, 0, 2, 2, 3, 1), .1 * .145 * .4, 1e-15, "as correlations say");
}

/* Clewlow and Strickland 2000, chapter 6: reversion, volatility, t, T; variance of ln F(t,T). */
static const double one_factor[][5] = {
    {1.5, 0.6, 0.25, 0.25, 0.06331601367107824},
    {1.5, 0.6, 0.25, 1, 0.006673458743280046},
    {5, 1.4, 0.08333333333333333, 0.5, 0.0017181176935850738},
    {0.5, 0.35, 2, 2, 0.10592142780351493},
};

/* A month of 31 days, flat, at .25 + (i + .5)/365: reversion, volatility; variance at .25. */
static const double months[][3] = {
    {5, 1.4, 0.11965351528050606},
    {12, 2.5, 0.10307729258353483},
};

static void test_variances(void) {
    double speed, volatility, one = 1, none = 0;
    bool normal = false;
    const char *name = "x/short";
    struct cp_curve_factors f = {1, 1, &name, &speed, &volatility, &one, &one, &none, &normal};
    for (size_t i = 0; i < sizeof one_factor / sizeof *one_factor; i++) {
        speed = one_factor[i][0];
        volatility = one_factor[i][1];
        ok_near(cp_curve_variance(&f, 0, one_factor[i][3], one_factor[i][2]) / one_factor[i][4], 1,
                1e-12, "variance of one factor");
    }
    for (size_t i = 0; i < sizeof months / sizeof *months; i++) {
        double T[31], forward[31];
        for (int d = 0; d < 31; d++) {
            T[d] = .25 + (d + .5) / 365;
            forward[d] = 3;
        }
        speed = months[i][0];
        volatility = months[i][1];
        ok_near(cp_curve_variance_of_mean(&f, 0, 31, T, forward, .25), months[i][2], 1e-12,
                "variance of a delivery month");
    }
    speed = 1e-9;
    volatility = .4;
    ok_near(cp_curve_variance(&f, 0, 3, 2), .32, 1e-8, "hardly any reversion is none");
}

/* ---- Schwartz and Smith 2000, parameters of their table 2 ---------------------------------- */

static const struct cp_curve_two_factor schwartz_smith = {.speed = 1.49,
                                                          .short_term = .286,
                                                          .long_term = .145,
                                                          .rho = .3,
                                                          .premium = .157,
                                                          .drift = -.0125,
                                                          .drift_rn = .0115};

/* By equations (27) to (30) of the paper, at chi = .119, xi = 2.857: T, forward. */
static const double forwards[][2] = {
    {0, 19.609222670922964},  {0.08333333333333333, 19.213790833989886},
    {0.5, 17.88870925483141}, {2, 16.922879646308534},
    {5, 17.88375566473713},   {9, 19.52737880349712},
};
/* T, instantaneous volatility. */
static const double instant[][2] = {
    {0.08333333333333333, 0.32681897561500384},
    {0.5, 0.22643303774760615},
    {2, 0.14999951257217584},
    {9, 0.1450001287064271},
};
/* Of the future T, expiring at t, r = 5 %: put, T, t, K, value. */
static const double options[][5] = {
    {0, 0.5, 0.5, 18, 1.349926087063691},  {1, 0.5, 0.5, 18, 1.4584690539436347},
    {0, 0.5, 0.5, 20, 0.6729121858246838}, {1, 0.5, 0.5, 20, 2.7320749767612926},
    {1, 0.5, 0.5, 24, 6.090639554890694},  {0, 1, 0.5, 18, 0.606726085858172},
    {0, 1, 0.5, 20, 0.17641091258155217},  {1, 1, 0.5, 20, 2.9274706254504537},
    {0, 1, 0.5, 24, 0.007587341962182335}, {1, 1, 0.5, 24, 6.659886702944414},
    {0, 2, 1, 18, 0.6179373250320146},     {0, 2, 1, 20, 0.2096365061332381},
    {0, 2, 1, 24, 0.014931135469180545},   {1, 2, 1, 24, 6.746896256633404},
    {0, 2, 2, 18, 1.3873508931451701},     {0, 2, 2, 20, 0.8529529665641916},
    {0, 2, 2, 24, 0.29879881077402687},
};

static void test_schwartz_smith(const struct cp_curve_factors *f) {
    const struct cp_curve_two_factor *m = &schwartz_smith;
    for (size_t i = 0; i < sizeof forwards / sizeof *forwards; i++)
        ok_near(exp(cp_curve_log_forward(m, .119, 2.857, forwards[i][0])), forwards[i][1], 1e-12,
                "forward");
    for (size_t i = 0; i < sizeof instant / sizeof *instant; i++) {
        double h = 1e-7, T = instant[i][0] + h;
        ok_near(sqrt(cp_curve_variance(f, 0, T, h) / h), instant[i][1], 1e-6, "its volatility");
    }
    ok_near(cp_curve_variance(f, 0, 2, 2), .08527863051539705, 1e-14, "variance of two years");
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        double T = options[i][1], t = options[i][2];
        struct cp_pricing_option o = {options[i][0] == 1,
                                      exp(cp_curve_log_forward(m, .119, 2.857, T)),
                                      options[i][3],
                                      t,
                                      sqrt(cp_curve_variance(f, 0, T, t) / t),
                                      .05};
        ok_near(cp_pricing_black(&o).value, options[i][4], 1e-12, "option on a future");
    }
}

/* Drawn with these parameters, errors of .042 .006 .003 .001 .004, a row a week; ln of futures of
 * 1, 5, 9, 13 and 17 months. */
static const double panel[][5] = {
    {3.037412, 3.021482, 2.995938, 2.973265, 2.970604},
    {3.148446, 3.045176, 3.01415, 2.995199, 2.986685},
    {3.113953, 3.0601, 3.030524, 3.011304, 3.007825},
    {3.277742, 3.138553, 3.098652, 3.075316, 3.066253},
    {3.230215, 3.154754, 3.106841, 3.091946, 3.077267},
    {3.413448, 3.192722, 3.14952, 3.123776, 3.102939},
    {3.217664, 3.168479, 3.128449, 3.110397, 3.090827},
    {3.060885, 3.139721, 3.096114, 3.081451, 3.07773},
    {3.228311, 3.134576, 3.097584, 3.078485, 3.07232},
    {3.210432, 3.15196, 3.103988, 3.07609, 3.06687},
    {3.244352, 3.195168, 3.134754, 3.105748, 3.083471},
    {3.299665, 3.198788, 3.134149, 3.090993, 3.07733},
    {3.262385, 3.209426, 3.146748, 3.10122, 3.085609},
    {3.253872, 3.173547, 3.119849, 3.087868, 3.076813},
    {3.306703, 3.226291, 3.161792, 3.128451, 3.09695},
    {3.320933, 3.203112, 3.153688, 3.118951, 3.099567},
    {3.464523, 3.247188, 3.18022, 3.139755, 3.121245},
    {3.343579, 3.217699, 3.1624, 3.123632, 3.103517},
    {3.346206, 3.257015, 3.182058, 3.144845, 3.122046},
    {3.442906, 3.305433, 3.237797, 3.197311, 3.170837},
    {3.505346, 3.283596, 3.223745, 3.187142, 3.169706},
    {3.376823, 3.265551, 3.22215, 3.181846, 3.167055},
    {3.392119, 3.299462, 3.240801, 3.208687, 3.191409},
    {3.333608, 3.30139, 3.253442, 3.223619, 3.211917},
    {3.393275, 3.342211, 3.274286, 3.236201, 3.214778},
    {3.352319, 3.324442, 3.257081, 3.225635, 3.20322},
    {3.455613, 3.344161, 3.276023, 3.241432, 3.221827},
    {3.53754, 3.3723, 3.310993, 3.267885, 3.244827},
    {3.382896, 3.368769, 3.303328, 3.273903, 3.2553},
    {3.446264, 3.361875, 3.306188, 3.272989, 3.260954},
    {3.430977, 3.316199, 3.272158, 3.246301, 3.23478},
    {3.492472, 3.355354, 3.315161, 3.282279, 3.262883},
    {3.561228, 3.39182, 3.323791, 3.280826, 3.261459},
    {3.567305, 3.447359, 3.37347, 3.332778, 3.312973},
    {3.579156, 3.425713, 3.36121, 3.327018, 3.302717},
    {3.557624, 3.435799, 3.368908, 3.326368, 3.307425},
    {3.658577, 3.454515, 3.386009, 3.344652, 3.323152},
    {3.594017, 3.451849, 3.384651, 3.341168, 3.324656},
    {3.531369, 3.477973, 3.415911, 3.375394, 3.361504},
    {3.535875, 3.455898, 3.380057, 3.347702, 3.332471},
    {3.403696, 3.381104, 3.33941, 3.319221, 3.299477},
    {3.463135, 3.372737, 3.345011, 3.324852, 3.314278},
    {3.472381, 3.447356, 3.391965, 3.372677, 3.361044},
    {3.546133, 3.4796, 3.433095, 3.404311, 3.387155},
    {3.516807, 3.458844, 3.414748, 3.40016, 3.392362},
    {3.522693, 3.464256, 3.42674, 3.402553, 3.383473},
    {3.474314, 3.387517, 3.365928, 3.349136, 3.339423},
    {3.380057, 3.339843, 3.325803, 3.318123, 3.315857},
    {3.449227, 3.382956, 3.337832, 3.316923, 3.309103},
    {3.361514, 3.36923, 3.3327, 3.315127, 3.310241},
    {3.39664, 3.351801, 3.321112, 3.306155, 3.296987},
    {3.312019, 3.316202, 3.289822, 3.279838, 3.276685},
    {3.315339, 3.307144, 3.273972, 3.256412, 3.249817},
    {3.388024, 3.291546, 3.26999, 3.247671, 3.243033},
    {3.423095, 3.361685, 3.308789, 3.280946, 3.270718},
    {3.454018, 3.355058, 3.309595, 3.284176, 3.276598},
    {3.404696, 3.303159, 3.266397, 3.245144, 3.234286},
    {3.288283, 3.29235, 3.273915, 3.261684, 3.257677},
    {3.283139, 3.262809, 3.248769, 3.237895, 3.242314},
    {3.325928, 3.298325, 3.278209, 3.270227, 3.269245},
};
enum { WEEKS = sizeof panel / sizeof *panel, PRICES = 5 };

static void test_panel(void) {
    static const double errors[PRICES] = {.042, .006, .003, .001, .004};
    double price[WEEKS * PRICES], years[WEEKS * PRICES], step[WEEKS], deviation[PRICES], best = 0;
    for (size_t w = 0; w < WEEKS; w++) {
        step[w] = 1. / 52;
        for (size_t i = 0; i < PRICES; i++) {
            price[w * PRICES + i] = panel[w][i];
            years[w * PRICES + i] = (1 + 4 * (double)i) / 12;
        }
    }
    const struct cp_curve_state first = {0, 3, {.01, 0, .01}};
    struct cp_curve_state s = first;
    struct cp_curve_panel p = {WEEKS, PRICES, price, years, step};
    double truth = cp_curve_likelihood(&schwartz_smith, errors, &p, &s);
    ok(fabs(truth - 889.76024785) < 1e-7, "likelihood of 60 weeks");
    printf("# %.8f\n", truth);
    ok(fabs(s.chi - .03784267) < 1e-8 && fabs(s.xi - 3.30332320) < 1e-8, "and their last state");
    s = first;
    p.ndate = 6;
    ok(fabs(cp_curve_likelihood(&schwartz_smith, errors, &p, &s) - 81.45793413) < 1e-7,
       "of six weeks, by the joint density too");
    p.ndate = WEEKS;
    price[10 * PRICES + 2] = NAN;
    for (size_t i = 0; i < PRICES; i++)
        price[20 * PRICES + i] = NAN;
    s = first;
    ok(fabs(cp_curve_likelihood(&schwartz_smith, errors, &p, &s) - 871.21289488) < 1e-7,
       "with a price and a week that are missing");
    struct cp_curve_two_factor m = {1, .3, .2, 0, 0, 0, 0};
    for (size_t i = 0; i < PRICES; i++)
        deviation[i] = .02;
    s = first;
    int rc = cp_curve_fit_panel(&p, &m, deviation, &s, &best);
    ok(rc == 0 && best >= 871.21289488, "what is fitted is likelier than what it was drawn with");
    printf("# %.6f, reversion %.3f, volatilities %.3f %.3f, correlation %.3f\n", best, m.speed,
           m.short_term, m.long_term, m.rho);
    ok(fabs(m.speed - 1.49) < .3 && fabs(m.short_term - .286) < .1 &&
           fabs(m.long_term - .145) < .03,
       "and near it");
}

/* ---- spot --------------------------------------------------------------------------------- */

/* Henry Hub by months from 2000-01, USD/MMBtu [U.S. Energy Information Administration]. */
static const double henry_hub[] = {
    2.42, 2.66, 2.79, 3.04, 3.59, 4.29, 3.99, 4.43, 5.06,  5.02,  5.52,  8.9,   8.17,  5.61, 5.23,
    5.19, 4.19, 3.72, 3.11, 2.97, 2.19, 2.46, 2.34, 2.3,   2.32,  2.32,  3.03,  3.43,  3.5,  3.26,
    2.99, 3.09, 3.55, 4.13, 4.04, 4.74, 5.43, 7.71, 5.93,  5.26,  5.81,  5.82,  5.03,  4.99, 4.62,
    4.63, 4.47, 6.13, 6.14, 5.37, 5.39, 5.71, 6.33, 6.27,  5.93,  5.41,  5.15,  6.35,  6.17, 6.58,
    6.15, 6.14, 6.96, 7.16, 6.47, 7.18, 7.63, 9.53, 11.75, 13.42, 10.3,  13.05, 8.69,  7.54, 6.89,
    7.16, 6.25, 6.21, 6.17, 7.14, 4.9,  5.85, 7.41, 6.73,  6.55,  8.0,   7.11,  7.6,   7.64, 7.35,
    6.22, 6.22, 6.08, 6.74, 7.1,  7.11, 7.99, 8.54, 9.41,  10.18, 11.27, 12.69, 11.09, 8.26, 7.67,
    6.74, 6.68, 5.82, 5.24, 4.52, 3.96, 3.5,  3.83, 3.8,   3.38,  3.14,  2.99,  4.01,  3.66, 5.35,
    5.83, 5.32, 4.29, 4.03, 4.14, 4.8,  4.63, 4.32, 3.89,  3.43,  3.71,  4.25,  4.49,  4.09, 3.97,
    4.24, 4.31, 4.54, 4.42, 4.06, 3.9,  3.57, 3.24, 3.17,  2.67,  2.51,  2.17,  1.95,  2.43, 2.46,
    2.95, 2.84, 2.85, 3.32, 3.54, 3.34, 3.33, 3.33, 3.81,  4.17,  4.04,  3.83,  3.62,  3.43, 3.62,
    3.68, 3.64, 4.24, 4.71, 6.0,  4.9,  4.66, 4.58, 4.59,  4.05,  3.91,  3.92,  3.78,  4.12, 3.48,
    2.99, 2.87, 2.83, 2.61, 2.85, 2.78, 2.84, 2.77, 2.66,  2.34,  2.09,  1.93,  2.28,  1.99, 1.73,
    1.92, 1.92, 2.59, 2.82, 2.82, 2.99, 2.98, 2.55, 3.59,  3.3,   2.85,  2.88,  3.1,   3.15, 2.98,
    2.98, 2.9,  2.98, 2.88, 3.01, 2.82, 3.87, 2.67, 2.69,  2.8,   2.8,   2.97,  2.83,  2.96, 3.0,
    3.28, 4.09, 4.04, 3.11, 2.69, 2.95, 2.65, 2.64, 2.4,   2.37,  2.22,  2.56,  2.33,  2.65, 2.22,
    2.02, 1.91, 1.79, 1.74, 1.75, 1.63, 1.76, 2.3,  1.92,  2.39,  2.61,  2.58,  2.71,  5.35, 2.62,
    2.66, 2.91, 3.26, 3.84, 4.07, 5.16, 5.51, 5.05, 3.76,  4.38,  4.69,  4.9,   6.6,   8.14, 7.7,
    7.28, 8.81, 7.88, 5.66, 5.45, 5.53, 3.27, 2.38, 2.31,  2.16,  2.15,  2.18,  2.55,  2.58, 2.64,
    2.98, 2.71, 2.52, 3.18, 1.72, 1.49, 1.6,  2.12, 2.54,  2.07,  1.99,  2.28,  2.2,   2.12, 3.01,
    4.13, 4.19, 4.12, 3.42, 3.12, 3.02, 3.2,  2.91, 2.97,  3.19,  3.79,  4.26,  7.72,  3.62, 3.04,
    2.77, 2.94, 3.15, 2.89,
};
/* Of its logarithm: first month since 2000-01, months; a, b, deviation, speed, mean, volatility,
 * half-life, likelihood. */
static const struct {
    size_t from, n;
    double want[8];
} ou[] = {
    {0,
     120,
     {0.14704934297970573, 0.9165738817306219, 0.14734274496260247, 1.045351224515319,
      1.7626295700932888, 0.5327961393429319, 0.663075877565768, 59.03057767400105}},
    {120,
     120,
     {0.12833817468869307, 0.8832591887022606, 0.10973059901375151, 1.4896390741332988,
      1.099342837025309, 0.4039400124324007, 0.4653121635945485, 94.1038295734835}},
    {192,
     127,
     {0.166528126617746, 0.8496755678229233, 0.18993125095361132, 1.9548082472665202,
      1.107791489420575, 0.7121983148831195, 0.3545857664193909, 30.51147659894063}},
};

static void test_ou(void) {
    for (size_t i = 0; i < sizeof ou / sizeof *ou; i++) {
        double x[200];
        struct cp_curve_ou o;
        for (size_t k = 0; k < ou[i].n; k++)
            x[k] = log(henry_hub[ou[i].from + k]);
        int rc = cp_curve_fit_ou(x, ou[i].n, 1. / 12, &o);
        const double got[8] = {o.a,    o.b,          o.deviation, o.speed,
                               o.mean, o.volatility, o.half_life, o.likelihood};
        double worst = 0;
        for (int k = 0; k < 8; k++)
            worst = fmax(worst, fabs(got[k] / ou[i].want[k] - 1));
        if (!ok(rc == 0 && worst < 1e-9, "reversion of Henry Hub, row %zu", i + 1))
            for (int k = 0; k < 8; k++)
                printf("# got %.12g want %.12g\n", got[k], ou[i].want[k]);
        ok(o.speed_error > 0 && o.volatility_error > 0, "with its errors");
    }
    static const double grows[] = {1, 2, 4, 8.1, 16}, gap[] = {1, NAN, 2, 1.5, 2, 1, NAN};
    struct cp_curve_ou o;
    ok(cp_curve_fit_ou(grows, 5, 1, &o) == 0 && o.speed == 0 && isinf(o.half_life),
       "what grows does not revert");
    ok(cp_curve_fit_ou(gap, 7, 1, &o) == 0 && o.n == 3, "steps beside a gap are left out");
    ok(cp_curve_fit_ou(gap, 4, 1, &o) == CP_ENUMERIC, "one step says nothing");
}

/* Errors of parameters are those of many histories that were drawn with the same ones. */
static void test_ou_errors(void) {
    enum { MANY = 400, LONG = 600 };
    double b = exp(-2. / 12), sd = .5 * sqrt((1 - b * b) / 4), x[LONG], sum[4] = {0}, told[2] = {0};
    struct cp_random r = cp_num_random_stream(7, 1, 1);
    for (int m = 0; m < MANY; m++) {
        struct cp_curve_ou o;
        for (int i = 0; i < LONG; i++)
            x[i] = (i ? b * x[i - 1] : 0) + sd * cp_num_random_normal(&r);
        cp_curve_fit_ou(x, LONG, 1. / 12, &o);
        sum[0] += o.speed;
        sum[1] += o.speed * o.speed;
        sum[2] += o.volatility;
        sum[3] += o.volatility * o.volatility;
        told[0] += o.speed_error / MANY;
        told[1] += o.volatility_error / MANY;
    }
    double speed = sqrt(sum[1] / MANY - sum[0] / MANY * sum[0] / MANY);
    double volatility = sqrt(sum[3] / MANY - sum[2] / MANY * sum[2] / MANY);
    ok(fabs(told[0] / speed - 1) < .15, "the error of the speed is its spread");
    ok(fabs(told[1] / volatility - 1) < .15, "and that of the volatility");
}

static void test_season(void) {
    enum { N = 120 };
    double x[N], other[N], rest[N];
    int month[N];
    struct cp_random r = cp_num_random_stream(3, 1, 1);
    for (int i = 0; i < N; i++) {
        month[i] = (i + 5) % 12;
        other[i] = cp_num_random_normal(&r);
        x[i] = 3 + .2 * cos(month[i] * M_PI / 6) + .75 * other[i] + .05 * cp_num_random_normal(&r);
    }
    x[17] = NAN;
    struct cp_curve_season s;
    ok(cp_curve_fit_season(x, month, other, N, &s, rest) == 0, "a season");
    ok(fabs(s.month[0] - .2) < .05 && fabs(s.month[6] + .2) < .05, "its months");
    ok(fabs(s.elasticity - .75) < 4 * s.elasticity_error && s.elasticity_error > .003 &&
           s.elasticity_error < .007,
       "the elasticity, and how sure it is");
    ok(fabs(s.deviation - .05) < .01 && isnan(rest[17]) && fabs(rest[16]) < .25, "what is left");
    ok(cp_curve_fit_season(x, month, other, 10, &s, rest) == CP_ENUMERIC, "ten months are too few");
}

/* ---- paths -------------------------------------------------------------------------------- */

static void test_paths(const struct cp_curve_factors *f) {
    enum { DATES = 24, PATHS = 4000, CURVES = 4 };
    double time[DATES], forward[DATES * CURVES];
    double *one = calloc(2 * PATHS * DATES * CURVES, sizeof *one),
           *two = one + PATHS * DATES * CURVES;
    for (size_t d = 0; d < DATES; d++) {
        time[d] = (double)(d + 1) / 12;
        const double level[] = {3, 45, 2, 10};
        memcpy(forward + d * CURVES, level, sizeof level);
    }
    struct cp_curve_paths p = {.factors = f,
                               .ndate = DATES,
                               .npath = PATHS,
                               .time = time,
                               .forward = forward,
                               .seed = 1,
                               .jobs = 1};
    ok(cp_curve_paths(&p, one) == 0, "paths");
    p.jobs = 3;
    cp_curve_paths(&p, two);
    ok(memcmp(one, two, PATHS * DATES * CURVES * sizeof *one) == 0, "are the same by more threads");
    p.npath = 101;
    cp_curve_paths(&p, two);
    ok(memcmp(one, two, 101 * DATES * CURVES * sizeof *one) == 0, "and by fewer paths");
    p.npath = PATHS;
    double mean[CURVES] = {0}, log_mean[CURVES] = {0}, cross[CURVES][CURVES] = {{0}};
    for (size_t i = 0; i < PATHS; i++) {
        const double *row = one + (i * DATES + DATES - 1) * CURVES;
        double x[CURVES];
        for (size_t c = 0; c < CURVES; c++) {
            double v = cp_curve_variance(f, c, 2, 2) / 2;
            x[c] = f->normal[c] ? row[c] - 10
                                : log((row[c] - f->floor[c]) / (forward[c] - f->floor[c])) + v;
            mean[c] += row[c] / PATHS;
            log_mean[c] += x[c] / PATHS;
        }
        for (size_t a = 0; a < CURVES; a++)
            for (size_t b = 0; b < CURVES; b++)
                cross[a][b] += x[a] * x[b] / PATHS;
    }
    bool means = true, covariances = true;
    for (size_t a = 0; a < CURVES; a++) {
        double sd = sqrt(cp_curve_variance(f, a, 2, 2));
        means &= fabs(log_mean[a]) < 1e-9 * sd;
        for (size_t b = 0; b < CURVES; b++) {
            double want = cp_curve_covariance(f, a, 2, b, 2, 2);
            double other = sqrt(cp_curve_variance(f, b, 2, 2));
            covariances &= fabs(cross[a][b] - want) < 4 * 1.5 / sqrt(PATHS / 2.) * sd * other;
        }
    }
    ok(means, "pairs of paths cancel out");
    ok(covariances, "they move together as the factors say");
    p.match = true;
    cp_curve_paths(&p, one);
    double off = 0;
    for (size_t c = 0; c < DATES * CURVES; c++) {
        double sum = 0;
        for (size_t i = 0; i < PATHS; i++)
            sum += one[i * DATES * CURVES + c];
        off = fmax(off, fabs(sum / PATHS - forward[c]));
    }
    ok(off < 1e-10, "matched, their means are the forwards");
    free(one);
}

int main(void) {
    struct cp_error err = {0};
    struct cp_arena arena = {0};
    struct cp_curve_factors f;
    if (!enter())
        return 1;
    struct cp_plan *p = load(MODELS, &err);
    if (p && ok_rc(cp_curve_factors(p, &arena, &f, &err), &err, "its factors")) {
        test_factors(&f);
        test_schwartz_smith(&f);
        test_paths(&f);
    }
    cp_plan_free(p);
    p = load("curves: {a: {unit: USD/MWh, model: {follows: {b: 1}}}, b: {unit: USD/MWh, model: "
             "{follows: {a: 1}}}}\n",
             &err);
    if (p)
        ok_fails(cp_curve_factors(p, &arena, &f, &err), &err, "follows itself", "a circle");
    cp_plan_free(p);
    cp_arena_release(&arena);
    test_variances();
    test_panel();
    test_ou();
    test_ou_errors();
    test_season();
    leave();
    return done();
}
