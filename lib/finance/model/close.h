/* Financial close: what lenders and owners fixed in the base case. A model that is given one pays
 * its schedules and fills its reserves to its targets, whatever the case that is run brings; what
 * it does not name is sized as without one.
 *
 * The base case writes it as facts (answer/close.c), and it is read from them (intake/close.c). */
#ifndef CAPPLAN_FINANCE_CLOSE_H
#define CAPPLAN_FINANCE_CLOSE_H

#include "finance/finance.h"
#include <math.h>

/* Series have an element for each of the close's periods. */
struct cp_close_loan {
    const char *entity, *tranche;
    double amount;     /* committed */
    double fee;        /* upfront, USD */
    double *principal; /* scheduled at the end of the period */
    double *swapped;   /* notional of its swap, mean of the period */
    double *locked;    /* 1: its lock-up holds, whatever its test says */
};

/* Of an entity's reserve: what it is to hold at the end of the period. Of its trigger: 1 where it
 * is on whatever its test says. */
struct cp_close_series {
    const char *entity, *name;
    double *at;
};

struct cp_close {
    struct cp_arena arena;
    struct cp_pos pos;      /* of its first fact */
    bool partial;           /* what it does not name is not missed */
    struct cp_period first; /* of its series */
    size_t n;
    struct cp_close_loan *loan;
    size_t nloan;
    struct cp_close_series *reserve, *trigger;
    size_t nreserve, ntrigger;
};

/* NULL: it does not name them, or there is no close. */
const struct cp_close_loan *cp_finance_close_loan(const struct cp_close *c, const char *entity,
                                                  const char *tranche);
const struct cp_close_series *cp_finance_close_reserve(const struct cp_close *c, const char *entity,
                                                       const char *account);
const struct cp_close_series *cp_finance_close_trigger(const struct cp_close *c, const char *entity,
                                                       const char *trigger);

/* Place of a period in its series; NaN of one that lies outside. */
static inline double cp_finance_close_at(const struct cp_close *c, const double *series,
                                         struct cp_period p) {
    int64_t i = (int64_t)p.index - c->first.index;
    return i < 0 || i >= (int64_t)c->n ? NAN : series[i];
}

#endif
