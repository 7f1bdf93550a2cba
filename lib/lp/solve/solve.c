/* The engines and what a solve does around them: choose, run, check, prove. */
#include "lp/model/model.h"
#include <config.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* A new engine is one file and one row here. */
static const struct cp_lp_engine engines[] = {
    {"glpk", true, true, cp_lp_glpk_solve},
    {"ipm", true, false, cp_lp_ipm_solve},
#ifdef HAVE_HIGHS
    {"highs", true, true, cp_lp_highs_solve},
#endif
    {"exec:", true, false, cp_lp_exec_solve}, /* and the program's name */
};
enum { NENGINE = sizeof engines / sizeof *engines };

/* Non-zeros from which `auto` takes the interior point; of integer programs, which the simplex
 * method solves again and again from where it was. */
enum { IPM_FROM = 10000, TREE_FROM = 20000 };
/* And up to which the simplex method may better a point of the interior point. */
enum { SIMPLEX_TO = 75000 };
/* And from which one that is deaf goes to a process of its own. */
enum { APART_FROM = 250000 };

const char *const *cp_lp_engine_names(void) {
    static const char *const names[] = {"auto", "glpk", "ipm",
#ifdef HAVE_HIGHS
                                        "highs",
#endif
                                        NULL};
    return names;
}

const char *cp_lp_status_name(enum cp_lp_status s) {
    static const char *const names[] = {"optimal", "feasible", "infeasible", "unbounded",
                                        "undecided"};
    return names[s];
}

double cp_lp_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double cp_lp_deadline(const struct cp_lp_options *opt) {
    return opt->time_limit > 0 ? cp_lp_now() + opt->time_limit : CP_LP_INF;
}

bool cp_lp_stopped(const struct cp_lp_options *opt, double deadline) {
    return (opt->interrupted && opt->interrupted(opt->interrupted_ctx)) ||
           (isfinite(deadline) && cp_lp_now() >= deadline);
}

struct cp_lp_options cp_lp_effective(const struct cp_lp_options *opt) {
    struct cp_lp_options o = opt ? *opt : (struct cp_lp_options){0};
    if (o.tolerance <= 0)
        o.tolerance = 1e-8;
    if (o.gap <= 0)
        o.gap = 1e-6;
    if (o.threads <= 0)
        o.threads = 1;
    if (o.deadline > 0) {
        double left = fmax(o.deadline - cp_lp_now(), 1e-4);
        o.time_limit = o.time_limit > 0 ? fmin(o.time_limit, left) : left;
    }
    return o;
}

int cp_lp_solution_alloc(const struct cp_lp_view *v, struct cp_lp_solution *s,
                         struct cp_error *err) {
    *s = (struct cp_lp_solution){.status = CP_LP_UNDECIDED, .bound = -CP_LP_INF};
    s->x = cp_calloc(v->ncol + 1, sizeof(double));
    s->reduced = cp_calloc(v->ncol + 1, sizeof(double));
    s->activity = cp_calloc(v->nrow + 1, sizeof(double));
    s->dual = cp_calloc(v->nrow + 1, sizeof(double));
    if (s->x && s->reduced && s->activity && s->dual)
        return 0;
    cp_lp_solution_release(s);
    return cp_fail_nomem(err);
}

void cp_lp_solution_drop_point(struct cp_lp_solution *s) {
    free(s->x);
    free(s->reduced);
    free(s->activity);
    free(s->dual);
    s->x = s->reduced = s->activity = s->dual = NULL;
}

void cp_lp_solution_release(struct cp_lp_solution *s) {
    cp_lp_solution_drop_point(s);
    *s = (struct cp_lp_solution){.status = CP_LP_UNDECIDED};
}

static const struct cp_lp_engine *find(const char *name) {
    for (size_t k = 0; k < NENGINE; k++) {
        size_t len = strlen(engines[k].name);
        bool family = engines[k].name[len - 1] == ':';
        if (family ? strncmp(engines[k].name, name, len) == 0 : strcmp(engines[k].name, name) == 0)
            return &engines[k];
    }
    return NULL;
}

int cp_lp_engine_check(const char *name, struct cp_error *err) {
    if (!name || strcmp(name, "auto") == 0)
        return 0;
    const struct cp_lp_engine *e = find(name);
    if (e)
        return e->solve == cp_lp_exec_solve ? cp_lp_exec_check(name, err) : 0;
    size_t n = 0;
    const char *const *names = cp_lp_engine_names();
    while (names[n])
        n++;
    const char *near = cp_nearest(name, names, n);
    char list[64] = "";
    for (size_t i = 0; i < n; i++)
        strcat(strcat(list, names[i]), ", ");
    return cp_fail(err, CP_EUSAGE,
                   near ? "engine '%s' is not one of %sexec:PROGRAM (did you mean '%s'?)"
                        : "engine '%s' is not one of %sexec:PROGRAM",
                   name, list, near);
}

static const struct cp_lp_engine *choose(const struct cp_lp_view *v, const struct cp_lp_options *o,
                                         struct cp_error *err) {
    const char *name = o->engine;
    if (!name || strcmp(name, "auto") == 0)
        return &engines[!(o->warm && o->warm->basis) &&
                        v->nnz > (v->integer ? TREE_FROM : IPM_FROM)];
    if (cp_lp_engine_check(name, err))
        return NULL;
    const struct cp_lp_engine *e = find(name);
    if (!v->integer || e->takes_integers)
        return e;
    cp_fail(err, CP_EUSAGE, "engine '%s' does not take integer columns", name);
    return NULL;
}

/* A status is never better than the check. A simplex answer whose duals fail is still a point. */
static void judge(const struct cp_lp_view *v, const struct cp_lp_options *o,
                  struct cp_lp_solution *s) {
    const struct cp_lp_check *c = &s->check;
    bool feasible = c->primal_rel <= o->tolerance && c->integrality <= 1e-5;
    bool dual = c->dual_rel <= o->tolerance && c->gap_rel <= o->tolerance;
    if (!feasible)
        s->status = CP_LP_UNDECIDED;
    else if (s->status == CP_LP_OPTIMAL && !v->integer && !dual)
        s->status = CP_LP_FEASIBLE;
}

/* What is left of the time limit since `started`; false: nothing, or the caller wants no more. */
static bool time_left(const struct cp_lp_options *o, double started, double *limit) {
    *limit = o->time_limit > 0 ? o->time_limit - (cp_lp_now() - started) : 0;
    return (o->time_limit <= 0 || *limit > 0) && !cp_lp_stopped(o, CP_LP_INF);
}

/* What an engine says of a program without a point is believed once it is proved. */
static int prove(const struct cp_lp_view *v, const struct cp_lp_options *opt, double started,
                 struct cp_lp_solution *s, struct cp_error *err) {
    struct cp_lp_options limited = *opt, *o = &limited;
    if (!time_left(opt, started, &o->time_limit)) {
        s->status = CP_LP_UNDECIDED;
        return 0;
    }
    bool infeasible = false, unbounded = false, first = s->status == CP_LP_UNBOUNDED;
    int rc = first ? cp_lp_prove_unbounded(v, o, &unbounded, err) : 0;
    if (rc == 0 && !unbounded && time_left(opt, started, &o->time_limit))
        rc = cp_lp_prove_infeasible(v, o, &infeasible, err);
    if (rc == 0 && !infeasible && !first && time_left(opt, started, &o->time_limit))
        rc = cp_lp_prove_unbounded(v, o, &unbounded, err);
    if (rc)
        return rc;
    /* no certificate exists for an integer program whose relaxation is feasible: branch and bound
     * has gone through every branch */
    if (unbounded)
        s->status = CP_LP_UNBOUNDED;
    else if (infeasible || (v->integer && s->status == CP_LP_INFEASIBLE))
        s->status = CP_LP_INFEASIBLE;
    else
        s->status = CP_LP_UNDECIDED;
    return 0;
}

static int run(const struct cp_lp_view *v, const struct cp_lp_options *o,
               const struct cp_lp_engine *engine, struct cp_lp_solution *out,
               struct cp_error *err) {
    int rc = cp_lp_solution_alloc(v, out, err);
    if (rc)
        return rc;
    out->engine = engine->name;
    bool limited = o->interrupted || o->time_limit > 0;
    rc = engine->deaf && limited && v->nnz > APART_FROM ? cp_lp_solve_apart(engine, v, o, out, err)
                                                        : engine->solve(v, o, out, err);
    if (rc)
        goto fail;
    if (out->status == CP_LP_OPTIMAL || out->status == CP_LP_FEASIBLE) {
        rc = cp_lp_check_view(v, out, err);
        if (rc)
            goto fail;
        judge(v, o, out);
        if (engine->solve != cp_lp_ipm_solve)
            out->basic = out->status == CP_LP_OPTIMAL && !v->integer;
        return 0;
    }
    cp_lp_solution_drop_point(out);
    return 0;
fail:
    cp_lp_solution_release(out);
    return rc;
}

/* An engine's answer, its claims proved when that is wanted. */
static int answer(const struct cp_lp_view *v, const struct cp_lp_options *o,
                  const struct cp_lp_engine *engine, bool proofs, struct cp_lp_solution *out,
                  struct cp_error *err) {
    double started = cp_lp_now();
    int rc = run(v, o, engine, out, err);
    if (rc == 0 && proofs && (out->status == CP_LP_INFEASIBLE || out->status == CP_LP_UNBOUNDED))
        rc = prove(v, o, started, out, err);
    if (rc)
        cp_lp_solution_release(out);
    return rc;
}

/* ---- from one engine to the other ---------------------------------------------------------- */

/* Who goes on where an engine has come to no answer, or to a point only, or where the interior
 * point takes a program for one without a point and nobody will prove that: the interior point
 * where the simplex method broke down, and the other way round. NULL: nobody, or the iterations
 * that were allowed are used up, or the program is too large for the simplex method to better what
 * there is. */
static const struct cp_lp_engine *other(const struct cp_lp_view *v, const struct cp_lp_options *o,
                                        const struct cp_lp_engine *engine, bool proofs,
                                        const struct cp_lp_solution *s) {
    bool simplex = engine->solve == cp_lp_glpk_solve, interior = engine->solve == cp_lp_ipm_solve;
    bool proved =
        s->status == CP_LP_OPTIMAL || (s->status != CP_LP_FEASIBLE && (proofs || simplex));
    if ((!simplex && !interior) || (proved && s->status != CP_LP_UNDECIDED))
        return NULL;
    if (o->iteration_limit && s->iterations >= o->iteration_limit)
        return NULL;
    if (interior && s->status != CP_LP_UNDECIDED && v->nnz > SIMPLEX_TO)
        return NULL;
    return find(simplex ? "ipm" : "glpk");
}

static double worst(const struct cp_lp_check *c) {
    return fmax(c->primal_rel, fmax(c->dual_rel, c->gap_rel));
}

/* Is the answer of the other engine better than that of the first, which has no more than a point?
 * Who has a point that passes the check is not told that there is none. Of two points it is the one
 * of the lower objective for an integer program, else the one that the check likes better. */
static bool better(const struct cp_lp_view *v, const struct cp_lp_solution *second,
                   const struct cp_lp_solution *first) {
    if (first->status == CP_LP_UNDECIDED || second->status == CP_LP_UNDECIDED)
        return first->status == CP_LP_UNDECIDED;
    if (second->status != CP_LP_FEASIBLE)
        return second->status != CP_LP_INFEASIBLE;
    return v->integer ? second->objective < first->objective
                      : worst(&second->check) < worst(&first->check);
}

/* Both have searched an integer program: what either has proved holds of the answer. */
static void join_bounds(const struct cp_lp_options *o, struct cp_lp_solution *s, double bound) {
    s->bound = fmax(s->bound, bound);
    if (s->status == CP_LP_FEASIBLE && s->objective - s->bound <= o->gap * fabs(s->objective))
        s->status = CP_LP_OPTIMAL;
}

static int solve_by(const struct cp_lp_view *v, struct cp_lp_options *o, bool proofs,
                    struct cp_lp_solution *out, struct cp_error *err) {
    const struct cp_lp_engine *engine = choose(v, o, err), *next;
    double started = cp_lp_now(), left;
    if (!engine)
        return CP_EUSAGE;
    int rc = answer(v, o, engine, proofs, out, err);
    if (rc || !(next = other(v, o, engine, proofs, out)) || !time_left(o, started, &left))
        return rc;
    o->time_limit = left;
    if (o->log) {
        char line[80];
        snprintf(line, sizeof line, "%s: %s; going on with %s", engine->name,
                 out->status == CP_LP_FEASIBLE ? "came to a point only" : "came to no answer",
                 next->name);
        o->log(o->log_ctx, line);
    }
    struct cp_lp_solution first = *out, second;
    rc = answer(v, o, next, proofs, &second, err);
    bool keep = rc == 0 && !better(v, &second, &first);
    *out = keep ? first : second;
    if (rc == 0 && v->integer)
        join_bounds(o, out, keep ? second.bound : first.bound);
    cp_lp_solution_release(keep ? &second : &first);
    return rc;
}

int cp_lp_solve_view(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                     struct cp_lp_solution *out, struct cp_error *err) {
    struct cp_lp_options o = cp_lp_effective(opt);
    return solve_by(v, &o, false, out, err);
}

int cp_lp_solve(const struct cp_lp *m, const struct cp_lp_options *opt, struct cp_lp_solution *out,
                struct cp_error *err) {
    if (!m->closed)
        return cp_fail(err, CP_EINTERNAL, "the model to solve is still open");
    struct cp_lp_view v = cp_lp_view(m);
    struct cp_lp_options o = cp_lp_effective(opt);
    return solve_by(&v, &o, true, out, err);
}
