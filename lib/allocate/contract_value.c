/* What each contract is worth: what the best plan without it would cost more. */
#include "allocate/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Columns at nothing for a while, with their bounds as they were. */
struct taken {
    size_t n, cap;
    struct bounds {
        size_t col;
        double lower, upper;
    } * b;
};

static bool take_away(struct cp_lp *lp, size_t c, struct taken *h) {
    struct cp_lp_view v = cp_lp_view(lp);
    if (!cp_grow(&h->b, &h->cap, h->n, sizeof *h->b))
        return false;
    h->b[h->n++] = (struct bounds){c, v.lower[c], v.upper[c]};
    cp_lp_set_col_bounds(lp, c, 0, 0);
    return true;
}

/* A column of a part, and the decision of the first stage that it is or is tied to. */
static bool take_part_away(struct cp_lp *lp, const struct cp_program_part *part, size_t c,
                           struct taken *h) {
    for (size_t i = 0; i < part->nfirst_stage; i++)
        if (part->first_stage[i] == c && part->col[c] != i && !take_away(lp, i, h))
            return false;
    return take_away(lp, part->col ? part->col[c] : c, h);
}

static bool take_capacity_away(struct cp_lp *lp, const struct cp_program_part *part,
                               const struct cp_capacity *s, struct taken *h) {
    for (size_t i = 0; i < s->n; i++)
        if (!take_part_away(lp, part, s->v[i].col, h))
            return false;
    return true;
}

/* All that stands of a contract, in every part that has it. */
static bool take_contract_away(struct cp_lp *lp, const struct cp_program_part *part, size_t n,
                               const char *name, struct taken *h) {
    for (size_t k = 0; k < n; k++) {
        const struct cp_program *m = part[k].m;
        for (size_t e = 0; e < m->plan->energy.ncontract; e++)
            if (!strcmp(m->plan->energy.contract[e].name, name) &&
                (!take_capacity_away(lp, &part[k], &m->energy.capacity[e], h) ||
                 !take_capacity_away(lp, &part[k], &m->energy.volume[e], h) ||
                 !take_capacity_away(lp, &part[k], &m->energy.charger[e], h)))
                return false;
    }
    return true;
}

static int solve_without(struct cp_lp *lp, struct taken *h, const struct cp_lp_options *opt,
                         double *cost, struct cp_error *err) {
    struct cp_lp_solution s = {0};
    int rc = cp_lp_finish(lp, err);
    rc = rc ? rc : cp_lp_solve(lp, opt, &s, err);
    *cost = s.status == CP_LP_OPTIMAL ? s.objective : s.status == CP_LP_INFEASIBLE ? INFINITY : NAN;
    cp_lp_solution_release(&s);
    for (; h->n; h->n--) /* the last first: a column may stand twice */
        cp_lp_set_col_bounds(lp, h->b[h->n - 1].col, h->b[h->n - 1].lower, h->b[h->n - 1].upper);
    int back = cp_lp_finish(lp, err);
    return rc ? rc : back;
}

static int put_value(const char *contract, double cost, double objective, struct cp_facts *facts,
                     struct cp_str *out, struct cp_error *err) {
    if (isnan(cost))
        cp_str_addf(out, "%s has no value: the plan without it was not found\n", contract);
    if (isinf(cost))
        cp_str_addf(out, "%s has no value: there is no plan without it\n", contract);
    double value = cost - objective > 1e-9 * fabs(objective) ? cost - objective : 0;
    struct cp_fact f = {.dim[CP_CONTRACT] = contract,
                        .measure = "contract_value",
                        .value = isfinite(cost) ? value : NAN};
    return cp_facts_put(facts, &f, err);
}

int cp_allocate_write_contract_values(struct cp_lp *lp, const struct cp_program_part *part,
                                      size_t n, double objective, const struct cp_lp_options *opt,
                                      struct cp_facts *facts, struct cp_str *out,
                                      struct cp_error *err) {
    const struct cp_plan *plan = part[0].m->plan;
    struct taken taken = {0};
    int rc = 0;
    for (size_t e = 0; e < plan->energy.ncontract; e++) {
        double cost = NAN;
        if (!take_contract_away(lp, part, n, plan->energy.contract[e].name, &taken)) {
            rc = cp_fail_nomem(err);
            goto out;
        }
        if (!taken.n)
            continue;
        rc = solve_without(lp, &taken, opt, &cost, err);
        if (rc)
            goto out;
        rc = put_value(plan->energy.contract[e].name, cost, objective, facts, out, err);
        if (rc)
            goto out;
    }
out:
    free(taken.b);
    return rc;
}
