/* What days of a mean have come to, from the history of the curve. */
#include "hedge/cell.h"
#include "hedge/fit.h"
#include <math.h>

struct cp_hedge_fixings {
    bool read, told;
    struct cp_hedge_series series;
};

static struct cp_hedge_fixings *fixings_of(struct cp_hedge *h, size_t curve) {
    const struct cp_plan_market *m = &h->plan->money.market;
    int rc;
    struct cp_hedge_market *all = cp_hedge_market_make(h, &rc);
    if (!all)
        return NULL;
    if (!all->fixings)
        all->fixings = cp_hedge_alloc(h, m->ncurve, sizeof *all->fixings);
    struct cp_hedge_fixings *f = all->fixings ? &all->fixings[curve] : NULL;
    if (f && !f->read && m->curve[curve].history &&
        cp_hedge_history_read(h, &m->curve[curve], &f->series) != 0)
        return NULL;
    if (f)
        f->read = true;
    return f;
}

/* Of so many days from one on; NaN: one of them is not known. */
static double sum_of(const struct cp_hedge_series *s, int32_t day, int64_t n, double floor) {
    double sum = 0;
    for (int64_t i = 0; i < n; i++) {
        size_t at = cp_hedge_series_find(s, day + (int32_t)i);
        if (at == s->n)
            return NAN;
        sum += exp(s->at[at].x) + floor;
    }
    return sum;
}

int cp_hedge_strike_left(struct cp_hedge *h, const struct cp_hedge_trade *k, int64_t as_of,
                         int64_t until, double *out) {
    int64_t month = cp_period_start(cp_period_at(CP_MONTH, until - 1));
    int64_t start = k->from > month ? k->from : month;
    const struct cp_market_curve *c = &h->plan->money.market.curve[k->curve];
    *out = k->strike;
    if (as_of <= start || !k->kind->averages || k->daily)
        return 0;
    size_t before = h->err->n + h->err->dropped;
    struct cp_hedge_fixings *f = fixings_of(h, k->curve);
    if (!f)
        return h->err->n + h->err->dropped > before ? h->err->at[before].code : CP_ENOMEM;
    int64_t known = (as_of - start) / 24, left = (until - as_of) / 24;
    double sum = sum_of(&f->series, (int32_t)(start / 24), known, c->floor);
    if (isnan(sum) && !f->told)
        cp_hedge_note(h,
                      "%s: %s has no history of every day of this month so far, so no value of it",
                      k->name, c->name);
    f->told |= isnan(sum);
    *out = ((double)(known + left) * k->strike - sum) / (double)left;
    return 0;
}
