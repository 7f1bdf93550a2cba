#include "forecast/forecast.h"
#include "forecast/internal.h"
#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

/* Total = A + B; forecasts 10, 4 and 3, which are 3 apart. By hand: the forecasts move by
 * -W c (c' W c)^-1 d with c = (1, -1, -1) and d = 3. */
static void test_by_hand(void) {
    static const double sum[] = {1, 1, 1, 0, 0, 1}, y[] = {10, 4, 3};
    static const struct {
        double w[9], want[3];
    } cases[] = {
        {{1, 0, 0, 0, 1, 0, 0, 0, 1}, {9, 5, 4}},           /* a third of 3 each */
        {{1, 0, 0, 0, 1, 0, 0, 0, 4}, {9.5, 4.5, 5}},       /* by variance: 1, 1 and 4 of 6 */
        {{1, 0, 0, 0, 1, 1, 0, 1, 4}, {9.625, 4.75, 4.875}} /* W c = (1, -2, -5), c' W c = 8 */
    };
    for (size_t k = 0; k < 3; k++) {
        double w[9], weights[6], b[2] = {0};
        memcpy(w, cases[k].w, sizeof w);
        ok(cp_forecast_mint_weights(sum, 3, 2, w, weights) == 0, "weights, case %zu", k + 1);
        for (size_t j = 0; j < 2; j++)
            for (size_t i = 0; i < 3; i++)
                b[j] += weights[j * 3 + i] * y[i];
        ok_near(b[0], cases[k].want[1], 1e-12, "A");
        ok_near(b[1], cases[k].want[2], 1e-12, "B");
        ok_near(b[0] + b[1], cases[k].want[0], 1e-12, "the total");
    }
}

/* Errors that have nothing to do with each other lose most of their chance correlation, and those
 * that are the same keep it. */
static void test_covariance(void) {
    enum { N = 3, T = 12 };
    double e[N * T], w[N * N];
    struct cp_random stream = cp_num_random_stream(1, 0, 0);
    for (size_t k = 0; k < T; k++) {
        e[k] = cp_num_random_normal(&stream);
        e[T + k] = 10 * cp_num_random_normal(&stream);
        e[2 * T + k] = 2 * e[k] + 0.1 * cp_num_random_normal(&stream);
    }
    ok(cp_forecast_mint_covariance(e, N, T, w), "covariance");
    double own = 0;
    for (size_t k = 0; k < T; k++)
        own += e[k] * e[k] / T;
    ok_near(w[0], own, 1e-12, "variances stand");
    ok(fabs(w[1]) < 0.25 * sqrt(w[0] * w[4]), "chance is shrunk: %g", w[1] / sqrt(w[0] * w[4]));
    ok(w[2] > 0.7 * sqrt(w[0] * w[8]), "what is there stays: %g", w[2] / sqrt(w[0] * w[8]));
    ok(cp_num_cholesky(w, N) == 0, "and it is positive definite");
    memset(e, 0, sizeof e);
    ok(!cp_forecast_mint_covariance(e, N, T, w), "no errors, no covariance");
}

static struct cp_facts *history(const char *odd) {
    static const char *const sites[] = {"a", "b", "c", "-"};
    struct cp_str text = {0};
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    struct cp_random stream = cp_num_random_stream(2, 0, 0);
    cp_str_add(&text, "period\tsite\tmeasure\tvalue\tunit\n");
    double level[3] = {5, 20, 60};
    for (int32_t year = 1990; year < 2026; year++) {
        double total = 0;
        for (size_t i = 0; i < 4; i++) {
            if (i < 3) {
                level[i] = fabs(level[i] + (double)(i + 1) * cp_num_random_normal(&stream));
                total += level[i];
            }
            cp_str_addf(&text, "%d\t%s\tload\t%.17g\t%s\n", year, sites[i],
                        i < 3 ? level[i] : total / 1000, i < 3 ? "MW" : "GW");
        }
    }
    cp_str_add(&text, odd);
    FILE *in = tmpfile();
    fwrite(text.s, 1, text.len, in);
    rewind(in);
    ok_rc(cp_facts_read(t, in, "h.tsv", &err), &err, "history is read");
    fclose(in);
    cp_str_release(&text);
    return t;
}

/* Every column of every period adds up, GW and MW. */
static void test_coherent(void) {
    static const double quantile[] = {0.1, 0.9};
    static const enum cp_forecast_reconcile ways[] = {CP_RECONCILE_BOTTOM_UP, CP_RECONCILE_MINT};
    double spread[2];
    for (size_t w = 0; w < 2; w++) {
        struct cp_facts *t = history("");
        struct cp_forecast_series_set set;
        struct cp_error err = {0};
        struct cp_forecast_options o = {.horizon = 4,
                                        .quantile = quantile,
                                        .nquantile = 2,
                                        .paths = 3,
                                        .reconcile = ways[w],
                                        .seed = 1,
                                        .jobs = 2};
        size_t failed, bad = 0, below = 0, rows = 0;
        ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "reconcile");
        double off[4][4] = {{0}};
        for (size_t r = 0; r < cp_facts_count(t); r++) {
            if (!cp_facts_is_own(t, r))
                continue;
            size_t h = (size_t)(atoi(cp_facts_dim(t, r, CP_PERIOD)) - 2026), column = 0;
            const char *path = cp_facts_dim(t, r, CP_SCENARIO),
                       *q = cp_facts_dim(t, r, CP_QUANTILE);
            bool total = strcmp(cp_facts_dim(t, r, CP_SITE), "-") == 0;
            if (total && h == 3 && strcmp(q, "-") != 0)
                spread[w] = cp_facts_value(t, r) * 1000;
            if (strcmp(q, "-") != 0)
                continue;
            if (strcmp(path, "-") != 0)
                column = (size_t)atoi(path + 5);
            off[h][column] += total ? -1000 * cp_facts_value(t, r) : cp_facts_value(t, r);
            below += cp_facts_value(t, r) < 0;
            rows++;
        }
        for (size_t i = 0; i < 16; i++)
            bad += fabs(off[i / 4][i % 4]) > 1e-9;
        ok(rows == 64 && bad == 0, "the point and every path add up");
        ok(below == 0, "nothing is below 0");
        ok(spread[w] > 50 && spread[w] < 300, "a quantile of the total: %g", spread[w]);
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    }
}

/* Of the series that end elsewhere than where most of their hierarchy does, or count otherwise. */
static void told(const char *odd, size_t k, const char *says) {
    struct cp_facts *t = history(odd);
    struct cp_forecast_series_set set;
    struct cp_error err = {0};
    struct cp_forecast_options o = {.horizon = 1, .reconcile = CP_RECONCILE_MINT};
    size_t failed;
    ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "one is not like the others");
    ok(failed == 1 && strstr(set.series[k].problem, says), "it has a status: %s",
       set.series[k].problem);
    ok(strstr(set.series[k == 0].note, "not reconciled"), "the others go on as they are");
    cp_forecast_series_release(&set);
    cp_facts_free(t);
}

/* One that has closed is told against those that go on, wherever it stands and be they few. */
static void test_ends(void) {
    static const char *const closed = "ends with 2025, others in its hierarchy with 2026; what has "
                                      "closed goes on as 0";
    told("2026\tb\tload\t30\tMW\n2026\tc\tload\t30\tMW\n2026\t-\tload\t60\tMW\n", 0, closed);
    told("2026\ta\tload\t30\tMW\n2026\tc\tload\t30\tMW\n2026\t-\tload\t60\tMW\n", 1, closed);
    told("2026\ta\tload\t30\tMW\n2026\tb\tload\t30\tMW\n2026\t-\tload\t60\tMW\n", 2, closed);
    told("2026\tc\tload\t30\tMW\n2026\t-\tload\t60\tMW\n", 0, closed);
    told("2026\ta\tload\t30\tMW\n", 1, closed);
    told("2024-Q4\td\tload\t30\tMW\n2025-Q1\td\tload\t30\tMW\n", 4,
         "has periods like 2025-Q1, others in its hierarchy like 2025: give all the same");
}

/* Series that were never wrong have no covariance of errors; their forecasts differ all the same.
 */
static void test_constant(void) {
    struct cp_str text = {0};
    struct cp_facts *t = cp_facts_new();
    struct cp_error err = {0};
    cp_str_add(&text, "period\tsite\tmeasure\tvalue\tunit\n");
    for (int year = 2000; year < 2012; year++)
        cp_str_addf(&text, "%d\ta\tload\t100\tMW\n%d\tb\tload\t200\tMW\n%d\t-\tload\t303\tMW\n",
                    year, year, year);
    FILE *in = tmpfile();
    fwrite(text.s, 1, text.len, in);
    rewind(in);
    ok_rc(cp_facts_read(t, in, "h.tsv", &err), &err, "constants are read");
    fclose(in);
    cp_str_release(&text);
    struct cp_forecast_series_set set;
    struct cp_forecast_options o = {
        .horizon = 1, .method = cp_forecast_method_find("naive"), .reconcile = CP_RECONCILE_MINT};
    size_t failed, n = cp_facts_count(t);
    ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "and reconciled");
    /* W = diag(1, 1, 2), W c = (2, -1, -1), c' W c = 4, d = 3. */
    ok_near(cp_facts_value(t, n), 100 + 0.75, 1e-9, "a");
    ok_near(cp_facts_value(t, n + 1), 200 + 0.75, 1e-9, "b");
    ok_near(cp_facts_value(t, n + 2), 303 - 1.5, 1e-9, "the total");
    cp_forecast_series_release(&set);
    cp_facts_free(t);
}

/* A total that is twice its parts, one that lacks a part, and one with a slip in a single month:
 * the first two are left as they are. */
static void test_incoherent(void) {
    static const struct {
        int factor, lacking, slip;
        bool moved;
        const char *says;
    } cases[] = {{2, 0, 0, false, "in 24 of 24 periods"},
                 {1, 30, 0, false, "in 24 of 24 periods"},
                 {1, 0, 20, true, "in 1 of 24 periods: 103 against 83 MW in 2020-06"},
                 {1, 0, 0, true, ""}};
    for (size_t k = 0; k < 4; k++) {
        struct cp_facts *t = cp_facts_new();
        struct cp_error err = {0};
        FILE *in = tmpfile();
        fputs("period\tsite\tmeasure\tvalue\tunit\n", in);
        for (int i = 0; i < 24; i++) {
            int a = 50 + i * 7 % 5 + i, b = 25 + i * 3 % 4;
            int total = cases[k].factor * (a + b) + cases[k].lacking + (i == 5 ? cases[k].slip : 0);
            const char *period[] = {"2020", "2021"};
            fprintf(
                in,
                "%s-%02d\ta\tload\t%d\tMW\n%s-%02d\tb\tload\t%d\tMW\n%s-%02d\t-\tload\t%d\tMW\n",
                period[i / 12], 1 + i % 12, a, period[i / 12], 1 + i % 12, b, period[i / 12],
                1 + i % 12, total);
        }
        rewind(in);
        ok_rc(cp_facts_read(t, in, "h.tsv", &err), &err, "a history is read");
        fclose(in);
        struct cp_forecast_series_set set;
        struct cp_forecast_options o = {.horizon = 1, .reconcile = CP_RECONCILE_MINT, .jobs = 1};
        size_t failed, n = cp_facts_count(t);
        ok_rc(cp_forecast_batch(t, &o, &set, &failed, &err), &err, "forecast");
        double gap = cp_facts_value(t, n + 2) - cp_facts_value(t, n) - cp_facts_value(t, n + 1);
        ok((fabs(gap) < 1e-9) == cases[k].moved, "case %zu: %g apart", k, gap);
        ok(cases[k].says[0] ? strstr(set.series[2].note, cases[k].says) != NULL
                            : set.series[2].note[0] == 0,
           "it is said: %s", set.series[2].note);
        cp_forecast_series_release(&set);
        cp_facts_free(t);
    }
}

int main(void) {
    test_constant();
    test_incoherent();
    test_by_hand();
    test_covariance();
    test_coherent();
    test_ends();
    return done();
}
