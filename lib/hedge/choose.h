/* Between the two ways to solve the CVaR program. */
#ifndef CAPPLAN_HEDGE_CHOOSE_H
#define CAPPLAN_HEDGE_CHOOSE_H

#include "hedge/program.h"
#include <stdlib.h>

/* A program in units in which instruments and money are of size 1. */
struct cp_hedge_scaled {
    const struct cp_hedge_program *p;
    double money;        /* what the program calls 1 */
    double *mean, *unit; /* m: of the payoff; of q that one of x is */
};

/* Without lots and tail rows. *found is false where it has no optimum; *bound: the objective. */
int cp_hedge_choose_by_dual(const struct cp_hedge_scaled *b, double *q, double *bound, bool *found,
                            struct cp_error *err);

#endif
