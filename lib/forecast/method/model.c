#include "forecast/method/method.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is the same for the models of all methods; the rest they ask their method for. */

void cp_forecast_model_release(struct cp_forecast_model *m) {
    free(m->state);
    free(m->factor);
    *m = (struct cp_forecast_model){0};
}

void *cp_forecast_state(struct cp_forecast_model *m, size_t size, size_t numbers) {
    if (numbers > SIZE_MAX - size / sizeof(double))
        return NULL;
    return m->state = cp_calloc(size / sizeof(double) + numbers, sizeof(double));
}

/* ---- how good it is ---------------------------------------------------------------------- */

void cp_forecast_rate(struct cp_forecast_model *m, const struct cp_forecast_transform *v, size_t k,
                      double sse) {
    double n = (double)v->nseen, dk = (double)k;
    m->parameters = k;
    m->sigma2 = n > dk - 1 ? (sse <= v->floor ? 0 : sse) / (n - dk + 1) : NAN;
    m->deviance = n * log(sse > v->floor ? sse : v->floor) + v->jacobian;
    m->aicc = n > dk + 1 ? m->deviance + 2 * dk + 2 * dk * (dk + 1) / (n - dk - 1) : INFINITY;
}

void cp_forecast_rate_by_variance(struct cp_forecast_model *m,
                                  const struct cp_forecast_transform *v, size_t k,
                                  double variance) {
    cp_forecast_rate(m, v, k, variance * (double)v->nseen);
    m->sigma2 = variance;
    m->aicc = INFINITY;
}

/* ---- what it says of the future ---------------------------------------------------------- */

/* The factors of the season that was taken out. */
static void put_back(const struct cp_forecast_model *m, size_t h, double *x) {
    for (size_t i = 0; x && m->adjusted && i < h; i++)
        x[i] *= m->factor[(m->n + i) % m->adjusted];
}

/* From the model's scale to that of the values. */
static double back(const struct cp_forecast_model *m, double x) {
    if (m->root)
        return x > 0 ? x * x : 0;
    return m->log ? exp(x) : x;
}

void cp_forecast_model_project(const struct cp_forecast_model *m, size_t h, double *mean,
                               double *se) {
    m->method->project(m, h, mean, se);
    put_back(m, h, mean);
    put_back(m, h, se);
}

double cp_forecast_model_quantile(const struct cp_forecast_model *m, double mean, double se,
                                  double p) {
    if (isnan(p))
        return back(m, mean);
    return back(m, m->method->quantile ? m->method->quantile(m, mean, se, p)
                                       : mean + se * cp_num_normal_quantile(p));
}

void cp_forecast_model_simulate(const struct cp_forecast_model *m, size_t h,
                                struct cp_random *stream, double *work, double *path) {
    m->method->simulate(m, h, stream, work, path);
    put_back(m, h, path);
    for (size_t i = 0; i < h; i++)
        path[i] = back(m, path[i]);
}

double cp_forecast_model_inflection(const struct cp_forecast_model *m) {
    return m->method->inflection ? m->method->inflection(m) : NAN;
}

/* ---- in words ---------------------------------------------------------------------------- */

void cp_forecast_describe(char *buf, size_t size, const char *name, double value) {
    size_t used = strlen(buf);
    snprintf(buf + used, size - used, "%s %s %.4g", strchr(buf, ':') ? "," : ":", name, value);
}

void cp_forecast_model_describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    snprintf(buf, size, "%s%s", m->method->name,
             m->log    ? " on logarithms"
             : m->root ? " on square roots"
                       : "");
    m->method->describe(m, buf, size);
    if (isfinite(m->aicc))
        cp_forecast_describe(buf, size, "AICc", m->aicc);
}
