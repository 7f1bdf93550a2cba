/* Searches near the incumbent, of a few hundred nodes: where it agrees with a relaxation [RINS:
 * Danna, Rothberg & Le Pape 2005], the root's or that of the last node, and where most of it stays
 * by lot [mutation: Rothberg 2007]. */
#include "lp/model/log.h"
#include "lp/tree/tree.h"
#include <math.h>

enum { NODES = CP_LP_TREE_NEAR_NODES, FIRST = 20, WAIT_MOST = 16 * NODES, KINDS = 3 };

static const double integral = 1e-6;

int cp_lp_tree_nearness(struct cp_lp_tree *t, struct cp_error *err) {
    t->near.x = cp_arena_calloc(&t->arena, t->p.ncol + 1, sizeof *t->near.x);
    t->near.next = FIRST;
    t->near.wait = NODES;
    t->near.lot = 88172645463325252u;
    return t->near.x ? 0 : cp_fail_nomem(err);
}

double cp_lp_tree_lot(struct cp_lp_tree *t) {
    uint64_t *lot = &t->near.lot;
    *lot ^= *lot << 13;
    *lot ^= *lot >> 7;
    *lot ^= *lot << 17;
    return (double)(*lot >> 11) * 0x1p-53;
}

/* Three of four stay. */
static bool stays(struct cp_lp_tree *t) {
    return cp_lp_tree_lot(t) > 0.25;
}

/* What integer j is fixed at; NaN: it is free. */
static double fixed_at(struct cp_lp_tree *t, size_t j, size_t kind) {
    double x = (kind == 1 ? t->near.x : t->root_x)[j];
    if (isinf(t->best.cost)) /* without an incumbent, near the relaxation */
        return cp_lp_tree_fraction(x) <= integral ? nearbyint(x) : NAN;
    bool same = kind == 2 ? stays(t) : fabs(t->best.x[j] - x) <= integral;
    return same ? t->best.x[j] : NAN;
}

bool cp_lp_tree_narrow(struct cp_lp_tree *t, struct cp_lp_tree_domain *d) {
    size_t kind = t->near.n++ % KINDS, fixed = 0, n = 0;
    for (size_t j = 0; j < t->p.ncol; j++) {
        if (!t->p.integer[j] || d->lower[j] == d->upper[j])
            continue;
        double to = fixed_at(t, j, kind);
        n++;
        if (isnan(to) || to < d->lower[j] || to > d->upper[j])
            continue;
        d->lower[j] = d->upper[j] = to;
        fixed++;
        cp_lp_tree_touch(t, j);
    }
    bool good = cp_lp_tree_propagate(t, d) && 3 * fixed >= n;
    if (good)
        cp_lp_say(t->opt, "tree: near the %s: %zu of %zu integers fixed",
                  isfinite(t->best.cost) ? "incumbent" : "relaxation", fixed, n);
    return good;
}

void cp_lp_tree_near_ended(struct cp_lp_tree *t, bool better) {
    if (better)
        t->near.wait = NODES;
    else if (t->near.n % KINDS == 0 && t->near.wait < WAIT_MOST)
        t->near.wait *= 2;
    t->near.next = t->nodes + t->near.wait;
}
