#include "allocate/program/internal.h"
#include <math.h>
#include <stdlib.h>

/* Calendar of the program: periods, their lengths and discount factors, their slices. */
static int make_calendar(struct model *m) {
    const struct cp_plan *plan = m->plan;
    size_t T = m->T = plan->horizon.n;
    m->period = cp_arena_calloc(&m->arena, T, sizeof *m->period);
    m->text = cp_arena_calloc(&m->arena, T, sizeof *m->text);
    m->years = cp_arena_calloc(&m->arena, T, sizeof *m->years);
    m->hours = cp_arena_calloc(&m->arena, T, sizeof *m->hours);
    m->df = cp_arena_calloc(&m->arena, T, sizeof *m->df);
    m->slice = cp_arena_calloc(&m->arena, T, sizeof *m->slice);
    if (!m->period || !m->text || !m->years || !m->hours || !m->df || !m->slice)
        return cp_fail_nomem(m->err);
    int rc = cp_slices_make(plan, &m->arena, m->slice, m->err);
    for (size_t t = 0; !rc && t < T; t++) {
        struct cp_period p = m->period[t] = cp_plan_period(plan, t);
        cp_period_format(m->text[t], p);
        m->years[t] = cp_period_years(p);
        m->hours[t] = m->slice[t]->hours > 0 ? m->slice[t]->hours : cp_period_hours(p);
        m->most_slices = m->slice[t]->n > m->most_slices ? m->slice[t]->n : m->most_slices;
        m->df[t] = cp_plan_discount(plan, plan->discount, p);
    }
    return rc;
}

/* The part of the objective that no decision changes. */
static void add_constant(struct model *m) {
    double constant = 0;
    for (size_t i = 0; i < m->nledger; i++)
        if (m->ledger[i].col == NONE)
            constant += m->ledger[i].amount * m->df[m->ledger[i].t];
    cp_lp_set_constant(m->lp, constant);
}

int build_program(struct model *m, const struct cp_facts *facts, bool integer) {
    m->integer = integer;
    int rc = make_calendar(m);
    if (!rc)
        rc = read_demand(m, facts);
    if (!rc)
        rc = read_supply(m, facts);
    if (!rc && m->scenario)
        rc = scale_stream(m);
    if (!rc && m->whole)
        defer_commitments(m);
    if (!rc)
        rc = make_places(m);
    if (!rc)
        rc = add_nodes(m);
    if (!rc)
        rc = add_sites(m);
    if (!rc)
        rc = add_offers(m);
    if (!rc)
        rc = add_fleet(m);
    if (!rc)
        rc = add_workloads(m);
    if (!rc)
        rc = add_traffic(m);
    if (!rc)
        rc = add_links(m);
    if (!rc)
        rc = add_energy(m);
    if (!rc)
        rc = add_power_lines(m);
    if (!rc)
        rc = add_fuels(m);
    if (!rc)
        rc = add_limits(m);
    if (!rc)
        rc = add_standby(m);
    if (!rc && m->integer)
        rc = add_integers(m);
    if (rc)
        return rc;
    add_constant(m);
    cp_lp_set_namer(m->lp, cp_allocate_namer, m);
    return cp_lp_finish(m->lp, m->err);
}

int solve_program(struct cp_lp *lp, const struct cp_allocate_options *opt, struct cp_lp_solution *s,
                  struct cp_allocate_result *out, struct cp_error *err) {
    struct cp_lp_view v = cp_lp_view(lp);
    out->columns = v.ncol;
    out->rows = v.nrow;
    out->nonzeros = v.nnz;
    int rc = opt->export_mps ? cp_lp_write_mps(lp, opt->export_mps, err) : 0;
    return rc ? rc : cp_lp_solve(lp, &opt->lp, s, err);
}

int write_all(const struct model *m, const struct cp_lp_solution *s,
              const struct cp_allocate_options *opt, struct cp_facts *facts) {
    int rc = write_answer(m, s, opt->slices, facts);
    if (!rc)
        rc = write_costs(m, s, facts);
    if (!rc && opt->duals)
        rc = write_values(m, s, facts);
    return rc;
}

static int answer(struct model *m, struct cp_lp_solution *s, const struct cp_allocate_options *opt,
                  struct cp_facts *facts, struct cp_allocate_result *out) {
    out->status = s->status;
    out->iterations += s->iterations;
    out->engine = s->engine;
    if (s->status == CP_LP_INFEASIBLE)
        return explain_infeasible(m->lp, &(struct explained){.m = m}, 1, &opt->lp,
                                  &out->explanation, m->err);
    /* a point that is no answer would be taken for one further down the pipe */
    if (s->status != CP_LP_OPTIMAL && s->status != CP_LP_FEASIBLE)
        return 0;
    settle_contracts(m, s);
    out->objective = s->objective;
    out->bound = opt->least == CP_LEAST_COST ? s->bound : -CP_LP_INF;
    out->short_share = explain_short(m, s, &out->explanation);
    int rc = write_all(m, s, opt, facts);
    if (!rc && opt->contract_values)
        rc = write_contract_values(m->lp, &(struct explained){.m = m}, 1, s->objective, &opt->lp,
                                   facts, &out->explanation, m->err);
    return rc;
}

void release_program(struct model *m) {
    cp_lp_free(m->lp);
    free(m->coltag);
    free(m->rowtag);
    free(m->ledger);
    free(m->cohort);
    free(m->lot);
    free(m->route);
    cp_arena_release(&m->arena);
}

static int allocate_one(const struct cp_plan *plan, struct cp_facts *facts,
                        const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                        struct cp_error *err) {
    struct model m = {.plan = plan, .err = err};
    struct cp_lp_solution solution = {0};
    int rc = (m.lp = cp_lp_new()) ? build_program(&m, facts, opt->integer) : cp_fail_nomem(err);
    bool stuck = false;
    if (!rc && opt->look > 0)
        rc = decide_ahead(&m, facts, opt, out, &stuck);
    if (!rc && !stuck)
        rc = solve_program(m.lp, opt, &solution, out, err);
    if (!rc && opt->least != CP_LEAST_COST && solution.x)
        rc = find_nearby(&m, opt, &solution);
    if (!rc && plan->policy.fair && solution.x)
        rc = share_fairly(&m, opt, &solution);
    if (!rc && !stuck)
        rc = answer(&m, &solution, opt, facts, out);
    cp_lp_solution_release(&solution);
    release_program(&m);
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
    int rc = opt->no_scenarios ? 0 : has_scenarios(plan, facts, &several, err);
    if (!rc && several && opt->least != CP_LEAST_COST)
        rc = cp_fail(err, CP_EUSAGE,
                     "another plan than the best is found for one scenario only: near the "
                     "best of all together, most would be left open in each; try --no-scenarios");
    if (!rc && plan->policy.fair &&
        (several || opt->least != CP_LEAST_COST || opt->contract_values))
        rc = cp_fail(err, CP_EUSAGE,
                     "policy/fair shares out the best plan of one scenario, without values of "
                     "contracts");
    if (!rc && opt->contract_values && (opt->look > 0 || opt->least != CP_LEAST_COST))
        rc = cp_fail(err, CP_EUSAGE, "values of contracts are of the plan of least cost");
    if (!rc && opt->look > 0 && (several || opt->least != CP_LEAST_COST))
        rc = cp_fail(err, CP_EUSAGE,
                     "limited foresight is of one scenario, and of the plan of least cost: what "
                     "is known of the scenarios in each window is not said; try --no-scenarios");
    if (!rc)
        rc = (several ? allocate_scenarios : allocate_one)(plan, facts, opt, out, err);
    if (!rc && out->explanation.oom)
        rc = cp_fail_nomem(err);
    return rc;
}

void cp_allocate_result_release(struct cp_allocate_result *r) {
    cp_str_release(&r->explanation);
}
