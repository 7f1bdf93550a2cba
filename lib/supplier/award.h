/* The sourcing program: from whom to buy. Part of the supplier room's door; include supplier.h. */
#ifndef CAPPLAN_SUPPLIER_AWARD_H
#define CAPPLAN_SUPPLIER_AWARD_H

#include "plan/plan.h"
#include <math.h>

CP_BEGIN_DECLS

/* Of all awards that are short of least, the one of the least discounted cost that meets needs by
 * period, with price steps, lots and shares [Ravindran, Warsing: Supply Chain Engineering, CRC
 * 2013, ch. 5-6]. Units are GPU or any other; money is discounted by the caller.
 *
 * An offer sells by slots, the periods in which it can deliver, and every unit of a slot goes one
 * of the offer's ways. Arrays of a slot have T numbers; those of a cell nstep x nway x T, slots
 * innermost: cp_award_cell. */

/* How a unit comes and goes. */
struct cp_award_way {
    size_t fleet;           /* whose stock it joins */
    size_t later;           /* periods from its slot to its arrival */
    bool expedited;         /* what is not goes by `ordinary` capacity alone */
    const size_t *until;    /* by slot: first period without it; NULL: it stays */
    const double *capacity; /* by slot: units that may go this way; NULL: any */
    bool returns;           /* of all of an offer's, of one step: what is gone, later slots can
                             * sell again, and rules of the whole offer count it once */
};

/* For budgets: what a unit of a cell costs in cash. */
struct cp_award_payment {
    size_t step, way, slot, paid; /* a period */
    double amount;
};

/* Paid once, when anything is bought. */
struct cp_award_once {
    double money;
    double cash; /* of a budget, in period `at` */
    size_t at;
};

/* Take-or-pay: units that are paid for if they are not taken, and the money of each. */
struct cp_award_due {
    double units, price;
};

/* Offers that are sold in the proportion of their units alone. */
struct cp_award_bundle {
    size_t first; /* of them, from 1; 0: it is none */
    double units;
};

/* What is awarded as one piece. */
struct cp_award_offer {
    size_t supplier;
    size_t nway; /* at least 1 */
    const struct cp_award_way *way;
    size_t nstep;       /* at least 1 */
    const double *from; /* units from which the step's price holds; from[0] is 0 */
    bool incremental;   /* else all-units */
    struct cp_award_once fixed;
    size_t alternative; /* of which one alone is bought: its first, from 1; 0: none */
    struct cp_award_bundle bundle;
    double most;          /* units in all, below what its slots can deliver; 0: as they can */
    double minimum;       /* units, when anything is bought */
    double tranche;       /* units in all are a multiple of it; 0: any number */
    double multiple;      /* what goes one way from one slot is a multiple of it; 0: any number */
    double order_minimum; /* or no less than this, when it is anything */
    double must;          /* units bought whatever they cost */
    struct cp_award_due pay;
    double guaranteed;      /* units, of which each brings `damages` */
    const double *damages;  /* by slot: money; NULL: none */
    const double *capacity; /* by slot */
    const double *ordinary; /* by slot: of it, what is not expedited; NULL: all */
    const double *price;    /* by cell: money of a unit */
    const double *invoice;  /* by cell: what counts for rebates; NULL: nothing */
    const double *weight;   /* by period of arrival: what a unit counts for in shares; NULL: 1 */
    size_t npayment;
    const struct cp_award_payment *payment;
};

static inline double cp_award_most(const struct cp_award_offer *o) {
    return o->most > 0 ? o->most : (double)INFINITY;
}

static inline bool cp_award_returns(const struct cp_award_offer *o) {
    return o->way[0].returns;
}

static inline size_t cp_award_cell(const struct cp_award_offer *o, size_t T, size_t step,
                                   size_t way, size_t slot) {
    return (step * o->nway + way) * T + slot;
}

/* Units of one SKU from one supplier at one place. */
struct cp_award_fleet {
    size_t supplier, sku, place;
    double power; /* of a unit, for `power` of its supplier */
};

struct cp_award_supplier {
    size_t country;
    double share;   /* of the weight awarded, at most; 1: any */
    double minimum; /* units, when anything is awarded */
    struct cp_award_once qualified;
    double capacity; /* units of all its offers in stock at once; infinity or 0: any */
    double power;    /* of all its offers in stock at once; infinity or 0: any */
};

/* What comes back on all that a supplier sells in a window of time once that is enough. */
struct cp_award_rebate {
    size_t supplier;
    size_t n;             /* tiers */
    const double *from;   /* units, or money of invoices, rising */
    const double *share;  /* of the invoices */
    bool spend;           /* `from` is money */
    const size_t *window; /* by period of arrival */
    size_t nwindow;
    const double *worth; /* by window: money of one unit of money paid back */
};

/* Stock wanted in every period. */
struct cp_award_need {
    size_t place;           /* of stock that counts; SIZE_MAX: any */
    const double *level;    /* T; at most 0: nothing is wanted */
    const double *critical; /* T, wanted still when any one supplier is lost; NULL: nothing */
    const double *rate;     /* nsku x T: what a unit in stock counts for */
    double weight;          /* of a unit short in a period beside those of other needs */
    bool exact;             /* not more than the last level either */
};

struct cp_award_problem {
    size_t T, noffer, nfleet, nsupplier, ncountry, nsku, nneed, nrebate;
    const struct cp_award_offer *offer;
    const struct cp_award_fleet *fleet;
    const struct cp_award_supplier *supplier;
    const double *country_share; /* ncountry; NULL: any */
    const struct cp_award_need *need;
    const struct cp_award_rebate *rebate;
    const size_t *year;   /* T: which budget a payment of the period falls to; NULL: none */
    const double *budget; /* by year, infinity: none */
    size_t nyear;
    double gap, time_limit; /* relative gap to stop at, 0: 1e-4; seconds, 0: none */
};

enum cp_award_status {
    CP_AWARD_DONE,
    CP_AWARD_STOPPED,    /* with an award whose gap is not closed */
    CP_AWARD_IMPOSSIBLE, /* no award keeps the rules */
    CP_AWARD_UNDECIDED   /* stopped before there was one */
};

/* What an award costs, from what it buys. */
struct cp_award_cost {
    double units, fixed, qualified, unpaid;
    double damages, rebates; /* what comes back */
};

/* Arrays are the arena's. */
struct cp_award {
    struct cp_arena arena;
    enum cp_award_status status; /* IMPOSSIBLE, UNDECIDED: nothing below */
    struct cp_award_cost part;
    double cost;           /* of all parts */
    double bound;          /* no award that is short of no more costs less */
    double shortage;       /* units short by their weights */
    size_t *first;         /* noffer + 1: of an offer's cells in `take` */
    double *take;          /* units */
    double *again;         /* noffer x T: of them, what was there before, by slot */
    double *unpaid;        /* noffer: take-or-pay units not taken */
    double *missing;       /* nneed x T: units short */
    double *exposed;       /* nneed x T: short of the critical level when the worst is lost */
    bool *used;            /* nsupplier: anything is awarded to it */
    double *need_dual;     /* nneed x T: money of one more unit wanted; NaN: it would be short */
    double *capacity_dual; /* noffer x T: of one more unit of a slot, at most 0 */
};

/* The best award. Shadow prices are those of the program with its integers and its shortages
 * fixed. */
int cp_supplier_award_solve(const struct cp_award_problem *p, struct cp_award *out,
                            struct cp_error *err);
void cp_supplier_award_release(struct cp_award *a);

enum cp_award_rule_kind {
    CP_AWARD_COMMITTED, /* of an offer: `must` */
    CP_AWARD_MINIMUM,
    CP_AWARD_MULTIPLE,
    CP_AWARD_TRANCHE,
    CP_AWARD_ORDER_MINIMUM,
    CP_AWARD_ALTERNATIVE,
    CP_AWARD_BUNDLE,
    CP_AWARD_SUPPLIER_MINIMUM, /* of a supplier */
    CP_AWARD_SUPPLIER_SHARE,
    CP_AWARD_SUPPLIER_CAPACITY,
    CP_AWARD_SUPPLIER_POWER,
    CP_AWARD_COUNTRY_SHARE, /* of a country */
    CP_AWARD_BUDGET,        /* of a year */
    CP_AWARD_EXACT,         /* of a need */
};
struct cp_award_rule {
    enum cp_award_rule_kind kind;
    size_t index;
};

/* Of a problem that no award solves: rules that cannot be kept together, with any one less they
 * can be. *rule is the caller's to free. */
int cp_supplier_award_conflict(const struct cp_award_problem *p, struct cp_award_rule **rule,
                               size_t *n, struct cp_error *err);

CP_END_DECLS

#endif
