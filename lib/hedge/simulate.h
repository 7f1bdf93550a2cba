/* Prices of the plan's curves on paths, by steps of a month at most, and the cash that hangs on
 * them. */
#ifndef CAPPLAN_HEDGE_SIMULATE_H
#define CAPPLAN_HEDGE_SIMULATE_H

#include "hedge/exposure.h"
#include "hedge/market.h"
#include "hedge/trade.h"

/* A month of a period, or the period where that is shorter. */
struct cp_hedge_step {
    size_t t; /* of the plan */
    int year;
    int64_t from, until;
    double part; /* of the period's hours */
    double when; /* years after the day of valuation, of its middle */
};

/* What the analyses of risk share: steps that are still to come, forwards, exposures, positions. */
struct cp_hedge_risk {
    struct cp_hedge *h;
    size_t nstep, ncurve;
    struct cp_hedge_step *step;
    double *forward; /* nstep x ncurve; NaN: neither a quote nor the plan says it */
    const struct cp_hedge_market *market;
    struct cp_hedge_exposures exposures;
    struct cp_hedge_trades trades;
};
int cp_hedge_risk_make(struct cp_hedge *h, struct cp_hedge_risk *out);
void cp_hedge_risk_release(struct cp_hedge_risk *r);

/* Prices npath x nstep x ncurve at settlement, of as many draws of the seed; release by free. */
int cp_hedge_simulate(struct cp_hedge_risk *r, size_t npath, uint64_t seed, double **out);

/* What an exposure earns in a step for a rise of its curve by 1. Revenue, and debt, go by the same
 * part as the curve: they are so many units at its forward. */
double cp_hedge_slope(const struct cp_hedge_risk *r, size_t i, size_t step);
/* What a position earns in a step, its premium paid, at these prices of the curves. */
double cp_hedge_trade_cash(const struct cp_hedge_risk *r, const struct cp_hedge_trade *k,
                           size_t step, const double *price);
bool cp_hedge_book_holds(const struct cp_hedge_risk *r, size_t book);
/* Whose cash a position settles in. */
const char *cp_hedge_book_entity(const struct cp_hedge *h, size_t book);

#endif
