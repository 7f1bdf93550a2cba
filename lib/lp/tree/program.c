/* A copy of the caller's program that may be tightened, and what is read off its rows. */
#include "lp/tree/tree.h"
#include <math.h>
#include <string.h>

static const double rounding = 1e-6, exact = 1e-12;

enum { ROW_MAX = 60 }; /* entries of a row that is looked at for variable bounds */

static double *copy(struct cp_arena *a, const double *from, size_t n) {
    double *to = cp_arena_calloc(a, n + 1, sizeof *to);
    if (to && n)
        memcpy(to, from, n * sizeof *to);
    return to;
}

int cp_lp_tree_program(struct cp_lp_tree *t, struct cp_error *err) {
    const struct cp_lp_view *v = t->v;
    struct cp_lp_tree_program *p = &t->p;
    struct cp_arena *a = &t->arena;
    *p = (struct cp_lp_tree_program){.ncol = v->ncol,
                                     .nrow = v->nrow,
                                     .start = v->start,
                                     .row = v->row,
                                     .cost = v->cost,
                                     .integer = v->integer,
                                     .value = copy(a, v->value, v->nnz),
                                     .row_lower = copy(a, v->row_lower, v->nrow),
                                     .row_upper = copy(a, v->row_upper, v->nrow)};
    p->root.lower = copy(a, v->lower, v->ncol);
    p->root.upper = copy(a, v->upper, v->ncol);
    p->lattice = cp_arena_calloc(a, v->ncol + 1, sizeof *p->lattice);
    p->row_lattice = cp_arena_calloc(a, v->nrow + 1, sizeof *p->row_lattice);
    p->lower = cp_arena_calloc(a, v->ncol + 1, sizeof *p->lower);
    p->upper = cp_arena_calloc(a, v->ncol + 1, sizeof *p->upper);
    if (!p->value || !p->row_lower || !p->row_upper || !p->root.lower || !p->root.upper ||
        !p->lattice || !p->row_lattice || !p->lower || !p->upper)
        return cp_fail_nomem(err);
    for (size_t j = 0; j < v->ncol; j++)
        if (v->integer[j]) {
            p->root.lower[j] = ceil(p->root.lower[j] - rounding);
            p->root.upper[j] = floor(p->root.upper[j] + rounding);
        }
    return cp_lp_transpose_make(v, &p->by_row, err);
}

struct cp_lp_view cp_lp_tree_tight(struct cp_lp_tree *t) {
    const struct cp_lp_tree_program *p = &t->p;
    struct cp_lp_view v = *t->v;
    for (size_t j = 0; j < p->ncol; j++) {
        t->in_lp.lower[j] = p->integer[j] ? p->root.lower[j] : v.lower[j];
        t->in_lp.upper[j] = p->integer[j] ? p->root.upper[j] : v.upper[j];
    }
    v.value = p->value;
    v.lower = t->in_lp.lower;
    v.upper = t->in_lp.upper;
    v.row_lower = p->row_lower;
    v.row_upper = p->row_upper;
    return v;
}

void cp_lp_tree_program_release(struct cp_lp_tree *t) {
    cp_lp_transpose_release(&t->p.by_row);
}

/* ---- variable bounds ----------------------------------------------------------------------- */

/* The least of `sign` times a row without columns j and k; -infinite where it has none. */
static double least_without(const struct cp_lp_tree_program *p, size_t i, double sign, size_t j,
                            size_t k) {
    const struct cp_lp_transpose *r = &p->by_row;
    double sum = 0;
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++) {
        double a = sign * r->value[q];
        if (r->col[q] != j && r->col[q] != k)
            sum += a * (a > 0 ? p->root.lower : p->root.upper)[r->col[q]];
    }
    return sum;
}

/* The one binary column of a row; SIZE_MAX: there is none, or other integers too. */
static size_t switch_of(const struct cp_lp_tree_program *p, size_t i) {
    const struct cp_lp_transpose *r = &p->by_row;
    size_t found = SIZE_MAX;
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++) {
        size_t j = r->col[q];
        if (!p->integer[j] || p->root.lower[j] == p->root.upper[j])
            continue;
        if (found != SIZE_MAX || p->root.lower[j] != 0 || p->root.upper[j] != 1)
            return SIZE_MAX;
        found = q;
    }
    return found;
}

/* The tighter of what is known and what a row says; `side` 1: of upper bounds, -1: of lower ones.
 */
static void note(struct cp_lp_tree_program *p, size_t j, struct cp_lp_variable_bound b,
                 double side) {
    struct cp_lp_variable_bound *known = &(side > 0 ? p->upper : p->lower)[j];
    double simple = side * (side > 0 ? p->root.upper : p->root.lower)[j];
    double tightest = side * (b.at_zero + fmin(0, side * b.slope) * side);
    double now = side * (known->at_zero + fmin(0, side * known->slope) * side);
    if (tightest < simple - rounding && (known->by == CP_NAME_NONE || tightest < now - rounding))
        *known = b;
}

/* sum of `sign` times the row <= most: a bound of each continuous column by the binary one. */
static void bounds_of(struct cp_lp_tree_program *p, size_t i, size_t at, double sign, double most) {
    const struct cp_lp_transpose *r = &p->by_row;
    size_t k = r->col[at];
    for (size_t q = r->start[i]; q < r->start[i + 1] && isfinite(most); q++) {
        size_t j = r->col[q];
        double a = sign * r->value[q], rest = least_without(p, i, sign, j, k);
        if (p->integer[j] || fabs(a) < rounding || isinf(rest) || isnan(rest))
            continue;
        struct cp_lp_variable_bound b = {
            .by = (uint32_t)k, .at_zero = (most - rest) / a, .slope = -sign * r->value[at] / a};
        note(p, j, b, a > 0 ? 1 : -1);
    }
}

/* What costs of all points are multiples of, where only what has a step costs something. */
static double step_of(const struct cp_lp_tree_program *p) {
    static const double times[] = {1, 2, 5, 10, 100, 1000};
    for (size_t k = 0; k < sizeof times / sizeof *times; k++) {
        double step = 0;
        bool good = true;
        for (size_t j = 0; j < p->ncol && good; j++) {
            double c = fabs(p->cost[j]) * p->lattice[j] * times[k];
            good = p->cost[j] == 0 || (c > 0 && c < 1e9 && fabs(c - nearbyint(c)) <= exact * c);
            for (double rest = nearbyint(c); good && rest > 0;) { /* Euclid */
                double less = step > 0 ? fmod(rest, step) : 0;
                double next = step > 0 ? step : rest;
                step = less > 0 ? less : next;
                rest = less > 0 ? next : 0;
            }
        }
        if (good)
            return step / times[k];
    }
    return 0;
}

bool cp_lp_tree_look(struct cp_lp_tree *t) {
    struct cp_lp_tree_program *p = &t->p;
    if (!cp_lp_tree_lattice(t))
        return false;
    for (size_t j = 0; j < p->ncol; j++)
        p->lower[j].by = p->upper[j].by = CP_NAME_NONE;
    for (size_t i = 0; i < p->nrow; i++) {
        size_t len = p->by_row.start[i + 1] - p->by_row.start[i];
        size_t at = len > 1 && len <= ROW_MAX ? switch_of(p, i) : SIZE_MAX;
        if (at == SIZE_MAX)
            continue;
        bounds_of(p, i, at, 1, p->row_upper[i]);
        bounds_of(p, i, at, -1, -p->row_lower[i]);
    }
    p->step = step_of(p);
    return true;
}
