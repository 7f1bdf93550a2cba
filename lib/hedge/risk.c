/* The analysis of risk: cash flow at risk by entity and period, the tail of each book, what each
 * curve has in it, debt cover, stresses, and scenarios for cp-finance. */
#include "hedge/numbers.h"
#include "hedge/parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Mean less quantile of what an entity earns, and the same of the mean of the worst. */
static int add_bucket(struct cp_hedge_cash *c, enum cp_hedge_class k, size_t e, size_t b,
                      struct cp_hedge_tally *y) {
    struct cp_hedge *h = c->r->h;
    struct cp_hedge_tail tail;
    double *cash = cp_hedge_cash_at(c, k, e, b), *loss = cp_calloc(c->npath + 1, sizeof *loss);
    struct cp_fact f = {.dim = {[CP_PERIOD] = c->bucket[b],
                                [CP_ENTITY] = c->entity[e],
                                [CP_KIND] = cp_hedge_class_name[k]}};
    if (!loss)
        return cp_fail_nomem(h->err);
    bool any = false;
    for (size_t p = 0; p < c->npath; p++) {
        loss[p] = -cash[p];
        any |= cash[p] != 0;
    }
    int rc = cp_hedge_tail(loss, NULL, c->npath, h->opt->tail, &tail);
    free(loss);
    if (rc)
        return cp_fail_nomem(h->err);
    if (!any)
        return 0;
    rc = cp_hedge_add_value(h, y, "cash_flow_at_risk", f, tail.var - tail.mean);
    if (rc == 0)
        rc = cp_hedge_add_value(h, y, "hedge_cvar", f, tail.cvar - tail.mean);
    if (rc == 0 && k >= CP_CASH_HEDGED)
        rc = cp_hedge_add_value(h, y, "hedge_mean", f, -tail.mean);
    return rc;
}

/* What a curve has in the tail of all that an entity earns in a year: parts that add up. */
static int add_components(struct cp_hedge_cash *c, const double *price, size_t e, size_t b,
                          struct cp_hedge_tally *y) {
    const struct cp_hedge_risk *r = c->r;
    struct cp_hedge *h = r->h;
    double *all = cp_hedge_cash_at(c, CP_CASH_ALL, e, b);
    double *loss = cp_calloc(2 * c->npath + 1, sizeof *loss), *weight = loss + c->npath;
    int rc = loss ? 0 : cp_fail_nomem(h->err);
    for (size_t p = 0; rc == 0 && p < c->npath; p++)
        loss[p] = -all[p];
    if (rc == 0 && cp_hedge_tail_weights(loss, NULL, c->npath, h->opt->tail, weight) != 0)
        rc = cp_fail_nomem(h->err);
    for (size_t k = 0; rc == 0 && k < r->ncurve; k++) {
        double sum = 0;
        for (size_t s = 0; s < r->nstep; s++) {
            double slope = c->slope[(s * c->nentity + e) * r->ncurve + k], forward;
            if ((c->year_of[s] == NONE ? c->period_of[s] : c->year_of[s]) != b || slope == 0)
                continue;
            forward = r->forward[s * r->ncurve + k];
            for (size_t p = 0; p < c->npath; p++)
                sum += (1. / (double)c->npath - weight[p]) * slope *
                       (price[(p * r->nstep + s) * r->ncurve + k] - forward);
        }
        struct cp_fact f = {.dim = {[CP_PERIOD] = c->bucket[b],
                                    [CP_ENTITY] = c->entity[e],
                                    [CP_CURVE] = cp_hedge_market(h)->curve[k].name}};
        if (sum != 0)
            rc = cp_hedge_add_value(h, y, "component", f, sum);
    }
    free(loss);
    return rc;
}

static bool is_year(const struct cp_hedge_cash *c, size_t b) {
    return b >= c->r->h->nperiod || c->nbucket == c->r->h->nperiod;
}

static int add_cash(struct cp_hedge_cash *c, const double *price, struct cp_hedge_tally *y) {
    int rc = 0;
    for (size_t e = 0; e < c->nentity; e++)
        for (size_t b = 0; b < c->nbucket && rc == 0; b++) {
            for (int k = 0; k < CP_CASH_CLASSES && rc == 0; k++)
                if (k < CP_CASH_HEDGED || c->r->trades.n > 0)
                    rc = add_bucket(c, (enum cp_hedge_class)k, e, b, y);
            if (rc == 0 && is_year(c, b))
                rc = add_components(c, price, e, b, y);
        }
    return rc;
}

static int run(struct cp_hedge *h) {
    struct cp_hedge_risk r;
    struct cp_hedge_cash c = {0};
    struct cp_hedge_tally y = {0};
    double *price = NULL;
    int rc = cp_hedge_risk_make(h, &r);
    if (rc)
        return rc;
    rc = cp_hedge_simulate(&r, h->opt->paths, h->opt->seed, &price);
    if (rc == 0)
        rc = cp_hedge_cash_make(&r, h->opt->paths, price, &c);
    if (rc == 0)
        rc = add_cash(&c, price, &y);
    if (rc == 0)
        rc = cp_hedge_add_cover(&c, &y);
    if (rc == 0)
        rc = cp_hedge_add_books(&r, &y);
    if (rc == 0)
        rc = cp_hedge_add_stresses(&c, &y);
    if (rc == 0)
        rc = cp_hedge_add_history(&c, &y);
    if (rc == 0)
        rc = cp_hedge_add_scenarios(&c, &y);
    if (rc == 0)
        rc = cp_hedge_add_futures(&r, &y);
    if (rc == 0)
        rc = cp_hedge_put(h, &y);
    cp_hedge_tally_release(&y);
    cp_hedge_cash_release(&c);
    cp_hedge_risk_release(&r);
    free(price);
    return rc;
}
const struct cp_hedge_kind cp_hedge_risk = {run};
