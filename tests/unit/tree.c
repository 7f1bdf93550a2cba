/* Scenarios of plans and streams: which there are, and which facts each reads. */
#include "tree/tree.h"
#include "tap.h"
#include <stdlib.h>
#include <unistd.h>

static const char table[] = "scenario\tquantile\tperiod\tworkload\tmeasure\tvalue\tunit\n"
                            "-\t-\t2027\tw\tdemand\t1\tEFLOP/s\n"
                            "-\tp90\t2027\tw\tdemand\t9\tEFLOP/s\n"
                            "-\t-\t2028\tw\tdemand\t2\tEFLOP/s\n"
                            "boom\t-\t2028\tw\tdemand\t3\tEFLOP/s\n"
                            "bust\t-\t2027\tw\tdemand\t4\tEFLOP/s\n"
                            "bust\t-\t2027\tw\trevenue\t5\tUSD\n";

static struct cp_plan *load(const char *text) {
    char path[] = "/tmp/capplan-tree-XXXXXX";
    struct cp_error err = {0};
    struct cp_plan *plan = NULL;
    FILE *f = fdopen(mkstemp(path), "w");
    fputs(text, f);
    fclose(f);
    ok_rc(cp_plan_load(path, NULL, 0, &plan, &err), &err, "the plan");
    unlink(path);
    return plan;
}

static bool is_demand(const char *measure) {
    return strcmp(measure, "demand") == 0;
}

static void check_rows(const struct cp_tree *tree, size_t i, const struct cp_facts *facts,
                       const char *want) {
    struct cp_error err = {0};
    char got[8] = "";
    bool rows[6];
    if (ok_rc(cp_tree_rows(tree, i, facts, is_demand, rows, &err), &err, "rows"))
        for (size_t r = 0; r < 6; r++)
            got[r] = rows[r] ? 'x' : '.';
    ok_str(got, want, tree->scenario[i].name);
}

#define PLAN                                                                                       \
    "horizon: {from: 2027, to: 2028}\n"                                                            \
    "workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}}\n"

/* What a stream says of how likely its scenarios are. */
static void weights(void) {
    static const struct {
        const char *rows, *finding;
    } cases[] = {
        {"dull\t0.25\t1\nboom\t75\t%\n", NULL},
        {"dull\t0.25\t1\nboom\t0\t1\n", "is not above 0"},
        {"dull\t0.25\t1\nboom\tNA\t1\n", "is not above 0"},
        {"dull\t0.25\t1\nboom\t1.5\t1\n", "at most 1"},
    };
    struct cp_plan *plan = load(PLAN);
    for (size_t i = 0; plan && i < sizeof cases / sizeof *cases; i++) {
        struct cp_error err = {0};
        struct cp_tree tree;
        struct cp_facts *facts = cp_facts_new();
        char text[200];
        int len = snprintf(text, sizeof text, "scenario\tmeasure\tvalue\tunit\n");
        for (const char *row = cases[i].rows; *row; row = strchr(row, '\n') + 1)
            len +=
                snprintf(text + len, sizeof text - (size_t)len, "%.*s\tscenario_probability%.*s\n",
                         (int)strcspn(row, "\t"), row,
                         (int)(strcspn(row, "\n") - strcspn(row, "\t")), row + strcspn(row, "\t"));
        FILE *in = fmemopen(text, (size_t)len, "r");
        ok_rc(cp_facts_read(facts, in, "weights", &err), &err, "facts");
        fclose(in);
        int rc = cp_tree_read(plan, facts, &tree, &err);
        if (cases[i].finding) {
            ok(rc == CP_EINPUT && strstr(err.at[0].msg, cases[i].finding), "%s", cases[i].finding);
        } else if (ok_rc(rc, &err, "weights")) {
            ok(tree.n == 2 && tree.scenario[1].probability == 0.75 && tree.scenario[1].weight == 1,
               "as they stand, in their order, without demand of their own");
            ok(cp_tree_check(&tree, &err) == 0, "together 1");
            tree.scenario[0].probability = 0.2;
            ok(cp_tree_check(&tree, &err) == CP_EINPUT, "and no less");
            cp_tree_release(&tree);
        }
        cp_facts_free(facts);
    }
    cp_plan_free(plan);
}

int main(void) {
    struct cp_error err = {0};
    struct cp_tree tree;
    struct cp_facts *facts = cp_facts_new();
    FILE *in = fmemopen((void *)(uintptr_t)table, sizeof table - 1, "r");
    ok_rc(cp_facts_read(facts, in, "table", &err), &err, "facts");
    fclose(in);

    struct cp_plan *plan = load(PLAN);
    if (plan && ok_rc(cp_tree_read(plan, facts, &tree, &err), &err, "of the stream")) {
        ok(tree.n == 2 && !tree.scenario[0].planned && tree.scenario[1].probability == 0.5,
           "two, equally likely");
        check_rows(&tree, 0, facts, "x..x..");
        check_rows(&tree, 1, facts, "..x.x.");
        ok(cp_tree_stage(&tree, INT64_MAX - 1) == 0, "everything is decided at once");
        cp_tree_release(&tree);
    }
    cp_plan_free(plan);

    plan = load(PLAN "decide_by: 2028-01-01\n"
                     "scenarios: {boom: {probability: 30 %}, dull: {probability: 70 %}}\n");
    if (plan && ok_rc(cp_tree_read(plan, facts, &tree, &err), &err, "of the plan")) {
        int64_t from = cp_period_start(cp_plan_period(plan, 1));
        ok(tree.n == 2 && tree.scenario[0].planned == &plan->scenario[0] &&
               fabs(tree.scenario[1].probability - 0.7) < 1e-12,
           "two, as likely as it says");
        check_rows(&tree, 1, facts, "x.x...");
        ok(cp_tree_stage(&tree, from - 1) == 0 && cp_tree_stage(&tree, from) == 1, "of two stages");
        cp_tree_release(&tree);
    }
    cp_plan_free(plan);
    cp_facts_free(facts);
    weights();
    return done();
}
