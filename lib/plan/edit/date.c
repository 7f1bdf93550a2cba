/* Dates later or earlier by a duration: `+12 months` of 2027-04 is 2028-04. */
#include "plan/edit/edit.h"
#include <math.h>
#include <string.h>

/* Whole calendar units first, so that a year from 29 February is 28 February. */
static const struct {
    const char *unit;
    double months, days;
} durations[] = {
    {"year", 12, 0},  {"years", 12, 0}, {"quarter", 3, 0}, {"quarters", 3, 0}, {"month", 1, 0},
    {"months", 1, 0}, {"week", 0, 7},   {"weeks", 0, 7},   {"day", 0, 1},      {"days", 0, 1},
};

static int read_duration(const char *text, double *months, double *days) {
    double by;
    size_t used;
    text += strspn(text, " +");
    if (cp_number_parse(text, strlen(text), &by, &used) != 0)
        return CP_EINPUT;
    const char *unit = text + used + strspn(text + used, " ");
    for (size_t i = 0; i < sizeof durations / sizeof *durations; i++)
        if (strcmp(unit, durations[i].unit) == 0) {
            *months = by * durations[i].months;
            *days = by * durations[i].days;
            bool whole = *months == nearbyint(*months) && *days == nearbyint(*days);
            return whole && fabs(*months) < 1e5 && fabs(*days) < 1e6 ? 0 : CP_EINPUT;
        }
    return CP_EINPUT;
}

/* The same day `months` later; the last of its month where there is none. */
static struct cp_period plus_months(struct cp_period day, int32_t months) {
    int64_t start = cp_period_start(day);
    struct cp_period month = cp_period_at(CP_MONTH, start);
    int64_t into = start - cp_period_start(month);
    month = cp_period_plus(month, months);
    int64_t end = cp_period_end(month) - 24, at = cp_period_start(month) + into;
    return cp_period_at(CP_DAY, at < end ? at : end);
}

int cp_plan_shift_date(const char *date, const char *by, char out[CP_PERIOD_SIZE]) {
    struct cp_period p;
    double months, days;
    if (cp_period_parse(date, strlen(date), &p) != 0 || read_duration(by, &months, &days) != 0)
        return CP_EINPUT;
    int32_t n = (int32_t)months, length = p.freq == CP_YEAR      ? 12
                                          : p.freq == CP_QUARTER ? 3
                                          : p.freq == CP_MONTH   ? 1
                                                                 : 0;
    if (days == 0 && length && n % length == 0)
        p = cp_period_plus(p, n / length);
    else if (days == 0 && length > 1)
        p = cp_period_plus(cp_period_at(CP_MONTH, cp_period_start(p)), n);
    else if (p.freq <= CP_DAY && p.freq != CP_YEARS)
        p = cp_period_plus(plus_months(cp_period_at(CP_DAY, cp_period_start(p)), n), (int32_t)days);
    else
        return CP_EINPUT;
    struct cp_period again; /* out of the calendar it is none */
    size_t len = cp_period_format(out, p);
    return cp_period_parse(out, len, &again);
}
