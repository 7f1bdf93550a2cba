#include "forecast_text.h"
#include <stdlib.h>

/* Dates of calendars by hand, what comes after them, and the seasons that they have. */

enum { MOST = 24 };
static const struct {
    const char *what, *period[MOST], *next[4];
    size_t n, season;
} cases[] = {
    {"weeks from a Wednesday",
     {"2021-12-15", "2021-12-22", "2021-12-29", "2022-01-05"},
     {"2022-01-12", "2022-01-19"},
     4,
     52},
    {"two dates a week apart", {"2021-01-04", "2021-01-11"}, {"2021-01-18"}, 2, 52},
    {"weeks with one missing", {"2021-01-04", "2021-01-11", "2021-01-25"}, {"2021-02-01"}, 4, 52},
    {"every other week", {"2021-01-04", "2021-01-18", "2021-02-01"}, {"2021-02-15"}, 3, 26},
    {"weeks of ISO 8601, a year of 53",
     {"2020-W51", "2020-W52", "2020-W53"},
     {"2021-W01", "2021-W02"},
     3,
     52},
    {"days", {"2021-01-04", "2021-01-05", "2021-01-07"}, {"2021-01-08"}, 4, 7},
    {"working days, a holiday in between",
     {"2025-04-14", "2025-04-15", "2025-04-16", "2025-04-17", "2025-04-22", "2025-04-23",
      "2025-04-24", "2025-04-25", "2025-04-28", "2025-04-29"},
     {"2025-04-30", "2025-05-01", "2025-05-02", "2025-05-05"},
     12,
     5},
    {"working days from Sunday to Thursday",
     {"2025-03-02", "2025-03-03", "2025-03-04", "2025-03-05", "2025-03-06", "2025-03-09",
      "2025-03-10", "2025-03-11", "2025-03-12", "2025-03-13", "2025-03-16"},
     {"2025-03-17", "2025-03-18", "2025-03-19", "2025-03-20"},
     11,
     5},
    {"a quarter of an hour",
     {"2025-01-01T23:15", "2025-01-01T23:30", "2025-01-01T23:45"},
     {"2025-01-02T00:00", "2025-01-02T00:15"},
     3,
     96},
    {"half an hour", {"2025-12-31T23:00", "2025-12-31T23:30"}, {"2026-01-01T00:00"}, 2, 48},
    {"hours that are written with minutes",
     {"2025-01-01T22:00", "2025-01-01T23:00"},
     {"2025-01-02T00:00"},
     2,
     24},
    {"every third hour",
     {"2025-01-01T15", "2025-01-01T18", "2025-01-01T21"},
     {"2025-01-02T00"},
     3,
     8},
    {"months by their first day",
     {"2024-01-01", "2024-02-01", "2024-03-01"},
     {"2024-04-01", "2024-05-01"},
     3,
     12},
    {"months by their last day",
     {"2024-01-31", "2024-02-29", "2024-03-31"},
     {"2024-04-30", "2024-05-31"},
     3,
     12},
    {"months by their last working day, Good Friday one of them",
     {"2024-01-31", "2024-02-29", "2024-03-28", "2024-04-30", "2024-05-31"},
     {"2024-06-28", "2024-07-31", "2024-08-30"},
     5,
     12},
    {"months by their first working day, one missing",
     {"2024-11-01", "2024-12-02", "2025-01-02", "2025-02-03", "2025-04-01"},
     {"2025-05-01", "2025-06-02", "2025-07-01"},
     6,
     12},
    {"quarters by their last day",
     {"2023-09-30", "2023-12-31", "2024-03-31"},
     {"2024-06-30", "2024-09-30"},
     3,
     4},
    {"quarters by their last month", {"2023-09", "2023-12", "2024-03"}, {"2024-06"}, 3, 4},
    {"months of 4, 4 and 5 weeks",
     {"2023-01-02", "2023-01-30", "2023-02-27", "2023-04-03", "2023-05-01", "2023-05-29",
      "2023-07-03"},
     {"2023-07-31", "2023-08-28", "2023-10-02", "2023-10-30"},
     7,
     12},
    {"months of 4, 4 and 5 weeks, two missing",
     {"2023-01-02", "2023-01-30", "2023-04-03", "2023-05-01", "2023-05-29", "2023-07-31",
      "2023-08-28"},
     {"2023-10-02", "2023-10-30", "2023-11-27", "2024-01-01"},
     9,
     12},
    {"weeks of which one in four is there",
     {"2023-01-02", "2023-01-30", "2023-02-27", "2023-03-27", "2023-04-24", "2023-05-22",
      "2023-05-29"},
     {"2023-06-05", "2023-06-12"},
     22,
     52},
    /* The year of 53 weeks from 29 January 2023; the retail calendar's next is 2029's. */
    {"months of 4, 5 and 4 weeks, a year of 53",
     {"2022-10-02", "2022-10-30", "2022-11-27", "2023-01-01", "2023-01-29", "2023-02-26",
      "2023-04-02", "2023-04-30", "2023-05-28", "2023-07-02", "2023-07-30", "2023-08-27",
      "2023-10-01", "2023-10-29", "2023-11-26", "2023-12-31", "2024-02-04", "2024-03-03",
      "2024-04-07"},
     {"2024-05-05", "2024-06-02", "2024-07-07", "2024-08-04"},
     19,
     12},
    {"a year of 53 weeks, its last month and three others missing",
     {"2022-10-02", "2022-10-30", "2022-11-27", "2023-01-01", "2023-01-29", "2023-04-02",
      "2023-04-30", "2023-05-28", "2023-07-02", "2023-07-30", "2023-08-27", "2023-10-01",
      "2023-11-26", "2024-02-04", "2024-03-03", "2024-04-07"},
     {"2024-05-05", "2024-06-02", "2024-07-07", "2024-08-04"},
     19,
     12},
    {"first working days, one of three after a holiday",
     {"2025-01-02", "2025-02-03", "2025-03-03"},
     {"2025-04-01"},
     3,
     12},
    {"last working days, one of three before a holiday",
     {"2024-10-31", "2024-11-29", "2024-12-30"},
     {"2025-01-31"},
     3,
     12},
    {"plain numbers", {"3", "6", "9"}, {"10"}, 7, 1},
};

static void test_calendars(void) {
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct cp_facts *t = dates(cases[k].period, MOST);
        struct cp_forecast_series_set set;
        struct cp_error err = {0};
        ok_rc(cp_forecast_series_extract(t, NULL, &set, &err), &err, cases[k].what);
        const struct cp_forecast_series *s = &set.series[0];
        ok(s->n == cases[k].n && s->season == cases[k].season, "%s: %zu of them, a season of %zu",
           cases[k].what, s->n, s->season);
        for (size_t i = 0; i < 4 && cases[k].next[i]; i++) {
            char text[CP_PERIOD_SIZE];
            cp_forecast_series_period(s, s->n + i, text);
            ok_str(text, cases[k].next[i], cases[k].what);
        }
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    }
}

/* Every week of a retailer's year from 2012 on: 53 of them in 2012, 2017 and 2023. */
static void test_retail_years(void) {
    static const char *const start[] = {"2012-01-29", "2013-02-03", "2014-02-02", "2015-02-01",
                                        "2016-01-31", "2017-01-29", "2018-02-04", "2019-02-03",
                                        "2020-02-02", "2021-01-31", "2022-01-30", "2023-01-29",
                                        "2024-02-04", "2025-02-02"};
    enum { YEARS = sizeof start / sizeof *start, YEAR = 12 };
    static char text[YEARS * YEAR][CP_PERIOD_SIZE];
    const char *period[YEARS * YEAR];
    size_t n = 0;
    for (size_t y = 0; y < YEARS; y++) {
        struct cp_period day;
        cp_period_parse(start[y], 10, &day);
        for (size_t m = 0; m < YEAR; m++) {
            cp_period_format(text[n], day);
            period[n] = text[n];
            n++;
            day = cp_period_plus(day, m % 3 == 1 ? 35 : 28);
        }
    }
    struct cp_facts *t = dates(period, n);
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    ok_rc(cp_forecast_series_extract(t, NULL, &set, &err), &err, "retail months");
    const struct cp_forecast_series *s = &set.series[0];
    ok(s->n == n && s->nseen == n && s->season == YEAR, "none is missing: %zu of %zu", s->nseen,
       s->n);
    char next[CP_PERIOD_SIZE];
    cp_forecast_series_period(s, n, next);
    ok_str(next, "2026-02-01", "the year after");
    cp_forecast_series_release(&set);
    cp_facts_free(t);
}

static struct cp_forecast_holidays holidays(const char *text) {
    struct cp_forecast_holidays days = {0};
    struct cp_error err = {0};
    FILE *in = tmpfile();
    fputs(text, in);
    rewind(in);
    ok_rc(cp_forecast_holidays_read(in, "days", &days, &err), &err, "holidays are read");
    fclose(in);
    return days;
}

/* First and last working days go on past holidays, however many: a week of them in October. */
static void test_holidays_of_months(void) {
    static const struct {
        const char *period[4], *next[3];
    } months[] = {
        {{"2025-07-01", "2025-08-01", "2025-09-01", "2025-10-09"},
         {"2025-11-03", "2025-12-02", "2026-01-02"}},
        {{"2025-08-29", "2025-09-30", "2025-10-31", "2025-11-28"},
         {"2025-12-30", "2026-01-30", "2026-02-27"}},
    };
    struct cp_forecast_holidays days =
        holidays("2025-09-01\n2025-10-01\n2025-10-02\n2025-10-03\n2025-10-06\n2025-10-07\n"
                 "2025-10-08\n2025-12-01\n2025-12-31\n2026-01-01\n");
    for (size_t k = 0; k < 2; k++) {
        struct cp_facts *t = dates(months[k].period, 4);
        struct cp_forecast_options o = {.horizon = 3, .holidays = days};
        struct cp_forecast_series_set set;
        struct cp_error err = {0};
        size_t failed, before = cp_facts_count(t);
        ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "forecast");
        ok(set.series[0].season == 12, "months");
        for (size_t i = 0; i < 3 && before + i < cp_facts_count(t); i++)
            ok_str(cp_facts_dim(t, before + i, CP_PERIOD), months[k].next[i], "a working day");
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    }
    free(days.day);
}

static void test_holidays(void) {
    static const char *const period[] = {"2025-12-08", "2025-12-09", "2025-12-10", "2025-12-11",
                                         "2025-12-12", "2025-12-15", "2025-12-16", "2025-12-18",
                                         "2025-12-19", "2025-12-22", "2025-12-23", "2025-12-24"};
    struct cp_facts *t = dates(period, 12);
    struct cp_forecast_options o = {
        .horizon = 3,
        .holidays = holidays("# banks\n2026-01-01\tNew Year\n\n2025-12-25 Christmas\n2025-12-26\n"
                             "2025-12-17\n2025-12-16 worked all the same\n2025-12-25\n")};
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    size_t failed, before = cp_facts_count(t);
    ok(o.holidays.n == 5, "each once");
    ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "forecast");
    ok(set.series[0].n == 12, "a holiday is no gap: %zu", set.series[0].n);
    static const char *const want[] = {"2025-12-29", "2025-12-30", "2025-12-31"};
    for (size_t i = 0; i < 3; i++)
        ok_str(cp_facts_dim(t, before + i, CP_PERIOD), want[i], "none falls on a holiday");
    char text[CP_PERIOD_SIZE];
    cp_forecast_series_period(&set.series[0], 15, text);
    ok_str(text, "2026-01-02", "nor on New Year");
    cp_forecast_series_release(&set);
    cp_facts_free(t);
    free(o.holidays.day);
    test_holidays_of_months();
    FILE *in = tmpfile();
    struct cp_forecast_holidays days;
    fputs("2025-12-25\n  2025-12-32\n", in);
    rewind(in);
    ok(cp_forecast_holidays_read(in, "days", &days, &err) == CP_EINPUT && err.at[0].line == 2 &&
           err.at[0].col == 3,
       "a line that is no day has its position");
    fclose(in);
}

/* Dates mostly missing are told; so are none that a calendar explains. */
static void test_gaps(void) {
    static const char *const period[] = {"2025-01-01", "2025-01-05", "2025-01-06", "2025-01-14",
                                         "2025-02-02", "2025-02-03", "2025-03-18", NULL};
    struct cp_facts *t = dates(period, 8);
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    ok_rc(cp_forecast_series_extract(t, NULL, &set, &err), &err, "few days");
    ok(strstr(set.series[0].note, "only 7 of the 77 days") != NULL, "%s", set.series[0].note);
    cp_forecast_series_release(&set);
    cp_facts_free(t);
}

int main(void) {
    test_calendars();
    test_retail_years();
    test_holidays();
    test_gaps();
    return done();
}
