/* The feasibility pump: the nearest point of the relaxation, the nearest whole point, and so on
 * until they are one [Fischetti, Glover & Lodi 2005; general integers as Bertacco, Fischetti & Lodi
 * 2007, where they are at a bound]. */
#include "lp/tree/tree.h"
#include <math.h>
#include <string.h>

enum { ROUNDS = 60, FLIPS = 20 };

static const double integral = 1e-6;

/* The cost of a unit away from the whole point: that of columns between their bounds is not linear,
 * and not counted. */
static void aim(struct cp_lp_tree *t, const double *whole) {
    for (size_t j = 0; j < t->p.ncol; j++) {
        double to = t->p.integer[j] ? whole[j] : 0, sign = 0;
        if (t->p.integer[j] && to <= t->p.root.lower[j])
            sign = 1;
        else if (t->p.integer[j] && to >= t->p.root.upper[j])
            sign = -1;
        cp_lp_simplex_set_cost(t->lp, j, sign);
    }
}

/* Rounds the relaxation's point; how many are otherwise than before. */
static size_t round_to(struct cp_lp_tree *t, double *whole) {
    size_t moved = 0;
    for (size_t j = 0; j < t->p.ncol; j++) {
        double to = t->p.integer[j] ? nearbyint(t->at.x[j]) : t->at.x[j];
        moved += t->p.integer[j] && to != whole[j];
        whole[j] = to;
    }
    return moved;
}

/* The same point again: what is farthest from it goes the other way. */
static void shake(struct cp_lp_tree *t, double *whole, int round) {
    double from = 0.5;
    size_t flips = 0, most = FLIPS / 2 + (size_t)(round % FLIPS);
    while (flips < most && from > 0.01) {
        from *= 0.7;
        for (size_t j = 0; j < t->p.ncol && flips < most; j++) {
            double far = t->at.x[j] - whole[j];
            if (!t->p.integer[j] || fabs(far) < from)
                continue;
            double to = whole[j] + (far > 0 ? 1 : -1);
            if (to < t->p.root.lower[j] || to > t->p.root.upper[j])
                continue;
            whole[j] = to;
            flips++;
        }
    }
    for (size_t j = (size_t)round; j < t->p.ncol && flips == 0; j += 7) /* all are whole */
        if (t->p.integer[j] && t->p.root.upper[j] - t->p.root.lower[j] == 1)
            whole[j] = t->p.root.lower[j] + t->p.root.upper[j] - whole[j];
}

void cp_lp_tree_pump(struct cp_lp_tree *t) {
    double *whole = t->node_x;
    memcpy(t->at.x, t->root_x, t->p.ncol * sizeof *t->at.x);
    round_to(t, whole);
    for (int k = 0; k < ROUNDS && !cp_lp_tree_stopped(t); k++) {
        aim(t, whole);
        if (cp_lp_tree_relax(t, &t->p.root, CP_LP_INF, 0) != CP_LP_SIMPLEX_OPTIMAL)
            break;
        size_t apart = 0;
        for (size_t j = 0; j < t->p.ncol; j++)
            apart += t->p.integer[j] && fabs(t->at.x[j] - whole[j]) > integral;
        if (apart == 0)
            break;
        if (round_to(t, whole) == 0)
            shake(t, whole, k);
    }
    for (size_t j = 0; j < t->p.ncol; j++)
        cp_lp_simplex_set_cost(t->lp, j, t->p.cost[j]);
    if (cp_lp_tree_fractional(t, t->at.x) == 0) {
        memcpy(t->node_x, t->at.x, t->p.ncol * sizeof *t->at.x);
        /* the best with these integers */
        for (size_t j = 0; j < t->p.ncol; j++)
            t->work.fixed.lower[j] = t->work.fixed.upper[j] = nearbyint(t->node_x[j]);
        if (cp_lp_tree_relax(t, &t->work.fixed, CP_LP_INF, 0) == CP_LP_SIMPLEX_OPTIMAL)
            cp_lp_tree_accept(t, t->at.x);
    }
}
