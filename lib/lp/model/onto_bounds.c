/* An answer without the engine's noise: what is at a bound but for rounding is the bound. All such
 * columns go together, as what they do to a row often cancels out: what is built and never used
 * ends in every row that it passes through. Then those come back that a row needs. */
#include "lp/model/solution.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the terms of a row: a column may be noise when it is no more in any of its rows. */
static const double noise = 1e-6;
/* Of the tolerance: by what a row may be broken that was kept, and the cost change. */
static const double spared = 0.1;
/* Of the tolerance: what is this near to its bound, by its own size and in every row, is there but
 * for rounding. */
static const double inside = 1e-3;

struct work {
    const struct cp_lp_view *v;
    double tolerance;
    double *x;       /* as it was */
    double *to;      /* as it comes to be */
    double *row;     /* activity of `to` */
    double *allowed; /* by what a row may be broken */
    double *size;    /* of a row: its largest term and bound */
    double spare;    /* what the cost may still change by */
};

static double magnitude(double bound) {
    return isfinite(bound) ? fabs(bound) : 0;
}

/* How far a row is above its bounds, or, negative, below them. */
static double beyond(const struct work *w, size_t i) {
    return fmax(w->row[i] - w->v->row_upper[i], 0) - fmax(w->v->row_lower[i] - w->row[i], 0);
}

static void add_up(struct work *w, const double *x) {
    const struct cp_lp_view *v = w->v;
    for (size_t i = 0; i < v->nrow; i++) {
        w->row[i] = 0;
        w->size[i] = fmax(magnitude(v->row_lower[i]), magnitude(v->row_upper[i]));
    }
    for (size_t j = 0; j < v->ncol; j++)
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
            double term = v->value[p] * x[j];
            w->row[v->row[p]] += term;
            w->size[v->row[p]] = fmax(w->size[v->row[p]], fabs(term));
        }
}

/* ---- there ------------------------------------------------------------------------------- */

/* No row tells column j from what it is `by` away from. */
static bool is_unseen(const struct work *w, size_t j, double by) {
    const struct cp_lp_view *v = w->v;
    for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
        if (fabs(v->value[p] * by) > inside * w->tolerance * (1 + w->size[v->row[p]]))
            return false;
    return true;
}

/* Rounding by its own size, on either side of the bounds. */
static double round_to_bound(const struct work *w, size_t j) {
    double x = w->x[j], lo = w->v->lower[j], up = w->v->upper[j], near = fmin(fmax(x, lo), up);
    if (fabs(near - x) > 10 * w->tolerance * (1 + fabs(near)))
        near = x;
    for (int k = 0; k < 2; k++) {
        double bound = k ? up : lo;
        if (isfinite(bound) && fabs(near - bound) <= inside * w->tolerance * (1 + fabs(bound)) &&
            is_unseen(w, j, near - bound))
            near = bound;
    }
    return near;
}

static bool is_noise(const struct work *w, size_t j, double by) {
    const struct cp_lp_view *v = w->v;
    for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
        if (fabs(v->value[p] * by) > noise * (1 + w->size[v->row[p]]))
            return false;
    return v->start[j] < v->start[j + 1] && fabs(v->cost[j] * by) <= w->spare;
}

static void go(struct work *w) {
    const struct cp_lp_view *v = w->v;
    for (size_t j = 0; j < v->ncol; j++) {
        double x = w->to[j], bound = x - v->lower[j] <= v->upper[j] - x ? v->lower[j] : v->upper[j];
        bool whole = v->integer && v->integer[j];
        if (whole || x == bound || isinf(bound) || !is_noise(w, j, x - bound))
            continue;
        w->to[j] = bound;
        w->spare -= fabs(v->cost[j] * (x - bound));
    }
}

/* ---- and back ---------------------------------------------------------------------------- */

/* Is one of its rows broken by more than is allowed, and less so without the column's move? */
static bool is_needed(const struct work *w, size_t j) {
    const struct cp_lp_view *v = w->v;
    for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
        size_t i = v->row[p];
        double by = beyond(w, i);
        if (fabs(by) > w->allowed[i] && by * v->value[p] * (w->to[j] - w->x[j]) > 0)
            return true;
    }
    return false;
}

/* Every column comes back once at most. */
static void come_back(struct work *w) {
    const struct cp_lp_view *v = w->v;
    for (bool again = true; again;) {
        again = false;
        for (size_t j = 0; j < v->ncol; j++) {
            double by = w->x[j] - w->to[j];
            if (by == 0 || !is_needed(w, j))
                continue;
            for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
                w->row[v->row[p]] += v->value[p] * by;
            w->to[j] = w->x[j];
            again = true;
        }
    }
}

int cp_lp_solution_onto_bounds(const struct cp_lp_view *v, struct cp_lp_solution *s,
                               double tolerance, struct cp_error *err) {
    struct work w = {.v = v, .tolerance = tolerance, .x = s->x};
    w.to = cp_calloc(v->ncol + 3 * v->nrow + 1, sizeof *w.to);
    if (!w.to)
        return cp_fail_nomem(err);
    w.row = w.to + v->ncol;
    w.allowed = w.row + v->nrow;
    w.size = w.allowed + v->nrow;
    double cost = v->constant;
    add_up(&w, s->x);
    for (size_t j = 0; j < v->ncol; j++) {
        s->x[j] = round_to_bound(&w, j);
        cost += v->cost[j] * s->x[j];
    }
    w.spare = spared * tolerance * (1 + fabs(cost));
    add_up(&w, s->x);
    for (size_t i = 0; i < v->nrow; i++)
        w.allowed[i] = fmax(fabs(beyond(&w, i)), spared * tolerance * (1 + w.size[i]));
    memcpy(w.to, s->x, v->ncol * sizeof *w.to);
    go(&w);
    add_up(&w, w.to);
    come_back(&w);
    memcpy(s->x, w.to, v->ncol * sizeof *w.to);
    free(w.to);
    return 0;
}
