/* A sample of paths for choosing a hedge, and what its instruments earn on them. */
#include "hedge/optimise.h"
#include "hedge/replica.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double discount(const struct cp_hedge_risk *r, size_t step) {
    return cp_discount(r->h->plan->money.discount, r->step[step].when);
}

/* Half of bid less ask of an instrument, its own or its curve's. */
static double spread_of(const struct cp_hedge_risk *r, const struct cp_hedge_trade *k) {
    double own = k->spread, curve = cp_hedge_market(r->h)->curve[k->curve].spread;
    return !isnan(own) ? own : isnan(curve) ? 0 : curve;
}

int cp_hedge_desk_make(struct cp_hedge_risk *r, struct cp_hedge_desk *out) {
    struct cp_hedge *h = r->h;
    *out = (struct cp_hedge_desk){.r = r};
    int rc = cp_hedge_instruments_read(h, &out->instruments);
    if (rc)
        return rc;
    rc = cp_hedge_replicas_make(h, r->market, &out->instruments);
    if (rc)
        return rc;
    if (out->instruments.n == 0)
        return cp_fail(h->err, CP_EINPUT,
                       "hedging/instruments: all were delivered before the day of "
                       "valuation");
    out->inside = cp_hedge_alloc(h, r->nstep, sizeof *out->inside);
    out->cost = cp_hedge_alloc(h, out->instruments.n, sizeof *out->cost);
    if (!out->inside || !out->cost)
        return CP_ENOMEM;
    for (size_t k = 0; k < out->instruments.n; k++)
        for (size_t s = 0; s < r->nstep; s++) {
            const struct cp_hedge_trade *i = &out->instruments.at[k];
            double volume = cp_hedge_volume(i, r->step[s].from, r->step[s].until);
            out->inside[s] |= volume != 0;
            out->cost[k] += volume * spread_of(r, i) * discount(r, s);
        }
    return 0;
}

static void fill(struct cp_hedge_desk *d, struct cp_hedge_sample *s) {
    const struct cp_hedge_risk *r = d->r;
    size_t m = d->instruments.n, row = r->nstep * r->ncurve;
    for (size_t p = 0; p < s->n; p++)
        for (size_t t = 0; t < r->nstep; t++) {
            const double *price = &s->price[p * row + t * r->ncurve];
            const double *forward = &r->forward[t * r->ncurve];
            double df = discount(r, t);
            if (!d->inside[t])
                continue;
            for (size_t e = 0; e < s->cash.nentity; e++)
                for (size_t c = 0; c < r->ncurve; c++) {
                    double slope = s->cash.slope[(t * s->cash.nentity + e) * r->ncurve + c];
                    s->base[p] += slope != 0 ? slope * (price[c] - forward[c]) * df : 0;
                }
            for (size_t i = 0; i < r->trades.n; i++)
                s->base[p] += cp_hedge_trade_cash(r, &r->trades.at[i], t, price) * df;
            for (size_t k = 0; k < m; k++)
                s->payoff[p * m + k] +=
                    cp_hedge_trade_cash(r, &d->instruments.at[k], t, price) * df;
        }
}

int cp_hedge_sample_make(struct cp_hedge_desk *d, size_t n, uint64_t seed,
                         struct cp_hedge_sample *out) {
    struct cp_hedge *h = d->r->h;
    *out = (struct cp_hedge_sample){.n = n};
    out->base = cp_calloc(n + 1, sizeof *out->base);
    out->payoff = cp_calloc(n * d->instruments.n + 1, sizeof *out->payoff);
    int rc = out->base && out->payoff ? 0 : cp_fail_nomem(h->err);
    if (rc == 0)
        rc = cp_hedge_simulate(d->r, n, seed, &out->price);
    if (rc == 0)
        rc = cp_hedge_cash_make(d->r, n, out->price, &out->cash);
    if (rc == 0)
        fill(d, out);
    return rc;
}

void cp_hedge_sample_release(struct cp_hedge_sample *s) {
    cp_hedge_cash_release(&s->cash);
    free(s->price);
    free(s->base);
    free(s->payoff);
}
