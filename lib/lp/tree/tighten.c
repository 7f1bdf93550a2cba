/* Presolve of the root: numbers become tighter, rows and columns stay [Savelsbergh 1994]. */
#include "lp/tree/tree.h"
#include <math.h>
#include <string.h>

enum { PASSES = 4, PROBES = 2000 };

static const double little = 1e-6;
static const double probe_work = 2e7; /* entries of rows of columns that are probed */

/* ---- coefficients -------------------------------------------------------------------------- */

/* The most of `sign` times a row. */
static double most_of(const struct cp_lp_tree_program *p, size_t i, double sign) {
    const struct cp_lp_transpose *r = &p->by_row;
    double sum = 0;
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++) {
        double a = sign * r->value[q];
        sum += a * (a > 0 ? p->root.upper : p->root.lower)[r->col[q]];
    }
    return sum;
}

/* Of sum <= *side with an integer of two values: where the row can always be kept at the one, its
 * number there becomes the least that says so [ibid., section 2.1]. */
static bool tighten_one(struct cp_lp_tree_program *p, size_t q, double sign, double *side,
                        double *most) {
    struct cp_lp_transpose *r = &p->by_row;
    size_t j = r->col[q];
    double a = sign * r->value[q], lo = p->root.lower[j], up = p->root.upper[j];
    if (!p->integer[j] || up - lo != 1)
        return false;
    double rest = *most - a * (a > 0 ? up : lo); /* the most of the others */
    double spare = *side - rest - a * (a > 0 ? lo : up);
    if (spare <= little * fmax(1, fabs(*side)) || spare >= fabs(a) || *most <= *side)
        return false;
    double to = a > 0 ? a - spare : a + spare;
    *side += a > 0 ? -spare * up : spare * lo;
    *most = rest + to * (to > 0 ? up : lo);
    r->value[q] = p->value[r->pos[q]] = sign * to;
    return true;
}

static bool tighten_row(struct cp_lp_tree_program *p, size_t i) {
    bool below = isfinite(p->row_upper[i]), above = isfinite(p->row_lower[i]), changed = false;
    if (below == above)
        return false;
    double sign = below ? 1 : -1, side = below ? p->row_upper[i] : -p->row_lower[i];
    double most = most_of(p, i, sign);
    for (size_t q = p->by_row.start[i]; q < p->by_row.start[i + 1] && isfinite(most); q++)
        changed |= tighten_one(p, q, sign, &side, &most);
    *(below ? &p->row_upper[i] : &p->row_lower[i]) = sign * side;
    return changed;
}

/* ---- costs ------------------------------------------------------------------------------- */

/* An integer that costs and that no row wants more of is at its least, and the like. */
static bool fix_by_cost(struct cp_lp_tree *t, size_t j) {
    struct cp_lp_tree_program *p = &t->p;
    bool up_wanted = false, down_wanted = false;
    if (!p->integer[j] || p->root.lower[j] == p->root.upper[j])
        return false;
    for (size_t q = p->start[j]; q < p->start[j + 1]; q++) {
        size_t i = p->row[q];
        bool below = isfinite(p->row_upper[i]), above = isfinite(p->row_lower[i]);
        up_wanted |= p->value[q] > 0 ? above : below;
        down_wanted |= p->value[q] > 0 ? below : above;
    }
    double to = p->cost[j] >= 0 && !up_wanted     ? p->root.lower[j]
                : p->cost[j] <= 0 && !down_wanted ? p->root.upper[j]
                                                  : CP_LP_INF;
    if (isinf(to))
        return false;
    p->root.lower[j] = p->root.upper[j] = to;
    cp_lp_tree_touch(t, j);
    return true;
}

/* ---- probing ----------------------------------------------------------------------------- */

/* What holds at both values of a binary column holds; false: neither is possible. */
static bool probe(struct cp_lp_tree *t, size_t j, struct cp_lp_tree_domain at[2], bool *changed) {
    struct cp_lp_tree_domain *root = &t->p.root;
    bool possible[2];
    for (int k = 0; k < 2; k++) {
        cp_lp_tree_domain_copy(t, &at[k], root);
        possible[k] = cp_lp_tree_fix(t, &at[k], j, k);
    }
    if (!possible[0] && !possible[1])
        return false;
    for (size_t c = 0; c < t->p.ncol; c++) {
        double lo = fmin(possible[0] ? at[0].lower[c] : CP_LP_INF,
                         possible[1] ? at[1].lower[c] : CP_LP_INF);
        double up = fmax(possible[0] ? at[0].upper[c] : -CP_LP_INF,
                         possible[1] ? at[1].upper[c] : -CP_LP_INF);
        if (lo > root->lower[c] + little || up < root->upper[c] - little) {
            root->lower[c] = fmax(lo, root->lower[c]);
            root->upper[c] = fmin(up, root->upper[c]);
            *changed = true;
        }
    }
    return true;
}

static bool probe_all(struct cp_lp_tree *t, bool *changed) {
    struct cp_lp_tree_domain at[2] = {t->node, t->in_lp}; /* nobody uses them yet */
    double work = 0;
    size_t n = 0;
    for (size_t j = 0; j < t->p.ncol && n < PROBES && work < probe_work; j++) {
        if (!t->p.integer[j] || t->p.root.lower[j] != 0 || t->p.root.upper[j] != 1)
            continue;
        if (cp_lp_tree_stopped(t))
            return true;
        if (!probe(t, j, at, changed))
            return false;
        work += (double)t->p.ncol;
        n++;
    }
    return true;
}

bool cp_lp_tree_tighten(struct cp_lp_tree *t) {
    bool changed = true;
    cp_lp_tree_touch_all(t);
    for (int pass = 0; pass < PASSES && changed; pass++) {
        changed = false;
        for (size_t j = 0; j < t->p.ncol; j++)
            if (t->p.root.lower[j] > t->p.root.upper[j])
                return false;
        if (!cp_lp_tree_propagate(t, &t->p.root))
            return false;
        for (size_t j = 0; j < t->p.ncol; j++)
            changed |= fix_by_cost(t, j);
        for (size_t i = 0; i < t->p.nrow; i++)
            changed |= tighten_row(&t->p, i);
        if (pass == 0 && !probe_all(t, &changed))
            return false;
        if (changed)
            cp_lp_tree_touch_all(t);
    }
    return cp_lp_tree_propagate(t, &t->p.root);
}
