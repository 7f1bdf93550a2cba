#include "forecast/method/method.h"
#include <math.h>

/* Intermittent demand: the size of a demand and how often there is one are smoothed apart.
 * Croston, Operational Research Quarterly 23 (1972) 289: the interval between demands, at demands.
 * Syntetos and Boylan, Int. J. of Forecasting 21 (2005) 303: the same without its bias, times
 * 1 - alpha/2. Teunter, Syntetos and Babai, European J. of Operational Research 214 (2011) 606: the
 * probability of a demand, in every period, so that one that has died out fades.
 * The constants are those of a grid with the least squares of errors of the rate, between the
 * bounds that the literature uses. */

static const double grid[] = {0.05, 0.1, 0.15, 0.2, 0.3};
enum { GRID = sizeof grid / sizeof *grid };

/* Sizes and intervals as they are on the mean up to the last demand: where smoothing begins. */
static struct cp_forecast_croston first_guess(const double *y, size_t n) {
    double seen = 0, demands = 0, sum = 0, squares = 0;
    struct cp_forecast_croston m = {0};
    for (size_t t = 0; t < n; t++) {
        seen += !isnan(y[t]);
        if (!(y[t] > 0))
            continue;
        demands++;
        sum += y[t];
        squares += y[t] * y[t];
        m.often = demands / seen;
        m.size = sum / demands;
        m.spread = sqrt(fmax(squares / demands - m.size * m.size, 0));
    }
    return m;
}

/* Run over y; m ends after the last value. The sum of squared errors of the rate. */
static double run(enum cp_method method, double alpha, double beta, const double *y, size_t n,
                  struct cp_forecast_croston *m) {
    double interval = m->often > 0 ? 1 / m->often : 0, since = 1, sse = 0;
    double unbiased = method == CP_SBA ? 1 - alpha / 2 : 1;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t]))
            continue;
        double e = y[t] - m->size * m->often;
        sse += e * e;
        if (y[t] > 0) {
            m->size += alpha * (y[t] - m->size);
            interval += beta * (since - interval);
            since = 0;
        }
        since++;
        if (method == CP_TSB)
            m->often += beta * ((y[t] > 0) - m->often);
        else if (interval > 0)
            m->often = fmin(unbiased / interval, 1);
    }
    return sse;
}

double cp_forecast_croston_fit(enum cp_method method, const double *y, size_t n,
                               struct cp_forecast_croston *m) {
    struct cp_forecast_croston first = first_guess(y, n);
    double least = INFINITY;
    for (size_t a = 0; a < GRID; a++)
        for (size_t b = 0; b < GRID; b++) {
            if (method != CP_TSB && a != b)
                continue;
            struct cp_forecast_croston now = first;
            double sse = run(method, grid[a], grid[b], y, n, &now);
            if (sse < least) {
                least = sse;
                *m = now;
            }
        }
    return least;
}

/* Nothing, or a size from the gamma distribution with the mean and the deviation of sizes. */
double cp_forecast_croston_quantile(const struct cp_forecast_croston *m, double p) {
    double above = (p - (1 - m->often)) / m->often;
    if (!(above > 0))
        return 0;
    double ratio = m->spread / m->size;
    if (ratio < 1e-6)
        return m->size;
    return m->size * cp_gamma_quantile(above, 1 / (ratio * ratio), ratio * ratio);
}

bool cp_forecast_croston_suits(const double *y, size_t n) {
    double seen = 0, demands = 0;
    for (size_t t = 0; t < n; t++) {
        if (y[t] < 0)
            return false;
        seen += !isnan(y[t]);
        demands += y[t] > 0;
    }
    return demands > 0 && seen > 1.32 * demands;
}
