/* Times as others write them: dates and clocks in a zone, hours that begin, end or are counted. */
#include "import/internal.h"
#include <limits.h>
#include <stdio.h>
#include <string.h>

enum { DAY = 86400, HOUR = 3600 };

/* What a text says, and whether it says an offset from UTC. */
struct stamp {
    int year, month, day, hour, minute, second;
    int32_t ahead;
    bool noon, pm, offset;
    enum cp_freq freq; /* how much of it is said */
};

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/* ---- text to numbers ----------------------------------------------------------------------- */

static bool take_digits(const char **s, const char *end, int most, int low, int high, int *out) {
    int n = 0;
    *out = 0;
    while (*s < end && n < most && **s >= '0' && **s <= '9') {
        *out = *out * 10 + (*(*s)++ - '0');
        n++;
    }
    return n > 0 && *out >= low && *out <= high;
}

static bool same_letters(const char *s, const char *word, size_t n) {
    for (size_t i = 0; i < n; i++)
        if ((s[i] | 32) != (word[i] | 32))
            return false;
    return true;
}

static bool take_month(const char **s, const char *end, int *out) {
    static const char *const months[] = {"january",   "february", "march",    "april",
                                         "may",       "june",     "july",     "august",
                                         "september", "october",  "november", "december"};
    for (int m = 0; m < 12 && end - *s >= 3; m++) {
        size_t all = strlen(months[m]), left = (size_t)(end - *s);
        if (!same_letters(*s, months[m], 3))
            continue;
        *s += left >= all && same_letters(*s, months[m], all) ? all : 3;
        *out = m + 1;
        return true;
    }
    return false;
}

static bool take_offset(const char **s, const char *end, struct stamp *t) {
    int h, m = 0;
    t->offset = true;
    t->ahead = 0;
    if (*s < end && **s == 'Z') {
        ++*s;
        return true;
    }
    if (*s == end || (**s != '+' && **s != '-'))
        return false;
    int sign = *(*s)++ == '-' ? -1 : 1;
    if (!take_digits(s, end, 2, 0, 18, &h))
        return false;
    if (*s < end && **s == ':')
        ++*s;
    if (*s < end && !take_digits(s, end, 2, 0, 59, &m))
        return false;
    t->ahead = sign * (h * HOUR + m * 60);
    return true;
}

static bool take_fraction(const char **s, const char *end) {
    if (*s < end && (**s == '.' || **s == ','))
        while (++*s < end && **s >= '0' && **s <= '9')
            ;
    return true;
}

static void at_least(struct stamp *t, enum cp_freq freq) {
    if (t->freq < freq)
        t->freq = freq;
}

/* One conversion of a format, as strptime(3) has it. */
static bool convert(char c, const char **s, const char *end, struct stamp *t) {
    switch (c) {
    case 'Y':
        return take_digits(s, end, 4, 1, 9999, &t->year);
    case 'y':
        if (!take_digits(s, end, 2, 0, 99, &t->year))
            return false;
        t->year += t->year < 69 ? 2000 : 1900;
        return true;
    case 'm':
        at_least(t, CP_MONTH);
        return take_digits(s, end, 2, 1, 12, &t->month);
    case 'b':
        at_least(t, CP_MONTH);
        return take_month(s, end, &t->month);
    case 'd':
        at_least(t, CP_DAY);
        return take_digits(s, end, 2, 1, 31, &t->day);
    case 'H':
        at_least(t, CP_HOUR);
        return take_digits(s, end, 2, 0, 24, &t->hour);
    case 'I':
        at_least(t, CP_HOUR);
        t->noon = true;
        return take_digits(s, end, 2, 1, 12, &t->hour);
    case 'M':
        return take_digits(s, end, 2, 0, 59, &t->minute);
    case 'S':
        return take_digits(s, end, 2, 0, 59, &t->second) && take_fraction(s, end);
    case 'p':
        if (end - *s < 2 || ((*s)[1] | 32) != 'm' || !strchr("aApP", **s))
            return false;
        t->pm = (**s | 32) == 'p';
        *s += 2;
        return true;
    case 'z':
        return take_offset(s, end, t);
    default:
        return false;
    }
}

static bool by_format(const char *format, const char *s, const char *end, struct stamp *t) {
    for (const char *f = format; *f; f++) {
        if (*f == '%' && f[1]) {
            if (!convert(*++f, &s, end, t))
                return false;
        } else if (s == end || *s++ != *f) {
            return false;
        }
    }
    if (t->noon)
        t->hour = t->hour % 12 + (t->pm ? 12 : 0);
    return s == end;
}

/* [ISO 8601] 2027-03-14, 2027-03-14T05, 2027-03-14 05:30:00.5+01:00, as far as it goes. */
static bool by_standard(const char *s, const char *end, struct stamp *t) {
    static const char parts[] = "%Y-%m-%d";
    for (const char *f = parts; *f; f++) {
        if (s == end)
            return f > parts + 1;
        if (*f == '%' ? !convert(*++f, &s, end, t) : *s++ != *f)
            return false;
    }
    if (s == end)
        return true;
    if ((*s != 'T' && *s != ' ') || (s++, !convert('H', &s, end, t)))
        return false;
    for (const char *f = "MS"; *f && s < end && *s == ':'; f++) {
        s++;
        if (!convert(*f, &s, end, t))
            return false;
    }
    return s == end || (take_offset(&s, end, t) && s == end);
}

/* The first second of what was said, by its own clock; false: there is no such day. */
static bool local_of(const struct stamp *t, int64_t *out) {
    struct cp_period month = {CP_MONTH, 12 * t->year + t->month - 1};
    int64_t start = cp_period_start(month), length = cp_period_end(month) - start;
    if (t->day > length / 24 || (t->hour == 24 && (t->minute || t->second)))
        return false;
    *out = start * HOUR + (int64_t)(t->day - 1) * DAY + t->hour * HOUR + t->minute * 60 + t->second;
    return true;
}

static bool read_stamp(const struct cp_import_time *t, const struct cp_import_field *f,
                       struct stamp *out, int64_t *local) {
    struct cp_period p;
    *out = (struct stamp){.year = 1, .month = 1, .day = 1, .freq = CP_YEAR};
    if (t->format)
        return by_format(t->format, f->s, f->s + f->len, out) && local_of(out, local);
    if (cp_period_parse_any(f->s, f->len, &p) == 0 && p.freq != CP_YEARS && p.freq != CP_MINUTE) {
        *local = cp_period_start(p) * HOUR;
        out->freq = p.freq == CP_WEEK ? CP_DAY : p.freq; /* its Monday */
        return true;
    }
    return by_standard(f->s, f->s + f->len, out) && local_of(out, local);
}

/* ---- the hour of a date in a column of its own ----------------------------------------------- */

struct hour {
    int hour, minute;
    char letter; /* a or b: the first or second of two; else 0 */
};

/* 7, 07, 07:00, 24:00, 02a00, 02:00b */
static bool read_hour(const struct cp_import_field *f, struct hour *out) {
    const char *s = f->s, *end = s + f->len;
    *out = (struct hour){0};
    for (int part = 0; part < 3; part++) {
        int *to = part == 0 ? &out->hour : &out->minute, seconds = 0;
        if (!take_digits(&s, end, 2, 0, part ? 59 : 25, part == 2 ? &seconds : to) || seconds)
            return false;
        bool letter = s < end && strchr("abAB", *s);
        if (letter && out->letter)
            return false;
        if (letter)
            out->letter = (char)(*s++ | 32);
        if (s == end)
            return true;
        if (*s == ':')
            s++;
        else if (!letter)
            return false;
    }
    return false;
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
        int64_t weekday = (cp_period_start(p) / 24 + 3) % 7;
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

static struct cp_pos pos_of(const char *file, const struct cp_import_field *f) {
    return (struct cp_pos){file, f->line, f->col};
}

static int fail_text(const struct cp_import_clock *c, const char *file,
                     const struct cp_import_field *f, struct cp_error *err) {
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
                       const struct hour *h, struct cp_import_when *out, struct cp_error *err) {
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
                   const struct cp_import_field *f, char letter, struct cp_import_when *out,
                   struct cp_error *err) {
    struct hour h;
    struct cp_pos pos = pos_of(file, f);
    bool good = read_hour(f, &h);
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
static int calendar(const struct cp_import_clock *c, const char *file,
                    const struct cp_import_field *f, const struct stamp *t, int64_t local,
                    struct cp_import_when *out, struct cp_error *err) {
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
                       const struct cp_import_field *f, const struct cp_import_when *w,
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
                   const struct cp_import_field *date, const struct cp_import_field *hour,
                   const struct cp_import_field *mark, struct cp_import_when *out,
                   struct cp_error *err) {
    static const char *const usual[] = {"Y", "y", "true", "True", "TRUE", "1", "yes"};
    const struct cp_import_time *t = c->t;
    struct stamp stamp;
    int64_t local;
    int rc;
    char letter = 0;
    if (!read_stamp(t, date, &stamp, &local))
        return fail_text(c, file, date, err);
    if (mark)
        letter = (t->nmark ? cp_import_is_one_of(mark, t->mark, t->nmark)
                           : cp_import_is_one_of(mark, usual, sizeof usual / sizeof *usual))
                     ? 'b'
                     : 0;
    if (is_calendar(c))
        return calendar(c, file, date, &stamp, local, out, err);
    int64_t before = t->is == CP_IS_ENDING ? c->step : 0;
    if (hour) {
        rc = by_hour(c, file, floor_div(local, DAY), hour, letter, out, err);
    } else if (stamp.offset) {
        *out = (struct cp_import_when){.at = local - stamp.ahead - before};
        rc = 0;
    } else {
        rc = resolve(c, pos_of(file, date), local, letter, out, err);
        out->at -= before;
        out->again -= before;
    }
    if (rc == 0 && mark && out->twice) /* not marked, so the first */
        out->twice = false;
    return rc ? rc : whole_steps(c, file, date, out, err);
}
