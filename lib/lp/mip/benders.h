/* What a relaxation says of all choices of the integers: its duals bound the cost of each from
 * below, or forbid it [Benders 1962]. */
#ifndef CAPPLAN_LP_MIP_BENDERS_H
#define CAPPLAN_LP_MIP_BENDERS_H

#include "lp/mip/propagate.h"
#include "lp/model/engine.h"

/* Of integers z: cost >= level + slope'z, or, when it forbids, 0 >= level + slope'z. */
struct cp_lp_cut {
    bool forbids;
    double level;
    double slope[];
};

struct cp_lp_cuts {
    size_t n, ncut, cap; /* n integers */
    struct cp_lp_cut **cut;
};

void cp_lp_cuts_release(struct cp_lp_cuts *c);
/* From the solution of a relaxation, or of an elastic one that proves there is none, with the
 * integers col[n] within low and high. */
int cp_lp_cuts_add(struct cp_lp_cuts *c, const struct cp_lp_solution *s, const size_t *col,
                   const double *low, const double *high, bool forbids, struct cp_error *err);

/* Do the cuts leave z possible at a cost below `most`? */
bool cp_lp_cuts_allow(const struct cp_lp_cuts *c, const double *z, double most);

/* The master problem: the integers of the least cost that the cuts leave possible. */
struct cp_lp_master {
    const struct cp_lp_integer_rows *rows;
    const double *low, *high; /* n: bounds of the integers */
    const double *centre;     /* n: what to differ from by at most `radius` in all; NULL: nothing */
    double radius;
    const struct cp_lp_options *opt;
    cp_lp_solver *solve; /* as of an engine */
};

struct cp_lp_choice {
    bool any;    /* false: there is none, or the solver was stopped */
    double cost; /* by the cuts */
    double bound;
};

int cp_lp_cuts_choose(const struct cp_lp_cuts *c, const struct cp_lp_master *master, double *z,
                      struct cp_lp_choice *out, struct cp_error *err);

#endif
