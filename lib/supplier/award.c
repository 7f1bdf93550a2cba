/* Solve the sourcing program and read its answer. */
#include "supplier/program.h"
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static double value(const struct cp_lp_solution *s, size_t col, double scale) {
    return col == SIZE_MAX ? 0 : fmax(0, s->x[col]) * scale;
}

static double *numbers(struct cp_award *a, size_t n) {
    return cp_arena_calloc(&a->arena, n + 1, sizeof(double));
}

/* Quantities are read to a millionth of a unit: the rest is the solver's rounding. */
static double whole(double units) {
    return nearbyint(units * 1e6) / 1e6;
}

/* What rounding leaves of a shortage is none. */
static const double dust = 1e-7;

/* Of the choice that was made; without choices, of the only one. */
static double capacity_dual(const struct cp_award_program *m, const struct cp_lp_solution *s,
                            size_t o, size_t t) {
    double dual = 0;
    for (size_t k = m->first[o]; k < m->first[o + 1]; k++) {
        size_t row = m->capacity_row[cp_supplier_cell(m, k, t)];
        if (row != SIZE_MAX && (m->open[k] == SIZE_MAX || value(s, m->open[k], 1) > 0.5))
            dual += s->dual[row];
    }
    return dual * m->money / m->unit;
}

static void read_offers(const struct cp_award_program *m, const struct cp_lp_solution *s,
                        struct cp_award *a) {
    const struct cp_award_problem *p = m->p;
    for (size_t o = 0; o < p->noffer; o++) {
        const struct cp_award_offer *f = &p->offer[o];
        size_t supplier = p->fleet[f->fleet].supplier;
        double all = 0;
        for (size_t i = m->piece[m->first[o]]; i < m->piece[m->first[o + 1]]; i++)
            for (size_t t = 0; t < p->T; t++)
                a->take[cp_supplier_cell(m, m->step[i], t)] +=
                    value(s, m->take[cp_supplier_cell(m, i, t)], m->unit);
        for (size_t q = 0; q < f->nstep * p->T; q++) {
            double *take = &a->take[cp_supplier_cell(m, m->first[o], 0) + q];
            *take = whole(*take);
            a->cost += *take * f->price[q];
            all += *take;
        }
        if (all > 0)
            a->used[supplier] = true;
        for (size_t k = 0; k < f->nstep; k++)
            if (value(s, m->open[m->first[o] + k], 1) > 0.5)
                a->cost += f->fixed;
        a->unpaid[o] = whole(value(s, m->unpaid[o], m->unit));
        a->cost += a->unpaid[o] * f->pay_price;
        for (size_t t = 0; t < p->T; t++)
            a->capacity_dual[cp_supplier_cell(m, o, t)] = capacity_dual(m, s, o, t);
    }
    for (size_t j = 0; j < p->nsupplier; j++)
        if (value(s, m->use[j], 1) > 0.5)
            a->cost += p->supplier[j].qualified;
}

static void read_needs(const struct cp_award_program *m, const struct cp_lp_solution *s,
                       struct cp_award *a) {
    const struct cp_award_problem *p = m->p;
    for (size_t i = 0; i < p->nneed * p->T; i++) {
        a->missing[i] = value(s, m->missing[i], m->unit);
        a->exposed[i] = value(s, m->exposed[i], m->unit);
        a->missing[i] *= a->missing[i] > dust * m->unit;
        a->exposed[i] *= a->exposed[i] > dust * m->unit;
        a->shortage += (a->missing[i] + a->exposed[i]) * p->need[i / p->T].shortage;
        if (m->need_row[i] != SIZE_MAX)
            a->need_dual[i] = s->dual[m->need_row[i]] * m->money / m->unit;
    }
}

static int reserve(const struct cp_award_program *m, struct cp_award *a, struct cp_error *err) {
    const struct cp_award_problem *p = m->p;
    size_t steps = m->first[p->noffer];
    a->first = cp_arena_calloc(&a->arena, p->noffer + 1, sizeof *a->first);
    a->used = cp_arena_calloc(&a->arena, p->nsupplier + 1, sizeof *a->used);
    a->take = numbers(a, steps * p->T);
    a->unpaid = numbers(a, p->noffer);
    a->missing = numbers(a, p->nneed * p->T);
    a->exposed = numbers(a, p->nneed * p->T);
    a->need_dual = numbers(a, p->nneed * p->T);
    a->capacity_dual = numbers(a, p->noffer * p->T);
    if (!a->first || !a->used || !a->take || !a->unpaid || !a->missing || !a->exposed ||
        !a->need_dual || !a->capacity_dual)
        return cp_fail_nomem(err);
    for (size_t o = 0; o <= p->noffer; o++)
        a->first[o] = m->first[o];
    return 0;
}

/* ---- programs beside it -------------------------------------------------------------------- */

/* What a unit of column j short costs; 0 of another column. */
static double *shortage_costs(const struct cp_award_program *m, size_t ncol) {
    double *cost = cp_calloc(ncol + 1, sizeof *cost);
    for (size_t i = 0; cost && i < m->p->nneed * m->p->T; i++) {
        double money = m->p->need[i / m->p->T].shortage * m->unit / m->money;
        if (m->missing[i] != SIZE_MAX)
            cost[m->missing[i]] = money;
        if (m->exposed[i] != SIZE_MAX)
            cost[m->exposed[i]] = money;
    }
    return cost;
}

struct variant {
    bool integers;      /* choices are whole */
    bool shortage_only; /* nothing else costs money */
    double most;        /* money of shortage at most; infinity: any */
};

/* The program once more, with a row at its end for what shortage may cost. NULL: no memory. */
static struct cp_lp *copy_program(const struct cp_award_program *m, struct variant how) {
    struct cp_lp_view v = cp_lp_view(m->lp);
    struct cp_lp *lp = cp_lp_new();
    double *shortage = shortage_costs(m, v.ncol);
    if (!lp || !shortage) {
        cp_lp_free(lp);
        free(shortage);
        return NULL;
    }
    for (size_t i = 0; i < v.nrow; i++)
        cp_lp_add_row(lp, v.row_lower[i], v.row_upper[i]);
    size_t limit = isfinite(how.most) ? cp_lp_add_row(lp, -CP_LP_INF, how.most) : SIZE_MAX;
    for (size_t j = 0; j < v.ncol; j++) {
        cp_lp_add_col(lp, how.shortage_only ? shortage[j] : v.cost[j], v.lower[j], v.upper[j]);
        if (how.integers && v.integer && v.integer[j])
            cp_lp_set_integer(lp, j);
        for (size_t q = v.start[j]; q < v.start[j + 1]; q++)
            cp_lp_add_coef(lp, v.row[q], j, v.value[q]);
        if (limit != SIZE_MAX && shortage[j] > 0)
            cp_lp_add_coef(lp, limit, j, shortage[j]);
    }
    free(shortage);
    return lp;
}

static int solve_variant(const struct cp_award_program *m, struct variant how,
                         const struct cp_lp_options *opt, struct cp_lp_solution *s,
                         struct cp_error *err) {
    struct cp_lp *lp = copy_program(m, how);
    int rc = lp ? cp_lp_finish(lp, err) : cp_fail_nomem(err);
    if (rc == 0)
        rc = cp_lp_solve(lp, opt, s, err);
    cp_lp_free(lp);
    return rc;
}

static double shortage_of(const struct cp_award_program *m, const struct cp_lp_solution *s) {
    double sum = 0;
    for (size_t i = 0; i < m->p->nneed * m->p->T; i++)
        sum += (value(s, m->missing[i], m->unit) + value(s, m->exposed[i], m->unit)) *
               m->p->need[i / m->p->T].shortage / m->money;
    return sum;
}

/* The gap asked for is of the money; shortage that no award can avoid must not loosen it. */
static double gap_of(const struct cp_award_program *m) {
    double gap = m->p->gap > 0 ? m->p->gap : 1e-4;
    struct cp_lp_solution s = {0};
    struct cp_error ignored = {0}; /* without an answer the gap stays what was asked for */
    struct cp_lp_options opt = {.tolerance = 1e-7};
    if (solve_variant(m, (struct variant){.most = INFINITY}, &opt, &s, &ignored) == 0 && s.x &&
        s.objective > 0)
        gap *= fmax(1e-4, 1 - shortage_of(m, &s) / s.objective);
    cp_lp_solution_release(&s);
    return gap;
}

/* ---- least shortage, then least cost ------------------------------------------------------- */

/* Of shortage, in the program's money: what is less is rounding. */
static bool is_more(const struct cp_award_program *m, double shortage, double least) {
    double smallest = INFINITY;
    for (size_t i = 0; i < m->p->nneed; i++)
        smallest = fmin(smallest, m->p->need[i].shortage * m->unit / m->money);
    return shortage - least > 1e-6 * smallest + 1e-7 * least;
}

/* The price of shortage is above that of every unit, but fixed costs, minima and lots can make a
 * unit dearer still. Where the first answer is short of more than choices that may be parted are,
 * the least that there is at all is found on its own, and the cost is the least beside it. */
static int lessen_shortage(const struct cp_award_program *m, const struct cp_lp_options *opt,
                           struct cp_lp_solution *s, struct cp_error *err) {
    struct cp_lp_solution least = {0}, better = {0};
    struct variant only = {.shortage_only = true, .most = INFINITY};
    struct cp_lp_options exact = *opt;
    double now = shortage_of(m, s);
    exact.gap = 1e-9;
    if (!is_more(m, now, 0))
        return 0;
    int rc = solve_variant(m, only, &exact, &least, err);
    bool parted_is_less = rc == 0 && least.x && is_more(m, now, shortage_of(m, &least));
    cp_lp_solution_release(&least);
    if (rc || !parted_is_less)
        return rc;
    only.integers = true;
    rc = solve_variant(m, only, &exact, &least, err);
    double fewest = rc == 0 && least.x ? shortage_of(m, &least) : now;
    cp_lp_solution_release(&least);
    if (rc || !is_more(m, now, fewest))
        return rc;
    struct variant beside = {.integers = true, .most = fewest * (1 + 1e-9) + 1e-9};
    rc = solve_variant(m, beside, opt, &better, err);
    if (rc == 0 && better.x) {
        struct cp_lp_solution spare = *s;
        *s = better;
        better = spare;
    }
    cp_lp_solution_release(&better);
    return rc;
}

int cp_supplier_award_solve(const struct cp_award_problem *p, struct cp_award *out,
                            struct cp_error *err) {
    struct cp_award a = {0};
    struct cp_award_program m;
    struct cp_lp_solution s = {0};
    int rc = cp_supplier_program_build(p, &m, err);
    if (rc)
        goto out;
    rc = reserve(&m, &a, err);
    if (rc)
        goto out;
    struct cp_lp_options opt = {.tolerance = 1e-7, .gap = gap_of(&m), .time_limit = p->time_limit};
    rc = cp_lp_solve(m.lp, &opt, &s, err);
    if (rc == 0 && s.x)
        rc = lessen_shortage(&m, &opt, &s, err);
    if (rc)
        goto out;
    if (s.x) {
        a.status = s.status == CP_LP_OPTIMAL ? CP_AWARD_DONE : CP_AWARD_STOPPED;
        a.bound = s.bound * m.money;
        read_offers(&m, &s, &a);
        read_needs(&m, &s, &a);
    } else {
        a.status = s.status == CP_LP_INFEASIBLE ? CP_AWARD_IMPOSSIBLE : CP_AWARD_UNDECIDED;
    }
out:
    cp_lp_solution_release(&s);
    cp_supplier_program_release(&m);
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
