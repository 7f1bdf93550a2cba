/* Drivers of demand: what bounds them. */
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

int main(void) {
    static const char *const files[] = {"plan.yaml", "chatgpt.tsv", "many.tsv"};
    if (!begin())
        return 1;
    test_people();
    test_bounds();
    return end(files, sizeof files / sizeof *files);
}
