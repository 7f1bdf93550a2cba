/* cp_allocate: what goes together, and whether one program is solved, each scenario alone, or all.
 */
#include "allocate/build.h"
#include "allocate/run.h"

static int allocate_whole(const struct cp_plan *plan, const struct cp_tree *tree,
                          struct cp_facts *facts, const struct cp_allocate_options *opt,
                          struct cp_allocate_result *out, struct cp_error *err) {
    struct cp_program m = {.plan = plan, .err = err, .lp = cp_lp_new()};
    int rc = m.lp ? cp_allocate_one(&m, tree, facts, opt, out) : cp_fail_nomem(err);
    cp_allocate_release(&m);
    return rc;
}

/* What cannot be asked for together. */
static int check_options(const struct cp_plan *plan, const struct cp_allocate_options *opt,
                         bool several, struct cp_error *err) {
    bool other = opt->least != CP_LEAST_COST;
    if (opt->fix && opt->window > 0)
        return cp_fail(err, CP_EUSAGE,
                       "what is decided is held for the whole plan, not window by window");
    if (opt->each && (opt->risk_aversion > 0 || opt->evpi || opt->vss || opt->contract_values))
        return cp_fail(err, CP_EUSAGE,
                       "each scenario alone has no risk to be averse to, and no value of all: "
                       "those are of scenarios together");
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
    for (size_t w = 0; opt->window > 0 && w < plan->nworkload; w++)
        if (plan->workload[w].nway)
            return cp_fail(err, CP_EUSAGE,
                           "limited foresight sees no end of the ways in which %s can be met",
                           plan->workload[w].name);
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
    tree->decide_by = plan->policy.decide_by;
    rc = check_options(plan, opt, tree->n > 0 && !opt->each, err);
    if (rc)
        return rc;
    if (opt->each && !tree->n)
        return cp_fail(err, CP_EINPUT, "neither the plan nor the stream has scenarios");
    return opt->each ? cp_allocate_each(plan, tree, facts, opt, out, err)
           : tree->n ? cp_allocate_scenarios(plan, tree, facts, opt, out, err)
                     : allocate_whole(plan, tree, facts, opt, out, err);
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
    if (rc >= 0 && tree.n && cp_tree_place_weights(facts, err) != 0)
        rc = CP_ENOMEM;
    cp_tree_release(&tree);
    if (rc < 0)
        return rc;
    if (rc == CP_ALLOCATE_STOPPED)
        out->status = CP_LP_UNDECIDED;
    if (out->explanation.oom)
        return cp_fail_nomem(err);
    return opt.each ? 0 : cp_allocate_put_outcome(out, NULL, facts, err);
}
