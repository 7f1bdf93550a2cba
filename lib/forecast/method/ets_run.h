/* forecast, within the sub-room: runs of exponential smoothing over one series that stand side by
 * side (ets_run.c), for the search of its parameters. */
#ifndef CAPPLAN_FORECAST_ETS_RUN_H
#define CAPPLAN_FORECAST_ETS_RUN_H

#include "forecast/method/ets.h"

enum { CP_ETS_LANES = 4, CP_ETS_DIMS = 4, CP_ETS_STARTS = 3, CP_ETS_BLOCKS = 2 * CP_ETS_STARTS };
typedef double cp_forecast_lanes __attribute__((vector_size(CP_ETS_LANES * sizeof(double))));
typedef double cp_forecast_ets_points[CP_ETS_LANES][CP_ETS_DIMS];

/* Four lanes in one register where the machine has such; without fused multiplication, so the
 * result is the same. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(CP_NO_CLONES)
#define CP_ETS_WIDE __attribute__((target_clones("avx2", "default")))
#else
#define CP_ETS_WIDE
#endif

/* What is searched, and room for CP_ETS_BLOCKS of CP_ETS_LANES runs. */
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
                             const cp_forecast_ets_points *u, size_t count,
                             double sse[][CP_ETS_LANES]);

#endif
