/* From the middle of the optimal points to one of their vertices. */
#ifndef CAPPLAN_LP_IPM_CROSSOVER_H
#define CAPPLAN_LP_IPM_CROSSOVER_H

#include "lp/ipm/ipm.h"

/* From the interior point that `p` has come to: a vertex in p->trial.x, and duals for it in
 * p->trial.y. Columns and slacks that are strictly between their bounds and have no price move
 * within the face of optimal points until they are on a bound or in a basis: the primal push phase
 * of [Megiddo 1991; Bixby & Saltzman 1994]. The duals stay where they are: they are optimal for
 * every point of the face. *vertex: false when it did not get to the end of it. Leaves p->theta and
 * p->h with other numbers. */
int cp_lp_crossover(struct cp_lp_ipm *p, const struct cp_lp_options *opt, double deadline,
                    bool *vertex, size_t *pushes, struct cp_error *err);

#endif
