/* Few dates off the calendar that nearly all have: which it is, what each counts as, what is said;
 * and as many as make another calendar of them. */
#include "forecast/forecast.h"
#include "tap.h"

enum { MOST = 80 };

static struct cp_facts *dates(char period[MOST][CP_PERIOD_SIZE], size_t n) {
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    FILE *in = tmpfile();
    fprintf(in, "period\tmeasure\tvalue\tunit\n");
    for (size_t i = 0; i < n; i++)
        fprintf(in, "%s\ty\t%zu\t1\n", period[i], i + 1);
    rewind(in);
    ok_rc(cp_facts_read(t, in, "h.tsv", &err), &err, "the dates are read");
    fclose(in);
    return t;
}

struct want {
    const char *what, *next, *note;
    size_t n, season;
    double value; /* of place 4, which the odd date has in these */
};

static void check(char period[MOST][CP_PERIOD_SIZE], size_t n, const struct want *w) {
    struct cp_facts *t = dates(period, n);
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    char text[CP_PERIOD_SIZE];
    ok_rc(cp_forecast_series_extract(t, NULL, &set, &err), &err, w->what);
    const struct cp_forecast_series *s = &set.series[0];
    ok(s->n == w->n && s->season == w->season, "%s: %zu of them, a season of %zu", w->what, s->n,
       s->season);
    cp_forecast_series_period(s, s->n, text);
    ok_str(text, w->next, w->what);
    ok_str(s->note, w->note, w->what);
    ok(s->y[4] == w->value || (isnan(s->y[4]) && isnan(w->value)), "%s: %g", w->what, s->y[4]);
    cp_forecast_series_release(&set);
    cp_facts_free(t);
}

/* Every `step` days, months or quarters of an hour, with `odd` in place of the fifth. */
static void test_steps(void) {
    static const struct {
        const char *first, *odd;
        int days, months;
        struct want want;
    } cases[] = {
        {"2025-01-06",
         "2025-02-04",
         7,
         0,
         {"a week a day late", "2025-03-31",
          "off its weeks: 2025-02-04, which counts as 2025-02-03", 12, 52, 5}},
        {"2025-01-06",
         "2025-02-02",
         7,
         0,
         {"a week a day early", "2025-03-31",
          "off its weeks: 2025-02-02, which counts as 2025-02-03", 12, 52, 5}},
        {"2025-01-06",
         "2025-01-30",
         7,
         0,
         {"a week that another has", "2025-03-31", "off its weeks: 2025-01-30, which is left out",
          12, 52, NAN}},
        {"2024-01-01",
         "2024-05-02",
         0,
         1,
         {"a month written as its second day", "2025-01-01",
          "off its months: 2024-05-02, which counts as 2024-05-01", 12, 12, 5}},
        {"2024-01-31",
         "2024-05-30",
         0,
         1,
         {"a month written as its last day but one", "2025-01-31",
          "off its months: 2024-05-30, which counts as 2024-05-31", 12, 12, 5}},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char period[MOST][CP_PERIOD_SIZE];
        struct cp_period first, day;
        cp_period_parse(cases[k].first, 10, &first);
        for (int i = 0; i < 12; i++) {
            day = first;
            day.index += i * cases[k].days;
            if (cases[k].months) {
                struct cp_period month = cp_period_at(CP_MONTH, cp_period_start(first));
                bool last = cases[k].first[8] == '3';
                month.index += i + last;
                day = cp_period_at(CP_DAY, cp_period_start(month));
                day.index -= last;
            }
            cp_period_format(period[i], day);
        }
        snprintf(period[4], CP_PERIOD_SIZE, "%s", cases[k].odd);
        check(period, 12, &cases[k].want);
    }
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
    test_steps();
    test_saturdays(1U << 4,
                   &(struct want){"a Saturday that was worked", "2025-05-26",
                                  "off its working days: 2025-04-05, which is left out", 60, 5, 5});
    test_saturdays(0x555, &(struct want){"every other Saturday", "2025-05-24", "", 71, 6, 5});
    return done();
}
