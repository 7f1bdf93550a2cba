#include "forecast_case.h"

static char *written(const struct cp_facts *t) {
    char *text = NULL;
    size_t len;
    struct cp_error err = {0};
    FILE *out = open_memstream(&text, &len);
    cp_facts_write(t, out, "tsv", &err);
    fclose(out);
    return text;
}

static void test_arithmetic(void) {
    struct cp_plan *p =
        load(HEAD "  chat:\n"
                  "    kind: firm\n"
                  "    region: us\n"
                  "    tenant: lab\n"
                  "    users: {2026-Q1: 100 mn user, 2026-Q3: 200 mn user}\n"
                  "    requests: 3 request/user/day\n"
                  "    tokens: {value: 900 token/request, growth: 100 %}\n"
                  "    flop: 200 GFLOP/token\n"
                  "    peak: 1.6\n"
                  "    penalty: 30 kUSD/(EFLOP/s)/h\n"
                  "  frontier:\n"
                  "    kind: flexible\n"
                  "    runs: 2 1/year\n"
                  "    run_flop: 5e26 FLOP\n"
                  "    penalty: 10 kUSD/(EFLOP/s)/h\n"
                  "  ads: {kind: firm, demand: 3 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}\n");
    struct cp_facts *t;
    struct cp_error err = {0};
    ok_rc(forecast(p, 1, 1, 10, &t, &err), &err, "demand");
    /* By hand, 2026-Q1, mid-point 1/8 year: 1e8 users x 3/86400 s = 3472.2 requests/s; x 900 x
     * 2^(1/8) tokens = 3.4077e6 token/s; x 2e11 FLOP = 0.68154 EFLOP/s. */
    ok_near(value(t, "chat", "users", "2026-Q1", "-"), 1e8, 1e-12, "users");
    ok_near(value(t, "chat", "requests", "2026-Q1", "-"), 3e8 / 86400, 1e-12, "requests");
    ok_near(value(t, "chat", "tokens", "2026-Q1", "-"), 3e8 / 86400 * 900 * pow(2, 0.125), 1e-12,
            "tokens");
    ok_near(value(t, "chat", "demand", "2026-Q1", "-"), 0.68154, 1e-4, "demand in EFLOP/s");
    ok_near(value(t, "chat", "demand", "2026-Q3", "-") / value(t, "chat", "demand", "2026-Q1", "-"),
            2 * sqrt(2), 1e-12, "twice the users, half a year of growth");
    ok_near(value(t, "chat", "peak_to_mean", "2026-Q2", "-"), 1.6, 0, "its peak is a factor");
    ok(isnan(value(t, "ads", "peak_to_mean", "2026-Q2", "-")), "none where none is given");
    ok_near(value(t, "ads", "demand", "2026-Q4", "-"), 3, 0, "demand given directly");
    ok(isnan(value(t, "ads", "users", "2026-Q4", "-")), "and no layers above it");
    ok_near(value(t, "frontier", "training", "2026-Q1", "-"), 2.5e26, 1e-12,
            "half a run a quarter");
    /* 90 days in the first quarter. */
    ok_near(value(t, "frontier", "demand", "2026-Q1", "-"), 2.5e26 / (90 * 86400.0) / 1e18, 1e-12,
            "spread over the hours of the quarter");
    ok(value(t, "chat", "demand", "2026-Q3", "0.1") == value(t, "chat", "demand", "2026-Q3", "-"),
       "without errors every quantile is the central value");
    for (size_t r = 0; r < cp_facts_count(t); r++)
        if (strcmp(cp_facts_dim(t, r, CP_WORKLOAD), "chat") == 0 &&
            (strcmp(cp_facts_dim(t, r, CP_TENANT), "lab") != 0 ||
             strcmp(cp_facts_dim(t, r, CP_REGION), "us") != 0))
            ok(false, "row %zu has region and tenant", r);
    cp_facts_free(t);
    cp_plan_free(p);
}

#define NOISY                                                                                      \
    HEAD "  chat:\n"                                                                               \
         "    kind: firm\n"                                                                        \
         "    users: {value: 100 mn user, sigma: 30 %}\n"                                          \
         "    requests: {value: 3 request/user/day, sigma: 40 %}\n"                                \
         "    tokens: 900 token/request\n"                                                         \
         "    flop: 200 GFLOP/token\n"                                                             \
         "    penalty: 30 kUSD/(EFLOP/s)/h\n"

static void test_sampling(void) {
    struct cp_plan *p = load(NOISY);
    struct cp_facts *t, *other;
    struct cp_error err = {0};
    enum { N = 20000 };
    ok_rc(forecast(p, 1, 1, N, &t, &err), &err, "with errors");
    /* Both logarithms are normal with variance sigma^2 t: their product has sigma 0.5, and at the
     * middle of 2026-Q4, 7/8 year on, the 90 % quantile is exp(1.2816 x 0.5 sqrt(7/8)) central
     * ones. Four standard errors of a sample quantile: sqrt(0.09/N) over the density there. */
    double sd = 0.5 * sqrt(0.875), z = cp_num_normal_quantile(0.9);
    double error = 4 * sqrt(0.09 / N) / (exp(-z * z / 2) / sqrt(2 * M_PI)) * sd;
    double central = value(t, "chat", "demand", "2026-Q4", "-");
    ok(fabs(log(value(t, "chat", "demand", "2026-Q4", "0.9") / central) - z * sd) < error,
       "errors multiply and grow with the root of time");
    ok(fabs(log(value(t, "chat", "demand", "2026-Q4", "0.5") / central)) < error,
       "the central value is the median");
    ok(value(t, "chat", "users", "2026-Q1", "0.9") < value(t, "chat", "users", "2026-Q4", "0.9"),
       "less is known of later");
    char *text = written(t);
    cp_facts_free(t);

    forecast(p, 1, 2, N, &other, &err);
    char *again = written(other);
    ok(strcmp(text, again) == 0, "the same bytes from two threads");
    cp_facts_free(other);
    free(again);

    forecast(p, 2, 1, N, &other, &err);
    again = written(other);
    ok(strcmp(text, again) != 0, "another seed, other numbers");
    cp_facts_free(other);
    free(again);
    cp_plan_free(p);

    p = load(NOISY "  ads: {kind: firm, penalty: 1 USD/(EFLOP/s)/h,\n"
                   "        demand: {value: 3 EFLOP/s, sigma: 10 %}}\n");
    forecast(p, 1, 1, N, &other, &err);
    again = written(other);
    ok(strncmp(text, again, strlen(text)) == 0, "another workload does not move the draws");
    cp_facts_free(other);
    free(again);
    cp_plan_free(p);
    free(text);
}

static void test_histories(void) {
    put_file("months.tsv", "period\tmeasure\tvalue\tunit\n"
                           "2025-11\tusers\t1\tmn user\n2025-12\tusers\t2\tmn user\n"
                           "2026-01\tusers\t3\tmn user\n2026-02\tusers\t4\tmn user\n"
                           "2026-03\tusers\t8\tmn user\n");
    put_file("years.tsv", "period\tmeasure\tvalue\tunit\n"
                          "2024\trate\t1\tEFLOP/s\n2025\trate\t2\tEFLOP/s\n2026\trate\t4\tEFLOP/s\n"
                          "2025\tother\t4\tEFLOP/s\n");
    struct cp_plan *p = load(HEAD "  chat:\n"
                                  "    kind: firm\n"
                                  "    users: {history: months.tsv, method: naive}\n"
                                  "    requests: 3 request/user/day\n"
                                  "    tokens: 900 token/request\n"
                                  "    flop: 200 GFLOP/token\n"
                                  "    penalty: 30 kUSD/(EFLOP/s)/h\n"
                                  "  ads:\n"
                                  "    kind: firm\n"
                                  "    demand: {history: years.tsv, measure: rate, method: naive,\n"
                                  "             scale: 10}\n"
                                  "    penalty: 1 USD/(EFLOP/s)/h\n");
    struct cp_facts *t;
    struct cp_error err = {0};
    ok_rc(forecast(p, 1, 1, 4000, &t, &err), &err, "histories");
    /* 31, 28 and 31 days: (3 x 31 + 4 x 28 + 8 x 31)/90. */
    ok_near(value(t, "chat", "users", "2026-Q1", "-"), 453e6 / 90, 1e-12, "months make a quarter");
    ok(value(t, "chat", "users", "2026-Q1", "0.9") == value(t, "chat", "users", "2026-Q1", "-"),
       "what is known has no error");
    ok_near(value(t, "chat", "users", "2026-Q2", "-"), 8e6, 1e-12, "a forecast after it");
    ok(value(t, "chat", "users", "2026-Q2", "0.9") > 8e6, "with an error");
    /* Mid-points: 2025 at -1/2 year, 2026 at 1/2 year; the first quarter's at 1/8 (by hours: 45
     * days after new year, 182.5 + 45 days after mid-2025). */
    ok_near(value(t, "ads", "demand", "2026-Q1", "-"), 20 + 20 * (182.5 + 45) / 365, 1e-12,
            "years make a line between mid-points");
    ok_near(value(t, "ads", "demand", "2026-Q4", "-"), 40, 1e-12, "naive from the last");
    cp_facts_free(t);
    cp_plan_free(p);
}

static void test_bad_histories(void) {
    put_file("late.tsv", "period\tmeasure\tvalue\tunit\n2026-05\tusers\t1\tmn user\n");
    put_file("unit.tsv", "period\tmeasure\tvalue\tunit\n2025-05\trate\t1\tMWh\n");
    put_file("two.tsv", "period\tmeasure\tvalue\tunit\n2025\ta\t1\tEFLOP/s\n2025\tb\t1\tEFLOP/s\n");
    put_file("short.tsv",
             "period\tmeasure\tvalue\tunit\n2025\ta\t1\tEFLOP/s\n2026\ta\t1\tEFLOP/s\n");
    struct cp_plan *p = load(
        HEAD "  a: {kind: firm, penalty: 1 USD/(EFLOP/s)/h, demand: {history: unit.tsv}}\n"
             "  b: {kind: firm, penalty: 1 USD/(EFLOP/s)/h, demand: {history: two.tsv}}\n"
             "  c: {kind: firm, penalty: 1 USD/(EFLOP/s)/h,\n"
             "      demand: {history: short.tsv, method: holt}}\n"
             "  d: {kind: firm, penalty: 1 USD/(EFLOP/s)/h, users: {history: late.tsv},\n"
             "      requests: 1 request/user/day, tokens: 1 token/request, flop: 1 FLOP/token}\n");
    struct cp_facts *t;
    struct cp_error err = {0};
    ok(forecast(p, 1, 1, 10, &t, &err) == CP_EINPUT && err.n == 4, "every bad history is reported");
    static const struct {
        const char *text;
        unsigned line, col;
    } want[] = {{"'MWh' does not measure", 2, 16},
                {"workloads/b/demand: history", 4, 0},
                {"2 values, holt needs 3", 6, 0},
                {"begins 2026-05, after the plan's start 2026-Q1", 7, 0}};
    for (size_t i = 0; i < err.n && i < 4; i++) {
        bool same = strstr(err.at[i].msg, want[i].text) && err.at[i].line == want[i].line;
        ok(same, "%s", want[i].text);
        if (!same)
            printf("# %s:%u:%u: %s\n", err.at[i].file, err.at[i].line, err.at[i].col,
                   err.at[i].msg);
    }
    cp_facts_free(t);
    cp_plan_free(p);
}

/* Each history that is read and cannot be one, its finding, and where it stands. */
static void test_odd_histories(void) {
    static const struct {
        const char *what, *text, *says;
    } odd[] = {
        {"demand: {history: odd.tsv, measure: load}", "2025\ta\t1\tEFLOP/s\n2026\ta\t1\tEFLOP/s\n",
         "has no series of measure 'load'"},
        {"demand: {history: odd.tsv}", "-\ta\t1\tEFLOP/s\n", "odd.tsv' has no series"},
        {"demand: {history: odd.tsv}", "1\ta\t1\tEFLOP/s\n2\ta\t1\tEFLOP/s\n3\ta\t2\tEFLOP/s\n",
         "has plain numbers for periods; a plan needs dates"},
        {"demand: {history: odd.tsv}",
         "2025-12-01T00:15\ta\t1\tEFLOP/s\n2025-12-01T00:30\ta\t2\tEFLOP/s\n",
         "has minutes; a plan needs hours or longer periods"},
        {"demand: {history: odd.tsv}", "2025\ta\t1\tEFLOP/s\n2025-Q1\ta\t1\tEFLOP/s\n",
         "periods of different lengths: 2025 and 2025-Q1"},
        {"demand: {history: odd.tsv, floor: 2 EFLOP/s}",
         "2024\ta\t3\tEFLOP/s\n2025\ta\t1\tEFLOP/s\n",
         "1 in 2025 is below the floor 2; give it another 'floor:'"},
        {"demand: {history: odd.tsv, method: naive}", NULL, "cannot open history"},
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct cp_str text = {0};
        struct cp_facts *t = NULL;
        struct cp_error err = {0};
        cp_str_addf(&text, "period\tmeasure\tvalue\tunit\n%s", odd[i].text ? odd[i].text : "");
        put_file("odd.tsv", text.s);
        cp_str_reset(&text);
        cp_str_addf(&text, HEAD "  a:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n    %s\n",
                    odd[i].what);
        struct cp_plan *p = load(text.s);
        if (!odd[i].text) { /* it goes once the plan is read */
            char path[128];
            snprintf(path, sizeof path, "%s/odd.tsv", folder);
            unlink(path);
        }
        int rc = forecast(p, 1, 1, 10, &t, &err);
        ok_fails(rc, &err, odd[i].says, odd[i].says);
        ok(err.n == 1 && err.at[0].line == 6, "told once, of the line of the driver");
        cp_facts_free(t);
        cp_plan_free(p);
        cp_str_release(&text);
    }
}

int main(void) {
    static const char *const files[] = {"odd.tsv",  "plan.yaml", "months.tsv", "years.tsv",
                                        "late.tsv", "unit.tsv",  "two.tsv",    "short.tsv"};
    if (!begin())
        return 1;
    test_arithmetic();
    test_sampling();
    test_histories();
    test_bad_histories();
    test_odd_histories();
    return end(files, sizeof files / sizeof *files);
}
