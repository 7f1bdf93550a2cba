/* Energy: contracts deliver to sites, slice by slice, at their form's cost and within its limits.
 */
#include "allocate/block/asset.h"
#include "allocate/block/available.h"
#include "allocate/block/block.h"
#include "allocate/program/contract.h"
#include <math.h>

static void add_dispatch(struct cp_program *m, const struct cp_supply *u, size_t first_row) {
    size_t e = u->e, t = u->t;
    const struct cp_contract *c = u->c;
    double hours = m->time.hours[t], way = contract_type(m, e)->sells ? -1 : 1;
    double carbon = c->emissions * cp_allocate_path(m, &m->plan->policy.co2_price, t, 0) +
                    c->capture.rate * cp_allocate_path(m, &c->capture.cost, t, 0);
    for (size_t i = 0; i < m->energy.buses[e].n; i++) {
        size_t b = m->energy.buses[e].bus[i], *dispatch = dispatch_at(m, e, b, t);
        *dispatch = cp_allocate_cols(m, tagged(COL_DISPATCH, e, b, t, 0), 0, CP_LP_INF);
        for (size_t h = 0; h < u->slice->n; h++) {
            size_t x = *dispatch + h;
            double mwh = hours * u->slice->weight[h];
            cp_allocate_coef(m, first_row + h, x, 1);
            cp_allocate_coef(m, *balance_at(m, b, t) + h, x, way);
            cp_allocate_charge(m, t,
                               (struct cp_entry){.col = x,
                                                 .kind = way < 0 ? COST_SALE : COST_ENERGY,
                                                 .site = m->energy.bus[b].site,
                                                 .node = m->energy.bus[b].node,
                                                 .contract = c->name,
                                                 .amount = way * mwh * cp_allocate_price(m, u, h)});
            cp_allocate_charge(m, t,
                               (struct cp_entry){.col = x,
                                                 .kind = COST_CO2,
                                                 .site = m->energy.bus[b].site,
                                                 .node = m->energy.bus[b].node,
                                                 .contract = c->name,
                                                 .amount = mwh * carbon});
        }
    }
}

/* What is paid for and not taken: shortfall >= share x contracted energy - energy taken. Nobody is
 * paid for what he does not take, at whatever price below 0. */
static void add_take_or_pay(struct cp_program *m, const struct cp_supply *u) {
    size_t e = u->e, t = u->t;
    const struct cp_contract *c = u->c;
    double energy = 0, money = 0;
    size_t r = cp_allocate_row(m, tagged(ROW_TAKE, e, NONE, t, NONE), 0, CP_LP_INF);
    size_t x = *shortfall_at(m, e, t) =
        cp_allocate_col(m, tagged(COL_SHORTFALL, e, NONE, t, NONE), 0, CP_LP_INF);
    cp_allocate_coef(m, r, x, 1);
    for (size_t h = 0; h < u->slice->n; h++) {
        double mwh = m->time.hours[t] * u->slice->weight[h];
        energy += mwh * cp_allocate_available(u, h);
        money += mwh * cp_allocate_available(u, h) * cp_allocate_price(m, u, h);
        cp_allocate_add_output(m, r, e, t, h, mwh);
    }
    cp_allocate_coef(m, r, m->energy.contract[e], -c->charge.take_or_pay * energy);
    cp_allocate_charge(m, t,
                       (struct cp_entry){.col = x,
                                         .kind = COST_TAKE_OR_PAY,
                                         .contract = c->name,
                                         .amount = energy > 0 ? fmax(0, money / energy) : 0});
}

/* A charge on the highest power that is drawn in a period. */
static void add_demand_charge(struct cp_program *m, const struct cp_supply *u) {
    size_t peak = *peak_power_at(m, u->e, u->t) =
        cp_allocate_col(m, tagged(COL_PEAK_POWER, u->e, NONE, u->t, NONE), 0, CP_LP_INF);
    size_t r = cp_allocate_rows(m, tagged(ROW_PEAK_POWER, u->e, NONE, u->t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < u->slice->n; h++) {
        cp_allocate_coef(m, r + h, peak, -1);
        cp_allocate_add_output(m, r + h, u->e, u->t, h, 1);
    }
    cp_allocate_charge(
        m, u->t,
        (struct cp_entry){.col = peak,
                          .kind = COST_CAPACITY,
                          .contract = u->c->name,
                          .amount = cp_allocate_path(m, &u->c->charge.demand, u->t, 0) *
                                    m->time.years[u->t]});
}

/* All that could be delivered is paid for, less what is. */
static void add_curtailment(struct cp_program *m, const struct cp_supply *u) {
    double price = cp_allocate_path(m, &u->c->charge.curtailed, u->t, 0);
    struct cp_entry e = {
        .col = m->energy.contract[u->e], .kind = COST_CURTAILMENT, .contract = u->c->name};
    for (size_t h = 0; h < u->slice->n; h++)
        e.amount += price * slice_hours(m, u->t, h) * cp_allocate_available(u, h);
    cp_allocate_charge(m, u->t, e);
    for (size_t h = 0; h < u->slice->n; h++)
        for (size_t i = 0; i < m->energy.buses[u->e].n; i++) {
            e.col = *dispatch_at(m, u->e, m->energy.buses[u->e].bus[i], u->t) + h;
            e.amount = -price * slice_hours(m, u->t, h);
            cp_allocate_charge(m, u->t, e);
        }
}

static void add_period(struct cp_program *m, size_t e, size_t t) {
    const struct cp_contract_type *type = contract_type(m, e);
    struct cp_supply u = cp_allocate_supply(m, e, t);
    size_t *first = contract_row_at(m, e, t);
    *first = cp_allocate_rows(m, tagged(ROW_CONTRACT, e, NONE, t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < u.slice->n; h++)
        cp_allocate_add_capacity(m, *first + h, &m->energy.capacity[e], t,
                                 -cp_allocate_available(&u, h));
    add_dispatch(m, &u, *first);
    if (type->operate)
        type->operate(m, &u);
    if (u.c->charge.take_or_pay > 0)
        add_take_or_pay(m, &u);
    if (u.c->charge.demand.n)
        add_demand_charge(m, &u);
    if (u.c->charge.curtailed.n)
        add_curtailment(m, &u);
    if (type->built)
        return;
    double capacity = cp_allocate_path(m, &u.c->charge.capacity, t, 0) * m->time.years[t];
    cp_allocate_charge(m, t,
                       (struct cp_entry){.col = m->energy.contract[e],
                                         .kind = type->sells ? COST_SALE : COST_CAPACITY,
                                         .contract = u.c->name,
                                         .amount = type->sells ? -capacity : capacity});
}

/* The company's own money in a contract: paid when it starts, its rest credited at the end. */
static void add_capex(struct cp_program *m, size_t e, size_t first) {
    const struct cp_contract *c = &m->plan->energy.contract[e];
    double capex = cp_allocate_path(m, &c->asset.capex, first, 0);
    struct cp_entry x = {
        .col = m->energy.contract[e], .kind = COST_BATTERY, .contract = c->name, .amount = capex};
    cp_allocate_charge(m, first, x);
    x.kind = COST_SALVAGE;
    x.amount = -capex * cp_allocate_left_at_end(m, first, c->asset.life);
    cp_allocate_charge(m, m->T - 1, x);
}

/* What costs nothing to have is there in full: no decision, and the facts say what there is. */
static double least_power(const struct cp_contract *c) {
    return cp_allocate_costs_nothing(c) && isfinite(c->power) ? c->power : c->committed;
}

/* The least power of contract e that its dispatch in period t needs. */
static double power_used(const struct cp_program *m, const struct cp_lp_solution *s, size_t e,
                         size_t t) {
    struct cp_supply u = cp_allocate_supply(m, e, t);
    size_t first = *contract_row_at(m, e, t);
    double most = 0;
    for (size_t h = 0; first != NONE && h < u.slice->n; h++) {
        double can = cp_allocate_available(&u, h),
               flow = s->activity[first + h] + can * s->x[m->energy.contract[e]];
        most = can > 0 ? fmax(most, flow / can) : most;
    }
    return most;
}

void cp_allocate_settle_contracts(const struct cp_program *m, struct cp_lp_solution *s) {
    for (size_t e = 0; e < m->plan->energy.ncontract; e++) {
        const struct cp_contract *c = &m->plan->energy.contract[e];
        size_t power = m->energy.contract[e];
        if (power == NONE || !cp_allocate_is_open(m, e))
            continue;
        double least = c->committed;
        for (size_t t = 0; t < m->T; t++)
            least = fmax(least, power_used(m, s, e, t));
        for (size_t t = 0; t < m->T; t++) {
            struct cp_supply u = cp_allocate_supply(m, e, t);
            size_t first = *contract_row_at(m, e, t);
            for (size_t h = 0; first != NONE && h < u.slice->n; h++)
                s->activity[first + h] += cp_allocate_available(&u, h) * (s->x[power] - least);
        }
        s->x[power] = least;
    }
}

/* One decision for the whole time that the contract is in force. */
static void add_contract(struct cp_program *m, size_t e) {
    const struct cp_contract *c = &m->plan->energy.contract[e];
    struct cp_capacity *s = &m->energy.capacity[e];
    s->v = cp_arena_calloc(&m->arena, 1, sizeof *s->v);
    need(m, s->v);
    for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++) {
        if (!cp_allocate_in_force(m, t, c->from, c->to))
            continue;
        if (!s->n) {
            m->energy.contract[e] = cp_allocate_col(m, tagged(COL_CONTRACT, e, NONE, NONE, NONE),
                                                    least_power(c), c->power);
            *s->v = (struct cp_vintage){m->time.period[t], t, m->T - 1, m->energy.contract[e]};
            if (c->asset.capex.n)
                add_capex(m, e, t);
        }
        s->n = 1;
        add_period(m, e, t);
    }
}

int cp_allocate_add_energy(struct cp_program *m) {
    size_t E = m->plan->energy.ncontract;
    m->energy.contract = cp_allocate_indices(m, E);
    m->energy.contract_row = cp_allocate_indices(m, E * m->T);
    m->energy.dispatch = cp_allocate_indices(m, E * m->energy.nbus * m->T);
    m->energy.charge = cp_allocate_indices(m, E * m->energy.nbus * m->T);
    m->energy.charge_row = cp_allocate_indices(m, E * m->T);
    m->energy.soc = cp_allocate_indices(m, E * m->energy.nbus * m->T);
    m->energy.level = cp_allocate_indices(m, E * m->energy.nbus * m->T);
    m->energy.online = cp_allocate_indices(m, E * m->T);
    m->energy.start = cp_allocate_indices(m, E * m->T);
    m->energy.shortfall = cp_allocate_indices(m, E * m->T);
    m->energy.peak_power = cp_allocate_indices(m, E * m->T);
    int rc = cp_allocate_add_plants(m);
    if (rc)
        return rc;
    for (size_t e = 0; cp_allocate_going(m) && e < E; e++) {
        if (!contract_type(m, e)->built)
            add_contract(m, e);
        for (size_t t = 0; contract_type(m, e)->built && cp_allocate_going(m) && t < m->T; t++)
            if (cp_allocate_has_capacity(&m->energy.capacity[e], t))
                add_period(m, e, t);
    }
    return cp_allocate_failed(m);
}
