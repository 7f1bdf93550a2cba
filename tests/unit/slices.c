/* Time slices: representative days, every day in a row, dates and groups of steps. */
#include "slices/slices.h"
#include "starve.h"
#include <stdlib.h>
#include <unistd.h>

static char profile[] = "/tmp/capplan-profile-XXXXXX", document[] = "/tmp/capplan-plan-XXXXXX";

/* Four days in each quarter: two alike, one dear, one odd. */
static void write_plan(void) {
    static const double price[4] = {10, 10, 90, 14};
    FILE *f = fdopen(mkstemp(profile), "w");
    fprintf(f, "period\tprofile\tmeasure\tvalue\tunit\n");
    for (int q = 0; q < 4; q++)
        for (int d = 0; d < 4; d++)
            for (int h = 0; h < 24; h++)
                fprintf(f, "2025-%02d-%02dT%02d\thub\thub_price\t%g\tUSD/MWh\n", 3 * q + 2, d + 1,
                        h, price[d] + (h >= 12));
    fclose(f);
    f = fdopen(mkstemp(document), "w");
    fprintf(f,
            "name: s\ncurrency: USD\ndiscount: 10 %%\nhorizon: {from: 2027-Q1, to: 2027-Q4}\n"
            "slices: {days: 2, hours: 2}\nprofiles: %s\n",
            profile);
    fclose(f);
}

static struct cp_plan *load(const char *const *set, size_t n) {
    struct cp_error err = {0};
    struct cp_plan *plan = NULL;
    ok_rc(cp_plan_load(document, set, n, &plan, &err), &err, "a plan with a profile");
    return plan;
}

static bool make(const struct cp_plan *plan, struct cp_arena *arena, const struct cp_slicing **s) {
    struct cp_error err = {0};
    return plan && ok_rc(cp_slices_make(plan, arena, (struct cp_slices_ask){0}, s, &err), &err,
                         "its slices");
}

/* Two representatives are the dear day and one that stands for the others; the mean price is off by
 * what they differ. */
static void test_days(void) {
    struct cp_error err = {0};
    struct cp_plan *plan = load(NULL, 0);
    struct cp_facts *facts = cp_facts_new();
    struct cp_arena arena = {0};
    const struct cp_slicing *s[4];
    if (make(plan, &arena, s)) {
        ok(s[0]->n == 4 && s[0]->ngroup == 2, "two days of two steps");
        ok_near(s[0]->weight[0] + s[0]->weight[1], 0.75, 1e-12, "one day stands for three");
        ok_near(s[0]->value[0][0], 10, 1e-12, "it is one of the two alike");
        ok_near(s[0]->value[0][3], 91, 1e-12, "the dear day is kept, its second half dearer by 1");
        ok_rc(cp_slices_put(plan, facts, &err), &err, "errors of the slices");
        for (size_t i = 0; i < cp_facts_count(facts); i++)
            if (!strcmp(cp_facts_dim(facts, i, CP_PERIOD), "2027-Q1") &&
                !strcmp(cp_facts_dim(facts, i, CP_KIND), "mean"))
                ok_near(cp_facts_value(facts, i), -1.0 / 81, 1e-12,
                        "the mean loses a quarter of 4");
    }
    cp_facts_free(facts);
    cp_arena_release(&arena);
    cp_plan_free(plan);
}

static void test_year(void) {
    const char *const set[] = {"horizon/from=2027", "horizon/to=2027"};
    struct cp_plan *plan = load(set, 2);
    struct cp_arena arena = {0};
    const struct cp_slicing *s[1];
    if (make(plan, &arena, s))
        ok(s[0]->n == 16, "a year has those of its quarters");
    cp_arena_release(&arena);
    cp_plan_free(plan);
}

static void test_every_day(void) {
    const char *const set[] = {"slices/every_day=yes", "slices/hours=3"};
    struct cp_plan *plan = load(set, 2);
    struct cp_arena arena = {0};
    const struct cp_slicing *s[4];
    if (make(plan, &arena, s)) {
        char name[CP_SLICE_SIZE];
        cp_slices_name(s[0], 11, name);
        ok(s[0]->n == 12 && s[0]->ngroup == 1 && !strcmp(name, "d04h16"), "in one group");
        ok_near(s[0]->value[0][8], 91, 1e-12, "in their order");
    }
    cp_arena_release(&arena);
    cp_plan_free(plan);
}

static bool count_down(void *left) {
    size_t *n = left;
    return *n == 0 || --*n == 0;
}

/* Asked for the n-th time the one who waits has gone. */
static void test_stop(void) {
    struct cp_plan *plan = load(NULL, 0);
    int rc = 1;
    size_t n = 0;
    while (plan && rc == 1 && n < 10000) {
        struct cp_error err = {0};
        struct cp_arena arena = {0};
        const struct cp_slicing *s[4];
        size_t left = ++n;
        rc = cp_slices_make(plan, &arena, (struct cp_slices_ask){count_down, &left}, s, &err);
        cp_arena_release(&arena);
    }
    ok(rc == 0 && n > 20, "stopped at each of %zu questions", n - 1);
    cp_plan_free(plan);
}

/* A way to slice: how many slices the first period has, and what the last of them holds. */
static const struct way {
    const char *what, *set[3], *profile;
    size_t nset, n;
    double last;
} ways[] = {
    {"representative days", {0}, NULL, 0, 4, 91},
    {"days of a year", {"horizon/from=2027", "horizon/to=2027"}, NULL, 2, 16, 91},
    {"every day", {"slices/every_day=yes", "slices/hours=3"}, NULL, 2, 12, 15},
    {"every day of a year",
     {"slices/every_day=yes", "horizon/from=2027", "horizon/to=2027"},
     NULL,
     3,
     32,
     15},
    /* the second of May is of the profile's second quarter: a day of its kind has 10 and 11 */
    {"dates", {"horizon/from=2025-05-02", "horizon/to=2025-05-03"}, NULL, 2, 2, 11},
    {"hours", {"horizon/from=2025-05-03T20", "horizon/to=2025-05-03T21"}, NULL, 2, 1, 91},
    {"groups",
     {"slices={groups: {day: {steps: 2, length: 12 h, times: 90}, peak: {steps: 1, length: 1 h, "
      "times: 10, period: 2027-Q1}}}"},
     "slice\tprofile\tmeasure\tvalue\tunit\nday.1\thub\thub_price\t3\tUSD/MWh\n"
     "day.2\thub\thub_price\t4\tUSD/MWh\npeak.1\thub\thub_price\t70\tUSD/MWh\n",
     1,
     3,
     70},
};

struct sliced {
    const struct cp_plan *plan;
    const struct way *way;
};

static int slice(const void *with, struct cp_error *err) {
    const struct sliced *w = with;
    struct cp_arena arena = {0};
    const struct cp_slicing *s[4];
    struct cp_facts *facts = cp_facts_new();
    int rc = facts ? cp_slices_make(w->plan, &arena, (struct cp_slices_ask){0}, s, err)
                   : cp_fail_nomem(err);
    double sum = 0;
    for (size_t h = 0; rc == 0 && h < s[0]->n; h++)
        sum += s[0]->weight[h];
    if (rc == 0 && (s[0]->n != w->way->n || fabs(sum - 1) > 1e-12 ||
                    fabs(s[0]->value[0][s[0]->n - 1] - w->way->last) > 1e-12))
        rc = cp_fail(err, CP_EINTERNAL, "%zu slices of %g, the last %g", s[0]->n, sum,
                     s[0]->value[0][s[0]->n - 1]);
    rc = rc ? rc : cp_slices_put(w->plan, facts, err);
    cp_facts_free(facts);
    cp_arena_release(&arena);
    return rc;
}

static void test_ways(void) {
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (ways[i].profile) {
            FILE *f = fopen(profile, "w");
            fputs(ways[i].profile, f);
            fclose(f);
        }
        struct cp_plan *plan = load(ways[i].set, ways[i].nset);
        if (plan)
            starve(slice, &(struct sliced){plan, &ways[i]}, ways[i].what);
        cp_plan_free(plan);
    }
}

int main(void) {
    write_plan();
    test_days();
    test_year();
    test_every_day();
    test_stop();
    test_ways();
    unlink(profile);
    unlink(document);
    return done();
}
