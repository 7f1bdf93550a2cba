/* Scenarios and the events in their names, for the tables of events and their pictures. */
#ifndef CAPPLAN_REPORT_EVENTS_H
#define CAPPLAN_REPORT_EVENTS_H

#include "report/internal.h"

struct cp_report_future {
    const char *name;
    double probability, cost; /* NaN: it has none */
};
struct cp_report_futures {
    struct cp_report_future *of;
    size_t n, nevent;
    const char **event; /* of their names, sorted */
};
/* Those that the stream says how likely they are. */
int cp_report_read_futures(struct cp_report *r, struct cp_report_futures *f);

struct cp_report_event {
    double odds, with, without; /* mean costs of the scenarios with it and without */
};
struct cp_report_event cp_report_event_of(const struct cp_report_futures *f, const char *event);

#endif
