#include "lp/stretch.h"
#include <string.h>

/* Columns of more than LONG entries become pieces of about PIECE. Measured on planning programs:
 * 8 to 26 differ little. */
enum { LONG = 20, PIECE = 12 };

static size_t pieces(size_t entries) {
    return entries > LONG ? (entries + PIECE - 1) / PIECE : 1;
}

struct arrays {
    double *cost, *lower, *upper, *row_lower, *row_upper, *value;
    size_t *start;
    uint32_t *row;
};

static bool allocate(struct cp_lp_stretched *s, size_t n, size_t m, size_t nnz, struct arrays *a) {
    a->cost = cp_arena_calloc(&s->arena, n + 1, sizeof(double));
    a->lower = cp_arena_calloc(&s->arena, n + 1, sizeof(double));
    a->upper = cp_arena_calloc(&s->arena, n + 1, sizeof(double));
    a->row_lower = cp_arena_calloc(&s->arena, m + 1, sizeof(double));
    a->row_upper = cp_arena_calloc(&s->arena, m + 1, sizeof(double));
    a->value = cp_arena_calloc(&s->arena, nnz + 1, sizeof(double));
    a->start = cp_arena_calloc(&s->arena, n + 1, sizeof(size_t));
    a->row = cp_arena_calloc(&s->arena, nnz + 1, sizeof(uint32_t));
    s->origin = cp_arena_calloc(&s->arena, n + 1, sizeof(uint32_t));
    return a->cost && a->lower && a->upper && a->row_lower && a->row_upper && a->value &&
           a->start && a->row && s->origin;
}

/* Write column j in `count` pieces from column *n, entry *q and row *m on. */
static void cut(const struct cp_lp_view *v, size_t j, size_t count, struct cp_lp_stretched *s,
                struct arrays *a, size_t *n, size_t *m, size_t *q) {
    size_t from = v->start[j], entries = v->start[j + 1] - from;
    for (size_t k = 0; k < count; k++) {
        size_t first = from + entries * k / count, last = from + entries * (k + 1) / count;
        memcpy(a->row + *q, v->row + first, (last - first) * sizeof *a->row);
        memcpy(a->value + *q, v->value + first, (last - first) * sizeof *a->value);
        *q += last - first;
        if (k > 0) {
            a->row[*q] = (uint32_t)(*m)++;
            a->value[(*q)++] = -1;
        }
        if (k + 1 < count) {
            a->row[*q] = (uint32_t)*m;
            a->value[(*q)++] = 1;
        }
        a->cost[*n] = v->cost[j] / (double)count;
        a->lower[*n] = v->lower[j];
        a->upper[*n] = v->upper[j];
        s->origin[*n] = (uint32_t)j;
        a->start[++*n] = *q;
    }
}

int cp_lp_stretch(const struct cp_lp_view *v, struct cp_lp_stretched *s, struct cp_error *err) {
    *s = (struct cp_lp_stretched){.v = *v};
    size_t n = 0, links = 0;
    for (size_t j = 0; j < v->ncol; j++) {
        size_t count = pieces(v->start[j + 1] - v->start[j]);
        n += count;
        links += count - 1;
    }
    struct arrays a;
    if (n > UINT32_MAX || v->nrow + links > UINT32_MAX ||
        !allocate(s, n, v->nrow + links, v->nnz + 2 * links, &a))
        return cp_fail_nomem(err);
    size_t m = v->nrow, q = 0;
    n = 0;
    for (size_t j = 0; j < v->ncol; j++)
        cut(v, j, pieces(v->start[j + 1] - v->start[j]), s, &a, &n, &m, &q);
    memcpy(a.row_lower, v->row_lower, v->nrow * sizeof *a.row_lower);
    memcpy(a.row_upper, v->row_upper, v->nrow * sizeof *a.row_upper);
    s->v = (struct cp_lp_view){.ncol = n,
                               .nrow = m,
                               .nnz = q,
                               .start = a.start,
                               .row = a.row,
                               .value = a.value,
                               .cost = a.cost,
                               .lower = a.lower,
                               .upper = a.upper,
                               .row_lower = a.row_lower,
                               .row_upper = a.row_upper,
                               .constant = v->constant};
    return 0;
}

void cp_lp_stretched_release(struct cp_lp_stretched *s) {
    cp_arena_release(&s->arena);
    *s = (struct cp_lp_stretched){0};
}

void cp_lp_unstretch(const struct cp_lp_stretched *s, size_t ncol, const double *x, double *whole) {
    size_t p = 0;
    for (size_t j = 0; j < ncol; j++) {
        double sum = 0;
        size_t count = 0;
        for (; p < s->v.ncol && s->origin[p] == j; p++, count++)
            sum += x[p];
        whole[j] = sum / (double)count;
    }
}
