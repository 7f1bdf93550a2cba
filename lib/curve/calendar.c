/* Days of a zone, its summer time, and the hours that peak quotes are of. */
#include "curve/internal.h"
#include <string.h>

struct zone {
    const char *name, *rule;
};
#define ZONE(name, rule) {name, rule},
static const struct zone zones[] = {CP_ZONES(ZONE)};

struct peak {
    int from, until, days;
};
#define PEAK(constant, word, from, until, days) [constant] = {from, until, days},
static const struct peak peaks[] = {CP_PEAKS(PEAK)};

static int weekday(int64_t day) { /* 0: Monday */
    return (int)(((day + 3) % 7 + 7) % 7);
}

static int64_t ahead(const struct cp_curve_calendar *cal, int64_t hour) {
    return cp_zone_ahead(&cal->zone, hour * 3600) / 3600;
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

int64_t cp_curve_day_start(const struct cp_curve_calendar *cal, int32_t day) {
    int64_t at[2] = {0}; /* clocks never change at midnight */
    cp_zone_instants(&cal->zone, 86400 * (int64_t)day, at);
    return floor_div(at[0], 3600);
}

int32_t cp_curve_day_of(const struct cp_curve_calendar *cal, int64_t hour) {
    return (int32_t)floor_div(hour + ahead(cal, hour), 24);
}

static bool is_holiday(const struct cp_curve_calendar *cal, int32_t day) {
    size_t low = 0, high = cal->nholiday;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (cal->holiday[mid] == day)
            return true;
        *(cal->holiday[mid] < day ? &low : &high) = cal->holiday[mid] < day ? mid + 1 : mid;
    }
    return false;
}

bool cp_curve_is_peak(const struct cp_curve_calendar *cal, int64_t hour) {
    int64_t local = hour + ahead(cal, hour), day = floor_div(local, 24), of_day = local - 24 * day;
    return of_day >= cal->peak_from && of_day < cal->peak_until && weekday(day) < cal->peak_days &&
           !is_holiday(cal, (int32_t)day);
}

static int by_day(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static int read_holidays(const char *file, struct cp_arena *arena, struct cp_curve_calendar *out,
                         struct cp_error *err) {
    static const struct cp_sheet_column column[] = {{"day", true}};
    struct cp_sheet sheet;
    int rc = cp_facts_sheet_read(file, column, 1, arena, &sheet, err);
    if (rc)
        return rc;
    int32_t *day = cp_arena_calloc(arena, sheet.nrow + 1, sizeof *day);
    if (!day)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < sheet.nrow; i++) {
        struct cp_period p;
        const struct cp_sheet_cell *c = &sheet.cell[i];
        if (!c->text || cp_period_parse(c->text, strlen(c->text), &p) != 0 || p.freq != CP_DAY)
            rc = cp_fail_at(err, CP_EINPUT, c->pos, "'%.60s' is no day, as 2027-12-25",
                            c->text ? c->text : "-");
        else
            day[i] = (int32_t)(cp_period_start(p) / 24);
    }
    if (sheet.nrow)
        qsort(day, sheet.nrow, sizeof *day, by_day);
    out->holiday = day;
    out->nholiday = sheet.nrow;
    return rc;
}

int cp_curve_calendar(const struct cp_market_curve *c, struct cp_arena *arena,
                      struct cp_curve_calendar *out, struct cp_error *err) {
    *out = (struct cp_curve_calendar){.peak_from = peaks[c->peak].from,
                                      .peak_until = peaks[c->peak].until,
                                      .peak_days = peaks[c->peak].days};
    int rc = cp_zone_rule("UTC0", &out->zone);
    for (size_t i = 0; i < sizeof zones / sizeof *zones && rc == 0; i++)
        if (c->zone && strcmp(zones[i].name, c->zone) == 0)
            rc = cp_zone_rule(zones[i].rule, &out->zone);
    CP_ASSERT(rc == 0);
    return c->holidays ? read_holidays(c->holidays, arena, out, err) : rc;
}
