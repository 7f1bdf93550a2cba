#include "forecast/calendar/calendar.h"

/* Every so many of the periods that are written: weeks from any day are every seventh day, 15
 * minutes every fifteenth minute, quarters written as months every third. Plain numbers are every
 * one. */

/* Two values tell a week or a minute's step; a longer gap of others may be a gap. */
static bool is_step(enum cp_freq freq, int32_t gap, size_t n) {
    if (gap <= 1)
        return false;
    return freq == CP_MINUTE || (freq == CP_DAY && gap % 7 == 0) || n > 2;
}

static bool find(const int32_t *at, size_t n, struct cp_forecast_calendar *c) {
    enum { YEAR = 1461, YEARS = 4, DAY = 24, MINUTES = 1440, HOUR = 60, HALF = 30, QUARTER = 15 };
    static const int32_t seasons[] = {
        [CP_YEAR] = 1,   [CP_QUARTER] = 4, [CP_MONTH] = 12,      [CP_DAY] = 7,
        [CP_HOUR] = DAY, [CP_WEEK] = 52,   [CP_MINUTE] = MINUTES};
    int32_t gap = cp_forecast_calendar_gap(at, n);
    c->first = at[0];
    c->step = c->dated && is_step(c->freq, gap, n) ? gap : 1;
    if (c->freq == CP_MINUTE && n == 1)
        c->step = at[0] % HALF ? QUARTER : at[0] % HOUR ? HALF : HOUR;
    int32_t cycle = c->dated ? seasons[c->freq] : 1;
    if (c->freq == CP_DAY && c->dated && c->step > 1) /* of the year, to whole steps */
        cycle = c->step % 7 ? 1 : (YEAR / YEARS / c->step) * c->step;
    c->season = cycle % c->step == 0 ? (size_t)(cycle / c->step) : 1;
    return true;
}

static int32_t index_of(const struct cp_forecast_calendar *c, int32_t place) {
    int64_t index = c->first + (int64_t)place * c->step;
    return index > INT32_MAX ? INT32_MAX : (int32_t)index;
}

static int32_t place(const struct cp_forecast_calendar *c, int32_t index) {
    int64_t off = (int64_t)index - c->first;
    return off % c->step || off / c->step > INT32_MAX || off / c->step <= INT32_MIN
               ? INT32_MIN
               : (int32_t)(off / c->step);
}

const struct cp_forecast_calendar_kind cp_forecast_calendar_even = {
    .find = find, .index = index_of, .place = place};
