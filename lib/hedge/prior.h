/* What an earlier run of --value says its positions were valued by. */
#ifndef CAPPLAN_HEDGE_PRIOR_H
#define CAPPLAN_HEDGE_PRIOR_H

#include "hedge/cell.h"

struct cp_hedge_prior_cell {
    const char *position, *period;
    int64_t from, until;                      /* hours of the period */
    const char *curve[2];                     /* NULL: there is none */
    double volume, forward[2], volatility[2]; /* NaN: not said, as of what is no option */
    double correlation, expiry, paid, discount;
};
/* What was written of a position for a period of its delivery. */
struct cp_hedge_prior_value {
    const char *position, *book;
    int64_t until; /* the end of the last month or day of it that was valued */
    double value;  /* NaN: there was no price */
};
/* Both in the order of positions, then of periods. */
struct cp_hedge_prior {
    int64_t as_of;
    size_t ncell, nvalue;
    struct cp_hedge_prior_cell *cell;
    struct cp_hedge_prior_value *value;
};
/* Of h->opt->prior, in the arena; of the book that is asked for. */
int cp_hedge_prior_read(struct cp_hedge *h, struct cp_hedge_prior *out);

#endif
