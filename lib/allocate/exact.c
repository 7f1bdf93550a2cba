/* What a window decides as numbers that agree with each other to the last digit. An optimum keeps
 * its rows to 1e-8, a hundredth of a chip where there are a million, and between decisions that are
 * held the later windows would have to put that somewhere: as rows of noise, each more than the one
 * before. */
#include "allocate/build.h"
#include <math.h>
#include <stdlib.h>

/* Of the largest decision of its kind: what is below it is none. */
static const double noise = 1e-7;
/* The same of one row: rounding of the arithmetic. */
static const double last_digits = 1e-14;
enum { PASSES = 30 };

struct work {
    const struct cp_program *m;
    struct cp_lp_view v;
    const size_t *period; /* of columns; SIZE_MAX: it is not held */
    double *x;
    size_t *start, *col;  /* by rows */
    double *value, *size; /* of entries; of a row: its largest term and side */
};

static bool reserve(struct work *w) {
    w->start = cp_calloc(w->v.nrow + 2, sizeof *w->start);
    w->col = cp_calloc(w->v.nnz + 1, sizeof *w->col);
    w->value = cp_calloc(w->v.nnz + 1, sizeof *w->value);
    w->size = cp_calloc(w->v.nrow + 1, sizeof *w->size);
    return w->start && w->col && w->value && w->size;
}

static void transpose(struct work *w) {
    const struct cp_lp_view *v = &w->v;
    for (size_t p = 0; p < v->nnz; p++)
        w->start[v->row[p] + 2]++;
    for (size_t i = 0; i < v->nrow; i++)
        w->start[i + 2] += w->start[i + 1];
    for (size_t j = 0; j < v->ncol; j++)
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
            size_t at = w->start[v->row[p] + 1]++;
            w->col[at] = j;
            w->value[at] = v->value[p];
        }
}

static double magnitude(double side) {
    return isfinite(side) ? fabs(side) : 0;
}

static void take_sizes(struct work *w) {
    for (size_t i = 0; i < w->v.nrow; i++) {
        w->size[i] = fmax(magnitude(w->v.row_lower[i]), magnitude(w->v.row_upper[i]));
        for (size_t p = w->start[i]; p < w->start[i + 1]; p++)
            w->size[i] = fmax(w->size[i], fabs(w->value[p] * w->x[w->col[p]]));
    }
}

static bool is_whole(const struct work *w, size_t j) {
    return w->v.integer && w->v.integer[j];
}

/* ---- noise goes ------------------------------------------------------------------------------ */

static void drop_noise(struct work *w) {
    const struct cp_lp_view *v = &w->v;
    double most[TOO_LARGE + 1] = {0};
    for (size_t j = 0; j < v->ncol; j++) {
        w->x[j] = fmin(fmax(w->x[j], v->lower[j]), v->upper[j]);
        if (w->period[j] != SIZE_MAX && !is_whole(w, j))
            most[cp_allocate_counted_as(w->m, j)] =
                fmax(most[cp_allocate_counted_as(w->m, j)], fabs(w->x[j]));
    }
    for (size_t j = 0; j < v->ncol; j++) {
        double x = w->x[j], lo = v->lower[j], up = v->upper[j], bound = x - lo <= up - x ? lo : up;
        if (w->period[j] != SIZE_MAX && !is_whole(w, j) &&
            fabs(x - bound) <= noise * most[cp_allocate_counted_as(w->m, j)])
            w->x[j] = bound;
    }
}

/* ---- rows agree ------------------------------------------------------------------------------ */

/* By what the row is above its upper side, or, negative, below its lower one, whatever the columns
 * do that are not held. */
static double broken_by(const struct work *w, size_t i) {
    double least = 0, most = 0, slack = last_digits * w->size[i];
    for (size_t p = w->start[i]; p < w->start[i + 1]; p++) {
        size_t j = w->col[p];
        bool held = w->period[j] != SIZE_MAX;
        double a = w->value[p], lo = held ? w->x[j] : w->v.lower[j],
               up = held ? w->x[j] : w->v.upper[j];
        least += a * (a > 0 ? lo : up);
        most += a * (a > 0 ? up : lo);
    }
    if (least > w->v.row_upper[i] + slack)
        return least - w->v.row_upper[i];
    return most < w->v.row_lower[i] - slack ? most - w->v.row_lower[i] : 0;
}

/* How far column j, between its bounds, can go against the row's breach. */
static double room(const struct work *w, size_t j, double a, double by) {
    double x = w->x[j], lo = w->v.lower[j], up = w->v.upper[j];
    if (w->period[j] == SIZE_MAX || is_whole(w, j) || !(x > lo && x < up))
        return 0;
    return a * by > 0 ? x - lo : up - x;
}

/* The latest decisions of the row give way, the largest first: those before them stand in other
 * rows, which agree already. */
static bool mend(struct work *w, size_t i) {
    double by;
    for (size_t n = w->start[i + 1] - w->start[i]; n > 0 && (by = broken_by(w, i)) != 0; n--) {
        size_t best = SIZE_MAX, last = 0;
        double most = 0;
        for (size_t p = w->start[i]; p < w->start[i + 1]; p++) {
            size_t j = w->col[p];
            double far = fabs(w->value[p]) * fmin(room(w, j, w->value[p], by), fabs(w->x[j]));
            if (far > 0 &&
                (best == SIZE_MAX || w->period[j] > last || (w->period[j] == last && far > most))) {
                best = p;
                last = w->period[j];
                most = far;
            }
        }
        if (best == SIZE_MAX)
            return false;
        size_t j = w->col[best];
        w->x[j] = fmin(fmax(w->x[j] - by / w->value[best], w->v.lower[j]), w->v.upper[j]);
    }
    return true;
}

static void agree(struct work *w) {
    bool again = true;
    for (int pass = 0; pass < PASSES && again; pass++) {
        again = false;
        for (size_t i = 0; i < w->v.nrow; i++)
            if (broken_by(w, i) != 0)
                again |= mend(w, i);
    }
}

int cp_allocate_make_exact(const struct cp_program *m, const size_t *period, double *x,
                           double *missed) {
    struct work w = {.m = m, .v = cp_lp_view(m->lp), .period = period, .x = x};
    int rc = reserve(&w) ? 0 : cp_fail_nomem(m->err);
    if (rc)
        goto out;
    transpose(&w);
    take_sizes(&w);
    drop_noise(&w);
    agree(&w);
    for (size_t i = 0; i < w.v.nrow; i++)
        *missed = fmax(*missed, fabs(broken_by(&w, i)) / fmax(w.size[i], 1));
out:
    free(w.start);
    free(w.col);
    free(w.value);
    free(w.size);
    return rc;
}
