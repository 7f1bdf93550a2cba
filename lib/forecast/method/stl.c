#include "forecast/method/stl.h"
#include <math.h>
#include <string.h>

/* Seasonal-trend decomposition by local regression [Cleveland, Cleveland, McRae, Terpenning: STL,
 * Journal of Official Statistics 6 (1990) 3, sec. 2], without its robustness weights, and its
 * repetition over several seasons, MSTL [Bandara, Hyndman, Bergmeir, arXiv:2107.13462, 2021]. */

enum { PASSES = 2 };

static size_t odd(double x) {
    size_t n = (size_t)ceil(x);
    return n + (n % 2 == 0);
}

/* The smoothed value at `at` of y[0..n), every stride-th, by tricube weights over the q nearest;
 * degree 0 or 1. `at` may lie one before or behind. */
static double local(const double *y, size_t n, size_t stride, double at, size_t q, int degree) {
    double most = (double)n - 1, half = ((double)q - 1) / 2;
    double left = q < n ? fmin(fmax(ceil(at - half), 0), (double)(n - q)) : 0;
    double right = q < n ? left + (double)q - 1 : most;
    double h = fmax(at - left, right - at) + (q > n ? (double)((q - n) / 2) : 0);
    double sw = 0, swx = 0, swxx = 0, swy = 0, swxy = 0;
    for (size_t i = (size_t)left; i <= (size_t)right; i++) {
        double x = (double)i - at, u = fabs(x) / h;
        if (u >= 0.999)
            continue;
        double c = u > 0.001 ? 1 - u * u * u : 1, w = c * c * c, v = y[i * stride];
        sw += w, swx += w * x, swxx += w * x * x, swy += w * v, swxy += w * x * v;
    }
    double det = sw * swxx - swx * swx;
    if (degree == 1 && det > 1e-6 * most * most * sw * sw)
        return (swxx * swy - swx * swxy) / det;
    return swy / sw;
}

/* out[n]: y smoothed at every tenth of the span, and straight lines between. */
static void smooth(const double *y, size_t n, size_t q, double *out) {
    size_t jump = q / 10 + 1, last = 0;
    out[0] = local(y, n, 1, 0, q, 1);
    while (last + 1 < n) {
        size_t next = last + jump < n ? last + jump : n - 1;
        out[next] = local(y, n, 1, (double)next, q, 1);
        for (size_t i = last + 1; i < next; i++)
            out[i] =
                out[last] + (out[next] - out[last]) * (double)(i - last) / (double)(next - last);
        last = next;
    }
}

/* Moving mean of w values, in place; returns how many are left. */
static size_t moving_mean(double *x, size_t n, size_t w) {
    double sum = 0;
    for (size_t i = 0; i < w; i++)
        sum += x[i];
    for (size_t i = 0; i + w <= n; i++) {
        double next = i + w < n ? x[i + w] - x[i] : 0;
        x[i] = sum / (double)w;
        sum += next;
    }
    return n - w + 1;
}

/* Smoothed cycles of y - trend, one period longer at either end: out[n + 2 period]. */
static void cycles(const double *y, size_t n, size_t period, size_t window, double *out) {
    for (size_t j = 0; j < period; j++) {
        size_t k = (n - j - 1) / period + 1;
        for (size_t i = 0; i < k + 2; i++)
            out[j + i * period] = local(y + j, k, period, (double)i - 1, window, 0);
    }
}

size_t cp_forecast_stl_work(size_t n, size_t period) {
    return 4 * n + 4 * period;
}

/* The season of y[0..n), its cycles smoothed over `window` of them. */
static void decompose(const double *y, size_t n, size_t period, size_t window, double *season,
                      double *work) {
    size_t low = odd((double)period);
    size_t wide = odd(1.5 * (double)period / (1 - 1.5 / (double)window));
    double *trend = work, *rest = trend + n, *cycle = rest + n, *pass = cycle + n + 2 * period;
    memset(trend, 0, n * sizeof *trend);
    for (int k = 0; k < PASSES; k++) {
        for (size_t t = 0; t < n; t++)
            rest[t] = y[t] - trend[t];
        cycles(rest, n, period, window, cycle);
        size_t left = n + 2 * period;
        memcpy(pass, cycle, left * sizeof *pass);
        left = moving_mean(pass, left, period);
        left = moving_mean(pass, left, period);
        left = moving_mean(pass, left, 3);
        smooth(pass, left, low, rest);
        for (size_t t = 0; t < n; t++)
            season[t] = cycle[period + t] - rest[t];
        for (size_t t = 0; t < n; t++)
            rest[t] = y[t] - season[t];
        smooth(rest, n, wide, trend);
    }
}

void cp_forecast_stl_seasons(double *rest, size_t n, const size_t *period, size_t nperiod,
                             double *season, double *work) {
    memset(season, 0, nperiod * n * sizeof *season);
    for (int pass = 0; pass < (nperiod > 1 ? PASSES : 1); pass++)
        for (size_t k = 0; k < nperiod; k++) {
            double *s = season + k * n;
            for (size_t t = 0; t < n; t++)
                rest[t] += s[t];
            decompose(rest, n, period[k], 11 + 4 * k, s, work);
            for (size_t t = 0; t < n; t++)
                rest[t] -= s[t];
        }
}
