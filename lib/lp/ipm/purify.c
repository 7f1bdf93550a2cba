#include "lp/ipm/purify.h"
#include <math.h>
#include <string.h>

/* Of scaled numbers. */
static const double small = 1e-5, ratio = 1e3, zero = 1e-12;
static const double kept = 1e-11, broken = 1e-9; /* what a row may miss; what is looked into */

enum { SOLVES = 4, RELEASES = 3 };

/* ---- columns ------------------------------------------------------------------------------- */

static bool is_placed(const struct cp_lp_ipm *p, const double *x, size_t j) {
    return x[j] == p->view->lower[j] || x[j] == p->view->upper[j];
}

/* At a distance s of a bound with a price z. */
static bool at_bound(double s, double z) {
    return s < small && (ratio * s < z || s < zero);
}

static void place(const struct cp_lp_ipm *p, double *x) {
    const struct cp_lp_view *v = p->view;
    memcpy(x, p->at.x, p->ntotal * sizeof *x);
    for (size_t k = 0; k < p->nboxed && p->boxed[k] < p->ncol; k++)
        if (at_bound(p->at.v[k], p->at.zu[k]))
            x[p->boxed[k]] = v->upper[p->boxed[k]];
    for (size_t j = 0; j < p->ncol; j++)
        if (p->has_lo[j] && at_bound(p->at.w[j], p->at.zl[j]))
            x[j] = v->lower[j];
}

/* Slacks are what the rows make them, within their bounds; what rows lack then, and the most. */
static double lack(const struct cp_lp_ipm *p, double *x, double *lacks) {
    double most = 0;
    memset(x + p->ncol, 0, p->nrow * sizeof *x);
    memset(lacks, 0, p->nrow * sizeof *lacks);
    cp_lp_ipm_times(p, -1, x, lacks);
    for (size_t i = 0; i < p->nrow; i++) {
        size_t s = p->ncol + i;
        if (p->absent[s])
            lacks[i] += p->b[i];
        else
            x[s] = fmin(fmax(-lacks[i], p->view->row_lower[i]), p->view->row_upper[i]);
        lacks[i] += p->absent[s] ? 0 : x[s];
        most = fmax(most, fabs(lacks[i]));
    }
    return most;
}

/* Columns that are not placed move along the last direction of the rows. */
static double take_up(struct cp_lp_ipm *p, double *x, double *lacks) {
    double *moved = p->extra.x, most = lack(p, x, lacks);
    for (int k = 0; k < SOLVES && most > kept; k++) {
        memset(moved, 0, p->ntotal * sizeof *moved);
        memset(p->system.h, 0, p->ntotal * sizeof *p->system.h);
        cp_lp_ipm_along(p, lacks, (struct cp_lp_enough){CP_LP_INF, CP_LP_INF}, &p->extra);
        for (size_t j = 0; j < p->ncol; j++)
            if (!is_placed(p, x, j))
                x[j] = fmin(fmax(x[j] + moved[j], p->view->lower[j]), p->view->upper[j]);
        most = lack(p, x, lacks);
    }
    return most;
}

static size_t release(const struct cp_lp_ipm *p, const double *lacks, double *x) {
    size_t n = 0;
    for (size_t i = 0; i < p->nrow; i++)
        for (size_t q = p->rows.start[i]; q < p->rows.start[i + 1] && fabs(lacks[i]) > broken;
             q++) {
            size_t j = p->rows.col[q];
            if (!is_placed(p, x, j) || p->at.x[j] == x[j])
                continue;
            x[j] = p->at.x[j];
            n++;
        }
    return n;
}

void cp_lp_ipm_purified_columns(struct cp_lp_ipm *p, double *x) {
    double *lacks = p->step.y;
    place(p, x);
    for (int k = 0; k < RELEASES; k++)
        if (take_up(p, x, lacks) <= broken || release(p, lacks, x) == 0)
            return;
    take_up(p, x, lacks);
}

/* ---- duals --------------------------------------------------------------------------------- */

void cp_lp_ipm_purified_duals(const struct cp_lp_ipm *p, double *y) {
    size_t k = cp_lp_ipm_boxed_before(p, p->ncol);
    for (size_t i = 0; i < p->nrow; i++) {
        size_t s = p->ncol + i;
        bool slack = !p->absent[s] && fabs(p->at.y[i]) < small &&
                     (!p->has_lo[s] || ratio * p->at.zl[s] < p->at.w[s]);
        if (p->boxed[k] == s) {
            slack = slack && ratio * p->at.zu[k] < p->at.v[k];
            k++;
        }
        y[i] = slack || fabs(p->at.y[i]) < zero ? 0 : p->at.y[i];
    }
}
