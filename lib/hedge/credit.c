/* What counterparties owe, and initial margin: positions revalued over the horizon. */
#include "hedge/numbers.h"
#include "hedge/parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct credit {
    struct cp_hedge_risk *r;
    size_t n;
    const double *gain; /* by position: change of value on each path */
    const double *now;  /* by position: value today */
    double *x;          /* n: to work on */
    struct cp_hedge_tally *y;
};

/* Above its threshold, netted, now and at the quantile over the horizon. */
static int add_counterparty(struct credit *k, const struct cp_counterparty *c) {
    struct cp_hedge *h = k->r->h;
    double today = 0, mean = 0, worst;
    bool any = false;
    memset(k->x, 0, k->n * sizeof *k->x);
    for (size_t i = 0; i < k->r->trades.n; i++) {
        if (k->r->trades.at[i].counterparty != c)
            continue;
        any = true;
        today += k->now[i];
        for (size_t p = 0; p < k->n; p++)
            k->x[p] += k->now[i] + k->gain[i * k->n + p];
    }
    if (!any)
        return 0;
    for (size_t p = 0; p < k->n; p++) {
        k->x[p] = fmax(0, k->x[p] - c->threshold);
        mean += k->x[p] / (double)k->n;
    }
    struct cp_hedge_tail tail;
    if (cp_hedge_tail(k->x, NULL, k->n, h->opt->tail, &tail) != 0)
        return cp_fail_nomem(h->err);
    worst = fmax(tail.var, fmax(0, today - c->threshold));
    struct cp_fact f = {.dim = {[CP_COUNTERPARTY] = c->name, [CP_KIND] = "current"}};
    int rc = cp_hedge_add_value(h, k->y, "counterparty_exposure", f, fmax(0, today - c->threshold));
    f.dim[CP_KIND] = "potential";
    if (rc == 0)
        rc = cp_hedge_add_value(h, k->y, "counterparty_exposure", f, worst);
    f.dim[CP_KIND] = NULL;
    if (rc == 0 && isfinite(c->limit))
        rc = cp_hedge_add_value(h, k->y, "limit_used", f, worst / c->limit);
    double years = cp_hedge_horizon(h);
    return rc ? rc
              : cp_hedge_add_value(h, k->y, "expected_credit_loss", f,
                                   mean * -expm1(-c->hazard * years) * (1 - c->recovery));
}

/* On an exchange, or with who calls margin, a position costs initial margin: its 99 % move over the
 * horizon. NaN in initial[]: of which nobody asks for any. */
static int add_initial(struct credit *k, double *initial) {
    struct cp_hedge *h = k->r->h;
    struct cp_hedge_tail tail;
    int rc = 0;
    for (size_t i = 0; i < k->r->trades.n && rc == 0; i++) {
        const struct cp_hedge_trade *t = &k->r->trades.at[i];
        initial[i] = NAN;
        if ((t->counterparty && t->counterparty->margin == CP_MARGIN_NONE) ||
            t->designation == CP_DESIGNATION_OWN_USE)
            continue;
        for (size_t p = 0; p < k->n; p++)
            k->x[p] = -k->gain[i * k->n + p];
        if (cp_hedge_tail(k->x, NULL, k->n, 0.99, &tail) != 0)
            return cp_fail_nomem(h->err);
        initial[i] = fmax(0, tail.var);
        struct cp_fact f = {
            .dim = {[CP_ENTITY] = cp_hedge_book_entity(h, t->book), [CP_POSITION] = t->name}};
        rc = cp_hedge_add_value(h, k->y, "margin_initial", f, initial[i]);
    }
    return rc;
}

int cp_hedge_add_credit(struct cp_hedge_risk *r, const double *now, const double *gain,
                        struct cp_hedge_tally *y) {
    struct cp_hedge *h = r->h;
    const struct cp_plan_desk *d = &cp_hedge_market(h)->desk;
    struct credit k = {.r = r, .n = h->opt->paths, .now = now, .gain = gain, .y = y};
    k.x = cp_calloc(k.n + 1, sizeof *k.x);
    int rc = k.x ? 0 : cp_fail_nomem(h->err);
    for (size_t c = 0; c < d->ncounterparty && rc == 0; c++)
        rc = add_counterparty(&k, &d->counterparty[c]);
    double *initial = cp_hedge_alloc(h, r->trades.n, sizeof *initial);
    if (rc == 0)
        rc = initial ? add_initial(&k, initial) : CP_ENOMEM;
    if (rc == 0)
        rc = cp_hedge_add_margin(r, initial, y);
    free(k.x);
    return rc;
}
