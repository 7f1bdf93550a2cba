#include "forecast/method/ets_run.h"
#include <math.h>
#include <string.h>

enum { LANES = CP_LANES, DIMS = CP_ETS_DIMS, STARTS = CP_ETS_STARTS, BLOCKS = CP_ETS_BLOCKS };
typedef cp_forecast_lanes lanes;
typedef cp_forecast_ets_points points;

/* Starts stay in registers when their loop is written out. */
#if defined(__clang__)
#define UNROLL _Pragma("unroll")
#else
#define UNROLL _Pragma("GCC unroll 3")
#endif
#define INLINE static inline __attribute__((always_inline))

/* The usual region of the parameters [Hyndman et al. 2008, p. 44] with the narrow bounds that the
 * authors' own programs use: phi below 0.8 damps at once, above 0.98 is hardly told from 1. */
static const double least = 1e-4, most_alpha = 0.9999, least_phi = 0.8, most_phi = 0.98;

struct quad {
    lanes alpha, beta, gamma, phi;
};

static double between(double u, double low, double high) {
    return low + (high - low) * u;
}

void cp_forecast_ets_set(struct cp_forecast_ets *m, struct cp_forecast_ets_search search,
                         const double *u) {
    size_t i = 0;
    if (search.alpha)
        m->alpha = between(u[i++], least, most_alpha);
    if (search.beta)
        m->beta = between(u[i++], least < m->alpha ? least : m->alpha, m->alpha);
    if (search.gamma)
        m->gamma = between(u[i++], 0, 1 - m->alpha);
    if (search.phi)
        m->phi = between(u[i++], least_phi, most_phi);
}

/* Errors with the best level and slope to begin with, as best_initial has them: e is what comes
 * without them, and the rest of p->level and p->slope, which this takes off. */
INLINE void take_initial(const struct cp_forecast_ets_problem *p, const lanes sum[5], size_t k,
                         lanes *e) {
    const lanes *level = p->level + k * p->n, *slope = p->slope + k * p->n;
    lanes ll = sum[0], lb = sum[1], bb = sum[2], l0 = sum[3], b0 = sum[4], dl = {0}, db = {0};
    for (int i = 0; i < LANES; i++) {
        double det = ll[i] * bb[i] - lb[i] * lb[i];
        if (p->form->trend && det > 1e-12 * ll[i] * bb[i]) {
            dl[i] = (bb[i] * l0[i] - lb[i] * b0[i]) / det;
            db[i] = (ll[i] * b0[i] - lb[i] * l0[i]) / det;
        } else if (ll[i] > 0) {
            dl[i] = l0[i] / ll[i];
        }
    }
    for (size_t t = 0; t < p->n; t++)
        e[t] -= level[t] * dl + slope[t] * db;
}

INLINE void plain(const struct cp_forecast_ets_problem *p, const struct quad *q, lanes *e,
                  size_t count) {
    lanes zero = {0}, level[STARTS], slope[STARTS], phi[STARTS], sum[STARTS][5];
    lanes l_level[STARTS], l_slope[STARTS], b_level[STARTS], b_slope[STARTS];
    UNROLL for (size_t k = 0; k < count; k++) {
        level[k] = zero + p->form->level, l_level[k] = zero + 1;
        slope[k] = l_slope[k] = b_level[k] = b_slope[k] = zero;
        phi[k] = p->form->trend ? q[k].phi : zero;
        if (p->form->trend)
            b_slope[k] += 1;
        for (int i = 0; i < 5; i++)
            sum[k][i] = zero;
    }
    for (size_t t = 0; t < p->n; t++) {
        double y = p->y[t];
        UNROLL for (size_t k = 0; k < count; k++) {
            size_t at = k * p->n + t;
            level[k] += slope[k] *= phi[k];
            l_level[k] += l_slope[k] *= phi[k];
            b_level[k] += b_slope[k] *= phi[k];
            e[at] = p->level[at] = p->slope[at] = zero;
            if (isnan(y))
                continue;
            lanes e0 = y - level[k], el = -l_level[k], eb = -b_level[k];
            e[at] = e0, p->level[at] = el, p->slope[at] = eb;
            sum[k][0] += el * el, sum[k][1] += el * eb, sum[k][2] += eb * eb;
            sum[k][3] += el * e0, sum[k][4] += eb * e0;
            level[k] += q[k].alpha * e0, slope[k] += q[k].beta * e0;
            l_level[k] += q[k].alpha * el, l_slope[k] += q[k].beta * el;
            b_level[k] += q[k].alpha * eb, b_slope[k] += q[k].beta * eb;
        }
    }
    UNROLL for (size_t k = 0; k < count; k++) take_initial(p, sum[k], k, e + k * p->n);
}

/* Errors from the states that a pass backwards gives; see ets_seasonal.c. */
INLINE void seasonal(const struct cp_forecast_ets_problem *p, const struct quad *q, lanes *e,
                     size_t count) {
    size_t m = p->form->season, last = p->n, phase;
    lanes zero = {0}, level[STARTS], slope[STARTS], phi[STARTS];
    while (isnan(p->y[last - 1]))
        last--;
    phase = (last - 1) % m;
    UNROLL for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < m; i++)
            p->seasonal[i * STARTS + k] = zero + p->mean[i];
        slope[k] = zero;
        phi[k] = p->form->trend ? q[k].phi : zero;
        level[k] = p->y[last - 1] - p->seasonal[phase * STARTS + k];
    }
    for (size_t t = last; t-- > 0; phase = phase ? phase - 1 : m - 1) {
        double y = p->y[t];
        UNROLL for (size_t k = 0; k < count; k++) {
            slope[k] *= phi[k];
            level[k] += slope[k];
            if (isnan(y))
                continue;
            lanes e0 = (y - p->seasonal[phase * STARTS + k]) - level[k];
            level[k] += q[k].alpha * e0;
            slope[k] += q[k].beta * e0;
            p->seasonal[phase * STARTS + k] += q[k].gamma * e0;
        }
    }
    UNROLL for (size_t k = 0; k < count; k++) {
        level[k] += phi[k] * slope[k];
        slope[k] = -slope[k];
    }
    phase = 0;
    for (size_t t = 0; t < p->n; t++, phase = phase + 1 == m ? 0 : phase + 1) {
        double y = p->y[t];
        UNROLL for (size_t k = 0; k < count; k++) {
            slope[k] *= phi[k];
            level[k] += slope[k];
            lanes e0 = isnan(y) ? zero : (y - p->seasonal[phase * STARTS + k]) - level[k];
            e[k * p->n + t] = e0;
            level[k] += q[k].alpha * e0;
            slope[k] += q[k].beta * e0;
            p->seasonal[phase * STARTS + k] += q[k].gamma * e0;
        }
    }
}

INLINE void run_form(const struct cp_forecast_ets_problem *p, const struct quad *q, lanes *e,
                     size_t count) {
    if (p->form->season)
        seasonal(p, q, e, count);
    else
        plain(p, q, e, count);
}

/* As many blocks at once as stay in registers. */
CP_WIDE static void run_quads(const struct cp_forecast_ets_problem *p, const struct quad *q,
                              lanes *e, size_t count) {
    size_t at = 0;
    for (; at + STARTS <= count; at += STARTS)
        run_form(p, q + at, e + at * p->n, STARTS);
    if (count - at == 2)
        run_form(p, q + at, e + at * p->n, 2);
    else if (count - at == 1)
        run_form(p, q + at, e + at * p->n, 1);
}

void cp_forecast_ets_run(const struct cp_forecast_ets_problem *p, const points *u, size_t count) {
    struct quad q[BLOCKS];
    for (size_t b = 0; b < count; b++)
        for (int k = 0; k < LANES; k++) {
            struct cp_forecast_ets m = *p->form;
            cp_forecast_ets_set(&m, p->search, u[b][k]);
            q[b].alpha[k] = m.alpha, q[b].beta[k] = m.trend ? m.beta : 0;
            q[b].gamma[k] = m.gamma, q[b].phi[k] = m.phi;
        }
    run_quads(p, q, p->e, count);
}

CP_WIDE void cp_forecast_ets_squares(const struct cp_forecast_ets_problem *p, const points *u,
                                     size_t count, double sse[][LANES]) {
    cp_forecast_ets_run(p, u, count);
    for (size_t b = 0; b < count; b++) {
        const lanes *e = p->e + b * p->n;
        lanes sum = {0};
        for (size_t t = 0; t < p->n; t++)
            sum += e[t] * e[t];
        for (int k = 0; k < LANES; k++)
            sse[b][k] = isfinite(sum[k]) ? sum[k] : INFINITY;
    }
}
