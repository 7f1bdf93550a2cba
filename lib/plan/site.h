/* What compute stands on as a plan has it: SKUs, sites with their phases, links between them. */
#ifndef CAPPLAN_PLAN_SITE_H
#define CAPPLAN_PLAN_SITE_H

#include "plan/path.h"

CP_BEGIN_DECLS

struct cp_part;

struct cp_efficiency {
    const char *workload; /* "*" for any other */
    double value;         /* useful part of peak, 0..1 */
};

/* What of a stock of units can work. */
struct cp_sku_reliability {
    double failure;      /* share of the stock lost for good a year */
    double availability; /* share of the stock that can work at a time, repairs taken off */
    double repairs;      /* of a unit that works, a year */
    double repair_time;  /* years out of its rack for one */
    double repair_cost;  /* USD for one */
    double repairing;    /* share of the stock that is out for repair */
    double spares;       /* share of the stock kept aside; with spare_risk what that asks for */
    double spare_risk;   /* that more of a group are down than it has spares; NaN: spares say */
    size_t spare_group;  /* units at work that share spares */
};

struct cp_launch {
    struct cp_period period; /* at the start of which newer hardware comes */
    double loss;             /* part of the value that is lost then */
};

/* What a unit is worth on the market; see cp_plan_residual_value. */
struct cp_sku_value {
    struct cp_path market; /* USD/GPU new, for its value at an age; absent: its lowest price */
    size_t nresidual;
    double *residual; /* market value at age 1, 2, ... years as a part of the price; 0 after */
    size_t nlaunch;
    struct cp_launch *launch;
    double resale; /* part of its market value that selling it early brings */
};

struct cp_sku {
    const char *name;
    struct cp_pos pos;
    double peak;  /* EFLOP/s of one unit at the precision plans are made in */
    double power; /* IT MW of one unit with its share of host, network and cooling in the rack */
    double idle;  /* part of that power drawn when idle, 0..1 */
    double off;   /* part of its power drawn when switched off; NaN: never is */
    double life;  /* years in service at most */
    double store; /* years it may wait from delivery to installation; then it is lost */
    struct cp_sku_reliability reliability;
    double move;      /* USD to another site; NaN: never moves */
    double move_time; /* years without work when it moves */
    struct cp_sku_value value;
    double om;     /* USD/GPU/year */
    double rental; /* market price USD/GPU/h, for surplus and comparison */
    size_t nefficiency;
    struct cp_efficiency *efficiency;
};

struct cp_phase {
    const char *name;
    struct cp_pos pos;
    double power;     /* MW of facility */
    int64_t ready;    /* first hour the halls can take load */
    double capex;     /* USD for the whole phase, halls and cooling, without chips */
    double built;     /* part that is already paid for and stands, 0..1 */
    double committed; /* part that will be built whatever the program thinks, 0..1 */
    double life;      /* years */
    double lead;      /* years from spending to ready, spending spread evenly; 0: at once */
    size_t ncommissioning;
    double *commissioning; /* part that takes load in month 1, 2, ... from ready; then all of it */
    size_t npart;
    struct cp_part *part; /* that it is made of: plan/bill.h */
};

struct cp_latency {
    const char *region;
    double seconds; /* there and back */
};

struct cp_existing {
    const char *sku;
    struct cp_pos pos;
    double units;
    double age;   /* years at the start of the plan */
    double price; /* USD paid a unit, for the books */
};

struct cp_site {
    const char *name;
    struct cp_pos pos;
    const char *region, *country;
    double pue;                      /* facility power per IT power */
    const char *pue_profile;         /* multiplies it by slice; NULL: flat */
    double om;                       /* USD/MW/year of built facility power */
    double forced_outage;            /* part of the halls that is down at a time */
    struct cp_path scheduled_outage; /* of the others, down for maintenance; absent: none */
    double bandwidth;                /* Gbit/s that stands; INFINITY: unlimited */
    struct cp_path bandwidth_price;  /* USD/(Gbit/s)/year of more; absent: there is none */
    const char *entity;              /* whose books; NULL: the first entity */
    const char *node;                /* of the energy network; NULL: a bus of its own */
    size_t nphase;
    struct cp_phase *phase;
    size_t nexisting;
    struct cp_existing *existing;
    size_t nlatency;
    struct cp_latency *latency; /* from regions of users; none from its own */
};

/* A link of the data network, of any size within its capacity. */
struct cp_link {
    const char *name;
    struct cp_pos pos;
    const char *from;          /* a site, or else a region of workloads */
    const char *to;            /* a site */
    double existing, capacity; /* Gbit/s there already, Gbit/s at most */
    int64_t ready;             /* what is built carries from then */
    double availability;       /* part of what stands that traffic may fill */
    double latency;            /* s there and back */
    struct cp_path capex;      /* USD/(Gbit/s) */
    struct cp_path om;         /* USD/(Gbit/s)/year */
    double interest, life;     /* capex is an annuity at this rate; NaN: paid at once */
};

CP_END_DECLS

#endif
