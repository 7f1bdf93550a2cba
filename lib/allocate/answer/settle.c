/* Of answers that cost the same, the one without more than is wanted: what costs nothing takes its
 * least value, and duals of no worth are 0. The answer stays one: a column moves no further than
 * its rows let it, and what costs nothing has a part in no row that another would pay for. */
#include "allocate/answer/answer.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of the largest term of a row, of a value, and of the largest cost: what is below it is rounding.
 */
static const double tolerance = 1e-8, near = 1e-6, last_digit = 1e-14;

struct settle {
    const struct cp_program *m;
    struct cp_lp_view v;
    struct cp_lp_solution *s;
    double *x;     /* as it comes to be; s->x stays until it is known to be an answer */
    double *row;   /* activity */
    double *scale; /* largest term of every row */
};

static void add_up(struct settle *t, const double *x) {
    for (size_t i = 0; i < t->v.nrow; i++)
        t->row[i] = t->scale[i] = 0;
    for (size_t j = 0; j < t->v.ncol; j++)
        for (size_t p = t->v.start[j]; p < t->v.start[j + 1]; p++) {
            double term = t->v.value[p] * x[j];
            t->row[t->v.row[p]] += term;
            t->scale[t->v.row[p]] = fmax(t->scale[t->v.row[p]], fabs(term));
        }
}

/* The largest violation of a row, as the check of an answer counts it. */
static double violation(const struct settle *t) {
    double worst = 0;
    for (size_t i = 0; i < t->v.nrow; i++) {
        double lo = t->v.row_lower[i], up = t->v.row_upper[i];
        double by = fmax(lo - t->row[i], t->row[i] - up);
        double size = fmax(isfinite(lo) ? fabs(lo) : 0, isfinite(up) ? fabs(up) : 0);
        worst = fmax(worst, by / (1 + fmax(size, t->scale[i])));
    }
    return worst;
}

/* How far column j can fall before one of its rows is broken. */
static double slack(const struct settle *t, size_t j) {
    double most = t->x[j] - t->v.lower[j];
    for (size_t p = t->v.start[j]; p < t->v.start[j + 1]; p++) {
        size_t i = t->v.row[p];
        double a = t->v.value[p],
               left = a > 0 ? t->row[i] - t->v.row_lower[i] : t->v.row_upper[i] - t->row[i];
        most = fmin(most, fmax(0, left) / fabs(a));
    }
    return most;
}

/* Less of it is as good where it costs nothing. */
static bool may_fall(const struct cp_tag *tag) {
    const struct cp_col_kind *kind = cp_allocate_col_kind(tag);
    return kind->capacity || kind->spare;
}

/* Capacity that costs nothing: not more than is used. What scenarios decide together is not one's
 * own to change. */
static void take_least(struct settle *t) {
    for (size_t j = 0; j < t->m->col_tags.n; j++) {
        bool shared = t->m->decided && t->m->decided[j] != RECOURSE;
        bool whole = t->v.integer && t->v.integer[j];
        if (t->v.cost[j] != 0 || shared || whole || !may_fall(col_tag(t->m, j)) ||
            !isfinite(t->v.lower[j]))
            continue;
        double by = slack(t, j);
        if (!isfinite(by) || by <= near * (1 + fabs(t->x[j])))
            continue;
        t->x[j] -= by;
        for (size_t p = t->v.start[j]; p < t->v.start[j + 1]; p++)
            t->row[t->v.row[p]] -= t->v.value[p] * by;
    }
}

/* Duals that are not the last digit of any cost in the program. */
static void drop_duals(struct settle *t) {
    double most = 0, *part = t->row; /* not needed any more: the most that each is in any column */
    for (size_t i = 0; i < t->v.nrow; i++)
        part[i] = 0;
    for (size_t j = 0; j < t->v.ncol; j++) {
        most = fmax(most, fabs(t->v.cost[j]));
        for (size_t p = t->v.start[j]; p < t->v.start[j + 1]; p++) {
            size_t i = t->v.row[p];
            part[i] = fmax(part[i], fabs(t->v.value[p] * t->s->dual[i]));
        }
    }
    for (size_t i = 0; i < t->v.nrow; i++)
        if (part[i] <= last_digit * most)
            t->s->dual[i] = 0;
}

/* The new point, if it is as good as the old one. */
static void accept_point(struct settle *t, double before) {
    add_up(t, t->x);
    if (!(violation(t) <= fmax(before, tolerance)))
        return;
    for (size_t j = 0; j < t->v.ncol; j++)
        t->s->objective += t->v.cost[j] * (t->x[j] - t->s->x[j]);
    memcpy(t->s->x, t->x, t->v.ncol * sizeof *t->x);
    memcpy(t->s->activity, t->row, t->v.nrow * sizeof *t->row);
}

int cp_allocate_settle(const struct cp_program *m, struct cp_lp_solution *s) {
    struct settle t = {.m = m, .v = cp_lp_view(m->lp), .s = s};
    t.x = cp_calloc(t.v.ncol + 1, sizeof *t.x);
    t.row = cp_calloc(t.v.nrow + 1, sizeof *t.row);
    t.scale = cp_calloc(t.v.nrow + 1, sizeof *t.scale);
    int rc = t.x && t.row && t.scale ? 0 : cp_fail_nomem(m->err);
    if (rc)
        goto out;
    add_up(&t, s->x);
    double before = violation(&t);
    memcpy(t.x, s->x, t.v.ncol * sizeof *t.x);
    take_least(&t);
    accept_point(&t, before);
    drop_duals(&t);
out:
    free(t.x);
    free(t.row);
    free(t.scale);
    return rc;
}
