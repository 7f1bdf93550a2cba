/* What is built period by period and retires by age: generators, storage, lines. */
#include "allocate/program/internal.h"
#include <math.h>

bool is_built(const struct cp_contract *c) {
    return c->kind == CP_GENERATOR || c->kind == CP_STORAGE;
}

bool is_storage(const struct cp_contract *c) {
    return c->kind == CP_BATTERY || c->kind == CP_STORAGE;
}

void hold(struct model *m, size_t r, const struct standing *s, size_t t, double value) {
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].first <= t && t <= s->v[i].last)
            coef(m, r, s->v[i].col, value);
}

bool stands_any(const struct standing *s, size_t t) {
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].first <= t && t <= s->v[i].last)
            return true;
    return false;
}

double stands(const struct standing *s, const double *x, size_t t) {
    double mw = 0;
    for (size_t i = 0; i < s->n; i++)
        if (s->v[i].first <= t && t <= s->v[i].last)
            mw += x[s->v[i].col];
    return mw;
}

/* The annual payment that returns 1 over `life` years at rate `r`. */
static double annuity(double r, double life) {
    return r == 0 ? 1 / life : r / (1 - pow(1 + r, -life));
}

static double path_of(const struct model *m, const struct cp_path *p, struct cp_period at) {
    return p->n ? cp_path_at(p, at, m->plan->horizon.origin) : 0;
}

void pay(struct model *m, const struct vintage *v, const struct money *k, bool existing) {
    double capex = path_of(m, k->capex, v->built), om = path_of(m, k->om, v->built), age = 0;
    bool lump = isnan(k->interest);
    struct entry e = {.col = v->col, .contract = k->contract, .name = k->name};
    for (size_t t = v->first; t <= v->last; t++) {
        e.t = (uint16_t)t;
        e.kind = k->network ? COST_NETWORK : COST_PLANT_OM;
        e.amount = om * m->years[t];
        charge(m, e);
        e.kind = k->network ? COST_NETWORK : COST_ANNUITY;
        e.amount = lump ? 0 : capex * annuity(k->interest, k->life) * m->years[t];
        charge(m, e);
    }
    if (!lump || existing)
        return;
    e.t = (uint16_t)v->first;
    e.kind = COST_PLANT;
    e.amount = capex;
    charge(m, e);
    for (size_t t = v->first; t < m->T; t++)
        age += m->years[t];
    e.t = (uint16_t)(m->T - 1);
    e.kind = COST_SALVAGE;
    e.amount = -capex * fmax(0, 1 - age / k->life);
    charge(m, e);
}

/* Periods that begin before what came at the start of `built` has reached its life. False: none. */
static bool serve(const struct model *m, struct cp_period built, double life, struct vintage *v) {
    bool any = false;
    for (size_t t = 0; t < m->T; t++) {
        double age = cp_years_between(cp_period_start(built), cp_period_start(m->period[t]));
        if (age < -1e-6 || !serves(age, life))
            continue;
        v->first = any ? v->first : t;
        v->last = t;
        any = true;
    }
    v->built = built;
    return any;
}

static void add_plant(struct model *m, size_t e) {
    const struct cp_contract *c = &m->plan->contract[e];
    struct standing *s = &m->standing[e];
    struct money k = {&c->capex, &c->om, c->interest, c->life, c->name, NULL, false};
    s->v = cp_arena_calloc(&m->arena, c->nbuild + m->T, sizeof *s->v);
    m->oom |= !s->v;
    for (size_t i = 0; !m->oom && i < c->nbuild; i++) {
        struct vintage v;
        if (!serve(m, c->build[i].period, c->life, &v))
            continue;
        v.col = col(m, tagged(COL_PLANT, e, i, NONE, NONE), c->build[i].power, c->build[i].power);
        pay(m, &v, &k, true);
        s->v[s->n++] = v;
    }
    for (size_t t = 0; !m->oom && t < m->T; t++) {
        struct vintage v;
        if (!in_force(m, t, c->from, c->to) || !serve(m, m->period[t], c->life, &v))
            continue;
        v.col = col(m, tagged(COL_PLANT, e, NONE, t, NONE), 0, c->power);
        pay(m, &v, &k, false);
        s->v[s->n++] = v;
    }
    for (size_t t = 0; !m->oom && isfinite(c->power) && t < m->T; t++)
        hold(m, row(m, tagged(ROW_PLANT, e, NONE, t, NONE), -CP_LP_INF, c->power), s, t, 1);
}

int add_plants(struct model *m) {
    m->standing = cp_arena_calloc(&m->arena, m->plan->ncontract + 1, sizeof *m->standing);
    m->oom |= !m->standing;
    for (size_t e = 0; !m->oom && e < m->plan->ncontract; e++)
        if (is_built(&m->plan->contract[e]))
            add_plant(m, e);
    return m->oom ? cp_fail_nomem(m->err) : 0;
}

void expand(struct model *m, struct standing *s, const struct expansion *x) {
    s->v = cp_arena_calloc(&m->arena, m->T + 1, sizeof *s->v);
    if (!s->v) {
        m->oom = true;
        return;
    }
    if (x->existing > 0) {
        struct vintage v = {m->period[0], 0, m->T - 1, NONE};
        v.col = col(m, tagged(x->col, x->at, NONE, NONE, NONE), x->existing, x->existing);
        pay(m, &v, &x->money, true);
        s->v[s->n++] = v;
    }
    for (size_t t = 0; x->most > x->existing && t < m->T; t++) {
        struct vintage v;
        if (!in_force(m, t, x->from, INT64_MAX) || !serve(m, m->period[t], x->money.life, &v))
            continue;
        v.col = col(m, tagged(x->col, x->at, NONE, t, NONE), 0, x->most - x->existing);
        pay(m, &v, &x->money, false);
        s->v[s->n++] = v;
    }
    for (size_t t = 0; isfinite(x->most) && t < m->T; t++)
        hold(m, row(m, tagged(x->row, x->at, NONE, t, NONE), -CP_LP_INF, x->most), s, t, 1);
}

/* ---- integers ------------------------------------------------------------------------------ */

static size_t integer(struct model *m, size_t e, size_t b, size_t t, double upper) {
    size_t c = col(m, tagged(COL_UNITS, e, b, t, NONE), 0, upper);
    cp_lp_set_integer(m->lp, c);
    return c;
}

static void add_unit(struct model *m, size_t e, const struct vintage *v) {
    const struct cp_contract *c = &m->plan->contract[e];
    size_t t = m->coltag[v->col].t;
    if (c->unit > 0) {
        size_t r = row(m, tagged(ROW_BUILDS, e, 0, t, NONE), 0, 0);
        coef(m, r, v->col, 1);
        coef(m, r, integer(m, e, 0, t, floor(c->power / c->unit)), -c->unit);
    }
    if (c->minimum > 0) {
        size_t any = integer(m, e, 1, t, 1);
        size_t least = row(m, tagged(ROW_BUILDS, e, 1, t, NONE), 0, CP_LP_INF);
        coef(m, least, v->col, 1);
        coef(m, least, any, -c->minimum);
        size_t most = row(m, tagged(ROW_BUILDS, e, 2, t, NONE), -CP_LP_INF, 0);
        coef(m, most, v->col, 1);
        coef(m, most, any, -c->power);
    }
}

void add_plant_units(struct model *m) {
    for (size_t e = 0; !m->oom && e < m->plan->ncontract; e++)
        for (size_t i = 0; is_built(&m->plan->contract[e]) && i < m->standing[e].n; i++)
            if (m->coltag[m->standing[e].v[i].col].t != NOT)
                add_unit(m, e, &m->standing[e].v[i]);
}
