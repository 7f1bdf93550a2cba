/* forecast: the dynamic optimised theta model, in the unit of the values; see theta.c. */
#ifndef CAPPLAN_FORECAST_THETA_H
#define CAPPLAN_FORECAST_THETA_H

#include "forecast/method/method.h"

struct cp_forecast_theta {
    double alpha, theta;
    double level, mean; /* smoothed level; mean of the values */
    double a, b;        /* line through the values: a + b t, t from 1 */
    size_t t;           /* values taken in */
};

/* Fit to y[0..n) without gaps. *sse is of the values from the third on. */
int cp_forecast_theta_fit(struct cp_forecast_theta *m, const double *y, size_t n, double *sse);

#endif
