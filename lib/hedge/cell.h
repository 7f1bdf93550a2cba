/* What a trade settles at once, a month of it or a day, as pricing sees it: the one way in which
 * anything of a book is valued. */
#ifndef CAPPLAN_HEDGE_CELL_H
#define CAPPLAN_HEDGE_CELL_H

#include "hedge/market.h"
#include "hedge/trade.h"

struct cp_hedge_cell {
    const struct cp_hedge_trade *trade;
    struct cp_period of;         /* the month, or the day */
    double volume;               /* with the sign of the quantity */
    double forward[2], floor[2]; /* of both curves; NaN: there is no price */
    double strike; /* the trade's; of a mean what is left of it: what days that are fixed leave */
    double volatility[2], correlation; /* up to expiry; of a normal price in its unit */
    double expiry, paid, rate;         /* years from when it is valued; interest */
    int64_t from, until;               /* of its delivery that is to come */
    double month[2];                   /* forwards of the curves as they are today */
    double model[3]; /* volatilities and correlation that curves have up to expiry */
    const struct cp_hedge_replica *replica; /* of what has a choice, on paths; NULL */
    size_t step;                            /* of the steps of risk, where it is valued on paths */
    bool normal;
    bool quick; /* one of thousands that are compared: no Greeks */
};
/* Zero-initialise; release. */
struct cp_hedge_cells {
    size_t n, cap;
    struct cp_hedge_cell *at;
};

/* In money; by 1 of price of either curve, 1 of volatility, a year, 1 of rate. */
struct cp_hedge_value {
    double value, intrinsic;
    double delta[2], gamma[2], cross, vega[2], correlation, theta, rho;
};

/* How cells are made: on which market, when, and by which prices where it has none. */
struct cp_hedge_valuation {
    struct cp_hedge *h;
    const struct cp_hedge_market *market;
    double at;             /* years after the day of valuation: that of it is 0 */
    const double *planned; /* by curve; NULL: none */
};
/* Those of what is delivered in [from, until), within one calendar month. CP_EINPUT where the trade
 * wants a model that the curve has not. */
int cp_hedge_cells_add(const struct cp_hedge_valuation *v, const struct cp_hedge_trade *k,
                       int64_t from, int64_t until, struct cp_hedge_cells *out);
/* All that are still to come, month by month. */
int cp_hedge_cells_make(const struct cp_hedge_valuation *v, const struct cp_hedge_trade *k,
                        struct cp_hedge_cells *out);
/* The strike of a mean of days of which those before `as_of` are fixed; NaN: not all are known. */
int cp_hedge_strike_left(struct cp_hedge *h, const struct cp_hedge_trade *k, int64_t as_of,
                         int64_t until, double *out);
/* There is a price of all that it is of. */
bool cp_hedge_cell_priced(const struct cp_hedge_cell *c);
void cp_hedge_cells_release(struct cp_hedge_cells *c);
/* NaN where a price is. Of what has a choice, by its replica. */
struct cp_hedge_value cp_hedge_cell_value(const struct cp_hedge_cell *c);

#endif
