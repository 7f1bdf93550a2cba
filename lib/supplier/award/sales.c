/* What an offer sells: its steps and what its slots can deliver. */
#include "supplier/award/program.h"
#include <math.h>

static double step_low(const struct cp_award_program *m, size_t o, size_t k) {
    return (k == 0 ? 0 : m->p->offer[o].from[k]) / m->unit;
}

static double step_high(const struct cp_award_program *m, size_t o, size_t k) {
    const struct cp_award_offer *f = &m->p->offer[o];
    double high = k + 1 < f->nstep ? f->from[k + 1] / m->unit : INFINITY;
    return fmin(high, m->offer[o].reach);
}

/* At most `most` of whether the choice is made; of no choice, at most that. */
static size_t limit(struct cp_award_program *m, const struct cp_award_choice *c, double most) {
    size_t row = cp_award_at_most(m, c->open == CP_NONE ? most : 0);
    cp_award_add(m, row, c->open, -most);
    return row;
}

/* Units of a slot go by its ways, of which some are for a part of them alone. A slot's capacity is
 * a row, not a bound of columns, so that it has a dual. */
static void add_slot(struct cp_award_program *m, size_t o, struct cp_award_choice *c, size_t t) {
    const struct cp_award_offer *f = &m->p->offer[o];
    size_t T = m->p->T, ordinary = CP_NONE;
    c->capacity[t] = limit(m, c, f->capacity[t] / m->unit);
    if (f->ordinary && f->ordinary[t] < f->capacity[t])
        ordinary = limit(m, c, fmax(0, f->ordinary[t]) / m->unit);
    if (m->offer[o].again) {
        cp_award_add(m, c->capacity[t], m->offer[o].again[t], -1);
        if (ordinary != CP_NONE)
            cp_award_add(m, ordinary, m->offer[o].again[t], -1);
    }
    for (size_t w = 0; w < f->nway; w++) {
        const struct cp_award_way *way = &f->way[w];
        size_t own = CP_NONE;
        if (t + way->later >= T || (way->capacity && way->capacity[t] <= 0))
            continue;
        if (way->capacity && way->capacity[t] < f->capacity[t])
            own = limit(m, c, way->capacity[t] / m->unit);
        for (size_t j = 0; j < c->npiece; j++) {
            struct cp_award_piece *piece = &c->piece[j];
            double price = f->price[cp_award_cell(f, T, piece->step, w, t)];
            size_t col = piece->col[w * T + t] = cp_award_col(m, price * m->unit);
            cp_award_add(m, c->capacity[t], col, 1);
            if (ordinary != CP_NONE && !way->expedited)
                cp_award_add(m, ordinary, col, 1);
            if (own != CP_NONE)
                cp_award_add(m, own, col, 1);
        }
    }
}

static void add_piece(struct cp_award_program *m, size_t row, size_t o,
                      const struct cp_award_piece *piece) {
    if (m->offer[o].again) { /* its only one */
        cp_award_add_units(m, row, o, 1);
        return;
    }
    for (size_t q = 0; q < m->p->offer[o].nway * m->p->T; q++)
        cp_award_add(m, row, piece->col[q], 1);
}

/* Units of a piece are between `low` and `high` when the choice is made. */
static void limit_piece(struct cp_award_program *m, size_t o, const struct cp_award_choice *c,
                        const struct cp_award_piece *piece, const double side[2]) {
    size_t row;
    if (side[0] == side[1]) {
        row = cp_award_equal(m, 0);
        add_piece(m, row, o, piece);
        cp_award_add(m, row, c->open, -side[0]);
        return;
    }
    if (side[0] > 0) {
        row = cp_award_at_least(m, 0);
        add_piece(m, row, o, piece);
        cp_award_add(m, row, c->open, -side[0]);
    }
    if (isfinite(side[1])) {
        row = cp_award_at_most(m, 0);
        add_piece(m, row, o, piece);
        cp_award_add(m, row, c->open, -side[1]);
    }
}

/* What an offer sells when its last unit is one of step k is a choice of its own, with a binary and
 * with columns for the units of every price in it. This is the convex hull of an offer over all
 * periods [Balas, Disjunctive programming, 1979], and the bound of branch and cut rests on it: rows
 * that open one step after another leave a hundred times the gap. */
static void add_choices(struct cp_award_program *m, size_t o) {
    const struct cp_award_offer *f = &m->p->offer[o];
    size_t one = cp_award_at_most(m, 1);
    for (size_t k = 0; k < f->nstep; k++) {
        struct cp_award_choice *c = &m->offer[o].choice[k];
        double low = fmax(step_low(m, o, k), f->minimum / m->unit), high = step_high(m, o, k);
        if (low > high || high <= 0)
            continue;
        c->open = cp_award_whole(m, f->fixed.money, 1);
        cp_award_add(m, one, c->open, 1);
        for (size_t t = 0; t < m->p->T; t++)
            if (f->capacity[t] > 0)
                add_slot(m, o, c, t);
        for (size_t j = 0; j + 1 < c->npiece; j++) {
            double width = (f->from[j + 1] - (j == 0 ? 0 : f->from[j])) / m->unit;
            limit_piece(m, o, c, &c->piece[j], (double[]){width, width});
        }
        /* what the offer can deliver in all is what its capacities add up to */
        double before = f->incremental ? step_low(m, o, k) : 0;
        double most = high < m->offer[o].reach ? high - before : INFINITY;
        limit_piece(m, o, c, &c->piece[c->npiece - 1], (double[]){low - before, most});
    }
}

static bool has_choice(const struct cp_award_program *m, const struct cp_award_offer *f) {
    const struct cp_award_supplier *s = &m->p->supplier[f->supplier];
    return f->nstep > 1 || f->fixed.money > 0 || f->fixed.cash > 0 || f->minimum > 0 ||
           f->alternative || s->minimum > 0 || s->qualified.money > 0 || s->qualified.cash > 0;
}

static void add_again(struct cp_award_program *m, size_t o) {
    for (size_t t = 0; m->offer[o].again && t < m->p->T; t++)
        if (m->p->offer[o].capacity[t] > 0)
            m->offer[o].again[t] = cp_award_col(m, 0);
}

/* What had gone and was not taken again waits from slot to slot. */
static void limit_again(struct cp_award_program *m, size_t o) {
    const struct cp_award_offer *f = &m->p->offer[o];
    const size_t *again = m->offer[o].again;
    size_t *balance = again ? cp_award_indices(m, m->p->T) : NULL, before = CP_NONE;
    for (size_t t = 0; balance && t < m->p->T; t++) {
        size_t waits = cp_award_col(m, 0);
        balance[t] = cp_award_equal(m, 0);
        cp_award_add(m, balance[t], waits, 1);
        cp_award_add(m, balance[t], before, -1);
        cp_award_add(m, balance[t], again[t], 1);
        before = waits;
    }
    for (struct cp_award_units u = {.offer = o}; balance && cp_award_next(m, &u);) {
        size_t gone = f->way[u.way].until ? f->way[u.way].until[u.slot] : m->p->T;
        if (gone < m->p->T)
            cp_award_add(m, balance[gone], u.col, -1);
    }
}

void cp_award_term_sales(struct cp_award_program *m) {
    for (size_t o = 0; o < m->p->noffer; o++) {
        add_again(m, o);
        m->offer[o].chosen = has_choice(m, &m->p->offer[o]);
        if (m->offer[o].chosen)
            add_choices(m, o);
        for (size_t t = 0; !m->offer[o].chosen && t < m->p->T; t++)
            if (m->p->offer[o].capacity[t] > 0)
                add_slot(m, o, &m->offer[o].choice[0], t);
        limit_again(m, o);
    }
}
