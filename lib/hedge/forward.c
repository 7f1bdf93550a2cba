/* Forward prices by month, day or hour, and how far each quote is from them. */
#include "hedge/market.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static int put_price(struct cp_hedge *h, const struct cp_curve *c, struct cp_period p) {
    double price = cp_curve_mean(c, cp_period_start(p), cp_period_end(p));
    char text[CP_PERIOD_SIZE];
    if (isnan(price)) /* no quote is of it: nothing is said */
        return 0;
    cp_period_format(text, p);
    const struct cp_fact f = {.dim[CP_PERIOD] = text,
                              .dim[CP_CURVE] = c->of->name,
                              .measure = "forward",
                              .unit = c->of->unit.price,
                              .value = price};
    return cp_facts_put(h->facts, &f, h->err);
}

/* Of which delivery it is, its line, and what the curve makes of it less what it says. */
static int put_gap(struct cp_hedge *h, const struct cp_curve *c, const struct cp_curve_quote *q) {
    static const char *const hours[] = {"/peak", "/off-peak", ""};
    char from[CP_PERIOD_SIZE], until[CP_PERIOD_SIZE], name[2 * CP_PERIOD_SIZE + 48];
    double gap = q->repriced - q->price;
    cp_period_format(from, (struct cp_period){CP_DAY, q->from});
    cp_period_format(until, (struct cp_period){CP_DAY, q->until - 1});
    snprintf(name, sizeof name, "%s..%s%s%s%u", from, until, hours[q->hours], "/line-",
             q->pos.line);
    const struct cp_fact f = {.dim[CP_CURVE] = c->of->name,
                              .dim[CP_NAME] = name,
                              .measure = "curve_gap",
                              .unit = c->of->unit.price,
                              .value = fabs(gap) < 1e-10 * (1 + fabs(q->price)) ? 0 : gap};
    return cp_facts_put(h->facts, &f, h->err);
}

/* A curve that rises or falls by more than a fifth within half a year, of what is no season. */
static void note_slope(struct cp_hedge *h, const struct cp_curve *c) {
    const struct cp_period first = cp_period_at(CP_MONTH, 24 * (int64_t)c->first + 24 * 31);
    for (int32_t i = 0; i + 12 < 1200; i++) {
        struct cp_period m = cp_period_plus(first, i), later = cp_period_plus(m, 6);
        if (cp_period_start(later) >= 24 * ((int64_t)c->first + (int64_t)c->nday))
            return;
        double a = cp_curve_mean(c, cp_period_start(m), cp_period_end(m));
        double b = cp_curve_mean(c, cp_period_start(later), cp_period_end(later));
        char from[CP_PERIOD_SIZE], to[CP_PERIOD_SIZE];
        if (!(a > 0 && b > 0) || fabs(log(b / a)) <= .2)
            continue;
        cp_period_format(from, m);
        cp_period_format(to, later);
        cp_hedge_note(h,
                      "%s: from %.4g in %s to %.4g in %s; a season, or an artefact of its quotes",
                      c->of->name, a, from, b, to);
        return;
    }
}

static int put_curve(struct cp_hedge *h, const struct cp_curve *c) {
    const enum cp_freq freq = h->opt->curve_steps;
    int64_t end = cp_curve_day_start(&c->calendar, c->first + (int32_t)c->nday);
    int64_t start = cp_curve_day_start(&c->calendar, c->first);
    struct cp_period p = cp_period_at(freq, start > h->as_of ? start : h->as_of);
    int rc = 0;
    for (; rc == 0 && cp_period_start(p) < end; p = cp_period_plus(p, 1))
        rc = put_price(h, c, p);
    for (size_t i = 0; rc == 0 && i < c->nquote; i++)
        rc = put_gap(h, c, &c->quote[i]);
    note_slope(h, c);
    return rc;
}

static int run(struct cp_hedge *h) {
    int rc;
    struct cp_hedge_market *m = cp_hedge_market_make(h, &rc);
    if (rc == 0)
        cp_hedge_market_tell(h, m);
    for (size_t i = 0; rc == 0 && i < m->n; i++) {
        if (m->curve[i].nquote)
            rc = put_curve(h, &m->curve[i]);
        else
            cp_hedge_note(h, "%s: it has no quotes, and so no price", m->curve[i].of->name);
    }
    if (rc == 0 && m->n == 0)
        cp_hedge_note(h, "the plan has no curves");
    return rc;
}

const struct cp_hedge_kind cp_hedge_curve = {.run = run};
