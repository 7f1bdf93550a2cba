/* Fuels: what generators burn in a period is bought at the prices of its tiers. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/block/commitment.h"
#include <string.h>

/* Fuel that contract e burns in period t. */
static void add_burnt(struct cp_program *m, size_t r, size_t e, size_t t) {
    double rate = m->plan->energy.contract[e].fuel.heat_rate;
    for (size_t h = 0; *contract_row_at(m, e, t) != NONE && h < m->time.slice[t]->n; h++)
        cp_allocate_add_output(m, r, e, t, h,
                               -rate * m->time.hours[t] * m->time.slice[t]->weight[h]);
    for (size_t h = 0; *start_at(m, e, t) != NONE && h < m->time.slice[t]->n; h++)
        cp_allocate_coef(m, r, *start_at(m, e, t) + h,
                         -m->plan->energy.contract[e].generator.start_fuel *
                             cp_allocate_times(m, t, h));
}

static void add_fuel(struct cp_program *m, size_t f, size_t t, size_t first) {
    const struct cp_fuel *fuel = &m->plan->energy.fuel[f];
    size_t r = *fuel_row_at(m, f, t) = cp_allocate_row(m, tagged(ROW_FUEL, f, NONE, t, NONE), 0, 0);
    for (size_t i = 0; i < fuel->ntier; i++) {
        const struct cp_fuel_tier *tier = &fuel->tier[i];
        double most = cp_allocate_path(m, &tier->quantity, t, CP_LP_INF) * m->time.years[t];
        size_t x = *fuel_at(m, first + i, t) =
            cp_allocate_col(m, tagged(COL_FUEL, f, i, t, NONE), 0, most);
        cp_allocate_coef(m, r, x, 1);
        cp_allocate_charge(m, t,
                           (struct cp_entry){.col = x,
                                             .kind = COST_FUEL,
                                             .name = fuel->name,
                                             .amount = cp_allocate_path(m, &tier->price, t, 0)});
    }
    for (size_t e = 0; e < m->plan->energy.ncontract; e++)
        if (m->plan->energy.contract[e].fuel.name &&
            !strcmp(m->plan->energy.contract[e].fuel.name, fuel->name))
            add_burnt(m, r, e, t);
}

int cp_allocate_add_fuels(struct cp_program *m) {
    const struct cp_plan *plan = m->plan;
    size_t ntier = 0, at = 0;
    for (size_t f = 0; f < plan->energy.nfuel; f++)
        ntier += plan->energy.fuel[f].ntier;
    m->energy.fuel_row = cp_allocate_indices(m, plan->energy.nfuel * m->T);
    m->energy.fuel = cp_allocate_indices(m, ntier * m->T);
    for (size_t f = 0; cp_allocate_going(m) && f < plan->energy.nfuel;
         at += plan->energy.fuel[f++].ntier)
        for (size_t t = 0; t < m->T; t++)
            add_fuel(m, f, t, at);
    return cp_allocate_failed(m);
}
