/* Energy as a plan has it: nodes, lines, fuels, contracts and what is built. */
#ifndef CAPPLAN_PLAN_ENERGY_H
#define CAPPLAN_PLAN_ENERGY_H

#include "plan/path.h"

CP_BEGIN_DECLS

/* A place where power is balanced in every slice, beside the sites that are at no node. */
struct cp_node {
    const char *name;
    struct cp_pos pos;
    const char *region;       /* as sites name it; NULL: one of its own */
    struct cp_path load;      /* MW, of others than sites; absent: none */
    const char *load_profile; /* multiplies it by slice; NULL: flat */
    struct cp_path peak;      /* MW that lines into it must be able to bring; absent: none */
};

/* Power that was built before the plan. */
struct cp_build {
    struct cp_period period;
    double power; /* MW */
};

/* A line of the energy network, of any size within its power. */
struct cp_power_line {
    const char *name;
    struct cp_pos pos;
    const char *from, *to;  /* nodes */
    bool one_way;           /* from `from` only */
    double existing, power; /* MW there already, MW at most; both at the sending end */
    double efficiency;      /* part that arrives */
    struct cp_path capex;   /* USD/MW */
    struct cp_path om;      /* USD/MW/year */
    double interest, life;  /* capex is an annuity at this rate; NaN: paid at once */
};

/* A price of fuel up to a quantity. */
struct cp_fuel_tier {
    const char *name;
    struct cp_path price;    /* USD/MMBtu */
    struct cp_path quantity; /* MMBtu a year; absent: any */
};
struct cp_fuel {
    const char *name;
    struct cp_pos pos;
    double emissions; /* t/MMBtu */
    size_t ntier;
    struct cp_fuel_tier *tier; /* at least one */
};

enum cp_contract_kind {
    CP_GRID,      /* energy at a price or a hub's price by slice, capacity charge */
    CP_PPA,       /* as generated: capacity factor x contract, price per MWh, curtailable */
    CP_BASELOAD,  /* flat delivery, take-or-pay share */
    CP_TOLL,      /* gas: fixed charge for power, energy = heat rate x fuel + variable */
    CP_BATTERY,   /* power and energy, round-trip efficiency */
    CP_GENERATOR, /* built period by period, and retired by age */
    CP_STORAGE    /* a battery built so */
};

struct cp_contract {
    const char *name;
    struct cp_pos pos;
    enum cp_contract_kind kind;
    size_t nsite, nnode;
    const char **sites, **nodes;   /* delivered to these: their sum is bounded by the power */
    double power;                  /* MW at most; +inf: unlimited */
    double committed;              /* MW signed already, taken whatever the program thinks */
    int64_t from, to;              /* delivers from .. until */
    double term;                   /* years, as written; NaN: `to` was, or the horizon ends it */
    bool firm;                     /* counts as firm supply */
    struct cp_path price;          /* USD/MWh */
    const char *price_profile;     /* hub price USD/MWh by slice, added to price; NULL: none */
    struct cp_path profile_scale;  /* multiplies the hub price; absent: 1 */
    struct cp_path capacity_price; /* USD/MW/year of contracted power */
    struct cp_path demand_charge;  /* USD/MW/year of the highest power of a period; absent: none */
    double price_floor, price_cap; /* collar on the hub price, USD/MWh; NaN: none */
    double take_or_pay;            /* share of contracted energy paid in any case, 0..1 */
    const char *factor_profile;    /* PPA: capacity factor by slice */
    double factor;                 /* or a constant one */
    double availability;           /* share of the time, outages taken off */
    double forced_outage, scheduled_outage;
    double heat_rate;     /* MMBtu/MWh */
    struct cp_path fuel;  /* USD/MMBtu */
    double hours;         /* battery: energy per power, h */
    double efficiency;    /* battery: round trip */
    double emissions;     /* t/MWh */
    struct cp_path capex; /* USD/MW, paid by the company when delivery begins, or what it
                             builds stands */
    double life;          /* years of that capex */
    double interest;      /* capex is an annuity over its life at this rate; NaN: a lump */
    struct cp_path om;    /* USD/MW/year of what stands */
    const char *burns;    /* a fuel, at heat_rate; NULL: none */
    bool baseload;        /* the same in every slice of a period */
    double must_run;      /* least part of what is available that runs */
    double ramp;          /* part of the power that it may change in an hour; inf: all */
    double unit, minimum; /* with integers: MW that a build is a multiple of; MW at least
                             when anything is built; 0: neither */
    size_t nbuild;
    struct cp_build *build; /* before the plan */
};

CP_END_DECLS

#endif
