/* Selling as pure numbers: what to protect, what to ask, what a token and an hour cost. */
#ifndef CAPPLAN_SELL_NUMBERS_H
#define CAPPLAN_SELL_NUMBERS_H

#include "base/base.h"

CP_BEGIN_DECLS

/* ---- capacity kept for later, dearer buyers ------------------------------------------------ */

/* Units kept for demand at `high` against a buyer at `low`: P(D > y) = low/high [Littlewood 1972],
 * of normal demand; and the fewest whole units of Poisson demand. 0 where low >= high. */
double cp_sell_littlewood(double mean, double sd, double high, double low);
double cp_sell_littlewood_poisson(double mean, double high, double low);

/* Nested classes, prices falling, independent normal demand: protect[j] for classes 0..j against
 * the ones below, j < n-1. EMSR-a adds up two-class levels; EMSR-b takes classes together at their
 * mean price [Belobaba 1989; Talluri and van Ryzin, The Theory and Practice of Revenue Management,
 * 2004, 2.2.4]. */
enum cp_sell_emsr { CP_SELL_EMSR_A, CP_SELL_EMSR_B };
void cp_sell_protect(enum cp_sell_emsr method, size_t n, const double *price, const double *mean,
                     const double *sd, double *protect);
/* The levels that earn most when the cheapest come first: price[j+1] = price[0] P(D_0 > protect[0],
 * D_0 + D_1 > protect[1], ..., up to j) [Brumelle and McGill, Operations Research 41 (1993) 127],
 * by Simpson's rule. Every sd and price is above 0. False: no memory. */
bool cp_sell_protect_best(size_t n, const double *price, const double *mean, const double *sd,
                          double *protect);

/* ---- price and quantity -------------------------------------------------------------------- */

/* What buyers take at a price: depth (p/reference)^elasticity; depth - slope (p - reference), not
 * below 0; depth e^{a-bp}/(1+e^{a-bp}); or depth up to the reference price and nothing above. */
enum cp_sell_response_kind { CP_SELL_TAKER, CP_SELL_ELASTIC, CP_SELL_LINEAR, CP_SELL_LOGIT };
struct cp_sell_response {
    enum cp_sell_response_kind kind;
    double reference, depth;
    double elasticity, slope, a, b;
};
double cp_sell_wanted(const struct cp_sell_response *r, double price);
/* The price at which that much is wanted; 0: more than there is at any price. */
double cp_sell_price_of(const struct cp_sell_response *r, double quantity);
/* The price of most profit at a cost a unit, to which the dual of a capacity that binds is added:
 * c e/(1+e), (A/slope + c)/2 with A what is wanted at 0, c + (1 + W(e^{a-bc-1}))/b. */
double cp_sell_best_price(const struct cp_sell_response *r, double cost);

/* ---- costs --------------------------------------------------------------------------------- */

/* USD for a million tokens of GPUs that make so many a second when they work, and work for a part
 * of the time. */
double cp_sell_token_cost(double hour, double tokens, double utilisation);
/* Tokens a second of a GPU that reads `share` of them and writes the rest, each at its rate. */
double cp_sell_tokens(double input, double output, double share);
/* USD for so many million tokens: input, of which `hit` stands in a cache, and output. */
double cp_sell_token_revenue(double input, double hit, double output, double in, double cached,
                             double out);
/* USD an hour sold of a GPU that costs `price`, is worth `residual` of it after `life` years, can
 * work for a part of the time and is sold for a part of that: the annuity of price less discounted
 * residual. */
double cp_sell_capital_cost(double price, double residual, double life, double rate,
                            double available, double sold);

/* What an hour costs more whose buyer shares nothing: whole racks, overhead, time of setup over the
 * term, spares of his own group, his audit. `rack` 0: single GPUs; `term` 0: no setup. */
struct cp_sell_isolation {
    double rack, overhead, setup, term, audit;
    double spare_risk, availability; /* NaN: no spares of its own */
};
double cp_sell_isolation_cost(const struct cp_sell_isolation *i, double floor, double group);

/* What a price over periods gives away when the buyer may leave at `notice`: the mean of
 * max(price - alternative, 0) over the part of each period that is later, by weight; years[t] is
 * where period t ends. Alternatives move by a
 * lognormal of `deviation[t]` at each; NULL: they are known. The other side's right alike. */
double cp_sell_option(bool seller, double price, size_t n, const double *alternative,
                      const double *deviation, const double *weight, const double *years,
                      double notice);

CP_END_DECLS

#endif
