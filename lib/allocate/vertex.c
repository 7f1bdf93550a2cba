/* From an interior point's optimum to a vertex that has all of its bounds, and its whole numbers:
 * what these leave is a program so small that the simplex method is quick. */
#include "allocate/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Non-zeros up to which that is worth its time. */
enum { SIMPLEX_TO = 1000000 };

static void hold_bounds(struct cp_lp *lp, const struct cp_lp_view *v, const double *x) {
    for (size_t c = 0; c < v->ncol; c++) {
        bool whole = v->integer && v->integer[c];
        double at = whole ? nearbyint(x[c]) : x[c];
        if (whole || at <= v->lower[c] || at >= v->upper[c])
            cp_lp_set_col_bounds(lp, c, at, at);
    }
}

static void take_point(const struct cp_lp_view *v, struct cp_lp_solution *to,
                       const struct cp_lp_solution *from) {
    memcpy(to->x, from->x, v->ncol * sizeof *to->x);
    memcpy(to->activity, from->activity, v->nrow * sizeof *to->activity);
    to->objective = from->objective;
    to->basic = !v->integer;
}

int cp_allocate_to_vertex(struct cp_program *m, const struct cp_lp_options *opt,
                          struct cp_lp_solution *s) {
    struct cp_lp_view v = cp_lp_view(m->lp);
    struct cp_lp_options o = *opt;
    struct cp_lp_solution vertex = {0};
    bool point = s->status == CP_LP_OPTIMAL || s->status == CP_LP_FEASIBLE;
    if (s->basic || !point || v.nnz > SIMPLEX_TO)
        return 0;
    double *lower = cp_calloc(2 * v.ncol + 1, sizeof *lower), *upper;
    if (!lower)
        return cp_fail_nomem(m->err);
    upper = lower + v.ncol;
    memcpy(lower, v.lower, v.ncol * sizeof *lower);
    memcpy(upper, v.upper, v.ncol * sizeof *upper);
    o.engine = "glpk";
    hold_bounds(m->lp, &v, s->x);
    int rc = cp_lp_finish(m->lp, m->err);
    rc = rc ? rc : cp_lp_solve(m->lp, &o, &vertex, m->err);
    if (!rc && vertex.status == CP_LP_OPTIMAL)
        take_point(&v, s, &vertex);
    for (size_t c = 0; c < v.ncol && !rc; c++)
        cp_lp_set_col_bounds(m->lp, c, lower[c], upper[c]);
    cp_lp_solution_release(&vertex);
    free(lower);
    return rc ? rc : cp_lp_finish(m->lp, m->err);
}
