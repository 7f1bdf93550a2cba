/* forecast: autoregression of w(t) = z(t) - z(t-lag); see ar.c. */
#ifndef CAPPLAN_FORECAST_AR_H
#define CAPPLAN_FORECAST_AR_H

#include "forecast/method/method.h"

struct cp_forecast_ar {
    size_t order, lag;
    double mean;         /* of w */
    double *phi, *w, *z; /* coefficients; the last `order` of w; the last `lag` of z */
};

/* Fit to y[0..n) without gaps; memory[cp_forecast_ar_memory(season)] belongs to the model then. */
size_t cp_forecast_ar_memory(size_t season);
int cp_forecast_ar_fit(struct cp_forecast_ar *m, const double *y, size_t n, size_t season,
                       double *memory, double *variance);
/* CP_ENUMERIC: the states leave the range of numbers. */
int cp_forecast_ar_rescale(struct cp_forecast_ar *m, double unit);
/* Either array may be NULL. */
void cp_forecast_ar_project(const struct cp_forecast_ar *m, double sigma, size_t h, double *mean,
                            double *se);
void cp_forecast_ar_simulate(const struct cp_forecast_ar *m, double sigma, size_t h,
                             struct cp_random *stream, double *path);
void cp_forecast_ar_describe(const struct cp_forecast_ar *m, char *buf, size_t size);

#endif
