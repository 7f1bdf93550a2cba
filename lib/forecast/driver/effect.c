#include "forecast/driver/driver.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What moves a driver from what its path or history says: its price, dated events, judgement. */

/* Hours of the ramp up to `hour`, each for the part that has come: 0 before the event. */
static double ramped(const struct cp_event *e, int64_t hour) {
    double ramp = e->ramp * 8766, since = (double)(hour - e->at);
    if (since <= 0)
        return 0;
    return since < ramp ? since * since / (2 * ramp) : since - ramp / 2;
}

/* The part of an event in a period, in the mean over it. */
static double part_of(const struct cp_event *e, struct cp_period p) {
    int64_t from = cp_period_start(p), to = cp_period_end(p), end = to;
    end = e->until < end ? e->until : end;
    from = e->until < from ? e->until : from;
    return (ramped(e, end) - ramped(e, from)) / (double)(to - cp_period_start(p));
}

/* Of demand that is constant-elastic: where the price falls to a half with an elasticity of -1, it
 * doubles. */
static double priced(const struct cp_plan *plan, const struct cp_driver *d, size_t t) {
    if (!d->price.n)
        return 1;
    int64_t origin = plan->horizon.origin;
    return pow(cp_plan_path_at(&d->price, cp_plan_period(plan, t), origin) /
                   cp_plan_path_at(&d->price, cp_plan_period(plan, 0), origin),
               d->elasticity);
}

/* The period of the plan that the hour is in; n: none. */
static size_t period_of(const struct cp_horizon *h, int64_t hour) {
    size_t t = 0;
    if (hour < h->origin)
        return h->n;
    while (t < h->n && cp_period_end(cp_period_plus(h->from, (int32_t)t)) <= hour)
        t++;
    return t;
}

static double middle_of(const struct cp_horizon *h, size_t t) {
    return cp_period_mid(cp_period_plus(h->from, (int32_t)t), h->origin);
}

/* How far the way from what is known to the judged period is gone in the middle of period t. */
static double way_to(const struct cp_horizon *h, const struct cp_judgement *j, double known,
                     size_t t) {
    double end = middle_of(h, period_of(h, j->at)), now = middle_of(h, t);
    return now >= end ? 1 : now <= known ? 0 : (now - known) / (end - known);
}

/* Moves the central values to what is judged, by its weight, on logarithms. */
static int judge(const struct cp_plan *plan, struct cp_forecast_driver *d, const char *where,
                 struct cp_error *err) {
    const struct cp_horizon *h = &plan->horizon;
    for (size_t k = 0; k < d->plan->njudgement; k++) {
        const struct cp_judgement *j = &d->plan->judgement[k];
        size_t t = period_of(h, j->at);
        if (t == h->n || middle_of(h, t) <= d->known)
            return cp_fail_at(err, CP_EINPUT, j->pos,
                              "%s/judgement/%s: its day is not within what the plan forecasts",
                              where, j->name);
        if (!(d->central[t] > 0))
            return cp_fail_at(err, CP_EINPUT, j->pos,
                              "%s/judgement/%s: nothing is forecast for its day to be weighed with",
                              where, j->name);
        double far = j->weight * log(j->value / d->central[t]);
        for (size_t i = 0; i < h->n; i++)
            d->central[i] *= exp(far * way_to(h, j, d->known, i));
    }
    return 0;
}

int cp_forecast_effects_open(const struct cp_plan *plan, const char *where,
                             struct cp_forecast_driver *d, struct cp_error *err) {
    size_t n = plan->horizon.n, events = d->plan->nevent;
    d->plain = cp_calloc(n * (2 + events), sizeof *d->plain);
    if (!d->plain)
        return cp_fail_nomem(err);
    d->factor = d->plain + n;
    d->part = d->factor + n;
    memcpy(d->plain, d->central, n * sizeof *d->plain);
    for (size_t t = 0; t < n; t++) {
        d->factor[t] = priced(plan, d->plan, t);
        d->central[t] *= d->factor[t];
        for (size_t k = 0; k < events; k++) {
            const struct cp_event *e = &d->plan->event[k];
            d->part[k * n + t] = part_of(e, cp_plan_period(plan, t));
            d->central[t] *= 1 + e->probability * e->effect * d->part[k * n + t];
        }
    }
    d->before = d->plan->njudgement ? cp_calloc(n, sizeof *d->before) : NULL;
    if (d->plan->njudgement && !d->before)
        return cp_fail_nomem(err);
    if (d->before)
        memcpy(d->before, d->central, n * sizeof *d->before);
    return judge(plan, d, where, err);
}

void cp_forecast_effects_draw(const struct cp_forecast_driver *d, const struct cp_horizon *h,
                              struct cp_random *stream, double *out) {
    size_t n = h->n;
    for (size_t t = 0; t < n; t++)
        out[t] *= d->factor[t];
    for (size_t k = 0; k < d->plan->nevent; k++) {
        const struct cp_event *e = &d->plan->event[k];
        bool comes = cp_num_random_uniform(stream) < e->probability;
        for (size_t t = 0; t < n && comes; t++)
            out[t] *= 1 + e->effect * d->part[k * n + t];
    }
}

void cp_forecast_judgement_draw(const struct cp_forecast_driver *d, const struct cp_horizon *h,
                                struct cp_random *stream, double *out) {
    for (size_t t = 0; t < h->n && d->before; t++)
        out[t] *= d->before[t] > 0 ? d->central[t] / d->before[t] : 1;
    for (size_t k = 0; k < d->plan->njudgement; k++) {
        const struct cp_judgement *j = &d->plan->judgement[k];
        double z = cp_num_random_normal(stream);
        for (size_t t = 0; t < h->n; t++) {
            double weight = j->weight * way_to(h, j, d->known, t);
            if (out[t] > 0 && d->central[t] > 0 && weight > 0)
                out[t] = d->central[t] *
                         exp((1 - weight) * log(out[t] / d->central[t]) + weight * j->sigma * z);
        }
    }
}
