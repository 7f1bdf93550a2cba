/* What the plan binds a hedge to, as rows of the program: corridors, depth of curves, premium,
 * counterparties, liquidity, cover. */
#include "hedge/numbers.h"
#include "hedge/optimise.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_ROWS = 400, MOST_TAILS = 64 };
/* Of cover: what a dollar short in the tail costs, beside a dollar of loss. */
static const double penalty = 10;

struct limits {
    struct cp_hedge_desk *d;
    const struct cp_hedge_sample *s;
    struct cp_hedge_row *row;
    struct cp_hedge_tail_row *tail;
    size_t nrow, ntail, m;
};

static double *numbers(struct limits *l) {
    return cp_hedge_alloc(l->d->r->h, l->m, sizeof(double));
}

static int add_row(struct limits *l, struct cp_hedge_row row) {
    if (l->nrow == MOST_ROWS)
        return cp_fail(l->d->r->h->err, CP_EINPUT, "hedging: more than %d limits", MOST_ROWS);
    l->row[l->nrow++] = row;
    return 0;
}

/* Hours of the year that is `ahead` of the day of valuation, from 0. */
static void year_ahead(const struct cp_hedge *h, size_t ahead, int64_t *from, int64_t *until) {
    *from = cp_hedge_year_ahead(h, ahead);
    *until = cp_hedge_year_ahead(h, ahead + 1);
}

/* How much of a curve the plan is exposed to between two hours. */
static double exposed(struct limits *l, size_t curve, int64_t from, int64_t until) {
    const struct cp_hedge_risk *r = l->d->r;
    double sum = 0;
    for (size_t s = 0; s < r->nstep; s++)
        for (size_t e = 0; e < l->s->cash.nentity; e++)
            if (r->step[s].from >= from && r->step[s].from < until)
                sum += l->s->cash.slope[(s * l->s->cash.nentity + e) * r->ncurve + curve];
    return sum;
}

static int add_corridor(struct limits *l, const struct cp_by_year *y, size_t curve, size_t ahead) {
    const struct cp_hedge_risk *r = l->d->r;
    int64_t from, until;
    year_ahead(r->h, ahead, &from, &until);
    double *net = numbers(l), all = exposed(l, curve, from, until), held = 0;
    if (!net)
        return CP_ENOMEM;
    if (all == 0)
        return 0;
    for (size_t i = 0; i < r->trades.n; i++)
        if (r->trades.at[i].curve == curve)
            held -= cp_hedge_volume(&r->trades.at[i], from, until) / all;
    for (size_t k = 0; k < l->m; k++)
        if (l->d->instruments.at[k].curve == curve)
            net[k] = -cp_hedge_volume(&l->d->instruments.at[k], from, until) / all;
    return add_row(
        l, (struct cp_hedge_row){net, NULL, NULL, y->least[ahead] - held, y->most[ahead] - held});
}

static int add_corridors(struct limits *l) {
    const struct cp_plan_market *m = cp_hedge_market(l->d->r->h);
    int rc = 0;
    for (size_t i = 0; i < m->desk.hedging.ncorridor && rc == 0; i++) {
        const struct cp_by_year *y = &m->desk.hedging.corridor[i];
        const struct cp_market_curve *c = cp_plan_market_curve(m, y->name);
        for (size_t k = 0; k < CP_YEARS_AHEAD && rc == 0; k++)
            if (y->text[k])
                rc = add_corridor(l, y, (size_t)(c - m->curve), k);
    }
    return rc;
}

/* So much of a curve in each year ahead, and so much premium in each calendar year. */
static int add_yearly(struct limits *l) {
    const struct cp_hedge_risk *r = l->d->r;
    const struct cp_plan_market *m = cp_hedge_market(r->h);
    int rc = 0;
    for (size_t c = 0; c < r->ncurve && rc == 0; c++)
        for (size_t k = 0; k < CP_YEARS_AHEAD && !isnan(m->curve[c].depth) && rc == 0; k++) {
            double *net = numbers(l);
            int64_t from, until;
            bool any = false;
            year_ahead(r->h, k, &from, &until);
            for (size_t i = 0; net && i < l->m; i++)
                if (l->d->instruments.at[i].curve == c)
                    any |= (net[i] = cp_hedge_volume(&l->d->instruments.at[i], from, until)) != 0;
            rc = !net  ? CP_ENOMEM
                 : any ? add_row(l, (struct cp_hedge_row){.net = net,
                                                          .least = -m->curve[c].depth,
                                                          .most = m->curve[c].depth})
                       : 0;
        }
    for (size_t b = 0; b < l->s->cash.nbucket && isfinite(m->desk.hedging.premium) && rc == 0;
         b++) {
        double *bought = numbers(l), sum = 0;
        for (size_t s = 0; bought && s < r->nstep; s++)
            for (size_t i = 0; i < l->m; i++) {
                const struct cp_hedge_trade *k = &l->d->instruments.at[i];
                size_t year =
                    l->s->cash.year_of[s] == NONE ? l->s->cash.period_of[s] : l->s->cash.year_of[s];
                double paid = k->premium * cp_hedge_volume(k, r->step[s].from, r->step[s].until);
                bought[i] += year == b && k->kind->option ? paid : 0;
                sum += year == b ? fabs(paid) : 0;
            }
        rc = !bought   ? CP_ENOMEM
             : sum > 0 ? add_row(l, (struct cp_hedge_row){.bought = bought,
                                                          .least = -INFINITY,
                                                          .most = m->desk.hedging.premium})
                       : 0;
    }
    return rc;
}

/* What an instrument may come to be owed, at the tail's quantile, of each counterparty. */
static int add_counterparties(struct limits *l) {
    const struct cp_plan_desk *desk = &cp_hedge_market(l->d->r->h)->desk;
    double *loss = cp_calloc(l->s->n + 1, sizeof *loss);
    int rc = loss ? 0 : cp_fail_nomem(l->d->r->h->err);
    for (size_t c = 0; c < desk->ncounterparty && rc == 0; c++) {
        double *traded = numbers(l), sum = 0;
        if (!isfinite(desk->counterparty[c].limit))
            continue;
        for (size_t k = 0; traded && k < l->m && rc == 0; k++) {
            struct cp_hedge_tail tail[2];
            if (l->d->instruments.at[k].counterparty != &desk->counterparty[c])
                continue;
            for (int side = 0; side < 2 && rc == 0; side++) {
                for (size_t p = 0; p < l->s->n; p++)
                    loss[p] = (side ? -1 : 1) * l->s->payoff[p * l->m + k];
                if (cp_hedge_tail(loss, NULL, l->s->n, l->d->r->h->opt->tail, &tail[side]) != 0)
                    rc = cp_fail_nomem(l->d->r->h->err);
            }
            traded[k] = fmax(fmax(tail[0].var, tail[1].var), 0);
            sum += traded[k];
        }
        if (rc == 0)
            rc = !traded   ? CP_ENOMEM
                 : sum > 0 ? add_row(l, (struct cp_hedge_row){.traded = traded,
                                                              .least = -INFINITY,
                                                              .most = desk->counterparty[c].limit})
                           : 0;
    }
    free(loss);
    return rc;
}

/* Initial margin of what is traded, and variation margin: what these instruments lose. */
static int add_liquidity(struct limits *l) {
    const struct cp_hedge_risk *r = l->d->r;
    double most = cp_hedge_market(r->h)->desk.hedging.liquidity;
    double *traded = numbers(l), *each = NULL;
    if (!isfinite(most))
        return 0;
    each = cp_hedge_alloc(r->h, l->s->n * l->m, sizeof *each);
    if (!traded || !each)
        return CP_ENOMEM;
    for (size_t k = 0; k < l->m; k++) {
        const struct cp_hedge_trade *i = &l->d->instruments.at[k];
        if (isnan(i->margin))
            continue;
        traded[k] = i->margin * cp_hedge_volume(i, INT64_MIN / 2, INT64_MAX / 2);
        for (size_t p = 0; p < l->s->n; p++)
            each[p * l->m + k] = -l->s->payoff[p * l->m + k];
    }
    l->tail[l->ntail++] = (struct cp_hedge_tail_row){NULL, each, traded, most, INFINITY};
    return 0;
}

/* CFADS and debt service of an entity in a year, planned; service 0: none. */
static int planned_cover(struct cp_hedge *h, const char *entity, const struct cp_hedge_cash *c,
                         size_t bucket, double *cfads, double *service) {
    struct cp_selection s[2] = {{0}, {0}};
    *cfads = *service = 0;
    int rc = cp_hedge_select(h, "cfads", &s[0]);
    if (rc == 0)
        rc = cp_hedge_select(h, "dscr", &s[1]);
    for (size_t i = 0; i < s[1].n && rc == 0; i++)
        for (size_t k = 0; k < s[0].n; k++) {
            const char *of = cp_hedge_dim(h, s[1].row[i], CP_ENTITY);
            const char *too = cp_hedge_dim(h, s[0].row[k], CP_ENTITY);
            size_t t = cp_hedge_period_of(h, s[1].row[i]);
            if (t == NONE || t != cp_hedge_period_of(h, s[0].row[k]) || !of || !too ||
                strcmp(of, entity) != 0 || strcmp(too, entity) != 0 || !(s[1].value[i] > 0))
                continue;
            for (size_t step = 0; step < c->r->nstep; step++)
                if (c->r->step[step].t == t &&
                    (c->year_of[step] == NONE ? c->period_of[step] : c->year_of[step]) == bucket) {
                    *cfads += s[0].value[k];
                    *service += s[0].value[k] / s[1].value[i];
                    break;
                }
        }
    cp_facts_selection_release(&s[0]);
    cp_facts_selection_release(&s[1]);
    return rc;
}

/* floor x debt service less CFADS with the hedge, on the mean of the worst, is at most 0; what it
 * is above is paid a penalty for, so that there is always an answer. */
static int add_floor(struct limits *l, const struct cp_cover_floor *f, size_t bucket) {
    const struct cp_hedge_risk *r = l->d->r;
    const struct cp_hedge_cash *c = &l->s->cash;
    size_t e = cp_hedge_entity_index(c, f->entity);
    double cfads, service, keeps = 1 - r->h->plan->entity[e].tax.rate;
    int rc = planned_cover(r->h, f->entity, c, bucket, &cfads, &service);
    if (rc || service == 0 || l->ntail == MOST_TAILS)
        return rc;
    double *fixed = cp_hedge_alloc(r->h, l->s->n, sizeof *fixed);
    double *each = cp_hedge_alloc(r->h, l->s->n * l->m, sizeof *each);
    if (!fixed || !each)
        return CP_ENOMEM;
    for (size_t p = 0; p < l->s->n; p++) {
        fixed[p] =
            f->dscr * service - cfads - keeps * cp_hedge_cash_at(c, CP_CASH_HEDGED, e, bucket)[p];
        for (size_t s = 0; s < r->nstep; s++)
            for (size_t k = 0; k < l->m; k++)
                if ((c->year_of[s] == NONE ? c->period_of[s] : c->year_of[s]) == bucket)
                    each[p * l->m + k] -=
                        keeps * cp_hedge_trade_cash(r, &l->d->instruments.at[k], s,
                                                    &l->s->price[(p * r->nstep + s) * r->ncurve]);
    }
    l->tail[l->ntail++] = (struct cp_hedge_tail_row){fixed, each, NULL, 0, penalty};
    return 0;
}

int cp_hedge_limits_make(struct cp_hedge_desk *d, const struct cp_hedge_sample *s,
                         struct cp_hedge_program *p) {
    struct limits l = {.d = d, .s = s, .m = d->instruments.n};
    const struct cp_hedging *hedging = &cp_hedge_market(d->r->h)->desk.hedging;
    l.row = cp_hedge_alloc(d->r->h, MOST_ROWS, sizeof *l.row);
    l.tail = cp_hedge_alloc(d->r->h, MOST_TAILS, sizeof *l.tail);
    int rc = l.row && l.tail ? add_corridors(&l) : CP_ENOMEM;
    if (rc == 0)
        rc = add_yearly(&l);
    if (rc == 0)
        rc = add_counterparties(&l);
    if (rc == 0)
        rc = add_liquidity(&l);
    for (size_t i = 0; i < hedging->nfloor && rc == 0; i++)
        for (size_t b = 0; b < s->cash.nbucket && rc == 0; b++)
            if (b >= d->r->h->nperiod || s->cash.nbucket == d->r->h->nperiod)
                rc = add_floor(&l, &hedging->floor[i], b);
    p->nrow = l.nrow;
    p->row = l.row;
    p->ntail = l.ntail;
    p->tail_row = l.tail;
    return rc;
}
