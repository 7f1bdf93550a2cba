/* One program from first to last: built, with what is held in it, solved in the way that is asked
 * for, and answered. */
#include "allocate/block/block.h"
#include "allocate/build.h"
#include "allocate/run.h"

static int answer(struct cp_program *m, struct cp_lp_solution *s,
                  const struct cp_allocate_options *opt, struct cp_facts *facts,
                  struct cp_allocate_result *out) {
    out->status = s->status;
    out->iterations += s->iterations;
    out->engine = s->engine;
    if (s->status == CP_LP_INFEASIBLE)
        return cp_allocate_explain_infeasible(m->lp, &(struct cp_program_part){.m = m}, 1, &opt->lp,
                                              &out->explanation, m->err);
    if (s->status == CP_LP_UNBOUNDED)
        return cp_allocate_explain_unbounded(m->lp, &(struct cp_program_part){.m = m}, 1, &opt->lp,
                                             &out->explanation, m->err);
    /* a point that is no answer would be taken for one further down the pipe */
    if (s->status != CP_LP_OPTIMAL && s->status != CP_LP_FEASIBLE)
        return 0;
    cp_allocate_settle_contracts(m, s);
    if (opt->least == CP_LEAST_COST && !m->plan->policy.fair) {
        int rc = cp_allocate_settle(m, s);
        if (rc)
            return rc;
    }
    out->objective = s->objective;
    /* of the least cost and nothing else is it known how far it can be away */
    out->bound = opt->least == CP_LEAST_COST && !opt->window && !m->plan->policy.fair ? s->bound
                                                                                      : -CP_LP_INF;
    out->short_share = cp_allocate_explain_short(m, s, &out->explanation);
    cp_allocate_explain_storage(m, s, &out->explanation);
    int rc = cp_allocate_write(m, s, opt, facts);
    if (rc || !opt->contract_values)
        return rc;
    return cp_allocate_write_contract_values(m->lp, &(struct cp_program_part){.m = m}, 1,
                                             s->objective, &opt->lp, facts, &out->explanation,
                                             m->err);
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
    if (opt->window > 0 && opt->window < m->T) /* else it is the plan itself */
        rc = cp_allocate_to_vertex(m, &opt->lp, s);
    if (rc == 0 && opt->least != CP_LEAST_COST)
        return cp_allocate_mga(m, opt, s);
    return rc || !m->plan->policy.fair ? rc : cp_allocate_drf(m, opt, s);
}

int cp_allocate_one(struct cp_program *m, const struct cp_tree *tree, struct cp_facts *facts,
                    const struct cp_allocate_options *opt, struct cp_allocate_result *out) {
    struct cp_lp_solution s = {0};
    bool no_answer = false, kept = true;
    int rc = cp_allocate_build(m, facts, opt);
    if (!rc && opt->fix)
        rc = cp_allocate_fix(m, tree, opt->fix, &kept, &out->explanation);
    if (rc || !kept) {
        out->status = kept ? out->status : CP_LP_INFEASIBLE;
        return rc;
    }
    rc = solve(m, facts, opt, &s, out, &no_answer);
    if (!rc && !no_answer)
        rc = answer(m, &s, opt, facts, out);
    cp_lp_solution_release(&s);
    return rc;
}

void cp_allocate_result_release(struct cp_allocate_result *r) {
    cp_str_release(&r->explanation);
}
