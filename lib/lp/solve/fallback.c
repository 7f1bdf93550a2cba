/* What a solve does around an engine: run it, check its answer, let the next go on. */
#include "lp/solve/fallback.h"
#include "lp/external/isolate.h"
#include "lp/mip/branch.h"
#include "lp/model/limits.h"
#include "lp/model/log.h"
#include "lp/model/solution.h"
#include "lp/solve/engine.h"
#include "lp/solve/race.h"
#include <math.h>

/* Non-zeros up to which a simplex method may better a point of another engine, and from which an
 * engine that cannot be interrupted gets a process of its own. */
enum { SIMPLEX_TO = 75000, ISOLATE_FROM = 250000 };

bool cp_lp_time_left(const struct cp_lp_options *o, double started, double *limit) {
    *limit = o->time_limit > 0 ? o->time_limit - (cp_lp_now() - started) : 0;
    return (o->time_limit <= 0 || *limit > 0) && !cp_lp_stopped(o, CP_LP_INF);
}

/* ---- one engine ---------------------------------------------------------------------------- */

/* A status is never better than the check. A simplex answer whose duals fail is still a point. */
static void grade(const struct cp_lp_view *v, const struct cp_lp_options *o,
                  struct cp_lp_solution *s) {
    const struct cp_lp_check *c = &s->check;
    bool feasible = c->primal_rel <= o->tolerance && c->integrality <= 1e-5;
    bool dual = c->dual_rel <= o->tolerance && c->gap_rel <= o->tolerance;
    if (!feasible)
        s->status = CP_LP_UNDECIDED;
    else if (s->status == CP_LP_OPTIMAL && !v->integer && !dual)
        s->status = CP_LP_FEASIBLE;
}

static int call(const struct cp_lp_view *v, const struct cp_lp_options *o,
                const struct cp_lp_engine *engine, bool apart, struct cp_lp_solution *out,
                struct cp_error *err) {
    static const struct cp_lp_race_by race = {cp_lp_solve_view, cp_lp_solve_apart,
                                              cp_lp_solution_better};
    cp_lp_solver *solve = v->integer ? engine->integer : engine->linear;
    if (engine->does & CP_LP_RACES)
        return cp_lp_race(v, o, &race, out, err);
    if (!solve) {
        /* GLPK's simplex method may have no end within a node of a master, dense in cuts */
        const struct cp_lp_branch_by by = {.relaxation = cp_lp_solve_view,
                                           .master = cp_lp_engine_find("tree")->integer};
        return cp_lp_branch_solve(v, o, &by, out, err);
    }
    bool limited = o->interrupted || o->time_limit > 0;
    if (engine->uninterruptible && (apart || (limited && v->nnz > ISOLATE_FROM)))
        return cp_lp_solve_isolated(engine->name, solve, v, o, out, err);
    return solve(v, o, out, err);
}

static int run(const struct cp_lp_view *v, const struct cp_lp_options *o,
               const struct cp_lp_engine *engine, bool apart, struct cp_lp_solution *out,
               struct cp_error *err) {
    int rc = cp_lp_solution_alloc(v, out, err);
    if (rc)
        return rc;
    out->engine = engine->name;
    rc = call(v, o, engine, apart, out, err);
    if (rc)
        return rc;
    if (out->status != CP_LP_OPTIMAL && out->status != CP_LP_FEASIBLE) {
        cp_lp_solution_drop_point(out);
        return 0;
    }
    rc = cp_lp_solution_onto_bounds(v, out, o->tolerance, err);
    if (rc == 0)
        rc = cp_lp_check_view(v, out, err);
    if (rc)
        return rc;
    grade(v, o, out);
    if (engine->does & CP_LP_ENDS_AT_VERTEX)
        out->basic = out->status == CP_LP_OPTIMAL && !v->integer;
    return 0;
}

/* An engine's answer, its claims proved when that is wanted. */
static int answer(const struct cp_lp_view *v, const struct cp_lp_options *o,
                  const struct cp_lp_engine *engine, cp_lp_prover *prove,
                  struct cp_lp_solution *out, struct cp_error *err) {
    double started = cp_lp_now();
    int rc = run(v, o, engine, false, out, err);
    if (rc == 0 && prove && (out->status == CP_LP_INFEASIBLE || out->status == CP_LP_UNBOUNDED))
        rc = prove(v, o, started, out, err);
    if (rc)
        cp_lp_solution_release(out);
    return rc;
}

/* ---- from one engine to the next ----------------------------------------------------------- */

/* Is that all that can be said? An optimum is; that there is none is too when it was proved, or
 * seen at a vertex. */
static bool settled(const struct cp_lp_engine *engine, bool proofs,
                    const struct cp_lp_solution *s) {
    switch (s->status) {
    case CP_LP_OPTIMAL:
        return true;
    case CP_LP_INFEASIBLE:
    case CP_LP_UNBOUNDED:
        return proofs || (engine->does & CP_LP_ENDS_AT_VERTEX);
    default:
        return false;
    }
}

static bool used_up(const struct cp_lp_options *o, const struct cp_lp_solution *s) {
    return o->iteration_limit && s->iterations >= o->iteration_limit;
}

/* Who goes on where the engine that was chosen has come to no answer, or to a point only, or takes
 * a program for one without a point and nobody will prove that. NULL: nobody, or the iterations
 * that were allowed are used up, or the program is too large for a simplex method to better what
 * there is; or the engine was asked for by its name: of a linear program it answers alone at the
 * door, while its proofs and relaxations may be anybody's. */
static const struct cp_lp_engine *next_of(const struct cp_lp_view *v, const struct cp_lp_options *o,
                                          const struct cp_lp_engine *engine, bool proofs,
                                          const struct cp_lp_solution *s) {
    bool alone = proofs && !v->integer && !cp_lp_engine_is_auto(o->engine);
    if (alone || !engine->next || settled(engine, proofs, s) || used_up(o, s))
        return NULL;
    const struct cp_lp_engine *next = cp_lp_engine_find(engine->next);
    bool simplex = next && (next->does & CP_LP_ENDS_AT_VERTEX);
    return simplex && s->status != CP_LP_UNDECIDED && v->nnz > SIMPLEX_TO ? NULL : next;
}

/* Does who answers a linear program alone, and has less than an optimum of it, try it as it stands?
 * What presolve makes of a program may be harder than what it came from. */
static bool tries_again(const struct cp_lp_view *v, const struct cp_lp_options *o,
                        const struct cp_lp_engine *engine, const struct cp_lp_solution *s) {
    return !v->integer && !o->no_presolve && !(engine->does & CP_LP_RACES) &&
           !settled(engine, true, s) && !used_up(o, s);
}

static double worst(const struct cp_lp_check *c) {
    return fmax(c->primal_rel, fmax(c->dual_rel, c->gap_rel));
}

/* Is the answer of the next engine better than that of the first, which has no more than a point?
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

void cp_lp_solution_better(const struct cp_lp_view *v, const struct cp_lp_options *o,
                           struct cp_lp_solution *first, struct cp_lp_solution *second) {
    if (better(v, second, first)) {
        struct cp_lp_solution swap = *first;
        *first = *second;
        *second = swap;
    }
    if (v->integer && second->status != CP_LP_INFEASIBLE && second->status != CP_LP_UNBOUNDED)
        join_bounds(o, first, second->bound);
    cp_lp_solution_release(second);
}

static void tell_next(const struct cp_lp_options *o, const struct cp_lp_engine *engine,
                      const struct cp_lp_solution *s, const struct cp_lp_engine *next) {
    cp_lp_say(o, "%s: %s; going on %s%s", engine->name,
              s->status == CP_LP_FEASIBLE ? "came to a point only" : "came to no answer",
              next ? "with " : "without presolve", next ? next->name : "");
}

int cp_lp_solve_proved(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                       cp_lp_prover *prove, struct cp_lp_solution *out, struct cp_error *err) {
    struct cp_lp_options o = cp_lp_effective(opt);
    const struct cp_lp_engine *engine = cp_lp_engine_choose(v, &o, err);
    double started = cp_lp_now(), left;
    if (!engine)
        return CP_EUSAGE;
    int rc = answer(v, &o, engine, prove, out, err);
    if (rc)
        return rc;
    const struct cp_lp_engine *next = next_of(v, &o, engine, prove, out);
    if (!next && !(prove && tries_again(v, &o, engine, out)))
        return 0;
    if (!cp_lp_time_left(&o, started, &left))
        return 0;
    o.time_limit = left;
    tell_next(&o, engine, out, next);
    if (next)
        o.engine = next->name; /* and its proofs, which those of the first may have failed */
    else
        o.no_presolve = true;
    struct cp_lp_solution second;
    rc = answer(v, &o, next ? next : engine, prove, &second, err);
    if (rc == 0)
        cp_lp_solution_better(v, &o, out, &second);
    else
        cp_lp_solution_release(out);
    return rc;
}

int cp_lp_solve_apart(const struct cp_lp_view *v, const struct cp_lp_options *opt, const char *name,
                      struct cp_lp_solution *out, struct cp_error *err) {
    struct cp_lp_options o = cp_lp_effective(opt);
    const struct cp_lp_engine *engine = cp_lp_engine_find(name);
    if (!engine)
        return cp_fail(err, CP_EUSAGE, "there is no engine '%s'", name);
    o.engine = name;
    int rc = run(v, &o, engine, true, out, err);
    if (rc)
        cp_lp_solution_release(out);
    return rc;
}

int cp_lp_solve_view(const struct cp_lp_view *v, const struct cp_lp_options *opt,
                     struct cp_lp_solution *out, struct cp_error *err) {
    return cp_lp_solve_proved(v, opt, NULL, out, err);
}
