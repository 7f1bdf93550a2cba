/* Orders of whole lots and of a least size, and what is promised either way. */
#include "supplier/award/program.h"
#include <math.h>

/* `n` whole lots are what goes one way from one slot. */
static void tie(struct cp_award_program *m, const size_t order[3], size_t row, double by,
                size_t n) {
    for (struct cp_award_units u = {.offer = order[0]}; cp_award_next(m, &u);)
        if (u.way == order[1] && u.slot == order[2])
            cp_award_add(m, row, u.col, 1);
    cp_award_add(m, row, n, -by);
}

/* Of what can be taken again, with all that came before. */
static double most_of(const struct cp_award_offer *f, size_t w, size_t t) {
    const double *own = f->way[w].capacity;
    double most = own ? fmin(own[t], f->capacity[t]) : f->capacity[t];
    for (size_t s = 0; cp_award_returns(f) && most > 0 && s < t; s++)
        most += f->capacity[s];
    return most;
}

static void add_order(struct cp_award_program *m, size_t o, size_t w, size_t t) {
    const struct cp_award_offer *f = &m->p->offer[o];
    double most = most_of(f, w, t);
    const size_t order[] = {o, w, t};
    if (f->multiple > 0) {
        size_t lots = cp_award_whole(m, 0, floor(most / f->multiple * (1 + 1e-12)));
        tie(m, order, cp_award_equal(m, 0), f->multiple / m->unit, lots);
    }
    if (f->order_minimum > 0) {
        size_t any = cp_award_whole(m, 0, 1);
        tie(m, order, cp_award_at_least(m, 0), f->order_minimum / m->unit, any);
        tie(m, order, cp_award_at_most(m, 0), most / m->unit, any);
    }
}

void cp_award_term_orders(struct cp_award_program *m) {
    for (size_t o = 0; o < m->p->noffer; o++) {
        const struct cp_award_offer *f = &m->p->offer[o];
        for (size_t w = 0; w < f->nway; w++)
            for (size_t t = 0; t + f->way[w].later < m->p->T; t++)
                if (most_of(f, w, t) > 0)
                    add_order(m, o, w, t);
        if (cp_award_most(f) < INFINITY)
            cp_award_add_units(m, cp_award_at_most(m, f->most / m->unit), o, 1);
        if (f->tranche > 0) {
            double most = m->offer[o].reach * m->unit / f->tranche;
            size_t row = cp_award_equal(m, 0);
            cp_award_add_units(m, row, o, 1);
            cp_award_add(m, row, cp_award_whole(m, 0, floor(most * (1 + 1e-12))),
                         -f->tranche / m->unit);
        }
    }
}

/* Units that the seller pays for when they are late: of what arrives new, the first in worth. */
static void add_guarantee(struct cp_award_program *m, size_t o) {
    const struct cp_award_offer *f = &m->p->offer[o];
    size_t all = cp_award_at_most(m, f->guaranteed / m->unit);
    for (size_t t = 0; t < m->p->T; t++) {
        if (!(f->damages[t] > 0 && f->capacity[t] > 0))
            continue;
        size_t col = cp_award_col(m, -f->damages[t] * m->unit), row = cp_award_at_most(m, 0);
        cp_award_add(m, all, col, 1);
        cp_award_add(m, row, col, 1);
        for (struct cp_award_units u = {.offer = o}; cp_award_next(m, &u);)
            if (u.slot == t)
                cp_award_add(m, row, u.col, -1);
        if (m->offer[o].again)
            cp_award_add(m, row, m->offer[o].again[t], 1);
    }
}

void cp_award_term_promises(struct cp_award_program *m) {
    for (size_t o = 0; o < m->p->noffer; o++) {
        const struct cp_award_offer *f = &m->p->offer[o];
        if (f->must > 0)
            cp_award_add_units(m, cp_award_at_least(m, f->must / m->unit * (1 - 1e-12)), o, 1);
        if (f->pay.units > 0) {
            m->offer[o].unpaid = cp_award_col(m, f->pay.price * m->unit);
            size_t row = cp_award_at_least(m, f->pay.units / m->unit);
            cp_award_add_units(m, row, o, 1);
            cp_award_add(m, row, m->offer[o].unpaid, 1);
        }
        if (f->guaranteed > 0 && f->damages)
            add_guarantee(m, o);
    }
}
