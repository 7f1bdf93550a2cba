/* Drivers of demand: what bounds them, and what their history tells. */
#include "forecast_case.h"

#define CHAIN                                                                                      \
    "    requests: 3 request/user/day\n    tokens: 1000 token/request\n    flop: 100 "             \
    "GFLOP/token\n"                                                                                \
    "    penalty: 1 kUSD/(EFLOP/s)/h\n"

/* Weekly users of ChatGPT, mn [OpenAI, as Epoch AI has it, CC BY 4.0]: they grew 16-fold in two and
 * a half years, and no more of them can be than people. */
static const char chatgpt[] = "period\tmeasure\tvalue\tunit\n"
                              "2023-03\tpeople\t50\tmn user\n2023-09\tpeople\t80\tmn user\n"
                              "2024-03\tpeople\t125\tmn user\n2024-09\tpeople\t240\tmn user\n"
                              "2024-12\tpeople\t300\tmn user\n2025-03\tpeople\t430\tmn user\n"
                              "2025-07\tpeople\t700\tmn user\n2025-10\tpeople\t800\tmn user\n";

static void test_people(void) {
    static const char *const methods[] = {"auto", "damped", "holt", "trend"};
    struct cp_error err = {0};
    put_file("chatgpt.tsv", chatgpt);
    for (size_t i = 0; i < 4; i++) {
        char text[900];
        snprintf(text, sizeof text,
                 "horizon: {from: 2025-Q4, to: 2032-Q4}\nworkloads:\n  a:\n    kind: firm\n"
                 "    users: {history: chatgpt.tsv, method: %s, sigma: 20 %%}\n" CHAIN,
                 methods[i]);
        struct cp_plan *p = load(text);
        struct cp_facts *t;
        ok_rc(forecast(p, 1, 1, 500, &t, &err), &err, methods[i]);
        double middle = value(t, "a", "users", "2032-Q4", "-");
        ok(value(t, "a", "users", "2032-Q4", "0.9") <= 8.2e9, "no more users than people");
        ok(middle <= 8.2e9, "nor the plan's row: %.3g", middle);
        if (i == 0)
            ok(middle > 2e9 && middle < 7e9 && value(t, "a", "users", "2032-Q4", "0.1") > 8e8,
               "and auto goes on from the last value without filling it: %.3g", middle);
        cp_facts_free(t);
        cp_plan_free(p);
    }
}

static void test_bounds(void) {
    struct cp_facts *t;
    struct cp_error err = {0};
    struct cp_plan *p = load("horizon: {from: 2026-Q1, to: 2026-Q4}\n"
                             "regions: {us: {people: 340 mn user}}\nworkloads:\n"
                             "  a:\n    kind: firm\n    region: us\n"
                             "    users: {value: 300 mn user, growth: 50 %, sigma: 30 %}\n" CHAIN
                             "  b:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n"
                             "    demand: {value: 3 EFLOP/s, sigma: 200 %, floor: 2.5 EFLOP/s,\n"
                             "             cap: 3500 PFLOP/s}\n");
    ok_rc(forecast(p, 1, 1, 400, &t, &err), &err, "bounds");
    ok_near(value(t, "a", "users", "2026-Q4", "-"), 340e6, 1e-12, "the people of the region");
    ok_near(value(t, "b", "demand", "2026-Q4", "0.1"), 2.5, 1e-12, "a floor");
    ok_near(value(t, "b", "demand", "2026-Q4", "0.9"), 3.5, 1e-12, "a cap in a unit of its own");
    cp_facts_free(t);
    cp_plan_free(p);
    put_file("many.tsv", "period\tmeasure\tvalue\tunit\n2025-Q3\tpeople\t9\tbn user\n"
                         "2025-Q4\tpeople\t10\tbn user\n2026-Q1\tpeople\t10\tbn user\n");
    p = load(HEAD "  a:\n    kind: firm\n    users: {history: many.tsv}\n" CHAIN);
    ok(forecast(p, 1, 1, 10, &t, &err) == CP_EINPUT, "more users than people are refused");
    ok(strstr(err.at[0].msg, "above the cap") && strstr(err.at[0].msg, "'cap:'"),
       "with a way out: %s", err.at[0].msg);
    cp_facts_free(t);
    cp_plan_free(p);
}

/* Eight years of months with a season and noise, one of them in another unit, and the year after.
 */
static struct cp_facts *year_of(bool slip, const struct cp_forecast_total *total) {
    struct cp_str months = {0};
    struct cp_error err = {0};
    struct cp_random r = cp_num_random_stream(19, 0, 0);
    cp_str_add(&months, "period\tmeasure\tvalue\tunit\n");
    for (int t = 0; t < 96; t++) {
        double y = 100 + 8 * sin(t / 12.0 * 6.283185307179586) + 3 * cp_num_random_normal(&r);
        cp_str_addf(&months, "%d-%02d\tload\t%.6f\tEFLOP/s\n", 2018 + t / 12, 1 + t % 12,
                    slip && t == 40 ? y / 1000 : y);
    }
    put_file("months.tsv", months.s);
    cp_str_release(&months);
    struct cp_plan *p =
        load("horizon: {from: 2026-01, to: 2026-12}\nworkloads:\n"
             "  a: {kind: firm, demand: {history: months.tsv}, penalty: 1 USD/(EFLOP/s)/h}\n");
    struct cp_facts *t = cp_facts_new();
    struct cp_forecast_demand_options o = {.quantile = quantiles,
                                           .nquantile = 3,
                                           .samples = 4000,
                                           .total = total,
                                           .ntotal = 1,
                                           .seed = 1,
                                           .jobs = 1};
    ok_rc(cp_forecast_demand(p, &o, t, &err), &err, "a year of demand");
    cp_plan_free(p);
    return t;
}

static double width(const struct cp_facts *t, const char *measure, const char *period) {
    return value(t, "a", measure, period, "0.9") - value(t, "a", measure, period, "0.1");
}

/* A slip of the pen is no history; errors that do not last make a year surer than its months. */
static void test_own_past(void) {
    static const struct cp_forecast_total year = {0, CP_TOTAL_YEAR};
    struct cp_facts *plain = year_of(false, &year), *slipped = year_of(true, &year);
    double months = 0;
    for (int m = 1; m <= 12; m++) {
        char period[16];
        snprintf(period, sizeof period, "2026-%02d", m);
        double was = value(plain, "a", "demand", period, "-");
        ok_near(value(slipped, "a", "demand", period, "-"), was, 0.02, period);
        ok(width(slipped, "demand", period) < 1.3 * width(plain, "demand", period),
           "and is as sure: %.2f after %.2f", width(slipped, "demand", period),
           width(plain, "demand", period));
        months += width(plain, "demand", period) / 12;
    }
    /* Independent errors of twelve months have .29 of that, those of a level all of it. */
    double all = width(plain, "demand_total", "2026") / months;
    ok(all < 0.7, "the year's interval is %.2f of the months'", all);
    cp_facts_free(plain);
    cp_facts_free(slipped);
}

int main(void) {
    static const char *const files[] = {"plan.yaml", "chatgpt.tsv", "many.tsv", "months.tsv"};
    if (!begin())
        return 1;
    test_people();
    test_bounds();
    test_own_past();
    return end(files, sizeof files / sizeof *files);
}
