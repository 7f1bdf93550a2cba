/* Supply as a plan has it: offers of SKUs, suppliers, rules of an award. */
#ifndef CAPPLAN_PLAN_SUPPLY_H
#define CAPPLAN_PLAN_SUPPLY_H

#include "plan/path.h"

CP_BEGIN_DECLS

struct cp_milestone {
    double share;  /* of the price */
    double before; /* years before delivery; negative: after */
};
struct cp_step {
    double from;  /* GPU, first unit at this price */
    double price; /* USD/GPU */
};
struct cp_tariff {
    int64_t from, to;
    double rate;
};
struct cp_window {
    struct cp_period period;
    double units; /* at most, orders that may be delivered in this period */
};

/* A point of an empirical distribution of lead times: the share `level` of them is over by `lead`.
 */
struct cp_lead_quantile {
    double level;
    double lead; /* years */
};

struct cp_offer {
    const char *name;
    struct cp_pos pos;
    const char *supplier, *sku;
    double quantity; /* units in all */
    double fixed;    /* USD, when anything is bought */
    double multiple; /* units come in multiples of it; 0: any number */
    size_t nwindow;
    struct cp_window *window; /* capacity by period; none: evenly between from and to */
    int64_t from, to;         /* deliveries */
    double price;             /* USD/GPU of the first units; NaN: rented */
    size_t nstep;             /* the first is {0, price}; none: rented */
    struct cp_step *step;
    bool incremental;  /* else all-units */
    double lead;       /* years, median */
    double lead_sigma; /* of log lead time; 0: certain */
    bool lead_gamma;   /* gamma of mean `lead`, `lead_sigma` its deviation over that */
    size_t nlead_quantile;
    struct cp_lead_quantile *lead_quantile; /* instead of both: rising, the last of level 1 */
    double ramp;                            /* years from the first delivery to the full rate */
    double maximum;                         /* units of a period at most */
    struct cp_path index;                   /* pass-through: 1 at signing; absent: none */
    double index_share;                     /* of the price that follows it */
    double rebate, rebate_after;   /* of the price, paid back so many years after delivery */
    double warrant;                /* USD/GPU, value of what comes with a unit beside it */
    double extension;              /* years by which a rent can be extended */
    struct cp_path extension_rent; /* USD/GPU/h; absent: as the rent */
    double notice;                 /* years of notice of leaving */
    double put, put_price;         /* GPU the seller may oblige the company to take, USD/GPU */
    int64_t order_from, order_by;  /* an order can be placed from .. until; finite when absent */
    double minimum;                /* units, when bought at all */
    double committed;              /* units bought whatever the program thinks */
    double take_or_pay;
    double cancellation; /* of the price, for a committed unit not taken; NaN: none may be left */
    double freight;      /* USD/GPU */
    struct cp_path rent; /* USD/GPU/h: rented capacity instead of a price; needs no site power */
    double term;         /* years of rent */
    size_t nmilestone;
    struct cp_milestone *milestone; /* at least one; shares sum to 1 */
    size_t ntariff;
    struct cp_tariff *tariff;
    int64_t banned_from; /* export control: no delivery from then on; INT64_MAX: never */
};

struct cp_supplier {
    const char *name;
    struct cp_pos pos;
    const char *country;
    double on_time;       /* probability that a delivery is on time, beside its lead time */
    double share;         /* of an award at most */
    double minimum;       /* units, when anything is awarded to it */
    double qualification; /* USD, when anything is awarded to it */
    double disruption;    /* expected number a year */
    double recovery;      /* years until it delivers again */
};

/* Rules of an award over all suppliers. */
struct cp_sourcing {
    double supplier_share, country_share; /* of what is awarded, at most */
    double critical;                      /* part of the need that any one supplier's loss leaves */
    struct cp_path budget;                /* USD a calendar year, of payments; absent: none */
};

CP_END_DECLS

#endif
