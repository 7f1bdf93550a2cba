/* GPUs that leave a cohort before their time: sold at a part of what their age is worth, or moved
 * to the cohort of the same delivery at another site. */
#include "allocate/block/block.h"
#include <math.h>

/* What has just been installed stays: no more goes than what is left of the stock before. */
static void limit_going(struct cp_program *m, size_t k) {
    struct cp_cohort *c = &m->fleet.cohort[k];
    double keep = 1 - m->plan->sku[c->g].reliability.failure;
    for (size_t t = c->from; t <= c->last; t++) {
        size_t r = cp_allocate_row(m, tagged(ROW_OUTFLOW, k, NONE, t, NONE), -CP_LP_INF, 0);
        c->outflow = t == c->from ? r : c->outflow;
        if (t > c->first)
            cp_allocate_coef(m, r, c->col + (t - 1 - c->first), -pow(keep, m->time.years[t]));
    }
}

static void add_sales(struct cp_program *m, size_t k) {
    struct cp_cohort *c = &m->fleet.cohort[k];
    const struct cp_sku *sku = &m->plan->sku[c->g];
    for (size_t t = c->from; t <= c->last; t++) {
        size_t x = cp_allocate_col(m, tagged(COL_SELL, k, NONE, t, NONE), 0, CP_LP_INF);
        c->sell = t == c->from ? x : c->sell;
        cp_allocate_coef(m, c->survive + (t - c->from), x, 1);
        cp_allocate_coef(m, c->outflow + (t - c->from), x, 1);
        double age = c->age + cp_allocate_age(m, c->first, t);
        int64_t middle =
            (cp_period_start(m->time.period[t]) + cp_period_end(m->time.period[t])) / 2;
        cp_allocate_charge(m, t,
                           (struct cp_entry){.col = x,
                                             .kind = COST_RESALE,
                                             .site = m->plan->site[c->s].name,
                                             .sku = sku->name,
                                             .amount = -sku->value.resale * c->price *
                                                       cp_plan_residual_value(sku, age, middle)});
    }
}

/* What arrives at the cohorts of a delivery is what leaves them: `balance`, a row a period. */
static void add_arrivals(struct cp_program *m, size_t k, const size_t *balance) {
    struct cp_cohort *c = &m->fleet.cohort[k];
    for (size_t t = c->from; t <= c->last; t++) {
        size_t x = cp_allocate_col(m, tagged(COL_MOVE_IN, k, NONE, t, NONE), 0, CP_LP_INF);
        c->move_in = t == c->from ? x : c->move_in;
        cp_allocate_coef(m, c->survive + (t - c->from), x, -1);
        cp_allocate_coef(m, balance[t], x, 1);
        cp_allocate_charge(m, t,
                           (struct cp_entry){.col = x,
                                             .kind = COST_MOVE,
                                             .site = m->plan->site[c->s].name,
                                             .sku = m->plan->sku[c->g].name,
                                             .amount = m->plan->sku[c->g].move});
    }
}

static void add_departures(struct cp_program *m, size_t k, const size_t *balance) {
    struct cp_cohort *c = &m->fleet.cohort[k];
    for (size_t t = c->from; t <= c->last; t++) {
        size_t x = cp_allocate_col(m, tagged(COL_MOVE_OUT, k, NONE, t, NONE), 0, CP_LP_INF);
        c->move_out = t == c->from ? x : c->move_out;
        cp_allocate_coef(m, c->survive + (t - c->from), x, 1);
        cp_allocate_coef(m, c->outflow + (t - c->from), x, 1);
        cp_allocate_coef(m, balance[t], x, -1);
    }
}

/* The cohorts of one delivery, of which k is the first. */
static void join(struct cp_program *m, size_t k) {
    size_t group = m->fleet.cohort[k].group, n = 0, *balance = cp_allocate_indices(m, m->T);
    for (size_t i = k; i < m->fleet.ncohort; i++)
        n += m->fleet.cohort[i].group == group;
    for (size_t t = 0; cp_allocate_going(m) && n > 1 && t < m->T; t++)
        balance[t] = cp_allocate_row(m, tagged(ROW_MOVE, k, NONE, t, NONE), 0, 0);
    for (size_t i = k; cp_allocate_going(m) && n > 1 && i < m->fleet.ncohort; i++)
        if (m->fleet.cohort[i].group == group) {
            add_arrivals(m, i, balance);
            add_departures(m, i, balance);
        }
}

static bool is_first(const struct cp_program *m, size_t k) {
    for (size_t i = 0; i < k; i++)
        if (m->fleet.cohort[i].group == m->fleet.cohort[k].group)
            return false;
    return true;
}

int cp_allocate_add_moves(struct cp_program *m) {
    for (size_t k = 0; cp_allocate_going(m) && k < m->fleet.ncohort; k++) {
        const struct cp_sku *sku = &m->plan->sku[m->fleet.cohort[k].g];
        if (sku->value.resale > 0 || !isnan(sku->move))
            limit_going(m, k);
        if (sku->value.resale > 0)
            add_sales(m, k);
    }
    for (size_t k = 0; cp_allocate_going(m) && k < m->fleet.ncohort; k++) {
        const struct cp_sku *sku = &m->plan->sku[m->fleet.cohort[k].g];
        if (!isnan(sku->move) && is_first(m, k))
            join(m, k);
    }
    return cp_allocate_failed(m);
}
