/* The `exec:PROGRAM` engine: another solver run as a separate program, through an MPS file. Its
 * answer is checked like any other. An integer program is solved twice: the second time with its
 * integers fixed, for the duals. */
#include "lp/external/exec.h"
#include "lp/external/process.h"
#include "lp/model/limits.h"
#include "lp/model/log.h"
#include "lp/model/solution.h"
#include "lp/mps/mps.h"
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char prefix[] = "exec:";

static const char *program_of(const char *engine) {
    return engine + sizeof prefix - 1;
}

#define ROW(program) &cp_lp_exec_##program,
static const struct cp_lp_exec_dialect *const dialects[] = {CP_LP_EXEC_DIALECTS(ROW)};
#undef ROW
enum { NDIALECT = sizeof dialects / sizeof *dialects };

/* Of a program, by the last part of its path; NULL: unknown. */
static const struct cp_lp_exec_dialect *dialect_of(const char *program) {
    const char *slash = strrchr(program, '/'), *base = slash ? slash + 1 : program;
    for (size_t k = 0; k < NDIALECT; k++)
        if (strcmp(program_of(dialects[k]->engine), base) == 0)
            return dialects[k];
    return NULL;
}

static int check(const char *name, struct cp_error *err) {
    const char *program = program_of(name);
    if (dialect_of(program))
        return 0;
    struct cp_str known = {0};
    for (size_t k = 0; k < NDIALECT; k++)
        cp_str_addf(&known, "%s%s",
                    k == 0             ? ""
                    : k + 1 < NDIALECT ? ", "
                                       : " or ",
                    program_of(dialects[k]->engine));
    int rc = known.oom ? cp_fail_nomem(err)
                       : cp_fail(err, CP_EUSAGE, "engine '%s': '%s' is not one of %s", name,
                                 program, known.s);
    cp_str_release(&known);
    return rc;
}

/* ---- files ------------------------------------------------------------------------------- */

static int fail_write(const char *dir, struct cp_error *err) {
    return cp_fail(err, CP_EIO, "%s: cannot write: %s", dir, strerror(errno));
}

static int close_written(FILE *f, const char *dir, struct cp_error *err) {
    bool failed = ferror(f);
    return fclose(f) != 0 || failed ? fail_write(dir, err) : 0;
}

static int write_program(const struct cp_lp_exec_job *job, struct cp_error *err) {
    FILE *f = cp_lp_exec_open(job, CP_LP_EXEC_PROGRAM, "we");
    if (!f)
        return fail_write(job->dir, err);
    int rc = cp_lp_write_plain_mps(job->v, f, err);
    if (rc) {
        fclose(f);
        return rc;
    }
    return close_written(f, job->dir, err);
}

static int write_options(const struct cp_lp_exec_job *job, const struct cp_str *text,
                         struct cp_error *err) {
    if (text->oom)
        return cp_fail_nomem(err);
    FILE *f = cp_lp_exec_open(job, CP_LP_EXEC_OPTIONS, "we");
    if (!f)
        return fail_write(job->dir, err);
    fputs(text->s, f);
    return close_written(f, job->dir, err);
}

static int write_files(const struct cp_lp_exec_job *job, const struct cp_lp_exec_dialect *d,
                       struct cp_error *err) {
    int rc = write_program(job, err);
    if (rc || !d->options)
        return rc;
    struct cp_str text = {0};
    d->options(job, &text);
    rc = write_options(job, &text, err);
    cp_str_release(&text);
    return rc;
}

/* ---- one run ----------------------------------------------------------------------------- */

struct listener {
    const struct cp_lp_exec_dialect *dialect;
    struct cp_lp_exec_job *job;
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

static int run_solver(struct cp_lp_exec_job *job, const struct cp_lp_exec_dialect *d,
                      const char *program, double deadline, struct cp_error *err) {
    struct cp_lp_exec_args args = {0};
    char *argv[CP_LP_EXEC_ARGS + 2] = {(char *)(uintptr_t)program};
    struct listener listener = {d, job};
    struct cp_lp_process run = {.program = program,
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
    /* its own first line may be long in coming: what it writes to a pipe it keeps for a while */
    cp_lp_say(job->opt, "running %.140s", program);
    rc = cp_lp_process_run(&run, &ended, &status, err);
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
static int resolve(const char *program, char path[CP_LP_EXEC_PATH_SIZE], struct cp_error *err) {
    if (strchr(program, '/')) {
        char *full = realpath(program, NULL);
        if (!full)
            return cp_fail(err, CP_EIO, "cannot run '%s': %s", program, strerror(errno));
        snprintf(path, CP_LP_EXEC_PATH_SIZE, "%s", full);
        free(full);
    } else {
        snprintf(path, CP_LP_EXEC_PATH_SIZE, "%s", program);
    }
    return 0;
}

static int solve_once(const struct cp_lp_view *v, const struct cp_lp_options *opt, double deadline,
                      struct cp_lp_solution *out, struct cp_lp_exec_said *said,
                      struct cp_error *err) {
    const char *name = program_of(opt->engine);
    const struct cp_lp_exec_dialect *d = dialect_of(name);
    char dir[CP_LP_EXEC_PATH_SIZE], path[CP_LP_EXEC_PATH_SIZE];
    struct cp_lp_exec_job job = {
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
    int folder = cp_temporary_folder(dir, sizeof dir, scratch);
    if (folder < 0) {
        rc = cp_fail(err, CP_EIO, "%s: cannot make a directory: %s", scratch, strerror(errno));
    } else {
        rc = run_solver(&job, d, path, deadline, err);
        cp_temporary_folder_remove(folder, dir);
    }
    free(job.row);
    out->engine = d->engine;
    *said = job.said;
    return rc;
}

/* ---- the engine -------------------------------------------------------------------------- */

/* Duals of the program with its integers fixed; the point moves to that program's optimum. */
static int price(const struct cp_lp_view *v, const struct cp_lp_options *opt, double deadline,
                 struct cp_lp_solution *out, struct cp_error *err) {
    struct cp_lp_view fixed = *v;
    struct cp_lp_solution s = {0};
    struct cp_lp_exec_said said;
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
    if (rc)
        goto out;
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

static bool integral(const struct cp_lp_view *v, const double *x) {
    for (size_t j = 0; j < v->ncol; j++)
        if (v->integer[j] && !(fabs(x[j] - nearbyint(x[j])) <= 1e-5))
            return false;
    return true;
}

/* Optimal when the gap asked for is closed, by the bound the solver told, or by its word alone. */
static void grade_gap(const struct cp_lp_view *v, const struct cp_lp_options *opt, double said,
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
    struct cp_lp_exec_said said;
    double deadline = cp_lp_deadline(opt);
    if (v->integer && !dialect_of(program_of(opt->engine))->takes_integers)
        return cp_fail(err, CP_EUSAGE, "engine '%s' does not take integer columns", opt->engine);
    int rc = solve_once(v, opt, deadline, out, &said, err);
    bool point = out->status == CP_LP_OPTIMAL || out->status == CP_LP_FEASIBLE;
    if (rc || !point)
        return rc;
    if (v->integer) {
        grade_gap(v, opt, said.bound, out);
        if (integral(v, out->x) && !cp_lp_stopped(opt, deadline))
            rc = price(v, opt, deadline, out, err);
    }
    return rc;
}

const struct cp_lp_engine cp_lp_engine_exec = {
    .name = prefix,
    .check = check,
    .linear = solve_program,
    .integer = solve_program,
    .does = CP_LP_ENDS_AT_VERTEX,
    .second = "tree",
};
