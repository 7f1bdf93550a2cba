/* Loss of any one site: what the others, with what is rented, could serve of the firm work at its
 * peak without it, flexible work standing still [after the standby capacity of Newell et al., RAS,
 * SOSP 2021, with each loss dispatched instead of the largest capacity set aside]. */
#include "allocate/block/block.h"
#include "allocate/block/limits.h"
#include <math.h>

/* Work that some site alone may run cannot be saved from its loss, and is not asked for. */
static bool can_move(const struct cp_program *m, size_t w, size_t lost, size_t t) {
    for (size_t p = 0; p < m->fleet.npool; p++)
        if (m->fleet.pool[p].s != lost && *run_at(m, w, p, t) != NONE)
            return true;
    return false;
}

/* A site without GPUs in the period has nothing to lose. */
static bool has_pool(const struct cp_program *m, size_t s, size_t t) {
    for (size_t p = 0; p < m->fleet.npool; p++)
        if (m->fleet.pool[p].s == s && m->fleet.pool[p].fleet[t] != NONE)
            return true;
    return false;
}

static double highest_pue(const struct cp_program *m, size_t s, size_t t) {
    double pue = 0;
    for (size_t h = 0; h < m->time.slice[t]->n; h++)
        pue = fmax(pue, cp_allocate_pue(m, &m->plan->site[s], t, h));
    return pue;
}

/* Units of every pool left stay within what can work, and their power within the halls. */
static void add_halls(struct cp_program *m, size_t lost, size_t t, size_t *units, size_t *halls) {
    for (size_t s = 0; s < m->plan->nsite; s++) {
        halls[s] = NONE;
        if (s == lost)
            continue;
        halls[s] =
            cp_allocate_row(m, tagged(ROW_CONTINGENCY_HALLS, s, lost, t, NONE), -CP_LP_INF, 0);
        cp_allocate_take_load(m, halls[s], s, t);
    }
    for (size_t p = 0; p < m->fleet.npool; p++) {
        const struct cp_pool *pool = &m->fleet.pool[p];
        const struct cp_sku *sku = &m->plan->sku[pool->g];
        units[p] = NONE;
        if (pool->s == lost || pool->fleet[t] == NONE)
            continue;
        units[p] =
            cp_allocate_row(m, tagged(ROW_CONTINGENCY_UNITS, p, lost, t, NONE), -CP_LP_INF, 0);
        cp_allocate_coef(m, units[p], pool->fleet[t], -sku->reliability.availability);
        if (pool->s != NONE)
            cp_allocate_coef(m, halls[pool->s], pool->fleet[t],
                             sku->power * sku->idle * (1 - sku->reliability.repairing) *
                                 highest_pue(m, pool->s, t));
    }
}

/* What of firm work w is to be saved: its peak, of a bid as far as it is accepted, of one that is
 * met in ways what the way that is chosen runs. */
static size_t ask(struct cp_program *m, uint8_t kind, size_t w, size_t lost, size_t t) {
    const struct cp_workload *work = &m->plan->workload[w];
    double peak = *peak_at(m, w, t);
    bool whole = m->work.accept[w] == NONE && !work->nway;
    size_t r = cp_allocate_row(m, tagged(kind, w, lost, t, NONE), whole ? peak : 0, CP_LP_INF);
    if (!whole && !work->nway)
        cp_allocate_coef(m, r, m->work.accept[w], -peak);
    for (size_t k = 0; k < work->nway; k++)
        if (cp_allocate_in_force(m, t, work->way[k].ready, INT64_MAX))
            cp_allocate_coef(m, r, m->work.way[way_number(m, w, k)],
                             -peak * work->way[k].serves * work->way[k].compute);
    return r;
}

static void add_loss(struct cp_program *m, uint8_t kind, size_t lost, size_t t, size_t *units,
                     size_t *halls) {
    add_halls(m, lost, t, units, halls);
    for (size_t w = 0; w < m->plan->nworkload; w++) {
        const struct cp_workload *work = &m->plan->workload[w];
        if (work->kind != CP_FIRM || *peak_at(m, w, t) <= 0 || !can_move(m, w, lost, t))
            continue;
        size_t served = ask(m, kind, w, lost, t);
        for (size_t p = 0; p < m->fleet.npool; p++) {
            const struct cp_pool *pool = &m->fleet.pool[p];
            const struct cp_sku *sku = &m->plan->sku[pool->g];
            if (units[p] == NONE || *run_at(m, w, p, t) == NONE)
                continue;
            double each = 1 / (sku->peak * cp_plan_efficiency(sku, work->name));
            size_t x = cp_allocate_col(m, tagged(COL_CONTINGENCY, w, p, t, lost), 0, CP_LP_INF);
            cp_allocate_coef(m, served, x, 1);
            cp_allocate_coef(m, units[p], x, each);
            if (pool->s != NONE)
                cp_allocate_coef(m, halls[pool->s], x,
                                 each * sku->power * (1 - sku->idle) * highest_pue(m, pool->s, t));
        }
    }
}

void cp_allocate_limit_site_loss(struct cp_program *m, uint8_t kind) {
    size_t *units = cp_allocate_indices(m, m->fleet.npool),
           *halls = cp_allocate_indices(m, m->plan->nsite);
    for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++) {
        if (!cp_allocate_in_force(m, t, m->plan->policy.site_loss, INT64_MAX))
            continue;
        for (size_t s = 0; s < m->plan->nsite; s++)
            if (has_pool(m, s, t))
                add_loss(m, kind, s, t, units, halls);
    }
}
