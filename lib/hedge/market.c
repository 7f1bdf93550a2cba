/* What stands in the plan's quotes, as curves. */
#include "hedge/given.h"
#include <math.h>
#include <stdio.h>

double cp_hedge_years(const struct cp_hedge *h, int64_t hour) {
    return (double)(hour - h->as_of) / 8766;
}

static const char *name_day(char text[CP_PERIOD_SIZE], int32_t day) {
    cp_period_format(text, (struct cp_period){CP_DAY, day});
    return text;
}

static void note_gaps(struct cp_hedge *h, const struct cp_curve *c) {
    char from[CP_PERIOD_SIZE], until[CP_PERIOD_SIZE];
    for (size_t i = 0; i < c->npiece; i++)
        if (isnan(c->piece[i].price[0]))
            cp_hedge_note(h, "%s: no quote is of %s to %s", c->of->name,
                          name_day(from, c->piece[i].from), name_day(until, c->piece[i].until - 1));
    if (c->past)
        cp_hedge_note(h, "%s: %zu quotes of what is delivered already are left out", c->of->name,
                      c->past);
    for (size_t i = 0; i < c->nquote; i++)
        if (c->quote[i].redundant)
            cp_hedge_note(h, "%s: the quote of line %u follows from others: %.6g, quoted %.6g",
                          c->of->name, c->quote[i].pos.line, c->quote[i].repriced,
                          c->quote[i].price);
}

void cp_hedge_market_tell(struct cp_hedge *h, struct cp_hedge_market *m) {
    for (size_t i = 0; i < m->n && !m->told; i++)
        note_gaps(h, &m->curve[i]);
    m->told = true;
}

static int read_given(struct cp_hedge *h, struct cp_hedge_market *out) {
    const struct cp_plan_market *m = &h->plan->money.market;
    int rc = 0;
    out->given = cp_hedge_alloc(h, m->ncurve, sizeof *out->given);
    if (!out->given)
        return CP_ENOMEM;
    for (size_t i = 0; i < m->ncurve && rc != CP_ENOMEM; i++) {
        if (!m->curve[i].paths)
            continue;
        out->given[i] = cp_hedge_alloc(h, 1, sizeof **out->given);
        int one = out->given[i] ? cp_hedge_given_read(h, &m->curve[i], out->given[i]) : CP_ENOMEM;
        rc = rc ? rc : one;
    }
    return rc;
}

struct cp_hedge_market *cp_hedge_market_make(struct cp_hedge *h, int *rc) {
    const struct cp_plan_market *m = &h->plan->money.market;
    struct cp_hedge_market *out = h->market;
    *rc = 0;
    if (out)
        return out;
    out = cp_hedge_alloc(h, 1, sizeof *out);
    if (out)
        out->curve = cp_hedge_alloc(h, m->ncurve, sizeof *out->curve);
    *rc = out && out->curve ? 0 : CP_ENOMEM;
    for (size_t i = 0; out && i < m->ncurve && *rc != CP_ENOMEM; i++) {
        int one = cp_curve_make(h->plan, &m->curve[i], h->as_of, &h->arena, &out->curve[i], h->err);
        *rc = *rc ? *rc : one;
    }
    if (out && out->curve && *rc != CP_ENOMEM) {
        int one = read_given(h, out);
        *rc = *rc ? *rc : one;
    }
    if (*rc == 0)
        *rc = cp_curve_factors(h->plan, &h->arena, &out->factors, h->err);
    if (*rc)
        return NULL;
    out->n = m->ncurve;
    out->rate = log1p(h->plan->money.discount);
    h->market = out;
    return out;
}
