/* Stock, and what is wanted of it. */
#include "supplier/award/program.h"
#include <math.h>

static size_t at(const struct cp_award_program *m, size_t i, size_t t) {
    return i * m->p->T + t;
}

/* Stock: what was there, what comes, less what is gone. */
void cp_award_term_stock(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    size_t *balance = cp_award_indices(m, p->nfleet * p->T);
    for (size_t j = 0; balance && j < p->nfleet; j++)
        for (size_t t = 0; t < p->T; t++) {
            m->stock[at(m, j, t)] = cp_award_col(m, 0);
            balance[at(m, j, t)] = cp_award_equal(m, 0);
            cp_award_add(m, balance[at(m, j, t)], m->stock[at(m, j, t)], 1);
            if (t > 0)
                cp_award_add(m, balance[at(m, j, t)], m->stock[at(m, j, t - 1)], -1);
        }
    for (size_t o = 0; balance && o < p->noffer; o++)
        for (struct cp_award_units u = {.offer = o}; cp_award_next(m, &u);) {
            const struct cp_award_way *way = &p->offer[o].way[u.way];
            size_t gone = way->until ? way->until[u.slot] : p->T;
            cp_award_add(m, balance[at(m, way->fleet, u.arrival)], u.col, -1);
            if (gone < p->T)
                cp_award_add(m, balance[at(m, way->fleet, gone)], u.col, 1);
        }
    for (size_t s = 0; s < p->nsupplier; s++) {
        double units = p->supplier[s].capacity / m->unit, power = p->supplier[s].power;
        for (size_t t = 0; t < p->T; t++) {
            size_t all = units > 0 && isfinite(units) ? cp_award_at_most(m, units) : CP_NONE;
            size_t mw = power > 0 && isfinite(power) ? cp_award_at_most(m, 1) : CP_NONE;
            for (size_t j = 0; j < p->nfleet; j++) {
                if (p->fleet[j].supplier == s && all != CP_NONE)
                    cp_award_add(m, all, m->stock[at(m, j, t)], 1);
                if (p->fleet[j].supplier == s && mw != CP_NONE)
                    cp_award_add(m, mw, m->stock[at(m, j, t)], p->fleet[j].power * m->unit / power);
            }
        }
    }
}

static void add_stock(struct cp_award_program *m, size_t row, const struct cp_award_need *n,
                      size_t supplier, size_t t, double by) {
    const struct cp_award_problem *p = m->p;
    for (size_t j = 0; j < p->nfleet; j++) {
        double rate = n->rate[at(m, p->fleet[j].sku, t)];
        if (rate > 0 && (supplier == CP_NONE || p->fleet[j].supplier == supplier) &&
            (n->place == CP_NONE || n->place == p->fleet[j].place))
            cp_award_add(m, row, m->stock[at(m, j, t)], by * rate);
    }
}

/* Loss of any one supplier: all stock less the largest supplier's is the critical level. */
static void add_critical(struct cp_award_program *m, const struct cp_award_need *n, size_t i,
                         size_t t) {
    if (!n->critical || n->critical[t] <= 0)
        return;
    size_t largest = cp_award_col(m, 0), all = cp_award_at_least(m, n->critical[t] / m->unit);
    m->exposed[i] = cp_award_col(m, 0);
    add_stock(m, all, n, CP_NONE, t, 1);
    cp_award_add(m, all, largest, -1);
    cp_award_add(m, all, m->exposed[i], 1);
    for (size_t s = 0; s < m->p->nsupplier; s++) {
        size_t row = cp_award_at_least(m, 0);
        cp_award_add(m, row, largest, 1);
        add_stock(m, row, n, s, t, -1);
    }
}

void cp_award_term_needs(struct cp_award_program *m) {
    const struct cp_award_problem *p = m->p;
    for (size_t i = 0; i < p->nneed * p->T; i++) {
        const struct cp_award_need *n = &p->need[i / p->T];
        size_t t = i % p->T;
        double level = fmax(0, n->level[t]) / m->unit;
        bool last = n->exact && t + 1 == p->T;
        add_critical(m, n, i, t);
        if (level <= 0 && !last)
            continue;
        m->missing[i] = cp_lp_add_col(m->lp, 0, 0, level);
        m->need_row[i] = last ? cp_award_equal(m, level) : cp_award_at_least(m, level);
        cp_award_add(m, m->need_row[i], m->missing[i], 1);
        add_stock(m, m->need_row[i], n, CP_NONE, t, 1);
    }
}
