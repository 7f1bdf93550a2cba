/* From plan and facts to the sourcing program and back. Private to the award. */
#ifndef CAPPLAN_SUPPLIER_SOURCING_H
#define CAPPLAN_SUPPLIER_SOURCING_H

#include "supplier/internal.h"

struct cp_sourcing_need {
    const char *sku; /* "-": any */
    double *level, *critical, *rate;
};

/* Everything of one award. Arrays are the arena's, but for the curves. */
struct cp_sourcing_run {
    const struct cp_plan *plan;
    const struct cp_award_options *opt;
    struct cp_arena arena;
    size_t T;
    bool work; /* needs are in EFLOP/s, else in GPU */
    size_t nneed;
    struct cp_sourcing_need *need;
    struct cp_supply_curve *curve; /* by offer */
    double **price;                /* by offer: landed, steps x T, in the delivery period's money */
    const char **country;
    struct cp_award_supplier *supplier; /* the problem's */
    struct cp_award_problem problem;
    struct cp_award award;
};

/* Where item i of an array by period, or step k of an offer's prices, is in period t. */
static inline size_t cp_supplier_at(const struct cp_sourcing_run *r, size_t i, size_t t) {
    return i * r->T + t;
}

/* Units awarded of a step of an offer in a period. */
static inline double cp_supplier_taken(const struct cp_sourcing_run *r, size_t offer, size_t step,
                                       size_t t) {
    return r->award.take[cp_supplier_at(r, r->award.first[offer] + step, t)];
}

/* keep.c: what a unit of an offer that is delivered in period t, landed at a price, costs beside
 * that, and what is left of it, discounted. Bought: its upkeep until the plan or its life ends, and
 * its worth then, where the plan says it (`residual`). Rented: what is owed of its rent after the
 * plan. */
struct cp_supplier_keeping {
    double upkeep, worth, after;
};
struct cp_supplier_keeping cp_supplier_keep(const struct cp_plan *plan, const struct cp_offer *o,
                                            size_t t, double landed);

/* need.c: `need` facts in GPU, or else `demand` facts in EFLOP/s. CP_EINPUT when there are none. */
int cp_supplier_read_needs(struct cp_sourcing_run *r, const struct cp_facts *facts,
                           struct cp_error *err);
/* conflict.c: the rules that no award keeps together, told by `note` */
int cp_supplier_sourcing_conflict(const struct cp_sourcing_run *r, struct cp_error *err);
/* order.c */
int cp_supplier_sourcing_put(struct cp_sourcing_run *r, struct cp_facts *facts,
                             struct cp_error *err);
/* time_to_survive.c: by supplier */
int cp_supplier_put_time_to_survive(struct cp_sourcing_run *r, struct cp_facts *facts,
                                    struct cp_error *err);

#endif
