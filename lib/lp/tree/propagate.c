/* What bounds of some columns say of others, through the rows [Savelsbergh 1994, section 1]. */
#include "lp/tree/tree.h"
#include <math.h>
#include <string.h>

struct cp_lp_tree_scratch {
    uint32_t *queue; /* rows to be looked at: a ring */
    bool *queued;
    size_t first, n;
};

static const double rounding = 1e-6, relative = 1e-9;
/* A bound of a continuous column that moves less than this part of the way says too little. */
static const double enough = 0.05;

enum { VISITS = 10 }; /* of each row on average */

int cp_lp_tree_propagation(struct cp_lp_tree *t, struct cp_error *err) {
    struct cp_lp_tree_scratch *s = cp_arena_calloc(&t->arena, 1, sizeof *s);
    if (!s)
        return cp_fail_nomem(err);
    t->work.scratch = s;
    s->queue = cp_arena_calloc(&t->arena, t->p.nrow + 1, sizeof *s->queue);
    s->queued = cp_arena_calloc(&t->arena, t->p.nrow + 1, sizeof *s->queued);
    return s->queue && s->queued ? 0 : cp_fail_nomem(err);
}

void cp_lp_tree_domain_copy(const struct cp_lp_tree *t, struct cp_lp_tree_domain *to,
                            const struct cp_lp_tree_domain *from) {
    memcpy(to->lower, from->lower, t->p.ncol * sizeof *to->lower);
    memcpy(to->upper, from->upper, t->p.ncol * sizeof *to->upper);
}

static void enqueue(struct cp_lp_tree *t, size_t row) {
    struct cp_lp_tree_scratch *s = t->work.scratch;
    if (s->queued[row])
        return;
    s->queued[row] = true;
    s->queue[(s->first + s->n++) % t->p.nrow] = (uint32_t)row;
}

void cp_lp_tree_touch(struct cp_lp_tree *t, size_t col) {
    for (size_t q = t->p.start[col]; q < t->p.start[col + 1]; q++)
        enqueue(t, t->p.row[q]);
}

void cp_lp_tree_touch_all(struct cp_lp_tree *t) {
    for (size_t i = 0; i < t->p.nrow; i++)
        enqueue(t, i);
}

/* ---- one row ------------------------------------------------------------------------------- */

/* The least of `sign` times a row: its finite part, how many terms are infinite, and the size of
 * the numbers in it. */
struct least {
    double sum, size;
    size_t infinite;
};

static double term(const struct cp_lp_tree_domain *d, double a, size_t j) {
    return a * (a > 0 ? d->lower[j] : d->upper[j]);
}

static struct least least_of(const struct cp_lp_transpose *r, const struct cp_lp_tree_domain *d,
                             size_t i, double sign) {
    struct least l = {0};
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++) {
        double least = term(d, sign * r->value[q], r->col[q]);
        if (isinf(least)) {
            l.infinite++;
        } else {
            l.sum += least;
            l.size = fmax(l.size, fabs(least));
        }
    }
    return l;
}

/* False: no value is left. */
static bool set_upper(struct cp_lp_tree *t, struct cp_lp_tree_domain *d, size_t j, double to) {
    double lo = d->lower[j], up = d->upper[j];
    double step = t->p.lattice[j];
    if (step > 0)
        to = step * floor(to / step + rounding);
    if (!(to < up) || (step == 0 && to > up - enough * fmax(up - lo, rounding)))
        return true;
    if (to < lo) {
        if (to < lo - rounding * (1 + fabs(lo)))
            return false;
        to = lo;
    }
    d->upper[j] = to;
    cp_lp_tree_touch(t, j);
    return true;
}

static bool set_lower(struct cp_lp_tree *t, struct cp_lp_tree_domain *d, size_t j, double to) {
    double lo = d->lower[j], up = d->upper[j];
    double step = t->p.lattice[j];
    if (step > 0)
        to = step * ceil(to / step - rounding);
    if (!(to > lo) || (step == 0 && to < lo + enough * fmax(up - lo, rounding)))
        return true;
    if (to > up) {
        if (to > up + rounding * (1 + fabs(up)))
            return false;
        to = up;
    }
    d->lower[j] = to;
    cp_lp_tree_touch(t, j);
    return true;
}

/* `sign` times the row is at most `most`. */
static bool one_side(struct cp_lp_tree *t, struct cp_lp_tree_domain *d, size_t i, double sign,
                     double most) {
    const struct cp_lp_transpose *r = &t->p.by_row;
    if (isinf(most))
        return true;
    struct least l = least_of(r, d, i, sign);
    double slack = rounding + relative * fmax(l.size, fabs(most));
    if (l.infinite == 0 && l.sum > most + slack)
        return false;
    for (size_t q = r->start[i]; q < r->start[i + 1] && l.infinite <= 1; q++) {
        size_t j = r->col[q];
        double a = sign * r->value[q], least = term(d, a, j), rest = l.sum;
        if (isinf(least))
            rest = l.infinite == 1 ? rest : -CP_LP_INF;
        else
            rest = l.infinite == 0 ? rest - least : -CP_LP_INF;
        if (isinf(rest) || d->lower[j] == d->upper[j])
            continue;
        /* what is rounded to a step wants no more than the rounding of the sum */
        double room = t->p.lattice[j] > 0 ? 1e-15 * fmax(l.size, fabs(most)) : slack;
        double to = (most - rest + room) / a;
        if (!(a > 0 ? set_upper(t, d, j, to) : set_lower(t, d, j, to)))
            return false;
    }
    return true;
}

bool cp_lp_tree_propagate(struct cp_lp_tree *t, struct cp_lp_tree_domain *d) {
    struct cp_lp_tree_scratch *s = t->work.scratch;
    bool good = true;
    for (size_t visits = 0; good && s->n > 0 && visits < VISITS * t->p.nrow; visits++) {
        size_t i = s->queue[s->first];
        s->first = (s->first + 1) % t->p.nrow;
        s->n--;
        s->queued[i] = false;
        good = one_side(t, d, i, 1, t->p.row_upper[i]) && one_side(t, d, i, -1, -t->p.row_lower[i]);
    }
    for (; s->n > 0; s->n--, s->first = (s->first + 1) % t->p.nrow)
        s->queued[s->queue[s->first]] = false;
    return good;
}

bool cp_lp_tree_fix(struct cp_lp_tree *t, struct cp_lp_tree_domain *d, size_t col, double to) {
    if (to < d->lower[col] || to > d->upper[col])
        return false;
    d->lower[col] = d->upper[col] = to;
    cp_lp_tree_touch(t, col);
    return cp_lp_tree_propagate(t, d);
}
