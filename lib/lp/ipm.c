/* The interior point itself: memory, residuals, starting point. */
#include "lp/ipm.h"
#include <math.h>
#include <string.h>

static double *vector(struct cp_lp_ipm *p, size_t n, bool *oom) {
    double *a = cp_arena_calloc(&p->arena, n + 1, sizeof *a);
    *oom = *oom || !a;
    return a;
}

static struct direction new_direction(struct cp_lp_ipm *p, bool *oom) {
    size_t n = p->ntotal;
    return (struct direction){.x = vector(p, n, oom),
                              .w = vector(p, n, oom),
                              .v = vector(p, n, oom),
                              .zl = vector(p, n, oom),
                              .zu = vector(p, n, oom),
                              .y = vector(p, p->nrow, oom)};
}

static bool allocate(struct cp_lp_ipm *p) {
    size_t n = p->ntotal, m = p->nrow;
    bool oom = false;
    double **all[] = {&p->lo, &p->up, &p->cost, &p->x,  &p->w,  &p->v,     &p->zl, &p->zu,
                      &p->rl, &p->ru, &p->rd,   &p->sl, &p->su, &p->theta, &p->h};
    double **rows[] = {&p->b, &p->y, &p->rp, &p->rhs};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        *all[k] = vector(p, n, &oom);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        *rows[k] = vector(p, m, &oom);
    p->step = new_direction(p, &oom);
    p->extra = new_direction(p, &oom);
    p->trial = new_direction(p, &oom);
    p->has_lo = cp_arena_calloc(&p->arena, n + 1, sizeof(bool));
    p->has_up = cp_arena_calloc(&p->arena, n + 1, sizeof(bool));
    p->absent = cp_arena_calloc(&p->arena, n + 1, sizeof(bool));
    return !oom && p->has_lo && p->has_up && p->absent;
}

int cp_lp_ipm_new(const struct cp_lp_view *v, struct cp_lp_ipm *p, struct cp_error *err) {
    *p = (struct cp_lp_ipm){
        .view = v, .ncol = v->ncol, .nrow = v->nrow, .ntotal = v->ncol + v->nrow};
    if (!allocate(p))
        return cp_fail_nomem(err);
    for (size_t j = 0; j < p->ncol; j++) {
        p->lo[j] = v->lower[j];
        p->up[j] = v->upper[j];
        p->cost[j] = v->cost[j];
    }
    for (size_t i = 0; i < p->nrow; i++) {
        size_t s = p->ncol + i;
        p->absent[s] = v->row_lower[i] == v->row_upper[i];
        p->b[i] = p->absent[s] ? v->row_lower[i] : 0;
        p->lo[s] = p->absent[s] ? -CP_LP_INF : v->row_lower[i];
        p->up[s] = p->absent[s] ? CP_LP_INF : v->row_upper[i];
    }
    for (size_t j = 0; j < p->ntotal; j++) {
        p->has_lo[j] = isfinite(p->lo[j]);
        p->has_up[j] = isfinite(p->up[j]);
        p->ncomplement += (size_t)p->has_lo[j] + p->has_up[j];
    }
    return cp_lp_normal_new(v, &p->normal, err);
}

void cp_lp_ipm_release(struct cp_lp_ipm *p) {
    cp_lp_normal_free(p->normal);
    cp_arena_release(&p->arena);
    *p = (struct cp_lp_ipm){0};
}

void cp_lp_ipm_times(const struct cp_lp_ipm *p, double sign, const double *in, double *out) {
    const struct cp_lp_view *v = p->view;
    for (size_t j = 0; j < p->ncol; j++) {
        double t = sign * in[j];
        if (t != 0)
            for (size_t q = v->start[j]; q < v->start[j + 1]; q++)
                out[v->row[q]] += v->value[q] * t;
    }
    for (size_t i = 0; i < p->nrow; i++)
        if (!p->absent[p->ncol + i])
            out[i] -= sign * in[p->ncol + i];
}

void cp_lp_ipm_times_transposed(const struct cp_lp_ipm *p, double sign, const double *in,
                                double *out) {
    const struct cp_lp_view *v = p->view;
    for (size_t j = 0; j < p->ncol; j++) {
        double t = 0;
        for (size_t q = v->start[j]; q < v->start[j + 1]; q++)
            t += v->value[q] * in[v->row[q]];
        out[j] += sign * t;
    }
    for (size_t i = 0; i < p->nrow; i++)
        if (!p->absent[p->ncol + i])
            out[p->ncol + i] -= sign * in[i];
}

static double norm(const double *x, size_t n) {
    double max = 0;
    for (size_t i = 0; i < n; i++)
        max = fabs(x[i]) > max ? fabs(x[i]) : max;
    return max;
}

void cp_lp_ipm_residuals(struct cp_lp_ipm *p) {
    size_t n = p->ntotal, m = p->nrow;
    double complement = 0, dual = 0, bound = 0, side = 0;
    memcpy(p->rp, p->b, m * sizeof *p->rp);
    cp_lp_ipm_times(p, -1, p->x, p->rp);
    memcpy(p->rd, p->cost, n * sizeof *p->rd);
    cp_lp_ipm_times_transposed(p, -1, p->y, p->rd);
    p->primal_obj = 0;
    for (size_t i = 0; i < m; i++) {
        dual += p->b[i] * p->y[i];
        side = fmax(side, fabs(p->b[i]));
    }
    for (size_t j = 0; j < n; j++) {
        p->rl[j] = p->ru[j] = 0;
        p->primal_obj += p->cost[j] * p->x[j];
        if (p->has_lo[j]) {
            p->rl[j] = p->lo[j] - p->x[j] + p->w[j];
            p->rd[j] -= p->zl[j];
            dual += p->lo[j] * p->zl[j];
            complement += p->w[j] * p->zl[j];
            side = fmax(side, fabs(p->lo[j]));
        }
        if (p->has_up[j]) {
            p->ru[j] = p->up[j] - p->x[j] - p->v[j];
            p->rd[j] += p->zu[j];
            dual -= p->up[j] * p->zu[j];
            complement += p->v[j] * p->zu[j];
            side = fmax(side, fabs(p->up[j]));
        }
        if (p->absent[j])
            p->rd[j] = 0;
        bound = fmax(bound, fmax(fabs(p->rl[j]), fabs(p->ru[j])));
    }
    p->dual_obj = dual;
    p->mu = p->ncomplement ? complement / (double)p->ncomplement : 0;
    p->primal_res = fmax(norm(p->rp, m), bound) / (1 + side);
    p->dual_res = norm(p->rd, n) / (1 + norm(p->cost, p->ncol));
}

/* ---- starting point ---------------------------------------------------------------------- */

/* x: the point nearest to the bounds' nearest points that satisfies the rows. */
static int start_primal(struct cp_lp_ipm *p, struct cp_error *err) {
    for (size_t j = 0; j < p->ntotal; j++) {
        double x = 0;
        if (p->has_lo[j] && p->lo[j] > x)
            x = p->lo[j];
        if (p->has_up[j] && p->up[j] < x)
            x = p->up[j];
        p->x[j] = x;
    }
    memcpy(p->rhs, p->b, p->nrow * sizeof *p->rhs);
    cp_lp_ipm_times(p, -1, p->x, p->rhs);
    int rc = cp_lp_normal_solve(p->normal, p->rhs, p->y, err);
    if (rc == 0)
        cp_lp_ipm_times_transposed(p, 1, p->y, p->x);
    return rc;
}

/* y: least squares of c = A'y; z is what is left of c, split where both bounds are there. */
static int start_dual(struct cp_lp_ipm *p, struct cp_error *err) {
    memset(p->rhs, 0, p->nrow * sizeof *p->rhs);
    cp_lp_ipm_times(p, 1, p->cost, p->rhs);
    int rc = cp_lp_normal_solve(p->normal, p->rhs, p->y, err);
    if (rc)
        return rc;
    memcpy(p->rd, p->cost, p->ntotal * sizeof *p->rd);
    cp_lp_ipm_times_transposed(p, -1, p->y, p->rd);
    for (size_t j = 0; j < p->ntotal; j++) {
        bool both = p->has_lo[j] && p->has_up[j];
        p->zl[j] = p->has_lo[j] ? (both ? 0.5 : 1) * p->rd[j] : 0;
        p->zu[j] = p->has_up[j] ? (both ? -0.5 : -1) * p->rd[j] : 0;
    }
    return 0;
}

/* Shift slacks and multipliers until all are positive and none of the products is far off. */
static void shift(struct cp_lp_ipm *p) {
    double primal = 0, dual = 0;
    for (size_t j = 0; j < p->ntotal; j++) {
        p->w[j] = p->has_lo[j] ? p->x[j] - p->lo[j] : 0;
        p->v[j] = p->has_up[j] ? p->up[j] - p->x[j] : 0;
        primal = fmax(primal, fmax(-1.5 * p->w[j], -1.5 * p->v[j]));
        dual = fmax(dual, fmax(-1.5 * p->zl[j], -1.5 * p->zu[j]));
    }
    for (int pass = 0; pass < 2; pass++) {
        double product = 0, slacks = 0, prices = 0;
        for (size_t j = 0; j < p->ntotal; j++) {
            if (p->has_lo[j]) {
                p->w[j] += primal;
                p->zl[j] += dual;
                product += p->w[j] * p->zl[j];
                slacks += p->w[j];
                prices += p->zl[j];
            }
            if (p->has_up[j]) {
                p->v[j] += primal;
                p->zu[j] += dual;
                product += p->v[j] * p->zu[j];
                slacks += p->v[j];
                prices += p->zu[j];
            }
        }
        primal = prices > 0 ? 0.5 * product / prices : 1;
        dual = slacks > 0 ? 0.5 * product / slacks : 1;
        if (!(primal > 1e-3))
            primal = 1;
        if (!(dual > 1e-3))
            dual = 1;
    }
}

int cp_lp_ipm_start(struct cp_lp_ipm *p, struct cp_error *err) {
    for (size_t j = 0; j < p->ncol; j++)
        p->theta[j] = 1;
    for (size_t i = 0; i < p->nrow; i++)
        p->theta[p->ncol + i] = p->absent[p->ncol + i] ? 0 : 1;
    int rc = cp_lp_normal_factor(p->normal, p->theta, p->theta + p->ncol, err);
    if (rc == 0)
        rc = start_primal(p, err);
    if (rc == 0)
        rc = start_dual(p, err);
    if (rc == 0)
        shift(p);
    return rc;
}
