/* Entries that are rounding of something else, as a capacity factor of 1e-13 at sunrise is: next to
 * nothing in their row and in their column, as they stand and where all rows and columns have been
 * brought to one size, for their units may be far apart. Such a row lets its other columns have
 * next to nothing at a price of any height, and with duals of 1e9 no gap closes. Nothing is to be
 * undone; the check on the original program says whether it was nothing. */
#include "lp/presolve/reduce.h"
#include "lp/presolve/scale.h"
#include <math.h>

static const double negligible = 1e-11;

/* A number of each row and column. */
struct sizes {
    double *row, *col;
};

static struct sizes new_sizes(struct cp_lp_work *w) {
    struct sizes s = {cp_arena_calloc(&w->arena, w->nrow + 1, sizeof(double)),
                      cp_arena_calloc(&w->arena, w->ncol + 1, sizeof(double))};
    w->oom |= !s.row || !s.col;
    return s;
}

static bool is_tiny(const struct cp_lp_work *w, const struct sizes *most, uint32_t e) {
    return fabs(w->value[e]) < negligible * fmin(most->row[w->row[e]], most->col[w->col[e]]);
}

static bool any_tiny(struct cp_lp_work *w, const struct sizes *most) {
    bool any = false;
    for (size_t i = 0; i < w->nrow; i++)
        for (uint32_t e = w->by_row.head[i]; e != CP_NAME_NONE; e = w->by_row.next[e]) {
            double *row = &most->row[i], *col = &most->col[w->col[e]], a = fabs(w->value[e]);
            *row = fmax(*row, a);
            *col = fmax(*col, a);
        }
    for (size_t j = 0; j < w->ncol && !any && !cp_lp_work_ends(w, j); j++)
        for (uint32_t e = w->by_col.head[j]; e != CP_NAME_NONE; e = w->by_col.next[e])
            any |= is_tiny(w, most, e);
    return any;
}

void cp_lp_drop_tiny(struct cp_lp_work *w, const struct cp_lp_view *v) {
    struct sizes most = new_sizes(w);
    if (w->oom || !any_tiny(w, &most))
        return;
    struct sizes factor = new_sizes(w);
    double *scratch = cp_arena_calloc(&w->arena, w->nrow + 1, sizeof *scratch);
    w->oom |= !scratch;
    if (w->oom)
        return;
    cp_lp_equilibrate(v, factor.row, factor.col, scratch);
    for (size_t j = 0; j < w->ncol && !cp_lp_work_ends(w, j); j++)
        for (uint32_t e = w->by_col.head[j], next; e != CP_NAME_NONE; e = next) {
            next = w->by_col.next[e];
            double equal = fabs(w->value[e]) * factor.row[w->row[e]] * factor.col[j];
            if (equal < negligible && is_tiny(w, &most, e))
                cp_lp_drop_entry(w, e);
        }
}
