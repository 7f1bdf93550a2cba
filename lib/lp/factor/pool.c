#include "lp/factor/pool.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>

struct seat {
    struct cp_lp_pool *pool;
    int number;
    pthread_t thread;
};

struct cp_lp_pool {
    pthread_mutex_t lock;
    pthread_cond_t begun, ended;
    int threads;
    struct seat *seat; /* threads; the caller's is not used */
    /* the loop at hand */
    cp_lp_share *share;
    const void *ctx;
    size_t n, grain;
    _Atomic size_t next;
    int inside; /* threads of the pool that have part in it */
    bool open;  /* there may be something left of it */
    bool over;
};

static _Thread_local int self;

int cp_lp_pool_self(void) {
    return self;
}

int cp_lp_pool_threads(const struct cp_lp_pool *p) {
    return p ? p->threads : 1;
}

static void take_part(struct cp_lp_pool *p) {
    for (size_t from; (from = atomic_fetch_add(&p->next, p->grain)) < p->n;)
        p->share(p->ctx, from, p->n - from < p->grain ? p->n : from + p->grain);
}

static void *work(void *arg) {
    const struct seat *seat = arg;
    struct cp_lp_pool *p = seat->pool;
    self = seat->number;
    pthread_mutex_lock(&p->lock);
    while (!p->over) {
        if (!p->open) {
            pthread_cond_wait(&p->begun, &p->lock);
            continue;
        }
        p->inside++;
        pthread_mutex_unlock(&p->lock);
        take_part(p);
        pthread_mutex_lock(&p->lock);
        p->open = false;
        if (--p->inside == 0)
            pthread_cond_signal(&p->ended);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

/* Signals are the affair of the caller's threads. */
static void start(struct cp_lp_pool *p, int threads) {
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (p->threads = 1; p->threads < threads; p->threads++) {
        struct seat *seat = &p->seat[p->threads];
        *seat = (struct seat){.pool = p, .number = p->threads};
        if (pthread_create(&seat->thread, NULL, work, seat) != 0)
            break;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

int cp_lp_pool_new(int threads, struct cp_lp_pool **out, struct cp_error *err) {
    *out = NULL;
    if (threads <= 1)
        return 0;
    struct cp_lp_pool *p = cp_calloc(1, sizeof *p);
    struct seat *seat = cp_calloc((size_t)threads, sizeof *seat);
    if (!p || !seat) {
        free(p);
        free(seat);
        return cp_fail_nomem(err);
    }
    p->seat = seat;
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->begun, NULL);
    pthread_cond_init(&p->ended, NULL);
    start(p, threads);
    *out = p;
    return 0;
}

void cp_lp_pool_free(struct cp_lp_pool *p) {
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->over = true;
    pthread_cond_broadcast(&p->begun);
    pthread_mutex_unlock(&p->lock);
    for (int k = 1; k < p->threads; k++)
        pthread_join(p->seat[k].thread, NULL);
    pthread_cond_destroy(&p->begun);
    pthread_cond_destroy(&p->ended);
    pthread_mutex_destroy(&p->lock);
    free(p->seat);
    free(p);
}

void cp_lp_pool_run(struct cp_lp_pool *p, size_t n, size_t grain, cp_lp_share *share,
                    const void *ctx) {
    if (!p || n <= grain) {
        for (size_t from = 0; from < n; from += grain)
            share(ctx, from, n - from < grain ? n : from + grain);
        return;
    }
    pthread_mutex_lock(&p->lock);
    p->share = share;
    p->ctx = ctx;
    p->n = n;
    p->grain = grain;
    p->next = 0;
    p->open = true;
    pthread_cond_broadcast(&p->begun);
    pthread_mutex_unlock(&p->lock);
    take_part(p);
    pthread_mutex_lock(&p->lock);
    p->open = false;
    while (p->inside)
        pthread_cond_wait(&p->ended, &p->lock);
    pthread_mutex_unlock(&p->lock);
}
