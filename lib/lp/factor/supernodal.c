/* Multifrontal factorisation [Duff & Reid 1983; Liu 1992]. Every front is assembled from the
 * matrix and from its children's updates in one order, whoever computes them. */
#include "lp/factor/supernodal.h"
#include "lp/factor/dense.h"
#include "lp/factor/symbolic.h"
#include "lp/factor/vector.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW = 16 };              /* rows below a column that are not worth a call */
enum { NEAR = 32 };             /* rows of an update that is cleared at once */
enum { SHORT = 6 };             /* rows of a run that is not worth a call */
enum { LINE = 8, AHEAD = 512 }; /* numbers that memory gives at once, and takes its time for */
static const double asks = 1e8; /* flops after which the caller is asked whether it goes on */

struct cp_lp_supernodal {
    struct cp_lp_symbolic s;
    struct cp_lp_pool *pool;
    struct cp_lp_interrupt interrupt;
    _Atomic bool given_up;
    double since;        /* work since the calling thread asked */
    double *panel;       /* of all supernodes: the factor */
    double *scale;       /* n: size of the diagonal */
    bool skips;          /* what has no pivot, and is not given a small one */
    double **update;     /* nsuper: where it is while it is wanted */
    double *held;        /* updates of jobs for the top */
    double *outer;       /* what jobs have for rows of the top, in a solve */
    double *x;           /* n */
    struct own {         /* a thread's */
        double *stack;   /* of updates */
        double *t;       /* n + 1: a front's rows */
        double *top;     /* n: what its job has for rows of the top; zero otherwise */
        uint32_t *place; /* n: of an unknown in the front's columns; zero otherwise */
        uint32_t *end;   /* n: of runs of a child's rows */
    } * own;
    size_t *replaced; /* njob, and the top */
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
    f->outer = cp_calloc(s->outer + 1, sizeof *f->outer);
    f->x = cp_calloc(s->o.n + 1, sizeof *f->x);
    f->replaced = cp_calloc(s->njob + 1, sizeof *f->replaced);
    f->own = cp_calloc((size_t)cp_lp_pool_threads(f->pool), sizeof *f->own);
    bool done =
        f->panel && f->scale && f->update && f->held && f->outer && f->x && f->replaced && f->own;
    for (int k = 0; k < cp_lp_pool_threads(f->pool) && done; k++) {
        f->own[k] = (struct own){.stack = cp_calloc(stack + 1, sizeof(double)),
                                 .t = cp_calloc(s->o.n + 1, sizeof(double)),
                                 .top = cp_calloc(s->o.n + 1, sizeof(double)),
                                 .place = cp_calloc(s->o.n + 1, sizeof(uint32_t)),
                                 .end = cp_calloc(s->o.n + 1, sizeof(uint32_t))};
        done = f->own[k].stack && f->own[k].t && f->own[k].top && f->own[k].place && f->own[k].end;
    }
    return done;
}

/* What BLAS wants for itself, where a front is large. */
static int reserve_dense(const struct cp_lp_supernodal *f, struct cp_error *err) {
    bool large = false;
    for (size_t k = 0; k < f->s.o.nsuper && !large; k++)
        large = cp_lp_dense_is_large(cp_lp_front(&f->s, k), cp_lp_columns(&f->s, k));
    return large ? cp_lp_dense_reserve(cp_lp_pool_threads(f->pool), err) : 0;
}

int cp_lp_supernodal_new(const struct cp_lp_pattern *a, struct cp_lp_pool *pool,
                         const struct cp_lp_interrupt *interrupt, struct cp_lp_supernodal **out,
                         struct cp_error *err) {
    *out = NULL;
    int rc = cp_lp_dense_load(err);
    if (rc)
        return rc;
    struct cp_lp_supernodal *f = *out = cp_calloc(1, sizeof *f);
    if (!f)
        return cp_fail_nomem(err);
    f->pool = pool;
    f->interrupt = *interrupt;
    rc = cp_lp_symbolic_make(a, interrupt, &f->s, err);
    if (rc == 0 && !allocate(f))
        rc = cp_fail_nomem(err);
    if (rc == 0)
        rc = reserve_dense(f, err);
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
    free(f->outer);
    free(f->x);
    free(f->replaced);
    for (int k = 0; k < cp_lp_pool_threads(f->pool) && f->own; k++) {
        free(f->own[k].stack);
        free(f->own[k].t);
        free(f->own[k].top);
        free(f->own[k].place);
        free(f->own[k].end);
    }
    free(f->own);
    free(f);
}

void cp_lp_supernodal_skip(struct cp_lp_supernodal *f) {
    f->skips = true;
}

double cp_lp_supernodal_fill(const struct cp_lp_supernodal *f) {
    return f->s.o.fill;
}

double cp_lp_supernodal_flops(const struct cp_lp_supernodal *f) {
    return f->s.o.flops;
}

size_t cp_lp_supernodal_replaced(const struct cp_lp_supernodal *f) {
    size_t sum = 0;
    for (size_t j = 0; j <= f->s.njob; j++)
        sum += f->replaced[j];
    return sum;
}

static struct own *own(const struct cp_lp_supernodal *f) {
    return &f->own[cp_lp_pool_self()];
}

/* ---- factorisation ----------------------------------------------------------------------- */

/* Columns up to `to` of an update of n rows begin as nothing, from the diagonal on. */
static void clear(double *u, size_t n, size_t *begun, size_t to) {
    if (n <= NEAR && *begun < to) {
        memset(u, 0, n * n * sizeof *u);
        *begun = n;
    }
    for (; *begun < to; ++*begun)
        memset(u + *begun * n + *begun, 0, (n - *begun) * sizeof *u);
}

/* A child's update into its parent's panel and update, whose first *begun columns hold numbers;
 * those that it comes to are cleared just before, while they are near. */
static void take_up(const struct cp_lp_symbolic *s, size_t child, const double *c, double *panel,
                    double *u, size_t *begun, uint32_t *end) {
    const uint32_t *place = s->place + s->o.rows_at[child] + cp_lp_columns(s, child);
    size_t n = cp_lp_front(s, child) - cp_lp_columns(s, child);
    size_t front = cp_lp_front(s, s->parent[child]), w = cp_lp_columns(s, s->parent[child]);
    size_t below = front - w, runs = cp_lp_dense_runs(place, n, end);
    for (size_t j = 0; j < n; j++, c += n) {
        size_t col = place[j];
        double *to = col < w ? panel + col * front : u + (col - w) * below - w;
        if (col >= w)
            clear(u, below, begun, col - w + 1);
        if (n > SHORT * runs)
            cp_lp_dense_add(to, c, place, end, j, n);
        else
            for (size_t i = j; i < n; i++)
                to[place[i]] += c[i];
    }
}

/* The matrix as its columns are asked for. */
struct matrix {
    cp_lp_column *column;
    const void *ctx;
};

/* Its columns of supernode k into the panel, from the diagonal on. */
static void fill_panel(const struct cp_lp_supernodal *f, const struct matrix *a, size_t k,
                       double *panel) {
    const struct cp_lp_ordering *o = &f->s.o;
    const struct own *t = own(f);
    size_t front = cp_lp_front(&f->s, k), w = cp_lp_columns(&f->s, k);
    const uint32_t *rows = o->rows + o->rows_at[k];
    for (size_t q = 0; q < front; q++)
        t->place[o->order[rows[q]]] = (uint32_t)q + 1;
    for (size_t c = 0; c < w; c++) {
        size_t unknown = o->order[rows[c]];
        memset(t->t, 0, (front + 1) * sizeof *t->t);
        a->column(a->ctx, unknown, t->place, t->t);
        memcpy(panel + c * front, t->t + 1, front * sizeof *panel);
        t->place[unknown] = 0;
    }
    for (size_t q = w; q < front; q++)
        t->place[o->order[rows[q]]] = 0;
}

static void assemble(struct cp_lp_supernodal *f, const struct matrix *a, size_t k, double *u) {
    const struct cp_lp_symbolic *s = &f->s;
    size_t front = cp_lp_front(s, k), w = cp_lp_columns(s, k), below = front - w;
    double *panel = f->panel + s->panel_at[k], *scale = f->scale + s->o.first[k];
    fill_panel(f, a, k, panel);
    for (size_t c = 0; c < w; c++)
        scale[c] = fabs(panel[c * front + c]);
    size_t begun = 0;
    for (size_t q = s->child_at[k]; q < s->child_at[k + 1]; q++)
        take_up(s, s->child[q], f->update[s->child[q]], panel, u, &begun, own(f)->end);
    if (s->child_at[k] < s->child_at[k + 1])
        clear(u, below, &begun, below);
    for (size_t c = 0; c < w; c++)
        scale[c] = copysign(fmax(scale[c], fabs(panel[c * front + c])), f->skips ? -1 : 1);
}

/* The caller's thread asks; the others hear of it. */
static bool no_more(const void *ctx) {
    struct cp_lp_supernodal *f = *(struct cp_lp_supernodal *const *)ctx;
    if (cp_lp_pool_self() == 0 && cp_lp_interrupted(&f->interrupt))
        f->given_up = true;
    return f->given_up;
}

/* Supernode k, by the pool of the top, or NULL; *stack: where its update may stand, behind those of
 * its children. */
static bool eliminate(struct cp_lp_supernodal *f, const struct matrix *a, size_t k,
                      struct cp_lp_pool *pool, double **stack, size_t *replaced) {
    const struct cp_lp_symbolic *s = &f->s;
    size_t front = cp_lp_front(s, k), w = cp_lp_columns(s, k), below = front - w;
    bool held = s->held_at[k] != SIZE_MAX, fresh = s->child_at[k] == s->child_at[k + 1];
    double *u = held ? f->held + s->held_at[k] : *stack, *base = *stack;
    const struct cp_lp_party by = {pool, {no_more, &f}};
    assemble(f, a, k, u);
    if (!cp_lp_dense_panel(f->panel + s->panel_at[k], front, w, s->positive[k],
                           f->scale + s->o.first[k], replaced, &by))
        return false;
    if (!cp_lp_dense_update(u, f->panel + s->panel_at[k], front, w, s->positive[k], fresh, &by))
        return false;
    for (size_t q = s->child_at[k]; q < s->child_at[k + 1]; q++)
        if (s->held_at[s->child[q]] == SIZE_MAX) {
            base = f->update[s->child[q]];
            break;
        }
    if (!held && base != u) {
        for (size_t j = 0; j < below; j++) /* what is above the diagonal is never read */
            memmove(base + j * below + j, u + j * below + j, (below - j) * sizeof *u);
        u = base;
    }
    f->update[k] = u;
    *stack = held ? base : base + below * below;
    return true;
}

/* The caller's thread asks now and then; the others hear of it. */
static bool go_on(struct cp_lp_supernodal *f, size_t k) {
    if (cp_lp_pool_self() == 0) {
        double front = (double)cp_lp_front(&f->s, k);
        f->since += front * front * (double)cp_lp_columns(&f->s, k);
        if (f->since > asks) {
            f->since = 0;
            no_more(&f);
        }
    }
    return !f->given_up;
}

static bool eliminate_job(struct cp_lp_supernodal *f, const struct matrix *a, size_t j) {
    const struct cp_lp_job *job = &f->s.job[j];
    double *stack = own(f)->stack;
    f->replaced[j] = 0;
    for (size_t k = job->from; k < job->to; k++)
        if (!go_on(f, k) || !eliminate(f, a, k, NULL, &stack, &f->replaced[j]))
            return false;
    return true;
}

struct factoring {
    struct cp_lp_supernodal *f;
    const struct matrix *a;
    _Atomic bool *failed;
};

static void eliminate_jobs(const void *ctx, size_t from, size_t to) {
    const struct factoring *t = ctx;
    for (size_t j = from; j < to; j++)
        if (!eliminate_job(t->f, t->a, j))
            *t->failed = true;
}

int cp_lp_supernodal_factor(struct cp_lp_supernodal *f, cp_lp_column *column, const void *ctx) {
    const struct matrix a = {column, ctx};
    const struct cp_lp_symbolic *s = &f->s;
    _Atomic bool failed = false;
    f->given_up = false;
    cp_lp_pool_run(f->pool, s->njob, 1, eliminate_jobs, &(struct factoring){f, &a, &failed});
    double *stack = own(f)->stack;
    f->replaced[s->njob] = 0;
    for (size_t k = 0; k < s->ntop && !failed; k++)
        failed = !go_on(f, s->top[k]) ||
                 !eliminate(f, &a, s->top[k], f->pool, &stack, &f->replaced[s->njob]);
    return failed ? CP_ENUMERIC : 0;
}

/* ---- solving ----------------------------------------------------------------------------- */

/* x of supernode k, and what it takes from the rows below: those from `end` on in `top`. */
static void forward(const struct cp_lp_symbolic *s, const double *panel, size_t k, double *x,
                    double *t, size_t end, double *top) {
    size_t front = cp_lp_front(s, k), w = cp_lp_columns(s, k), below = front - w, i = 0;
    const uint32_t *rows = s->o.rows + s->o.rows_at[k] + w;
    double *own = x + s->o.first[k];
    if (w == 1 && below <= FEW) { /* most supernodes of a sparse program */
        const double *column = panel + 1;
        own[0] *= panel[0];
        for (; i < below && rows[i] < end; i++)
            x[rows[i]] -= own[0] * column[i];
        for (; i < below; i++)
            top[rows[i]] -= own[0] * column[i];
        return;
    }
    memset(t, 0, below * sizeof *t);
    cp_lp_dense_forward(panel, front, w, own, t);
    for (; i < below && rows[i] < end; i++)
        x[rows[i]] += t[i];
    for (; i < below; i++)
        top[rows[i]] += t[i];
}

static void backward(const struct cp_lp_symbolic *s, const double *panel, size_t k, double *x,
                     double *t) {
    size_t front = cp_lp_front(s, k), w = cp_lp_columns(s, k), below = front - w;
    const uint32_t *rows = s->o.rows + s->o.rows_at[k] + w;
    double *own = x + s->o.first[k];
    for (size_t c = s->positive[k]; c < w; c++)
        own[c] = -own[c];
    if (w == 1 && below <= FEW) {
        double sum = 0;
        for (size_t i = 0; i < below; i++)
            sum += panel[1 + i] * x[rows[i]];
        own[0] = (own[0] - sum) * panel[0];
        return;
    }
    for (size_t i = 0; i < below; i++)
        t[i] = x[rows[i]];
    cp_lp_dense_backward(panel, front, w, own, t);
}

/* Panels are small and many, so that no machine foresees them, least of all from the last to the
 * first: asks for numbers as far from supernode k's as `ahead` says, where there are any. */
static void fetch(const struct cp_lp_supernodal *f, size_t k, size_t ahead) {
    size_t end = f->s.panel_at[f->s.o.nsuper];
    for (size_t at = f->s.panel_at[k]; at < f->s.panel_at[k + 1]; at += LINE)
        if (at + ahead < end)
            __builtin_prefetch(f->panel + (at + ahead));
}

/* A job's part of the way up; what it has for rows of the top is kept by its subtrees' roots. */
static void forward_job(const struct cp_lp_supernodal *f, const struct cp_lp_job *job) {
    const struct cp_lp_symbolic *s = &f->s;
    const struct own *o = own(f);
    for (size_t k = job->from; k < job->to; k++) {
        fetch(f, k, AHEAD);
        forward(s, f->panel + s->panel_at[k], k, f->x, o->t, s->o.first[job->to], o->top);
        if (s->outer_at[k] == SIZE_MAX)
            continue;
        double *kept = f->outer + s->outer_at[k];
        for (size_t q = s->o.rows_at[k] + cp_lp_columns(s, k); q < s->o.rows_at[k + 1]; q++) {
            *kept++ = o->top[s->o.rows[q]];
            o->top[s->o.rows[q]] = 0;
        }
    }
}

static void top(struct cp_lp_supernodal *f) {
    const struct cp_lp_symbolic *s = &f->s;
    const struct own *o = own(f);
    for (size_t h = 0; h < s->nleaver; h++) {
        size_t k = s->leaver[h];
        const double *kept = f->outer + s->outer_at[k];
        for (size_t q = s->o.rows_at[k] + cp_lp_columns(s, k); q < s->o.rows_at[k + 1]; q++)
            f->x[s->o.rows[q]] += *kept++;
    }
    for (size_t h = 0; h < s->ntop; h++)
        forward(s, f->panel + s->panel_at[s->top[h]], s->top[h], f->x, o->t, s->o.n, o->top);
    for (size_t h = s->ntop; h-- > 0;)
        backward(s, f->panel + s->panel_at[s->top[h]], s->top[h], f->x, o->t);
}

struct solving {
    const struct cp_lp_supernodal *f;
    double *x;
};

static void gather(const void *ctx, size_t from, size_t to) {
    const struct solving *t = ctx;
    for (size_t k = from; k < to; k++)
        t->f->x[k] = t->x[t->f->s.o.order[k]];
}

static void scatter(const void *ctx, size_t from, size_t to) {
    const struct solving *t = ctx;
    for (size_t k = from; k < to; k++)
        t->x[t->f->s.o.order[k]] = t->f->x[k];
}

static void forward_jobs(const void *ctx, size_t from, size_t to) {
    const struct cp_lp_supernodal *f = ctx;
    for (size_t j = from; j < to; j++)
        forward_job(f, &f->s.job[j]);
}

static void backward_jobs(const void *ctx, size_t from, size_t to) {
    const struct cp_lp_supernodal *f = ctx;
    for (size_t j = from; j < to; j++)
        for (size_t k = f->s.job[j].to; k-- > f->s.job[j].from;) {
            fetch(f, k, -(size_t)AHEAD);
            backward(&f->s, f->panel + f->s.panel_at[k], k, f->x, own(f)->t);
        }
}

void cp_lp_supernodal_solve(struct cp_lp_supernodal *f, double *x) {
    const struct solving t = {f, x};
    cp_lp_each(f->pool, f->s.o.n, gather, &t);
    cp_lp_pool_run(f->pool, f->s.njob, 1, forward_jobs, f);
    top(f);
    cp_lp_pool_run(f->pool, f->s.njob, 1, backward_jobs, f);
    cp_lp_each(f->pool, f->s.o.n, scatter, &t);
}
