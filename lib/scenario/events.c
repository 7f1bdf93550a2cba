/* In which period events come, by what was drawn for them. */
#include "scenario/internal.h"
#include <math.h>

/* Its odds, as they are behind what came before it, pass what was drawn in that period. */
static size_t period_of(const struct cp_scenario_set *s, size_t e, double scale, double u) {
    const double *by = s->by + e * s->periods;
    for (size_t i = 0; i < s->periods; i++)
        if (by[i] * scale > u)
            return i;
    return s->periods;
}

void cp_scenario_events_of(const struct cp_scenario_set *s, const double *u, size_t *when) {
    for (size_t i = 0; i < s->bound.ngroup; i++) {
        const struct cp_scenario_group *g = &s->bound.group[i];
        size_t node = 1;
        for (size_t k = 0; k < g->n; k++) {
            size_t e = g->event[k]; /* events are the first scalars */
            double all = s->by[e * s->periods + s->periods - 1];
            double scale = g->n == 1 || !(all > 0) ? 1 : cp_scenario_chance(g, node) / all;
            when[e] = period_of(s, e, scale, u[e]);
            node = 2 * node + (when[e] < s->periods);
        }
    }
}

bool cp_scenario_holds(const struct cp_scenario_set *s, const size_t *when, size_t e, size_t t) {
    if (when[e] >= s->periods || t < when[e])
        return false;
    double since = cp_years_between(cp_period_start(cp_plan_period(s->plan, when[e])),
                                    cp_period_start(cp_plan_period(s->plan, t)));
    return since < s->event[e].years - 1e-9;
}
