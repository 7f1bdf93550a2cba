#include "lp/ipm/crossover.h"
#include "lp/factor/basis.h"
#include "lp/model/limits.h"
#include <math.h>
#include <string.h>

static const double tolerance = 1e-9;   /* by which a bound may be missed, scaled */
static const double least_pivot = 1e-7; /* of the column that enters */
static const double nothing = 1e-11;

/* Columns 0..ncol-1, then slacks. */
struct work {
    struct cp_lp_ipm *p;
    struct cp_lp_basis *basis;
    double *x, *lo, *up; /* ntotal; equal bounds: does not move */
    size_t *head;        /* nrow: the basis */
    bool *basic;         /* ntotal */
    size_t *super;       /* what moves and is not in the basis */
    size_t nsuper;
    double *alpha; /* nrow */
    struct cp_arena arena;
};

static int allocate(struct work *w, struct cp_error *err) {
    const struct cp_lp_ipm *p = w->p;
    w->x = p->trial.x;
    w->lo = p->system.theta;
    w->up = p->system.h;
    w->alpha = p->left;
    w->head = cp_arena_calloc(&w->arena, p->nrow + 1, sizeof *w->head);
    w->basic = cp_arena_calloc(&w->arena, p->ntotal + 1, sizeof *w->basic);
    w->super = cp_arena_calloc(&w->arena, p->ntotal + 1, sizeof *w->super);
    if (!w->head || !w->basic || !w->super)
        return cp_fail_nomem(err);
    return cp_lp_basis_new(p->view, &w->basis, err);
}

/* Column j, the k-th of the boxed or none of them (SIZE_MAX), moves when its distances to its
 * bounds are larger than its prices; else it is put on the bound that has the price. */
static void place(struct work *w, size_t j, size_t k) {
    const struct cp_lp_ipm *p = w->p;
    bool lower = p->has_lo[j] && p->at.w[j] < p->at.zl[j],
         upper = k != SIZE_MAX && p->at.v[k] < p->at.zu[k];
    if (lower && upper)
        lower = p->at.w[j] < p->at.v[k];
    w->lo[j] = cp_lp_ipm_lo(p, j);
    w->up[j] = cp_lp_ipm_up(p, j);
    w->x[j] = fmin(fmax(p->at.x[j], w->lo[j]), w->up[j]);
    if (lower)
        w->x[j] = w->up[j] = w->lo[j];
    else if (upper)
        w->x[j] = w->lo[j] = w->up[j];
}

static void start(struct work *w) {
    struct cp_lp_ipm *p = w->p;
    for (size_t j = 0, k = 0; j < p->ntotal; j++) {
        place(w, j, p->boxed[k] == j ? k++ : SIZE_MAX);
        if (p->absent[j])
            w->x[j] = w->lo[j] = w->up[j] = p->b[j - p->ncol];
        else if (j >= p->ncol)
            p->trial.y[j - p->ncol] = w->lo[j] < w->up[j] ? 0 : p->at.y[j - p->ncol];
        if (p->absent[j])
            p->trial.y[j - p->ncol] = p->at.y[j - p->ncol];
        if (w->x[j] > w->lo[j] && w->x[j] < w->up[j])
            w->super[w->nsuper++] = j;
    }
}

static int choose(struct work *w, struct cp_error *err) {
    size_t n = 0;
    int rc = cp_lp_basis_choose(w->basis, w->super, w->nsuper, w->head, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < w->p->nrow; i++)
        w->basic[w->head[i]] = true;
    for (size_t k = 0; k < w->nsuper; k++)
        if (!w->basic[w->super[k]])
            w->super[n++] = w->super[k];
    w->nsuper = n;
    return 0;
}

/* How far the basic column at place i lets q go in the direction of `step`; its bound may be
 * missed by `slack`. */
static double room(const struct work *w, size_t i, double sign, double slack) {
    double rate = -w->alpha[i] * sign;
    size_t j = w->head[i];
    if (fabs(rate) <= tolerance)
        return CP_LP_INF;
    double left = rate < 0 ? w->x[j] - w->lo[j] : w->up[j] - w->x[j];
    return fmax(left + slack, 0) / fabs(rate);
}

/* The basic column that stops q first: of those that would within the tolerance the one of the
 * largest pivot [Harris 1973]. SIZE_MAX: none before it has gone `most`. */
static size_t blocking(const struct work *w, double sign, double *most) {
    double limit = *most, largest = 0;
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < w->p->nrow; i++)
        if (w->alpha[i] != 0)
            limit = fmin(limit, room(w, i, sign, tolerance));
    for (size_t i = 0; limit < *most && i < w->p->nrow; i++)
        if (fabs(w->alpha[i]) > largest && room(w, i, sign, 0) <= limit) {
            largest = fabs(w->alpha[i]);
            found = i;
        }
    if (found != SIZE_MAX)
        *most = fmin(*most, room(w, found, sign, 0));
    return found;
}

static void move(struct work *w, size_t q, double by) {
    w->x[q] += by;
    for (size_t i = 0; i < w->p->nrow; i++)
        if (w->alpha[i] != 0)
            w->x[w->head[i]] -= w->alpha[i] * by;
}

/* Push q to its nearest bound, or to 0 when it has none. CP_ENUMERIC without a message when the
 * pivot is too small. */
static int push(struct work *w, size_t q, struct cp_error *err) {
    double to = w->x[q] - w->lo[q] <= w->up[q] - w->x[q] ? w->lo[q] : w->up[q];
    if (isinf(to))
        to = 0;
    int rc = cp_lp_basis_column(w->basis, q, w->alpha, err);
    double sign = to < w->x[q] ? -1 : 1, most = fabs(to - w->x[q]);
    if (rc)
        return rc;
    for (size_t i = 0; i < w->p->nrow; i++)
        if (fabs(w->alpha[i]) < nothing)
            w->alpha[i] = 0;
    size_t out = blocking(w, sign, &most);
    if (out != SIZE_MAX && fabs(w->alpha[out]) < least_pivot)
        return CP_ENUMERIC;
    move(w, q, sign * most);
    if (out == SIZE_MAX) {
        w->x[q] = to;
        return 0;
    }
    size_t j = w->head[out];
    bool due;
    w->x[j] = w->x[j] - w->lo[j] <= w->up[j] - w->x[j] ? w->lo[j] : w->up[j];
    w->basic[j] = false;
    w->basic[q] = true;
    w->head[out] = q;
    rc = cp_lp_basis_replace(w->basis, out, w->alpha, &due, err);
    return rc || !due ? rc : cp_lp_basis_factor(w->basis, w->head, err);
}

/* The basic columns follow from the others; then once more from what that missed. */
static int settle(struct work *w, struct cp_error *err) {
    struct cp_lp_ipm *p = w->p;
    double *rest = p->system.rhs;
    int rc = cp_lp_basis_factor(w->basis, w->head, err);
    for (int pass = 0; pass < 2 && rc == 0; pass++) {
        memset(rest, 0, p->nrow * sizeof *rest);
        for (size_t j = 0; j < p->ntotal; j++) {
            double x = pass == 0 && w->basic[j] ? 0 : w->x[j];
            if (j >= p->ncol)
                rest[j - p->ncol] += x;
            if (j < p->ncol && x != 0)
                for (size_t q = p->view->start[j]; q < p->view->start[j + 1]; q++)
                    rest[p->view->row[q]] -= p->view->value[q] * x;
        }
        rc = cp_lp_basis_solve(w->basis, rest, w->alpha, err);
        for (size_t i = 0; rc == 0 && i < p->nrow; i++)
            w->x[w->head[i]] = (pass ? w->x[w->head[i]] : 0) + w->alpha[i];
    }
    return rc;
}

int cp_lp_crossover(struct cp_lp_ipm *p, const struct cp_lp_options *opt, double deadline,
                    bool *vertex, size_t *pushes, struct cp_error *err) {
    struct work w = {.p = p};
    *vertex = false;
    *pushes = 0;
    int rc = allocate(&w, err);
    if (rc == 0) {
        start(&w);
        rc = choose(&w, err);
    }
    for (size_t k = 0; rc == 0 && k < w.nsuper && !cp_lp_stopped(opt, deadline); k++) {
        rc = push(&w, w.super[k], err);
        *pushes = k + 1;
    }
    if (rc == 0 && *pushes == w.nsuper)
        rc = settle(&w, err);
    *vertex = rc == 0 && *pushes == w.nsuper;
    cp_lp_basis_free(w.basis);
    cp_arena_release(&w.arena);
    return rc == CP_ENUMERIC ? 0 : rc;
}
