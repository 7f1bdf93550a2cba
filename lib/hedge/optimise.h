/* Choosing a hedge: the numbers of its program from the paths of a seed. */
#ifndef CAPPLAN_HEDGE_OPTIMISE_H
#define CAPPLAN_HEDGE_OPTIMISE_H

#include "hedge/parts.h"
#include "hedge/program.h"

/* What may be traded, and what it earns on each path; the plan's cash and the books' beside it. */
struct cp_hedge_sample {
    size_t n;
    struct cp_hedge_cash cash;
    double *price;  /* release */
    double *base;   /* n: over the steps that an instrument delivers in, discounted */
    double *payoff; /* n x m */
};
struct cp_hedge_desk {
    struct cp_hedge_risk *r;
    struct cp_hedge_trades instruments;
    bool *inside; /* by step: something delivers in it */
    double *cost; /* m: of trading one, discounted */
};
int cp_hedge_desk_make(struct cp_hedge_risk *r, struct cp_hedge_desk *out);
int cp_hedge_sample_make(struct cp_hedge_desk *d, size_t n, uint64_t seed,
                         struct cp_hedge_sample *out);
void cp_hedge_sample_release(struct cp_hedge_sample *s);
/* What the plan binds a hedge to: rows and tail rows of the program, in the arena. */
int cp_hedge_limits_make(struct cp_hedge_desk *d, const struct cp_hedge_sample *s,
                         struct cp_hedge_program *p);

#endif
