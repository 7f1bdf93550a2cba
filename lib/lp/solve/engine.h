/* Which engine solves a program. */
#ifndef CAPPLAN_LP_SOLVE_ENGINE_H
#define CAPPLAN_LP_SOLVE_ENGINE_H

#include "lp/model/engine.h"

/* Do the options leave it to us? */
bool cp_lp_engine_is_auto(const char *name);

/* By the name of an option; NULL: there is none. */
const struct cp_lp_engine *cp_lp_engine_find(const char *name);

/* What a program is to `auto`: without integers, with some, or much of it integers. */
enum cp_lp_kind { CP_LP_LINEAR, CP_LP_INTEGER, CP_LP_CHOICES };

/* What `auto` takes for a program of so many non-zeros, of the engines that do all that is wanted:
 * CP_LP_BRANCHES, ... */
const struct cp_lp_engine *cp_lp_engine_auto(size_t nnz, enum cp_lp_kind kind, unsigned wanted);

/* What the options name, or `auto` takes: from a basis, where there is one, whatever the size.
 * NULL: an error. */
const struct cp_lp_engine *cp_lp_engine_choose(const struct cp_lp_view *v,
                                               const struct cp_lp_options *opt,
                                               struct cp_error *err);

#endif
