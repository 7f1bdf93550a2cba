/* What positions are valued by, as facts: written by one run, explained by the next. */
#ifndef CAPPLAN_HEDGE_MODEL_H
#define CAPPLAN_HEDGE_MODEL_H

#include "hedge/cell.h"

/* Forward, volatility, correlation, time, discount and volume of each cell that has a price. */
int cp_hedge_put_model(struct cp_hedge *h, const struct cp_hedge_cells *c,
                       const struct cp_hedge_value *value);

#endif
