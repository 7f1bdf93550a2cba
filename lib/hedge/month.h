/* What one unit of a trade is worth in a month of its delivery. */
#ifndef CAPPLAN_HEDGE_MONTH_H
#define CAPPLAN_HEDGE_MONTH_H

#include "hedge/market.h"
#include "hedge/trade.h"
#include "pricing/pricing.h"

/* Of a trade on `curve` and, of two curves, `curve2`: sums over what is delivered, in money. */
struct cp_hedge_month {
    double value, intrinsic;
    double delta, delta2; /* money for 1 of price of every delivery */
    double gamma;         /* of delta, for 1 % of price */
    double vega;          /* for a point of volatility */
    double theta;         /* a day */
    double rho;           /* for a basis point of interest */
    double volume;
};

/* Of what is delivered in [from, until), within one calendar month, on a market. CP_EINPUT where
 * the curve has no model and the trade wants one; NaN where there is no price. */
int cp_hedge_value_month(struct cp_hedge *h, const struct cp_hedge_market *m,
                         const struct cp_hedge_trade *k, int64_t from, int64_t until,
                         struct cp_hedge_month *out);

#endif
