/* What the blocks of a program leave for each other and for the answer: where their columns and
 * rows stand. Arrays are read through the functions of at.h; NONE stands where there is none. */
#ifndef CAPPLAN_ALLOCATE_PARTS_H
#define CAPPLAN_ALLOCATE_PARTS_H

#include "allocate/program/capacity.h"

/* Work that is asked for, and what serves it. */
struct cp_work {
    double *mean;         /* workload x T: EFLOP/s; 0: none */
    double *peak_to_mean; /* workload x T; 0: unknown */
    double *peak;      /* workload x T: EFLOP/s in the slice of highest load; 0: no firm demand */
    size_t *unmet;     /* workload x T: first COL_UNMET (one for flexible) */
    size_t *row;       /* workload x T: first ROW_DEMAND */
    size_t *run;       /* workload x pool x T: first COL_RUN */
    size_t *reserved;  /* the same: COL_RESERVED */
    size_t *accept;    /* workload: COL_ACCEPT */
    size_t *first_way; /* workload: number of its first way, others follow */
    size_t nway;
    size_t *way;        /* way: COL_WAY */
    size_t *way_served; /* way x T: first COL_WAY_SERVED (one for flexible) */
    size_t *way_work;   /* way x T: COL_WAY_WORK */
};

struct cp_sites {
    size_t *halls;    /* site x T: COL_HALLS */
    size_t *hall_row; /* site x T: first ROW_HALL_CAPACITY */
    size_t *power;    /* site x T: first COL_POWER */
    size_t *load;     /* site x T: first ROW_LOAD */
    size_t *traffic;  /* site x T: first ROW_TRAFFIC; NONE: unlimited */
    size_t *rented;   /* site x T: COL_BANDWIDTH */
    size_t *build;    /* phase (in order of sites) x T: COL_BUILD */
};

/* Where power is balanced: a site that is at no node, or a node with the sites at it. */
struct cp_bus {
    const char *site, *node; /* one of them; the other NULL */
    const char *region;      /* NULL: one of its own */
    struct cp_pos pos;
};

/* The buses to which a contract delivers. */
struct cp_buses {
    size_t n, *bus;
};

struct cp_energy {
    struct cp_bus *bus; /* sites of their own, then nodes */
    size_t nbus;
    size_t *site_bus;                           /* site: its bus */
    size_t *balance;                            /* bus x T: first ROW_BALANCE */
    size_t *shed;                               /* bus x T: first COL_SHED */
    const struct cp_contract_type *const *type; /* by the plan's kinds of contracts */
    struct cp_buses *buses;                     /* contract */
    struct cp_capacity *capacity;               /* contract */
    struct cp_capacity *volume, *charger;       /* storage: MWh, MW where they are sized apart */
    size_t *contract;                           /* contract: COL_CONTRACT */
    size_t *contract_row;                       /* contract x T: first ROW_CONTRACT */
    size_t *dispatch;                           /* contract x bus x T: first COL_DISPATCH */
    size_t *charge, *soc;     /* the same, of storage: first COL_CHARGE, COL_SOC */
    size_t *charge_row;       /* contract x T: first ROW_CHARGE; NONE: within ROW_CONTRACT */
    size_t *level;            /* contract x bus x T: first COL_LEVEL of seasonal storage */
    size_t *online, *start;   /* contract x T: first COL_ONLINE, COL_START */
    size_t *shortfall;        /* contract x T: COL_SHORTFALL */
    size_t *peak_power;       /* contract x T: COL_PEAK_POWER */
    struct cp_capacity *line; /* line */
    size_t *line_flow;        /* line x direction x T: first COL_LINE_FLOW */
    size_t *fuel_row;         /* fuel x T: ROW_FUEL */
    size_t *fuel;             /* tier (in order of fuels) x T: COL_FUEL */
};

/* Operating reserves. */
struct cp_reserves {
    size_t *held;    /* reserve x contract x T: first COL_HELD */
    size_t *missing; /* reserve x T: first COL_MISSING */
    size_t *row;     /* reserve x T: the first row of what is asked for */
};

/* A way of workload w's traffic to site s: a link, or two one after the other. */
struct cp_route {
    size_t w, s, link[2]; /* the second NONE: one */
};

/* The data network. */
struct cp_network {
    struct cp_capacity *link; /* link */
    size_t *link_row;         /* link x T: first ROW_LINK */
    struct cp_route *route;   /* by workload and site */
    size_t nroute, caproute;
    size_t *link_flow; /* route x T: first COL_LINK_FLOW */
};

#endif
