/* Presolve: a smaller program with the same answer, and the way back. */
#ifndef CAPPLAN_LP_PRESOLVE_H
#define CAPPLAN_LP_PRESOLVE_H

#include "lp/internal.h"

struct cp_lp_reduced {
    struct cp_lp_view v;      /* what is left; arrays owned here */
    enum cp_lp_status status; /* INFEASIBLE or UNBOUNDED when presolve saw it, else UNDECIDED */
    uint32_t *col, *row;      /* index in the original of each column and row left */
    double *fixed;            /* original columns: the value of those removed */
    uint32_t *lower_row, *upper_row; /* the singleton row a bound came from; CP_NAME_NONE: none */
    uint32_t *removed;               /* columns in order of removal */
    size_t nremoved;
    struct cp_arena arena;
};

/* Remove fixed and empty columns, free and empty rows, and turn rows of one column into bounds,
 * until nothing changes [Andersen & Andersen 1995, sections 3.1-3.2]. Release in any case. */
int cp_lp_presolve(const struct cp_lp_view *v, struct cp_lp_reduced *r, struct cp_error *err);
void cp_lp_reduced_release(struct cp_lp_reduced *r);
/* From a point and duals of r->v to those of the original; exact, complementarity is kept. */
void cp_lp_postsolve(const struct cp_lp_view *v, const struct cp_lp_reduced *r, const double *x,
                     const double *y, double *full_x, double *full_y);

#endif
