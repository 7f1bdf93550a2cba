#include "forecast/calendar/calendar.h"

/* Working days: the weekdays on which there are values, less holidays. A weekday that is never seen
 * is not one of them once it could have been seen a few times and the others are there. */

enum { WEEK = 7, UNSEEN = 2 };

static bool find(const int32_t *at, size_t n, struct cp_forecast_calendar *c) {
    size_t could = 0, absent = 0;
    if (!c->dated || c->freq != CP_DAY || cp_forecast_calendar_gap(at, n) % WEEK == 0)
        return false;
    c->form = 0;
    for (size_t i = 0; i < n; i++)
        c->form |= 1u << cp_forecast_calendar_weekday(at[i]);
    for (int64_t day = at[0]; day < at[n - 1] && day - at[0] < 100 * WEEK; day++) {
        bool working = c->form >> cp_forecast_calendar_weekday((int32_t)day) & 1;
        could += working;
        absent += !working;
    }
    int64_t span = (int64_t)at[n - 1] - at[0] + 1;
    int share = __builtin_popcount(c->form);
    if (absent < UNSEEN || could == 0 || (double)n * WEEK < 0.7 * (double)span * share)
        return false;
    size_t kept = 0;
    for (size_t k = 0; k < c->holidays.n; k++)
        if (c->form >> cp_forecast_calendar_weekday(c->holidays.day[k]) & 1)
            c->holidays.day[kept++] = c->holidays.day[k];
    c->holidays.n = kept;
    c->first = at[0];
    c->step = 1;
    c->season = (size_t)share;
    return true;
}

/* Working days from the Monday of week 0 to before `day`, without holidays. */
static int64_t count(const struct cp_forecast_calendar *c, int64_t day) {
    int64_t days = day + 3, week = days / WEEK - (days % WEEK < 0), at = days - week * WEEK;
    unsigned before = c->form & ((1u << at) - 1);
    return week * __builtin_popcount(c->form) + __builtin_popcount(before) -
           (int64_t)cp_forecast_calendar_holidays(c, day);
}

static int32_t index_of(const struct cp_forecast_calendar *c, int32_t place) {
    int64_t wanted = count(c, c->first) + place + 1, low = c->first, high = c->first;
    if (place < 0)
        low -= ((int64_t)-place + (int64_t)c->holidays.n + 1) * WEEK;
    else
        high += ((int64_t)place + (int64_t)c->holidays.n + 1) * WEEK;
    while (low < high) { /* the first day with that many up to its end */
        int64_t middle = low + (high - low) / 2;
        if (count(c, middle + 1) < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    return (int32_t)low;
}

static int32_t place(const struct cp_forecast_calendar *c, int32_t index) {
    int64_t before = count(c, index);
    if (count(c, (int64_t)index + 1) == before)
        return INT32_MIN;
    return (int32_t)(before - count(c, c->first));
}

const struct cp_forecast_calendar_kind cp_forecast_calendar_working = {
    .periods = "working days", .find = find, .index = index_of, .place = place};
