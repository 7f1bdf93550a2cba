/* Histories of curves side by side. */
#include "hedge/past.h"
#include "hedge/fit.h"
#include <math.h>
#include <stdlib.h>

static int by_day(const void *a, const void *b) {
    const struct cp_hedge_seen *x = a, *y = b;
    int c = (x->day > y->day) - (x->day < y->day);
    return c ? c : (x->key > y->key) - (x->key < y->key);
}

/* Whether plan or books hang on a curve. */
static bool is_held(const struct cp_hedge_risk *r, size_t curve) {
    for (size_t i = 0; i < r->exposures.n; i++)
        if (r->exposures.at[i].curve == curve)
            return true;
    for (size_t i = 0; i < r->trades.n; i++)
        if (r->trades.at[i].curve == curve || r->trades.at[i].curve2 == curve)
            return true;
    return false;
}

static int read_series(struct cp_hedge_risk *r, size_t c, struct cp_hedge_series *out) {
    const struct cp_market_curve *curve = &cp_hedge_market(r->h)->curve[c];
    if (!is_held(r, c) || (!curve->panel && !curve->history))
        return 0;
    int rc = curve->panel ? cp_hedge_panel_read(r->h, curve, out)
                          : cp_hedge_history_read(r->h, curve, out);
    if (rc == 0 && out->n > 1)
        qsort(out->at, out->n, sizeof *out->at, by_day);
    return rc;
}

size_t cp_hedge_series_find(const struct cp_hedge_series *s, int32_t day) {
    size_t low = 0, high = s->n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (s->at[mid].day < day)
            low = mid + 1;
        else
            high = mid;
    }
    return low < s->n && s->at[low].day == day ? low : s->n;
}

/* Days of the first series that every other one has too. */
static int common_days(struct cp_hedge_past *p) {
    size_t ncurve = p->r->ncurve, first = 0;
    while (first < ncurve && p->series[first].n == 0)
        first++;
    if (first == ncurve)
        return 0;
    const struct cp_hedge_series *s = &p->series[first];
    p->day = cp_hedge_alloc(p->r->h, s->n, sizeof *p->day);
    if (!p->day)
        return CP_ENOMEM;
    for (size_t i = 0; i < s->n; i++) {
        bool all = i == 0 || s->at[i].day != s->at[i - 1].day;
        for (size_t c = first + 1; c < ncurve && all; c++)
            all = p->series[c].n == 0 ||
                  cp_hedge_series_find(&p->series[c], s->at[i].day) < p->series[c].n;
        if (all)
            p->day[p->n++] = s->at[i].day;
    }
    if (p->n > 1)
        p->step = (double)(p->day[p->n - 1] - p->day[0]) / (double)(p->n - 1);
    return 0;
}

static void tell(const struct cp_hedge_past *p) {
    struct cp_hedge *h = p->r->h;
    bool any = false;
    for (size_t c = 0; c < p->r->ncurve; c++)
        any |= p->series[c].n > 0;
    for (size_t c = 0; c < p->r->ncurve && any; c++) {
        const char *name = cp_hedge_market(h)->curve[c].name;
        if (p->series[c].spot && p->series[c].n > 0)
            cp_hedge_note(h,
                          "%s: its history is of spot prices, which move by more than forwards do; "
                          "give a panel of futures",
                          name);
        else if (p->series[c].n == 0 && is_held(p->r, c))
            cp_hedge_note(h, "%s: it has no history, and stands still where history is taken",
                          name);
    }
    if (any && p->n < 3)
        cp_hedge_note(h, "histories have %zu days in common: too few to say what they did", p->n);
}

int cp_hedge_past_read(struct cp_hedge_risk *r, struct cp_hedge_past *out) {
    int rc = 0;
    *out = (struct cp_hedge_past){.r = r};
    out->series = cp_hedge_alloc(r->h, r->ncurve, sizeof *out->series);
    if (!out->series)
        return CP_ENOMEM;
    for (size_t c = 0; c < r->ncurve && rc == 0; c++)
        rc = read_series(r, c, &out->series[c]);
    if (rc == 0)
        rc = common_days(out);
    if (rc == 0)
        tell(out);
    if (out->n < 3)
        out->n = 0;
    return rc;
}

/* What a delivery in `years` did from one day to another: between its neighbours that are known of
 * both. 0: none is. */
static double move_of(const struct cp_hedge_series *s, int32_t from, int32_t until, double years) {
    double below = NAN, above = NAN, at_below = 0, at_above = 0;
    size_t a = cp_hedge_series_find(s, from), b = cp_hedge_series_find(s, until);
    while (a < s->n && b < s->n && s->at[a].day == from && s->at[b].day == until) {
        const struct cp_hedge_seen *x = &s->at[a], *y = &s->at[b];
        double move = y->x - x->x;
        if (fabs(x->key - y->key) < 1e-6 && !isnan(move)) {
            if (y->years <= years || isnan(below)) {
                below = move;
                at_below = y->years;
            }
            if (y->years >= years && isnan(above)) {
                above = move;
                at_above = y->years;
            }
        }
        a += x->key <= y->key + 1e-6;
        b += y->key <= x->key + 1e-6;
    }
    if (isnan(below))
        return 0;
    if (isnan(above) || at_below >= years)
        return below;
    return below + (above - below) * (years - at_below) / (at_above - at_below);
}

void cp_hedge_past_move(const struct cp_hedge_past *p, size_t i, size_t j, size_t only,
                        double *price) {
    const struct cp_hedge_risk *r = p->r;
    for (size_t s = 0; s < r->nstep; s++)
        for (size_t c = 0; c < r->ncurve; c++) {
            double forward = r->forward[s * r->ncurve + c], move = 0;
            double floor = cp_hedge_market(r->h)->curve[c].floor;
            if (p->series[c].n > 0 && (only == NONE || only == c))
                move = move_of(&p->series[c], p->day[i], p->day[j], r->step[s].when);
            price[s * r->ncurve + c] = move == 0 ? forward : floor + (forward - floor) * exp(move);
        }
}
