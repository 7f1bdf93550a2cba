/* Forecasts that agree with those of means over parts of the season. */
#include "forecast/internal.h"
#include "tap.h"
#include <stdlib.h>

enum { MOST = 400 };

static void forecast(const double *y, size_t n, size_t season, size_t cycle, size_t h,
                     double *center) {
    double width[MOST];
    struct cp_forecast_interval out = {.center = center, .width = width, .stretch = 1};
    struct cp_error err = {0};
    ok_rc(cp_forecast_temporal(CP_SCALE_BEST, y, n, season, cycle, h, &out, &err), &err,
          "forecast");
    for (size_t t = 0; t < h; t++)
        if (!(width[t] > 0))
            ok(false, "a width in period %zu", t);
}

static void by_itself(const double *y, size_t n, size_t season, size_t h, double *center) {
    double width[MOST];
    struct cp_forecast_interval out = {.center = center, .width = width, .stretch = 1};
    struct cp_error err = {0};
    if (cp_forecast_auto(CP_SCALE_BEST, y, n, season, h, &out, &err) < 0)
        ok_rc(-1, &err, "by itself");
}

/* Quarters have the levels 1, 2 and 4. With the forecasts f of quarters, g of halves, a of a year
 * the sums of squares that their lengths weigh, 1, 2 and 4, are least where, by hand, the mean of
 * the year is (F + G + a) / 3 of the means F of f and G of g, a half's mean off that of the year is
 * half of those of f and of g together, and a quarter is off its half's as f is. */
static void test_quarters(void) {
    enum { N = 61, H = 3 };
    double y[N], half[N / 2], year[N / 4], f[4], g[2], a[1], x[H];
    struct cp_random r = cp_num_random_stream(17, 1, 0);
    for (size_t t = 0; t < N; t++)
        y[t] = 100 + (double)t + 12 * sin((double)t * 1.5707963) + 4 * cp_num_random_normal(&r);
    for (size_t t = 0; t < N / 2; t++)
        half[t] = (y[N % 2 + 2 * t] + y[N % 2 + 2 * t + 1]) / 2;
    for (size_t t = 0; t < N / 4; t++) {
        year[t] = 0;
        for (size_t i = 0; i < 4; i++)
            year[t] += y[N % 4 + 4 * t + i] / 4;
    }
    by_itself(y, N, 4, 4, f);
    by_itself(half, N / 2, 2, 2, g);
    by_itself(year, N / 4, 1, 1, a);
    forecast(y, N, 4, 4, H, x);
    double mean = ((f[0] + f[1] + f[2] + f[3]) / 4 + (g[0] + g[1]) / 2 + a[0]) / 3;
    for (size_t t = 0; t < H; t++) {
        size_t k = t / 2;
        double of_f = (f[2 * k] + f[2 * k + 1]) / 2, all_f = (f[0] + f[1] + f[2] + f[3]) / 4;
        double off = ((of_f - all_f) + (g[k] - (g[0] + g[1]) / 2)) / 2;
        ok_near(x[t], mean + off + f[t] - of_f, 1e-8, "a quarter");
    }
}

/* A day and a week, whose means of 28, 56 and 84 hours know no day. */
static void test_agreed(void) {
    enum { N = 1200, H = 60 };
    double *y = cp_calloc(N + H, sizeof *y), x[H], alone[H];
    for (size_t t = 0; t < N + H; t++)
        y[t] = 100 + 10 * sin((double)t * 0.2617993878) + ((t / 24) % 7 < 2 ? -5 : 0) +
               0.5 * cos((double)t * 1.7);
    forecast(y, N, 24, 168, H, x);
    by_itself(y, N, 24, H, alone);
    double off = 0, before = 0;
    for (size_t t = 0; t < H; t++) {
        off += fabs(x[t] - y[N + t]) / H;
        before += fabs(alone[t] - y[N + t]) / H;
    }
    ok(off < 1.5, "hours to a week: a mean error of %.2f, without %.2f", off, before);
    free(y);
}

int main(void) {
    test_quarters();
    test_agreed();
    return done();
}
