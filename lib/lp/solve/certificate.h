/* Proofs of what an engine says of a program without a point. */
#ifndef CAPPLAN_LP_SOLVE_CERTIFICATE_H
#define CAPPLAN_LP_SOLVE_CERTIFICATE_H

#include "lp/lp.h"

/* Solve an elastic program; true in *proved when its duals are a Farkas certificate. */
int cp_lp_solve_certified(const struct cp_lp_view *e, const struct cp_lp_options *opt,
                          struct cp_lp_solution *s, bool *proved, struct cp_error *err);
/* True in *proved when a Farkas certificate (dual of the elastic program) passes its check. */
int cp_lp_prove_infeasible(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                           bool *proved, struct cp_error *err);
/* A ray along which the cost falls, and a point where it starts, both checked. */
struct cp_lp_fall {
    bool ray, point;
    bool empty;   /* an engine takes the program for one without a point, whatever its costs */
    bool certain; /* and has no doubt */
};
int cp_lp_find_fall(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                    struct cp_lp_fall *fall, struct cp_error *err);

#endif
