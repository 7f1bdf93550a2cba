/* forecast: a curve of adoption; see curve.c. */
#ifndef CAPPLAN_FORECAST_CURVE_H
#define CAPPLAN_FORECAST_CURVE_H

#include "forecast/method/method.h"

struct cp_forecast_curve {
    double x[4];         /* log of the ceiling, log of the speed per period, time, log p/q */
    double root[16];     /* Cholesky's triangle of their covariance, by rows */
    double memory, last; /* the errors' autocorrelation; the last of them */
};

#endif
