#include "forecast/calendar/calendar.h"

/* Months, quarters and years written as one day of each: the first, the last, any up to the 28th,
 * or the last or first that is no weekend. Of these a third may be some days off, by holidays. */

enum { LAST = 0, DAYS = 28, LAST_WORKING, FIRST_WORKING }; /* the form is the day, or that */
enum { FRIDAY = 4, HOLIDAYS = 3 };

static int32_t month_of(int32_t day) {
    return cp_period_at(CP_MONTH, (int64_t)day * 24).index;
}

static int32_t first_day(int64_t month) {
    return (int32_t)(cp_period_start((struct cp_period){CP_MONTH, (int32_t)month}) / 24);
}

/* A weekend's day, or a holiday. */
static bool is_free(const struct cp_forecast_calendar *c, int32_t day) {
    return cp_forecast_calendar_weekday(day) > FRIDAY ||
           cp_forecast_calendar_holidays(c, day) < cp_forecast_calendar_holidays(c, day + 1);
}

static int32_t day_of(const struct cp_forecast_calendar *c, unsigned form, int64_t month) {
    int32_t first = first_day(month), last = first_day(month + 1) - 1;
    switch (form) {
    case LAST_WORKING:
        for (int32_t day = last; day >= first; day--)
            if (!is_free(c, day))
                return day;
        return last;
    case FIRST_WORKING:
        for (int32_t day = first; day <= last; day++)
            if (!is_free(c, day))
                return day;
        return first;
    default:
        return form == LAST ? last : first + (int32_t)form - 1;
    }
}

/* How many days of holidays that no file has a day is from that of its month; -1: it is no such
 * day. */
static int32_t holidays_to(const struct cp_forecast_calendar *c, unsigned form, int32_t day) {
    int32_t off = day - day_of(c, form, month_of(day));
    off = form == LAST_WORKING ? -off : off;
    return off < 0 || off > (form > DAYS ? HOLIDAYS : 0) ? -1 : off;
}

static bool is_form(const struct cp_forecast_calendar *c, unsigned form, const int32_t *at,
                    size_t n) {
    size_t moved = 0;
    for (size_t i = 0; i < n; i++) {
        int32_t off = holidays_to(c, form, at[i]);
        if (off < 0 || (i > 0 && month_of(at[i]) == month_of(at[i - 1])))
            return false;
        moved += off > 0;
    }
    return moved * 3 <= n;
}

/* `to` is each in the day of its month by which most are written. False: a month has several, or
 * that day is none that is a form. */
bool cp_forecast_calendar_by_month(const struct cp_forecast_calendar *c, const int32_t *at,
                                   size_t n, int32_t *to) {
    enum { LONGEST = 31 };
    size_t seen[LONGEST + 1] = {0};
    int32_t form = LAST;
    for (size_t i = 0; i < n; i++) {
        int32_t month = month_of(at[i]), day = at[i] - first_day(month) + 1;
        if (i > 0 && month == month_of(at[i - 1]))
            return false;
        day = at[i] == day_of(c, LAST, month) ? LAST : day;
        form = ++seen[day] > seen[form] ? day : form;
    }
    for (size_t i = 0; i < n && form <= DAYS; i++)
        to[i] = day_of(c, (unsigned)form, month_of(at[i]));
    return form <= DAYS;
}

static bool find(const int32_t *at, size_t n, struct cp_forecast_calendar *c) {
    enum { YEAR = 12 };
    if (!c->dated || c->freq != CP_DAY || n < 2)
        return false;
    int32_t day = at[0] - first_day(month_of(at[0])) + 1, gap = 0;
    const unsigned forms[] = {LAST, day <= DAYS ? (unsigned)day : LAST, LAST_WORKING,
                              FIRST_WORKING};
    size_t k = 0, count = sizeof forms / sizeof *forms;
    while (k < count && !is_form(c, forms[k], at, n))
        k++;
    if (k == count)
        return false;
    for (size_t i = 0; i < n; i++)
        gap = cp_forecast_calendar_gcd(gap, (int64_t)month_of(at[i]) - month_of(at[0]));
    c->first = month_of(at[0]);
    c->form = forms[k];
    c->step = gap;
    c->season = YEAR % c->step == 0 ? (size_t)(YEAR / c->step) : 1;
    return true;
}

static int32_t index_of(const struct cp_forecast_calendar *c, int32_t place) {
    return day_of(c, c->form, c->first + (int64_t)place * c->step);
}

static int32_t place(const struct cp_forecast_calendar *c, int32_t index) {
    int32_t months = month_of(index) - c->first;
    return months % c->step || holidays_to(c, c->form, index) < 0 ? INT32_MIN : months / c->step;
}

const struct cp_forecast_calendar_kind cp_forecast_calendar_monthly = {
    .periods = "months", .find = find, .index = index_of, .place = place};
