#include "forecast/calendar/calendar.h"

/* Months, quarters and years written as one day of each: the first, the last, or any up to the
 * 28th. */

enum { LAST = 0, DAYS = 28 }; /* the form is the day, or that */

static int32_t month_of(int32_t day) {
    return cp_period_at(CP_MONTH, (int64_t)day * 24).index;
}

static int32_t first_day(int64_t month) {
    return (int32_t)(cp_period_start((struct cp_period){CP_MONTH, (int32_t)month}) / 24);
}

static bool find(const int32_t *at, size_t n, struct cp_forecast_calendar *c) {
    enum { YEAR = 12 };
    if (!c->dated || c->freq != CP_DAY || n < 2)
        return false;
    int32_t day = at[0] - first_day(month_of(at[0])) + 1, gap = 0;
    bool same = day <= DAYS, last = true;
    for (size_t i = 0; i < n; i++) {
        int32_t month = month_of(at[i]);
        same = same && at[i] - first_day(month) + 1 == day;
        last = last && at[i] == first_day((int64_t)month + 1) - 1;
        gap = cp_forecast_calendar_gcd(gap, (int64_t)month - month_of(at[0]));
    }
    if (!same && !last)
        return false;
    c->first = month_of(at[0]);
    c->form = last ? LAST : (unsigned)day;
    c->step = gap;
    c->season = YEAR % c->step == 0 ? (size_t)(YEAR / c->step) : 1;
    return true;
}

static int32_t index_of(const struct cp_forecast_calendar *c, int32_t place) {
    int64_t month = c->first + (int64_t)place * c->step;
    return c->form == LAST ? first_day(month + 1) - 1 : first_day(month) + (int32_t)c->form - 1;
}

static int32_t place(const struct cp_forecast_calendar *c, int32_t index) {
    int32_t months = month_of(index) - c->first, at = months / c->step;
    return months % c->step || index_of(c, at) != index ? INT32_MIN : at;
}

const struct cp_forecast_calendar_kind cp_forecast_calendar_monthly = {
    .periods = "months", .find = find, .index = index_of, .place = place};
