/* Limited foresight: the plan is decided window by window, each a program of the plan up to the
 * window's end in which what stands from the windows before is kept. What is worth something at the
 * end of a window is credited there as at the end of the plan.
 *
 * A window has many optima, that differ in what the later ones start from, and each is known but
 * for its last digits. Later windows would pass on both, as another plan on another machine and as
 * rows of noise. So decisions that cost the same are told apart by lots, which hang on their names
 * alone, and what is held is made exact. */
#include "allocate/build.h"
#include "allocate/run.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What was decided, by the names of columns: their numbers differ between windows. */
struct past {
    struct cp_names names;
    double *value;
    size_t cap;
    double missed; /* by what rows are broken in spite of all, as a part of their largest term */
};

/* Of prices: what decisions are told apart by. */
static const double tie = 1e-5;
/* Of a row's largest term: rounding of the arithmetic. */
static const double last_digits = 1e-13;

/* The period of a decision; a contract's is its first. */
static size_t period_of(const struct cp_program *m, const struct cp_tag *tag) {
    size_t t = 0;
    if (tag->t != NO_PERIOD)
        return tag->t;
    while (tag->kind == COL_CONTRACT && t < m->T &&
           !cp_allocate_in_force(m, t, m->plan->energy.contract[tag->a].from,
                                 m->plan->energy.contract[tag->a].to))
        t++;
    return t;
}

static int remember(struct past *past, const struct cp_program *m, const double *x, size_t until) {
    for (size_t c = 0; c < m->col_tags.n; c++) {
        char name[CP_LP_NAME_SIZE];
        size_t before = past->names.n;
        if (!cp_allocate_is_kept(m, c) || period_of(m, &m->col_tags.tag[c]) >= until)
            continue;
        if (!cp_allocate_describe(m, 'c', c, name, sizeof name))
            return cp_fail_nomem(m->err);
        uint32_t id = cp_names_add(&past->names, name, strlen(name));
        if (id == CP_NAME_NONE || !cp_grow(&past->value, &past->cap, id, sizeof *past->value))
            return cp_fail_nomem(m->err);
        if (past->names.n > before || m->col_tags.tag[c].kind == COL_CONTRACT)
            past->value[id] = x[c];
    }
    return 0;
}

/* A contract can be raised after its start, and is then paid so from there on; everything else of
 * the past stays as it was. */
static int keep(struct cp_program *m, const struct past *past) {
    for (size_t c = 0; c < m->col_tags.n; c++) {
        char name[CP_LP_NAME_SIZE];
        struct cp_lp_view v = cp_lp_view(m->lp);
        if (!cp_allocate_is_kept(m, c))
            continue;
        if (!cp_allocate_describe(m, 'c', c, name, sizeof name))
            return cp_fail_nomem(m->err);
        uint32_t id = cp_names_find(&past->names, name);
        if (id == CP_NAME_NONE)
            continue;
        double x = fmin(fmax(past->value[id], v.lower[c]), v.upper[c]);
        cp_lp_set_col_bounds(m->lp, c, x, m->col_tags.tag[c].kind == COL_CONTRACT ? v.upper[c] : x);
    }
    int rc = cp_lp_finish(m->lp, m->err);
    return rc || !past->names.n ? rc : cp_allocate_loosen_rows(m, past->missed);
}

/* ---- which of several optima ----------------------------------------------------------------- */

/* 0..1, by the name alone. */
static double lot(const char *name) {
    uint64_t h = 14695981039346656037u;
    for (; *name; name++)
        h = (h ^ (unsigned char)*name) * 1099511628211u;
    h = (h ^ h >> 30) * 0xbf58476d1ce4e5b9u;
    h = (h ^ h >> 27) * 0x94d049bb133111ebu;
    return (double)((h ^ h >> 31) >> 11) * 0x1p-53;
}

/* A part of the highest price of its kind on what is decided. What stands is worth a little, so
 * that nothing is thrown away for nothing, and less in all periods than what it costs to have. */
static int tell_apart(struct cp_program *m) {
    double price[TOO_LARGE + 1] = {0};
    struct cp_lp_view v = cp_lp_view(m->lp);
    for (size_t c = 0; c < m->col_tags.n; c++)
        if (cp_allocate_is_kept(m, c))
            price[cp_allocate_counted_as(m, c)] =
                fmax(price[cp_allocate_counted_as(m, c)], fabs(v.cost[c]));
    for (size_t c = 0; c < m->col_tags.n; c++) {
        char name[CP_LP_NAME_SIZE];
        if (!cp_allocate_is_kept(m, c) || (v.integer && v.integer[c]))
            continue;
        if (!cp_allocate_describe(m, 'c', c, name, sizeof name))
            return cp_fail_nomem(m->err);
        double by = tie * price[cp_allocate_counted_as(m, c)] * (1 + lot(name));
        cp_lp_add_cost(m->lp, c, col_tag(m, c)->kind == COL_STOCK ? -by / (2 * (double)m->T) : by);
    }
    return cp_lp_finish(m->lp, m->err);
}

/* ---- windows --------------------------------------------------------------------------------- */

/* The decisions of before `until` as they will be held: no noise, and rows that agree. */
static int round_decisions(struct past *past, const struct cp_program *m, double *x, size_t until) {
    size_t *period = cp_calloc(m->col_tags.n + 1, sizeof *period);
    if (!period)
        return cp_fail_nomem(m->err);
    for (size_t c = 0; c < m->col_tags.n; c++) {
        size_t t = period_of(m, col_tag(m, c));
        period[c] = cp_allocate_is_kept(m, c) && t < until ? t : SIZE_MAX;
    }
    int rc = cp_allocate_make_exact(m, period, x, &past->missed);
    free(period);
    return rc;
}

/* Periods up to `end`, of which those before `until` are remembered. */
static int decide_window(struct cp_program *full, const struct cp_facts *facts, size_t end,
                         size_t until, const struct cp_allocate_options *opt, struct past *past,
                         struct cp_allocate_result *out) {
    struct cp_plan plan = *full->plan;
    struct cp_program m = {.plan = &plan,
                           .full = full,
                           .rows = full->rows,
                           .scenario = full->scenario,
                           .err = full->err,
                           .lp = cp_lp_new()};
    struct cp_lp_options lp = opt->lp;
    struct cp_lp_solution s = {0};
    plan.horizon.n = end;
    plan.horizon.to = cp_plan_period(full->plan, end - 1);
    int rc = m.lp ? cp_allocate_build(&m, facts, opt) : cp_fail_nomem(m.err);
    if (rc)
        goto out;
    rc = keep(&m, past);
    if (rc)
        goto out;
    rc = tell_apart(&m);
    if (rc)
        goto out;
    lp.basic = true;
    rc = cp_lp_solve(m.lp, &lp, &s, m.err);
    if (rc)
        goto out;
    out->status = s.status;
    out->engine = s.engine;
    out->iterations += s.iterations;
    if (s.status == CP_LP_OPTIMAL || s.status == CP_LP_FEASIBLE) {
        rc = cp_allocate_to_vertex(&m, &lp, &s);
        rc = rc ? rc : round_decisions(past, &m, s.x, until);
        rc = rc ? rc : remember(past, &m, s.x, until);
        goto out;
    }
    cp_str_addf(&out->explanation, "looking as far as %s:\n", m.time.text[end - 1]);
    if (s.status == CP_LP_INFEASIBLE)
        rc = cp_allocate_explain_infeasible(m.lp, &(struct cp_program_part){.m = &m}, 1, &opt->lp,
                                            &out->explanation, m.err);
out:
    cp_lp_solution_release(&s);
    cp_allocate_release(&m);
    return rc;
}

int cp_allocate_roll(struct cp_program *full, const struct cp_facts *facts,
                     const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                     bool *no_answer) {
    struct past past = {.missed = last_digits};
    int rc = 0;
    for (size_t from = 0; from + opt->window < full->T; from += opt->commit) {
        rc = decide_window(full, facts, from + opt->window, from + opt->commit, opt, &past, out);
        *no_answer = out->status != CP_LP_OPTIMAL && out->status != CP_LP_FEASIBLE;
        if (rc || *no_answer)
            goto out;
    }
    rc = keep(full, &past);
out:
    cp_names_release(&past.names);
    free(past.value);
    return rc;
}
