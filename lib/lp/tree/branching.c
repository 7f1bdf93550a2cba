/* Which integer is branched on: by what rounding it has cost, tried out where that is not known
 * well [reliability branching: Achterberg, Koch & Martin 2005]. */
#include "lp/tree/tree.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RELIABLE = 4, TRIED = 24, AHEAD = 6, ITERATIONS = 40 };

static const double integral = 1e-6, least = 1e-6;

struct cp_lp_candidate {
    size_t col;
    double x, score;
};

int cp_lp_tree_branching(struct cp_lp_tree *t, struct cp_error *err) {
    t->work.candidate = cp_arena_calloc(&t->arena, t->p.ncol + 1, sizeof *t->work.candidate);
    t->pseudo = cp_arena_calloc(&t->arena, t->p.ncol + 1, sizeof *t->pseudo);
    return t->work.candidate && t->pseudo ? 0 : cp_fail_nomem(err);
}

void cp_lp_tree_learn(struct cp_lp_tree *t, size_t col, bool up, double cost) {
    struct cp_lp_tree_pseudocost *of[] = {&t->pseudo[col], &t->all};
    for (size_t k = 0; k < 2; k++) {
        of[k]->sum[up] += fmax(cost, 0);
        of[k]->n[up]++;
    }
}

/* What a unit of rounding costs on average, of the column or, while it is new, of all. */
static double unit_cost(const struct cp_lp_tree *t, size_t j, bool up) {
    const struct cp_lp_tree_pseudocost *p = &t->pseudo[j];
    if (p->n[up])
        return p->sum[up] / p->n[up];
    return t->all.n[up] ? t->all.sum[up] / t->all.n[up] : 1;
}

static double score(double down, double up) {
    return fmax(down, least) * fmax(up, least);
}

double cp_lp_tree_cost_of(const struct cp_lp_tree *t, size_t j, double x, bool up) {
    double f = x - floor(x);
    return unit_cost(t, j, up) * (up ? 1 - f : f);
}

static int higher(const void *a, const void *b) {
    const struct cp_lp_candidate *x = a, *y = b;
    if (x->score != y->score)
        return x->score > y->score ? -1 : 1;
    return x->col < y->col ? -1 : 1;
}

static size_t candidates(struct cp_lp_tree *t) {
    size_t n = 0;
    for (size_t j = 0; j < t->p.ncol; j++) {
        double x = t->at.x[j];
        if (!t->p.integer[j] || cp_lp_tree_fraction(x) <= integral)
            continue;
        t->work.candidate[n++] = (struct cp_lp_candidate){
            j, x, score(cp_lp_tree_cost_of(t, j, x, false), cp_lp_tree_cost_of(t, j, x, true))};
    }
    if (n)
        qsort(t->work.candidate, n, sizeof *t->work.candidate, higher);
    return n;
}

static bool is_reliable(const struct cp_lp_tree *t, size_t j) {
    return t->pseudo[j].n[0] >= RELIABLE && t->pseudo[j].n[1] >= RELIABLE;
}

/* ---- trying out ---------------------------------------------------------------------------- */

/* What one side costs in a few iterations; infinite: it has nothing better than the incumbent. */
static double try_side(struct cp_lp_tree *t, const struct cp_lp_candidate *c, bool up,
                       double parent) {
    double x = c->x, f = x - floor(x);
    cp_lp_tree_domain_copy(t, &t->work.fixed, &t->node);
    if (up)
        t->work.fixed.lower[c->col] = ceil(x);
    else
        t->work.fixed.upper[c->col] = floor(x);
    enum cp_lp_simplex_state state =
        cp_lp_tree_relax(t, &t->work.fixed, cp_lp_tree_cutoff(t), ITERATIONS);
    cp_lp_simplex_load(t->lp, t->basis);
    if (state == CP_LP_SIMPLEX_EMPTY || state == CP_LP_SIMPLEX_BEYOND)
        return CP_LP_INF;
    if (state != CP_LP_SIMPLEX_OPTIMAL && state != CP_LP_SIMPLEX_STOPPED)
        return 0;
    double cost = fmax(t->at.reached - parent, 0);
    cp_lp_tree_learn(t, c->col, up, cost / (up ? 1 - f : f));
    return cost;
}

/* The node without a side that has nothing. */
static enum cp_lp_tree_choice cut_side(struct cp_lp_tree *t, const struct cp_lp_candidate *c,
                                       const double cost[2]) {
    if (isinf(cost[0]) && isinf(cost[1]))
        return CP_LP_TREE_NOTHING;
    if (isinf(cost[0]))
        t->node.lower[c->col] = ceil(c->x);
    else
        t->node.upper[c->col] = floor(c->x);
    cp_lp_tree_touch(t, c->col);
    return CP_LP_TREE_NARROWED;
}

enum cp_lp_tree_choice cp_lp_tree_choose(struct cp_lp_tree *t, size_t *col, double *x) {
    size_t n = candidates(t), since = 0, best = 0;
    double parent = t->at.objective, most = -1;
    enum cp_lp_tree_choice choice = CP_LP_TREE_CHOSEN;
    memcpy(t->node_x, t->at.x, t->p.ncol * sizeof *t->at.x);
    cp_lp_simplex_save(t->lp, t->basis);
    for (size_t k = 0; k < n && since < AHEAD && choice == CP_LP_TREE_CHOSEN; k++) {
        struct cp_lp_candidate *c = &t->work.candidate[k];
        double value = c->score;
        if (!is_reliable(t, c->col) && k < TRIED && !cp_lp_tree_stopped(t)) {
            double cost[2];
            for (int up = 0; up < 2; up++)
                cost[up] = try_side(t, c, up, parent);
            if (isinf(cost[0]) || isinf(cost[1]))
                choice = cut_side(t, c, cost);
            value = score(cost[0], cost[1]);
        } else if (value <= most) {
            break; /* the others promise less */
        }
        since = value > most ? 0 : since + 1;
        if (value > most) {
            most = value;
            best = k;
        }
    }
    memcpy(t->at.x, t->node_x, t->p.ncol * sizeof *t->at.x);
    t->at.objective = parent;
    *col = t->work.candidate[best].col;
    *x = t->work.candidate[best].x;
    return choice;
}
