/* What a position with a choice settles in a month, on average given the month's price: a line of
 * pieces, which is so many calls, so that it can be valued on thousands of paths. */
#ifndef CAPPLAN_HEDGE_REPLICA_H
#define CAPPLAN_HEDGE_REPLICA_H

#include "hedge/cell.h"

enum { CP_REPLICA_KNOTS = 10 };
struct cp_hedge_replica {
    int64_t from, until;                                /* of the month, as far as it is to come */
    size_t n;                                           /* knots; 1: it is the same at any price */
    double x[CP_REPLICA_KNOTS], cash[CP_REPLICA_KNOTS]; /* of the whole position */
};
/* Of every one that needs some, once; in the arena. */
int cp_hedge_replicas_make(struct cp_hedge *h, const struct cp_hedge_market *market,
                           struct cp_hedge_trades *trades);
/* That of hours [from, until), which lie in one month; NULL: it has none. */
const struct cp_hedge_replica *cp_hedge_replica_find(const struct cp_hedge_trade *k, int64_t from,
                                                     int64_t until);
/* At a price, of a spread that of the first curve less heat_rate times the second. */
double cp_hedge_replica_cash(const struct cp_hedge_replica *r, double x);

#endif
