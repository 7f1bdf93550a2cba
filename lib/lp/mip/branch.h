/* Branch and bound over relaxations, for integer programs. */
#ifndef CAPPLAN_LP_MIP_BRANCH_H
#define CAPPLAN_LP_MIP_BRANCH_H

#include "lp/model/engine.h"

/* Who solves what a search asks for. */
struct cp_lp_branch_by {
    cp_lp_solver *relaxation; /* linear programs, into an empty solution, checked */
    cp_lp_solver *master;     /* small integer programs over cuts, as an engine does */
};

int cp_lp_branch_solve(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                       const struct cp_lp_branch_by *by, struct cp_lp_solution *out,
                       struct cp_error *err);

#endif
