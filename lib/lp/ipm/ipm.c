/* The interior point itself: memory, residuals, starting point. */
#include "lp/ipm/ipm.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows and columns, fewer than which are not worth waking a thread for. */
enum { FEW = 100000 };

/* Of theta's inverse, to begin with. */
static const double regular = 1e-8;

static double *vector(struct cp_lp_ipm *p, size_t n, bool *oom) {
    double *a = cp_arena_calloc(&p->arena, n + 1, sizeof *a);
    *oom = *oom || !a;
    return a;
}

static struct cp_lp_primal_dual new_direction(struct cp_lp_ipm *p, bool *oom) {
    size_t n = p->ntotal;
    return (struct cp_lp_primal_dual){.x = vector(p, n, oom),
                                      .w = vector(p, n, oom),
                                      .zl = vector(p, n, oom),
                                      .v = vector(p, p->nboxed, oom),
                                      .zu = vector(p, p->nboxed, oom),
                                      .y = vector(p, p->nrow, oom)};
}

static bool allocate(struct cp_lp_ipm *p) {
    size_t n = p->ntotal, m = p->nrow, all = m + p->system.nlong;
    bool oom = false;
    double **total[] = {&p->residual.lower, &p->residual.dual, &p->target.lower, &p->system.theta,
                        &p->system.h,       &p->system.spare,  &p->trial.x};
    double **boxed[] = {&p->residual.upper, &p->target.upper};
    double **rows[] = {&p->residual.row, &p->left, &p->trial.y};
    for (size_t k = 0; k < sizeof total / sizeof *total; k++)
        *total[k] = vector(p, n, &oom);
    for (size_t k = 0; k < sizeof boxed / sizeof *boxed; k++)
        *boxed[k] = vector(p, p->nboxed, &oom);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        *rows[k] = vector(p, m, &oom);
    p->system.rhs = vector(p, all, &oom);
    p->system.left = vector(p, p->system.nlong, &oom);
    p->at = new_direction(p, &oom);
    p->step = new_direction(p, &oom);
    p->extra = new_direction(p, &oom);
    for (size_t k = 0; k < CP_LP_KRYLOV; k++)
        p->system.krylov[k] =
            (struct cp_lp_krylov){.z = vector(p, all, &oom), .c = vector(p, all, &oom)};
    return !oom;
}

/* What the program says of every column and slack. */
static bool take_bounds(struct cp_lp_ipm *p) {
    const struct cp_lp_view *v = p->view;
    bool oom = p->ntotal >= UINT32_MAX;
    p->b = vector(p, p->nrow, &oom);
    p->has_lo = cp_arena_calloc(&p->arena, p->ntotal + 1, sizeof(bool));
    p->absent = cp_arena_calloc(&p->arena, p->ntotal + 1, sizeof(bool));
    if (oom || !p->has_lo || !p->absent)
        return false;
    for (size_t i = 0; i < p->nrow; i++) {
        size_t s = p->ncol + i;
        p->absent[s] = v->row_lower[i] == v->row_upper[i];
        p->b[i] = p->absent[s] ? v->row_lower[i] : 0;
    }
    for (size_t j = 0; j < p->ntotal; j++) {
        p->has_lo[j] = !p->absent[j] && isfinite(cp_lp_ipm_lo(p, j));
        bool has_up = !p->absent[j] && isfinite(cp_lp_ipm_up(p, j));
        CP_ASSERT(p->has_lo[j] || !has_up);
        p->nboxed += has_up;
        p->ncomplement += (size_t)p->has_lo[j] + has_up;
    }
    p->boxed = cp_arena_calloc(&p->arena, p->nboxed + 1, sizeof *p->boxed);
    if (!p->boxed)
        return false;
    size_t k = 0;
    for (size_t j = 0; j < p->ntotal; j++)
        if (!p->absent[j] && isfinite(cp_lp_ipm_up(p, j)))
            p->boxed[k++] = (uint32_t)j;
    p->boxed[k] = UINT32_MAX;
    return true;
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
    free(p->rows.pos); /* of the pattern alone */
    p->rows.pos = NULL;
    p->system.regular = regular;
    p->system.nlong = cp_lp_normal_long(p->system.normal, &p->system.column);
    return take_bounds(p) && allocate(p) ? 0 : cp_fail_nomem(err);
}

size_t cp_lp_ipm_boxed_before(const struct cp_lp_ipm *p, size_t j) {
    size_t from = 0, to = p->nboxed;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (p->boxed[middle] < j)
            from = middle + 1;
        else
            to = middle;
    }
    return from;
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

static void residual_of_lower(const struct cp_lp_ipm *p, size_t j, struct part *t) {
    double lo = cp_lp_ipm_lo(p, j);
    p->residual.lower[j] = lo - p->at.x[j] + p->at.w[j];
    p->residual.dual[j] -= p->at.zl[j];
    t->dual_obj += lo * p->at.zl[j];
    t->complement += p->at.w[j] * p->at.zl[j];
    note(&t->primal_res, p->residual.lower[j], lo);
}

static void residual_of_upper(const struct cp_lp_ipm *p, size_t j, size_t k, struct part *t) {
    double up = cp_lp_ipm_up(p, j);
    p->residual.upper[k] = up - p->at.x[j] - p->at.v[k];
    p->residual.dual[j] += p->at.zu[k];
    t->dual_obj -= up * p->at.zu[k];
    t->complement += p->at.v[k] * p->at.zu[k];
    note(&t->primal_res, p->residual.upper[k], up);
}

static void residuals_of_columns(const struct cp_lp_ipm *p, size_t from, size_t to,
                                 struct part *t) {
    size_t k = cp_lp_ipm_boxed_before(p, from);
    for (size_t j = from; j < to; j++) {
        double cost = j < p->ncol ? p->view->cost[j] : 0;
        t->primal_obj += cost * p->at.x[j];
        if (p->has_lo[j])
            residual_of_lower(p, j, t);
        if (p->boxed[k] == j)
            residual_of_upper(p, j, k++, t);
        if (p->absent[j])
            p->residual.dual[j] = 0;
        note(&t->dual_res, p->residual.dual[j], cost);
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

/* c - A'y */
static void left_of_costs(struct cp_lp_ipm *p) {
    memcpy(p->residual.dual, p->view->cost, p->ncol * sizeof *p->residual.dual);
    memset(p->residual.dual + p->ncol, 0, p->nrow * sizeof *p->residual.dual);
    cp_lp_ipm_times_transposed(p, -1, p->at.y, p->residual.dual);
}

void cp_lp_ipm_residuals(struct cp_lp_ipm *p) {
    size_t m = p->nrow;
    struct part part[CP_LP_PARTS] = {0}, all = {0};
    memcpy(p->residual.row, p->b, m * sizeof *p->residual.row);
    cp_lp_ipm_times(p, -1, p->at.x, p->residual.row);
    left_of_costs(p);
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

static const double ridge = 1e-3, spread = 10, nearest = 0.1, share = 0.15, part = 0.3;

/* ---- starting point ---------------------------------------------------------------------- */

/* x: the point nearest to the bounds' nearest points that satisfies the rows. */
static void start_primal(struct cp_lp_ipm *p) {
    for (size_t j = 0; j < p->ntotal; j++) {
        double x = 0;
        if (p->has_lo[j] && cp_lp_ipm_lo(p, j) > x)
            x = cp_lp_ipm_lo(p, j);
        p->at.x[j] = x;
    }
    for (size_t k = 0; k < p->nboxed; k++)
        p->at.x[p->boxed[k]] = fmin(p->at.x[p->boxed[k]], cp_lp_ipm_up(p, p->boxed[k]));
    memcpy(p->system.rhs, p->b, p->nrow * sizeof *p->system.rhs);
    cp_lp_ipm_times(p, -1, p->at.x, p->system.rhs);
    memset(p->system.rhs + p->nrow, 0, p->system.nlong * sizeof *p->system.rhs);
    cp_lp_normal_solve(p->system.normal, p->system.rhs);
    cp_lp_ipm_times_transposed(p, 1, p->system.rhs, p->at.x);
}

/* y: least squares of c = A'y; what is left of c is for the multipliers. */
static void start_dual(struct cp_lp_ipm *p) {
    memset(p->system.rhs, 0, (p->nrow + p->system.nlong) * sizeof *p->system.rhs);
    const struct cp_lp_view *v = p->view;
    for (size_t j = 0; j < p->ncol; j++)
        for (size_t q = v->start[j]; q < v->start[j + 1]; q++)
            p->system.rhs[v->row[q]] += v->value[q] * v->cost[j];
    cp_lp_normal_solve(p->system.normal, p->system.rhs);
    memcpy(p->at.y, p->system.rhs, p->nrow * sizeof *p->at.y);
    left_of_costs(p);
}

/* The distance that everything keeps at least: of the order of the farthest out of its bounds, and
 * of the mean distance, of which those far inside count as far as the farthest is out. Measured on
 * planning programs: where most are as far from their bounds as the farthest is out, less than the
 * mean begins too near to the boundary for half of the iterations; where few are, all that is more
 * takes longer to come back. */
static double least_distance(const struct cp_lp_ipm *p) {
    double farthest = 0, sum = 0;
    size_t n = 0;
    for (size_t j = 0; j < p->ntotal; j++)
        if (p->has_lo[j])
            farthest = fmax(farthest, cp_lp_ipm_lo(p, j) - p->at.x[j]);
    for (size_t k = 0; k < p->nboxed; k++)
        farthest = fmax(farthest, p->at.x[p->boxed[k]] - cp_lp_ipm_up(p, p->boxed[k]));
    for (size_t j = 0; j < p->ntotal; j++)
        if (p->has_lo[j]) {
            sum += fmin(fabs(p->at.x[j] - cp_lp_ipm_lo(p, j)), farthest);
            n++;
        }
    return nearest + share * farthest + (n ? sum / (double)n : 0);
}

static double typical_price(const struct cp_lp_ipm *p) {
    double sum = 0;
    for (size_t j = 0; j < p->ntotal; j++)
        sum += p->absent[j] ? 0 : p->residual.dual[j] * p->residual.dual[j];
    return p->ntotal ? sqrt(sum / (double)p->ntotal) : 0;
}

static double multiplier(double price, double mu, double distance) {
    return fmin(fmax(price, 0), spread * mu / distance) + mu / distance;
}

/* Slacks at least that distance, or as far as the point is out, within narrow boxes; products
 * between mu and `spread` more: a far bound with a large multiplier would dominate them all. */
static void centre(struct cp_lp_ipm *p) {
    double least = least_distance(p), price = part * (1 + typical_price(p));
    double mu = least * price;
    for (size_t j = 0; j < p->ntotal; j++)
        p->at.w[j] = p->has_lo[j] ? fmax(fabs(p->at.x[j] - cp_lp_ipm_lo(p, j)), least) : 1;
    for (size_t k = 0; k < p->nboxed; k++) {
        size_t j = p->boxed[k];
        double lo = cp_lp_ipm_lo(p, j), up = cp_lp_ipm_up(p, j);
        double margin = fmin(least, 0.25 * (up - lo));
        p->at.x[j] = fmin(fmax(p->at.x[j], lo + margin), up - margin);
        p->at.w[j] = p->at.x[j] - lo;
        p->at.v[k] = up - p->at.x[j];
        p->at.zu[k] = multiplier(-p->residual.dual[j], mu, p->at.v[k]);
    }
    for (size_t j = 0; j < p->ntotal; j++)
        p->at.zl[j] = p->has_lo[j] ? multiplier(p->residual.dual[j], mu, p->at.w[j]) : 0;
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
