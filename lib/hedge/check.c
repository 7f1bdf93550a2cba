/* Limits: of traders by tenor, of books, of what the plan leaves open. What is passed is told by
 * name, limit and value, and as the part of the limit that is used. */
#include "hedge/parts.h"
#include <math.h>
#include <string.h>

struct checks {
    struct cp_hedge *h;
    struct cp_hedge_tally y;
};

/* `what` of whom, in `unit`: told where it is above its limit. */
static void judge(struct cp_hedge *h, const struct cp_fact *f, const char *what, double value,
                  double most, const char *unit) {
    const char *who = f->dim[CP_BOOK]           ? f->dim[CP_BOOK]
                      : f->dim[CP_COUNTERPARTY] ? f->dim[CP_COUNTERPARTY]
                                                : f->dim[CP_SKU];
    if (!(fabs(value) > most))
        return;
    h->passed++;
    cp_hedge_note(h, "%s: %s%s%s is %.4g %s, the limit %.12g", who, what,
                  f->dim[CP_PERIOD] ? " from " : "", f->dim[CP_PERIOD] ? f->dim[CP_PERIOD] : "",
                  value, unit, most);
}

/* One limit, and how much of it is used. */
static int hold(struct checks *k, struct cp_fact f, const char *what, double value, double most,
                const char *unit) {
    struct cp_hedge *h = k->h;
    if (isnan(most) || isnan(value))
        return 0;
    judge(h, &f, what, value, most, unit);
    f.dim[CP_KIND] = what;
    f.measure = "limit_used";
    f.value = most > 0 ? fabs(value) / most : value != 0 ? 1e9 : 0;
    return cp_hedge_add(h, &k->y, &f);
}

/* The fact of a measure with a book, without position and kind, which are parts and other ways to
 * say it; NaN: none. Of stresses the worst. */
static int of_book(struct cp_hedge *h, const char *measure, const char *book, double *out) {
    struct cp_selection s;
    *out = NAN;
    int rc = cp_facts_select(h->facts, measure, NULL, &s, h->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < s.n; i++)
        if (strcmp(cp_facts_dim(h->facts, s.row[i], CP_BOOK), book) == 0 &&
            !cp_hedge_dim(h, s.row[i], CP_POSITION) && !cp_hedge_dim(h, s.row[i], CP_KIND) &&
            !(s.value[i] >= *out))
            *out = s.value[i];
    cp_facts_selection_release(&s);
    return 0;
}

static int check_book(struct checks *k, const struct cp_trading_book *b) {
    const char *money = k->h->plan->money.currency;
    struct cp_fact f = {.dim[CP_BOOK] = b->name};
    double var, cvar, stress;
    int rc = of_book(k->h, "hedge_var", b->name, &var);
    if (rc == 0)
        rc = of_book(k->h, "hedge_cvar", b->name, &cvar);
    if (rc == 0)
        rc = of_book(k->h, "stress", b->name, &stress);
    if (rc == 0)
        rc = hold(k, f, "var", var, b->limits.var, money);
    if (rc == 0)
        rc = hold(k, f, "cvar", cvar, b->limits.cvar, money);
    return rc ? rc : hold(k, f, "stress", stress < 0 ? stress : 0, b->limits.stress, money);
}

static int name_year(struct cp_hedge *h, size_t ahead, struct cp_fact *f) {
    char text[CP_PERIOD_SIZE];
    cp_period_format(text, cp_period_at(CP_DAY, cp_hedge_year_ahead(h, ahead)));
    f->dim[CP_PERIOD] = cp_arena_strdup(&h->arena, text);
    return f->dim[CP_PERIOD] ? 0 : cp_fail_nomem(h->err);
}

/* Deliveries of a curve in the years ahead, long less short. */
static int check_tenors(struct checks *k, const struct cp_hedge_trades *t, size_t book) {
    const struct cp_plan_market *m = cp_hedge_market(k->h);
    const struct cp_trading_limits *l = &m->desk.book[book].limits;
    int rc = 0;
    for (size_t i = 0; i < l->nopen && rc == 0; i++) {
        const struct cp_market_curve *c = cp_plan_market_curve(m, l->open[i].name);
        for (size_t y = 0; y < CP_YEARS_AHEAD && rc == 0; y++) {
            int64_t from = cp_hedge_year_ahead(k->h, y), until = cp_hedge_year_ahead(k->h, y + 1);
            double sum = 0;
            for (size_t j = 0; j < t->n; j++)
                if (t->at[j].book == book && &m->curve[t->at[j].curve] == c)
                    sum += cp_hedge_volume(&t->at[j], from, until);
            struct cp_fact f = {
                .dim = {[CP_BOOK] = m->desk.book[book].name, [CP_CURVE] = l->open[i].name}};
            if (l->open[i].text[y])
                rc = name_year(k->h, y, &f);
            if (rc == 0 && l->open[i].text[y])
                rc = hold(k, f, "open", sum, l->open[i].most[y], c->unit.quantity);
        }
    }
    return rc;
}

/* What the plan leaves open of a SKU in a year ahead. */
static int check_open(struct checks *k, const struct cp_by_year *l) {
    struct cp_hedge *h = k->h;
    struct cp_selection s;
    int rc = cp_hedge_select(h, "position_hours", &s);
    for (size_t y = 0; y < CP_YEARS_AHEAD && rc == 0; y++) {
        int64_t from = cp_hedge_year_ahead(h, y), until = cp_hedge_year_ahead(h, y + 1);
        double sum = 0;
        for (size_t i = 0; i < s.n; i++) {
            const char *sku = cp_hedge_dim(h, s.row[i], CP_SKU);
            size_t t = cp_hedge_period_of(h, s.row[i]);
            if (t == NONE || !sku || strcmp(sku, l->name) != 0 ||
                strcmp(cp_facts_dim(h->facts, s.row[i], CP_KIND), "open") != 0)
                continue;
            int64_t start = cp_period_start(cp_plan_period(h->plan, t));
            if (start >= from && start < until)
                sum += s.value[i];
        }
        struct cp_fact f = {.dim = {[CP_SKU] = l->name}};
        if (l->text[y])
            rc = name_year(h, y, &f);
        if (rc == 0 && l->text[y])
            rc = hold(k, f, "open", sum, l->most[y], "GPU.h");
    }
    cp_facts_selection_release(&s);
    return rc;
}

/* What counterparties may come to owe; how much of their limits that uses was put with it. */
static int check_counterparties(struct cp_hedge *h) {
    const struct cp_plan_desk *d = &cp_hedge_market(h)->desk;
    struct cp_selection s;
    int rc = cp_facts_select(h->facts, "counterparty_exposure", NULL, &s, h->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < s.n; i++)
        for (size_t c = 0; c < d->ncounterparty; c++) {
            const struct cp_fact f = {.dim[CP_COUNTERPARTY] = d->counterparty[c].name};
            if (strcmp(cp_facts_dim(h->facts, s.row[i], CP_COUNTERPARTY),
                       d->counterparty[c].name) == 0 &&
                strcmp(cp_facts_dim(h->facts, s.row[i], CP_KIND), "potential") == 0)
                judge(h, &f, "exposure", s.value[i], d->counterparty[c].limit,
                      h->plan->money.currency);
        }
    cp_facts_selection_release(&s);
    return 0;
}

int cp_hedge_check_limits(struct cp_hedge *h) {
    const struct cp_plan_desk *d = &cp_hedge_market(h)->desk;
    struct checks k = {.h = h};
    struct cp_hedge_trades trades;
    int rc = cp_hedge_positions_read(h, h->opt->book, &trades);
    for (size_t b = 0; b < d->nbook && rc == 0; b++) {
        rc = check_book(&k, &d->book[b]);
        if (rc == 0)
            rc = check_tenors(&k, &trades, b);
    }
    if (rc == 0)
        rc = check_counterparties(h);
    for (size_t i = 0; i < d->hedging.nopen && rc == 0; i++)
        rc = check_open(&k, &d->hedging.open[i]);
    if (rc == 0)
        rc = cp_hedge_put(h, &k.y);
    cp_hedge_tally_release(&k.y);
    return rc;
}
