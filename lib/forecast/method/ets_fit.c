#include "forecast/method/ets.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The parameters of exponential smoothing: least squares by Levenberg and Marquardt's steps [More,
 * The Levenberg-Marquardt algorithm, Lecture Notes in Mathematics 630 (1978) 105], derivatives by
 * differences. One run over the series waits for its own last step all the time, so four run side
 * by side: a point and its neighbours, or four dampings of a step. */

enum { LANES = 4, DIMS = 4, STEPS = 25 };
typedef double lanes __attribute__((vector_size(LANES * sizeof(double))));

/* Four lanes in one register where the machine has such; without fused multiplication, so the
 * result is the same. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(CP_NO_CLONES)
#define WIDE __attribute__((target_clones("avx2", "default")))
#else
#define WIDE
#endif

/* The usual region of the parameters [Hyndman et al. 2008, p. 44] with the narrow bounds that the
 * authors' own programs use: phi below 0.8 damps at once, above 0.98 is hardly told from 1. */
static const double least = 1e-4, most_alpha = 0.9999, least_phi = 0.8, most_phi = 0.98;

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

/* ---- four runs at once ------------------------------------------------------------------- */

struct problem {
    const struct cp_forecast_ets *form;
    const double *mean; /* seasonal models: where the pass backwards starts */
    struct cp_forecast_ets_search search;
    const double *y;
    size_t n, dims;
    lanes *e, *level, *slope; /* n each: errors, and what a unit of level or slope makes of them */
    lanes *seasonal;
    lanes *near; /* n: errors at a point and beside it */
};

struct quad {
    lanes alpha, beta, gamma, phi;
};

static double between(double u, double low, double high) {
    return low + (high - low) * u;
}

/* Coordinates in [0, 1] to parameters within the region: 0 < beta < alpha < 1, gamma < 1 - alpha.
 */
static void set_parameters(struct cp_forecast_ets *m, struct cp_forecast_ets_search search,
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

/* Errors with the best level and slope to begin with, as best_initial has them. */
WIDE static void run_plain(const struct problem *p, const struct quad *q) {
    lanes zero = {0}, level = zero + p->form->level, slope = zero, phi = q->phi;
    lanes l_level = zero + 1, l_slope = zero, b_level = zero, b_slope = zero;
    lanes ll = zero, lb = zero, bb = zero, l0 = zero, b0 = zero;
    if (p->form->trend)
        b_slope += 1;
    else
        phi = zero;
    for (size_t t = 0; t < p->n; t++) {
        level += slope *= phi;
        l_level += l_slope *= phi;
        b_level += b_slope *= phi;
        p->e[t] = p->level[t] = p->slope[t] = zero;
        if (isnan(p->y[t]))
            continue;
        lanes e = p->y[t] - level, el = -l_level, eb = -b_level;
        p->e[t] = e, p->level[t] = el, p->slope[t] = eb;
        ll += el * el, lb += el * eb, bb += eb * eb, l0 += el * e, b0 += eb * e;
        level += q->alpha * e, slope += q->beta * e;
        l_level += q->alpha * el, l_slope += q->beta * el;
        b_level += q->alpha * eb, b_slope += q->beta * eb;
    }
    lanes dl = zero, db = zero;
    for (int k = 0; k < LANES; k++) {
        double det = ll[k] * bb[k] - lb[k] * lb[k];
        if (p->form->trend && det > 1e-12 * ll[k] * bb[k]) {
            dl[k] = (bb[k] * l0[k] - lb[k] * b0[k]) / det;
            db[k] = (ll[k] * b0[k] - lb[k] * l0[k]) / det;
        } else if (ll[k] > 0) {
            dl[k] = l0[k] / ll[k];
        }
    }
    for (size_t t = 0; t < p->n; t++)
        p->e[t] -= p->level[t] * dl + p->slope[t] * db;
}

/* Errors from the states that a pass backwards gives; see ets_seasonal.c. */
WIDE static void run_seasonal(const struct problem *p, const struct quad *q) {
    size_t m = p->form->season, last = p->n, phase;
    lanes zero = {0}, slope = zero, phi = p->form->trend ? q->phi : zero;
    for (size_t i = 0; i < m; i++)
        p->seasonal[i] = zero + p->mean[i];
    while (isnan(p->y[last - 1]))
        last--;
    phase = (last - 1) % m;
    lanes level = p->y[last - 1] - p->seasonal[phase];
    for (size_t t = last; t-- > 0; phase = phase ? phase - 1 : m - 1) {
        slope *= phi;
        level += slope;
        if (isnan(p->y[t]))
            continue;
        lanes e = (p->y[t] - p->seasonal[phase]) - level;
        level += q->alpha * e;
        slope += q->beta * e;
        p->seasonal[phase] += q->gamma * e;
    }
    level += phi * slope;
    slope = -slope;
    phase = 0;
    for (size_t t = 0; t < p->n; t++, phase = phase + 1 == m ? 0 : phase + 1) {
        slope *= phi;
        level += slope;
        lanes e = isnan(p->y[t]) ? zero : (p->y[t] - p->seasonal[phase]) - level;
        p->e[t] = e;
        level += q->alpha * e;
        slope += q->beta * e;
        p->seasonal[phase] += q->gamma * e;
    }
}

/* Sums of squares at four points; their errors stay in p->e. */
WIDE static void run_four(const struct problem *p, double u[LANES][DIMS], double sse[LANES]) {
    struct quad q = {0};
    lanes sum = {0};
    for (int k = 0; k < LANES; k++) {
        struct cp_forecast_ets m = *p->form;
        set_parameters(&m, p->search, u[k]);
        q.alpha[k] = m.alpha, q.beta[k] = m.trend ? m.beta : 0;
        q.gamma[k] = m.gamma, q.phi[k] = m.phi;
    }
    if (p->form->season)
        run_seasonal(p, &q);
    else
        run_plain(p, &q);
    for (size_t t = 0; t < p->n; t++)
        sum += p->e[t] * p->e[t];
    for (int k = 0; k < LANES; k++)
        sse[k] = isfinite(sum[k]) ? sum[k] : INFINITY;
}

/* ---- the search -------------------------------------------------------------------------- */

enum { ROWS = 3 };

/* The best point of every row of a coarse grid: the sum of squares may have several valleys. */
static void coarse_starts(const struct problem *p, size_t rows, double best_u[ROWS][DIMS],
                          double best[ROWS]) {
    static const double first[] = {0.1, 0.35, 0.65, 0.9}, second[ROWS] = {0.2, 0.02, 0.7};
    for (size_t r = 0; r < rows; r++) {
        double u[LANES][DIMS], sse[LANES];
        for (size_t i = 0; i < LANES; i++) {
            u[i][0] = first[i];
            u[i][1] = second[r];
            u[i][2] = p->search.gamma && p->search.beta ? 0.1 : 0.7;
            u[i][3] = 0.7;
        }
        run_four(p, u, sse);
        best[r] = INFINITY;
        for (size_t i = 0; i < LANES; i++)
            if (sse[i] < best[r]) {
                best[r] = sse[i];
                memcpy(best_u[r], u[i], sizeof u[i]);
            }
    }
}

/* By how much a coordinate is moved to see what it does. */
static const double small = 1e-4;

/* Errors at u and beside it in the coordinates from `first` on: lane 0 is u itself where that is
 * the first. */
static void run_beside(const struct problem *p, const double u[DIMS], size_t first) {
    double at[LANES][DIMS], sse[LANES];
    for (size_t k = 0; k < LANES; k++) {
        memcpy(at[k], u, sizeof at[k]);
        if (first + k > 0 && first + k <= p->dims)
            at[k][first + k - 1] += small;
    }
    run_four(p, at, sse);
}

/* J'J and J'e, from the errors at a point and beside it in three coordinates, p->near, and in the
 * last of four, p->e. */
WIDE static void sum_products(const struct problem *p, double a[DIMS][DIMS], double b[DIMS]) {
    lanes product[DIMS] = {{0}}, right = {0};
    double last = 0, own = 0;
    for (size_t t = 0; t < p->n; t++) {
        lanes e = p->near[t], g = (e - e[0]) / small;
        right += g * e[0];
        for (size_t i = 0; i < LANES - 1; i++)
            product[i] += g * g[i + 1];
        if (p->dims == DIMS) {
            double beyond = (p->e[t][0] - e[0]) / small;
            last += beyond * e[0];
            own += beyond * beyond;
            product[DIMS - 1] += g * beyond;
        }
    }
    for (size_t i = 0; i < p->dims; i++) {
        b[i] = i == LANES - 1 ? last : right[i + 1];
        for (size_t j = 0; j <= i; j++)
            a[i][j] = i < LANES - 1 ? product[j][i + 1] : j < i ? product[i][j + 1] : own;
    }
}

/* J'J and J'e at u, by differences. */
static void normal_equations(const struct problem *p, const double u[DIMS], double a[DIMS][DIMS],
                             double b[DIMS]) {
    memset(a, 0, DIMS * sizeof *a);
    run_beside(p, u, 0);
    memcpy(p->near, p->e, p->n * sizeof *p->near);
    if (p->dims == DIMS)
        run_beside(p, u, LANES);
    sum_products(p, a, b);
}

/* A coordinate at its bound that would go beyond stays there. */
static void hold_bounds(const double u[DIMS], size_t d, double a[DIMS][DIMS], double b[DIMS]) {
    for (size_t i = 0; i < d; i++) {
        if (!(u[i] <= 0 && b[i] > 0) && !(u[i] >= 1 && b[i] < 0) && a[i][i] > 0)
            continue;
        for (size_t j = 0; j < d; j++)
            a[i][j] = a[j][i] = 0;
        a[i][i] = 1;
        b[i] = 0;
    }
}

/* x of (a + damping diag a) x = -b by Cholesky's factors; false when a is not positive. */
static bool damped_step(double a[DIMS][DIMS], const double b[DIMS], size_t d, double damping,
                        double x[DIMS]) {
    double l[DIMS][DIMS];
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j <= i; j++) {
            double sum = a[i][j] * (i == j ? 1 + damping : 1);
            for (size_t k = 0; k < j; k++)
                sum -= l[i][k] * l[j][k];
            if (i == j && !(sum > 0))
                return false;
            l[i][j] = i == j ? sqrt(sum) : sum / l[j][j];
        }
        x[i] = -b[i];
        for (size_t k = 0; k < i; k++)
            x[i] -= l[i][k] * x[k];
        x[i] /= l[i][i];
    }
    for (size_t i = d; i-- > 0;) {
        for (size_t k = i + 1; k < d; k++)
            x[i] -= l[k][i] * x[k];
        x[i] /= l[i][i];
    }
    return true;
}

/* From u to a minimum; its value. */
static double descend(const struct problem *p, double u[DIMS], double best) {
    static const double factor[LANES] = {0.01, 0.3, 10, 300};
    double damping = 0.1, a[DIMS][DIMS], b[DIMS], at[LANES][DIMS], sse[LANES];
    for (int step = 0; step < STEPS && best > 0; step++) {
        normal_equations(p, u, a, b);
        hold_bounds(u, p->dims, a, b);
        for (int k = 0; k < LANES; k++) {
            double x[DIMS] = {0};
            memcpy(at[k], u, sizeof at[k]);
            if (damped_step(a, b, p->dims, damping * factor[k], x))
                for (size_t i = 0; i < p->dims; i++)
                    at[k][i] = fmin(fmax(u[i] + x[i], 0), 1);
        }
        run_four(p, at, sse);
        int least_at = 0;
        for (int k = 1; k < LANES; k++)
            if (sse[k] < sse[least_at])
                least_at = k;
        double won = 1 - sse[least_at] / best;
        damping = fmin(fmax(damping * factor[least_at] * 3, 1e-6), 1e6);
        if (!(won > 0)) {
            if (damping > 1e3)
                break;
            damping *= 1e3;
            continue;
        }
        memcpy(u, at[least_at], sizeof at[least_at]);
        best = sse[least_at];
        if (won < 1e-5)
            break;
    }
    return best;
}

/* Starts with a greater sum of squares than that much of the least are not followed. */
static const double promising = 1.2;

static int search(const struct problem *p, double u[DIMS]) {
    double start[ROWS][DIMS], value[ROWS], best = INFINITY;
    size_t rows = p->dims > 1 ? ROWS : 1;
    coarse_starts(p, rows, start, value);
    double hopeless = promising * fmin(value[0], rows > 1 ? fmin(value[1], value[2]) : value[0]);
    for (size_t r = 0; r < rows; r++) {
        double found =
            value[r] <= hopeless && isfinite(value[r]) ? descend(p, start[r], value[r]) : INFINITY;
        if (found < best) {
            best = found;
            memcpy(u, start[r], sizeof start[r]);
        }
    }
    return isfinite(best) ? 0 : CP_ENUMERIC;
}

/* ---- one model --------------------------------------------------------------------------- */

static void set_initial(struct cp_forecast_ets *m, const struct problem *p) {
    if (m->season) {
        cp_forecast_ets_backcast(m, p->y, p->n, p->mean);
        return;
    }
    m->level = p->form->level;
    m->slope = 0;
    best_initial(m, p->y, p->n);
}

/* The final states, from the best initial ones; back to those of the search when least squares
 * cannot say, or are no better. */
static int finish(struct cp_forecast_ets *m, const struct problem *p, double *sse) {
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

static lanes *room_for(const struct cp_forecast_ets *m, size_t n) {
    size_t count = (m->season ? 2 * n : 4 * n) + m->season, bytes;
    if (__builtin_mul_overflow(count, sizeof(lanes), &bytes))
        return NULL;
    return aligned_alloc(sizeof(lanes), bytes);
}

int cp_forecast_ets_fit(struct cp_forecast_ets *m, struct cp_forecast_ets_search wanted,
                        const double *y, size_t n, double *sse) {
    m->level = first_value(y, n);
    struct cp_forecast_ets form = *m;
    struct problem p = {.form = &form, .search = wanted, .y = y, .n = n};
    p.dims = (size_t)wanted.alpha + wanted.beta + wanted.gamma + wanted.phi;
    double u[DIMS] = {0}, *mean = cp_calloc(m->season + 1, sizeof *mean);
    int rc = CP_ENOMEM;
    p.e = room_for(m, n);
    if (!mean || !p.e)
        goto out;
    p.mean = mean;
    p.near = p.e + n;
    p.level = p.near + n;
    p.slope = p.level + n;
    p.seasonal = p.near + n;
    if (m->season)
        cp_forecast_seasonal_means(y, n, m->season, mean);
    if (p.dims) {
        rc = search(&p, u);
        if (rc)
            goto out;
        set_parameters(m, wanted, u);
    }
    rc = finish(m, &p, sse);
out:
    free(mean);
    free(p.e);
    return rc;
}
