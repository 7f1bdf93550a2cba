/* How prices move: models, and paths of them, against published values and formulae. */
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
    leave();
    return done();
}
