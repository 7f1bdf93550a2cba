/* plan: the YAML file that holds what is decided or assumed.
 *
 * Owns: the document tree with positions, `include:`, overrides (--set), sources, the schema that
 * names every key with its unit, default and meaning, and the structs the schema fills. Only caller
 * of libyaml. Everything a plan holds lives in the plan's arena until cp_plan_free; strings and
 * arrays in the structs are borrowed from it.
 *
 * A number is written with its unit (`power: 441 MW`) or as a mapping that says where it is from
 * (`power: {value: 441 MW, source: Epoch AI}` or `assumed: why`), as one above it may for it. An
 * absent optional number is NaN unless the schema gives a default. All money is in the plan's
 * currency once it is read; units of these headers say USD for it.
 *
 * A plan is not changed once it is loaded, but for the numbers that cp_plan_value points at: any
 * number of threads may read one, and load others. Errors are findings with file, line and column,
 * as many as there are.
 *
 * What it says of demand, sites, energy, ..., market and what is watched is in headers so named.
 */
#ifndef CAPPLAN_PLAN_H
#define CAPPLAN_PLAN_H

#include "facts/facts.h"
#include "plan/bill.h"
#include "plan/demand.h"
#include "plan/energy.h"
#include "plan/finance.h"
#include "plan/import.h"
#include "plan/market.h"
#include "plan/path.h"
#include "plan/policy.h"
#include "plan/site.h"
#include "plan/supply.h"
#include "plan/watch.h"

CP_BEGIN_DECLS

/* ---- what stands in a plan --------------------------------------------------------------- */

enum { CP_PERIODS_MOST = 9000 };
struct cp_horizon {
    struct cp_period from, to; /* same frequency, both inside */
    double step;               /* years of a period when they are several; else NaN */
    size_t n;                  /* number of periods */
    int64_t origin;            /* first hour of `from` */
};

/* What one of another currency costs in the plan's. */
struct cp_fx {
    const char *currency;
    struct cp_pos pos;
    struct cp_path rate;
};

struct cp_plan_money {
    const char *currency; /* a code of ISO 4217; stands where units of this header say USD */
    size_t nfx;
    struct cp_fx *fx;
    bool real_prices; /* money of the plan's start, not of the day */
    double inflation, discount;
    bool discount_at_end;  /* money stands at the end of its period or year, not in the middle */
    int64_t discount_from; /* the date whose money the objective is in */
    struct cp_tax_groups tax_groups;
    struct cp_plan_market market;
};

/* Hourly values on real days, from a TSV of facts with a column `profile`: period (an hour),
 * profile, measure, value, unit. Whole days only. Days are grouped by the quarter of the year; a
 * profile that something refers to has one in each, of a plan by days or hours each of its days.
 * Where the plan names its own steps, values of those instead, in a column `slice`: winter.2 is the
 * second step of the group winter. */
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
    struct cp_path value;
};
/* The one for `name`; NULL: there is none, so it is 1. */
const struct cp_path *cp_plan_factor(const struct cp_factor *f, size_t n, const char *name);

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

/* Time steps that the plan names itself, instead of representative days: `steps` of `length` hours
 * after one another, the last before the first, as if they came `times` in their period. */
struct cp_slice_group {
    const char *name;
    struct cp_pos pos;
    const char *period; /* NULL: in every period */
    size_t steps;
    double length, times;
};

struct cp_plan_slices {
    size_t days, hours; /* representative days a quarter, time steps a day */
    bool every_day;     /* instead of representative ones, one after another */
    size_t ngroup;
    struct cp_slice_group *group; /* or these; none: days */
};

struct cp_plan {
    struct cp_arena arena;
    const char *name;
    struct cp_plan_money money;
    struct cp_horizon horizon;
    struct cp_plan_slices slices;
    struct cp_policy policy;
    size_t nworkload, nsku, nsite, nlink, nprofile, nentity, nscenario;
    struct cp_workload *workload;
    struct cp_plan_demand demand;
    struct cp_sku *sku;
    struct cp_site *site;
    struct cp_link *link;
    struct cp_profile *profile;
    struct cp_plan_energy energy;
    struct cp_plan_supply supply;
    struct cp_entity *entity;
    struct cp_scenario *scenario;
    struct cp_plan_watch watch;
    struct cp_plan_node *root; /* the document, overrides applied */
};

/* Load, include, override, bind, check references. Up to CP_ERROR_MAX findings. `set` are
 * "path=value", "path=*1.3", "path=+2": relative ones act on numbers with units kept. */
int cp_plan_load(const char *path, const char *const *set, size_t nset, struct cp_plan **out,
                 struct cp_error *err);
/* The same of a file of rules alone, `watch:`; nothing else of the plan is filled. */
int cp_plan_load_rules(const char *path, const char *const *set, size_t nset, struct cp_plan **out,
                       struct cp_error *err);
/* A map of cp-import, a document of its own: strings live until cp_plan_free(&map->plan). */
struct cp_map {
    struct cp_plan plan; /* first; nothing of it but its document is filled */
    struct cp_import_map map;
};
int cp_plan_load_map(const char *path, const char *const *set, size_t nset, struct cp_map **out,
                     struct cp_error *err);
void cp_plan_free(struct cp_plan *plan);

/* The plan as it is in its scenario i: the document with that scenario's `set` applied. It borrows
 * from `plan`, which must outlive it. */
int cp_plan_scenario(const struct cp_plan *plan, size_t i, struct cp_plan **out,
                     struct cp_error *err);

/* The same with the `set` of a case that a tranche of an entity is sized by. */
int cp_plan_sizing(const struct cp_plan *plan, const struct cp_entity *e,
                   const struct cp_tranche *t, const struct cp_sizing_case *c, struct cp_plan **out,
                   struct cp_error *err);

/* Findings in what scenarios, cases of sizing and events set: CP_EINPUT. */
int cp_plan_check_sets(const struct cp_plan *plan, struct cp_error *err);

/* Whether a key is a term of the financing, fixed at financial close: what is written of a tranche
 * but its base rate, of a reserve, a trigger or a step of the waterfall. */
bool cp_plan_is_term(const char *key);

/* The plan's discount factor, at `rate`, of money that is spread evenly over a period: from the
 * middle, or end, of the period to the plan's discount_from; of each of its years for itself when
 * there are several. cp_plan_when: those years, for a period of a year at most. */
double cp_plan_discount(const struct cp_plan *plan, double rate, struct cp_period period);
double cp_plan_when(const struct cp_plan *plan, struct cp_period period);

/* Before a plan's facts are put beside others: they are in its currency, and so must those be. */
int cp_plan_facts(const struct cp_plan *plan, struct cp_facts *facts, struct cp_error *err);

/* The file that it was read from; period i of the horizon; which of them is written so, SIZE_MAX:
 * none. */
const char *cp_plan_file(const struct cp_plan *plan);
struct cp_period cp_plan_period(const struct cp_plan *plan, size_t i);
size_t cp_plan_find_period(const struct cp_plan *plan, const char *text);

/* By name; NULL when there is none. */
const struct cp_sku *cp_plan_sku(const struct cp_plan *plan, const char *name);
const struct cp_site *cp_plan_site(const struct cp_plan *plan, const char *name);
const struct cp_workload *cp_plan_workload(const struct cp_plan *plan, const char *name);
const struct cp_fuel *cp_plan_fuel(const struct cp_plan *plan, const char *name);
const struct cp_profile *cp_plan_profile(const struct cp_plan *plan, const char *name);
/* Its day of that date, days since 1970, or else of the same day in the first other year that it
 * has; SIZE_MAX: none. */
size_t cp_plan_profile_day(const struct cp_profile *p, int32_t date);
/* 0: it cannot run on it. */
double cp_plan_efficiency(const struct cp_sku *sku, const char *workload);
/* Market value, as a part of the price, of what is `age` years old at that hour: the plan's points,
 * straight lines between them, from 1 at age 0 to 0 a year after the last; without points a
 * straight line over the life. A launch after it was new and before `at` takes its part. */
double cp_plan_residual_value(const struct cp_sku *sku, double age, int64_t at);

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
/* Append a node, a mapping or a list, as YAML. */
int cp_plan_emit(const struct cp_plan_node *n, struct cp_str *out, struct cp_error *err);

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

/* Append a table of every value in the document, notes left out, a line each after a header: path
 * as an override names it, value, where (file:line, the file against the plan's folder). */
int cp_plan_list_values(const struct cp_plan *plan, struct cp_str *out, struct cp_error *err);

/* What the document says, overrides applied, as a whole number of 48 bits: the same for the same
 * keys and values in whatever files and order, without comments and sources; of the files that it
 * names only their names. For telling plans apart, not for proving anything. */
double cp_plan_fingerprint(const struct cp_plan *plan);

/* The files that the plan reads beside its YAML: profiles and histories. In `arena`. */
struct cp_plan_file {
    const char *key;  /* as an override names it */
    const char *name; /* as it is written */
    const char *path; /* to open it */
};
int cp_plan_files(const struct cp_plan *plan, struct cp_arena *arena, struct cp_plan_file **out,
                  size_t *n, struct cp_error *err);

/* Append the document `text` with what stands at some paths, of a key or two, as in `other`: both
 * as cp_plan_show writes a whole plan. Its files have the names of `path` instead. */
struct cp_plan_exchange {
    const char *text, *other;
    const char *const *path;
    size_t npath, nfile;
    const struct cp_plan_file *file; /* key and path */
};
int cp_plan_exchange(const struct cp_plan_exchange *x, struct cp_str *out, struct cp_error *err);

/* Every key a plan may have, from the table that binds them. */
struct cp_plan_key {
    const char *path; /* as "sites/NAME/phases/NAME/power" */
    const char *unit; /* NULL: not a number */
    /* number, numbers, path, driver, count, text, date, period, boolean, choice, name, names, file,
     * files, currency, map, list: capplan-plan(5) says how each is written */
    const char *type;
    const char *default_text; /* text of the default; NULL: required; "": absent */
    const char *meaning;
};
size_t cp_plan_key_count(void);
struct cp_plan_key cp_plan_key_at(size_t i);
/* The same of a map. */
size_t cp_plan_map_key_count(void);
struct cp_plan_key cp_plan_map_key_at(size_t i);

CP_END_DECLS

#endif
