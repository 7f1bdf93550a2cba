/* Between what figures lie over scenarios: read once, for the table and the picture. */
#ifndef CAPPLAN_REPORT_SCENARIOS_H
#define CAPPLAN_REPORT_SCENARIOS_H

#include "report/internal.h"

/* A figure of the whole plan that scenarios have. */
struct cp_report_spread {
    const char *measure, *unit, *label;
};
extern const struct cp_report_spread cp_report_spreads[];
extern const size_t cp_report_nspread;

/* Of one entity: the least, the median and the most of n scenarios, 2 or more. */
struct cp_report_range {
    const char *name;
    double value[3];
    size_t n;
};
int cp_report_read_spread(struct cp_report *r, const struct cp_report_spread *s,
                          struct cp_report_range **out, size_t *n);

#endif
