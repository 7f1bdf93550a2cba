/* The fleet: GPUs delivered in a period wait in a batch until installed, stand at a site as a
 * cohort, fail and age from their delivery on, and are sold, retired or moved (move.c). They work
 * in the pool of their site and SKU (pool.c). */
#include "allocate/program/internal.h"
#include <math.h>
#include <string.h>

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
    int64_t at = cp_period_end(m->period[m->T - 1]);
    charge(m, (struct entry){.col = c,
                             .t = (uint16_t)(m->T - 1),
                             .kind = COST_SALVAGE,
                             .site = site,
                             .sku = sku->name,
                             .amount = -price * cp_sku_worth(sku, end, at)});
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
            const struct cp_path *market = &m->plan->sku[g].market;
            if (isfinite(price) && market->n)
                price = cp_path_at(market, m->period[t], m->plan->horizon.origin);
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

/* First period, from t on, in which the site has halls; NONE: never. */
static size_t first_halls(const struct model *m, size_t s, size_t t) {
    const struct cp_site *site = &m->plan->site[s];
    for (; t < m->T; t++)
        for (size_t f = 0; f < site->nphase; f++)
            if (in_force(m, t, site->phase[f].ready, INT64_MAX))
                return t;
    return NONE;
}

static void add_existing(struct model *m, size_t *cap, size_t s, const struct cp_existing *have) {
    size_t g = (size_t)(cp_plan_sku(m->plan, have->sku) - m->plan->sku);
    double age = have->age + m->years[0] / 2, life = m->plan->sku[g].life;
    struct cohort c = {.s = s,
                       .g = g,
                       .batch = NONE,
                       .group = m->nbatch + m->ngroup,
                       .units = have->units,
                       .age = age,
                       .price = have->price};
    if (!serves(age, life) || !(have->units > 0))
        return;
    /* installed before the plan, if only just */
    int64_t when = m->plan->horizon.origin - 1 - (int64_t)(have->age * 8766);
    cp_period_format(c.vintage, cp_period_at(m->period[0].freq, when));
    c.last = last_in_service(m, 0, age, life);
    m->ngroup++;
    push_cohort(m, cap, c);
}

static bool has_cohort(const struct model *m, size_t s, const struct cohort *like) {
    for (size_t k = 0; k < m->ncohort; k++)
        if (m->cohort[k].s == s && m->cohort[k].g == like->g &&
            !strcmp(m->cohort[k].vintage, like->vintage))
            return true;
    return false;
}

/* Where what stands at the start could move to: a site's GPUs of one age are told apart by the
 * period of their delivery. */
static void add_targets(struct model *m, size_t *cap) {
    for (size_t k = 0, n = m->ncohort; !m->oom && k < n; k++)
        for (size_t s = 0; s < m->plan->nsite; s++) {
            struct cohort c = m->cohort[k];
            if (c.batch != NONE || isnan(m->plan->sku[c.g].move) || first_halls(m, s, 0) == NONE ||
                has_cohort(m, s, &c))
                continue;
            c.s = s;
            c.units = 0;
            push_cohort(m, cap, c);
        }
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
                               .group = b,
                               .units = NAN,
                               .price = batch->price,
                               .first = first,
                               .last = batch->last};
            /* what waits too long cannot be installed, but could come from another site */
            size_t until = isnan(m->plan->sku[batch->g].move) ? batch->stored : batch->last;
            if (first == NONE || first > until)
                continue;
            c.age = age_of(m, batch->first, first);
            memcpy(c.vintage, m->text[batch->first], sizeof c.vintage);
            push_cohort(m, &cap, c);
        }
    }
    add_targets(m, &cap);
    return m->oom ? cp_fail_nomem(m->err) : 0;
}

/* Units of cohort k that are installed in period t, from its batch. */
static size_t add_install(struct model *m, const struct cohort *c, size_t k, size_t t) {
    size_t x = col(m, tagged(COL_INSTALL, k, NONE, t, NONE), 0, CP_LP_INF);
    const struct batch *batch = &m->batch[c->batch];
    coef(m, batch->row + (t - batch->first), x, -1);
    return x;
}

/* stock <= what is left of the stock before + installed; the rest is retired. What is sold and
 * moved enters these rows from move.c. */
static void add_cohort(struct model *m, size_t k) {
    struct cohort *c = &m->cohort[k];
    double keep = 1 - m->plan->sku[c->g].failure;
    bool existing = c->batch == NONE;
    size_t n = c->last - c->first + 1;
    c->from = c->first + existing;
    c->sell = c->in = c->out = c->install = NONE;
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
        c->survive = t == c->from ? r : c->survive;
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

int add_fleet(struct model *m) {
    int rc = make_batches(m);
    for (size_t b = 0; !rc && b < m->nbatch; b++)
        add_batch(m, b);
    if (!rc)
        rc = make_cohorts(m);
    for (size_t k = 0; !rc && k < m->ncohort; k++)
        add_cohort(m, k);
    if (!rc)
        rc = add_moves(m);
    return rc ? rc : add_pools(m);
}
