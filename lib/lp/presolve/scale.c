#include "lp/presolve/scale.h"
#include <math.h>
#include <string.h>

enum { PASSES = 12 };

static double power_of_two(double x) {
    return x > 0 && isfinite(x) ? exp2(nearbyint(log2(x))) : 1;
}

void cp_lp_equilibrate(const struct cp_lp_view *v, double *row, double *col, double *row_max) {
    for (size_t i = 0; i < v->nrow; i++)
        row[i] = 1;
    for (size_t j = 0; j < v->ncol; j++)
        col[j] = 1;
    for (int pass = 0; pass < PASSES; pass++) {
        memset(row_max, 0, v->nrow * sizeof *row_max);
        for (size_t j = 0; j < v->ncol; j++) {
            double col_max = 0;
            for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
                size_t i = v->row[p];
                double a = fabs(v->value[p]) * row[i] * col[j];
                col_max = a > col_max ? a : col_max;
                row_max[i] = a > row_max[i] ? a : row_max[i];
            }
            if (col_max > 0)
                col[j] /= sqrt(col_max);
        }
        for (size_t i = 0; i < v->nrow; i++)
            if (row_max[i] > 0)
                row[i] /= sqrt(row_max[i]);
    }
    for (size_t i = 0; i < v->nrow; i++)
        row[i] = power_of_two(row[i]);
    for (size_t j = 0; j < v->ncol; j++)
        col[j] = power_of_two(col[j]);
}

/* The geometric mean of what is neither zero nor infinite. */
struct mean {
    double sum;
    size_t n;
};

static void count(struct mean *m, double x) {
    if (x != 0 && isfinite(x)) {
        m->sum += log2(fabs(x));
        m->n++;
    }
}

static double geometric(const struct mean *m) {
    return m->n ? power_of_two(exp2(m->sum / (double)m->n)) : 1;
}

/* Of what has an upper bound alone the other sign: powers of two as ever, and a lower bound. */
static void turn(double *factor, const double *lower, const double *upper, size_t n) {
    for (size_t k = 0; k < n; k++)
        if (isinf(lower[k]) && isfinite(upper[k]))
            factor[k] = -factor[k];
}

/* Bounds times a factor, which may turn them. */
static void scale_bounds(double factor, double *lower, double *upper) {
    double a = *lower * factor, b = *upper * factor;
    *lower = factor < 0 ? b : a;
    *upper = factor < 0 ? a : b;
}

int cp_lp_scale(const struct cp_lp_view *v, struct cp_lp_scaling *s, struct cp_error *err) {
    *s = (struct cp_lp_scaling){.v = *v, .size = 1, .price = 1};
    struct cp_arena *a = &s->arena;
    size_t n = v->ncol, m = v->nrow;
    s->row = cp_arena_calloc(a, m + 1, sizeof(double));
    s->col = cp_arena_calloc(a, n + 1, sizeof(double));
    double *value = cp_arena_calloc(a, v->nnz + 1, sizeof *value);
    double *cost = cp_arena_calloc(a, n + 1, sizeof *cost);
    double *bound = cp_arena_calloc(a, 2 * (n + m) + 1, sizeof *bound);
    double *work = cp_arena_calloc(a, m + 1, sizeof *work);
    if (!s->row || !s->col || !value || !cost || !bound || !work)
        return cp_fail_nomem(err);
    double *lower = bound, *upper = bound + n, *row_lower = bound + 2 * n,
           *row_upper = row_lower + m;
    cp_lp_equilibrate(v, s->row, s->col, work);
    turn(s->row, v->row_lower, v->row_upper, m);
    turn(s->col, v->lower, v->upper, n);
    struct mean sizes = {0}, prices = {0};
    for (size_t j = 0; j < n; j++) {
        cost[j] = v->cost[j] * s->col[j];
        lower[j] = v->lower[j];
        upper[j] = v->upper[j];
        scale_bounds(1 / s->col[j], &lower[j], &upper[j]);
        count(&prices, cost[j]);
        count(&sizes, lower[j]);
        count(&sizes, upper[j]);
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            value[p] = v->value[p] * s->row[v->row[p]] * s->col[j];
    }
    for (size_t i = 0; i < m; i++) {
        row_lower[i] = v->row_lower[i];
        row_upper[i] = v->row_upper[i];
        scale_bounds(s->row[i], &row_lower[i], &row_upper[i]);
        count(&sizes, row_lower[i]);
        if (row_upper[i] != row_lower[i])
            count(&sizes, row_upper[i]);
    }
    s->size = geometric(&sizes);
    s->price = geometric(&prices);
    for (size_t k = 0; k < 2 * (n + m); k++)
        bound[k] /= s->size;
    for (size_t j = 0; j < n; j++)
        cost[j] /= s->price;
    s->v.value = value;
    s->v.cost = cost;
    s->v.lower = lower;
    s->v.upper = upper;
    s->v.row_lower = row_lower;
    s->v.row_upper = row_upper;
    s->v.constant = 0;
    return 0;
}

void cp_lp_scaling_release(struct cp_lp_scaling *s) {
    cp_arena_release(&s->arena);
    *s = (struct cp_lp_scaling){0};
}
