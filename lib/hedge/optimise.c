/* The analysis that chooses a hedge: the CVaR program on one sample of paths, its answer valued on
 * another, and beside it what each instrument takes alone. */
#include "hedge/numbers.h"
#include "hedge/optimise.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Paths that the program sees; more of them value its answer. */
enum { IN_SAMPLE = 2000 };

struct chosen {
    struct cp_hedge_desk *d;
    const struct cp_hedge_sample *in, *out;
    struct cp_hedge_tally *y;
    const char *point; /* of a frontier: its aversion; NULL: the only one */
};

static double volume_of(const struct cp_hedge_trade *k) {
    return cp_hedge_volume(k, INT64_MIN / 2, INT64_MAX / 2);
}

/* What is to be traded: a row an instrument. */
static int add_trades(const struct chosen *x, const struct cp_hedge_choice *c) {
    struct cp_hedge *h = x->d->r->h;
    int rc = 0;
    for (size_t k = 0; k < x->d->instruments.n && rc == 0; k++) {
        const struct cp_hedge_trade *i = &x->d->instruments.at[k];
        struct cp_fact f = {
            .dim = {[CP_NAME] = x->point,
                    [CP_CURVE] = cp_hedge_market(h)->curve[i->curve].name,
                    [CP_POSITION] = i->name,
                    [CP_COUNTERPARTY] = i->counterparty ? i->counterparty->name : NULL}};
        if (fabs(c->q[k]) <= 1e-9 * fmax(1, isfinite(i->depth) ? i->depth : 1))
            continue;
        rc = cp_hedge_add_value(h, x->y, "hedge_quantity", f, c->q[k]);
        f.unit = cp_hedge_market(h)->curve[i->curve].unit.quantity;
        if (rc == 0)
            rc = cp_hedge_add_value(h, x->y, "hedge", f, c->q[k] * volume_of(i));
        f.unit = NULL;
        if (rc == 0)
            rc = cp_hedge_add_value(h, x->y, "hedge_cost", f, x->d->cost[k] * fabs(c->q[k]));
    }
    return rc;
}

static int add_tail(const struct chosen *x, const char *kind, const struct cp_hedge_choice *c) {
    struct cp_fact f = {.dim = {[CP_KIND] = kind, [CP_NAME] = x->point}};
    struct cp_hedge *h = x->d->r->h;
    int rc = cp_hedge_add_value(h, x->y, "hedge_cvar", f, c->cvar);
    if (rc == 0)
        rc = cp_hedge_add_value(h, x->y, "hedge_var", f, c->var);
    return rc ? rc : cp_hedge_add_value(h, x->y, "hedge_mean", f, -c->mean);
}

/* Cash flow at risk of each year with the hedge, on the paths that it was not chosen by. */
static int add_years(const struct chosen *x, const struct cp_hedge_choice *c) {
    const struct cp_hedge_risk *r = x->d->r;
    const struct cp_hedge_cash *cash = &x->out->cash;
    size_t n = x->out->n;
    double *loss = cp_calloc(n + 1, sizeof *loss);
    int rc = loss ? 0 : cp_fail_nomem(r->h->err);
    for (size_t b = 0; b < cash->nbucket && rc == 0; b++) {
        struct cp_hedge_tail tail;
        bool any = false, year = b >= r->h->nperiod || cash->nbucket == r->h->nperiod;
        memset(loss, 0, n * sizeof *loss);
        for (size_t s = 0; s < r->nstep && year; s++) {
            if ((cash->year_of[s] == NONE ? cash->period_of[s] : cash->year_of[s]) != b)
                continue;
            for (size_t k = 0; k < x->d->instruments.n; k++) {
                const struct cp_hedge_trade *i = &x->d->instruments.at[k];
                if (c->q[k] == 0 || cp_hedge_volume(i, r->step[s].from, r->step[s].until) == 0)
                    continue;
                any = true;
                for (size_t p = 0; p < n; p++)
                    loss[p] -= c->q[k] *
                               cp_hedge_trade_cash(r, i, s,
                                                   &x->out->price[(p * r->nstep + s) * r->ncurve]);
            }
        }
        for (size_t e = 0; e < cash->nentity && any; e++)
            for (size_t p = 0; p < n; p++)
                loss[p] -= cp_hedge_cash_at(cash, CP_CASH_HEDGED, e, b)[p];
        if (!any)
            continue;
        if (cp_hedge_tail(loss, NULL, n, r->h->opt->tail, &tail) != 0)
            rc = cp_fail_nomem(r->h->err);
        struct cp_fact f = {
            .dim = {[CP_PERIOD] = cash->bucket[b], [CP_KIND] = "chosen", [CP_NAME] = x->point}};
        if (rc == 0)
            rc = cp_hedge_add_value(r->h, x->y, "cash_flow_at_risk", f, tail.var - tail.mean);
    }
    free(loss);
    return rc;
}

static int choose_one(const struct chosen *x, const struct cp_hedge_program *p,
                      const struct cp_hedge_program *second) {
    struct cp_hedge *h = x->d->r->h;
    struct cp_hedge_choice c, out = {0}, none = {0};
    double *zero = cp_hedge_alloc(h, p->m, sizeof *zero);
    int rc = zero ? cp_hedge_choose(p, h->opt->jobs, &c, h->err) : CP_ENOMEM;
    if (rc)
        return rc;
    rc = cp_hedge_value_choice(second, c.q, NULL, &out) ||
                 cp_hedge_value_choice(second, zero, NULL, &none)
             ? cp_fail_nomem(h->err)
             : add_trades(x, &c);
    if (rc == 0)
        rc = add_tail(x, "unhedged", &none);
    if (rc == 0)
        rc = add_tail(x, "in-sample", &c);
    if (rc == 0)
        rc = add_tail(x, "out-of-sample", &out);
    if (rc == 0)
        rc = add_years(x, &c);
    if (fabs(out.cvar - c.cvar) > 0.1 * fabs(none.cvar))
        cp_hedge_note(h,
                      "CVaR is %.3g on the paths that the hedge was chosen by and %.3g on others: "
                      "too few paths",
                      c.cvar, out.cvar);
    if (c.short_of > 1)
        cp_hedge_note(h,
                      "cover in the tail stays %.3g short of hedging/floor: no instrument reaches "
                      "it",
                      c.short_of);
    cp_hedge_choice_release(&c);
    return rc;
}

/* The hedge of least variance of each instrument alone, against what it delivers beside: how many
 * of it, and the part of the variance that it takes. A proxy is told by its curve. */
static int add_ratios(const struct chosen *x) {
    const struct cp_hedge_risk *r = x->d->r;
    size_t n = x->out->n, m = x->d->instruments.n;
    double *s = cp_calloc(2 * n + 1, sizeof *s), *f = s + n;
    int rc = s ? 0 : cp_fail_nomem(r->h->err);
    for (size_t k = 0; k < m && rc == 0; k++)
        for (size_t c = 0; c < r->ncurve && rc == 0; c++) {
            const struct cp_hedge_trade *i = &x->d->instruments.at[k];
            bool any = false;
            for (size_t p = 0; p < n; p++) {
                f[p] = -x->out->payoff[p * m + k];
                s[p] = 0;
                for (size_t t = 0; t < r->nstep; t++)
                    for (size_t e = 0; e < x->out->cash.nentity; e++) {
                        double slope =
                            x->out->cash.slope[(t * x->out->cash.nentity + e) * r->ncurve + c];
                        if (slope == 0 ||
                            cp_hedge_volume(i, r->step[t].from, r->step[t].until) == 0)
                            continue;
                        any = true;
                        s[p] += slope * (x->out->price[(p * r->nstep + t) * r->ncurve + c] -
                                         r->forward[t * r->ncurve + c]);
                    }
            }
            struct cp_hedge_ratio ratio = cp_hedge_minimum_variance(s, f, any ? n : 0);
            struct cp_fact fact = {
                .dim = {
                    [CP_CURVE] = cp_hedge_market(r->h)->curve[c].name, [CP_POSITION] = i->name}};
            if (isnan(ratio.r_squared) || ratio.r_squared < 0.01)
                continue;
            rc = cp_hedge_add_value(r->h, x->y, "hedge_ratio", fact, ratio.ratio);
            if (rc == 0)
                rc = cp_hedge_add_value(r->h, x->y, "hedge_effectiveness", fact, ratio.r_squared);
        }
    free(s);
    return rc;
}

/* Bounds of depth, and lots where they are asked for. */
static int add_bounds(struct cp_hedge_desk *d, struct cp_hedge_program *p) {
    struct cp_hedge *h = d->r->h;
    double *least = cp_hedge_alloc(h, p->m, sizeof *least);
    double *most = cp_hedge_alloc(h, p->m, sizeof *most),
           *lot = cp_hedge_alloc(h, p->m, sizeof *lot);
    if (!least || !most || !lot)
        return CP_ENOMEM;
    for (size_t k = 0; k < p->m; k++) {
        most[k] = d->instruments.at[k].depth;
        least[k] = -most[k];
        lot[k] = d->instruments.at[k].lot;
    }
    p->least = least;
    p->most = most;
    p->lot = h->opt->integer ? lot : NULL;
    p->cost = d->cost;
    return 0;
}

static int choose_all(struct chosen *x) {
    struct cp_hedge *h = x->d->r->h;
    struct cp_hedge_program p = {.n = x->in->n,
                                 .m = x->d->instruments.n,
                                 .base = x->in->base,
                                 .payoff = x->in->payoff,
                                 .aversion = h->opt->aversion,
                                 .tail = h->opt->tail};
    int rc = add_bounds(x->d, &p);
    if (rc == 0)
        rc = cp_hedge_limits_make(x->d, x->in, &p);
    size_t points = h->opt->frontier;
    for (size_t i = 0; i < (points ? points : 1) && rc == 0; i++) {
        if (points) {
            char text[CP_NUMBER_SIZE];
            p.aversion = points > 1 ? (double)i / (double)(points - 1) : h->opt->aversion;
            cp_number_format(text, rint(p.aversion * 1e6) / 1e6);
            x->point = cp_arena_strdup(&h->arena, text);
            if (!x->point)
                return cp_fail_nomem(h->err);
        }
        struct cp_hedge_program second = p;
        second.n = x->out->n;
        second.base = x->out->base;
        second.payoff = x->out->payoff;
        rc = choose_one(x, &p, &second);
    }
    return rc ? rc : add_ratios(x);
}

static int run(struct cp_hedge *h) {
    struct cp_hedge_risk r;
    struct cp_hedge_desk d;
    struct cp_hedge_sample in = {0}, out = {0};
    struct cp_hedge_tally y = {0};
    int rc = cp_hedge_risk_make(h, &r);
    if (rc)
        return rc;
    size_t n = h->opt->paths < IN_SAMPLE ? h->opt->paths : IN_SAMPLE;
    rc = cp_hedge_desk_make(&r, &d);
    if (rc == 0)
        rc = cp_hedge_sample_make(&d, n, h->opt->seed, &in);
    if (rc == 0)
        rc = cp_hedge_sample_make(&d, h->opt->paths, h->opt->seed + 1, &out);
    if (rc == 0)
        rc = choose_all(&(struct chosen){.d = &d, .in = &in, .out = &out, .y = &y});
    if (rc == 0)
        rc = cp_hedge_put(h, &y);
    cp_hedge_tally_release(&y);
    cp_hedge_sample_release(&in);
    cp_hedge_sample_release(&out);
    cp_hedge_risk_release(&r);
    return rc;
}
const struct cp_hedge_kind cp_hedge_optimise = {run};
