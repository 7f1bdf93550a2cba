/* Loss of any one site: what the others, with what is rented, could serve of the firm work at its
 * peak without it, flexible work standing still [after the standby capacity of Newell et al., RAS,
 * SOSP 2021, with each loss dispatched instead of the largest capacity set aside]. */
#include "allocate/program/internal.h"
#include <math.h>

/* Work that some site alone may run cannot be saved from its loss, and is not asked for. */
static bool can_move(const struct model *m, size_t w, size_t lost, size_t t) {
    for (size_t p = 0; p < m->npool; p++)
        if (m->pool[p].s != lost && m->run[(w * m->npool + p) * m->T + t] != NONE)
            return true;
    return false;
}

/* A site without GPUs in the period has nothing to lose. */
static bool has_pool(const struct model *m, size_t s, size_t t) {
    for (size_t p = 0; p < m->npool; p++)
        if (m->pool[p].s == s && m->pool[p].fleet[t] != NONE)
            return true;
    return false;
}

static double highest_pue(const struct model *m, size_t s, size_t t) {
    double pue = 0;
    for (size_t h = 0; h < m->slice[t]->n; h++)
        pue = fmax(pue, site_pue(m, &m->plan->site[s], t, h));
    return pue;
}

/* Units of every pool left stay within what can work, and their power within the halls. */
static void add_rooms(struct model *m, size_t lost, size_t t, size_t *units, size_t *room) {
    for (size_t s = 0; s < m->plan->nsite; s++) {
        room[s] = NONE;
        if (s == lost)
            continue;
        room[s] = row(m, tagged(ROW_STANDBY_ROOM, s, lost, t, NONE), -CP_LP_INF, 0);
        coef(m, room[s], m->halls[s * m->T + t], -1);
    }
    for (size_t p = 0; p < m->npool; p++) {
        const struct pool *pool = &m->pool[p];
        const struct cp_sku *sku = &m->plan->sku[pool->g];
        units[p] = NONE;
        if (pool->s == lost || pool->fleet[t] == NONE)
            continue;
        units[p] = row(m, tagged(ROW_STANDBY_UNITS, p, lost, t, NONE), -CP_LP_INF, 0);
        coef(m, units[p], pool->fleet[t], -sku->availability);
        if (pool->s != NONE)
            coef(m, room[pool->s], pool->fleet[t],
                 sku->power * sku->idle * highest_pue(m, pool->s, t));
    }
}

static void add_loss(struct model *m, size_t lost, size_t t, size_t *units, size_t *room) {
    add_rooms(m, lost, t, units, room);
    for (size_t w = 0; w < m->plan->nworkload; w++) {
        const struct cp_workload *work = &m->plan->workload[w];
        if (work->kind != CP_FIRM || m->top[w * m->T + t] <= 0 || !can_move(m, w, lost, t))
            continue;
        size_t served = row(m, tagged(ROW_STANDBY, w, lost, t, NONE),
                            m->accept[w] == NONE ? m->top[w * m->T + t] : 0, CP_LP_INF);
        if (m->accept[w] != NONE)
            coef(m, served, m->accept[w], -m->top[w * m->T + t]);
        for (size_t p = 0; p < m->npool; p++) {
            const struct pool *pool = &m->pool[p];
            const struct cp_sku *sku = &m->plan->sku[pool->g];
            if (units[p] == NONE || m->run[(w * m->npool + p) * m->T + t] == NONE)
                continue;
            double each = 1 / (sku->peak * cp_sku_efficiency(sku, work->name));
            size_t x = col(m, tagged(COL_STANDBY, w, p, t, lost), 0, CP_LP_INF);
            coef(m, served, x, 1);
            coef(m, units[p], x, each);
            if (pool->s != NONE)
                coef(m, room[pool->s], x,
                     each * sku->power * (1 - sku->idle) * highest_pue(m, pool->s, t));
        }
    }
}

int add_standby(struct model *m) {
    size_t *units = indices(m, m->npool), *room = indices(m, m->plan->nsite);
    for (size_t t = 0; !m->oom && t < m->T; t++) {
        if (!in_force(m, t, m->plan->policy.site_loss, INT64_MAX))
            continue;
        for (size_t s = 0; s < m->plan->nsite; s++)
            if (has_pool(m, s, t))
                add_loss(m, s, t, units, room);
    }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
