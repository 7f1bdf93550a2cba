#include "forecast/method/ets.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

double cp_forecast_ets_ahead(const struct cp_forecast_ets *m) {
    return m->level + (m->trend ? m->phi * m->slope : 0) + (m->season ? m->seasonal[m->phase] : 0);
}

void cp_forecast_ets_step(struct cp_forecast_ets *m, double e) {
    if (m->trend) {
        m->slope *= m->phi;
        m->level += m->slope;
        m->slope += m->beta * e;
    }
    m->level += m->alpha * e;
    if (m->season) {
        m->seasonal[m->phase] += m->gamma * e;
        m->phase = m->phase + 1 == m->season ? 0 : m->phase + 1;
    }
}

/* The steps of cp_forecast_ets_step with the states in registers: this loop is nearly all the time
 * of a fit. */
double cp_forecast_ets_filter(struct cp_forecast_ets *m, const double *y, size_t n) {
    double alpha = m->alpha, beta = m->trend ? m->beta : 0, gamma = m->gamma;
    double phi = m->trend ? m->phi : 0, level = m->level, slope = m->trend ? m->slope : 0;
    double sse = 0, none = 0, *seasonal = m->season ? m->seasonal : &none;
    size_t phase = m->season ? m->phase : 0, season = m->season ? m->season : 1;
    if (!m->season)
        gamma = 0;
    for (size_t t = 0; t < n; t++) {
        slope *= phi;
        level += slope;
        double e = (y[t] - seasonal[phase]) - level; /* the level comes last */
        if (isnan(e))
            e = 0;
        sse += e * e;
        level += alpha * e;
        slope += beta * e;
        seasonal[phase] += gamma * e;
        if (++phase == season)
            phase = 0;
    }
    m->level = level;
    m->slope = slope;
    m->phase = m->season ? phase : 0;
    return sse;
}

double cp_forecast_ets_response(const struct cp_forecast_ets *m, size_t j) {
    double c = m->alpha;
    if (m->trend) {
        double steps =
            m->phi == 1 ? (double)j : m->phi * (1 - pow(m->phi, (double)j)) / (1 - m->phi);
        c += m->beta * steps;
    }
    if (m->season && j % m->season == 0)
        c += m->gamma;
    return c;
}
