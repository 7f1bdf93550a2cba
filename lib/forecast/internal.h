/* forecast, within the room. */
#ifndef CAPPLAN_FORECAST_INTERNAL_H
#define CAPPLAN_FORECAST_INTERNAL_H

#include "forecast/forecast.h"

/* ---- exponential smoothing with additive errors (ets.c) ---------------------------------- */

/* Which parameters are to be found; the others stand in the struct. */
struct ets_search {
    bool alpha, beta, gamma, phi;
};

/* Run over y[0..n); the sum of squared errors. m ends in the state after the last. */
double ets_filter(struct cp_ets *m, const double *y, size_t n);

/* Least squares over the parameters asked for and the initial states; m ends in the final state,
 * *sse gets the sum of squares. Seasonless models only. */
int ets_fit(struct cp_ets *m, struct ets_search search, const double *y, size_t n, double *sse);

/* c_j of the variance of a forecast: sigma2 (1 + sum over j < h of c_j^2) [ibid., table 6.1]. */
/* One step: the forecast of the next value, and the states after its error e (0: missing). */
double ets_ahead(const struct cp_ets *m);
void ets_step(struct cp_ets *m, double e);

double ets_response(const struct cp_ets *m, size_t j);

#endif
