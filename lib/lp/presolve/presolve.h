/* Presolve: a smaller program with the same answer, and the way back. */
#ifndef CAPPLAN_LP_PRESOLVE_PRESOLVE_H
#define CAPPLAN_LP_PRESOLVE_PRESOLVE_H

#include "lp/presolve/reduce.h"
#include "lp/presolve/scale.h"

struct cp_lp_reduced {
    struct cp_lp_view v; /* what is left; arrays owned here, or scaled, of `scaling` */
    const struct cp_lp_scaling *scaling; /* NULL: none */
    enum cp_lp_status status; /* INFEASIBLE or UNBOUNDED when presolve saw it, else UNDECIDED */
    uint32_t *col, *row;      /* index in the original of each column and row left */
    double *reduced;          /* scratch of the way back */
    struct cp_lp_postsolve_stack stack;
    struct cp_arena arena, numbers;
};

/* Apply the reductions of reduce.h until they find little more [Andersen & Andersen 1995; Gould &
 * Toint 2004]; with opt->no_presolve only those without which there is no interior: empty rows and
 * columns, rows of one column, fixed columns. With integers: what is left has a whole point where
 * the program has one, and the way back gives the point alone. At the deadline it ends with what it
 * has. Release in any case. */
int cp_lp_presolve(const struct cp_lp_view *v, const struct cp_lp_options *opt, double deadline,
                   struct cp_lp_reduced *r, struct cp_error *err);
void cp_lp_reduced_release(struct cp_lp_reduced *r);
/* A scaling of r->v, borrowed, takes its place: factors are powers of two, so that the numbers need
 * not stand twice. */
void cp_lp_reduced_scaled(struct cp_lp_reduced *r, const struct cp_lp_scaling *s);
/* From a point and duals of r->v to those of the original; exact, complementarity is kept. */
void cp_lp_postsolve(const struct cp_lp_view *v, const struct cp_lp_reduced *r, const double *x,
                     const double *y, double *full_x, double *full_y);

#endif
