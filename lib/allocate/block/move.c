/* GPUs that leave a cohort before their time: sold at a part of what their age is worth, or moved
 * to the cohort of the same delivery at another site. */
#include "allocate/program/internal.h"
#include <math.h>

/* What has just been installed stays: no more goes than what is left of the stock before. */
static void limit_going(struct model *m, size_t k) {
    struct cohort *c = &m->cohort[k];
    double keep = 1 - m->plan->sku[c->g].failure;
    for (size_t t = c->from; t <= c->last; t++) {
        size_t r = row(m, tagged(ROW_GO, k, NONE, t, NONE), -CP_LP_INF, 0);
        c->go = t == c->from ? r : c->go;
        if (t > c->first)
            coef(m, r, c->col + (t - 1 - c->first), -pow(keep, m->years[t]));
    }
}

static void add_sales(struct model *m, size_t k) {
    struct cohort *c = &m->cohort[k];
    const struct cp_sku *sku = &m->plan->sku[c->g];
    for (size_t t = c->from; t <= c->last; t++) {
        size_t x = col(m, tagged(COL_SELL, k, NONE, t, NONE), 0, CP_LP_INF);
        c->sell = t == c->from ? x : c->sell;
        coef(m, c->survive + (t - c->from), x, 1);
        coef(m, c->go + (t - c->from), x, 1);
        double age = c->age + age_of(m, c->first, t);
        int64_t middle = (cp_period_start(m->period[t]) + cp_period_end(m->period[t])) / 2;
        charge(m,
               (struct entry){.col = x,
                              .t = (uint16_t)t,
                              .kind = COST_RESALE,
                              .site = m->plan->site[c->s].name,
                              .sku = sku->name,
                              .amount = -sku->resale * c->price * cp_sku_worth(sku, age, middle)});
    }
}

/* What arrives at the cohorts of a delivery is what leaves them: `balance`, a row a period. */
static void add_arrivals(struct model *m, size_t k, const size_t *balance) {
    struct cohort *c = &m->cohort[k];
    for (size_t t = c->from; t <= c->last; t++) {
        size_t x = col(m, tagged(COL_ARRIVE, k, NONE, t, NONE), 0, CP_LP_INF);
        c->in = t == c->from ? x : c->in;
        coef(m, c->survive + (t - c->from), x, -1);
        coef(m, balance[t], x, 1);
        charge(m, (struct entry){.col = x,
                                 .t = (uint16_t)t,
                                 .kind = COST_MOVE,
                                 .site = m->plan->site[c->s].name,
                                 .sku = m->plan->sku[c->g].name,
                                 .amount = m->plan->sku[c->g].move});
    }
}

static void add_departures(struct model *m, size_t k, const size_t *balance) {
    struct cohort *c = &m->cohort[k];
    for (size_t t = c->from; t <= c->last; t++) {
        size_t x = col(m, tagged(COL_LEAVE, k, NONE, t, NONE), 0, CP_LP_INF);
        c->out = t == c->from ? x : c->out;
        coef(m, c->survive + (t - c->from), x, 1);
        coef(m, c->go + (t - c->from), x, 1);
        coef(m, balance[t], x, -1);
    }
}

/* The cohorts of one delivery, of which k is the first. */
static void join(struct model *m, size_t k) {
    size_t group = m->cohort[k].group, n = 0, *balance = indices(m, m->T);
    for (size_t i = k; i < m->ncohort; i++)
        n += m->cohort[i].group == group;
    for (size_t t = 0; !m->oom && n > 1 && t < m->T; t++)
        balance[t] = row(m, tagged(ROW_MOVE, k, NONE, t, NONE), 0, 0);
    for (size_t i = k; !m->oom && n > 1 && i < m->ncohort; i++)
        if (m->cohort[i].group == group) {
            add_arrivals(m, i, balance);
            add_departures(m, i, balance);
        }
}

static bool is_first(const struct model *m, size_t k) {
    for (size_t i = 0; i < k; i++)
        if (m->cohort[i].group == m->cohort[k].group)
            return false;
    return true;
}

int add_moves(struct model *m) {
    for (size_t k = 0; !m->oom && k < m->ncohort; k++) {
        const struct cp_sku *sku = &m->plan->sku[m->cohort[k].g];
        if (sku->resale > 0 || !isnan(sku->move))
            limit_going(m, k);
        if (sku->resale > 0)
            add_sales(m, k);
    }
    for (size_t k = 0; !m->oom && k < m->ncohort; k++) {
        const struct cp_sku *sku = &m->plan->sku[m->cohort[k].g];
        if (!isnan(sku->move) && is_first(m, k))
            join(m, k);
    }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
