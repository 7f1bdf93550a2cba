#include "forecast/calendar/calendar.h"
#include <stdlib.h>

/* Dates off the calendar that the others have: of weeks one that is a day late, of months written
 * as their first days one as the second, of working days a Saturday that was worked, of quarters of
 * an hour one written as 10:07. One in ten may be so, or a weekday in one week of ten. */

enum { WEEK = 7, RARE = 10 };

static int32_t rest(int32_t at, int32_t modulus) {
    return (at % modulus + modulus) % modulus;
}

/* Votes for what more than half of all are; it is any where nothing is. */
struct majority {
    int64_t held;
    size_t votes;
};

static void vote(struct majority *m, int64_t is) {
    if (m->votes == 0)
        m->held = is;
    m->votes += is == m->held ? 1 : (size_t)-1;
}

/* The gap between them. */
static int64_t usual_gap(const int32_t *at, size_t n) {
    struct majority m = {0};
    for (size_t i = 1; i < n; i++)
        vote(&m, (int64_t)at[i] - at[i - 1]);
    return m.held;
}

static int32_t usual_rest(const int32_t *at, size_t n, int32_t modulus) {
    struct majority m = {0};
    for (size_t i = 0; i < n; i++)
        vote(&m, rest(at[i], modulus));
    return (int32_t)m.held;
}

/* Some, but few, are elsewhere. */
static bool is_rare(const int32_t *at, size_t n, const int32_t *to) {
    size_t odd = 0;
    for (size_t i = 0; i < n; i++)
        odd += to[i] != at[i];
    return odd > 0 && odd * RARE <= n;
}

/* Every so many periods: where the nearest of these is. */
static bool by_step(const int32_t *at, size_t n, int32_t step, int32_t *to) {
    int32_t usually = usual_rest(at, n, step);
    for (size_t i = 0; i < n; i++) {
        int32_t off = rest(at[i] - usually, step);
        to[i] = at[i] - (off > step / 2 ? off - step : off);
    }
    return is_rare(at, n, to);
}

/* The days of weekdays that are seen, but rarely: nowhere. */
static bool by_weekday(const int32_t *at, size_t n, int32_t *to) {
    size_t seen[WEEK] = {0}, weeks = (size_t)(at[n - 1] - at[0]) / WEEK;
    for (size_t i = 0; i < n; i++)
        seen[cp_forecast_calendar_weekday(at[i])]++;
    for (size_t i = 0; i < n; i++)
        to[i] = seen[cp_forecast_calendar_weekday(at[i])] * RARE <= weeks ? INT32_MIN : at[i];
    return is_rare(at, n, to);
}

/* Where they are by the first calendar of days that nearly all follow. */
static bool by_days(const struct cp_forecast_calendar *c, const int32_t *at, size_t n,
                    int32_t *to) {
    return by_step(at, n, WEEK, to) ||
           (cp_forecast_calendar_by_month(c, at, n, to) && is_rare(at, n, to)) ||
           by_weekday(at, n, to);
}

static int by_index(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

int32_t cp_forecast_calendar_regular(const struct cp_forecast_calendar *c, int32_t index) {
    const struct cp_forecast_odd *odd =
        c->nodd ? bsearch(&index, c->odd, c->nodd, sizeof *odd, by_index) : NULL;
    return odd ? odd->to : index;
}

/* Those that stay, in order; where one comes to where another is it is nowhere. */
static size_t settle(int32_t *at, size_t n, const int32_t *to, struct cp_forecast_calendar *c) {
    size_t regular = 0;
    for (size_t i = 0; i < n; i++)
        if (to[i] != at[i])
            c->odd[c->nodd++] = (struct cp_forecast_odd){at[i], to[i]};
        else
            at[regular++] = at[i];
    size_t kept = regular;
    for (size_t i = 0; i < c->nodd; i++) {
        int32_t *place = &c->odd[i].to;
        if (bsearch(place, at, regular, sizeof *at, by_index) ||
            (kept > regular && at[kept - 1] == *place))
            *place = INT32_MIN;
        else if (*place != INT32_MIN)
            at[kept++] = *place;
    }
    qsort(at, kept, sizeof *at, by_index);
    return kept;
}

int cp_forecast_calendar_set_odd(int32_t *at, size_t *n, struct cp_arena *arena,
                                 struct cp_forecast_calendar *c) {
    int64_t step = usual_gap(at, *n);
    bool days = c->freq == CP_DAY, regular = step > 1 ? step == c->step : !days;
    if (!c->dated || *n < RARE || regular || step > INT32_MAX)
        return 0;
    int32_t *to = cp_calloc(*n, sizeof *to);
    int rc = to ? 0 : CP_ENOMEM;
    if (to &&
        ((step > 1 && by_step(at, *n, (int32_t)step, to)) || (days && by_days(c, at, *n, to)))) {
        c->odd = cp_arena_calloc(arena, *n / RARE, sizeof *c->odd);
        if (c->odd)
            *n = settle(at, *n, to, c);
        else
            rc = CP_ENOMEM;
    }
    free(to);
    return rc;
}
