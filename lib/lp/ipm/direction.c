/* Directions that keep the rows. Late in a run theta spans twenty orders of magnitude: the rounding
 * of a solve of the normal equations, theta times 1e-16 in dx, would stay in the rows, and no later
 * step takes it away. So the residual that is brought down is that of dx itself, and what each
 * round adds is as small as what is lacking: generalised conjugate residuals with the factor as
 * preconditioner [Eisenstat, Elman & Schultz 1983], which ask for no definiteness. */
#include "lp/ipm/ipm.h"
#include <math.h>
#include <string.h>

enum { ROUNDS_MAX = 40, PATIENCE = 3 }; /* rounds without half of the lowest residual */

/* x = theta (x - h), h NULL: 0. */
struct weighting {
    const double *theta, *h;
    double *x;
};

static void weigh(const void *ctx, size_t from, size_t to) {
    const struct weighting *c = ctx;
    for (size_t j = from; j < to; j++)
        c->x[j] = c->theta[j] * (c->h ? c->x[j] - c->h[j] : c->x[j]);
}

/* Of y and the long columns in z: x = theta (A'y - h), h NULL: 0, of the short columns; what the
 * rows are, and A'y - x / theta of the long columns, in c. */
static void apply(const struct cp_lp_ipm *p, const double *z, const double *h, double *x,
                  double *c) {
    const struct cp_lp_ipm_system *s = &p->system;
    size_t m = p->nrow;
    memset(x, 0, p->ntotal * sizeof *x);
    cp_lp_ipm_times_transposed(p, 1, z, x);
    for (size_t l = 0; l < s->nlong; l++)
        c[m + l] = x[s->column[l]] - z[m + l] / s->theta[s->column[l]];
    cp_lp_each(p->pool, p->ntotal, weigh, &(struct weighting){s->theta, h, x});
    for (size_t l = 0; l < s->nlong; l++)
        x[s->column[l]] = z[m + l];
    memset(c, 0, m * sizeof *c);
    cp_lp_ipm_times(p, 1, x, c);
}

/* The plain solve, and what it leaves in the right-hand side. */
static void first(struct cp_lp_ipm *p, const double *target, struct cp_lp_primal_dual *d) {
    struct cp_lp_ipm_system *s = &p->system;
    size_t m = p->nrow;
    double *z = s->krylov[0].z, *c = s->krylov[0].c;
    memcpy(d->x, s->h, p->ntotal * sizeof *d->x);
    cp_lp_each(p->pool, p->ntotal, weigh, &(struct weighting){s->theta, NULL, d->x});
    for (size_t l = 0; l < s->nlong; l++) {
        d->x[s->column[l]] = 0;
        z[m + l] = s->h[s->column[l]];
    }
    if (target)
        memcpy(z, target, m * sizeof *z);
    else
        memset(z, 0, m * sizeof *z);
    cp_lp_ipm_times(p, 1, d->x, z);
    cp_lp_normal_solve(s->normal, z);
    apply(p, z, s->h, d->x, c);
    memcpy(d->y, z, m * sizeof *z);
    for (size_t i = 0; i < m; i++)
        s->rhs[i] = (target ? target[i] : 0) - c[i];
    for (size_t l = 0; l < s->nlong; l++)
        s->rhs[m + l] = s->h[s->column[l]] - c[m + l];
}

/* A round from what is left in the right-hand side, orthogonal to those still kept. False: it is
 * not a number. */
static bool refine(struct cp_lp_ipm *p, size_t k, struct cp_lp_primal_dual *d) {
    struct cp_lp_ipm_system *s = &p->system;
    size_t all = p->nrow + s->nlong;
    struct cp_lp_krylov *t = &s->krylov[k % CP_LP_KRYLOV];
    memcpy(t->z, s->rhs, all * sizeof *t->z);
    cp_lp_normal_solve(s->normal, t->z);
    apply(p, t->z, NULL, t->x, t->c);
    for (size_t i = k < CP_LP_KRYLOV ? 0 : k - CP_LP_KRYLOV + 1; i < k; i++) {
        const struct cp_lp_krylov *u = &s->krylov[i % CP_LP_KRYLOV];
        double beta = cp_lp_dot(p->pool, t->c, u->c, all) / cp_lp_dot(p->pool, u->c, u->c, all);
        cp_lp_add(p->pool, t->z, -beta, u->z, all);
        cp_lp_add(p->pool, t->c, -beta, u->c, all);
        cp_lp_add(p->pool, t->x, -beta, u->x, p->ntotal);
    }
    double alpha = cp_lp_dot(p->pool, s->rhs, t->c, all) / cp_lp_dot(p->pool, t->c, t->c, all);
    if (!isfinite(alpha))
        return false;
    cp_lp_add(p->pool, d->y, alpha, t->z, p->nrow);
    cp_lp_add(p->pool, d->x, alpha, t->x, p->ntotal);
    cp_lp_add(p->pool, s->rhs, -alpha, t->c, all);
    return true;
}

/* The largest residual of rows and long columns, to what may be left. */
static double lacking(const struct cp_lp_ipm *p, struct cp_lp_enough enough) {
    const struct cp_lp_ipm_system *s = &p->system;
    return fmax(cp_lp_largest(p->pool, s->rhs, p->nrow) / enough.rows,
                cp_lp_largest(p->pool, s->rhs + p->nrow, s->nlong) / enough.columns);
}

/* With theta factorised: dx = theta (A'dy - h) such that [A -I] dx = target (NULL: 0), up to
 * `enough` or as near as it gets: a round lessens the sum of squares, and the largest may well take
 * some to follow. */
static void of_rows(struct cp_lp_ipm *p, const double *target, struct cp_lp_enough enough,
                    struct cp_lp_primal_dual *d) {
    double lowest = CP_LP_INF, now;
    first(p, target, d);
    if (!isfinite(enough.rows))
        return;
    for (size_t k = 0, since = 0; k < ROUNDS_MAX && since < PATIENCE; k++) {
        now = lacking(p, enough);
        since = now < 0.5 * lowest ? 0 : since + 1;
        lowest = fmin(now, lowest);
        if (now <= 1 || !refine(p, k, d))
            return;
    }
}

/* ---- what belongs to it ------------------------------------------------------------------ */

struct solving {
    const struct cp_lp_ipm *p;
    double on; /* 1: with the residuals of bounds and costs, 0: without */
    const struct cp_lp_primal_dual *d;
};

static void right_hand_side(const void *ctx, size_t from, size_t to) {
    const struct solving *c = ctx;
    const struct cp_lp_ipm *p = c->p;
    for (size_t j = from; j < to; j++) {
        double h = c->on * p->residual.dual[j];
        if (p->has_lo[j])
            h -= (p->target.lower[j] + c->on * p->at.zl[j] * p->residual.lower[j]) / p->at.w[j];
        if (p->has_up[j])
            h += (p->target.upper[j] - c->on * p->at.zu[j] * p->residual.upper[j]) / p->at.v[j];
        p->system.h[j] = h;
    }
}

static void of_bounds(const void *ctx, size_t from, size_t to) {
    const struct solving *c = ctx;
    const struct cp_lp_ipm *p = c->p;
    const struct cp_lp_primal_dual *d = c->d;
    for (size_t j = from; j < to; j++) {
        d->w[j] = d->v[j] = d->zl[j] = d->zu[j] = 0;
        if (p->has_lo[j]) {
            d->w[j] = d->x[j] - c->on * p->residual.lower[j];
            d->zl[j] = (p->target.lower[j] - p->at.zl[j] * d->w[j]) / p->at.w[j];
        }
        if (p->has_up[j]) {
            d->v[j] = c->on * p->residual.upper[j] - d->x[j];
            d->zu[j] = (p->target.upper[j] - p->at.zu[j] * d->v[j]) / p->at.v[j];
        }
    }
}

void cp_lp_ipm_sides(const struct cp_lp_ipm *p, double on) {
    cp_lp_each(p->pool, p->ntotal, right_hand_side, &(struct solving){.p = p, .on = on});
}

void cp_lp_ipm_along(struct cp_lp_ipm *p, double on, const double *rows, struct cp_lp_enough enough,
                     struct cp_lp_primal_dual *d) {
    of_rows(p, rows, enough, d);
    cp_lp_each(p->pool, p->ntotal, of_bounds, &(struct solving){p, on, d});
}
