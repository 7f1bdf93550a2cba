/* Draws of events, and what is kept of them. */
#ifndef CAPPLAN_SCENARIO_INTERNAL_H
#define CAPPLAN_SCENARIO_INTERNAL_H

#include "scenario/scenario.h"

/* What an event hangs on: one that is drawn before it, and how likely it is where that comes. */
struct cp_scenario_cause {
    size_t event; /* SIZE_MAX: none */
    double probability;
};

struct cp_scenario_future {
    double probability;
    char *name;
    size_t *when; /* by event: the period in which it comes, or the number of periods: never */
};

struct cp_scenario_set {
    const struct cp_plan *plan;
    struct cp_scenario_options opt;
    size_t n, nevent, periods;
    const struct cp_plan_event *event;
    double *by; /* nevent x periods: that it has come by the end of the period */
    struct cp_scenario_cause *cause;
    size_t *order; /* in which events are drawn */
    struct cp_scenario_future *future;
    double distance; /* how far those that were not kept went, of keeping one alone */
    struct cp_arena arena;
};

void cp_scenario_note(const struct cp_scenario_set *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
int cp_scenario_read(struct cp_scenario_set *s, const struct cp_facts *odds, struct cp_error *err);
void cp_scenario_order(struct cp_scenario_set *s);

#endif
