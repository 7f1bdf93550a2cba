/* forecast: exponential smoothing with additive errors, the linear innovations model of class 1
 * [Hyndman, Koehler, Ord, Snyder: Forecasting with Exponential Smoothing, 2008, ch. 2-6]:
 *   y = l + phi b + s(t-m) + e,  l <- l + phi b + alpha e,  b <- phi b + beta e,  s <- s + gamma e
 */
#ifndef CAPPLAN_FORECAST_ETS_H
#define CAPPLAN_FORECAST_ETS_H

#include "forecast/method/method.h"

struct cp_forecast_ets {
    bool trend;
    size_t season; /* m; 0: no seasonal state */
    double alpha, beta, gamma, phi;
    double level, slope; /* after the last value */
    double *seasonal;    /* m of them */
    size_t phase;        /* which of them is the next period's */
};

/* ---- states (ets_state.c) ---------------------------------------------------------------- */

/* One step: the forecast of the next value, and the states after its error e (0: missing). */
double cp_forecast_ets_ahead(const struct cp_forecast_ets *m);
void cp_forecast_ets_step(struct cp_forecast_ets *m, double e);
/* Run over y[0..n); the sum of squared errors. m ends in the state after the last. */
double cp_forecast_ets_filter(struct cp_forecast_ets *m, const double *y, size_t n);
/* What an error makes of the value j periods later. */
double cp_forecast_ets_response(const struct cp_forecast_ets *m, size_t j);

/* Initial states of a seasonal model (ets_seasonal.c): by a pass backwards with m's parameters
 * from a first guess of the seasonal ones; and, from the states in m, those of least squares
 * (CP_ENUMERIC: the series does not determine them). */
void cp_forecast_ets_backcast(struct cp_forecast_ets *m, const double *y, size_t n,
                              const double *mean);
int cp_forecast_ets_best_states(struct cp_forecast_ets *m, const double *y, size_t n);

/* ---- parameters (ets_fit.c) -------------------------------------------------------------- */

/* Which parameters are to be found; the others stand in the struct. */
struct cp_forecast_ets_search {
    bool alpha, beta, gamma, phi;
};

/* What is searched: the parameters of a form over one series. */
struct cp_forecast_ets_problem {
    struct cp_forecast_ets form; /* the first value as its level, no seasonal states */
    struct cp_forecast_ets_search search;
    const double *y, *mean; /* mean: seasonal models' first guess of the season */
    size_t n, dims;
    const void *of; /* the caller's */
    double u[4];    /* what is found: coordinates of cp_forecast_ets_set */
    bool found;
};
void cp_forecast_ets_pose(const struct cp_forecast_ets *m, struct cp_forecast_ets_search search,
                          const double *y, size_t n, const double *mean,
                          struct cp_forecast_ets_problem *p);

/* Least squares over the parameters asked for and the initial states, of many problems side by side
 * (ets_search.c): they agree in length and gaps. CP_ENOMEM. */
int cp_forecast_ets_find(struct cp_forecast_ets_problem *p, size_t count);
/* Coordinates in [0, 1] to parameters within the region: 0 < beta < alpha < 1, gamma < 1 - alpha.
 */
void cp_forecast_ets_set(struct cp_forecast_ets *m, struct cp_forecast_ets_search search,
                         const double *u);
/* The model that was found: m ends in the final state, *sse gets the sum of squares. */
int cp_forecast_ets_fit(struct cp_forecast_ets *m, const struct cp_forecast_ets_problem *p,
                        double *sse);

#endif
