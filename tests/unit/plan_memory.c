/* Loading a plan, and what is shown of it, with each of their allocations failed once. */
#include "plan_case.h"
#include "starve.h"

static int load_one(const void *with, struct cp_error *err) {
    static const char *const set[] = {"discount=*2", "slices={days: 2}"};
    struct cp_plan *plan = NULL;
    int rc = cp_plan_load(with, set, 2, &plan, err);
    cp_plan_free(plan);
    return rc;
}

/* A plan of two files with profiles, variants and overrides, and all that is told of it. */
static const char two[] = HEAD CHIP
    "discount: {value: 8 %, source: \"a\\tmemo\"}\n"
    "include: more.yaml\nprofiles: profiles.tsv\n"
    "slices: {groups: {day: {steps: 2, length: 12 h, times: 365}}}\n"
    "sites: {a: {pue: {value: 1.3, source: y}}}\n"
    "capex_limit: {2026: 10 bn USD, 2027: 20 bn USD}\n"
    "workloads:\n  w: {kind: firm, sites: [a], penalty: 1 USD/(EFLOP/s)/h, users: {history: "
    "history.tsv},\n    requests: 1 request/user/day, tokens: 1 token/request, flop: 1 "
    "FLOP/token}\n"
    "set:\n  sites/*/pue: {value: 1.1, source: x}\n"
    "scenarios: {low: {set: {discount: 4 %}}}\n";

static int show(const void *with, struct cp_error *err) {
    static const char *const set[] = {"sites/*/pue=*1.1",     "capex_limit=*1.5",
                                      "workloads/w/users=*2", "workloads/w/sites=[b, a]",
                                      "horizon/to=+1 year",   "skus/G/residual/2=+1 %",
                                      "sites/c={pue: 1.4}"};
    struct cp_plan *plan = NULL, *one = NULL;
    struct cp_str text = {0}, values = {0}, sources = {0};
    struct cp_plan_sources count;
    struct cp_plan_value number;
    struct cp_arena arena = {0};
    struct cp_plan_file *file;
    size_t n = 0;
    int rc = cp_plan_load(with, set, sizeof set / sizeof *set, &plan, err);
    rc = rc ? rc : cp_plan_show(plan, "", &text, err);
    rc = rc ? rc : cp_plan_show(plan, "sites/c/pue", &text, err);
    rc = rc ? rc : cp_plan_list_values(plan, &values, err);
    rc = rc ? rc : cp_plan_list_sources(plan, &sources, &count, err);
    rc = rc ? rc : cp_plan_files(plan, &arena, &file, &n, err);
    rc = rc ? rc : cp_plan_scenario(plan, 0, &one, err);
    rc = rc ? rc : cp_plan_value(plan, "sites/b/pue", &number, err);
    if (rc == 0 && (n != 2 || fabs(number.value[0] - 1.21) > 1e-12 || one->money.discount != .04 ||
                    !strstr(text.s, "scale: '2'") + !strstr(text.s, "scale: 2") == 2 ||
                    !strstr(values.s, "capex_limit/2027\t30 bn USD\t") || count.source != 1))
        rc = cp_fail(err, CP_EINTERNAL, "%zu files, %g, %zu sources:\n%s%s", n, number.value[0],
                     count.source, text.s, values.s);
    cp_str_release(&text);
    cp_str_release(&values);
    cp_str_release(&sources);
    cp_arena_release(&arena);
    cp_plan_free(one);
    cp_plan_free(plan);
    return rc;
}

static void show_two(void) {
    if (!enter())
        return;
    put("more.yaml", "sites: {b: {pue: 1.2}}\n");
    put("history.tsv", "period\tmeasure\tvalue\tunit\n2025\tusers\t1\tuser\n");
    put("profiles.tsv", "slice\tprofile\tmeasure\tvalue\tunit\nday.1\tsun\tf\t0.3\t1\nday.2\tsun"
                        "\tf\t0\t1\nday.1\thub\tp\t3\tUSD/MWh\nday.2\thub\tp\t4\tUSD/MWh\n");
    starve(show, put("plan.yaml", two), "two files, shown");
    leave();
}

int main(void) {
    show_two();
    static const char *const plans[] = {"small", "money"};
    const char *source = getenv("CAPPLAN_SRC");
    char file[4096];
    for (size_t k = 0; k < 2; k++) {
        snprintf(file, sizeof file, "%s/tests/fuzz/corpus/plan/%s.yaml", source ? source : ".",
                 plans[k]);
        starve(load_one, file, plans[k]);
    }
    return done();
}
