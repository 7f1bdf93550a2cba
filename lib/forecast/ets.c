#include "forecast/internal.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The usual region of the parameters [Hyndman et al. 2008, p. 44] with the narrow bounds that the
 * authors' own programs use: phi below 0.8 damps at once, above 0.98 is hardly told from 1. */
static const double least = 1e-4, most_alpha = 0.9999, least_phi = 0.8, most_phi = 0.98;

double ets_ahead(const struct cp_ets *m) {
    return m->level + (m->trend ? m->phi * m->slope : 0) + (m->season ? m->seasonal[m->phase] : 0);
}

void ets_step(struct cp_ets *m, double e) {
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

/* The steps of ets_step with the states in registers: this loop is nearly all the time of a fit. */
double ets_filter(struct cp_ets *m, const double *y, size_t n) {
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

double ets_response(const struct cp_ets *m, size_t j) {
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

/* ---- initial states ---------------------------------------------------------------------- */

static double first_value(const double *y, size_t n) {
    for (size_t t = 0; t < n; t++)
        if (!isnan(y[t]))
            return y[t];
    return 0;
}

/* Errors are linear in the initial states: e = e0 + A dx with A the errors that a unit of each
 * state makes where y is 0. So the best initial level and slope are a least-squares solution
 * around a first guess (the seasonal states keep theirs). */
static void best_initial(struct cp_ets *m, const double *y, size_t n) {
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

/* ---- parameters -------------------------------------------------------------------------- */

struct problem {
    const struct cp_ets *form;
    const double *mean; /* seasonal models: where the pass backwards starts */
    struct ets_search search;
    const double *y;
    size_t n;
};

static double squash(double u, double low, double high) {
    return low + (high - low) / (1 + exp(-u));
}

/* Free coordinates to parameters within the region: 0 < beta < alpha < 1, gamma < 1 - alpha. */
static void set_parameters(struct cp_ets *m, struct ets_search search, const double *u) {
    size_t i = 0;
    if (search.alpha)
        m->alpha = squash(u[i++], least, most_alpha);
    if (search.beta)
        m->beta = squash(u[i++], least < m->alpha ? least : m->alpha, m->alpha);
    if (search.gamma)
        m->gamma = squash(u[i++], 0, 1 - m->alpha);
    if (search.phi)
        m->phi = squash(u[i++], least_phi, most_phi);
}

static void set_initial(struct cp_ets *m, const double *y, size_t n, const double *mean) {
    if (m->season) {
        ets_backcast(m, y, n, mean);
        return;
    }
    m->level = first_value(y, n);
    m->slope = 0;
    best_initial(m, y, n);
}

static double sum_of_squares(const double *u, size_t n, void *own) {
    (void)n;
    const struct problem *p = own;
    struct cp_ets m = *p->form;
    set_parameters(&m, p->search, u);
    set_initial(&m, p->y, p->n, p->mean);
    return log(ets_filter(&m, p->y, p->n) + 1e-300);
}

/* The best of a coarse grid: the sum of squares may have several valleys. */
static double coarse_start(struct problem *p, size_t dims, double *u) {
    static const double grid[] = {-2.5, 0, 2.5};
    double best = INFINITY, at[4], value;
    size_t n = 1;
    for (size_t i = 0; i < dims; i++)
        n *= i < 2 ? 3 : 1;
    for (size_t k = 0; k < n; k++) {
        for (size_t i = 0; i < dims; i++)
            at[i] = i == 0 ? grid[k % 3] : i == 1 ? grid[k / 3] - 1.5 : 1;
        value = sum_of_squares(at, dims, p);
        if (value < best) {
            best = value;
            memcpy(u, at, dims * sizeof *u);
        }
    }
    return best;
}

/* The final states, from the best initial ones; back to those of the search when least squares
 * cannot say, or are no better. */
static int finish(struct cp_ets *m, const struct problem *p, double *sse) {
    set_initial(m, p->y, p->n, p->mean);
    if (m->season) {
        int rc = ets_best_states(m, p->y, p->n);
        if (rc == CP_ENOMEM)
            return rc;
        if (rc < 0)
            set_initial(m, p->y, p->n, p->mean);
    }
    *sse = ets_filter(m, p->y, p->n);
    return isfinite(*sse) ? 0 : CP_ENUMERIC;
}

int ets_fit(struct cp_ets *m, struct ets_search search, const double *y, size_t n, double *sse) {
    struct problem p = {.form = m, .search = search, .y = y, .n = n};
    size_t dims = (size_t)search.alpha + search.beta + search.gamma + search.phi;
    double u[4] = {0}, best, *mean = NULL;
    int rc = 0;
    if (m->season) {
        p.mean = mean = cp_calloc(m->season, sizeof *mean);
        if (!mean)
            return CP_ENOMEM;
        ets_seasonal_means(y, n, m->season, mean);
    }
    if (dims) {
        rc = isfinite(coarse_start(&p, dims, u)) ? 0 : CP_ENUMERIC;
        if (rc == 0)
            rc = cp_minimise(sum_of_squares, &p, u, dims, 0.7, 1e-3, 150 * dims, &best);
        set_parameters(m, search, u);
    }
    if (rc == 0)
        rc = finish(m, &p, sse);
    free(mean);
    return rc;
}
