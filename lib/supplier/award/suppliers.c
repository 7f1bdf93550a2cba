/* What holds of a supplier over all its offers, and of offers that hang together. */
#include "supplier/award/program.h"
#include <math.h>

/* Least awards and the cost of qualifying it. */
static void add_use(struct cp_award_program *m, size_t s) {
    const struct cp_award_problem *p = m->p;
    const struct cp_award_supplier *w = &p->supplier[s];
    if (!(w->minimum > 0 || w->qualified.money > 0 || w->qualified.cash > 0))
        return;
    size_t least = cp_award_at_least(m, 0);
    m->use[s] = cp_award_whole(m, w->qualified.money, 1);
    cp_award_add(m, least, m->use[s], -w->minimum / m->unit);
    for (size_t o = 0; o < p->noffer; o++) {
        if (p->offer[o].supplier != s)
            continue;
        cp_award_add_units(m, least, o, 1);
        size_t row = cp_award_at_most(m, 0);
        cp_award_add(m, row, m->use[s], -1);
        cp_award_add_open(m, row, o, 1);
    }
}

void cp_award_term_suppliers(struct cp_award_program *m) {
    for (size_t s = 0; s < m->p->nsupplier; s++)
        add_use(m, s);
}

static void add_bundle(struct cp_award_program *m, size_t first, size_t o) {
    const struct cp_award_offer *f = m->p->offer;
    size_t row = cp_award_equal(m, 0);
    cp_award_add_units(m, row, first, 1);
    cp_award_add_units(m, row, o, -f[first].bundle.units / f[o].bundle.units);
}

/* Of alternatives one at most; a bundle in its proportion. */
void cp_award_term_bids(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    for (size_t first = 0; first < p->noffer; first++) {
        size_t one = p->offer[first].alternative == first + 1 ? cp_award_at_most(m, 1) : CP_NONE;
        for (size_t o = first; o < p->noffer; o++) {
            if (one != CP_NONE && p->offer[o].alternative == first + 1)
                cp_award_add_open(m, one, o, 1);
            if (o > first && p->offer[o].bundle.first == first + 1)
                add_bundle(m, first, o);
        }
    }
}
