/* In which period events come, by what was drawn for them. */
#include "scenario/internal.h"
#include <math.h>

double cp_scenario_chance(const struct cp_scenario_set *s, size_t e, bool came) {
    const struct cp_scenario_cause *c = &s->cause[e];
    double all = s->by[e * s->periods + s->periods - 1];
    if (c->event == SIZE_MAX || !(all > 0))
        return all;
    double cause = s->by[c->event * s->periods + s->periods - 1];
    double p = came ? c->probability : cause < 1 ? (all - c->probability * cause) / (1 - cause) : 0;
    return fmin(fmax(p, 0), 1);
}

/* Its odds, as they are once its cause came or did not, pass what was drawn in that period. */
static size_t period_of(const struct cp_scenario_set *s, size_t e, const size_t *when, double u) {
    const double *by = s->by + e * s->periods;
    size_t cause = s->cause[e].event;
    double all = by[s->periods - 1], scale = 1;
    if (cause != SIZE_MAX && all > 0)
        scale = cp_scenario_chance(s, e, when[cause] < s->periods) / all;
    for (size_t i = 0; i < s->periods; i++)
        if (by[i] * scale > u)
            return i;
    return s->periods;
}

void cp_scenario_events_of(const struct cp_scenario_set *s, const double *u, size_t *when) {
    for (size_t k = 0; k < s->nevent; k++) {
        size_t e = s->order[k];
        when[e] = period_of(s, e, when, u[e]); /* events are the first scalars */
    }
}

bool cp_scenario_holds(const struct cp_scenario_set *s, const size_t *when, size_t e, size_t t) {
    if (when[e] >= s->periods || t < when[e])
        return false;
    double since = cp_years_between(cp_period_start(cp_plan_period(s->plan, when[e])),
                                    cp_period_start(cp_plan_period(s->plan, t)));
    return since < s->event[e].years - 1e-9;
}
