/* cp_allocate: the whole program once or in windows, and what else is asked of it; or scenarios. */
#include "allocate/block/block.h"
#include "allocate/build.h"
#include "allocate/run.h"
#include <math.h>

static int answer(struct cp_program *m, struct cp_lp_solution *s,
                  const struct cp_allocate_options *opt, struct cp_facts *facts,
                  struct cp_allocate_result *out) {
    out->status = s->status;
    out->iterations += s->iterations;
    out->engine = s->engine;
    if (s->status == CP_LP_INFEASIBLE)
        return cp_allocate_explain_infeasible(m->lp, &(struct cp_part){.m = m}, 1, &opt->lp,
                                              &out->explanation, m->err);
    if (s->status == CP_LP_UNBOUNDED)
        return cp_allocate_explain_unbounded(m->lp, &(struct cp_part){.m = m}, 1, &opt->lp,
                                             &out->explanation, m->err);
    /* a point that is no answer would be taken for one further down the pipe */
    if (s->status != CP_LP_OPTIMAL && s->status != CP_LP_FEASIBLE)
        return 0;
    cp_allocate_settle_contracts(m, s);
    out->objective = s->objective;
    /* of the least cost and nothing else is it known how far it can be away */
    out->bound = opt->least == CP_LEAST_COST && !opt->window && !m->plan->policy.fair ? s->bound
                                                                                      : -CP_LP_INF;
    out->short_share = cp_allocate_explain_short(m, s, &out->explanation);
    int rc = cp_allocate_write(m, s, opt, facts);
    if (rc || !opt->contract_values)
        return rc;
    return cp_allocate_write_contract_values(m->lp, &(struct cp_part){.m = m}, 1, s->objective,
                                             &opt->lp, facts, &out->explanation, m->err);
}

/* Solve the program in the way that is asked for. True in *no_answer: a window has none. */
static int solve(struct cp_program *m, const struct cp_facts *facts,
                 const struct cp_allocate_options *opt, struct cp_lp_solution *s,
                 struct cp_allocate_result *out, bool *no_answer) {
    int rc = opt->window > 0 ? cp_allocate_roll(m, facts, opt, out, no_answer) : 0;
    if (rc || *no_answer)
        return rc;
    rc = cp_allocate_solve(m->lp, opt, s, out, m->err);
    if (rc || !s->x)
        return rc;
    if (opt->least != CP_LEAST_COST)
        return cp_allocate_mga(m, opt, s);
    return m->plan->policy.fair ? cp_allocate_drf(m, opt, s) : 0;
}

static int allocate_one(const struct cp_plan *plan, struct cp_facts *facts,
                        const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                        struct cp_error *err) {
    struct cp_program m = {.plan = plan, .err = err};
    struct cp_lp_solution s = {0};
    bool no_answer = false;
    m.lp = cp_lp_new();
    int rc = m.lp ? cp_allocate_build(&m, facts, opt) : cp_fail_nomem(err);
    if (rc)
        goto out;
    rc = solve(&m, facts, opt, &s, out, &no_answer);
    if (rc || no_answer)
        goto out;
    rc = answer(&m, &s, opt, facts, out);
out:
    cp_lp_solution_release(&s);
    cp_allocate_release(&m);
    return rc;
}

/* What cannot be asked for together. */
static int check_options(const struct cp_plan *plan, const struct cp_allocate_options *opt,
                         bool several, struct cp_error *err) {
    bool other = opt->least != CP_LEAST_COST;
    if (several && other)
        return cp_fail(err, CP_EUSAGE,
                       "another plan than the best is found for one scenario only: near the "
                       "best of all together, most would be left open in each; try --no-scenarios");
    if (plan->policy.fair && (several || other || opt->contract_values))
        return cp_fail(err, CP_EUSAGE,
                       "policy/fair shares out the best plan of one scenario, without values of "
                       "contracts");
    if (opt->contract_values && (opt->window > 0 || other))
        return cp_fail(err, CP_EUSAGE, "values of contracts are of the plan of least cost");
    if (opt->window > 0 && (several || other))
        return cp_fail(err, CP_EUSAGE,
                       "limited foresight is of one scenario, and of the plan of least cost: what "
                       "is known of the scenarios in each window is not said; try --no-scenarios");
    return 0;
}

static int allocate(const struct cp_plan *plan, struct cp_facts *facts,
                    const struct cp_allocate_options *opt, struct cp_tree *tree,
                    struct cp_allocate_result *out, struct cp_error *err) {
    int rc = opt->no_scenarios ? 0 : cp_tree_read(plan, facts, tree, err);
    if (rc)
        return rc;
    rc = check_options(plan, opt, tree->n > 0, err);
    if (rc)
        return rc;
    return tree->n ? cp_allocate_scenarios(plan, tree, facts, opt, out, err)
                   : allocate_one(plan, facts, opt, out, err);
}

static int put_one(struct cp_facts *facts, const char *measure, double value,
                   struct cp_error *err) {
    return cp_facts_put(facts, &(struct cp_fact){.measure = measure, .value = value}, err);
}

/* Whether there is an answer, and how good it is known to be, for those who read it later. */
static int put_outcome(const struct cp_allocate_result *r, struct cp_facts *facts,
                       struct cp_error *err) {
    bool proved = r->status == CP_LP_OPTIMAL, point = proved || r->status == CP_LP_FEASIBLE;
    double gap = fabs(r->objective - r->bound) / fmax(fabs(r->objective), 1);
    gap = gap < 1e-12 ? 0 : gap; /* what rounding leaves of none */
    int rc = put_one(facts, "solved", proved ? 1 : point ? 0 : NAN, err);
    return rc ? rc : put_one(facts, "gap", point && isfinite(gap) ? gap : NAN, err);
}

int cp_allocate(const struct cp_plan *plan, struct cp_facts *facts,
                const struct cp_allocate_options *wanted, struct cp_allocate_result *out,
                struct cp_error *err) {
    struct cp_tree tree = {0};
    struct cp_allocate_options opt = *wanted;
    if (opt.lp.time_limit > 0) {
        /* of everything that is built and solved here together */
        opt.lp.deadline = cp_lp_now() + opt.lp.time_limit;
        opt.lp.time_limit = 0;
    }
    *out = (struct cp_allocate_result){.status = CP_LP_UNDECIDED};
    int rc = cp_plan_facts(plan, facts, err);
    if (rc == 0)
        rc = allocate(plan, facts, &opt, &tree, out, err);
    cp_tree_release(&tree);
    if (rc < 0)
        return rc;
    if (rc == CP_ALLOCATE_STOPPED)
        out->status = CP_LP_UNDECIDED;
    if (out->explanation.oom)
        return cp_fail_nomem(err);
    return put_outcome(out, facts, err);
}

void cp_allocate_result_release(struct cp_allocate_result *r) {
    cp_str_release(&r->explanation);
}
