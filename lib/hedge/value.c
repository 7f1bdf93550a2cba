/* What the positions are worth, by the period of their delivery, and what moves that. */
#include "hedge/explain.h"
#include "hedge/model.h"
#include "hedge/simulated.h"
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

/* Sums of what a period delivers, in the units of the facts. */
struct sums {
    double value, intrinsic, delta[2], gamma, vega, theta, rho;
};

static int put_sums(struct cp_hedge *h, const struct cp_hedge_trade *k, struct cp_period p,
                    const struct sums *w) {
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
        rc = put(h, k, period, one, "delta", c[k->curve].unit.quantity, w->delta[0]);
    if (rc == 0 && k->kind->second)
        rc = put(h, k, period, c[k->curve2].name, "delta", c[k->curve2].unit.quantity, w->delta[1]);
    if (rc == 0)
        rc = put(h, k, period, one, "gamma", c[k->curve].unit.quantity, w->gamma);
    for (size_t i = 0; rc == 0 && i < sizeof more / sizeof *more; i++)
        rc = put(h, k, period, one, more[i].measure, money, more[i].value);
    return rc;
}

/* gamma is for a price that rises by 1 %, vega for a point, theta a day, rho a basis point. */
static void sum_up(struct sums *a, const struct cp_hedge_cell *c, const struct cp_hedge_value *x) {
    a->value += x->value;
    a->intrinsic += x->intrinsic;
    a->delta[0] += x->delta[0];
    a->delta[1] += x->delta[1];
    a->gamma += x->gamma[0] * (c->forward[0] - c->floor[0]) / 100;
    a->vega += (x->vega[0] + x->vega[1]) / 100;
    a->theta += x->theta / 365;
    a->rho += x->rho / 1e4;
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

static struct cp_hedge_cell *cells_of(struct cp_hedge_cells *c, size_t from, int64_t end,
                                      size_t *n) {
    *n = 0;
    while (from + *n < c->n && cp_period_start(c->at[from + *n].of) < end)
        ++*n;
    return c->at + from;
}

/* Period by period from the day of valuation on. */
static int value_position(struct cp_hedge *h, const struct cp_hedge_trade *k,
                          struct cp_hedge_cells *cells, const struct cp_hedge_value *value) {
    struct cp_period first = {CP_YEAR, 0}, last = first;
    bool lacks = false;
    int rc = 0;
    for (size_t i = 0, n; rc == 0 && i < cells->n; i += n) {
        struct cp_period p = period_at(h, cp_period_start(cells->at[i].of));
        struct sums whole = {0};
        const struct cp_hedge_cell *c = cells_of(cells, i, cp_period_end(p), &n);
        for (size_t j = 0; j < n; j++)
            sum_up(&whole, &c[j], &value[i + j]);
        rc = put_sums(h, k, p, &whole);
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

/* What is simulated says how well it is known. */
static int put_error(struct cp_hedge *h, const struct cp_hedge_trade *k, double error) {
    const struct cp_market_curve *c = &h->plan->money.market.curve[k->curve];
    const struct cp_fact f = {.dim[CP_CURVE] = c->name,
                              .dim[CP_BOOK] = h->plan->money.market.desk.book[k->book].name,
                              .dim[CP_POSITION] = k->name,
                              .measure = "value_error",
                              .value = error};
    return isnan(error) ? 0 : cp_facts_put(h->facts, &f, h->err);
}

/* One position: its facts, and where its change since an earlier run comes from. */
static int value_one(const struct cp_hedge_valuation *v, const struct cp_hedge_trade *k,
                     struct cp_hedge_explain *e) {
    struct cp_hedge_cells cells = {0};
    struct cp_hedge_value *value = NULL;
    double error = NAN;
    int rc = cp_hedge_cells_make(v, k, &cells);
    if (rc == 0 && !(value = cp_calloc(cells.n + 1, sizeof *value)))
        rc = cp_fail_nomem(v->h->err);
    if (rc == 0)
        rc = cp_hedge_cells_value(v, &cells, true, value, &error);
    if (rc == 0)
        rc = value_position(v->h, k, &cells, value);
    if (rc == 0)
        rc = put_error(v->h, k, error);
    if (rc == 0)
        rc = cp_hedge_put_model(v->h, &cells, value);
    if (rc == 0 && e->prior)
        rc = cp_hedge_explain_position(e, v, &cells, value);
    cp_hedge_cells_release(&cells);
    free(value);
    return rc;
}

static int put_day(struct cp_hedge *h) {
    char day[CP_PERIOD_SIZE];
    cp_period_format(day, cp_period_at(CP_DAY, h->as_of));
    const struct cp_fact f = {.dim[CP_PERIOD] = day, .measure = "valued", .value = 1};
    return cp_facts_put(h->facts, &f, h->err);
}

static int value_all(struct cp_hedge *h, const struct cp_hedge_trades *t,
                     struct cp_hedge_explain *e) {
    const struct cp_hedge_valuation v = {.h = h, .market = h->market};
    int rc = put_day(h);
    for (size_t i = 0; rc == 0 && i < t->n; i++)
        rc = value_one(&v, &t->at[i], e);
    if (rc == 0 && e->prior)
        rc = cp_hedge_explain_gone(e, t);
    if (rc == 0 && e->prior)
        rc = cp_hedge_explain_end(e);
    return rc;
}

static int run(struct cp_hedge *h) {
    struct cp_hedge_trades t = {0};
    struct cp_hedge_prior prior;
    struct cp_hedge_explain e = {.h = h, .prior = h->opt->prior ? &prior : NULL};
    int rc;
    struct cp_hedge_market *m = cp_hedge_market_make(h, &rc);
    int read = rc == CP_ENOMEM ? rc : cp_hedge_positions_read(h, h->opt->book, &t);
    rc = rc ? rc : read;
    if (rc == 0 && e.prior)
        rc = cp_hedge_prior_read(h, &prior);
    if (rc == 0) {
        cp_hedge_market_tell(h, m);
        rc = value_all(h, &t, &e);
    }
    if (rc == 0 && t.settled)
        cp_hedge_note(h, "%zu positions were delivered before the day of valuation", t.settled);
    if (rc == 0 && t.n == 0)
        cp_hedge_note(h, "there are no positions to value");
    cp_hedge_tally_release(&e.tally);
    return rc;
}

const struct cp_hedge_kind cp_hedge_value = {.run = run};
