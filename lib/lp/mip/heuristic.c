/* Incumbents of integer programs: rounding, diving, and moves that the duals promise. */
#include "lp/mip/mip.h"
#include "lp/model/limits.h"
#include "lp/model/log.h"
#include <math.h>
#include <string.h>

enum { DIVE_ROUNDS = 60, RADIUS = 4 };
/* Moves in a row that better nothing, or are not possible at all, before the search goes on. */
enum { WORSE_MAX = 10, EMPTY_MAX = 2 };
enum { MASTER_ITERATIONS = 20000 }; /* a choice that takes more is not worth it */

static const double integral = 1e-6; /* distance from a whole number */
/* Fractions from which dives round up: more capacity mostly fits, a budget may not have it. The
 * last is for want of any incumbent: what is hardly on may have to be on. */
static const double up_from[] = {0.35, 0.65, 0.95, 0};
enum { ROUNDINGS = sizeof up_from / sizeof *up_from };
static const double sure = 0.1;  /* and fix at once what is this near a whole number */
static const double rise = 0.02; /* of a bound: the part of the gap that makes one more worth it */

/* Fix an integer within the domain, if the rows of integers can still be kept, and there is time:
 * where rows are long each integer takes a while. */
static bool fix_at(struct cp_lp_branch *b, double *domain, size_t i, double to) {
    if (cp_lp_branch_stopped(b) || to < domain[i] || to > cp_lp_domain_high(b, domain)[i])
        return false;
    cp_lp_domain_copy(b, b->work.tried, domain);
    b->work.tried[i] = cp_lp_domain_high(b, b->work.tried)[i] = to;
    if (!cp_lp_propagate(&b->rows, b->work.tried, cp_lp_domain_high(b, b->work.tried)))
        return false;
    cp_lp_domain_copy(b, domain, b->work.tried);
    return true;
}

/* Round an integer of the last relaxation, one way or else the other. False: neither. */
static bool fix(struct cp_lp_branch *b, double *domain, size_t i, double from) {
    double x = b->relaxed.value[i];
    bool up = x - floor(x) >= from;
    if (fabs(x - nearbyint(x)) <= integral)
        x = nearbyint(x);
    return fix_at(b, domain, i, up ? ceil(x) : floor(x)) ||
           fix_at(b, domain, i, up ? floor(x) : ceil(x));
}

/* ---- at most one of several ---------------------------------------------------------------- */

/* A row that says that at most one of its integers is 1, as the years in which a phase may be
 * built. */
static bool is_choice(const struct cp_lp_branch *b, size_t r) {
    const struct cp_lp_integer_rows *rows = &b->rows;
    size_t first = rows->start[r], end = rows->start[r + 1];
    double a = end > first ? rows->value[first] : 0;
    if (end - first < 2 || !(a > 0) || rows->upper[r] < a || rows->upper[r] >= 2 * a)
        return false;
    for (size_t p = first; p < end; p++)
        if (fabs(rows->value[p] - a) > integral * a || b->root[rows->index[p]] < 0 ||
            cp_lp_domain_high(b, b->root)[rows->index[p]] > 1)
            return false;
    return true;
}

/* The first at which the sum so far is `from` becomes 1, or one that follows; no other does
 * [a special ordered set's rounding; Beale & Tomlin 1970]. */
static void fix_choice(struct cp_lp_branch *b, double *domain, size_t r, double from) {
    const size_t *index = b->rows.index;
    double sum = 0;
    bool taken = false;
    for (size_t p = b->rows.start[r]; p < b->rows.start[r + 1]; p++) {
        size_t i = index[p];
        if (b->work.seen[i])
            continue;
        b->work.seen[i] = true;
        sum += b->relaxed.value[i];
        taken = taken || (sum >= from - integral && fix_at(b, domain, i, 1));
        if (domain[i] < 1 && (sum < from - integral || taken))
            fix_at(b, domain, i, 0);
    }
}

static void fix_choices(struct cp_lp_branch *b, double *domain, double from) {
    memset(b->work.seen, 0, b->n * sizeof *b->work.seen);
    for (size_t r = 0; r < b->rows.nrow; r++)
        if (is_choice(b, r))
            fix_choice(b, domain, r, from);
}

/* ---- rounding and diving ------------------------------------------------------------------- */

/* All of the last relaxation at once: choices, then what is nearly whole. */
static bool fix_all(struct cp_lp_branch *b, size_t n, const double *domain, double from) {
    cp_lp_domain_copy(b, b->fixed, domain);
    fix_choices(b, b->fixed, from);
    for (size_t i = 0; i < b->n; i++)
        if (cp_lp_branch_distance(b, i) <= integral &&
            b->fixed[i] < cp_lp_domain_high(b, b->fixed)[i] && !fix(b, b->fixed, i, from))
            return false;
    for (size_t k = 0; k < n; k++) {
        size_t i = b->sorted[k];
        if (b->fixed[i] < cp_lp_domain_high(b, b->fixed)[i] && !fix(b, b->fixed, i, from))
            return false;
    }
    return true;
}

static size_t roundings(const struct cp_lp_branch *b) {
    return isfinite(b->incumbent.cost) ? ROUNDINGS - 1 : ROUNDINGS;
}

int cp_lp_branch_round(struct cp_lp_branch *b, const double *domain, struct cp_error *err) {
    size_t n = cp_lp_branch_fractional(b);
    double best = b->incumbent.cost;
    int rc = 0;
    memcpy(b->work.before, b->relaxed.value, b->n * sizeof *b->relaxed.value);
    for (size_t k = 0; k < roundings(b) && b->incumbent.cost == best && rc == 0; k++) {
        if (fix_all(b, n, domain, up_from[k]))
            rc = cp_lp_branch_accept(b, err);
        memcpy(b->relaxed.value, b->work.before, b->n * sizeof *b->relaxed.value);
    }
    return rc;
}

int cp_lp_branch_dive(struct cp_lp_branch *b, double *domain, struct cp_error *err) {
    int rc = 0, state = CP_LP_SOLVED;
    size_t level = 0;
    for (int round = 0; round < DIVE_ROUNDS && rc == 0; round++) {
        size_t n = cp_lp_branch_fractional(b), take = (n + 1) / 2;
        if (n == 0) {
            for (size_t i = 0; i < b->n; i++)
                b->fixed[i] = nearbyint(b->relaxed.value[i]);
            return cp_lp_branch_accept(b, err);
        }
        while (take < n && cp_lp_branch_distance(b, b->sorted[take]) < sure)
            take++;
        cp_lp_domain_copy(b, b->work.before, domain);
        do {
            cp_lp_domain_copy(b, domain, b->work.before);
            for (size_t k = 0; k < take; k++)
                if (!fix(b, domain, b->sorted[k], up_from[level]))
                    return 0;
            rc = cp_lp_branch_relax(b, domain, false, &state, err);
        } while (rc == 0 && state == CP_LP_EMPTY && ++level < roundings(b));
        if (rc || state != CP_LP_SOLVED || b->relaxed.s.bound >= b->incumbent.cost)
            break;
    }
    return rc;
}

/* ---- moves --------------------------------------------------------------------------------- */

/* The choice that looks best within the radius of the incumbent; where that is everywhere, what it
 * costs by the cuts bounds all: chosen roughly, and again exactly where only that proves that none
 * is better. */
static int choose(struct cp_lp_branch *b, double radius, bool *promising, struct cp_error *err) {
    bool all = isinf(b->incumbent.cost) || radius >= (double)b->n;
    struct cp_lp_options o = b->opt;
    struct cp_lp_master master = {.rows = &b->rows,
                                  .low = b->root,
                                  .high = cp_lp_domain_high(b, b->root),
                                  .centre = all ? NULL : b->incumbent.choice,
                                  .radius = radius,
                                  .opt = &o,
                                  .solve = b->by.master};
    struct cp_lp_choice found;
    if (o.iteration_limit == 0 || o.iteration_limit > MASTER_ITERATIONS)
        o.iteration_limit = MASTER_ITERATIONS;
    for (o.gap = 0.1 * b->gap;; o.gap = 0) {
        double wanted = b->incumbent.cost - cp_lp_branch_slack(b);
        o.time_limit = isfinite(b->deadline) ? fmax(b->deadline - cp_lp_now(), 1e-3) : 0;
        int rc = cp_lp_cuts_choose(&b->cuts, &master, b->fixed, &found, err);
        if (rc)
            return rc;
        *promising = found.any && found.cost < wanted;
        if (found.any && all)
            b->floor = fmax(b->floor, found.bound);
        if (o.gap == 0 || !all || !found.any || *promising || b->floor >= wanted)
            return 0;
    }
}

/* Has the bound by the cuts come nearer to the incumbent, so that more of them are worth it? */
static bool rises(const struct cp_lp_branch *b, double before) {
    return b->floor > before && !(b->floor - before < rise * (b->incumbent.cost - b->floor));
}

int cp_lp_branch_improve(struct cp_lp_branch *b, bool *stuck, struct cp_error *err) {
    double radius = RADIUS;
    int rc = 0, worse = 0, empty = 0;
    while (worse < WORSE_MAX && empty < EMPTY_MAX && rc == 0 && !cp_lp_branch_stopped(b)) {
        double best = b->incumbent.cost, floor = b->floor;
        size_t known = b->cuts.ncut;
        bool promising, all = isinf(best) || radius >= (double)b->n;
        if (best - cp_lp_branch_lowest(b) <= cp_lp_branch_slack(b))
            break;
        rc = choose(b, radius, &promising, err);
        if (rc || (!promising && all))
            break;
        if (!promising) {
            radius *= 2;
            continue;
        }
        rc = cp_lp_branch_accept(b, err);
        if (b->cuts.ncut == known) /* it would be chosen again */
            break;
        bool better = b->incumbent.cost < best, goes_on = better || rises(b, floor);
        if (b->floor > floor)
            cp_lp_say(b->told, "tree: %zu relaxations, bound by their duals %.9e", b->relaxed.n,
                      b->floor);
        worse = goes_on ? 0 : worse + 1;
        empty = !goes_on && b->cuts.cut[b->cuts.ncut - 1]->forbids ? empty + 1 : 0;
        radius = better ? RADIUS : (double)b->n;
    }
    *stuck = isinf(b->incumbent.cost) || empty >= EMPTY_MAX;
    return rc;
}
