/* What the bounds of its columns let a row reach [Andersen & Andersen 1995, section 3.3]. Entries:
 * the row; sides: the bound of the row that it can only just reach. */
#include "lp/presolve/reduce.h"
#include <math.h>

static const double tiny = 1e-9, rounding = 1e-13;

struct reach {
    double least, most, size; /* infinite when a column is */
};

static struct reach reach_of(const struct cp_lp_work *w, size_t i) {
    struct reach r = {0, 0, w->row_size[i]};
    for (uint32_t e = w->by_row.head[i]; e != CP_NAME_NONE; e = w->by_row.next[e]) {
        double a = w->value[e], lo = w->lower[w->col[e]], up = w->upper[w->col[e]];
        double least = a * (a > 0 ? lo : up), most = a * (a > 0 ? up : lo);
        r.least += least;
        r.most += most;
        if (isfinite(least))
            r.size = fmax(r.size, fabs(least));
        if (isfinite(most))
            r.size = fmax(r.size, fabs(most));
    }
    return r;
}

/* All columns go to the bounds at which the row is kept. */
static void force(struct cp_lp_work *w, size_t i, unsigned char side) {
    struct cp_lp_postsolve_record *u = cp_lp_postsolve_push(w, CP_LP_POSTSOLVE_FORCING);
    if (!u)
        return;
    u->row = (uint32_t)i;
    u->sides = side;
    cp_lp_postsolve_push_row(w, u, i, SIZE_MAX);
    size_t from = u->from, n = u->n;
    cp_lp_drop_row(w, i);
    for (size_t k = 0; k < n && !w->oom; k++) {
        struct cp_lp_entry e = w->stack->entry[from + k];
        bool low = (e.value > 0) == (side == CP_LP_UPPER);
        cp_lp_fix_col(w, e.index, low ? w->lower[e.index] : w->upper[e.index]);
    }
}

static void look(struct cp_lp_work *w, size_t i) {
    struct reach r = reach_of(w, i);
    double lo = w->row_lower[i], up = w->row_upper[i], near = rounding * r.size;
    double far = tiny * (1 + r.size);
    if (r.least > up + far || r.most < lo - far)
        w->status = CP_LP_INFEASIBLE;
    else if (r.least >= up - near)
        force(w, i, CP_LP_UPPER);
    else if (r.most <= lo + near)
        force(w, i, CP_LP_LOWER);
    else if (r.least >= lo && r.most <= up)
        cp_lp_drop_row(w, i);
    else if (lo < up && r.least >= lo)
        w->row_lower[i] = -CP_LP_INF;
    else if (lo < up && r.most <= up)
        w->row_upper[i] = CP_LP_INF;
}

void cp_lp_reduce_forcing(struct cp_lp_work *w) {
    for (size_t i = 0; i < w->nrow && !cp_lp_work_ends(w, i); i++)
        if (!w->by_row.gone[i] && w->by_row.len[i] > 1)
            look(w, i);
}

/* The dual is as large as it takes for every column to want to be where it is. */
void cp_lp_postsolve_forcing(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                             struct cp_lp_point *p) {
    double y = 0;
    for (size_t k = 0; k < u->n; k++) {
        double ratio = p->z[e[k].index] / e[k].value;
        y = u->sides == CP_LP_UPPER ? fmin(y, ratio) : fmax(y, ratio);
    }
    p->y[u->row] = y;
    for (size_t k = 0; k < u->n; k++)
        p->z[e[k].index] -= e[k].value * y;
}
