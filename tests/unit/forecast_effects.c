/* What moves a driver of demand, and how its errors hang together: each key worked by hand. */
#include "forecast_case.h"

#define DEMAND(keys)                                                                               \
    HEAD "  a:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n    demand: {" keys "}\n"

/* Years from the plan's start to the middle of a quarter of 2026. */
static const double mid[] = {0.125, 0.375, 0.625, 0.875};

static struct cp_facts *demand_of(const char *text, size_t samples) {
    struct cp_error err = {0};
    struct cp_plan *p = load(text);
    struct cp_facts *t;
    ok_rc(forecast(p, 1, 1, samples, &t, &err), &err, "forecast");
    cp_plan_free(p);
    return t;
}

/* The standard deviation of the logarithm, by the 10 and 90 % quantiles. */
static double spread(const struct cp_facts *t, const char *measure, const char *period) {
    return log(value(t, "a", measure, period, "0.9") / value(t, "a", measure, period, "0.1")) /
           (2 * 1.2815516);
}

static void test_level(void) {
    struct cp_facts *t = demand_of(DEMAND("value: 3 EFLOP/s, level: 20 %"), 20000);
    ok_near(spread(t, "demand", "2026-Q1"), 0.2, 0.02, "today's level is not known");
    ok_near(spread(t, "demand", "2026-Q4"), 0.2, 0.02, "and no less is of later");
    ok(spread(t, "demand", "2026-Q1") == spread(t, "demand", "2026-Q4"), "by the same number");
    ok_near(value(t, "a", "demand", "2026-Q2", "-"), 3, 0, "the central value stays");
    cp_facts_free(t);
}

/* Half a year is known, and the error grows from its end on: half a quarter to the middle of Q3.
 * Prices and events move what follows alone, against what the last known quarter has of them. */
static void test_known(void) {
    put_file("known.tsv", "period\tmeasure\tvalue\tunit\n2025-Q1\tload\t3\tEFLOP/s\n"
                          "2025-Q2\tload\t3\tEFLOP/s\n2025-Q3\tload\t3\tEFLOP/s\n"
                          "2025-Q4\tload\t3\tEFLOP/s\n2026-Q1\tload\t3\tEFLOP/s\n"
                          "2026-Q2\tload\t3\tEFLOP/s\n");
    struct cp_facts *t =
        demand_of(DEMAND("history: known.tsv, method: naive, sigma: 50 %, level: 10 %"), 20000);
    ok(spread(t, "demand", "2026-Q1") == 0 && spread(t, "demand", "2026-Q2") == 0,
       "what is known has no error");
    ok_near(spread(t, "demand", "2026-Q3"), sqrt(0.25 * 0.125 + 0.01), 0.02,
            "from there on it has");
    cp_facts_free(t);
    t = demand_of(DEMAND("history: known.tsv, method: naive, elasticity: -1,\n"
                         "      price: {2026-Q1: 8, 2026-Q2: 4, 2026-Q4: 2}"),
                  100);
    ok(value(t, "a", "demand", "2026-Q2", "-") == 3 &&
           value(t, "a", "demand", "2026-Q2", "0.9") == 3,
       "what was sold at half the price is known");
    ok_near(value(t, "a", "demand", "2026-Q3", "-"), 3, 1e-12, "and goes on so");
    ok_near(value(t, "a", "demand", "2026-Q4", "-"), 6, 1e-12, "to the next price");
    cp_facts_free(t);
    put_file("known.tsv", "period\tmeasure\tvalue\tunit\n2025-Q2\tload\t3\tEFLOP/s\n"
                          "2025-Q3\tload\t3\tEFLOP/s\n2025-Q4\tload\t3\tEFLOP/s\n");
    t = demand_of(DEMAND("history: known.tsv, method: naive, elasticity: -1,\n"
                         "      price: {2025-Q1: 8, 2025-Q4: 4, 2026-Q1: 2, 2026-Q3: 1}"),
                  100);
    ok_near(value(t, "a", "demand", "2026-Q1", "-"), 6, 1e-12,
            "a price that fell since the history's last value moves too");
    ok_near(value(t, "a", "demand", "2026-Q4", "-"), 12, 1e-12, "as what follows does");
    cp_facts_free(t);
    put_file("known.tsv", "period\tmeasure\tvalue\tunit\n2026-Q1\tload\t3\tEFLOP/s\n"
                          "2026-Q2\tload\t3\tEFLOP/s\n");
    t = demand_of(DEMAND("history: known.tsv, method: naive, events: {\n"
                         "      launch: {date: 2026-Q2, effect: 50 %, until: 2026-Q3},\n"
                         "      old: {date: 2020, effect: 20 %}}"),
                  100);
    ok(value(t, "a", "demand", "2026-Q2", "-") == 3 &&
           value(t, "a", "demand", "2026-Q2", "0.1") == 3,
       "what came of a launch is known");
    ok_near(value(t, "a", "demand", "2026-Q3", "-"), 3, 1e-12, "and stays");
    ok_near(value(t, "a", "demand", "2026-Q4", "-"), 2, 1e-12, "until it ends");
    ok_near(value(t, "a", "demand", "2026-Q4", "0.5"), 2, 0.2, "on every path");
    cp_facts_free(t);
}

static void test_events(void) {
    struct cp_facts *t =
        demand_of(DEMAND("value: 3 EFLOP/s, events: {launch: {date: 2026-05-16, effect: 30 %,\n"
                         "      until: 2026-Q3}}"),
                  10);
    ok_near(value(t, "a", "demand", "2026-Q1", "-"), 3, 0, "before an event");
    ok_near(value(t, "a", "demand", "2026-Q2", "-"), 3 * (1 + 0.3 * 46 / 91), 1e-12,
            "46 days of 91");
    ok_near(value(t, "a", "demand", "2026-Q3", "-"), 3.9, 1e-12, "all of it");
    ok_near(value(t, "a", "demand", "2026-Q4", "-"), 3, 1e-12, "and after it");
    cp_facts_free(t);
    /* Over 2191.5 hours from the first of July; the third quarter has 2208. */
    t = demand_of(DEMAND("value: 3 EFLOP/s, events: {launch: {date: 2026-Q3, effect: 30 %,\n"
                         "      ramp: 0.25 years}}"),
                  10);
    ok_near(value(t, "a", "demand", "2026-Q3", "-"), 3 * (1 + 0.3 * (2208 - 2191.5 / 2) / 2208),
            1e-12, "a ramp comes evenly");
    ok_near(value(t, "a", "demand", "2026-Q4", "-"), 3.9, 1e-12, "and is there then");
    cp_facts_free(t);
    t = demand_of(DEMAND("value: 3 EFLOP/s, events: {ban: {date: 2026-Q2, effect: -100 %,\n"
                         "      probability: 40 %}}"),
                  2000);
    ok_near(value(t, "a", "demand", "2026-Q2", "-"), 1.8, 1e-12, "the mean of a ban of 40 %");
    ok(value(t, "a", "demand", "2026-Q4", "0.1") == 0, "a path has nothing");
    ok_near(value(t, "a", "demand", "2026-Q4", "0.5"), 3, 1e-12, "or all");
    cp_facts_free(t);
}

/* 9 against 4 with half the weight is 6; on the way there a part of it. */
static void test_judgement(void) {
    struct cp_facts *t =
        demand_of(DEMAND("value: 4 EFLOP/s, sigma: 40 %, judgement: {board: {date: 2026-Q4,\n"
                         "      value: 9000 PFLOP/s, weight: 50 %, sigma: 20 %}}"),
                  20000);
    ok_near(value(t, "a", "demand", "2026-Q4", "-"), 6, 1e-12, "on its day");
    ok_near(value(t, "a", "demand", "2026-Q2", "-"), 4 * pow(1.5, mid[1] / mid[3]), 1e-9,
            "on the way there");
    ok_near(spread(t, "demand", "2026-Q4"), sqrt(0.04 * mid[3] + 0.01), 0.02, "half of each error");
    cp_facts_free(t);
    /* Two, the later one first: each holds on its day, and between them the way is even. */
    t = demand_of(DEMAND("value: 4 EFLOP/s, judgement: {\n"
                         "      late: {date: 2026-Q4, value: 5 EFLOP/s, weight: 1, sigma: 10 %},\n"
                         "      soon: {date: 2026-Q2, value: 9 EFLOP/s, weight: 1, sigma: 30 %}}"),
                  20000);
    ok_near(value(t, "a", "demand", "2026-Q2", "-"), 9, 1e-12, "the first on its day");
    ok_near(value(t, "a", "demand", "2026-Q3", "-"), sqrt(45), 1e-9, "half way to the second");
    ok_near(value(t, "a", "demand", "2026-Q4", "-"), 5, 1e-12, "the second on its day");
    ok_near(spread(t, "demand", "2026-Q2"), 0.3, 0.02, "with the error of the first");
    ok_near(spread(t, "demand", "2026-Q4"), 0.1, 0.01, "and of the second");
    cp_facts_free(t);
}

static void test_price(void) {
    struct cp_facts *t = demand_of(
        DEMAND("value: 3 EFLOP/s, price: {value: 8, growth: -50 %}, elasticity: -1.2"), 10);
    ok_near(value(t, "a", "demand", "2026-Q1", "-"), 3, 1e-12, "today's price is the measure");
    ok_near(value(t, "a", "demand", "2026-Q4", "-"), 3 * pow(2, 1.2 * (mid[3] - mid[0])), 1e-9,
            "what costs half is asked for more");
    cp_facts_free(t);
}

#define TWO                                                                                        \
    HEAD "  a:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n"                                  \
         "    users: {value: 1 mn user, sigma: 30 %,\n"                                            \
         "            correlation: [{with: a/requests, value: 70 %}]}\n"                           \
         "    requests: {value: 3 request/user/day, sigma: 40 %}\n"                                \
         "    tokens: 1000 token/request\n    flop: 100 GFLOP/token\n"                             \
         "  b:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n"                                  \
         "    demand: {value: 3 EFLOP/s, level: 5 %}\n"                                            \
         "  c:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n"                                  \
         "    demand: {value: 3 EFLOP/s, level: 5 %,\n"                                            \
         "             correlation: [{with: b/demand, value: 70 %}]}\n"

/* Variances against the analytic ones: (0.3^2 + 0.4^2 + 2 x 0.7 x 0.3 x 0.4) t of the logarithm of
 * a product; of a sum of two equal ones 2 x 1.7 times that of one, nearly normal as it is small. */
static void test_correlation(void) {
    struct cp_error err = {0};
    struct cp_plan *p = load(TWO);
    struct cp_facts *t = cp_facts_new();
    static const struct cp_forecast_total total = {1u << CP_WORKLOAD, CP_TOTAL_HORIZON};
    struct cp_forecast_demand_options o = {.quantile = quantiles,
                                           .nquantile = 3,
                                           .samples = 40000,
                                           .total = &total,
                                           .ntotal = 1,
                                           .seed = 1,
                                           .jobs = 2};
    ok_rc(cp_forecast_demand(p, &o, t, &err), &err, "correlated");
    double product = pow(spread(t, "demand", "2026-Q4"), 2) / (0.418 * mid[3]);
    ok(fabs(product - 1) < 0.03, "drivers of a workload: %.4f of the variance", product);
    double width =
        value(t, "-", "demand_total", "-", "0.9") - value(t, "-", "demand_total", "-", "0.1");
    double sum = pow(width / (2 * 1.2815516), 2) / (9 * 0.0025 * 3.4);
    ok(fabs(sum - 1) < 0.03, "and of two: %.4f", sum);
    cp_facts_free(t);
    cp_plan_free(p);
}

/* One message with its line, of loading or of forecasting. */
static void refused(const char *text, const char *want, int line) {
    char path[128];
    struct cp_error err = {0};
    struct cp_plan *p = NULL;
    struct cp_facts *t = NULL;
    put_file("plan.yaml", text);
    snprintf(path, sizeof path, "%s/plan.yaml", folder);
    int rc = cp_plan_load(path, NULL, 0, &p, &err);
    if (!rc)
        rc = forecast(p, 1, 1, 10, &t, &err);
    ok((rc == CP_EINPUT || rc == CP_ENUMERIC) && strstr(err.at[0].msg, want), "refused: %s",
       err.at[0].msg);
    ok(err.at[0].line == (unsigned)line, "in line %u", err.at[0].line);
    cp_facts_free(t);
    cp_plan_free(p);
}

static void test_refused(void) {
    refused(DEMAND("value: 3 EFLOP/s, elasticity: -1"), "price", 6);
    refused(DEMAND("value: 3 EFLOP/s, price: 1"), "elasticity", 6);
    refused(DEMAND("value: 3 EFLOP/s, elasticity: -1,\n price: {2026-Q1: 1, 2026-Q3: 0}"),
            "its price is not above 0", 7);
    refused(DEMAND("value: 3 EFLOP/s, elasticity: -1, price: {value: 1, growth: -100 %}"),
            "its price is not above 0", 6);
    refused(DEMAND("history: known.tsv,\n events: {ban: {date: 2025-Q1, effect: -100 %}}"),
            "left nothing at the end of the history", 7);
    refused(DEMAND("value: 3 EFLOP/s, cap: 5 EFLOP/s, judgement:\n"
                   " {x: {date: 2026-Q3, value: 6 EFLOP/s, weight: 20 %}}"),
            "6 is not within 0 to 5; give another 'cap:'", 7);
    refused(
        DEMAND("value: 3 EFLOP/s, judgement: {x: {date: 2026-Q3, value: 6 EFLOP/s, weight: 1},\n"
               " y: {date: 2026-08-01, value: 5 EFLOP/s, weight: 1}}"),
        "is of the same period as x", 7);
    refused(DEMAND("value: 3 EFLOP/s,\n events: {x: {date: 2026-Q3, effect: 10 %,\n"
                   " until: 2026-Q1}}"),
            "before it begins", 8);
    refused(DEMAND("value: 3 EFLOP/s,\n events: {x: {date: 2026-Q3,\n effect: -150 %}}"), "-1", 8);
    refused(DEMAND("value: 3 EFLOP/s,\n events: {x: {date: 2026-Q3, effect: 10 %,\n"
                   " probability: 120 %}}"),
            "1", 8);
    refused(DEMAND("value: 3 EFLOP/s, judgement:\n {x: {date: 2026-Q3, value: 1 EFLOP/s,\n"
                   " weight: 120 %}}"),
            "1", 8);
    refused(DEMAND("value: 3 EFLOP/s, judgement:\n {x: {date: 2028, value: 1 EFLOP/s,\n"
                   " weight: 20 %}}"),
            "not within", 7);
    refused(DEMAND("value: 3 EFLOP/s, sigma: 1 %, correlation:\n [{with: b/demand, value: 1}]"),
            "no driver", 7);
    refused(DEMAND("value: 3 EFLOP/s, correlation:\n [{with: a/demand, value: 1}]"), "no error", 7);
    refused(DEMAND("value: 3 EFLOP/s, sigma: 1 %, correlation:\n [{with: a/demand, value: 1}]"),
            "with itself", 7);
    refused(HEAD "  a:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n"
                 "    users: {value: 1 mn user, sigma: 1 %, correlation: [\n"
                 "      {with: a/requests, value: 0.9}, {with: a/tokens, value: 0.9}]}\n"
                 "    requests: {value: 3 request/user/day, sigma: 1 %, correlation: [\n"
                 "      {with: a/tokens, value: -0.9}]}\n"
                 "    tokens: {value: 1000 token/request, sigma: 1 %}\n"
                 "    flop: 100 GFLOP/token\n",
            "no errors hang together", 9);
    refused(DEMAND("value: 3 EFLOP/s, judgement:\n {x: {date: 2020, value: 1 EFLOP/s,\n"
                   " weight: 20 %}}"),
            "not within", 7);
    refused(DEMAND("value: 0 EFLOP/s, judgement:\n {x: {date: 2026-Q3, value: 1 EFLOP/s,\n"
                   " weight: 20 %}}"),
            "nothing is forecast for its day to be weighed with", 7);
    refused(HEAD "  a:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n"
                 "    users: {value: 1 mn user, sigma: 1 %, correlation: [\n"
                 "      {with: a/requests, value: 0.9}]}\n"
                 "    requests: {value: 3 request/user/day, sigma: 1 %, correlation: [\n"
                 "      {with: a/users, value: 0.8}]}\n"
                 "    tokens: 1000 token/request\n    flop: 100 GFLOP/token\n",
            "workloads/a/requests/correlation: 'a/users' says another one", 9);
    refused(HEAD "  a:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n"
                 "    users: 1e9 user\n    requests: 1 request/user/s\n"
                 "    tokens: 1e300 token/request\n    flop: 1 FLOP/token\n",
            "workloads/a: tokens in 2026-Q1 is beyond the range of numbers", 3);
}

int main(void) {
    static const char *const files[] = {"plan.yaml", "known.tsv"};
    if (!begin())
        return 1;
    test_level();
    test_known();
    test_events();
    test_judgement();
    test_price();
    test_correlation();
    test_refused();
    return end(files, sizeof files / sizeof *files);
}
