/* Private to the report room. What is drawn: charts whose titles are sentences made of facts.
 *
 * Points of a chart are the periods of its measures, or years where there are many of them. What
 * many things have, the largest are drawn of, and the title of the rest says how many are not.
 */
#ifndef CAPPLAN_REPORT_PICTURE_H
#define CAPPLAN_REPORT_PICTURE_H

#include "report/internal.h"

enum { MOST_POINTS = 60, MOST_SERIES = 8, MOST_FACETS = 12, MOST_ROWS = 30, MOST_CELLS = 40 };
enum { MOST_RANKED = 12 }; /* bars of a ranking */

/* Points of a chart: periods, or years of the report. */
struct cp_report_axis {
    size_t n;
    const char *const *name;
    const struct cp_period *period; /* NULL: years */
};

/* Of the panels' periods, if they are at most `most`. n is 0 where there are none, or no memory. */
struct cp_report_axis cp_report_axis_of(struct cp_report *r, const struct cp_report_panel *p,
                                        size_t n, size_t most);
struct cp_report_axis cp_report_axis_years(struct cp_report *r);
/* Of one point, or of a few with names of their own: figures that no time goes with. */
struct cp_report_axis cp_report_axis_named(const char *const *name, size_t n);

/* A series of the panel at the points; NaN where there is none, series NULL: everywhere. NULL: no
 * memory. */
double *cp_report_along(struct cp_report *r, const struct cp_report_axis *axis,
                        const struct cp_report_panel *p, const double *series,
                        enum cp_report_aggregate aggregate);

/* Open a chart over these points. */
void cp_report_open_chart(struct cp_report *r, const struct cp_report_axis *axis,
                          struct cp_page_chart chart);
/* Add a series; value NULL: no memory, nothing. */
void cp_report_draw(struct cp_report *r, const char *name, enum cp_page_mark mark,
                    enum cp_page_ink ink, const double *value);

/* Add a row of years to a heat chart, red where it is below `least`; the same. */
void cp_report_draw_row(struct cp_report *r, const struct cp_report_axis *axis, const char *name,
                        const double *year, double least);

/* Groups of the panel, the largest first and at most `most` of them; how many they are. What is
 * largest is told by the most that the aggregate ever is. */
size_t cp_report_largest(struct cp_report *r, const struct cp_report_panel *p,
                         enum cp_report_aggregate aggregate, size_t most,
                         const struct cp_report_group **out);
/* Bars of the largest groups, by their first name, and one of all others together. */
void cp_report_draw_stack(struct cp_report *r, const struct cp_report_axis *axis,
                          const struct cp_report_panel *p, enum cp_report_aggregate aggregate);

/* The text, kept; NULL never. */
const char *cp_report_say(struct cp_report *r, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* What a series adds up to; NULL: 0. */
double cp_report_add_up(const double *value, size_t n);
/* The point where a series is largest, and its value; of nothing 0 at point 0. */
double cp_report_peak(const double *value, size_t n, size_t *at);
/* The group with the value that is furthest from 0, and its period; NULL: there is none. */
const struct cp_report_group *cp_report_widest(const struct cp_report_panel *p, size_t *at);
/* Of n values the one that is furthest from 0; n: all are 0. */
size_t cp_report_next_widest(const double *value, size_t n);
/* "2027-Q1" */
const char *cp_report_period(struct cp_report *r, struct cp_period period);
/* " (the largest 12 of 200 sites)", or "". */
const char *cp_report_of_many(struct cp_report *r, size_t shown, size_t all, const char *what);

#endif
