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

/* The part of an event from one hour to another, in the mean. */
static double part_of(const struct cp_event *e, int64_t from, int64_t to) {
    double all = (double)(to - from);
    return (ramped(e, e->until < to ? e->until : to) -
            ramped(e, e->until < from ? e->until : from)) /
           all;
}

static double middle_of(const struct cp_horizon *h, size_t t) {
    return cp_period_mid(cp_period_plus(h->from, (int32_t)t), h->origin);
}

/* What the history knows moves no more. */
static bool is_known(const struct cp_forecast_driver *d, const struct cp_horizon *h, size_t t) {
    return d->from_history && middle_of(h, t) <= d->known;
}

/* Of demand that is constant-elastic: where the price falls to a half with an elasticity of -1, it
 * doubles. It counts against that of the history's last period, or else of the plan's first. */
static void price(const struct cp_horizon *h, struct cp_forecast_driver *d) {
    const struct cp_path *path = &d->plan->price;
    const struct cp_forecast_series *s = d->history.series;
    struct cp_period last = h->from;
    if (d->from_history)
        last = (struct cp_period){s->calendar.freq, cp_forecast_series_index(s, s->n - 1)};
    double base = cp_plan_path_at(path, last, h->origin);
    for (size_t t = 0; t < h->n; t++) {
        double now = cp_plan_path_at(path, cp_period_plus(h->from, (int32_t)t), h->origin);
        d->factor[t] = !path->n || is_known(d, h, t) ? 1 : pow(now / base, d->plan->elasticity);
    }
}

/* What each event adds, as a part of what is there without it: against what the history's last
 * period has of it. */
static int add_events(const struct cp_horizon *h, const char *where, struct cp_forecast_driver *d,
                      struct cp_error *err) {
    for (size_t k = 0; k < d->plan->nevent; k++) {
        const struct cp_event *e = &d->plan->event[k];
        double had = 1;
        if (d->from_history) {
            const struct cp_forecast_series *s = d->history.series;
            had += e->effect * part_of(e, cp_forecast_series_start(s, s->n - 1),
                                       cp_forecast_series_start(s, s->n));
        }
        if (!(had > 0))
            return cp_fail_at(err, CP_EINPUT, e->pos,
                              "%s/events/%s: it left nothing at the end of the history, which says "
                              "nothing of what is there without it",
                              where, e->name);
        for (size_t t = 0; t < h->n; t++) {
            struct cp_period p = cp_period_plus(h->from, (int32_t)t);
            double has = 1 + e->effect * part_of(e, cp_period_start(p), cp_period_end(p));
            d->gain[k * h->n + t] = is_known(d, h, t) ? 0 : has / had - 1;
        }
    }
    return 0;
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

/* The first judgement behind period `after` of the plan, or of all; NULL: none. */
static const struct cp_judgement *next_judgement(const struct cp_driver *d,
                                                 const struct cp_horizon *h, size_t *after) {
    const struct cp_judgement *next = NULL;
    size_t first = SIZE_MAX;
    for (size_t k = 0; k < d->njudgement; k++) {
        size_t t = period_of(h, d->judgement[k].at);
        if ((*after == SIZE_MAX || t > *after) && t < first) {
            first = t;
            next = &d->judgement[k];
        }
    }
    *after = first;
    return next;
}

/* How far the way to the judged period is gone in the middle of period t; it begins where what is
 * known ends, or what was judged before. */
static double way_to(const struct cp_horizon *h, size_t judged, double from, size_t t) {
    double end = middle_of(h, judged), now = middle_of(h, t);
    return now >= end ? 1 : now <= from ? 0 : (now - from) / (end - from);
}

static int check_judgement(const struct cp_horizon *h, const struct cp_forecast_driver *d,
                           const struct cp_judgement *j, const char *where, struct cp_error *err) {
    size_t t = period_of(h, j->at);
    if (t == h->n || middle_of(h, t) <= d->known)
        return cp_fail_at(err, CP_EINPUT, j->pos,
                          "%s/judgement/%s: its day is not within what the plan forecasts", where,
                          j->name);
    if (cp_forecast_bounded(&d->bounds, j->value) != j->value)
        return cp_fail_at(err, CP_EINPUT, j->pos,
                          "%s/judgement/%s: %g is not within %g to %g; give another '%s:'", where,
                          j->name, j->value, d->bounds.floor, d->bounds.cap,
                          j->value > d->bounds.cap ? "cap" : "floor");
    for (size_t k = 0; k < d->plan->njudgement && &d->plan->judgement[k] != j; k++)
        if (period_of(h, d->plan->judgement[k].at) == t)
            return cp_fail_at(err, CP_EINPUT, j->pos,
                              "%s/judgement/%s: is of the same period as %s; give one of both",
                              where, j->name, d->plan->judgement[k].name);
    return 0;
}

/* Moves the central values to what is judged, by its weight, on logarithms. */
static int judge(const struct cp_horizon *h, struct cp_forecast_driver *d, const char *where,
                 struct cp_error *err) {
    size_t t = SIZE_MAX;
    double from = d->known;
    for (size_t k = 0; k < d->plan->njudgement; k++) {
        int rc = check_judgement(h, d, &d->plan->judgement[k], where, err);
        if (rc)
            return rc;
    }
    for (const struct cp_judgement *j; (j = next_judgement(d->plan, h, &t));) {
        if (!(d->central[t] > 0))
            return cp_fail_at(err, CP_EINPUT, j->pos,
                              "%s/judgement/%s: nothing is forecast for its day to be weighed with",
                              where, j->name);
        double far = j->weight * log(j->value / d->central[t]);
        for (size_t i = 0; i < h->n; i++)
            d->central[i] *= exp(far * way_to(h, t, from, i));
        from = middle_of(h, t);
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
    d->gain = d->factor + n;
    memcpy(d->plain, d->central, n * sizeof *d->plain);
    price(&plan->horizon, d);
    int rc = add_events(&plan->horizon, where, d, err);
    if (rc)
        return rc;
    for (size_t t = 0; t < n; t++) {
        d->central[t] *= d->factor[t];
        for (size_t k = 0; k < events; k++)
            d->central[t] *= 1 + d->plan->event[k].probability * d->gain[k * n + t];
    }
    d->before = d->plan->njudgement ? cp_calloc(n, sizeof *d->before) : NULL;
    if (d->plan->njudgement && !d->before)
        return cp_fail_nomem(err);
    if (d->before)
        memcpy(d->before, d->central, n * sizeof *d->before);
    return judge(&plan->horizon, d, where, err);
}

void cp_forecast_effects_draw(const struct cp_forecast_driver *d, const struct cp_horizon *h,
                              struct cp_random *stream, double *out) {
    size_t n = h->n;
    for (size_t t = 0; t < n; t++)
        out[t] *= d->factor[t];
    for (size_t k = 0; k < d->plan->nevent; k++) {
        bool comes = cp_num_random_uniform(stream) < d->plan->event[k].probability;
        for (size_t t = 0; t < n && comes; t++)
            out[t] *= 1 + d->gain[k * n + t];
    }
}

void cp_forecast_judgement_draw(const struct cp_forecast_driver *d, const struct cp_horizon *h,
                                struct cp_random *stream, double *out) {
    for (size_t t = 0; t < h->n && d->before; t++)
        out[t] *= d->before[t] > 0 ? d->central[t] / d->before[t] : 1;
    size_t judged = SIZE_MAX;
    double from = d->known;
    for (const struct cp_judgement *j; (j = next_judgement(d->plan, h, &judged));) {
        double z = cp_num_random_normal(stream);
        for (size_t t = 0; t < h->n; t++) {
            double weight = j->weight * way_to(h, judged, from, t);
            if (out[t] > 0 && d->central[t] > 0 && weight > 0)
                out[t] = d->central[t] *
                         exp((1 - weight) * log(out[t] / d->central[t]) + weight * j->sigma * z);
        }
        from = middle_of(h, judged);
    }
}
