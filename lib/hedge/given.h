/* Prices on paths of a model of one's own, from the table of a curve. */
#ifndef CAPPLAN_HEDGE_GIVEN_H
#define CAPPLAN_HEDGE_GIVEN_H

#include "hedge/market.h"

/* Months, days or hours that do not overlap, ascending; each has a price on every path. */
struct cp_hedge_given {
    size_t npath, ntime;
    int64_t *from, *until;
    double *price;     /* ntime x npath */
    const char **path; /* their names, in the order in which they came */
};
/* In the arena; findings. */
int cp_hedge_given_read(struct cp_hedge *h, const struct cp_market_curve *c,
                        struct cp_hedge_given *out);
/* The time that an hour is in; NONE. */
size_t cp_hedge_given_at(const struct cp_hedge_given *g, int64_t hour);
/* Over the hours that have a price, and paths; NaN: none has. */
double cp_hedge_given_mean(const struct cp_hedge_given *g, int64_t from, int64_t until);

#endif
