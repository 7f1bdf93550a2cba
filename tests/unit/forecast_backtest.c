/* Regressors, and tests on the past. */
#include "forecast_text.h"
#include "num/num.h"

static double accuracy(const struct cp_facts *t, const char *kind, const char *name) {
    for (size_t r = 0; r < cp_facts_count(t); r++)
        if (strcmp(cp_facts_measure(t, r), "accuracy") == 0 &&
            strcmp(cp_facts_dim(t, r, CP_KIND), kind) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_NAME), name) == 0)
            return cp_facts_value(t, r);
    return INFINITY;
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
    size_t failed, own = 0, before = cp_facts_count(t);
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
    o.horizon = H;
    ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "behind all that is known");
    ok_str(set.series[2].problem, "regressor x has no value in 2066: 6 of 6 periods are NA",
           "is no forecast");
    cp_forecast_series_release(&set);
    cp_facts_free(t);

    t = read_text(text.s);
    o.horizon = H + 1;
    ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "further than they are known");
    ok(failed == 0, "does not stop it");
    for (size_t i = 0; i <= H; i++)
        ok(isnan(cp_facts_value(t, before + i)) == (i == H), "NA is of that period alone");
    ok_str(set.series[2].note, "regressor x has no value in 2066: 1 of 7 periods are NA",
           "is told");
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
        ok(k != 1 || strstr(s->note, "regressor holed has no value in 2024-02: ") != NULL,
           "and is told");
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
    ok(failed == 1 && strstr(set.series[0].problem, "regressor x has no value in 2028: "),
       "is told: %s", set.series[0].problem);
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
    test_regressors();
    test_odd_regressors();
    test_backtest();
    test_backtest_of_unknown();
    test_backtest_of_nothing();
    return done();
}
