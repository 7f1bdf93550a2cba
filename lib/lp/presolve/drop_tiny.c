/* Entries that are rounding of something else, as a capacity factor of 1e-13 at sunrise is: next to
 * nothing in their row and in their column. Such a row lets its other columns have next to nothing
 * at a price of any height, and with duals of 1e9 no gap closes. Nothing is to be undone; the check
 * on the original program says whether it was nothing. */
#include "lp/presolve/reduce.h"
#include <math.h>

static const double negligible = 1e-11;

void cp_lp_drop_tiny(struct cp_lp_work *w) {
    double *most = cp_arena_calloc(&w->arena, w->nrow + 1, sizeof *most);
    if (!most) {
        w->oom = true;
        return;
    }
    for (size_t i = 0; i < w->nrow; i++)
        for (uint32_t e = w->by_row.head[i]; e != CP_NAME_NONE; e = w->by_row.next[e])
            most[i] = fmax(most[i], fabs(w->value[e]));
    for (size_t j = 0; j < w->ncol && !cp_lp_work_ends(w, j); j++) {
        double of_col = 0;
        for (uint32_t e = w->by_col.head[j]; e != CP_NAME_NONE; e = w->by_col.next[e])
            of_col = fmax(of_col, fabs(w->value[e]));
        for (uint32_t e = w->by_col.head[j], next; e != CP_NAME_NONE; e = next) {
            next = w->by_col.next[e];
            if (fabs(w->value[e]) < negligible * fmin(of_col, most[w->row[e]]))
                cp_lp_drop_entry(w, e);
        }
    }
}
