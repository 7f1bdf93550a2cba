/* Buying and renting: what arrives from each step of each offer, and what is committed. */
#include "allocate/block/block.h"
#include <math.h>
#include <string.h>

static void add_step(struct cp_program *m, size_t l) {
    struct cp_offer_step *step = &m->fleet.step[l];
    step->col = cp_allocate_indices(m, m->T);
    for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++) {
        if (step->supply[t] <= 0)
            continue;
        size_t c = step->col[t] =
            cp_allocate_col(m, tagged(COL_BUY, l, NONE, t, NONE), 0, step->supply[t]);
        struct cp_entry e = {.col = c,
                             .kind = COST_GPU,
                             .sku = step->sku,
                             .offer = step->offer,
                             .amount = step->price[t]};
        if (!step->rented) {
            cp_allocate_charge(m, t, e);
            continue;
        }
        e.kind = COST_RENT;
        for (size_t i = t; i < m->T && cp_allocate_alive(cp_allocate_age(m, t, i), step->term);
             i++) {
            e.amount = step->price[t] * m->time.hours[i];
            cp_allocate_charge(m, i, e);
        }
    }
}

static bool is_step_of(const struct cp_offer_step *a, const struct cp_offer_step *b) {
    return !strcmp(a->offer, b->offer) && !strcmp(a->name, b->name);
}

/* The same step in the plan that this program is a window of. */
static size_t in_whole(const struct cp_program *m, size_t l) {
    size_t i = 0;
    while (!is_step_of(&m->full->fleet.step[i], &m->fleet.step[l]))
        i++;
    return i;
}

/* Of a window the whole plan is asked: prices that are still to come count as well. */
bool cp_allocate_comes_after(const struct cp_program *m, size_t l) {
    const struct cp_offer_step *step = &m->fleet.step[l], *before = step - 1;
    double low = INFINITY, high = 0;
    if (m->full)
        return cp_allocate_comes_after(m->full, in_whole(m, l));
    if (l == 0 || strcmp(before->offer, step->offer) || step->total <= 0 || before->total <= 0)
        return false;
    for (size_t t = 0; t < m->T; t++) {
        if (step->col[t] != NONE)
            low = fmin(low, step->price[t]);
        if (before->col[t] != NONE)
            high = fmax(high, before->price[t]);
    }
    return low < high;
}

/* A later step at a lower price may fill only as fast as the one before it: the linear relaxation
 * of "in order", which makes the total cost the lower convex envelope of the price curve. A window
 * that does not have the step before yet cannot fill it at all. */
static void order_steps(struct cp_program *m, size_t l) {
    const struct cp_offer_step *step = &m->fleet.step[l], *before = step - 1;
    if (!cp_allocate_comes_after(m, l))
        return;
    bool there =
        !m->full || (l > 0 && is_step_of(before, &m->full->fleet.step[in_whole(m, l) - 1]));
    size_t r = cp_allocate_row(m, tagged(ROW_STEP_ORDER, l, NONE, NONE, NONE), -CP_LP_INF, 0);
    for (size_t t = 0; t < m->T; t++) {
        if (step->col[t] != NONE)
            cp_allocate_coef(m, r, step->col[t], 1 / step->total);
        if (there && before->col[t] != NONE)
            cp_allocate_coef(m, r, before->col[t], -1 / before->total);
    }
}

/* Units that will be taken whatever the program thinks. When that is all that can arrive, it is not
 * a decision: fixed columns have a worth each, where a row across them would share it at will. */
static void add_commitment(struct cp_program *m, size_t first, double committed) {
    double can = 0;
    size_t end = first;
    for (; end < m->fleet.nstep && !strcmp(m->fleet.step[end].offer, m->fleet.step[first].offer);
         end++)
        can += m->fleet.step[end].total;
    bool all = committed >= can * (1 - 1e-9);
    size_t r =
        all ? NONE
            : cp_allocate_row(m, tagged(ROW_OFFER, first, NONE, NONE, NONE), committed, CP_LP_INF);
    for (size_t l = first; l < end; l++)
        for (size_t t = 0; t < m->T; t++) {
            size_t c = m->fleet.step[l].col[t];
            if (c != NONE && all)
                cp_lp_set_col_bounds(m->lp, c, m->fleet.step[l].supply[t],
                                     m->fleet.step[l].supply[t]);
            else if (c != NONE)
                cp_allocate_coef(m, r, c, 1);
        }
}

int cp_allocate_add_offers(struct cp_program *m) {
    for (size_t l = 0; cp_allocate_going(m) && l < m->fleet.nstep; l++) {
        add_step(m, l);
        if (cp_allocate_going(m))
            order_steps(m, l);
    }
    for (size_t l = 0; cp_allocate_going(m) && l < m->fleet.nstep; l++)
        if (m->fleet.step[l].committed > 0)
            add_commitment(m, l, m->fleet.step[l].committed);
    return cp_allocate_failed(m);
}
