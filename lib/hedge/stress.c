/* What a stress does: prices of curves moved from a date on, to the cash of plan and books. */
#include "hedge/numbers.h"
#include "hedge/parts.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct stress {
    size_t curve;
    int64_t from;
    double times, plus;
};

/* "henry-hub=*2", "h100=-40%", "pjm=+20@2029": times, by a part, plus so much; from a date. */
static int parse(struct cp_hedge *h, const char *text, struct stress *out) {
    const struct cp_plan_market *m = cp_hedge_market(h);
    const char *is = strchr(text, '='), *name[256];
    size_t n = m->ncurve < 256 ? m->ncurve : 256, used = 0;
    *out = (struct stress){.curve = NONE, .from = INT64_MIN, .times = 1};
    for (size_t c = 0; c < n; c++) {
        name[c] = m->curve[c].name;
        if (is && strlen(name[c]) == (size_t)(is - text) &&
            strncmp(name[c], text, strlen(name[c])) == 0)
            out->curve = c;
    }
    char *key = cp_arena_strndup(&h->arena, text, is ? (size_t)(is - text) : strlen(text));
    const char *near = key ? cp_nearest(key, name, n) : NULL;
    if (is && out->curve == NONE)
        return cp_fail(h->err, CP_EUSAGE, "--stress: the plan has no curve '%.60s'%s%s%s",
                       key ? key : "", near ? " (did you mean '" : "", near ? near : "",
                       near ? "'?)" : "");
    const char *s = is ? is + 1 : "";
    bool times = *s == '*';
    double x = 0;
    s += times || *s == '+';
    if (cp_number_parse(s, strlen(s), &x, &used) != 0)
        goto wrong;
    s += used;
    if (*s == '%') {
        out->times = times ? x / 100 : 1 + x / 100;
        s++;
    } else if (times) {
        out->times = x;
    } else {
        out->plus = x;
    }
    struct cp_period p;
    if (*s == '@' && cp_period_parse(s + 1, strlen(s + 1), &p) == 0)
        out->from = cp_period_start(p);
    else if (*s)
        goto wrong;
    if (out->times >= 0)
        return 0;
wrong:
    return cp_fail(h->err, CP_EUSAGE,
                   "--stress: '%.60s' is no move of a curve, as henry-hub=*2, h100=-40%% or "
                   "pjm=+20@2029",
                   text);
}

/* Forwards with the move. */
static void move(const struct cp_hedge_risk *r, const struct stress *x, double *price) {
    memcpy(price, r->forward, r->nstep * r->ncurve * sizeof *price);
    for (size_t s = 0; s < r->nstep; s++)
        if (r->step[s].from >= x->from)
            price[s * r->ncurve + x->curve] = x->times * price[s * r->ncurve + x->curve] + x->plus;
}

/* ---- what other forwards do -------------------------------------------------------------------
 */

/* To the plan's cash of an entity in a step. */
static double plan_moves(const struct cp_hedge_cash *c, size_t s, size_t e, const double *price) {
    const struct cp_hedge_risk *r = c->r;
    double sum = 0;
    for (size_t k = 0; k < r->ncurve; k++) {
        double slope = c->slope[(s * c->nentity + e) * r->ncurve + k];
        if (slope != 0)
            sum += slope * (price[s * r->ncurve + k] - r->forward[s * r->ncurve + k]);
    }
    return sum;
}

/* To what a position settles in it. */
static double trade_moves(const struct cp_hedge_cash *c, size_t s, const struct cp_hedge_trade *k,
                          const double *price) {
    const struct cp_hedge_risk *r = c->r;
    if (cp_hedge_volume(k, r->step[s].from, r->step[s].until) == 0)
        return 0;
    return cp_hedge_trade_cash(r, k, s, &price[s * r->ncurve]) -
           cp_hedge_trade_cash(r, k, s, &r->forward[s * r->ncurve]);
}

double cp_hedge_move_total(const struct cp_hedge_cash *c, const double *price) {
    double sum = 0;
    for (size_t s = 0; s < c->r->nstep; s++) {
        for (size_t e = 0; e < c->nentity; e++)
            sum += plan_moves(c, s, e, price);
        for (size_t i = 0; i < c->r->trades.n; i++)
            sum += trade_moves(c, s, &c->r->trades.at[i], price);
    }
    return sum;
}

int cp_hedge_add_move(struct cp_hedge_cash *c, const double *price, struct cp_fact f,
                      struct cp_hedge_tally *y) {
    struct cp_hedge *h = c->r->h;
    size_t nbook = cp_hedge_market(h)->desk.nbook, cells = c->nentity * c->nbucket;
    double *plan = cp_hedge_alloc(h, cells, sizeof *plan);
    double *book = cp_hedge_alloc(h, nbook, sizeof *book);
    int rc = plan && book ? 0 : CP_ENOMEM;
    for (size_t s = 0; s < c->r->nstep && rc == 0; s++) {
        size_t b = c->year_of[s] == NONE ? c->period_of[s] : c->year_of[s];
        for (size_t e = 0; e < c->nentity; e++)
            plan[e * c->nbucket + b] += plan_moves(c, s, e, price);
        for (size_t i = 0; i < c->r->trades.n; i++)
            book[c->r->trades.at[i].book] += trade_moves(c, s, &c->r->trades.at[i], price);
    }
    for (size_t k = 0; k < cells && rc == 0; k++) {
        struct cp_fact one = f;
        one.dim[CP_PERIOD] = c->bucket[k % c->nbucket];
        one.dim[CP_ENTITY] = c->entity[k / c->nbucket];
        if (plan[k] != 0)
            rc = cp_hedge_add_value(h, y, f.measure, one, plan[k]);
    }
    for (size_t b = 0; b < nbook && rc == 0; b++) {
        struct cp_fact one = f;
        one.dim[CP_BOOK] = cp_hedge_market(h)->desk.book[b].name;
        if (book[b] != 0)
            rc = cp_hedge_add_value(h, y, f.measure, one, book[b]);
    }
    return rc;
}

int cp_hedge_add_stresses(struct cp_hedge_cash *c, struct cp_hedge_tally *y) {
    struct cp_hedge *h = c->r->h;
    double *price = cp_hedge_alloc(h, c->r->nstep * c->r->ncurve, sizeof *price);
    int rc = price ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < h->opt->nstress && rc == 0; i++) {
        const struct cp_fact f = {.measure = "stress", .dim[CP_NAME] = h->opt->stress[i]};
        struct stress x;
        rc = parse(h, h->opt->stress[i], &x);
        if (rc)
            return rc;
        move(c->r, &x, price);
        rc = cp_hedge_add_move(c, price, f, y);
    }
    return rc;
}
