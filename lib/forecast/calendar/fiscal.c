#include "forecast/calendar/calendar.h"

/* Months of four and five weeks by their first or last days: 4-4-5, 4-5-4 or 5-4-4 in every quarter
 * of a year of 52 weeks, or 53: it begins on one weekday, the first that is not before a day of the
 * year, as after the last Saturday of a month or the one nearest to its end. Which day that is the
 * years tell that have a week more; where they leave several it is one of those two rules. */

enum { WEEK = 7, QUARTER = 3, YEAR = 12, SHORT = 4, LONG = 5, WEEKS = 13, LEAST = 5 };
enum {
    PATTERNS = 3
};                 /* the form: days that the first year begins late, times this, and the long
                      month */
enum { NONE = 0 }; /* the step: the place after the first month with a week more */

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static int64_t day_of(struct cp_period p) {
    return cp_period_at(CP_DAY, cp_period_start(p)).index;
}

/* The same day of the year so many years later. */
static int64_t years_after(int64_t day, int64_t years) {
    struct cp_period month =
        cp_period_at(CP_MONTH, cp_period_start((struct cp_period){CP_DAY, (int32_t)day}));
    int64_t in = day - day_of(month);
    month.index += (int32_t)(YEAR * years);
    return day_of(month) + in;
}

/* Weeks from the first period to that of a place in years of 52. */
static int64_t weeks_to(const struct cp_forecast_calendar *c, int64_t place) {
    int64_t quarter = floor_div(place, QUARTER), weeks = quarter * WEEKS;
    for (int64_t i = 0; i < place - quarter * QUARTER; i++)
        weeks += i == c->form % PATTERNS ? LONG : SHORT;
    return weeks;
}

/* The first day on which the year may begin that the first period is in, or begins. */
static int64_t earliest(const struct cp_forecast_calendar *c) {
    int64_t year = floor_div(-(int64_t)c->step, YEAR);
    return c->first + WEEK * weeks_to(c, year * YEAR + c->step) - c->form / PATTERNS;
}

/* Weeks that years of 53 add up to a place. */
static int64_t more_weeks(const struct cp_forecast_calendar *c, int64_t place) {
    int64_t first = floor_div(-(int64_t)c->step, YEAR), year = floor_div(place - c->step, YEAR);
    int64_t begins = c->first + WEEK * weeks_to(c, year * YEAR + c->step);
    return -floor_div(begins - years_after(earliest(c), year - first), WEEK);
}

static int32_t index_of(const struct cp_forecast_calendar *c, int32_t place) {
    int64_t weeks = weeks_to(c, place) + (c->step == NONE ? 0 : more_weeks(c, place));
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

/* The year ends with the last such weekday of a month, or with the one nearest to its end. */
static bool is_usual(const struct cp_forecast_calendar *c) {
    int64_t day = earliest(c);
    for (int64_t late = WEEK / 2; late < WEEK; late += WEEK / 2) {
        struct cp_period p = {CP_DAY, (int32_t)(day + late)};
        if (day_of(cp_period_at(CP_MONTH, cp_period_start(p))) == day + late)
            return true;
    }
    return false;
}

/* With a week more in the month before the first that does not agree, or in one missing before it.
 */
static bool leaps(struct cp_forecast_calendar *c, const int32_t *at, size_t n, unsigned pattern,
                  bool usual) {
    int32_t place, before = 0;
    c->form = pattern;
    c->step = NONE;
    size_t same = agrees(c, at, n, &place);
    if (same < 2 || same == n)
        return false;
    while (index_of(c, before) < at[same - 1])
        before++;
    for (int32_t step = place - 1; step > before; step--)
        for (unsigned late = 0; late < WEEK; late++) {
            c->step = step;
            c->form = late * PATTERNS + pattern;
            if (is_usual(c) == usual && is_all(c, at, n))
                return true;
        }
    return false;
}

static bool find(const int32_t *at, size_t n, struct cp_forecast_calendar *c) {
    if (!c->dated || c->freq != CP_DAY || n < LEAST || cp_forecast_calendar_gap(at, n) != WEEK)
        return false;
    c->first = at[0];
    c->season = YEAR;
    for (unsigned pattern = 0; pattern < PATTERNS; pattern++) {
        c->form = pattern;
        c->step = NONE;
        if (is_all(c, at, n))
            return true;
    }
    for (unsigned form = 0; form < 2 * PATTERNS; form++)
        if (leaps(c, at, n, form % PATTERNS, form < PATTERNS))
            return true;
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
