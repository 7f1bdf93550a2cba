/* Incumbents of integer programs: rounding, diving, and moves that the duals promise. */
#include "lp/mip/mip.h"
#include <math.h>
#include <string.h>

enum { DIVE_ROUNDS = 60, RADIUS = 4 };
/* Moves in a row that are no better, or not possible at all, before the tree goes on. */
enum { PATIENCE = 10, EMPTY_MAX = 2 };

static const double integral = 1e-6; /* distance from a whole number */
/* Fractions from which dives round up: more capacity mostly fits, a budget may not have it. */
static const double up_from[] = {0.35, 0.65, 0.95};
enum { TRIES = sizeof up_from / sizeof *up_from };
static const double sure = 0.1; /* and fix at once what is this near a whole number */

/* Fix an integer within the box, if the rows of integers can still be kept. */
static bool fix_at(struct cp_lp_tree *t, double *box, size_t i, double to) {
    if (to < box[i] || to > cp_lp_tree_high(t, box)[i])
        return false;
    memcpy(t->tried, box, 2 * t->n * sizeof *box);
    t->tried[i] = cp_lp_tree_high(t, t->tried)[i] = to;
    if (!cp_lp_propagate(&t->rows, t->tried, cp_lp_tree_high(t, t->tried)))
        return false;
    memcpy(box, t->tried, 2 * t->n * sizeof *box);
    return true;
}

/* Round an integer of the last relaxation, one way or else the other. False: neither. */
static bool fix(struct cp_lp_tree *t, double *box, size_t i, double from) {
    double x = t->value[i];
    bool up = x - floor(x) >= from;
    if (fabs(x - nearbyint(x)) <= integral)
        x = nearbyint(x);
    return fix_at(t, box, i, up ? ceil(x) : floor(x)) || fix_at(t, box, i, up ? floor(x) : ceil(x));
}

/* ---- at most one of several ---------------------------------------------------------------- */

/* A row that says that at most one of its integers is 1, as the years in which a phase may be
 * built. */
static bool is_choice(const struct cp_lp_tree *t, size_t r) {
    const struct cp_lp_integer_rows *rows = &t->rows;
    size_t first = rows->start[r], end = rows->start[r + 1];
    double a = end > first ? rows->value[first] : 0;
    if (end - first < 2 || !(a > 0) || rows->upper[r] < a || rows->upper[r] >= 2 * a)
        return false;
    for (size_t p = first; p < end; p++)
        if (fabs(rows->value[p] - a) > integral * a || t->root[rows->index[p]] < 0 ||
            cp_lp_tree_high(t, t->root)[rows->index[p]] > 1)
            return false;
    return true;
}

/* The first at which the sum so far is `from` becomes 1, or one that follows; no other does
 * [a special ordered set's rounding; Beale & Tomlin 1970]. */
static void fix_choice(struct cp_lp_tree *t, double *box, size_t r, double from) {
    const size_t *index = t->rows.index;
    double sum = 0;
    bool taken = false;
    for (size_t p = t->rows.start[r]; p < t->rows.start[r + 1]; p++) {
        size_t i = index[p];
        if (t->seen[i])
            continue;
        t->seen[i] = true;
        sum += t->value[i];
        taken = taken || (sum >= from - integral && fix_at(t, box, i, 1));
        if (box[i] < 1 && (sum < from - integral || taken))
            fix_at(t, box, i, 0);
    }
}

static void fix_choices(struct cp_lp_tree *t, double *box, double from) {
    memset(t->seen, 0, t->n * sizeof *t->seen);
    for (size_t r = 0; r < t->rows.nrow; r++)
        if (is_choice(t, r))
            fix_choice(t, box, r, from);
}

/* ---- rounding and diving ------------------------------------------------------------------- */

/* All of the last relaxation at once: choices, then what is nearly whole. */
static bool fix_all(struct cp_lp_tree *t, size_t n, const double *box, double from) {
    memcpy(t->fixed, box, 2 * t->n * sizeof *box);
    fix_choices(t, t->fixed, from);
    for (size_t i = 0; i < t->n; i++)
        if (cp_lp_tree_distance(t, i) <= integral &&
            t->fixed[i] < cp_lp_tree_high(t, t->fixed)[i] && !fix(t, t->fixed, i, from))
            return false;
    for (size_t k = 0; k < n; k++) {
        size_t i = t->sorted[k];
        if (t->fixed[i] < cp_lp_tree_high(t, t->fixed)[i] && !fix(t, t->fixed, i, from))
            return false;
    }
    return true;
}

int cp_lp_tree_round(struct cp_lp_tree *t, const double *box, struct cp_error *err) {
    size_t n = cp_lp_tree_fractional(t);
    double best = t->best;
    int rc = 0;
    memcpy(t->before, t->value, t->n * sizeof *t->value);
    for (size_t k = 0; k < TRIES && t->best == best && rc == 0; k++) {
        if (fix_all(t, n, box, up_from[k]))
            rc = cp_lp_tree_accept(t, err);
        memcpy(t->value, t->before, t->n * sizeof *t->value);
    }
    return rc;
}

int cp_lp_tree_dive(struct cp_lp_tree *t, double *box, struct cp_error *err) {
    int rc = 0, state = CP_LP_SOLVED;
    size_t level = 0;
    for (int round = 0; round < DIVE_ROUNDS && rc == 0; round++) {
        size_t n = cp_lp_tree_fractional(t), take = (n + 1) / 2;
        if (n == 0) {
            for (size_t i = 0; i < t->n; i++)
                t->fixed[i] = nearbyint(t->value[i]);
            return cp_lp_tree_accept(t, err);
        }
        while (take < n && cp_lp_tree_distance(t, t->sorted[take]) < sure)
            take++;
        memcpy(t->before, box, 2 * t->n * sizeof *box);
        do {
            memcpy(box, t->before, 2 * t->n * sizeof *box);
            for (size_t k = 0; k < take; k++)
                if (!fix(t, box, t->sorted[k], up_from[level]))
                    return 0;
            rc = cp_lp_tree_relax(t, box, false, &state, err);
        } while (rc == 0 && state == CP_LP_EMPTY && ++level < TRIES);
        if (rc || state != CP_LP_SOLVED || t->s.bound >= t->best)
            break;
    }
    return rc;
}

/* ---- moves --------------------------------------------------------------------------------- */

/* The choice that looks best within the radius of the incumbent; where that is everywhere, what it
 * costs by the cuts bounds all. */
static int choose(struct cp_lp_tree *t, double radius, bool *promising, struct cp_error *err) {
    bool all = isinf(t->best) || radius >= (double)t->n, found;
    double cost, bound;
    struct cp_lp_options o = t->opt;
    o.gap = 0.1 * t->gap;
    o.time_limit = isfinite(t->deadline) ? fmax(t->deadline - cp_lp_now(), 1e-3) : 0;
    int rc =
        cp_lp_cuts_least(&t->cuts, &t->rows, t->root, cp_lp_tree_high(t, t->root),
                         all ? NULL : t->chosen, radius, &o, t->fixed, &cost, &bound, &found, err);
    *promising = rc == 0 && found && cost < t->best - cp_lp_tree_slack(t);
    if (rc == 0 && found && all)
        t->floor = fmax(t->floor, bound);
    return rc;
}

int cp_lp_tree_improve(struct cp_lp_tree *t, bool *stuck, struct cp_error *err) {
    double radius = RADIUS;
    int rc = 0, worse = 0, empty = 0;
    while (worse < PATIENCE && empty < EMPTY_MAX && rc == 0 && !cp_lp_tree_stopped(t)) {
        double best = t->best;
        size_t known = t->cuts.ncut;
        bool promising, all = isinf(best) || radius >= (double)t->n;
        if (best - cp_lp_tree_lowest(t) <= cp_lp_tree_slack(t))
            break;
        rc = choose(t, radius, &promising, err);
        if (rc || (!promising && all))
            break;
        if (!promising) {
            radius *= 2;
            continue;
        }
        rc = cp_lp_tree_accept(t, err);
        if (t->cuts.ncut == known) /* it would be chosen again */
            break;
        worse = t->best < best ? 0 : worse + 1;
        empty = t->cuts.cut[t->cuts.ncut - 1]->forbids ? empty + 1 : 0;
    }
    *stuck = isinf(t->best) || empty >= EMPTY_MAX;
    return rc;
}
