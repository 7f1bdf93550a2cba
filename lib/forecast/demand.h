/* Demand of a plan: forecast/forecast.h, which includes this, says what is. */
#ifndef CAPPLAN_FORECAST_DEMAND_H
#define CAPPLAN_FORECAST_DEMAND_H

#include "forecast/forecast.h"

CP_BEGIN_DECLS

/* ---- demand of a plan --------------------------------------------------------------------- */

struct cp_forecast_demand_options {
    const double *quantile; /* each in (0,1) */
    size_t nquantile;
    size_t samples; /* paths drawn for them */
    size_t paths;   /* the first of them to be written too, each a scenario */
    const struct cp_forecast_total *total;
    size_t ntotal;
    uint64_t seed;
    int jobs; /* threads; the result does not depend on it */
};

/* For every workload and period of the plan, means over the period:
 *   layer consumer     users         user
 *   layer application  requests      request/s   users x requests
 *   layer model        tokens        token/s     requests x tokens
 *   layer model        training      FLOP        runs x FLOP, in the period
 *   layer model        demand        EFLOP/s     useful work to be served
 *   layer model        peak_to_mean  1           only where the plan gives one other than 1
 * The row with quantile '-' is the product of the drivers' central values, and the others are
 * quantiles of sampled products. A driver is its path, or the forecast of its history put on the
 * plan's periods, times exp(sigma W(t) + level Z) with W a Brownian motion in years from the plan's
 * start or the last known period's end and Z one number; moved by its price, its events and
 * judgement, and kept within its bounds: so the central row is the median when errors are
 * log-normal. Drivers' errors are independent where no correlation is said. A driver's draws depend
 * on the seed and the names of workload and driver only, so that a workload more or less does not
 * change the others. A path is one of those samples, of all workloads together, in the scenario of
 * its name. Totals, of the measures with "_total", are sums over workloads of means over time, of
 * training of sums; a year that the plan has in part has none. CP_EINPUT with the driver's position
 * for a history that cannot be read or forecast. */
int cp_forecast_demand(const struct cp_plan *plan, const struct cp_forecast_demand_options *options,
                       struct cp_facts *out, struct cp_error *err);

/* How much of the growth of demand from one period of the plan to another comes from each driver:
 * facts `growth` of the later one by workload and, with none, of all; name is the driver, none the
 * growth itself, which the drivers' add up to. CP_EUSAGE for a period that the plan has not. */
int cp_forecast_bridge(const struct cp_plan *plan, struct cp_period from, struct cp_period to,
                       struct cp_facts *out, struct cp_error *err);
/* The same of the difference of actuals to the plan, facts `miss` of every period that has them:
 * users, requests, tokens, demand; runs and run_flop. Drivers between which nothing is known are
 * one name. NA where demand is unknown. CP_EINPUT when no fact is of the plan. */
int cp_forecast_miss(const struct cp_plan *plan, const struct cp_facts *actuals,
                     struct cp_facts *out, struct cp_error *err);

CP_END_DECLS

#endif
