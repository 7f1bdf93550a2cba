/* The rows of engines: `auto` has one for every program, and what others ask for is there. */
#include "tap.h"
#include "lp/solve/engine.h"

static const struct cp_lp_engine *automatic(size_t nnz, bool integer, struct cp_lp_warm *warm) {
    static const bool integers[20] = {true};
    struct cp_lp_view v = {.ncol = 20, .nnz = nnz, .integer = integer ? integers : NULL};
    struct cp_lp_options o = {.warm = warm};
    struct cp_error err = {0};
    return cp_lp_engine_choose(&v, &o, &err);
}

static void test_auto(void) {
    unsigned char basis = 0;
    struct cp_lp_warm cold = {0}, warm = {.ncol = 1, .basis = &basis};
    for (int integer = 0; integer < 2; integer++) {
        size_t limit = integer ? 20000 : 10000;
        const struct cp_lp_engine *small = integer ? &cp_lp_engine_tree : &cp_lp_engine_glpk;
        ok(automatic(limit, integer, NULL) == small, "up to its limit the simplex");
        ok(automatic(limit + 1, integer, &cold) == &cp_lp_engine_ipm, "above, the interior point");
        ok(automatic(SIZE_MAX, integer, NULL) == &cp_lp_engine_ipm, "however large");
    }
    static const bool half[2] = {true};
    struct cp_lp_view v = {.ncol = 2, .nnz = 250000, .integer = half};
    ok(cp_lp_engine_choose(&v, &(struct cp_lp_options){0}, NULL) == &cp_lp_engine_tree,
       "many integers: branch and cut of larger ones too");
    v.nnz++;
    ok(cp_lp_engine_choose(&v, &(struct cp_lp_options){0}, NULL) == &cp_lp_engine_ipm,
       "but not of any");
    ok(automatic(SIZE_MAX, false, &warm) == &cp_lp_engine_glpk, "from a basis the simplex");
    ok(automatic(10, true, &warm) == &cp_lp_engine_tree, "but not of an integer program");
}

static void test_wanted(void) {
    const struct cp_lp_engine *small = cp_lp_engine_auto(0, CP_LP_INTEGER, CP_LP_BRANCHES);
    ok(small && small->integer, "one that branches");
    const struct cp_lp_engine *master = cp_lp_engine_find("glpk");
    ok(master && master->integer, "one for masters");
    const struct cp_lp_engine *vertex = cp_lp_engine_auto(0, CP_LP_LINEAR, CP_LP_ENDS_AT_VERTEX);
    ok(vertex && (vertex->does & CP_LP_ENDS_AT_VERTEX), "one that ends at a vertex");
    ok(!cp_lp_engine_auto(SIZE_MAX, CP_LP_CHOICES, CP_LP_BRANCHES),
       "none that branches on any program");
}

static void test_names(void) {
    const char *name;
    size_t k = 0;
    ok_str(cp_lp_engine_name(0), "auto", "auto is the first");
    for (bool good; (name = cp_lp_engine_name(++k));) {
        const struct cp_lp_engine *e = cp_lp_engine_find(name);
        good = e && strcmp(e->name, name) == 0 && (e->linear || (e->does & CP_LP_RACES)) &&
               (!e->next || cp_lp_engine_find(e->next));
        ok(good, "%s is found, and who goes on after it", name);
    }
    ok(k >= 3, "there are %zu", k);
    ok(cp_lp_engine_find("exec:cbc") == &cp_lp_engine_exec, "a member is of its family");
    ok(!cp_lp_engine_find("exec") && !cp_lp_engine_find("auto"), "and others are none");
}

static void test_unknown(void) {
    struct cp_error err = {0};
    ok(cp_lp_engine_check(NULL, &err) == 0 && cp_lp_engine_check("auto", &err) == 0,
       "auto is good");
    ok_fails(cp_lp_engine_check("gplk", &err), &err, "exec:PROGRAM (did you mean 'glpk'?)",
             "a name of none");
    err = (struct cp_error){0};
    ok_fails(cp_lp_engine_check("exec:scip", &err), &err, "cbc, clp, glpsol or highs",
             "a program of none");
}

int main(void) {
    test_auto();
    test_wanted();
    test_names();
    test_unknown();
    return done();
}
