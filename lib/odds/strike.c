/* Markets that pay by where a number comes out: of parts of its range, or of all above a bound of
 * it, or all below. */
#include "odds/internal.h"
#include <math.h>
#include <stdlib.h>

/* That the number comes out below `bound`. */
struct point {
    double bound, p, weight;
    size_t reading;
    bool above; /* the market pays where it does not */
};

bool cp_odds_is_strike(const struct cp_odds_reading *r) {
    return !r->market->exclusive && !isnan(r->market->from) && r->market->at == CP_ODDS_NEVER &&
           r->kind[0] != 's';
}

static int by_from(const void *a, const void *b, void *of) {
    const struct cp_odds_reading *r = of;
    const struct cp_odds_market *x = r[*(const size_t *)a].market,
                                *y = r[*(const size_t *)b].market;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->until > y->until) - (x->until < y->until);
}

/* It has no digits below this part of 1. */
static bool is_multiple(double bound, double step) {
    double parts = bound / step;
    return isinf(bound) || fabs(parts - round(parts)) <= 1e-12 * fmax(fabs(parts), 1);
}

/* The least digit of the bounds of n of them, at most 1: from one part to the next of a number that
 * is told by such digits. */
static double step_of(const struct cp_odds *o, const size_t *list, size_t n) {
    double step = 1;
    for (size_t k = 0; k < n; k++) {
        const struct cp_odds_market *m = o->reading[list[k]].market;
        while (step > 1e-9 && !(is_multiple(m->from, step) && is_multiple(m->until, step)))
            step /= 10;
    }
    return step;
}

/* One of them pays wherever the number comes out, and none where another does. */
static bool are_parts(const struct cp_odds *o, size_t from, size_t to, size_t *list) {
    size_t n = 0;
    for (size_t i = from; i < to; i++)
        if (cp_odds_is_strike(&o->reading[i]))
            list[n++] = i;
    qsort_r(list, n, sizeof *list, by_from, o->reading);
    bool parts = n > 0 && isinf(o->reading[list[0]].market->from) &&
                 isinf(o->reading[list[n - 1]].market->until);
    double step = step_of(o, list, n);
    for (size_t k = 1; k < n && parts; k++) {
        double gap = o->reading[list[k]].market->from - o->reading[list[k - 1]].market->until;
        parts = gap >= 0 && gap <= step * (1 + 1e-6);
    }
    return parts;
}

static int by_bound(const void *a, const void *b) {
    const struct point *x = a, *y = b;
    if (x->bound != y->bound)
        return x->bound < y->bound ? -1 : 1;
    return (x->reading > y->reading) - (x->reading < y->reading);
}

/* Those that are open to one side are points of one distribution, which rises. */
static int straighten(const struct cp_odds *o, size_t from, size_t to, struct point *at,
                      double *room) {
    size_t n = 0;
    for (size_t i = from; i < to; i++) {
        const struct cp_odds_reading *r = &o->reading[i];
        bool below = isinf(r->market->from), above = isinf(r->market->until);
        if (cp_odds_is_strike(r) && below != above && !isnan(r->p))
            at[n++] = (struct point){above ? r->market->from : r->market->until,
                                     above ? 1 - r->p : r->p, r->quality * r->liquidity, i, above};
    }
    qsort(at, n, sizeof *at, by_bound);
    for (size_t k = 0; k < n; k++) {
        room[k] = at[k].p;
        room[n + k] = at[k].weight;
    }
    int rc = cp_odds_monotone(room, room + n, n);
    for (size_t k = 0; rc == 0 && k < n; k++)
        if (room[k] != at[k].p) /* what need not move stays, to the bit */
            o->reading[at[k].reading].p = at[k].above ? 1 - room[k] : room[k];
    return rc;
}

int cp_odds_order_strikes(const struct cp_odds *o, size_t from, size_t to, bool *parts) {
    size_t n = to - from;
    size_t *list = cp_calloc(n, sizeof *list);
    struct point *at = cp_calloc(n, sizeof *at);
    double *room = cp_calloc(2 * n, sizeof *room);
    int rc = list && at && room ? 0 : CP_ENOMEM;
    if (rc == 0) {
        *parts = are_parts(o, from, to, list);
        rc = *parts ? 0 : straighten(o, from, to, at, room);
    }
    free(list);
    free(at);
    free(room);
    return rc;
}
