#include "forecast/method/ets_run.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The parameters of exponential smoothing: least squares by Levenberg and Marquardt's steps [More,
 * The Levenberg-Marquardt algorithm, Lecture Notes in Mathematics 630 (1978) 105], derivatives by
 * differences. One run over the series waits for its own last step all the time, so many run side
 * by side: a point and its neighbours, or four dampings of a step, and that of every start. */

enum { LANES = CP_LANES, DIMS = CP_ETS_DIMS, STARTS = CP_ETS_STARTS, BLOCKS = CP_ETS_BLOCKS };
typedef cp_forecast_lanes lanes;
typedef cp_forecast_ets_points points;

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

enum { STEPS = 25 };

/* ---- the search -------------------------------------------------------------------------- */

/* One of the searches that go on side by side. */
struct start {
    double u[DIMS], best, damping, a[DIMS][DIMS], b[DIMS];
    bool goes_on;
};

/* The best point of every row of a coarse grid: the sum of squares may have several valleys. */
static void coarse_starts(const struct cp_forecast_ets_problem *p, size_t rows, struct start *s) {
    static const double first[] = {0.1, 0.35, 0.65, 0.9}, second[STARTS] = {0.2, 0.02, 0.7};
    points u[STARTS];
    double sse[STARTS][LANES];
    for (size_t r = 0; r < rows; r++)
        for (size_t i = 0; i < LANES; i++) {
            u[r][i][0] = first[i];
            u[r][i][1] = second[r];
            u[r][i][2] = p->search.gamma && p->search.beta ? 0.1 : 0.7;
            u[r][i][3] = 0.7;
        }
    cp_forecast_ets_squares(p, u, rows, sse);
    for (size_t r = 0; r < rows; r++) {
        s[r] = (struct start){.best = INFINITY, .damping = 0.1};
        for (size_t i = 0; i < LANES; i++)
            if (sse[r][i] < s[r].best) {
                s[r].best = sse[r][i];
                memcpy(s[r].u, u[r][i], sizeof u[r][i]);
            }
    }
}

/* By how much a coordinate is moved to see what it does. */
static const double small = 1e-4;

/* u and beside it in the coordinates from `first` on: lane 0 is u itself where that is the first.
 */
static void put_beside(const struct cp_forecast_ets_problem *p, const double u[DIMS], size_t first,
                       points at) {
    for (size_t k = 0; k < LANES; k++) {
        memcpy(at[k], u, sizeof at[k]);
        if (first + k > 0 && first + k <= p->dims)
            at[k][first + k - 1] += small;
    }
}

/* J'J and J'e, from the errors at a point and beside it in three coordinates, near, and in the last
 * of four, far. */
CP_WIDE static void sum_products(const struct cp_forecast_ets_problem *p, const lanes *near,
                                 const lanes *far, struct start *s) {
    lanes product[DIMS] = {{0}}, right = {0};
    double last = 0, own = 0;
    for (size_t t = 0; t < p->n; t++) {
        lanes e = near[t], g = (e - e[0]) / small;
        right += g * e[0];
        for (size_t i = 0; i < LANES - 1; i++)
            product[i] += g * g[i + 1];
        if (p->dims == DIMS) {
            double beyond = (far[t][0] - e[0]) / small;
            last += beyond * e[0];
            own += beyond * beyond;
            product[DIMS - 1] += g * beyond;
        }
    }
    memset(s->a, 0, sizeof s->a);
    for (size_t i = 0; i < p->dims; i++) {
        s->b[i] = i == LANES - 1 ? last : right[i + 1];
        for (size_t j = 0; j <= i; j++)
            s->a[i][j] = i < LANES - 1 ? product[j][i + 1] : j < i ? product[i][j + 1] : own;
    }
}

/* J'J and J'e where the searches are, by differences. */
static void normal_equations(const struct cp_forecast_ets_problem *p, struct start *const *s,
                             size_t count) {
    points at[BLOCKS];
    size_t each = p->dims == DIMS ? 2 : 1;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < each; k++)
            put_beside(p, s[i]->u, k * LANES, at[i * each + k]);
    cp_forecast_ets_run(p, at, count * each);
    for (size_t i = 0; i < count; i++) {
        const lanes *near = p->e + i * each * p->n;
        sum_products(p, near, near + (each - 1) * p->n, s[i]);
    }
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
static bool damped_step(const double a[DIMS][DIMS], const double b[DIMS], size_t d, double damping,
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

static const double factor[LANES] = {0.01, 0.3, 10, 300};

static void try_steps(const struct cp_forecast_ets_problem *p, const struct start *s, points at) {
    for (int k = 0; k < LANES; k++) {
        double x[DIMS] = {0};
        memcpy(at[k], s->u, sizeof at[k]);
        if (damped_step(s->a, s->b, p->dims, s->damping * factor[k], x))
            for (size_t i = 0; i < p->dims; i++)
                at[k][i] = fmin(fmax(s->u[i] + x[i], 0), 1);
    }
}

/* To the best of the steps that were tried; whether there are more to try. */
static bool take_step(struct start *s, points at, const double sse[LANES]) {
    int least_at = 0;
    for (int k = 1; k < LANES; k++)
        if (sse[k] < sse[least_at])
            least_at = k;
    double won = 1 - sse[least_at] / s->best;
    s->damping = fmin(fmax(s->damping * factor[least_at] * 3, 1e-6), 1e6);
    if (!(won > 0)) {
        bool more = s->damping <= 1e3;
        s->damping *= 1e3;
        return more;
    }
    memcpy(s->u, at[least_at], sizeof at[least_at]);
    s->best = sse[least_at];
    return won >= 1e-5 && s->best > 0;
}

/* From all starts that go on to minima. */
static void descend(const struct cp_forecast_ets_problem *p, struct start *s, size_t rows) {
    for (int step = 0; step < STEPS; step++) {
        struct start *on[STARTS];
        points at[STARTS];
        double sse[STARTS][LANES];
        size_t count = 0;
        for (size_t r = 0; r < rows; r++)
            if (s[r].goes_on)
                on[count++] = &s[r];
        if (!count)
            return;
        normal_equations(p, on, count);
        for (size_t i = 0; i < count; i++) {
            hold_bounds(on[i]->u, p->dims, on[i]->a, on[i]->b);
            try_steps(p, on[i], at[i]);
        }
        cp_forecast_ets_squares(p, at, count, sse);
        for (size_t i = 0; i < count; i++)
            on[i]->goes_on = take_step(on[i], at[i], sse[i]);
    }
}

/* Starts with a greater sum of squares than that much of the least are not followed. */
static const double promising = 1.2;

static int search(const struct cp_forecast_ets_problem *p, double u[DIMS]) {
    struct start s[STARTS];
    double least_of = INFINITY, best = INFINITY;
    size_t rows = p->dims > 1 ? STARTS : 1;
    bool followed[STARTS];
    coarse_starts(p, rows, s);
    for (size_t r = 0; r < rows; r++)
        least_of = fmin(least_of, s[r].best);
    for (size_t r = 0; r < rows; r++) {
        followed[r] = s[r].best <= promising * least_of && isfinite(s[r].best);
        s[r].goes_on = followed[r] && s[r].best > 0;
    }
    descend(p, s, rows);
    for (size_t r = 0; r < rows; r++)
        if (followed[r] && s[r].best < best) {
            best = s[r].best;
            memcpy(u, s[r].u, sizeof s[r].u);
        }
    return isfinite(best) ? 0 : CP_ENUMERIC;
}

/* ---- one model --------------------------------------------------------------------------- */

static void set_initial(struct cp_forecast_ets *m, const struct cp_forecast_ets_problem *p) {
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

static lanes *room_for(const struct cp_forecast_ets *m, size_t n) {
    size_t own = m->season ? 0 : 2;
    return cp_forecast_lanes_new(BLOCKS * n + STARTS * (own * n + m->season));
}

int cp_forecast_ets_fit(struct cp_forecast_ets *m, struct cp_forecast_ets_search wanted,
                        const double *y, size_t n, double *sse) {
    m->level = first_value(y, n);
    struct cp_forecast_ets form = *m;
    struct cp_forecast_ets_problem p = {.form = &form, .search = wanted, .y = y, .n = n};
    p.dims = (size_t)wanted.alpha + wanted.beta + wanted.gamma + wanted.phi;
    double u[DIMS] = {0}, *mean = cp_calloc(m->season + 1, sizeof *mean);
    int rc = CP_ENOMEM;
    p.e = room_for(m, n);
    if (!mean || !p.e)
        goto out;
    p.mean = mean;
    p.level = p.seasonal = p.e + BLOCKS * n;
    p.slope = p.level + STARTS * n;
    if (m->season)
        cp_forecast_seasonal_means(y, n, m->season, mean);
    if (p.dims) {
        rc = search(&p, u);
        if (rc)
            goto out;
        cp_forecast_ets_set(m, wanted, u);
    }
    rc = finish(m, &p, sse);
out:
    free(mean);
    free(p.e);
    return rc;
}
