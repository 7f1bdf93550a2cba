/* supplier: what can be had from whom, when and at which price.
 *
 * Owns: the supply curve of an offer: units by delivery period and price step that can arrive at a
 * service level, their landed price, their payments and the probability that they arrive. Facts
 * written from it are all that the allocation needs to know of an offer. Then awards of offers to
 * needs at least cost, the risk of what is offered or awarded, and textbook calculators.
 *
 * Conventions. Durations count 8766 hours a year, so that 36 weeks are 252 days. Units arrive
 * evenly over the part of a period in which they can arrive (the open part: not before the offer's
 * start, not after its end or an export ban, not before the lead time has passed); the middle of
 * that part is their delivery date. Money is valued at the mid-points of periods.
 *
 * Curves and awards are the caller's to release; a curve borrows the offer of the plan. Nothing is
 * kept between calls, so that calls with arguments of their own may run at once; where there is
 * `jobs` that many threads are started, and the answer does not depend on it. Functions return 0
 * or a negative code and say why in `err`, which is untouched on success; on a failure nothing is
 * left to release.
 */
#ifndef CAPPLAN_SUPPLIER_H
#define CAPPLAN_SUPPLIER_H

#include "plan/plan.h"
#include "supplier/award.h"

CP_BEGIN_DECLS

/* ---- supply curves ----------------------------------------------------------------------- */

/* One delivery period of an offer. */
struct cp_supply_curve_period {
    double offered; /* GPU that the seller would deliver, whatever the lead time or a ban says */
    double units;   /* GPU of them that can arrive */
    int64_t date;   /* delivery date, an hour */
    double probability; /* that a unit ordered at once has arrived on its date */
    double tariff;      /* mean rate over the open part */
    int64_t from, to;   /* the open part, hours; equal: none */
};

/* Units of one price step in one period. */
struct cp_supply_curve_lot {
    size_t period, step; /* of the horizon; of the offer */
    double units;        /* GPU, above 0 */
    double price;        /* landed, USD/GPU at the delivery period's mid-point; NaN: rented */
    double rent;         /* USD/GPU/h; NaN: bought */
};

/* What a unit of a lot costs in one payment period, tariff and freight with it. */
struct cp_supply_curve_payment {
    size_t lot, period;
    double amount; /* USD/GPU */
};

struct cp_supply_curve {
    const struct cp_offer *offer;
    size_t nperiod;
    struct cp_supply_curve_period *period; /* of the horizon */
    size_t nlot;
    struct cp_supply_curve_lot *lot; /* by period, then step */
    size_t npayment;
    struct cp_supply_curve_payment *payment; /* by lot, then period */
    double units;                            /* GPU over all periods */
    double committed;                        /* GPU of the commitment that can arrive at all */
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
                      double service_level, struct cp_supply_curve *out, struct cp_error *err);
void cp_supplier_curve_release(struct cp_supply_curve *c);

/* Put the facts of a curve: supply, delivery_probability, price, milestone, rent, term, committed,
 * take_or_pay and minimum, each where it says something. */
int cp_supplier_put(const struct cp_plan *plan, const struct cp_supply_curve *c,
                    struct cp_facts *facts, struct cp_error *err);

/* Monte Carlo of what was planned. */
struct cp_supplier_risk_options {
    uint64_t seed;
    size_t paths; /* at least 1 */
    int jobs;     /* threads */
};

struct cp_supplier_options {
    double service_level;                        /* in (0, 1) */
    const struct cp_supplier_risk_options *risk; /* of all that is offered; NULL: none */
    /* Told of an offer whose commitment cannot all arrive. NULL: nobody is. */
    cp_teller *note;
    void *note_ctx;
};

/* The curves of all the offers, put. */
int cp_supplier_run(const struct cp_plan *plan, const struct cp_supplier_options *opt,
                    struct cp_facts *facts, struct cp_error *err);

/* ---- award: from whom to buy -------------------------------------------------------------- */

struct cp_award_options {
    double service_level;                        /* in (0, 1): of lead times */
    double gap;                                  /* relative, to stop at */
    double time_limit;                           /* seconds; 0: none */
    bool exact;                                  /* buy no more than is needed at the end */
    bool compare;                                /* put every bid beside the others */
    const struct cp_supplier_risk_options *risk; /* of what is awarded; NULL: none */
    cp_teller *note;                             /* NULL: nobody is told */
    void *note_ctx;
};

/* Award the plan's offers to the needs in `facts` and put the orders, what they deliver as supply
 * facts, payments, costs, shortages and shadow prices. Needs are `need` facts (GPU that must have
 * arrived in the period beside those of the periods before, by SKU or of any), or, without any,
 * `demand` facts (EFLOP/s). *complete: everything needed is there. Where no award keeps the rules,
 * or none was found in time, `note` is told so with the rules that are in conflict, and all that is
 * put is that there is no answer: `solved` NA. CP_EINPUT: nothing is needed. */
int cp_supplier_award(const struct cp_plan *plan, const struct cp_award_options *opt,
                      struct cp_facts *facts, bool *complete, struct cp_error *err);
int cp_supplier_dependence(const struct cp_plan *plan, const struct cp_award_options *opt,
                           struct cp_facts *facts, bool *complete, struct cp_error *err);

/* ---- calculators ---------------------------------------------------------------------------
 *
 * Textbook models of one item, after [Snyder, Shen: Fundamentals of Supply Chain Theory, 2nd ed.,
 * Wiley 2019]; no units but the caller's own. */

/* A quantity and what it costs in the model's unit of time. */
struct cp_supplier_stock {
    double quantity, cost;
    size_t region; /* of a discount, from 0 */
};

/* Economic order quantity [3.2]: `fixed` an order, `holding` a unit and time, `demand` a time. */
struct cp_supplier_stock cp_supplier_eoq(double fixed, double holding, double demand);
double cp_supplier_eoq_cost(double fixed, double holding, double demand, double quantity);

/* With n prices from from[0] = 0, from[1], ... on [3.4]: all-units or incremental; holding is
 * `rate` times the money tied up. */
struct cp_supplier_stock cp_supplier_eoq_discount(double fixed, double rate, double demand,
                                                  size_t n, const double *from, const double *price,
                                                  bool incremental);

/* Newsvendor [4.3] of normal demand: base stock over `lead` + 1 times. Holding and stockout are
 * costs of a unit over and short. */
struct cp_supplier_stock cp_supplier_newsvendor(double holding, double stockout, double mean,
                                                double sd, double lead);
double cp_supplier_newsvendor_cost(double holding, double stockout, double mean, double sd,
                                   double lead, double quantity);
/* Of Poisson demand, mean at most 1e6. */
struct cp_supplier_stock cp_supplier_newsvendor_poisson(double holding, double stockout,
                                                        double mean);
double cp_supplier_newsvendor_poisson_cost(double holding, double stockout, double mean,
                                           double quantity);

/* Base stock of a certain demand whose supply fails with probability `disruption` a time and comes
 * back with `recovery` [9.2]. */
struct cp_supplier_stock cp_supplier_disrupted(double holding, double stockout, double demand,
                                               double disruption, double recovery);

/* Dynamic lot sizes [3.7; Wagner and Whitin 1958]: order[n] gets them; the cost. NaN: no memory. */
double cp_supplier_lot_sizes(double fixed, double holding, size_t n, const double *demand,
                             double *order);

/* Herfindahl-Hirschman index of n amounts, 0..10000. NaN when nothing is there. */
double cp_supplier_hhi(size_t n, const double *amount);

/* The fewest spares s with P(Bin(units + s, failed) > s) <= risk; `failed` in [0, 1), risk in
 * (0, 1). */
unsigned cp_supplier_spares(unsigned units, double failed, double risk);

/* Price of one more year: `price` a year for n terms of `years`, ascending. forward[i] is the mean
 * price of the years that term i has beyond term i-1. */
void cp_supplier_forward(size_t n, const double *years, const double *price, double *forward);
/* The constant ratio q of one year's price to the year's before that makes a first year of
 * `first` and a mean of `mean` over `years` >= 2 whole years. */
double cp_supplier_forward_ratio(double first, double mean, unsigned years);

/* Run a calculator written as "eoq fixed=8 holding=0.225 demand=1300" and put its results as
 * `calculation` facts by kind and name. CP_EUSAGE names what is missing or unknown. */
int cp_supplier_calculate(const char *text, struct cp_facts *facts, struct cp_error *err);

CP_END_DECLS

#endif
