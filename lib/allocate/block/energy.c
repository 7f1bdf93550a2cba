/* Energy: contracts deliver to sites, slice by slice, at their form's cost and within its limits.
 */
#include "allocate/program/internal.h"
#include <math.h>

/* Everything about one contract in one period. */
struct supply {
    size_t e, t;
    const struct cp_contract *c;
    const struct cp_slicing *slice;
    const double *price;  /* profile, NULL: none */
    const double *factor; /* profile, NULL: none */
    double energy_price;  /* USD/MWh without the profile */
};

static const double *profile_values(const struct model *m, const char *name, size_t t) {
    const struct cp_profile *p = name ? cp_plan_profile(m->plan, name) : NULL;
    return p ? m->slice[t]->value[p - m->plan->profile] : NULL;
}

static double path_or(const struct model *m, const struct cp_path *p, size_t t, double otherwise) {
    return p->n ? cp_path_at(p, m->period[t], m->plan->horizon.origin) : otherwise;
}

static struct supply supply_of(const struct model *m, size_t e, size_t t) {
    const struct cp_contract *c = &m->plan->contract[e];
    struct supply u = {.e = e, .t = t, .c = c, .slice = m->slice[t]};
    u.price = profile_values(m, c->price_profile, t);
    u.factor = profile_values(m, c->factor_profile, t);
    u.energy_price = path_or(m, &c->price, t, 0);
    if (c->kind == CP_TOLL || (c->kind == CP_GENERATOR && c->fuel.n))
        u.energy_price += c->heat_rate * path_or(m, &c->fuel, t, 0);
    return u;
}

/* fmax and fmin leave a bound that is absent, NaN, aside. */
static double price_in(const struct model *m, const struct supply *u, size_t h) {
    double hub = u->price ? u->price[h] * path_or(m, &u->c->profile_scale, u->t, 1) : 0;
    return u->energy_price + fmin(fmax(hub, u->c->price_floor), u->c->price_cap);
}

/* MW that a MW of contract can deliver in slice h. */
static double available(const struct supply *u, size_t h) {
    if (u->c->kind == CP_PPA || u->c->kind == CP_GENERATOR)
        return u->c->availability * (u->factor ? u->factor[h] : u->c->factor);
    return u->c->availability;
}

double available_in(const struct model *m, size_t e, size_t t, size_t h) {
    struct supply u = supply_of(m, e, t);
    return available(&u, h);
}

double least_available(const struct model *m, size_t e, size_t t) {
    struct supply u = supply_of(m, e, t);
    double least = u.c->availability;
    for (size_t h = 0; h < u.slice->n; h++)
        least = fmin(least, available(&u, h));
    return least;
}

static void add_flows(struct model *m, const struct supply *u, size_t first_row) {
    uint16_t e = (uint16_t)u->e, t = (uint16_t)u->t;
    const struct cp_contract *c = u->c;
    double hours = m->hours[u->t], carbon = c->emissions * m->plan->co2_price;
    for (size_t i = 0; i < m->delivery[u->e].n; i++) {
        size_t p = m->delivery[u->e].place[i], *flow = &m->flow[(u->e * m->P + p) * m->T + u->t];
        *flow = cols_by_slice(m, tagged(COL_FLOW, e, p, t, 0), 0, CP_LP_INF);
        for (size_t h = 0; h < u->slice->n; h++) {
            size_t x = *flow + h;
            double mwh = hours * u->slice->weight[h];
            coef(m, first_row + h, x, 1);
            coef(m, m->balance[p * m->T + u->t] + h, x, 1);
            charge(m, (struct entry){.col = x,
                                     .t = t,
                                     .kind = COST_ENERGY,
                                     .site = m->place[p].site,
                                     .node = m->place[p].node,
                                     .contract = c->name,
                                     .amount = mwh * price_in(m, u, h)});
            charge(m, (struct entry){.col = x,
                                     .t = t,
                                     .kind = COST_CO2,
                                     .site = m->place[p].site,
                                     .node = m->place[p].node,
                                     .contract = c->name,
                                     .amount = mwh * carbon});
        }
    }
}

/* What is paid for and not taken: shortfall >= share x contracted energy - energy taken. Nobody is
 * paid for what he does not take, at whatever price below 0. */
static void add_take_or_pay(struct model *m, const struct supply *u) {
    uint16_t e = (uint16_t)u->e, t = (uint16_t)u->t;
    const struct cp_contract *c = u->c;
    double energy = 0, worth = 0;
    size_t r = row(m, tagged(ROW_TAKE, e, NONE, t, NONE), 0, CP_LP_INF);
    size_t x = m->shortfall[u->e * m->T + u->t] =
        col(m, tagged(COL_SHORTFALL, e, NONE, t, NONE), 0, CP_LP_INF);
    coef(m, r, x, 1);
    for (size_t h = 0; h < u->slice->n; h++) {
        double mwh = m->hours[u->t] * u->slice->weight[h];
        energy += mwh * available(u, h);
        worth += mwh * available(u, h) * price_in(m, u, h);
        for (size_t i = 0; i < m->delivery[u->e].n; i++)
            coef(m, r, m->flow[(u->e * m->P + m->delivery[u->e].place[i]) * m->T + u->t] + h, mwh);
    }
    coef(m, r, m->contract[u->e], -c->take_or_pay * energy);
    charge(m, (struct entry){.col = x,
                             .t = t,
                             .kind = COST_TAKE_OR_PAY,
                             .contract = c->name,
                             .amount = energy > 0 ? fmax(0, worth / energy) : 0});
}

/* A battery's discharge is its flow; beside it charge and the state of charge, which returns to its
 * start within every representative day. Losses are taken on charging. */
static void add_battery(struct model *m, const struct supply *u, size_t first_row) {
    uint16_t e = (uint16_t)u->e, t = (uint16_t)u->t;
    const struct cp_contract *c = u->c;
    const struct cp_slicing *slice = u->slice;
    size_t volume = rows_by_slice(m, tagged(ROW_VOLUME, e, NONE, t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < slice->n; h++)
        hold(m, volume + h, &m->standing[u->e], u->t, -c->hours);
    for (size_t i = 0; i < m->delivery[u->e].n; i++) {
        size_t p = m->delivery[u->e].place[i], at = (u->e * m->P + p) * m->T + u->t;
        size_t charge_col = m->charge[at] =
            cols_by_slice(m, tagged(COL_CHARGE, e, p, t, 0), 0, CP_LP_INF);
        size_t charged = m->charged[at] =
            cols_by_slice(m, tagged(COL_CHARGED, e, p, t, 0), 0, CP_LP_INF);
        size_t state = rows_by_slice(m, tagged(ROW_CHARGED, e, p, t, 0), 0, 0);
        for (size_t h = 0; h < slice->n; h++) {
            size_t g = cp_slices_group(slice, h);
            size_t before = h > slice->first[g] ? h - 1 : slice->first[g + 1] - 1;
            double step = slice->length[g];
            coef(m, first_row + h, charge_col + h, 1);
            coef(m, m->balance[p * m->T + u->t] + h, charge_col + h, -1);
            coef(m, volume + h, charged + h, 1);
            coef(m, state + h, charged + h, 1);
            coef(m, state + h, charged + before, -1);
            coef(m, state + h, charge_col + h, -c->efficiency * step);
            coef(m, state + h, m->flow[at] + h, step);
        }
    }
}

/* A charge on the highest power that is drawn in a period. */
static void add_demand_charge(struct model *m, const struct supply *u) {
    size_t top = m->top_power[u->e * m->T + u->t] =
        col(m, tagged(COL_TOP, u->e, NONE, u->t, NONE), 0, CP_LP_INF);
    size_t r = rows_by_slice(m, tagged(ROW_TOP, u->e, NONE, u->t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < u->slice->n; h++) {
        coef(m, r + h, top, -1);
        for (size_t i = 0; i < m->delivery[u->e].n; i++)
            coef(m, r + h, m->flow[(u->e * m->P + m->delivery[u->e].place[i]) * m->T + u->t] + h,
                 1);
    }
    charge(m, (struct entry){.col = top,
                             .t = (uint16_t)u->t,
                             .kind = COST_CAPACITY,
                             .contract = u->c->name,
                             .amount = path_or(m, &u->c->demand_charge, u->t, 0) * m->years[u->t]});
}

static void add_period(struct model *m, size_t e, size_t t) {
    struct supply u = supply_of(m, e, t);
    size_t *first = &m->contract_row[e * m->T + t];
    *first = rows_by_slice(m, tagged(ROW_CONTRACT, e, NONE, t, 0), -CP_LP_INF, 0);
    for (size_t h = 0; h < u.slice->n; h++)
        hold(m, *first + h, &m->standing[e], t, -available(&u, h));
    add_flows(m, &u, *first);
    if (is_storage(u.c))
        add_battery(m, &u, *first);
    if (u.c->kind == CP_GENERATOR)
        add_operation(m, e, t);
    if (u.c->take_or_pay > 0)
        add_take_or_pay(m, &u);
    if (u.c->demand_charge.n)
        add_demand_charge(m, &u);
    if (is_built(u.c))
        return;
    charge(m, (struct entry){.col = m->contract[e],
                             .t = (uint16_t)t,
                             .kind = COST_CAPACITY,
                             .contract = u.c->name,
                             .amount = path_or(m, &u.c->capacity_price, t, 0) * m->years[t]});
}

/* The company's own money in a contract: paid when it starts, its rest credited at the end. */
static void add_capex(struct model *m, size_t e, size_t first) {
    const struct cp_contract *c = &m->plan->contract[e];
    double age = 0, capex = cp_path_at(&c->capex, m->period[first], m->plan->horizon.origin);
    for (size_t t = first; t < m->T; t++)
        age += m->years[t];
    struct entry x = (struct entry){.col = m->contract[e],
                                    .t = (uint16_t)first,
                                    .kind = COST_BATTERY,
                                    .contract = c->name,
                                    .amount = capex};
    charge(m, x);
    x.t = (uint16_t)(m->T - 1);
    x.kind = COST_SALVAGE;
    x.amount = -capex * fmax(0, 1 - age / c->life);
    charge(m, x);
}

static bool costs_nothing(const struct cp_contract *c) {
    bool charged = c->take_or_pay > 0;
    for (size_t i = 0; i < c->capex.n; i++)
        charged = charged || c->capex.value[i] > 0;
    for (size_t i = 0; i < c->capacity_price.n; i++)
        charged = charged || c->capacity_price.value[i] != 0;
    return !charged;
}

/* What costs nothing to hold is held in full: no decision, and the facts say what there is. */
static double least_power(const struct cp_contract *c) {
    return costs_nothing(c) && isfinite(c->power) ? c->power : c->committed;
}

bool is_open(const struct cp_contract *c) {
    return costs_nothing(c) && !isfinite(c->power) && !is_storage(c) && !is_built(c);
}

/* The least power of contract e that the flows of period t need. */
static double power_used(const struct model *m, const struct cp_lp_solution *s, size_t e,
                         size_t t) {
    struct supply u = supply_of(m, e, t);
    size_t first = m->contract_row[e * m->T + t];
    double most = 0;
    for (size_t h = 0; first != NONE && h < u.slice->n; h++) {
        double can = available(&u, h), flow = s->activity[first + h] + can * s->x[m->contract[e]];
        most = can > 0 ? fmax(most, flow / can) : most;
    }
    return most;
}

void settle_contracts(const struct model *m, struct cp_lp_solution *s) {
    for (size_t e = 0; e < m->plan->ncontract; e++) {
        const struct cp_contract *c = &m->plan->contract[e];
        size_t held = m->contract[e];
        if (held == NONE || !is_open(c))
            continue;
        double least = c->committed;
        for (size_t t = 0; t < m->T; t++)
            least = fmax(least, power_used(m, s, e, t));
        for (size_t t = 0; t < m->T; t++) {
            struct supply u = supply_of(m, e, t);
            size_t first = m->contract_row[e * m->T + t];
            for (size_t h = 0; first != NONE && h < u.slice->n; h++)
                s->activity[first + h] += available(&u, h) * (s->x[held] - least);
        }
        s->x[held] = least;
    }
}

/* One decision for the whole time that the contract is in force. */
static void add_contract(struct model *m, size_t e) {
    const struct cp_contract *c = &m->plan->contract[e];
    struct standing *s = &m->standing[e];
    s->v = cp_arena_calloc(&m->arena, 1, sizeof *s->v);
    m->oom |= !s->v;
    for (size_t t = 0; !m->oom && t < m->T; t++) {
        if (!in_force(m, t, c->from, c->to))
            continue;
        if (!s->n) {
            m->contract[e] =
                col(m, tagged(COL_CONTRACT, e, NONE, NONE, NONE), least_power(c), c->power);
            *s->v = (struct vintage){m->period[t], t, m->T - 1, m->contract[e]};
            if (c->capex.n)
                add_capex(m, e, t);
        }
        s->n = 1;
        add_period(m, e, t);
    }
}

int add_energy(struct model *m) {
    size_t E = m->plan->ncontract;
    m->contract = indices(m, E);
    m->contract_row = indices(m, E * m->T);
    m->flow = indices(m, E * m->P * m->T);
    m->charge = indices(m, E * m->P * m->T);
    m->charged = indices(m, E * m->P * m->T);
    m->shortfall = indices(m, E * m->T);
    m->top_power = indices(m, E * m->T);
    int rc = m->oom ? cp_fail_nomem(m->err) : add_plants(m);
    for (size_t e = 0; !rc && !m->oom && e < E; e++) {
        if (!is_built(&m->plan->contract[e]))
            add_contract(m, e);
        for (size_t t = 0; is_built(&m->plan->contract[e]) && t < m->T; t++)
            if (stands_any(&m->standing[e], t))
                add_period(m, e, t);
    }
    return rc ? rc : m->oom ? cp_fail_nomem(m->err) : 0;
}
