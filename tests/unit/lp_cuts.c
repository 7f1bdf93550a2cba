/* Cuts of each family worked by hand, and those of whole programs at random held against every
 * choice of their integers. */
#include "lp_draw.h"
#include "tap.h"
#include "lp/tree/cuts.h"
#include <stdlib.h>

enum { TERMS = 16, ROWS = 4 };

static const double infinite = CP_LP_INF;

/* ---- rows by hand -------------------------------------------------------------------------- */

/* A tree with columns and no program behind it, and what looks for cuts of it. */
struct bench {
    struct cp_lp_tree t;
    struct cp_lp_cuts_work w;
    double lower[TERMS], upper[TERMS], x[TERMS], row_lower[ROWS], row_upper[ROWS];
    bool integer[TERMS];
    double step[TERMS + ROWS];
    struct cp_lp_variable_bound by_lower[TERMS], by_upper[TERMS];
    double number[8][TERMS];
    size_t list[4][TERMS];
    bool in[4][TERMS];
    unsigned char how[TERMS];
    size_t start[ROWS + 1]; /* rows */
    uint32_t col[ROWS * TERMS];
    double value[ROWS * TERMS];
};

static void make_row(struct bench *b, size_t k, struct cp_lp_mir_row *r) {
    *r = (struct cp_lp_mir_row){.coef = b->number[k],
                                .in = b->in[k],
                                .list = b->list[k],
                                .how = b->how,
                                .shift = b->number[4]};
}

static void set_up(struct bench *b, size_t ncol) {
    *b = (struct bench){0};
    for (size_t j = 0; j < ncol; j++) {
        b->upper[j] = infinite;
        b->by_lower[j].by = b->by_upper[j].by = CP_NAME_NONE;
    }
    b->t.p =
        (struct cp_lp_tree_program){.ncol = ncol,
                                    .by_row = {.start = b->start, .col = b->col, .value = b->value},
                                    .row_lower = b->row_lower,
                                    .row_upper = b->row_upper,
                                    .integer = b->integer,
                                    .lower = b->by_lower,
                                    .upper = b->by_upper,
                                    .root = {b->lower, b->upper}};
    b->w = (struct cp_lp_cuts_work){.t = &b->t,
                                    .ncol = ncol,
                                    .x = b->x,
                                    .row_lower = b->row_lower,
                                    .row_upper = b->row_upper,
                                    .step = b->step,
                                    .least_depth = 1e-4};
    make_row(b, 0, &b->w.row);
    make_row(b, 1, &b->w.substituted);
    make_row(b, 2, &b->w.cut);
    make_row(b, 3, &b->w.plain);
}

static void tear_down(struct bench *b) {
    for (size_t k = 0; k < b->w.nfound; k++)
        free(b->w.found[k].value);
    free(b->w.found);
}

static void set_col(struct bench *b, size_t j, bool integer, double upper, double x) {
    b->integer[j] = integer;
    b->step[j] = integer;
    b->upper[j] = upper;
    b->x[j] = x;
}

/* A row of all columns, at most `side`. */
static void add_row(struct bench *b, const double *coef, double side) {
    size_t i = b->t.p.nrow++, q = b->start[i], n = b->t.p.ncol;
    double at = 0;
    bool whole = true;
    for (size_t j = 0; j < n; j++) {
        at += coef[j] * b->x[j];
        if (coef[j] == 0)
            continue;
        b->col[q] = (uint32_t)j;
        b->value[q++] = coef[j];
        whole = whole && b->integer[j] && coef[j] == nearbyint(coef[j]);
    }
    b->start[i + 1] = q;
    b->w.nrow = b->t.p.nrow;
    b->row_lower[i] = -infinite;
    b->row_upper[i] = side;
    b->step[n + i] = whole;
    b->x[n + i] = at;
}

static void ok_cut(const struct bench *b, const double *coef, double upper, const char *what) {
    double length = 0, factor = NAN, most = 0;
    bool same = b->w.nfound == 1;
    for (size_t j = 0; j < b->t.p.ncol; j++)
        length += coef[j] * coef[j];
    factor = 1 / sqrt(length);
    for (size_t q = 0; same && q < b->w.found[0].n; q++)
        most += fabs(b->w.found[0].value[q] - factor * coef[b->w.found[0].col[q]]);
    size_t n = 0;
    for (size_t j = 0; j < b->t.p.ncol; j++)
        n += coef[j] != 0;
    if (ok(same && b->w.found[0].n == n && most < 1e-9 &&
               fabs(b->w.found[0].upper - factor * upper) < 1e-9,
           "%s", what))
        return;
    for (size_t k = 0; k < b->w.nfound; k++) {
        const struct cp_lp_tree_cut *c = &b->w.found[k];
        for (size_t q = 0; q < c->n; q++)
            printf("%s%+.6g x%u", q ? " " : "# ", c->value[q], c->col[q]);
        printf(" <= %.6g\n", c->upper);
    }
}

/* x - s <= 2.5, x whole: x - 2 s <= 2. */
static void test_mir(void) {
    static const double row[] = {1, -1}, cut[] = {1, -2};
    static struct bench b;
    set_up(&b, 2);
    set_col(&b, 0, true, 10, 2.5);
    add_row(&b, row, 2.5);
    cp_lp_cuts_add_row(&b.w, &b.w.row, 0, 1, true);
    if (cp_lp_mir(&b.w, &b.w.row, false, &b.w.cut))
        cp_lp_cuts_keep(&b.w);
    ok_cut(&b, cut, 2, "a mixed-integer rounding");
    tear_down(&b);
}

/* Of 8 lots at most 2.5 are there: x + y <= 20 with x = 8 n, y = 8 m is x + y <= 16. */
static void test_lots(void) {
    static const double row[] = {1, 1}, cut[] = {1, 1};
    static struct bench b;
    set_up(&b, 2);
    for (size_t j = 0; j < 2; j++) {
        set_col(&b, j, false, 40, 10);
        b.step[j] = 8;
    }
    add_row(&b, row, 20);
    cp_lp_cuts_add_row(&b.w, &b.w.row, 0, 1, true);
    if (cp_lp_mir(&b.w, &b.w.row, false, &b.w.cut))
        cp_lp_cuts_keep(&b.w);
    ok_cut(&b, cut, 16, "the rounding of a row of whole lots");
    tear_down(&b);
}

/* The tableau's row x1 + s1/7 + 2 s2/7 = 20/7 of 7 x1 - 2 x2 + s1 = 14, x2 + s2 = 3, all whole: s1
 * + 2 s2 >= 6, which is x1 <= 2. */
static void test_gomory(void) {
    static const double first[] = {7, -2}, second[] = {0, 1}, cut[] = {1, 0};
    static struct bench b;
    set_up(&b, 2);
    set_col(&b, 0, true, 9, 20. / 7);
    set_col(&b, 1, true, 9, 3);
    add_row(&b, first, 14);
    add_row(&b, second, 3);
    cp_lp_mir_add(&b.w.row, 0, 1);
    cp_lp_mir_add(&b.w.row, 2, -1. / 7);
    cp_lp_mir_add(&b.w.row, 3, -2. / 7);
    if (cp_lp_mir(&b.w, &b.w.row, true, &b.w.cut))
        cp_lp_cuts_keep(&b.w);
    ok_cut(&b, cut, 2, "Gomory's cut of a row of a tableau");
    tear_down(&b);
}

/* x1 + x2 <= 5 of flows of at most 4 where y is 1: the cover of both has 3 too many, and x1 + (4 -
 * 3)(1 - y1) + x2 + (4 - 3)(1 - y2) <= 5. */
static void test_flow_cover(void) {
    static const double row[] = {1, 1, 0, 0}, cut[] = {1, 1, -1, -1};
    static struct bench b;
    set_up(&b, 4);
    for (size_t j = 0; j < 2; j++) {
        set_col(&b, j, false, 4, 2.5);
        set_col(&b, 2 + j, true, 1, 0.625);
        b.by_upper[j] = (struct cp_lp_variable_bound){(uint32_t)(2 + j), 0, 4};
    }
    add_row(&b, row, 5);
    cp_lp_cuts_add_row(&b.w, &b.w.row, 0, 1, true);
    if (cp_lp_mir(&b.w, &b.w.row, false, &b.w.cut))
        cp_lp_cuts_keep(&b.w);
    ok_cut(&b, cut, 3, "a flow cover");
    tear_down(&b);
}

/* 11 x1 + 6 x2 + 6 x3 + 5 x4 + 5 x5 + 4 x6 + x7 <= 19 [Wolsey 1998, examples 9.3 and 9.4]: of
 * x3..x6 three fit, x2 weighs as much as the heaviest, x1 as two of them. */
static void test_cover(void) {
    static const double row[] = {11, 6, 6, 5, 5, 4, 1}, cut[] = {2, 1, 1, 1, 1, 1, 0};
    static const double x[] = {0, 0, 1, 1, 1, 0.75, 0};
    static struct bench b;
    set_up(&b, 7);
    for (size_t j = 0; j < 7; j++)
        set_col(&b, j, true, 1, x[j]);
    add_row(&b, row, 19);
    cp_lp_cuts_of_knapsacks(&b.w);
    ok_cut(&b, cut, 3, "a lifted cover");
    tear_down(&b);
}

/* The same bag filled from the other side: -11 (1 - x1) ... >= -19. */
static void test_mirrored_cover(void) {
    static const double row[] = {-11, -6, -6, -5, -5, -4, -1}, cut[] = {-2, -1, -1, -1, -1, -1, 0};
    static const double x[] = {1, 1, 0, 0, 0, 0.25, 1};
    static struct bench b;
    set_up(&b, 7);
    for (size_t j = 0; j < 7; j++)
        set_col(&b, j, true, 1, x[j]);
    add_row(&b, row, 19 - 38);
    cp_lp_cuts_of_knapsacks(&b.w);
    ok_cut(&b, cut, 3 - 7, "a lifted cover of what is left out");
    tear_down(&b);
}

/* ---- whole programs ------------------------------------------------------------------------ */

/* Sources that are opened, ways of several sizes from them, and a budget of switches. */
static void draw(struct cp_lp *m) {
    size_t sources = 2, sinks = 2 + below(2);
    for (size_t i = 0; i < sources; i++) {
        cp_lp_set_integer(m, cp_lp_add_col(m, 5 + below(30), 0, below(4) ? 1 : 2));
        cp_lp_add_row(m, -infinite, 0);
        cp_lp_add_coef(m, i, i, -(double)(6 + below(12)));
    }
    size_t budget = cp_lp_add_row(m, -infinite, 8 + below(20));
    for (size_t k = 0; k < sinks; k++) {
        double demand = 3 + below(9);
        size_t row = cp_lp_add_row(m, demand, below(2) ? demand : infinite);
        cp_lp_add_coef(m, row, cp_lp_add_col(m, 12, 0, infinite), 1);
        for (size_t i = 0; i < sources; i++) {
            size_t flow = cp_lp_add_col(m, 1 + below(5), 0, infinite), capacity;
            size_t way = cp_lp_add_col(m, below(20), 0, 1);
            cp_lp_set_integer(m, way);
            capacity = cp_lp_add_row(m, -infinite, 0);
            cp_lp_add_coef(m, row, flow, 1);
            cp_lp_add_coef(m, i, flow, 1);
            cp_lp_add_coef(m, capacity, flow, 1);
            cp_lp_add_coef(m, capacity, way, -(double)(2 + below(12)));
            cp_lp_add_coef(m, budget, way, 1 + below(9));
        }
    }
}

/* Orders in lots of two suppliers, what is in stock of each, levels to be reached with both, and a
 * supplier that can carry so much. */
static void draw_lots(struct cp_lp *m) {
    size_t periods = 2 + below(2), before[2] = {SIZE_MAX, SIZE_MAX};
    double lot[2] = {(double)(2 + below(9)), 0.01 * (double)(101 + below(900))};
    for (size_t t = 0; t < periods; t++) {
        size_t level = cp_lp_add_row(m, 4 + 6 * (double)t + below(8), infinite), stock;
        cp_lp_add_coef(m, level, cp_lp_add_col(m, 9, 0, infinite), 1);
        for (size_t i = 0; i < 2; i++) {
            size_t order = cp_lp_add_col(m, 1 + 0.5 * below(5), 0, infinite);
            size_t lots = cp_lp_add_col(m, below(4), 0, 1 + below(2));
            size_t whole = cp_lp_add_row(m, 0, 0), balance = cp_lp_add_row(m, 0, 0);
            stock = cp_lp_add_col(m, 0.1, 0, below(2) ? infinite : lot[i] * 1.7);
            cp_lp_set_integer(m, lots);
            cp_lp_add_coef(m, whole, order, 1);
            cp_lp_add_coef(m, whole, lots, -lot[i]);
            cp_lp_add_coef(m, balance, stock, 1);
            cp_lp_add_coef(m, balance, order, -1);
            if (t > 0)
                cp_lp_add_coef(m, balance, before[i], -1);
            cp_lp_add_coef(m, level, stock, 1);
            before[i] = stock;
        }
    }
}

/* The most of a cut over the tightened program with its integers as they are fixed; minus infinity:
 * there is no point. */
static double most_of(const struct cp_lp_tree *t, const struct cp_lp_tree_cut *c,
                      const double *lower, const double *upper) {
    struct cp_lp_view v = *t->v;
    struct cp_lp_options o = {.threads = 1};
    struct cp_lp_simplex *lp = NULL;
    struct cp_error err = {0};
    double cost[64] = {0}, most = -infinite;
    for (size_t q = 0; q < c->n; q++)
        cost[c->col[q]] = -c->value[q];
    v.value = t->p.value;
    v.row_lower = t->p.row_lower;
    v.row_upper = t->p.row_upper;
    v.lower = lower;
    v.upper = upper;
    v.cost = cost;
    v.integer = NULL;
    if (cp_lp_simplex_open(&v, &o, infinite, &lp, &err) == 0) {
        enum cp_lp_simplex_state s = cp_lp_simplex_solve(lp, infinite, 0);
        most = s == CP_LP_SIMPLEX_OPTIMAL ? -cp_lp_simplex_objective(lp)
               : s == CP_LP_SIMPLEX_EMPTY ? -infinite
                                          : infinite;
    }
    cp_lp_simplex_close(lp);
    return most;
}

/* By how much the farthest point is outside of a cut, over every choice of the integers. */
static double farthest(const struct cp_lp_tree *t, const struct cp_lp_tree_cut *c) {
    size_t n = t->p.ncol, whole[64], k = 0, points = 1;
    double lower[64], upper[64], out = -infinite;
    for (size_t j = 0; j < n; j++) {
        lower[j] = t->p.root.lower[j];
        upper[j] = t->p.root.upper[j];
        if (t->p.integer[j] && lower[j] < upper[j]) {
            points *= (size_t)(upper[j] - lower[j]) + 1;
            whole[k++] = j;
        }
    }
    for (size_t point = 0; point < points; point++) {
        size_t rest = point;
        for (size_t i = 0; i < k; i++) {
            size_t j = whole[i], range = (size_t)(t->p.root.upper[j] - t->p.root.lower[j]) + 1;
            lower[j] = upper[j] = t->p.root.lower[j] + (double)(rest % range);
            rest /= range;
        }
        out = fmax(out, most_of(t, c, lower, upper) - c->upper);
    }
    return out;
}

/* A row of whole columns, of which one point of these is on it: coefficients of so many decimals.
 */
static void test_steps(void) {
    size_t wrong = 0, rounded = 0;
    for (int k = 0; k < 3000; k++) {
        struct cp_error err = {0};
        struct cp_lp *m = cp_lp_new();
        unsigned n = 2 + below(4), decimals = 1 + below(3);
        double scale = pow(10, (double)decimals), side = 0;
        double coef[6], point[6];
        for (size_t j = 0; j < n; j++) {
            coef[j] = nearbyint(scale * (1 + (double)below(9)) + below((unsigned)scale)) / scale;
            point[j] = below(40);
            side += coef[j] * point[j];
        }
        size_t row = cp_lp_add_row(m, side, infinite);
        for (size_t j = 0; j < n; j++) {
            size_t col = cp_lp_add_col(m, coef[j], 0, 100);
            cp_lp_set_integer(m, col);
            cp_lp_add_coef(m, row, col, coef[j]);
        }
        int rc = cp_lp_finish(m, &err);
        struct cp_lp_view v = cp_lp_view(m);
        struct cp_lp_options o = {.tolerance = 1e-8, .gap = 1e-6, .threads = 1};
        struct cp_lp_tree t = {.v = &v, .opt = &o};
        bool empty = false, surely;
        rc = rc ? rc : cp_lp_tree_open(&t, &empty, &surely, &err);
        for (size_t i = 0; rc == 0 && !empty && i < t.p.nrow; i++) {
            double sum = 0;
            for (size_t q = t.p.by_row.start[i]; q < t.p.by_row.start[i + 1]; q++)
                sum += t.p.by_row.value[q] * point[t.p.by_row.col[q]];
            wrong += sum < t.p.row_lower[i] - 1e-9 * fabs(sum);
            rounded += t.p.row_lattice[i] > 0;
        }
        wrong += rc != 0 || empty;
        cp_lp_tree_release(&t);
        cp_lp_free(m);
    }
    ok(wrong == 0 && rounded > 1000, "%zu of 3000 rows round by a step, none beyond a point of it",
       rounded);
}

static void test_random(void (*make)(struct cp_lp *m), const char *of) {
    size_t cuts = 0, programs = 0, wrong = 0;
    for (int k = 0; k < 60; k++) {
        struct cp_error err = {0};
        struct cp_lp *m = cp_lp_new();
        make(m);
        int rc = cp_lp_finish(m, &err);
        struct cp_lp_view v = cp_lp_view(m);
        struct cp_lp_options o = {.tolerance = 1e-8, .gap = 1e-6, .threads = 1};
        struct cp_lp_tree t = {.v = &v, .opt = &o};
        bool empty = false, surely;
        enum cp_lp_simplex_state end = CP_LP_SIMPLEX_EMPTY;
        if (rc == 0)
            rc = cp_lp_tree_open(&t, &empty, &surely, &err);
        if (rc == 0 && !empty)
            end = cp_lp_tree_relax(&t, &t.p.root, infinite, 0);
        if (rc == 0 && end == CP_LP_SIMPLEX_OPTIMAL)
            rc = cp_lp_tree_cut_root(&t, &end, &err);
        cp_lp_simplex_close(t.lp);
        t.lp = NULL;
        for (size_t i = 0; rc == 0 && i < t.ncut; i++) {
            double out = farthest(&t, &t.cut[i]);
            if (out > 1e-6 && wrong++ < 5)
                printf("# program %d, cut %zu: a point is %.3g outside\n", k, i, out);
        }
        programs += t.ncut > 0;
        cuts += t.ncut;
        wrong += rc != 0;
        cp_lp_tree_release(&t);
        cp_lp_free(m);
    }
    printf("# %zu cuts of %zu programs\n", cuts, programs);
    ok(wrong == 0 && programs > 20 && cuts > 0,
       "no choice of integers has a point outside of a cut, %s", of);
}

int main(void) {
    test_steps();
    test_mir();
    test_lots();
    test_gomory();
    test_flow_cover();
    test_cover();
    test_mirrored_cover();
    test_random(draw, "flows");
    test_random(draw_lots, "lots");
    return done();
}
