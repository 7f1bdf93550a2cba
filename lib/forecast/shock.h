/* forecast: what no pattern has, outliers and steps to another level. */
#ifndef CAPPLAN_FORECAST_SHOCK_H
#define CAPPLAN_FORECAST_SHOCK_H

#include <stdbool.h>
#include <stddef.h>

/* ---- levels (level.c) ---------------------------------------------------------------------- */

/* Logarithms of y to z[n]: where none is negative and at most a tenth are 0, which count as a tenth
 * of the least; else the values. */
bool cp_forecast_logs(const double *y, size_t n, double *z);
/* Steps of a series to another level: the first periods there, and how high the steps are. */
enum { CP_FORECAST_LEVELS = 3 };
struct cp_forecast_levels {
    size_t n, at[CP_FORECAST_LEVELS];
    double height[CP_FORECAST_LEVELS];
    bool factors; /* of the logarithm */
};
/* Of y[0..n), which has no outliers. CP_ENOMEM. */
int cp_forecast_find_levels(const double *y, size_t n, size_t season,
                            struct cp_forecast_levels *out);
/* Make y what it were if it had been on the last level all the time. */
void cp_forecast_restate(const struct cp_forecast_levels *l, double *y);

/* ---- shocks (shock.c) ---------------------------------------------------------------------- */

/* How many of y[0..n) are outliers or spikes; far[] marks them, and out[n] is y with what the same
 * season about them is in their place, where there is one; it may be y. SIZE_MAX: no memory. */
size_t cp_forecast_clean(const double *y, size_t n, size_t season, double *out, bool *far);
/* The same of y on its last level. */
size_t cp_forecast_settle(const double *y, size_t n, size_t season, double *out, bool *far,
                          struct cp_forecast_levels *levels);

#endif
