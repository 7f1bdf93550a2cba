/* What the positions are worth, by the period of their delivery, and what moves that. */
#include "hedge/month.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The period of the plan's length that an hour is in, within its horizon or not. */
static struct cp_period period_at(const struct cp_hedge *h, int64_t hour) {
    enum cp_freq freq = h->plan->horizon.from.freq;
    return cp_period_at(freq == CP_YEARS || freq > CP_MONTH ? CP_MONTH : freq, hour);
}

static int put(struct cp_hedge *h, const struct cp_hedge_trade *k, const char *period,
               const char *curve, const char *measure, const char *unit, double value) {
    const struct cp_plan_desk *d = &h->plan->money.market.desk;
    const struct cp_fact f = {.dim[CP_PERIOD] = period,
                              .dim[CP_CURVE] = curve,
                              .dim[CP_BOOK] = d->book[k->book].name,
                              .dim[CP_POSITION] = k->name,
                              .measure = measure,
                              .unit = unit,
                              .value = value};
    return value == 0 ? 0 : cp_facts_put(h->facts, &f, h->err);
}

static int put_worth(struct cp_hedge *h, const struct cp_hedge_trade *k, struct cp_period p,
                     const struct cp_hedge_month *w) {
    const struct cp_market_curve *c = h->plan->money.market.curve;
    const char *one = c[k->curve].name, *money = NULL;
    char period[CP_PERIOD_SIZE];
    cp_period_format(period, p);
    int rc = put(h, k, period, one, "position_value", money, w->value);
    if (isnan(w->value))
        return rc;
    const struct {
        const char *measure;
        double value;
    } more[] = {
        {"intrinsic", w->intrinsic}, {"vega", w->vega}, {"theta", w->theta}, {"rho", w->rho}};
    if (rc == 0)
        rc = put(h, k, period, one, "delta", c[k->curve].unit.quantity, w->delta);
    if (rc == 0 && k->kind->second)
        rc = put(h, k, period, c[k->curve2].name, "delta", c[k->curve2].unit.quantity, w->delta2);
    if (rc == 0)
        rc = put(h, k, period, one, "gamma", c[k->curve].unit.quantity, w->gamma);
    for (size_t i = 0; rc == 0 && i < sizeof more / sizeof *more; i++)
        rc = put(h, k, period, one, more[i].measure, money, more[i].value);
    return rc;
}

static void sum_up(struct cp_hedge_month *a, const struct cp_hedge_month *b) {
    a->value += b->value;
    a->intrinsic += b->intrinsic;
    a->delta += b->delta;
    a->delta2 += b->delta2;
    a->gamma += b->gamma;
    a->vega += b->vega;
    a->theta += b->theta;
    a->rho += b->rho;
    a->volume += b->volume;
}

static void note_lack(struct cp_hedge *h, const struct cp_hedge_trade *k, struct cp_period first,
                      struct cp_period last) {
    const struct cp_market_curve *c = h->plan->money.market.curve;
    char from[CP_PERIOD_SIZE], to[CP_PERIOD_SIZE];
    cp_period_format(from, first);
    cp_period_format(to, last);
    cp_hedge_note(h, "%s: no price of %s%s%s from %s to %s, so no value", k->name, c[k->curve].name,
                  k->kind->second ? " or " : "", k->kind->second ? c[k->curve2].name : "", from,
                  to);
}

/* Month by month from the day of valuation on. */
static int value_position(struct cp_hedge *h, const struct cp_hedge_market *m,
                          const struct cp_hedge_trade *k) {
    int64_t t = k->from > h->as_of ? k->from : h->as_of;
    struct cp_period first = {CP_YEAR, 0}, last = first;
    bool lacks = false;
    int rc = 0;
    while (rc == 0 && t < k->until) {
        struct cp_period p = period_at(h, t);
        struct cp_hedge_month whole = {0};
        int64_t end = cp_period_end(p) < k->until ? cp_period_end(p) : k->until;
        while (rc == 0 && t < end) {
            struct cp_hedge_month w;
            int64_t month = cp_period_end(cp_period_at(CP_MONTH, t));
            int64_t until = month < end ? month : end;
            rc = cp_hedge_value_month(h, m, k, t, until, &w);
            sum_up(&whole, &w);
            t = until;
        }
        if (rc == 0)
            rc = put_worth(h, k, p, &whole);
        if (isnan(whole.value)) {
            first = lacks ? first : p;
            last = p;
            lacks = true;
        }
    }
    if (rc == 0 && lacks)
        note_lack(h, k, first, last);
    return rc;
}

static int run(struct cp_hedge *h) {
    struct cp_hedge_market m;
    struct cp_hedge_trades t;
    int rc = cp_hedge_market(h, &m);
    int read = cp_hedge_positions_read(h, h->opt->book, &t);
    rc = rc ? rc : read;
    for (size_t i = 0; rc == 0 && i < t.n; i++)
        rc = value_position(h, &m, &t.at[i]);
    if (rc == 0 && t.settled)
        cp_hedge_note(h, "%zu positions were delivered before the day of valuation", t.settled);
    if (rc == 0 && t.n == 0)
        cp_hedge_note(h, "there are no positions to value");
    return rc;
}

const struct cp_hedge_kind cp_hedge_value = {.run = run};
