/* The floor of a quote: what its hours earn otherwise, in the price that the buyer pays. */
#include "sell/internal.h"
#include <math.h>
#include <stdlib.h>

/* What the hours of a term are worth otherwise, in a scenario: per GPU-hour sold, by period. */
static void alternatives(const struct cp_sell *s, size_t o, size_t u, size_t t, size_t scenario,
                         double *alternative, double *by_use) {
    const struct cp_sell_offering *f = &s->offering[o];
    for (size_t i = 0; i < f->periods; i++) {
        enum cp_sell_use use;
        const double *bids = f->product->kind == CP_SALE_SPOT ? s->sales->bid : s->sales->firm;
        double bid = bids[(u * s->nscenario + scenario) * s->nperiod + t + i];
        double worth = cp_sell_worth(&s->unit[u], scenario * s->nperiod + t + i,
                                     f->product->kind == CP_SALE_SPOT, &use);
        double weight = s->hours[t + i] * s->df[t + i] * s->probability[scenario];
        alternative[i] = (worth + bid) * (1 + f->more) + f->audit;
        by_use[use] += weight * worth;
        by_use[CP_SELL_OTHER_SALE] += weight * bid;
    }
}

/* Standard deviation of the logarithm of a price after `years`, of the product's curve. */
static double deviation_of(const struct cp_sell *s, const struct cp_sell_offering *f,
                           double years) {
    const struct cp_market_curve *c = f->curve;
    if (!c || c->model.kind == CP_MODEL_NORMAL)
        return 0;
    size_t at = (size_t)(c - s->plan->money.market.curve);
    return sqrt(cp_curve_variance(&s->factors, at, years, years));
}

/* Sum of weighted alternatives, and what the buyer's and the seller's notice are worth at a price
 * for an hour held. */
struct cp_sell_term {
    size_t n;
    double *alternative, *deviation, *weight, *years; /* n */
};

static int open_term(struct cp_sell *s, size_t o, size_t t, struct cp_sell_term *k) {
    k->n = s->offering[o].periods;
    k->alternative = cp_calloc(4 * k->n, sizeof *k->alternative);
    if (!k->alternative)
        return cp_fail_nomem(s->err);
    k->deviation = k->alternative + k->n;
    k->weight = k->deviation + k->n;
    k->years = k->weight + k->n;
    double sofar = 0;
    for (size_t i = 0; i < k->n; i++) {
        sofar += s->hours[t + i] / 8766;
        k->years[i] = sofar;
        k->weight[i] = s->hours[t + i] * s->df[t + i];
        k->deviation[i] = deviation_of(s, &s->offering[o], sofar);
    }
    return 0;
}

/* Mean over scenarios of the alternatives, and of both options at `price`. */
static void weigh(const struct cp_sell *s, size_t o, size_t u, size_t t, struct cp_sell_term *k,
                  double price, struct cp_sell_floor *out) {
    const struct cp_sale_product *p = s->offering[o].product;
    double by_use[3] = {0}, all = 0, sum = 0;
    out->given = out->taken = 0;
    for (size_t i = 0; i < k->n; i++)
        all += k->weight[i];
    for (size_t c = 0; c < s->nscenario; c++) {
        alternatives(s, o, u, t, c, k->alternative, by_use);
        for (size_t i = 0; i < k->n; i++)
            sum += s->probability[c] * k->weight[i] * k->alternative[i];
        if (isfinite(p->notice))
            out->given +=
                s->probability[c] * cp_sell_option(false, price, k->n, k->alternative, k->deviation,
                                                   k->weight, k->years, p->notice);
        if (isfinite(p->recall))
            out->taken +=
                s->probability[c] * cp_sell_option(true, price, k->n, k->alternative, k->deviation,
                                                   k->weight, k->years, p->recall);
    }
    out->held = sum / all;
    out->use = CP_SELL_STAND_IDLE;
    for (int i = 0; i < 3; i++)
        if (by_use[i] > by_use[out->use])
            out->use = (enum cp_sell_use)i;
}

/* K = alternatives + put(K) - call(K): the right side rises by less than K does. */
int cp_sell_floor_of(struct cp_sell *s, size_t o, size_t u, size_t t, struct cp_sell_floor *out) {
    const struct cp_sell_offering *f = &s->offering[o];
    struct cp_sell_term k = {0};
    int rc = open_term(s, o, t, &k);
    if (rc)
        return rc;
    weigh(s, o, u, t, &k, 0, out);
    double price = out->held;
    if (f->periods > 1 && (isfinite(f->product->notice) || isfinite(f->product->recall))) {
        double low = 0, high = out->held + 1;
        for (int i = 0; i < 60; i++, high *= 2) {
            weigh(s, o, u, t, &k, high, out);
            if (high >= out->held + out->given - out->taken)
                break;
        }
        for (int i = 0; i < 60; i++) {
            price = (low + high) / 2;
            weigh(s, o, u, t, &k, price, out);
            *(price < out->held + out->given - out->taken ? &low : &high) = price;
        }
    }
    out->price = price / f->net;
    free(k.alternative);
    return 0;
}

int cp_sell_options_of(struct cp_sell *s, size_t o, size_t u, size_t t, double price,
                       struct cp_sell_floor *out) {
    struct cp_sell_term k = {0};
    int rc = open_term(s, o, t, &k);
    if (rc == 0)
        weigh(s, o, u, t, &k, price * s->offering[o].net, out);
    free(k.alternative);
    return rc;
}
