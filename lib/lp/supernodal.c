/* Multifrontal factorisation [Duff & Reid 1983; Liu 1992]. Every front is assembled from the
 * matrix and from its children's updates in one order, whoever computes them. */
#include "lp/supernodal.h"
#include "lp/dense.h"
#include "lp/symbolic.h"
#include <cblas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct cp_lp_supernodal {
    struct cp_lp_symbolic s;
    double *panel;   /* of all supernodes: the factor */
    double *scale;   /* n: size of the diagonal */
    double **update; /* nsuper: where it is while it is wanted */
    double *held;    /* updates that leave their job */
    double *stack;
    double *x, *t; /* n */
    size_t replaced;
};

static bool allocate(struct cp_lp_supernodal *f) {
    const struct cp_lp_symbolic *s = &f->s;
    size_t stack = s->top_stack;
    for (size_t j = 0; j < s->njob; j++)
        stack = s->job[j].stack > stack ? s->job[j].stack : stack;
    f->panel = cp_calloc(s->panel_at[s->o.nsuper] + 1, sizeof *f->panel);
    f->scale = cp_calloc(s->o.n + 1, sizeof *f->scale);
    f->update = cp_calloc(s->o.nsuper + 1, sizeof *f->update);
    f->held = cp_calloc(s->held + 1, sizeof *f->held);
    f->stack = cp_calloc(stack + 1, sizeof *f->stack);
    f->x = cp_calloc(s->o.n + 1, sizeof *f->x);
    f->t = cp_calloc(s->o.n + 1, sizeof *f->t);
    return f->panel && f->scale && f->update && f->held && f->stack && f->x && f->t;
}

int cp_lp_supernodal_new(const struct cp_lp_pattern *a, struct cp_lp_supernodal **out,
                         struct cp_error *err) {
    struct cp_lp_supernodal *f = *out = cp_calloc(1, sizeof *f);
    if (!f)
        return cp_fail_nomem(err);
    openblas_set_num_threads(1); /* the threads are ours */
    int rc = cp_lp_symbolic_make(a, &f->s, err);
    if (rc == 0 && !allocate(f))
        rc = cp_fail_nomem(err);
    if (rc) {
        cp_lp_supernodal_free(f);
        *out = NULL;
    }
    return rc;
}

void cp_lp_supernodal_free(struct cp_lp_supernodal *f) {
    if (!f)
        return;
    cp_lp_symbolic_release(&f->s);
    free(f->panel);
    free(f->scale);
    free(f->update);
    free(f->held);
    free(f->stack);
    free(f->x);
    free(f->t);
    free(f);
}

double cp_lp_supernodal_fill(const struct cp_lp_supernodal *f) {
    return f->s.o.fill;
}

double cp_lp_supernodal_flops(const struct cp_lp_supernodal *f) {
    return f->s.o.flops;
}

size_t cp_lp_supernodal_replaced(const struct cp_lp_supernodal *f) {
    return f->replaced;
}

/* ---- factorisation ----------------------------------------------------------------------- */

/* A child's update into its parent's panel and update. */
static void take_up(const struct cp_lp_symbolic *s, size_t child, const double *c, double *panel,
                    size_t front, size_t w, double *u) {
    const uint32_t *place = s->place + s->o.rows_at[child] + cp_lp_columns(s, child);
    size_t n = cp_lp_front(s, child) - cp_lp_columns(s, child), below = front - w;
    for (size_t j = 0; j < n; j++, c += n) {
        size_t col = place[j];
        double *to = col < w ? panel + col * front : u + (col - w) * below - w;
        if (place[n - 1] - col == n - 1 - j) { /* neighbours from here on */
            to += col - j;
            for (size_t i = j; i < n; i++)
                to[i] += c[i];
        } else {
            for (size_t i = j; i < n; i++)
                to[place[i]] += c[i];
        }
    }
}

static void assemble(struct cp_lp_supernodal *f, const double *value, size_t k, double *u) {
    const struct cp_lp_symbolic *s = &f->s;
    size_t front = cp_lp_front(s, k), w = cp_lp_columns(s, k), below = front - w;
    double *panel = f->panel + s->panel_at[k], *scale = f->scale + s->o.first[k];
    memset(panel, 0, front * w * sizeof *panel);
    for (size_t q = s->entry_at[k]; q < s->entry_at[k + 1]; q++)
        panel[s->entry_to[q]] += value[s->entry[q]];
    for (size_t c = 0; c < w; c++)
        scale[c] = fabs(panel[c * front + c]);
    if (s->child_at[k] < s->child_at[k + 1])
        for (size_t j = 0; j < below; j++)
            memset(u + j * below + j, 0, (below - j) * sizeof *u);
    for (size_t q = s->child_at[k]; q < s->child_at[k + 1]; q++)
        take_up(s, s->child[q], f->update[s->child[q]], panel, front, w, u);
    for (size_t c = 0; c < w; c++)
        scale[c] = fmax(scale[c], fabs(panel[c * front + c]));
}

/* Supernode k; *stack: where its update may stand, behind those of its children. */
static bool eliminate(struct cp_lp_supernodal *f, const double *value, size_t k, double **stack,
                      size_t *replaced) {
    const struct cp_lp_symbolic *s = &f->s;
    size_t front = cp_lp_front(s, k), w = cp_lp_columns(s, k), below = front - w;
    bool held = s->held_at[k] != SIZE_MAX, fresh = s->child_at[k] == s->child_at[k + 1];
    double *u = held ? f->held + s->held_at[k] : *stack, *base = *stack;
    assemble(f, value, k, u);
    if (!cp_lp_dense_panel(f->panel + s->panel_at[k], front, w, s->positive[k],
                           f->scale + s->o.first[k], replaced))
        return false;
    cp_lp_dense_update(u, f->panel + s->panel_at[k], front, w, s->positive[k], fresh);
    for (size_t q = s->child_at[k]; q < s->child_at[k + 1]; q++)
        if (s->held_at[s->child[q]] == SIZE_MAX) {
            base = f->update[s->child[q]];
            break;
        }
    if (!held && base != u) {
        memmove(base, u, below * below * sizeof *u);
        u = base;
    }
    f->update[k] = u;
    *stack = held ? base : base + below * below;
    return true;
}

int cp_lp_supernodal_factor(struct cp_lp_supernodal *f, const double *value) {
    const struct cp_lp_symbolic *s = &f->s;
    bool done = true;
    f->replaced = 0;
    for (size_t j = 0; j < s->njob && done; j++) {
        double *stack = f->stack;
        for (size_t k = s->job[j].from; k < s->job[j].to && done; k++)
            done = eliminate(f, value, k, &stack, &f->replaced);
    }
    double *stack = f->stack;
    for (size_t k = 0; k < s->o.nsuper && done; k++)
        if (s->top[k])
            done = eliminate(f, value, k, &stack, &f->replaced);
    return done ? 0 : CP_ENUMERIC;
}

/* ---- solving ----------------------------------------------------------------------------- */

static void forward(const struct cp_lp_supernodal *f, size_t k, double *x, double *t) {
    const struct cp_lp_symbolic *s = &f->s;
    size_t front = cp_lp_front(s, k), w = cp_lp_columns(s, k);
    const uint32_t *rows = s->o.rows + s->o.rows_at[k] + w;
    memset(t, 0, (front - w) * sizeof *t);
    cp_lp_dense_forward(f->panel + s->panel_at[k], front, w, x + s->o.first[k], t);
    for (size_t i = 0; i < front - w; i++)
        x[rows[i]] += t[i];
}

static void backward(const struct cp_lp_supernodal *f, size_t k, double *x, double *t) {
    const struct cp_lp_symbolic *s = &f->s;
    size_t front = cp_lp_front(s, k), w = cp_lp_columns(s, k);
    const uint32_t *rows = s->o.rows + s->o.rows_at[k] + w;
    for (size_t i = 0; i < front - w; i++)
        t[i] = x[rows[i]];
    for (size_t c = s->positive[k]; c < w; c++)
        x[s->o.first[k] + c] = -x[s->o.first[k] + c];
    cp_lp_dense_backward(f->panel + s->panel_at[k], front, w, x + s->o.first[k], t);
}

void cp_lp_supernodal_solve(struct cp_lp_supernodal *f, double *x) {
    const struct cp_lp_symbolic *s = &f->s;
    for (size_t k = 0; k < s->o.n; k++)
        f->x[k] = x[s->o.order[k]];
    for (size_t k = 0; k < s->o.nsuper; k++)
        forward(f, k, f->x, f->t);
    for (size_t k = s->o.nsuper; k-- > 0;)
        backward(f, k, f->x, f->t);
    for (size_t k = 0; k < s->o.n; k++)
        x[s->o.order[k]] = f->x[k];
}
