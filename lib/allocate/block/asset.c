/* What is built period by period and retires by age: generators, storage, lines. */
#include "allocate/block/asset.h"
#include "allocate/block/block.h"
#include "allocate/program/contract.h"
#include <math.h>

/* The annual payment that returns 1 over `life` years at rate `r`. */
static double annuity(double r, double life) {
    return r == 0 ? 1 / life : r / (1 - pow(1 + r, -life));
}

static double path_of(const struct cp_program *m, const struct cp_path *p, struct cp_period at) {
    return p->n ? cp_plan_path_at(p, at, m->plan->horizon.origin) : 0;
}

static void pay(struct cp_program *m, const struct cp_vintage *v, const struct cp_asset_cost *k,
                bool existing) {
    double capex = path_of(m, k->capex, v->built), om = path_of(m, k->om, v->built);
    bool lump = isnan(k->interest);
    struct cp_entry e = {.col = v->col, .contract = k->contract, .name = k->name};
    for (size_t t = v->first; t <= v->last; t++) {
        e.kind = k->network ? COST_NETWORK : COST_PLANT_OM;
        e.amount = om * m->time.years[t];
        cp_allocate_charge(m, t, e);
        e.kind = k->network ? COST_NETWORK : COST_ANNUITY;
        e.amount = lump ? 0 : capex * annuity(k->interest, k->life) * m->time.years[t];
        cp_allocate_charge(m, t, e);
    }
    if (!lump || existing)
        return;
    e.kind = COST_PLANT;
    e.amount = capex;
    cp_allocate_charge(m, v->first, e);
    e.kind = COST_SALVAGE;
    e.amount = -capex * cp_allocate_left_at_end(m, v->first, k->life);
    cp_allocate_charge(m, m->T - 1, e);
}

/* Periods that begin before what came at the start of `built` has reached its life. False: none. */
static bool serve(const struct cp_program *m, struct cp_period built, double life,
                  struct cp_vintage *v) {
    bool any = false;
    for (size_t t = 0; t < m->T; t++) {
        double age = cp_years_between(cp_period_start(built), cp_period_start(m->time.period[t]));
        if (age < -1e-6 || !cp_allocate_alive(age, life))
            continue;
        v->first = any ? v->first : t;
        v->last = t;
        any = true;
    }
    v->built = built;
    return any;
}

/* What of a plant has a size: its power, and of storage its energy and its charging. */
struct part {
    uint8_t col, row; /* kinds of their tags */
    double most;
    size_t built; /* member of a build before the plan */
    struct cp_path capex, om;
};

static void add_part(struct cp_program *m, size_t e, struct cp_capacity *s, const struct part *p) {
    const struct cp_contract *c = &m->plan->energy.contract[e];
    struct cp_asset_cost k = {&p->capex, &p->om, c->asset.interest, c->asset.life, c->name,
                              NULL,      false};
    s->v = cp_arena_calloc(&m->arena, c->asset.nbuild + m->T, sizeof *s->v);
    need(m, s->v);
    for (size_t i = 0; cp_allocate_going(m) && i < c->asset.nbuild; i++) {
        struct cp_vintage v;
        if (!serve(m, c->asset.build[i].period, c->asset.life, &v))
            continue;
        double size = *(const double *)((const char *)&c->asset.build[i] + p->built);
        v.col = cp_allocate_col(m, tagged(p->col, e, i, NONE, NONE), size, size);
        pay(m, &v, &k, true);
        s->v[s->n++] = v;
    }
    for (size_t t = 0; cp_allocate_going(m) && t < m->T; t++) {
        struct cp_vintage v;
        if (!cp_allocate_in_force(m, t, c->from, c->to) ||
            !serve(m, m->time.period[t], c->asset.life, &v))
            continue;
        v.col = cp_allocate_col(m, tagged(p->col, e, NONE, t, NONE), 0, p->most);
        pay(m, &v, &k, false);
        s->v[s->n++] = v;
    }
    for (size_t t = 0; cp_allocate_going(m) && isfinite(p->most) && t < m->T; t++)
        cp_allocate_add_capacity(
            m, cp_allocate_row(m, tagged(p->row, e, NONE, t, NONE), -CP_LP_INF, p->most), s, t, 1);
}

static void add_plant(struct cp_program *m, size_t e) {
    const struct cp_contract *c = &m->plan->energy.contract[e];
    const struct cp_storage_part *energy = &c->storage.energy, *charge = &c->storage.charge;
    add_part(m, e, &m->energy.capacity[e],
             &(struct part){COL_PLANT, ROW_PLANT, c->power, offsetof(struct cp_build, power),
                            c->asset.capex, c->asset.om});
    if (!isnan(energy->most))
        add_part(m, e, &m->energy.volume[e],
                 &(struct part){COL_VOLUME, ROW_VOLUME, energy->most,
                                offsetof(struct cp_build, energy), energy->capex, energy->om});
    if (!isnan(charge->most))
        add_part(m, e, &m->energy.charger[e],
                 &(struct part){COL_CHARGER, ROW_CHARGERS, charge->most,
                                offsetof(struct cp_build, charge), charge->capex, charge->om});
}

int cp_allocate_add_plants(struct cp_program *m) {
    struct cp_capacity **const all[] = {&m->energy.capacity, &m->energy.volume, &m->energy.charger};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        *all[i] = cp_arena_calloc(&m->arena, m->plan->energy.ncontract + 1, sizeof **all[i]);
        need(m, *all[i]);
    }
    for (size_t e = 0; cp_allocate_going(m) && e < m->plan->energy.ncontract; e++)
        if (contract_type(m, e)->built)
            add_plant(m, e);
    return cp_allocate_failed(m);
}

void cp_allocate_expand(struct cp_program *m, struct cp_capacity *s, const struct cp_expansion *x) {
    s->v = cp_arena_calloc(&m->arena, m->T + 1, sizeof *s->v);
    need(m, s->v);
    if (m->ended)
        return;
    if (x->existing > 0) {
        struct cp_vintage v = {m->time.period[0], 0, m->T - 1, NONE};
        v.col =
            cp_allocate_col(m, tagged(x->col, x->at, NONE, NONE, NONE), x->existing, x->existing);
        pay(m, &v, &x->cost, true);
        s->v[s->n++] = v;
    }
    for (size_t t = 0; x->most > x->existing && t < m->T; t++) {
        struct cp_vintage v;
        if (!cp_allocate_in_force(m, t, x->from, INT64_MAX) ||
            !serve(m, m->time.period[t], x->cost.life, &v))
            continue;
        v.col = cp_allocate_col(m, tagged(x->col, x->at, NONE, t, NONE), 0, x->most - x->existing);
        pay(m, &v, &x->cost, false);
        s->v[s->n++] = v;
    }
    for (size_t t = 0; isfinite(x->most) && t < m->T; t++)
        cp_allocate_add_capacity(
            m, cp_allocate_row(m, tagged(x->row, x->at, NONE, t, NONE), -CP_LP_INF, x->most), s, t,
            1);
}

/* ---- integers ------------------------------------------------------------------------------ */

static size_t integer(struct cp_program *m, size_t e, size_t b, size_t t, double upper) {
    size_t c = cp_allocate_col(m, tagged(COL_PLANT_UNITS, e, b, t, NONE), 0, upper);
    cp_lp_set_integer(m->lp, c);
    return c;
}

static void add_unit(struct cp_program *m, size_t e, const struct cp_vintage *v) {
    const struct cp_contract *c = &m->plan->energy.contract[e];
    size_t t = m->col_tags.tag[v->col].t;
    if (c->asset.unit > 0) {
        size_t r = cp_allocate_row(m, tagged(ROW_PLANT_UNITS, e, 0, t, NONE), 0, 0);
        cp_allocate_coef(m, r, v->col, 1);
        cp_allocate_coef(m, r, integer(m, e, 0, t, floor(c->power / c->asset.unit * (1 + 1e-9))),
                         -c->asset.unit);
    }
    if (c->asset.minimum > 0) {
        size_t any = integer(m, e, 1, t, 1);
        size_t least = cp_allocate_row(m, tagged(ROW_PLANT_UNITS, e, 1, t, NONE), 0, CP_LP_INF);
        cp_allocate_coef(m, least, v->col, 1);
        cp_allocate_coef(m, least, any, -c->asset.minimum);
        size_t most = cp_allocate_row(m, tagged(ROW_PLANT_UNITS, e, 2, t, NONE), -CP_LP_INF, 0);
        cp_allocate_coef(m, most, v->col, 1);
        cp_allocate_coef(m, most, any, -c->power);
    }
}

void cp_allocate_add_plant_units(struct cp_program *m) {
    for (size_t e = 0; cp_allocate_going(m) && e < m->plan->energy.ncontract; e++)
        for (size_t i = 0; contract_type(m, e)->built && i < m->energy.capacity[e].n; i++)
            if (m->col_tags.tag[m->energy.capacity[e].v[i].col].t != NO_PERIOD)
                add_unit(m, e, &m->energy.capacity[e].v[i]);
}
