/* The tree of fronts [Duff & Reid 1983; Liu 1992]: who takes up whose update, and which subtrees
 * are jobs of their own. */
#include "lp/factor/symbolic.h"
#include <stdlib.h>
#include <string.h>

/* A job has at most this part of all work; less work than LEAST is one job. */
static const double part = 1.0 / 24, least = 2e6;
static const double touch = 12; /* flops' worth of an entry of a front that is moved */

static bool allocate(struct cp_lp_symbolic *s) {
    struct cp_arena *a = &s->arena;
    size_t n = s->o.nsuper, rows = s->o.rows_at[n];
    s->parent = cp_arena_calloc(a, n + 1, sizeof *s->parent);
    s->positive = cp_arena_calloc(a, n + 1, sizeof *s->positive);
    s->child_at = cp_arena_calloc(a, n + 2, sizeof *s->child_at);
    s->child = cp_arena_calloc(a, n + 1, sizeof *s->child);
    s->place = cp_arena_calloc(a, rows + 1, sizeof *s->place);
    s->panel_at = cp_arena_calloc(a, n + 1, sizeof *s->panel_at);
    s->job = cp_arena_calloc(a, n + 1, sizeof *s->job);
    s->top = cp_arena_calloc(a, n + 1, sizeof *s->top);
    s->held_at = cp_arena_calloc(a, n + 1, sizeof *s->held_at);
    s->leaver = cp_arena_calloc(a, n + 1, sizeof *s->leaver);
    s->outer_at = cp_arena_calloc(a, n + 1, sizeof *s->outer_at);
    return s->parent && s->positive && s->child_at && s->child && s->place && s->panel_at &&
           s->job && s->top && s->held_at && s->leaver && s->outer_at;
}

/* ---- the tree ---------------------------------------------------------------------------- */

/* Rows below are found in the parent's front by going through both, as both ascend. */
static void place_rows(struct cp_lp_symbolic *s, size_t k) {
    const uint32_t *rows = s->o.rows;
    size_t q = s->o.rows_at[s->parent[k]], from = q;
    for (size_t p = s->o.rows_at[k] + cp_lp_columns(s, k); p < s->o.rows_at[k + 1]; p++) {
        while (rows[q] < rows[p])
            q++;
        s->place[p] = (uint32_t)(q - from);
    }
}

/* False: interrupted. */
static bool grow_tree(const struct cp_lp_pattern *a, struct cp_lp_symbolic *s,
                      const uint32_t *super_of, const struct cp_lp_interrupt *interrupt) {
    const struct cp_lp_ordering *o = &s->o;
    for (size_t k = 0; k < o->nsuper; k++) {
        if (k % CP_LP_ASK_EVERY == 0 && cp_lp_interrupted(interrupt))
            return false;
        size_t w = cp_lp_columns(s, k), front = cp_lp_front(s, k);
        s->panel_at[k + 1] = s->panel_at[k] + w * front;
        for (size_t c = o->first[k]; c < o->first[k + 1]; c++)
            s->positive[k] += !a->negative[o->order[c]];
        s->parent[k] = front > w ? super_of[o->rows[o->rows_at[k] + w]] : UINT32_MAX;
        if (front > w) {
            s->child_at[s->parent[k] + 2u]++;
            place_rows(s, k);
        }
    }
    for (size_t k = 0; k < o->nsuper; k++)
        s->child_at[k + 2] += s->child_at[k + 1];
    for (size_t k = 0; k < o->nsuper; k++)
        if (s->parent[k] != UINT32_MAX)
            s->child[s->child_at[s->parent[k] + 1u]++] = (uint32_t)k;
    return true;
}

/* ---- jobs -------------------------------------------------------------------------------- */

static double own_work(const struct cp_lp_symbolic *s, size_t k) {
    double w = (double)cp_lp_columns(s, k), f = (double)cp_lp_front(s, k);
    return w * f * f + touch * f * f + 100;
}

static size_t below(const struct cp_lp_symbolic *s, size_t k) {
    return cp_lp_front(s, k) - cp_lp_columns(s, k);
}

static bool above(const double *work, double most, uint32_t k) {
    return k != UINT32_MAX && work[k] > most;
}

/* Supernodes whose subtrees have more than `most` work are the top; the others are cut into runs of
 * whole subtrees, postordered as they are. */
static void cut_jobs(struct cp_lp_symbolic *s, const double *work, double most) {
    struct cp_lp_job *j = NULL;
    for (uint32_t k = 0; k < s->o.nsuper; k++) {
        s->held_at[k] = s->outer_at[k] = SIZE_MAX;
        if (work[k] > most) {
            s->top[s->ntop++] = k;
            j = NULL;
            continue;
        }
        if (!j)
            j = &s->job[s->njob++];
        if (j->to == 0)
            j->from = k;
        j->to = k + 1;
        if (above(work, most, s->parent[k])) {
            s->leaver[s->nleaver++] = k;
            s->held_at[k] = s->held;
            s->outer_at[k] = s->outer;
            s->held += below(s, k) * below(s, k);
            s->outer += below(s, k);
        }
        if (s->parent[k] == UINT32_MAX || above(work, most, s->parent[k])) {
            j->work += work[k];
            if (j->work > 0.5 * most)
                j = NULL;
        }
    }
}

/* What supernode k, put on a stack of `*now` updates, leaves there; the most there is at once. */
static size_t push(const struct cp_lp_symbolic *s, size_t k, size_t *now) {
    size_t own = below(s, k) * below(s, k), most = *now + own;
    for (size_t q = s->child_at[k]; q < s->child_at[k + 1]; q++)
        if (s->held_at[s->child[q]] == SIZE_MAX)
            *now -= below(s, s->child[q]) * below(s, s->child[q]);
    if (s->held_at[k] == SIZE_MAX)
        *now += own;
    return most;
}

static void measure_stacks(struct cp_lp_symbolic *s) {
    size_t now, most;
    for (struct cp_lp_job *j = s->job; j < s->job + s->njob; j++) {
        now = 0;
        for (size_t k = j->from; k < j->to; k++) {
            most = push(s, k, &now);
            j->stack = most > j->stack ? most : j->stack;
        }
    }
    now = 0;
    for (size_t k = 0; k < s->ntop; k++) {
        most = push(s, s->top[k], &now);
        s->top_stack = most > s->top_stack ? most : s->top_stack;
    }
}

static int heavier(const void *a, const void *b) {
    const struct cp_lp_job *x = a, *y = b;
    return x->work != y->work ? (x->work < y->work) - (x->work > y->work)
                              : (x->from > y->from) - (x->from < y->from);
}

static bool make_jobs(struct cp_lp_symbolic *s) {
    size_t n = s->o.nsuper;
    double *work = cp_calloc(n + 1, sizeof *work), all = 0;
    if (!work)
        return false;
    for (size_t k = 0; k < n; k++) {
        work[k] += own_work(s, k);
        if (s->parent[k] != UINT32_MAX)
            work[s->parent[k]] += work[k];
        else
            all += work[k];
    }
    cut_jobs(s, work, all > least ? part * all : all);
    free(work);
    measure_stacks(s);
    qsort(s->job, s->njob, sizeof *s->job, heavier);
    return true;
}

int cp_lp_symbolic_make(const struct cp_lp_pattern *a, const struct cp_lp_interrupt *interrupt,
                        struct cp_lp_symbolic *s, struct cp_error *err) {
    *s = (struct cp_lp_symbolic){0};
    int rc = cp_lp_ordering_make(a, interrupt, &s->o, err);
    if (rc)
        return rc;
    uint32_t *super_of = cp_calloc(a->n + 1, sizeof *super_of);
    bool done = super_of && allocate(s);
    if (done) {
        for (size_t k = 0; k < s->o.nsuper; k++)
            for (size_t c = s->o.first[k]; c < s->o.first[k + 1]; c++)
                super_of[c] = (uint32_t)k;
        done = grow_tree(a, s, super_of, interrupt) && make_jobs(s);
    }
    free(super_of);
    return done ? 0 : cp_lp_interrupted(interrupt) ? CP_ENUMERIC : cp_fail_nomem(err);
}

void cp_lp_symbolic_release(struct cp_lp_symbolic *s) {
    cp_lp_ordering_release(&s->o);
    cp_arena_release(&s->arena);
    *s = (struct cp_lp_symbolic){0};
}
