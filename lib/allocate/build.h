/* Building, solving and releasing programs, and holding what is decided in them. */
#ifndef CAPPLAN_ALLOCATE_BUILD_H
#define CAPPLAN_ALLOCATE_BUILD_H

#include "allocate/allocate.h"
#include "allocate/program/program.h"
#include "tree/tree.h"

/* An error, or CP_ALLOCATE_STOPPED: opt->lp says that nobody waits any more. The program asks it as
 * long as it is added to. */
int cp_allocate_build(struct cp_program *m, const struct cp_facts *facts,
                      const struct cp_allocate_options *opt);
void cp_allocate_release(struct cp_program *m);
/* Export, if that is asked for, and solve. */
int cp_allocate_solve(struct cp_lp *lp, const struct cp_allocate_options *opt,
                      struct cp_lp_solution *s, struct cp_allocate_result *out,
                      struct cp_error *err);

/* Column c decides on capacity: to build, buy, contract or accept. */
bool cp_allocate_is_capacity(const struct cp_program *m, size_t c);
/* It is decided before it is known which scenario comes: capacity that comes before the plan's
 * date.
 */
bool cp_allocate_is_first_stage(const struct cp_program *m, const struct cp_tree *tree, size_t c);
/* It is capacity, or where it stands: what a window leaves to the next. */
bool cp_allocate_is_kept(const struct cp_program *m, size_t c);
/* Hold all that is kept, and bandwidth, at what it is in x. */
int cp_allocate_hold(struct cp_program *m, const double *x);
/* Hold the decisions of the first stage as `fix` states them: what it does not state is nothing.
 * False in *kept, with lines in `out`: some cannot be held, and the program is as it was. */
int cp_allocate_fix(struct cp_program *m, const struct cp_tree *tree, const struct cp_facts *fix,
                    bool *kept, struct cp_str *out);
/* Rows of nothing but what is held, or filled by it to the last, are not broken by its rounding. */
int cp_allocate_loosen_rows(struct cp_program *m);

#endif
