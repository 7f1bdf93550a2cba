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
 *
 * What a plan says of energy, supply and finance stands in energy.h, supply.h and finance.h.
 */
#ifndef CAPPLAN_PLAN_H
#define CAPPLAN_PLAN_H

#include "base/base.h"
#include "facts/facts.h"
#include "plan/energy.h"
#include "plan/finance.h"
#include "plan/supply.h"

CP_BEGIN_DECLS

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
    const char *data;                /* site that it comes from; NULL: its region's users */
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
    size_t nworkload, nsku, nsite, nlink, nnode, nline, nfuel, ncontract, nprofile, nsupplier,
        noffer, nentity, nscenario;
    int64_t decide_by; /* what comes before is decided before the scenario is known; INT64_MAX: all
                          of it */
    struct cp_workload *workload;
    struct cp_sku *sku;
    struct cp_site *site;
    struct cp_link *link;
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
    const char *default_text; /* text of the default; NULL: required; "": absent */
    const char *meaning;
};
size_t cp_plan_key_count(void);
struct cp_plan_key cp_plan_key_at(size_t i);

CP_END_DECLS

#endif
