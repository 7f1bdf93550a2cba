/* A basic solution out of the interior point: what is strictly between its bounds is no more than
 * the rows, and the point is as good as before. */
#include "lp/lp.h"
#include "tap.h"

static unsigned long seed = 1;

static double draw(unsigned n) {
    seed = seed * 6364136223846793005ul + 1442695040888963407ul;
    return (double)((seed >> 33) % n);
}

static bool between(double x, double lo, double up) {
    double eps = 1e-9 * (1 + fabs(x));
    /* at 0 a column without bounds is on none, but it need not be in the basis either */
    return x > lo + eps && x < up - eps && !(isinf(lo) && isinf(up) && fabs(x) < eps);
}

static bool is_basic(const struct cp_lp *m, const struct cp_lp_solution *s) {
    struct cp_lp_view v = cp_lp_view(m);
    size_t n = 0;
    for (size_t j = 0; j < v.ncol; j++)
        n += between(s->x[j], v.lower[j], v.upper[j]);
    for (size_t i = 0; i < v.nrow; i++)
        n += between(s->activity[i], v.row_lower[i], v.row_upper[i]);
    if (n > v.nrow)
        printf("# %zu between their bounds, %zu rows\n", n, v.nrow);
    return n <= v.nrow;
}

static struct cp_lp_solution solve(const struct cp_lp *m, const char *engine, bool basic) {
    struct cp_error err = {0};
    struct cp_lp_solution s = {0};
    struct cp_lp_options o = {.engine = engine, .basic = basic};
    if (cp_lp_solve(m, &o, &s, &err))
        printf("# %s\n", err.at[0].msg);
    return s;
}

/* n plants of 3 each, n customers of 3 each, and few different prices: many optimal plans, whose
 * vertices have whole numbers [Dantzig 1963, chapter 14]. */
static void test_transport(void) {
    enum { N = 25 };
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    for (size_t i = 0; i < 2 * N; i++)
        cp_lp_add_row(m, 3, 3);
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            size_t c = cp_lp_add_col(m, 1 + draw(3), 0, CP_LP_INF);
            cp_lp_add_coef(m, i, c, 1);
            cp_lp_add_coef(m, N + j, c, 1);
        }
    ok_rc(cp_lp_finish(m, &err), &err, "a transport problem");
    size_t split[2] = {0, 0};
    for (int basic = 0; basic < 2; basic++) {
        struct cp_lp_solution s = solve(m, "ipm", basic);
        ok(s.status == CP_LP_OPTIMAL && s.basic == (basic == 1), "solved by ipm");
        ok_near(s.objective, 3 * N, 1e-7, "at the least price for all");
        for (size_t c = 0; s.x && c < (size_t)N * N; c++)
            split[basic] += fabs(s.x[c] - nearbyint(s.x[c])) > 1e-9;
        if (basic)
            ok(is_basic(m, &s), "a vertex");
        cp_lp_solution_release(&s);
    }
    ok(split[0] > N && split[1] == 0, "%zu numbers are not whole in the middle, %zu at the vertex",
       split[0], split[1]);
    cp_lp_free(m);
}

/* y = z without bounds are a line of optimal points: no vertex, but a basis. */
static void test_line(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    cp_lp_add_cols(m, 2, 0, -CP_LP_INF, CP_LP_INF);
    cp_lp_add_cols(m, 2, 1, 0, 9);
    cp_lp_add_row(m, 0, 0);
    cp_lp_add_row(m, 4, CP_LP_INF);
    for (size_t j = 0; j < 4; j++)
        cp_lp_add_coef(m, j / 2, j, j == 1 ? -1 : 1);
    cp_lp_add_coef(m, 1, 0, 1);
    cp_lp_add_coef(m, 1, 1, -1);
    ok_rc(cp_lp_finish(m, &err), &err, "columns without bounds");
    struct cp_lp_solution s = solve(m, "ipm", true);
    ok(s.status == CP_LP_OPTIMAL && s.basic && is_basic(m, &s), "a basic solution");
    ok_near(s.objective, 4, 1e-8, "its objective");
    cp_lp_solution_release(&s);
    cp_lp_free(m);
}

/* Few different numbers, so that optima are many and degenerate; boxes, ranges, equations that
 * depend on each other. */
static struct cp_lp *random_program(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    size_t ncol = 10 + (size_t)draw(40), nrow = 5 + (size_t)draw(20);
    static const double lowest[8] = {-CP_LP_INF, -5};
    double x[64], activity[32] = {0};
    for (size_t j = 0; j < ncol; j++) {
        x[j] = draw(4);
        cp_lp_add_col(m, draw(3), lowest[(int)draw(8)], draw(2) == 0 ? 3 : CP_LP_INF);
    }
    for (size_t i = 0; i < nrow; i++)
        cp_lp_add_row(m, -CP_LP_INF, 1000);
    for (size_t j = 0; j < ncol; j++) {
        cp_lp_add_coef(m, 0, j, 1);
        for (size_t i = 1; i < nrow; i++)
            if (draw(4) == 0) {
                double a = draw(3) + 1;
                activity[i] += a * x[j];
                cp_lp_add_coef(m, i, j, a);
            }
    }
    for (size_t i = 1; i < nrow; i++) {
        double kind = draw(3), below = kind == 1 ? draw(3) : 0, above = kind == 1 ? draw(5) : 0;
        cp_lp_set_row_bounds(m, i, activity[i] - below,
                             kind == 2 ? CP_LP_INF : activity[i] + above);
    }
    if (cp_lp_finish(m, &err))
        printf("# %s\n", err.at[0].msg);
    return m;
}

static void test_random(void) {
    size_t optimal = 0, vertices = 0, wrong = 0;
    for (int k = 0; k < 300; k++) {
        struct cp_lp *m = random_program();
        struct cp_lp_solution a = solve(m, "ipm", true), b = solve(m, "glpk", false);
        bool both = a.status == CP_LP_OPTIMAL && b.status == CP_LP_OPTIMAL;
        wrong += a.status != b.status ||
                 (both && fabs(a.objective - b.objective) > 1e-7 * (1 + fabs(b.objective)));
        optimal += both;
        vertices += both && a.basic;
        wrong += both && a.basic && !is_basic(m, &a);
        cp_lp_solution_release(&a);
        cp_lp_solution_release(&b);
        cp_lp_free(m);
    }
    ok(wrong == 0, "%zu of random programs are not as the simplex method says", wrong);
    ok(optimal > 100 && vertices * 100 >= optimal * 99, "%zu vertices of %zu optima", vertices,
       optimal);
}

int main(void) {
    test_transport();
    test_line();
    test_random();
    return done();
}
