/* The `race` engine: our own search, and another solver in a process of its own beside it. The
 * first proof of an optimum ends both; of two points the better one is kept, and what either has
 * proved bounds it. Who comes first hangs on the machine, and so does which of equal optima is
 * written. */
#include "lp/model/engine.h"
#include "lp/model/limits.h"
#include "lp/model/log.h"
#include "lp/solve/race.h"
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

/* Who runs beside ours: the first of these that can be run. */
static const char *const rivals[] = {"exec:highs", "highs", "exec:cbc"};
enum { NRIVAL = sizeof rivals / sizeof *rivals, TICK = 20 }; /* milliseconds */

struct race {
    const struct cp_lp_view *v;
    const struct cp_lp_options *opt;
    const struct cp_lp_race_by *by;
    double deadline;
    atomic_bool over;  /* for the rival */
    atomic_bool ended; /* the rival has */
    atomic_bool won;   /* by the rival */
    struct cp_lp_solution rival;
    int rc;              /* of the rival: 0 when it could be run */
    struct cp_error err; /* of those that could not */
};

static bool is_over(void *ctx) {
    struct race *r = ctx;
    return atomic_load(&r->over);
}

/* Asked by our own search, in the thread of the caller. */
static bool is_beaten(void *ctx) {
    struct race *r = ctx;
    return atomic_load(&r->won) || cp_lp_stopped(r->opt, CP_LP_INF);
}

static void *run_rival(void *ctx) {
    struct race *r = ctx;
    struct cp_lp_options o = *r->opt;
    o.interrupted = is_over;
    o.interrupted_ctx = r;
    o.log = NULL;
    r->rc = CP_EIO;
    for (size_t k = 0; k < NRIVAL && r->rc && !is_over(r); k++) {
        if (o.deadline > 0 && cp_lp_now() >= o.deadline)
            break;
        cp_lp_solution_release(&r->rival);
        r->rc = r->by->apart(r->v, &o, rivals[k], &r->rival, &r->err);
    }
    atomic_store(&r->won, r->rc == 0 && r->rival.status == CP_LP_OPTIMAL);
    atomic_store(&r->ended, true);
    return NULL;
}

/* Ours has ended without a proof. */
static void wait_for_rival(const struct race *r) {
    const struct timespec tick = {.tv_nsec = TICK * 1000000L};
    while (!atomic_load(&r->ended) && !cp_lp_stopped(r->opt, r->deadline))
        nanosleep(&tick, NULL);
}

static int run_ours(struct race *r, struct cp_lp_solution *out, struct cp_error *err) {
    struct cp_lp_options o = *r->opt;
    o.engine = NULL;
    o.interrupted = is_beaten;
    o.interrupted_ctx = r;
    int rc = r->by->ours(r->v, &o, out, err);
    if (rc == 0 && out->status != CP_LP_OPTIMAL)
        wait_for_rival(r);
    return rc;
}

static void say_rival(const struct race *r) {
    for (size_t k = 0; k < r->err.n; k++)
        cp_lp_say(r->opt, "race: %s", r->err.at[k].msg);
    cp_lp_say(r->opt, "race: beside ours ran %s", r->rc ? "nobody" : r->rival.engine);
}

/* Point and words of an answer, into the arrays that an engine is given. */
static void take(const struct cp_lp_view *v, const struct cp_lp_solution *s,
                 struct cp_lp_solution *out) {
    out->status = s->status;
    out->bound = s->bound;
    out->iterations = s->iterations;
    out->engine = s->engine;
    out->basic = s->basic;
    if (!s->x)
        return;
    memcpy(out->x, s->x, v->ncol * sizeof *out->x);
    memcpy(out->dual, s->dual, v->nrow * sizeof *out->dual);
}

int cp_lp_race(const struct cp_lp_view *v, const struct cp_lp_options *opt,
               const struct cp_lp_race_by *by, struct cp_lp_solution *out, struct cp_error *err) {
    struct race r = {.v = v, .opt = opt, .by = by, .deadline = cp_lp_deadline(opt), .rc = CP_EIO};
    struct cp_lp_solution ours = {0};
    pthread_t thread;
    bool beside = v->integer && pthread_create(&thread, NULL, run_rival, &r) == 0;
    if (!beside)
        atomic_store(&r.ended, true);
    int rc = run_ours(&r, &ours, err);
    atomic_store(&r.over, true);
    if (beside)
        pthread_join(thread, NULL);
    if (v->integer)
        say_rival(&r);
    if (rc == 0 && r.rc == 0 && ours.status != CP_LP_OPTIMAL)
        by->better(v, opt, &ours, &r.rival);
    if (rc == 0)
        take(v, &ours, out);
    cp_lp_solution_release(&ours);
    cp_lp_solution_release(&r.rival);
    return rc;
}

const struct cp_lp_engine cp_lp_engine_race = {.name = "race", .does = CP_LP_RACES};
