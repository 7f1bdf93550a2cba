/* What exposures and positions earn on each path. */
#include "hedge/cash.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *const cp_hedge_class_name[CP_CASH_CLASSES] = {"energy", "compute", "other",
                                                          "all",    "hedged",  "book"};

size_t cp_hedge_entity_index(const struct cp_hedge_cash *c, const char *name) {
    for (size_t e = 0; e < c->nentity; e++)
        if (!c->entity[e] || (name && strcmp(c->entity[e], name) == 0))
            return e;
    return 0;
}

/* The plan's periods, and calendar years where these are longer. */
static int make_buckets(struct cp_hedge_cash *c) {
    struct cp_hedge_risk *r = c->r;
    struct cp_hedge *h = r->h;
    bool years = h->plan->horizon.from.freq > CP_YEAR;
    c->bucket = cp_hedge_alloc(h, 2 * h->nperiod, sizeof *c->bucket);
    c->period_of = cp_hedge_alloc(h, r->nstep, sizeof *c->period_of);
    c->year_of = cp_hedge_alloc(h, r->nstep, sizeof *c->year_of);
    if (!c->bucket || !c->period_of || !c->year_of)
        return CP_ENOMEM;
    int last = 0;
    for (; c->nbucket < h->nperiod; c->nbucket++)
        c->bucket[c->nbucket] = h->period[c->nbucket];
    for (size_t i = 0; i < r->nstep; i++) {
        c->period_of[i] = r->step[i].t;
        c->year_of[i] = NONE;
        if (years && (i == 0 || r->step[i].year != last)) {
            last = r->step[i].year;
            c->bucket[c->nbucket] = cp_arena_printf(&h->arena, "%d", last);
            if (!c->bucket[c->nbucket++])
                return cp_fail_nomem(h->err);
        }
        if (years)
            c->year_of[i] = c->nbucket - 1;
    }
    return 0;
}

static int make_entities(struct cp_hedge_cash *c) {
    const struct cp_plan *plan = c->r->h->plan;
    c->nentity = plan->nentity > 0 ? plan->nentity : 1;
    c->entity = cp_hedge_alloc(c->r->h, c->nentity, sizeof *c->entity);
    for (size_t e = 0; c->entity && e < plan->nentity; e++)
        c->entity[e] = plan->entity[e].name;
    return c->entity ? 0 : CP_ENOMEM;
}

static int make_slopes(struct cp_hedge_cash *c) {
    const struct cp_hedge_risk *r = c->r;
    c->slope = cp_hedge_alloc(r->h, r->nstep * c->nentity * r->ncurve, sizeof *c->slope);
    if (!c->slope)
        return CP_ENOMEM;
    for (size_t i = 0; i < r->exposures.n; i++) {
        const struct cp_hedge_exposed *e = &r->exposures.at[i];
        size_t of = cp_hedge_entity_index(c, e->entity);
        for (size_t s = 0; s < r->nstep; s++)
            c->slope[(s * c->nentity + of) * r->ncurve + e->curve] += cp_hedge_slope(r, i, s);
    }
    return 0;
}

static void add(struct cp_hedge_cash *c, enum cp_hedge_class k, size_t entity, size_t step,
                size_t path, double value) {
    cp_hedge_cash_at(c, k, entity, c->period_of[step])[path] += value;
    if (c->year_of[step] != NONE)
        cp_hedge_cash_at(c, k, entity, c->year_of[step])[path] += value;
}

static enum cp_hedge_class class_of(const struct cp_market_curve *curve) {
    const char *word = cp_hedge_curve_class(curve);
    return *word == 'e' ? CP_CASH_ENERGY : *word == 'c' ? CP_CASH_COMPUTE : CP_CASH_OTHER;
}

/* A step of every path. */
static void add_step(struct cp_hedge_cash *c, size_t s, const double *price) {
    const struct cp_hedge_risk *r = c->r;
    const struct cp_plan_market *m = cp_hedge_market(r->h);
    for (size_t e = 0; e < c->nentity; e++)
        for (size_t k = 0; k < r->ncurve; k++) {
            double slope = c->slope[(s * c->nentity + e) * r->ncurve + k];
            enum cp_hedge_class class = class_of(&m->curve[k]);
            for (size_t p = 0; p < c->npath && slope != 0; p++) {
                const double *at = price + (p * r->nstep + s) * r->ncurve;
                double cash = slope * (at[k] - r->forward[s * r->ncurve + k]);
                add(c, class, e, s, p, cash);
                add(c, CP_CASH_ALL, e, s, p, cash);
                add(c, CP_CASH_HEDGED, e, s, p, cash);
            }
        }
    for (size_t i = 0; i < r->trades.n; i++) {
        const struct cp_hedge_trade *k = &r->trades.at[i];
        size_t e = cp_hedge_entity_index(c, cp_hedge_book_entity(r->h, k->book));
        if (cp_hedge_volume(k, r->step[s].from, r->step[s].until) == 0)
            continue;
        for (size_t p = 0; p < c->npath; p++) {
            double cash = cp_hedge_trade_cash(r, k, s, price + (p * r->nstep + s) * r->ncurve);
            add(c, CP_CASH_HEDGED, e, s, p, cash);
            add(c, CP_CASH_BOOK, e, s, p, cash);
        }
    }
}

int cp_hedge_cash_make(struct cp_hedge_risk *r, size_t npath, const double *price,
                       struct cp_hedge_cash *out) {
    *out = (struct cp_hedge_cash){.r = r, .npath = npath};
    int rc = make_entities(out);
    if (rc == 0)
        rc = make_buckets(out);
    if (rc == 0)
        rc = make_slopes(out);
    if (rc)
        return rc;
    size_t cells = (size_t)CP_CASH_CLASSES * out->nentity * out->nbucket;
    out->cash = cp_calloc(cells * npath + 1, sizeof *out->cash);
    if (!out->cash)
        return cp_fail_nomem(r->h->err);
    for (size_t s = 0; s < r->nstep; s++)
        add_step(out, s, price);
    return 0;
}

void cp_hedge_cash_release(struct cp_hedge_cash *c) {
    free(c->cash);
    c->cash = NULL;
}
