/* Events that may come, what markets say of them, and what they change in the plan. */
#ifndef CAPPLAN_PLAN_EVENT_H
#define CAPPLAN_PLAN_EVENT_H

#include "base/base.h"

CP_BEGIN_DECLS

/* Markets of a venue that ask whether it comes, each by its own date. */
struct cp_event_market {
    const char *venue;
    struct cp_pos pos;
    size_t n;
    const char **name; /* of a market or of its event; `*` is any text */
    double weight;     /* beside other venues; NaN: 1, of play money .5 */
};

/* P(this | that). */
struct cp_event_given {
    const char *event;
    struct cp_pos pos;
    double probability;
};

/* By offer, workload or curve, `*` any text: what it is multiplied by while the event lasts. */
struct cp_event_factor {
    const char *of;
    double value;
};

/* The plan's values that it sets, `{when}` the first day of the period in which it comes, stay in
 * the document, at events/NAME/then/set. */
struct cp_plan_event {
    const char *name;
    struct cp_pos pos;
    const char *about;
    size_t nmarket, nexclusive, nimplies, ngiven, ndemand, nsupply, nprice, ncurve;
    struct cp_event_market *market;
    const char **exclusive, **implies; /* events */
    struct cp_event_given *given;
    double prior;        /* a year; NaN: none */
    int64_t until;       /* the hour from which `after` stands in the place of the prior */
    double prior_weight; /* beside the markets */
    double after;        /* a year, beyond the last date that is asked; NaN: as before */
    const char *lasts;   /* "2 years"; NULL: for good */
    double years;        /* the same; HUGE_VAL: for good */
    struct cp_event_factor *demand, *supply, *price, *curve;
};

struct cp_plan_events {
    size_t n;
    struct cp_plan_event *event;
};
const struct cp_plan_event *cp_plan_event_named(const struct cp_plan_events *e, const char *name);

CP_END_DECLS

#endif
