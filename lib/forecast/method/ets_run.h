/* forecast, within the sub-room: runs of exponential smoothing over one series that stand side by
 * side (ets_run.c), for the search of its parameters. */
#ifndef CAPPLAN_FORECAST_ETS_RUN_H
#define CAPPLAN_FORECAST_ETS_RUN_H

#include "forecast/method/ets.h"
#include "forecast/method/lanes.h"

enum { CP_ETS_DIMS = 4, CP_ETS_STARTS = 3, CP_ETS_BLOCKS = 2 * CP_ETS_STARTS };
typedef double cp_forecast_ets_points[CP_LANES][CP_ETS_DIMS];

/* What is searched, and room for CP_ETS_BLOCKS of CP_LANES runs. */
struct cp_forecast_ets_problem {
    const struct cp_forecast_ets *form;
    const double *mean; /* seasonal models: where the pass backwards starts */
    struct cp_forecast_ets_search search;
    const double *y;
    size_t n, dims;
    cp_forecast_lanes *e;        /* errors, n of each block */
    cp_forecast_lanes *level;    /* what a unit of the level makes of them, n of each start */
    cp_forecast_lanes *slope;    /* of the slope */
    cp_forecast_lanes *seasonal; /* CP_ETS_STARTS of each */
};

/* Coordinates in [0, 1] to parameters within the region: 0 < beta < alpha < 1, gamma < 1 - alpha.
 */
void cp_forecast_ets_set(struct cp_forecast_ets *m, struct cp_forecast_ets_search search,
                         const double *u);
/* Errors at the points of `count` blocks, to p->e; and their sums of squares. */
void cp_forecast_ets_run(const struct cp_forecast_ets_problem *p, const cp_forecast_ets_points *u,
                         size_t count);
void cp_forecast_ets_squares(const struct cp_forecast_ets_problem *p,
                             const cp_forecast_ets_points *u, size_t count, double sse[][CP_LANES]);

#endif
