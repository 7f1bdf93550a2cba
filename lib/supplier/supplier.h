/* supplier: what can be had from whom, when and at which price.
 *
 * Owns: the supply curve of an offer: units by delivery period and price step that can arrive at a
 * service level, their landed price, their payments and the probability that they arrive. Facts
 * written from it are all that the allocation needs to know of an offer.
 *
 * Conventions. Durations count 8766 hours a year, so that 36 weeks are 252 days. Units arrive
 * evenly over the part of a period in which they can arrive (the open part: not before the offer's
 * start, not after its end or an export ban, not before the lead time has passed); the middle of
 * that part is their delivery date. Money is valued at the mid-points of periods.
 */
#ifndef CAPPLAN_SUPPLIER_H
#define CAPPLAN_SUPPLIER_H

#include "plan/plan.h"

/* One delivery period of an offer. */
struct cp_curve_period {
    double offered; /* GPU that the seller would deliver, whatever the lead time or a ban says */
    double units;   /* GPU of them that can arrive */
    int64_t date;   /* delivery date, an hour */
    double probability; /* that a unit ordered at once has arrived on its date */
    double tariff;      /* mean rate over the open part */
};

/* Units of one price step in one period. */
struct cp_curve_lot {
    size_t period, step; /* of the horizon; of the offer */
    double units;        /* GPU, above 0 */
    double price;        /* landed, USD/GPU at the delivery period's mid-point; NaN: rented */
    double rent;         /* USD/GPU/h; NaN: bought */
};

/* What a unit of a lot costs in one payment period, tariff and freight with it. */
struct cp_curve_payment {
    size_t lot, period;
    double amount; /* USD/GPU */
};

struct cp_curve {
    const struct cp_offer *offer;
    size_t nperiod;
    struct cp_curve_period *period; /* of the horizon */
    size_t nlot;
    struct cp_curve_lot *lot; /* by period, then step */
    size_t npayment;
    struct cp_curve_payment *payment; /* by lot, then period */
    double units;                     /* GPU over all periods */
    double committed;                 /* GPU of the commitment that can arrive at all */
};

/* The curve of one offer of the plan. `service_level` in (0, 1): units count from the date by which
 * that share of lead times is over. The arrays are the caller's: release. The plan has been checked
 * by its own room, so that only memory can fail.
 *
 * Steps are laid along the deliveries: the first units that can arrive are the first step's, those
 * after its range the second's, and so on. So the lots add up to what can arrive, in every period
 * and in every step. Bought in that order they cost what an incremental discount costs; an
 * all-units discount costs less from each threshold on. */
int cp_supplier_curve(const struct cp_plan *plan, const struct cp_offer *offer,
                      double service_level, struct cp_curve *out, struct cp_error *err);
void cp_curve_release(struct cp_curve *c);

/* Put the facts of a curve: supply, delivery_probability, price, milestone, rent, term, committed,
 * take_or_pay and minimum, each where it says something. */
int cp_supplier_put(const struct cp_plan *plan, const struct cp_curve *c, struct cp_facts *facts,
                    struct cp_error *err);

struct cp_supplier_options {
    double service_level; /* in (0, 1) */
    /* Told of an offer whose commitment cannot all arrive. NULL: nobody is. */
    void (*note)(void *ctx, const char *text);
    void *note_ctx;
};

/* The curves of all the offers, put. */
int cp_supplier_run(const struct cp_plan *plan, const struct cp_supplier_options *opt,
                    struct cp_facts *facts, struct cp_error *err);

#endif
