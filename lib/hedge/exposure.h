/* What of a plan moves with which curve, as a list: what the analyses after it work on. */
#ifndef CAPPLAN_HEDGE_EXPOSURE_H
#define CAPPLAN_HEDGE_EXPOSURE_H

#include "hedge/internal.h"

struct cp_hedge_exposed {
    size_t curve, t;     /* of the plan's curves; period */
    const char *entity;  /* in whose books; NULL: the plan has none */
    const char *kind;    /* energy, fuel, revenue, ... */
    struct cp_fact fact; /* its dimensions */
    double quantity;     /* in what the curve prices; what is bought is below 0 */
    double value;        /* USD at the plan's own price; of what is bought below 0 */
    bool earned;         /* it is cash of the plan; else an opportunity, as idle GPUs are */
};
struct cp_hedge_exposures {
    size_t n, cap;
    struct cp_hedge_exposed *at; /* release */
    double priced, undriven;     /* USD: market-priced cost of the plan, and what no curve drives */
};
int cp_hedge_exposures_read(struct cp_hedge *h, struct cp_hedge_exposures *out);
void cp_hedge_exposures_release(struct cp_hedge_exposures *e);

static inline const struct cp_plan_market *cp_hedge_market(const struct cp_hedge *h) {
    return &h->plan->money.market;
}
/* "energy", "compute" or "other", by what the curve prices. */
const char *cp_hedge_curve_class(const struct cp_market_curve *c);

#endif
