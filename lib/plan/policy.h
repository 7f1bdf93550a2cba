/* What the company binds itself to, as a plan has it. */
#ifndef CAPPLAN_PLAN_POLICY_H
#define CAPPLAN_PLAN_POLICY_H

#include "plan/path.h"

CP_BEGIN_DECLS

/* Contracts of which there is so much at least. */
struct cp_policy_group {
    const char *name;
    size_t ncontract;
    const char **contracts;
    struct cp_path power, energy; /* MW; MWh a year; absent: any */
};

/* Power held ready to be delivered, or to be left out, at once, in every step: operating reserve.
 */
struct cp_policy_reserve {
    const char *name;
    struct cp_pos pos;
    size_t nsite, nnode, ncontract, nlost;
    bool down;                   /* to be left out or taken; else delivered */
    const char **sites, **nodes; /* whose load and output it is for; neither: all */
    const char **contracts;      /* that hold it */
    struct cp_path load;         /* part of the load that is served; absent: none */
    struct cp_path variable;     /* part of what comes as it is generated; absent: none */
    struct cp_path power;        /* MW; absent: none */
    const char **lost;           /* of these contracts the loss of any one is covered */
    double within;               /* h in which it must be there, by the ramp of a plant; NaN: any */
    double duration;             /* h for which storage must be able to deliver or take it */
    struct cp_path price;        /* USD/MWh of what is missing; absent: none may be */
};

/* What the company binds itself to. */
struct cp_policy {
    struct cp_path capex_limit;        /* USD a year */
    struct cp_path co2_price;          /* USD/t */
    struct cp_path co2_cap;            /* t a year */
    struct cp_path carbon_free;        /* least share of a year's energy that emits nothing */
    struct cp_path carbon_free_hourly; /* the same in every slice and region */
    double supplier_share;             /* of the money spent on GPUs, at most; 1: no limit */
    double country_share;
    struct cp_path build_rate; /* MW of halls a year */
    bool fair;                 /* dominant resource fairness between tenants */
    double reserve_margin;     /* firm power above the load at every site; NaN: none asked */
    int64_t site_loss;         /* from then on firm work outlives the loss of any one site;
                                  INT64_MAX: never asked */
    size_t ngroup;
    struct cp_policy_group *group;
    size_t nreserve;
    struct cp_policy_reserve *reserve;
    const char *closed; /* file with the financial close that is held; NULL: none */
    int64_t decide_by;  /* what comes before is decided before the scenario is known;
                           INT64_MAX: all of it */
};

CP_END_DECLS

#endif
