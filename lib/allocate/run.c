#include "allocate/block/block.h"
#include "allocate/build.h"
#include "allocate/program/at.h"
#include "allocate/run.h"
#include <math.h>
#include <stdlib.h>

static int answer(struct cp_program *m, struct cp_lp_solution *s,
                  const struct cp_allocate_options *opt, struct cp_facts *facts,
                  struct cp_allocate_result *out) {
    out->status = s->status;
    out->iterations += s->iterations;
    out->engine = s->engine;
    if (s->status == CP_LP_INFEASIBLE)
        return cp_allocate_explain_infeasible(m->lp, &(struct cp_part){.m = m}, 1, &opt->lp,
                                              &out->explanation, m->err);
    /* a point that is no answer would be taken for one further down the pipe */
    if (s->status != CP_LP_OPTIMAL && s->status != CP_LP_FEASIBLE)
        return 0;
    cp_allocate_settle_contracts(m, s);
    out->objective = s->objective;
    out->bound = opt->least == CP_LEAST_COST ? s->bound : -CP_LP_INF;
    out->short_share = cp_allocate_explain_short(m, s, &out->explanation);
    int rc = cp_allocate_write(m, s, opt, facts);
    if (!rc && opt->contract_values)
        rc = cp_allocate_write_contract_values(m->lp, &(struct cp_part){.m = m}, 1, s->objective,
                                               &opt->lp, facts, &out->explanation, m->err);
    return rc;
}

static int allocate_one(const struct cp_plan *plan, struct cp_facts *facts,
                        const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                        struct cp_error *err) {
    struct cp_program m = {.plan = plan, .err = err};
    struct cp_lp_solution solution = {0};
    int rc = (m.lp = cp_lp_new()) ? cp_allocate_build(&m, facts, opt) : cp_fail_nomem(err);
    bool no_answer = false;
    if (!rc && opt->window > 0)
        rc = cp_allocate_roll(&m, facts, opt, out, &no_answer);
    if (!rc && !no_answer)
        rc = cp_allocate_solve(m.lp, opt, &solution, out, err);
    if (!rc && opt->least != CP_LEAST_COST && solution.x)
        rc = cp_allocate_mga(&m, opt, &solution);
    if (!rc && plan->policy.fair && solution.x)
        rc = cp_allocate_drf(&m, opt, &solution);
    if (!rc && !no_answer)
        rc = answer(&m, &solution, opt, facts, out);
    cp_lp_solution_release(&solution);
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

int cp_allocate(const struct cp_plan *plan, struct cp_facts *facts,
                const struct cp_allocate_options *wanted, struct cp_allocate_result *out,
                struct cp_error *err) {
    struct cp_tree tree = {0};
    struct cp_allocate_options opt = *wanted;
    if (opt.lp.time_limit > 0) {
        /* of everything that is solved here together */
        opt.lp.deadline = cp_lp_now() + opt.lp.time_limit;
        opt.lp.time_limit = 0;
    }
    *out = (struct cp_allocate_result){.status = CP_LP_UNDECIDED};
    int rc = opt.no_scenarios ? 0 : cp_tree_read(plan, facts, &tree, err);
    if (!rc)
        rc = check_options(plan, &opt, tree.n > 0, err);
    if (!rc)
        rc = tree.n ? cp_allocate_scenarios(plan, &tree, facts, &opt, out, err)
                    : allocate_one(plan, facts, &opt, out, err);
    if (rc == CP_ALLOCATE_STOPPED) {
        out->status = CP_LP_UNDECIDED;
        rc = 0;
    }
    if (!rc && out->explanation.oom)
        rc = cp_fail_nomem(err);
    cp_tree_release(&tree);
    return rc;
}

void cp_allocate_result_release(struct cp_allocate_result *r) {
    cp_str_release(&r->explanation);
}
