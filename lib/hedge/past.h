/* What prices did, as moves that today's forwards can make. */
#ifndef CAPPLAN_HEDGE_PAST_H
#define CAPPLAN_HEDGE_PAST_H

#include "hedge/simulate.h"

/* ln of a price above the floor, of one contract, or of spot, on one day. */
struct cp_hedge_seen {
    int32_t day;
    double key; /* what tells contracts apart: when it is delivered, or how long from the day on */
    double years; /* to its delivery */
    double x;
};
struct cp_hedge_series {
    size_t n;
    struct cp_hedge_seen *at; /* by day, then by key; NULL: nothing is known of the curve */
    bool spot;                /* not of forwards: all of them move as it did */
};
/* Of the curves that plan or books hang on; days that all those have of which anything is known. */
struct cp_hedge_past {
    struct cp_hedge_risk *r;
    struct cp_hedge_series *series; /* by curve */
    size_t n;
    int32_t *day;
    double step; /* days from one to the next, on average */
};
/* The first of a day; s->n: none. */
size_t cp_hedge_series_find(const struct cp_hedge_series *s, int32_t day);
/* In the arena. n is 0 where there is no history. */
int cp_hedge_past_read(struct cp_hedge_risk *r, struct cp_hedge_past *out);
/* Forwards, nstep x ncurve, as if from the i-th day to the j-th happened now; those of `only` alone
 * (NONE: all). */
void cp_hedge_past_move(const struct cp_hedge_past *p, size_t i, size_t j, size_t only,
                        double *price);

#endif
