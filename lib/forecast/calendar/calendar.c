#include "forecast/calendar/calendar.h"

/* Which calendar a series has, by the table of kinds. */

static const struct cp_forecast_calendar_kind *const kinds[] = {
    &cp_forecast_calendar_monthly,
    &cp_forecast_calendar_fiscal,
    &cp_forecast_calendar_working,
    &cp_forecast_calendar_even,
};

/* Keep the holidays without a value. */
static int keep_holidays(const int32_t *at, size_t n, const struct cp_forecast_holidays *days,
                         struct cp_arena *arena, struct cp_forecast_calendar *c) {
    int32_t *kept = cp_arena_calloc(arena, days->n, sizeof *kept);
    size_t i = 0, count = 0;
    if (!kept)
        return CP_ENOMEM;
    for (size_t k = 0; k < days->n; k++) {
        int32_t day = days->day[k];
        while (i < n && at[i] < day)
            i++;
        if (i == n || at[i] != day)
            kept[count++] = day;
    }
    c->holidays = (struct cp_forecast_holidays){kept, count};
    return 0;
}

static void find_kind(const int32_t *at, size_t n, struct cp_forecast_calendar *c) {
    size_t k = 0;
    while (!kinds[k]->find(at, n, c))
        k++;
    c->kind = kinds[k];
}

int cp_forecast_calendar_find(int32_t *at, size_t *n, const struct cp_forecast_holidays *days,
                              struct cp_arena *arena, struct cp_forecast_calendar *c) {
    int rc = 0;
    if (days && days->n && c->dated && c->freq == CP_DAY)
        rc = keep_holidays(at, *n, days, arena, c);
    if (rc)
        return rc;
    find_kind(at, *n, c);
    if (c->kind == &cp_forecast_calendar_working || c->kind == &cp_forecast_calendar_even)
        rc = cp_forecast_calendar_set_odd(at, n, arena, c);
    if (c->nodd)
        find_kind(at, *n, c);
    return rc;
}

const char *cp_forecast_calendar_periods(const struct cp_forecast_calendar *c) {
    static const char *const words[] = {
        [CP_YEAR] = "years", [CP_QUARTER] = "quarters", [CP_MONTH] = "months",  [CP_DAY] = "days",
        [CP_HOUR] = "hours", [CP_WEEK] = "weeks",       [CP_MINUTE] = "minutes"};
    enum { WEEK = 7 };
    if (c->kind->periods)
        return c->kind->periods;
    if (c->dated && c->freq == CP_DAY && c->step == WEEK)
        return words[CP_WEEK];
    return c->dated && c->step == 1 ? words[c->freq] : "periods";
}

bool cp_forecast_calendar_same(const struct cp_forecast_calendar *a,
                               const struct cp_forecast_calendar *b) {
    return a->dated == b->dated && a->freq == b->freq && a->kind == b->kind && a->step == b->step &&
           a->form == b->form;
}

int32_t cp_forecast_series_index(const struct cp_forecast_series *s, size_t i) {
    return s->calendar.kind->index(&s->calendar, s->first + (int32_t)i);
}
