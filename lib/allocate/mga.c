/* Near-optimal alternatives: among all plans that cost at most a little more than the best, the one
 * that has least of something else [modelling to generate alternatives: Brill, Chang & Hopkins
 * 1982; DeCarolis 2011]. */
#include "allocate/block/commitment.h"
#include "allocate/program/at.h"
#include "allocate/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
    [CP_LEAST_COST] = "cost",   [CP_LEAST_EMISSIONS] = "emissions", [CP_LEAST_CAPEX] = "capex",
    [CP_LEAST_HALLS] = "halls", [CP_LEAST_GPUS] = "gpus",           [CP_LEAST_UNMET] = "unmet",
};

int cp_allocate_least(const char *name, enum cp_allocate_least *out) {
    for (size_t i = 1; i < sizeof names / sizeof *names; i++)
        if (!strcmp(names[i], name)) {
            *out = (enum cp_allocate_least)i;
            return 0;
        }
    return CP_EUSAGE;
}

/* How much of what is to be least a unit of column c brings. */
static double weight_of(const struct cp_program *m, enum cp_allocate_least least, size_t c) {
    const struct cp_tag *tag = &m->col_tags.tag[c];
    double hours = 0;
    if (tag->t != NO_PERIOD && tag->h != NOT && tag->kind != COL_CONTINGENCY)
        hours = m->time.hours[tag->t] * m->time.slice[tag->t]->weight[tag->h];
    switch (least) {
    case CP_LEAST_EMISSIONS:
        if (tag->kind == COL_START)
            return cp_allocate_times(m, tag->t, tag->h) *
                   m->plan->energy.contract[tag->a].generator.start_emissions;
        return tag->kind == COL_DISPATCH ? hours * m->plan->energy.contract[tag->a].emissions : 0;
    case CP_LEAST_HALLS:
        return tag->kind == COL_BUILD;
    case CP_LEAST_GPUS:
        return tag->kind == COL_BUY;
    case CP_LEAST_UNMET:
        return tag->kind != COL_UNMET ? 0 : tag->h == NOT ? m->time.hours[tag->t] : hours;
    default:
        return 0;
    }
}

static void set_objective(struct cp_program *m, enum cp_allocate_least least) {
    for (size_t c = 0; c < m->col_tags.n; c++)
        cp_lp_set_cost(m->lp, c, weight_of(m, least, c));
    for (size_t i = 0; least == CP_LEAST_CAPEX && i < m->ledger.n; i++)
        if (cp_allocate_is_capex(&m->ledger.entry[i]) && m->ledger.entry[i].col != NONE)
            cp_lp_add_cost(m->lp, m->ledger.entry[i].col, m->ledger.entry[i].amount);
    cp_lp_set_constant(m->lp, 0);
}

/* Where money is no object but within a limit, an engine may leave more paid for and not taken than
 * a contract asks: nobody would send that bill. */
static void settle_take_or_pay(const struct cp_program *m, struct cp_lp_solution *s) {
    struct cp_lp_view v = cp_lp_view(m->lp);
    for (size_t e = 0; e < m->plan->energy.ncontract; e++)
        for (size_t t = 0; t < m->T; t++) {
            size_t c = *shortfall_at(m, e, t);
            if (c == NONE)
                continue;
            size_t r = v.row[v.start[c]]; /* its only one: taken + shortfall - share >= 0 */
            double over = fmin(s->x[c], fmax(0, s->activity[r]));
            s->x[c] -= over;
            s->activity[r] -= over;
        }
}

int cp_allocate_mga(struct cp_program *m, const struct cp_allocate_options *opt,
                    struct cp_lp_solution *s) {
    struct cp_lp_view v = cp_lp_view(m->lp);
    double constant = v.constant, budget = s->objective + opt->slack * fabs(s->objective);
    double *cost = cp_calloc(v.ncol, sizeof *cost);
    struct cp_lp_solution found = {0};
    if (!cost)
        return cp_fail_nomem(m->err);
    memcpy(cost, v.cost, v.ncol * sizeof *cost);
    size_t n = v.ncol, r = cp_allocate_row(m, tagged(ROW_BUDGET, NONE, NONE, NONE, NONE),
                                           -CP_LP_INF, budget - constant);
    for (size_t c = 0; c < n; c++)
        cp_allocate_coef(m, r, c, cost[c]);
    set_objective(m, opt->least);
    int rc = cp_allocate_failed(m);
    if (rc)
        goto out;
    rc = cp_lp_finish(m->lp, m->err);
    if (rc)
        goto out;
    rc = cp_lp_solve(m->lp, &opt->lp, &found, m->err);
    if (rc)
        goto out;
    if (!found.x) {
        s->status = found.status;
        goto out;
    }
    settle_take_or_pay(m, &found);
    /* what it costs is still what is reported; the engine's objective is the other thing */
    found.objective = constant;
    for (size_t c = 0; c < n; c++)
        found.objective += cost[c] * found.x[c];
    cp_lp_solution_release(s);
    *s = found;
    found = (struct cp_lp_solution){0};
out:
    cp_lp_solution_release(&found);
    free(cost);
    return rc;
}
