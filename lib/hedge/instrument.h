/* The table of instruments. */
#ifndef CAPPLAN_HEDGE_INSTRUMENT_H
#define CAPPLAN_HEDGE_INSTRUMENT_H

#include "hedge/trade.h"

const struct cp_hedge_instrument *cp_hedge_instrument_at(size_t i); /* NULL after the last */

#endif
