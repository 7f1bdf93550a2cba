/* The `ipm` engine: presolve, scale, iterate, and check on the original program. */
#include "lp/ipm/crossover.h"
#include "lp/ipm/ipm.h"
#include "lp/ipm/purify.h"
#include "lp/presolve/presolve.h"
#include "lp/presolve/scale.h"
#include "lp/model/engine.h"
#include "lp/model/limits.h"
#include "lp/model/log.h"
#include "lp/model/solution.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ITERATIONS_MAX = 300, STALL = 12, POLISH = 3, POLISH_BASIC = 12 };

/* A residual below this is rounding, not progress. */
static const double noise = 1e-10;

/* Of the tolerance: violations that are clean enough at once, and those that are where they have
 * come down to rounding. */
static const double clean = 0.01, clean_enough = 0.1;

/* Residuals from which a system that tells more apart may still come to the optimum. */
static const double near = 1e-4;

struct job {
    const struct cp_lp_view *v;
    const struct cp_lp_options *opt;
    struct cp_lp_solution *out;
    struct cp_lp_reduced reduced;
    struct cp_lp_scaling scaling;
    struct cp_lp_ipm ipm;
    double *x, *y;                   /* of the scaled program */
    struct cp_lp_solution candidate; /* of the original */
    double best;                     /* worst relative violation of the best point seen, in out */
    double primal_res, dual_res;     /* the last that were numbers */
    double deadline;
    size_t before; /* iterations of another system */
    bool broke;    /* the system could not be factorised, or made no numbers */
};

/* A point on the original program, onto its bounds, duals of a wrong sign dropped; in
 * job->candidate, with its worst relative violation. */
static int check_point(struct job *job, const double *x, const double *y, double *worst,
                       struct cp_error *err) {
    const struct cp_lp_view *v = job->v, *r = &job->reduced.v;
    struct cp_lp_solution *t = &job->candidate;
    memmove(job->x, x, r->ncol * sizeof *x);
    memmove(job->y, y, r->nrow * sizeof *y);
    for (size_t i = 0; i < r->nrow; i++)
        if (isinf(job->y[i] > 0 ? r->row_lower[i] : r->row_upper[i]))
            job->y[i] = 0;
    for (size_t j = 0; j < r->ncol; j++)
        job->x[j] = fmin(fmax(job->x[j], r->lower[j]), r->upper[j]);
    cp_lp_postsolve(v, &job->reduced, job->x, job->y, t->x, t->dual);
    for (size_t j = 0; j < v->ncol; j++)
        t->x[j] = fmin(fmax(t->x[j], v->lower[j]), v->upper[j]);
    int rc = cp_lp_check_view(v, t, err);
    if (rc)
        return rc;
    *worst = t->check.primal_rel + t->check.dual_rel + t->check.gap_rel;
    if (isfinite(*worst)) /* the sum is NaN when one is, which fmax alone would hide */
        *worst = fmax(t->check.primal_rel, fmax(t->check.dual_rel, t->check.gap_rel));
    cp_lp_say(job->opt, "     on the original: primal %.1e dual %.1e gap %.1e", t->check.primal_rel,
              t->check.dual_rel, t->check.gap_rel);
    return 0;
}

static void keep(struct job *job, double worst) {
    job->best = worst;
    memcpy(job->out->x, job->candidate.x, job->v->ncol * sizeof(double));
    memcpy(job->out->dual, job->candidate.dual, job->v->nrow * sizeof(double));
}

/* The better of the point as it stands and the best so far stays in out. */
static int assess(struct job *job, struct cp_error *err) {
    double worst;
    int rc = check_point(job, job->ipm.at.x, job->ipm.at.y, &worst, err);
    if (rc == 0 && worst < job->best)
        keep(job, worst);
    return rc;
}

/* Columns and duals without noise, each kept when it passes the check like any other point. */
static int purify(struct job *job, bool *done, struct cp_error *err) {
    struct cp_lp_ipm *p = &job->ipm;
    double *x = p->trial.x, *y = p->trial.y, worst;
    cp_lp_ipm_purified_columns(p, x);
    int rc = check_point(job, x, p->at.y, &worst, err);
    *done = rc == 0 && worst <= job->opt->tolerance;
    if (!*done)
        return rc;
    keep(job, worst);
    cp_lp_ipm_purified_duals(p, y);
    rc = check_point(job, x, y, &worst, err);
    if (rc == 0 && worst <= job->opt->tolerance)
        keep(job, worst);
    return rc;
}

static bool stopped(const void *ctx) {
    const struct job *job = ctx;
    size_t most = job->opt->iteration_limit;
    return (most && job->out->iterations >= most) || cp_lp_stopped(job->opt, job->deadline);
}

/* What it looks like when no progress is made or time is up: the caller checks a point, and has
 * other claims proved. */
static void give_up(struct job *job) {
    bool late = stopped(job);
    cp_lp_say(job->opt, "ipm: %s; best violation %.1e", late ? "stopped" : "no more progress",
              job->best);
    if (isfinite(job->best))
        job->out->status = CP_LP_OPTIMAL; /* near it; the check says what it is worth */
    else if (late)
        job->out->status = CP_LP_UNDECIDED;
    else if (job->primal_res > 1e-6)
        job->out->status = CP_LP_INFEASIBLE;
    else if (job->dual_res > 1e-6)
        job->out->status = CP_LP_UNBOUNDED;
    else
        job->out->status = CP_LP_UNDECIDED;
}

/* Any of the residuals and the gap has come down: on a long way they take turns, and the relative
 * gap grows while the objective shrinks. */
static bool progresses(double lowest[3], const struct cp_lp_ipm *p, double gap) {
    const double value[3] = {p->merit.primal_res, p->merit.dual_res, gap};
    bool better = false;
    for (int i = 0; i < 3; i++)
        if (value[i] > noise && value[i] < 0.9 * lowest[i]) {
            lowest[i] = value[i];
            better = true;
        }
    return better;
}

/* From the optimum that passed to a vertex, when that passes too. */
static int to_vertex(struct job *job, struct cp_error *err) {
    bool vertex;
    size_t pushes;
    double worst = CP_LP_INF;
    int rc = cp_lp_crossover(&job->ipm, job->opt, job->deadline, &vertex, &pushes, err);
    if (rc)
        return rc;
    if (vertex)
        rc = check_point(job, job->ipm.trial.x, job->ipm.trial.y, &worst, err);
    if (rc)
        return rc;
    if (worst <= job->opt->tolerance) {
        keep(job, worst);
        job->out->basic = true;
    }
    cp_lp_say(job->opt, "ipm: %s after %zu pushes", job->out->basic ? "a vertex" : "no vertex",
              pushes);
    return 0;
}

/* The best violation is small, and one more iteration hardly made it less. */
static bool stays(const struct job *job, double before) {
    return !job->opt->basic && job->best <= clean_enough * job->opt->tolerance &&
           job->best > 0.5 * before;
}

static int iterate(struct job *job, struct cp_error *err) {
    struct cp_lp_ipm *p = &job->ipm;
    double lowest[3] = {CP_LP_INF, CP_LP_INF, CP_LP_INF};
    int since = 0, passed = 0, rc = 0, most = job->opt->basic ? POLISH_BASIC : POLISH;
    for (int k = 0; k < ITERATIONS_MAX; k++) {
        cp_lp_ipm_residuals(p);
        double gap =
            fabs(p->merit.primal_obj - p->merit.dual_obj) / (1 + fabs(p->merit.primal_obj));
        cp_lp_say(job->opt, "%4d %16.9e %16.9e primal %.1e dual %.1e gap %.1e mu %.1e step %.2f", k,
                  p->merit.primal_obj, p->merit.dual_obj, p->merit.primal_res, p->merit.dual_res,
                  gap, p->merit.mu, p->moved);
        job->out->iterations = job->before + (size_t)k;
        if (p->merit.primal_res < 1e-6 && p->merit.dual_res < 1e-6 && gap < 1e-5) {
            double before = job->best;
            rc = assess(job, err);
            bool done = false, last = false;
            if (rc == 0 && job->best <= job->opt->tolerance) {
                if (job->opt->rough)
                    break;
                last = passed++ >= most || stays(job, before);
                if (last || job->best <= clean * job->opt->tolerance)
                    rc = purify(job, &done, err);
            }
            if (rc || done || last)
                break;
        }
        job->broke = !isfinite(p->merit.primal_res + p->merit.dual_res + gap);
        if (job->broke)
            break;
        job->primal_res = p->merit.primal_res;
        job->dual_res = p->merit.dual_res;
        since = progresses(lowest, p, gap) ? 0 : since + 1;
        if (since > STALL + (k < 40 ? 40 - k : 0))
            break;
        if (stopped(job)) {
            rc = assess(job, err);
            break;
        }
        rc = cp_lp_ipm_iterate(p);
        if (rc)
            break;
    }
    if (rc == CP_ENUMERIC) {
        job->broke = true;
        rc = stopped(job) ? assess(job, err) : 0;
    }
    if (rc)
        return rc;
    if (!(job->best <= job->opt->tolerance)) {
        give_up(job);
        return 0;
    }
    job->out->status = CP_LP_OPTIMAL;
    return job->opt->basic ? to_vertex(job, err) : 0;
}

/* Scale what presolve left, and make room for it. */
static int prepare(struct job *job, struct cp_error *err) {
    const struct cp_lp_view *r = &job->reduced.v;
    int rc = cp_lp_scale(r, &job->scaling, err);
    if (rc)
        return rc;
    cp_lp_reduced_scaled(&job->reduced, &job->scaling);
    job->x = cp_calloc(r->ncol + 1, sizeof *job->x);
    job->y = cp_calloc(r->nrow + 1, sizeof *job->y);
    return job->x && job->y ? 0 : cp_fail_nomem(err);
}

/* Asked before every phase that may take seconds of a large program: there is no point yet. */
static bool too_late(struct job *job) {
    if (!stopped(job))
        return false;
    give_up(job);
    return true;
}

/* Presolve has left nothing to iterate on. */
static int answer_without_rows(struct job *job, struct cp_error *err) {
    job->ipm.at.x = job->x;
    job->ipm.at.y = job->y;
    int rc = assess(job, err);
    job->out->basic = job->best <= job->opt->tolerance;
    job->out->status = job->out->basic ? CP_LP_OPTIMAL : CP_LP_UNDECIDED;
    return rc;
}

static int start(struct job *job, struct cp_error *err) {
    int rc = cp_lp_ipm_start(&job->ipm);
    job->broke = rc == CP_ENUMERIC;
    return job->broke ? 0 : rc ? rc : iterate(job, err);
}

static int with_form(struct job *job, enum cp_lp_normal_form form, struct cp_error *err) {
    struct cp_lp_interrupt interrupt = {stopped, job};
    int most = cp_processors(), threads = job->opt->threads < most ? job->opt->threads : most;
    int rc = cp_lp_ipm_new(&job->scaling.v, form, threads, &interrupt, &job->ipm, err);
    if (rc == CP_ENUMERIC && too_late(job))
        return 0;
    if (rc)
        return rc;
    cp_lp_say(job->opt, "ipm: factor %.3g non-zeros, %.3g flops",
              cp_lp_normal_fill(job->ipm.system.normal),
              cp_lp_normal_flops(job->ipm.system.normal));
    return too_late(job) ? 0 : start(job, err);
}

/* It has come near to an optimum, and no nearer or away again, or the system broke down, or, where
 * rows depend on each other and are met, has left duals to rounding: another system may do better.
 */
static bool wants_another(const struct job *job) {
    bool near_it = job->best < near || job->primal_res < near;
    return !(job->best <= job->opt->tolerance) && !stopped(job) && (near_it || job->broke);
}

static int run(struct job *job, struct cp_error *err) {
    int rc = cp_lp_presolve(job->v, job->opt, job->deadline, &job->reduced, err);
    if (rc || job->reduced.status != CP_LP_UNDECIDED) {
        job->out->status = job->reduced.status;
        return rc;
    }
    const struct cp_lp_view *r = &job->reduced.v;
    if (too_late(job))
        return 0;
    rc = prepare(job, err);
    if (rc || r->nrow == 0)
        return rc ? rc : answer_without_rows(job, err);
    cp_lp_say(job->opt, "ipm: %zu rows, %zu columns, %zu non-zeros after presolve", r->nrow,
              r->ncol, r->nnz);
    if (too_late(job))
        return 0;
    rc = with_form(job, CP_LP_NORMAL, err);
    if (rc || !wants_another(job))
        return rc;
    cp_lp_say(job->opt, "ipm: again, with every column an unknown of its own");
    cp_lp_ipm_release(&job->ipm);
    job->before = job->out->iterations;
    return with_form(job, CP_LP_WHOLE, err);
}

static int solve_linear(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                        struct cp_lp_solution *out, struct cp_error *err) {
    struct job job = {.v = v, .opt = opt, .out = out, .best = CP_LP_INF};
    job.deadline = cp_lp_deadline(opt);
    out->status = CP_LP_UNDECIDED;
    /* of the candidate's, and of the caller's solution, nobody asks for these before it ends */
    job.candidate = (struct cp_lp_solution){.x = cp_calloc(v->ncol + 1, sizeof(double)),
                                            .dual = cp_calloc(v->nrow + 1, sizeof(double)),
                                            .reduced = out->reduced,
                                            .activity = out->activity};
    int rc = job.candidate.x && job.candidate.dual ? run(&job, err) : cp_fail_nomem(err);
    cp_lp_ipm_release(&job.ipm);
    cp_lp_scaling_release(&job.scaling);
    cp_lp_reduced_release(&job.reduced);
    free(job.candidate.x);
    free(job.candidate.dual);
    free(job.x);
    free(job.y);
    return rc;
}

const struct cp_lp_engine cp_lp_engine_ipm = {
    .name = "ipm",
    .linear = solve_linear,
    .auto_up_to = {.linear = SIZE_MAX, .integer = SIZE_MAX, .choices = SIZE_MAX},
    .next = "glpk",
};
