/* In which period events come, by what was drawn for them. */
#include "scenario/internal.h"
#include <math.h>
#include <string.h>

/* Its odds, as they are behind what came before it, pass what was drawn in that period. */
static size_t period_of(const struct cp_scenario_set *s, size_t e, double scale, double u) {
    const double *by = s->by + e * s->periods;
    for (size_t i = 0; i < s->periods; i++)
        if (by[i] * scale > u)
            return i;
    return s->periods;
}

static bool is_given(const struct cp_scenario_set *s, size_t e, size_t cause) {
    const struct cp_plan_event *of = &s->event[e];
    double all = s->by[e * s->periods + s->periods - 1];
    for (size_t k = 0; k < of->ngiven; k++)
        if (strcmp(of->given[k].event, s->event[cause].name) == 0)
            return of->given[k].probability > all; /* else it keeps it from coming */
    return false;
}

static bool is_implied(const struct cp_scenario_set *s, size_t e, size_t by) {
    const struct cp_plan_event *of = &s->event[by];
    for (size_t k = 0; k < of->nimplies; k++)
        if (strcmp(of->implies[k], s->event[e].name) == 0)
            return true;
    return false;
}

/* No earlier than the first of its causes, no later than what implies it; whether that moves it. */
static bool heed_date(const struct cp_scenario_set *s, size_t e, size_t *when) {
    size_t first = s->periods, was = when[e];
    for (size_t c = 0; c < s->nevent; c++)
        if (when[c] < first && is_given(s, e, c))
            first = when[c];
    if (first < s->periods && when[e] < first)
        when[e] = first;
    for (size_t by = 0; by < s->nevent; by++)
        if (when[by] < when[e] && is_implied(s, e, by))
            when[e] = when[by];
    return when[e] != was;
}

void cp_scenario_heed_dates(const struct cp_scenario_set *s, size_t *when) {
    bool moved = true; /* one may hang on what is drawn after it */
    for (size_t round = 0; moved && round < s->nevent; round++) {
        moved = false;
        for (size_t k = 0; k < s->nevent; k++) {
            size_t e = s->bound.order[k];
            moved = (when[e] < s->periods && heed_date(s, e, when)) || moved;
        }
    }
}

/* The first of its causes that came: its place in the group; that of its own where none did. */
static size_t cause_of(const struct cp_scenario_set *s, const struct cp_scenario_group *g, size_t k,
                       const size_t *when) {
    for (size_t i = 0; i < k; i++)
        if (when[g->event[i]] < s->periods &&
            (is_given(s, g->event[k], g->event[i]) || is_implied(s, g->event[k], g->event[i])))
            return i;
    return k;
}

/* One whose cause came comes as early among its own odds over time as that did among its: so each
 * has its odds, and no other dates of both lie closer together. */
void cp_scenario_events_of(const struct cp_scenario_set *s, const double *u, size_t *when) {
    for (size_t i = 0; i < s->bound.ngroup; i++) {
        const struct cp_scenario_group *g = &s->bound.group[i];
        double rank[CP_SCENARIO_BOUND];
        size_t node = 1;
        for (size_t k = 0; k < g->n; k++) {
            size_t e = g->event[k]; /* events are the first scalars */
            double all = s->by[e * s->periods + s->periods - 1];
            double scale = g->n == 1 || !(all > 0) ? 1 : cp_scenario_chance(g, node) / all;
            when[e] = period_of(s, e, scale, u[e]);
            rank[k] = when[e] < s->periods ? u[e] / scale : all;
            size_t cause = when[e] < s->periods ? cause_of(s, g, k, when) : k;
            if (cause != k) {
                size_t c = g->event[cause];
                double part = rank[cause] / s->by[c * s->periods + s->periods - 1];
                rank[k] = fmin(part, 1 - 1e-12) * all;
                when[e] = period_of(s, e, 1, rank[k]);
            }
            node = 2 * node + (when[e] < s->periods);
        }
    }
    cp_scenario_heed_dates(s, when);
}

bool cp_scenario_holds(const struct cp_scenario_set *s, const size_t *when, size_t e, size_t t) {
    if (when[e] >= s->periods || t < when[e])
        return false;
    double since = cp_years_between(cp_period_start(cp_plan_period(s->plan, when[e])),
                                    cp_period_start(cp_plan_period(s->plan, t)));
    return since < s->event[e].years - 1e-9;
}
