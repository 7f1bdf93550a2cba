#include "lp/tree/cuts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NNZ_MAX = 1000 };

static const double least_efficacy = 1e-4;
static const double small = 1e-7, spread = 1e7; /* of a cut's coefficients */

/* ---- rows ---------------------------------------------------------------------------------- */

void cp_lp_mir_clear(struct cp_lp_mir_row *r) {
    for (size_t q = 0; q < r->n; q++) {
        r->coef[r->list[q]] = 0;
        r->in[r->list[q]] = false;
    }
    r->n = 0;
    r->rhs = 0;
}

void cp_lp_mir_add(struct cp_lp_mir_row *r, size_t k, double a) {
    if (!r->in[k]) {
        r->in[k] = true;
        r->list[r->n++] = k;
    }
    r->coef[k] += a;
    if (fabs(r->coef[k]) < 1e-12)
        r->coef[k] = 0;
}

void cp_lp_mir_copy(struct cp_lp_mir_row *to, const struct cp_lp_mir_row *from) {
    cp_lp_mir_clear(to);
    for (size_t q = 0; q < from->n; q++)
        cp_lp_mir_add(to, from->list[q], from->coef[from->list[q]]);
    to->rhs = from->rhs;
}

void cp_lp_cuts_add_row(const struct cp_lp_cuts_work *w, struct cp_lp_mir_row *to, size_t row,
                        double times, bool slack) {
    const struct cp_lp_tree *t = w->t;
    const struct cp_lp_transpose *r = &t->p.by_row;
    if (slack)
        cp_lp_mir_add(to, w->ncol + row, -times);
    if (row < t->p.nrow) {
        for (size_t q = r->start[row]; q < r->start[row + 1]; q++)
            cp_lp_mir_add(to, r->col[q], times * r->value[q]);
        return;
    }
    const struct cp_lp_tree_cut *c = &t->cut[row - t->p.nrow];
    for (size_t q = 0; q < c->n; q++)
        cp_lp_mir_add(to, c->col[q], times * c->value[q]);
}

/* ---- one cut ------------------------------------------------------------------------------- */

/* What is tiny beside the largest goes, at what it is worth at most; false: there is no bound. */
static bool clean(const struct cp_lp_cuts_work *w, struct cp_lp_mir_row *c) {
    const struct cp_lp_tree_domain *root = &w->t->p.root;
    double largest = 0, least = CP_LP_INF;
    size_t n = 0;
    for (size_t q = 0; q < c->n; q++)
        largest = fmax(largest, fabs(c->coef[c->list[q]]));
    for (size_t q = 0; q < c->n; q++) {
        size_t k = c->list[q];
        double a = c->coef[k];
        if (fabs(a) >= small * largest && a != 0) {
            least = fmin(least, fabs(a));
            c->list[n++] = k;
            continue;
        }
        double at = a > 0 ? root->lower[k] : root->upper[k];
        if (a != 0 && isinf(at))
            return false;
        c->rhs -= a != 0 ? a * at : 0;
        c->coef[k] = 0;
        c->in[k] = false;
    }
    c->n = n;
    return n > 0 && n <= NNZ_MAX && largest <= spread * least && isfinite(c->rhs);
}

static bool same(const struct cp_lp_tree_cut *a, const struct cp_lp_tree_cut *b) {
    return a->n == b->n && a->upper == b->upper &&
           memcmp(a->col, b->col, a->n * sizeof *a->col) == 0 &&
           memcmp(a->value, b->value, a->n * sizeof *a->value) == 0;
}

static bool store(struct cp_lp_cuts_work *w, const struct cp_lp_mir_row *c, double length,
                  double efficacy) {
    struct cp_lp_tree_cut cut = {.n = c->n, .efficacy = efficacy, .upper = c->rhs / length};
    cut.value = cp_calloc(c->n, sizeof *cut.value + sizeof *cut.col);
    if (!cut.value || !cp_grow(&w->found, &w->found_cap, w->nfound, sizeof *w->found)) {
        free(cut.value);
        w->oom = true;
        return false;
    }
    cut.col = (uint32_t *)(cut.value + c->n);
    for (size_t q = 0; q < c->n; q++) {
        cut.col[q] = (uint32_t)c->list[q];
        cut.value[q] = c->coef[c->list[q]] / length;
    }
    for (size_t k = 0; k < w->nfound; k++)
        if (same(&w->found[k], &cut)) {
            free(cut.value);
            return false;
        }
    w->found[w->nfound++] = cut;
    return true;
}

bool cp_lp_cuts_keep(struct cp_lp_cuts_work *w) {
    struct cp_lp_mir_row *c = &w->plain;
    cp_lp_mir_clear(c);
    c->rhs = w->cut.rhs;
    for (size_t q = 0; q < w->cut.n; q++) {
        size_t k = w->cut.list[q];
        double a = w->cut.coef[k];
        if (k < w->ncol)
            cp_lp_mir_add(c, k, a);
        else if (a != 0)
            cp_lp_cuts_add_row(w, c, k - w->ncol, a, false);
    }
    if (!clean(w, c))
        return false;
    double at = 0, length = 0;
    for (size_t q = 0; q < c->n; q++) {
        double a = c->coef[c->list[q]];
        at += a * w->x[c->list[q]];
        length += a * a;
    }
    length = sqrt(length);
    double efficacy = (at - c->rhs) / length;
    return efficacy > least_efficacy && store(w, c, length, efficacy);
}
