/* Building a model, known answers, duals, explanation, limits. */
#include "tap.h"
#include "lp/lp.h"
#include <stdlib.h>
#include <unistd.h>

static void name(void *ctx, char kind, size_t index, char buf[CP_LP_NAME_SIZE]) {
    snprintf(buf, CP_LP_NAME_SIZE, "%s %c[%zu]", (const char *)ctx, kind, index);
}

static void test_model(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    static char ctx[] = "plan";
    cp_lp_set_namer(m, name, ctx);
    size_t r0 = cp_lp_add_row(m, 1, CP_LP_INF), c0 = cp_lp_add_cols(m, 3, 2, 0, 5);
    size_t r1 = cp_lp_add_row(m, -CP_LP_INF, 4);
    cp_lp_add_coef(m, r1, c0 + 2, 1);
    cp_lp_add_coef(m, r0, c0, 1);
    cp_lp_add_coef(m, r1, c0, 2);
    cp_lp_add_coef(m, r0, c0, 0.5);
    cp_lp_add_coef(m, r0, c0 + 2, 3);
    cp_lp_add_coef(m, r0, c0 + 2, -3);
    ok_rc(cp_lp_finish(m, &err), &err, "a model closes");
    struct cp_lp_view v = cp_lp_view(m);
    ok(v.ncol == 3 && v.nrow == 2 && v.nnz == 3 && v.start[1] == 2 && v.start[2] == 2 &&
           v.row[0] == 0 && v.value[0] == 1.5 && v.row[1] == 1 && v.value[1] == 2 && v.row[2] == 1,
       "triplets become sorted columns, equal places add up, what cancels is gone");
    ok(!v.integer, "no integers");
    cp_lp_add_coef(m, r0, c0 + 1, 7);
    cp_lp_add_coef(m, r1, c0, 1);
    size_t c3 = cp_lp_add_col(m, 1, 0, 1);
    cp_lp_set_integer(m, c3);
    ok_rc(cp_lp_finish(m, &err), &err, "a reopened model closes again");
    v = cp_lp_view(m);
    ok(v.nnz == 4 && v.value[1] == 3 && v.value[2] == 7 && v.start[4] == 4 && v.integer[3],
       "what was there stays, what is new adds up");
    cp_lp_set_col_bounds(m, c0 + 1, 3, 2);
    cp_lp_add_coef(m, r0, c3, NAN);
    int rc = cp_lp_finish(m, &err);
    ok(err.n == 2, "two things are wrong, two findings");
    ok_fails(rc, &err, "column 'plan c[3]', row 'plan r[0]'", "a NaN is named");
    ok(err.n == 2 && strstr(err.at[1].msg, "column 'plan c[1]': bounds from 3 to 2"),
       "crossed bounds are named");
    cp_lp_free(m);
    m = cp_lp_new();
    cp_lp_add_coef(m, 0, 0, 1);
    err = (struct cp_error){0};
    ok(cp_lp_finish(m, &err) == CP_EINTERNAL, "an index that was never given out is a bug");
    cp_lp_free(m);
}

/* max 3x + 2y, x + y <= 4, x + 3y <= 7, x <= 3 as a minimum: duals by hand. */
static void test_duals(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    struct cp_lp_solution s = {0};
    size_t x = cp_lp_add_col(m, -3, 0, 3), y = cp_lp_add_col(m, -2, 0, CP_LP_INF);
    size_t a = cp_lp_add_row(m, -CP_LP_INF, 4), b = cp_lp_add_row(m, -CP_LP_INF, 7);
    cp_lp_add_coef(m, a, x, 1);
    cp_lp_add_coef(m, a, y, 1);
    cp_lp_add_coef(m, b, x, 1);
    cp_lp_add_coef(m, b, y, 3);
    cp_lp_set_constant(m, 100);
    cp_lp_finish(m, &err);
    ok_rc(cp_lp_solve(m, NULL, &s, &err), &err, "solves");
    if (s.x) {
        ok(s.status == CP_LP_OPTIMAL && s.x[x] == 3 && s.x[y] == 1, "the vertex (3, 1)");
        ok_near(s.objective, 89, 1e-12, "the objective with its constant");
        ok_near(s.bound, 89, 1e-12, "the dual bound with its constant");
        ok_near(s.dual[a], -2, 1e-12, "an upper bound that binds has a negative dual");
        ok_near(s.dual[b], 0, 1e-12, "a slack row has none");
        ok_near(s.reduced[x], -1, 1e-12, "a column at its upper bound has a negative reduced cost");
        s.dual[a] = 1;
        ok(cp_lp_verify(m, &s, &err) == 0 && s.check.dual_rel > 0.1, "a wrong dual is found out");
        s.x[y] = 1.5;
        ok(cp_lp_verify(m, &s, &err) == 0 && fabs(s.check.primal - 0.5) < 1e-12,
           "a violated row is found out");
    }
    cp_lp_solution_release(&s);
    struct cp_lp_options bad = {.engine = "glpq"};
    int rc = cp_lp_solve(m, &bad, &s, &err);
    ok_fails(rc, &err, "did you mean 'glpk'", "an unknown engine is refused");
    cp_lp_free(m);
}

static void test_explain(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    struct cp_lp_solution s = {0};
    struct cp_lp_relaxation c = {0};
    size_t power = cp_lp_add_col(m, 1, 0, 100), gpu = cp_lp_add_col(m, 1, 0, CP_LP_INF);
    size_t demand = cp_lp_add_row(m, 500, CP_LP_INF), draw = cp_lp_add_row(m, 0, CP_LP_INF);
    cp_lp_add_row(m, -CP_LP_INF, 7);
    cp_lp_add_coef(m, demand, gpu, 1);
    cp_lp_add_coef(m, draw, power, 2);
    cp_lp_add_coef(m, draw, gpu, -1);
    cp_lp_finish(m, &err);
    int rc = cp_lp_solve(m, NULL, &s, &err);
    ok(rc == 0 && s.status == CP_LP_INFEASIBLE && !s.x, "500 wanted, 200 possible: infeasible");
    cp_lp_solution_release(&s);
    bool soft[3] = {true, false, true};
    ok_rc(cp_lp_relaxation(m, soft, NULL, &c, &err), &err, "explained");
    ok(c.n == 1 && c.row[0] == demand && fabs(c.amount[0] - 300) < 1e-9,
       "the demand must give by 300");
    cp_lp_relaxation_release(&c);
    soft[0] = false;
    rc = cp_lp_relaxation(m, soft, NULL, &c, &err);
    ok_fails(rc, &err, "conflict by themselves", "hard rows that conflict are said so");
    cp_lp_relaxation_release(&c);
    cp_lp_set_row_bounds(m, demand, 100, CP_LP_INF);
    err = (struct cp_error){0};
    cp_lp_finish(m, &err);
    ok(cp_lp_relaxation(m, NULL, NULL, &c, &err) == 0 && c.n == 0,
       "nothing to explain when feasible");
    cp_lp_relaxation_release(&c);
    cp_lp_free(m);
}

/* Units of m sources to n sinks at least cost. */
static struct cp_lp *transport(size_t m, size_t n, unsigned seed) {
    struct cp_lp *lp = cp_lp_new();
    for (size_t i = 0; i < m + n; i++)
        cp_lp_add_row(lp, i < m ? -CP_LP_INF : 5 + (double)(i * 7 % 11), i < m ? 30 : CP_LP_INF);
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < n; j++) {
            seed = seed * 1103515245u + 12345u;
            size_t col = cp_lp_add_col(lp, 10 + (double)(seed >> 16 & 1023) / 8, 0, CP_LP_INF);
            cp_lp_add_coef(lp, i, col, 1);
            cp_lp_add_coef(lp, m + j, col, 1);
        }
    return lp;
}

/* Another right-hand side, cost or bound each time, from the basis of the one before; a program of
 * another shape and one without a point in between. */
static void test_warm(void) {
    enum { M = 20, N = 25, COUNT = 30 };
    struct cp_lp *lp = transport(M, N, 5), *other = transport(4, 6, 9);
    struct cp_lp_warm warm = {0};
    struct cp_error err = {0};
    size_t cold_iterations = 0, warm_iterations = 0, wrong = 0;
    cp_lp_finish(other, &err);
    for (size_t k = 0; k < COUNT; k++) {
        struct cp_lp_solution a = {0}, b = {0};
        struct cp_lp_options cold = {.engine = "glpk"}, next = {.engine = "glpk", .warm = &warm};
        if (k == 20)
            cp_lp_set_col_bounds(lp, k * 11, 1000, 2000);
        else if (k == 21)
            cp_lp_set_col_bounds(lp, 20 * 11, 0, 2);
        else if (k % 3 == 0)
            cp_lp_set_row_bounds(lp, M + k % N, 8 + (double)k / 3, CP_LP_INF);
        else if (k % 3 == 1)
            cp_lp_set_cost(lp, k * 13, 1);
        else
            cp_lp_set_col_bounds(lp, k * 11, 0, 2);
        cp_lp_finish(lp, &err);
        const struct cp_lp *m = k == 10 ? other : lp;
        int rc = cp_lp_solve(m, &cold, &a, &err);
        if (rc == 0)
            rc = cp_lp_solve(m, &next, &b, &err);
        wrong += rc || a.status != b.status ||
                 a.status != (k == 20 ? CP_LP_INFEASIBLE : CP_LP_OPTIMAL) ||
                 (a.x && fabs(a.objective - b.objective) > 1e-8 * fabs(a.objective));
        if (k > 0 && k != 10 && k != 11 && k != 20) {
            cold_iterations += a.iterations;
            warm_iterations += b.iterations;
        }
        cp_lp_solution_release(&a);
        cp_lp_solution_release(&b);
    }
    ok(wrong == 0, "a family of %d programs: each the same from the basis of the one before",
       COUNT);
    ok(4 * warm_iterations < cold_iterations, "%zu iterations instead of %zu", warm_iterations,
       cold_iterations);
    cp_lp_warm_release(&warm);
    cp_lp_free(lp);
    cp_lp_free(other);
}

static void test_time_limit(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    struct cp_lp_solution s = {0};
    for (size_t j = 0; j < 400; j++)
        cp_lp_add_col(m, -1 - (double)(j * 7 % 13), 0, 1 + (double)(j % 3));
    for (size_t i = 0; i < 300; i++) {
        cp_lp_add_row(m, i % 4 ? -CP_LP_INF : 5, 40 + (double)(i % 17));
        for (size_t j = 0; j < 400; j++)
            if ((i * 31 + j * 17) % 5)
                cp_lp_add_coef(m, i, j, 1 + (double)((i * j) % 11));
    }
    cp_lp_finish(m, &err);
    const char *engine;
    for (size_t k = 0; (engine = cp_lp_engine_name(k)); k++) {
        struct cp_lp_options o[] = {{.engine = engine, .time_limit = 1e-4},
                                    {.engine = engine, .time_limit = 1e4, .deadline = 1e-9}};
        for (size_t i = 0; i < 2; i++) {
            int rc = cp_lp_solve(m, &o[i], &s, &err);
            ok(rc == 0 && (s.status == CP_LP_UNDECIDED || s.status == CP_LP_FEASIBLE),
               "%s: out of time is undecided or a feasible point, not a claim", engine);
            cp_lp_solution_release(&s);
        }
    }
    cp_lp_free(m);
}

static bool no_more(void *ctx) {
    ++*(size_t *)ctx;
    return true;
}

/* A caller that wants no more before the first factorisation gets no point, not the start of one.
 */
static void test_stopped_early(void) {
    struct cp_error err = {0};
    struct cp_lp *m = transport(20, 25, 5);
    struct cp_lp_solution s = {0};
    size_t asked = 0;
    struct cp_lp_options o = {.engine = "ipm", .interrupted = no_more, .interrupted_ctx = &asked};
    cp_lp_finish(m, &err);
    int rc = cp_lp_solve(m, &o, &s, &err);
    ok(rc == 0 && asked > 0 && s.status == CP_LP_UNDECIDED && !s.x,
       "ipm: stopped before it has a point, it returns none");
    cp_lp_solution_release(&s);
    cp_lp_free(m);
}

static bool later(void *ctx) {
    size_t *left = ctx;
    return *left == 0 || (*left)-- == 0;
}

/* Supply falls short by 60 in all. Wherever the search for the rows that must give is ended, it has
 * them or says that it has not. */
static void test_explain_stopped(void) {
    struct cp_error err = {0};
    struct cp_lp *m = transport(8, 9, 5);
    struct cp_lp_view v = cp_lp_view(m);
    size_t stopped = 0, whole = 0;
    double demand = 0;
    for (size_t i = 8; i < v.nrow; i++)
        demand += v.row_lower[i];
    for (size_t i = 0; i < 8; i++)
        cp_lp_set_row_bounds(m, i, -CP_LP_INF, (demand - 60) / 8);
    cp_lp_finish(m, &err);
    for (size_t k = 0; k < 200; k++) {
        size_t left = k;
        struct cp_lp_relaxation found = {0};
        struct cp_lp_options o = {.engine = "ipm", .interrupted = later, .interrupted_ctx = &left};
        double sum = 0;
        if (cp_lp_relaxation(m, NULL, &o, &found, &err))
            break;
        for (size_t i = 0; i < found.n; i++)
            sum += fabs(found.amount[i]);
        stopped += found.stopped && found.n == 0;
        whole += !found.stopped && fabs(sum - 60) < 1e-5;
        cp_lp_relaxation_release(&found);
    }
    ok(stopped > 5 && whole > 5 && stopped + whole == 200,
       "an explanation that is stopped is none: %zu stopped, %zu whole", stopped, whole);
    cp_lp_free(m);
}

/* x_i <= 1 each, through rows; their sum of three must reach 4: the sum and all three rows are
 * needed. A hundred other rows, of which some conflict with nothing, are not. */
static void test_irreducible(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    struct cp_lp_iis c = {0};
    size_t x = cp_lp_add_cols(m, 3, 0, 0, CP_LP_INF);
    for (int k = 0; k < 50; k++)
        cp_lp_add_coef(m, cp_lp_add_row(m, -CP_LP_INF, 2 + k), x + (size_t)k % 3, 1);
    size_t sum = cp_lp_add_row(m, 4, CP_LP_INF), each[3];
    for (size_t j = 0; j < 3; j++) {
        cp_lp_add_coef(m, sum, x + j, 1);
        each[j] = cp_lp_add_row(m, -CP_LP_INF, 1);
        cp_lp_add_coef(m, each[j], x + j, 1);
    }
    for (int k = 0; k < 50; k++)
        cp_lp_add_coef(m, cp_lp_add_row(m, -1, CP_LP_INF), x + (size_t)k % 3, 1);
    cp_lp_finish(m, &err);
    ok_rc(cp_lp_iis(m, NULL, NULL, &c, &err), &err, "filtered");
    ok(c.irreducible && c.n == 4 && c.row[0] == sum && c.row[1] == each[0] && c.row[2] == each[1] &&
           c.row[3] == each[2],
       "the four rows that need each other");
    cp_lp_iis_release(&c);
    bool soft[104] = {0};
    soft[sum] = soft[each[1]] = true;
    ok(cp_lp_iis(m, soft, NULL, &c, &err) == 0 && c.n == 2 && c.row[1] == each[1],
       "rows held hard are not listed");
    cp_lp_iis_release(&c);
    cp_lp_set_row_bounds(m, sum, 3, CP_LP_INF);
    cp_lp_finish(m, &err);
    ok(cp_lp_iis(m, NULL, NULL, &c, &err) == 0 && c.n == 0 && !c.irreducible,
       "a feasible program has none");
    cp_lp_iis_release(&c);
    cp_lp_free(m);
}

/* Published or independently computed optima of files outside of the source. */
static void test_known(const char *shared, const char *engine) {
    static const struct {
        const char *path;
        double objective;
    } cases[] = {{"lp/utopia_fast.mps.gz", 28204.13744},
                 {"lp/supersimple.mps.gz", 18.78074},
                 {"allocate/copperplate0/copperplate0.mps", 18504623.68565862},
                 {"allocate/new_builds_only/new_builds_only.mps", 14998608.829253994},
                 {"allocate/3zone_toy/3zone_toy.mps", 134733088.429291}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char path[512];
        struct cp_error err = {0};
        struct cp_lp *m = NULL;
        struct cp_lp_solution s = {0};
        snprintf(path, sizeof path, "%s/cases/%s", shared, cases[k].path);
        FILE *f = fopen(path, "r");
        if (!f) {
            printf("ok %d - %s # SKIP not there\n", ++tap_count, cases[k].path);
            continue;
        }
        int rc = cp_lp_read_mps(&m, f, path, &err);
        fclose(f);
        struct cp_lp_options o = {.engine = engine};
        if (ok_rc(rc, &err, cases[k].path) && cp_lp_solve(m, &o, &s, &err) == 0) {
            ok(s.status == CP_LP_OPTIMAL, "%s: optimal by %s", cases[k].path, s.engine);
            /* the second is published with seven digits */
            ok_near(s.objective, cases[k].objective, k == 1 ? 3e-7 : 1e-8, cases[k].path);
        }
        cp_lp_solution_release(&s);
        cp_lp_free(m);
    }
}

/* max cost a + x + y, a - b <= 1, -a + (1 + little) b <= 1, x + 2y <= 10, 3x + y <= 12: its first
 * two rows nearly depend on each other, so that b = 2 / little is far from everything. */
static void test_far_away(const char *engine, double little, double cost) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    struct cp_lp_solution s = {0};
    size_t a = cp_lp_add_col(m, -cost, 0, CP_LP_INF), b = cp_lp_add_col(m, 0, 0, CP_LP_INF);
    size_t x = cp_lp_add_cols(m, 2, -1, 0, CP_LP_INF);
    const double rows[4][5] = {
        {1, -1, 0, 0, 1}, {-1, 1 + little, 0, 0, 1}, {0, 0, 1, 2, 10}, {0, 0, 3, 1, 12}};
    const size_t col[] = {a, b, x, x + 1};
    for (size_t i = 0; i < 4; i++) {
        size_t row = cp_lp_add_row(m, -CP_LP_INF, rows[i][4]);
        for (size_t k = 0; k < 4; k++)
            cp_lp_add_coef(m, row, col[k], rows[i][k]);
    }
    ok_rc(cp_lp_finish(m, &err), &err, "a model whose answer is far away closes");
    ok_rc(cp_lp_solve(m, &(struct cp_lp_options){.engine = engine}, &s, &err), &err, engine);
    double best = -cost * (1 + 2 / little) - 6.4;
    ok(s.status == CP_LP_OPTIMAL, "%g, %g: optimal", little, cost);
    ok_near(s.objective, best, 1e-7 * fabs(best), "and its best");
    cp_lp_solution_release(&s);
    cp_lp_free(m);
}

int main(void) {
    test_model();
    test_duals();
    for (int near = 6; near <= 8; near++)
        for (int dear = 3; dear <= 5; dear++)
            test_far_away("ipm", pow(10, -near), pow(10, -dear));
    test_explain();
    test_explain_stopped();
    test_irreducible();
    test_warm();
    test_time_limit();
    test_stopped_early();
    const char *shared = getenv("CAPPLAN_SHARED");
    for (size_t k = 0; shared && cp_lp_engine_name(k); k++)
        test_known(shared, cp_lp_engine_name(k));
    if (shared && access("/usr/bin/cbc", X_OK) == 0)
        test_known(shared, "exec:cbc");
    if (!shared)
        printf("ok %d - known answers # SKIP CAPPLAN_SHARED is not set\n", ++tap_count);
    return done();
}
