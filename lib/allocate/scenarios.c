/* Scenarios: one program for each from the same blocks, tied together by what is decided before it
 * is known which one comes [Birge & Louveaux 2011, chapter 1]. */
#include "allocate/block/block.h"
#include "allocate/build.h"
#include "allocate/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct part {
    const char *name;
    struct cp_allocate_part own;
    size_t *first_stage; /* of every decision of it, the column */
    uint8_t *decided;
};

struct run {
    const struct cp_plan *plan;
    const struct cp_tree *tree;
    struct cp_facts *facts;
    const struct cp_allocate_options *opt;
    struct cp_error *err;
    struct cp_arena arena;
    struct cp_names names; /* of the decisions of the first stage */
    struct part *part;
    struct cp_lp_stages stages;
    struct cp_lp_extensive form;
    double *cost; /* of every scenario */
    bool kept;    /* what is to be held can be */
    struct cp_str why;
};

/* ---- the programs ---------------------------------------------------------------------------- */

static int list_parts(struct run *run) {
    size_t n = run->stages.n = run->tree->n;
    run->part = cp_arena_calloc(&run->arena, n, sizeof *run->part);
    run->cost = cp_arena_calloc(&run->arena, n, sizeof *run->cost);
    run->stages.scenario = cp_arena_calloc(&run->arena, n, sizeof *run->stages.scenario);
    if (!run->part || !run->cost || !run->stages.scenario)
        return cp_fail_nomem(run->err);
    for (size_t k = 0; k < n; k++) {
        run->part[k].name = run->stages.scenario[k].name = run->tree->scenario[k].name;
        run->stages.scenario[k].probability = run->tree->scenario[k].probability;
    }
    return 0;
}

static int build_part(struct run *run, size_t k) {
    struct cp_allocate_part *own = &run->part[k].own;
    int rc = cp_allocate_part_make(run->plan, run->tree, k, run->facts, own, run->err);
    if (rc)
        return rc;
    rc = cp_allocate_build(&own->m, run->facts, run->opt);
    if (rc || !run->opt->fix)
        return rc;
    struct cp_str why = {0};
    rc = cp_allocate_fix(&own->m, run->tree, run->opt->fix, &run->kept, &why);
    cp_allocate_tell_of(&run->why, run->part[k].name, &why);
    cp_str_release(&why);
    return rc;
}

/* ---- what they decide together --------------------------------------------------------------- */

/* Decisions are the same when they have the same name: numbers of steps and the like differ between
 * scenarios. */
static int match_decisions(struct run *run) {
    for (size_t k = 0; k < run->stages.n; k++) {
        struct cp_program *m = &run->part[k].own.m;
        uint8_t *decided = run->part[k].decided = cp_calloc(m->col_tags.n + 1, 1);
        for (size_t c = 0; decided && c < m->col_tags.n; c++) {
            char name[CP_LP_NAME_SIZE];
            size_t before = run->names.n;
            if (!cp_allocate_is_first_stage(m, run->tree, c))
                continue;
            if (!cp_allocate_describe(m, 'c', c, name, sizeof name) ||
                cp_names_add(&run->names, name, strlen(name)) == CP_NAME_NONE)
                return cp_fail_nomem(run->err);
            decided[c] = run->names.n > before ? FIRST_STAGE : FIRST_STAGE_REPORTED;
        }
        if (!(m->decided = decided))
            return cp_fail_nomem(run->err);
    }
    size_t n = run->stages.nfirst_stage = run->names.n;
    for (size_t k = 0; k < run->stages.n; k++) {
        struct part *part = &run->part[k];
        part->first_stage = cp_arena_alloc(&run->arena, (n + 1) * sizeof *part->first_stage);
        if (!part->first_stage)
            return cp_fail_nomem(run->err);
        for (size_t i = 0; i < n; i++)
            part->first_stage[i] = NONE;
        for (size_t c = 0; c < part->own.m.col_tags.n; c++) {
            char name[CP_LP_NAME_SIZE];
            if (!part->decided[c])
                continue;
            if (!cp_allocate_describe(&part->own.m, 'c', c, name, sizeof name))
                return cp_fail_nomem(run->err);
            part->first_stage[cp_names_find(&run->names, name)] = c;
        }
        run->stages.scenario[k].lp = part->own.m.lp;
        run->stages.scenario[k].first_stage = part->first_stage;
    }
    return 0;
}

/* ---- the answer ------------------------------------------------------------------------------ */

/* The parts as the extensive form has them; heap. */
static struct cp_program_part *explained_parts(const struct run *run) {
    struct cp_program_part *parts = cp_calloc(run->stages.n, sizeof *parts);
    for (size_t k = 0; parts && k < run->stages.n; k++)
        parts[k] = (struct cp_program_part){&run->part[k].own.m, run->form.row[k], run->form.col[k],
                                            run->part[k].first_stage, run->stages.nfirst_stage};
    if (!parts)
        cp_fail_nomem(run->err);
    return parts;
}

static int explain(struct run *run, enum cp_lp_status status, struct cp_str *out) {
    struct cp_program_part *parts = explained_parts(run);
    if (!parts)
        return CP_ENOMEM;
    int rc = (status == CP_LP_INFEASIBLE ? cp_allocate_explain_infeasible
                                         : cp_allocate_explain_unbounded)(
        run->form.lp, parts, run->stages.n, &run->opt->lp, out, run->err);
    free(parts);
    return rc;
}

static int value_contracts(struct run *run, struct cp_allocate_result *out) {
    struct cp_program_part *parts = explained_parts(run);
    if (!parts)
        return CP_ENOMEM;
    int rc =
        cp_allocate_write_contract_values(run->form.lp, parts, run->stages.n, out->objective,
                                          &run->opt->lp, run->facts, &out->explanation, run->err);
    free(parts);
    return rc;
}

static int write_part(struct run *run, const struct cp_lp_solution *all, size_t k,
                      struct cp_allocate_result *out) {
    struct cp_program *m = &run->part[k].own.m;
    struct cp_lp_solution s = {0};
    struct cp_str lacks = {0};
    double probability = run->stages.scenario[k].probability;
    int rc = cp_lp_extensive_part(&run->form, all, k, &s, run->err);
    if (rc)
        return rc;
    cp_allocate_settle_contracts(m, &s);
    out->short_share += probability * cp_allocate_explain_short(m, &s, &lacks);
    cp_allocate_explain_storage(m, &s, &lacks);
    cp_allocate_tell_of(&out->explanation, run->part[k].name, &lacks);
    cp_str_release(&lacks);
    rc = cp_allocate_put_weight(run->tree, k, run->facts, run->err);
    if (!rc)
        rc = cp_allocate_settle(m, &s);
    if (!rc)
        rc = cp_allocate_write(m, &s, run->opt, run->facts);
    run->cost[k] = s.objective;
    cp_lp_solution_release(&s);
    return rc;
}

static int put_one(struct run *run, const char *measure, double value) {
    struct cp_fact f = {.measure = measure, .value = isfinite(value) ? value : NAN};
    return cp_facts_put(run->facts, &f, run->err);
}

/* The sums are of what the scenarios' facts say, so that they agree with them. */
static int write_sums(struct run *run, struct cp_allocate_result *out) {
    double mean = 0;
    for (size_t k = 0; k < run->stages.n; k++)
        mean += run->stages.scenario[k].probability * run->cost[k];
    out->objective = cp_lp_stages_measure(&run->stages, run->cost);
    int rc = put_one(run, "objective", out->objective);
    if (rc)
        return rc;
    rc = put_one(run, "expected_cost", mean);
    if (rc || !(run->stages.aversion > 0))
        return rc;
    return put_one(run, "cvar", cp_lp_stages_cvar(&run->stages, run->cost));
}

/* All scenarios have the same rows and columns: they have a mean. */
static bool have_mean(const struct run *run) {
    const struct cp_program *a = &run->part[0].own.m;
    for (size_t k = 1; k < run->stages.n; k++) {
        const struct cp_program *b = &run->part[k].own.m;
        if (a->col_tags.n != b->col_tags.n || a->row_tags.n != b->row_tags.n)
            return false;
        for (size_t c = 0; c < a->col_tags.n; c++)
            if (!same_tag(&a->col_tags.tag[c], &b->col_tags.tag[c]))
                return false;
        for (size_t r = 0; r < a->row_tags.n; r++)
            if (!same_tag(&a->row_tags.tag[r], &b->row_tags.tag[r]))
                return false;
    }
    return true;
}

/* What `less` saves; what an engine's rounding leaves of nothing is nothing. NaN: one of them was
 * not found, or there is none. */
static double saved(double more, double less) {
    double by = more - less;
    return !isfinite(by) ? NAN : by > 1e-9 * fabs(more) ? by : 0;
}

static int write_evpi(struct run *run, struct cp_allocate_result *out) {
    double *cost = cp_arena_calloc(&run->arena, run->stages.n, sizeof *cost);
    if (!cost)
        return cp_fail_nomem(run->err);
    int rc = cp_lp_wait_and_see(&run->stages, &run->opt->lp, cost, run->err);
    if (rc)
        return rc;
    double known = cp_lp_stages_measure(&run->stages, cost);
    if (isnan(known))
        cp_str_add(&out->explanation, "no evpi: not every scenario was solved by itself\n");
    return put_one(run, "evpi", saved(out->objective, known));
}

static int write_vss(struct run *run, struct cp_allocate_result *out) {
    double *cost = cp_arena_calloc(&run->arena, run->stages.n, sizeof *cost), ev;
    if (!cost)
        return cp_fail_nomem(run->err);
    if (!have_mean(run)) {
        cp_str_add(&out->explanation,
                   "no vss: the scenarios differ in what can be decided, so that "
                   "there is no mean of them\n");
        return put_one(run, "vss", NAN);
    }
    int rc = cp_lp_mean_value(&run->stages, &run->opt->lp, &ev, cost, run->err);
    if (rc)
        return rc;
    double eev = cp_lp_stages_measure(&run->stages, cost);
    for (size_t k = 0; k < run->stages.n; k++)
        if (isinf(cost[k]))
            cp_str_addf(&out->explanation,
                        "no vss: what is best for the mean of the scenarios cannot be kept up in "
                        "%s\n",
                        run->part[k].name);
    if (isnan(eev))
        cp_str_add(&out->explanation, "no vss: what is best for the mean was not found\n");
    return put_one(run, "vss", saved(eev, out->objective));
}

static int write_odds(struct run *run, struct cp_allocate_result *out) {
    return cp_allocate_move_odds(run->plan, &run->stages, run->cost, run->opt, run->facts,
                                 &out->explanation, run->err);
}

/* The values that are asked for, in this order. */
static int write_values(struct run *run, struct cp_allocate_result *out) {
    const struct {
        bool asked;
        int (*write)(struct run *run, struct cp_allocate_result *out);
    } value[] = {{true, write_sums},
                 {run->opt->evpi, write_evpi},
                 {run->opt->vss, write_vss},
                 {run->opt->move_odds > 0, write_odds},
                 {run->opt->contract_values, value_contracts}};
    for (size_t i = 0; i < sizeof value / sizeof *value; i++) {
        int rc = value[i].asked ? value[i].write(run, out) : 0;
        if (rc)
            return rc;
    }
    return 0;
}

static int answer(struct run *run, struct cp_lp_solution *s, struct cp_allocate_result *out) {
    out->status = s->status;
    out->iterations = s->iterations;
    out->engine = s->engine;
    if (s->status == CP_LP_INFEASIBLE || s->status == CP_LP_UNBOUNDED)
        return explain(run, s->status, &out->explanation);
    if (s->status != CP_LP_OPTIMAL && s->status != CP_LP_FEASIBLE)
        return 0;
    for (size_t k = 0; k < run->stages.n; k++) {
        int rc = write_part(run, s, k, out);
        if (rc)
            return rc;
    }
    out->bound = s->bound;
    return write_values(run, out);
}

static void release(struct run *run) {
    cp_lp_extensive_release(&run->form);
    for (size_t k = 0; run->part && k < run->stages.n; k++) {
        cp_allocate_part_release(&run->part[k].own);
        free(run->part[k].decided);
    }
    cp_str_release(&run->why);
    cp_names_release(&run->names);
    cp_arena_release(&run->arena);
}

static int solve(struct run *run, struct cp_lp_solution *s, struct cp_allocate_result *out) {
    int rc = cp_tree_check(run->tree, run->err);
    if (rc)
        return rc;
    rc = list_parts(run);
    if (rc)
        return rc;
    for (size_t k = 0; k < run->stages.n; k++) {
        rc = build_part(run, k);
        if (rc)
            return rc;
        if (k > 0)
            cp_allocate_share(&run->part[k].own.m, &run->part[0].own.m);
    }
    if (!run->kept) {
        out->status = CP_LP_INFEASIBLE;
        cp_str_addn(&out->explanation, run->why.s, run->why.len);
        return 0;
    }
    rc = match_decisions(run);
    if (rc)
        return rc;
    rc = cp_lp_extensive_make(&run->stages, &run->form, run->err);
    if (rc)
        return rc;
    rc = cp_allocate_solve(run->form.lp, run->opt, s, out, run->err);
    return rc ? rc : answer(run, s, out);
}

int cp_allocate_scenarios(const struct cp_plan *plan, const struct cp_tree *tree,
                          struct cp_facts *facts, const struct cp_allocate_options *opt,
                          struct cp_allocate_result *out, struct cp_error *err) {
    struct run run = {.plan = plan,
                      .tree = tree,
                      .facts = facts,
                      .opt = opt,
                      .err = err,
                      .kept = true,
                      .stages.aversion = opt->risk_aversion,
                      .stages.tail = opt->tail};
    struct cp_lp_solution s = {0};
    int rc = solve(&run, &s, out);
    cp_lp_solution_release(&s);
    release(&run);
    return rc;
}
