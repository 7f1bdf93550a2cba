/* An engine of a library that does not ask, in a process of its own: it can be ended at any moment
 * and leaves the best point that it had. */
#include "lp/external/isolate.h"
#include "lp/external/process.h"
#include "lp/model/limits.h"
#include "lp/model/solution.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* What both processes see: this, then x, duals and, for a family, the basis. */
struct shared {
    struct cp_lp_solution s;
    int rc;
    bool done, basis;
    struct cp_error err;
    double number[];
};

struct job {
    const char *name;
    cp_lp_solver *solve;
    const struct cp_lp_view *v;
    struct cp_lp_options opt;
    struct cp_lp_solution *out;
    struct shared *shared;
    unsigned char *basis;
    int log;
};

static void send(void *ctx, const char *line) {
    const struct job *job = ctx;
    dprintf(job->log, "%s\n", line);
}

static void hear(void *ctx, const char *line) {
    const struct job *job = ctx;
    if (job->opt.log)
        job->opt.log(job->opt.log_ctx, line);
}

/* In the other process. */
static void work(void *ctx, int log) {
    struct job *job = ctx;
    struct shared *s = job->shared;
    struct cp_lp_options o = job->opt;
    struct cp_lp_warm *w = o.warm;
    job->log = log;
    if (o.log) {
        o.log = send;
        o.log_ctx = job;
    }
    s->rc = job->solve(job->v, &o, &s->s, &s->err);
    s->basis = cp_lp_warm_fits(w, job->v);
    if (s->basis)
        memcpy(job->basis, w->basis, w->ncol + w->nrow);
    s->done = true;
}

/* A basis that cannot be kept makes the next solve start cold, no more. */
static void keep_basis(const struct job *job) {
    struct cp_lp_warm *w = job->opt.warm;
    if (w && job->shared->basis && cp_lp_warm_reserve(w, job->v))
        memcpy(w->basis, job->basis, w->ncol + w->nrow);
}

static int collect(const struct job *job, bool ended, int status, struct cp_error *err) {
    const struct shared *s = job->shared;
    struct cp_lp_solution *out = job->out;
    if (!s->done && ended)
        return cp_fail(err, CP_EINTERNAL, "engine '%s' was ended by signal %d", job->name,
                       WIFSIGNALED(status) ? WTERMSIG(status) : 0);
    if (s->done && s->rc) {
        *err = s->err;
        return s->rc;
    }
    memcpy(out->x, s->s.x, job->v->ncol * sizeof *out->x);
    memcpy(out->dual, s->s.dual, job->v->nrow * sizeof *out->dual);
    out->status = s->s.status;
    out->bound = s->s.bound;
    out->iterations = s->s.iterations;
    out->certain = s->s.certain;
    keep_basis(job);
    return 0;
}

int cp_lp_solve_isolated(const char *name, cp_lp_solver *solve, const struct cp_lp_view *v,
                         const struct cp_lp_options *opt, struct cp_lp_solution *out,
                         struct cp_error *err) {
    size_t numbers = (v->ncol + v->nrow) * sizeof(double), marks = v->ncol + v->nrow;
    struct shared *s = mmap(NULL, sizeof *s + numbers + marks, PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (s == MAP_FAILED)
        return cp_fail_nomem(err);
    struct job job = {.name = name, .solve = solve, .v = v, .opt = *opt, .out = out, .shared = s};
    struct cp_lp_process run = {
        .opt = opt, .deadline = cp_lp_deadline(opt), .line = hear, .ctx = &job};
    bool ended = true;
    int status = 0;
    s->s = *out;
    s->s.x = s->number;
    s->s.dual = s->number + v->ncol;
    job.basis = (unsigned char *)(s->number + v->ncol + v->nrow);
    int rc = cp_lp_process_fork(&run, work, &job, &ended, &status);
    /* without another process it still solves */
    rc = rc ? solve(v, opt, out, err) : collect(&job, ended, status, err);
    munmap(s, sizeof *s + numbers + marks);
    return rc;
}
