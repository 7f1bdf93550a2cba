/* Zones of time: rules as POSIX's TZ writes them, and files of tzdata, which end in such a rule. */
#include "base/base.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DAY = 86400, HOUR = 3600 };

/* ---- rules: "EST5EDT,M3.2.0,M11.1.0" ------------------------------------------------------ */

static bool take(const char **s, char c) {
    bool there = **s == c;
    *s += there;
    return there;
}

static bool take_name(const char **s) {
    const char *from = *s;
    if (take(s, '<')) {
        *s += strcspn(*s, ">");
        return take(s, '>') && *s - from > 2;
    }
    while ((**s >= 'A' && **s <= 'Z') || (**s >= 'a' && **s <= 'z'))
        ++*s;
    return *s - from >= 3;
}

static bool take_count(const char **s, int most, int *out) {
    const char *from = *s;
    *out = 0;
    while (**s >= '0' && **s <= '9' && *s - from < 4)
        *out = *out * 10 + (*(*s)++ - '0');
    return *s > from && *out <= most;
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(const char **s, int32_t *out) {
    bool minus = **s == '-';
    int h, m = 0, second = 0;
    if (minus || **s == '+')
        ++*s;
    if (!take_count(s, 167, &h) || (take(s, ':') && !take_count(s, 59, &m)) ||
        (take(s, ':') && !take_count(s, 59, &second)))
        return false;
    *out = (minus ? -1 : 1) * (h * HOUR + m * 60 + second);
    return true;
}

static bool take_change(const char **s, struct cp_zone_change *c) {
    c->second = 2 * HOUR;
    return take(s, ',') && take(s, 'M') && take_count(s, 12, &c->month) && c->month >= 1 &&
           take(s, '.') && take_count(s, 5, &c->week) && c->week >= 1 && take(s, '.') &&
           take_count(s, 6, &c->weekday) && (!take(s, '/') || take_time(s, &c->second));
}

int cp_zone_rule(const char *text, struct cp_zone *out) {
    const char *s = text;
    int32_t behind;
    *out = (struct cp_zone){0};
    if (!take_name(&s) || !take_time(&s, &behind))
        return CP_EINPUT;
    out->standard = out->summer = -behind;
    if (*s) {
        out->summer += HOUR;
        if (!take_name(&s))
            return CP_EINPUT;
        if (*s && *s != ',') {
            if (!take_time(&s, &behind))
                return CP_EINPUT;
            out->summer = -behind;
        }
        if (!take_change(&s, &out->from) || !take_change(&s, &out->until))
            return CP_EINPUT;
    }
    out->first = out->standard;
    return *s ? CP_EINPUT : 0;
}

static int64_t floor_div(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/* The second of UTC of a change in a year, from a clock that is `ahead`. */
static int64_t change_at(const struct cp_zone_change *c, int year, int32_t ahead) {
    struct cp_period month = {CP_MONTH, 12 * (int32_t)year + c->month - 1};
    int64_t first = cp_period_start(month) / 24, end = cp_period_end(month) / 24;
    int64_t weekday = (first + 4) % 7; /* 1970 began on a Thursday */
    int64_t day = first + (c->weekday - (weekday < 0 ? weekday + 7 : weekday) + 7) % 7;
    day += 7 * (c->week - 1);
    if (day >= end)
        day -= 7;
    return day * DAY + c->second - ahead;
}

static int32_t ahead_by_rule(const struct cp_zone *z, int64_t second) {
    if (z->summer == z->standard)
        return z->standard;
    struct cp_period year = cp_period_at(CP_YEAR, floor_div(second + z->standard, HOUR));
    int64_t from = change_at(&z->from, cp_period_year(year), z->standard);
    int64_t until = change_at(&z->until, cp_period_year(year), z->summer);
    bool summer =
        from < until ? second >= from && second < until : second >= from || second < until;
    return summer ? z->summer : z->standard;
}

int32_t cp_zone_ahead(const struct cp_zone *z, int64_t second) {
    size_t low = 0, high = z->n;
    if (z->n == 0 || second >= z->at[z->n - 1])
        return ahead_by_rule(z, second);
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (z->at[mid] <= second)
            low = mid + 1;
        else
            high = mid;
    }
    return low ? z->ahead[low - 1] : z->first;
}

size_t cp_zone_instants(const struct cp_zone *z, int64_t local, int64_t out[2]) {
    int32_t before = cp_zone_ahead(z, local - DAY - cp_zone_ahead(z, local));
    int32_t after = cp_zone_ahead(z, local + DAY - cp_zone_ahead(z, local));
    size_t n = 0;
    if (cp_zone_ahead(z, local - before) == before)
        out[n++] = local - before;
    if (after != before && cp_zone_ahead(z, local - after) == after)
        out[n++] = local - after;
    if (n == 2 && out[1] < out[0]) {
        int64_t spare = out[0];
        out[0] = out[1];
        out[1] = spare;
    }
    return n;
}

/* ---- files of tzdata ---------------------------------------------------------------------- */

static const char folder[] = "/usr/share/zoneinfo/";
enum { HEADER = 44, MOST_BYTES = 1 << 18 };

struct counts {
    size_t isut, isstd, leap, time, type, chars;
};

static int64_t number(const unsigned char *p, size_t bytes) {
    uint64_t x = *p & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < bytes; i++)
        x = x << 8 | p[i];
    return (int64_t)x;
}

static bool header(const unsigned char *p, size_t len, struct counts *c) {
    if (len < HEADER || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
        return false;
    size_t *const count[] = {&c->isut, &c->isstd, &c->leap, &c->time, &c->type, &c->chars};
    for (size_t i = 0; i < sizeof count / sizeof *count; i++) {
        int64_t n = number(p + 20 + 4 * i, 4);
        if (n < 0 || n > MOST_BYTES)
            return false;
        *count[i] = (size_t)n;
    }
    return c->type > 0;
}

static size_t size_of(const struct counts *c, size_t bytes) {
    return c->time * (bytes + 1) + c->type * 6 + c->chars + c->leap * (bytes + 4) + c->isstd +
           c->isut;
}

/* Version 2 and above: a block of 32 bits, which is passed over, one of 64, and a rule. */
static bool decode(const unsigned char *p, size_t len, struct cp_arena *arena, struct cp_zone *out,
                   bool *full) {
    struct counts c;
    if (!header(p, len, &c) || len - HEADER < size_of(&c, 4))
        return false;
    size_t past = HEADER + size_of(&c, 4);
    p += past;
    len -= past;
    if (!header(p, len, &c) || len - HEADER < size_of(&c, 8) + 2)
        return false;
    const unsigned char *at = p + HEADER, *which = at + 8 * c.time, *type = which + c.time;
    const unsigned char *rule = at + size_of(&c, 8), *end = p + len;
    const unsigned char *stop = memchr(rule + 1, '\n', (size_t)(end - rule - 1));
    char *text =
        stop ? cp_arena_strndup(arena, (const char *)rule + 1, (size_t)(stop - rule - 1)) : NULL;
    int64_t *times = cp_arena_calloc(arena, c.time + 1, sizeof *times);
    int32_t *ahead = cp_arena_calloc(arena, c.time + 1, sizeof *ahead);
    *full = (stop && !text) || !times || !ahead;
    if (!stop || *full || cp_zone_rule(text, out) != 0)
        return false;
    for (size_t i = 0; i < c.time; i++) {
        if (which[i] >= c.type)
            return false;
        times[i] = number(at + 8 * i, 8);
        ahead[i] = (int32_t)number(type + 6 * which[i], 4);
    }
    out->first = (int32_t)number(type, 4);
    out->n = c.time;
    out->at = times;
    out->ahead = ahead;
    return true;
}

/* "+01:00", "-06:00": one clock all the year. */
static bool is_fixed(const char *name, struct cp_zone *out) {
    int32_t ahead;
    const char *s = name;
    if ((*s != '+' && *s != '-') || !take_time(&s, &ahead) || *s || ahead > 18 * HOUR ||
        ahead < -18 * HOUR)
        return false;
    *out = (struct cp_zone){.first = ahead, .standard = ahead, .summer = ahead};
    return true;
}

static bool is_name(const char *s) {
    bool good = *s && *s != '/' && *s != '.' && !strstr(s, "/.") && strlen(s) < 100;
    for (; *s; s++)
        good = good && ((*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') ||
                        (*s >= '0' && *s <= '9') || strchr("/_+-", *s));
    return good;
}

static int unknown(const char *name, struct cp_pos pos, struct cp_error *err) {
    static const char *const often[] = {
        "UTC",           "America/New_York",    "America/Chicago",  "America/Denver",
        "Europe/London", "America/Los_Angeles", "America/Phoenix",  "America/Toronto",
        "Europe/Berlin", "Europe/Prague",       "Europe/Paris",     "Europe/Amsterdam",
        "Europe/Oslo",   "Europe/Stockholm",    "Europe/Helsinki",  "Europe/Warsaw",
        "Asia/Tokyo",    "Asia/Singapore",      "Australia/Sydney", "Europe/Madrid"};
    const char *near = cp_nearest(name, often, sizeof often / sizeof *often);
    if (access(folder, X_OK) != 0)
        return cp_fail_at(err, CP_EINPUT, pos,
                          "zone '%.60s': the system has no tzdata; install it, or write a clock "
                          "as '-06:00'",
                          name);
    return cp_fail_at(err, CP_EINPUT, pos,
                      "there is no zone '%.60s'%s%s%s; wanted one of tzdata, as America/Chicago, "
                      "UTC, or a clock as '-06:00'",
                      name, near ? " (did you mean '" : "", near ? near : "", near ? "'?)" : "");
}

int cp_zone_load(const char *name, struct cp_arena *arena, struct cp_zone *out, struct cp_pos pos,
                 struct cp_error *err) {
    char path[160];
    bool full = false, good = false;
    if (strcmp(name, "UTC") == 0)
        return cp_zone_rule("UTC0", out);
    if (is_fixed(name, out))
        return 0;
    if (!is_name(name))
        return unknown(name, pos, err);
    snprintf(path, sizeof path, "%s%s", folder, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0)
        return unknown(name, pos, err);
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size <= MOST_BYTES) {
        size_t len = (size_t)st.st_size;
        unsigned char *bytes = cp_arena_alloc(arena, len + 1);
        full = !bytes;
        if (bytes && read(fd, bytes, len) == (ssize_t)len)
            good = decode(bytes, len, arena, out, &full);
    }
    close(fd);
    return full ? cp_fail_nomem(err) : good ? 0 : unknown(name, pos, err);
}
