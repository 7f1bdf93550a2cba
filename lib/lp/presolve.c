#include "lp/presolve.h"
#include <math.h>
#include <string.h>

/* The work in progress. A row that is done and a column that is removed count no more. */
struct work {
    const struct cp_lp_view *v;
    struct cp_lp_reduced *r;
    size_t *row_start; /* the matrix by rows */
    uint32_t *row_col;
    double *row_value;
    double *lower, *upper; /* of columns, as tightened */
    double *shift;         /* of rows: what removed columns contribute */
    uint32_t *row_left, *col_left;
    bool *row_done, *col_done;
    uint32_t *queue; /* rows to look at; a row enters when its count falls to 1 or 0: twice */
    size_t nqueue;
};

static const double tiny = 1e-9;

static bool allocate(struct work *w) {
    struct cp_arena *a = &w->r->arena;
    size_t n = w->v->ncol + 1, m = w->v->nrow + 1;
    w->row_start = cp_arena_calloc(a, m + 1, sizeof(size_t));
    w->row_col = cp_arena_calloc(a, w->v->nnz + 1, sizeof(uint32_t));
    w->row_value = cp_arena_calloc(a, w->v->nnz + 1, sizeof(double));
    w->lower = cp_arena_calloc(a, n, sizeof(double));
    w->upper = cp_arena_calloc(a, n, sizeof(double));
    w->shift = cp_arena_calloc(a, m, sizeof(double));
    w->row_left = cp_arena_calloc(a, m, sizeof(uint32_t));
    w->col_left = cp_arena_calloc(a, n, sizeof(uint32_t));
    w->row_done = cp_arena_calloc(a, m, sizeof(bool));
    w->col_done = cp_arena_calloc(a, n, sizeof(bool));
    w->queue = cp_arena_calloc(a, 3 * m, sizeof(uint32_t));
    w->r->fixed = cp_arena_calloc(a, n, sizeof(double));
    w->r->lower_row = cp_arena_calloc(a, n, sizeof(uint32_t));
    w->r->upper_row = cp_arena_calloc(a, n, sizeof(uint32_t));
    w->r->removed = cp_arena_calloc(a, n, sizeof(uint32_t));
    return w->row_start && w->row_col && w->row_value && w->lower && w->upper && w->shift &&
           w->row_left && w->col_left && w->row_done && w->col_done && w->queue && w->r->fixed &&
           w->r->lower_row && w->r->upper_row && w->r->removed;
}

static void transpose(struct work *w) {
    const struct cp_lp_view *v = w->v;
    for (size_t p = 0; p < v->nnz; p++)
        w->row_start[v->row[p] + 2u]++;
    for (size_t i = 0; i < v->nrow; i++)
        w->row_start[i + 2] += w->row_start[i + 1];
    for (size_t j = 0; j < v->ncol; j++)
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
            size_t q = w->row_start[v->row[p] + 1u]++;
            w->row_col[q] = (uint32_t)j;
            w->row_value[q] = v->value[p];
        }
    for (size_t i = 0; i < v->nrow; i++)
        w->row_left[i] = (uint32_t)(w->row_start[i + 1] - w->row_start[i]);
    for (size_t j = 0; j < v->ncol; j++)
        w->col_left[j] = (uint32_t)(v->start[j + 1] - v->start[j]);
}

static void remove_col(struct work *w, size_t j, double x) {
    const struct cp_lp_view *v = w->v;
    w->col_done[j] = true;
    w->r->fixed[j] = x;
    w->r->removed[w->r->nremoved++] = (uint32_t)j;
    for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
        uint32_t i = v->row[p];
        w->shift[i] += v->value[p] * x;
        if (--w->row_left[i] < 2 && !w->row_done[i])
            w->queue[w->nqueue++] = i;
    }
}

/* Once no row holds it, a column goes where its cost wants it. */
static void settle_empty(struct work *w, size_t j) {
    double c = w->v->cost[j], lo = w->lower[j], up = w->upper[j];
    double x = c > 0 ? lo : c < 0 ? up : lo > 0 ? lo : up < 0 ? up : 0;
    if (isinf(x)) {
        w->r->status = CP_LP_UNBOUNDED;
        return;
    }
    remove_col(w, j, x);
}

static void finish_row(struct work *w, size_t i) {
    w->row_done[i] = true;
    for (size_t p = w->row_start[i]; p < w->row_start[i + 1]; p++)
        w->col_left[w->row_col[p]]--;
}

static void tighten(struct work *w, size_t i, size_t j, double a) {
    double lo = (w->v->row_lower[i] - w->shift[i]) / a, up = (w->v->row_upper[i] - w->shift[i]) / a;
    if (a < 0) {
        double swap = lo;
        lo = up;
        up = swap;
    }
    if (lo > w->lower[j]) {
        w->lower[j] = lo;
        w->r->lower_row[j] = (uint32_t)i;
    }
    if (up < w->upper[j]) {
        w->upper[j] = up;
        w->r->upper_row[j] = (uint32_t)i;
    }
    double gap = w->upper[j] - w->lower[j], scale = 1 + fmin(fabs(w->lower[j]), fabs(w->upper[j]));
    if (gap < -tiny * scale)
        w->r->status = CP_LP_INFEASIBLE;
    else if (gap <= 1e-2 * tiny * scale)
        remove_col(w, j, gap < 0 ? 0.5 * (w->lower[j] + w->upper[j]) : w->lower[j]);
}

static void look_at_row(struct work *w, size_t i) {
    if (w->row_done[i])
        return;
    double lo = w->v->row_lower[i] - w->shift[i], up = w->v->row_upper[i] - w->shift[i];
    if (w->row_left[i] == 0) {
        double scale = 1 + fabs(w->shift[i]);
        if (lo > tiny * scale || up < -tiny * scale)
            w->r->status = CP_LP_INFEASIBLE;
        finish_row(w, i);
        return;
    }
    size_t p = w->row_start[i];
    while (w->col_done[w->row_col[p]])
        p++;
    finish_row(w, i);
    tighten(w, i, w->row_col[p], w->row_value[p]);
}

static void drain(struct work *w) {
    for (size_t k = 0; k < w->nqueue && w->r->status == CP_LP_UNDECIDED; k++)
        look_at_row(w, w->queue[k]);
    w->nqueue = 0;
}

static void simplify(struct work *w) {
    const struct cp_lp_view *v = w->v;
    for (size_t i = 0; i < v->nrow; i++) {
        if (isinf(v->row_lower[i]) && isinf(v->row_upper[i]))
            finish_row(w, i);
        else if (w->row_left[i] < 2)
            w->queue[w->nqueue++] = (uint32_t)i;
    }
    for (size_t j = 0; j < v->ncol; j++) {
        w->lower[j] = v->lower[j];
        w->upper[j] = v->upper[j];
        w->r->lower_row[j] = w->r->upper_row[j] = CP_NAME_NONE;
    }
    drain(w);
    for (size_t j = 0; j < v->ncol && w->r->status == CP_LP_UNDECIDED; j++) {
        if (!w->col_done[j] && w->lower[j] == w->upper[j])
            remove_col(w, j, w->lower[j]);
        drain(w);
    }
    for (size_t j = 0; j < v->ncol && w->r->status == CP_LP_UNDECIDED; j++)
        if (!w->col_done[j] && w->col_left[j] == 0)
            settle_empty(w, j);
}

/* Copy what is left. */
static bool extract(struct work *w) {
    const struct cp_lp_view *v = w->v;
    struct cp_lp_reduced *r = w->r;
    struct cp_arena *a = &r->arena;
    size_t n = 0, m = 0, nnz = 0;
    uint32_t *new_row = cp_arena_calloc(a, v->nrow + 1, sizeof *new_row);
    for (size_t j = 0; j < v->ncol; j++)
        n += !w->col_done[j];
    for (size_t i = 0; i < v->nrow; i++)
        m += !w->row_done[i];
    double *cost = cp_arena_calloc(a, n + 1, sizeof *cost);
    double *lower = cp_arena_calloc(a, n + 1, sizeof *lower);
    double *upper = cp_arena_calloc(a, n + 1, sizeof *upper);
    double *row_lower = cp_arena_calloc(a, m + 1, sizeof *row_lower);
    double *row_upper = cp_arena_calloc(a, m + 1, sizeof *row_upper);
    size_t *start = cp_arena_calloc(a, n + 1, sizeof *start);
    uint32_t *row = cp_arena_calloc(a, v->nnz + 1, sizeof *row);
    double *value = cp_arena_calloc(a, v->nnz + 1, sizeof *value);
    r->col = cp_arena_calloc(a, n + 1, sizeof *r->col);
    r->row = cp_arena_calloc(a, m + 1, sizeof *r->row);
    if (!new_row || !cost || !lower || !upper || !row_lower || !row_upper || !start || !row ||
        !value || !r->col || !r->row)
        return false;
    m = n = 0;
    for (size_t i = 0; i < v->nrow; i++) {
        if (w->row_done[i])
            continue;
        r->row[m] = (uint32_t)i;
        row_lower[m] = v->row_lower[i] - w->shift[i];
        row_upper[m] = v->row_upper[i] - w->shift[i];
        new_row[i] = (uint32_t)m++;
    }
    r->v.constant = v->constant;
    for (size_t j = 0; j < v->ncol; j++) {
        if (w->col_done[j]) {
            r->v.constant += v->cost[j] * r->fixed[j];
            continue;
        }
        r->col[n] = (uint32_t)j;
        cost[n] = v->cost[j];
        lower[n] = w->lower[j];
        upper[n] = w->upper[j];
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            if (!w->row_done[v->row[p]]) {
                row[nnz] = new_row[v->row[p]];
                value[nnz++] = v->value[p];
            }
        start[++n] = nnz;
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
                               .constant = r->v.constant};
    return true;
}

int cp_lp_presolve(const struct cp_lp_view *v, struct cp_lp_reduced *r, struct cp_error *err) {
    *r = (struct cp_lp_reduced){.status = CP_LP_UNDECIDED};
    struct work w = {.v = v, .r = r};
    if (!allocate(&w))
        return cp_fail_nomem(err);
    transpose(&w);
    simplify(&w);
    if (r->status == CP_LP_UNDECIDED && !extract(&w))
        return cp_fail_nomem(err);
    return 0;
}

void cp_lp_reduced_release(struct cp_lp_reduced *r) {
    cp_arena_release(&r->arena);
    *r = (struct cp_lp_reduced){0};
}

/* A column's reduced cost belongs to the singleton row that gave it the bound it leans on. */
static void hand_back(const struct cp_lp_view *v, const struct cp_lp_reduced *r, size_t j,
                      double *y) {
    uint32_t lower = r->lower_row[j], upper = r->upper_row[j];
    if (lower == CP_NAME_NONE && upper == CP_NAME_NONE)
        return;
    double d = v->cost[j], a_lower = 1, a_upper = 1, size = fabs(d);
    for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
        double ay = v->value[p] * y[v->row[p]];
        d -= ay;
        size += fabs(ay);
        if (v->row[p] == lower)
            a_lower = v->value[p];
        if (v->row[p] == upper)
            a_upper = v->value[p];
    }
    if (fabs(d) <= 1e-13 * size) /* rounding */
        return;
    if (d > 0 && lower != CP_NAME_NONE)
        y[lower] = d / a_lower;
    else if (d < 0 && upper != CP_NAME_NONE)
        y[upper] = d / a_upper;
}

void cp_lp_postsolve(const struct cp_lp_view *v, const struct cp_lp_reduced *r, const double *x,
                     const double *y, double *full_x, double *full_y) {
    memset(full_y, 0, v->nrow * sizeof *full_y);
    memcpy(full_x, r->fixed, v->ncol * sizeof *full_x);
    for (size_t j = 0; j < r->v.ncol; j++)
        full_x[r->col[j]] = x[j];
    for (size_t i = 0; i < r->v.nrow; i++)
        full_y[r->row[i]] = y[i];
    for (size_t j = 0; j < r->v.ncol; j++)
        hand_back(v, r, r->col[j], full_y);
    /* the last removed first: its rows' duals are known by then */
    for (size_t k = r->nremoved; k-- > 0;)
        hand_back(v, r, r->removed[k], full_y);
}
