/* Read the answer of the sourcing program. */
#include "supplier/award/answer.h"
#include <math.h>

static double value(const struct cp_lp_solution *s, size_t col, double scale) {
    return col == CP_NONE ? 0 : fmax(0, s->x[col]) * scale;
}

static double *numbers(struct cp_award *a, size_t n) {
    return cp_arena_calloc(&a->arena, n + 1, sizeof(double));
}

/* What is a millionth of a unit or some of them, but for the solver's rounding, is that; what is
 * not, a third, say, stays as it is, for the cost is of these units. */
static double tidy(double units, double unit) {
    double near = nearbyint(units * 1e6) / 1e6;
    return fabs(units - near) <= 1e-8 * unit + 1e-9 * fabs(units) ? near : units;
}

/* What rounding leaves of a shortage is none. */
static const double dust = 1e-7;

/* Of the choice that was made; without choices, of the only one. */
static double capacity_dual(const struct cp_award_program *m, const struct cp_lp_solution *s,
                            size_t o, size_t t) {
    double dual = 0;
    for (size_t k = 0; k < m->p->offer[o].nstep; k++) {
        const struct cp_award_choice *c = &m->offer[o].choice[k];
        if (c->capacity[t] != CP_NONE && (c->open == CP_NONE || value(s, c->open, 1) > 0.5))
            dual += s->dual[c->capacity[t]];
    }
    return dual * m->money / m->unit;
}

static void read_offer(const struct cp_award_program *m, const struct cp_lp_solution *s, size_t o,
                       struct cp_award *a) {
    const struct cp_award_offer *f = &m->p->offer[o];
    double *take = a->take + a->first[o], all = 0;
    for (struct cp_award_units u = {.offer = o}; cp_award_next(m, &u);)
        take[cp_award_cell(f, m->p->T, u.step, u.way, u.slot)] += value(s, u.col, m->unit);
    for (size_t q = 0; q < a->first[o + 1] - a->first[o]; q++) {
        take[q] = tidy(take[q], m->unit);
        all += take[q];
    }
    if (all > 0)
        a->used[f->supplier] = true;
    a->unpaid[o] = tidy(value(s, m->offer[o].unpaid, m->unit), m->unit);
    for (size_t t = 0; m->offer[o].again && t < m->p->T; t++)
        a->again[o * m->p->T + t] = tidy(value(s, m->offer[o].again[t], m->unit), m->unit);
    for (size_t t = 0; t < m->p->T; t++)
        a->capacity_dual[o * m->p->T + t] = capacity_dual(m, s, o, t);
}

static void read_needs(const struct cp_award_program *m, const struct cp_lp_solution *s,
                       struct cp_award *a) {
    const struct cp_award_problem *p = m->p;
    for (size_t i = 0; i < p->nneed * p->T; i++) {
        a->missing[i] = tidy(value(s, m->missing[i], m->unit), m->unit);
        a->exposed[i] = tidy(value(s, m->exposed[i], m->unit), m->unit);
        a->missing[i] *= a->missing[i] > dust * m->unit;
        a->exposed[i] *= a->exposed[i] > dust * m->unit;
        a->shortage += (a->missing[i] + a->exposed[i]) * p->need[i / p->T].weight;
        if (m->need_row[i] != CP_NONE)
            a->need_dual[i] =
                a->missing[i] > 0 ? NAN : s->dual[m->need_row[i]] * m->money / m->unit;
    }
}

static int reserve(const struct cp_award_problem *p, struct cp_award *a, struct cp_error *err) {
    a->first = cp_arena_calloc(&a->arena, p->noffer + 1, sizeof *a->first);
    a->used = cp_arena_calloc(&a->arena, p->nsupplier + 1, sizeof *a->used);
    for (size_t o = 0; a->first && o < p->noffer; o++)
        a->first[o + 1] = a->first[o] + p->offer[o].nstep * p->offer[o].nway * p->T;
    a->take = a->first ? numbers(a, a->first[p->noffer]) : NULL;
    a->again = numbers(a, p->noffer * p->T);
    a->unpaid = numbers(a, p->noffer);
    a->missing = numbers(a, p->nneed * p->T);
    a->exposed = numbers(a, p->nneed * p->T);
    a->need_dual = numbers(a, p->nneed * p->T);
    a->capacity_dual = numbers(a, p->noffer * p->T);
    return a->take && a->used && a->again && a->unpaid && a->missing && a->exposed &&
                   a->need_dual && a->capacity_dual
               ? 0
               : cp_fail_nomem(err);
}

int cp_award_read(const struct cp_award_program *m, const struct cp_lp_solution *s,
                  struct cp_award *a, struct cp_error *err) {
    int rc = reserve(m->p, a, err);
    if (rc)
        return rc;
    for (size_t o = 0; o < m->p->noffer; o++)
        read_offer(m, s, o, a);
    read_needs(m, s, a);
    return cp_award_price(m->p, a, err);
}
