/* Another solver beside our own. */
#ifndef CAPPLAN_LP_SOLVE_RACE_H
#define CAPPLAN_LP_SOLVE_RACE_H

#include "lp/model/engine.h"

/* What a race is run by. */
struct cp_lp_race_by {
    cp_lp_solver *ours; /* as the options say, into an empty solution, checked */
    /* One engine alone, in any thread; CP_EUSAGE and CP_EIO: it cannot be run here. */
    int (*apart)(const struct cp_lp_view *v, const struct cp_lp_options *opt, const char *name,
                 struct cp_lp_solution *out, struct cp_error *err);
    /* The better of two, in the first; the second is released. */
    void (*better)(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                   struct cp_lp_solution *first, struct cp_lp_solution *second);
};

/* As an engine; a linear program is solved by ours alone. */
int cp_lp_race(const struct cp_lp_view *v, const struct cp_lp_options *opt,
               const struct cp_lp_race_by *by, struct cp_lp_solution *out, struct cp_error *err);

#endif
