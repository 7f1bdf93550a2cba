/* Events that bind one another: what was pooled for each, made coherent by the end of the plan. */
#include "odds/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_EVENTS = 12 };
static const double HARD = 1e4;    /* weight of what the plan itself says, beside what is quoted */
static const double SOFT = 1e-3;   /* of an event that its relations alone speak of */
static const double UNSAID = 1e-3; /* how likely that one is, but for them */

struct related {
    struct cp_odds *o;
    size_t n, at[MOST_EVENTS]; /* events of the plan */
    size_t natom, atom[1 << MOST_EVENTS];
    struct cp_odds_quotes q;
    double *part, *quote, *weight, *prior, *p;
    double *r; /* MOST_EVENTS: each alone */
};

static bool names(const char *const *list, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

static bool speaks_of(const struct cp_plan_event *e, const char *name) {
    bool given = false;
    for (size_t k = 0; k < e->ngiven; k++)
        given = given || strcmp(e->given[k].event, name) == 0;
    return given || names(e->exclusive, e->nexclusive, name) ||
           names(e->implies, e->nimplies, name);
}

static bool are_bound(const struct cp_plan_event *a, const struct cp_plan_event *b) {
    return speaks_of(a, b->name) || speaks_of(b, a->name);
}

static size_t place(const struct related *s, const char *name) {
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->o->event[s->at[i]].event->name, name) == 0)
            return i;
    return SIZE_MAX;
}

/* Combinations that what excludes and what implies allow. */
static bool can_be(const struct related *s, size_t atom) {
    for (size_t i = 0; i < s->n; i++) {
        const struct cp_plan_event *e = s->o->event[s->at[i]].event;
        if (!(atom >> i & 1))
            continue;
        for (size_t k = 0; k < e->nexclusive; k++)
            if (atom >> place(s, e->exclusive[k]) & 1)
                return false;
        for (size_t k = 0; k < e->nimplies; k++)
            if (!(atom >> place(s, e->implies[k]) & 1))
                return false;
    }
    return true;
}

static double horizon(const struct cp_odds *o) {
    int64_t end = cp_period_end(cp_plan_period(o->plan, o->plan->horizon.n - 1));
    return end > o->now ? cp_years_between(o->now, end) : 0;
}

/* One that only relations speak of is as likely as they make it. */
static bool is_said(const struct cp_odds_event *e) {
    return e->pooled.n > 0 || !isnan(e->event->prior);
}

static double weight_of(const struct cp_odds_event *e) {
    double most = 0;
    for (size_t i = 0; i < e->pooled.n; i++)
        most = fmax(most, e->pooled.weight[i]);
    return e->pooled.n ? fmax(most, .1) : fmax(e->event->prior_weight, .1);
}

static void put(struct related *s, double quote, double weight) {
    s->quote[s->q.m] = quote;
    s->weight[s->q.m++] = weight;
}

static void add_quotes(struct related *s) {
    for (size_t i = 0; i < s->n; i++) {
        const struct cp_odds_event *e = &s->o->event[s->at[i]];
        for (size_t k = 0; k < s->natom; k++)
            s->part[s->q.m * s->natom + k] = (double)(int)(s->atom[k] >> i & 1);
        put(s, s->r[i], is_said(e) ? weight_of(e) : SOFT); /* no likelier than they make it */
    }
    for (size_t i = 0; i < s->n; i++) {
        const struct cp_plan_event *e = s->o->event[s->at[i]].event;
        for (size_t g = 0; g < e->ngiven; g++) {
            size_t j = place(s, e->given[g].event);
            for (size_t k = 0; k < s->natom; k++) {
                bool that = s->atom[k] >> j & 1, both = that && (s->atom[k] >> i & 1);
                s->part[s->q.m * s->natom + k] =
                    (both ? 1 : 0) - (that ? e->given[g].probability : 0);
            }
            put(s, 0, HARD);
        }
    }
}

/* As if they were independent, of what can be. */
static void set_prior(struct related *s) {
    double all = 0;
    for (size_t k = 0; k < s->natom; k++) {
        s->prior[k] = 1;
        for (size_t i = 0; i < s->n; i++)
            s->prior[k] *= s->atom[k] >> i & 1 ? s->r[i] : 1 - s->r[i];
        all += s->prior[k];
    }
    for (size_t k = 0; k < s->natom; k++)
        s->prior[k] /= all;
}

static void take(struct related *s) {
    for (size_t i = 0; i < s->n; i++) {
        struct cp_odds_event *e = &s->o->event[s->at[i]];
        double p = 0;
        for (size_t k = 0; k < s->natom; k++)
            p += s->atom[k] >> i & 1 ? s->p[k] : 0;
        p = fmin(p, 1);
        e->coherent = fabs(p - s->r[i]) < 1e-7 && is_said(e) ? s->r[i] : p;
        double t = horizon(s->o), one = is_said(e) ? s->r[i] : NAN;
        if (!is_said(e) && p < 1 && t > 0) { /* a constant rate that comes to it */
            e->flat = -log1p(-p) / t;
            e->scale = 1;
        } else if (e->coherent != one && one > 0 && one < 1) {
            e->scale = log1p(-fmin(e->coherent, 1 - 1e-12)) / log1p(-one);
        }
    }
}

static int cohere(struct related *s, struct cp_error *err) {
    double loss;
    for (size_t i = 0; i < s->n; i++) {
        const struct cp_odds_event *e = &s->o->event[s->at[i]];
        s->r[i] = is_said(e) ? e->quoted : UNSAID;
    }
    add_quotes(s);
    set_prior(s);
    s->q.natom = s->natom;
    s->q.part = s->part;
    s->q.quote = s->quote;
    s->q.weight = s->weight;
    s->q.prior = s->prior;
    enum cp_odds_loss how = s->o->opt.loss;
    for (size_t j = 0; j < s->q.m; j++)
        how =
            s->weight[j] == HARD && how == CP_ODDS_KL ? CP_ODDS_L2 : how; /* no entropy of those */
    int rc = cp_odds_cohere(&s->q, how, s->p, &loss, err);
    if (rc == 0)
        take(s);
    return rc;
}

/* Those that are bound to `first`, over others too, as the plan has them; none where it is alone.
 */
static int gather(struct related *s, size_t first, bool *placed, struct cp_error *err) {
    const struct cp_odds *o = s->o;
    bool more = true, *in = cp_calloc(o->nevent, sizeof *in);
    size_t n = 0;
    if (!in)
        return cp_fail_nomem(err);
    in[first] = true;
    while (more) {
        more = false;
        for (size_t a = 0; a < o->nevent; a++)
            for (size_t b = 0; in[a] && b < o->nevent; b++)
                if (!in[b] && are_bound(o->event[a].event, o->event[b].event))
                    in[b] = more = true;
    }
    for (size_t i = 0; i < o->nevent; i++) {
        placed[i] = placed[i] || in[i];
        if (in[i] && n++ < MOST_EVENTS)
            s->at[n - 1] = i;
    }
    free(in);
    s->n = n > 1 ? n : 0;
    if (n > MOST_EVENTS)
        return cp_fail_at(err, CP_EINPUT, o->event[first].event->pos,
                          "events: more than %d are bound to one another; leave relations out",
                          MOST_EVENTS);
    return 0;
}

static int related(struct cp_odds *o, struct related *s, struct cp_error *err) {
    size_t rows = s->n;
    s->natom = 0;
    for (size_t a = 0; a < (size_t)1 << s->n; a++)
        if (can_be(s, a))
            s->atom[s->natom++] = a;
    for (size_t i = 0; i < s->n; i++)
        rows += o->event[s->at[i]].event->ngiven;
    s->part = cp_arena_calloc(&o->arena, rows * s->natom + 1, sizeof(double));
    s->quote = cp_arena_calloc(&o->arena, 2 * rows + 2 * s->natom + MOST_EVENTS, sizeof(double));
    if (!s->part || !s->quote)
        return cp_fail_nomem(err);
    s->q.m = 0;
    s->weight = s->quote + rows;
    s->prior = s->weight + rows;
    s->p = s->prior + s->natom;
    s->r = s->p + s->natom;
    return cohere(s, err);
}

static int relate_all(struct cp_odds *o, struct related *s, struct cp_error *err) {
    bool *placed = cp_calloc(o->nevent, sizeof *placed);
    int rc = placed ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; rc == 0 && i < o->nevent; i++) {
        if (placed[i])
            continue;
        rc = gather(s, i, placed, err);
        if (rc == 0 && s->n > 0)
            rc = related(o, s, err);
    }
    free(placed);
    return rc;
}

/* That event i, or one of those that imply it and were not looked at, has come. */
static double come(const struct cp_odds *o, size_t i, double t, bool *seen) {
    double by = cp_odds_event_by(&o->event[i], t);
    seen[i] = true;
    for (size_t k = 0; k < o->nevent; k++) {
        const struct cp_plan_event *e = o->event[k].event;
        if (!seen[k] && names(e->implies, e->nimplies, o->event[i].event->name))
            by = fmax(by, come(o, k, t, seen));
    }
    return by;
}

double cp_odds_come_by(const struct cp_odds *o, size_t i, double t) {
    memset(o->seen, 0, o->nevent * sizeof *o->seen);
    return come(o, i, t, o->seen);
}

int cp_odds_cohere_events(struct cp_odds *o, struct cp_error *err) {
    double t = horizon(o);
    for (size_t i = 0; i < o->nevent; i++)
        o->event[i].quoted = o->event[i].coherent = cp_odds_event_by(&o->event[i], t);
    struct related *s = calloc(1, sizeof *s);
    if (!s)
        return cp_fail_nomem(err);
    s->o = o;
    o->seen = cp_arena_calloc(&o->arena, o->nevent + 1, sizeof *o->seen);
    int rc = o->seen ? relate_all(o, s, err) : cp_fail_nomem(err);
    free(s);
    for (size_t i = 0; rc == 0 && i < o->nevent; i++) {
        const struct cp_odds_event *e = &o->event[i];
        double gap = e->coherent - e->quoted,
               fee = cp_odds_taker_fee(e->quoted, 100, o->opt.fee) / 100;
        if (fabs(gap) > fee && e->pooled.n)
            cp_odds_note(o,
                         "%s: %.4g is quoted, and %.4g is coherent with the other events: an "
                         "arbitrage of more than the fee",
                         e->event->name, e->quoted, e->coherent);
    }
    return rc;
}
