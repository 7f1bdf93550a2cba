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

int cp_allocate(const struct cp_plan *plan, struct cp_facts *facts,
                const struct cp_allocate_options *wanted, struct cp_allocate_result *out,
                struct cp_error *err) {
    bool several = false;
    struct cp_allocate_options own = *wanted, *opt = &own;
    if (own.lp.time_limit > 0) {
        /* of everything that is solved here together */
        own.lp.deadline = cp_lp_now() + own.lp.time_limit;
        own.lp.time_limit = 0;
    }
    *out = (struct cp_allocate_result){.status = CP_LP_UNDECIDED};
    int rc = opt->no_scenarios ? 0 : cp_allocate_has_scenarios(plan, facts, &several, err);
    if (!rc && several && opt->least != CP_LEAST_COST)
        rc = cp_fail(err, CP_EUSAGE,
                     "another plan than the best is found for one scenario only: near the "
                     "best of all together, most would be left open in each; try --no-scenarios");
    if (!rc && plan->policy.fair &&
        (several || opt->least != CP_LEAST_COST || opt->contract_values))
        rc = cp_fail(err, CP_EUSAGE,
                     "policy/fair shares out the best plan of one scenario, without values of "
                     "contracts");
    if (!rc && opt->contract_values && (opt->window > 0 || opt->least != CP_LEAST_COST))
        rc = cp_fail(err, CP_EUSAGE, "values of contracts are of the plan of least cost");
    if (!rc && opt->window > 0 && (several || opt->least != CP_LEAST_COST))
        rc = cp_fail(err, CP_EUSAGE,
                     "limited foresight is of one scenario, and of the plan of least cost: what "
                     "is known of the scenarios in each window is not said; try --no-scenarios");
    if (!rc)
        rc = (several ? cp_allocate_scenarios : allocate_one)(plan, facts, opt, out, err);
    if (rc == CP_ALLOCATE_STOPPED) {
        out->status = CP_LP_UNDECIDED;
        rc = 0;
    }
    if (!rc && out->explanation.oom)
        rc = cp_fail_nomem(err);
    return rc;
}

void cp_allocate_result_release(struct cp_allocate_result *r) {
    cp_str_release(&r->explanation);
}
