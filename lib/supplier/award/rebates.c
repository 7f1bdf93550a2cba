/* Volume rebates: what comes back on all that a supplier sells in a window. */
#include "supplier/award/program.h"
#include <math.h>

/* Of a window: what counts towards the tiers, and what the rebate is of; with what they can be. */
struct volume {
    size_t units, invoices; /* rows */
    double most_units, most_money;
};

static struct volume volume_of(struct cp_award_program *m, const struct cp_award_rebate *r,
                               size_t window) {
    const struct cp_award_problem *p = m->p;
    struct volume v = {cp_award_equal(m, 0), cp_award_equal(m, 0), 0, 0};
    for (size_t o = 0; o < p->noffer; o++) {
        const struct cp_award_offer *f = &p->offer[o];
        double units = 0, dearest = 0;
        if (f->supplier != r->supplier || !f->invoice)
            continue;
        for (struct cp_award_units u = {.offer = o}; cp_award_next(m, &u);) {
            double money = f->invoice[cp_award_cell(f, p->T, u.step, u.way, u.slot)];
            if (r->window[u.arrival] != window)
                continue;
            cp_award_add(m, v.units, u.col, r->spend ? money * m->unit / m->money : 1);
            cp_award_add(m, v.invoices, u.col, money * m->unit / m->money);
            dearest = fmax(dearest, money * m->unit / m->money);
            units = m->offer[o].reach;
        }
        for (size_t t = 0; m->offer[o].again && !r->spend && t < p->T; t++)
            if (r->window[t] == window)
                cp_award_add(m, v.units, m->offer[o].again[t], -1);
        /* what is taken again is invoiced again */
        double invoiced = dearest * units * (m->offer[o].again ? (double)p->T : 1);
        v.most_money += invoiced;
        v.most_units += r->spend ? invoiced : units;
    }
    return v;
}

/* One tier holds, or none: all units and invoices are in it, and it is reached. */
static void add_window(struct cp_award_program *m, const struct cp_award_rebate *r, size_t window) {
    struct volume v = volume_of(m, r, window);
    size_t one = cp_award_at_most(m, 1);
    cp_award_add(m, v.units, cp_award_col(m, 0), -1);
    cp_award_add(m, v.invoices, cp_award_col(m, 0), -1);
    for (size_t k = 0; k < r->n; k++) {
        double from = r->from[k] / (r->spend ? m->money : m->unit);
        if (from > v.most_units * (1 + 1e-9))
            break;
        size_t holds = cp_award_whole(m, 0, 1), units = cp_award_col(m, 0);
        size_t money = cp_award_col(m, -r->share[k] * r->worth[window] * m->money);
        size_t reached = cp_award_at_least(m, 0), room = cp_award_at_most(m, 0);
        size_t paid = cp_award_at_most(m, 0);
        cp_award_add(m, one, holds, 1);
        cp_award_add(m, v.units, units, -1);
        cp_award_add(m, v.invoices, money, -1);
        cp_award_add(m, reached, units, 1);
        cp_award_add(m, reached, holds, -from);
        cp_award_add(m, room, units, 1);
        cp_award_add(m, room, holds, -v.most_units);
        cp_award_add(m, paid, money, 1);
        cp_award_add(m, paid, holds, -v.most_money);
    }
}

void cp_award_term_rebates(struct cp_award_program *m) {
    for (size_t i = 0; i < m->p->nrebate; i++)
        for (size_t w = 0; w < m->p->rebate[i].nwindow; w++)
            add_window(m, &m->p->rebate[i], w);
}
