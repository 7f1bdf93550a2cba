/* Incumbents of fixed charges, where a switch is on as far as it is used. Slope scaling [Kim &
 * Pardalos 1999]: one that is a third on pays a third of its price, and is then charged three times
 * as much, so that what it pays is the price; until that is so of all. And the incumbent without
 * one of its switches, whose goods go where that is cheapest. */
#include "lp/tree/tree.h"
#include <math.h>
#include <string.h>

enum { ROUNDS = 60, PATIENCE = 30, CLOSED = 500 };

static const double integral = 1e-6, most = 1e4; /* times a price */

static bool is_switch(const struct cp_lp_tree *t, size_t j) {
    return t->p.integer[j] && t->p.cost[j] > 0 && t->p.root.lower[j] == 0 &&
           t->p.root.upper[j] == 1;
}

/* The relaxation's point with what is used on. */
static bool take(struct cp_lp_tree *t) {
    double *x = t->node_x;
    memcpy(x, t->at.x, t->p.ncol * sizeof *x);
    for (size_t j = 0; j < t->p.ncol; j++)
        if (t->p.integer[j])
            x[j] = is_switch(t, j) ? ceil(x[j] - integral) : nearbyint(x[j]);
    return cp_lp_tree_keep(t, x);
}

/* What switches pay becomes their price; how many pay otherwise than before. */
static size_t scale(struct cp_lp_tree *t, double *slope, double *before) {
    size_t moved = 0;
    for (size_t j = 0; j < t->p.ncol; j++) {
        if (!is_switch(t, j))
            continue;
        double x = t->at.x[j], to = x > integral ? fmin(1 / x, most) : slope[j];
        moved += fabs(x - before[j]) > integral;
        before[j] = x;
        slope[j] = to;
        cp_lp_simplex_set_cost(t->lp, j, t->p.cost[j] * to);
    }
    return moved;
}

/* It has come to rest: those that are off are as cheap as at first, by lot. */
static void shake(struct cp_lp_tree *t, double *slope) {
    for (size_t j = 0; j < t->p.ncol; j++)
        if (is_switch(t, j)) {
            double lot = cp_lp_tree_lot(t);
            slope[j] = t->at.x[j] > integral ? slope[j] * (1 + lot) : 1 + (slope[j] - 1) * lot;
            cp_lp_simplex_set_cost(t->lp, j, t->p.cost[j] * slope[j]);
        }
}

/* ---- the incumbent without one of its switches ------------------------------------------------
 */

/* Switches that are on are paid for, the others cost what they do. */
static void pay_for(struct cp_lp_tree *t) {
    for (size_t j = 0; j < t->p.ncol; j++)
        if (is_switch(t, j))
            cp_lp_simplex_set_cost(t->lp, j, t->best.x[j] > 0.5 ? 0 : t->p.cost[j]);
}

static bool without(struct cp_lp_tree *t, size_t j) {
    struct cp_lp_tree_domain *d = &t->work.spare;
    cp_lp_tree_domain_copy(t, d, &t->p.root);
    d->upper[j] = 0;
    return cp_lp_tree_relax(t, d, CP_LP_INF, 0) == CP_LP_SIMPLEX_OPTIMAL && take(t);
}

/* One after the other is closed until none is better closed. */
void cp_lp_tree_close(struct cp_lp_tree *t) {
    size_t since = 0, solves = 0;
    if (isinf(t->best.cost))
        return;
    pay_for(t);
    for (size_t j = 0; since < t->p.ncol && solves < CLOSED && !cp_lp_tree_stopped(t);
         j = (j + 1) % t->p.ncol, since++) {
        if (!is_switch(t, j) || t->best.x[j] < 0.5)
            continue;
        solves++;
        if (!without(t, j))
            continue;
        pay_for(t);
        since = 0;
    }
    for (size_t j = 0; j < t->p.ncol; j++)
        cp_lp_simplex_set_cost(t->lp, j, t->p.cost[j]);
}

void cp_lp_tree_slope(struct cp_lp_tree *t) {
    double *slope = t->work.dive.lower, *before = t->work.dive.upper; /* nobody dives */
    size_t switches = 0, better = 0;
    for (size_t j = 0; j < t->p.ncol; j++) {
        slope[j] = 1;
        before[j] = 0;
        switches += is_switch(t, j);
    }
    memcpy(t->at.x, t->root_x, t->p.ncol * sizeof *t->at.x);
    for (int k = 0; k < ROUNDS && switches > 0 && !cp_lp_tree_stopped(t); k++) {
        if (scale(t, slope, before) == 0)
            shake(t, slope);
        if (cp_lp_tree_relax(t, &t->p.root, CP_LP_INF, 0) != CP_LP_SIMPLEX_OPTIMAL)
            break;
        better = take(t) ? 0 : better + 1;
        if (better > PATIENCE)
            break;
    }
    for (size_t j = 0; j < t->p.ncol && switches > 0; j++)
        cp_lp_simplex_set_cost(t->lp, j, t->p.cost[j]);
}
