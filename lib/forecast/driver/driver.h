/* forecast: drivers of a plan, within the sub-room. */
#ifndef CAPPLAN_FORECAST_DRIVER_H
#define CAPPLAN_FORECAST_DRIVER_H

#include "forecast/internal.h"

/* ---- drivers (driver.c, history.c) ------------------------------------------------------- */

/* A history and its model, ready to be put on the plan's periods. */
struct cp_forecast_history {
    struct cp_forecast_series_set set;
    struct cp_forecast_series *series;
    bool is_auto; /* interval, not model */
    struct cp_forecast_model model;
    struct cp_forecast_interval interval; /* its arrays are in `central` */
    size_t ahead;                         /* periods forecast: past the end of the plan */
    double *central; /* n + ahead values: history, then point forecasts; ahead more for widths */
};

/* The history of a driver, its values in `unit` and within `bounds`. `where` is its path in the
 * plan. */
int cp_forecast_history_open(const struct cp_driver *d, const char *unit, const char *where,
                             const struct cp_forecast_bounds *bounds,
                             const struct cp_horizon *horizon, struct cp_forecast_history *out,
                             struct cp_error *err);
void cp_forecast_history_close(struct cp_forecast_history *h);
/* A path of its forecast; work has room for a season. */
void cp_forecast_history_draw(const struct cp_forecast_history *h, struct cp_forecast_noise *noise,
                              double *work, double *path);
/* values: n + ahead numbers at the history's own periods, to out[horizon->n]. */
void cp_forecast_history_map(const struct cp_forecast_history *h, const struct cp_horizon *horizon,
                             const double *values, double *out);

/* A driver over the plan's periods. */
struct cp_forecast_driver {
    const struct cp_driver *plan; /* NULL: absent */
    struct cp_forecast_bounds bounds;
    bool from_history;
    struct cp_forecast_history history;
    double *central; /* horizon.n values; NULL: absent */
    double *plain;   /* the same without price, events and judgement */
    double *factor;  /* of the price; in `plain`, as is gain */
    double *gain;    /* [events][horizon.n]: what each adds where it comes, to 1 without it */
    double *before;  /* central values before judgement; NULL: there is none */
    double known;    /* years from the plan's start to the end of what is known of it; 0: a path */
    uint64_t stream; /* its random streams */
    const struct cp_forecast_sharing *sharing; /* of the errors by sigma and level; NULL: none */
};

int cp_forecast_driver_open(const struct cp_plan *plan, const struct cp_workload *w,
                            const struct cp_driver *d, const char *unit,
                            struct cp_forecast_driver *out, struct cp_error *err);
void cp_forecast_driver_close(struct cp_forecast_driver *d);
/* Numbers of scratch that a sample needs. */
size_t cp_forecast_driver_scratch(const struct cp_forecast_driver *d);
/* Path number `path` of the driver; out[horizon.n]. */
void cp_forecast_driver_sample(const struct cp_forecast_driver *d, const struct cp_horizon *horizon,
                               uint64_t seed, size_t path, double *scratch, double *out);

/* ---- what moves a driver (effect.c) ------------------------------------------------------- */

/* Takes central for what path or history say, and moves it. */
int cp_forecast_effects_open(const struct cp_plan *plan, const char *where,
                             struct cp_forecast_driver *d, struct cp_error *err);
/* Moves a path so, each event with its probability; and then by judgement, when its errors are on
 * it. */
void cp_forecast_effects_draw(const struct cp_forecast_driver *d, const struct cp_horizon *h,
                              struct cp_random *stream, double *out);
void cp_forecast_judgement_draw(const struct cp_forecast_driver *d, const struct cp_horizon *h,
                                struct cp_random *stream, double *out);

/* ---- errors of drivers together (correlation.c) ------------------------------------------- */

struct cp_forecast_correlations {
    size_t n;
    const struct cp_driver **driver;
    struct cp_forecast_sharing *sharing;
    double *root;
    struct cp_pos pos; /* of the last */
};
int cp_forecast_correlations_open(const struct cp_plan *plan, struct cp_forecast_correlations *c,
                                  struct cp_error *err);
void cp_forecast_correlations_close(struct cp_forecast_correlations *c);
/* NULL: that driver's errors are its own. */
const struct cp_forecast_sharing *
cp_forecast_correlations_of(const struct cp_forecast_correlations *c, const struct cp_driver *d);

/* ---- the drivers of a workload (chain.c) -------------------------------------------------- */

enum cp_forecast_link {
    CP_LINK_USERS,
    CP_LINK_REQUESTS,
    CP_LINK_TOKENS,
    CP_LINK_FLOP,
    CP_LINK_RUNS,
    CP_LINK_RUN_FLOP,
    CP_LINK_DEMAND,
    CP_LINK_PEAK,
    CP_LINKS
};

struct cp_forecast_chain {
    const struct cp_plan *plan;
    const struct cp_workload *w;
    struct cp_forecast_driver driver[CP_LINKS];
    size_t scratch;
};

/* Correlations NULL: none. All drivers tell what is wrong with them; close in any case. */
int cp_forecast_chain_open(const struct cp_plan *plan, const struct cp_workload *w,
                           const struct cp_forecast_correlations *correlations,
                           struct cp_forecast_chain *c, struct cp_error *err);
void cp_forecast_chain_close(struct cp_forecast_chain *c);

/* ---- totals over workloads and time (sums.c) ---------------------------------------------- */

/* Release. */
struct cp_forecast_sums {
    const struct cp_plan *plan;
    const struct cp_forecast_demand_options *o;
    size_t samples, n;
    struct cp_forecast_sum *at;
};

/* What a workload has of a measure. */
struct cp_forecast_part {
    const struct cp_workload *workload;
    const char *layer, *measure; /* that of the total */
    bool flow;                   /* of the period, not a mean of it */
    const double *central;
    size_t stride;       /* of central, a period */
    const double *drawn; /* [periods][samples] */
};
int cp_forecast_sums_add(struct cp_forecast_sums *s, const struct cp_forecast_part *part,
                         struct cp_error *err);
/* Sorts the paths. */
int cp_forecast_sums_put(struct cp_forecast_sums *s, struct cp_facts *out, struct cp_error *err);
void cp_forecast_sums_release(struct cp_forecast_sums *s);

#endif
