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

static double moved(const struct stress *x, const struct cp_hedge_step *s, double price) {
    return s->from >= x->from ? x->times * price + x->plus : price;
}

/* Of one step: the plan's part, and the books' with what they settle as it is forward. */
static void add_step(struct cp_hedge_cash *c, const struct stress *x, size_t s, double *plan,
                     double *book) {
    const struct cp_hedge_risk *r = c->r;
    const double *forward = &r->forward[s * r->ncurve];
    double *price = cp_hedge_alloc(r->h, r->ncurve, sizeof *price);
    if (!price)
        return;
    memcpy(price, forward, r->ncurve * sizeof *price);
    price[x->curve] = moved(x, &r->step[s], forward[x->curve]);
    size_t b = c->year_of[s] == NONE ? c->period_of[s] : c->year_of[s];
    for (size_t e = 0; e < c->nentity; e++) {
        double slope = c->slope[(s * c->nentity + e) * r->ncurve + x->curve];
        if (slope != 0)
            plan[e * c->nbucket + b] += slope * (price[x->curve] - forward[x->curve]);
    }
    for (size_t i = 0; i < r->trades.n; i++) {
        const struct cp_hedge_trade *k = &r->trades.at[i];
        if (cp_hedge_volume(k, r->step[s].from, r->step[s].until) != 0)
            book[k->book] +=
                cp_hedge_trade_cash(r, k, s, price) - cp_hedge_trade_cash(r, k, s, forward);
    }
}

int cp_hedge_add_stresses(struct cp_hedge_cash *c, struct cp_hedge_tally *y) {
    struct cp_hedge *h = c->r->h;
    size_t nbook = cp_hedge_market(h)->desk.nbook, cells = c->nentity * c->nbucket;
    int rc = 0;
    for (size_t i = 0; i < h->opt->nstress && rc == 0; i++) {
        struct stress x;
        double *plan = cp_hedge_alloc(h, cells, sizeof *plan);
        double *book = cp_hedge_alloc(h, nbook, sizeof *book);
        rc = plan && book ? parse(h, h->opt->stress[i], &x) : CP_ENOMEM;
        for (size_t s = 0; s < c->r->nstep && rc == 0; s++)
            add_step(c, &x, s, plan, book);
        for (size_t k = 0; k < cells && rc == 0; k++) {
            struct cp_fact f = {.dim = {[CP_PERIOD] = c->bucket[k % c->nbucket],
                                        [CP_ENTITY] = c->entity[k / c->nbucket],
                                        [CP_NAME] = h->opt->stress[i]}};
            if (plan[k] != 0)
                rc = cp_hedge_add_value(h, y, "stress", f, plan[k]);
        }
        for (size_t b = 0; b < nbook && rc == 0; b++) {
            struct cp_fact f = {.dim = {[CP_BOOK] = cp_hedge_market(h)->desk.book[b].name,
                                        [CP_NAME] = h->opt->stress[i]}};
            if (book[b] != 0)
                rc = cp_hedge_add_value(h, y, "stress", f, book[b]);
        }
    }
    return rc;
}
