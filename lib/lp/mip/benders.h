/* What a relaxation says of all choices of the integers: its duals bound the cost of each from
 * below, or forbid it [Benders 1962]. */
#ifndef CAPPLAN_LP_MIP_BENDERS_H
#define CAPPLAN_LP_MIP_BENDERS_H

#include "lp/mip/propagate.h"

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

/* The integers of the least cost that the cuts leave possible, in z and *cost, and a bound on that,
 * among those that differ from `centre` by at most `radius` in all (NULL: anywhere in the box).
 * *found false: none, or stopped. */
int cp_lp_cuts_least(const struct cp_lp_cuts *c, const struct cp_lp_integer_rows *rows,
                     const double *low, const double *high, const double *centre, double radius,
                     const struct cp_lp_options *opt, double *z, double *cost, double *bound,
                     bool *found, struct cp_error *err);

#endif
