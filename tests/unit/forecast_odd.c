/* Few dates off the calendar that nearly all have: which it is, what each counts as, what is said;
 * and as many as make another calendar of them. */
#include "forecast_text.h"

enum { MOST = 80 };

struct want {
    const char *what, *next, *note;
    size_t n, season;
    double value; /* of place 4, which the odd date has in these */
};

static void check(char text[MOST][CP_PERIOD_SIZE], size_t n, const struct want *w) {
    const char *period[MOST];
    for (size_t i = 0; i < n; i++)
        period[i] = text[i];
    struct cp_facts *t = dates(period, n);
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    char next[CP_PERIOD_SIZE];
    ok_rc(cp_forecast_series_extract(t, NULL, &set, &err), &err, w->what);
    const struct cp_forecast_series *s = &set.series[0];
    ok(s->n == w->n && s->season == w->season, "%s: %zu of them, a season of %zu", w->what, s->n,
       s->season);
    cp_forecast_series_period(s, s->n, next);
    ok_str(next, w->next, w->what);
    ok_str(s->note, w->note, w->what);
    ok(s->y[4] == w->value || (isnan(s->y[4]) && isnan(w->value)), "%s: %g", w->what, s->y[4]);
    cp_forecast_series_release(&set);
    cp_facts_free(t);
}

/* Twelve Mondays from 2025-01-06, the fifth of them `odd`. */
static void test_week(const char *what, const char *odd, const char *note, double value) {
    char period[MOST][CP_PERIOD_SIZE];
    struct cp_period monday;
    cp_period_parse("2025-01-06", 10, &monday);
    for (int i = 0; i < 12; i++)
        cp_period_format(period[i], (struct cp_period){monday.freq, monday.index + 7 * i});
    snprintf(period[4], CP_PERIOD_SIZE, "%s", odd);
    check(period, 12, &(struct want){what, "2025-03-31", note, 12, 52, value});
}

/* Eleven Mondays, the fifth of them a Tuesday, and one most of a year later: both are said. */
static void test_few_weeks(void) {
    char period[MOST][CP_PERIOD_SIZE];
    struct cp_period monday;
    cp_period_parse("2025-01-06", 10, &monday);
    for (int i = 0; i < 12; i++)
        cp_period_format(period[i], (struct cp_period){monday.freq, monday.index + (i == 4) +
                                                                        7 * (i < 11 ? i : 51)});
    check(
        period, 12,
        &(struct want){"few weeks, one a day late", "2026-01-05",
                       "only 12 of the 52 weeks from its first to its last are there; what is "
                       "between is unknown; off its weeks: 2025-02-04, which counts as 2025-02-03",
                       52, 52, 5});
}

/* The months of 2024 by their first or last day, the fifth of them `odd`. */
static void test_month(const char *what, bool last, const char *odd, const char *note,
                       const char *next) {
    char period[MOST][CP_PERIOD_SIZE];
    struct cp_period month;
    cp_period_parse("2024-01", 7, &month);
    for (int i = 0; i < 12; i++) {
        struct cp_period of = {month.freq, month.index + i + last};
        struct cp_period day = cp_period_at(CP_DAY, cp_period_start(of));
        day.index -= last;
        cp_period_format(period[i], day);
    }
    snprintf(period[4], CP_PERIOD_SIZE, "%s", odd);
    check(period, 12, &(struct want){what, next, note, 12, 12, 5});
}

/* Twelve weeks of working days, and Saturdays of the weeks of a mask. */
static void test_saturdays(unsigned weeks, const struct want *w) {
    char period[MOST][CP_PERIOD_SIZE];
    struct cp_period monday;
    size_t n = 0;
    cp_period_parse("2025-03-03", 10, &monday);
    for (int i = 0; i < 12 * 7; i++)
        if (i % 7 < 5 || (i % 7 == 5 && weeks >> (i / 7) & 1U))
            cp_period_format(period[n++], (struct cp_period){monday.freq, monday.index + i});
    check(period, n, w);
}

int main(void) {
    test_week("a week a day late", "2025-02-04",
              "off its weeks: 2025-02-04, which counts as 2025-02-03", 5);
    test_week("a week a day early", "2025-02-02",
              "off its weeks: 2025-02-02, which counts as 2025-02-03", 5);
    test_week("a week that another has", "2025-01-30",
              "off its weeks: 2025-01-30, which is left out", NAN);
    test_few_weeks();
    test_month("a month written as its second day", false, "2024-05-02",
               "off its months: 2024-05-02, which counts as 2024-05-01", "2025-01-01");
    test_month("a month written as its last day but one", true, "2024-05-30",
               "off its months: 2024-05-30, which counts as 2024-05-31", "2025-01-31");
    test_saturdays(1U << 4,
                   &(struct want){"a Saturday that was worked", "2025-05-26",
                                  "off its working days: 2025-04-05, which is left out", 60, 5, 5});
    test_saturdays(0x555, &(struct want){"every other Saturday", "2025-05-24", "", 71, 6, 5});
    return done();
}
