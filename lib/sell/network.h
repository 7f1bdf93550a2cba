/* Capacity that many products share, as a program: network revenue management. */
#ifndef CAPPLAN_SELL_NETWORK_H
#define CAPPLAN_SELL_NETWORK_H

#include "base/base.h"

CP_BEGIN_DECLS

/* maximise sum price_j x_j, sum_j use_ij x_j <= capacity_i, 0 <= x_j <= demand_j: the deterministic
 * linear program of [Talluri and van Ryzin 2004, ch. 3]. Product j uses amount[k] of resource[k]
 * for k from start[j] to start[j+1]. Arrays are the caller's. */
struct cp_sell_network {
    size_t nresource, nproduct;
    const double *capacity, *price, *demand;
    const size_t *start, *resource;
    const double *amount;
};

/* What it earns at most, *accepted[nproduct] of each, bid[nresource]: the duals of capacity, at
 * least 0. Where a dual is not unique it is one between the value of the last unit and that of the
 * next. Outputs may be NULL. */
int cp_sell_solve(const struct cp_sell_network *n, double *value, double *accepted, double *bid,
                  struct cp_error *err);

/* An order of a product: whole lots of it. */
struct cp_sell_order {
    size_t product;
    double quantity; /* taken whole or refused */
    double price;    /* a unit */
};
enum cp_sell_verdict {
    CP_SELL_ACCEPTED,
    CP_SELL_NO_ROOM,  /* more than is left of what it uses */
    CP_SELL_TOO_CHEAP /* what it uses earns more elsewhere */
};
/* Whether to take an order while what else is wanted is the network's demand: `least`, what the
 * rest earns less without it, a unit, is what it must pay. Of an order as small as a unit that is
 * the sum of bid prices; of a whole site it is more. `bids` gets that sum. */
struct cp_sell_answer {
    enum cp_sell_verdict verdict;
    double least, bids;
    size_t scarce; /* the resource of which there is too little, or whose bid price is most of it */
};
int cp_sell_quote(const struct cp_sell_network *n, const struct cp_sell_order *o,
                  struct cp_sell_answer *out, struct cp_error *err);

/* A round of orders: each is decided on as it comes, against those that are still to come; before
 * any is told, those that were refused and fit after all are taken, the dearest first, also in the
 * place of a cheaper one. taken[norder], *revenue. */
int cp_sell_take(const struct cp_sell_network *n, const struct cp_sell_order *order, size_t norder,
                 bool *taken, double *revenue, struct cp_error *err);

CP_END_DECLS

#endif
