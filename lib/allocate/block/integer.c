/* What comes whole: phases, the sites of synchronous work, orders in lots and at least a minimum,
 * price steps in their order. Binaries and general integers, bound to the columns of the linear
 * program by one row each; without them those columns are shares. */
#include "allocate/block/block.h"
#include <math.h>
#include <string.h>

static size_t integer(struct cp_program *m, struct cp_tag tag, double lower, double upper) {
    size_t c = cp_allocate_col(m, tag, lower, upper);
    cp_lp_set_integer(m->lp, c);
    return c;
}

/* build = open x lumpy in one period; what is committed in part is built whole when it is ready. */
static void add_phase(struct cp_program *m, size_t s, size_t f, const size_t *build) {
    const struct cp_phase *phase = &m->plan->site[s].phase[f];
    double open = phase->power * (1 - phase->built);
    bool must = phase->committed > phase->built;
    for (size_t t = 0; t < m->T; t++) {
        if (build[t] == NONE)
            continue;
        size_t lumpy = integer(m, tagged(COL_LUMPY, s, f, t, NONE), must, 1);
        size_t r = cp_allocate_row(m, tagged(ROW_LUMPY, s, f, t, NONE), 0, 0);
        cp_allocate_coef(m, r, build[t], 1);
        cp_allocate_coef(m, r, lumpy, -open);
        must = false;
    }
}

static void add_phases(struct cp_program *m) {
    size_t phase = 0;
    for (size_t s = 0; s < m->plan->nsite; s++)
        for (size_t f = 0; f < m->plan->site[s].nphase; f++, phase++)
            add_phase(m, s, f, m->sites.build + phase * m->T);
}

/* ---- work that stays together -------------------------------------------------------------- */

/* Pools that are one for work which stays together: of a site, or of what is rented under one
 * offer. */
static bool same_placement(const struct cp_program *m, size_t p, size_t q) {
    return m->fleet.pool[p].s == NONE ? p == q : m->fleet.pool[p].s == m->fleet.pool[q].s;
}

/* What runs in period t beside pool p is nothing, or it is one of those chosen. */
static void add_placement(struct cp_program *m, size_t w, size_t p, size_t t, size_t here) {
    size_t r = NONE;
    for (size_t q = p; q < m->fleet.npool; q++) {
        size_t run = *run_at(m, w, q, t);
        if (run == NONE || !same_placement(m, p, q))
            continue;
        if (r == NONE) {
            r = cp_allocate_row(m, tagged(ROW_PLACEMENT, w, p, t, NONE), -CP_LP_INF, 0);
            cp_allocate_coef(m, r, here, -cp_allocate_most_run(m, w, t));
        }
        for (size_t h = 0; h < m->time.slice[t]->n; h++)
            cp_allocate_coef(m, r, run + h, m->time.slice[t]->weight[h]);
    }
}

/* Where workload w runs in the calendar year of periods first to last. */
static void add_placements(struct cp_program *m, size_t w, size_t first, size_t last) {
    size_t chosen = cp_allocate_row(m, tagged(ROW_MAX_SITES, w, NONE, first, NONE), -CP_LP_INF,
                                    (double)m->plan->workload[w].max_sites);
    for (size_t p = 0; p < m->fleet.npool; p++) {
        size_t q = 0;
        while (q < p && !same_placement(m, q, p))
            q++;
        if (q < p)
            continue;
        size_t here = integer(m, tagged(COL_PLACEMENT, w, p, first, NONE), 0, 1);
        cp_allocate_coef(m, chosen, here, 1);
        for (size_t t = first; t <= last; t++)
            add_placement(m, w, p, t, here);
    }
}

static void keep_together(struct cp_program *m, size_t w) {
    for (size_t t = 0, last; t < m->T; t = last + 1) {
        last = t;
        while (last + 1 < m->T &&
               cp_period_year(m->time.period[last + 1]) == cp_period_year(m->time.period[t]))
            last++;
        add_placements(m, w, t, last);
    }
}

/* ---- orders -------------------------------------------------------------------------------- */

static void add_units(struct cp_program *m, size_t r, const struct cp_offer_step *step,
                      double each) {
    for (size_t t = 0; t < m->T; t++)
        if (step->col[t] != NONE)
            cp_allocate_coef(m, r, step->col[t], each);
}

static bool is_same_offer(const struct cp_program *m, size_t l, size_t k) {
    return k < m->fleet.nstep && !strcmp(m->fleet.step[l].offer, m->fleet.step[k].offer);
}

/* All units of the offer whose first step is l come in multiples, and are none or the minimum. */
static void add_order(struct cp_program *m, size_t l, const struct cp_offer *offer) {
    double most = 0;
    for (size_t k = l; is_same_offer(m, l, k); k++)
        most += m->fleet.step[k].total;
    if (offer->multiple > 0) {
        size_t lots = integer(m, tagged(COL_LOTS, l, NONE, NONE, NONE), 0,
                              floor(most / offer->multiple * (1 + 1e-9)));
        size_t r = cp_allocate_row(m, tagged(ROW_LOTS, l, NONE, NONE, NONE), 0, 0);
        cp_allocate_coef(m, r, lots, -offer->multiple);
        for (size_t k = l; is_same_offer(m, l, k); k++)
            add_units(m, r, &m->fleet.step[k], 1);
    }
    if (offer->minimum > 0) {
        size_t any = integer(m, tagged(COL_ORDERED, l, NONE, NONE, NONE), 0, 1);
        size_t least = cp_allocate_row(m, tagged(ROW_MINIMUM, l, NONE, NONE, NONE), 0, CP_LP_INF);
        size_t none = cp_allocate_row(m, tagged(ROW_ORDERED, l, NONE, NONE, NONE), -CP_LP_INF, 0);
        cp_allocate_coef(m, least, any, -fmin(offer->minimum, most));
        cp_allocate_coef(m, none, any, -most);
        for (size_t k = l; is_same_offer(m, l, k); k++) {
            add_units(m, least, &m->fleet.step[k], 1);
            add_units(m, none, &m->fleet.step[k], 1);
        }
    }
}

/* A step is bought from only when the one before it is bought to the last unit. */
static void add_step(struct cp_program *m, size_t l) {
    const struct cp_offer_step *step = &m->fleet.step[l], *before = step - 1;
    if (step->total <= 0 || before->total <= 0)
        return;
    size_t open = integer(m, tagged(COL_STEP_OPEN, l, NONE, NONE, NONE), 0, 1);
    size_t used = cp_allocate_row(m, tagged(ROW_STEP_OPEN, l, NONE, NONE, NONE), -CP_LP_INF, 0);
    size_t full = cp_allocate_row(m, tagged(ROW_STEP_FULL, l, NONE, NONE, NONE), 0, CP_LP_INF);
    add_units(m, used, step, 1);
    cp_allocate_coef(m, used, open, -step->total);
    add_units(m, full, before, 1);
    cp_allocate_coef(m, full, open, -before->total);
}

static void add_orders(struct cp_program *m) {
    for (size_t l = 0; l < m->fleet.nstep; l++) {
        bool first = l == 0 || !is_same_offer(m, l - 1, l);
        if (!first && cp_allocate_comes_after(m, l))
            add_step(m, l);
        for (size_t o = 0; first && o < m->plan->supply.noffer; o++)
            if (!strcmp(m->plan->supply.offer[o].name, m->fleet.step[l].offer))
                add_order(m, l, &m->plan->supply.offer[o]);
    }
}

int cp_allocate_add_integers(struct cp_program *m) {
    if (!m->integer)
        return 0;
    add_phases(m);
    cp_allocate_add_plant_units(m);
    for (size_t w = 0; w < m->plan->nworkload; w++)
        if (m->plan->workload[w].max_sites)
            keep_together(m, w);
    add_orders(m);
    return cp_allocate_failed(m);
}
