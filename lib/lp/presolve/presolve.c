/* Which reductions, in which order, and what is left; the way back. */
#include "lp/presolve/presolve.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A round that removes less than one row or column in ENOUGH is the last. */
enum { ROUNDS_MAX = 20, ENOUGH = 200 };
static const double rounding = 1e-13;
/* Of scaled prices, what an answer may miss; of a distance to its price. */
static const double noise = 1e-8, ratio = 1e3;

static bool ends(const struct cp_lp_work *w) {
    return w->stopped || w->oom || w->status != CP_LP_UNDECIDED;
}

static void simplify(struct cp_lp_work *w, const struct cp_lp_view *v, bool all) {
    static void (*const reductions[])(struct cp_lp_work *) = {
        cp_lp_reduce_forcing,   cp_lp_reduce_free_singletons, cp_lp_reduce_doubletons,
        cp_lp_reduce_dominated, cp_lp_reduce_parallel_rows,   cp_lp_reduce_parallel_columns};
    if (all && !w->integer)
        cp_lp_drop_tiny(w, v);
    cp_lp_reduce_singletons(w);
    cp_lp_reduce_fixed(w);
    cp_lp_reduce_singletons(w);
    size_t before = SIZE_MAX, size = w->ncol + w->nrow;
    for (int round = 0; all && round < ROUNDS_MAX && before != w->changes; round++) {
        if (round > 0 && w->changes - before < size / ENOUGH)
            break;
        before = w->changes;
        for (size_t k = 0; k < sizeof reductions / sizeof *reductions && !ends(w); k++) {
            reductions[k](w);
            cp_lp_reduce_singletons(w);
        }
    }
    cp_lp_reduce_empty(w);
}

/* What is left in compressed columns: row by row, so that each column's rows ascend. */
static bool extract(const struct cp_lp_work *w, const uint32_t *block, struct cp_lp_reduced *r) {
    struct cp_arena *a = &r->arena, *numbers = &r->numbers;
    size_t n = 0, m = 0, nnz = 0;
    uint32_t *new_col = cp_arena_calloc((struct cp_arena *)&w->arena, w->ncol + 1, sizeof *new_col);
    for (size_t j = 0; j < w->ncol; j++)
        n += !w->by_col.gone[j];
    for (size_t i = 0; i < w->nrow; i++) {
        m += !w->by_row.gone[i];
        nnz += w->by_row.gone[i] ? 0 : w->by_row.len[i];
    }
    double *cost = cp_arena_calloc(numbers, n + 1, sizeof *cost);
    double *lower = cp_arena_calloc(numbers, n + 1, sizeof *lower);
    double *upper = cp_arena_calloc(numbers, n + 1, sizeof *upper);
    double *row_lower = cp_arena_calloc(numbers, m + 1, sizeof *row_lower);
    double *row_upper = cp_arena_calloc(numbers, m + 1, sizeof *row_upper);
    size_t *start = cp_arena_calloc(a, n + 2, sizeof *start);
    uint32_t *row = cp_arena_calloc(a, nnz + 1, sizeof *row);
    double *value = cp_arena_calloc(numbers, nnz + 1, sizeof *value);
    r->col = cp_arena_calloc(a, n + 1, sizeof *r->col);
    r->row = cp_arena_calloc(a, m + 1, sizeof *r->row);
    uint32_t *left = cp_arena_calloc(a, block ? m + 1 : 1, sizeof *left);
    r->reduced = cp_arena_calloc(a, w->ncol + 1, sizeof *r->reduced);
    if (!new_col || !cost || !lower || !upper || !row_lower || !row_upper || !start || !row ||
        !value || !r->col || !r->row || !r->reduced || !left)
        return false;
    n = m = 0;
    for (size_t j = 0; j < w->ncol; j++) {
        if (w->by_col.gone[j])
            continue;
        r->col[n] = (uint32_t)j;
        cost[n] = w->cost[j];
        lower[n] = w->lower[j];
        upper[n] = w->upper[j];
        start[n + 2] = start[n + 1] + w->by_col.len[j];
        new_col[j] = (uint32_t)n++;
    }
    for (size_t i = 0; i < w->nrow; i++) {
        if (w->by_row.gone[i])
            continue;
        r->row[m] = (uint32_t)i;
        left[block ? m : 0] = block ? block[i] : 0;
        row_lower[m] = w->row_lower[i];
        row_upper[m] = w->row_upper[i];
        for (uint32_t e = w->by_row.head[i]; e != CP_NAME_NONE; e = w->by_row.next[e]) {
            size_t p = start[new_col[w->col[e]] + 1u]++;
            row[p] = (uint32_t)m;
            value[p] = w->value[e];
        }
        m++;
    }
    r->v = (struct cp_lp_view){.ncol = n,
                               .nrow = m,
                               .nnz = nnz,
                               .start = start,
                               .row = row,
                               .value = value,
                               .cost = cost,
                               .lower = lower,
                               .upper = upper,
                               .row_lower = row_lower,
                               .row_upper = row_upper,
                               .block = block ? left : NULL,
                               .constant = w->constant};
    return true;
}

/* Which of the columns left are integers. */
static bool extract_integers(const struct cp_lp_work *w, struct cp_lp_reduced *r) {
    bool *integer = cp_arena_calloc(&r->arena, r->v.ncol + 1, sizeof *integer);
    for (size_t j = 0; integer && j < r->v.ncol; j++)
        integer[j] = w->integer[r->col[j]];
    r->v.integer = integer;
    return integer;
}

int cp_lp_presolve(const struct cp_lp_view *v, const struct cp_lp_options *opt, double deadline,
                   struct cp_lp_reduced *r, struct cp_error *err) {
    *r = (struct cp_lp_reduced){.status = CP_LP_UNDECIDED};
    struct cp_lp_work w = {.stack = &r->stack, .opt = opt, .deadline = deadline};
    bool good = cp_lp_work_new(&w, v);
    if (good)
        simplify(&w, v, !opt->no_presolve);
    good = good && !w.oom &&
           (w.status != CP_LP_UNDECIDED ||
            (extract(&w, v->block, r) && (!w.integer || extract_integers(&w, r))));
    r->status = w.status;
    cp_arena_release(&w.arena);
    return good ? 0 : cp_fail_nomem(err);
}

void cp_lp_reduced_scaled(struct cp_lp_reduced *r, const struct cp_lp_scaling *s) {
    cp_arena_release(&r->numbers);
    r->v = s->v;
    r->scaling = s;
}

void cp_lp_reduced_release(struct cp_lp_reduced *r) {
    cp_arena_release(&r->numbers);
    cp_arena_release(&r->arena);
    free(r->stack.record);
    free(r->stack.entry);
    *r = (struct cp_lp_reduced){0};
}

/* ---- the way back ------------------------------------------------------------------------ */

typedef void undo(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                  struct cp_lp_point *p);

static undo *const undos[] = {
    [CP_LP_POSTSOLVE_FIXED] = cp_lp_postsolve_fixed,
    [CP_LP_POSTSOLVE_SINGLETON] = cp_lp_postsolve_singleton,
    [CP_LP_POSTSOLVE_FORCING] = cp_lp_postsolve_forcing,
    [CP_LP_POSTSOLVE_FREE] = cp_lp_postsolve_free,
    [CP_LP_POSTSOLVE_SLACK] = cp_lp_postsolve_slack,
    [CP_LP_POSTSOLVE_DOUBLETON] = cp_lp_postsolve_doubleton,
    [CP_LP_POSTSOLVE_ROW] = cp_lp_postsolve_row,
    [CP_LP_POSTSOLVE_COLUMN] = cp_lp_postsolve_column,
};

/* Reduced cost of column j left, without rounding. */
static double reduced_cost(const struct cp_lp_view *v, size_t j, const double *y) {
    double z = v->cost[j], size = fabs(z);
    for (size_t q = v->start[j]; q < v->start[j + 1]; q++) {
        double ay = v->value[q] * y[v->row[q]];
        z -= ay;
        size += fabs(ay);
    }
    return fabs(z) <= rounding * size ? 0 : z;
}

/* A price that is nothing to how far the column is from its bounds is none: the rows that are
 * given back from bounds would have it as their dual. */
static bool is_free(const struct cp_lp_view *v, size_t j, double x, double z) {
    return fabs(z) < noise && ratio * fabs(z) < fmin(x - v->lower[j], v->upper[j] - x);
}

void cp_lp_postsolve(const struct cp_lp_view *v, const struct cp_lp_reduced *r, const double *x,
                     const double *y, double *full_x, double *full_y) {
    struct cp_lp_point p = {full_x, r->reduced, full_y};
    const struct cp_lp_scaling *s = r->scaling;
    memset(full_y, 0, v->nrow * sizeof *full_y);
    for (size_t i = 0; i < r->v.nrow; i++)
        full_y[r->row[i]] = s ? cp_lp_unscaled_y(s, i, y[i]) : y[i];
    for (size_t j = 0; j < r->v.ncol; j++) {
        double z = reduced_cost(&r->v, j, y);
        if (is_free(&r->v, j, x[j], z))
            z = 0;
        full_x[r->col[j]] = s ? cp_lp_unscaled_x(s, j, x[j]) : x[j];
        p.z[r->col[j]] = s ? cp_lp_unscaled_z(s, j, z) : z;
    }
    for (size_t k = r->stack.n; k-- > 0;) {
        const struct cp_lp_postsolve_record *u = &r->stack.record[k];
        undos[u->kind](u, r->stack.entry ? r->stack.entry + u->from : NULL, &p);
    }
}
