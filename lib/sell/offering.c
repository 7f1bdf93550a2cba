/* Who buys: products on SKUs, and how buyers answer a price in each period. */
#include "sell/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Facts of one curve: others have other units. */
static int select_curve(struct cp_sell *s, const char *measure, const char *curve,
                        struct cp_selection *out) {
    size_t all = cp_facts_count(s->facts), n = 0;
    uint32_t *row = cp_calloc(all + 1, sizeof *row);
    if (!row)
        return cp_fail_nomem(s->err);
    for (size_t i = 0; i < all; i++)
        if (strcmp(cp_facts_dim(s->facts, i, CP_CURVE), curve) == 0)
            row[n++] = (uint32_t)i;
    int rc = cp_facts_select_of(s->facts, row, n, measure, "USD/GPU/h", out, s->err);
    free(row);
    return rc;
}

/* A forward price of the curve where there are facts of it; the mean of its months. */
static int read_forwards(struct cp_sell *s, const char *curve, double *price) {
    struct cp_selection f;
    double *n = cp_sell_alloc(s, s->nperiod, sizeof *n);
    int rc = n ? select_curve(s, "forward", curve, &f) : CP_ENOMEM;
    if (rc)
        return rc;
    memset(price, 0, s->nperiod * sizeof *price);
    for (size_t i = 0; i < f.n; i++) {
        const char *text = cp_facts_dim(s->facts, f.row[i], CP_PERIOD);
        struct cp_period p;
        if (!cp_facts_is_plain(s->facts, f.row[i]) || cp_period_parse(text, strlen(text), &p) != 0)
            continue;
        for (size_t t = 0; t < s->nperiod; t++) {
            struct cp_period q = cp_plan_period(s->plan, t);
            if (cp_period_start(p) < cp_period_start(q) || cp_period_end(p) > cp_period_end(q))
                continue;
            price[t] += f.value[i] * cp_period_hours(p);
            n[t] += cp_period_hours(p);
        }
    }
    for (size_t t = 0; t < s->nperiod; t++)
        price[t] = n[t] > 0 ? price[t] / n[t] : NAN;
    cp_facts_selection_release(&f);
    return 0;
}

/* Prices of the curve in scenarios over those of its forwards; 1 where none are said. */
static int read_factors(struct cp_sell *s, const char *curve, double *factor) {
    struct cp_selection f;
    int rc = cp_sell_select(s, "curve_factor", &f);
    for (size_t i = 0; rc == 0 && i < f.n; i++) {
        const char *of = cp_sell_dim(s, f.row[i], CP_CURVE);
        size_t t = cp_sell_period_of(s, f.row[i]);
        for (size_t k = 0; of && t != NONE && k < s->nscenario && strcmp(of, curve) == 0; k++)
            if (s->scenario[k] && cp_sell_is_in(s, f.row[i], k))
                factor[k * s->nperiod + t] = f.value[i];
    }
    cp_facts_selection_release(&f);
    return rc;
}

/* The plan's own value of what a curve prices: a rental that it drives. */
static double driven(const struct cp_plan *plan, const struct cp_market_curve *c) {
    for (size_t i = 0; c && i < c->ndrive; i++) {
        const struct cp_sku *sku =
            c->drive[i].kind == CP_DRIVE_RENTAL ? cp_plan_sku(plan, c->drive[i].of) : NULL;
        if (sku)
            return sku->rental;
    }
    return NAN;
}

/* The product's, else the one that drives the SKU's rental. */
static const struct cp_market_curve *
curve_of(const struct cp_plan *plan, const struct cp_sale_product *p, const struct cp_sku *sku) {
    const struct cp_plan_market *m = &plan->money.market;
    for (size_t c = 0; !p->curve && c < m->ncurve; c++)
        for (size_t i = 0; i < m->curve[c].ndrive; i++)
            if (m->curve[c].drive[i].kind == CP_DRIVE_RENTAL &&
                strcmp(m->curve[c].drive[i].of, sku->name) == 0)
                return &m->curve[c];
    return p->curve ? cp_plan_market_curve(m, p->curve) : NULL;
}

/* Whether the plan says what it costs, whatever the market does. */
static bool is_fixed(const struct cp_sell_offering *o) {
    return o->of->price.n > 0 || isfinite(o->product->fee) || o->product->price.n > 0;
}

/* Reference prices of an hour by period, before premium and discount. */
static int reference_prices(struct cp_sell *s, const struct cp_sell_offering *o, double *price) {
    const struct cp_sale_product *p = o->product;
    double plain = o->sku->rental, base = driven(s->plan, o->curve);
    int rc = o->curve ? read_forwards(s, o->curve->name, price) : 0;
    for (size_t t = 0; rc == 0 && t < s->nperiod; t++) {
        struct cp_period q = cp_plan_period(s->plan, t);
        double market = o->curve && isfinite(price[t]) ? price[t] : base;
        if (o->of->price.n)
            price[t] = cp_plan_path_at(&o->of->price, q, s->plan->horizon.origin);
        else if (isfinite(p->fee))
            price[t] = p->fee / (p->lot * 8766);
        else if (p->price.n)
            price[t] = o->of->basis * cp_plan_path_at(&p->price, q, s->plan->horizon.origin);
        else if (p->curve)
            price[t] = o->of->basis * market;
        else
            price[t] = o->of->basis * plain * (o->curve ? market / base : 1);
        price[t] *= (1 + p->premium) * (1 - p->discount);
        if (!(price[t] > 0))
            return cp_fail_at(s->err, CP_EINPUT, o->of->pos,
                              "market/%.80s/skus/%.80s: no reference price in %s: give it a price, "
                              "a curve that has one, or the SKU a rental",
                              p->name, o->of->sku, s->period[t]);
    }
    return rc;
}

static struct cp_sell_response response_of(const struct cp_sale_product *p, double price,
                                           double depth) {
    const struct cp_sale_response *r = &p->response;
    struct cp_sell_response out = {CP_SELL_TAKER, price, depth, r->elasticity,
                                   r->slope,      r->a,  r->b};
    if (isfinite(r->elasticity))
        out.kind = CP_SELL_ELASTIC;
    else if (isfinite(r->slope))
        out.kind = CP_SELL_LINEAR;
    else if (isfinite(r->b))
        out.kind = CP_SELL_LOGIT;
    return out;
}

/* What isolation takes: more GPUs, and money. */
static void isolate(struct cp_sell *s, struct cp_sell_offering *o) {
    const struct cp_isolation *i = &s->plan->money.market.selling.isolation;
    double group = isfinite(i->group) ? i->group : o->product->lot;
    struct cp_sell_isolation x = {i->rack,
                                  i->overhead,
                                  i->setup,
                                  o->product->term,
                                  0,
                                  i->spare_risk,
                                  o->sku->reliability.availability};
    if (!o->product->isolated)
        return;
    o->more = cp_sell_isolation_cost(&x, 1, group);
    o->audit = group > 0 ? i->audit / (8766 * group) : 0;
    o->net *= 1 + i->price;
}

/* Buyers in every scenario, and at the mean of their prices. */
static int respond(struct cp_sell *s, struct cp_sell_offering *o) {
    size_t all = s->nscenario * s->nperiod;
    const struct cp_path *depth = o->of->depth.n ? &o->of->depth : &o->product->depth;
    double *price = cp_sell_alloc(s, s->nperiod, sizeof *price);
    double *factor = cp_sell_alloc(s, all, sizeof *factor);
    o->response = cp_sell_alloc(s, all, sizeof *o->response);
    o->mean = cp_sell_alloc(s, s->nperiod, sizeof *o->mean);
    if (!price || !factor || !o->response || !o->mean)
        return CP_ENOMEM;
    for (size_t i = 0; i < all; i++)
        factor[i] = 1;
    int rc = reference_prices(s, o, price);
    if (rc == 0 && o->curve && !is_fixed(o))
        rc = read_factors(s, o->curve->name, factor);
    for (size_t t = 0; rc == 0 && t < s->nperiod; t++) {
        double wanted = cp_plan_path_at(depth, cp_plan_period(s->plan, t), s->plan->horizon.origin);
        /* of a term, those whose turn it is: all are held when it has gone on for one */
        double turns = o->whole ? 1 : (double)o->periods, mean = 0;
        for (size_t k = 0; k < s->nscenario; k++) {
            double by = factor[k * s->nperiod + t];
            struct cp_sell_response *r = &o->response[k * s->nperiod + t];
            *r = response_of(o->product, price[t] * by, wanted / turns);
            r->slope /= turns;
            mean += s->probability[k] * by;
        }
        o->mean[t] = o->response[t];
        o->mean[t].reference = price[t] * mean;
    }
    return rc;
}

static int add(struct cp_sell *s, const struct cp_sale_product *p, const struct cp_sale_sku *of) {
    struct cp_sell_offering *o = &s->offering[s->noffering++];
    double years = cp_period_years(s->plan->horizon.from);
    *o = (struct cp_sell_offering){.product = p, .of = of, .sku = cp_plan_sku(s->plan, of->sku)};
    o->curve = curve_of(s->plan, p, o->sku);
    o->periods = p->term > years ? (size_t)ceil(p->term / years - 1e-9) : 1;
    o->whole = p->lot > 0 && o->periods > 1;
    o->net = fmax(p->utilisation, p->minimum) * (1 - p->commission);
    isolate(s, o);
    return respond(s, o);
}

int cp_sell_read_offerings(struct cp_sell *s) {
    const struct cp_plan_selling *all = &s->plan->money.market.selling;
    size_t n = 0;
    int rc = 0;
    for (size_t i = 0; i < all->nproduct; i++)
        n += all->product[i].nsku;
    if (n == 0)
        return cp_fail(s->err, CP_EUSAGE,
                       "the plan sells no hours: `market:` says in which products");
    s->offering = cp_sell_alloc(s, n, sizeof *s->offering);
    if (!s->offering)
        return CP_ENOMEM;
    rc = cp_curve_factors(s->plan, &s->arena, &s->factors, s->err);
    for (size_t i = 0; i < all->nproduct && rc == 0; i++)
        for (size_t k = 0; k < all->product[i].nsku && rc == 0; k++)
            rc = add(s, &all->product[i], &all->product[i].sku[k]);
    return rc;
}

bool cp_sell_fits(const struct cp_sell_offering *o, const struct cp_sell_unit *u) {
    const struct cp_sale_product *p = o->product;
    if (u->sku != o->sku || (p->kind == CP_SALE_WHOLE_SITE && !u->site))
        return false;
    for (size_t i = 0; i < p->nsite; i++)
        if (u->site && strcmp(p->sites[i], u->site) == 0)
            return true;
    return p->nsite == 0;
}
