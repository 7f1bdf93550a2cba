/* Orderings and supernodes by CHOLMOD [Chen, Davis, Hager & Rajamanickam 2008]; the only file that
 * calls it. */
#include "lp/factor/ordering.h"
#include "lp/factor/load.h"
#include <config.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <suitesparse/cholmod.h>
#include <time.h>

/* Its functions. */
static struct {
    CP_LP_POINTER(cholmod_l_allocate_sparse)
    CP_LP_POINTER(cholmod_l_analyze)
    CP_LP_POINTER(cholmod_l_analyze_p)
    CP_LP_POINTER(cholmod_l_finish)
    CP_LP_POINTER(cholmod_l_free_factor)
    CP_LP_POINTER(cholmod_l_free_sparse)
    CP_LP_POINTER(cholmod_l_start)
} cholmod;
static struct cp_lp_library library = {
    .soname = CP_CHOLMOD,
    .function = {CP_LP_FUNCTION(cholmod, cholmod_l_allocate_sparse),
                 CP_LP_FUNCTION(cholmod, cholmod_l_analyze),
                 CP_LP_FUNCTION(cholmod, cholmod_l_analyze_p),
                 CP_LP_FUNCTION(cholmod, cholmod_l_finish),
                 CP_LP_FUNCTION(cholmod, cholmod_l_free_factor),
                 CP_LP_FUNCTION(cholmod, cholmod_l_free_sparse),
                 CP_LP_FUNCTION(cholmod, cholmod_l_start)},
};

/* Unknowns from which an ordering may take longer than somebody waits. */
enum { THREAD_FROM = 20000 };

/* Nested dissection takes about this long for an entry of the matrix, the factorisations of a solve
 * for a flop of one; it must promise to be worth several times its time. */
static const double seconds_an_entry = 3e-6, seconds_a_flop = 60 / 5e9, worth = 3;

static cholmod_sparse *copy_pattern(const struct cp_lp_pattern *a, cholmod_common *c) {
    size_t nnz = a->start[a->n];
    cholmod_sparse *s =
        cholmod.cholmod_l_allocate_sparse(a->n, a->n, nnz, 0, 1, -1, CHOLMOD_PATTERN, c);
    if (!s)
        return NULL;
    SuiteSparse_long *start = s->p, *index = s->i;
    for (size_t j = 0; j <= a->n; j++)
        start[j] = (SuiteSparse_long)a->start[j];
    for (size_t p = 0; p < nnz; p++)
        index[p] = a->index[p];
    return s;
}

static cholmod_factor *analyse(cholmod_sparse *s, int ordering, cholmod_common *c) {
    c->nmethods = 1;
    c->method[0].ordering = ordering;
    return cholmod.cholmod_l_analyze(s, c);
}

/* NULL: out of memory. */
static cholmod_factor *better(cholmod_sparse *s, cholmod_common *c) {
    cholmod_factor *degree = analyse(s, CHOLMOD_AMD, c);
    double flops = c->fl, fill = c->lnz, entries = (double)((SuiteSparse_long *)s->p)[s->ncol];
    if (!degree || flops * seconds_a_flop < worth * seconds_an_entry * entries)
        return degree;
    cholmod_factor *dissection = analyse(s, CHOLMOD_METIS, c);
    if (dissection && c->fl < flops) {
        cholmod.cholmod_l_free_factor(&degree, c);
        return dissection;
    }
    cholmod.cholmod_l_free_factor(&dissection, c);
    c->fl = flops;
    c->lnz = fill;
    return degree;
}

/* ---- blocks ------------------------------------------------------------------------------ */

/* Each is ordered by itself, one of the pattern of the one before as that was; what links them
 * comes last. */
struct blocks {
    const cholmod_sparse *s;
    const uint32_t *block;
    size_t n;        /* of them, and of none */
    size_t *at;      /* n+1: into the unknowns by block */
    uint32_t *node;  /* unknowns by block, ascending */
    uint32_t *local; /* of each unknown, its place among those of its block */
};

static bool sort_blocks(struct blocks *b) {
    size_t all = b->s->ncol;
    for (size_t i = 0; i < all; i++)
        b->n = b->block[i] > b->n ? b->block[i] : b->n;
    b->n++;
    b->at = cp_calloc(b->n + 2, sizeof *b->at);
    b->node = cp_calloc(all + 1, sizeof *b->node);
    b->local = cp_calloc(all + 1, sizeof *b->local);
    if (!b->at || !b->node || !b->local)
        return false;
    for (size_t i = 0; i < all; i++)
        b->at[b->block[i] + 2u]++;
    for (size_t k = 0; k < b->n; k++)
        b->at[k + 2] += b->at[k + 1];
    for (size_t i = 0; i < all; i++)
        b->node[b->at[b->block[i] + 1u]++] = (uint32_t)i;
    for (size_t q = 0; q < all; q++)
        b->local[b->node[q]] = (uint32_t)(q - b->at[b->block[b->node[q]]]);
    return true;
}

/* The pattern of block k alone. */
static cholmod_sparse *copy_block(const struct blocks *b, size_t k, cholmod_common *c) {
    const SuiteSparse_long *start = b->s->p, *index = b->s->i;
    size_t n = b->at[k + 1] - b->at[k], nnz = 0;
    const uint32_t *node = b->node + b->at[k];
    for (size_t i = 0; i < n; i++)
        nnz += (size_t)(start[node[i] + 1] - start[node[i]]);
    cholmod_sparse *own =
        cholmod.cholmod_l_allocate_sparse(n, n, nnz, 0, 1, -1, CHOLMOD_PATTERN, c);
    if (!own)
        return NULL;
    SuiteSparse_long *own_start = own->p, *own_index = own->i, next = 0;
    for (size_t i = 0; i < n; i++) {
        for (SuiteSparse_long p = start[node[i]]; p < start[node[i] + 1]; p++)
            if (b->block[index[p]] == k)
                own_index[next++] = b->local[index[p]];
        own_start[i + 1] = next;
    }
    return own;
}

static bool same_pattern(const cholmod_sparse *a, const cholmod_sparse *b) {
    const SuiteSparse_long *start = a->p, *other = b->p;
    size_t n = a->ncol;
    return n == b->ncol && !memcmp(start, other, (n + 1) * sizeof *start) &&
           !memcmp(a->i, b->i, (size_t)start[n] * sizeof *start);
}

/* Their orders, one behind the other; false: out of memory. */
static bool order_blocks(const struct blocks *b, SuiteSparse_long *order, cholmod_common *c) {
    cholmod_sparse *last = NULL;
    cholmod_factor *l = NULL;
    bool done = true;
    for (size_t k = 1; k < b->n && done; k++) {
        size_t n = b->at[k + 1] - b->at[k];
        cholmod_sparse *own = n ? copy_block(b, k, c) : NULL;
        if (own && !(last && same_pattern(own, last))) {
            cholmod.cholmod_l_free_factor(&l, c);
            l = better(own, c);
        }
        done = n == 0 || (own && l);
        const SuiteSparse_long *perm = done && n ? l->Perm : NULL;
        for (size_t i = 0; i < n && done; i++)
            *order++ = b->node[b->at[k] + (size_t)perm[i]];
        if (own) {
            cholmod.cholmod_l_free_sparse(&last, c);
            last = own;
        }
    }
    for (size_t i = 0; i < b->at[1]; i++)
        *order++ = b->node[i];
    cholmod.cholmod_l_free_sparse(&last, c);
    cholmod.cholmod_l_free_factor(&l, c);
    return done;
}

static cholmod_factor *by_blocks(cholmod_sparse *s, const uint32_t *block, cholmod_common *c) {
    struct blocks b = {.s = s, .block = block};
    SuiteSparse_long *order = cp_calloc(s->ncol + 1, sizeof *order);
    cholmod_factor *l = NULL;
    if (order && sort_blocks(&b) && order_blocks(&b, order, c)) {
        c->nmethods = 1;
        c->method[0].ordering = CHOLMOD_GIVEN;
        l = cholmod.cholmod_l_analyze_p(s, order, NULL, 0, c);
    }
    free(order);
    free(b.at);
    free(b.node);
    free(b.local);
    return l;
}

/* ---- what it comes to -------------------------------------------------------------------- */

static int ascending(const void *a, const void *b) {
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Positions as they are once positive pivots stand first in each supernode. */
static void place_by_sign(const SuiteSparse_long *order, const bool *negative,
                          const struct cp_lp_ordering *o, uint32_t *place) {
    for (size_t s = 0; s < o->nsuper; s++) {
        uint32_t next = o->first[s];
        for (int sign = 0; sign < 2; sign++)
            for (uint32_t k = o->first[s]; k < o->first[s + 1]; k++)
                if (negative[order[k]] == sign)
                    place[k] = next++;
    }
}

/* False: out of memory, or interrupted. */
static bool take(const cholmod_factor *l, const bool *negative,
                 const struct cp_lp_interrupt *interrupt, struct cp_lp_ordering *o) {
    const SuiteSparse_long *perm = l->Perm, *super = l->super, *at = l->pi, *rows = l->s;
    o->n = l->n;
    o->nsuper = l->nsuper;
    o->order = cp_arena_calloc(&o->arena, o->n + 1, sizeof *o->order);
    o->first = cp_arena_calloc(&o->arena, o->nsuper + 1, sizeof *o->first);
    o->rows_at = cp_arena_calloc(&o->arena, o->nsuper + 1, sizeof *o->rows_at);
    o->rows = cp_arena_calloc(&o->arena, l->ssize + 1, sizeof *o->rows);
    uint32_t *place = cp_calloc(o->n + 1, sizeof *place);
    bool done = o->order && o->first && o->rows_at && o->rows && place;
    if (done) {
        for (size_t s = 0; s <= o->nsuper; s++) {
            o->first[s] = (uint32_t)super[s];
            o->rows_at[s] = (size_t)at[s];
        }
        place_by_sign(perm, negative, o, place);
        for (size_t k = 0; k < o->n; k++)
            o->order[place[k]] = (uint32_t)perm[k];
        for (size_t q = 0; q < o->rows_at[o->nsuper]; q++)
            o->rows[q] = place[rows[q]];
        for (size_t s = 0; s < o->nsuper && done; s++) {
            qsort(o->rows + o->rows_at[s], o->rows_at[s + 1] - o->rows_at[s], sizeof *o->rows,
                  ascending);
            done = s % CP_LP_ASK_EVERY > 0 || !cp_lp_interrupted(interrupt);
        }
    }
    free(place);
    return done;
}

/* ---- the search, which cannot be asked to stop ------------------------------------------- */

struct search {
    cholmod_common c;
    cholmod_sparse *s;
    uint32_t *block; /* NULL: none are known */
    cholmod_factor *l;
    pthread_mutex_t lock;
    pthread_cond_t ended;
    bool over, left; /* it has ended; nobody waits for it any more */
};

static void release(struct search *w) {
    cholmod.cholmod_l_free_factor(&w->l, &w->c);
    cholmod.cholmod_l_free_sparse(&w->s, &w->c);
    cholmod.cholmod_l_finish(&w->c);
    pthread_cond_destroy(&w->ended);
    pthread_mutex_destroy(&w->lock);
    free(w->block);
    free(w);
}

static struct search *begin(const struct cp_lp_pattern *a) {
    struct search *w = cp_calloc(1, sizeof *w);
    if (!w)
        return NULL;
    pthread_mutex_init(&w->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&w->ended, &attributes);
    pthread_condattr_destroy(&attributes);
    cholmod.cholmod_l_start(&w->c);
    w->c.print = 0;
    w->c.supernodal = CHOLMOD_SUPERNODAL;
    w->c.postorder = 1;
    /* smaller than its defaults: a solve is the dearer part, and short loops are cheap */
    w->c.nrelax[0] = 4;
    w->c.nrelax[1] = 8;
    w->c.nrelax[2] = 16;
    w->c.zrelax[0] = 0.5;
    w->c.zrelax[1] = 0.2;
    w->c.zrelax[2] = 0.05;
    w->s = copy_pattern(a, &w->c);
    w->block = a->block ? cp_calloc(a->n + 1, sizeof *w->block) : NULL;
    if (w->block)
        memcpy(w->block, a->block, a->n * sizeof *w->block);
    if (w->s && (w->block || !a->block))
        return w;
    release(w);
    return NULL;
}

static void *search(void *arg) {
    struct search *w = arg;
    w->l = w->block ? by_blocks(w->s, w->block, &w->c) : better(w->s, &w->c);
    pthread_mutex_lock(&w->lock);
    w->over = true;
    bool left = w->left;
    pthread_cond_signal(&w->ended);
    pthread_mutex_unlock(&w->lock);
    if (left)
        release(w);
    return NULL;
}

/* False: it goes on by itself, and frees what it has when it ends. */
static bool wait_for(struct search *w, pthread_t thread, const struct cp_lp_interrupt *interrupt) {
    pthread_mutex_lock(&w->lock);
    while (!w->over && !w->left) {
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        t.tv_nsec += 50000000;
        t.tv_sec += t.tv_nsec / 1000000000;
        t.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&w->ended, &w->lock, &t);
        w->left = !w->over && cp_lp_interrupted(interrupt);
    }
    bool over = w->over;
    pthread_mutex_unlock(&w->lock);
    if (over)
        pthread_join(thread, NULL);
    else
        pthread_detach(thread);
    return over;
}

int cp_lp_ordering_make(const struct cp_lp_pattern *a, const struct cp_lp_interrupt *interrupt,
                        struct cp_lp_ordering *o, struct cp_error *err) {
    *o = (struct cp_lp_ordering){0};
    int rc = cp_lp_load(&library, err);
    if (rc)
        return rc;
    pthread_t thread;
    struct search *w = begin(a);
    if (!w)
        return cp_fail_nomem(err);
    if (a->n < THREAD_FROM || !interrupt->wanted || pthread_create(&thread, NULL, search, w))
        search(w);
    else if (!wait_for(w, thread, interrupt))
        return CP_ENUMERIC;
    bool done = w->l && take(w->l, a->negative, interrupt, o);
    o->fill = w->c.lnz;
    o->flops = w->c.fl;
    release(w);
    return done ? 0 : cp_lp_interrupted(interrupt) ? CP_ENUMERIC : cp_fail_nomem(err);
}

void cp_lp_ordering_release(struct cp_lp_ordering *o) {
    cp_arena_release(&o->arena);
    *o = (struct cp_lp_ordering){0};
}
