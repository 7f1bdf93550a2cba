/* The interior point itself: memory, residuals, starting point. */
#include "lp/ipm/ipm.h"
#include <math.h>
#include <string.h>

/* Rows and columns, fewer than which are not worth waking a thread for. */
enum { FEW = 100000 };

static double *vector(struct cp_lp_ipm *p, size_t n, bool *oom) {
    double *a = cp_arena_calloc(&p->arena, n + 1, sizeof *a);
    *oom = *oom || !a;
    return a;
}

static struct cp_lp_primal_dual new_direction(struct cp_lp_ipm *p, bool *oom) {
    size_t n = p->ntotal;
    return (struct cp_lp_primal_dual){.x = vector(p, n, oom),
                                      .w = vector(p, n, oom),
                                      .v = vector(p, n, oom),
                                      .zl = vector(p, n, oom),
                                      .zu = vector(p, n, oom),
                                      .y = vector(p, p->nrow, oom)};
}

static bool allocate(struct cp_lp_ipm *p) {
    size_t n = p->ntotal, m = p->nrow;
    bool oom = false;
    double **all[] = {&p->lo,
                      &p->up,
                      &p->cost,
                      &p->at.x,
                      &p->at.w,
                      &p->at.v,
                      &p->at.zl,
                      &p->at.zu,
                      &p->residual.lower,
                      &p->residual.upper,
                      &p->residual.dual,
                      &p->target.lower,
                      &p->target.upper,
                      &p->system.theta,
                      &p->system.h};
    double **rows[] = {&p->b, &p->at.y, &p->residual.row, &p->left};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++)
        *all[k] = vector(p, n, &oom);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        *rows[k] = vector(p, m, &oom);
    p->system.rhs = vector(p, m + p->system.nlong, &oom);
    p->system.left = vector(p, p->system.nlong, &oom);
    for (size_t k = 0; k < CP_LP_KRYLOV; k++)
        p->system.krylov[k] = (struct cp_lp_krylov){.z = vector(p, m + p->system.nlong, &oom),
                                                    .c = vector(p, m + p->system.nlong, &oom),
                                                    .x = vector(p, n, &oom)};
    p->step = new_direction(p, &oom);
    p->extra = new_direction(p, &oom);
    p->trial = (struct cp_lp_primal_dual){
        .x = vector(p, n, &oom), .w = vector(p, n, &oom), .y = vector(p, m, &oom)};
    p->has_lo = cp_arena_calloc(&p->arena, n + 1, sizeof(bool));
    p->has_up = cp_arena_calloc(&p->arena, n + 1, sizeof(bool));
    p->absent = cp_arena_calloc(&p->arena, n + 1, sizeof(bool));
    return !oom && p->has_lo && p->has_up && p->absent;
}

int cp_lp_ipm_new(const struct cp_lp_view *v, enum cp_lp_normal_form form, int threads,
                  const struct cp_lp_interrupt *interrupt, struct cp_lp_ipm *p,
                  struct cp_error *err) {
    *p = (struct cp_lp_ipm){
        .view = v, .ncol = v->ncol, .nrow = v->nrow, .ntotal = v->ncol + v->nrow};
    int rc = cp_lp_pool_new(p->ntotal < FEW ? 1 : threads, &p->pool, err);
    if (rc)
        return rc;
    rc = cp_lp_transpose_make(v, &p->rows, err);
    if (rc)
        return rc;
    rc = cp_lp_normal_new(v, &p->rows, form, p->pool, interrupt, &p->system.normal, err);
    if (rc)
        return rc;
    p->system.nlong = cp_lp_normal_long(p->system.normal, &p->system.column);
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
    return 0;
}

void cp_lp_ipm_release(struct cp_lp_ipm *p) {
    cp_lp_normal_free(p->system.normal);
    cp_lp_pool_free(p->pool);
    cp_lp_transpose_release(&p->rows);
    cp_arena_release(&p->arena);
    *p = (struct cp_lp_ipm){0};
}

/* ---- residuals --------------------------------------------------------------------------- */

struct product {
    const struct cp_lp_ipm *p;
    double sign;
    const double *in;
    double *out;
};

static void times_rows(const void *ctx, size_t from, size_t to) {
    const struct product *c = ctx;
    const struct cp_lp_ipm *p = c->p;
    const struct cp_lp_transpose *r = &p->rows;
    const double *slack = c->in + p->ncol;
    for (size_t i = from; i < to; i++) {
        double t = p->absent[p->ncol + i] ? 0 : -slack[i];
        for (size_t q = r->start[i]; q < r->start[i + 1]; q++)
            t += r->value[q] * c->in[r->col[q]];
        c->out[i] += c->sign * t;
    }
}

static void times_columns(const void *ctx, size_t from, size_t to) {
    const struct product *c = ctx;
    const struct cp_lp_view *v = c->p->view;
    for (size_t j = from; j < to; j++) {
        double t = 0;
        for (size_t q = v->start[j]; q < v->start[j + 1]; q++)
            t += v->value[q] * c->in[v->row[q]];
        c->out[j] += c->sign * t;
    }
}

static void times_slacks(const void *ctx, size_t from, size_t to) {
    const struct product *c = ctx;
    const struct cp_lp_ipm *p = c->p;
    double *slack = c->out + p->ncol;
    for (size_t i = from; i < to; i++)
        if (!p->absent[p->ncol + i])
            slack[i] -= c->sign * c->in[i];
}

void cp_lp_ipm_times(const struct cp_lp_ipm *p, double sign, const double *in, double *out) {
    cp_lp_each(p->pool, p->nrow, times_rows, &(struct product){p, sign, in, out});
}

void cp_lp_ipm_times_transposed(const struct cp_lp_ipm *p, double sign, const double *in,
                                double *out) {
    const struct product c = {p, sign, in, out};
    cp_lp_each(p->pool, p->ncol, times_columns, &c);
    cp_lp_each(p->pool, p->nrow, times_slacks, &c);
}

/* Sums and largest of a part of the rows and columns. */
struct part {
    double primal_obj, dual_obj, complement, primal_res, dual_res, row_res;
};

static void note(double *worst, double amount, double scale) {
    double relative = fabs(amount) / (1 + fabs(scale));
    if (!(relative <= *worst))
        *worst = relative;
}

static void residuals_of_rows(const struct cp_lp_ipm *p, size_t from, size_t to, struct part *t) {
    for (size_t i = from; i < to; i++) {
        t->dual_obj += p->b[i] * p->at.y[i];
        t->row_res = fmax(t->row_res, fabs(p->residual.row[i]));
        note(&t->primal_res, p->residual.row[i], fmax(fabs(p->b[i]), fabs(p->at.x[p->ncol + i])));
    }
}

static void residuals_of_columns(const struct cp_lp_ipm *p, size_t from, size_t to,
                                 struct part *t) {
    for (size_t j = from; j < to; j++) {
        p->residual.lower[j] = p->residual.upper[j] = 0;
        t->primal_obj += p->cost[j] * p->at.x[j];
        if (p->has_lo[j]) {
            p->residual.lower[j] = p->lo[j] - p->at.x[j] + p->at.w[j];
            p->residual.dual[j] -= p->at.zl[j];
            t->dual_obj += p->lo[j] * p->at.zl[j];
            t->complement += p->at.w[j] * p->at.zl[j];
            note(&t->primal_res, p->residual.lower[j], p->lo[j]);
        }
        if (p->has_up[j]) {
            p->residual.upper[j] = p->up[j] - p->at.x[j] - p->at.v[j];
            p->residual.dual[j] += p->at.zu[j];
            t->dual_obj -= p->up[j] * p->at.zu[j];
            t->complement += p->at.v[j] * p->at.zu[j];
            note(&t->primal_res, p->residual.upper[j], p->up[j]);
        }
        if (p->absent[j])
            p->residual.dual[j] = 0;
        note(&t->dual_res, p->residual.dual[j], p->cost[j]);
    }
}

struct residuals {
    const struct cp_lp_ipm *p;
    struct part *part;
};

static void residuals_of_parts(const void *ctx, size_t from, size_t to) {
    const struct residuals *c = ctx;
    size_t n = c->p->ntotal, m = c->p->nrow;
    for (size_t k = from; k < to; k++) {
        residuals_of_rows(c->p, cp_lp_part(m, k), cp_lp_part(m, k + 1), &c->part[k]);
        residuals_of_columns(c->p, cp_lp_part(n, k), cp_lp_part(n, k + 1), &c->part[k]);
    }
}

void cp_lp_ipm_residuals(struct cp_lp_ipm *p) {
    size_t n = p->ntotal, m = p->nrow;
    struct part part[CP_LP_PARTS] = {0}, all = {0};
    memcpy(p->residual.row, p->b, m * sizeof *p->residual.row);
    cp_lp_ipm_times(p, -1, p->at.x, p->residual.row);
    memcpy(p->residual.dual, p->cost, n * sizeof *p->residual.dual);
    cp_lp_ipm_times_transposed(p, -1, p->at.y, p->residual.dual);
    cp_lp_parts(p->pool, residuals_of_parts, &(struct residuals){p, part});
    for (size_t k = 0; k < CP_LP_PARTS; k++) {
        all.primal_obj += part[k].primal_obj;
        all.dual_obj += part[k].dual_obj;
        all.complement += part[k].complement;
        note(&all.primal_res, part[k].primal_res, 0);
        note(&all.dual_res, part[k].dual_res, 0);
        note(&all.row_res, part[k].row_res, 0);
    }
    p->merit.primal_obj = all.primal_obj;
    p->merit.dual_obj = all.dual_obj;
    p->merit.primal_res = all.primal_res;
    p->merit.dual_res = all.dual_res;
    p->merit.row_res = all.row_res;
    p->merit.mu = p->ncomplement ? all.complement / (double)p->ncomplement : 0;
}

static const double ridge = 1e-3, spread = 10, nearest = 0.1, share = 0.1, part = 0.3;

/* ---- starting point ---------------------------------------------------------------------- */

/* x: the point nearest to the bounds' nearest points that satisfies the rows. */
static void start_primal(struct cp_lp_ipm *p) {
    for (size_t j = 0; j < p->ntotal; j++) {
        double x = 0;
        if (p->has_lo[j] && p->lo[j] > x)
            x = p->lo[j];
        if (p->has_up[j] && p->up[j] < x)
            x = p->up[j];
        p->at.x[j] = x;
    }
    memcpy(p->system.rhs, p->b, p->nrow * sizeof *p->system.rhs);
    cp_lp_ipm_times(p, -1, p->at.x, p->system.rhs);
    memset(p->system.rhs + p->nrow, 0, p->system.nlong * sizeof *p->system.rhs);
    cp_lp_normal_solve(p->system.normal, p->system.rhs);
    cp_lp_ipm_times_transposed(p, 1, p->system.rhs, p->at.x);
}

/* y: least squares of c = A'y; what is left of c is for the multipliers. */
static void start_dual(struct cp_lp_ipm *p) {
    memset(p->system.rhs, 0, (p->nrow + p->system.nlong) * sizeof *p->system.rhs);
    cp_lp_ipm_times(p, 1, p->cost, p->system.rhs);
    cp_lp_normal_solve(p->system.normal, p->system.rhs);
    memcpy(p->at.y, p->system.rhs, p->nrow * sizeof *p->at.y);
    memcpy(p->residual.dual, p->cost, p->ntotal * sizeof *p->residual.dual);
    cp_lp_ipm_times_transposed(p, -1, p->at.y, p->residual.dual);
}

/* The distance that everything keeps at least: of the order of the farthest out of its bounds.
 * Measured on planning programs: with the mean of those outside, some begin too near to the
 * boundary for half of their iterations; with the farthest, all take longer to come back. */
static double least_distance(const struct cp_lp_ipm *p) {
    double farthest = 0;
    for (size_t j = 0; j < p->ntotal; j++)
        farthest = fmax(farthest, fmax(p->lo[j] - p->at.x[j], p->at.x[j] - p->up[j]));
    return nearest + share * farthest;
}

static double typical_price(const struct cp_lp_ipm *p) {
    double sum = 0;
    for (size_t j = 0; j < p->ntotal; j++)
        sum += p->absent[j] ? 0 : p->residual.dual[j] * p->residual.dual[j];
    return p->ntotal ? sqrt(sum / (double)p->ntotal) : 0;
}

/* Slacks at least that distance, or as far as the point is out, within narrow boxes; products
 * between mu and `spread` more: a far bound with a large multiplier would dominate them all. */
static void centre(struct cp_lp_ipm *p) {
    double least = least_distance(p), price = part * (1 + typical_price(p));
    double mu = least * price;
    for (size_t j = 0; j < p->ntotal; j++) {
        if (p->has_lo[j] && p->has_up[j]) {
            double width = p->up[j] - p->lo[j], margin = fmin(least, 0.25 * width);
            p->at.x[j] = fmin(fmax(p->at.x[j], p->lo[j] + margin), p->up[j] - margin);
        }
        p->at.w[j] = p->has_lo[j] ? fmax(fabs(p->at.x[j] - p->lo[j]), least) : 0;
        p->at.v[j] = p->has_up[j] ? fmax(fabs(p->up[j] - p->at.x[j]), least) : 0;
        if (p->has_lo[j] && p->has_up[j]) {
            p->at.w[j] = p->at.x[j] - p->lo[j];
            p->at.v[j] = p->up[j] - p->at.x[j];
        }
        p->at.zl[j] = p->has_lo[j] ? fmin(fmax(p->residual.dual[j], 0), spread * mu / p->at.w[j]) +
                                         mu / p->at.w[j]
                                   : 0;
        p->at.zu[j] = p->has_up[j] ? fmin(fmax(-p->residual.dual[j], 0), spread * mu / p->at.v[j]) +
                                         mu / p->at.v[j]
                                   : 0;
    }
}

int cp_lp_ipm_start(struct cp_lp_ipm *p) {
    for (size_t j = 0; j < p->ncol; j++)
        p->system.theta[j] = 1;
    /* a ridge on every row keeps dependent equations from blowing the point up */
    for (size_t i = 0; i < p->nrow; i++)
        p->system.theta[p->ncol + i] = p->absent[p->ncol + i] ? ridge : 1;
    int rc = cp_lp_normal_factor(p->system.normal, p->system.theta, p->system.theta + p->ncol);
    if (rc)
        return rc;
    start_primal(p);
    start_dual(p);
    centre(p);
    return 0;
}
