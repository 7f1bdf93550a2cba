/* Leases of an entity with others, as a plan has them: what it uses and what it lets. */
#ifndef CAPPLAN_PLAN_LEASE_H
#define CAPPLAN_PLAN_LEASE_H

#include "plan/path.h"

CP_BEGIN_DECLS

/* How it is booked: by the tests of ASC 842-10-25-2, or as said. */
enum cp_lease_class { CP_LEASE_TESTED, CP_LEASE_OPERATING, CP_LEASE_FINANCE };

struct cp_lease {
    const char *name;
    struct cp_pos pos;
    bool lets; /* the entity is the lessor */
    enum cp_lease_class how;
    int64_t from, until;
    struct cp_path payment;   /* USD/year; absent: what gives the lessor its yield */
    double escalation;        /* of it, on every anniversary of `from` */
    bool advance;             /* paid when a period begins, not when it ends */
    double yield;             /* a year: the lessor's, on value */
    double rate;              /* a year: the lessee's, by which payments are discounted */
    double value;             /* USD, what is leased is worth at `from` */
    double residual;          /* USD, what it is expected to be worth at `until` */
    double purchase;          /* USD, for which the lessee buys it then; NaN: it does not */
    double costs;             /* USD, of making the lease, less incentives: the lessee's */
    double life;              /* years that it can be used; NaN: not known */
    double cost;              /* USD, what the lessor pays for it; NaN: value */
    double guarantee;         /* USD, that another makes good of what it gets then; NaN: nobody */
    double sale;              /* USD, what the lessor gets for it at `until`; NaN: as expected */
    const char *depreciation; /* for tax, of whose it is */
};

/* Those of an entity. */
struct cp_leases {
    size_t n;
    struct cp_lease *at;
};

CP_END_DECLS

#endif
