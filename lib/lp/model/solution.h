/* Solutions: room for them, what they leave to the next solve, and their check. */
#ifndef CAPPLAN_LP_MODEL_SOLUTION_H
#define CAPPLAN_LP_MODEL_SOLUTION_H

#include "lp/lp.h"

/* Room for a point and its duals, all zero. */
int cp_lp_solution_alloc(const struct cp_lp_view *v, struct cp_lp_solution *s,
                         struct cp_error *err);
void cp_lp_solution_drop_point(struct cp_lp_solution *s);

/* Onto bounds that rounding missed, on either side: what is far outside stays where the check finds
 * it, and what a row needs to be kept stays where it is. */
int cp_lp_solution_onto_bounds(const struct cp_lp_view *v, struct cp_lp_solution *s,
                               double tolerance, struct cp_error *err);

/* Activity, reduced costs, objective, bound of a linear program, check. */
int cp_lp_check_view(const struct cp_lp_view *v, struct cp_lp_solution *s, struct cp_error *err);

/* Is there a basis of a program of this size? */
bool cp_lp_warm_fits(const struct cp_lp_warm *w, const struct cp_lp_view *v);
/* Room for one, unless it fits already; false without memory, and w is empty then. */
bool cp_lp_warm_reserve(struct cp_lp_warm *w, const struct cp_lp_view *v);

#endif
