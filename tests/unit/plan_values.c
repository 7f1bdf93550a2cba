/* What stands in a plan, value by value; the files that it names; parts of one put into another. */
#include "plan_case.h"

static const char text[] = HEAD
    "# a comment\n"
    "discount: {value: 8 %, source: a memo}\n"
    "profiles: [profiles.tsv]\n" SITE CHIP "capex_limit: {2026: 10 bn USD, 2027: {value: 20 bn "
    "USD, source: s}, growth: 2 %}\n"
    "workloads:\n"
    "  h: {kind: firm, users: {history: history.tsv}, requests: 1 request/user/day,\n"
    "    tokens: 1 token/request, flop: 1 FLOP/token, penalty: 1 USD/(EFLOP/s)/h, sites: [a, "
    "b]}\n";

static void values(void) {
    struct cp_error err;
    int rc;
    struct cp_str out = {0};
    struct cp_plan *p = load(text, "sites/a/pue=1.5", &err, &rc);
    if (!ok_rc(rc, &err, "a plan loads"))
        return;
    ok_rc(cp_plan_list_values(p, &out, &err), &err, "its values are listed");
    static const char *const wanted[] = {"path\tvalue\twhere\n",
                                         "\ndiscount\t8 %\tplan.yaml:3\n",
                                         "\nprofiles/1\tprofiles.tsv\tplan.yaml:4\n",
                                         "\nsites/a/pue\t1.5\t--set\n",
                                         "\nsites/b/pue\t1.2\tplan.yaml:5\n",
                                         "\ncapex_limit/2026\t10 bn USD\tplan.yaml:7\n",
                                         "\ncapex_limit/2027\t20 bn USD\tplan.yaml:7\n",
                                         "\ncapex_limit/growth\t2 %\tplan.yaml:7\n",
                                         "\nskus/G/residual/2\t60 %\tplan.yaml:6\n",
                                         "\nskus/G/efficiency/*\t30 %\tplan.yaml:6\n",
                                         "\nworkloads/h/users/history\thistory.tsv\tplan.yaml:9\n",
                                         "\nworkloads/h/sites/2\tb\tplan.yaml:10\n"};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        ok(strstr(out.s, wanted[i]) != NULL, "%.*s", (int)strcspn(wanted[i] + 1, "\n"),
           wanted[i] + 1);
    ok(!strstr(out.s, "memo") && !strstr(out.s, "/source"), "notes are no values");
    cp_str_release(&out);
    cp_plan_free(p);
}

static void files(void) {
    struct cp_error err;
    struct cp_arena arena = {0};
    struct cp_plan_file *file;
    size_t n = 0;
    int rc;
    char path[160];
    struct cp_plan *p = load(text, NULL, &err, &rc);
    if (!ok_rc(rc, &err, "a plan loads"))
        return;
    ok_rc(cp_plan_files(p, &arena, &file, &n, &err), &err, "its files are listed");
    if (ok(n == 2, "profiles and a history")) {
        ok_str(file[0].key, "profiles/1", "the key");
        ok_str(file[1].key, "workloads/h/users/history", "as an override names it");
        ok_str(file[1].name, "history.tsv", "the name as it is written");
        snprintf(path, sizeof path, "%s/history.tsv", folder);
        ok_str(file[1].path, path, "and the path to open");
    }
    cp_arena_release(&arena);
    cp_plan_free(p);
}

static const char *exchanged(const char *a, const char *b, const char *path, struct cp_str *out) {
    static const struct cp_plan_file file = {"history", NULL, "elsewhere.tsv"};
    struct cp_error err = {0};
    struct cp_plan_exchange x = {a, b, &path, path != NULL, 1, &file};
    cp_str_reset(out);
    return cp_plan_exchange(&x, out, &err) == 0 ? out->s : "an error";
}

static void exchanges(void) {
    static const char a[] = "x:\n  one:\n    p: 1\n  two: 2\nlist:\n- 1\n- 2\ngone: 7\n"
                            "history: h.tsv\n",
                      b[] = "x:\n  one:\n    p: 9\n    q: 8\n  three: 3\nlist:\n- 5\nnew: {}\n"
                            "history: h.tsv\n";
    static const struct {
        const char *path, *want;
    } row[] = {
        {NULL, "x:\n  one:\n    p: 1\n  two: 2\nlist:\n- 1\n- 2\ngone: 7\n"},
        {"x/one", "x:\n  one:\n    p: 9\n    q: 8\n  two: 2\nlist:\n- 1\n- 2\ngone: 7\n"},
        {"x/two", "x:\n  one:\n    p: 1\nlist:\n- 1\n- 2\ngone: 7\n"},
        {"x/three", "x:\n  one:\n    p: 1\n  two: 2\n  three: 3\nlist:\n- 1\n- 2\ngone: 7\n"},
        {"x", "x:\n  one:\n    p: 9\n    q: 8\n  three: 3\nlist:\n- 1\n- 2\ngone: 7\n"},
        {"list/1", "x:\n  one:\n    p: 1\n  two: 2\nlist:\n- 5\ngone: 7\n"},
        {"gone", "x:\n  one:\n    p: 1\n  two: 2\nlist:\n- 1\n- 2\n"},
    };
    struct cp_str out = {0};
    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        char want[256];
        snprintf(want, sizeof want, "%shistory: elsewhere.tsv\n", row[i].want);
        ok_str(exchanged(a, b, row[i].path, &out), want, row[i].path ? row[i].path : "nothing");
    }
    ok(strstr(exchanged(a, b, "new", &out), "\nnew: {}\n") != NULL, "what is new is appended");
    cp_str_release(&out);
}

int main(void) {
    if (!enter())
        return 1;
    put("history.tsv", "period\tmeasure\tvalue\tunit\n");
    struct cp_str hours = {0};
    cp_str_add(&hours, "period\tprofile\tmeasure\tvalue\tunit\n");
    put("profiles.tsv", hours.s);
    cp_str_release(&hours);
    values();
    files();
    exchanges();
    leave();
    return done();
}
