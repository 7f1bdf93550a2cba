/* Draws of what may come, and what is kept of them. */
#ifndef CAPPLAN_SCENARIO_INTERNAL_H
#define CAPPLAN_SCENARIO_INTERNAL_H

#include "curve/curve.h"
#include "scenario/scenario.h"

/* What an event hangs on: one that is drawn before it, and how likely it is where that comes. */
struct cp_scenario_cause {
    size_t event; /* SIZE_MAX: none */
    double probability;
};

/* Events that are bound to one another, in the order in which they are drawn; one that is bound to
 * none is alone. Of what comes among the first of them, as digits behind a 1, how likely that is:
 * tree[1] is 1, tree[2 * node + 1] that the next one comes too. */
enum { CP_SCENARIO_BOUND = 12 }; /* events that are bound to one another, at most */
struct cp_scenario_group {
    size_t n, *event;
    double *tree; /* 2^(n+1) */
};

/* What binds the events: of each its cause, in which order they are drawn, and their groups. */
struct cp_scenario_bound {
    struct cp_scenario_cause *cause;
    size_t *order, ngroup;
    struct cp_scenario_group *group;
};

/* A future: of each event the period in which it comes, or the number of periods: never. Factors on
 * the price of each curve and on the demand of each workload, by period; years by which each
 * offer's deliveries come later. NULL: as planned. */
struct cp_scenario_future {
    double probability;
    char *name;
    size_t *when;
    double *curve, *demand, *late;
    double *u; /* of its scalars; NULL: they are not known any more */
};

/* All that were drawn, in arrays of n rows; those that are the same are one. */
struct cp_scenario_sample {
    size_t n;
    size_t *when;
    double *probability, *curve, *demand, *late;
    double *u; /* n x nscalar uniforms; NULL once rows that are the same were made one */
};

/* One draw of a sample: an event's, a workload's or an offer's. */
struct cp_scenario_scalar {
    const char *name; /* "events/ban"; of its stream of random numbers: `key` */
    const char *key;
    unsigned kind; /* CP_SCENARIO_EVENTS, ... */
    size_t of;     /* its number in the plan */
};

/* A part of a period in which prices are drawn: a month at most. */
struct cp_scenario_step {
    size_t t;
    int64_t from, until;
    double when, length; /* years from the day prices are of, of its middle; since the one before */
};

/* How curves move. Of a curve in a period: `floor` is that below which no price goes, as a part of
 * the forward price; a normal one is shifted, not scaled. */
struct cp_scenario_prices {
    struct cp_curve_factors factors;
    size_t nstep;
    struct cp_scenario_step *step;
    double *forward; /* nstep x ncurve */
    double *mean;    /* ncurve x periods: of the forwards; NaN: not moved */
};

/* Demand of a workload: by period at points of its normal score, ascending, or on paths; as parts
 * of what is planned. */
struct cp_scenario_demand {
    size_t npoint;   /* 0: not drawn */
    double *score;   /* npoint */
    double *part;    /* npoint x periods */
    double *planned; /* periods; NaN: not known */
};

struct cp_scenario_set {
    const struct cp_plan *plan;
    const struct cp_facts *facts;
    struct cp_scenario_options opt;
    size_t n, nevent, periods, nscalar, ncurve;
    const struct cp_plan_event *event;
    double *by; /* nevent x periods: that it has come by the end of the period */
    struct cp_scenario_bound bound;
    double *rho; /* of scalars, then factors, by rows of `nrho` */
    size_t nrho;
    double *odds; /* nevent: that it comes, as far as the odds say and not the draws */
    bool tied;    /* events are correlated: their combinations have no odds but the draws */
    struct cp_scenario_scalar *scalar;
    struct cp_scenario_prices prices;
    struct cp_scenario_demand *demand; /* by workload; NULL: none is drawn */
    size_t npath;                      /* of demand, in the stream; then each workload's points */
    bool late;                         /* whether lead times are drawn; of them: */
    double *supply;                    /* noffer x periods: when offers deliver, as planned */
    struct cp_scenario_future *future;
    double distance; /* how far those that were not kept went, of keeping one alone */
    struct cp_arena arena;
};

#define cp_scenario_note(s, ...) cp_tell((s)->opt.note, (s)->opt.note_ctx, __VA_ARGS__)
/* Reading: the odds, and in which order events are drawn; demand; curves. */
int cp_scenario_read(struct cp_scenario_set *s, struct cp_error *err);
void cp_scenario_order(struct cp_scenario_set *s);
int cp_scenario_read_demand(struct cp_scenario_set *s, struct cp_error *err);
int cp_scenario_read_prices(struct cp_scenario_set *s, struct cp_error *err);
/* Every draw: u, n x nscalar uniforms; z, n x steps x factors normal scores (NULL where there are
 * none). Heap. */
int cp_scenario_draw_all(struct cp_scenario_set *s, double **u, double **z, struct cp_error *err);
/* What the draws say: by sample, arrays of the sample are there. */
void cp_scenario_events_of(const struct cp_scenario_set *s, const double *u, size_t *when);
/* Where both come one that is given another, which makes it likelier, comes no earlier, and one
 * that another implies no later. */
void cp_scenario_heed_dates(const struct cp_scenario_set *s, size_t *when);
int cp_scenario_prices_of(const struct cp_scenario_set *s, const double *z,
                          struct cp_scenario_sample *x, struct cp_error *err);
void cp_scenario_demand_of(const struct cp_scenario_set *s, const double *u, double *out);
/* What its draws come to on average, were there any number of them. */
double cp_scenario_mean_demand(const struct cp_scenario_set *s, size_t w, size_t t);
void cp_scenario_leads_of(const struct cp_scenario_set *s, const double *u, double *out);
bool cp_scenario_has_lead(const struct cp_offer *o);
/* Mean prices over n futures, a stride apart, made the forwards. */
void cp_scenario_match_prices(const struct cp_scenario_set *s, size_t n, const double *probability,
                              double *const *curve);
int cp_scenario_keep(struct cp_scenario_set *s, struct cp_scenario_sample *x, struct cp_error *err);
/* joint.c: the groups; that the next event of one comes, behind what came of those before. */
int cp_scenario_join(struct cp_scenario_set *s, struct cp_error *err);
double cp_scenario_chance(const struct cp_scenario_group *g, size_t node);
/* combination.c: of n futures, by numbers whose bits are the events that come in them, those stay
 * whose combination is likelier than `rare`, and, while fewer than `keep` combinations do, of each
 * event that comes in none of these, or in all, the likeliest in which it does, or does not.
 * CP_ENOMEM without a message. */
struct cp_scenario_combinations {
    size_t nevent, keep;
    double rare;
    size_t likely; /* how many are likelier, and how likely they are */
    double together;
    bool *stays; /* n */
};
struct cp_scenario_points;
int cp_scenario_combinations(const struct cp_scenario_points *p, const size_t *group,
                             struct cp_scenario_combinations *out);
/* combine.c: draws as likely as the odds of which events come in them; then those that are kept, so
 * that each event has its odds. CP_ENOMEM (no message). */
int cp_scenario_weigh(struct cp_scenario_set *s, struct cp_scenario_sample *x);
int cp_scenario_balance(struct cp_scenario_set *s);
/* p, one of each that is kept and 1 together, changed as little as gives each event that part of
 * it; false: nothing does. */
bool cp_scenario_fit(const struct cp_scenario_set *s, const double *odds, double *p);
/* points.c: every combination of the drivers' points: how many, at most 20,000, and what they are;
 * then without those that are weighed as nothing. CP_ENOMEM of the second has no message. */
int cp_scenario_count_points(struct cp_scenario_set *s, size_t *n, struct cp_error *err);
int cp_scenario_put_points(struct cp_scenario_set *s, struct cp_scenario_sample *x);
void cp_scenario_drop_points(const struct cp_scenario_set *s, struct cp_scenario_sample *x);
/* The period in the middle of an event's odds over time; the number of periods: it has none. */
size_t cp_scenario_middle(const struct cp_scenario_set *s, size_t e);
/* Draws or futures in the order of what they have of a driver, those of the same by number. */
struct cp_scenario_turn {
    size_t i;
    double at, probability;
};
int cp_scenario_by_turn(const void *a, const void *b);
/* settle.c: of those that are kept, when events come, demand and delays, so that few have of each
 * what all have. CP_ENOMEM (no message). */
int cp_scenario_settle(struct cp_scenario_set *s, const struct cp_scenario_sample *x);
/* Prices of a future as its events leave them, which came at other dates before. */
void cp_scenario_move_prices(const struct cp_scenario_set *s, struct cp_scenario_future *f,
                             const size_t *before);
/* average.c: demand and delays of all that were drawn spread evenly over what they may be; and each
 * future that is kept made the mean of its part, in dates, demand and delays: part[i], the future's
 * number, or beyond the last for none. CP_ENOMEM (no message). */
int cp_scenario_even(const struct cp_scenario_set *s, struct cp_scenario_sample *x);
int cp_scenario_average(struct cp_scenario_set *s, const struct cp_scenario_sample *x,
                        const size_t *part);
/* exact.c: mean demand of those that are kept made that of its quantiles, and, if asked, its part
 * where an event comes that of all that were drawn; their mean prices made the forwards. */
int cp_scenario_match_demand(struct cp_scenario_set *s, const struct cp_scenario_sample *x,
                             bool events, struct cp_error *err);
int cp_scenario_match_kept(struct cp_scenario_set *s, struct cp_error *err);
/* What events make of a curve's price in a period. */
double cp_scenario_moved(const struct cp_scenario_set *s, const size_t *when, size_t c, size_t t);
/* What an event's factor comes to in period t: it holds from when it comes for its years. */
bool cp_scenario_holds(const struct cp_scenario_set *s, const size_t *when, size_t e, size_t t);

/* Factors on what the stream says, by what they are on. */
enum cp_scenario_factor { CP_FACTOR_DEMAND, CP_FACTOR_SUPPLY, CP_FACTOR_PRICE, CP_FACTORS };
double cp_scenario_factor_at(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                             enum cp_scenario_factor what, size_t of, size_t t);
size_t cp_scenario_factor_count(const struct cp_plan *p, enum cp_scenario_factor what);
const char *cp_scenario_factor_name(const struct cp_plan *p, enum cp_scenario_factor what,
                                    size_t of);
/* What is decided in the period is the same in all futures, so that nothing of it can fail to come
 * in one of them. */
bool cp_scenario_is_decided(const struct cp_scenario_set *s, size_t t);
/* Of a value that the curve drives. */
double cp_scenario_driven(const struct cp_scenario_set *s, const struct cp_scenario_future *f,
                          size_t curve, const struct cp_drive *d, size_t t);
/* What an event sets in the plan, by path; NULL: nothing. */
const struct cp_plan_node *cp_scenario_sets(const struct cp_scenario_set *s, size_t e);
int cp_scenario_read_supply(struct cp_scenario_set *s, struct cp_error *err);
int cp_scenario_check_names(const struct cp_scenario_set *s, struct cp_error *err);

#endif
