/* Money that contracts and estimates of an entity say, as a plan has it. */
#ifndef CAPPLAN_PLAN_STREAM_H
#define CAPPLAN_PLAN_STREAM_H

#include "plan/path.h"

CP_BEGIN_DECLS

enum cp_stream_kind {
    CP_STREAM_REVENUE,
    CP_STREAM_OPEX,
    CP_STREAM_CAPEX,
    CP_STREAM_CREDIT,
    CP_STREAM_GRANT /* towards capex, less its cost */
};

/* A pool of leases behind a revenue: lessees stop paying, or pay at once what is left. */
struct cp_stream_pool {
    double defaults, prepays; /* a year, parts of those that pay */
    double prepaid_at;        /* a year, by which what they pay at once is discounted */
    double recovery;          /* of what those in default would still pay */
    double lag;               /* months until then */
    double advance; /* of their rent, which the servicer pays until then, and takes back */
};

/* Money that a contract or an estimate says, and no allocation decides. Nominal, as written. */
struct cp_stream {
    const char *name;
    struct cp_pos pos;
    enum cp_stream_kind kind;
    double amount;            /* USD a year, in the first year; NaN: output times price */
    double output;            /* MWh a year, in the first year */
    double degradation;       /* of the output, lost a year */
    struct cp_path price;     /* USD/MWh */
    double cost;              /* capex: USD, at prices of `from` */
    double escalation;        /* of amount, price and cost on every anniversary of `from` */
    int64_t from, until;      /* capex: spent evenly between them, at once without `until` */
    double every;             /* capex: years after which it is spent, and spent again; NaN: once */
    int64_t ready;            /* capex: in service; when spent, when absent */
    const char *depreciation; /* capex, for tax; NULL: as the entity's halls */
    double life;              /* capex, years for the books; NaN: as the entity's halls */
    struct cp_stream_pool pool; /* revenue */
    const char *clawback;       /* grant: trigger that ends it and calls back what was received */
    double vests; /* years in which what is called back falls to nothing; NaN: never */
};

CP_END_DECLS

#endif
