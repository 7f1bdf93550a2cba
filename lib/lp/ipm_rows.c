/* Directions that keep the rows. Late in a run theta spans twenty orders of magnitude: the rounding
 * of a solve of the normal equations, theta times 1e-16 in dx, would stay in the rows, and no later
 * step takes it away. So the residual that is brought down, by conjugate gradients with the factor
 * as preconditioner, is that of dx itself, and what each round adds is as small as what is lacking.
 */
#include "lp/ipm.h"
#include <math.h>
#include <string.h>

enum { ROUNDS_MAX = 40, PATIENCE = 10 };

static double largest(const double *x, size_t n) {
    double max = 0;
    for (size_t i = 0; i < n; i++)
        max = fabs(x[i]) > max ? fabs(x[i]) : max;
    return max;
}

static double dot(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += a[i] * b[i];
    return sum;
}

static void axpy(double *x, double a, const double *y, size_t n) {
    for (size_t i = 0; i < n; i++)
        x[i] += a * y[i];
}

/* x = theta (A'y - h), h NULL: 0 */
static void columns(const struct cp_lp_ipm *p, const double *y, const double *h, double *x) {
    memset(x, 0, p->ntotal * sizeof *x);
    cp_lp_ipm_times_transposed(p, 1, y, x);
    for (size_t j = 0; j < p->ntotal; j++)
        x[j] = p->theta[j] * (h ? x[j] - h[j] : x[j]);
}

/* The plain solve, and what it leaves of the rows in p->rhs. */
static int first(struct cp_lp_ipm *p, const double *target, struct direction *d,
                 struct cp_error *err) {
    for (size_t j = 0; j < p->ntotal; j++)
        d->x[j] = p->theta[j] * p->h[j];
    if (target)
        memcpy(p->rhs, target, p->nrow * sizeof *p->rhs);
    else
        memset(p->rhs, 0, p->nrow * sizeof *p->rhs);
    cp_lp_ipm_times(p, 1, d->x, p->rhs);
    int rc = cp_lp_normal_solve(p->normal, p->rhs, d->y, err);
    if (rc)
        return rc;
    columns(p, d->y, p->h, d->x);
    if (target)
        memcpy(p->rhs, target, p->nrow * sizeof *p->rhs);
    else
        memset(p->rhs, 0, p->nrow * sizeof *p->rhs);
    cp_lp_ipm_times(p, -1, d->x, p->rhs);
    return 0;
}

int cp_lp_ipm_rows(struct cp_lp_ipm *p, const double *target, double enough, struct direction *d,
                   struct cp_error *err) {
    size_t m = p->nrow;
    double *r = p->rhs, *z = p->cg[0], *s = p->cg[1], *q = p->cg[2], *x = p->trial.x;
    double *more_x = p->trial.w, *more_y = p->trial.y; /* since the best so far */
    int rc = first(p, target, d, err);
    double now = largest(r, m), best = now, before = 0;
    memset(more_x, 0, p->ntotal * sizeof *x);
    memset(more_y, 0, m * sizeof *x);
    for (int k = 0, since = 0; rc == 0 && now > enough && k < ROUNDS_MAX && since < PATIENCE; k++) {
        rc = cp_lp_normal_solve(p->normal, r, z, err);
        if (rc)
            break;
        double rz = dot(r, z, m), beta = k ? rz / before : 0;
        for (size_t i = 0; i < m; i++)
            s[i] = z[i] + beta * s[i];
        columns(p, s, NULL, x);
        memset(q, 0, m * sizeof *q);
        cp_lp_ipm_times(p, 1, x, q);
        double sq = dot(s, q, m), alpha = rz / sq;
        if (!(sq > 0) || !isfinite(alpha))
            break;
        axpy(more_x, alpha, x, p->ntotal);
        axpy(more_y, alpha, s, m);
        axpy(r, -alpha, q, m);
        before = rz;
        now = largest(r, m);
        since = now < 0.5 * best ? 0 : since + 1;
        if (now < best) {
            best = now;
            axpy(d->x, 1, more_x, p->ntotal);
            axpy(d->y, 1, more_y, m);
            memset(more_x, 0, p->ntotal * sizeof *x);
            memset(more_y, 0, m * sizeof *x);
        }
    }
    return rc;
}
