/* Fuels: what generators burn in a period is bought at the prices of its tiers. */
#include "allocate/program/internal.h"
#include <math.h>
#include <string.h>

/* Fuel that contract e burns in period t. */
static void add_burnt(struct model *m, size_t r, size_t e, size_t t) {
    for (size_t i = 0; i < m->delivery[e].n; i++) {
        size_t flow = m->flow[(e * m->P + m->delivery[e].place[i]) * m->T + t];
        for (size_t h = 0; flow != NONE && h < m->slice[t]->n; h++)
            coef(m, r, flow + h,
                 -m->plan->contract[e].heat_rate * m->hours[t] * m->slice[t]->weight[h]);
    }
}

static void add_fuel(struct model *m, size_t f, size_t t, size_t *cols) {
    const struct cp_fuel *fuel = &m->plan->fuel[f];
    int64_t origin = m->plan->horizon.origin;
    size_t r = m->fuel_row[f * m->T + t] = row(m, tagged(ROW_FUEL, f, NONE, t, NONE), 0, 0);
    for (size_t i = 0; i < fuel->ntier; i++) {
        const struct cp_fuel_tier *tier = &fuel->tier[i];
        double most = tier->quantity.n
                          ? cp_path_at(&tier->quantity, m->period[t], origin) * m->years[t]
                          : CP_LP_INF;
        size_t x = cols[i * m->T + t] = col(m, tagged(COL_FUEL, f, i, t, NONE), 0, most);
        coef(m, r, x, 1);
        charge(m, (struct entry){.col = x,
                                 .t = (uint16_t)t,
                                 .kind = COST_FUEL,
                                 .name = fuel->name,
                                 .amount = cp_path_at(&tier->price, m->period[t], origin)});
    }
    for (size_t e = 0; e < m->plan->ncontract; e++)
        if (m->plan->contract[e].burns && !strcmp(m->plan->contract[e].burns, fuel->name))
            add_burnt(m, r, e, t);
}

int add_fuels(struct model *m) {
    const struct cp_plan *plan = m->plan;
    size_t ntier = 0, at = 0;
    for (size_t f = 0; f < plan->nfuel; f++)
        ntier += plan->fuel[f].ntier;
    m->fuel_row = indices(m, plan->nfuel * m->T);
    m->fuel = indices(m, ntier * m->T);
    for (size_t f = 0; !m->oom && f < plan->nfuel; at += plan->fuel[f++].ntier)
        for (size_t t = 0; t < m->T; t++)
            add_fuel(m, f, t, m->fuel + at * m->T);
    return m->oom ? cp_fail_nomem(m->err) : 0;
}
