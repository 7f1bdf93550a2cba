/* Directions that keep the rows. Late in a run theta spans twenty orders of magnitude: the rounding
 * of a solve of the normal equations, theta times 1e-16 in dx, would stay in the rows, and no later
 * step takes it away. So the residual that is brought down is that of dx itself, and what each
 * round adds is as small as what is lacking: generalised conjugate residuals with the factor as
 * preconditioner [Eisenstat, Elman & Schultz 1983], which ask for no definiteness. */
#include "lp/ipm/ipm.h"
#include <math.h>
#include <string.h>

enum { ROUNDS_MAX = 40, PATIENCE = 3 }; /* rounds without half of the lowest residual */

struct applying {
    const struct cp_lp_ipm *p;
    const double *z, *h;
    double *x;
};

struct producing {
    const struct cp_lp_ipm *p;
    const double *z;
    double *out;
};

static double times_column(const struct cp_lp_view *v, size_t j, const double *y) {
    double t = 0;
    for (size_t q = v->start[j]; q < v->start[j + 1]; q++)
        t += v->value[q] * y[v->row[q]];
    return t;
}

/* x = theta (A'z - h), h NULL: 0. */
static void apply_columns(const void *ctx, size_t from, size_t to) {
    const struct applying *c = ctx;
    const struct cp_lp_ipm *p = c->p;
    const double *theta = p->system.theta;
    for (size_t j = from; j < to; j++) {
        double t = j < p->ncol ? times_column(p->view, j, c->z) : -c->z[j - p->ncol];
        c->x[j] = theta[j] * (c->h ? t - c->h[j] : t);
    }
}

/* Of y and the long columns in z: x = theta (A'y - h), h NULL: 0, of the short columns. */
static void apply(const struct cp_lp_ipm *p, const double *z, const double *h, double *x) {
    const struct cp_lp_ipm_system *s = &p->system;
    cp_lp_each(p->pool, p->ntotal, apply_columns, &(struct applying){p, z, h, x});
    for (size_t l = 0; l < s->nlong; l++)
        x[s->column[l]] = z[p->nrow + l];
}

static void long_columns(const void *ctx, size_t from, size_t to) {
    const struct producing *c = ctx;
    const struct cp_lp_ipm_system *s = &c->p->system;
    size_t m = c->p->nrow;
    for (size_t l = from; l < to; l++)
        c->out[m + l] =
            times_column(c->p->view, s->column[l], c->z) - c->z[m + l] / s->theta[s->column[l]];
}

/* What that makes of the rows, and A'y - x / theta of the long columns. */
static void product(const struct cp_lp_ipm *p, const double *z, const double *x, double *out) {
    memset(out, 0, p->nrow * sizeof *out);
    cp_lp_ipm_times(p, 1, x, out);
    cp_lp_each(p->pool, p->system.nlong, long_columns, &(struct producing){p, z, out});
}

/* The plain solve; d->x is theta h of the sides. */
static void first(struct cp_lp_ipm *p, const double *target, struct cp_lp_primal_dual *d) {
    struct cp_lp_ipm_system *s = &p->system;
    size_t m = p->nrow;
    double *z = s->krylov[0].z;
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
    apply(p, z, s->h, d->x);
    memcpy(d->y, z, m * sizeof *z);
}

/* What it leaves, as the right-hand side. */
static void left_by_first(const struct cp_lp_ipm *p, const double *target,
                          const struct cp_lp_primal_dual *d) {
    const struct cp_lp_ipm_system *s = &p->system;
    size_t m = p->nrow;
    double *c = s->krylov[0].c;
    product(p, s->krylov[0].z, d->x, c);
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
    apply(p, t->z, NULL, t->x);
    product(p, t->z, t->x, t->c);
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
void cp_lp_ipm_along(struct cp_lp_ipm *p, const double *target, struct cp_lp_enough enough,
                     struct cp_lp_primal_dual *d) {
    double lowest = CP_LP_INF, now;
    double *const borrowed[CP_LP_KRYLOV] = {d->w, d->zl, p->trial.x, p->system.spare};
    first(p, target, d);
    if (!isfinite(enough.rows))
        return;
    for (size_t k = 0; k < CP_LP_KRYLOV; k++)
        p->system.krylov[k].x = borrowed[k];
    left_by_first(p, target, d);
    for (size_t k = 0, since = 0; k < ROUNDS_MAX && since < PATIENCE; k++) {
        now = lacking(p, enough);
        since = now < 0.5 * lowest ? 0 : since + 1;
        lowest = fmin(now, lowest);
        if (now <= 1 || !refine(p, k, d))
            return;
    }
}

void cp_lp_ipm_left_of_columns(struct cp_lp_ipm *p) {
    const struct cp_lp_view *v = p->view;
    for (size_t l = 0; l < p->system.nlong; l++) {
        size_t j = p->system.column[l], k = cp_lp_ipm_boxed_before(p, j);
        double left = p->residual.dual[j] - p->step.zl[j];
        left += p->boxed[k] == j ? p->step.zu[k] : 0;
        for (size_t q = v->start[j]; q < v->start[j + 1]; q++)
            left -= v->value[q] * p->step.y[v->row[q]];
        p->system.left[l] = left;
    }
}

/* ---- what belongs to it ------------------------------------------------------------------ */

void cp_lp_ipm_sides(const struct cp_lp_ipm *p, double on, double *x, size_t from, size_t to) {
    double *h = p->system.h;
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++)
        h[j] = on * p->residual.dual[j] -
               (p->target.lower[j] + on * p->at.zl[j] * p->residual.lower[j]) / p->at.w[j];
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++)
        h[p->boxed[k]] +=
            (p->target.upper[k] - on * p->at.zu[k] * p->residual.upper[k]) / p->at.v[k];
    for (size_t j = from; j < to; j++)
        x[j] = p->system.theta[j] * h[j];
}

void cp_lp_ipm_bounds(const struct cp_lp_ipm *p, double on, const struct cp_lp_primal_dual *d,
                      size_t from, size_t to) {
    size_t end = cp_lp_ipm_boxed_before(p, to);
    for (size_t j = from; j < to; j++) {
        d->w[j] = p->has_lo[j] ? d->x[j] - on * p->residual.lower[j] : 0;
        d->zl[j] = (p->target.lower[j] - p->at.zl[j] * d->w[j]) / p->at.w[j];
    }
    for (size_t k = cp_lp_ipm_boxed_before(p, from); k < end; k++) {
        d->v[k] = on * p->residual.upper[k] - d->x[p->boxed[k]];
        d->zu[k] = (p->target.upper[k] - p->at.zu[k] * d->v[k]) / p->at.v[k];
    }
}
