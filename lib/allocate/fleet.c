/* The fleet: GPUs bought or rented, kept, installed as cohorts, failing and ageing, and the pools
 * on which work runs. */
#include "allocate/internal.h"
#include <math.h>
#include <string.h>

enum { STORE_YEARS = 1 };

static double mid(const struct model *m, size_t t) {
    return cp_period_mid(m->period[t], m->plan->horizon.origin);
}

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

/* ---- buying -------------------------------------------------------------------------------- */

static void add_lot(struct model *m, size_t l) {
    struct lot *lot = &m->lot[l];
    lot->col = indices(m, m->T);
    for (size_t t = 0; !m->oom && t < m->T; t++) {
        if (lot->supply[t] <= 0)
            continue;
        uint16_t at = (uint16_t)t;
        size_t c = lot->col[t] =
            col(m, (struct tag){COL_BUY, (uint16_t)l, NOT, at, NOT}, 0, lot->supply[t]);
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
        for (size_t i = t; i < m->T && mid(m, i) - mid(m, t) < lot->term; i++) {
            e.t = (uint16_t)i;
            e.amount = lot->price[t] * m->hours[i];
            charge(m, e);
        }
    }
}

/* A later step at a lower price may fill only as fast as the one before it: the linear relaxation
 * of "in order", which makes the total cost the lower convex envelope of the price curve. */
static void order_steps(struct model *m, size_t l) {
    const struct lot *lot = &m->lot[l], *before = lot - 1;
    double low = INFINITY, high = 0;
    if (l == 0 || strcmp(before->offer, lot->offer) || lot->total <= 0 || before->total <= 0)
        return;
    for (size_t t = 0; t < m->T; t++) {
        if (lot->col[t] != NONE)
            low = fmin(low, lot->price[t]);
        if (before->col[t] != NONE)
            high = fmax(high, before->price[t]);
    }
    if (low >= high)
        return;
    size_t r = row(m, (struct tag){ROW_LOT, (uint16_t)l, NOT, NOT, NOT}, -CP_LP_INF, 0);
    for (size_t t = 0; t < m->T; t++) {
        if (lot->col[t] != NONE)
            coef(m, r, lot->col[t], 1 / lot->total);
        if (before->col[t] != NONE)
            coef(m, r, before->col[t], -1 / before->total);
    }
}

/* Units that will be taken whatever the program thinks, as far as they can arrive. */
static void add_commitment(struct model *m, size_t first, double committed) {
    double can = 0;
    size_t r =
        row(m, (struct tag){ROW_OFFER, (uint16_t)first, NOT, NOT, NOT}, committed, CP_LP_INF);
    for (size_t l = first; l < m->nlot && !strcmp(m->lot[l].offer, m->lot[first].offer); l++)
        for (size_t t = 0; t < m->T; t++)
            if (m->lot[l].col[t] != NONE) {
                coef(m, r, m->lot[l].col[t], 1);
                can += m->lot[l].supply[t];
            }
    if (can < committed)
        cp_lp_set_row_bounds(m->lp, r, can, CP_LP_INF);
}

/* ---- cohorts and pools --------------------------------------------------------------------- */

static void add_cohort(struct model *m, size_t *cap, struct cohort c) {
    bool existing = c.units >= 0;
    int64_t start = cp_period_start(m->period[c.first]) - existing; /* before the plan, if only just */
    cp_period_format(c.vintage,
                     cp_period_at(m->period[0].freq, start - (int64_t)(c.age * 8766)));
    /* existing units of one age, listed twice, are one cohort */
    struct cohort *last = m->ncohort ? &m->cohort[m->ncohort - 1] : NULL;
    if (existing && last && last->s == c.s && last->g == c.g &&
        !strcmp(last->vintage, c.vintage)) {
        last->price = (last->price * last->units + c.price * c.units) / (last->units + c.units);
        last->units += c.units;
        return;
    }
    if (!cp_grow(&m->cohort, cap, m->ncohort, sizeof c)) {
        m->oom = true;
        return;
    }
    m->cohort[m->ncohort++] = c;
}

static void add_stock(struct model *m, size_t k) {
    struct cohort *c = &m->cohort[k];
    const struct cp_sku *sku = &m->plan->sku[c->g];
    for (size_t t = c->first; t <= c->last; t++) {
        double most = t == c->first && c->units >= 0 ? c->units : CP_LP_INF;
        size_t x = col(m, (struct tag){COL_STOCK, (uint16_t)k, NOT, (uint16_t)t, NOT}, 0, most);
        if (t == c->first) {
            c->col = x;
            continue;
        }
        size_t r =
            row(m, (struct tag){ROW_SURVIVE, (uint16_t)k, NOT, (uint16_t)t, NOT}, -CP_LP_INF, 0);
        if (t == c->first + 1)
            c->row = r;
        coef(m, r, x, 1);
        coef(m, r, x - 1, -pow(1 - sku->failure, m->years[t]));
    }
    if (c->last == m->T - 1) {
        double age = c->age + m->years[m->T - 1] / 2 + mid(m, m->T - 1) - mid(m, c->first);
        charge(m, (struct entry){.col = c->col + (c->last - c->first),
                                 .t = (uint16_t)(m->T - 1),
                                 .kind = COST_SALVAGE,
                                 .site = m->plan->site[c->s].name,
                                 .sku = sku->name,
                                 .amount = -c->price * residual(sku, age)});
    }
}

/* The last period in which something of this age at period `first` still serves. */
static size_t last_in_service(const struct model *m, size_t first, double age, double life) {
    size_t last = first;
    while (last + 1 < m->T && age + mid(m, last + 1) - mid(m, first) < life)
        last++;
    return last;
}

/* Lowest price at which a SKU has come by period t; 0 when it has not. */
static double price_by(const struct model *m, size_t g, size_t t) {
    double best = INFINITY;
    for (size_t l = 0; l < m->nlot; l++)
        for (size_t i = 0; i <= t; i++)
            if (m->lot[l].g == g && !m->lot[l].rented && m->lot[l].supply[i] > 0)
                best = fmin(best, m->lot[l].price[i]);
    return isfinite(best) ? best : 0;
}

static bool has_halls(const struct model *m, size_t s, size_t t) {
    const struct cp_site *site = &m->plan->site[s];
    for (size_t f = 0; f < site->nphase; f++)
        if (in_force(m, t, site->phase[f].ready, INT64_MAX))
            return true;
    return false;
}

static int make_cohorts(struct model *m) {
    const struct cp_plan *plan = m->plan;
    size_t cap = 0;
    for (size_t s = 0; s < plan->nsite; s++) {
        for (size_t i = 0; i < plan->site[s].nexisting; i++) {
            const struct cp_existing *have = &plan->site[s].existing[i];
            size_t g = (size_t)(cp_plan_sku(plan, have->sku) - plan->sku);
            if (have->age < plan->sku[g].life && have->units > 0)
                add_cohort(
                    m, &cap,
                    (struct cohort){.s = s,
                                    .g = g,
                                    .units = have->units,
                                    .age = have->age,
                                    .price = isnan(have->price) ? 0 : have->price,
                                    .last = last_in_service(m, 0, have->age, plan->sku[g].life)});
        }
        for (size_t g = 0; g < plan->nsku; g++)
            for (size_t t = 0; t < m->T; t++) {
                double price = price_by(m, g, t);
                if (price > 0 && has_halls(m, s, t))
                    add_cohort(
                        m, &cap,
                        (struct cohort){.s = s,
                                        .g = g,
                                        .first = t,
                                        .units = NAN,
                                        .price = price,
                                        .last = last_in_service(m, t, 0, plan->sku[g].life)});
            }
    }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}

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
        if (m->lot[l].rented)
            m->pool[m->npool++] = (struct pool){.s = NONE, .g = m->lot[l].g, .lot = l};
    return 0;
}

/* Fleet of a pool in a period, and units at work within it in every slice. */
static void add_fleet_column(struct model *m, size_t p, size_t t) {
    struct pool *pool = &m->pool[p];
    const struct cp_sku *sku = &m->plan->sku[pool->g];
    uint16_t a = (uint16_t)p, at = (uint16_t)t;
    size_t fleet = pool->fleet[t] = col(m, (struct tag){COL_FLEET, a, NOT, at, NOT}, 0, CP_LP_INF);
    size_t sum = row(m, (struct tag){ROW_FLEET, a, NOT, at, NOT}, 0, 0);
    coef(m, sum, fleet, 1);
    if (pool->s == NONE) {
        const struct lot *lot = &m->lot[pool->lot];
        for (size_t i = 0; i <= t; i++)
            if (lot->col[i] != NONE && mid(m, t) - mid(m, i) < lot->term)
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
    for (size_t i = 0; i < m->slice[t]->n; i++) {
        size_t units = row(m, (struct tag){ROW_UNITS, a, NOT, at, (uint16_t)i}, -CP_LP_INF, 0);
        if (i == 0)
            pool->units_row[t] = units;
        coef(m, units, fleet, -sku->availability * (1 - sku->spares));
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
        const struct lot *lot = &m->lot[pool->lot];
        for (size_t i = 0; i <= t; i++)
            if (lot->col[i] != NONE && mid(m, t) - mid(m, i) < lot->term)
                return true;
        return false;
    }
    for (size_t k = 0; k < m->ncohort; k++)
        if (m->cohort[k].pool == p && t >= m->cohort[k].first && t <= m->cohort[k].last)
            return true;
    return false;
}

/* Bought chips of a SKU in period t, with this coefficient in row r. */
static void add_deliveries(struct model *m, size_t r, size_t g, size_t t, double value) {
    for (size_t l = 0; l < m->nlot; l++)
        if (m->lot[l].g == g && !m->lot[l].rented && m->lot[l].col[t] != NONE)
            coef(m, r, m->lot[l].col[t], value);
}

/* Chips wait for halls and power, but not for long: what is kept came within a year. Without this
 * a chip would stay young in its box, and the program would lay in stocks for years. What cannot
 * be installed in time is lost. */
static void add_inventory(struct model *m, size_t g) {
    const struct cp_sku *sku = &m->plan->sku[g];
    for (size_t t = 0, kept = NONE; t < m->T; t++) {
        double price = price_by(m, g, t);
        if (price <= 0)
            continue;
        uint16_t a = (uint16_t)g, at = (uint16_t)t;
        size_t r = row(m, (struct tag){ROW_INVENTORY, a, NOT, at, NOT}, 0, CP_LP_INF);
        size_t store = row(m, (struct tag){ROW_STORE, a, NOT, at, NOT}, -CP_LP_INF, 0);
        if (kept != NONE)
            coef(m, r, kept, 1);
        kept = col(m, (struct tag){COL_INVENTORY, a, NOT, at, NOT}, 0, CP_LP_INF);
        coef(m, r, kept, -1);
        coef(m, store, kept, 1);
        add_deliveries(m, r, g, t, 1);
        for (size_t i = 0; i <= t; i++)
            if (mid(m, t) - mid(m, i) < STORE_YEARS)
                add_deliveries(m, store, g, i, -1);
        for (size_t k = 0; k < m->ncohort; k++)
            if (m->cohort[k].g == g && m->cohort[k].first == t && isnan(m->cohort[k].units))
                coef(m, r, m->cohort[k].col, -1);
        if (t == m->T - 1)
            charge(m, (struct entry){.col = kept,
                                     .t = at,
                                     .kind = COST_SALVAGE,
                                     .sku = sku->name,
                                     .amount = -price * residual(sku, 1)});
    }
}

int add_fleet(struct model *m) {
    for (size_t l = 0; !m->oom && l < m->nlot; l++) {
        add_lot(m, l);
        if (!m->oom)
            order_steps(m, l);
    }
    for (size_t l = 0; !m->oom && l < m->nlot; l++)
        if (m->lot[l].committed > 0)
            add_commitment(m, l, m->lot[l].committed);
    if (m->oom)
        return cp_fail_nomem(m->err);
    int rc = make_cohorts(m);
    if (!rc)
        rc = make_pools(m);
    if (rc)
        return rc;
    for (size_t k = 0; k < m->ncohort; k++)
        add_stock(m, k);
    for (size_t g = 0; g < m->plan->nsku; g++)
        add_inventory(m, g);
    for (size_t p = 0; p < m->npool; p++) {
        m->pool[p].fleet = indices(m, m->T);
        m->pool[p].units_row = indices(m, m->T);
        for (size_t t = 0; !m->oom && t < m->T; t++)
            if (pool_exists(m, p, t))
                add_fleet_column(m, p, t);
    }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
