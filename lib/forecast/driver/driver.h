/* forecast: drivers of a plan, within the sub-room. */
#ifndef CAPPLAN_FORECAST_DRIVER_H
#define CAPPLAN_FORECAST_DRIVER_H

#include "forecast/internal.h"

/* ---- drivers (driver.c, history.c) ------------------------------------------------------- */

/* A history and its model, ready to be put on the plan's periods. */
struct history {
    struct cp_series_set set;
    struct cp_series *series;
    bool is_auto; /* outlook, not model */
    struct cp_model model;
    struct outlook outlook; /* its arrays are in `central` */
    double ceiling;         /* the driver's, in its own unit; 0: unknown */
    size_t ahead;           /* periods forecast: past the end of the plan */
    double *central; /* n + ahead values: history, then point forecasts; ahead more for widths */
};

int history_open(const struct cp_driver *d, const char *unit, const char *where,
                 const struct cp_horizon *horizon, struct history *out, struct cp_error *err);
void history_close(struct history *h);
/* A path of its forecast; work has room for a season. */
void history_draw(const struct history *h, struct cp_random *stream, double *work, double *path);
/* values: n + ahead numbers at the history's own periods, to out[horizon->n]; none below 0. */
void history_map(const struct history *h, const struct cp_horizon *horizon, const double *values,
                 double *out);

/* A driver over the plan's periods. */
struct driver {
    const struct cp_driver *plan; /* NULL: absent */
    bool from_history;
    struct history history;
    double *central; /* horizon.n values; NULL: absent */
    uint64_t stream; /* its random streams */
};

int driver_open(const struct cp_plan *plan, const struct cp_workload *w, const struct cp_driver *d,
                const char *unit, struct driver *out, struct cp_error *err);
void driver_close(struct driver *d);
/* Numbers of scratch that a sample needs. */
size_t driver_scratch(const struct driver *d);
/* Path number `path` of the driver; out[horizon.n]. */
void driver_sample(const struct driver *d, const struct cp_horizon *horizon, uint64_t seed,
                   size_t path, double *scratch, double *out);

#endif
