/* The fleet: GPUs delivered in a period wait in store until installed, stand at a site as a
 * cohort, fail and age from their delivery on, and are sold, retired or moved (move.c). They work
 * in the pool of their site and SKU (pool.c). */
#include "allocate/block/block.h"
#include <math.h>
#include <string.h>

/* The last period in which something of this age at period `first` still serves. */
static size_t last_in_service(const struct cp_program *m, size_t first, double age, double life) {
    size_t last = first;
    while (last + 1 < m->T && cp_allocate_alive(age + cp_allocate_age(m, first, last + 1), life))
        last++;
    return last;
}

/* Worth of a unit that is `age` old in the last period, at the horizon's end. */
static void add_salvage(struct cp_program *m, size_t c, size_t g, const char *site, double age,
                        double price) {
    const struct cp_sku *sku = &m->plan->sku[g];
    double end = age + m->time.years[m->T - 1] / 2;
    int64_t at = cp_period_end(m->time.period[m->T - 1]);
    cp_allocate_charge(m, m->T - 1,
                       (struct cp_entry){.col = c,
                                         .kind = COST_SALVAGE,
                                         .site = site,
                                         .sku = sku->name,
                                         .amount = -price * cp_plan_residual_value(sku, end, at)});
}

/* ---- deliveries ---------------------------------------------------------------------------- */

/* One for every SKU and period in which units are bought. */
static void make_deliveries(struct cp_program *m) {
    m->fleet.delivery =
        cp_arena_calloc(&m->arena, m->plan->nsku * m->T + 1, sizeof *m->fleet.delivery);
    need(m, m->fleet.delivery);
    for (size_t g = 0; cp_allocate_going(m) && g < m->plan->nsku; g++)
        for (size_t t = 0; t < m->T; t++) {
            double price = INFINITY;
            for (size_t l = 0; l < m->fleet.nstep; l++)
                if (m->fleet.step[l].g == g && !m->fleet.step[l].rented &&
                    m->fleet.step[l].col[t] != NONE)
                    price = fmin(price, m->fleet.step[l].price[t]);
            const struct cp_path *market = &m->plan->sku[g].value.market;
            if (isfinite(price))
                m->fleet.delivery[m->fleet.ndelivery++] =
                    (struct cp_delivery){.g = g,
                                         .first = t,
                                         .price = cp_allocate_path(m, market, t, price),
                                         .last = last_in_service(m, t, 0, m->plan->sku[g].life),
                                         .stored = last_in_service(m, t, 0, m->plan->sku[g].store)};
        }
}

/* kept = kept before + delivered - installed; the installed are taken off by the cohorts. What is
 * not installed when the SKU's time in store is over is lost. */
static void add_delivery(struct cp_program *m, size_t b) {
    struct cp_delivery *delivery = &m->fleet.delivery[b];
    for (size_t t = delivery->first; t <= delivery->stored; t++) {
        size_t r = cp_allocate_row(m, tagged(ROW_INVENTORY, b, NONE, t, NONE), 0, 0);
        size_t kept = cp_allocate_col(m, tagged(COL_INVENTORY, b, NONE, t, NONE), 0, CP_LP_INF);
        cp_allocate_coef(m, r, kept, -1);
        if (t == delivery->first) {
            delivery->row = r;
            delivery->col = kept;
            for (size_t l = 0; l < m->fleet.nstep; l++)
                if (m->fleet.step[l].g == delivery->g && !m->fleet.step[l].rented &&
                    m->fleet.step[l].col[t] != NONE)
                    cp_allocate_coef(m, r, m->fleet.step[l].col[t], 1);
        } else {
            cp_allocate_coef(m, r, kept - 1, 1);
        }
        if (t == m->T - 1)
            add_salvage(m, kept, delivery->g, NULL, cp_allocate_age(m, delivery->first, t),
                        delivery->price);
    }
}

/* ---- cohorts ------------------------------------------------------------------------------- */

static void push_cohort(struct cp_program *m, struct cp_cohort c) {
    if (!cp_grow(&m->fleet.cohort, &m->fleet.capcohort, m->fleet.ncohort, sizeof c)) {
        m->ended = OUT_OF_MEMORY;
        return;
    }
    m->fleet.cohort[m->fleet.ncohort++] = c;
}

/* First period, from t on, in which the site has halls; NONE: never. */
static size_t first_halls(const struct cp_program *m, size_t s, size_t t) {
    const struct cp_site *site = &m->plan->site[s];
    for (; t < m->T; t++)
        for (size_t f = 0; f < site->nphase; f++)
            if (cp_allocate_in_force(m, t, site->phase[f].ready, INT64_MAX))
                return t;
    return NONE;
}

static void add_existing(struct cp_program *m, size_t s, const struct cp_existing *have) {
    size_t g = (size_t)(cp_plan_sku(m->plan, have->sku) - m->plan->sku);
    double age = have->age + m->time.years[0] / 2, life = m->plan->sku[g].life;
    struct cp_cohort c = {.s = s,
                          .g = g,
                          .delivery = NONE,
                          .group = m->fleet.ndelivery + m->fleet.ngroup,
                          .units = have->units,
                          .age = age,
                          .price = have->price};
    if (!cp_allocate_alive(age, life) || !(have->units > 0))
        return;
    /* installed before the plan, if only just */
    int64_t when = m->plan->horizon.origin - 1 - (int64_t)(have->age * 8766);
    cp_period_format(c.vintage, cp_period_at(m->time.period[0].freq, when));
    c.last = last_in_service(m, 0, age, life);
    m->fleet.ngroup++;
    push_cohort(m, c);
}

static bool has_cohort(const struct cp_program *m, size_t s, const struct cp_cohort *like) {
    for (size_t k = 0; k < m->fleet.ncohort; k++)
        if (m->fleet.cohort[k].s == s && m->fleet.cohort[k].g == like->g &&
            !strcmp(m->fleet.cohort[k].vintage, like->vintage))
            return true;
    return false;
}

/* Where what stands at the start could move to: a site's GPUs of one age are told apart by the
 * period of their delivery. */
static void add_targets(struct cp_program *m) {
    for (size_t k = 0, n = m->fleet.ncohort; cp_allocate_going(m) && k < n; k++)
        for (size_t s = 0; s < m->plan->nsite; s++) {
            struct cp_cohort c = m->fleet.cohort[k];
            if (c.delivery != NONE || isnan(m->plan->sku[c.g].move) ||
                first_halls(m, s, 0) == NONE || has_cohort(m, s, &c))
                continue;
            c.s = s;
            c.units = 0;
            push_cohort(m, c);
        }
}

static void make_cohorts(struct cp_program *m) {
    for (size_t s = 0; cp_allocate_going(m) && s < m->plan->nsite; s++) {
        for (size_t i = 0; i < m->plan->site[s].nexisting; i++)
            add_existing(m, s, &m->plan->site[s].existing[i]);
        for (size_t b = 0; b < m->fleet.ndelivery; b++) {
            const struct cp_delivery *delivery = &m->fleet.delivery[b];
            size_t first = first_halls(m, s, delivery->first);
            struct cp_cohort c = {.s = s,
                                  .g = delivery->g,
                                  .delivery = b,
                                  .group = b,
                                  .units = NAN,
                                  .price = delivery->price,
                                  .first = first,
                                  .last = delivery->last};
            /* what waits too long cannot be installed, but could come from another site */
            size_t until =
                isnan(m->plan->sku[delivery->g].move) ? delivery->stored : delivery->last;
            if (first == NONE || first > until)
                continue;
            c.age = cp_allocate_age(m, delivery->first, first);
            memcpy(c.vintage, m->time.text[delivery->first], sizeof c.vintage);
            push_cohort(m, c);
        }
    }
    add_targets(m);
}

/* Units of cohort k that are installed in period t, from its delivery. */
static size_t add_install(struct cp_program *m, const struct cp_cohort *c, size_t k, size_t t) {
    size_t x = cp_allocate_col(m, tagged(COL_INSTALL, k, NONE, t, NONE), 0, CP_LP_INF);
    const struct cp_delivery *delivery = &m->fleet.delivery[c->delivery];
    cp_allocate_coef(m, delivery->row + (t - delivery->first), x, -1);
    return x;
}

/* stock <= what is left of the stock before + installed; the rest is retired. What is sold and
 * moved enters these rows from move.c. */
static void add_cohort(struct cp_program *m, size_t k) {
    struct cp_cohort *c = &m->fleet.cohort[k];
    double keep = 1 - m->plan->sku[c->g].reliability.failure;
    bool existing = c->delivery == NONE;
    size_t n = c->last - c->first + 1;
    c->from = c->first + existing;
    c->sell = c->move_in = c->move_out = c->install = NONE;
    for (size_t t = c->first; t <= c->last; t++) {
        double most = existing && t == c->first ? c->units : CP_LP_INF;
        size_t x = cp_allocate_col(m, tagged(COL_STOCK, k, NONE, t, NONE), 0, most);
        if (t == c->first)
            c->col = x;
    }
    for (size_t t = c->first; t <= c->last; t++) {
        size_t x = c->col + (t - c->first);
        if (existing && t == c->first)
            continue;
        size_t r = cp_allocate_row(m, tagged(ROW_SURVIVE, k, NONE, t, NONE), -CP_LP_INF, 0);
        c->survive = t == c->from ? r : c->survive;
        cp_allocate_coef(m, r, x, 1);
        if (t > c->first)
            cp_allocate_coef(m, r, x - 1, -pow(keep, m->time.years[t]));
        if (!existing && t <= m->fleet.delivery[c->delivery].stored) {
            size_t installed = add_install(m, c, k, t);
            cp_allocate_coef(m, r, installed, -1);
            if (t == c->first)
                c->install = installed;
        }
    }
    if (c->last == m->T - 1)
        add_salvage(m, c->col + n - 1, c->g, m->plan->site[c->s].name,
                    c->age + cp_allocate_age(m, c->first, c->last), c->price);
}

int cp_allocate_add_fleet(struct cp_program *m) {
    make_deliveries(m);
    for (size_t b = 0; cp_allocate_going(m) && b < m->fleet.ndelivery; b++)
        add_delivery(m, b);
    make_cohorts(m);
    for (size_t k = 0; cp_allocate_going(m) && k < m->fleet.ncohort; k++)
        add_cohort(m, k);
    return cp_allocate_failed(m);
}
