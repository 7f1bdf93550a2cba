#include "forecast/forecast.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

static struct cp_facts *read_text(const char *text) {
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    FILE *in = tmpfile();
    fwrite(text, 1, strlen(text), in);
    rewind(in);
    ok_rc(cp_facts_read(t, in, "h.tsv", &err), &err, "history is read");
    fclose(in);
    return t;
}

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

static double accuracy(const struct cp_facts *t, const char *kind, const char *name) {
    for (size_t r = 0; r < cp_facts_count(t); r++)
        if (strcmp(cp_facts_measure(t, r), "accuracy") == 0 &&
            strcmp(cp_facts_dim(t, r, CP_KIND), kind) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_NAME), name) == 0)
            return cp_facts_value(t, r);
    return INFINITY;
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

/* y = 40 + a random walk + 3 x - 2 z, and x and z are known for the year to come. */
static void test_regressors(void) {
    enum { N = 60, H = 6 };
    struct cp_str text = {0};
    struct cp_random stream = cp_num_random_stream(4, 0, 0);
    double walk = 0, effect[N + H];
    cp_str_add(&text, "period\tsite\tmeasure\tvalue\tunit\n");
    for (size_t t = 0; t < N + H; t++) {
        double x = cp_num_random_normal(&stream), z = 5 * cp_num_random_uniform(&stream);
        effect[t] = 3 * x - 2 * z;
        walk += 0.1 * cp_num_random_normal(&stream);
        cp_str_addf(&text, "%zu\ta\tx\t%.17g\t1\n%zu\t-\tz\t%.17g\t1\n", 2000 + t, x, 2000 + t, z);
        if (t < N)
            cp_str_addf(&text, "%zu\ta\ty\t%.17g\t1\n", 2000 + t, 40 + walk + effect[t]);
    }
    struct cp_facts *t = read_text(text.s);
    static const char *const names[] = {"x", "z"};
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    struct cp_forecast_options o = {.method = cp_forecast_method_find("naive"),
                                    .horizon = H,
                                    .regressor = names,
                                    .nregressor = 2};
    size_t failed, own = 0;
    ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "regressors");
    double first = 0, worst = 0;
    for (size_t r = 0; r < cp_facts_count(t); r++)
        if (cp_facts_is_own(t, r)) {
            double rest = cp_facts_value(t, r) - effect[N + own];
            first = own++ == 0 ? rest : first;
            worst = fmax(worst, fabs(rest - first));
        }
    ok(failed == 0 && own == H, "regressors are not forecast");
    ok(worst < 0.5, "their known future moves the forecast as it moved the past: %g", worst);
    ok(fabs(first - 40 - walk) < 1, "about the level of the last value: %g", first - 40 - walk);
    cp_forecast_series_release(&set);

    o.horizon = H + 1;
    ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "further than they are known");
    ok(failed == 1 && strstr(set.series[2].problem, "regressor x has no value in 2066"), "is told");
    cp_forecast_series_release(&set);
    cp_facts_free(t);
    t = read_text(text.s);
    o.horizon = H;
    ok_rc(cp_forecast_backtest(t, &o, 10, &set, &failed, &err), &err, "backtest");
    double with = accuracy(t, "mase", "y");
    cp_forecast_series_release(&set);
    cp_facts_free(t);
    t = read_text(text.s);
    o.nregressor = 0;
    o.measure = "y";
    ok_rc(cp_forecast_backtest(t, &o, 10, &set, &failed, &err), &err, "backtest");
    ok(with < 0.3 * accuracy(t, "mase", "y"), "errors fall from %g to %g", accuracy(t, "mase", "y"),
       with);
    cp_forecast_series_release(&set);
    cp_facts_free(t);
    cp_str_release(&text);
}

/* Months about 100 with +30 where `event` is 1. Regressors: late, which is known from the tenth
 * month on, fresh, which is 0 until it is 1, holed, which is NA in the second month ahead, and
 * last, which moves on and on and is known from the last month but one on: it takes none of what is
 * known of the others, and moves nothing. */
static void test_odd_regressors(void) {
    enum { N = 48, H = 6 };
    struct cp_str text = {0};
    cp_str_add(&text, "period\tmeasure\tvalue\tunit\n");
    for (int t = 0; t < N + H; t++) {
        int event = t % 7 == 3, month = 2020 * 12 + t;
        if (t < N)
            cp_str_addf(&text, "%d-%02d\ty\t%d\t1\n", month / 12, month % 12 + 1,
                        100 + t * 5 % 3 + 30 * event);
        if (t >= 10)
            cp_str_addf(&text, "%d-%02d\tlate\t%d\t1\n", month / 12, month % 12 + 1, event);
        cp_str_addf(&text, "%d-%02d\tfresh\t%d\t1\n", month / 12, month % 12 + 1, t >= N);
        if (t >= N - 2)
            cp_str_addf(&text, "%d-%02d\tlast\t%d\t1\n", month / 12, month % 12 + 1, t - N);
        cp_str_addf(&text, "%d-%02d\tholed\t%s\t1\n", month / 12, month % 12 + 1,
                    t == N + 1 ? "NA"
                    : event    ? "1"
                               : "0");
    }
    static const char *const names[] = {"fresh", "holed", "late", "last"};
    for (size_t k = 0; k < 4; k++) {
        struct cp_facts *t = read_text(text.s);
        struct cp_forecast_options o = {
            .horizon = H, .measure = "y", .regressor = &names[k], .nregressor = 1, .jobs = 1};
        if (k == 3) {
            o.regressor = &names[2];
            o.nregressor = 2;
        }
        struct cp_forecast_series_set set;
        struct cp_error err = {0};
        size_t failed, before = cp_facts_count(t);
        ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, names[k]);
        ok(failed == 0, "%s does not stop it", names[k]);
        const struct cp_forecast_series *s = &set.series[0];
        if (k >= 2) /* the month 52 is 3 more than 7 times 7 */
            ok(cp_facts_value(t, before + 4) > 120 && cp_facts_value(t, before + 3) < 110 &&
                   cp_facts_value(t, before + 5) < 110 && cp_facts_value(t, before + 5) > 90,
               "what is known late explains what follows");
        if (k >= 2)
            ok_str(s->note,
                   k == 2 ? ""
                          : "regressor last is known in too few periods: its effect is unknown, "
                            "and left out of the forecast",
                   "what is known too late is told");
        if (k == 0)
            ok(strstr(s->note, "regressor fresh was never before") != NULL,
               "what is new is told: %s", s->note);
        for (size_t i = 0; i < H && k == 1; i++)
            ok(isnan(cp_facts_value(t, before + i)) == (i == 1), "NA makes NA of its period alone");
        ok(k != 1 || strstr(s->note, "regressor holed is NA ahead") != NULL, "and is told");
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    }
    cp_str_release(&text);
}

/* y follows x, which is NA in the last period but one: that forecast is none, and no good one. */
static void test_backtest_of_unknown(void) {
    struct cp_str text = {0};
    cp_str_add(&text, "period\tmeasure\tvalue\tunit\n");
    for (int t = 0; t < 30; t++) {
        cp_str_addf(&text, "%d\ty\t%d\t1\n", 2000 + t, 100 + t * 7 % 5 + t % 3);
        cp_str_addf(&text, t == 28 ? "%d\tx\tNA\t1\n" : "%d\tx\t%d\t1\n", 2000 + t, t % 3);
    }
    static const char *const x = "x";
    struct cp_forecast_options o = {.horizon = 1,
                                    .method = cp_forecast_method_find("naive"),
                                    .regressor = &x,
                                    .nregressor = 1,
                                    .jobs = 1};
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    double smape[2];
    size_t failed;
    for (size_t k = 0; k < 2; k++) {
        struct cp_facts *t = read_text(text.s);
        ok_rc(cp_forecast_backtest(t, &o, k + 1, &set, &failed, &err), &err, "backtest");
        smape[k] = accuracy(t, "smape", "y");
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    }
    ok(smape[0] > 0 && smape[1] == smape[0], "an unknown forecast does not count: %g, %g", smape[0],
       smape[1]);
    char *last = strstr(text.s, "2029\ty");
    struct cp_str before = {0};
    cp_str_addf(&before, "%.*s", (int)(last - text.s), text.s);
    struct cp_facts *t = read_text(before.s);
    ok_rc(cp_forecast_backtest(t, &o, 1, &set, &failed, &err), &err, "of nothing else");
    ok(failed == 1 && strstr(set.series[0].problem, "regressor x is NA ahead"), "is told: %s",
       set.series[0].problem);
    cp_forecast_series_release(&set);
    cp_facts_free(t);
    cp_str_release(&before);
    cp_str_release(&text);
}

/* The last two of y are NA: nothing is held back that could be compared, whatever is noted of the
 * forecast, as here that regressor `fresh` is new. */
static void test_backtest_of_nothing(void) {
    struct cp_str text = {0};
    cp_str_add(&text, "period\tmeasure\tvalue\tunit\n");
    for (int t = 0; t < 30; t++) {
        cp_str_addf(&text, t < 28 ? "%d\ty\t%d\t1\n" : "%d\ty\tNA\t1\n", 2000 + t, 100 + t * 7 % 5);
        cp_str_addf(&text, "%d\tfresh\t%d\t1\n", 2000 + t, t >= 28);
    }
    static const char *const fresh = "fresh";
    for (size_t k = 0; k < 2; k++) {
        struct cp_facts *t = read_text(text.s);
        struct cp_forecast_options o = {
            .horizon = 2, .measure = "y", .regressor = &fresh, .nregressor = k, .jobs = 1};
        struct cp_forecast_series_set set;
        struct cp_error err = {0};
        size_t failed;
        ok_rc(cp_forecast_backtest(t, &o, 1, &set, &failed, &err), &err, "backtest");
        ok_str(set.series[0].problem, "nothing is known of what was held back", "that is told");
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    }
    cp_str_release(&text);
}

static void test_backtest(void) {
    struct cp_facts *t = read_text("period\tsite\tmeasure\tvalue\tunit\n2020\ta\tx\t1\t1\n"
                                   "2021\ta\tx\t2\t1\n2022\ta\tx\t4\t1\n2023\ta\tx\t8\t1\n"
                                   "2020\tb\ty\t1\t1\n"
                                   "2020\tc\tz\t5\t1\n2021\tc\tz\t5\t1\n2022\tc\tz\t5\t1\n");
    static const double quantiles[] = {0.1, 0.9};
    struct cp_forecast_options o = {.horizon = 1,
                                    .quantile = quantiles,
                                    .nquantile = 2,
                                    .method = cp_forecast_method_find("naive"),
                                    .jobs = 2};
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    size_t failed;
    ok_rc(cp_forecast_backtest(t, &o, 2, &set, &failed, &err), &err, "backtest");
    /* From 1, 2, 4: 4 for 8; 2 x 4/12, and 4 over the mean of 1 and 2. From 1, 2: 2 for 4; 2 x 2/6,
     * and 2 over 1. */
    ok_near(accuracy(t, "smape", "x"), 2.0 / 3, 1e-12, "smape by hand");
    ok_near(accuracy(t, "mase", "x"), (4 / 1.5 + 2) / 2, 1e-12, "mase by hand");
    /* +-1.28 sqrt(2.5) about 4 does not reach 8, nor +-1.28 about 2 4. */
    ok(accuracy(t, "coverage", "x") == 0, "coverage by hand");
    double z = 1.2815515655446004, half = z * sqrt(2.5);
    ok_near(accuracy(t, "msis", "x"),
            ((2 * half + 10 * (4 - half)) / 1.5 + (2 * z + 10 * (2 - z))) / 2, 1e-9,
            "msis by hand");
    ok_near(accuracy(t, "pinball", "x"),
            ((0.1 * (4 + half) + 0.9 * (4 - half)) / 3 + (0.1 * (2 + z) + 0.9 * (2 - z)) / 2) / 2,
            1e-9, "pinball by hand");
    ok(accuracy(t, "owa", "x") == 1, "naive is as good as naive");
    ok(accuracy(t, "smape", "z") == 0 && accuracy(t, "coverage", "z") == 1 &&
           isnan(accuracy(t, "mase", "z")),
       "a constant: no error, and nothing to measure it by");
    ok_near(accuracy(t, "smape", "all"), 1.0 / 3, 1e-12, "mean over the series");
    ok(failed == 1 && strstr(set.series[1].problem, "too short"), "one value is too short");
    cp_forecast_series_release(&set);
    cp_facts_free(t);
}

int main(void) {
    test_extract();
    test_bad_series();
    test_threads();
    test_auto();
    test_auto_of_hours();
    test_regressors();
    test_odd_regressors();
    test_backtest();
    test_backtest_of_unknown();
    test_backtest_of_nothing();
    return done();
}
