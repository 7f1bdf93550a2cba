/* forecast, within the sub-room: runs of exponential smoothing over a series that stand side by
 * side (ets_run.c), for the search of its parameters (ets_search.c). */
#ifndef CAPPLAN_FORECAST_ETS_RUN_H
#define CAPPLAN_FORECAST_ETS_RUN_H

#include "forecast/method/ets.h"
#include "forecast/method/lanes.h"

enum { CP_ETS_DIMS = 4, CP_ETS_GROUP = 3 };

/* CP_LANES runs of one form over one series. */
struct cp_forecast_ets_block {
    const struct cp_forecast_ets_problem *of;
    double u[CP_LANES][CP_ETS_DIMS]; /* where */
    cp_forecast_lanes *e;            /* [n] errors; NULL: their squares alone */
    double sse[CP_LANES];            /* infinite: they leave the range of numbers */
};

/* Room for runs over n values, of CP_ETS_GROUP blocks at once. */
struct cp_forecast_ets_room {
    cp_forecast_lanes *e;        /* errors, n of each */
    cp_forecast_lanes *level;    /* what a unit of the level makes of them, n of each */
    cp_forecast_lanes *slope;    /* of the slope */
    cp_forecast_lanes *seasonal; /* a season of each */
};

/* Run blocks of problems that agree in length, gaps, season and trend. */
void cp_forecast_ets_run(const struct cp_forecast_ets_room *room, struct cp_forecast_ets_block *b,
                         size_t count);

#endif
