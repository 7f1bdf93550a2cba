#include "forecast_text.h"
#include "num/num.h"
#include <stdlib.h>

static const char *written(const struct cp_facts *t) {
    static char text[1 << 18];
    struct cp_error err = {0};
    FILE *out = tmpfile();
    int rc = cp_facts_write(t, out, "tsv", &err);
    rewind(out);
    size_t n = fread(text, 1, sizeof text - 1, out);
    text[n] = '\0';
    fclose(out);
    return rc ? "(failed)" : text;
}

static void test_extract(void) {
    struct cp_facts *t = read_text("period\tsite\tcolour\tquantile\tmeasure\tvalue\tunit\n"
                                   "2027-Q3\ta\tred\t-\tpower_draw\t3\tMW\n"
                                   "2027-Q1\tb\tred\t-\tpower_draw\t10\tMW\n"
                                   "2027-Q1\ta\tred\t-\tpower_draw\t0.001\tGW\n"
                                   "2027-Q4\ta\tred\t-\tpower_draw\tNA\tMW\n"
                                   "2027-Q3\ta\tred\t0.9\tpower_draw\t99\tMW\n"
                                   "-\ta\tred\t-\tpower_draw\t77\tMW\n"
                                   "2027-Q2\ta\tred\t-\tother\t5\t1\n");
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    ok_rc(cp_forecast_series_extract(t, NULL, &set, &err), &err, "extract");
    ok(set.n == 3, "a series for each measure and site");
    const struct cp_forecast_series *s = &set.series[0];
    ok(s->n == 4 && s->nseen == 2 && s->season == 4, "from the first period to the last");
    ok(s->y[0] == 1 && isnan(s->y[1]) && s->y[2] == 3 && isnan(s->y[3]),
       "in order of periods, in the unit of its first row, gaps and NA missing");
    char text[CP_PERIOD_SIZE], label[40];
    cp_forecast_series_period(s, 4, text);
    ok_str(text, "2028-Q1", "the period after it");
    cp_forecast_series_label(t, s, label, sizeof label);
    ok_str(label, "power_draw site=a colour=red", "its label");
    cp_forecast_series_label(t, s, label, 12);
    ok_str(label, "power_draw ", "a label is cut to fit");
    cp_forecast_series_release(&set);
    ok_rc(cp_forecast_series_extract(t, "other", &set, &err), &err, "one measure");
    ok(set.n == 1 && set.series[0].y[0] == 5, "only that");
    cp_forecast_series_release(&set);
    cp_facts_free(t);
}

static void test_bad_series(void) {
    struct cp_facts *t = read_text("period\tsite\tmeasure\tvalue\tunit\n"
                                   "2027\ta\tx\t1\tMW\n2027-Q2\ta\tx\t1\tMW\n"
                                   "2027\tb\tx\t1\tMW\n2028\tb\tx\t1\tMWh\n"
                                   "1\tc\tx\t1\tMW\n99999\tc\tx\t1\tMW\n"
                                   "2027\td\tx\tNA\tMW\n"
                                   "999\te\tx\t1\tMW\n1000\te\tx\t2\tMW\n"
                                   "2027\tf\tx\t1e308\tMW\n2028\tf\tx\t-1e308\tMW\n"
                                   "2029\tf\tx\t1e308\tMW\n");
    static const char *const problems[] = {"periods of different lengths: 2027 and 2027-Q2",
                                           "does not measure",
                                           "2 values in 99999 periods",
                                           "no value",
                                           "",
                                           ""};
    static const double quantiles[] = {0.1, 0.9};
    struct cp_forecast_options o = {.horizon = 2, .quantile = quantiles, .nquantile = 2, .jobs = 1};
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    size_t failed, before = cp_facts_count(t), rows = 0, status = 0;
    ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "bad series do not stop the batch");
    ok(set.n == 6 && failed >= 4, "the bad are counted");
    for (size_t i = 0; i < 6; i++) {
        bool same = problems[i][0] ? strstr(set.series[i].problem, problems[i]) != NULL : true;
        ok(same, "%s", problems[i]);
        if (!same)
            printf("# got '%s'\n", set.series[i].problem);
    }
    ok(!set.series[4].problem[0], "1000 follows 999");
    for (size_t r = before; r < cp_facts_count(t); r++) {
        bool is_status = strcmp(cp_facts_measure(t, r), "forecast_status") == 0;
        status += is_status;
        rows += !is_status;
        ok(!isinf(cp_facts_value(t, r)), "no infinity is written");
    }
    ok(status == failed && rows == (6 - failed) * 2 * 3, "a status or forecasts for each");
    cp_forecast_series_release(&set);
    cp_facts_free(t);
}

/* Two hundred series of growing length: some seasonal, some growing, some with gaps. */
static char *many(void) {
    struct cp_str s = {0};
    cp_str_add(&s, "period\tseries\tmeasure\tvalue\tunit\n");
    uint64_t x = 1;
    for (int i = 0; i < 200; i++)
        for (int t = 0; t < 4 + i / 5; t++) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            double noise = (double)(x >> 40) / (1 << 24);
            if (i % 7 == 0 && t % 5 == 2)
                continue;
            cp_str_addf(&s, "%d-%02d\ts%d\ty\t%.6f\t1\n", 2020 + t / 12, 1 + t % 12, i,
                        100 + (i % 3) * t + (i % 5) * 10 * (t % 12) + 5 * noise - (i % 11) * 20);
        }
    return s.s;
}

static void test_threads(void) {
    static const double quantiles[] = {0.025, 0.1, 0.5, 0.9, 0.975};
    char *text = many(), *first = NULL;
    bool ordered = true;
    for (int jobs = 1; jobs <= 2; jobs++) {
        struct cp_facts *t = read_text(text);
        struct cp_forecast_options o = {
            .horizon = 3, .quantile = quantiles, .nquantile = 5, .jobs = jobs};
        struct cp_forecast_series_set set;
        struct cp_error err = {0};
        size_t failed, before = cp_facts_count(t);
        ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "two hundred series");
        ok(failed == 0, "none fails");
        for (size_t r = before; r + 6 <= cp_facts_count(t); r += 6)
            for (size_t q = 2; q < 6; q++)
                ordered = ordered && cp_facts_value(t, r + q) >= cp_facts_value(t, r + q - 1);
        cp_facts_drop_read(t);
        if (!first)
            first = strdup(written(t));
        else
            ok(strcmp(first, written(t)) == 0, "the same bytes from one thread and from two");
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    }
    ok(ordered, "quantiles in order everywhere");
    free(first);
    free(text);
}

static void test_auto(void) {
    static const char *const text = "period\tmeasure\tvalue\tunit\n2020\ty\t5\t1\n2021\ty\t9\t1\n"
                                    "2022\ty\t8\t1\n2023\ty\t12\t1\n2024\ty\t15\t1\n"
                                    "2025\ty\t13\t1\n2026\ty\t18\t1\n2027\ty\t19\t1\n";
    static const struct {
        const char *method;
        enum cp_forecast_scale scale;
    } members[] = {{"ets", CP_SCALE_BEST}, {"theta", CP_SCALE_LINEAR},     {"theta", CP_SCALE_ROOT},
                   {"ar", CP_SCALE_ROOT},  {"ar-adjusted", CP_SCALE_ROOT}, {"auto", CP_SCALE_BEST}};
    double sum = 0;
    for (size_t k = 0; k < 6; k++) {
        struct cp_facts *t = read_text(text);
        struct cp_forecast_options o = {.horizon = 2,
                                        .method = cp_forecast_method_find(members[k].method),
                                        .jobs = 1,
                                        .scale = members[k].scale};
        struct cp_forecast_series_set set;
        struct cp_error err = {0};
        size_t failed, n = cp_facts_count(t);
        ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, members[k].method);
        double x = cp_facts_value(t, n + 1);
        if (k < 5)
            sum += x;
        else
            ok_near(x, sum / 5, 1e-12, "auto: the mean of its members");
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    }
}

/* Hours: the median of autoregressions on the day and on the week, mstl, and autoregressions on
 * lags. */
static void test_auto_of_hours(void) {
    enum { N = 3 * 168 };
    struct cp_str text = {0};
    cp_str_add(&text, "period\tmeasure\tvalue\tunit\n");
    uint32_t noise = 1;
    for (size_t t = 0; t < N; t++) {
        noise = noise * 1664525 + 1013904223;
        cp_str_addf(&text, "%zu\ty\t%zu\t1\n", t + 1,
                    50 + 3 * (t % 24) + (t / 24 % 7 > 4 ? 10 : 0) + (noise >> 29));
    }
    static const struct {
        const char *method;
        size_t season;
        enum cp_forecast_scale scale;
    } runs[] = {{"ar", 24, CP_SCALE_BEST},        {"ar", 168, CP_SCALE_BEST},
                {"mstl", 24, CP_SCALE_BEST},      {"ar-lags", 24, CP_SCALE_LOG},
                {"ar-lags", 24, CP_SCALE_LINEAR}, {"auto", 24, CP_SCALE_BEST}};
    enum { RUNS = sizeof runs / sizeof *runs };
    double x[RUNS];
    for (size_t k = 0; k < RUNS; k++) {
        struct cp_facts *t = read_text(text.s);
        struct cp_forecast_series_set set;
        struct cp_error err = {0};
        struct cp_forecast_options o = {.method = cp_forecast_method_find(runs[k].method),
                                        .season = runs[k].season,
                                        .scale = runs[k].scale,
                                        .horizon = 30};
        size_t failed;
        ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err,
              cp_forecast_method_name(o.method));
        x[k] = cp_facts_value(t, cp_facts_count(t) - 1);
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    }
    cp_num_sort(x, RUNS - 1);
    ok_near(x[RUNS - 1], x[(RUNS - 1) / 2], 1e-9, "auto, hours: the median of five");
    cp_str_release(&text);
}

int main(void) {
    test_extract();
    test_bad_series();
    test_threads();
    test_auto();
    test_auto_of_hours();
    return done();
}
