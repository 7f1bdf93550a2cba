/* What each market says: from quotes to a probability, outcomes of an event together. */
#include "odds/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double OF_LAST = .25;   /* quality of a last price that nobody quotes beside */
static const double OF_HISTORY = .5; /* of a series that does not say what it is of */
static const double WHOLE = .9;      /* a sum of outcomes below it lacks one */

static int text_order(const char *a, const char *b) {
    return strcmp(a ? a : "", b ? b : "");
}

static int order(const void *a, const void *b) {
    const struct cp_odds_market *x = ((const struct cp_odds_reading *)a)->market,
                                *y = ((const struct cp_odds_reading *)b)->market;
    int by = text_order(x->venue, y->venue);
    by = by ? by : text_order(x->event, y->event);
    by = by ? by : text_order(x->name, y->name);
    by = by ? by : (x->at > y->at) - (x->at < y->at);
    by = by ? by : (x->second > y->second) - (x->second < y->second);
    return by ? by : text_order(x->file, y->file);
}

static bool same_event(const struct cp_odds_market *a, const struct cp_odds_market *b) {
    return text_order(a->venue, b->venue) == 0 && text_order(a->event, b->event) == 0;
}

/* Between what a buyer of yes and a buyer of no need, when money earns something elsewhere. */
static void bound(const struct cp_odds *o, struct cp_odds_reading *r) {
    const struct cp_odds_quote *q = &r->market->quote;
    int64_t closes = r->market->closes;
    double years = closes == CP_ODDS_NEVER || o->now == CP_ODDS_NEVER || closes < o->now
                       ? 0
                       : cp_years_between(o->now, closes);
    r->low = cp_odds_time_value(q->bid, o->opt.rate, years).p_no;
    r->high = cp_odds_time_value(q->ask, o->opt.rate, years).p_yes;
    r->low = fmax(r->low, 0);
    r->high = fmin(r->high, 1);
    r->p = cp_odds_within(r->p, r->low, r->high);
}

static void read_quote(const struct cp_odds *o, struct cp_odds_reading *r) {
    const struct cp_odds_quote *q = &r->market->quote;
    double spread = q->ask - q->bid;
    bool sized = q->bid_size > 0 && q->ask_size > 0;
    if (spread < 0) {
        r->kind = "bid above ask";
        return;
    }
    if (spread > o->opt.max_spread * (1 + 1e-12)) {
        r->kind = "wide spread";
        return;
    }
    r->kind = "quote";
    r->quality = fmax(1 - spread / o->opt.max_spread, 1e-3);
    r->p = o->opt.micro && sized ? cp_odds_microprice(q->bid, q->ask, q->bid_size, q->ask_size)
                                 : cp_odds_mid(q->bid, q->ask);
    if (o->opt.rate > 0)
        bound(o, r);
}

static void read_market(const struct cp_odds *o, struct cp_odds_reading *r) {
    const struct cp_odds_market *m = r->market;
    struct cp_odds_quote q = m->quote;
    bool bid = q.bid > 0, ask = q.ask < 1 && q.ask > 0; /* nobody sells at 0 */
    bool quoted = bid || ask;
    r->low = r->high = r->p = NAN;
    r->quality = 1;
    r->liquidity = isnan(q.volume) ? 1 : fmax(log1p(q.volume / 1000), .1);
    if (!isnan(m->resolved)) {
        r->kind = "settled";
        r->p = m->resolved;
    } else if (m->closed) {
        r->kind = "closed";
    } else if (!isnan(q.said)) {
        r->kind = m->history ? "history" : "forecast";
        r->quality = m->history ? OF_HISTORY : 1;
        r->p = q.said;
        r->low = q.low;
        r->high = q.high;
    } else if (quoted && q.bid < 1 && q.ask > 0) {
        read_quote(o, r);
    } else if (quoted) {
        r->kind = "one side only";
    } else if (q.last > 0) {
        r->kind = "last";
        r->quality = OF_LAST;
        r->p = q.last;
    } else {
        r->kind = isnan(q.last) ? "no price" : "never traded";
    }
    if (o->opt.theta != 1 && r->kind[0] != 's')
        r->p = cp_odds_recalibrate(r->p, o->opt.theta);
}

/* ---- outcomes of one event ---------------------------------------------------------------- */

static bool is_outcome(const struct cp_odds_reading *r, bool parts) {
    return (parts && cp_odds_is_strike(r)) ||
           (r->market->exclusive && r->market->at == CP_ODDS_NEVER && r->kind[0] != 's');
}

/* Of readings [from, to) those that are outcomes add up to 1. */
static int share(struct cp_odds *o, size_t from, size_t to, struct cp_error *err) {
    double *price = cp_calloc(2 * (to - from), sizeof *price);
    double sum = 0, parameter;
    size_t n = 0;
    bool whole = true, parts = true;
    if (!price || cp_odds_order_strikes(o, from, to, &parts) != 0) {
        free(price);
        return cp_fail_nomem(err);
    }
    double *p = price + (to - from);
    for (size_t i = from; i < to; i++)
        if (is_outcome(&o->reading[i], parts)) {
            whole = whole && !isnan(o->reading[i].p);
            price[n++] = o->reading[i].p;
            sum += o->reading[i].p;
        }
    const char *event = o->reading[from].market->event;
    if (n > 1 && !whole) {
        cp_odds_note(o, "%s: an outcome says nothing, so the others are taken as they are", event);
    } else if (n > 1) {
        if (sum < WHOLE)
            cp_odds_note(o, "%s: outcomes add up to %.3g; are some missing?", event, sum);
        if (cp_odds_outcomes(o->opt.overround, price, n, p, &parameter) != 0) {
            cp_odds_note(o,
                         "%s: that method has no answer for a sum of %.3g; they are divided by it",
                         event, sum);
            for (size_t k = 0; k < n; k++)
                p[k] = price[k] / sum;
        }
        for (size_t i = from, k = 0; i < to; i++)
            if (is_outcome(&o->reading[i], parts))
                o->reading[i].p = p[k++];
    }
    free(price);
    return 0;
}

static int share_all(struct cp_odds *o, struct cp_error *err) {
    int rc = 0;
    for (size_t i = 0, to; rc == 0 && i < o->n; i = to) {
        for (to = i + 1; to < o->n && same_event(o->reading[i].market, o->reading[to].market);)
            to++;
        rc = share(o, i, to, err);
    }
    return rc;
}

/* ---- all of them ---------------------------------------------------------------------------- */

/* To the bit: of a series that is there twice, where files of it meet. */
static bool says_same(const struct cp_odds_market *a, const struct cp_odds_market *b) {
    return a->at != CP_ODDS_NEVER && memcmp(&a->quote, &b->quote, sizeof a->quote) == 0;
}

/* Of a day of a series the last stands; the same market twice cannot be told apart. */
static int drop_repeated(struct cp_odds *o, struct cp_error *err) {
    size_t n = 0;
    for (size_t i = 0; i < o->n; i++) {
        const struct cp_odds_market *m = o->reading[i].market,
                                    *was = n ? o->reading[n - 1].market : NULL;
        bool same = was && same_event(m, was) && text_order(m->name, was->name) == 0;
        if (same && m->at == was->at && m->second == was->second && !says_same(m, was))
            return m->file == was->file
                       ? cp_fail_at(err, CP_EINPUT, (struct cp_pos){m->file, 0, 0},
                                    "%s %s is in it twice; leave one out", m->venue, m->name)
                       : cp_fail_at(err, CP_EINPUT, (struct cp_pos){m->file, 0, 0},
                                    "%s %s is in %s too; leave one of the files out", m->venue,
                                    m->name, was->file);
        bool day = same && m->at != CP_ODDS_NEVER && was->at != CP_ODDS_NEVER &&
                   m->at / 24 == was->at / 24;
        o->reading[day ? n - 1 : n++] = o->reading[i];
    }
    o->n = n;
    return 0;
}

int cp_odds_read_all(struct cp_odds *o, struct cp_error *err) {
    o->reading = cp_calloc(o->all->n, sizeof *o->reading);
    if (!o->reading)
        return cp_fail_nomem(err);
    o->n = o->all->n;
    for (size_t i = 0; i < o->n; i++)
        o->reading[i].market = &o->all->market[i];
    qsort(o->reading, o->n, sizeof *o->reading, order);
    int rc = drop_repeated(o, err);
    for (size_t i = 0; rc == 0 && i < o->n; i++) {
        read_market(o, &o->reading[i]);
        if (isnan(o->reading[i].p))
            cp_odds_note(o, "%s %s: %s, so it says nothing", o->reading[i].market->venue,
                         o->reading[i].market->name, o->reading[i].kind);
    }
    return rc ? rc : share_all(o, err);
}
