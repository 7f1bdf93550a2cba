/* Limits over the whole plan: the capex envelope of every calendar year. */
#include "allocate/internal.h"
#include <math.h>

static bool is_capex(const struct entry *e) {
    return e->kind == COST_SITE || e->kind == COST_GPU || e->kind == COST_BATTERY;
}

int add_limits(struct model *m) {
    const struct cp_plan *plan = m->plan;
    int base = cp_period_year(m->period[0]);
    size_t years = (size_t)(cp_period_year(m->period[m->T - 1]) - base) + 1;
    if (!plan->capex_limit.n)
        return 0;
    size_t *limit = indices(m, years);
    if (m->oom)
        return cp_fail_nomem(m->err);
    for (size_t y = 0; y < years; y++) {
        /* a year of which the plan holds a part has that part of the envelope */
        double part = 0, fixed = 0;
        for (size_t t = 0; t < m->T; t++)
            if ((size_t)(cp_period_year(m->period[t]) - base) == y)
                part += m->years[t];
        for (size_t i = 0; i < m->nledger; i++)
            if (is_capex(&m->ledger[i]) && m->ledger[i].col == NONE &&
                (size_t)(cp_period_year(m->period[m->ledger[i].t]) - base) == y)
                fixed += m->ledger[i].amount;
        struct cp_period year = {CP_YEAR, base + (int)y};
        double usd = cp_path_at(&plan->capex_limit, year, plan->horizon.origin) * part;
        limit[y] =
            row(m, (struct tag){ROW_CAPEX, (uint16_t)y, NOT, NOT, NOT}, -CP_LP_INF, usd - fixed);
    }
    for (size_t i = 0; i < m->nledger; i++) {
        const struct entry *e = &m->ledger[i];
        if (is_capex(e) && e->col != NONE)
            coef(m, limit[cp_period_year(m->period[e->t]) - base], e->col, e->amount);
    }
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
