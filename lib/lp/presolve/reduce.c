/* The program that presolve works on, and the stack of what it did. */
#include "lp/presolve/reduce.h"
#include "lp/model/limits.h"
#include <math.h>
#include <string.h>

static const double tiny = 1e-9, rounding = 1e-13, integral = 1e-6;

static void link_line(struct cp_lp_lines *l, uint32_t k, uint32_t e) {
    l->prev[e] = CP_NAME_NONE;
    l->next[e] = l->head[k];
    if (l->head[k] != CP_NAME_NONE)
        l->prev[l->head[k]] = e;
    l->head[k] = e;
    l->len[k]++;
}

static void unlink_line(struct cp_lp_lines *l, uint32_t k, uint32_t e) {
    uint32_t prev = l->prev[e], next = l->next[e];
    *(prev == CP_NAME_NONE ? &l->head[k] : &l->next[prev]) = next;
    if (next != CP_NAME_NONE)
        l->prev[next] = prev;
    l->len[k]--;
}

static void link_entry(struct cp_lp_work *w, uint32_t e, uint32_t i, uint32_t j) {
    w->row[e] = i;
    w->col[e] = j;
    link_line(&w->by_row, i, e);
    link_line(&w->by_col, j, e);
}

static void unlink_entry(struct cp_lp_work *w, uint32_t e) {
    unlink_line(&w->by_row, w->row[e], e);
    unlink_line(&w->by_col, w->col[e], e);
}

static bool allocate_lines(struct cp_arena *a, struct cp_lp_lines *l, size_t n, size_t nnz) {
    l->head = cp_arena_alloc(a, (n + 1) * sizeof *l->head);
    l->len = cp_arena_calloc(a, n + 1, sizeof *l->len);
    l->gone = cp_arena_calloc(a, n + 1, sizeof *l->gone);
    l->next = cp_arena_calloc(a, nnz + 1, sizeof *l->next);
    l->prev = cp_arena_calloc(a, nnz + 1, sizeof *l->prev);
    if (!l->head || !l->len || !l->gone || !l->next || !l->prev)
        return false;
    for (size_t k = 0; k < n; k++)
        l->head[k] = CP_NAME_NONE;
    return true;
}

static bool allocate(struct cp_lp_work *w, size_t nnz) {
    struct cp_arena *a = &w->arena;
    double **of_row[] = {&w->row_lower, &w->row_upper, &w->row_size};
    double **of_col[] = {&w->cost, &w->lower, &w->upper};
    bool good = true;
    for (size_t k = 0; k < 3; k++)
        good = good && (*of_row[k] = cp_arena_calloc(a, w->nrow + 1, sizeof(double))) &&
               (*of_col[k] = cp_arena_calloc(a, w->ncol + 1, sizeof(double)));
    w->value = cp_arena_calloc(a, nnz + 1, sizeof *w->value);
    w->row = cp_arena_calloc(a, nnz + 1, sizeof *w->row);
    w->col = cp_arena_calloc(a, nnz + 1, sizeof *w->col);
    w->queue.row = cp_arena_calloc(a, w->nrow + 1, sizeof *w->queue.row);
    w->queue.holds = cp_arena_calloc(a, w->nrow + 1, sizeof *w->queue.holds);
    return good && w->value && w->row && w->col && w->queue.row && w->queue.holds &&
           allocate_lines(a, &w->by_row, w->nrow, nnz) &&
           allocate_lines(a, &w->by_col, w->ncol, nnz);
}

static void enqueue(struct cp_lp_work *w, size_t i) {
    if (w->by_row.len[i] > 1 || w->by_row.gone[i] || w->queue.holds[i])
        return;
    w->queue.holds[i] = true;
    w->queue.row[w->queue.n++] = (uint32_t)i;
}

bool cp_lp_work_new(struct cp_lp_work *w, const struct cp_lp_view *v) {
    w->ncol = v->ncol;
    w->nrow = v->nrow;
    w->constant = v->constant;
    w->integer = v->integer;
    w->status = CP_LP_UNDECIDED;
    if (v->nnz >= CP_NAME_NONE || !allocate(w, v->nnz))
        return false;
    memcpy(w->cost, v->cost, v->ncol * sizeof(double));
    memcpy(w->lower, v->lower, v->ncol * sizeof(double));
    memcpy(w->upper, v->upper, v->ncol * sizeof(double));
    for (size_t i = 0; i < v->nrow; i++) {
        double lo = w->row_lower[i] = v->row_lower[i], up = w->row_upper[i] = v->row_upper[i];
        w->row_size[i] = fmax(isinf(lo) ? 0 : fabs(lo), isinf(up) ? 0 : fabs(up));
    }
    for (size_t j = 0; j < v->ncol; j++)
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            if (v->value[p] != 0) {
                w->value[p] = v->value[p];
                link_entry(w, (uint32_t)p, v->row[p], (uint32_t)j);
            }
    for (size_t i = 0; i < v->nrow; i++)
        enqueue(w, i);
    return true;
}

bool cp_lp_work_ends(struct cp_lp_work *w, size_t k) {
    if (k % 4096 == 0)
        w->stopped = w->stopped || cp_lp_stopped(w->opt, w->deadline);
    return w->stopped || w->oom || w->status != CP_LP_UNDECIDED;
}

/* ---- the postsolve stack
 * --------------------------------------------------------------------------- */

struct cp_lp_postsolve_record *cp_lp_postsolve_push(struct cp_lp_work *w,
                                                    enum cp_lp_postsolve_kind kind) {
    struct cp_lp_postsolve_stack *s = w->stack;
    if (!cp_grow(&s->record, &s->cap, s->n, sizeof *s->record)) {
        w->oom = true;
        return NULL;
    }
    struct cp_lp_postsolve_record *u = &s->record[s->n++];
    *u = (struct cp_lp_postsolve_record){.kind = (unsigned char)kind, .from = s->nentry};
    return u;
}

static void push_entry(struct cp_lp_work *w, struct cp_lp_postsolve_record *u, uint32_t index,
                       double value) {
    struct cp_lp_postsolve_stack *s = w->stack;
    if (!cp_grow(&s->entry, &s->entry_cap, s->nentry, sizeof *s->entry)) {
        w->oom = true;
        return;
    }
    s->entry[s->nentry++] = (struct cp_lp_entry){index, value};
    u->n++;
}

void cp_lp_postsolve_push_row(struct cp_lp_work *w, struct cp_lp_postsolve_record *u, size_t row,
                              size_t but) {
    for (uint32_t e = w->by_row.head[row]; e != CP_NAME_NONE; e = w->by_row.next[e])
        if (w->col[e] != but)
            push_entry(w, u, w->col[e], w->value[e]);
}

void cp_lp_postsolve_push_col(struct cp_lp_work *w, struct cp_lp_postsolve_record *u, size_t col,
                              size_t but) {
    for (uint32_t e = w->by_col.head[col]; e != CP_NAME_NONE; e = w->by_col.next[e])
        if (w->row[e] != but)
            push_entry(w, u, w->row[e], w->value[e]);
}

/* ---- changes ----------------------------------------------------------------------------- */

void cp_lp_drop_entry(struct cp_lp_work *w, uint32_t e) {
    unlink_entry(w, e);
    enqueue(w, w->row[e]);
}

/* To another column of the same row. */
void cp_lp_move_entry(struct cp_lp_work *w, uint32_t e, uint32_t col, double value) {
    uint32_t i = w->row[e];
    unlink_entry(w, e);
    w->value[e] = value;
    link_entry(w, e, i, col);
}

void cp_lp_drop_row(struct cp_lp_work *w, size_t i) {
    w->by_row.gone[i] = true;
    w->changes++;
    while (w->by_row.head[i] != CP_NAME_NONE)
        cp_lp_drop_entry(w, w->by_row.head[i]);
}

void cp_lp_drop_col(struct cp_lp_work *w, size_t j) {
    w->by_col.gone[j] = true;
    w->changes++;
}

void cp_lp_shift_row(struct cp_lp_work *w, size_t i, double amount) {
    w->row_lower[i] -= amount;
    w->row_upper[i] -= amount;
    w->row_size[i] = fmax(w->row_size[i], fabs(amount));
}

void cp_lp_fix_col(struct cp_lp_work *w, size_t j, double x) {
    struct cp_lp_postsolve_record *u = cp_lp_postsolve_push(w, CP_LP_POSTSOLVE_FIXED);
    if (!u)
        return;
    u->col = (uint32_t)j;
    u->number[0] = x;
    u->number[1] = w->cost[j];
    cp_lp_postsolve_push_col(w, u, j, SIZE_MAX);
    w->constant += w->cost[j] * x;
    while (w->by_col.head[j] != CP_NAME_NONE) {
        uint32_t e = w->by_col.head[j];
        if (x != 0)
            cp_lp_shift_row(w, w->row[e], w->value[e] * x);
        cp_lp_drop_entry(w, e);
    }
    cp_lp_drop_col(w, j);
}

void cp_lp_postsolve_fixed(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                           struct cp_lp_point *p) {
    double z = u->number[1], size = fabs(z);
    for (size_t k = 0; k < u->n; k++) {
        double ay = e[k].value * p->y[e[k].index];
        z -= ay;
        size += fabs(ay);
    }
    p->x[u->col] = u->number[0];
    p->z[u->col] = fabs(z) <= rounding * size ? 0 : z;
}

bool cp_lp_is_integer(const struct cp_lp_work *w, size_t j) {
    return w->integer && w->integer[j];
}

int cp_lp_narrow(struct cp_lp_work *w, size_t j, double lo, double up) {
    int sides = 0;
    if (cp_lp_is_integer(w, j)) {
        lo = ceil(lo - integral);
        up = floor(up + integral);
    }
    if (lo > w->lower[j]) {
        w->lower[j] = lo;
        sides |= CP_LP_LOWER;
    }
    if (up < w->upper[j]) {
        w->upper[j] = up;
        sides |= CP_LP_UPPER;
    }
    return sides;
}

/* What the column's value is uncertain by, its rows are too: no room of theirs is less. */
static void blur_rows(struct cp_lp_work *w, size_t j, double by) {
    for (uint32_t e = w->by_col.head[j]; e != CP_NAME_NONE; e = w->by_col.next[e]) {
        double *size = &w->row_size[w->row[e]];
        *size = fmax(*size, fabs(w->value[e]) * by / tiny);
    }
}

void cp_lp_settle(struct cp_lp_work *w, size_t j) {
    double lo = w->lower[j], up = w->upper[j], gap = up - lo, scale = 1 + fmin(fabs(lo), fabs(up));
    if (gap < -tiny * scale)
        w->status = CP_LP_INFEASIBLE;
    else if (isfinite(gap) && gap <= 1e-2 * tiny * scale) {
        blur_rows(w, j, fabs(gap));
        cp_lp_fix_col(w, j, gap < 0 ? 0.5 * (lo + up) : lo);
    }
}
