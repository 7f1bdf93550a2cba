/* Pools: the GPUs of one SKU at one site, or rented under one offer. Their units at work stay
 * within what can work of those that are switched on, and draw power. */
#include "allocate/program/internal.h"
#include <math.h>
#include <string.h>

static int make_pools(struct model *m) {
    const struct cp_plan *plan = m->plan;
    size_t most = plan->nsite * plan->nsku + m->nlot;
    m->pool = cp_arena_calloc(&m->arena, most + 1, sizeof *m->pool);
    if (!m->pool)
        return cp_fail_nomem(m->err);
    for (size_t s = 0; s < plan->nsite; s++)
        for (size_t g = 0; g < plan->nsku; g++) {
            bool used = false;
            for (size_t k = 0; k < m->ncohort; k++)
                if (m->cohort[k].s == s && m->cohort[k].g == g) {
                    m->cohort[k].pool = m->npool;
                    used = true;
                }
            if (used)
                m->pool[m->npool++] = (struct pool){.s = s, .g = g, .lot = NONE};
        }
    for (size_t l = 0; l < m->nlot; l++)
        if (m->lot[l].rented && (l == 0 || strcmp(m->lot[l - 1].offer, m->lot[l].offer) != 0))
            m->pool[m->npool++] = (struct pool){.s = NONE, .g = m->lot[l].g, .lot = l};
    return 0;
}

/* The steps of a rented pool's offer stand together: from the first, as long as they are its. */
static const struct lot *first_of(const struct model *m, const struct pool *pool) {
    return &m->lot[pool->lot];
}

static bool is_of(const struct model *m, const struct pool *pool, const struct lot *lot) {
    return lot < m->lot + m->nlot && !strcmp(lot->offer, m->lot[pool->lot].offer);
}

/* Units that are switched on for the whole period; the others draw next to nothing. */
static size_t add_switch(struct model *m, size_t p, size_t t, size_t fleet) {
    size_t on = col(m, tagged(COL_ON, p, NONE, t, NONE), 0, CP_LP_INF);
    size_t r = row(m, tagged(ROW_ON, p, NONE, t, NONE), -CP_LP_INF, 0);
    coef(m, r, on, 1);
    coef(m, r, fleet, -1);
    return on;
}

/* Fleet of a pool in a period, and units at work within it in every slice. */
static void add_fleet_column(struct model *m, size_t p, size_t t) {
    struct pool *pool = &m->pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    uint16_t at = (uint16_t)t;
    size_t fleet = pool->fleet[t] = col(m, tagged(COL_FLEET, p, NONE, t, NONE), 0, CP_LP_INF);
    size_t sum = row(m, tagged(ROW_FLEET, p, NONE, t, NONE), 0, 0);
    coef(m, sum, fleet, 1);
    if (pool->s == NONE) {
        for (const struct lot *lot = first_of(m, pool); is_of(m, pool, lot); lot++)
            for (size_t i = 0; i <= t; i++)
                if (lot->col[i] != NONE && serves(age_of(m, i, t), lot->term))
                    coef(m, sum, lot->col[i], -1);
    } else {
        for (size_t k = 0; k < m->ncohort; k++) {
            const struct cohort *c = &m->cohort[k];
            if (c->pool == p && t >= c->first && t <= c->last)
                coef(m, sum, c->col + (t - c->first), -1);
        }
        charge(m, (struct entry){.col = fleet,
                                 .t = at,
                                 .kind = COST_GPU_OM,
                                 .site = m->plan->site[pool->s].name,
                                 .sku = sku->name,
                                 .amount = sku->om * m->years[t]});
    }
    size_t on = pool->on[t] =
        pool->s == NONE || isnan(sku->off) ? fleet : add_switch(m, p, t, fleet);
    pool->units_row[t] = rows_by_slice(m, tagged(ROW_UNITS, p, NONE, t, 0), -CP_LP_INF, 0);
    for (size_t i = 0; i < m->slice[t]->n; i++) {
        coef(m, pool->units_row[t] + i, on, -sku->availability * (1 - sku->spares));
        if (pool->s == NONE)
            continue;
        double pue = site_pue(m, &m->plan->site[pool->s], t, i), off = on == fleet ? 0 : sku->off;
        size_t load = m->load[pool->s * m->T + t] + i;
        coef(m, load, on, -sku->power * (sku->idle - off) * pue);
        coef(m, load, fleet, -sku->power * off * pue);
    }
}

/* What arrives from another site in a period does no work for a part of it. */
static void add_move_times(struct model *m, size_t p) {
    const struct pool *pool = &m->pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    for (size_t k = 0; pool->s != NONE && sku->move_time > 0 && k < m->ncohort; k++) {
        const struct cohort *c = &m->cohort[k];
        for (size_t t = c->from; c->pool == p && c->in != NONE && t <= c->last; t++)
            for (size_t h = 0; h < m->slice[t]->n; h++)
                coef(m, pool->units_row[t] + h, c->in + (t - c->from),
                     sku->availability * (1 - sku->spares) * fmin(1, sku->move_time / m->years[t]));
    }
}

static bool pool_exists(const struct model *m, size_t p, size_t t) {
    const struct pool *pool = &m->pool[p];
    if (pool->s == NONE) {
        for (const struct lot *lot = first_of(m, pool); is_of(m, pool, lot); lot++)
            for (size_t i = 0; i <= t; i++)
                if (lot->col[i] != NONE && serves(age_of(m, i, t), lot->term))
                    return true;
        return false;
    }
    for (size_t k = 0; k < m->ncohort; k++)
        if (m->cohort[k].pool == p && t >= m->cohort[k].first && t <= m->cohort[k].last)
            return true;
    return false;
}

int add_pools(struct model *m) {
    int rc = make_pools(m);
    for (size_t p = 0; !rc && p < m->npool; p++) {
        m->pool[p].fleet = indices(m, m->T);
        m->pool[p].on = indices(m, m->T);
        m->pool[p].units_row = indices(m, m->T);
        for (size_t t = 0; !m->oom && t < m->T; t++)
            if (pool_exists(m, p, t))
                add_fleet_column(m, p, t);
        if (!m->oom)
            add_move_times(m, p);
    }
    return rc ? rc : m->oom ? cp_fail_nomem(m->err) : 0;
}
