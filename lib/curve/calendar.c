/* Days of a zone, its summer time, and the hours that peak quotes are of. */
#include "curve/internal.h"
#include <string.h>

struct zone {
    const char *name;
    int offset, summer;
};
#define ZONE(name, hours, rule) {name, hours, rule},
enum { CP_SUMMER_NONE, CP_SUMMER_US, CP_SUMMER_EU };
static const struct zone zones[] = {CP_ZONES(ZONE)};

struct peak {
    int from, until, days;
};
#define PEAK(constant, word, from, until, days) [constant] = {from, until, days},
static const struct peak peaks[] = {CP_PEAKS(PEAK)};

static int weekday(int64_t day) { /* 0: Monday */
    return (int)(((day + 3) % 7 + 7) % 7);
}

/* The day of the month's Sunday: the n-th, or the last for 0. */
static int64_t sunday(int year, int month, int n) {
    struct cp_period m = {CP_MONTH, 12 * (int32_t)year + month - 1};
    int64_t first = cp_period_start(m) / 24, last = cp_period_end(m) / 24 - 1;
    if (n == 0)
        return last - (weekday(last) + 1) % 7;
    return first + 6 - weekday(first) + 7 * (n - 1);
}

/* Hours of UTC at which summer time of a year begins and ends. From 2007 on by the law of the
 * United States (second Sunday of March, first of November, at 2 local time), in Europe since 1996
 * (last Sundays of March and October at 1 UTC). */
static void summer(const struct cp_curve_calendar *cal, int year, int64_t *from, int64_t *until) {
    if (cal->summer == CP_SUMMER_US) {
        *from = 24 * sunday(year, 3, 2) + 2 - cal->offset;
        *until = 24 * sunday(year, 11, 1) + 1 - cal->offset;
    } else {
        *from = 24 * sunday(year, 3, 0) + 1;
        *until = 24 * sunday(year, 10, 0) + 1;
    }
}

static int ahead(const struct cp_curve_calendar *cal, int64_t hour) {
    int64_t from, until;
    if (cal->summer == CP_SUMMER_NONE)
        return cal->offset;
    struct cp_period year = cp_period_at(CP_YEAR, hour + cal->offset);
    summer(cal, cp_period_year(year), &from, &until);
    return cal->offset + (hour >= from && hour < until);
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

int64_t cp_curve_day_start(const struct cp_curve_calendar *cal, int32_t day) {
    int64_t hour = 24 * (int64_t)day - cal->offset; /* clocks never change at midnight */
    return hour - (ahead(cal, hour) - cal->offset);
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
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        if (c->zone && strcmp(zones[i].name, c->zone) == 0) {
            out->offset = zones[i].offset;
            out->summer = zones[i].summer;
        }
    }
    return c->holidays ? read_holidays(c->holidays, arena, out, err) : 0;
}
