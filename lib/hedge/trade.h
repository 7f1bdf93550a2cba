/* What a desk holds, and what it may trade: positions and instruments. */
#ifndef CAPPLAN_HEDGE_TRADE_H
#define CAPPLAN_HEDGE_TRADE_H

#include "hedge/internal.h"

struct cp_hedge_trade;
struct cp_hedge_cell;
struct cp_hedge_value;
struct cp_hedge_simulation;

/* What the holder of a position may choose: nothing, or to take one at most, early (EARLY), or on
 * one (ONCE) or several (SWING) of its dates; to take all of it or nothing (EXTENSION); when a
 * plant runs (PLANT). */
enum cp_hedge_choices {
    CP_CHOICE_NONE,
    CP_CHOICE_EARLY,
    CP_CHOICE_ONCE,
    CP_CHOICE_SWING,
    CP_CHOICE_EXTENSION,
    CP_CHOICE_PLANT
};
/* The terms of that. */
struct cp_hedge_terms {
    size_t dates, rights, least; /* days or months; used at most, and at least */
    int64_t decide;              /* when it is known whether all is taken */
    double fee;                  /* of what one delivers, paid then */
    /* of a plant: part of its power, money and fuel a start of one, on the price of fuel, hours */
    double least_load, start_cost, start_fuel, addon;
    size_t up, down;
    size_t nreplica; /* what it settles by month on average, given its price; once made */
    struct cp_hedge_replica *replica;
};
/* What an instrument pays for one of its quantity when the price is settled at p, and that of the
 * second curve at q, before its premium; and what it is worth before that. */
struct cp_hedge_instrument {
    const char *word;
    bool option, second;  /* it may be left; it is of two curves */
    bool strike, strike2; /* it wants them */
    bool averages;        /* it is settled on the mean of days, each fixed when it comes */
    double (*payoff)(const struct cp_hedge_trade *k, double p, double q);
    struct cp_hedge_value (*value)(const struct cp_hedge_cell *c);
    enum cp_hedge_choices choice;
    bool put;
    /* Where it has a choice: all that it has to come, on paths; `value` is then that of its
     * replica. */
    int (*simulate)(struct cp_hedge_simulation *s);
};

enum cp_hedge_designation {
    CP_DESIGNATION_NONE,
    CP_DESIGNATION_CASH_FLOW,
    CP_DESIGNATION_FAIR_VALUE,
    CP_DESIGNATION_OWN_USE
};

/* A position, or an instrument to trade, of which the quantity is 1. */
struct cp_hedge_trade {
    const char *name; /* of an instrument: "swap henry-hub 2029-01-01" */
    struct cp_pos pos;
    size_t book; /* of the plan; NONE: an instrument */
    const struct cp_hedge_instrument *kind;
    const struct cp_counterparty *counterparty; /* NULL: an exchange */
    size_t curve, curve2;                       /* of the plan; NONE: no second */
    int64_t from, until;                        /* hours of delivery: first, first after */
    double quantity;                            /* long above 0, as written */
    double rate, monthly; /* of one of it: delivered in an hour, or in a month; the other is 0 */
    double strike, strike2, heat_rate; /* in the unit of the curve */
    struct cp_hedge_terms *terms;      /* NULL: it has no choice */
    double premium;                    /* of what one delivers, in the unit of the curve */
    bool daily;                        /* an option a day, not a month */
    int64_t traded;                    /* INT64_MIN: not said */
    const char *hedges;
    enum cp_hedge_designation designation;
    double spread, depth, lot, margin; /* of an instrument; NaN, infinity, 0, NaN: not said */
};

/* What it delivers within [from, until), in what its curve prices, with the sign of its quantity.
 */
double cp_hedge_volume(const struct cp_hedge_trade *k, int64_t from, int64_t until);

struct cp_hedge_trades {
    size_t n, settled; /* those that were delivered before the day of valuation are left out */
    struct cp_hedge_trade *at; /* in the arena */
};
/* Of all the plan's books, or of the one of that name. Up to 20 findings. */
int cp_hedge_positions_read(struct cp_hedge *h, const char *book, struct cp_hedge_trades *out);
int cp_hedge_instruments_read(struct cp_hedge *h, struct cp_hedge_trades *out);

#endif
