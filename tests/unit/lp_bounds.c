/* What an answer is once its noise has gone onto the bounds: joint moves, and what a row needs. */
#include "tap.h"
#include "lp/model/solution.h"
#include <stdlib.h>

static struct cp_lp *from_text(const char *text) {
    struct cp_error err = {0};
    struct cp_lp *m = NULL;
    FILE *f = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
    if (cp_lp_read_mps(&m, f, "text", &err))
        printf("# %s\n", err.at[0].msg);
    fclose(f);
    return m;
}

/* The point onto the bounds of the program; x[n] on entry and after. */
static void onto_bounds(const char *text, double *x, size_t n) {
    struct cp_error err = {0};
    struct cp_lp *m = from_text(text);
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_solution s;
    ok(v.ncol == n && cp_lp_solution_alloc(&v, &s, &err) == 0, "read, %zu columns", n);
    memcpy(s.x, x, n * sizeof *x);
    ok(cp_lp_solution_onto_bounds(&v, &s, 1e-8, &err) == 0, "onto the bounds");
    memcpy(x, s.x, n * sizeof *x);
    ok(cp_lp_check_view(&v, &s, &err) == 0 && s.check.primal_rel <= 1e-8, "still an answer");
    cp_lp_solution_release(&s);
    cp_lp_free(m);
}

/* Built and never used, in two rows that it goes through: either alone would break the first. */
static void test_together(void) {
    double x[] = {5e-7, 5e-7, 1000 - 5e-7};
    onto_bounds("NAME\nROWS\n N z\n E keeps\n G wanted\nCOLUMNS\n built keeps -1\n"
                " stock keeps 1 wanted 1\n other wanted 1\nRHS\n R wanted 1000\nENDATA\n",
                x, 3);
    ok(x[0] == 0 && x[1] == 0, "stock and what was built for it are 0");
    ok_near(x[2], 1000, 1e-6, "the other stays");
}

/* Little, but a row wants it, and another hands it on. */
static void test_needed(void) {
    double x[] = {5e-7, 5e-7, 5e-7, 5e-7};
    onto_bounds("NAME\nROWS\n N z\n E little\n E hands\n E keeps\nCOLUMNS\n a little 1 hands 1\n"
                " b hands -1\n c keeps 1\n d keeps -1\nRHS\n R little 5e-7\nENDATA\n",
                x, 4);
    ok(x[0] == 5e-7 && x[1] == 5e-7, "what is wanted stays, and what follows from it");
    ok(x[2] == 0 && x[3] == 0, "while noise beside it goes");
}

/* Nothing by its own size, but not in its row. */
static void test_large_coefficient(void) {
    double x[] = {5e-12, 1 - 5e-6};
    onto_bounds("NAME\nROWS\n N z\n E r\nCOLUMNS\n a r 1e6\n b r 1\nRHS\n R r 1\nENDATA\n", x, 2);
    ok(x[0] == 5e-12, "what its row tells from 0 stays");
}

/* Upper bounds, free columns, whole numbers, and what costs too much. */
static void test_sides(void) {
    double x[] = {2 - 4e-7, -3e-7, 4e-7, 4e-7};
    onto_bounds("NAME\nROWS\n N z\n L r\nCOLUMNS\n a r 1\n b r 1\n"
                " M 'MARKER' 'INTORG'\n k r 1\n M 'MARKER' 'INTEND'\n"
                " d z 1000 r 1\nRHS\n R r 100\nBOUNDS\n UP B a 2\n FR B b\n UP B k 5\nENDATA\n",
                x, 4);
    ok(x[0] == 2, "onto the upper bound");
    ok(x[1] == -3e-7, "a free column has none");
    ok(x[2] == 4e-7, "whole numbers are the engine's to round");
    ok(x[3] == 4e-7, "4e-4 of cost is no rounding of an objective near 0");
}

int main(void) {
    test_together();
    test_needed();
    test_large_coefficient();
    test_sides();
    return done();
}
