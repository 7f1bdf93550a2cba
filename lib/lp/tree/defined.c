/* Equations that define a continuous column by others, as a stock that is what was there and what
 * has come: a row whose stocks are replaced by what they are made of says something of integers
 * that are several equations away, where one path of rows does not come to. */
#include "lp/tree/cuts.h"
#include <math.h>

enum { REPLACED = 400, LEN_MAX = 2000, WORK = 2000000, FACTOR = 1000000 };

/* A definition's factor on the others. */
static const double least_pivot = 1e-3;

struct orders {          /* while they are made */
    uint32_t *equations; /* of each column: how many that are left have it */
    uint32_t *stack;
};

static bool is_equation(const struct cp_lp_tree_program *p, size_t i) {
    size_t len = p->by_row.start[i + 1] - p->by_row.start[i];
    return p->row_lower[i] == p->row_upper[i] && len > 1 && len <= LEN_MAX;
}

static bool can_leave(const struct cp_lp_tree_program *p, size_t j) {
    return !p->integer[j] && p->root.lower[j] < p->root.upper[j];
}

/* The equation that is left and has column j; SIZE_MAX: it is not large enough in it. */
static size_t equation_of(const struct cp_lp_tree_program *p, const bool *left, size_t j) {
    for (size_t s = p->start[j]; s < p->start[j + 1]; s++) {
        size_t i = p->row[s];
        double largest = 0;
        for (size_t q = p->by_row.start[i]; left[i] && q < p->by_row.start[i + 1]; q++)
            largest = fmax(largest, fabs(p->by_row.value[q]));
        if (left[i])
            return fabs(p->value[s]) >= least_pivot * largest ? i : SIZE_MAX;
    }
    return SIZE_MAX;
}

/* Columns that only one equation has are defined by it; then those that only one of the others has,
 * and so on: a definition is made of columns whose own come later. */
static void order(struct cp_lp_cuts_work *w, struct orders *o, bool *left) {
    const struct cp_lp_tree_program *p = &w->t->p;
    size_t n = 0;
    for (size_t j = p->ncol; j-- > 0;)
        if (can_leave(p, j) && o->equations[j] == 1)
            o->stack[n++] = (uint32_t)j;
    while (n > 0) {
        size_t j = o->stack[--n], i = equation_of(p, left, j);
        if (i == SIZE_MAX)
            continue;
        w->defined.at[j] = (uint32_t)w->defined.n;
        w->defined.row[w->defined.n++] = (uint32_t)i;
        left[i] = false;
        for (size_t q = p->by_row.start[i]; q < p->by_row.start[i + 1]; q++) {
            size_t k = p->by_row.col[q];
            if (--o->equations[k] == 1 && can_leave(p, k) && w->defined.at[k] == CP_NAME_NONE)
                o->stack[n++] = (uint32_t)k;
        }
    }
}

bool cp_lp_cuts_define(struct cp_lp_cuts_work *w) {
    const struct cp_lp_tree_program *p = &w->t->p;
    struct cp_arena *a = &w->t->arena;
    struct orders o = {cp_arena_calloc(a, p->ncol + 1, sizeof *o.equations),
                       cp_arena_calloc(a, p->ncol + 1, sizeof *o.stack)};
    w->defined.at = cp_arena_calloc(a, p->ncol + 1, sizeof *w->defined.at);
    w->defined.row = cp_arena_calloc(a, p->nrow + 1, sizeof *w->defined.row);
    if (!o.equations || !o.stack || !w->defined.at || !w->defined.row)
        return false;
    for (size_t i = 0; i < p->nrow; i++) {
        w->used[i] = is_equation(p, i);
        for (size_t q = p->by_row.start[i]; w->used[i] && q < p->by_row.start[i + 1]; q++)
            o.equations[p->by_row.col[q]]++;
    }
    for (size_t j = 0; j < p->ncol; j++)
        w->defined.at[j] = CP_NAME_NONE;
    order(w, &o, w->used);
    return true;
}

/* The first definition of the row's columns, by its term; SIZE_MAX: it has no more. */
static size_t first_defined(const struct cp_lp_cuts_work *w) {
    const struct cp_lp_mir_row *r = &w->row;
    size_t first = SIZE_MAX;
    for (size_t q = 0; q < r->n; q++) {
        size_t k = r->list[q];
        if (k < w->ncol && fabs(r->coef[k]) > 1e-9 && w->defined.at[k] != CP_NAME_NONE &&
            (first == SIZE_MAX || w->defined.at[k] < w->defined.at[first]))
            first = k;
    }
    return first;
}

bool cp_lp_cuts_replace_defined(struct cp_lp_cuts_work *w, size_t start) {
    const struct cp_lp_tree_program *p = &w->t->p;
    struct cp_lp_mir_row *r = &w->row;
    size_t n = 0;
    for (size_t k; (k = first_defined(w)) != SIZE_MAX; n++) {
        size_t i = w->defined.row[w->defined.at[k]];
        double value = 0;
        w->defined.work += r->n;
        if (n == REPLACED || w->defined.work > WORK || r->n > LEN_MAX || i == start)
            return false;
        for (size_t q = p->by_row.start[i]; q < p->by_row.start[i + 1]; q++)
            if (p->by_row.col[q] == k)
                value = p->by_row.value[q];
        if (!(fabs(r->coef[k] / value) <= FACTOR)) /* its rounding would count */
            return false;
        cp_lp_cuts_add_row(w, r, i, -r->coef[k] / value, true);
        r->coef[k] = 0;
    }
    return n > 0;
}
