/* Equations to be rounded: rows with others added until no continuous column is between its bounds
 * [Marchand & Wolsey 2001, section 4], and rows of the simplex tableau [Gomory 1960]. */
#include "lp/tree/cuts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { AGGREGATED = 16, STARTS = 2000, TABLEAU = 200, LEN_MAX = 2000 };

static const double between = 1e-6;

/* ---- aggregation --------------------------------------------------------------------------- */

/* How far a continuous column is from its nearest bound. One that is at a bound that moves with a
 * binary column counts too: the binary is what the cut is to be about. */
static double inside(const struct cp_lp_cuts_work *w, size_t j) {
    const struct cp_lp_tree_program *p = &w->t->p;
    return fmin(w->x[j] - p->root.lower[j], p->root.upper[j] - w->x[j]);
}

/* A row that does no more than bound a column by another: it is in the substitution already. */
static bool is_bound(const struct cp_lp_tree_program *p, size_t i) {
    const struct cp_lp_transpose *r = &p->by_row;
    size_t q = r->start[i];
    return r->start[i + 1] - q == 2 && p->integer[r->col[q]] != p->integer[r->col[q + 1]];
}

/* How good a row is to be added: 0, not at all. */
static double merit(const struct cp_lp_cuts_work *w, size_t i) {
    const struct cp_lp_tree *t = w->t;
    double slack =
        fmin(t->p.row_upper[i] - w->x[w->ncol + i], w->x[w->ncol + i] - t->p.row_lower[i]);
    size_t len = t->p.by_row.start[i + 1] - t->p.by_row.start[i];
    if (w->used[i] || len > LEN_MAX || isinf(slack) || is_bound(&t->p, i))
        return 0;
    return 1 / ((1 + 10 * fmax(slack, 0)) * (10 + (double)len));
}

/* Of the columns of that sign the one deepest inside its bounds leaves the row, with the best row
 * that has it: along a path of a network, with the flow or against it. */
static bool extend(struct cp_lp_cuts_work *w, double sign) {
    const struct cp_lp_tree_program *p = &w->t->p;
    struct cp_lp_mir_row *r = &w->row;
    size_t col = SIZE_MAX, at = SIZE_MAX;
    double deepest = between, best = 0;
    for (size_t q = 0; q < r->n; q++) {
        size_t j = r->list[q];
        if (j >= w->ncol || p->integer[j] || sign * r->coef[j] < 1e-9)
            continue;
        double depth = inside(w, j);
        if (depth <= deepest)
            continue;
        for (size_t s = p->start[j]; s < p->start[j + 1]; s++)
            if (merit(w, p->row[s]) > 0) {
                deepest = depth;
                col = j;
                break;
            }
    }
    if (col == SIZE_MAX)
        return false;
    for (size_t s = p->start[col]; s < p->start[col + 1]; s++) {
        double m = merit(w, p->row[s]);
        if (m > best && fabs(p->value[s]) > 1e-6) {
            best = m;
            at = s;
        }
    }
    if (at == SIZE_MAX)
        return false;
    cp_lp_cuts_add_row(w, r, p->row[at], -r->coef[col] / p->value[at], true);
    r->coef[col] = 0;
    w->used[p->row[at]] = true;
    return true;
}

static void from_row(struct cp_lp_cuts_work *w, size_t i, double sign) {
    memset(w->used, 0, w->t->p.nrow * sizeof *w->used);
    cp_lp_mir_clear(&w->row);
    cp_lp_cuts_add_row(w, &w->row, i, 1, true);
    w->used[i] = true;
    for (int k = 0; k < AGGREGATED; k++) {
        if (cp_lp_mir(w, &w->row, false, &w->cut))
            cp_lp_cuts_keep(w);
        if (!extend(w, sign))
            return;
    }
}

/* The row with what its columns are made of in their place. */
static void from_definitions(struct cp_lp_cuts_work *w, size_t i) {
    cp_lp_mir_clear(&w->row);
    cp_lp_cuts_add_row(w, &w->row, i, 1, true);
    if (cp_lp_cuts_replace_defined(w, i) && cp_lp_mir(w, &w->row, false, &w->cut))
        cp_lp_cuts_keep(w);
}

void cp_lp_cuts_of_rows(struct cp_lp_cuts_work *w) {
    const struct cp_lp_tree_program *p = &w->t->p;
    size_t starts = 0;
    for (size_t i = 0; i < p->nrow && starts < STARTS && !w->oom; i++) {
        double slack =
            fmin(p->row_upper[i] - w->x[w->ncol + i], w->x[w->ncol + i] - p->row_lower[i]);
        size_t len = p->by_row.start[i + 1] - p->by_row.start[i];
        if (len < 2 || len > LEN_MAX || slack > 0.1 * (1 + fabs(w->x[w->ncol + i])))
            continue;
        starts++;
        from_row(w, i, 1);
        from_row(w, i, -1);
        from_definitions(w, i);
    }
}

/* ---- the tableau --------------------------------------------------------------------------- */

static void from_tableau(struct cp_lp_cuts_work *w, size_t col) {
    size_t n = cp_lp_simplex_tableau(w->t->lp, col, w->index, w->value);
    if (n == SIZE_MAX || n > LEN_MAX)
        return;
    cp_lp_mir_clear(&w->row);
    cp_lp_mir_add(&w->row, col, 1);
    for (size_t q = 0; q < n; q++) {
        size_t k = w->index[q];
        if (fabs(w->value[q]) > 1e-11)
            cp_lp_mir_add(&w->row, k < w->nrow ? w->ncol + k : k - w->nrow, -w->value[q]);
    }
    if (cp_lp_mir(w, &w->row, true, &w->cut))
        cp_lp_cuts_keep(w);
}

struct fraction {
    double far;
    size_t col;
};

static int farther(const void *a, const void *b) {
    const struct fraction *x = a, *y = b;
    if (x->far != y->far)
        return x->far > y->far ? -1 : 1;
    return x->col < y->col ? -1 : 1;
}

void cp_lp_cuts_of_tableau(struct cp_lp_cuts_work *w) {
    const struct cp_lp_tree_program *p = &w->t->p;
    struct fraction *f = cp_calloc(p->ncol + 1, sizeof *f);
    size_t n = 0;
    w->oom |= !f;
    for (size_t j = 0; j < p->ncol && f; j++) {
        double far = p->integer[j] ? cp_lp_tree_fraction(w->x[j]) : 0;
        if (far > 0.005 && cp_lp_simplex_col_is_basic(w->t->lp, j))
            f[n++] = (struct fraction){far, j};
    }
    if (n)
        qsort(f, n, sizeof *f, farther);
    for (size_t k = 0; k < n && k < TABLEAU && !w->oom && !cp_lp_tree_stopped(w->t); k++)
        from_tableau(w, f[k].col);
    free(f);
}
