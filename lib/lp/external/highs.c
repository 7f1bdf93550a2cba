/* The `highs` engine: HiGHS's simplex and interior point with crossover, and its branch and cut.
 * Only built when configure finds the library [HiGHS, interfaces/highs_c_api.h]. An integer program
 * is solved twice: the second time with its integers fixed, for the duals. */
#include "lp/model/engine.h"
#include "lp/model/limits.h"
#include "lp/model/solution.h"
/* the header declares a static function that it does not define */
#pragma GCC diagnostic ignored "-Wunused-function"
#include <interfaces/highs_c_api.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct job {
    const struct cp_lp_view *v;
    const struct cp_lp_options *opt;
    struct cp_lp_solution *out;
    double deadline;
    double *lower, *upper;      /* of columns; of the second solve */
    double *reduced, *activity; /* which the check computes again */
    HighsInt *start, *row, *kind;
};

static void call(int type, const char *message, const HighsCallbackDataOut *data,
                 HighsCallbackDataIn *in, void *ctx) {
    const struct job *job = ctx;
    char line[256];
    (void)data;
    if (type == kHighsCallbackLogging && job->opt->log) {
        snprintf(line, sizeof line, "%.*s", (int)strcspn(message, "\n"), message);
        if (*line)
            job->opt->log(job->opt->log_ctx, line);
    } else if (type != kHighsCallbackLogging && in) {
        in->user_interrupt = cp_lp_stopped(job->opt, job->deadline);
    }
}

static void set_options(const struct job *job, void *h) {
    double tolerance = fmax(0.1 * job->opt->tolerance, 1e-10);
    Highs_setBoolOptionValue(h, "output_flag", job->opt->log != NULL);
    Highs_setBoolOptionValue(h, "log_to_console", 0);
    Highs_setIntOptionValue(h, "threads", job->opt->threads);
    Highs_setDoubleOptionValue(h, "primal_feasibility_tolerance", tolerance);
    Highs_setDoubleOptionValue(h, "dual_feasibility_tolerance", tolerance);
    Highs_setDoubleOptionValue(h, "mip_rel_gap", job->opt->gap);
    if (isfinite(job->deadline))
        Highs_setDoubleOptionValue(h, "time_limit", fmax(job->deadline - cp_lp_now(), 1e-3));
    if (job->opt->no_presolve)
        Highs_setStringOptionValue(h, "presolve", "off");
    if (job->opt->iteration_limit && job->opt->iteration_limit < INT_MAX) {
        Highs_setIntOptionValue(h, "simplex_iteration_limit", (HighsInt)job->opt->iteration_limit);
        Highs_setIntOptionValue(h, "ipm_iteration_limit", (HighsInt)job->opt->iteration_limit);
    }
    Highs_setCallback(h, call, (void *)(uintptr_t)job);
    if (job->opt->log)
        Highs_startCallback(h, kHighsCallbackLogging);
    Highs_startCallback(h, kHighsCallbackSimplexInterrupt);
    Highs_startCallback(h, kHighsCallbackIpmInterrupt);
    Highs_startCallback(h, kHighsCallbackMipInterrupt);
}

static bool pass(const struct job *job, void *h, bool integers) {
    const struct cp_lp_view *v = job->v;
    HighsInt n = (HighsInt)v->ncol, m = (HighsInt)v->nrow, nnz = (HighsInt)v->nnz;
    HighsInt rc;
    if (integers)
        rc = Highs_passMip(h, n, m, nnz, kHighsMatrixFormatColwise, kHighsObjSenseMinimize, 0,
                           v->cost, v->lower, v->upper, v->row_lower, v->row_upper, job->start,
                           job->row, v->value, job->kind);
    else
        rc = Highs_passLp(h, n, m, nnz, kHighsMatrixFormatColwise, kHighsObjSenseMinimize, 0,
                          v->cost, v->integer ? job->lower : v->lower,
                          v->integer ? job->upper : v->upper, v->row_lower, v->row_upper,
                          job->start, job->row, v->value);
    return rc != kHighsStatusError;
}

static enum cp_lp_status status_of(const struct job *job, void *h) {
    HighsInt status = Highs_getModelStatus(h), point = 0;
    if (status == kHighsModelStatusOptimal || status == kHighsModelStatusModelEmpty)
        return CP_LP_OPTIMAL;
    if (status == kHighsModelStatusInfeasible)
        return CP_LP_INFEASIBLE;
    if (status == kHighsModelStatusUnbounded)
        return CP_LP_UNBOUNDED;
    if (status == kHighsModelStatusUnboundedOrInfeasible && !job->v->integer)
        return CP_LP_INFEASIBLE; /* either is proved or not */
    Highs_getIntInfoValue(h, "primal_solution_status", &point);
    return point == kHighsSolutionStatusFeasible ? CP_LP_FEASIBLE : CP_LP_UNDECIDED;
}

static size_t iterations(void *h) {
    static const char *const kinds[] = {"simplex_iteration_count", "ipm_iteration_count"};
    size_t sum = 0;
    for (size_t k = 0; k < 2; k++) {
        HighsInt n = 0;
        if (Highs_getIntInfoValue(h, kinds[k], &n) == kHighsStatusOk && n > 0)
            sum += (size_t)n;
    }
    return sum;
}

/* Version 1.10 fails on some small integer programs whose presolve finds them infeasible. */
static void run_program(void *h) {
    Highs_run(h);
    if (Highs_getModelStatus(h) != kHighsModelStatusSolveError)
        return;
    Highs_setStringOptionValue(h, "presolve", "off");
    Highs_clearSolver(h);
    Highs_run(h);
}

/* With the integers, or with them fixed where the point is: then only duals and a better point. */
static void solve(struct job *job, bool integers, double *x, double *dual) {
    void *h = Highs_create();
    struct cp_lp_solution *out = job->out;
    if (!h)
        return;
    set_options(job, h);
    if (pass(job, h, integers))
        run_program(h);
    enum cp_lp_status status = status_of(job, h);
    bool first = integers || !job->v->integer;
    if (first) {
        out->status = status;
        out->iterations = iterations(h);
    }
    if (integers && Highs_getDoubleInfoValue(h, "mip_dual_bound", &out->bound) == kHighsStatusOk)
        out->bound += job->v->constant;
    if (status == CP_LP_OPTIMAL || (first && status == CP_LP_FEASIBLE))
        Highs_getSolution(h, x, job->reduced, job->activity, dual);
    Highs_destroy(h);
}

static bool fix(struct job *job) {
    const struct cp_lp_view *v = job->v;
    for (size_t j = 0; j < v->ncol; j++) {
        double x = job->out->x[j];
        if (v->integer[j] && !(fabs(x - nearbyint(x)) <= 1e-5))
            return false;
        job->lower[j] = v->integer[j] ? nearbyint(x) : v->lower[j];
        job->upper[j] = v->integer[j] ? job->lower[j] : v->upper[j];
    }
    return true;
}

static void run(struct job *job) {
    struct cp_lp_solution *out = job->out;
    solve(job, job->v->integer != NULL, out->x, out->dual);
    bool point = out->status == CP_LP_OPTIMAL || out->status == CP_LP_FEASIBLE;
    if (point && job->v->integer && !cp_lp_stopped(job->opt, job->deadline) && fix(job))
        solve(job, false, out->x, out->dual);
}

static int solve_program(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                         struct cp_lp_solution *out, struct cp_error *err) {
    struct job job = {.v = v, .opt = opt, .out = out, .deadline = cp_lp_deadline(opt)};
    struct cp_arena a = {0};
    if (v->ncol > INT_MAX || v->nrow > INT_MAX || v->nnz > INT_MAX)
        return cp_fail(err, CP_EINPUT, "the program is too large for the engine 'highs'");
    job.lower = cp_arena_calloc(&a, v->ncol + 1, sizeof *job.lower);
    job.upper = cp_arena_calloc(&a, v->ncol + 1, sizeof *job.upper);
    job.reduced = cp_arena_calloc(&a, v->ncol + 1, sizeof *job.reduced);
    job.activity = cp_arena_calloc(&a, v->nrow + 1, sizeof *job.activity);
    job.start = cp_arena_calloc(&a, v->ncol + 1, sizeof *job.start);
    job.row = cp_arena_calloc(&a, v->nnz + 1, sizeof *job.row);
    job.kind = cp_arena_calloc(&a, v->ncol + 1, sizeof *job.kind);
    int rc =
        job.lower && job.upper && job.reduced && job.activity && job.start && job.row && job.kind
            ? 0
            : cp_fail_nomem(err);
    if (rc == 0) {
        for (size_t j = 0; j < v->ncol; j++) {
            job.start[j] = (HighsInt)v->start[j];
            job.kind[j] = v->integer && v->integer[j];
        }
        job.start[v->ncol] = (HighsInt)v->nnz;
        for (size_t q = 0; q < v->nnz; q++)
            job.row[q] = (HighsInt)v->row[q];
        run(&job);
    }
    cp_arena_release(&a);
    return rc;
}

const struct cp_lp_engine cp_lp_engine_highs = {
    .name = "highs",
    .linear = solve_program,
    .integer = solve_program,
    .does = CP_LP_ENDS_AT_VERTEX,
    .uninterruptible = true,
    .second = "tree",
};
