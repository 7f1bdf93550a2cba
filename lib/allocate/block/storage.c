/* Storage: charge beside what is delivered, and the state of charge. */
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/block/seasonal.h"
#include "allocate/block/store.h"
#include "allocate/program/contract.h"
#include <math.h>

void cp_allocate_add_charger(struct cp_program *m, size_t r, const struct cp_supply *u, size_t h,
                             double value) {
    const struct cp_contract_storage *s = &u->c->storage;
    double each = cp_allocate_available(u, h) * value;
    if (!isnan(s->charge.most))
        cp_allocate_add_capacity(m, r, &m->energy.charger[u->e], u->t, each);
    else
        cp_allocate_add_capacity(m, r, &m->energy.capacity[u->e], u->t,
                                 isnan(s->charge_ratio) ? each : each * s->charge_ratio);
}

/* The rows that charging counts in: beside discharge within one power, or of its own. */
static size_t add_charge_rows(struct cp_program *m, const struct cp_supply *u) {
    size_t e = u->e, t = u->t, *row = charge_row_at(m, e, t);
    if (isnan(u->c->storage.charge.most) && isnan(u->c->storage.charge_ratio))
        return *contract_row_at(m, e, t);
    *row = cp_allocate_rows(m, tagged(ROW_CHARGE, e, NONE, t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < u->slice->n; h++)
        cp_allocate_add_charger(m, *row + h, u, h, -1);
    return *row;
}

const struct cp_capacity *cp_allocate_volume(const struct cp_program *m, const struct cp_supply *u,
                                             double *each) {
    bool apart = !isnan(u->c->storage.energy.most);
    *each = apart ? 1 : u->c->storage.hours;
    return apart ? &m->energy.volume[u->e] : &m->energy.capacity[u->e];
}

/* The state of charge in every step; NONE: of a seasonal storage levels say it. */
static size_t add_volume_rows(struct cp_program *m, const struct cp_supply *u) {
    double each;
    const struct cp_capacity *stands = cp_allocate_volume(m, u, &each);
    if (u->c->storage.seasonal)
        return NONE;
    size_t r = cp_allocate_rows(m, tagged(ROW_ENERGY_CAPACITY, u->e, NONE, u->t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < u->slice->n; h++)
        cp_allocate_add_capacity(m, r + h, stands, u->t, -each);
    return r;
}

/* Never both in one step, at whatever bus: what charges and what discharges is bounded by the most
 * that there may be, times an integer. */
static void exclude(struct cp_program *m, const struct cp_supply *u) {
    const struct cp_contract *c = u->c;
    double most[2] = {isnan(c->storage.charge.most) ? c->power : c->storage.charge.most, c->power};
    if (!isnan(c->storage.charge_ratio))
        most[0] *= c->storage.charge_ratio;
    for (size_t h = 0; h < u->slice->n; h++) {
        size_t may = cp_allocate_col(m, tagged(COL_CHARGING, u->e, NONE, u->t, h), 0, 1);
        if (m->ended)
            return;
        cp_lp_set_integer(m->lp, may);
        for (size_t out = 0; out < 2; out++) {
            size_t r = cp_allocate_row(m, tagged(ROW_EXCLUSIVE, u->e, out, u->t, h), -CP_LP_INF,
                                       out ? most[1] : 0);
            cp_allocate_coef(m, r, may, out ? most[1] : -most[0]);
            for (size_t i = 0; i < m->energy.buses[u->e].n; i++) {
                size_t b = m->energy.buses[u->e].bus[i];
                size_t *flow = out ? dispatch_at(m, u->e, b, u->t) : charge_at(m, u->e, b, u->t);
                cp_allocate_coef(m, r, *flow + h, 1);
            }
        }
    }
}

/* A battery's discharge is its flow; beside it charge and the state of charge, which returns to its
 * start within every representative day; a seasonal one's begins each from 0. Losses are taken on
 * charging, and on what is stored through a step. */
static void operate(struct cp_program *m, const struct cp_supply *u) {
    size_t e = u->e, t = u->t;
    const struct cp_contract *c = u->c;
    const struct cp_slicing *slice = u->slice;
    bool seasonal = c->storage.seasonal;
    size_t most = add_volume_rows(m, u), row = add_charge_rows(m, u);
    for (size_t i = 0; i < m->energy.buses[e].n; i++) {
        size_t b = m->energy.buses[e].bus[i], dispatch = *dispatch_at(m, e, b, t);
        size_t charge = *charge_at(m, e, b, t) =
            cp_allocate_cols(m, tagged(COL_CHARGE, e, b, t, 0), 0, CP_LP_INF);
        size_t soc = *soc_at(m, e, b, t) =
            cp_allocate_cols(m, tagged(COL_SOC, e, b, t, 0), seasonal ? -CP_LP_INF : 0, CP_LP_INF);
        size_t balance = cp_allocate_rows(m, tagged(ROW_SOC, e, b, t, 0), 0, 0);
        for (size_t h = 0; h < slice->n; h++) {
            size_t g = cp_slices_group(slice, h);
            size_t before = step_before(slice, g, h);
            double step = slice->length[g], kept = pow(1 - c->storage.standing_loss, step);
            cp_allocate_coef(m, row + h, charge + h, 1);
            cp_allocate_coef(m, *balance_at(m, b, t) + h, charge + h, -1);
            if (!seasonal)
                cp_allocate_coef(m, most + h, soc + h, 1);
            cp_allocate_coef(m, balance + h, soc + h, 1);
            if (!seasonal || h > slice->first[g])
                cp_allocate_coef(m, balance + h, soc + before, -kept);
            cp_allocate_coef(m, balance + h, charge + h, -c->storage.efficiency * step);
            cp_allocate_coef(m, balance + h, dispatch + h, step);
        }
    }
    double each;
    const struct cp_capacity *stands = cp_allocate_volume(m, u, &each);
    if (seasonal)
        cp_allocate_add_seasons(m, u, stands, each);
    if (c->storage.exclusive)
        exclude(m, u);
}

const struct cp_contract_type cp_allocate_contract_battery = {.stores = true, .operate = operate};
const struct cp_contract_type cp_allocate_contract_storage = {
    .built = true, .stores = true, .operate = operate};
