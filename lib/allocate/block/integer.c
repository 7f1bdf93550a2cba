/* What comes whole: phases, the sites of synchronous work, orders in lots and at least a minimum,
 * price steps in their order. Binaries and general integers, bound to the columns of the linear
 * program by one row each; without them those columns are shares. */
#include "allocate/program/internal.h"
#include <math.h>
#include <string.h>

static size_t integer(struct model *m, struct tag tag, double lower, double upper) {
    size_t c = col(m, tag, lower, upper);
    cp_lp_set_integer(m->lp, c);
    return c;
}

/* build = open x whole in one period; what is committed in part is built whole when it is ready. */
static void add_phase(struct model *m, size_t s, size_t f, const size_t *build) {
    const struct cp_phase *phase = &m->plan->site[s].phase[f];
    double open = phase->power * (1 - phase->built);
    bool must = phase->committed > phase->built;
    for (size_t t = 0; t < m->T; t++) {
        if (build[t] == NONE)
            continue;
        size_t whole = integer(m, tagged(COL_WHOLE, s, f, t, NONE), must, 1);
        size_t r = row(m, tagged(ROW_WHOLE, s, f, t, NONE), 0, 0);
        coef(m, r, build[t], 1);
        coef(m, r, whole, -open);
        must = false;
    }
}

static void add_phases(struct model *m) {
    size_t phase = 0;
    for (size_t s = 0; s < m->plan->nsite; s++)
        for (size_t f = 0; f < m->plan->site[s].nphase; f++, phase++)
            add_phase(m, s, f, m->build + phase * m->T);
}

/* ---- work that stays together -------------------------------------------------------------- */

/* Pools of one place: a site, or what is rented under one offer. */
static bool same_place(const struct model *m, size_t p, size_t q) {
    return m->pool[p].s == NONE ? p == q : m->pool[p].s == m->pool[q].s;
}

/* What runs in period t at the place of pool p is nothing, or the place is one of those chosen. */
static void add_place(struct model *m, size_t w, size_t p, size_t t, size_t here) {
    size_t r = NONE;
    for (size_t q = p; q < m->npool; q++) {
        size_t run = m->run[(w * m->npool + q) * m->T + t];
        if (run == NONE || !same_place(m, p, q))
            continue;
        if (r == NONE) {
            r = row(m, tagged(ROW_PLACE, w, p, t, NONE), -CP_LP_INF, 0);
            coef(m, r, here, -m->demand[w * m->T + t]);
        }
        for (size_t h = 0; h < m->slice[t]->n; h++)
            coef(m, r, run + h, m->slice[t]->weight[h]);
    }
}

/* The places of workload w in the calendar year of periods first to last. */
static void add_places(struct model *m, size_t w, size_t first, size_t last) {
    size_t places = row(m, tagged(ROW_PLACES, w, NONE, first, NONE), -CP_LP_INF,
                        (double)m->plan->workload[w].max_sites);
    for (size_t p = 0; p < m->npool; p++) {
        size_t q = 0;
        while (q < p && !same_place(m, q, p))
            q++;
        if (q < p)
            continue;
        size_t here = integer(m, tagged(COL_PLACE, w, p, first, NONE), 0, 1);
        coef(m, places, here, 1);
        for (size_t t = first; t <= last; t++)
            add_place(m, w, p, t, here);
    }
}

static void keep_together(struct model *m, size_t w) {
    for (size_t t = 0, last; t < m->T; t = last + 1) {
        last = t;
        while (last + 1 < m->T &&
               cp_period_year(m->period[last + 1]) == cp_period_year(m->period[t]))
            last++;
        add_places(m, w, t, last);
    }
}

/* ---- orders -------------------------------------------------------------------------------- */

static void add_units(struct model *m, size_t r, const struct lot *lot, double each) {
    for (size_t t = 0; t < m->T; t++)
        if (lot->col[t] != NONE)
            coef(m, r, lot->col[t], each);
}

static bool is_same_offer(const struct model *m, size_t l, size_t k) {
    return k < m->nlot && !strcmp(m->lot[l].offer, m->lot[k].offer);
}

/* All units of the offer whose first lot is l come in multiples, and are none or the minimum. */
static void add_order(struct model *m, size_t l, const struct cp_offer *offer) {
    double most = 0;
    for (size_t k = l; is_same_offer(m, l, k); k++)
        most += m->lot[k].total;
    if (offer->multiple > 0) {
        size_t lots = integer(m, tagged(COL_LOTS, l, NONE, NONE, NONE), 0,
                              floor(most / offer->multiple * (1 + 1e-9)));
        size_t r = row(m, tagged(ROW_LOTS, l, NONE, NONE, NONE), 0, 0);
        coef(m, r, lots, -offer->multiple);
        for (size_t k = l; is_same_offer(m, l, k); k++)
            add_units(m, r, &m->lot[k], 1);
    }
    if (offer->minimum > 0) {
        size_t any = integer(m, tagged(COL_ORDERED, l, NONE, NONE, NONE), 0, 1);
        size_t least = row(m, tagged(ROW_MINIMUM, l, NONE, NONE, NONE), 0, CP_LP_INF);
        size_t none = row(m, tagged(ROW_ORDERED, l, NONE, NONE, NONE), -CP_LP_INF, 0);
        coef(m, least, any, -fmin(offer->minimum, most));
        coef(m, none, any, -most);
        for (size_t k = l; is_same_offer(m, l, k); k++) {
            add_units(m, least, &m->lot[k], 1);
            add_units(m, none, &m->lot[k], 1);
        }
    }
}

/* A step is bought from only when the one before it is bought to the last unit. */
static void add_step(struct model *m, size_t l) {
    const struct lot *lot = &m->lot[l], *before = lot - 1;
    if (lot->total <= 0 || before->total <= 0)
        return;
    size_t open = integer(m, tagged(COL_STEP, l, NONE, NONE, NONE), 0, 1);
    size_t used = row(m, tagged(ROW_STEP, l, NONE, NONE, NONE), -CP_LP_INF, 0);
    size_t full = row(m, tagged(ROW_FULL, l, NONE, NONE, NONE), 0, CP_LP_INF);
    add_units(m, used, lot, 1);
    coef(m, used, open, -lot->total);
    add_units(m, full, before, 1);
    coef(m, full, open, -before->total);
}

static void add_orders(struct model *m) {
    for (size_t l = 0; l < m->nlot; l++) {
        bool first = l == 0 || !is_same_offer(m, l - 1, l);
        if (!first && comes_after(m, l))
            add_step(m, l);
        for (size_t o = 0; first && o < m->plan->noffer; o++)
            if (!strcmp(m->plan->offer[o].name, m->lot[l].offer))
                add_order(m, l, &m->plan->offer[o]);
    }
}

int add_integers(struct model *m) {
    add_phases(m);
    add_plant_units(m);
    for (size_t w = 0; w < m->plan->nworkload; w++)
        if (m->plan->workload[w].max_sites)
            keep_together(m, w);
    add_orders(m);
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
