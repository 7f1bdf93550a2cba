#include "forecast/method/ets.h"
#include <math.h>

/* A model at the parameters that were found (ets_search.c): its states. */

static double first_value(const double *y, size_t n) {
    for (size_t t = 0; t < n; t++)
        if (!isnan(y[t]))
            return y[t];
    return 0;
}

/* Errors are linear in the initial states: e = e0 + A dx with A the errors that a unit of each
 * state makes where y is 0. So the best initial level and slope are a least-squares solution
 * around a first guess (the seasonal states keep theirs). */
static void best_initial(struct cp_forecast_ets *m, const double *y, size_t n) {
    double alpha = m->alpha, beta = m->trend ? m->beta : 0, phi = m->trend ? m->phi : 0;
    double level = m->level, slope = 0;     /* of the series */
    double l_level = 1, l_slope = 0;        /* of a unit of the level */
    double b_level = 0, b_slope = m->trend; /* of a unit of the slope */
    double ll = 0, lb = 0, bb = 0, l0 = 0, b0 = 0;
    for (size_t t = 0; t < n; t++) {
        level += slope *= phi;
        l_level += l_slope *= phi;
        b_level += b_slope *= phi;
        if (isnan(y[t]))
            continue;
        double e = y[t] - level, el = -l_level, eb = -b_level;
        ll += el * el, lb += el * eb, bb += eb * eb, l0 += el * e, b0 += eb * e;
        level += alpha * e, slope += beta * e;
        l_level += alpha * el, l_slope += beta * el;
        b_level += alpha * eb, b_slope += beta * eb;
    }
    double det = ll * bb - lb * lb;
    if (m->trend && det > 1e-12 * ll * bb) {
        m->level -= (bb * l0 - lb * b0) / det;
        m->slope -= (ll * b0 - lb * l0) / det;
    } else if (ll > 0) {
        m->level -= l0 / ll;
    }
}

/* ---- one model --------------------------------------------------------------------------- */

static void set_initial(struct cp_forecast_ets *m, const struct cp_forecast_ets_problem *p) {
    if (m->season) {
        cp_forecast_ets_backcast(m, p->y, p->n, p->mean);
        return;
    }
    m->level = p->form.level;
    m->slope = 0;
    best_initial(m, p->y, p->n);
}

/* The final states, from the best initial ones; back to those of the search when least squares
 * cannot say, or are no better. */
static int finish(struct cp_forecast_ets *m, const struct cp_forecast_ets_problem *p, double *sse) {
    set_initial(m, p);
    if (m->season) {
        int rc = cp_forecast_ets_best_states(m, p->y, p->n);
        if (rc == CP_ENOMEM)
            return rc;
        if (rc < 0)
            set_initial(m, p);
    }
    *sse = cp_forecast_ets_filter(m, p->y, p->n);
    return isfinite(*sse) ? 0 : CP_ENUMERIC;
}

void cp_forecast_ets_pose(const struct cp_forecast_ets *m, struct cp_forecast_ets_search wanted,
                          const double *y, size_t n, const double *mean,
                          struct cp_forecast_ets_problem *p) {
    *p = (struct cp_forecast_ets_problem){
        .form = *m, .search = wanted, .y = y, .n = n, .mean = mean};
    p->form.level = first_value(y, n);
    p->dims = (size_t)wanted.alpha + wanted.beta + wanted.gamma + wanted.phi;
}

int cp_forecast_ets_fit(struct cp_forecast_ets *m, const struct cp_forecast_ets_problem *p,
                        double *sse) {
    if (p->dims && !p->found)
        return CP_ENUMERIC;
    if (p->dims)
        cp_forecast_ets_set(m, p->search, p->u);
    return finish(m, p, sse);
}
