#include "forecast/method/method.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* " name value" at the end of buf. */
static void add(char *buf, size_t size, const char *name, double value) {
    size_t used = strlen(buf);
    snprintf(buf + used, size - used, "%s %s %.4g", strchr(buf, ':') ? "," : ":", name, value);
}

static void add_smoothing(const struct cp_forecast_model *m, char *buf, size_t size) {
    const struct cp_forecast_ets *e = &m->ets;
    if (m->method == CP_NAIVE || m->method == CP_SNAIVE)
        return;
    add(buf, size, "alpha", e->alpha);
    if (e->trend)
        add(buf, size, "beta", e->beta);
    if (e->season)
        add(buf, size, "gamma", e->gamma);
    if (e->trend && e->phi < 1)
        add(buf, size, "phi", e->phi);
}

static void add_curve(const struct cp_forecast_model *m, char *buf, size_t size) {
    add(buf, size, "ceiling", exp(m->curve.x[0]));
    add(buf, size, "speed", exp(m->curve.x[1]));
    if (m->method == CP_BASS)
        add(buf, size, "p/q", exp(m->curve.x[3]));
    add(buf, size, "inflection in period", cp_forecast_model_inflection(m) + 1);
}

void cp_forecast_model_describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    snprintf(buf, size, "%s%s", cp_forecast_method_name(m->method),
             m->log    ? " on logarithms"
             : m->root ? " on square roots"
                       : "");
    if (m->method == CP_TREND) {
        add(buf, size, "slope", m->b);
    } else if (m->method == CP_THETA) {
        add(buf, size, "alpha", m->theta.alpha);
        add(buf, size, "theta", m->theta.theta);
    } else if (m->method == CP_AR || m->method == CP_AR_ADJUSTED || m->method == CP_MSTL) {
        add(buf, size, "order", (double)m->ar.order);
        add(buf, size, "lag", (double)m->ar.lag);
    } else if (cp_forecast_method_is_intermittent(m->method)) {
        add(buf, size, "size", m->croston.size);
        add(buf, size, "share of periods", m->croston.often);
    } else if (cp_forecast_method_is_curve(m->method)) {
        add_curve(m, buf, size);
    } else {
        add_smoothing(m, buf, size);
    }
    if (isfinite(m->aicc))
        add(buf, size, "AICc", m->aicc);
}
