/* The intervals of the method auto. */
#include "forecast/forecast.h"
#include "forecast/internal.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

enum { H = 6 };

static void noise(double *y, size_t n, double size, uint64_t seed) {
    struct cp_random r = cp_num_random_stream(seed, 0, 0);
    for (size_t t = 0; t < n; t++)
        y[t] = 100 + size * cp_num_random_normal(&r);
}

static void test_shape(void) {
    double center[2] = {100, 0.01}, width[2] = {20, 4};
    struct cp_forecast_interval o = {center, width, 1, true};
    double low = cp_forecast_interval_at(&o, 0, cp_forecast_interval_score(0.025));
    double high = cp_forecast_interval_at(&o, 0, cp_forecast_interval_score(0.975));
    ok_near(sqrt(high) - 10, 10 - sqrt(low), 1e-12, "even on square roots");
    ok_near(high - low, 40, 1e-9, "as wide as the width says");
    ok(cp_forecast_interval_at(&o, 1, cp_forecast_interval_score(0.025)) == 0, "never below 0");
    ok(cp_forecast_interval_at(&o, 0, cp_forecast_interval_score(NAN)) == 100,
       "the point forecast is the centre");
    ok_near(cp_forecast_interval_miss(&o, 0, high), 1, 1e-12,
            "the end of the interval is one half width off");
    o.root = false;
    o.stretch = 2;
    ok_near(cp_forecast_interval_at(&o, 1, cp_forecast_interval_score(0.975)), 8.01, 1e-12,
            "even on values, stretched");
    /* Student's t with 4 degrees of freedom, from tables: 2.776 at 97.5 %, 1.533 at 90 %. */
    ok_near(cp_forecast_interval_score(0.9), 1.533 / 2.776, 1e-3, "80 % by Student's t");
}

static void test_paths(void) {
    enum { N = 4000 };
    double y[40], center[H], width[H], path[H], *last = cp_calloc(N, sizeof *last);
    struct cp_forecast_interval o = {center, width, 1, false};
    struct cp_error err = {0};
    noise(y, 40, 10, 1);
    ok_rc(cp_forecast_auto(CP_SCALE_BEST, y, 40, 1, H, &o, &err), &err, "auto");
    for (size_t i = 0; i < N; i++) {
        struct cp_random r = cp_num_random_stream(2, i, 0);
        cp_forecast_interval_path(&o, H, &r, path);
        last[i] = path[H - 1];
    }
    cp_num_sort(last, N);
    static const double p[] = {0.05, 0.5, 0.9};
    for (size_t k = 0; k < 3; k++) {
        size_t below = 0;
        while (below < N &&
               last[below] < cp_forecast_interval_at(&o, H - 1, cp_forecast_interval_score(p[k])))
            below++;
        /* Four standard errors of a share. */
        ok(fabs((double)below / N - p[k]) < 4 * sqrt(p[k] * (1 - p[k]) / N),
           "paths agree with the %g quantile", p[k]);
    }
    free(last);
}

/* A batch of n series like noise, whose last H values are `wild` times as far from their level. */
static double stretch_of_batch(size_t n, double wild, size_t hold) {
    enum { LONG = 40 };
    struct cp_forecast_series_set set = {.n = n, .series = cp_calloc(n, sizeof *set.series)};
    double *y = cp_calloc(n, LONG * sizeof *y), stretch[CLASSES];
    struct cp_forecast_options o = {.horizon = H, .jobs = 2};
    struct cp_error err = {0};
    for (size_t i = 0; i < n; i++) {
        set.series[i] = (struct cp_forecast_series){.n = LONG, .nseen = LONG, .y = y + i * LONG};
        set.series[i].season = 1;
        noise(y + i * LONG, LONG, 5, i);
        for (size_t t = LONG - H; t < LONG; t++)
            y[i * LONG + t] = 100 + wild * (y[i * LONG + t] - 100);
    }
    ok_rc(cp_forecast_calibrate(&o, &set, hold, stretch, &err), &err, "calibrate");
    double found = stretch[cp_forecast_class_of(&set.series[0])];
    free(set.series);
    free(y);
    return found;
}

static void test_batch(void) {
    ok(stretch_of_batch(20, 5, 0) == 1, "a small batch changes nothing");
    double calm = stretch_of_batch(120, 1, 0), wild = stretch_of_batch(120, 4, 0);
    ok(wild > 1.2 && calm < wild - 0.3, "widths follow what the batch showed: %g, %g", calm, wild);
    ok_near(stretch_of_batch(120, 4, H), calm, 0.1, "but not what was held back");
    ok(stretch_of_batch(1000, 4, 0) > wild, "and more series weigh more");
}

int main(void) {
    test_shape();
    test_paths();
    test_batch();
    return done();
}
