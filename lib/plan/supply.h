/* Supply as a plan has it: offers of SKUs, suppliers, rules of an award. */
#ifndef CAPPLAN_PLAN_SUPPLY_H
#define CAPPLAN_PLAN_SUPPLY_H

#include "plan/path.h"

CP_BEGIN_DECLS

struct cp_item;

struct cp_milestone {
    double share;  /* of the price */
    double before; /* years before delivery; negative: after */
};
struct cp_step {
    double from;  /* GPU, first unit at this price */
    double price; /* USD/GPU */
};
struct cp_tariff {
    const char *destination; /* a country; NULL: any */
    int64_t from, to;
    double rate;
};
/* To deliver to a country; a country that a licence of the offer is for wants one. */
struct cp_licence {
    const char *to; /* NULL: any country */
    int64_t from, until;
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

struct cp_offer_delivery {
    int64_t from, to; /* deliveries */
    double ramp;      /* years from the first delivery to the full rate */
    double maximum;   /* units of a period at most */
    size_t nwindow;
    struct cp_window *window; /* capacity by period; none: evenly between from and to */
    int64_t banned_from;      /* export control: no delivery from then on; INT64_MAX: never */
    size_t nlicence;
    struct cp_licence *licence;
};

/* Time from order to delivery: log-normal, gamma, or as quantiles say. */
struct cp_offer_lead {
    double median; /* years; of a gamma its mean */
    double sigma;  /* of log lead time, of a gamma its deviation over the mean; 0: certain */
    bool gamma;
    size_t nquantile;
    struct cp_lead_quantile *quantile; /* instead of both: rising, the last of level 1 */
};

/* When an order can be placed, finite when absent; and of how much. */
struct cp_offer_order {
    int64_t from, by;
    double minimum;     /* units of a delivery, when there is one */
    double tranche;     /* IT MW that all of an award is a multiple of; 0: any */
    const char *bundle; /* offers with this word are bought in the proportion of their quantities */
};

/* When what is due is paid. */
struct cp_offer_pay {
    double net;     /* years later */
    double deposit; /* of the price, given with the order and back on delivery; of a rent of all of
                       it, from its first to its last period */
};

/* What can be changed for money, or is promised. */
struct cp_offer_option {
    double defer, defer_fee;       /* years later, for a part of the price */
    double expedite, expedite_fee; /* years sooner, for USD/GPU */
    double guaranteed, damages;    /* units; USD/GPU for each that is late */
};

/* Of what is bought. */
struct cp_offer_price {
    double first; /* USD/GPU of the first units; NaN: rented */
    size_t nstep; /* the first is {0, price}; none: rented */
    struct cp_step *step;
    bool incremental;            /* else all-units */
    struct cp_path index;        /* pass-through: 1 at signing; absent: none */
    double index_share;          /* of the price that follows it */
    double rebate, rebate_after; /* of the price, paid back so many years after delivery */
    double warrant;              /* USD/GPU, value of what comes with a unit beside it */
};

/* Rented capacity instead of a price; needs no site power. */
struct cp_offer_rent {
    struct cp_path price;           /* USD/GPU/h; absent: bought */
    double term;                    /* years of rent */
    double extension;               /* years by which it can be extended */
    struct cp_path extension_price; /* USD/GPU/h; absent: as the rent */
    double notice;                  /* years of notice of leaving */
};

/* What is bought whatever the program thinks. */
struct cp_offer_commitment {
    double units;
    double take_or_pay;  /* part of them that is paid in any case */
    double cancellation; /* of the price, for one not taken; NaN: none may be left */
};

/* What the seller may oblige the company to take. */
struct cp_offer_put {
    double units, price; /* GPU, USD/GPU */
};

struct cp_offer {
    const char *name;
    struct cp_pos pos;
    const char *supplier, *sku;
    double quantity; /* units in all */
    double minimum;  /* units, when bought at all */
    double multiple; /* units come in multiples of it; 0: any number */
    double fixed;    /* USD, when anything is bought */
    const char
        *alternative; /* of the offers with this word one alone is bought; NULL: it is none */
    double freight;   /* USD/GPU */
    struct cp_offer_delivery delivery;
    struct cp_offer_lead lead;
    struct cp_offer_order order;
    struct cp_offer_price price;
    struct cp_offer_rent rent;
    struct cp_offer_commitment commitment;
    struct cp_offer_put put;
    struct cp_offer_pay pay;
    struct cp_offer_option option;
    size_t nmilestone;
    struct cp_milestone *milestone; /* at least one; shares sum to 1 */
    size_t ntariff;
    struct cp_tariff *tariff;
};

/* Back on all that a supplier sells, once that is so many units, or for so much money. */
struct cp_volume_rebate {
    double from, spend; /* GPU, USD; NaN: the other decides */
    double share;       /* of what is charged */
};

struct cp_supplier {
    const char *name;
    struct cp_pos pos;
    const char *country;
    double on_time;  /* probability that a delivery is on time, beside its lead time */
    double share;    /* of an award at most */
    double minimum;  /* units, when anything is awarded to it */
    double capacity; /* units of all its offers at once; infinity: any */
    double power;    /* IT MW of all its offers at once; infinity: any */
    size_t nrebate;
    struct cp_volume_rebate *rebate; /* rising */
    bool rebate_by_year;             /* each calendar year for itself; else over the plan */
    double qualification;            /* USD, when anything is awarded to it */
    double disruption;               /* expected number a year */
    double recovery;                 /* years until it delivers again */
};

/* Rules of an award over all suppliers. */
struct cp_sourcing {
    double supplier_share, country_share; /* of what is awarded, at most */
    double critical;                      /* part of the need that any one supplier's loss leaves */
    double supplier_correlation, country_correlation; /* of lead times of items */
    struct cp_path budget;      /* USD a calendar year, of payments; absent: none */
    struct cp_path power_price; /* USD/MWh of IT; absent: not counted */
    struct cp_path hall_price;  /* USD/MW/year of IT; absent: not counted */
    double financing;           /* rate a year of what is bought; NaN: the plan's discount */
};

struct cp_plan_supply {
    size_t nsupplier, noffer;
    struct cp_supplier *supplier;
    struct cp_offer *offer;
    struct cp_sourcing sourcing;
    size_t nitem;
    struct cp_item *item; /* of bills of materials: plan/bill.h */
};

CP_END_DECLS

#endif
