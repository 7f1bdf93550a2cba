/* Pools: the GPUs of one SKU at one site, or rented under one offer. Their units at work stay
 * within what can work of those that are switched on, and draw power. */
#include "allocate/block/block.h"
#include <math.h>
#include <string.h>

static void make_pools(struct cp_program *m) {
    const struct cp_plan *plan = m->plan;
    size_t most = plan->nsite * plan->nsku + m->fleet.nstep;
    m->fleet.pool = cp_arena_calloc(&m->arena, most + 1, sizeof *m->fleet.pool);
    need(m, m->fleet.pool);
    for (size_t s = 0; cp_allocate_going(m) && s < plan->nsite; s++)
        for (size_t g = 0; g < plan->nsku; g++) {
            bool used = false;
            for (size_t k = 0; k < m->fleet.ncohort; k++)
                if (m->fleet.cohort[k].s == s && m->fleet.cohort[k].g == g) {
                    m->fleet.cohort[k].pool = m->fleet.npool;
                    used = true;
                }
            if (used)
                m->fleet.pool[m->fleet.npool++] = (struct cp_pool){.s = s, .g = g, .step = NONE};
        }
    for (size_t l = 0; cp_allocate_going(m) && l < m->fleet.nstep; l++)
        if (m->fleet.step[l].rented &&
            (l == 0 || strcmp(m->fleet.step[l - 1].offer, m->fleet.step[l].offer) != 0))
            m->fleet.pool[m->fleet.npool++] =
                (struct cp_pool){.s = NONE, .g = m->fleet.step[l].g, .step = l};
}

/* The steps of a rented pool's offer stand together: from the first, as long as they are its. */
static const struct cp_offer_step *first_of(const struct cp_program *m,
                                            const struct cp_pool *pool) {
    return &m->fleet.step[pool->step];
}

static bool is_of(const struct cp_program *m, const struct cp_pool *pool,
                  const struct cp_offer_step *step) {
    return step < m->fleet.step + m->fleet.nstep &&
           !strcmp(step->offer, m->fleet.step[pool->step].offer);
}

/* Units that are switched on for the whole period; the others draw next to nothing. */
static size_t add_switch(struct cp_program *m, size_t p, size_t t, size_t fleet) {
    size_t on = cp_allocate_col(m, tagged(COL_POWERED, p, NONE, t, NONE), 0, CP_LP_INF);
    size_t r = cp_allocate_row(m, tagged(ROW_POWERED, p, NONE, t, NONE), -CP_LP_INF, 0);
    cp_allocate_coef(m, r, on, 1);
    cp_allocate_coef(m, r, fleet, -1);
    return on;
}

/* Of units that work: what their repairs cost. */
static void add_repairs(struct cp_program *m, const struct cp_pool *pool, size_t t, size_t on) {
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    const struct cp_sku_reliability *r = &sku->reliability;
    cp_allocate_charge(m, t,
                       (struct cp_entry){.col = on,
                                         .kind = COST_GPU_OM,
                                         .site = m->plan->site[pool->s].name,
                                         .sku = sku->name,
                                         .amount = r->repair_cost * r->repairs *
                                                   (1 - r->repairing) * m->time.years[t]});
}

/* Fleet of a pool in a period, and units at work within it in every slice. */
static void add_fleet_column(struct cp_program *m, size_t p, size_t t) {
    struct cp_pool *pool = &m->fleet.pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    size_t fleet = pool->fleet[t] =
        cp_allocate_col(m, tagged(COL_FLEET, p, NONE, t, NONE), 0, CP_LP_INF);
    size_t sum = cp_allocate_row(m, tagged(ROW_FLEET, p, NONE, t, NONE), 0, 0);
    cp_allocate_coef(m, sum, fleet, 1);
    if (pool->s == NONE) {
        for (const struct cp_offer_step *step = first_of(m, pool); is_of(m, pool, step); step++)
            for (size_t i = 0; i <= t; i++)
                if (step->col[i] != NONE && cp_allocate_alive(cp_allocate_age(m, i, t), step->term))
                    cp_allocate_coef(m, sum, step->col[i], -1);
    } else {
        for (size_t k = 0; k < m->fleet.ncohort; k++) {
            const struct cp_cohort *c = &m->fleet.cohort[k];
            if (c->pool == p && t >= c->first && t <= c->last)
                cp_allocate_coef(m, sum, c->col + (t - c->first), -1);
        }
        cp_allocate_charge(m, t,
                           (struct cp_entry){.col = fleet,
                                             .kind = COST_GPU_OM,
                                             .site = m->plan->site[pool->s].name,
                                             .sku = sku->name,
                                             .amount = sku->om * m->time.years[t]});
    }
    size_t on = pool->powered[t] =
        pool->s == NONE || isnan(sku->off) ? fleet : add_switch(m, p, t, fleet);
    if (pool->s != NONE)
        add_repairs(m, pool, t, on);
    pool->units_row[t] = cp_allocate_rows(m, tagged(ROW_UNITS, p, NONE, t, 0), -CP_LP_INF, 0);
    for (size_t i = 0; i < m->time.slice[t]->n; i++) {
        cp_allocate_coef(m, pool->units_row[t] + i, on,
                         -sku->reliability.availability * (1 - sku->reliability.spares));
        if (pool->s == NONE)
            continue;
        double pue = cp_allocate_pue(m, &m->plan->site[pool->s], t, i),
               off = on == fleet ? 0 : sku->off;
        size_t load = *load_at(m, pool->s, t) + i;
        double idle = sku->idle * (1 - sku->reliability.repairing);
        cp_allocate_coef(m, load, on, -sku->power * (idle - off) * pue);
        cp_allocate_coef(m, load, fleet, -sku->power * off * pue);
    }
}

/* What arrives from another site in a period does no work for a part of it. */
static void add_move_times(struct cp_program *m, size_t p) {
    const struct cp_pool *pool = &m->fleet.pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    for (size_t k = 0; pool->s != NONE && sku->move_time > 0 && k < m->fleet.ncohort; k++) {
        const struct cp_cohort *c = &m->fleet.cohort[k];
        for (size_t t = c->from; c->pool == p && c->move_in != NONE && t <= c->last; t++)
            for (size_t h = 0; h < m->time.slice[t]->n; h++)
                cp_allocate_coef(m, pool->units_row[t] + h, c->move_in + (t - c->from),
                                 sku->reliability.availability * (1 - sku->reliability.spares) *
                                     fmin(1, sku->move_time / m->time.years[t]));
    }
}

static bool pool_exists(const struct cp_program *m, size_t p, size_t t) {
    const struct cp_pool *pool = &m->fleet.pool[p];
    if (pool->s == NONE) {
        for (const struct cp_offer_step *step = first_of(m, pool); is_of(m, pool, step); step++)
            for (size_t i = 0; i <= t; i++)
                if (step->col[i] != NONE && cp_allocate_alive(cp_allocate_age(m, i, t), step->term))
                    return true;
        return false;
    }
    for (size_t k = 0; k < m->fleet.ncohort; k++)
        if (m->fleet.cohort[k].pool == p && t >= m->fleet.cohort[k].first &&
            t <= m->fleet.cohort[k].last)
            return true;
    return false;
}

int cp_allocate_add_pools(struct cp_program *m) {
    make_pools(m);
    for (size_t p = 0; cp_allocate_going(m) && p < m->fleet.npool; p++) {
        m->fleet.pool[p].fleet = cp_allocate_indices(m, m->T);
        m->fleet.pool[p].powered = cp_allocate_indices(m, m->T);
        m->fleet.pool[p].units_row = cp_allocate_indices(m, m->T);
        for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++)
            if (pool_exists(m, p, t))
                add_fleet_column(m, p, t);
        if (cp_allocate_going(m))
            add_move_times(m, p);
    }
    return cp_allocate_failed(m);
}
