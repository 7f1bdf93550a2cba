/* Decisions that stay as they were: the bounds of what is decided, and rows that only it fills. */
#include "allocate/build.h"
#include "allocate/program/contract.h"
#include <math.h>
#include <stdlib.h>

/* An open contract has any power that is large enough: nothing is decided. */
bool cp_allocate_is_capacity(const struct cp_program *m, size_t c) {
    const struct cp_tag *tag = col_tag(m, c);
    return cp_allocate_col_kind(tag)->capacity &&
           !(tag->kind == COL_CONTRACT && cp_allocate_is_open(m, tag->a));
}

bool cp_allocate_is_first_stage(const struct cp_program *m, const struct cp_tree *tree, size_t c) {
    const struct cp_tag *tag = col_tag(m, c);
    int64_t when = m->plan->horizon.origin;
    if (!cp_allocate_is_capacity(m, c))
        return false;
    if (tag->t != NO_PERIOD)
        when = cp_period_start(m->time.period[tag->t]);
    else if (tag->kind == COL_CONTRACT && m->plan->energy.contract[tag->a].from > when)
        when = m->plan->energy.contract[tag->a].from;
    return cp_tree_stage(tree, when) == 0;
}

bool cp_allocate_is_kept(const struct cp_program *m, size_t c) {
    return cp_allocate_col_kind(col_tag(m, c))->stock || cp_allocate_is_capacity(m, c);
}

/* Of a row: what is fixed in it, the largest part of that, whether there is anything else, and
 * whether that is to be decided. */
struct rest {
    double fixed, scale;
    bool open, decides;
};

/* A row of nothing but the past has been kept; one that the past filled to the last is not broken
 * by its rounding. */
int cp_allocate_loosen_rows(struct cp_program *m, double rounding) {
    struct cp_lp_view v = cp_lp_view(m->lp);
    struct rest *rest = cp_calloc(v.nrow + 1, sizeof *rest);
    if (!rest)
        return cp_fail_nomem(m->err);
    for (size_t j = 0; j < v.ncol; j++)
        for (size_t p = v.start[j]; p < v.start[j + 1]; p++) {
            struct rest *r = &rest[v.row[p]];
            double part = v.value[p] * v.lower[j];
            bool fixed = v.lower[j] >= v.upper[j];
            r->open |= !fixed;
            r->decides |= !fixed && cp_allocate_is_kept(m, j);
            r->fixed += fixed ? part : 0;
            r->scale = fmax(r->scale, fixed ? fabs(part) : 0);
        }
    for (size_t i = 0; i < v.nrow; i++) {
        const struct rest *r = &rest[i];
        double lower = v.row_lower[i], upper = v.row_upper[i], near = 1e-6 * (1 + r->scale);
        if (lower < upper) {
            double by = r->decides ? rounding : CP_ROUNDING_OF_ANSWERS;
            lower -= by * r->scale;
            upper += by * r->scale;
        }
        bool kept = !r->open && r->fixed >= lower - near && r->fixed <= upper + near;
        cp_lp_set_row_bounds(m->lp, i, kept ? -CP_LP_INF : lower, kept ? CP_LP_INF : upper);
    }
    free(rest);
    return cp_lp_finish(m->lp, m->err);
}

int cp_allocate_hold(struct cp_program *m, const double *x) {
    for (size_t c = 0; c < m->col_tags.n; c++) {
        struct cp_lp_view v = cp_lp_view(m->lp);
        double at = fmin(fmax(x[c], v.lower[c]), v.upper[c]);
        if (cp_allocate_is_kept(m, c) || m->col_tags.tag[c].kind == COL_BANDWIDTH)
            cp_lp_set_col_bounds(m->lp, c, at, at);
    }
    int rc = cp_lp_finish(m->lp, m->err);
    return rc ? rc : cp_allocate_loosen_rows(m, CP_ROUNDING_OF_ANSWERS);
}
