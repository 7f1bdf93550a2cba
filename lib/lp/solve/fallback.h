/* One engine, the check of its answer, and the next engine where that is none. */
#ifndef CAPPLAN_LP_SOLVE_FALLBACK_H
#define CAPPLAN_LP_SOLVE_FALLBACK_H

#include "lp/lp.h"

/* What an engine says of a program without a point, in s->status, becomes what is proved of it;
 * `started` is when the engine was. */
typedef int cp_lp_prover(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                         double started, struct cp_lp_solution *s, struct cp_error *err);

/* What is left of the time limit since `started`, in *limit; false: nothing, or the caller wants no
 * more. */
bool cp_lp_time_left(const struct cp_lp_options *opt, double started, double *limit);

/* Of two answers the better one, in `first`, with what either has proved; `second` is released. */
void cp_lp_solution_better(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                           struct cp_lp_solution *first, struct cp_lp_solution *second);

/* One engine alone, which may be of another thread's: a solver of other hands is a process of its
 * own. What it answers is checked. CP_EUSAGE: this build has it not; CP_EIO: it cannot be run. */
int cp_lp_solve_apart(const struct cp_lp_view *v, const struct cp_lp_options *opt, const char *name,
                      struct cp_lp_solution *out, struct cp_error *err);
/* Solve as the options say; `prove` NULL: engines are taken at their word. Release in any case. */
int cp_lp_solve_proved(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                       cp_lp_prover *prove, struct cp_lp_solution *out, struct cp_error *err);
/* The same without proofs: relaxations, and what proofs are made of. */
int cp_lp_solve_view(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                     struct cp_lp_solution *out, struct cp_error *err);

#endif
