/* The change of value since an earlier run, position by position. */
#ifndef CAPPLAN_HEDGE_EXPLAIN_H
#define CAPPLAN_HEDGE_EXPLAIN_H

#include "hedge/prior.h"

struct cp_hedge_explain {
    struct cp_hedge *h;
    const struct cp_hedge_prior *prior;
    struct cp_hedge_tally tally; /* release */
    double whole, remainder;     /* of all positions; what their Greeks leave, in size */
};
/* All that a position has to come; at least one cell. */
int cp_hedge_explain_position(struct cp_hedge_explain *e, const struct cp_hedge_valuation *v,
                              const struct cp_hedge_cells *cells,
                              const struct cp_hedge_value *value);
int cp_hedge_explain_gone(struct cp_hedge_explain *e, const struct cp_hedge_trades *now);
int cp_hedge_explain_end(struct cp_hedge_explain *e);

#endif
