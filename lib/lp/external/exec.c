/* The `exec:PROGRAM` engine: another solver run as a separate program, through an MPS file. Its
 * answer is checked like any other. An integer program is solved twice: the second time with its
 * integers fixed, for the duals. */
#include "lp/external/exec.h"
#include "lp/model/limits.h"
#include "lp/model/solution.h"
#include "lp/mps/mps.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_SIZE = 4096 };

static const char prefix[] = "exec:";

static const char *program_of(const char *engine) {
    return engine + sizeof prefix - 1;
}

static int check(const char *name, struct cp_error *err) {
    const char *program = program_of(name);
    if (cp_exec_dialect(program))
        return 0;
    return cp_fail(err, CP_EUSAGE, "engine '%s': '%s' is not one of %s", name, program,
                   cp_exec_programs);
}

/* ---- files ------------------------------------------------------------------------------- */

FILE *cp_exec_open(const struct cp_exec_job *job, const char *name, const char *mode) {
    char path[PATH_SIZE];
    if (snprintf(path, sizeof path, "%s/%s", job->dir, name) >= (int)sizeof path)
        return NULL;
    return fopen(path, mode);
}

static int close_written(FILE *f, const char *dir, int rc, struct cp_error *err) {
    bool failed = ferror(f);
    if ((fclose(f) != 0 || failed) && rc == 0)
        return cp_fail(err, CP_EIO, "%s: cannot write: %s", dir, strerror(errno));
    return rc;
}

static int write_files(const struct cp_exec_job *job, const struct cp_exec_dialect *d,
                       struct cp_error *err) {
    FILE *f = cp_exec_open(job, CP_EXEC_PROGRAM, "we");
    if (!f)
        return cp_fail(err, CP_EIO, "%s: cannot write: %s", job->dir, strerror(errno));
    int rc = close_written(f, job->dir, cp_lp_write_plain_mps(job->v, f, err), err);
    if (rc || !d->options)
        return rc;
    struct cp_str text = {0};
    d->options(job, &text);
    f = text.oom ? NULL : cp_exec_open(job, CP_EXEC_OPTIONS, "we");
    if (f) {
        fputs(text.s, f);
        rc = close_written(f, job->dir, 0, err);
    } else {
        rc = text.oom ? cp_fail_nomem(err)
                      : cp_fail(err, CP_EIO, "%s: cannot write: %s", job->dir, strerror(errno));
    }
    cp_str_release(&text);
    return rc;
}

/* The directory holds these files and no others, whatever the solver thought of. */
static void remove_files(const struct cp_exec_job *job) {
    static const char *const names[] = {CP_EXEC_PROGRAM, CP_EXEC_SOLUTION, CP_EXEC_POINT,
                                        CP_EXEC_OPTIONS, "HiGHS.log"};
    char path[PATH_SIZE];
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (snprintf(path, sizeof path, "%s/%s", job->dir, names[k]) < (int)sizeof path)
            unlink(path);
    rmdir(job->dir);
}

/* ---- one run ----------------------------------------------------------------------------- */

struct listener {
    const struct cp_exec_dialect *dialect;
    struct cp_exec_job *job;
};

static void hear(void *ctx, const char *line) {
    struct listener *l = ctx;
    l->dialect->hear(line, &l->job->said);
    if (l->job->opt->log)
        l->job->opt->log(l->job->opt->log_ctx, line);
}

/* It ended by itself and left nothing that can be read. */
static int fail_silent(const char *program, int status, struct cp_error *err) {
    if (WIFSIGNALED(status))
        return cp_fail(err, CP_EIO, "'%s' was ended by signal %d", program, WTERMSIG(status));
    return cp_fail(err, CP_EIO, "'%s' left no solution that can be read (exit status %d)", program,
                   WEXITSTATUS(status));
}

static int run_solver(struct cp_exec_job *job, const struct cp_exec_dialect *d, const char *program,
                      double deadline, struct cp_error *err) {
    struct cp_exec_args args = {0};
    char *argv[CP_EXEC_ARGS + 2] = {(char *)(uintptr_t)program};
    struct listener listener = {d, job};
    struct cp_exec_run run = {.program = program,
                              .dir = job->dir,
                              .argv = argv,
                              .opt = job->opt,
                              .deadline = deadline,
                              .line = hear,
                              .ctx = &listener};
    bool ended = true;
    int status = 0;
    job->seconds = isfinite(deadline) ? fmax(deadline - cp_lp_now(), 0.01) : CP_LP_INF;
    int rc = write_files(job, d, err);
    if (rc)
        return rc;
    d->arguments(job, &args);
    for (size_t k = 0; k < args.n; k++)
        argv[k + 1] = args.text[k];
    rc = cp_exec_run(&run, &ended, &status, err);
    if (rc)
        return rc;
    job->out->iterations = job->said.iterations;
    rc = d->read(job);
    if (rc == CP_EINPUT) {
        job->out->status = CP_LP_UNDECIDED;
        return ended ? fail_silent(program, status, err) : 0;
    }
    return rc ? cp_fail_nomem(err) : 0;
}

/* A path with a slash counts from where we are, not from the directory of the run. */
static int resolve(const char *program, char path[PATH_SIZE], struct cp_error *err) {
    if (strchr(program, '/')) {
        char *whole = realpath(program, NULL);
        if (!whole)
            return cp_fail(err, CP_EIO, "cannot run '%s': %s", program, strerror(errno));
        snprintf(path, PATH_SIZE, "%s", whole);
        free(whole);
    } else {
        snprintf(path, PATH_SIZE, "%s", program);
    }
    return 0;
}

static int solve_once(const struct cp_lp_view *v, const struct cp_lp_options *opt, double deadline,
                      struct cp_lp_solution *out, struct cp_exec_said *said, struct cp_error *err) {
    const char *name = program_of(opt->engine);
    const struct cp_exec_dialect *d = cp_exec_dialect(name);
    char dir[PATH_SIZE], path[PATH_SIZE];
    struct cp_exec_job job = {
        .v = v, .opt = opt, .out = out, .dir = dir, .said = {.bound = (double)NAN}};
    int rc = resolve(name, path, err);
    if (rc)
        return rc;
    job.row = cp_calloc(v->nrow + 1, sizeof *job.row);
    if (!job.row)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < v->nrow; i++)
        if (isfinite(v->row_lower[i]) || isfinite(v->row_upper[i]))
            job.row[job.nrow++] = i;
    const char *scratch = opt->scratch && *opt->scratch ? opt->scratch : "/tmp";
    if (snprintf(dir, sizeof dir, "%s/capplan-XXXXXX", scratch) >= (int)sizeof dir ||
        !mkdtemp(dir)) {
        rc = cp_fail(err, CP_EIO, "%s: cannot make a directory: %s", scratch, strerror(errno));
    } else {
        rc = run_solver(&job, d, path, deadline, err);
        remove_files(&job);
    }
    free(job.row);
    out->engine = d->engine;
    *said = job.said;
    return rc;
}

/* ---- the engine -------------------------------------------------------------------------- */

/* Onto bounds that rounding missed: what is far outside stays where the check finds it. */
static void settle(const struct cp_lp_view *v, struct cp_lp_solution *out, double tolerance) {
    for (size_t j = 0; j < v->ncol; j++) {
        double x = out->x[j], near = fmin(fmax(x, v->lower[j]), v->upper[j]);
        if (fabs(near - x) <= 10 * tolerance * (1 + fabs(near)))
            out->x[j] = near;
    }
}

/* Duals of the program with its integers fixed; the point moves to that program's optimum. */
static int price(const struct cp_lp_view *v, const struct cp_lp_options *opt, double deadline,
                 struct cp_lp_solution *out, struct cp_error *err) {
    struct cp_lp_view fixed = *v;
    struct cp_lp_solution s = {0};
    struct cp_exec_said said;
    double *lower = cp_calloc(v->ncol + 1, sizeof *lower),
           *upper = cp_calloc(v->ncol + 1, sizeof *upper);
    int rc = lower && upper ? 0 : cp_fail_nomem(err);
    if (rc)
        goto out;
    for (size_t j = 0; j < v->ncol; j++) {
        lower[j] = v->integer[j] ? nearbyint(out->x[j]) : v->lower[j];
        upper[j] = v->integer[j] ? lower[j] : v->upper[j];
    }
    fixed.lower = lower;
    fixed.upper = upper;
    fixed.integer = NULL;
    rc = cp_lp_solution_alloc(v, &s, err);
    if (rc == 0)
        rc = solve_once(&fixed, opt, deadline, &s, &said, err);
    if (rc == 0 && s.status == CP_LP_OPTIMAL) {
        memcpy(out->x, s.x, v->ncol * sizeof *out->x);
        memcpy(out->dual, s.dual, v->nrow * sizeof *out->dual);
    }
out:
    cp_lp_solution_release(&s);
    free(lower);
    free(upper);
    return rc;
}

static bool whole(const struct cp_lp_view *v, const double *x) {
    for (size_t j = 0; j < v->ncol; j++)
        if (v->integer[j] && !(fabs(x[j] - nearbyint(x[j])) <= 1e-5))
            return false;
    return true;
}

/* Optimal when the gap asked for is closed, by the bound the solver told, or by its word alone. */
static void judge_gap(const struct cp_lp_view *v, const struct cp_lp_options *opt, double said,
                      struct cp_lp_solution *out) {
    double objective = 0, bound = isnan(said) ? -CP_LP_INF : said;
    for (size_t j = 0; j < v->ncol; j++)
        objective += v->cost[j] * out->x[j];
    if (out->status == CP_LP_OPTIMAL && isinf(bound))
        bound = objective;
    if (objective - bound <= opt->gap * fabs(objective))
        out->status = CP_LP_OPTIMAL;
    out->bound = fmin(bound, objective) + v->constant;
}

static int solve_program(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                         struct cp_lp_solution *out, struct cp_error *err) {
    struct cp_exec_said said;
    double deadline = cp_lp_deadline(opt);
    if (v->integer && !cp_exec_dialect(program_of(opt->engine))->takes_integers)
        return cp_fail(err, CP_EUSAGE, "engine '%s' does not take integer columns", opt->engine);
    int rc = solve_once(v, opt, deadline, out, &said, err);
    bool point = out->status == CP_LP_OPTIMAL || out->status == CP_LP_FEASIBLE;
    if (rc || !point)
        return rc;
    if (v->integer) {
        judge_gap(v, opt, said.bound, out);
        if (whole(v, out->x) && !cp_lp_stopped(opt, deadline))
            rc = price(v, opt, deadline, out, err);
    }
    settle(v, out, opt->tolerance);
    return rc;
}

const struct cp_lp_engine cp_lp_engine_exec = {
    .name = prefix,
    .check = check,
    .linear = solve_program,
    .integer = solve_program,
    .does = CP_LP_ENDS_AT_VERTEX,
};
