/* Rounds of cuts at the root: what is found, which of it becomes rows, and when that ends. */
#include "lp/model/log.h"
#include "lp/tree/cuts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 60, STALL = 6 };

static const double parallel = 0.85, progress = 2e-4;

/* ---- choice -------------------------------------------------------------------------------- */

static int deeper(const void *a, const void *b) {
    const struct cp_lp_tree_cut *x = a, *y = b;
    if (x->efficacy != y->efficacy)
        return x->efficacy > y->efficacy ? -1 : 1;
    if (x->n != y->n)
        return x->n < y->n ? -1 : 1;
    int by = memcmp(x->col, y->col, x->n * sizeof *x->col);
    return by ? by : memcmp(x->value, y->value, x->n * sizeof *x->value);
}

/* Values are of length 1. */
static double cosine(const struct cp_lp_mir_row *dense, const struct cp_lp_tree_cut *c) {
    double sum = 0;
    for (size_t q = 0; q < c->n; q++)
        sum += dense->coef[c->col[q]] * c->value[q];
    return sum;
}

/* The deepest, no two of which say nearly the same, become rows; the others go. */
static bool take(struct cp_lp_cuts_work *w) {
    struct cp_lp_tree *t = w->t;
    size_t first = t->ncut, most = 100 + t->p.nrow / 2;
    bool good = true;
    if (w->nfound)
        qsort(w->found, w->nfound, sizeof *w->found, deeper);
    for (size_t k = 0; k < w->nfound; k++) {
        struct cp_lp_tree_cut *c = &w->found[k];
        bool take = good && t->ncut - first < most && t->ncut < w->most;
        cp_lp_mir_clear(&w->plain);
        for (size_t q = 0; q < c->n; q++)
            cp_lp_mir_add(&w->plain, c->col[q], c->value[q]);
        for (size_t i = first; i < t->ncut && take; i++)
            take = cosine(&w->plain, &t->cut[i]) <= parallel;
        struct cp_lp_simplex_row row = {c->n, c->col, c->value, c->upper};
        if (take && (good = cp_lp_simplex_add_rows(t->lp, &row, 1)))
            t->cut[t->ncut++] = *c;
        else
            free(c->value);
    }
    w->nfound = 0;
    return good;
}

/* Cuts that do not bind leave. */
static bool leave(struct cp_lp_cuts_work *w) {
    struct cp_lp_tree *t = w->t;
    size_t kept = 0, n = t->ncut;
    for (size_t i = 0; i < t->p.nrow + n; i++)
        w->used[i] = i >= t->p.nrow && cp_lp_simplex_row_is_basic(t->lp, i);
    for (size_t k = 0; k < n; k++) {
        if (w->used[t->p.nrow + k])
            free(t->cut[k].value);
        else
            t->cut[kept++] = t->cut[k];
    }
    t->ncut = kept;
    return kept == n || cp_lp_simplex_drop_rows(t->lp, w->used);
}

/* ---- rounds -------------------------------------------------------------------------------- */

static bool reserve_row(struct cp_arena *a, struct cp_lp_mir_row *r, size_t n) {
    r->coef = cp_arena_calloc(a, n, sizeof *r->coef);
    r->in = cp_arena_calloc(a, n, sizeof *r->in);
    r->list = cp_arena_calloc(a, n, sizeof *r->list);
    r->how = cp_arena_calloc(a, n, sizeof *r->how);
    r->shift = cp_arena_calloc(a, n, sizeof *r->shift);
    return r->coef && r->in && r->list && r->how && r->shift;
}

static bool reserve(struct cp_lp_cuts_work *w) {
    struct cp_lp_tree *t = w->t;
    struct cp_arena *a = &t->arena;
    w->most = 500 + 3 * t->p.nrow;
    size_t rows = t->p.nrow + w->most + 1, terms = t->p.ncol + rows;
    w->x = cp_arena_calloc(a, terms, sizeof *w->x);
    w->row_lower = cp_arena_calloc(a, rows, sizeof *w->row_lower);
    w->row_upper = cp_arena_calloc(a, rows, sizeof *w->row_upper);
    w->step = cp_arena_calloc(a, terms, sizeof *w->step);
    w->index = cp_arena_calloc(a, terms, sizeof *w->index);
    w->value = cp_arena_calloc(a, terms, sizeof *w->value);
    w->used = cp_arena_calloc(a, rows, sizeof *w->used);
    t->cut = cp_arena_calloc(a, w->most, sizeof *t->cut);
    return w->x && w->row_lower && w->row_upper && w->step && w->index && w->value && w->used &&
           t->cut && reserve_row(a, &w->row, terms) && reserve_row(a, &w->substituted, terms) &&
           reserve_row(a, &w->cut, terms) && reserve_row(a, &w->plain, terms);
}

/* The relaxation's point and rows. */
static void look(struct cp_lp_cuts_work *w) {
    const struct cp_lp_tree *t = w->t;
    w->nrow = t->p.nrow + t->ncut;
    memcpy(w->x, t->at.x, t->p.ncol * sizeof *w->x);
    memcpy(w->step, t->p.lattice, t->p.ncol * sizeof *w->step);
    for (size_t i = 0; i < w->nrow; i++) {
        bool cut = i >= t->p.nrow;
        w->x[t->p.ncol + i] = cp_lp_simplex_activity(t->lp, i);
        w->row_lower[i] = cut ? -CP_LP_INF : t->p.row_lower[i];
        w->row_upper[i] = cut ? t->cut[i - t->p.nrow].upper : t->p.row_upper[i];
        w->step[t->p.ncol + i] = cut ? 0 : t->p.row_lattice[i];
    }
}

static bool round_of_cuts(struct cp_lp_cuts_work *w) {
    look(w);
    w->defined.work = 0;
    cp_lp_cuts_of_knapsacks(w);
    cp_lp_cuts_of_rows(w);
    cp_lp_cuts_of_tableau(w);
    size_t found = w->nfound;
    if (!take(w)) {
        w->t->broken = true;
        return false;
    }
    return found > 0;
}

/* *state: of the last relaxation. */
static void rounds(struct cp_lp_cuts_work *w, enum cp_lp_simplex_state *state) {
    struct cp_lp_tree *t = w->t;
    int stall = 0;
    for (int k = 0; k < ROUNDS && stall < STALL; k++) {
        double before = t->at.objective;
        if (cp_lp_tree_stopped(t) || cp_lp_tree_fractional(t, t->at.x) == 0 || w->oom ||
            !round_of_cuts(w))
            return;
        *state = cp_lp_tree_relax(t, &t->p.root, cp_lp_tree_cutoff(t), 0);
        if (*state != CP_LP_SIMPLEX_OPTIMAL)
            return;
        cp_lp_say(t->opt, "tree: cuts, round %d: %zu rows, bound %.9e", k + 1, t->ncut,
                  t->at.objective + t->v->constant);
        stall = t->at.objective - before > progress * (1 + fabs(before)) ? 0 : stall + 1;
        if (stall == 0 && !leave(w)) {
            t->broken = true;
            return;
        }
    }
}

int cp_lp_tree_cut_root(struct cp_lp_tree *t, enum cp_lp_simplex_state *state,
                        struct cp_error *err) {
    struct cp_lp_cuts_work w = {.t = t, .ncol = t->p.ncol, .least_depth = 1e-4};
    if (!reserve(&w) || !cp_lp_cuts_define(&w))
        return cp_fail_nomem(err);
    rounds(&w, state);
    for (size_t k = 0; k < w.nfound; k++)
        free(w.found[k].value);
    free(w.found);
    if (*state == CP_LP_SIMPLEX_OPTIMAL && !t->broken) {
        bool dropped = leave(&w);
        *state = dropped ? cp_lp_tree_relax(t, &t->p.root, CP_LP_INF, 0) : CP_LP_SIMPLEX_BROKEN;
    }
    return w.oom ? cp_fail_nomem(err) : 0;
}
