/* Periods of the program and their slices. */
#ifndef CAPPLAN_ALLOCATE_CALENDAR_H
#define CAPPLAN_ALLOCATE_CALENDAR_H

#include "plan/plan.h"
#include "slices/slices.h"

struct cp_program;

/* Of every period. */
struct cp_calendar {
    struct cp_period *period;
    char (*text)[CP_PERIOD_SIZE];
    double *years, *hours; /* length */
    double *discount;      /* factor */
    const struct cp_slicing **slice;
    size_t most_slices; /* of a period */
};

/* Make it for the program's plan. */
int cp_allocate_make_calendar(struct cp_program *m);

/* Something from `from` to `to` counts in period t: it does at its middle. */
bool cp_allocate_in_force(const struct cp_program *m, size_t t, int64_t from, int64_t to);
double cp_allocate_age(const struct cp_program *m, size_t from, size_t t); /* between mid-points */
bool cp_allocate_alive(double age, double life); /* has not reached its end */

/* Value left at the end of the horizon of an asset of `life` years that came in period t, as a
 * part. */
double cp_allocate_left_at_end(const struct cp_program *m, size_t t, double life);

/* Periods of the plan from first to last that a period of any length falls into; first > last:
 * none. */
struct cp_periods {
    size_t first, last;
};
struct cp_periods cp_allocate_span(const struct cp_program *m, struct cp_period p);

/* The profile of this name in the slices of period t; NULL: there is no such name. */
const double *cp_allocate_profile(const struct cp_program *m, const char *name, size_t t);
/* The path in period t; `otherwise` where the plan has none. */
double cp_allocate_path(const struct cp_program *m, const struct cp_path *p, size_t t,
                        double otherwise);

/* Weighted mean over a period's slices of the columns that start at `first`; NONE: 0. */
double cp_allocate_mean(const struct cp_program *m, const double *x, size_t first, size_t t);

#endif
