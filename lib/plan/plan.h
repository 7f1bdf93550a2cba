/* plan: the YAML file that holds what is decided or assumed.
 *
 * Owns: the document tree with positions, `include:`, overrides (--set), sources, the schema that
 * names every key with its unit, default and meaning, and the structs the schema fills. Only caller
 * of libyaml. Everything a plan holds lives in the plan's arena until cp_plan_free; strings and
 * arrays in the structs are borrowed from it.
 *
 * A number is written with its unit (`power: 441 MW`) or as a mapping that also says where it
 * comes from (`power: {value: 441 MW, source: Epoch AI}` or `assumed: why`). `source:` or
 * `assumed:` in a mapping holds for every number below it that has none of its own.
 * An absent optional number is NaN unless the schema gives a default. Money is in the plan's
 * currency, whose unit text is USD throughout.
 */
#ifndef CAPPLAN_PLAN_H
#define CAPPLAN_PLAN_H

#include "base/base.h"
#include "facts/facts.h"

/* ---- a value over time ------------------------------------------------------------------- */

/* Steps: value[i] holds from at[i] (hours since 1970) until the next; before the first, the first.
 * Multiplied by (1+growth)^years since the plan's start at the period's mid-point. In a plan:
 *   price: 42 USD/MWh
 *   price: {value: 42 USD/MWh, growth: 2 %}
 *   price: {2026-Q1: 42 USD/MWh, 2028: 45 USD/MWh, growth: 2 %} */
struct cp_path {
    size_t n; /* 0: absent */
    int64_t *at;
    double *value;
    double growth; /* per year, 0 by default */
};
/* The steps' mean over the period, weighted by their part of it, with growth. NaN: absent. */
double cp_path_at(const struct cp_path *p, struct cp_period period, int64_t origin);

/* ---- what stands in a plan --------------------------------------------------------------- */

struct cp_horizon {
    struct cp_period from, to; /* same frequency, both inside */
    size_t n;                  /* number of periods */
    int64_t origin;            /* first hour of `from` */
};

/* A driver of demand: one of constant, path with growth, forecast of a history file. Absent: no
 * path and no history. Units, of a history's values too: users user, requests request/user/day,
 * tokens token/request, flop FLOP/token, peak 1, runs 1/year, run_flop FLOP, demand EFLOP/s. */
struct cp_driver {
    const char *name; /* users, requests, tokens, flop, peak, runs, ... */
    struct cp_pos pos;
    struct cp_path path;
    const char *history; /* TSV of facts, path resolved against the plan's folder; NULL: none */
    const char *measure; /* which measure of that file, NULL: its only one */
    const char *method;  /* a method of cp-forecast(1) */
    double ceiling;      /* of a curve of adoption, in the history's unit; 0: unknown */
    double scale;        /* history value x scale */
    double sigma; /* standard deviation of the log error after one year, grows with sqrt(t) */
};

enum cp_workload_kind { CP_FIRM, CP_FLEXIBLE };

struct cp_workload {
    const char *name;
    struct cp_pos pos;
    enum cp_workload_kind kind;
    const char *region;                                   /* where its users are; NULL: anywhere */
    const char *tenant;                                   /* NULL: the company's own */
    struct cp_driver users, requests, tokens, flop, peak; /* chain for served work */
    struct cp_driver runs, run_flop; /* chain for training: run/year, FLOP/run */
    struct cp_driver demand;         /* or demand itself, EFLOP/s */
    double penalty;                  /* USD per EFLOP/s and hour unmet */
    bool bid;                        /* may be rejected as a whole */
    double revenue;                  /* USD per EFLOP/s and hour served, for tenants */
    double traffic;                  /* Gbit/s of an EFLOP/s served */
    double min_rate;                 /* flexible: least share of its mean rate in any slice, 0..1 */
    const char *profile;             /* diurnal shape, mean 1; NULL: flat */
    size_t nsite;
    const char **sites; /* where it may run; none: everywhere */
    size_t ncountry;
    const char **countries; /* where its data may be; none: anywhere */
    size_t max_sites;       /* at which it may run in a calendar year; 0: any number */
    double max_latency;     /* s from its region to the site; NaN: no limit */
    bool dedicated;         /* its GPUs are its own in every slice of a period */
};

struct cp_efficiency {
    const char *workload; /* "*" for any other */
    double value;         /* useful part of peak, 0..1 */
};

struct cp_launch {
    struct cp_period period; /* at the start of which newer hardware comes */
    double loss;             /* part of the value that is lost then */
};

struct cp_sku {
    const char *name;
    struct cp_pos pos;
    double peak;    /* EFLOP/s of one unit at the precision plans are made in */
    double power;   /* IT MW of one unit with its share of host, network and cooling in the rack */
    double idle;    /* part of that power drawn when idle, 0..1 */
    double life;    /* years in service at most */
    double store;   /* years it may wait from delivery to installation; then it is lost */
    double failure; /* share of the stock lost for good a year */
    double availability;   /* share of the stock that can work at a time */
    double spares;         /* share of the stock kept aside; with spare_risk what that asks for */
    double spare_risk;     /* that more of a group are down than it has spares; NaN: spares say */
    size_t spare_group;    /* units at work that share spares */
    double off;            /* part of its power drawn when switched off; NaN: never is */
    double move;           /* USD to another site; NaN: never moves */
    double move_time;      /* years without work when it moves */
    double resale;         /* part of its market value that selling it early brings */
    struct cp_path market; /* USD/GPU new, for its value at an age; absent: its lowest price */
    double om;             /* USD/GPU/year */
    double rental;         /* market price USD/GPU/h, for surplus and comparison */
    size_t nefficiency;
    struct cp_efficiency *efficiency;
    size_t nresidual;
    double *residual; /* market value at age 1, 2, ... years as a part of the price; 0 after */
    size_t nlaunch;
    struct cp_launch *launch;
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
    double pue;                     /* facility power per IT power */
    const char *pue_profile;        /* multiplies it by slice; NULL: flat */
    double om;                      /* USD/MW/year of built facility power */
    double bandwidth;               /* Gbit/s that stands; INFINITY: unlimited */
    struct cp_path bandwidth_price; /* USD/(Gbit/s)/year of more; absent: there is none */
    const char *entity;             /* whose books; NULL: the first entity */
    const char *node;               /* of the energy network; NULL: a place of its own */
    size_t nphase;
    struct cp_phase *phase;
    size_t nexisting;
    struct cp_existing *existing;
    size_t nlatency;
    struct cp_latency *latency; /* from regions of users; none from its own */
};

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

/* Hourly values on real days, from a TSV of facts with a column `profile`: period (an hour),
 * profile, measure, value, unit. Whole days only. Days are grouped by the quarter of the year; a
 * profile that something refers to has one in each. Where the plan names its own steps, values of
 * those instead, in a column `slice`: winter.2 is the second step of the group winter. */
struct cp_profile {
    const char *name;
    size_t nday;
    int32_t *day;      /* days since 1970, ascending */
    double *value;     /* nday x 24, in `unit`; or of every step of the slice groups, in order */
    size_t nstep;      /* 0: days */
    const char **step; /* as read: names of steps in the order of `value`, until they are put into
                          that of the groups; then NULL */
    const char *unit;  /* "USD/MWh" for prices, "1" for shapes and factors */
};

struct cp_milestone {
    double share;  /* of the price */
    double before; /* years before delivery; negative: after */
};
struct cp_step {
    double from;  /* GPU, first unit at this price */
    double price; /* USD/GPU */
};
struct cp_tariff {
    int64_t from, to;
    double rate;
};
struct cp_window {
    struct cp_period period;
    double units; /* at most, orders that may be delivered in this period */
};

/* A point of an empirical distribution of lead times: the share `level` of them is over by `lead`.
 */
struct cp_lead_quantile {
    double level;
    double lead; /* years */
};

struct cp_offer {
    const char *name;
    struct cp_pos pos;
    const char *supplier, *sku;
    double quantity; /* units in all */
    double fixed;    /* USD, when anything is bought */
    double multiple; /* units come in multiples of it; 0: any number */
    size_t nwindow;
    struct cp_window *window; /* capacity by period; none: evenly between from and to */
    int64_t from, to;         /* deliveries */
    double price;             /* USD/GPU of the first units; NaN: rented */
    size_t nstep;             /* the first is {0, price}; none: rented */
    struct cp_step *step;
    bool incremental;  /* else all-units */
    double lead;       /* years, median */
    double lead_sigma; /* of log lead time; 0: certain */
    bool lead_gamma;   /* gamma of mean `lead`, `lead_sigma` its deviation over that */
    size_t nlead_quantile;
    struct cp_lead_quantile *lead_quantile; /* instead of both: rising, the last of level 1 */
    double ramp;                            /* years from the first delivery to the full rate */
    double maximum;                         /* units of a period at most */
    struct cp_path index;                   /* pass-through: 1 at signing; absent: none */
    double index_share;                     /* of the price that follows it */
    double rebate, rebate_after;   /* of the price, paid back so many years after delivery */
    double warrant;                /* USD/GPU, value of what comes with a unit beside it */
    double extension;              /* years by which a rent can be extended */
    struct cp_path extension_rent; /* USD/GPU/h; absent: as the rent */
    double notice;                 /* years of notice of leaving */
    double put, put_price;         /* GPU the seller may oblige the company to take, USD/GPU */
    int64_t order_from, order_by;  /* an order can be placed from .. until; finite when absent */
    double minimum;                /* units, when bought at all */
    double committed;              /* units bought whatever the program thinks */
    double take_or_pay;
    double cancellation; /* of the price, for a committed unit not taken; NaN: none may be left */
    double freight;      /* USD/GPU */
    struct cp_path rent; /* USD/GPU/h: rented capacity instead of a price; needs no site power */
    double term;         /* years of rent */
    size_t nmilestone;
    struct cp_milestone *milestone; /* at least one; shares sum to 1 */
    size_t ntariff;
    struct cp_tariff *tariff;
    int64_t banned_from; /* export control: no delivery from then on; INT64_MAX: never */
};

struct cp_supplier {
    const char *name;
    struct cp_pos pos;
    const char *country;
    double on_time;       /* probability that a delivery is on time, beside its lead time */
    double share;         /* of an award at most */
    double minimum;       /* units, when anything is awarded to it */
    double qualification; /* USD, when anything is awarded to it */
    double disruption;    /* expected number a year */
    double recovery;      /* years until it delivers again */
};

/* Rules of an award over all suppliers. */
struct cp_sourcing {
    double supplier_share, country_share; /* of what is awarded, at most */
    double critical;                      /* part of the need that any one supplier's loss leaves */
    struct cp_path budget;                /* USD a calendar year, of payments; absent: none */
};

enum cp_amortisation {
    CP_BULLET,
    CP_LEVEL,
    CP_STRAIGHT,
    CP_SCULPTED,
    CP_CUSTOM,
    CP_BORROWING_BASE
};

/* A repayment of a custom schedule, at the end of its period. */
struct cp_repayment {
    struct cp_period period;
    double share; /* of what is owed when repayment starts */
};

struct cp_tranche {
    const char *name;
    struct cp_pos pos;
    enum cp_amortisation amortisation;
    double amount;        /* USD; NaN: sized */
    double rate;          /* a year; with a base, what is paid above it */
    struct cp_path base;  /* floating: the base rate's forward curve; absent: fixed */
    double swap;          /* part of the debt whose base is swapped into swap_rate */
    double swap_rate;     /* a year */
    double cap, cap_part; /* base paid at most, of that part of what is not swapped; NaN: no cap */
    int64_t issue, first_principal, maturity; /* first_principal: issue when absent */
    int64_t interest_from;                    /* interest runs from then: issue when absent */
    int64_t draw_until;    /* delayed draw: drawn as money is needed until then */
    bool draw_costs;       /* interest and fees until the first repayment are drawn too */
    double fee;            /* of the amount, upfront */
    bool fee_undeducted;   /* the fee is no expense for tax */
    double oid;            /* original issue discount, of what is drawn */
    double commitment_fee; /* a year, of the undrawn amount */
    double dscr;           /* sculpting target and covenant */
    double gearing;        /* largest share of uses */
    const char *day_count; /* 30/360, 30E/360, act/360, act/365, act/act */
    bool capitalise;       /* interest during construction is added to the debt */
    double advance;        /* borrowing base: lent on the depreciated cost of GPUs */
    double asset_life;     /* years in which that cost goes down to nothing */
    size_t nrepayment;
    struct cp_repayment *repayment; /* custom; ascending, shares add up to 1 */
};

struct cp_waterfall_step {
    const char *action;  /* opex, tax, interest, principal, dsra, reserve, sweep, distribution */
    const char *target;  /* tranche; NULL: all */
    const char *account; /* reserve; NULL: all */
    double limit;        /* sweep, distribution: part of what is left that it takes; 0: all */
    const char *when;    /* trigger that must be on; NULL: always */
    bool unless;         /* it must be off */
    struct cp_pos pos;
};

enum cp_stream_kind { CP_STREAM_REVENUE, CP_STREAM_OPEX, CP_STREAM_CAPEX, CP_STREAM_CREDIT };

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
};

enum cp_reserve_kind { CP_RESERVE_DEBT_SERVICE, CP_RESERVE_OPEX, CP_RESERVE_CAPEX };

struct cp_reserve {
    const char *name;
    struct cp_pos pos;
    enum cp_reserve_kind kind;
    double months;      /* of debt service or opex to come that it holds */
    const char *stream; /* capex: for which it is saved evenly */
    bool at_close;      /* filled when the first loan is issued; else from cash */
};

/* On when the DSCR is below `dscr`; off again once it was `cure` or more so many periods running.
 */
struct cp_trigger {
    const char *name;
    struct cp_pos pos;
    double dscr, cure;
    size_t periods;
    bool for_good;      /* it cannot be cured */
    const char *target; /* tranche down to which service counts; NULL: all */
};

/* A part of what halls cost, as tax sees it. */
struct cp_asset_class {
    const char *name;
    struct cp_pos pos;
    double share;       /* of the cost */
    const char *method; /* straight-line, macrs-5, ...; NULL: never depreciated */
    double bonus;       /* of its basis, deducted at once */
    double credit;      /* investment tax credit; half of it comes off the basis */
};

struct cp_entity {
    const char *name;
    struct cp_pos pos;
    const char *parent;
    double ownership;  /* the parent's share */
    bool consolidated; /* in the parent's books */
    size_t nsite;
    const char **sites; /* whose capex and costs it bears; none: all that no other entity bears */
    double tax, state_tax; /* on profit; the state's is deducted from the other's base */
    bool taxed_at_owners;  /* they pay its tax, and use its losses and credits at once */
    double loss_limit;     /* part of a profit that losses carried forward may take; 0: all */
    const char *depreciation_site, *depreciation_gpu; /* for tax: straight-line, macrs-5, ... */
    bool mid_quarter;             /* MACRS by the quarter of being placed in service */
    double bonus_site, bonus_gpu; /* of the cost, deducted for tax at once */
    size_t nclass;
    struct cp_asset_class *asset_class; /* of halls; none: all of them depreciation_site */
    double life_site, life_gpu;         /* years, for the books */
    bool impairment;                    /* GPUs are written down to what they would fetch */
    double cash;            /* USD at the start; NaN: what is borrowed and not yet spent */
    double sunk;            /* USD spent before the plan, for sunk-excluded cost */
    double hurdle;          /* discount rate of NPV; NaN: the plan's */
    struct cp_path price;   /* internal transfer price of compute USD/GPU/h */
    struct cp_path rent;    /* lease paid to it by the parent USD/year */
    int64_t lease_until;    /* end of the lease's term; 0: no lease, or none that ends */
    double lease_renewal;   /* probability that the tenant stays then */
    double lease_guarantee; /* USD that the tenant pays at most towards the debt if it leaves */
    double lease_vacant;    /* worth of the halls without the tenant, part of their book value */
    size_t ntranche;
    struct cp_tranche *tranche;
    size_t nwaterfall;
    struct cp_waterfall_step *waterfall; /* at least one */
    size_t nstream;
    struct cp_stream *stream;
    size_t nreserve;
    struct cp_reserve *reserve;
    double reserve_rate; /* interest a year that reserves earn */
    size_t ntrigger;
    struct cp_trigger *trigger;
};

/* A factor on what the stream says of a workload or offer; "*": of any other. */
struct cp_factor {
    const char *of;
    double value;
};
/* 1 when there is none for `name`. */
double cp_factor_of(const struct cp_factor *f, size_t n, const char *name);

/* One way the future may go: values of the plan and factors on the stream that differ. */
struct cp_scenario {
    const char *name;
    struct cp_pos pos;
    double probability; /* of all scenarios together 1 */
    size_t ndemand, nsupply, nprice;
    struct cp_factor *demand; /* by workload */
    struct cp_factor *supply; /* units that can arrive, by offer */
    struct cp_factor *price;  /* price or rent, by offer */
};

/* What the company binds itself to, beside its envelope of capital. */
struct cp_policy {
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
};

/* Time steps that the plan names itself, instead of representative days: `steps` of `length` hours
 * after one another, the last before the first, as if they came `times` in their period. */
struct cp_slice_group {
    const char *name;
    struct cp_pos pos;
    const char *period; /* NULL: in every period */
    size_t steps;
    double length, times;
};

struct cp_plan {
    struct cp_arena arena;
    const char *file, *name, *currency;
    bool real_prices;
    double inflation, discount;
    bool discount_at_end;  /* money stands at the end of its period or year, not in the middle */
    int64_t discount_from; /* the date whose money the objective is in */
    struct cp_horizon horizon;
    double horizon_step;            /* years of a period when they are several; else NaN */
    size_t slice_days, slice_hours; /* representative days a quarter, time steps a day */
    bool every_day;                 /* instead of representative ones, one after another */
    size_t nslice_group;
    struct cp_slice_group *slice_group; /* or these; none: days */
    struct cp_path capex_limit;         /* USD a year */
    double co2_price;                   /* USD/t */
    struct cp_policy policy;
    struct cp_sourcing sourcing;
    size_t nworkload, nsku, nsite, nnode, nline, nfuel, ncontract, nprofile, nsupplier, noffer,
        nentity, nscenario;
    int64_t decide_by; /* what comes before is decided before the scenario is known; INT64_MAX: all
                          of it */
    struct cp_workload *workload;
    struct cp_sku *sku;
    struct cp_site *site;
    struct cp_node *node;
    struct cp_power_line *line;
    struct cp_fuel *fuel;
    struct cp_contract *contract;
    struct cp_profile *profile;
    struct cp_supplier *supplier;
    struct cp_offer *offer;
    struct cp_entity *entity;
    struct cp_scenario *scenario;
    struct cp_plan_node *root; /* the document, overrides applied */
};

/* Load, include, override, bind, check references. Up to CP_ERROR_MAX findings. `set` are
 * "path=value", "path=*1.3", "path=+2": relative ones act on numbers with units kept. */
int cp_plan_load(const char *path, const char *const *set, size_t nset, struct cp_plan **out,
                 struct cp_error *err);
void cp_plan_free(struct cp_plan *plan);

/* The plan as it is in its scenario i: the document with that scenario's `set` applied. It borrows
 * from `plan`, which must outlive it. */
int cp_plan_scenario(const struct cp_plan *plan, size_t i, struct cp_plan **out,
                     struct cp_error *err);

/* The plan's discount factor, at `rate`, of money that is spread evenly over a period: from the
 * middle, or end, of the period to the plan's discount_from; of each of its years for itself when
 * there are several. cp_plan_when: those years, for a period of a year at most. */
double cp_plan_discount(const struct cp_plan *plan, double rate, struct cp_period period);
double cp_plan_when(const struct cp_plan *plan, struct cp_period period);

/* Period i of the horizon, and its text (borrowed from the arena of the plan: none; buf). */
struct cp_period cp_plan_period(const struct cp_plan *plan, size_t i);

/* By name; NULL when there is none. */
const struct cp_sku *cp_plan_sku(const struct cp_plan *plan, const char *name);
const struct cp_site *cp_plan_site(const struct cp_plan *plan, const char *name);
const struct cp_workload *cp_plan_workload(const struct cp_plan *plan, const char *name);
const struct cp_fuel *cp_plan_fuel(const struct cp_plan *plan, const char *name);
const struct cp_profile *cp_plan_profile(const struct cp_plan *plan, const char *name);
double cp_sku_efficiency(const struct cp_sku *sku, const char *workload); /* 0: cannot run it */
/* Market value, as a part of the price, of what is `age` years old at that hour: the plan's points,
 * straight lines between them, from 1 at age 0 to 0 a year after the last; without points a
 * straight line over the life. A launch after it was new and before `at` takes its part. */
double cp_sku_worth(const struct cp_sku *sku, double age, int64_t at);

/* The numbers of a loaded plan at "entities/hall/tranches/loan/rate": one, or every step of a path;
 * `value` points into the plan, whose numbers may be changed there within min and max. What was
 * derived from them when the plan was loaded stays. CP_EUSAGE: there is no such number. */
struct cp_plan_value {
    size_t n;
    double *value;
    double min, max;
};
int cp_plan_value(struct cp_plan *plan, const char *path, struct cp_plan_value *out,
                  struct cp_error *err);

/* Where "sites/hyperion/phases/1/power" stands; zeroes when it does not. */
struct cp_pos cp_plan_pos(const struct cp_plan *plan, const char *path);

/* ---- the document itself, for cp-plan ---------------------------------------------------- */

enum cp_node_kind { CP_SCALAR, CP_MAP, CP_LIST };
struct cp_plan_node {
    enum cp_node_kind kind;
    const char *key;  /* in a map; NULL elsewhere */
    const char *text; /* scalar */
    struct cp_pos pos, key_pos;
    const char *source, *assumed; /* its own or the nearest enclosing */
    struct cp_plan_node *child, *next;
};
const struct cp_plan_node *cp_plan_find(const struct cp_plan *plan, const char *path);

/* Append the value or subtree at `path` ("": the whole plan) as YAML, overrides applied. A scalar
 * is its text alone; an optional key that is absent is its default. CP_EUSAGE: no such key. */
int cp_plan_show(const struct cp_plan *plan, const char *path, struct cp_str *out,
                 struct cp_error *err);

/* Append a table of every number in the plan (a history file counts as one), a line each after a
 * header: path, value, where (file:line), origin (source, assumed or none), text. */
struct cp_plan_sources {
    size_t source, assumed, none; /* how many of each */
};
int cp_plan_list_sources(const struct cp_plan *plan, struct cp_str *out,
                         struct cp_plan_sources *count, struct cp_error *err);

/* Every key a plan may have, from the table that binds them. */
struct cp_plan_key {
    const char *path; /* as "sites/NAME/phases/NAME/power" */
    const char *unit; /* NULL: not a number */
    /* number, numbers, path, driver, count, text, date, period, boolean, choice, name, names, file,
     * files, map, list: capplan-plan(5) says how each is written */
    const char *type;
    const char *fallback; /* text of the default; NULL: required; "": absent */
    const char *meaning;
};
size_t cp_plan_key_count(void);
struct cp_plan_key cp_plan_key_at(size_t i);

#endif
