/* A solver in a process of its own. */
#ifndef CAPPLAN_LP_EXTERNAL_ISOLATE_H
#define CAPPLAN_LP_EXTERNAL_ISOLATE_H

#include "lp/model/engine.h"

/* `solve`, of the engine called `name`, in another process, which is killed half a second after it
 * should have ended. Until then what stands in its x and status is the best that it has. */
int cp_lp_solve_isolated(const char *name, cp_lp_solver *solve, const struct cp_lp_view *v,
                         const struct cp_lp_options *opt, struct cp_lp_solution *out,
                         struct cp_error *err);

#endif
