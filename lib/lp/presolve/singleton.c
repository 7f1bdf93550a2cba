/* Rows of one column are bounds [Andersen & Andersen 1995, section 3.1]. Numbers: the coefficient;
 * sides: the bounds that came from the row. */
#include "lp/presolve/reduce.h"
#include <math.h>

static const double tiny = 1e-9;

static void empty(struct cp_lp_work *w, size_t i) {
    double room = tiny * (1 + w->row_size[i]);
    if (w->row_lower[i] > room || w->row_upper[i] < -room)
        w->status = CP_LP_INFEASIBLE;
    cp_lp_drop_row(w, i);
}

static void singleton(struct cp_lp_work *w, size_t i) {
    uint32_t e = w->by_row.head[i], j = w->col[e];
    double a = w->value[e], lo = w->row_lower[i] / a, up = w->row_upper[i] / a;
    cp_lp_drop_row(w, i);
    int sides = cp_lp_narrow(w, j, a > 0 ? lo : up, a > 0 ? up : lo);
    if (sides == 0)
        return;
    struct cp_lp_postsolve_record *u = cp_lp_postsolve_push(w, CP_LP_POSTSOLVE_SINGLETON);
    if (!u)
        return;
    u->row = (uint32_t)i;
    u->col = j;
    u->sides = (unsigned char)sides;
    u->number[0] = a;
    cp_lp_settle(w, j);
}

void cp_lp_reduce_singletons(struct cp_lp_work *w) {
    for (size_t k = 0; w->queue.n > 0 && !cp_lp_work_ends(w, k); k++) {
        size_t i = w->queue.row[--w->queue.n];
        w->queue.holds[i] = false;
        if (w->by_row.gone[i])
            continue;
        if (w->by_row.len[i] == 0)
            empty(w, i);
        else
            singleton(w, i);
    }
}

/* The column's reduced cost belongs to the row when the bound that it leans on came from there. */
void cp_lp_postsolve_singleton(const struct cp_lp_postsolve_record *u, const struct cp_lp_entry *e,
                               struct cp_lp_point *p) {
    (void)e;
    double z = p->z[u->col];
    if (z == 0 || !(u->sides & (z > 0 ? CP_LP_LOWER : CP_LP_UPPER)))
        return;
    p->y[u->row] = z / u->number[0];
    p->z[u->col] = 0;
}
