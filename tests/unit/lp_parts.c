/* The parts of the interior point: what presolve and scaling take away they give back, and the
 * normal equations are solved. */
#include "tap.h"
#include "lp/ipm/normal.h"
#include "lp/presolve/presolve.h"
#include "lp/presolve/scale.h"
#include <stdlib.h>

/* Presolve's least: singletons, fixed and empty columns. */
static const struct cp_lp_options least = {.no_presolve = true};

static struct cp_lp *from_text(const char *text) {
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    FILE *f = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    if (cp_lp_read_mps(&m, f, "text", &err))
        printf("# %s\n", err.at[0].msg);
    fclose(f);
    return m;
}

/* Everything goes: a fixed column leaves singletons, those bounds and fixed columns again. */
static void test_presolve_all(void) {
    struct cp_error err = {0};
    struct cp_lp *m = from_text("NAME\nROWS\n N z\n E a\n G b\n L c\n N spare\nCOLUMNS\n"
                                " x z 1 a 1\n x b 1\n y z 2 b 1\n y c 1\n w z -3 c 1\n"
                                " v z 5 spare 1\nRHS\n R a 4 b 7\n R c 9\n"
                                "BOUNDS\n LO B v -2\nENDATA\n");
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_reduced r;
    struct cp_lp_solution s = {0};
    ok(cp_lp_presolve(&v, &least, CP_LP_INF, &r, &err) == 0 && r.status == CP_LP_UNDECIDED,
       "presolved");
    ok(r.v.nrow == 1 && r.v.ncol == 2, "x is fixed by its row, v has no row left");
    cp_lp_reduced_release(&r);
    struct cp_lp_options o = {.engine = "ipm"};
    ok(cp_lp_solve(m, &o, &s, &err) == 0 && s.status == CP_LP_OPTIMAL, "solved");
    /* y = 3, w = 6; y's bound is row b, whose dual is y's cost less c's dual */
    ok_near(s.objective, 4 + 6 - 18 - 10, 1e-8, "objective");
    ok_near(s.dual[2], -3, 1e-7, "dual of the row that stayed");
    ok_near(s.dual[1], 5, 1e-7, "dual of the row that became a bound");
    ok_near(s.dual[0], -4, 1e-7, "dual of the row that fixed a column");
    ok(s.check.gap_rel < 1e-8 && s.check.dual_rel < 1e-8, "and they pass the check");
    cp_lp_solution_release(&s);
    cp_lp_free(m);
}

static void test_presolve_verdicts(void) {
    static const struct {
        const char *rows, *what;
        enum cp_lp_status status;
    } cases[] = {
        {"RHS\n R a 4\nBOUNDS\n UP B x 3\n", "a bound against a singleton row", CP_LP_INFEASIBLE},
        {"RHS\n R a 4 b 1\n", "an empty row that must be 1", CP_LP_INFEASIBLE},
        {"BOUNDS\n FR B y\n", "a cost that falls for ever", CP_LP_UNBOUNDED},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char text[256];
        struct cp_error err = {0};
        struct cp_lp_reduced r;
        snprintf(text, sizeof text,
                 "NAME\nROWS\n N z\n G a\n E b\nCOLUMNS\n x z 1 a 1\n y z 1\n%sENDATA\n",
                 cases[k].rows);
        struct cp_lp *m = from_text(text);
        struct cp_lp_view v = cp_lp_view(m);
        ok(cp_lp_presolve(&v, &least, CP_LP_INF, &r, &err) == 0 && r.status == cases[k].status,
           "%s", cases[k].what);
        cp_lp_reduced_release(&r);
        cp_lp_free(m);
    }
}

static struct cp_lp *long_column(size_t rows) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    size_t capacity = cp_lp_add_col(m, 10, 0, 1e4);
    for (size_t i = 0; i < rows; i++) {
        size_t use = cp_lp_add_col(m, -1 - 0.01 * (double)i, 0, CP_LP_INF);
        size_t row = cp_lp_add_row(m, -CP_LP_INF, 3);
        cp_lp_add_coef(m, row, use, 1);
        cp_lp_add_coef(m, row, capacity, -0.5 - 0.001 * (double)i);
        size_t limit = cp_lp_add_row(m, -CP_LP_INF, 50);
        cp_lp_add_coef(m, limit, use, 1);
        if (i)
            cp_lp_add_coef(m, limit, use - 1, 0.5);
    }
    if (cp_lp_finish(m, &err))
        printf("# %s\n", err.at[0].msg);
    return m;
}

static void test_long_column(void) {
    struct cp_error err = {0};
    struct cp_lp *m = long_column(100);
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_solution a = {0}, b = {0};
    struct cp_lp_options simplex = {.engine = "glpk"}, interior = {.engine = "ipm"};
    ok(cp_lp_solve(m, &simplex, &a, &err) == 0 && cp_lp_solve(m, &interior, &b, &err) == 0 &&
           a.status == CP_LP_OPTIMAL && b.status == CP_LP_OPTIMAL,
       "both engines solve it");
    ok_near(b.objective, a.objective, 1e-8, "to the same objective");
    size_t noise = 0;
    for (size_t j = 0; b.x && j < v.ncol; j++)
        noise += b.x[j] != 0 && fabs(b.x[j]) < 1e-6;
    for (size_t i = 0; b.x && i < v.nrow; i++)
        noise += b.dual[i] != 0 && fabs(b.dual[i]) < 1e-6;
    ok(noise == 0, "what is zero is zero in an interior point's answer too");
    cp_lp_solution_release(&a);
    cp_lp_solution_release(&b);
    cp_lp_free(m);
}

static void test_scale(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    for (size_t k = 0; k < 20; k++) {
        cp_lp_add_col(m, pow(10, (double)(k % 7)), 0, 1e5);
        cp_lp_add_row(m, 1, CP_LP_INF);
        cp_lp_add_coef(m, k, k, pow(10, (double)(k % 5) - 2));
        if (k)
            cp_lp_add_coef(m, k, k - 1, pow(10, (double)(k % 9) - 6));
    }
    cp_lp_finish(m, &err);
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_scaling s;
    ok(cp_lp_scale(&v, &s, &err) == 0, "scaled");
    double most = 0, x[20], y[20];
    for (size_t p = 0; p < v.nnz; p++)
        most = fmax(most, fabs(s.v.value[p]));
    ok(most > 0.3 && most < 3, "the largest entry is near 1");
    bool exact = true;
    for (size_t j = 0; j < 20; j++) {
        x[j] = s.v.upper[j];
        y[j] = s.v.cost[j] / s.v.value[s.v.start[j]];
    }
    for (size_t j = 0; j < v.ncol; j++)
        x[j] = cp_lp_unscaled_x(&s, j, x[j]);
    for (size_t i = 0; i < v.nrow; i++)
        y[i] = cp_lp_unscaled_y(&s, i, y[i]);
    for (size_t j = 0; j < 20; j++)
        exact =
            exact && x[j] == v.upper[j] && fabs(y[j] * v.value[v.start[j]] / v.cost[j] - 1) < 1e-15;
    ok(exact, "bounds and prices come back, powers of two cost no digit");
    cp_lp_scaling_release(&s);
    cp_lp_free(m);
}

/* out = (A T A' + D) in */
static void multiply(const struct cp_lp_view *v, const double *theta, const double *diagonal,
                     const double *in, double *out) {
    for (size_t i = 0; i < v->nrow; i++)
        out[i] = diagonal[i] * in[i];
    for (size_t j = 0; j < v->ncol; j++) {
        double t = 0;
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            t += v->value[p] * in[v->row[p]];
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            out[v->row[p]] += v->value[p] * theta[j] * t;
    }
}

/* Rows that are one, of columns so long that they are unknowns of their own, whose theta takes up
 * what is on the rows' diagonal: all rows but one have no pivot. They are given one of the size of
 * rounding first, and skipped where more is asked for. */
static void test_skipped(void) {
    enum { ROWS = 50, COLUMNS = 60 };
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    struct cp_lp_normal *n = NULL;
    struct cp_lp_transpose rows;
    struct cp_lp_interrupt forever = {0};
    double theta[COLUMNS], none[ROWS] = {0}, x[ROWS + COLUMNS];
    const uint32_t *column;
    for (int i = 0; i < ROWS; i++)
        cp_lp_add_row(m, 1, CP_LP_INF);
    for (size_t j = 0; j < COLUMNS; j++) {
        cp_lp_add_col(m, 1, 0, CP_LP_INF);
        for (size_t i = 0; i < ROWS; i++)
            cp_lp_add_coef(m, i, j, 1);
        theta[j] = 1e20;
    }
    cp_lp_finish(m, &err);
    struct cp_lp_view v = cp_lp_view(m);
    ok(cp_lp_transpose_make(&v, &rows, &err) == 0 &&
           cp_lp_normal_new(&v, &rows, CP_LP_NORMAL, NULL, &forever, &n, &err) == 0 &&
           cp_lp_normal_long(n, &column) == COLUMNS,
       "rows that are one");
    for (int skips = 0; skips < 2; skips++) {
        size_t nothing = 0;
        memset(x, 0, sizeof x);
        x[0] = 1;
        ok((!skips || cp_lp_normal_regularise(n)) && cp_lp_normal_factor(n, theta, none) == 0,
           "factorised");
        cp_lp_normal_solve(n, x);
        for (size_t i = 0; i < ROWS; i++)
            nothing += fabs(x[i]) < 1e-25;

        ok(nothing == (skips ? ROWS - 1 : 0), skips ? "all but one are 0" : "none is 0");
    }
    cp_lp_normal_free(n);
    cp_lp_transpose_release(&rows);
    cp_lp_free(m);
}

static void test_normal(void) {
    struct cp_error err = {0};
    struct cp_lp *m = long_column(400);
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_normal *n = NULL;
    double *theta = calloc(v.ncol, sizeof *theta), *diagonal = calloc(v.nrow, sizeof *diagonal);
    double *rhs = calloc(v.nrow, sizeof *rhs), *x = calloc(v.nrow + 1, sizeof *x);
    double *back = calloc(v.nrow, sizeof *back), worst = 0, largest = 0;
    for (size_t j = 0; j < v.ncol; j++)
        theta[j] = pow(10, (double)(j % 13) - 6);
    for (size_t i = 0; i < v.nrow; i++) {
        diagonal[i] = pow(10, (double)(i % 11) - 5);
        x[i] = sin((double)i);
    }
    multiply(&v, theta, diagonal, x, rhs);
    struct cp_lp_transpose rows;
    struct cp_lp_interrupt forever = {0};
    ok(cp_lp_transpose_make(&v, &rows, &err) == 0 &&
           cp_lp_normal_new(&v, &rows, CP_LP_NORMAL, NULL, &forever, &n, &err) == 0 &&
           cp_lp_normal_fill(n) > 0,
       "analysed");
    ok(cp_lp_normal_factor(n, theta, diagonal) == 0, "factorised");
    const uint32_t *column;
    ok(cp_lp_normal_long(n, &column) == 1 && column[0] == 0, "one column is long");
    memcpy(x, rhs, v.nrow * sizeof *x);
    cp_lp_normal_solve(n, x);
    multiply(&v, theta, diagonal, x, back);
    for (size_t i = 0; i < v.nrow; i++) {
        worst = fmax(worst, fabs(rhs[i] - back[i]));
        largest = fmax(largest, fabs(rhs[i]));
    }
    ok(worst <= 1e-11 * largest, "to eleven digits though the weights span twelve");
    cp_lp_normal_free(n);
    cp_lp_transpose_release(&rows);
    free(theta);
    free(diagonal);
    free(rhs);
    free(x);
    free(back);
    cp_lp_free(m);
}

/* Enough rows and columns for threads to share, in blocks, with columns that reach through all. */
static struct cp_lp *wide(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    enum { BLOCKS = 1300, SIZE = 40 };
    for (size_t k = 0; k < 3; k++)
        cp_lp_add_col(m, 40 + (double)k, 0, CP_LP_INF);
    for (size_t b = 0; b < BLOCKS; b++) {
        size_t balance = cp_lp_add_row(m, 30 + (double)(b % 7), CP_LP_INF);
        for (size_t k = 0; k < SIZE; k++) {
            size_t col = cp_lp_add_col(m, 1 + (double)((b * k) % 11), 0, CP_LP_INF);
            size_t row = cp_lp_add_row(m, -CP_LP_INF, (double)(k % 3));
            cp_lp_add_coef(m, balance, col, 1);
            cp_lp_add_coef(m, row, col, 1);
            cp_lp_add_coef(m, row, k % 3, -0.1 * (double)(1 + (b + k) % 5));
            if (k)
                cp_lp_add_coef(m, row, col - 1, 0.3);
        }
    }
    if (cp_lp_finish(m, &err))
        printf("# %s\n", err.at[0].msg);
    return m;
}

static void test_threads(void) {
    struct cp_error err = {0};
    struct cp_lp *m = wide();
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_solution s[5] = {0};
    for (int t = 1; t <= 4; t++) {
        struct cp_lp_options o = {.engine = "ipm", .threads = t};
        ok(cp_lp_solve(m, &o, &s[t], &err) == 0 && s[t].status == CP_LP_OPTIMAL &&
               s[t].iterations == s[1].iterations &&
               memcmp(s[t].x, s[1].x, v.ncol * sizeof(double)) == 0 &&
               memcmp(s[t].dual, s[1].dual, v.nrow * sizeof(double)) == 0,
           "%d threads: the same answer to the last bit", t);
    }
    for (int t = 1; t <= 4; t++)
        cp_lp_solution_release(&s[t]);
    cp_lp_free(m);
}

int main(void) {
    test_presolve_all();
    test_presolve_verdicts();
    test_long_column();
    test_scale();
    test_normal();
    test_skipped();
    test_threads();
    return done();
}
