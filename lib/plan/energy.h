/* Energy as a plan has it: nodes, lines, fuels, contracts and what is built. */
#ifndef CAPPLAN_PLAN_ENERGY_H
#define CAPPLAN_PLAN_ENERGY_H

#include "plan/path.h"

CP_BEGIN_DECLS

struct cp_part;

/* A place where power is balanced in every slice, beside the sites that are at no node. */
struct cp_node {
    const char *name;
    struct cp_pos pos;
    const char *region;       /* as sites name it; NULL: one of its own */
    struct cp_path load;      /* MW, of others than sites; absent: none */
    const char *load_profile; /* multiplies it by slice; NULL: flat */
    struct cp_path shed;      /* USD/MWh of that load that is not served; absent: all of it is */
    struct cp_path peak;      /* MW that lines into it must be able to bring; absent: none */
};

/* Power that was built before the plan. */
struct cp_build {
    struct cp_period period;
    double power;          /* MW */
    double energy, charge; /* of storage, MWh and MW, where they are sized apart */
};

/* A line of the energy network, of any size within its power. */
struct cp_power_line {
    const char *name;
    struct cp_pos pos;
    const char *from, *to;  /* nodes */
    bool one_way;           /* from `from` only */
    double existing, power; /* MW there already, MW at most; both at the sending end */
    double efficiency;      /* part that arrives */
    double reactance;     /* per unit, as of all lines: power flows by Kirchhoff; NaN: as decided */
    struct cp_path price; /* USD/MWh of what is sent */
    struct cp_path capex; /* USD/MW */
    struct cp_path om;    /* USD/MW/year */
    double interest, life; /* capex is an annuity at this rate; NaN: paid at once */
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
    double emissions; /* t/MMBtu, of burning it: what a plant may capture */
    double upstream;  /* t/MMBtu, before it is burnt; below 0: it grew out of the air */
    size_t ntier;
    struct cp_fuel_tier *tier; /* at least one */
};

/* Kinds of contracts: constant, name in C and the plan's word. A new one is a line here and a row
 * in lib/allocate/block/. */
#define CP_CONTRACT_KINDS(X)                                                                       \
    X(CP_GRID, grid, "grid")                /* at a price, or a hub's by slice */                  \
    X(CP_PPA, ppa, "ppa")                   /* as generated: factor x contract, curtailable */     \
    X(CP_BASELOAD, baseload, "baseload")    /* flat delivery, take-or-pay share */                 \
    X(CP_TOLL, toll, "toll")                /* gas: heat rate x fuel + variable */                 \
    X(CP_BATTERY, battery, "battery")       /* power and energy, round-trip efficiency */          \
    X(CP_GENERATOR, generator, "generator") /* built period by period, and retired by age */       \
    X(CP_STORAGE, storage, "storage")       /* a battery built so */                               \
    X(CP_SALE, sale, "sale")                /* energy and capacity sold, to a hub or neighbour */

#define CP_CONTRACT_KIND(constant, name, word) constant,
enum cp_contract_kind { CP_CONTRACT_KINDS(CP_CONTRACT_KIND) };
#undef CP_CONTRACT_KIND

/* Of a unit of energy: a price, or the hub's by slice with a collar, or both. */
struct cp_contract_price {
    struct cp_path base;  /* USD/MWh */
    const char *profile;  /* hub price USD/MWh by slice, added to base; NULL: none */
    struct cp_path scale; /* multiplies the hub price; absent: 1 */
    double floor, cap;    /* collar on the hub price, USD/MWh; NaN: none */
};

/* What is paid beside the price of what is delivered. */
struct cp_contract_charge {
    struct cp_path capacity;  /* USD/MW/year of contracted power */
    struct cp_path demand;    /* USD/MW/year of the highest power of a period; absent: none */
    double take_or_pay;       /* share of contracted energy paid in any case, 0..1 */
    struct cp_path curtailed; /* USD/MWh that could have been delivered and was not; absent: none */
};

/* What part of the power there can be. */
struct cp_contract_output {
    const char *profile; /* PPA, generator: capacity factor by slice; NULL: none */
    double factor;       /* or a constant one */
    double availability; /* share of the time, outages taken off */
    double forced_outage, scheduled_outage;
};

/* Toll, generator: what it burns. */
struct cp_contract_fuel {
    double heat_rate;     /* MMBtu/MWh */
    struct cp_path price; /* USD/MMBtu */
    const char *name;     /* a fuel of the plan instead of a price; NULL: none */
};

/* A part of a storage that has a size and a cost of its own. */
struct cp_storage_part {
    double most;          /* MWh or MW; +inf: unlimited; NaN: it goes with the power */
    struct cp_path capex; /* USD for one of it */
    struct cp_path om;    /* the same a year */
};

struct cp_contract_storage {
    double hours;                  /* energy per power, h; NaN: it is sized apart */
    double efficiency;             /* round trip */
    double standing_loss;          /* part of what is stored that is lost in an hour */
    double charge_ratio;           /* charge per power, beside discharge; NaN: they share it */
    struct cp_storage_part energy; /* MWh */
    struct cp_storage_part charge; /* MW */
    bool seasonal;                 /* carries energy from one representative day to the next */
    bool exclusive;                /* never charges and discharges in one step */
};

/* CO2 that does not reach the air. */
struct cp_contract_capture {
    double part;         /* of what burning emits */
    double rate;         /* t/MWh that is captured */
    struct cp_path cost; /* USD/t: to carry and store it */
};

/* What the company pays for to have it stand. */
struct cp_contract_asset {
    struct cp_path capex; /* USD/MW, paid when delivery begins, or what it builds stands */
    struct cp_path om;    /* USD/MW/year of what stands */
    double life;          /* years of that capex */
    double interest;      /* capex is an annuity over its life at this rate; NaN: a lump */
    double unit, minimum; /* with integers: MW that a build is a multiple of; MW at least when
                             anything is built; 0: neither */
    size_t nbuild;
    struct cp_build *build; /* before the plan */
};

struct cp_contract_generator {
    bool baseload;     /* the same in every slice of a period */
    double must_run;   /* least part of what is available that runs */
    double ramp;       /* part of the power that it may change in an hour; inf: all */
    bool commits;      /* any of the following: what of it is on-line is decided by the step */
    double least_load; /* part of what is on-line that runs at least */
    double up_time, down_time; /* h on-line, off-line at least */
    struct cp_path start_cost; /* USD/MW that comes on-line */
    double start_fuel;         /* MMBtu/MW */
    double start_emissions;    /* t/MW, of that fuel, less what is captured */
    double start_captured;     /* t/MW */
};

struct cp_contract {
    const char *name;
    struct cp_pos pos;
    enum cp_contract_kind kind;
    size_t nsite, nnode;
    const char **sites, **nodes; /* delivered to these: their sum is bounded by the power */
    double power;                /* MW at most; +inf: unlimited */
    double committed;            /* MW signed already, taken whatever the program thinks */
    int64_t from, to;            /* delivers from .. until */
    double term;                 /* years, as written; NaN: `to` was, or the horizon ends it */
    bool firm;                   /* counts as firm supply */
    double emissions;            /* t/MWh, of the fuel that it burns too, less what is captured */
    struct cp_contract_price price;
    struct cp_contract_charge charge;
    struct cp_contract_output output;
    struct cp_contract_fuel fuel;
    struct cp_contract_capture capture;
    struct cp_contract_storage storage; /* battery, storage */
    struct cp_contract_asset asset;
    struct cp_contract_generator generator;
    size_t npart;
    struct cp_part *part; /* that it is made of: plan/bill.h */
};

/* The energy network, and what feeds it. */
struct cp_plan_energy {
    size_t nnode, nline, nfuel, ncontract;
    struct cp_node *node;
    struct cp_power_line *line;
    struct cp_fuel *fuel;
    struct cp_contract *contract;
};

CP_END_DECLS

#endif
