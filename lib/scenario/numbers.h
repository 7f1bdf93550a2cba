/* Futures as pure numbers: few that stand for many. Part of the door of scenario.
 *
 * Arrays are the caller's; threads may call at once. CP_ENOMEM (no message). */
#ifndef CAPPLAN_SCENARIO_NUMBERS_H
#define CAPPLAN_SCENARIO_NUMBERS_H

#include "base/base.h"

CP_BEGIN_DECLS

/* n points of d dimensions, by rows, each with its probability. */
struct cp_scenario_points {
    size_t n, d;
    const double *x, *probability;
};

/* Fast forward selection adds the point that leaves the least Kantorovich distance, simultaneous
 * backward reduction takes away the one that costs least [Heitsch and Roemisch, Computational
 * Optimization and Applications 24 (2003) 187; Dupacova, Groewe-Kuska and Roemisch, Mathematical
 * Programming 95 (2003) 493]. Ties, to 1e-12, go to the lower number. */
enum cp_scenario_reduction { CP_SCENARIO_FORWARD, CP_SCENARIO_BACKWARD };

/* kept[i]: whether point i stays, true of those that have to stay when called, in all `keep` of
 * them at most n. Memory of n x n distances. */
int cp_scenario_reduce(const struct cp_scenario_points *s, enum cp_scenario_reduction how,
                       size_t keep, bool *kept);
/* Each that is not kept goes to the nearest kept one, of its own `group` where there is one in it
 * (NULL: no groups): probability[i], 0 of what is not kept; how far they went, by probability. */
double cp_scenario_assign(const struct cp_scenario_points *s, const bool *kept, const size_t *group,
                          double *probability);

CP_END_DECLS

#endif
