/* A lease with others in the model: its payments, what is owed, what is used or let, by period;
 * none of it depends on anything but the plan. */
#ifndef CAPPLAN_FINANCE_LEASE_H
#define CAPPLAN_FINANCE_LEASE_H

#include "finance/model/book.h"
#include <math.h>

/* Periods are counted from the horizon's first; those of leases may be before 0 or after T. */
struct cp_leased {
    const struct cp_lease *lease;
    int64_t first, last; /* periods in which it begins and ends */
    bool finance;        /* else operating */
    double years;        /* of its term */
    double payment;      /* a year, before it rises; NaN: over time, by the plan */
    double rate;         /* by which payments are discounted: the lessee's, or the lessor's yield */
    double end;          /* that ends it: price or residual */
    double total;        /* of all payments */
    double start;        /* value of payments, and of what ends it, when it begins */
    double *paid, *interest, *owed; /* by period of its term; owed: at the end */
    double *asset;                  /* right of use, net investment, or equipment let, from `first`
                                       to the later of `last` and the plan's end */
    double *deferred;               /* earned by the straight line and not yet paid */
    double left;                    /* of equipment let, when it ends */
};

static inline bool cp_finance_lease_runs(const struct cp_leased *l, int64_t i) {
    return i >= l->first && i <= l->last;
}
/* Of a series of its term; nothing outside. */
static inline double cp_finance_lease_at(const struct cp_leased *l, const double *series,
                                         int64_t i) {
    return cp_finance_lease_runs(l, i) ? series[i - l->first] : 0;
}
/* What is used or let at the end of a period; before the lease begins nothing. */
static inline double cp_finance_lease_asset(const struct cp_leased *l, int64_t i) {
    return i < l->first ? 0 : l->asset[i - l->first];
}
/* For tax it is a sale: the lessee buys in the end. */
static inline bool cp_finance_lease_sells(const struct cp_leased *l) {
    return l->lease->purchase >= 0;
}
/* Initial direct costs less incentives. */
static inline double cp_finance_lease_costs(const struct cp_leased *l) {
    return l->lease->lets ? 0 : l->lease->costs;
}
/* What the lessor paid for it, and gets for it in the end. */
static inline double cp_finance_lease_cost(const struct cp_leased *l) {
    return l->lease->cost >= 0 ? l->lease->cost : l->lease->value;
}
static inline double cp_finance_lease_sale(const struct cp_leased *l) {
    double sale = l->lease->sale >= 0 ? l->lease->sale : l->end;
    return l->lease->guarantee >= 0 ? fmax(sale, l->lease->guarantee) : sale;
}

/* ---- lease.c ------------------------------------------------------------------------------- */

int cp_finance_lease_make(struct cp_finance_model *m, const struct cp_book *b,
                          const struct cp_lease *w, struct cp_leased *l);
/* Years of the period in which it has begun; `ends`: and not ended. */
double cp_finance_lease_years(const struct cp_finance_model *m, const struct cp_leased *l,
                              int64_t i, bool ends);
/* What a payment of 1 a year has risen to, in the period. */
double cp_finance_lease_risen(const struct cp_finance_model *m, const struct cp_leased *l,
                              int64_t i);
/* Part of what is used or let that the books, or tax, have left at the end of a period. */
double cp_finance_lease_left(const struct cp_finance_model *m, const struct cp_leased *l,
                             int64_t i);
double cp_finance_lease_basis(const struct cp_finance_model *m, const struct cp_book *b,
                              const struct cp_leased *l, int64_t i);

/* ---- leasing.c ----------------------------------------------------------------------------- */

/* All of a book's leases, before anything asks what it earns: into its lines and b->lease. */
int cp_finance_leases_make(struct cp_finance_model *m, struct cp_book *b);

#endif
