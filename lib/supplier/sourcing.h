/* From plan and facts to the sourcing program and back. Private to the award. */
#ifndef CAPPLAN_SUPPLIER_SOURCING_H
#define CAPPLAN_SUPPLIER_SOURCING_H

#include "supplier/internal.h"

struct cp_sourcing_need {
    const char *sku;    /* "-": any */
    const char *region; /* a country; "-": any */
    double *own;        /* what its facts say; `level` has what it comes on top of too */
    double *level, *critical, *rate;
};

/* How units of an offer come. */
enum cp_sourcing_mode {
    CP_SOURCING_ORDINARY,
    CP_SOURCING_EXPEDITED,
    CP_SOURCING_DEFERRED,
    CP_SOURCING_MODES
};
struct cp_sourcing_way {
    enum cp_sourcing_mode mode;
    size_t place;
    size_t stay; /* periods, of a rent */
};

/* What a unit of a cell costs: landed in the money of its delivery, the rest discounted. */
struct cp_sourcing_cost {
    double landed;
    double invoice;                         /* what is charged in all */
    double upkeep, power, financing, worth; /* of what is bought, to the end of the plan */
    double after;                           /* rent owed after it */
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
    size_t nplace;
    const char **place;                     /* countries that units go to; NULL: not known */
    struct cp_supply_curve *curve;          /* by offer */
    struct cp_supply_curve_period **sooner; /* by offer: of expedited units; NULL: none */
    struct cp_sourcing_way **way;           /* by offer: of the problem's ways */
    struct cp_sourcing_cost **cost;         /* by offer: of its cells */
    const char **country;
    struct cp_award_supplier *supplier; /* the problem's */
    struct cp_award_fleet *fleet;
    struct cp_award_problem problem;
    struct cp_award award;
};

/* Where item i of an array by period is in period t. */
static inline size_t cp_supplier_at(const struct cp_sourcing_run *r, size_t i, size_t t) {
    return i * r->T + t;
}

/* The problem of a plan and the needs in `facts`, and what it stands in. Release in any case. */
int cp_sourcing_make(struct cp_sourcing_run *r, const struct cp_facts *facts, struct cp_error *err);
void cp_sourcing_release(struct cp_sourcing_run *r);

/* offers.c: offer i of the plan as one of the problem */
int cp_supplier_award_offer(struct cp_sourcing_run *r, size_t i, struct cp_award_offer *out,
                            struct cp_error *err);
/* What is paid once, in a period. */
static inline struct cp_award_once cp_supplier_once(double usd, size_t t) {
    return (struct cp_award_once){usd, usd, t};
}

/* rent.c: what a unit costs that is rented from period t on for so many: payments within the plan,
 * how many, out having room for T + 2; `invoice` and `after` of cost. */
size_t cp_supplier_rent(const struct cp_plan *plan, const struct cp_offer *o, size_t t, size_t stay,
                        struct cp_offer_payment *out, struct cp_sourcing_cost *cost);
/* keep.c: what one costs beside its landed price that is bought in period t, and what is left of
 * it, where the plan says it (`residual`) */
void cp_supplier_keep(const struct cp_plan *plan, const struct cp_offer *o, size_t t,
                      struct cp_sourcing_cost *cost);

/* need.c: `need` facts in GPU, or else `demand` facts in EFLOP/s. CP_EINPUT when there are none. */
int cp_supplier_read_needs(struct cp_sourcing_run *r, const struct cp_facts *facts,
                           struct cp_error *err);
/* conflict.c: the rules that no award keeps together, told by `note` */
int cp_supplier_sourcing_conflict(const struct cp_sourcing_run *r, struct cp_error *err);
/* award.c: make the problem, solve it and put the award alone, or that there is none; `complete` as
 * of cp_supplier_award. Release in any case. */
int cp_supplier_sourcing_award(struct cp_sourcing_run *r, struct cp_facts *facts, bool *complete,
                               struct cp_error *err);
/* order.c */
int cp_supplier_sourcing_put(struct cp_sourcing_run *r, struct cp_facts *facts,
                             struct cp_error *err);
/* compare.c: every bid, awarded or not; `facts` have the needs */
int cp_supplier_bids_put(const struct cp_sourcing_run *r, struct cp_facts *facts,
                         struct cp_error *err);
/* time_to_survive.c: by supplier */
int cp_supplier_put_time_to_survive(struct cp_sourcing_run *r, struct cp_facts *facts,
                                    struct cp_error *err);

#endif
