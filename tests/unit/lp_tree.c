/* Branch and cut against GLPK's own, which knows nothing of ours: three kinds of programs at
 * random, and what each part is for. */
#include "lp_draw.h"
#include "tap.h"
#include "lp/lp.h"
#include <stdlib.h>

enum { PROGRAMS = 100 };

static const double infinite = CP_LP_INF;

/* ---- programs ------------------------------------------------------------------------------ */

/* Goods from plants that are opened to customers, on ways that are opened. */
static void fixed_charge(struct cp_lp *m) {
    size_t plants = 2 + below(3), customers = 2 + below(4);
    double demand[8], all = 0;
    for (size_t k = 0; k < customers; k++)
        all += demand[k] = 1 + below(20);
    size_t supply = 0, open = 0;
    for (size_t i = 0; i < plants; i++) {
        double most = (double)(size_t)(all * (0.4 + 0.1 * below(6))) + 1;
        size_t row = cp_lp_add_row(m, -infinite, below(2) ? 0 : most);
        supply = i ? supply : row;
        size_t col = cp_lp_add_col(m, 10 + below(60), 0, 1);
        open = i ? open : col;
        cp_lp_set_integer(m, col);
        cp_lp_add_coef(m, row, col, -most);
    }
    for (size_t k = 0; k < customers; k++) {
        size_t row = cp_lp_add_row(m, demand[k], below(2) ? demand[k] : infinite);
        for (size_t i = 0; i < plants; i++) {
            size_t flow = cp_lp_add_col(m, 1 + below(9), 0, infinite);
            size_t way = cp_lp_add_col(m, below(30), 0, 1);
            size_t capacity = cp_lp_add_row(m, -infinite, 0);
            cp_lp_set_integer(m, way);
            cp_lp_add_coef(m, row, flow, 1);
            cp_lp_add_coef(m, supply + i, flow, 1);
            cp_lp_add_coef(m, capacity, flow, 1);
            cp_lp_add_coef(m, capacity, way, -(double)(below(2) ? 200 : 15));
        }
    }
}

/* What fits into several bags of several sizes, whole or in numbers, with a part that may be cut.
 */
static void knapsack(struct cp_lp *m) {
    size_t items = 5 + below(12), bags = 1 + below(4);
    for (size_t j = 0; j < items; j++) {
        size_t col = cp_lp_add_col(m, -(double)(5 + below(40)), 0, below(4) ? 1 : 1 + below(5));
        if (below(12))
            cp_lp_set_integer(m, col);
    }
    for (size_t i = 0; i < bags; i++) {
        double sum = 0;
        size_t row = cp_lp_add_row(m, 0, 0);
        for (size_t j = 0; j < items; j++) {
            double weight = below(5) ? 3 + below(30) : 0;
            sum += weight;
            cp_lp_add_coef(m, row, j, below(9) ? weight : -weight);
        }
        double side = (double)(size_t)(sum * (0.2 + 0.1 * below(5)));
        cp_lp_set_row_bounds(m, row, below(3) ? -infinite : below(2) ? side - 9 : side, side);
    }
}

/* Jobs on one machine, none of them beside another: which of two goes first is a binary. */
static void scheduling(struct cp_lp *m) {
    size_t jobs = 2 + below(4);
    double length[8], horizon = 0;
    for (size_t j = 0; j < jobs; j++)
        horizon += length[j] = 1 + below(9);
    horizon += below(6);
    size_t end = cp_lp_add_col(m, below(3), 0, infinite);
    for (size_t j = 0; j < jobs; j++) {
        double release = below(8);
        size_t start = cp_lp_add_col(m, 1 + below(5), release, infinite);
        size_t row = cp_lp_add_row(m, length[j], infinite);
        if (below(2))
            cp_lp_set_integer(m, start);
        cp_lp_add_coef(m, row, end, 1);
        cp_lp_add_coef(m, row, start, -1);
        if (below(3) == 0)
            cp_lp_set_col_bounds(m, start, release, release + 1 + below((unsigned)horizon));
    }
    for (size_t j = 0; j < jobs; j++)
        for (size_t k = 0; k < j; k++) {
            size_t first = cp_lp_add_col(m, 0, 0, 1);
            double big = horizon + 40;
            cp_lp_set_integer(m, first);
            for (size_t way = 0; way < 2; way++) {
                size_t a = way ? j : k, b = way ? k : j;
                /* start b >= start a + length a where a goes first */
                size_t row = cp_lp_add_row(m, length[a] - (way ? 0 : big), infinite);
                cp_lp_add_coef(m, row, 1 + b, 1);
                cp_lp_add_coef(m, row, 1 + a, -1);
                cp_lp_add_coef(m, row, first, way ? big : -big);
            }
        }
}

/* Pairs of integers and of others that equations tie, slack columns, rows of one column, and rows
 * and columns twice: most of it goes before the search. */
static void much_to_presolve(struct cp_lp *m) {
    size_t most = cp_lp_add_row(m, -infinite, 20 + below(30)), items = 6 + below(8);
    for (size_t k = 0; k < items; k++) {
        double weight = 1 + below(9), sign = below(2) ? 1 : -1;
        size_t x = cp_lp_add_col(m, -1.0 - below(20), 0, 1 + below(4));
        size_t same = cp_lp_add_col(m, below(3), -5, 9);
        size_t tied = cp_lp_add_col(m, 0.25 * below(9), -infinite, infinite);
        size_t slack = cp_lp_add_col(m, 0.5 * below(3), 0, 1 + below(3));
        size_t twin = cp_lp_add_col(m, 0.5 * below(3), 0, infinite);
        size_t again = cp_lp_add_col(m, 0.5 * below(3), 0, 2 + below(9));
        cp_lp_set_integer(m, x);
        cp_lp_set_integer(m, same);
        cp_lp_add_coef(m, most, x, weight);
        if (below(2))
            cp_lp_set_integer(m, twin);
        if (below(2))
            cp_lp_set_integer(m, again);
        if (below(2))
            cp_lp_set_integer(m, slack);
        cp_lp_add_coef(m, most, twin, -0.7 * (double)(1 + k % 2));
        cp_lp_add_coef(m, most, again, -0.7);
        double side = below(3), part = 1 + below(4);
        size_t row = cp_lp_add_row(m, side, side); /* same = side - sign x */
        cp_lp_add_coef(m, row, same, 1);
        cp_lp_add_coef(m, row, x, sign);
        row = cp_lp_add_row(m, part, part); /* tied = (part + x) / 2 */
        cp_lp_add_coef(m, row, tied, 2);
        cp_lp_add_coef(m, row, x, -1);
        for (int twice = 0; twice < 2; twice++) {
            row = cp_lp_add_row(m, -infinite, (1.0 + twice) * (2.0 + below(6)));
            cp_lp_add_coef(m, row, x, 1 + twice);
            cp_lp_add_coef(m, row, tied, 1 + twice);
            cp_lp_add_coef(m, row, slack, -0.7 * (1 + twice));
        }
        row = cp_lp_add_row(m, -infinite, 2 * below(9) + 1.5);
        cp_lp_add_coef(m, row, x, 2);
    }
}

/* ---- agreement ----------------------------------------------------------------------------- */

static bool agree(const struct cp_lp_solution *a, const struct cp_lp_solution *b) {
    if (a->status != b->status)
        return false;
    return a->status != CP_LP_OPTIMAL ||
           fabs(a->objective - b->objective) <= 1e-6 * (1 + fabs(a->objective));
}

static void compare(void (*draw)(struct cp_lp *m), const char *what) {
    struct cp_error err = {0};
    size_t wrong = 0, points = 0, empty = 0;
    for (size_t k = 0; k < PROGRAMS; k++) {
        struct cp_lp_options ours = {.engine = "tree"}, theirs = {.engine = "glpk"};
        struct cp_lp_solution a = {0}, b = {0};
        struct cp_lp *m = cp_lp_new();
        draw(m);
        int rc = cp_lp_finish(m, &err);
        if (rc == 0)
            rc = cp_lp_solve(m, &ours, &a, &err);
        if (rc == 0)
            rc = cp_lp_solve(m, &theirs, &b, &err);
        bool alone = a.status != CP_LP_OPTIMAL || !strcmp(a.engine, "tree");
        if (rc || !alone || !agree(&a, &b)) {
            printf("# program %zu: ours %s %.9g, theirs %s %.9g\n", k, cp_lp_status_name(a.status),
                   a.objective, cp_lp_status_name(b.status), b.objective);
            wrong++;
        }
        points += a.status == CP_LP_OPTIMAL;
        empty += a.status == CP_LP_INFEASIBLE;
        cp_lp_solution_release(&a);
        cp_lp_solution_release(&b);
        cp_lp_free(m);
    }
    printf("# %s: %zu with a point, %zu without\n", what, points, empty);
    ok(wrong == 0 && points > PROGRAMS / 2, "%s", what);
}

/* ---- what went wrong ----------------------------------------------------------------------- */

/* Equations in units, or in 1e10 of them: the point is within rounding of the relaxation's, and
 * rows are kept to 1e-8 of their size. */
static void test_large(double unit, double first, double second) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    struct cp_lp_solution s = {0};
    static const double coef[2][2] = {{47, 19}, {23, 57}};
    for (size_t j = 0; j < 2; j++)
        cp_lp_set_integer(m, cp_lp_add_col(m, j ? 1 : 3, 0, infinite));
    for (size_t i = 0; i < 2; i++) {
        double side = i ? second : first;
        cp_lp_add_row(m, side, side);
        for (size_t j = 0; j < 2; j++)
            cp_lp_add_coef(m, i, j, coef[i][j] * unit);
    }
    int rc = cp_lp_finish(m, &err);
    if (rc == 0)
        rc = cp_lp_solve(m, NULL, &s, &err);
    ok_rc(rc, &err, "two equations of large whole numbers");
    ok(s.status == CP_LP_OPTIMAL && s.check.primal_rel <= 1e-8 && s.check.integrality == 0,
       "have a point");
    cp_lp_solution_release(&s);
    cp_lp_free(m);
}

/* Costs are multiples of 1: nothing between 9.33, the relaxation, and 10 is left to be searched. */
static void test_step(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    struct cp_lp_solution s = {0};
    cp_lp_set_integer(m, cp_lp_add_col(m, 3, 0, 9));
    cp_lp_set_integer(m, cp_lp_add_col(m, 2, 0, 9));
    cp_lp_add_row(m, 7, infinite);
    cp_lp_add_coef(m, 0, 0, 2);
    cp_lp_add_coef(m, 0, 1, 1.5);
    int rc = cp_lp_finish(m, &err);
    if (rc == 0)
        rc = cp_lp_solve(m, NULL, &s, &err);
    ok_rc(rc, &err, "a program whose costs are whole");
    ok(s.status == CP_LP_OPTIMAL && s.objective == 10 && s.bound == 10 && !strcmp(s.engine, "tree"),
       "is proved by that");
    cp_lp_solution_release(&s);
    cp_lp_free(m);
}

/* The relaxation goes down for ever, and no whole numbers keep 8 x + 4 y - 4 z = 19. */
static void test_ray_from_nowhere(void) {
    struct cp_error err = {0};
    struct cp_lp *m = cp_lp_new();
    struct cp_lp_solution s = {0};
    static const double coef[] = {8, 4, -4};
    cp_lp_add_row(m, 19, 19);
    for (size_t j = 0; j < 3; j++) {
        cp_lp_set_integer(m, cp_lp_add_col(m, -7, -5, j ? infinite : 25));
        cp_lp_add_coef(m, 0, j, coef[j]);
    }
    int rc = cp_lp_finish(m, &err);
    if (rc == 0)
        rc = cp_lp_solve(m, NULL, &s, &err);
    ok_rc(rc, &err, "an equation that whole numbers cannot keep");
    ok(s.status == CP_LP_INFEASIBLE, "has no point, wherever its ray goes");
    cp_lp_solution_release(&s);
    cp_lp_free(m);
}

/* 5 x - 6 y + 5 z + .45 w = 32.9 with 5 w = 15: the rest is 31.55, and whole numbers only add up to
 * whole ones. A search through 3000 by 15000 by 3000 of them never ends. */
static void test_steps_on_top_of_what_is_fixed(void) {
    static const double coef[] = {5, -6, 5, 0.45}, most[] = {3000, 15000, 3000, 20000};
    for (double side = 32.9; side <= 33.35; side += 0.45) {
        struct cp_error err = {0};
        struct cp_lp_solution s = {0};
        struct cp_lp *m = cp_lp_new();
        size_t row = cp_lp_add_row(m, side, side), alone = cp_lp_add_row(m, 15, 15);
        for (size_t j = 0; j < 4; j++) {
            size_t col = cp_lp_add_col(m, 1, 0, most[j]);
            cp_lp_set_integer(m, col);
            cp_lp_add_coef(m, row, col, coef[j]);
            if (j == 3)
                cp_lp_add_coef(m, alone, col, 5);
        }
        struct cp_lp_options o = {.tolerance = 1e-8, .threads = 1};
        int rc = cp_lp_finish(m, &err);
        rc = rc ? rc : cp_lp_solve(m, &o, &s, &err);
        if (ok_rc(rc, &err, "an equation is answered")) {
            bool whole = side > 33;
            ok(s.status == (whole ? CP_LP_OPTIMAL : CP_LP_INFEASIBLE), "%g rightly", side);
            ok(!whole || fabs(s.objective - 16) < 1e-9, "%g", s.objective);
        }
        cp_lp_solution_release(&s);
        cp_lp_free(m);
    }
}

int main(void) {
    compare(fixed_charge, "fixed charges: the optimum of GLPK's own tree");
    compare(knapsack, "knapsacks: the optimum of GLPK's own tree");
    compare(scheduling, "schedules: the optimum of GLPK's own tree");
    compare(much_to_presolve, "what presolve takes most of: the optimum of GLPK's own tree");
    test_large(1, 1e13, 1e13);
    test_large(1e-10, 1000.0000002, 1000.0000013);
    test_step();
    test_ray_from_nowhere();
    test_steps_on_top_of_what_is_fixed();
    return done();
}
