/* The ladder: floor, price, quantity and acceptance of every product, by period, place and SKU. */
#include "sell/internal.h"
#include <math.h>
#include <stdlib.h>

struct rung {
    size_t o, u, t;
    struct cp_sell_floor floor;
    double price;
};

static int put(struct cp_sell *s, const struct rung *r, const char *measure, const char *name,
               double value) {
    struct cp_fact f = {.dim[CP_PERIOD] = s->period[r->t],
                        .dim[CP_SITE] = s->unit[r->u].site,
                        .dim[CP_OFFER] = s->unit[r->u].offer,
                        .dim[CP_SKU] = s->unit[r->u].sku->name,
                        .dim[CP_KIND] = s->offering[r->o].product->name,
                        .dim[CP_NAME] = name,
                        .measure = measure,
                        .value = value};
    return cp_facts_put(s->facts, &f, s->err);
}

/* All places sell at one price, none below its floor. */
static double price_of(const struct cp_sell *s, const struct rung *r) {
    const struct cp_sell_offering *f = &s->offering[r->o];
    double earned = cp_sell_earned(s, r->o, r->t);
    double best = earned / f->net;
    if (isnan(earned))
        best = cp_sell_asked(&f->mean[r->t], cp_sell_best_price(&f->mean[r->t], r->floor.price));
    return fmax(best, r->floor.price);
}

/* An order at the reference price: it pays what the hours earn otherwise, and there are some. */
static bool accepts(const struct cp_sell *s, const struct rung *r) {
    const struct cp_sell_offering *f = &s->offering[r->o];
    return cp_sell_room(s, r->o, r->u, r->t) >= fmax(f->product->lot, 1) * (1 + f->more) &&
           f->mean[r->t].reference >= r->floor.price * (1 - 1e-9);
}

static int put_options(struct cp_sell *s, const struct rung *r) {
    const struct cp_sale_product *p = s->offering[r->o].product;
    struct cp_sell_floor at;
    int rc = 0;
    if (s->offering[r->o].periods == 1 || (isnan(p->notice) && isnan(p->recall)))
        return 0;
    rc = cp_sell_options_of(s, r->o, r->u, r->t, r->price, &at);
    if (rc == 0 && isfinite(p->notice))
        rc = put(s, r, "option_given", NULL, at.given);
    if (rc == 0 && isfinite(p->recall))
        rc = put(s, r, "option_held", NULL, at.taken);
    return rc;
}

/* Of those that hold GPUs in the period, by the price of their start. */
static double revenue_of(const struct cp_sell *s, size_t o, size_t u, size_t t) {
    size_t n = s->offering[o].periods;
    double sum = 0;
    for (size_t at = t + 1 > n ? t + 1 - n : 0; at <= t; at++) {
        double started = cp_sell_started(s, o, u, at);
        sum += started > 0 ? started * cp_sell_earned(s, o, at) * s->hours[t] : 0;
    }
    return sum;
}

static int put_rung(struct cp_sell *s, struct rung *r) {
    const struct cp_sell_offering *f = &s->offering[r->o];
    double held = cp_sell_held(s, r->o, r->u, r->t);
    int rc = 0;
    if (r->t + f->periods <= s->nperiod) {
        rc = cp_sell_floor_of(s, r->o, r->u, r->t, &r->floor);
        r->price = rc == 0 ? price_of(s, r) : 0;
        if (rc == 0)
            rc = put(s, r, "sale_floor", cp_sell_use_name(r->floor.use), r->floor.price);
        if (rc == 0)
            rc = put(s, r, "sale_price", NULL, r->price);
        if (rc == 0)
            rc = put(s, r, "accept", NULL, accepts(s, r));
        if (rc == 0)
            rc = put_options(s, r);
    }
    if (rc == 0 && held > 0)
        rc = put(s, r, "sale_quantity", NULL, held);
    if (rc == 0 && held > 0)
        rc = put(s, r, "sale_revenue", NULL, revenue_of(s, r->o, r->u, r->t));
    return rc;
}

/* ---- protection levels within a period ---------------------------------------------------------
 */

struct class {
    size_t o;
    double price, mean, sd;
};

static int by_price(const void *a, const void *b) {
    const struct class *x = a, *y = b;
    if (x->price != y->price)
        return x->price > y->price ? -1 : 1;
    return (x->o > y->o) - (x->o < y->o);
}

/* What is sold by the hour, dearest first. */
static size_t classes_of(const struct cp_sell *s, const struct cp_sku *sku, size_t t,
                         struct class *out) {
    size_t n = 0;
    for (size_t o = 0; o < s->noffering; o++) {
        const struct cp_sell_offering *f = &s->offering[o];
        double earned = cp_sell_earned(s, o, t);
        if (f->sku != sku || f->periods > 1 || isnan(earned))
            continue;
        out[n++] =
            (struct class){o, earned, cp_sell_wanted(&f->mean[t], earned / f->net), f->product->sd};
    }
    qsort(out, n, sizeof *out, by_price);
    return n;
}

static int put_levels(struct cp_sell *s, const struct cp_sku *sku, size_t t,
                      const struct class *class, size_t n, const char *name, const double *level) {
    int rc = 0;
    for (size_t j = 0; j + 1 < n && rc == 0; j++) {
        struct cp_fact f = {.dim[CP_PERIOD] = s->period[t],
                            .dim[CP_SKU] = sku->name,
                            .dim[CP_KIND] = s->offering[class[j].o].product->name,
                            .dim[CP_NAME] = name,
                            .measure = "protect",
                            .value = level[j]};
        rc = cp_facts_put(s->facts, &f, s->err);
    }
    return rc;
}

/* By the rule, and where no demand is certain by the optimum too. */
static int put_protection(struct cp_sell *s, const struct cp_sku *sku, size_t t,
                          struct class *class, double *x) {
    size_t n = classes_of(s, sku, t, class), m = s->noffering;
    bool certain = false;
    for (size_t j = 0; j < n; j++) {
        x[j] = class[j].price;
        x[m + j] = class[j].mean;
        x[2 * m + j] = class[j].sd;
        certain |= !(class[j].sd > 0);
    }
    cp_sell_protect(CP_SELL_EMSR_B, n, x, x + m, x + 2 * m, x + 3 * m);
    int rc = put_levels(s, sku, t, class, n, NULL, x + 3 * m);
    if (rc || certain || n < 2)
        return rc;
    if (!cp_sell_protect_best(n, x, x + m, x + 2 * m, x + 3 * m))
        return cp_fail_nomem(s->err);
    return put_levels(s, sku, t, class, n, "optimal", x + 3 * m);
}

static int protect(struct cp_sell *s) {
    struct class *class = cp_sell_alloc(s, s->noffering, sizeof *class);
    double *x = cp_sell_alloc(s, 4 * s->noffering, sizeof *x);
    int rc = class && x ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < s->plan->nsku; i++)
        for (size_t t = 0; t < s->nperiod && rc == 0; t++)
            rc = put_protection(s, &s->plan->sku[i], t, class, x);
    return rc;
}

static int run(struct cp_sell *s) {
    int rc = cp_sell_prepare(s);
    for (size_t t = 0; t < s->nperiod && rc == 0; t++)
        for (size_t u = 0; u < s->nunit && rc == 0; u++)
            for (size_t o = 0; o < s->noffering && rc == 0; o++) {
                struct rung r = {.o = o, .u = u, .t = t};
                if (cp_sell_fits(&s->offering[o], &s->unit[u]) && cp_sell_idle(s, u, t) > 0)
                    rc = put_rung(s, &r);
            }
    return rc ? rc : protect(s);
}

const struct cp_sell_kind cp_sell_ladder = {run};
