/* Growth of demand, and its misses, by driver. */
#include "forecast_case.h"

#define PLAN                                                                                       \
    HEAD "  chat:\n    kind: firm\n    penalty: 1 USD/(EFLOP/s)/h\n"                               \
         "    users: {2026-Q1: 100 mn user, 2026-Q4: 200 mn user}\n"                               \
         "    requests: {2026-Q1: 2 request/user/day, 2026-Q4: 3 request/user/day}\n"              \
         "    tokens: 1000 token/request\n    flop: 100 GFLOP/token\n"                             \
         "  train:\n    kind: flexible\n    penalty: 1 USD/(EFLOP/s)/h\n    runs: 2 1/year\n"      \
         "    run_flop: {2026-Q1: 5e26 FLOP, 2026-Q4: 6e26 FLOP}\n"                                \
         "  out: {kind: firm, penalty: 1 USD/(EFLOP/s)/h,\n"                                       \
         "        demand: {2026-Q1: 0 EFLOP/s, 2026-Q4: 3 EFLOP/s}}\n"

/* A million users with one request of 1000 tokens of 100 GFLOP a day, in EFLOP/s. */
static const double one = 1e6 / 86400 * 1000 * 1e11 * 1e-18;

static double part(const struct cp_facts *t, const char *measure, const char *workload,
                   const char *period, const char *name) {
    for (size_t r = 0; r < cp_facts_count(t); r++)
        if (strcmp(cp_facts_measure(t, r), measure) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_WORKLOAD), workload) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_PERIOD), period) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_NAME), name) == 0)
            return cp_facts_value(t, r);
    return NAN;
}

/* The parts less what they are parts of; every workload, every period. */
static double off(const struct cp_facts *t, const char *measure, const char *workload,
                  const char *period) {
    double sum = -part(t, measure, workload, period, "-");
    for (size_t r = 0; r < cp_facts_count(t); r++)
        if (strcmp(cp_facts_measure(t, r), measure) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_WORKLOAD), workload) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_PERIOD), period) == 0 &&
            strcmp(cp_facts_dim(t, r, CP_NAME), "-") != 0)
            sum += cp_facts_value(t, r);
    return fabs(sum);
}

static struct cp_period quarter(const char *text) {
    struct cp_period p = {0};
    cp_period_parse(text, strlen(text), &p);
    return p;
}

static void test_growth(void) {
    struct cp_error err = {0};
    struct cp_plan *p = load(PLAN);
    struct cp_facts *t = cp_facts_new();
    ok_rc(cp_forecast_bridge(p, quarter("2026-Q1"), quarter("2026-Q4"), t, &err), &err, "bridge");
    /* From 100 x 2 to 200 x 3: users in both orders add 100 x 2 or 100 x 3, requests 1 x 100 or
     * 1 x 200. */
    ok_near(part(t, "growth", "chat", "2026-Q4", "users"), 250 * one, 1e-12, "users");
    ok_near(part(t, "growth", "chat", "2026-Q4", "requests"), 150 * one, 1e-12, "requests");
    ok(part(t, "growth", "chat", "2026-Q4", "tokens") == 0, "tokens did not change");
    ok_near(part(t, "growth", "chat", "2026-Q4", "-"), 400 * one, 1e-12, "and all of it");
    /* Half a run a quarter: 2.5e26 FLOP in 90 days, 3e26 in 92. The length adds the mean of both
     * volumes times what a second less of each day makes. */
    ok_near(part(t, "growth", "train", "2026-Q4", "calendar"),
            2.75e26 * (1 / 92.0 - 1 / 90.0) / 86400 * 1e-18, 1e-9, "longer quarters");
    ok_near(part(t, "growth", "train", "2026-Q4", "run_flop"),
            0.5e26 * (1 / 92.0 + 1 / 90.0) / 2 / 86400 * 1e-18, 1e-9, "larger runs");
    ok_near(part(t, "growth", "out", "2026-Q4", "demand"), 3, 1e-12, "from nothing");
    ok_near(part(t, "growth", "-", "2026-Q4", "users"), 250 * one, 1e-12, "of all workloads");
    ok(off(t, "growth", "chat", "2026-Q4") < 1e-12 && off(t, "growth", "train", "2026-Q4") < 1e-9 &&
           off(t, "growth", "-", "2026-Q4") < 1e-9,
       "parts add up");
    cp_facts_free(t);
    t = cp_facts_new();
    ok(cp_forecast_bridge(p, quarter("2026"), quarter("2026-Q4"), t, &err) == CP_EUSAGE &&
           strstr(err.at[0].msg, "2026-Q1 to 2026-Q4"),
       "%s", err.at[0].msg);
    cp_facts_free(t);
    cp_plan_free(p);
}

static int miss(struct cp_plan *p, const char *text, struct cp_facts **out, struct cp_error *err) {
    struct cp_facts *actual = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    int rc = cp_facts_read(actual, in, "actual.tsv", err);
    fclose(in);
    *out = cp_facts_new();
    if (!rc)
        rc = cp_forecast_miss(p, actual, *out, err);
    cp_facts_free(actual);
    return rc;
}

static void test_miss(void) {
    struct cp_error err = {0};
    struct cp_plan *p = load(PLAN);
    struct cp_facts *t;
    /* 80 mn users came, with 3 requests each and not 2, and all took 0.3 EFLOP/s. */
    ok_rc(miss(p,
               "period\tworkload\tmeasure\tvalue\tunit\n2026-Q1\tchat\tusers\t80\tmn user\n"
               "2026-Q1\tchat\trequests\t2777.777777777778\trequest/s\n"
               "2026-Q1\tchat\tdemand\t300\tPFLOP/s\n"
               "2026-Q1\ttrain\truns\t3\t1/year\n2026-Q1\ttrain\trun_flop\t5e26\tFLOP\n"
               "2026-Q2\tchat\tusers\t100\tmn user\n2026-Q3\tout\tdemand\t1\tEFLOP/s\n",
               &t, &err),
          &err, "misses");
    double rest = 0.3 / (80 * 3), plan = one; /* of a million users with one request */
    /* Shapley of three factors, by hand: those of the others weigh 1/3, 1/6, 1/6, 1/3. */
    double users = (80 - 100) * (2 * plan / 3 + 3 * plan / 6 + 2 * rest / 6 + 3 * rest / 3);
    ok_near(part(t, "miss", "chat", "2026-Q1", "users"), users, 1e-9, "fewer users");
    ok(part(t, "miss", "chat", "2026-Q1", "requests") > 0, "with more requests");
    ok_near(part(t, "miss", "chat", "2026-Q1", "-"), 0.3 - 200 * plan, 1e-9, "the miss");
    ok(off(t, "miss", "chat", "2026-Q1") < 1e-12, "is what its parts add up to");
    ok(!isnan(part(t, "miss", "chat", "2026-Q1", "tokens,flop")), "what is between two is one");
    ok_near(part(t, "miss", "train", "2026-Q1", "runs"), 1.25e26 / (90 * 86400.0) * 1e-18, 1e-9,
            "a run more");
    ok(isnan(part(t, "miss", "chat", "2026-Q2", "-")) &&
           isnan(part(t, "miss", "-", "2026-Q2", "-")),
       "without demand the miss is unknown");
    ok_near(part(t, "miss", "out", "2026-Q3", "demand"), 1, 1e-12, "demand itself");
    cp_facts_free(t);
    ok_rc(miss(p,
               "period\tworkload\tmeasure\tvalue\tunit\n2026-Q1\ttrain\truns\t0\t1/year\n"
               "2026-Q1\ttrain\tdemand\t0\tEFLOP/s\n2026-Q2\ttrain\truns\t0\t1/year\n"
               "2026-Q2\ttrain\trun_flop\t5e26\tFLOP\n",
               &t, &err),
          &err, "no runs");
    ok(part(t, "miss", "train", "2026-Q1", "runs,run_flop") ==
               part(t, "miss", "train", "2026-Q1", "-") &&
           part(t, "miss", "-", "2026-Q1", "-") < 0,
       "of what size they were not is unknown");
    ok(part(t, "miss", "train", "2026-Q2", "runs") < 0 &&
           part(t, "miss", "train", "2026-Q2", "run_flop") == 0,
       "or known");
    cp_facts_free(t);
    ok(miss(p, "period\tworkload\tmeasure\tvalue\tunit\n2026-Q1\tchat\tusers\t-8\tmn user\n", &t,
            &err) == CP_EINPUT &&
           err.at[0].line == 2 && strstr(err.at[0].msg, "users of chat in 2026-Q1 is negative"),
       "%s", err.at[0].msg);
    cp_facts_free(t);
    err = (struct cp_error){0};
    ok(miss(p,
            "period\tsite\tworkload\tmeasure\tvalue\tunit\n2026-Q1\tus\tchat\tusers\t8\tmn user\n"
            "2026-Q1\teu\tchat\tusers\t9\tmn user\n",
            &t, &err) == CP_EINPUT &&
           err.at[0].line == 3 && strstr(err.at[0].msg, "is given a second time"),
       "%s", err.at[0].msg);
    cp_facts_free(t);
    err = (struct cp_error){0};
    int rc = miss(p,
                  "period\tworkload\tmeasure\tvalue\tunit\n2026-Q1\tmail\tusers\t-8\tmn user\n"
                  "2020-Q1\tchat\tusers\t-8\tmn user\n2026-Q1\tchat\tusers\t-8\tmn user\n"
                  "2026-Q2\tchat\tusers\t-8\tmn user\n",
                  &t, &err);
    ok(rc == CP_EINPUT && err.n == 1 && err.at[0].line == 4,
       "the first that is of the plan: %zu, in line %u", err.n, err.at[0].line);
    cp_facts_free(t);
    err = (struct cp_error){0};
    ok(miss(p, "period\tworkload\tmeasure\tvalue\tunit\n2031\tchat\tusers\t80\tmn user\n", &t,
            &err) == CP_EINPUT &&
           strstr(err.at[0].msg, "which has 2026-Q1 to 2026-Q4"),
       "of no period of the plan: %s", err.at[0].msg);
    cp_facts_free(t);
    cp_plan_free(p);
}

int main(void) {
    static const char *const files[] = {"plan.yaml"};
    if (!begin())
        return 1;
    test_growth();
    test_miss();
    return end(files, 1);
}
