/* Steps, forwards and paths: what risk is reckoned on. */
#include "hedge/replica.h"
#include "hedge/simulate.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t cut_period(struct cp_hedge_risk *r, size_t t, struct cp_hedge_step *out) {
    struct cp_hedge *h = r->h;
    struct cp_period p = cp_plan_period(h->plan, t);
    int64_t end = cp_period_end(p), start = cp_period_start(p);
    int64_t at = start < h->as_of && h->as_of < end ? h->as_of : start;
    size_t n = 0;
    while (at < end) {
        int64_t next = cp_period_end(cp_period_at(CP_MONTH, at));
        next = next < end ? next : end;
        if (next > h->as_of && out) {
            struct cp_hedge_step *s = &out[n];
            s->t = t;
            s->year = cp_period_year(cp_period_at(CP_YEAR, at));
            s->from = at;
            s->until = next;
            s->part = (double)(next - at) / h->hours[t];
            s->when = (double)(at + next - 2 * h->as_of) / 2 / 8766;
        }
        n += next > h->as_of;
        at = next;
    }
    return n;
}

static int make_steps(struct cp_hedge_risk *r) {
    for (size_t t = 0; t < r->h->nperiod; t++)
        r->nstep += cut_period(r, t, NULL);
    r->step = cp_hedge_alloc(r->h, r->nstep, sizeof *r->step);
    if (!r->step)
        return CP_ENOMEM;
    size_t n = 0;
    for (size_t t = 0; t < r->h->nperiod; t++)
        n += cut_period(r, t, r->step + n);
    return 0;
}

/* The plan's own mean price of what a curve drives in a period; NaN: nothing. */
static double planned_price(const struct cp_hedge_risk *r, size_t curve, size_t t) {
    double quantity = 0, value = 0;
    for (size_t i = 0; i < r->exposures.n; i++) {
        const struct cp_hedge_exposed *e = &r->exposures.at[i];
        if (e->curve == curve && e->t == t && strcmp(e->kind, "surplus") != 0) {
            quantity += e->quantity;
            value += e->value;
        }
    }
    return quantity != 0 ? value / quantity : NAN;
}

/* By quotes where there are some, else as the plan has it, which is told. */
static int make_forwards(struct cp_hedge_risk *r) {
    struct cp_hedge *h = r->h;
    const struct cp_plan_market *m = cp_hedge_market(h);
    r->forward = cp_hedge_alloc(h, r->nstep * r->ncurve, sizeof *r->forward);
    if (!r->forward)
        return CP_ENOMEM;
    for (size_t c = 0; c < r->ncurve; c++) {
        size_t planned = 0, first = NONE;
        for (size_t i = 0; i < r->nstep; i++) {
            const struct cp_hedge_step *s = &r->step[i];
            double *f = &r->forward[i * r->ncurve + c];
            *f = cp_curve_mean(&r->market->curve[c], s->from, s->until);
            if (!isnan(*f))
                continue;
            *f = planned_price(r, c, s->t);
            first = planned == 0 && !isnan(*f) ? i : first;
            planned += isnan(*f) ? 0 : 1;
        }
        if (planned > 0)
            cp_hedge_note(h,
                          "%s: no quote is of %zu of %zu months, the first in %s: there its "
                          "price is the plan's own",
                          m->curve[c].name, planned, r->nstep, h->period[r->step[first].t]);
    }
    return 0;
}

/* Sums over positions are in the order of their names: that of rows changes no bit. */
static int by_name(const void *a, const void *b) {
    const struct cp_hedge_trade *x = a, *y = b;
    return strcmp(x->name, y->name);
}

/* What has no price makes the risk of all that it is in NA. */
static void note_unpriced(const struct cp_hedge_risk *r) {
    for (size_t i = 0; i < r->trades.n; i++) {
        const struct cp_hedge_trade *k = &r->trades.at[i];
        size_t lacks = 0, first = NONE;
        for (size_t s = 0; s < r->nstep; s++) {
            const double *f = &r->forward[s * r->ncurve];
            if (cp_hedge_volume(k, r->step[s].from, r->step[s].until) == 0 ||
                !(isnan(f[k->curve]) || (k->curve2 != NONE && isnan(f[k->curve2]))))
                continue;
            first = lacks++ ? first : s;
        }
        if (lacks)
            cp_hedge_note(r->h,
                          "%s: there is no price of %zu months of it, the first in %s, so no risk "
                          "of what it is in",
                          k->name, lacks, r->h->period[r->step[first].t]);
    }
}

int cp_hedge_risk_make(struct cp_hedge *h, struct cp_hedge_risk *out) {
    *out = (struct cp_hedge_risk){.h = h, .ncurve = cp_hedge_market(h)->ncurve};
    int rc = cp_hedge_exposures_read(h, &out->exposures);
    if (rc == 0)
        rc = cp_hedge_positions_read(h, h->opt->book, &out->trades);
    if (rc == 0 && out->trades.n > 1)
        qsort(out->trades.at, out->trades.n, sizeof *out->trades.at, by_name);
    if (rc == 0 && out->trades.settled > 0)
        cp_hedge_note(h,
                      "%zu positions were delivered before the day of valuation and are left out",
                      out->trades.settled);
    if (rc == 0)
        rc = make_steps(out);
    if (rc == 0)
        out->market = cp_hedge_market_make(h, &rc);
    if (rc == 0)
        rc = make_forwards(out);
    if (rc == 0)
        rc = cp_hedge_replicas_make(h, out->market, &out->trades);
    if (rc == 0)
        note_unpriced(out);
    if (rc)
        cp_hedge_risk_release(out);
    return rc;
}

void cp_hedge_risk_release(struct cp_hedge_risk *r) {
    cp_hedge_exposures_release(&r->exposures);
}

int cp_hedge_simulate(struct cp_hedge_risk *r, size_t npath, uint64_t seed, double **out) {
    double *when = cp_hedge_alloc(r->h, r->nstep, sizeof *when);
    *out = cp_calloc(npath * r->nstep * r->ncurve + 1, sizeof **out);
    if (!when || !*out)
        return *out ? CP_ENOMEM : cp_fail_nomem(r->h->err);
    for (size_t i = 0; i < r->nstep; i++)
        when[i] = r->step[i].when;
    struct cp_curve_paths p = {.factors = &r->market->factors,
                               .ndate = r->nstep,
                               .npath = npath,
                               .time = when,
                               .forward = r->forward,
                               .seed = seed,
                               .jobs = r->h->opt->jobs,
                               .match = true};
    int rc = cp_curve_paths(&p, *out);
    if (rc == 0)
        return 0;
    free(*out);
    *out = NULL;
    return rc == CP_ENOMEM ? cp_fail_nomem(r->h->err)
                           : cp_fail(r->h->err, (enum cp_code)rc, "prices have no paths");
}

double cp_hedge_slope(const struct cp_hedge_risk *r, size_t i, size_t step) {
    const struct cp_hedge_exposed *e = &r->exposures.at[i];
    double forward = r->forward[step * r->ncurve + e->curve];
    if (e->t != r->step[step].t || !e->earned || isnan(forward))
        return 0;
    if (strcmp(e->kind, "revenue") == 0 || strcmp(e->kind, "debt") == 0)
        return e->value * r->step[step].part / forward;
    return e->quantity * r->step[step].part;
}

double cp_hedge_trade_cash(const struct cp_hedge_risk *r, const struct cp_hedge_trade *k,
                           size_t step, const double *price) {
    const struct cp_hedge_step *s = &r->step[step];
    double volume = cp_hedge_volume(k, s->from, s->until);
    if (volume == 0)
        return 0;
    double second = k->curve2 == NONE ? 0 : price[k->curve2];
    if (k->kind->choice > CP_CHOICE_EARLY) {
        const struct cp_hedge_replica *x = cp_hedge_replica_find(k, s->from, s->until);
        double paid = volume * k->premium * (double)k->terms->rights;
        paid /= k->kind->choice < CP_CHOICE_EXTENSION ? (double)k->terms->dates : 1;
        return x ? cp_hedge_replica_cash(x, price[k->curve] - k->heat_rate * second) - paid : NAN;
    }
    return volume * (k->kind->payoff(k, price[k->curve], second) - k->premium);
}

bool cp_hedge_book_holds(const struct cp_hedge_risk *r, size_t book) {
    for (size_t i = 0; i < r->trades.n; i++)
        if (r->trades.at[i].book == book)
            return true;
    return false;
}

const char *cp_hedge_book_entity(const struct cp_hedge *h, size_t book) {
    const struct cp_plan_desk *d = &cp_hedge_market(h)->desk;
    if (book != NONE && d->book[book].entity)
        return d->book[book].entity;
    return h->plan->nentity > 0 ? h->plan->entity[0].name : NULL;
}
