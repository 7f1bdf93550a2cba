#include "forecast/forecast.h"
#include "forecast/internal.h"
#include "forecast/method/ar.h"
#include "forecast/method/ets.h"
#include "forecast/method/theta.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

/* Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 2nd ed., 2018.
 * Section 7.1: oil production in Saudi Arabia 1996-2013, million tonnes (table 7.1), fitted by
 * ses(): alpha 0.8339, level 446.5868 at the start, sigma 29.8282, AICc 179.8573; forecast of 2014
 * 542.68, 80 % interval 504.45 to 580.91. The data are printed to 0.005, so errors are known to
 * 0.01 in 30: sigma to 3e-4 of itself and AICc to 18 x 6e-4. Section 7.2: air passengers in
 * Australia 1990-2016, millions (table 7.2), fitted by holt(): alpha 0.8321, beta 0.0001,
 * level 15.57 and slope 2.102 at the start; forecasts 74.60 76.70 78.80 80.91 83.01. */
static const double oil[] = {445.36, 453.20, 454.41, 422.38, 456.04, 440.39,
                             425.19, 486.21, 500.43, 521.28, 508.95, 488.89,
                             509.87, 456.72, 473.82, 525.95, 549.83, 542.34};
static const double air[] = {17.55, 21.86, 23.89, 26.93, 26.89, 28.83, 30.08, 30.95, 30.19,
                             31.58, 32.58, 33.48, 39.02, 41.39, 41.60, 44.66, 46.95, 48.73,
                             51.49, 50.03, 60.64, 63.36, 66.36, 68.20, 68.12, 69.78, 72.60};
enum { NOIL = sizeof oil / sizeof *oil, NAIR = sizeof air / sizeof *air };

static bool fit(const char *method, enum cp_forecast_scale scale, const double *y, size_t n,
                size_t season, struct cp_forecast_model *m) {
    struct cp_error err = {0};
    int rc = cp_forecast_fit(cp_forecast_method_find(method), scale, y, n, season, m, &err);
    return ok_rc(rc, &err, method);
}

static const struct cp_forecast_ets *ets_of(const struct cp_forecast_model *m) {
    return m->state;
}

static void test_published(void) {
    struct cp_forecast_model m;
    double mean[5], se[5];
    fit("ses", CP_SCALE_LINEAR, oil, NOIL, 0, &m);
    ok_near(ets_of(&m)->alpha, 0.8339, 5e-4, "oil: alpha");
    ok_near(sqrt(m.sigma2), 29.8282, 3e-4, "oil: sigma");
    ok_near(m.aicc, 179.8573, 6e-5, "oil: AICc");
    cp_forecast_model_project(&m, 5, mean, se);
    ok_near(mean[0], 542.68, 1e-5, "oil: forecast");
    ok_near(cp_forecast_model_quantile(&m, mean[0], se[0], 0.1), 504.45, 1e-5, "oil: 10 %");
    ok_near(cp_forecast_model_quantile(&m, mean[0], se[0], 0.9), 580.91, 1e-5, "oil: 90 %");
    cp_forecast_model_release(&m);

    static const double want[] = {74.60, 76.70, 78.80, 80.91, 83.01};
    struct cp_forecast_ets holt = {
        .trend = true, .alpha = 0.8321, .beta = 0.0001, .phi = 1, .level = 15.57, .slope = 2.102};
    double sse = cp_forecast_ets_filter(&holt, air, NAIR);
    struct cp_forecast_model given = {.method = cp_forecast_method_find("holt"), .state = &holt};
    cp_forecast_model_project(&given, 5, mean, NULL);
    bool same = true;
    for (size_t i = 0; i < 5; i++)
        same = same && fabs(mean[i] - want[i]) < 0.01;
    ok(same, "passengers: forecasts from the published parameters");
    fit("holt", CP_SCALE_LINEAR, air, NAIR, 0, &m);
    ok(m.sigma2 * (NAIR - 4) <= sse, "passengers: our sum of squares is not above the published");
    ok(ets_of(&m)->beta < 2e-4, "passengers: beta at its bound, as published");
    cp_forecast_model_project(&m, 5, mean, se);
    ok_near(mean[4], want[4], 5e-4, "passengers: five years ahead");
    cp_forecast_model_release(&m);
}

static void test_naive(void) {
    static const double y[] = {3, 7, NAN, 5, 6, 10}, z[] = {3, 7, 1, 5, 6, 10, NAN, 9};
    double mean[6], se[6];
    struct cp_forecast_model m;
    fit("naive", CP_SCALE_BEST, y, 6, 0, &m);
    cp_forecast_model_project(&m, 4, mean, se);
    ok(mean[0] == 10 && mean[3] == 10, "naive: the last value");
    /* Differences of values seen: 4, -2, 1, 4; their mean square is 37/4. */
    ok_near(se[0], sqrt(37.0 / 4), 1e-12, "naive: one-step error over a gap");
    ok_near(se[3], 2 * se[0], 1e-12, "naive: error grows with the square root");
    cp_forecast_model_release(&m);
    fit("snaive", CP_SCALE_BEST, z, 8, 4, &m);
    cp_forecast_model_project(&m, 6, mean, se);
    ok(mean[0] == 6 && mean[1] == 10 && mean[3] == 9 && mean[4] == 6, "seasonal naive: gaps too");
    ok_near(se[4], sqrt(2) * se[3], 1e-12, "seasonal naive: error grows season by season");
    cp_forecast_model_release(&m);
}

static void test_trend(void) {
    /* Anscombe's first set in the order of x, 4 to 14: y = 3.00 + 0.500 x; prediction at x = 15
     * has standard error s sqrt(1 + 1/11 + 36/110), s = sqrt(13.76/9) = 1.2366. */
    double y[] = {4.26, 5.68, 7.24, 4.82, 6.95, 8.81, 8.04, 8.33, 10.84, 7.58, 9.96}, mean, se;
    struct cp_forecast_model m;
    for (size_t i = 0; i < 11; i++)
        y[i] = exp(y[i]);
    fit("trend", CP_SCALE_BEST, y, 11, 0, &m);
    cp_forecast_model_project(&m, 1, &mean, &se);
    ok(m.log, "trend: on logarithms");
    ok_near(mean, 10.5, 2e-3, "trend: prediction");
    ok_near(se, 1.2366 * sqrt(1 + 1 / 11.0 + 36 / 110.0), 1e-4, "trend: its error");
    ok_near(log(cp_forecast_model_quantile(&m, mean, se, 0.975)), mean + 2.262 * se, 1e-4,
            "trend: Student's t with 9 degrees");
    cp_forecast_model_release(&m);
}

/* A forecast's answer to one past error is the c_j of the variance. */
static void test_variance(void) {
    double seasonal[4] = {0};
    struct cp_forecast_ets e = {.trend = true,
                                .season = 4,
                                .alpha = 0.4,
                                .beta = 0.1,
                                .gamma = 0.2,
                                .phi = 0.9,
                                .seasonal = seasonal};
    struct cp_forecast_ets run = e;
    cp_forecast_ets_step(&run, 1);
    bool same = true;
    for (size_t j = 1; j <= 12; j++) {
        same = same && fabs(cp_forecast_ets_ahead(&run) - cp_forecast_ets_response(&e, j)) < 1e-14;
        cp_forecast_ets_step(&run, 0);
    }
    ok(same, "response to an error, damped and seasonal");
    /* Damped: l + (phi + ... + phi^h) b. */
    double zero[4] = {0}, mean[3];
    struct cp_forecast_ets damped = {
        .trend = true, .phi = 0.5, .level = 10, .slope = 4, .seasonal = zero};
    struct cp_forecast_model m = {.method = cp_forecast_method_find("damped"), .state = &damped};
    cp_forecast_model_project(&m, 3, mean, NULL);
    ok(mean[0] == 12 && mean[1] == 13 && mean[2] == 13.5, "damped trend runs out");
}

static void test_simulation(void) {
    enum { H = 8, N = 4000 };
    static const char *const methods[] = {"ses",      "holt",    "damped", "trend", "snaive",
                                          "seasonal", "winters", "theta",  "ar"};
    for (size_t k = 0; k < sizeof methods / sizeof *methods; k++) {
        struct cp_forecast_model m;
        double mean[H], se[H], path[H], work[3], *last = cp_calloc(N, sizeof *last);
        fit(methods[k], CP_SCALE_BEST, air, NAIR, 3, &m);
        cp_forecast_model_project(&m, H, mean, se);
        for (size_t i = 0; i < N; i++) {
            struct cp_random r = cp_num_random_stream(1, i, 0);
            cp_forecast_model_simulate(&m, H, &r, work, path);
            last[i] = path[H - 1];
        }
        cp_num_sort(last, N);
        size_t below = 0;
        double q = cp_forecast_model_quantile(&m, mean[H - 1], se[H - 1], 0.9);
        while (below < N && last[below] < q)
            below++;
        /* Four standard errors of a share of 0.9. */
        ok(fabs((double)below / N - 0.9) < 4 * sqrt(0.09 / N),
           "%s: paths agree with the 90 %% quantile", methods[k]);
        double low = cp_forecast_model_quantile(&m, mean[H - 1], se[H - 1], 0.1);
        double middle = cp_forecast_model_quantile(&m, mean[H - 1], se[H - 1], 0.5);
        ok(low < middle && middle < q, "%s: quantiles in order", methods[k]);
        free(last);
        cp_forecast_model_release(&m);
    }
}

static void test_seasonal(void) {
    enum { N = 48, M = 12 };
    double y[N], mean[M], se[M];
    struct cp_forecast_model m;
    /* A line and a season, exactly: nothing to be learnt from errors. */
    for (size_t t = 0; t < N; t++)
        y[t] = 50 + 2 * (double)t + 10 * sin(M_PI / 6 * (double)t);
    y[17] = y[30] = NAN;
    fit("winters", CP_SCALE_LINEAR, y, N, M, &m);
    cp_forecast_model_project(&m, M, mean, se);
    double worst = 0;
    for (size_t h = 0; h < M; h++)
        worst = fmax(
            worst, fabs(mean[h] - 50 - 2 * (double)(N + h) - 10 * sin(M_PI / 6 * (double)(N + h))));
    ok(worst < 1e-6, "winters: a line and a season go on, over gaps");
    ok(se[M - 1] < 1e-6, "winters: without error");
    cp_forecast_model_release(&m);
    for (size_t t = 0; t < N; t++)
        y[t] = 100 * pow(1.02, (double)t) * (2 + sin(M_PI / 6 * (double)t));
    fit("ets", CP_SCALE_BEST, y, N, M, &m);
    cp_forecast_model_project(&m, M, mean, se);
    ok(m.log && ets_of(&m)->season == M, "ets: growth and seasons by factors");
    ok_near(cp_forecast_model_quantile(&m, mean[5], se[5], NAN),
            100 * pow(1.02, N + 5) * (2 + sin(M_PI / 6 * (N + 5))), 1e-6, "ets: and goes on");
    cp_forecast_model_release(&m);

    /* The initial states are those of least squares: a move of any makes the sum greater. */
    double seasonal[4] = {1, -2, 3, 0}, run[4];
    static const double z[] = {9, 3, 15, 8, 12, 5, 13, 9, 8, 7, 17, 10, 13, 4};
    struct cp_forecast_ets e = {.trend = true,
                                .season = 4,
                                .alpha = 0.3,
                                .beta = 0.1,
                                .gamma = 0.2,
                                .phi = 0.9,
                                .level = 8,
                                .slope = 1,
                                .seasonal = seasonal};
    ok(cp_forecast_ets_best_states(&e, z, 14) == 0, "least squares of the initial states");
    double *state[] = {&e.level, &e.slope, &seasonal[0], &seasonal[3]}, sse[3];
    bool least = true;
    for (size_t i = 0; i < 4; i++) {
        for (int k = 0; k < 3; k++) {
            double was = *state[i];
            *state[i] += 0.1 * (k - 1);
            memcpy(run, seasonal, sizeof run);
            struct cp_forecast_ets moved = e;
            moved.seasonal = run;
            sse[k] = cp_forecast_ets_filter(&moved, z, 14);
            *state[i] = was;
        }
        least =
            least && sse[1] < sse[0] && sse[1] < sse[2] && fabs(sse[0] - sse[2]) < 1e-9 * sse[1];
    }
    ok(least, "are at the minimum of every state");
}

static void test_theta(void) {
    struct cp_forecast_model m;
    double mean[8], se[8], sse;
    fit("theta", CP_SCALE_BEST, air, NAIR, 1, &m);
    const struct cp_forecast_theta *theta = m.state;
    /* Its line is the regression on 1, 2, ..., brought up to date value by value. */
    double x[NAIR];
    for (size_t i = 0; i < NAIR; i++)
        x[i] = (double)(i + 1);
    struct cp_num_line line;
    cp_num_line_fit(x, air, NAIR, &line);
    ok_near(theta->b, line.b, 1e-12, "theta: the slope of its line");
    ok_near(theta->a, line.a, 1e-10, "theta: and its intercept");
    /* Next value: level + (1 - 1/theta) ((1-alpha)^n A + (1 - (1-alpha)^(n+1))/alpha B). */
    double decay = pow(1 - theta->alpha, NAIR);
    cp_forecast_model_project(&m, 8, mean, se);
    ok_near(mean[0],
            theta->level +
                (1 - 1 / theta->theta) *
                    (decay * line.a + (1 - decay * (1 - theta->alpha)) / theta->alpha * line.b),
            1e-10, "theta: one step ahead");
    ok_near(mean[7] - mean[6], (1 - 1 / theta->theta) * line.b, 0.05, "theta: part of the slope");
    cp_forecast_model_release(&m);
    /* Seasons by factors come back. */
    double y[48];
    for (size_t t = 0; t < 48; t++)
        y[t] = 100 * (t % 4 == 0 ? 2 : 1) + 0.01 * (double)(t * t % 7);
    fit("theta", CP_SCALE_BEST, y, 48, 4, &m);
    ok(m.adjusted == 4, "theta: a season is seen");
    cp_forecast_model_project(&m, 8, mean, se);
    ok(fabs(mean[4] - 200) < 0.1 && fabs(mean[5] - 100) < 0.1 && se[4] > 1.9 * se[3],
       "theta: and put back, its error too");
    cp_forecast_model_release(&m);
    /* Between a line and a factor: roots that grow by a line go on so. */
    for (size_t t = 0; t < 48; t++)
        y[t] = pow(10 + 0.5 * (double)t, 2) * (t % 4 == 0 ? 1.5 : 1);
    fit("theta", CP_SCALE_ROOT, y, 48, 4, &m);
    cp_forecast_model_project(&m, 8, mean, se);
    ok(m.root && m.adjusted == 4, "theta: on roots");
    ok_near(cp_forecast_model_quantile(&m, mean[4], se[4], NAN), 1.5 * pow(10 + 0.5 * 52, 2), 0.02,
            "theta: roots by a line");
    cp_forecast_model_release(&m);
    struct cp_forecast_theta short_one;
    ok(cp_forecast_theta_fit(&short_one, air, 4, &sse) == 0 && isfinite(sse), "theta: four values");
}

static void test_ar(void) {
    double memory[100], variance, mean[6], se[6];
    struct cp_forecast_ar m;
    /* A line: its differences are constant, so no order, and no error. */
    static const double line[] = {2, 5, 8, 11, 14, 17, 20, 23};
    ok(cp_forecast_ar_fit(&m, line, 8, 1, memory, &variance) == 0 && m.order == 0,
       "ar: a line has no order");
    cp_forecast_ar_project(&m, 2, 6, mean, se);
    ok(mean[0] == 26 && mean[5] == 41, "ar: and goes on");
    ok_near(se[5], 2 * sqrt(6), 1e-12, "ar: a random walk's error");
    /* Differences 1, -1, 1, ...: r(1)/r(0) = -(n-1)/n of n of them, the first coefficient of
     * Yule and Walker. */
    double saw[42];
    for (size_t t = 0; t < 42; t++)
        saw[t] = 5 + (double)(t % 2);
    ok(cp_forecast_ar_fit(&m, saw, 42, 1, memory, &variance) == 0 && m.order >= 1,
       "ar: alternating");
    cp_forecast_ar_project(&m, 1, 2, mean, se);
    ok(fabs(mean[0] - 5) < 0.1 && fabs(mean[1] - 6) < 0.1, "ar: goes on alternating");
    if (m.order == 1)
        ok_near(m.phi[0], -40.0 / 41, 1e-3, "ar: its coefficient");
    /* The error of two steps ahead after differences of order 1: 1 + (1 + phi)^2. */
    double phi = 0.5, w = 0, z = 7;
    struct cp_forecast_ar one = {.order = 1, .lag = 1, .phi = &phi, .w = &w, .z = &z};
    cp_forecast_ar_project(&one, 1, 3, mean, se);
    ok_near(se[1], sqrt(1 + 1.5 * 1.5), 1e-12, "ar: two steps ahead");
    ok_near(se[2], sqrt(1 + 1.5 * 1.5 + 1.75 * 1.75), 1e-12, "ar: three steps ahead");
    /* A mean that is its own standard error from 0 is halved; one value far out is drawn in. */
    double noise[9] = {0};
    for (size_t t = 1; t < 9; t++)
        noise[t] = noise[t - 1] + (t % 2 ? 1 : -1) + sqrt(1.0 / 8);
    ok(cp_forecast_ar_fit(&m, noise, 9, 1, memory, &variance) == 0, "ar: a mean in noise");
    if (m.order == 0)
        ok_near(m.mean, sqrt(1.0 / 8) / 2, 1e-9, "ar: its mean is shrunk by half");
    w = 2;
    cp_forecast_ar_project(&one, 1, 3, mean, se);
    ok(mean[0] == 8 && mean[1] == 8.5 && mean[2] == 8.75, "ar: a difference dies away");
}

static void test_choice(void) {
    double y[40];
    struct cp_forecast_model m;
    for (size_t i = 0; i < 40; i++)
        y[i] = 100 * pow(1.05, (double)i);
    fit("ets", CP_SCALE_BEST, y, 40, 1, &m);
    double mean, se;
    cp_forecast_model_project(&m, 1, &mean, &se);
    ok(m.log, "ets: growth by a constant factor is linear in logarithms");
    ok_near(cp_forecast_model_quantile(&m, mean, se, NAN), 100 * pow(1.05, 40), 1e-6,
            "ets: and goes on");
    cp_forecast_model_release(&m);

    for (size_t i = 0; i < 40; i++)
        y[i] = (double)((i % 4) * (i % 4)) - 2;
    fit("ets", CP_SCALE_BEST, y, 40, 4, &m);
    ok(m.method == cp_forecast_method_find("snaive"), "ets: a season that repeats");
    cp_forecast_model_release(&m);

    for (size_t i = 0; i < 40; i++)
        y[i] = 7;
    fit("ets", CP_SCALE_BEST, y, 40, 4, &m);
    cp_forecast_model_project(&m, 1, &mean, &se);
    ok(m.method == cp_forecast_method_find("naive") && mean == 7 && se == 0, "ets: a constant");
    cp_forecast_model_release(&m);

    /* What ets chooses has the least AICc of all; the trend is on logarithms, and 10 behind. */
    double least = INFINITY;
    static const char *const members[] = {"naive", "trend", "ses", "holt", "damped"};
    for (size_t k = 0; k < sizeof members / sizeof *members; k++) {
        fit(members[k], CP_SCALE_LINEAR, air, NAIR, 1, &m);
        least = fmin(least, m.aicc + (m.log ? 10 : 0));
        cp_forecast_model_release(&m);
    }
    fit("ets", CP_SCALE_LINEAR, air, NAIR, 1, &m);
    ok(m.aicc == least, "ets: the least AICc");
    cp_forecast_model_release(&m);
}

static void test_scale(void) {
    static const double factors[] = {1e-300, 1e6, 1e300};
    struct cp_forecast_model m, base;
    double a[3], b[3], se[3];
    fit("damped", CP_SCALE_LINEAR, oil, NOIL, 0, &base);
    cp_forecast_model_project(&base, 3, a, se);
    for (size_t k = 0; k < 3; k++) {
        double y[NOIL];
        for (size_t i = 0; i < NOIL; i++)
            y[i] = oil[i] * factors[k];
        fit("damped", CP_SCALE_LINEAR, y, NOIL, 0, &m);
        cp_forecast_model_project(&m, 3, b, NULL);
        ok_near(b[2] / factors[k], a[2], 1e-9, "another unit, the same forecast");
        ok_near(m.aicc - base.aicc, 2 * NOIL * log(factors[k]), 1e-9, "AICc moves by the Jacobian");
        cp_forecast_model_release(&m);
    }
    cp_forecast_model_release(&base);
}

static void test_short(void) {
    static const double y[] = {NAN, 4, NAN, 6, NAN, -1};
    struct cp_forecast_model m;
    struct cp_error err = {0};
    double mean, se;
    ok_fails(cp_forecast_fit(cp_forecast_method_find("ets"), CP_SCALE_BEST, y, 1, 0, &m, &err),
             &err, "no value", "no value");
    err.n = 0;
    ok_fails(cp_forecast_fit(cp_forecast_method_find("holt"), CP_SCALE_BEST, y, 4, 0, &m, &err),
             &err, "2 values, holt needs 3", "too short for the method");
    err.n = 0;
    ok_fails(cp_forecast_fit(cp_forecast_method_find("snaive"), CP_SCALE_BEST, y, 4, 1, &m, &err),
             &err, "season", "seasonal naive without a season");
    err.n = 0;
    ok_fails(cp_forecast_fit(cp_forecast_method_find("naive"), CP_SCALE_LOG, y, 6, 1, &m, &err),
             &err, "not positive", "no logarithm of -1");
    err.n = 0;
    ok_fails(cp_forecast_fit(cp_forecast_method_find("snaive"), CP_SCALE_BEST, y, 6, 2, &m, &err),
             &err, "no value in season 1", "seasonal naive with a season that has no value");
    fit("ets", CP_SCALE_BEST, y, 2, 0, &m);
    cp_forecast_model_project(&m, 1, &mean, &se);
    ok(mean == 4 && isnan(se), "one value: a forecast without error");
    ok(isnan(cp_forecast_model_quantile(&m, mean, se, 0.9)), "and its quantiles are missing");
    cp_forecast_model_release(&m);
    fit("ets", CP_SCALE_BEST, y, 4, 0, &m);
    cp_forecast_model_project(&m, 1, &mean, &se);
    ok(mean == 6 && se == 2, "two values: naive");
    cp_forecast_model_release(&m);
}

/* Whatever the numbers, a model is fitted or refused with a reason, and what is fitted gives
 * numbers: forecasts that are not NaN, and quantiles in order where the error is known. */
static void test_wild(void) {
    static const double wild[] = {0, 1, -1, 1e300, -1e300, 5e-324, 1e-310, 1e15, 3.5, NAN, 7, 7};
    struct cp_random r = cp_num_random_stream(3, 0, 0);
    double y[40], mean[3], se[3];
    size_t fitted = 0, bad = 0, wordless = 0, methods = 0;
    while (cp_forecast_method_at(methods))
        methods++;
    for (size_t i = 0; i < 3000; i++) {
        size_t n = 1 + cp_num_random_bits(&r) % 40, season = cp_num_random_bits(&r) % 7;
        size_t some = 1 + cp_num_random_bits(&r) % 12;
        for (size_t t = 0; t < n; t++)
            y[t] = wild[cp_num_random_bits(&r) % some];
        const struct cp_forecast_method *method =
            cp_forecast_method_at(cp_num_random_bits(&r) % methods);
        enum cp_forecast_scale scale = (enum cp_forecast_scale)(cp_num_random_bits(&r) % 3);
        struct cp_forecast_model m;
        struct cp_error err = {0};
        if (cp_forecast_fit(method, scale, y, n, season, &m, &err) < 0) {
            wordless += err.n != 1 || !err.at[0].msg[0];
            continue;
        }
        fitted++;
        cp_forecast_model_project(&m, 3, mean, se);
        for (size_t h = 0; h < 3; h++) {
            double low = cp_forecast_model_quantile(&m, mean[h], se[h], 0.1);
            double high = cp_forecast_model_quantile(&m, mean[h], se[h], 0.9);
            bad += isnan(mean[h]) || (!isnan(se[h]) && !(low <= high));
        }
        cp_forecast_model_release(&m);
    }
    ok(fitted > 1000 && bad == 0, "wild series: %zu fitted, %zu without a number", fitted, bad);
    ok(wordless == 0, "and every refusal has its reason");
}

int main(void) {
    test_wild();
    test_published();
    test_naive();
    test_trend();
    test_variance();
    test_simulation();
    test_seasonal();
    test_theta();
    test_ar();
    test_choice();
    test_scale();
    test_short();
    return done();
}
