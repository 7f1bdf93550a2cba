/* Zones of time against the C library's reading of the same tzdata, and against what the law says
 * of the days on which clocks change. */
#include "tap.h"
#include <stdlib.h>
#include <time.h>

static int64_t seconds(const char *hour, int minute) {
    struct cp_period p;
    return cp_period_parse(hour, strlen(hour), &p) == 0 ? cp_period_start(p) * 3600 + minute * 60
                                                        : INT64_MIN;
}

static void against_libc(const char *name) {
    struct cp_arena arena = {0};
    struct cp_error err = {0};
    struct cp_zone z;
    size_t wrong = 0, lost = 0;
    int rc = cp_zone_load(name, &arena, &z, (struct cp_pos){0}, &err);
    setenv("TZ", name, 1);
    tzset();
    /* 1971 to 2099, every 11 hours and a bit */
    for (int64_t t = 31536000; rc == 0 && t < 4102444800; t += 39619) {
        struct tm tm;
        time_t at = (time_t)t;
        int64_t found[2] = {0};
        localtime_r(&at, &tm);
        wrong += tm.tm_gmtoff != cp_zone_ahead(&z, t);
        size_t n = cp_zone_instants(&z, t + tm.tm_gmtoff, found);
        lost += !((n >= 1 && found[0] == t) || (n == 2 && found[1] == t));
    }
    ok(rc == 0 && wrong == 0, "%s is as the C library has it (%zu differ)", name, wrong);
    ok(rc == 0 && lost == 0, "%s: every instant is found by its clock (%zu are not)", name, lost);
    cp_arena_release(&arena);
}

/* 15 U.S.C. 260a since 2007 and before; Directive 2000/84/EC. */
static void test_changes(void) {
    static const struct {
        const char *zone, *local;
        int minute;
        size_t n;
        const char *first, *second;
    } cases[] = {
        {"America/Chicago", "2024-03-10T01", 59, 1, "2024-03-10T07", NULL},
        {"America/Chicago", "2024-03-10T02", 0, 0, NULL, NULL},
        {"America/Chicago", "2024-03-10T02", 59, 0, NULL, NULL},
        {"America/Chicago", "2024-03-10T03", 0, 1, "2024-03-10T08", NULL},
        {"America/Chicago", "2024-11-03T01", 0, 2, "2024-11-03T06", "2024-11-03T07"},
        {"America/Chicago", "2024-11-03T02", 0, 1, "2024-11-03T08", NULL},
        {"America/Chicago", "2006-03-12T02", 0, 1, "2006-03-12T08", NULL},
        {"America/Chicago", "2006-04-02T02", 0, 0, NULL, NULL},
        {"America/New_York", "2060-03-14T02", 0, 0, NULL, NULL},
        {"Europe/Prague", "2024-03-31T02", 0, 0, NULL, NULL},
        {"Europe/Prague", "2024-10-27T02", 30, 2, "2024-10-27T00", "2024-10-27T01"},
        {"America/Phoenix", "2024-03-10T02", 0, 1, "2024-03-10T09", NULL},
        {"-06:00", "2024-03-10T02", 0, 1, "2024-03-10T08", NULL},
        {"UTC", "2024-03-31T02", 0, 1, "2024-03-31T02", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_arena arena = {0};
        struct cp_error err = {0};
        struct cp_zone z = {0};
        int64_t got[2] = {0};
        int rc = cp_zone_load(cases[i].zone, &arena, &z, (struct cp_pos){0}, &err);
        size_t n = cp_zone_instants(&z, seconds(cases[i].local, cases[i].minute), got);
        bool right = rc == 0 && n == cases[i].n;
        if (n >= 1 && cases[i].first)
            right = right && got[0] == seconds(cases[i].first, cases[i].minute);
        if (n == 2 && cases[i].second)
            right = right && got[1] == seconds(cases[i].second, cases[i].minute);
        ok(right, "%s %s:%02d is there %zu times", cases[i].zone, cases[i].local, cases[i].minute,
           cases[i].n);
        cp_arena_release(&arena);
    }
}

static void test_refused(void) {
    static const struct {
        const char *name, *said;
    } cases[] = {{"America/Chicgo", "did you mean 'America/Chicago'?"},
                 {"../../etc/passwd", "there is no zone"},
                 {"/etc/passwd", "there is no zone"},
                 {"+25:00", "there is no zone"},
                 {"tzdata.zi", "there is no zone"},
                 {"America", "there is no zone"},
                 {"", "there is no zone"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_arena arena = {0};
        struct cp_error err = {0};
        struct cp_zone z;
        int rc = cp_zone_load(cases[i].name, &arena, &z, (struct cp_pos){"m.yaml", 2, 3}, &err);
        ok(rc == CP_EINPUT && err.at[0].line == 2 && strstr(err.at[0].msg, cases[i].said),
           "'%s' is refused", cases[i].name);
        cp_arena_release(&arena);
    }
    static const char *const rules[] = {"",          "ES5",
                                        "EST",       "EST5EDT",
                                        "EST5EDT,J", "EST5EDT,M3.2.0",
                                        "<-03",      "EST5EDT,M3.6.0,M11.1.0",
                                        "EST5x",     "EST5EDT,M13.2.0,M11.1.0"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct cp_zone z;
        ok(cp_zone_rule(rules[i], &z) == CP_EINPUT, "'%s' is no rule", rules[i]);
    }
}

int main(void) {
    static const char *const zones[] = {
        "UTC",           "America/New_York", "America/Chicago", "America/Phoenix",
        "Europe/London", "Europe/Dublin",    "Europe/Prague",   "Asia/Kolkata",
        "Asia/Tokyo",    "Australia/Sydney", "America/Nuuk",    "America/Sao_Paulo"};
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++)
        against_libc(zones[i]);
    test_changes();
    test_refused();
    return done();
}
