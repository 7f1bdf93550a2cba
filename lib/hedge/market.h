/* The market of a plan on the day of valuation: every forward curve, and the factors they move by.
 */
#ifndef CAPPLAN_HEDGE_MARKET_H
#define CAPPLAN_HEDGE_MARKET_H

#include "curve/curve.h"
#include "hedge/internal.h"

struct cp_hedge_fixings;
struct cp_hedge_given;
struct cp_hedge_market {
    size_t n;
    struct cp_curve *curve; /* those of the plan, in its order; of one without quotes nquote is 0 */
    struct cp_curve_factors factors;
    double rate;                      /* the plan's discount, continuously compounded */
    bool told;                        /* what is odd about the curves */
    struct cp_hedge_given **given;    /* by curve: paths of its own; NULL: it has none */
    struct cp_hedge_fixings *fixings; /* by curve: what is known of its days */
};
/* Made once and kept; NULL on an error: up to 20 findings, quotes that contradict, curves below
 * their floors. */
struct cp_hedge_market *cp_hedge_market_make(struct cp_hedge *h, int *rc);
/* Gaps, quotes left out: once. */
void cp_hedge_market_tell(struct cp_hedge *h, struct cp_hedge_market *m);
/* Years from the day of valuation to an hour. */
double cp_hedge_years(const struct cp_hedge *h, int64_t hour);

#endif
