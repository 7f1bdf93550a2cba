/* What the signs of duals say of a reduced cost c - A'y [Andersen & Andersen 1995, section 3.4]:
 * a column whose reduced cost cannot be negative goes to its lower bound, and the other way round.
 * A dual has the sign of its row's bounds, and a column of that row alone, with an infinite bound,
 * limits it further; but a limit says nothing of the column that it comes from. */
#include "lp/presolve/reduce.h"
#include <math.h>

static const double rounding = 1e-13;

struct limits {
    double *low, *high; /* nrow: of duals */
};

static void of_signs(const struct cp_lp_work *w, size_t i, double *low, double *high) {
    *low = isinf(w->row_upper[i]) ? 0 : -CP_LP_INF;
    *high = isinf(w->row_lower[i]) ? 0 : CP_LP_INF;
}

static void of_singleton(const struct cp_lp_work *w, size_t j, struct limits *d) {
    uint32_t e = w->by_col.head[j], i = w->row[e];
    double a = w->value[e], y = w->cost[j] / a;
    if (isinf(w->upper[j])) /* a y <= c */
        *(a > 0 ? &d->high[i] : &d->low[i]) = a > 0 ? fmin(d->high[i], y) : fmax(d->low[i], y);
    if (isinf(w->lower[j]))
        *(a > 0 ? &d->low[i] : &d->high[i]) = a > 0 ? fmax(d->low[i], y) : fmin(d->high[i], y);
}

/* Once no row holds it, a column goes where its cost wants it. */
static void settle_empty(struct cp_lp_work *w, size_t j) {
    double c = w->cost[j], lo = w->lower[j], up = w->upper[j];
    double x = c > 0 ? lo : c < 0 ? up : lo > 0 ? lo : up < 0 ? up : 0;
    if (c == 0 && w->opt->basic && lo < 0 && up > 0 && isfinite(fmax(lo, -up)))
        x = -lo <= up ? lo : up;
    if (isinf(x))
        w->status = CP_LP_UNBOUNDED;
    else
        cp_lp_fix_col(w, j, x);
}

static void look(struct cp_lp_work *w, size_t j, const struct limits *d) {
    double least = w->cost[j], most = w->cost[j], size = fabs(w->cost[j]);
    for (uint32_t e = w->by_col.head[j]; e != CP_NAME_NONE; e = w->by_col.next[e]) {
        double a = w->value[e], low, high;
        if (w->by_col.len[j] == 1) {
            of_signs(w, w->row[e], &low, &high);
        } else {
            low = d->low[w->row[e]];
            high = d->high[w->row[e]];
        }
        double up = low == high ? a * low : a > 0 ? a * high : a * low;
        double down = low == high ? a * low : a > 0 ? a * low : a * high;
        least -= up;
        most -= down;
        size = fmax(size, fmax(isinf(up) ? 0 : fabs(up), isinf(down) ? 0 : fabs(down)));
    }
    if (least >= -rounding * size && isfinite(w->lower[j]))
        cp_lp_fix_col(w, j, w->lower[j]);
    else if (most <= rounding * size && isfinite(w->upper[j]))
        cp_lp_fix_col(w, j, w->upper[j]);
}

void cp_lp_reduce_dominated(struct cp_lp_work *w) {
    struct limits d = {cp_arena_calloc(&w->arena, w->nrow + 1, sizeof(double)),
                       cp_arena_calloc(&w->arena, w->nrow + 1, sizeof(double))};
    if (!d.low || !d.high) {
        w->oom = true;
        return;
    }
    for (size_t i = 0; i < w->nrow; i++)
        of_signs(w, i, &d.low[i], &d.high[i]);
    for (size_t j = 0; j < w->ncol; j++)
        if (!w->by_col.gone[j] && w->by_col.len[j] == 1 && !cp_lp_is_integer(w, j))
            of_singleton(w, j, &d);
    for (size_t j = 0; j < w->ncol && !cp_lp_work_ends(w, j); j++) {
        if (w->by_col.gone[j])
            continue;
        if (w->by_col.len[j] == 0)
            settle_empty(w, j);
        else
            look(w, j, &d);
    }
}

void cp_lp_reduce_empty(struct cp_lp_work *w) {
    for (size_t j = 0; j < w->ncol && !cp_lp_work_ends(w, j); j++)
        if (!w->by_col.gone[j] && w->by_col.len[j] == 0)
            settle_empty(w, j);
}

void cp_lp_reduce_fixed(struct cp_lp_work *w) {
    for (size_t j = 0; j < w->ncol && !cp_lp_work_ends(w, j); j++)
        if (!w->by_col.gone[j] && w->lower[j] == w->upper[j])
            cp_lp_fix_col(w, j, w->lower[j]);
}
