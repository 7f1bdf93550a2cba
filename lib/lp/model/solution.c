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
