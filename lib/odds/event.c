/* Odds of an event: rungs of each venue's ladder, venues pooled date by date. */
#include "odds/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Questions by dates that are not further apart are one; what a venue says of a later one says
 * nothing of when until then. */
static const double SAME_DATE = 1. / 12;

static bool asks(const struct cp_event_market *v, const struct cp_odds_market *m) {
    if (strcmp(v->venue, m->venue) != 0)
        return false;
    for (size_t i = 0; i < v->n; i++)
        if (cp_like(v->name[i], m->name) || cp_like(v->name[i], m->event))
            return true;
    return false;
}

/* Said by the end of the day that it is. */
static bool is_said(const struct cp_odds *o, const struct cp_odds_market *m) {
    return m->at == CP_ODDS_NEVER || o->now == CP_ODDS_NEVER || m->at < o->now + 24;
}

/* Of a series what it said last. */
static bool is_latest(const struct cp_odds *o, size_t i) {
    const struct cp_odds_market *m = o->reading[i].market,
                                *next = i + 1 < o->n ? o->reading[i + 1].market : NULL;
    bool more = next && strcmp(next->venue, m->venue) == 0 && strcmp(next->event, m->event) == 0 &&
                strcmp(next->name, m->name) == 0;
    return is_said(o, m) && (!more || !is_said(o, next));
}

/* One rung more; outcomes of one question that exclude one another are one rung together. */
static void put_rung(const struct cp_odds *o, struct cp_odds_event *e, size_t i,
                     const struct cp_event_market *v) {
    const struct cp_odds_reading *r = &o->reading[i];
    const struct cp_odds_market *m = r->market;
    double t = r->kind[0] == 's' && r->p == 1 ? 0 : cp_years_between(o->now, m->closes);
    double weight = (isnan(v->weight) ? (m->play ? .5 : 1) : v->weight) * r->quality * r->liquidity;
    struct cp_odds_rung *last = e->nrung ? &e->rung[e->nrung - 1] : NULL;
    const struct cp_odds_market *before = last ? o->reading[last->reading].market : NULL;
    if (before && m->exclusive && before->exclusive && last->venue == v && last->t == t &&
        strcmp(before->event, m->event) == 0) {
        last->p = fmin(last->p + r->p, 1);
        return;
    }
    e->rung[e->nrung++] =
        (struct cp_odds_rung){.t = t, .p = r->p, .weight = weight, .reading = i, .venue = v};
}

static size_t count_rungs(const struct cp_odds *o, const struct cp_odds_event *e) {
    size_t n = 0;
    for (size_t k = 0; k < e->event->nmarket; k++)
        for (size_t i = 0; i < o->n; i++)
            n += !isnan(o->reading[i].p) && asks(&e->event->market[k], o->reading[i].market);
    return n;
}

static void find_rungs(const struct cp_odds *o, struct cp_odds_event *e) {
    for (size_t k = 0; k < e->event->nmarket; k++) {
        const struct cp_event_market *v = &e->event->market[k];
        size_t found = 0, later = 0;
        for (size_t i = 0; i < o->n; i++) {
            const struct cp_odds_reading *r = &o->reading[i];
            bool of = asks(v, r->market);
            later += of && !is_said(o, r->market);
            if (!of || !is_latest(o, i))
                continue;
            found++;
            if (isnan(r->p))
                continue;
            bool over = r->market->closes != CP_ODDS_NEVER && r->market->closes <= o->now;
            if (r->market->closes == CP_ODDS_NEVER)
                cp_odds_note(o, "%s %s says no date by which it asks; it is left out of %s",
                             v->venue, r->market->name, e->event->name);
            else if (over && !(r->kind[0] == 's' && r->p == 1))
                cp_odds_note(o, "%s %s is of the past; it is left out of %s", v->venue,
                             r->market->name, e->event->name);
            else
                put_rung(o, e, i, v);
        }
        if (!found && later)
            cp_odds_note(o, "%s: %s speaks of it only after the day that it is; see --as-of",
                         e->event->name, v->venue);
        else if (!found)
            cp_odds_note(o, "%s: no market of %s in the files", e->event->name, v->venue);
    }
}

static int by_venue_and_date(const void *a, const void *b) {
    const struct cp_odds_rung *x = a, *y = b;
    if (x->venue != y->venue)
        return x->venue < y->venue ? -1 : 1;
    return x->t != y->t ? (x->t > y->t) - (x->t < y->t)
                        : (x->reading > y->reading) - (x->reading < y->reading);
}

/* A date of one venue, of which several markets may ask. */
struct step {
    double t, p, weight;
    const struct cp_event_market *venue;
};

/* Those of a venue, [from, to) of its rungs, made to rise; how many, SIZE_MAX: no memory. */
static size_t climb(const struct cp_odds_event *e, size_t from, size_t to, struct step *step,
                    double *room) {
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        const struct cp_odds_rung *r = &e->rung[i];
        struct step *last = n ? &step[n - 1] : NULL;
        if (last && r->t <= last->t + 1e-9) {
            const double p[] = {last->p, r->p}, w[] = {last->weight, r->weight};
            last->p = cp_odds_pool(p, w, 2, 1, 0);
            last->weight += r->weight;
        } else {
            step[n++] = (struct step){r->t, r->p, r->weight, r->venue};
        }
    }
    for (size_t i = 0; i < n; i++) {
        room[i] = step[i].p;
        room[n + i] = step[i].weight;
    }
    if (cp_odds_monotone(room, room + n, n) != 0)
        return SIZE_MAX;
    for (size_t i = 0; i < n; i++)
        step[i].p = room[i];
    return n;
}

static int by_date(const void *a, const void *b) {
    const struct step *x = a, *y = b;
    if (x->t != y->t)
        return (x->t > y->t) - (x->t < y->t);
    return x->venue < y->venue ? -1 : x->venue > y->venue;
}

/* Where no market speaks. */
static double by_prior(const struct cp_odds_event *e, double t) {
    double after = isnan(e->event->after) ? 0 : e->event->after;
    return -expm1(-e->event->prior * fmin(t, e->until) - after * fmax(t - e->until, 0));
}

/* Steps [from, to), by about one date, and the prior: together. */
static void pool_date(const struct cp_odds *o, const struct cp_odds_event *e,
                      const struct step *step, size_t n, double *room, struct cp_odds_ladder *l) {
    double *p = room, *w = room + n + 1, sum = 0, t = 0;
    bool certain = true;
    for (size_t i = 0; i < n; i++) {
        p[i] = step[i].p;
        w[i] = step[i].weight;
        sum += w[i];
        t += w[i] * step[i].t;
        certain = certain && p[i] >= 1;
    }
    t = sum > 0 ? t / sum : step[0].t;
    size_t all = n;
    if (!isnan(e->event->prior) && e->event->prior_weight > 0) {
        p[all] = by_prior(e, t);
        w[all++] = e->event->prior_weight;
        sum += e->event->prior_weight;
    }
    cp_odds_cap_weights(w, all, o->opt.max_weight);
    l->t[l->n] = t;
    l->p[l->n] = certain ? 1 : cp_odds_pool(p, w, all, o->opt.extremise, 0);
    l->weight[l->n++] = sum;
}

static int pool(struct cp_odds *o, struct cp_odds_event *e, struct cp_error *err) {
    size_t n = 0;
    struct step *step = cp_calloc(e->nrung, sizeof *step);
    double *room = cp_calloc(2 * e->nrung + 2, sizeof *room);
    struct cp_odds_ladder *l = &e->pooled;
    l->t = cp_arena_calloc(&o->arena, 3 * e->nrung + 1, sizeof *l->t);
    int rc = step && room && l->t ? 0 : CP_ENOMEM;
    qsort(e->rung, e->nrung, sizeof *e->rung, by_venue_and_date);
    for (size_t i = 0, to; rc == 0 && i < e->nrung; i = to) {
        for (to = i + 1; to < e->nrung && e->rung[to].venue == e->rung[i].venue;)
            to++;
        size_t more = climb(e, i, to, step + n, room);
        rc = more == SIZE_MAX ? CP_ENOMEM : 0;
        n += rc ? 0 : more;
    }
    if (rc == 0) {
        l->p = l->t + e->nrung;
        l->weight = l->p + e->nrung;
        qsort(step, n, sizeof *step, by_date);
        for (size_t i = 0, to; i < n; i = to) {
            for (to = i + 1; to < n && step[to].t - step[i].t <= SAME_DATE;)
                to++;
            pool_date(o, e, step + i, to - i, room, l);
        }
        rc = cp_odds_monotone(l->p, l->weight, l->n);
    }
    free(step);
    free(room);
    return rc ? cp_fail_nomem(err) : 0;
}

double cp_odds_event_by(const struct cp_odds_event *e, double t) {
    const struct cp_plan_event *of = e->event;
    if (!isnan(e->flat))
        return -expm1(-e->flat * fmax(t, 0));
    double p = e->pooled.n
                   ? cp_odds_by(e->pooled.t, e->pooled.p, e->pooled.n, fmax(t, 0), of->after)
                   : by_prior(e, fmax(t, 0));
    return e->scale == 1 ? p : -expm1(e->scale * log1p(-p));
}

int cp_odds_pool_events(struct cp_odds *o, struct cp_error *err) {
    const struct cp_plan_events *all = &o->plan->money.market.events;
    o->event = cp_arena_calloc(&o->arena, all->n, sizeof *o->event);
    if (!o->event)
        return cp_fail_nomem(err);
    o->nevent = all->n;
    for (size_t i = 0; i < all->n; i++) {
        struct cp_odds_event *e = &o->event[i];
        e->event = &all->event[i];
        e->scale = 1;
        e->until = e->event->until == INT64_MAX ? HUGE_VAL : cp_odds_years_to(o, e->event->until);
        e->quoted = e->coherent = e->flat = NAN;
        e->rung = cp_arena_calloc(&o->arena, count_rungs(o, e) + 1, sizeof *e->rung);
        if (!e->rung)
            return cp_fail_nomem(err);
        find_rungs(o, e);
        int rc = pool(o, e, err);
        if (rc)
            return rc;
    }
    return 0;
}
