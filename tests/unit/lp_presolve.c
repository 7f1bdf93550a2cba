/* Every reduction of presolve: it finds its case, and what it took away comes back with duals and
 * reduced costs that prove the whole program's optimum. What is left is solved by GLPK's simplex,
 * whose points sit on many bounds at once, where signs of duals are lost first. */
#include "lp_draw.h"
#include "tap.h"
#include "lp/model/engine.h"
#include "lp/model/solution.h"
#include "lp/presolve/presolve.h"
#include <glpk.h>
#include <stdlib.h>

static const struct cp_lp_options everything = {.tolerance = 1e-9};

/* Presolve, solve, come back, check: the objective, NAN when something failed. */
static double round_trip(const struct cp_lp *m, size_t rows, size_t cols, size_t kinds[8]) {
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_reduced r;
    struct cp_lp_solution s = {0}, full = {0};
    struct cp_error err = {0};
    double objective = NAN;
    if (cp_lp_presolve(&v, &everything, CP_LP_INF, &r, &err) || r.status != CP_LP_UNDECIDED ||
        cp_lp_solution_alloc(&r.v, &s, &err) || cp_lp_solution_alloc(&v, &full, &err))
        goto out;
    for (size_t k = 0; kinds && k < r.stack.n; k++)
        kinds[r.stack.record[k].kind]++;
    if (rows != SIZE_MAX && (r.v.nrow != rows || r.v.ncol != cols))
        printf("# left: %zu rows, %zu columns\n", r.v.nrow, r.v.ncol);
    else if (r.v.nrow == 0 || (cp_lp_engine_glpk.linear(&r.v, &everything, &s, &err) == 0 &&
                               s.status == CP_LP_OPTIMAL)) {
        cp_lp_postsolve(&v, &r, s.x, s.dual, full.x, full.dual);
        if (cp_lp_check_view(&v, &full, &err) == 0 && full.check.primal_rel <= 1e-9 &&
            full.check.dual_rel <= 1e-9 && full.check.gap_rel <= 1e-9)
            objective = full.objective;
        else
            printf("# primal %.1e dual %.1e gap %.1e\n", full.check.primal_rel, full.check.dual_rel,
                   full.check.gap_rel);
    }
out:
    cp_lp_solution_release(&s);
    cp_lp_solution_release(&full);
    cp_lp_reduced_release(&r);
    return objective;
}

/* ---- by hand ----------------------------------------------------------------------------- */

struct sample {
    const char *what, *text;
    enum cp_lp_postsolve_kind kind;
    size_t rows, cols; /* left */
    double objective;
};

static const struct sample samples[] = {
    {"a row that its columns can just keep fixes them",
     " L a\nCOLUMNS\n x z -1 a 1\n y z -2 a 3\nRHS\n R a 4\nBOUNDS\n LO B x 1\n UP B x 3\n"
     " LO B y 1\n UP B y 2\n",
     CP_LP_POSTSOLVE_FORCING, 0, 0, -3},
    {"a row that they keep anyway goes",
     " L a\nCOLUMNS\n x z -1 a 1\n y z -2 a 3\nRHS\n R a 9\nBOUNDS\n UP B x 3\n UP B y 2\n",
     CP_LP_POSTSOLVE_FIXED, 0, 0, -7},
    /* x = 5 - y + w >= 2 */
    {"a column whose bounds the row keeps goes with it",
     " E a\n G b\nCOLUMNS\n x z 3 a 1\n y z 2 a 1\n y b 1\n w z 1 a -1\n w b -2\n"
     "RHS\n R a 5 b 1\nBOUNDS\n UP B y 3\n UP B w 1\n",
     CP_LP_POSTSOLVE_FREE, 0, 0, 12},
    {"a column without cost widens its row",
     " E a\n L b\nCOLUMNS\n x z -1 a 1\n x b 2\n y z -1 a 1\n y b 3\n s a 1\n"
     "RHS\n R a 4 b 9\nBOUNDS\n UP B s 3\n",
     CP_LP_POSTSOLVE_SLACK, 2, 2, -4},
    /* x = 6 - 2 y, within 0 and 4: y within 1 and 3 */
    {"an equation of two columns takes one away",
     " E a\n L b\n G c\nCOLUMNS\n x z 1 a 1\n x b 1\n y z 1 a 2\n y c 1\n v z 3 b -1\n v c 2\n"
     " w z 1 b 1\n w c 1\nRHS\n R a 6 b 5\n R c 3\nBOUNDS\n UP B x 4\n UP B w 1\n",
     CP_LP_POSTSOLVE_DOUBLETON, 0, 0, 3},
    {"a multiple of a row gives it its bounds",
     " L a\n L b\n L c\nCOLUMNS\n x z -3 a 1\n x b -2 c 1\n y z -2 a 2\n y b -4 c 1\n"
     "RHS\n R a 9 b -2\n R c 5\nRANGES\n R b 3\n",
     CP_LP_POSTSOLVE_ROW, 2, 2, -7.5},
    {"a multiple of a column adds its bounds to it",
     " L a\n L b\nCOLUMNS\n x z -1 a 1\n x b 1\n y z -2 a 2\n y b 2\n w z -1 a 1\n w b 3\n"
     "RHS\n R a 8 b 9\nBOUNDS\n UP B x 2\n UP B y 5\n",
     CP_LP_POSTSOLVE_COLUMN, 2, 2, -8},
    {"a column that costs more than its multiple goes to its bound",
     " G a\n L b\nCOLUMNS\n x z 1 a 1\n x b 1\n y z 3 a 2\n y b 2\n w z 5 a 1\n w b -1\n"
     "RHS\n R a 8 b 6\n",
     CP_LP_POSTSOLVE_FIXED, 2, 2, 12},
    {"a column of no use goes to its bound",
     " G a\n L b\nCOLUMNS\n x z 1 a 1\n x b 1\n y z 1 a -1\n y b 2\n w z 3 a 1\n w b -1\n"
     "RHS\n R a 8 b 6\n",
     CP_LP_POSTSOLVE_FIXED, 2, 2, 10},
};

static void test_samples(void) {
    for (size_t k = 0; k < sizeof samples / sizeof *samples; k++) {
        const struct sample *c = &samples[k];
        char text[512];
        struct cp_error err = {0};
        struct cp_lp *m = NULL;
        size_t kinds[8] = {0};
        snprintf(text, sizeof text, "NAME\nROWS\n N z\n%sENDATA\n", c->text);
        FILE *f = fmemopen(text, strlen(text), "r");
        if (cp_lp_read_mps(&m, f, "text", &err))
            printf("# %s\n", err.at[0].msg);
        fclose(f);
        ok_near(round_trip(m, c->rows, c->cols, kinds), c->objective, 1e-12, c->what);
        ok(kinds[c->kind] > 0, "by the reduction meant");
        cp_lp_free(m);
    }
}

/* A capacity factor that is rounding: the row is a bound, and its dual a price, not 1e15. */
static void test_negligible(void) {
    static char text[] = "NAME\nROWS\n N z\n L sun\n G need\n L land\nCOLUMNS\n"
                         " panel z 1 sun -1e-13\n panel need 0.5 land 1\n flow z -9 sun 1\n"
                         " buy z 4 need 1\nRHS\n R need 3 land 5\nBOUNDS\n UP B flow 9\nENDATA\n";
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    FILE *f = fmemopen(text, strlen(text), "r");
    if (cp_lp_read_mps(&m, f, "text", &err))
        printf("# %s\n", err.at[0].msg);
    fclose(f);
    ok_near(round_trip(m, SIZE_MAX, 0, NULL), 7, 1e-9, "an entry of 1e-13 is none");
    cp_lp_free(m);
}

/* x, y, z >= 0, each twice in one row of three, in units of 1e-7, 1 and 1e7, and so the rows: the
 * entry of 2e-14 is as large as any. */
static void test_units(void) {
    static const double unit[] = {1e-7, 1, 1e7};
    struct cp_lp *m = cp_lp_new();
    struct cp_error err = {0};
    struct cp_lp_reduced r = {0};
    for (int k = 0; k < 3; k++) {
        cp_lp_add_row(m, 4 * unit[k], CP_LP_INF);
        cp_lp_add_col(m, unit[k], 0, CP_LP_INF);
    }
    for (size_t i = 0; i < 3; i++)
        for (size_t j = 0; j < 3; j++)
            cp_lp_add_coef(m, i, j, (i == j ? 2 : 1) * unit[i] * unit[j]);
    ok(cp_lp_finish(m, &err) == 0, "units far apart");
    struct cp_lp_view v = cp_lp_view(m);
    ok(cp_lp_presolve(&v, &everything, CP_LP_INF, &r, &err) == 0 && r.v.nnz == 9,
       "are no rounding");
    cp_lp_reduced_release(&r);
    cp_lp_free(m);
}

/* x + w >= 4, x <= 50: what the bound's row gets of a price -z of x at `x`. */
static double dual_of_bound(double x, double z) {
    static const struct cp_lp_options least = {.no_presolve = true};
    struct cp_error err = {0};
    struct cp_lp_reduced r;
    struct cp_lp *m = cp_lp_new();
    double point[] = {x, 2}, y[] = {1 + z}, full_x[2], dual[2] = {NAN, NAN};
    for (size_t j = 0; j < 2; j++)
        cp_lp_add_col(m, 1, 0, CP_LP_INF);
    cp_lp_add_row(m, 4, CP_LP_INF);
    cp_lp_add_row(m, -CP_LP_INF, 50);
    cp_lp_add_coef(m, 0, 0, 1);
    cp_lp_add_coef(m, 0, 1, 1);
    cp_lp_add_coef(m, 1, 0, 1);
    if (cp_lp_finish(m, &err))
        printf("# %s\n", err.at[0].msg);
    struct cp_lp_view v = cp_lp_view(m);
    if (cp_lp_presolve(&v, &least, CP_LP_INF, &r, &err) == 0 && r.v.nrow == 1 && r.v.ncol == 2)
        cp_lp_postsolve(&v, &r, point, y, full_x, dual);
    cp_lp_reduced_release(&r);
    cp_lp_free(m);
    return dual[1];
}

/* An interior point's prices are never quite 0. */
static void test_noise(void) {
    ok(dual_of_bound(2, 8e-9) == 0, "a price that may be missed, far from the bound, is none");
    ok_near(dual_of_bound(50, 8e-9) / -8e-9, 1, 1e-6, "at the bound it is its row's");
    ok_near(dual_of_bound(2, 1e-7) / -1e-7, 1, 1e-6, "and so is more than may be missed");
}

/* ---- at random --------------------------------------------------------------------------- */

/* A program with a feasible point and bounded columns, so with an optimum: few entries a row,
 * equations, rows at their bounds, multiples of rows and columns. */
static struct cp_lp *make(void) {
    enum { COLS = 24 };
    struct cp_lp *m = cp_lp_new();
    struct cp_error err = {0};
    double x[COLS], a[COLS];
    size_t ncol = 4 + below(COLS - 3), nrow = 3 + below(18);
    for (size_t j = 0; j < ncol; j++) {
        double lo = small(), up = lo + below(9);
        x[j] = below(2) ? lo : below(2) ? up : 0.5 * (lo + up);
        cp_lp_add_col(m, below(3) ? small() : 0, lo, up);
    }
    for (size_t i = 0; i < nrow; i++) {
        double at = 0, scale = i > 0 && below(4) == 0 ? ldexp(1, (int)below(5) - 2) : 0;
        for (size_t j = 0; j < ncol; j++) {
            if (scale == 0) /* else a multiple of the row before */
                a[j] = below((unsigned)ncol) < 3 ? small() : 0;
            else
                a[j] *= below(2) ? scale : scale * 3;
            if (scale != 0 && j > 0 && below(9) == 0)
                a[j] = a[j - 1];
            at += a[j] * x[j];
        }
        double down = below(2) * below(9), up = below(2) * below(9);
        if (below(3) == 0)
            down = up = 0;
        size_t row =
            cp_lp_add_row(m, below(4) ? at - down : -CP_LP_INF, below(4) ? at + up : CP_LP_INF);
        for (size_t j = 0; j < ncol; j++)
            if (a[j] != 0)
                cp_lp_add_coef(m, row, j, a[j]);
    }
    if (cp_lp_finish(m, &err))
        printf("# %s\n", err.at[0].msg);
    return m;
}

static void test_random(void) {
    static const char *const names[] = {"fixed columns", "singletons",      "forcing rows",
                                        "free columns",  "slacks",          "doubletons",
                                        "parallel rows", "parallel columns"};
    size_t kinds[8] = {0}, wrong = 0;
    for (int k = 0; k < 4000; k++) {
        struct cp_lp *m = make();
        struct cp_lp_solution s = {0};
        struct cp_error err = {0};
        struct cp_lp_options o = {.engine = "glpk"};
        double got = round_trip(m, SIZE_MAX, 0, kinds);
        if (cp_lp_solve(m, &o, &s, &err) || s.status != CP_LP_OPTIMAL ||
            !(fabs(got - s.objective) <= 1e-9 * (1 + fabs(s.objective))))
            if (wrong++ < 5)
                printf("# program %d: %.15g, whole %.15g\n", k, got, s.objective);
        cp_lp_solution_release(&s);
        cp_lp_free(m);
    }
    ok(wrong == 0, "optimal points of what is left are optimal points of the whole");
    for (size_t k = 0; k < 8; k++)
        ok(kinds[k] > 50, "%s came up: %zu", names[k], kinds[k]);
}

/* A caller who wants no more gets what there is so far, and an answer to it is one to the whole. */
static bool at_once(void *ctx) {
    (void)ctx;
    return true;
}

static void test_stopped(void) {
    struct cp_lp *m = make();
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_reduced r;
    struct cp_error err = {0};
    struct cp_lp_options o = {.interrupted = at_once};
    ok(cp_lp_presolve(&v, &o, CP_LP_INF, &r, &err) == 0 && r.stack.n == 0 && r.v.nnz == v.nnz,
       "an interrupted presolve changes nothing");
    cp_lp_reduced_release(&r);
    cp_lp_free(m);
}

int main(void) {
    glp_term_out(GLP_OFF);
    test_samples();
    test_negligible();
    test_units();
    test_noise();
    test_random();
    test_stopped();
    return done();
}
