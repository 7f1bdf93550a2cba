/* Incumbents from a relaxation: rounding with propagation, and dives [Achterberg 2007, chapter 9].
 */
#include "lp/tree/tree.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 250, ITERATIONS = 2000, AT_ONCE = 12 };

static const double integral = 1e-6;

struct cp_lp_rounding {
    size_t col;
    double score; /* the least goes first */
    double to;
};

static int less(const void *a, const void *b) {
    const struct cp_lp_rounding *x = a, *y = b;
    if (x->score != y->score)
        return x->score < y->score ? -1 : 1;
    return x->col < y->col ? -1 : 1;
}

int cp_lp_tree_heuristics(struct cp_lp_tree *t, struct cp_error *err) {
    t->work.rounding = cp_arena_calloc(&t->arena, t->p.ncol + 1, sizeof *t->work.rounding);
    return t->work.rounding ? 0 : cp_fail_nomem(err);
}

/* ---- rounding ------------------------------------------------------------------------------ */

/* Fractions from which it goes up: switches that are hardly on may have to be on. */
static const double up_from[] = {0.5, 0.02, 0.9};
enum { ROUNDINGS = sizeof up_from / sizeof *up_from };

static bool fix_near(struct cp_lp_tree *t, struct cp_lp_tree_domain *d, size_t j, double to) {
    double other = to > t->node_x[j] ? to - 1 : to + 1;
    cp_lp_tree_domain_copy(t, &t->work.spare, d);
    to = fmin(fmax(to, d->lower[j]), d->upper[j]);
    if (cp_lp_tree_fix(t, d, j, to))
        return true;
    cp_lp_tree_domain_copy(t, d, &t->work.spare);
    return cp_lp_tree_fix(t, d, j, other);
}

static bool fix_all(struct cp_lp_tree *t, struct cp_lp_tree_domain *d, double from) {
    size_t n = 0;
    for (size_t j = 0; j < t->p.ncol; j++) {
        double x = t->node_x[j], f = x - floor(x), far = cp_lp_tree_fraction(x);
        if (t->p.integer[j])
            t->work.rounding[n++] = (struct cp_lp_rounding){j, far <= integral ? 0 : 1 - far,
                                                            far <= integral ? nearbyint(x)
                                                            : f >= from     ? ceil(x)
                                                                            : floor(x)};
    }
    if (n)
        qsort(t->work.rounding, n, sizeof *t->work.rounding, less);
    for (size_t k = 0; k < n; k++) {
        size_t j = t->work.rounding[k].col;
        if (d->lower[j] < d->upper[j] && !fix_near(t, d, j, t->work.rounding[k].to))
            return false;
    }
    return true;
}

void cp_lp_tree_round(struct cp_lp_tree *t, const struct cp_lp_tree_domain *from) {
    memcpy(t->node_x, t->at.x, t->p.ncol * sizeof *t->at.x);
    cp_lp_tree_accept(t, t->node_x);
    for (size_t k = 0; k < ROUNDINGS && !cp_lp_tree_stopped(t); k++) {
        cp_lp_tree_domain_copy(t, &t->work.dive, from);
        if (fix_all(t, &t->work.dive, up_from[k]) &&
            cp_lp_tree_relax(t, &t->work.dive, t->best.cost, 0) == CP_LP_SIMPLEX_OPTIMAL)
            cp_lp_tree_accept(t, t->at.x);
    }
}

/* ---- dives --------------------------------------------------------------------------------- */

/* A kind of dive: where a column goes, and how much that says against it. */
typedef void wish(const struct cp_lp_tree *t, struct cp_lp_rounding *r, double x);

static void nearest(const struct cp_lp_tree *t, struct cp_lp_rounding *r, double x) {
    (void)t;
    r->to = nearbyint(x);
    r->score = fabs(x - r->to);
}

static void as_incumbent(const struct cp_lp_tree *t, struct cp_lp_rounding *r, double x) {
    if (isinf(t->best.cost)) {
        nearest(t, r, x);
        return;
    }
    r->to = t->best.x[r->col] >= x ? ceil(x) : floor(x);
    r->score = fabs(x - r->to);
}

static void cheapest(const struct cp_lp_tree *t, struct cp_lp_rounding *r, double x) {
    double down = cp_lp_tree_cost_of(t, r->col, x, false),
           up = cp_lp_tree_cost_of(t, r->col, x, true);
    bool goes_up = x - floor(x) > 0.8 || (x - floor(x) > 0.2 && down > up);
    r->to = goes_up ? ceil(x) : floor(x);
    r->score = -(goes_up ? down - up : up - down);
}

static void upward(const struct cp_lp_tree *t, struct cp_lp_rounding *r, double x) {
    (void)t;
    r->to = x - floor(x) > 0.1 ? ceil(x) : floor(x);
    r->score = -(x - floor(x));
}

static wish *const kinds[] = {nearest, cheapest, as_incumbent, upward};

/* Move a column's bound to where it is to go, or else the other way. */
static bool move(struct cp_lp_tree *t, size_t j, double to, double x, bool turn) {
    bool up = (to > x) != turn;
    cp_lp_tree_domain_copy(t, &t->work.dive, &t->work.spare);
    if (up)
        t->work.dive.lower[j] = ceil(x);
    else
        t->work.dive.upper[j] = floor(x);
    cp_lp_tree_touch(t, j);
    return t->work.dive.lower[j] <= t->work.dive.upper[j] && cp_lp_tree_propagate(t, &t->work.dive);
}

static size_t wishes(struct cp_lp_tree *t, wish *kind) {
    size_t n = 0;
    for (size_t j = 0; j < t->p.ncol; j++) {
        if (!t->p.integer[j] || cp_lp_tree_fraction(t->at.x[j]) <= integral)
            continue;
        t->work.rounding[n].col = j;
        kind(t, &t->work.rounding[n++], t->at.x[j]);
    }
    if (n)
        qsort(t->work.rounding, n, sizeof *t->work.rounding, less);
    return n;
}

/* The first wishes of the last relaxation, then a relaxation: false ends the dive. */
static bool go_deeper(struct cp_lp_tree *t, size_t n) {
    size_t most = 1 + n / AT_ONCE;
    memcpy(t->node_x, t->at.x, t->p.ncol * sizeof *t->at.x);
    for (size_t k = 0; k < most; k++) {
        size_t j = t->work.rounding[k].col;
        double to = t->work.rounding[k].to, x = t->node_x[j];
        if (t->work.dive.lower[j] > x || t->work.dive.upper[j] < x)
            continue; /* another has moved it */
        cp_lp_tree_domain_copy(t, &t->work.spare, &t->work.dive);
        if (!move(t, j, to, x, false) && !move(t, j, to, x, true))
            return false;
    }
    enum cp_lp_simplex_state state =
        cp_lp_tree_relax(t, &t->work.dive, cp_lp_tree_cutoff(t), ITERATIONS);
    if (state != CP_LP_SIMPLEX_EMPTY || most > 1)
        return state == CP_LP_SIMPLEX_OPTIMAL;
    double x = t->node_x[t->work.rounding[0].col];
    return move(t, t->work.rounding[0].col, t->work.rounding[0].to, x, true) &&
           cp_lp_tree_relax(t, &t->work.dive, cp_lp_tree_cutoff(t), ITERATIONS) ==
               CP_LP_SIMPLEX_OPTIMAL;
}

void cp_lp_tree_dive(struct cp_lp_tree *t, const struct cp_lp_tree_domain *from, int kind) {
    cp_lp_tree_domain_copy(t, &t->work.dive, from);
    for (int depth = 0; depth < DEPTH && !cp_lp_tree_stopped(t); depth++) {
        size_t n = wishes(t, kinds[kind % CP_LP_TREE_DIVES]);
        if (n == 0)
            cp_lp_tree_accept(t, t->at.x);
        if (n == 0 || !go_deeper(t, n))
            return;
    }
}
