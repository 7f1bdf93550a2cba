/* Buying and renting: what arrives from each step of each offer, and what is committed. */
#include "allocate/program/internal.h"
#include <math.h>
#include <string.h>

static void add_lot(struct model *m, size_t l) {
    struct lot *lot = &m->lot[l];
    lot->col = indices(m, m->T);
    for (size_t t = 0; !m->oom && t < m->T; t++) {
        if (lot->supply[t] <= 0)
            continue;
        uint16_t at = (uint16_t)t;
        size_t c = lot->col[t] = col(m, tagged(COL_BUY, l, NONE, at, NONE), 0, lot->supply[t]);
        struct entry e = (struct entry){.col = c,
                                        .t = at,
                                        .kind = COST_GPU,
                                        .sku = lot->sku,
                                        .offer = lot->offer,
                                        .amount = lot->price[t]};
        if (!lot->rented) {
            charge(m, e);
            continue;
        }
        e.kind = COST_RENT;
        for (size_t i = t; i < m->T && serves(age_of(m, t, i), lot->term); i++) {
            e.t = (uint16_t)i;
            e.amount = lot->price[t] * m->hours[i];
            charge(m, e);
        }
    }
}

static bool is_step_of(const struct lot *a, const struct lot *b) {
    return !strcmp(a->offer, b->offer) && !strcmp(a->step, b->step);
}

/* The same step in the plan that this program is a window of. */
static size_t in_whole(const struct model *m, size_t l) {
    size_t i = 0;
    while (!is_step_of(&m->whole->lot[i], &m->lot[l]))
        i++;
    return i;
}

/* Of a window the whole plan is asked: prices that are still to come count as well. */
bool comes_after(const struct model *m, size_t l) {
    const struct lot *lot = &m->lot[l], *before = lot - 1;
    double low = INFINITY, high = 0;
    if (m->whole)
        return comes_after(m->whole, in_whole(m, l));
    if (l == 0 || strcmp(before->offer, lot->offer) || lot->total <= 0 || before->total <= 0)
        return false;
    for (size_t t = 0; t < m->T; t++) {
        if (lot->col[t] != NONE)
            low = fmin(low, lot->price[t]);
        if (before->col[t] != NONE)
            high = fmax(high, before->price[t]);
    }
    return low < high;
}

/* A later step at a lower price may fill only as fast as the one before it: the linear relaxation
 * of "in order", which makes the total cost the lower convex envelope of the price curve. A window
 * that does not have the step before yet cannot fill it at all. */
static void order_steps(struct model *m, size_t l) {
    const struct lot *lot = &m->lot[l], *before = lot - 1;
    if (!comes_after(m, l))
        return;
    bool there = !m->whole || (l > 0 && is_step_of(before, &m->whole->lot[in_whole(m, l) - 1]));
    size_t r = row(m, tagged(ROW_LOT, l, NONE, NONE, NONE), -CP_LP_INF, 0);
    for (size_t t = 0; t < m->T; t++) {
        if (lot->col[t] != NONE)
            coef(m, r, lot->col[t], 1 / lot->total);
        if (there && before->col[t] != NONE)
            coef(m, r, before->col[t], -1 / before->total);
    }
}

/* Units that will be taken whatever the program thinks. When that is all that can arrive, it is not
 * a decision: fixed columns have a worth each, where a row across them would share it at will. */
static void add_commitment(struct model *m, size_t first, double committed) {
    double can = 0;
    size_t end = first;
    for (; end < m->nlot && !strcmp(m->lot[end].offer, m->lot[first].offer); end++)
        can += m->lot[end].total;
    bool all = committed >= can * (1 - 1e-9);
    size_t r =
        all ? NONE : row(m, tagged(ROW_OFFER, first, NONE, NONE, NONE), committed, CP_LP_INF);
    for (size_t l = first; l < end; l++)
        for (size_t t = 0; t < m->T; t++) {
            size_t c = m->lot[l].col[t];
            if (c != NONE && all)
                cp_lp_set_col_bounds(m->lp, c, m->lot[l].supply[t], m->lot[l].supply[t]);
            else if (c != NONE)
                coef(m, r, c, 1);
        }
}

int add_offers(struct model *m) {
    for (size_t l = 0; !m->oom && l < m->nlot; l++) {
        add_lot(m, l);
        if (!m->oom)
            order_steps(m, l);
    }
    for (size_t l = 0; !m->oom && l < m->nlot; l++)
        if (m->lot[l].committed > 0)
            add_commitment(m, l, m->lot[l].committed);
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
