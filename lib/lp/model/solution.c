#include "lp/model/solution.h"
#include <math.h>
#include <stdlib.h>

int cp_lp_solution_alloc(const struct cp_lp_view *v, struct cp_lp_solution *s,
                         struct cp_error *err) {
    *s = (struct cp_lp_solution){.status = CP_LP_UNDECIDED, .bound = -CP_LP_INF};
    s->x = cp_calloc(v->ncol + 1, sizeof(double));
    s->reduced = cp_calloc(v->ncol + 1, sizeof(double));
    s->activity = cp_calloc(v->nrow + 1, sizeof(double));
    s->dual = cp_calloc(v->nrow + 1, sizeof(double));
    if (s->x && s->reduced && s->activity && s->dual)
        return 0;
    cp_lp_solution_release(s);
    return cp_fail_nomem(err);
}

void cp_lp_solution_drop_point(struct cp_lp_solution *s) {
    free(s->x);
    free(s->reduced);
    free(s->activity);
    free(s->dual);
    s->x = s->reduced = s->activity = s->dual = NULL;
}

void cp_lp_solution_release(struct cp_lp_solution *s) {
    cp_lp_solution_drop_point(s);
    *s = (struct cp_lp_solution){.status = CP_LP_UNDECIDED};
}

/* Of the tolerance: what is this near to its bound is there but for rounding. */
static const double inside = 1e-3;

void cp_lp_solution_onto_bounds(const struct cp_lp_view *v, struct cp_lp_solution *s,
                                double tolerance) {
    for (size_t j = 0; j < v->ncol; j++) {
        double x = s->x[j], lo = v->lower[j], up = v->upper[j], near = fmin(fmax(x, lo), up);
        if (fabs(near - x) <= 10 * tolerance * (1 + fabs(near)))
            s->x[j] = near;
        for (int k = 0; k < 2; k++) {
            double bound = k ? up : lo;
            if (isfinite(bound) && fabs(s->x[j] - bound) <= inside * tolerance * (1 + fabs(bound)))
                s->x[j] = bound;
        }
    }
}

const char *cp_lp_status_name(enum cp_lp_status s) {
    static const char *const names[] = {"optimal", "feasible", "infeasible", "unbounded",
                                        "undecided"};
    return names[s];
}

/* ---- bases -------------------------------------------------------------------------------- */

void cp_lp_warm_release(struct cp_lp_warm *w) {
    free(w->basis);
    *w = (struct cp_lp_warm){0};
}

bool cp_lp_warm_fits(const struct cp_lp_warm *w, const struct cp_lp_view *v) {
    return w && w->basis && w->ncol == v->ncol && w->nrow == v->nrow;
}

bool cp_lp_warm_reserve(struct cp_lp_warm *w, const struct cp_lp_view *v) {
    if (cp_lp_warm_fits(w, v))
        return true;
    cp_lp_warm_release(w);
    unsigned char *basis = cp_calloc(v->nrow + v->ncol + 1, 1);
    if (!basis)
        return false;
    *w = (struct cp_lp_warm){.ncol = v->ncol, .nrow = v->nrow, .basis = basis};
    return true;
}
