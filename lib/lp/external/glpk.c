/* The `glpk` engine: GLPK's simplex methods, and branch and cut for integer programs.
 *
 * GLPK aborts the process on internal errors unless a hook jumps out; after that its environment,
 * which is per thread, can only be thrown away whole. It prints unless a terminal hook swallows
 * every line. Both hooks are set here and nowhere else. */
#include "lp/model/engine.h"
#include "lp/model/limits.h"
#include "lp/model/solution.h"
#include <glpk.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* Everything a solve holds, so that nothing is lost across a longjmp. */
struct job {
    bool own_environment; /* of GLPK, in this thread: made for this solve */
    const struct cp_lp_view *v;
    const struct cp_lp_options *opt;
    struct cp_lp_solution *out;
    jmp_buf escape;
    double deadline;
    double stop_at; /* when it was first seen that the caller wants no more; infinite before */
    double bound;   /* of the tree */
    bool in_tree, incumbent;
    int *index;
    double *value;
    size_t len; /* of the line that GLPK is printing */
    char line[256];
    bool no_memory;
};

/* A tree that is told to stop gets this long, in seconds, to do it by itself. */
/* A tighter one GLPK cannot keep: its simplex method goes round for ever. */
static const double least_tolerance = 1e-10;

static const double grace = 0.4;

/* The simplex method has no callback but what it prints, a few times a second. */
static void leave_when_stopped(struct job *job) {
    double now = cp_lp_now();
    if (!cp_lp_stopped(job->opt, job->deadline + grace))
        return;
    job->stop_at = fmin(job->stop_at, now);
    if (!job->in_tree || now >= job->stop_at + grace)
        longjmp(job->escape, 1);
}

static int swallow(void *info, const char *text) {
    struct job *job = info;
    job->no_memory |=
        strstr(text, "no memory available") || strstr(text, "memory allocation error");
    for (; job->opt->log && *text; text++) {
        if (*text != '\n' && job->len < sizeof job->line - 1) {
            job->line[job->len++] = *text;
            continue;
        }
        job->line[job->len] = '\0';
        job->opt->log(job->opt->log_ctx, job->line);
        job->len = 0;
    }
    leave_when_stopped(job);
    return 1;
}

static void jump(void *info) {
    struct job *job = info;
    longjmp(job->escape, 1);
}

enum { TICK = 200 }; /* milliseconds between lines */

static int bound_type(double lo, double up) {
    if (lo == up)
        return GLP_FX;
    if (isinf(lo))
        return isinf(up) ? GLP_FR : GLP_UP;
    return isinf(up) ? GLP_LO : GLP_DB;
}

static glp_prob *load(struct job *job) {
    const struct cp_lp_view *v = job->v;
    glp_prob *p = glp_create_prob();
    if (v->nrow)
        glp_add_rows(p, (int)v->nrow);
    if (v->ncol)
        glp_add_cols(p, (int)v->ncol);
    for (size_t i = 0; i < v->nrow; i++)
        glp_set_row_bnds(p, (int)i + 1, bound_type(v->row_lower[i], v->row_upper[i]),
                         v->row_lower[i], v->row_upper[i]);
    for (size_t j = 0; j < v->ncol; j++) {
        int col = (int)j + 1, len = 0;
        glp_set_col_bnds(p, col, bound_type(v->lower[j], v->upper[j]), v->lower[j], v->upper[j]);
        glp_set_obj_coef(p, col, v->cost[j]);
        if (v->integer && v->integer[j])
            glp_set_col_kind(p, col, GLP_IV);
        for (size_t q = v->start[j]; q < v->start[j + 1]; q++) {
            job->index[++len] = (int)v->row[q] + 1;
            job->value[len] = v->value[q];
        }
        glp_set_mat_col(p, col, len, job->index, job->value);
    }
    return p;
}

/* Milliseconds that are left; at least one, so that a limit that has passed still stops. */
static int milliseconds(const struct job *job) {
    if (isinf(job->deadline))
        return INT_MAX;
    double left = 1e3 * (job->deadline - cp_lp_now());
    return left < 1 ? 1 : left > INT_MAX ? INT_MAX : (int)left;
}

static glp_smcp simplex_options(const struct job *job) {
    glp_smcp o;
    glp_init_smcp(&o);
    o.msg_lev = job->opt->log ? GLP_MSG_ALL : GLP_MSG_ON;
    o.out_frq = TICK;
    o.meth = GLP_DUALP;
    o.tol_bnd = o.tol_dj = fmax(0.1 * job->opt->tolerance, least_tolerance);
    o.presolve = GLP_OFF;
    o.r_test = GLP_RT_FLIP;
    o.tm_lim = milliseconds(job);
    if (job->opt->iteration_limit && job->opt->iteration_limit < INT_MAX)
        o.it_lim = (int)job->opt->iteration_limit;
    return o;
}

static void take_point(struct job *job, glp_prob *p) {
    const struct cp_lp_view *v = job->v;
    for (size_t j = 0; j < v->ncol; j++)
        job->out->x[j] = glp_get_col_prim(p, (int)j + 1);
    for (size_t i = 0; i < v->nrow; i++)
        job->out->dual[i] = glp_get_row_dual(p, (int)i + 1);
}

/* Does the point taken pass the check? Columns outside of a bound by rounding go onto it first. */
static bool passes(struct job *job) {
    struct cp_lp_solution *s = job->out;
    struct cp_error ignored = {0};
    int rc = cp_lp_check_view(job->v, s, &ignored);
    if (rc)
        return rc == CP_ENOMEM; /* whoever asked for the answer checks it again */
    return s->check.primal_rel <= job->opt->tolerance && s->check.dual_rel <= job->opt->tolerance &&
           s->check.gap_rel <= job->opt->tolerance;
}

static enum cp_lp_status status_of(glp_prob *p, int rc) {
    if (rc == GLP_ENOPFS)
        return CP_LP_INFEASIBLE;
    if (rc == GLP_ENODFS)
        return CP_LP_UNBOUNDED;
    switch (glp_get_status(p)) {
    case GLP_OPT:
        return CP_LP_OPTIMAL;
    case GLP_FEAS:
        return CP_LP_FEASIBLE;
    case GLP_NOFEAS:
        return CP_LP_INFEASIBLE;
    case GLP_UNBND:
        return CP_LP_UNBOUNDED;
    default:
        return CP_LP_UNDECIDED;
    }
}

/* ---- bases -------------------------------------------------------------------------------- */

static void keep_basis(const struct job *job, glp_prob *p) {
    struct cp_lp_warm *w = job->opt->warm;
    if (!w || !cp_lp_warm_reserve(w, job->v)) /* the next solve starts cold */
        return;
    for (size_t i = 0; i < w->nrow + w->ncol; i++)
        w->basis[i] = (unsigned char)(i < w->nrow ? glp_get_row_stat(p, (int)i + 1)
                                                  : glp_get_col_stat(p, (int)(i - w->nrow) + 1));
}

/* From the basis of another program of the family: its primal simplex where the point is still
 * feasible, as after other costs, else the dual one. False: it found no optimum. */
static bool solve_from_basis(struct job *job, glp_prob *p) {
    const struct cp_lp_warm *w = job->opt->warm;
    for (size_t i = 0; i < w->nrow; i++)
        glp_set_row_stat(p, (int)i + 1, w->basis[i]);
    for (size_t j = 0; j < w->ncol; j++)
        glp_set_col_stat(p, (int)j + 1, w->basis[w->nrow + j]);
    if (glp_warm_up(p) != 0)
        return false;
    glp_smcp o = simplex_options(job);
    if (glp_get_prim_stat(p) == GLP_FEAS)
        o.meth = GLP_PRIMAL;
    int rc = glp_simplex(p, &o);
    job->out->status = status_of(p, rc);
    job->out->iterations = (size_t)glp_get_it_cnt(p);
    if (job->out->status != CP_LP_OPTIMAL)
        return false;
    take_point(job, p);
    keep_basis(job, p);
    return true;
}

/* How an attempt ended. */
enum { DONE, A_POINT, BROKEN };

/* Run the simplex method and take what it came to. */
static int attempt(struct job *job, glp_prob *p, const glp_smcp *o) {
    int rc = glp_simplex(p, o);
    enum cp_lp_status s = status_of(p, rc);
    job->out->iterations = (size_t)glp_get_it_cnt(p);
    if (s == CP_LP_UNDECIDED)
        return rc == GLP_ETMLIM || rc == GLP_EITLIM ? DONE : BROKEN;
    job->out->status = s;
    if (s == CP_LP_INFEASIBLE || s == CP_LP_UNBOUNDED)
        return DONE;
    take_point(job, p);
    if (s == CP_LP_OPTIMAL)
        keep_basis(job, p);
    return rc == GLP_ETMLIM || rc == GLP_EITLIM || (s == CP_LP_OPTIMAL && passes(job)) ? DONE
                                                                                       : A_POINT;
}

/* Scaled, presolved dual simplex first. An optimum of the scaled program may miss the original's
 * tolerances: primal simplex goes on from its basis on the program as it stands. Where that breaks
 * down, as on a basis that is singular without scaling, from the basis of slacks; the first point
 * stays when that comes to nothing either. */
static void solve_linear(struct job *job, glp_prob *p) {
    glp_smcp o = simplex_options(job);
    o.presolve = job->opt->no_presolve ? GLP_OFF : GLP_ON;
    if (!job->opt->scaled)
        glp_scale_prob(p, GLP_SF_AUTO);
    if (cp_lp_warm_fits(job->opt->warm, job->v) && solve_from_basis(job, p)) {
        if (passes(job))
            return;
    } else {
        glp_adv_basis(p, 0);
        if (attempt(job, p, &o) == DONE)
            return;
    }
    glp_unscale_prob(p);
    o = simplex_options(job);
    o.meth = GLP_PRIMAL;
    o.r_test = GLP_RT_HAR;
    if (attempt(job, p, &o) == BROKEN) {
        glp_std_basis(p);
        attempt(job, p, &o);
    }
}

/* The duals of an integer program are those of its linear program with the integers fixed. */
static void fix_and_price(struct job *job, glp_prob *p) {
    const struct cp_lp_view *v = job->v;
    for (size_t j = 0; j < v->ncol; j++) {
        double x = glp_mip_col_val(p, (int)j + 1);
        job->out->x[j] = v->integer[j] ? nearbyint(x) : x;
        if (v->integer[j])
            glp_set_col_bnds(p, (int)j + 1, GLP_FX, job->out->x[j], job->out->x[j]);
    }
    glp_smcp o = simplex_options(job);
    if (glp_simplex(p, &o) == 0 && glp_get_status(p) == GLP_OPT)
        for (size_t i = 0; i < v->nrow; i++)
            job->out->dual[i] = glp_get_row_dual(p, (int)i + 1);
    if (glp_get_status(p) == GLP_OPT)
        for (size_t j = 0; j < v->ncol; j++)
            if (!v->integer[j])
                job->out->x[j] = glp_get_col_prim(p, (int)j + 1);
}

/* The best bound and point of the tree, kept while it is alive. */
static void watch(glp_tree *tree, void *info) {
    struct job *job = info;
    int node = glp_ios_best_node(tree);
    if (node)
        job->bound = glp_ios_node_bound(tree, node) + job->v->constant;
    if (glp_ios_reason(tree) == GLP_IBINGO) {
        glp_prob *p = glp_ios_get_prob(tree);
        for (size_t j = 0; j < job->v->ncol; j++)
            job->out->x[j] = glp_mip_col_val(p, (int)j + 1);
        job->incumbent = true;
        job->out->status = CP_LP_FEASIBLE;
    }
    job->out->bound = job->bound;
    size_t most = job->opt->iteration_limit, done = (size_t)glp_get_it_cnt(glp_ios_get_prob(tree));
    if (cp_lp_stopped(job->opt, job->deadline) || (most && done >= most))
        glp_ios_terminate(tree);
}

/* Of the whole tree, or of the gap asked for, as far as it was closed. */
static void take_integer(struct job *job, glp_prob *p, int rc) {
    int status = glp_mip_status(p);
    double objective = glp_mip_obj_val(p) + job->v->constant;
    if (status == GLP_OPT || status == GLP_FEAS) {
        bool closed = (status == GLP_OPT && rc == 0) || rc == GLP_EMIPGAP;
        job->out->status = closed ? CP_LP_OPTIMAL : CP_LP_FEASIBLE;
        job->out->bound = closed && rc == 0 ? objective : fmin(job->bound, objective);
        if (!cp_lp_stopped(job->opt, job->deadline))
            fix_and_price(job, p);
        else
            for (size_t j = 0; j < job->v->ncol; j++)
                job->out->x[j] = glp_mip_col_val(p, (int)j + 1);
    } else if (status == GLP_NOFEAS && rc == 0) {
        job->out->status = CP_LP_INFEASIBLE;
    } else {
        job->out->status = CP_LP_UNDECIDED;
        job->out->bound = job->bound;
    }
}

static void solve_integer(struct job *job, glp_prob *p) {
    glp_iocp o;
    glp_init_iocp(&o);
    o.msg_lev = job->opt->log ? GLP_MSG_ALL : GLP_MSG_ON;
    o.out_frq = TICK;
    o.mip_gap = job->opt->gap;
    o.gmi_cuts = o.mir_cuts = o.cov_cuts = GLP_ON;
    o.cb_func = watch;
    o.cb_info = job;
    solve_linear(job, p);
    if (job->out->status != CP_LP_OPTIMAL)
        return;
    o.tm_lim = milliseconds(job);
    job->bound = glp_get_obj_val(p) + job->v->constant;
    job->in_tree = true;
    int rc = glp_intopt(p, &o);
    job->in_tree = false;
    take_integer(job, p, rc);
}

/* GLPK keeps an environment for every thread that calls it: one that was made for this solve goes
 * with it, one of the caller's stays. */
static void solve(struct job *job) {
    job->own_environment = glp_init_env() == 0;
    if (setjmp(job->escape)) {
        glp_error_hook(NULL, NULL);
        glp_free_env();
        job->out->status = job->incumbent ? CP_LP_FEASIBLE : CP_LP_UNDECIDED;
        job->out->bound = job->bound;
        return;
    }
    glp_term_hook(swallow, job);
    glp_term_out(GLP_ON);
    glp_error_hook(jump, job);
    glp_prob *p = load(job);
    if (job->v->integer)
        solve_integer(job, p);
    else
        solve_linear(job, p);
    glp_delete_prob(p);
    glp_error_hook(NULL, NULL);
    glp_term_hook(NULL, NULL);
    if (job->own_environment)
        glp_free_env();
}

static int solve_program(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                         struct cp_lp_solution *out, struct cp_error *err) {
    if (v->ncol > 50000000 || v->nrow > 50000000 || v->nnz > 400000000)
        return cp_fail(err, CP_EINPUT, "the program is too large for the engine 'glpk'");
    struct job job = {.v = v, .opt = opt, .out = out, .stop_at = CP_LP_INF, .bound = -CP_LP_INF};
    job.deadline = cp_lp_deadline(opt);
    job.index = cp_calloc(v->nrow + 2, sizeof *job.index);
    job.value = cp_calloc(v->nrow + 2, sizeof *job.value);
    job.no_memory = !job.index || !job.value;
    if (!job.no_memory)
        solve(&job);
    free(job.index);
    free(job.value);
    return job.no_memory ? cp_fail_nomem(err) : 0;
}

const struct cp_lp_engine cp_lp_engine_glpk = {
    .name = "glpk",
    .linear = solve_program,
    .integer = solve_program,
    .does = CP_LP_STARTS_FROM_BASIS | CP_LP_ENDS_AT_VERTEX,
    .uninterruptible = true,
    .auto_up_to = {.linear = 10000},
    .next = "ipm",
    .second = "tree",
};
