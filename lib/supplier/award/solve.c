/* Solve the sourcing program: the least shortage first, then the least cost. */
#include "supplier/award/answer.h"
#include <math.h>
#include <stdlib.h>

struct search {
    struct cp_award_program m;
    struct cp_lp_options opt;
    double *cost, *upper; /* by column, as built */
    double *weight;       /* of a column's unit short */
    size_t ncol;
    struct cp_lp_solution s;
};

static double *copy(struct cp_arena *arena, const double *from, size_t n) {
    double *to = cp_arena_calloc(arena, n + 1, sizeof *to);
    for (size_t j = 0; to && j < n; j++)
        to[j] = from[j];
    return to;
}

static bool remember(struct search *s) {
    struct cp_lp_view v = cp_lp_view(s->m.lp);
    s->ncol = v.ncol;
    s->cost = copy(&s->m.arena, v.cost, v.ncol);
    s->upper = copy(&s->m.arena, v.upper, v.ncol);
    s->weight = cp_arena_calloc(&s->m.arena, v.ncol + 1, sizeof *s->weight);
    for (size_t i = 0; s->weight && i < s->m.p->nneed * s->m.p->T; i++) {
        if (s->m.missing[i] != CP_NONE)
            s->weight[s->m.missing[i]] = s->m.p->need[i / s->m.p->T].weight;
        if (s->m.exposed[i] != CP_NONE)
            s->weight[s->m.exposed[i]] = s->m.p->need[i / s->m.p->T].weight;
    }
    return s->cost && s->upper && s->weight;
}

static int run(struct search *s, double gap, struct cp_error *err) {
    struct cp_lp_options opt = s->opt;
    opt.gap = gap;
    cp_lp_solution_release(&s->s);
    int rc = cp_lp_finish(s->m.lp, err);
    return rc ? rc : cp_lp_solve(s->m.lp, &opt, &s->s, err);
}

/* ---- least shortage ------------------------------------------------------------------------- */

/* The cheapest award that is short of nothing. */
static int without_shortage(struct search *s, double gap, struct cp_error *err) {
    for (size_t j = 0; j < s->ncol; j++)
        if (s->weight[j] > 0)
            cp_lp_set_col_bounds(s->m.lp, j, 0, 0);
    return run(s, gap, err);
}

/* The least that can be short, whatever that costs: of the weights, in the program's units. */
static int least_shortage(struct search *s, double *least, struct cp_error *err) {
    for (size_t j = 0; j < s->ncol; j++) {
        cp_lp_set_cost(s->m.lp, j, s->weight[j]);
        if (s->weight[j] > 0)
            cp_lp_set_col_bounds(s->m.lp, j, 0, s->upper[j]);
    }
    int rc = run(s, 1e-9, err);
    if (rc == 0 && s->s.x)
        *least = fmax(0, s->s.objective);
    return rc;
}

/* The cheapest award that is short of no more than that. */
static int with_shortage(struct search *s, double least, double gap, struct cp_error *err) {
    size_t row = cp_award_at_most(&s->m, least);
    for (size_t j = 0; j < s->ncol; j++) {
        cp_lp_set_cost(s->m.lp, j, s->cost[j]);
        if (s->weight[j] > 0)
            cp_award_add(&s->m, row, j, s->weight[j]);
    }
    struct cp_lp_solution short_of_least = s->s;
    s->s = (struct cp_lp_solution){0};
    int rc = 0;
    /* it was found to the last digits but a few */
    for (double more = 1e-12; rc == 0 && !s->s.x && more < 1e-8; more *= 1e3) {
        cp_lp_set_row_bounds(s->m.lp, row, -CP_LP_INF, least * (1 + more));
        rc = run(s, gap, err);
    }
    /* what is cheapest was not found in time: what was found is short of no more */
    if (rc == 0 && !s->s.x) {
        struct cp_lp_solution none = s->s;
        s->s = short_of_least;
        s->s.status = CP_LP_FEASIBLE;
        s->s.bound = -INFINITY;
        short_of_least = none;
    }
    cp_lp_solution_release(&short_of_least);
    return rc;
}

static int search(struct search *s, struct cp_error *err) {
    double gap = s->m.p->gap > 0 ? s->m.p->gap : 1e-4, least = 0;
    int rc = without_shortage(s, gap, err);
    if (rc || s->s.status != CP_LP_INFEASIBLE)
        return rc;
    rc = least_shortage(s, &least, err);
    return rc || !s->s.x ? rc : with_shortage(s, least, gap, err);
}

/* Once more with what is whole, and what is short, as it is: to the last digit, and with the duals
 * of one unit more at that. Without an answer what there is stays. */
static int settle(struct search *s, struct cp_error *err) {
    struct cp_lp_view v = cp_lp_view(s->m.lp);
    struct cp_lp_solution found = s->s, fixed = {0};
    struct cp_lp_options opt = s->opt;
    s->s = (struct cp_lp_solution){0};
    opt.time_limit = opt.deadline = 0;
    bool *whole = cp_calloc(v.ncol + 1, sizeof *whole);
    int rc = whole ? 0 : cp_fail_nomem(err);
    for (size_t j = 0; whole && v.integer && j < v.ncol; j++)
        whole[j] = v.integer[j];
    for (size_t j = 0; whole && j < s->ncol; j++) {
        double x = whole[j] ? round(found.x[j]) : fmax(0, found.x[j]);
        if (whole[j] || s->weight[j] > 0)
            cp_lp_set_col_bounds(s->m.lp, j, x, x);
    }
    free(whole);
    if (rc == 0)
        rc = cp_lp_finish(s->m.lp, err);
    if (rc == 0)
        rc = cp_lp_solve(s->m.lp, &opt, &fixed, err);
    if (rc == 0 && fixed.x) {
        struct cp_lp_solution spare = found;
        fixed.status = found.status;
        fixed.bound = found.bound;
        found = fixed;
        fixed = spare;
    }
    cp_lp_solution_release(&fixed);
    s->s = found;
    return rc;
}

int cp_supplier_award_solve(const struct cp_award_problem *p, struct cp_award *out,
                            struct cp_error *err) {
    struct cp_award a = {0};
    struct search s = {.opt = {.tolerance = 1e-9}};
    if (p->time_limit > 0)
        s.opt.deadline = cp_lp_now() + p->time_limit;
    int rc = cp_award_program_build(p, &s.m, err);
    if (rc == 0 && !remember(&s))
        rc = cp_fail_nomem(err);
    if (rc == 0)
        rc = search(&s, err);
    if (rc == 0 && s.s.x)
        rc = settle(&s, err);
    if (rc)
        goto out;
    if (s.s.x) {
        a.status = s.s.status == CP_LP_OPTIMAL ? CP_AWARD_DONE : CP_AWARD_STOPPED;
        a.bound = s.s.bound * s.m.money;
        rc = cp_award_read(&s.m, &s.s, &a, err);
    } else {
        a.status = s.s.status == CP_LP_INFEASIBLE ? CP_AWARD_IMPOSSIBLE : CP_AWARD_UNDECIDED;
    }
out:
    cp_lp_solution_release(&s.s);
    cp_award_program_release(&s.m);
    if (rc < 0)
        cp_supplier_award_release(&a);
    else
        *out = a;
    return rc;
}

void cp_supplier_award_release(struct cp_award *a) {
    cp_arena_release(&a->arena);
    *a = (struct cp_award){0};
}
