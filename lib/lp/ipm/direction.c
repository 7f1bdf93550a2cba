/* Directions that keep the rows. Late in a run theta spans twenty orders of magnitude: the rounding
 * of a solve of the normal equations, theta times 1e-16 in dx, would stay in the rows, and no later
 * step takes it away. So the residual that is brought down is that of dx itself, and what each
 * round adds is as small as what is lacking: generalised conjugate residuals with the factor as
 * preconditioner [Eisenstat, Elman & Schultz 1983], which ask for no definiteness. */
#include "lp/ipm/ipm.h"
#include <math.h>
#include <string.h>

enum { ROUNDS_MAX = 40 };

/* Of y and the long columns in z: x = theta (A'y - h), h NULL: 0, of the short columns; what the
 * rows are, and A'y - x / theta of the long columns, in c. */
static void apply(const struct cp_lp_ipm *p, const double *z, const double *h, double *x,
                  double *c) {
    size_t m = p->nrow;
    memset(x, 0, p->ntotal * sizeof *x);
    cp_lp_ipm_times_transposed(p, 1, z, x);
    for (size_t l = 0; l < p->nlong; l++)
        c[m + l] = x[p->column[l]] - z[m + l] / p->theta[p->column[l]];
#pragma omp taskloop num_tasks(16) default(shared)
    for (size_t j = 0; j < p->ntotal; j++)
        x[j] = p->theta[j] * (h ? x[j] - h[j] : x[j]);
    for (size_t l = 0; l < p->nlong; l++)
        x[p->column[l]] = z[m + l];
    memset(c, 0, m * sizeof *c);
    cp_lp_ipm_times(p, 1, x, c);
}

/* The plain solve, and what it leaves in p->rhs. */
static void first(struct cp_lp_ipm *p, const double *target, struct direction *d) {
    size_t m = p->nrow;
    double *z = p->tried[0].z, *c = p->tried[0].c;
#pragma omp taskloop num_tasks(16) default(shared)
    for (size_t j = 0; j < p->ntotal; j++)
        d->x[j] = p->theta[j] * p->h[j];
    for (size_t l = 0; l < p->nlong; l++) {
        d->x[p->column[l]] = 0;
        z[m + l] = p->h[p->column[l]];
    }
    if (target)
        memcpy(z, target, m * sizeof *z);
    else
        memset(z, 0, m * sizeof *z);
    cp_lp_ipm_times(p, 1, d->x, z);
    cp_lp_normal_solve(p->normal, z);
    apply(p, z, p->h, d->x, c);
    memcpy(d->y, z, m * sizeof *z);
    for (size_t i = 0; i < m; i++)
        p->rhs[i] = (target ? target[i] : 0) - c[i];
    for (size_t l = 0; l < p->nlong; l++)
        p->rhs[m + l] = p->h[p->column[l]] - c[m + l];
}

/* A round from what is left in p->rhs, orthogonal to those still kept. False: it is not a number.
 */
static bool round_off(struct cp_lp_ipm *p, size_t k, struct direction *d) {
    size_t all = p->nrow + p->nlong;
    struct cp_lp_try *t = &p->tried[k % CP_LP_TRIES];
    memcpy(t->z, p->rhs, all * sizeof *t->z);
    cp_lp_normal_solve(p->normal, t->z);
    apply(p, t->z, NULL, t->x, t->c);
    for (size_t i = k < CP_LP_TRIES ? 0 : k - CP_LP_TRIES + 1; i < k; i++) {
        const struct cp_lp_try *u = &p->tried[i % CP_LP_TRIES];
        double beta = cp_lp_dot(t->c, u->c, all) / cp_lp_dot(u->c, u->c, all);
        cp_lp_add(t->z, -beta, u->z, all);
        cp_lp_add(t->c, -beta, u->c, all);
        cp_lp_add(t->x, -beta, u->x, p->ntotal);
    }
    double alpha = cp_lp_dot(p->rhs, t->c, all) / cp_lp_dot(t->c, t->c, all);
    if (!isfinite(alpha))
        return false;
    cp_lp_add(d->y, alpha, t->z, p->nrow);
    cp_lp_add(d->x, alpha, t->x, p->ntotal);
    cp_lp_add(p->rhs, -alpha, t->c, all);
    return true;
}

void cp_lp_ipm_rows(struct cp_lp_ipm *p, const double *target, double enough, struct direction *d) {
    size_t m = p->nrow, all = m + p->nlong;
    first(p, target, d);
    if (!isfinite(enough))
        return;
    double now = cp_lp_largest(p->rhs, all), before = CP_LP_INF;
    for (size_t k = 0; k < ROUNDS_MAX && now < 0.5 * before; k++) {
        if (cp_lp_largest(p->rhs, m) <= enough || !round_off(p, k, d))
            return;
        before = now;
        now = cp_lp_largest(p->rhs, all);
    }
}
