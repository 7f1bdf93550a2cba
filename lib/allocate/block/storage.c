/* Storage: charge beside what is delivered, and the state of charge. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/program/contract.h"

/* A battery's discharge is its flow; beside it charge and the state of charge, which returns to its
 * start within every representative day. Losses are taken on charging. */
static void operate(struct cp_program *m, const struct cp_supply *u) {
    size_t e = u->e, t = u->t;
    const struct cp_contract *c = u->c;
    const struct cp_slicing *slice = u->slice;
    size_t row = *contract_row_at(m, e, t);
    size_t most = cp_allocate_rows(m, tagged(ROW_ENERGY_CAPACITY, e, NONE, t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < slice->n; h++)
        cp_allocate_add_capacity(m, most + h, &m->energy.capacity[e], t, -c->storage.hours);
    for (size_t i = 0; i < m->energy.buses[e].n; i++) {
        size_t b = m->energy.buses[e].bus[i], dispatch = *dispatch_at(m, e, b, t);
        size_t charge = *charge_at(m, e, b, t) =
            cp_allocate_cols(m, tagged(COL_CHARGE, e, b, t, 0), 0, CP_LP_INF);
        size_t soc = *soc_at(m, e, b, t) =
            cp_allocate_cols(m, tagged(COL_SOC, e, b, t, 0), 0, CP_LP_INF);
        size_t balance = cp_allocate_rows(m, tagged(ROW_SOC, e, b, t, 0), 0, 0);
        for (size_t h = 0; h < slice->n; h++) {
            size_t g = cp_slices_group(slice, h);
            size_t before = step_before(slice, g, h);
            double step = slice->length[g];
            cp_allocate_coef(m, row + h, charge + h, 1);
            cp_allocate_coef(m, *balance_at(m, b, t) + h, charge + h, -1);
            cp_allocate_coef(m, most + h, soc + h, 1);
            cp_allocate_coef(m, balance + h, soc + h, 1);
            cp_allocate_coef(m, balance + h, soc + before, -1);
            cp_allocate_coef(m, balance + h, charge + h, -c->storage.efficiency * step);
            cp_allocate_coef(m, balance + h, dispatch + h, step);
        }
    }
}

const struct cp_contract_type cp_allocate_contract_battery = {.stores = true, .operate = operate};
const struct cp_contract_type cp_allocate_contract_storage = {
    .built = true, .stores = true, .operate = operate};
