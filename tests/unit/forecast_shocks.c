/* Outliers, days of scarcity and shifts of level. */
#include "forecast/internal.h"
#include "forecast/shock.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

static const double turn = 6.283185307179586;

static void interval_of(const double *y, size_t n, size_t season, size_t h, double *center,
                        double *width) {
    struct cp_forecast_series s = {.y = (double *)y, .n = n, .nseen = n, .season = season};
    struct cp_forecast_options o = {.horizon = h};
    struct cp_forecast_interval interval = {.center = center, .width = width, .stretch = 1};
    struct cp_error why = {0};
    ok_rc(cp_forecast_auto_of(&o, &s, n, &interval, &why), &why, "forecast");
}

static void forecast(const double *y, size_t n, size_t season, size_t h, double *center) {
    double *width = cp_calloc(h, sizeof *width);
    interval_of(y, n, season, h, center, width);
    free(width);
}

static size_t outliers(const double *y, size_t n, size_t season) {
    double *clean = cp_calloc(n, sizeof *clean);
    bool *far = cp_calloc(n, sizeof *far);
    size_t count = cp_forecast_clean(y, n, season, clean, far);
    free(clean);
    free(far);
    return count;
}

/* The first period of its only other level; 0: none. */
static size_t step_of(const double *y, size_t n, size_t season) {
    struct cp_forecast_levels levels;
    int rc = cp_forecast_find_levels(y, n, season, &levels);
    return rc == 0 && levels.n == 1 ? levels.at[0] : 0;
}

/* One month in five years is written in another unit, or as nothing. */
static void test_outlier(void) {
    static const double factors[] = {1000, 10, 0.001, 0};
    double y[60], plain[6], f[6];
    struct cp_random r = cp_num_random_stream(1, 0, 0);
    for (size_t t = 0; t < 60; t++)
        y[t] = 20 + 4 * sin(turn * (double)t / 12) + cp_num_random_normal(&r);
    ok(outliers(y, 60, 12) == 0, "nothing is far");
    forecast(y, 60, 12, 6, plain);
    for (size_t k = 0; k < 4; k++) {
        double was = y[29], most = 0;
        y[29] *= factors[k];
        ok(outliers(y, 60, 12) == 1, "x %g is", factors[k]);
        forecast(y, 60, 12, 6, f);
        for (size_t i = 0; i < 6; i++)
            most = fmax(most, fabs(f[i] - plain[i]));
        ok(most < 1.5, "x %g moves no forecast by more than %.2f", factors[k], most);
        y[29] = was;
    }
}

/* The last of eight weeks of hourly prices ends in a day of scarcity: what follows is not further
 * from the prices that come than last week's are. */
static void test_scarcity(void) {
    enum { N = 56 * 24, H = 168 };
    double *y = cp_calloc(N + H, sizeof *y), f[H], off = 0, naive = 0;
    struct cp_random r = cp_num_random_stream(2, 0, 0);
    double wander = 0;
    for (size_t t = 0; t < N + H; t++) {
        wander = 0.9 * wander + cp_num_random_normal(&r);
        y[t] = 30 + 8 * sin(turn * (double)t / 24) - (t / 24 % 7 > 4 ? 5 : 0) + wander;
    }
    for (size_t t = N - 24; t < N; t++)
        y[t] += 500 + 200 * sin(turn * (double)t / 24);
    ok(outliers(y, N, 24) == 24, "the day is found");
    forecast(y, N, 24, H, f);
    for (size_t i = 0; i < H; i++) {
        off += fabs(f[i] - y[N + i]) / H;
        naive += fabs(y[N + i - (i < 144 ? 168 : 336)] - y[N + i]) / H;
    }
    ok(off < naive, "off by %.2f, last week by %.2f", off, naive);
    free(y);
}

/* Zeros before the first demand are no demand that comes and goes. */
static void test_launch(void) {
    double y[60], f[3];
    struct cp_random r = cp_num_random_stream(23, 0, 0);
    for (size_t t = 0; t < 60; t++)
        y[t] = t < 24 ? 0 : 100 + 3 * cp_num_random_normal(&r);
    struct cp_forecast_series s = {.y = y, .n = 60, .nseen = 60, .season = 12};
    struct cp_forecast_options o = {.horizon = 3};
    ok(cp_forecast_launch(y, 60) == 24 && cp_forecast_method_of(&o, &s) == &cp_forecast_method_auto,
       "it begins with the first");
    cp_forecast_begin(&s, 24);
    forecast(s.y, s.n, 12, 3, f);
    ok(f[2] > 95 && f[2] < 105, "and goes on: %g", f[2]);
    for (size_t t = 30; t < 44; t++)
        y[t] = 0;
    ok(cp_forecast_launch(y, 60) == 0, "where as long again there is none, that says how it goes");
}

/* What lasts, what grows and what has a season are none. */
static void test_no_shock(void) {
    double y[96];
    struct cp_random r = cp_num_random_stream(3, 0, 0);
    for (size_t t = 0; t < 96; t++)
        y[t] = (t < 70 ? 100 : 400) + 5 * cp_num_random_normal(&r);
    ok(outliers(y, 96, 12) == 0, "a level that lasts is kept");
    ok(step_of(y, 96, 12) == 70, "and found: from %zu on", step_of(y, 96, 12));
    double f[3];
    forecast(y, 96, 12, 3, f);
    ok(f[2] > 350 && f[2] < 450, "the forecast is on it: %g", f[2]);
    for (size_t t = 0; t < 40; t++)
        y[t] = pow(1.5, (double)t) * (1 + 0.05 * cp_num_random_normal(&r));
    ok(outliers(y, 40, 1) == 0 && step_of(y, 40, 1) == 0, "growth is neither");
    y[20] = 0;
    ok(step_of(y, 40, 1) == 0, "with a 0 in it either");
    for (size_t t = 0; t < 96; t++)
        y[t] = t % 12 == 11 ? 900 : 100 + 5 * cp_num_random_normal(&r);
    ok(outliers(y, 96, 12) == 0, "December's sales are a season");
    for (size_t t = 0; t < 96; t++)
        y[t] = t % 17 == 5 ? 0 : 1 + floor(4 * cp_num_random_uniform(&r));
    ok(outliers(y, 96, 12) == 0, "nor is nothing, of what is often near it");
    for (size_t t = 0; t < 60; t++)
        y[t] = 50;
    ok(outliers(y, 60, 12) == 0 && step_of(y, 60, 12) == 0, "a constant has none");
    y[34] = 500;
    ok(outliers(y, 36, 12) == 1 && outliers(y, 35, 12) == 0,
       "but one value, once one has come after");
}

/* Forty months of a season, on another level from 2022-09 on: it is found where it is, the forecast
 * is on it with its season, and its interval is no wider than one without a step is, by much. */
static void test_step(double factor, double season) {
    enum { N = 40, H = 6, MANY = 50 };
    size_t found = 0;
    double y[N], even[N], f[H], g[H], w[H], v[H], most = 0, wider = 0, bias = 0;
    for (uint64_t k = 0; k < MANY; k++) {
        struct cp_random r = cp_num_random_stream(21, k, 0);
        for (size_t t = 0; t < N; t++) {
            even[t] = factor * (1000 + 1000 * season * sin(turn * (double)t / 12)) *
                      exp(0.015 * cp_num_random_normal(&r));
            y[t] = t < 20 ? even[t] / factor : even[t];
        }
        found += step_of(y, N, 12) == 20;
        ok(outliers(y, N, 12) == 0, "a step leaves no outlier");
        interval_of(y, N, 12, H, f, w);
        interval_of(even, N, 12, H, g, v);
        for (size_t i = 0; i < H; i++) {
            double truth = factor * (1000 + 1000 * season * sin(turn * (double)(N + i) / 12));
            bias += (f[i] / truth - 1) / (H * MANY);
            most = fmax(most, fabs(f[i] / g[i] - 1));
            wider += w[i] / v[i] / (H * MANY);
        }
    }
    ok(found == MANY, "x %g: %zu of %d are found", factor, found, MANY);
    ok(fabs(bias) < 0.01 && most < 0.05, "bias %.4f, at most %.3f from what it were", bias, most);
    ok(wider < 1.5, "%.2f as wide", wider);
}

/* What came back is not where a series is, and what is high for a month is no level. */
static void test_levels(void) {
    struct cp_forecast_levels l;
    double y[60];
    struct cp_random r = cp_num_random_stream(22, 0, 0);
    for (size_t t = 0; t < 60; t++)
        y[t] = (t >= 20 && t < 26 ? 50 : 100) + 2 * cp_num_random_normal(&r);
    ok(cp_forecast_find_levels(y, 60, 12, &l) == 0 && l.n == 2 && l.at[0] == 20 && l.at[1] == 26,
       "half a year of strike is two steps");
    cp_forecast_restate(&l, y);
    for (size_t t = 0; t < 60; t++)
        ok(fabs(y[t] - 100) < 20, "%zu is restated to %g", t, y[t]);
    y[30] = 300;
    ok(cp_forecast_find_levels(y, 60, 12, &l) == 0 && l.n == 0, "one month is none");
    double *hours = cp_calloc(70 * 24, sizeof *hours);
    for (size_t t = 0; t < 70 * 24; t++)
        hours[t] = (100 + 20 * sin(turn * (double)t / 24) - (t / 24 % 7 > 4 ? 20 : 0) +
                    cp_num_random_normal(&r)) *
                   (t < 49 * 24 ? 1 : 2);
    ok(cp_forecast_find_levels(hours, 70 * 24, 24, &l) == 0 && l.n == 1 && l.at[0] == 49 * 24 &&
           fabs(l.height[0] - log(2)) < 0.02,
       "of hours by whole weeks: %g", l.height[0]);
    ok(cp_forecast_find_levels(hours, 55 * 24, 24, &l) == 0 && l.n == 0, "six days are too few");
    free(hours);
    for (size_t t = 0; t < 60; t++)
        y[t] = t < 30 ? -10 + cp_num_random_normal(&r) : 40 + cp_num_random_normal(&r);
    ok(cp_forecast_find_levels(y, 60, 12, &l) == 0 && l.n == 1 && !l.factors && l.height[0] > 45,
       "of what is negative it is a difference: %g", l.height[0]);
    for (size_t t = 0; t < 60; t++)
        y[t] = t < 58 ? 100 + cp_num_random_normal(&r) : 200;
    ok(cp_forecast_find_levels(y, 60, 12, &l) == 0 && l.n == 0, "two values do not stay yet");
}

/* Of ten in a hundred series of three years and a season another level was told. */
static void test_no_shift(void) {
    enum { N = 40, MANY = 100 };
    size_t told = 0;
    double y[N];
    for (uint64_t k = 0; k < MANY; k++) {
        struct cp_random r = cp_num_random_stream(12, k, 0);
        for (size_t t = 0; t < N; t++)
            y[t] = 300 + 20 * sin(turn * (double)t / 12) + 3 * cp_num_random_normal(&r);
        told += step_of(y, N, 12) > 0;
    }
    ok(told <= 1, "%zu of %d series without a shift have one", told, MANY);
}

/* Fewer than three years: what every August is, nothing or nine times as much, is its season; what
 * a month is once is none. */
static void test_short_season(void) {
    static const double factors[] = {0, 9};
    double y[35];
    for (size_t k = 0; k < 2; k++)
        for (size_t n = 23; n <= 35; n += 4) {
            struct cp_random r = cp_num_random_stream(4, 0, 0);
            for (size_t t = 0; t < n; t++)
                y[t] = (100 + 5 * cp_num_random_normal(&r)) * (t % 12 == 7 ? factors[k] : 1);
            ok(outliers(y, n, 12) == 0, "x %g every August of %zu months", factors[k], n);
            ok(outliers(y, 17, 12) == 1, "of one August nothing is known");
            y[12] *= factors[k];
            ok(outliers(y, n, 12) == 1, "nor of a January");
        }
    for (size_t t = 0; t < 23; t++)
        y[t] = t % 12 == 0 ? 0 : 100 + (double)(t * 7 % 5);
    ok(outliers(y, 23, 12) == 0, "nor are the Januaries that a series begins with");
}

/* Nothing but in March and July: March's interval reaches nothing and all that March has shown, and
 * who cannot see the season says nothing, with a month unknown too. */
static void test_reach(double april) {
    double y[38] = {0}, center[4], width[4];
    y[2] = 5, y[14] = 8, y[26] = 6, y[6] = 12, y[18] = 15, y[30] = 10, y[3] = april;
    struct cp_forecast_interval o = {.center = center, .width = width, .stretch = 1};
    struct cp_error err = {0};
    ok_rc(cp_forecast_auto(CP_SCALE_BEST, y, 38, 12, 4, &o, &err), &err, "forecast");
    ok(cp_forecast_interval_at(&o, 0, -1) <= 1e-9 && cp_forecast_interval_at(&o, 0, 1) >= 8,
       "from %g to %g", cp_forecast_interval_at(&o, 0, -1), cp_forecast_interval_at(&o, 0, 1));
    ok(center[0] > 5 && center[0] < 8 && center[1] < 0.5, "March %g, April %g", center[0],
       center[1]);
    struct cp_forecast_series s = {.y = y, .n = 38, .nseen = 38, .season = 12};
    struct cp_forecast_options options = {.horizon = 4};
    ok(cp_forecast_method_of(&options, &s) == &cp_forecast_method_auto, "it has a season");
}

int main(void) {
    test_outlier();
    test_scarcity();
    test_launch();
    test_no_shock();
    test_no_shift();
    test_step(2, 0.15);
    test_step(2, 0);
    test_step(0.5, 0.15);
    test_levels();
    test_short_season();
    test_reach(0);
    test_reach(NAN);
    return done();
}
