/* Times as others write them: dates and clocks in a zone, hours that begin, end or are counted. */
#include "import/internal.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { DAY = 86400, HOUR = 3600 };

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/* ---- the clock of a zone ------------------------------------------------------------------- */

int cp_import_clock_new(const struct cp_map *map, struct cp_arena *arena,
                        struct cp_import_clock *out, struct cp_error *err) {
    static const struct {
        int64_t step;
        enum cp_freq freq;
    } of[] = {[CP_EVERY_HOUR] = {HOUR, CP_HOUR},         [CP_EVERY_INSTANT] = {0, CP_MINUTE},
              [CP_EVERY_5_MINUTES] = {300, CP_MINUTE},   [CP_EVERY_15_MINUTES] = {900, CP_MINUTE},
              [CP_EVERY_30_MINUTES] = {1800, CP_MINUTE}, [CP_EVERY_DAY] = {DAY, CP_DAY},
              [CP_EVERY_WEEK] = {7 * DAY, CP_WEEK},      [CP_EVERY_MONTH] = {1, CP_MONTH},
              [CP_EVERY_QUARTER] = {1, CP_QUARTER},      [CP_EVERY_YEAR] = {1, CP_YEAR}};
    const struct cp_import_time *t = &map->map.time;
    *out = (struct cp_import_clock){.t = t, .step = of[t->every].step, .freq = of[t->every].freq};
    return cp_zone_load(t->zone ? t->zone : "UTC", arena, &out->zone,
                        cp_plan_pos(&map->plan, "time/zone"), err);
}

static bool is_calendar(const struct cp_import_clock *c) {
    return c->freq != CP_HOUR && c->freq != CP_MINUTE;
}

static int64_t day_start(const struct cp_import_clock *c, int64_t day) {
    int64_t at[2];
    if (cp_zone_instants(&c->zone, day * DAY, at))
        return at[0];
    return day * DAY - cp_zone_ahead(&c->zone, day * DAY - DAY); /* it begins when they are moved */
}

struct cp_period cp_import_period(const struct cp_import_clock *c, int64_t at, enum cp_freq freq) {
    if (freq == CP_MINUTE)
        return (struct cp_period){CP_MINUTE, (int32_t)floor_div(at, 60)};
    if (freq != CP_HOUR && !is_calendar(c))
        at += cp_zone_ahead(&c->zone, at);
    return cp_period_at(freq, floor_div(at, HOUR));
}

size_t cp_import_expected(const struct cp_import_clock *c, struct cp_period p) {
    int64_t from = cp_period_start(p), until = cp_period_end(p);
    if (c->step == 0)
        return 0;
    if (c->freq == CP_DAY) {
        size_t n = 0;
        for (int64_t day = from / 24; day < until / 24; day++)
            n += !c->t->workdays || ((day + 3) % 7 + 7) % 7 < 5;
        return n;
    }
    if (c->freq == CP_MONTH || c->freq == CP_QUARTER)
        return (size_t)(cp_period_at(c->freq, until - 1).index - cp_period_at(c->freq, from).index +
                        1);
    if (is_calendar(c))
        return 0;
    if (p.freq == CP_HOUR)
        return (size_t)(HOUR / c->step);
    return (size_t)((day_start(c, until / 24) - day_start(c, from / 24)) / c->step);
}

int64_t cp_import_next(const struct cp_import_clock *c, int64_t at) {
    if (!is_calendar(c))
        return at + c->step;
    for (;;) {
        struct cp_period p = cp_period_at(c->freq, floor_div(at, HOUR));
        p.index++;
        at = cp_period_start(p) * HOUR;
        int64_t weekday = ((cp_period_start(p) / 24 + 3) % 7 + 7) % 7;
        if (c->freq != CP_DAY || !c->t->workdays || weekday < 5)
            return at;
    }
}

void cp_import_label(const struct cp_import_clock *c, int64_t at, char buf[CP_PERIOD_SIZE]) {
    bool minutes = c->freq == CP_MINUTE && at % HOUR != 0;
    enum cp_freq freq = minutes ? CP_MINUTE : is_calendar(c) ? c->freq : CP_HOUR;
    cp_period_format(buf, cp_import_period(c, at, freq));
}

/* ---- a record's time ------------------------------------------------------------------------- */

static struct cp_pos pos_of(const char *file, const struct cp_csv_field *f) {
    return (struct cp_pos){file, f->line, f->col};
}

static int fail_text(const struct cp_import_clock *c, const char *file,
                     const struct cp_csv_field *f, struct cp_error *err) {
    int len = f->len < 60 ? (int)f->len : 60;
    if (c->t->format)
        return cp_fail_at(err, CP_EINPUT, pos_of(file, f),
                          "column %s: '%.*s' is no time of the format '%.60s'", c->t->column, len,
                          f->s, c->t->format);
    return cp_fail_at(err, CP_EINPUT, pos_of(file, f),
                      "column %s: '%.*s' is no time like 2027-03-14 or 2027-03-14T05:00; say "
                      "'format' in the map",
                      c->t->column, len, f->s);
}

/* A month where an hour is wanted. */
static int fail_length(const struct cp_import_clock *c, const char *file,
                       const struct cp_csv_field *f, bool dated, struct cp_error *err) {
    return cp_fail_at(err, CP_EINPUT, pos_of(file, f),
                      "column %s: '%.*s' says no %s; mend 'every'%s", c->t->column,
                      f->len < 60 ? (int)f->len : 60, f->s, dated ? "day" : "hour",
                      dated ? "" : " of the map, or name the column 'hour'");
}

static void clock_text(int64_t local, char buf[32]) {
    char day[CP_PERIOD_SIZE];
    int64_t of_day = local - floor_div(local, DAY) * DAY;
    cp_period_format(day, (struct cp_period){CP_DAY, (int32_t)floor_div(local, DAY)});
    snprintf(buf, 32, "%s %02d:%02d", day, (int)(of_day / HOUR), (int)(of_day / 60 % 60));
}

/* The instants of what the clock showed, of which `letter` may say which it is. */
static int resolve(const struct cp_import_clock *c, struct cp_pos pos, int64_t local, char letter,
                   struct cp_import_when *out, struct cp_error *err) {
    int64_t at[2];
    char text[32];
    size_t n = cp_zone_instants(&c->zone, local, at);
    if (n == 2 && letter == 0) {
        *out = (struct cp_import_when){at[0], at[1], true};
        return 0;
    }
    if (n && (letter == 0 || n == 2)) {
        *out = (struct cp_import_when){.at = at[letter == 'b']};
        return 0;
    }
    clock_text(local, text);
    if (n)
        return cp_fail_at(err, CP_EINPUT, pos,
                          "%s is marked as the second of two, and there is one in %s: clocks were "
                          "not put back then",
                          text, c->t->zone);
    return cp_fail_at(err, CP_EINPUT, pos,
                      "there was no %s in %s: clocks were put forward past it (is 'zone' or 'is' "
                      "of the map another?)",
                      text, c->t->zone);
}

/* The n-th hour of the day. */
static int count_hours(const struct cp_import_clock *c, struct cp_pos pos, int64_t day,
                       const struct cp_import_hour *h, struct cp_import_when *out,
                       struct cp_error *err) {
    int64_t start = day_start(c, day), end = day_start(c, day + 1);
    int64_t at = start + (int64_t)(h->hour - (int)c->t->first) * HOUR + h->minute * 60;
    char text[CP_PERIOD_SIZE];
    cp_period_format(text, (struct cp_period){CP_DAY, (int32_t)day});
    if (at < start || at >= end)
        return cp_fail_at(err, CP_EINPUT, pos,
                          "%s in %s has %d hours, numbered from %zu; %d is none of them", text,
                          c->t->zone, (int)((end - start) / HOUR), c->t->first, h->hour);
    *out = (struct cp_import_when){.at = at};
    return 0;
}

static int by_hour(const struct cp_import_clock *c, const char *file, int64_t day,
                   const struct cp_csv_field *f, char letter, struct cp_import_when *out,
                   struct cp_error *err) {
    struct cp_import_hour h;
    struct cp_pos pos = pos_of(file, f);
    bool good = cp_import_hour_read(f, &h);
    bool nth = c->t->is == CP_IS_NTH && day * 24 < c->t->clock_from;
    int64_t local = day * DAY + h.hour * HOUR + h.minute * 60;
    if (c->t->is == CP_IS_ENDING)
        local -= c->step;
    int64_t of_day = local - day * DAY;
    if (good && !nth && (of_day < 0 || of_day >= DAY || of_day % 60))
        good = false;
    if (!good)
        return cp_fail_at(err, CP_EINPUT, pos, "column %s: '%.*s' is no hour%s", c->t->hour,
                          f->len < 60 ? (int)f->len : 60, f->s,
                          c->t->is == CP_IS_ENDING ? " that ends on its day, as 1 to 24"
                                                   : " of a day, as 7 or 07:00");
    if (nth)
        return count_hours(c, pos, day, &h, out, err);
    return resolve(c, pos, local, h.letter ? h.letter : letter, out, err);
}

/* Of days and longer: the start of the period that the date is in. */
static int calendar(const struct cp_import_clock *c, const char *file, const struct cp_csv_field *f,
                    const struct cp_import_stamp *t, int64_t local, struct cp_import_when *out,
                    struct cp_error *err) {
    enum cp_freq said = t->freq == CP_HOUR ? CP_DAY : t->freq;
    if (said < c->freq && c->freq != CP_WEEK)
        return cp_fail_at(err, CP_EINPUT, pos_of(file, f),
                          "column %s: '%.*s' is longer than what 'every' of the map says",
                          c->t->column, f->len < 60 ? (int)f->len : 60, f->s);
    struct cp_period p = cp_period_at(c->freq, floor_div(local, HOUR));
    *out = (struct cp_import_when){.at = cp_period_start(p) * HOUR};
    return 0;
}

static int whole_steps(const struct cp_import_clock *c, const char *file,
                       const struct cp_csv_field *f, const struct cp_import_when *w,
                       struct cp_error *err) {
    if (c->step > 1 && w->at % c->step != 0)
        return cp_fail_at(
            err, CP_EINPUT, pos_of(file, f),
            "column %s: '%.*s' is not at a whole %s of UTC; mend 'every' or 'zone' of "
            "the map",
            c->t->column, f->len < 60 ? (int)f->len : 60, f->s, c->step == HOUR ? "hour" : "step");
    if (w->at / 60 > INT32_MAX || w->at / 60 < INT32_MIN)
        return cp_fail_at(err, CP_EINPUT, pos_of(file, f), "column %s: a time too far away",
                          c->t->column);
    return 0;
}

int cp_import_when(const struct cp_import_clock *c, const char *file,
                   const struct cp_csv_field *date, const struct cp_csv_field *hour,
                   const struct cp_csv_field *mark, struct cp_import_when *out,
                   struct cp_error *err) {
    static const char *const usual[] = {"Y", "y", "true", "True", "TRUE", "1", "yes"};
    const struct cp_import_time *t = c->t;
    struct cp_import_stamp stamp;
    int64_t local;
    int rc;
    char letter = 0;
    if (!cp_import_stamp_read(t, date, &stamp, &local))
        return fail_text(c, file, date, err);
    if (mark)
        letter = (t->nmark ? cp_import_is_one_of(mark, t->mark, t->nmark)
                           : cp_import_is_one_of(mark, usual, sizeof usual / sizeof *usual))
                     ? 'b'
                     : 0;
    if (is_calendar(c))
        return calendar(c, file, date, &stamp, local, out, err);
    int64_t before = t->is == CP_IS_ENDING ? c->step : 0;
    if (c->step && stamp.freq < (hour ? CP_DAY : CP_HOUR))
        return fail_length(c, file, date, hour != NULL, err);
    if (hour) {
        rc = by_hour(c, file, floor_div(local, DAY), hour, letter, out, err);
    } else if (stamp.offset) {
        *out = (struct cp_import_when){.at = local - stamp.ahead - before};
        rc = 0;
    } else {
        rc = resolve(c, pos_of(file, date), local, letter, out, err);
        out->at -= rc ? 0 : before;
        out->again -= rc ? 0 : before;
    }
    if (rc == 0 && mark && out->twice) /* not marked, so the first */
        out->twice = false;
    return rc ? rc : whole_steps(c, file, date, out, err);
}
