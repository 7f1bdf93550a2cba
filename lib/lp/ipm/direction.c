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
    const struct cp_lp_ipm_system *s = &p->system;
    size_t m = p->nrow;
    memset(x, 0, p->ntotal * sizeof *x);
    cp_lp_ipm_times_transposed(p, 1, z, x);
    for (size_t l = 0; l < s->nlong; l++)
        c[m + l] = x[s->column[l]] - z[m + l] / s->theta[s->column[l]];
#pragma omp taskloop num_tasks(16) default(shared)
    for (size_t j = 0; j < p->ntotal; j++)
        x[j] = s->theta[j] * (h ? x[j] - h[j] : x[j]);
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
#pragma omp taskloop num_tasks(16) default(shared)
    for (size_t j = 0; j < p->ntotal; j++)
        d->x[j] = s->theta[j] * s->h[j];
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
        double beta = cp_lp_dot(t->c, u->c, all) / cp_lp_dot(u->c, u->c, all);
        cp_lp_add(t->z, -beta, u->z, all);
        cp_lp_add(t->c, -beta, u->c, all);
        cp_lp_add(t->x, -beta, u->x, p->ntotal);
    }
    double alpha = cp_lp_dot(s->rhs, t->c, all) / cp_lp_dot(t->c, t->c, all);
    if (!isfinite(alpha))
        return false;
    cp_lp_add(d->y, alpha, t->z, p->nrow);
    cp_lp_add(d->x, alpha, t->x, p->ntotal);
    cp_lp_add(s->rhs, -alpha, t->c, all);
    return true;
}

void cp_lp_ipm_direction(struct cp_lp_ipm *p, const double *target, struct cp_lp_enough enough,
                         struct cp_lp_primal_dual *d) {
    const struct cp_lp_ipm_system *s = &p->system;
    size_t m = p->nrow, all = m + s->nlong;
    first(p, target, d);
    if (!isfinite(enough.rows))
        return;
    double now = cp_lp_largest(s->rhs, all), before = CP_LP_INF;
    for (size_t k = 0; k < ROUNDS_MAX && now < 0.5 * before; k++) {
        bool right = cp_lp_largest(s->rhs, m) <= enough.rows &&
                     cp_lp_largest(s->rhs + m, s->nlong) <= enough.columns;
        if (right || !refine(p, k, d))
            return;
        before = now;
        now = cp_lp_largest(s->rhs, all);
    }
}
