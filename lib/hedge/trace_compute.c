/* Exposures of compute: what is yet to be bought or rented, what work brings, what stands idle; and
 * of debt whose rate floats. */
#include "hedge/trace.h"
#include <math.h>
#include <string.h>

/* Units of an offer that arrive in a period beyond those that are committed, whose price is fixed.
 */
static int open_units(struct cp_hedge_trace *x, const struct cp_offer *o, double *units) {
    int rc = 0;
    const struct cp_selection *s = cp_hedge_trace_rows(x, CP_ROWS_BUY, &rc);
    double left = o->commitment.units;
    for (size_t t = 0; t < x->h->nperiod; t++)
        units[t] = 0;
    for (size_t i = 0; rc == 0 && i < s->n; i++) {
        const char *of = cp_hedge_dim(x->h, s->row[i], CP_OFFER);
        size_t t = cp_hedge_period_of(x->h, s->row[i]);
        if (t != NONE && of && strcmp(of, o->name) == 0)
            units[t] += s->value[i];
    }
    for (size_t t = 0; t < x->h->nperiod; t++) {
        double firm = units[t] < left ? units[t] : left;
        left -= firm;
        units[t] -= firm;
    }
    return rc;
}

static const struct cp_offer *offer_of(const struct cp_hedge *h, const struct cp_drive *d) {
    for (size_t o = 0; o < h->plan->supply.noffer; o++) {
        const struct cp_offer *offer = &h->plan->supply.offer[o];
        if (strcmp(offer->name, d->within) == 0 && strcmp(offer->supplier, d->of) == 0)
            return offer;
    }
    return NULL;
}

static struct cp_fact fact_of(const struct cp_offer *o) {
    return (struct cp_fact){
        .dim = {[CP_SUPPLIER] = o->supplier, [CP_OFFER] = o->name, [CP_SKU] = o->sku}};
}

int cp_hedge_trace_purchase(struct cp_hedge_trace *x, const struct cp_drive *d) {
    const struct cp_offer *o = offer_of(x->h, d);
    double *units = cp_hedge_alloc(x->h, x->h->nperiod, sizeof *units);
    int rc = !units ? CP_ENOMEM : o ? open_units(x, o, units) : 0;
    for (size_t t = 0; o && rc == 0 && t < x->h->nperiod; t++)
        if (units[t] > 0)
            rc = cp_hedge_trace_add(x, fact_of(o), t, "purchase", -units[t],
                                    -units[t] * o->price.first);
    return rc;
}

/* The hours of what arrived with the rent of its arrival, until its term is over. */
int cp_hedge_trace_rent(struct cp_hedge_trace *x, const struct cp_drive *d) {
    struct cp_hedge *h = x->h;
    const struct cp_offer *o = offer_of(h, d);
    double *units = cp_hedge_alloc(h, h->nperiod, sizeof *units);
    int rc = !units ? CP_ENOMEM : o ? open_units(x, o, units) : 0;
    for (size_t v = 0; o && rc == 0 && v < h->nperiod; v++) {
        int64_t from = cp_period_start(cp_plan_period(h->plan, v));
        double rent =
            cp_plan_path_at(&o->rent.price, cp_plan_period(h->plan, v), h->plan->horizon.origin);
        for (size_t t = v; units[v] > 0 && rc == 0 && t < h->nperiod; t++) {
            double hours = units[v] * h->hours[t];
            if (cp_years_between(from, cp_period_start(cp_plan_period(h->plan, t))) >
                o->rent.term - 1e-9)
                break;
            rc = cp_hedge_trace_add(x, fact_of(o), t, "rent", -hours, -hours * rent);
        }
    }
    return rc;
}

/* Idle GPU-hours at the market's rent: what could be sold, and is no cash of the plan. */
int cp_hedge_trace_rental(struct cp_hedge_trace *x, const struct cp_drive *d) {
    struct cp_hedge *h = x->h;
    const struct cp_sku *sku = cp_plan_sku(h->plan, d->of);
    int rc = 0;
    const struct cp_selection *s = cp_hedge_trace_rows(x, CP_ROWS_SURPLUS, &rc);
    for (size_t i = 0; sku && rc == 0 && i < s->n; i++) {
        const char *of = cp_hedge_dim(h, s->row[i], CP_SKU);
        size_t t = cp_hedge_period_of(h, s->row[i]);
        if (t == NONE || !of || strcmp(of, sku->name) != 0)
            continue;
        struct cp_fact f = {.dim = {[CP_SITE] = cp_hedge_dim(h, s->row[i], CP_SITE),
                                    [CP_OFFER] = cp_hedge_dim(h, s->row[i], CP_OFFER),
                                    [CP_SKU] = sku->name}};
        rc = cp_hedge_trace_add(x, f, t, "surplus", s->value[i], s->value[i] * sku->rental);
    }
    return rc;
}

/* The SKU whose hours the curve prices: the first whose rental it drives. */
static const struct cp_sku *priced_sku(const struct cp_hedge *h, const struct cp_market_curve *c) {
    for (size_t k = 0; k < c->ndrive; k++)
        if (c->drive[k].kind == CP_DRIVE_RENTAL)
            return cp_plan_sku(h->plan, c->drive[k].of);
    return NULL;
}

/* Work that is paid for, in hours of the SKU that the curve prices, or of those it runs on. */
int cp_hedge_trace_revenue(struct cp_hedge_trace *x, const struct cp_drive *d) {
    struct cp_hedge *h = x->h;
    int rc = x->has_works ? 0 : cp_hedge_works_read(h, &x->works);
    const struct cp_sku *sku =
        x->drive ? priced_sku(h, &cp_hedge_market(h)->curve[x->curve]) : NULL;
    double rate = sku ? sku->peak * cp_plan_efficiency(sku, d->of) : 0;
    x->has_works = true;
    for (size_t i = 0; rc == 0 && i < x->works.n; i++) {
        const struct cp_hedge_work *w = &x->works.at[i];
        if (strcmp(w->workload, d->of) != 0)
            continue;
        double fee = cp_plan_workload(h->plan, d->of)->revenue;
        double hours = rate > 0 ? w->served * h->hours[w->t] / rate : w->hours;
        struct cp_fact f = {.dim = {[CP_SITE] = w->site,
                                    [CP_OFFER] = w->offer,
                                    [CP_SKU] = w->sku,
                                    [CP_WORKLOAD] = w->workload,
                                    [CP_TENANT] = w->tenant}};
        rc = cp_hedge_trace_add(x, f, w->t, "revenue", hours, fee * w->served * h->hours[w->t]);
    }
    return rc;
}

/* What is owed for a period, at its base rate. */
int cp_hedge_trace_rate(struct cp_hedge_trace *x, const struct cp_drive *d) {
    struct cp_hedge *h = x->h;
    int rc = 0;
    const struct cp_selection *s = cp_hedge_trace_rows(x, CP_ROWS_DEBT, &rc);
    for (size_t i = 0; rc == 0 && i < s->n; i++) {
        const char *entity = cp_hedge_dim(h, s->row[i], CP_ENTITY);
        const char *tranche = cp_hedge_dim(h, s->row[i], CP_TRANCHE);
        size_t t = cp_hedge_period_of(h, s->row[i]);
        if (t == NONE || !entity || !tranche || strcmp(entity, d->of) != 0 ||
            strcmp(tranche, d->within) != 0)
            continue;
        double owed = s->value[i] * cp_period_years(cp_plan_period(h->plan, t)), each = NAN;
        for (size_t e = 0; e < h->plan->nentity; e++)
            for (size_t k = 0; k < h->plan->entity[e].ntranche; k++) {
                const struct cp_tranche *tr = &h->plan->entity[e].tranche[k];
                if (strcmp(tr->name, tranche) == 0 && strcmp(h->plan->entity[e].name, entity) == 0)
                    each = cp_plan_path_at(&tr->interest.rate, cp_plan_period(h->plan, t),
                                           h->plan->horizon.origin);
            }
        struct cp_fact f = {.dim = {[CP_ENTITY] = entity, [CP_TRANCHE] = tranche}};
        rc = isnan(each) ? 0 : cp_hedge_trace_add(x, f, t, "debt", -owed, -owed * each);
    }
    return rc;
}
