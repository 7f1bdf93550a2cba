#include "forecast/driver/driver.h"

/* The drivers of one workload. */

int cp_forecast_chain_open(const struct cp_plan *plan, const struct cp_workload *w,
                           const struct cp_forecast_correlations *correlations,
                           struct cp_forecast_chain *c, struct cp_error *err) {
    /* The units in which the plan's schema keeps these drivers. */
    const struct {
        const struct cp_driver *d;
        const char *unit;
    } links[CP_LINKS] = {[CP_LINK_USERS] = {&w->driver.users, "user"},
                         [CP_LINK_REQUESTS] = {&w->driver.requests, "request/user/day"},
                         [CP_LINK_TOKENS] = {&w->driver.tokens, "token/request"},
                         [CP_LINK_FLOP] = {&w->driver.flop, "FLOP/token"},
                         [CP_LINK_RUNS] = {&w->driver.runs, "1/year"},
                         [CP_LINK_RUN_FLOP] = {&w->driver.run_flop, "FLOP"},
                         [CP_LINK_DEMAND] = {&w->driver.demand, "EFLOP/s"},
                         [CP_LINK_PEAK] = {&w->driver.peak, "1"}};
    *c = (struct cp_forecast_chain){.plan = plan, .w = w};
    int failed = 0; /* all of them tell what is wrong */
    for (size_t i = 0; i < CP_LINKS; i++) {
        int rc = cp_forecast_driver_open(plan, w, links[i].d, links[i].unit, &c->driver[i], err);
        c->driver[i].sharing =
            correlations ? cp_forecast_correlations_of(correlations, links[i].d) : NULL;
        size_t need = rc ? 0 : cp_forecast_driver_scratch(&c->driver[i]);
        c->scratch = need > c->scratch ? need : c->scratch;
        failed = rc ? rc : failed;
    }
    return failed;
}

void cp_forecast_chain_close(struct cp_forecast_chain *c) {
    for (size_t i = 0; i < CP_LINKS; i++)
        cp_forecast_driver_close(&c->driver[i]);
}
