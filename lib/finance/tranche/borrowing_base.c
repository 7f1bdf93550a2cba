/* A borrowing base: lent on the lesser of what contracts still bring and what GPUs are worth, and
 * repaid by the faster of the two. */
#include "finance/tranche/tranche.h"
#include <math.h>

/* At the end of each period. */
struct base {
    double *contracted; /* value of the service that contracts carry until maturity */
    double *asset;      /* lent on the depreciated cost of GPUs */
};

static int make(struct cp_finance_model *m, const struct cp_book *b, struct cp_loan *l) {
    struct base *own = l->own = cp_arena_calloc(&m->arena, 1, sizeof *own);
    (void)b;
    if (!own)
        return cp_fail_nomem(m->err);
    return cp_finance_series_make(m, (double **const[]){&own->contracted, &own->asset}, 2);
}

static double limit(const struct cp_loan *l, size_t t) {
    const struct base *own = l->own;
    return fmin(own->contracted[t], own->asset[t]);
}

/* By the faster of its two steps, and at once as far as the base is less than the debt. */
static double step_down(const struct cp_loan *l, size_t t, double balance) {
    const struct base *own = l->own;
    double keep = 1, base = limit(l, t);
    if ((int64_t)t < l->life.first)
        return fmax(0, balance - base);
    if (t > 0 && own->contracted[t - 1] > 0)
        keep = fmin(keep, own->contracted[t] / own->contracted[t - 1]);
    if (t > 0 && own->asset[t - 1] > 0)
        keep = fmin(keep, own->asset[t] / own->asset[t - 1]);
    return fmax(balance * (1 - fmax(0, keep)), balance - base);
}

static double principal(const struct cp_book *b, const struct cp_loan *l, size_t t) {
    (void)b;
    return step_down(l, t, cp_finance_loan_planned(l, t));
}

/* Depreciated cost of the GPUs at the end of a period, as much of it as is lent. */
static double asset_base(const struct cp_finance_model *m, const struct cp_book *b,
                         const struct cp_tranche *w, size_t t) {
    int64_t at = cp_period_end(m->period[t]);
    double sum = 0;
    for (size_t i = 0; i < b->asset.n; i++) {
        const struct cp_asset *a = &b->asset.at[i];
        if (a->kind == ASSET_GPU && a->t <= t)
            sum += a->cost * fmax(0, 1 - fmax(0, cp_years_between(a->start, at)) / w->asset_life);
    }
    return w->advance * sum;
}

/* Value at the end of each period of what the contracts still bring until maturity, over the DSCR
 * that lenders want. */
static void adjust(struct cp_finance_model *m, struct cp_book *b, struct cp_loan *l) {
    struct base *own = l->own;
    double after = cp_finance_capacity_after(m, b, l), value = 0;
    double size = fmax(1, l->amount); /* what is less than the rounding of the debt moves nothing */
    for (int64_t i = l->life.last; i >= 0; i--) {
        size_t t = (size_t)i;
        double service = after;
        if (t < m->T) {
            cp_finance_settle_find(
                &m->arena, &b->settling,
                (struct cp_unknown){&own->contracted[t], value, size, l->tranche->name});
            own->asset[t] = asset_base(m, b, l->tranche, t);
            service = cp_finance_service_capacity(b, l, t);
        }
        value = (value + service) / (1 + cp_finance_loan_rate(l, i));
    }
}

const struct cp_tranche_kind cp_finance_tranche_borrowing_base = {
    .make = make, .principal = principal, .limit = limit, .adjust = adjust};
