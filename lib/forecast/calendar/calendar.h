/* forecast: how the periods of a series follow each other.
 *
 * What is written are dates and hours; what a series has may be weeks from any day, working days,
 * quarters of an hour, months by their first day or months of four and five weeks. Its periods are
 * then counted by place: 0 for the first, 1 for the one after it in that calendar. A kind is a
 * struct of functions in a file of its own and a row of the table in calendar.c, which tries them
 * in turn.
 */
#ifndef CAPPLAN_FORECAST_CALENDAR_H
#define CAPPLAN_FORECAST_CALENDAR_H

#include "forecast/forecast.h"

struct cp_forecast_calendar_kind {
    const char *periods; /* "working days"; NULL: by what is written and the step */
    /* Is it the calendar of at[0..n), in order, no two the same, of c->freq? Sets the rest of c. */
    bool (*find)(const int32_t *at, size_t n, struct cp_forecast_calendar *c);
    /* The index that `place` is written with. */
    int32_t (*index)(const struct cp_forecast_calendar *c, int32_t place);
    /* The place of an index; INT32_MIN: it has none. */
    int32_t (*place)(const struct cp_forecast_calendar *c, int32_t index);
};

/* Find the calendar of at[0..*n), *n > 0, in order, and put there in order the periods that have
 * values in it: few may be off it. Holidays are in order; those on which the series has a value are
 * none to it. CP_ENOMEM. */
int cp_forecast_calendar_find(int32_t *at, size_t *n, const struct cp_forecast_holidays *days,
                              struct cp_arena *arena, struct cp_forecast_calendar *c);
/* The index that one counts as, which is itself but for those that are odd; INT32_MIN: left out. */
int32_t cp_forecast_calendar_regular(const struct cp_forecast_calendar *c, int32_t index);
/* "weeks", "working days". */
const char *cp_forecast_calendar_periods(const struct cp_forecast_calendar *c);
/* Places are those of the same dates. */
bool cp_forecast_calendar_same(const struct cp_forecast_calendar *a,
                               const struct cp_forecast_calendar *b);

/* ---- for the kinds ----------------------------------------------------------------------- */

extern const struct cp_forecast_calendar_kind cp_forecast_calendar_even,
    cp_forecast_calendar_fiscal, cp_forecast_calendar_monthly, cp_forecast_calendar_working;

/* Dates that are off what nine in ten of at[0..*n) follow go to c->odd, and out of at[]. CP_ENOMEM.
 */
int cp_forecast_calendar_set_odd(int32_t *at, size_t *n, struct cp_arena *arena,
                                 struct cp_forecast_calendar *c);
bool cp_forecast_calendar_by_month(const struct cp_forecast_calendar *c, const int32_t *at,
                                   size_t n, int32_t *to);
/* What all gaps between them are a multiple of; 0 for one. */
int32_t cp_forecast_calendar_gap(const int32_t *at, size_t n);
int32_t cp_forecast_calendar_gcd(int64_t a, int64_t b);
/* Those before `day`. */
size_t cp_forecast_calendar_holidays(const struct cp_forecast_calendar *c, int64_t day);
/* Monday is 0. */
static inline int cp_forecast_calendar_weekday(int32_t day) {
    return (int)((((int64_t)day + 3) % 7 + 7) % 7);
}

#endif
