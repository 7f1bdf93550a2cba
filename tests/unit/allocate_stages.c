/* Random small plans for several scenarios and with limited foresight: every scenario's answer
 * keeps every limit of its own plan and adds up, the whole is their mean, and seeing less costs
 * more. */
#include "allocate_check.h"
#include "allocate_plans.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

static const struct change same = {.money = 1, .size = 1, .supply = 1, .price = 1},
                           near_by = {.money = 1, .size = 1, .supply = 1, .price = 1, .near = true};
static char profiles[] = "/tmp/capplan-profiles-XXXXXX";
static const char scenarios[] =
    "scenarios:\n"
    "  plain: {probability: 50 %}\n"
    "  more: {probability: 30 %, demand: {\"*\": 1.25}}\n"
    "  less: {probability: 20 %, demand: {\"*\": 0.6}, set: {co2_price: 3 USD/t}}\n";
static const double demand[] = {1, 1.25, 0.6};

struct run {
    struct cp_plan *plan;
    struct cp_facts *facts;
    struct cp_allocate_result result;
    struct cp_error err;
    int rc;
};

static struct cp_facts *read_facts(const struct cp_str *text, struct cp_error *err) {
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen(text->s, text->len, "r");
    cp_facts_read(facts, in, "facts", err);
    fclose(in);
    return facts;
}

static struct run solve(uint64_t seed, const struct change *change, const char *more,
                        struct cp_allocate_options opt) {
    struct run r = {0};
    struct cp_str plan = {0}, facts = {0};
    char path[] = "/tmp/capplan-stages-XXXXXX";
    plans_make(seed, change, profiles, &plan, &facts);
    FILE *f = fdopen(mkstemp(path), "w");
    fprintf(f, "%s%s", plan.s, more);
    fclose(f);
    opt.slices = true;
    r.rc = cp_plan_load(path, NULL, 0, &r.plan, &r.err);
    unlink(path);
    r.facts = read_facts(&facts, &r.err);
    if (!r.rc)
        r.rc = cp_allocate(r.plan, r.facts, &opt, &r.result, &r.err);
    for (size_t i = 0; i < r.err.n; i++)
        printf("# plan %u: line %u: %s\n", (unsigned)seed, r.err.at[i].line, r.err.at[i].msg);
    cp_str_release(&plan);
    cp_str_release(&facts);
    return r;
}

static void end(struct run *r) {
    cp_allocate_result_release(&r->result);
    cp_facts_free(r->facts);
    cp_plan_free(r->plan);
}

static bool is(const struct cp_facts *f, size_t r, const char *measure) {
    return !strcmp(cp_facts_measure(f, r), measure);
}

/* The value of a measure that stands once in a scenario; NaN: it does not. */
static double value(const struct run *r, const char *measure, const char *scenario) {
    for (size_t i = 0; i < cp_facts_count(r->facts); i++)
        if (is(r->facts, i, measure) && !strcmp(cp_facts_dim(r->facts, i, CP_SCENARIO), scenario))
            return cp_facts_value(r->facts, i);
    return NAN;
}

/* The stream as it would be if the scenario were the plan. */
static struct cp_facts *facts_of(const struct run *r, size_t k, struct cp_error *err) {
    const struct cp_facts *f = r->facts;
    struct cp_str text = {0};
    for (size_t d = 0; d < CP_DIM_COUNT; d++)
        cp_str_addf(&text, "%s\t", cp_facts_dim_name((enum cp_dim)d));
    cp_str_add(&text, "measure\tvalue\tunit\n");
    for (size_t i = 0; i < cp_facts_count(f); i++) {
        const char *scenario = cp_facts_dim(f, i, CP_SCENARIO);
        bool own = cp_facts_is_own(f, i), mine = !strcmp(scenario, r->plan->scenario[k].name);
        bool sum = own && (is(f, i, "objective") || is(f, i, "expected_cost"));
        double x = cp_facts_value(f, i);
        if (!mine && (strcmp(scenario, "-") != 0 || sum))
            continue;
        for (size_t d = 0; d < CP_DIM_COUNT; d++)
            cp_str_addf(&text, "%s\t", d == CP_SCENARIO ? "-" : cp_facts_dim(f, i, (enum cp_dim)d));
        cp_str_addf(&text, "%s\t%.17g\t%s\n", cp_facts_measure(f, i),
                    !own && is(f, i, "demand") ? x * demand[k] : x, cp_facts_unit(f, i));
    }
    struct cp_facts *out = read_facts(&text, err);
    cp_str_release(&text);
    return out;
}

static bool scenario_holds(const struct run *r, size_t k, uint64_t seed) {
    struct cp_error err = {0};
    struct cp_str why = {0};
    struct cp_plan *plan = NULL;
    struct cp_facts *facts = facts_of(r, k, &err);
    bool pass = cp_plan_scenario(r->plan, k, &plan, &err) == 0 && err.n == 0 &&
                check_allocation(plan, facts, false, &why) == 0;
    if (!pass)
        printf("# plan %u, %s: %s\n%s", (unsigned)seed, r->plan->scenario[k].name,
               err.n ? err.at[0].msg : "", why.s ? why.s : "");
    cp_str_release(&why);
    cp_facts_free(facts);
    cp_plan_free(plan);
    return pass;
}

static bool near(double a, double b, double scale) {
    return fabs(a - b) <= 1e-9 * fmax(1, scale);
}

static unsigned test_scenarios(uint64_t seed) {
    struct run r = solve(seed, &same, scenarios,
                         (struct cp_allocate_options){
                             .evpi = true, .risk_aversion = seed % 2 ? 0.4 : 0, .tail = 0.75});
    bool solved = r.result.status == CP_LP_OPTIMAL, pass = r.rc == 0;
    double mean = 0, size = 0;
    for (size_t k = 0; k < 3 && pass && solved; k++) {
        double cost = value(&r, "objective", r.plan->scenario[k].name);
        pass = scenario_holds(&r, k, seed);
        mean += r.plan->scenario[k].probability * cost;
        size += fabs(cost);
    }
    if (solved)
        pass = pass && near(value(&r, "expected_cost", "-"), mean, size) &&
               value(&r, "evpi", "-") >= 0;
    if (solved && seed % 2)
        pass = pass &&
               near(value(&r, "objective", "-"), 0.6 * mean + 0.4 * value(&r, "cvar", "-"), size);
    else if (solved)
        pass = pass && near(value(&r, "objective", "-"), mean, size);
    else
        pass = pass && r.result.status == CP_LP_INFEASIBLE && r.result.explanation.len > 0;
    ok(pass, "scenarios of plan %u", (unsigned)seed);
    end(&r);
    return solved;
}

static unsigned test_foresight(uint64_t seed) {
    static const size_t sight[][2] = {{1, 1}, {2, 1}, {1000, 1}};
    struct run all = solve(seed, &near_by, "", (struct cp_allocate_options){0});
    double best = all.result.objective, size = 0;
    unsigned solved = 0;
    bool pass = all.rc == 0;
    for (size_t i = 0; i < cp_facts_count(all.facts); i++)
        size += is(all.facts, i, "cost") ? fabs(cp_facts_value(all.facts, i)) : 0;
    for (size_t i = 0; i < 3; i++) {
        struct run r =
            solve(seed, &near_by, "",
                  (struct cp_allocate_options){.window = sight[i][0], .commit = sight[i][1]});
        struct cp_str why = {0};
        bool found = r.result.status == CP_LP_OPTIMAL, right = r.rc == 0;
        if (found)
            right = right && check_allocation(r.plan, r.facts, false, &why) == 0 &&
                    r.result.objective >= best - 1e-7 * size;
        if (i == 2)
            right = right && r.result.status == all.result.status && r.result.objective == best;
        solved += found && i < 2;
        if (!right)
            printf("# plan %u, %zu/%zu: %s, %.12g for %.12g\n%s", (unsigned)seed, sight[i][0],
                   sight[i][1], cp_lp_status_name(r.result.status), r.result.objective, best,
                   why.s ? why.s : "");
        pass = pass && right;
        cp_str_release(&why);
        end(&r);
    }
    ok(pass, "limited foresight of plan %u", (unsigned)seed);
    end(&all);
    return solved;
}

int main(void) {
    unsigned solved = 0, seen = 0;
    FILE *f = fdopen(mkstemp(profiles), "w");
    plans_write_profiles(f);
    fclose(f);
    struct draws d = plans_draws(1, tap_draws(40, 100));
    for (uint64_t seed = d.first; seed < d.end; seed++) {
        solved += test_scenarios(seed);
        seen += test_foresight(seed);
    }
    seen += test_foresight(125); /* a step that can come before the one that it follows */
    printf("# %u with scenarios, %u of %u with limited foresight\n", solved, seen,
           (unsigned)(2 * (d.end - d.first)));
    if (!tap_short())
        ok(solved > (d.end - d.first) / 2 && seen > (d.end - d.first) / 2,
           "most of them have an answer");
    unlink(profiles);
    return done();
}
