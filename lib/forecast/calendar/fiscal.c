#include "forecast/calendar/calendar.h"
#include <math.h>

/* Months of four and five weeks by their first or last days: 4-4-5, 4-5-4 or 5-4-4 in every quarter
 * of a year of 52 weeks. A month that is seen to have a week more ended a year of 53 weeks; the
 * years before and after it have 53 where 52 would let them end more than half a week too early, as
 * those of retailers do. */

enum { WEEK = 7, QUARTER = 3, YEAR = 12, SHORT = 4, LONG = 5, WEEKS = 13, LEAST = 5 };
enum {
    PATTERNS = 3,
    DRIFTS = 8
};                 /* the form: the drift's number times the former, the long month */
enum { NONE = 0 }; /* the step: the place after the first month with a week more */

/* Weeks that years of 53 add up to the start of year y, counted from the end of that month: so many
 * that it starts at most 3.5 days early. How late that year started is between 2.5 and 3.5 days. */
static int64_t leaps_before(const struct cp_forecast_calendar *c, int64_t y) {
    double late = 2.5 + (double)(c->form / PATTERNS) / DRIFTS;
    return (int64_t)ceil(((365.2425 - 364) * (double)y - 3.5 - late) / WEEK);
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static int32_t index_of(const struct cp_forecast_calendar *c, int32_t place) {
    int64_t quarter = floor_div(place, QUARTER), weeks = quarter * WEEKS;
    for (int64_t i = 0; i < place - quarter * QUARTER; i++)
        weeks += i == c->form % PATTERNS ? LONG : SHORT;
    if (c->step != NONE)
        weeks += leaps_before(c, floor_div((int64_t)place - c->step, YEAR)) -
                 leaps_before(c, floor_div(-(int64_t)c->step, YEAR));
    return (int32_t)(c->first + WEEK * weeks);
}

/* How many of at[] are written as places are, one after another, some of them missing; *place: of
 * the first that is not, or behind all. */
static size_t agrees(const struct cp_forecast_calendar *c, const int32_t *at, size_t n,
                     int32_t *place) {
    size_t i = 0;
    for (*place = 0; i < n; ++*place, i++) {
        while (index_of(c, *place) < at[i])
            ++*place;
        if (index_of(c, *place) != at[i])
            break;
    }
    return i;
}

/* All of at[] are, and no more are missing than there. */
static bool is_all(const struct cp_forecast_calendar *c, const int32_t *at, size_t n) {
    int32_t places;
    return agrees(c, at, n, &places) == n && (size_t)places <= 2 * n;
}

/* With a week more in the month before the first that does not agree, or in one missing before it.
 */
static bool leaps(struct cp_forecast_calendar *c, const int32_t *at, size_t n, unsigned form) {
    int32_t place, before = 0;
    size_t same = agrees(c, at, n, &place);
    if (same < 2 || same == n)
        return false;
    while (index_of(c, before) < at[same - 1])
        before++;
    c->form = form;
    for (c->step = place - 1; c->step > before; c->step--)
        if (is_all(c, at, n))
            return true;
    return false;
}

static bool find(const int32_t *at, size_t n, struct cp_forecast_calendar *c) {
    if (!c->dated || c->freq != CP_DAY || n < LEAST || cp_forecast_calendar_gap(at, n) != WEEK)
        return false;
    c->first = at[0];
    c->season = YEAR;
    for (unsigned form = 0; form < PATTERNS * DRIFTS; form++) {
        c->form = form % PATTERNS;
        c->step = NONE;
        if (is_all(c, at, n) || leaps(c, at, n, form))
            return true;
    }
    return false;
}

static int32_t place(const struct cp_forecast_calendar *c, int32_t index) {
    int64_t month = floor_div(((int64_t)index - c->first) * YEAR, 365);
    for (int64_t i = month - 2; i <= month + 2; i++)
        if (index_of(c, (int32_t)i) == index)
            return (int32_t)i;
    return INT32_MIN;
}

const struct cp_forecast_calendar_kind cp_forecast_calendar_fiscal = {
    .periods = "months of weeks", .find = find, .index = index_of, .place = place};
