/* The fleet: GPUs delivered in a period wait in a batch until installed, stand at a site as a
 * cohort, fail and age from their delivery on, and work in the pool of their site and SKU. */
#include "allocate/internal.h"
#include <math.h>
#include <string.h>

/* Market value at an age as a part of the price: the plan's points, straight lines between them,
 * from 1 at age 0 to 0 a year after the last; without points a straight line over the life. */
static double residual(const struct cp_sku *sku, double age) {
    if (!sku->nresidual)
        return fmax(0, 1 - age / sku->life);
    size_t year = age > 0 ? (size_t)age : 0;
    if (year > sku->nresidual)
        return 0;
    double before = year ? sku->residual[year - 1] : 1;
    double after = year < sku->nresidual ? sku->residual[year] : 0;
    return before + (after - before) * (fmax(age, 0) - (double)year);
}

/* The last period in which something of this age at period `first` still serves. */
static size_t last_in_service(const struct model *m, size_t first, double age, double life) {
    size_t last = first;
    while (last + 1 < m->T && serves(age + age_of(m, first, last + 1), life))
        last++;
    return last;
}

/* Worth of a unit that is `age` old in the last period, at the horizon's end. */
static void add_salvage(struct model *m, size_t c, size_t g, const char *site, double age,
                        double price) {
    const struct cp_sku *sku = &m->plan->sku[g];
    double end = age + m->years[m->T - 1] / 2;
    charge(m, (struct entry){.col = c,
                             .t = (uint16_t)(m->T - 1),
                             .kind = COST_SALVAGE,
                             .site = site,
                             .sku = sku->name,
                             .amount = -price * residual(sku, end)});
}

/* ---- batches ------------------------------------------------------------------------------- */

/* One for every SKU and period in which units are bought. */
static int make_batches(struct model *m) {
    m->batch = cp_arena_calloc(&m->arena, m->plan->nsku * m->T + 1, sizeof *m->batch);
    if (!m->batch)
        return cp_fail_nomem(m->err);
    for (size_t g = 0; g < m->plan->nsku; g++)
        for (size_t t = 0; t < m->T; t++) {
            double price = INFINITY;
            for (size_t l = 0; l < m->nlot; l++)
                if (m->lot[l].g == g && !m->lot[l].rented && m->lot[l].col[t] != NONE)
                    price = fmin(price, m->lot[l].price[t]);
            if (isfinite(price))
                m->batch[m->nbatch++] =
                    (struct batch){.g = g,
                                   .first = t,
                                   .price = price,
                                   .last = last_in_service(m, t, 0, m->plan->sku[g].life),
                                   .stored = last_in_service(m, t, 0, m->plan->sku[g].store)};
        }
    return 0;
}

/* kept = kept before + delivered - installed; the installed are taken off by the cohorts. What is
 * not installed when the SKU's time in store is over is lost. */
static void add_batch(struct model *m, size_t b) {
    struct batch *batch = &m->batch[b];
    for (size_t t = batch->first; t <= batch->stored; t++) {
        struct tag tag = {ROW_INVENTORY, (uint16_t)b, NOT, (uint16_t)t, NOT};
        size_t r = row(m, tag, 0, 0);
        tag.kind = COL_INVENTORY;
        size_t kept = col(m, tag, 0, CP_LP_INF);
        coef(m, r, kept, -1);
        if (t == batch->first) {
            batch->row = r;
            batch->col = kept;
            for (size_t l = 0; l < m->nlot; l++)
                if (m->lot[l].g == batch->g && !m->lot[l].rented && m->lot[l].col[t] != NONE)
                    coef(m, r, m->lot[l].col[t], 1);
        } else {
            coef(m, r, kept - 1, 1);
        }
        if (t == m->T - 1)
            add_salvage(m, kept, batch->g, NULL, age_of(m, batch->first, t), batch->price);
    }
}

/* ---- cohorts ------------------------------------------------------------------------------- */

static void push_cohort(struct model *m, size_t *cap, struct cohort c) {
    if (!cp_grow(&m->cohort, cap, m->ncohort, sizeof c)) {
        m->oom = true;
        return;
    }
    m->cohort[m->ncohort++] = c;
}

static void add_existing(struct model *m, size_t *cap, size_t s, const struct cp_existing *have) {
    size_t g = (size_t)(cp_plan_sku(m->plan, have->sku) - m->plan->sku);
    double age = have->age + m->years[0] / 2, life = m->plan->sku[g].life;
    struct cohort c = {
        .s = s, .g = g, .batch = NONE, .units = have->units, .age = age, .price = have->price};
    if (!serves(age, life) || !(have->units > 0))
        return;
    /* installed before the plan, if only just */
    int64_t when = m->plan->horizon.origin - 1 - (int64_t)(have->age * 8766);
    cp_period_format(c.vintage, cp_period_at(m->period[0].freq, when));
    c.last = last_in_service(m, 0, age, life);
    push_cohort(m, cap, c);
}

/* First period, from t on, in which the site has halls; NONE: never. */
static size_t first_halls(const struct model *m, size_t s, size_t t) {
    const struct cp_site *site = &m->plan->site[s];
    for (; t < m->T; t++)
        for (size_t f = 0; f < site->nphase; f++)
            if (in_force(m, t, site->phase[f].ready, INT64_MAX))
                return t;
    return NONE;
}

static int make_cohorts(struct model *m) {
    size_t cap = 0;
    for (size_t s = 0; s < m->plan->nsite; s++) {
        for (size_t i = 0; i < m->plan->site[s].nexisting; i++)
            add_existing(m, &cap, s, &m->plan->site[s].existing[i]);
        for (size_t b = 0; b < m->nbatch; b++) {
            const struct batch *batch = &m->batch[b];
            size_t first = first_halls(m, s, batch->first);
            struct cohort c = {.s = s,
                               .g = batch->g,
                               .batch = b,
                               .units = NAN,
                               .price = batch->price,
                               .first = first,
                               .last = batch->last};
            if (first == NONE || first > batch->stored)
                continue;
            c.age = age_of(m, batch->first, first);
            memcpy(c.vintage, m->text[batch->first], sizeof c.vintage);
            push_cohort(m, &cap, c);
        }
    }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}

/* Units of cohort k that are installed in period t, from its batch. */
static size_t add_install(struct model *m, const struct cohort *c, size_t k, size_t t) {
    size_t x = col(m, tagged(COL_INSTALL, k, NONE, t, NONE), 0, CP_LP_INF);
    const struct batch *batch = &m->batch[c->batch];
    coef(m, batch->row + (t - batch->first), x, -1);
    return x;
}

/* stock <= what is left of the stock before + installed; the rest is retired. */
static void add_cohort(struct model *m, size_t k) {
    struct cohort *c = &m->cohort[k];
    double keep = 1 - m->plan->sku[c->g].failure;
    bool existing = c->batch == NONE;
    size_t n = c->last - c->first + 1;
    for (size_t t = c->first; t <= c->last; t++) {
        double most = existing && t == c->first ? c->units : CP_LP_INF;
        size_t x = col(m, tagged(COL_STOCK, k, NONE, t, NONE), 0, most);
        if (t == c->first)
            c->col = x;
    }
    for (size_t t = c->first; t <= c->last; t++) {
        size_t x = c->col + (t - c->first);
        if (existing && t == c->first)
            continue;
        size_t r = row(m, tagged(ROW_SURVIVE, k, NONE, t, NONE), -CP_LP_INF, 0);
        coef(m, r, x, 1);
        if (t > c->first)
            coef(m, r, x - 1, -pow(keep, m->years[t]));
        if (!existing && t <= m->batch[c->batch].stored) {
            size_t installed = add_install(m, c, k, t);
            coef(m, r, installed, -1);
            if (t == c->first)
                c->install = installed;
        }
    }
    if (c->last == m->T - 1)
        add_salvage(m, c->col + n - 1, c->g, m->plan->site[c->s].name,
                    c->age + age_of(m, c->first, c->last), c->price);
}

/* ---- pools --------------------------------------------------------------------------------- */

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
    pool->units_row[t] = rows_by_slice(m, tagged(ROW_UNITS, p, NONE, t, 0), -CP_LP_INF, 0);
    for (size_t i = 0; i < m->slice[t]->n; i++) {
        coef(m, pool->units_row[t] + i, fleet, -sku->availability * (1 - sku->spares));
        if (pool->s != NONE) {
            const struct cp_site *site = &m->plan->site[pool->s];
            coef(m, m->load[pool->s * m->T + t] + i, fleet,
                 -sku->power * sku->idle * site_pue(m, site, t, i));
        }
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

int add_fleet(struct model *m) {
    int rc = make_batches(m);
    for (size_t b = 0; !rc && b < m->nbatch; b++)
        add_batch(m, b);
    if (!rc)
        rc = make_cohorts(m);
    for (size_t k = 0; !rc && k < m->ncohort; k++)
        add_cohort(m, k);
    if (!rc)
        rc = make_pools(m);
    for (size_t p = 0; !rc && p < m->npool; p++) {
        m->pool[p].fleet = indices(m, m->T);
        m->pool[p].units_row = indices(m, m->T);
        for (size_t t = 0; !m->oom && t < m->T; t++)
            if (pool_exists(m, p, t))
                add_fleet_column(m, p, t);
    }
    return rc ? rc : m->oom ? cp_fail_nomem(m->err) : 0;
}
