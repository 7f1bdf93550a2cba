/* Rows and columns that are multiples of each other [Tomlin & Welch 1986; Andersen & Andersen 1995,
 * section 3.5]: found by a hash of their entries over the first, then compared.
 *
 * Row: `row` = s x `other`, which stays with the bounds of both; numbers: s; sides: the bounds that
 * came from the row that went.
 * Column: `col` = s x `other`, cost too: o + s x has the entries of o; numbers: s, the bounds of x,
 * those of o. Where the costs differ, one of them is dominated by the other. */
#include "lp/presolve/reduce.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double rounding = 1e-13, factor_max = 1e3;

/* Rows or columns of the program in progress, n of them. */
struct search {
    struct cp_lp_lines l;
    size_t n;
    const uint32_t *across; /* of an entry: which line of the other kind it is in */
    const double *value;
    double *scratch; /* across, zero */
};

struct hashed {
    uint64_t hash;
    uint32_t line;
};

static uint64_t mix(uint64_t x) { /* splitmix64 [Steele, Lea, Flood 2014] */
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* Of entries in any order: over the one of the lowest index, in single precision, so that multiples
 * that were rounded differently mostly agree. */
static uint64_t hash(const struct search *s, size_t k) {
    uint32_t first = s->l.head[k];
    for (uint32_t e = first; e != CP_NAME_NONE; e = s->l.next[e])
        if (s->across[e] < s->across[first])
            first = e;
    uint64_t sum = s->l.len[k];
    for (uint32_t e = s->l.head[k]; e != CP_NAME_NONE; e = s->l.next[e]) {
        float ratio = (float)(s->value[e] / s->value[first]);
        uint32_t bits;
        memcpy(&bits, &ratio, sizeof bits);
        sum += mix((uint64_t)s->across[e] << 32 | bits);
    }
    return sum;
}

static int by_hash(const void *a, const void *b) {
    const struct hashed *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

/* The factor by which line `k` is a multiple of line `of`; 0: it is none. */
static double multiple(const struct search *s, size_t k, size_t of) {
    double factor = 0;
    if (s->l.len[k] != s->l.len[of])
        return 0;
    for (uint32_t e = s->l.head[of]; e != CP_NAME_NONE; e = s->l.next[e])
        s->scratch[s->across[e]] = s->value[e];
    bool good = true;
    for (uint32_t e = s->l.head[k]; e != CP_NAME_NONE && good; e = s->l.next[e]) {
        double a = s->scratch[s->across[e]];
        factor = factor == 0 && a != 0 ? s->value[e] / a : factor;
        good = a != 0 && fabs(s->value[e] - factor * a) <= rounding * fabs(s->value[e]);
    }
    for (uint32_t e = s->l.head[of]; e != CP_NAME_NONE; e = s->l.next[e])
        s->scratch[s->across[e]] = 0;
    return good && fabs(factor) <= factor_max && fabs(factor) >= 1 / factor_max ? factor : 0;
}

typedef void merger(struct cp_lp_work *w, size_t k, size_t of, double s);

/* Call `merge` for lines that are multiples of another, which may then be gone, either of them. */
static void find(struct cp_lp_work *w, const struct search *s, size_t least, merger *merge) {
    struct hashed *h = cp_calloc(s->n + 1, sizeof *h);
    size_t n = 0;
    if (!h) {
        w->oom = true;
        return;
    }
    for (size_t k = 0; k < s->n && !cp_lp_work_ends(w, k); k++)
        if (!s->l.gone[k] && s->l.len[k] >= least)
            h[n++] = (struct hashed){hash(s, k), (uint32_t)k};
    qsort(h, n, sizeof *h, by_hash);
    for (size_t k = 1, of = 0; k < n && !cp_lp_work_ends(w, k); k++) {
        double factor = 0;
        if (h[k].hash == h[of].hash && !s->l.gone[h[of].line])
            factor = multiple(s, h[k].line, h[of].line);
        if (factor != 0)
            merge(w, h[k].line, h[of].line, factor);
        else
            of = k;
    }
    free(h);
}

/* ---- rows -------------------------------------------------------------------------------- */

static void merge_rows(struct cp_lp_work *w, size_t i, size_t of, double s) {
    double lo = w->row_lower[i] / s, up = w->row_upper[i] / s;
    struct cp_lp_postsolve_record *u = cp_lp_postsolve_push(w, CP_LP_POSTSOLVE_ROW);
    if (!u)
        return;
    if (s < 0) {
        double swap = lo;
        lo = up;
        up = swap;
    }
    u->row = (uint32_t)i;
    u->other = (uint32_t)of;
    u->number[0] = s;
    double *low = &w->row_lower[of], *high = &w->row_upper[of];
    u->sides = (unsigned char)((lo > *low ? CP_LP_LOWER : 0) | (up < *high ? CP_LP_UPPER : 0));
    *low = fmax(*low, lo);
    *high = fmin(*high, up);
    w->row_size[of] = fmax(w->row_size[of], w->row_size[i] / fabs(s));
    double gap = *high - *low, near = rounding * (1 + w->row_size[of]);
    if (gap < -1e4 * near)
        w->status = CP_LP_INFEASIBLE;
    else if (gap < near) /* an equation, or what rounding has made of one */
        *high = *low;
    cp_lp_drop_row(w, i);
}

static double *scratch(struct cp_lp_work *w, size_t n) {
    double *a = cp_arena_calloc(&w->arena, n + 1, sizeof *a);
    w->oom = w->oom || !a;
    return a;
}

void cp_lp_reduce_parallel_rows(struct cp_lp_work *w) {
    struct search s = {w->by_row, w->nrow, w->col, w->value, scratch(w, w->ncol)};
    if (s.scratch)
        find(w, &s, 2, merge_rows);
}

void cp_lp_postsolve_row(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                         struct cp_lp_point *p) {
    (void)e;
    double y = p->y[u->other];
    if (y == 0 || !(u->sides & (y > 0 ? CP_LP_LOWER : CP_LP_UPPER)))
        return;
    p->y[u->row] = y / u->number[0];
    p->y[u->other] = 0;
}

/* ---- columns ----------------------------------------------------------------------------- */

/* The reduced cost of k is s times that of `of` and d more: where the latter's sign is known from
 * an infinite bound and agrees with that of d, k goes to its bound. */
static bool dominated(struct cp_lp_work *w, size_t k, size_t of, double s, double d) {
    bool never_below = isinf(s > 0 ? w->upper[of] : w->lower[of]);
    bool never_above = isinf(s > 0 ? w->lower[of] : w->upper[of]);
    if (d > 0 ? !never_below || isinf(w->lower[k]) : !never_above || isinf(w->upper[k]))
        return false;
    cp_lp_fix_col(w, k, d > 0 ? w->lower[k] : w->upper[k]);
    return true;
}

static void merge_columns(struct cp_lp_work *w, size_t j, size_t of, double s) {
    if (cp_lp_is_integer(w, j) || cp_lp_is_integer(w, of))
        return;
    double d = w->cost[j] - s * w->cost[of], size = fabs(w->cost[j]) + fabs(s * w->cost[of]);
    if (fabs(d) > rounding * size) {
        if (!dominated(w, j, of, s, d))
            dominated(w, of, j, 1 / s, -d / s);
        return;
    }
    struct cp_lp_postsolve_record *u = cp_lp_postsolve_push(w, CP_LP_POSTSOLVE_COLUMN);
    if (!u)
        return;
    u->col = (uint32_t)j;
    u->other = (uint32_t)of;
    const double number[] = {s, w->lower[j], w->upper[j], w->lower[of], w->upper[of]};
    for (size_t k = 0; k < 5; k++)
        u->number[k] = number[k];
    w->lower[of] += s * (s > 0 ? w->lower[j] : w->upper[j]);
    w->upper[of] += s * (s > 0 ? w->upper[j] : w->lower[j]);
    while (w->by_col.head[j] != CP_NAME_NONE)
        cp_lp_drop_entry(w, w->by_col.head[j]);
    cp_lp_drop_col(w, j);
}

void cp_lp_reduce_parallel_columns(struct cp_lp_work *w) {
    struct search s = {w->by_col, w->ncol, w->row, w->value, scratch(w, w->nrow)};
    if (s.scratch)
        find(w, &s, 1, merge_columns);
}

/* Any split of the sum within the bounds of both will do; at a bound of the sum there is one. */
void cp_lp_postsolve_column(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                            struct cp_lp_point *p) {
    (void)e;
    const double *n = u->number;
    double sum = p->x[u->other], s = n[0], lo = n[1], up = n[2];
    double from = (sum - (s > 0 ? n[4] : n[3])) / s, to = (sum - (s > 0 ? n[3] : n[4])) / s;
    double x = isfinite(lo) ? lo : isfinite(up) ? up : 0;
    x = fmin(fmax(fmin(fmax(x, from), to), lo), up);
    p->x[u->col] = x;
    p->x[u->other] = fmin(fmax(sum - s * x, n[3]), n[4]);
    p->z[u->col] = s * p->z[u->other];
}
