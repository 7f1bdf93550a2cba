/* The facts of an earlier run, by position and period. */
#include "hedge/prior.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* position_volume comes first: its curve is the first of a position. */
static const char *const measures[] = {
    "position_volume", "position_forward", "position_volatility", "position_correlation",
    "position_expiry", "position_payment", "position_discount"};
enum { VOLUME, FORWARD, VOLATILITY, CORRELATION, EXPIRY, PAYMENT, DISCOUNT, MEASURES };

struct item {
    const char *position, *period, *curve;
    int field;
    double value;
    struct cp_pos pos;
};

struct items {
    size_t n, cap;
    struct item *at;
};

static int by_position(const void *a, const void *b) {
    const struct item *x = a, *y = b;
    int c = strcmp(x->position, y->position);
    c = c ? c : strcmp(x->period, y->period);
    c = c ? c : (x->field > y->field) - (x->field < y->field);
    return c ? c : strcmp(x->curve, y->curve);
}

static bool is_of_book(const struct cp_hedge *h, size_t row) {
    const struct cp_facts *t = h->opt->prior;
    return cp_facts_is_plain(t, row) && strcmp(cp_facts_dim(t, row, CP_POSITION), "-") != 0 &&
           (!h->opt->book || strcmp(cp_facts_dim(t, row, CP_BOOK), h->opt->book) == 0);
}

static int keep_row(struct cp_hedge *h, size_t row, int field, double value, struct items *out) {
    const struct cp_facts *t = h->opt->prior;
    if (!is_of_book(h, row))
        return 0;
    if (!cp_grow(&out->at, &out->cap, out->n, sizeof *out->at))
        return cp_fail_nomem(h->err);
    out->at[out->n++] = (struct item){cp_facts_dim(t, row, CP_POSITION),
                                      cp_facts_dim(t, row, CP_PERIOD),
                                      cp_facts_dim(t, row, CP_CURVE),
                                      field,
                                      value,
                                      cp_facts_pos(t, row)};
    return 0;
}

/* Of what a curve prices, in its unit; of a curve that the plan has no more, as it stands. */
static int collect_priced(struct cp_hedge *h, int field, struct items *out) {
    const struct cp_facts *t = h->opt->prior;
    int rc = 0;
    for (size_t row = 0; row < cp_facts_count(t) && rc == 0; row++) {
        double factor = 1;
        if (strcmp(cp_facts_measure(t, row), measures[field]) != 0)
            continue;
        const struct cp_market_curve *c =
            cp_plan_market_curve(&h->plan->money.market, cp_facts_dim(t, row, CP_CURVE));
        if (c)
            rc = cp_unit_factor(cp_facts_unit(t, row),
                                field == FORWARD ? c->unit.price : c->unit.quantity, &factor,
                                cp_facts_pos(t, row), h->err);
        if (rc == 0)
            rc = keep_row(h, row, field, factor * cp_facts_value(t, row), out);
    }
    return rc;
}

static int collect(struct cp_hedge *h, int field, struct items *out) {
    struct cp_selection s;
    if (field == VOLUME || field == FORWARD)
        return collect_priced(h, field, out);
    int rc = cp_facts_select(h->opt->prior, measures[field], NULL, &s, h->err);
    if (rc)
        return rc;
    for (size_t i = 0; i < s.n && rc == 0; i++)
        rc = keep_row(h, s.row[i], field, s.value[i], out);
    cp_facts_selection_release(&s);
    return rc;
}

static int hours_of(struct cp_hedge *h, const struct item *x, int64_t *from, int64_t *until) {
    struct cp_period p;
    if (cp_period_parse(x->period, strlen(x->period), &p) != 0 || p.freq == CP_YEARS)
        return cp_fail_at(h->err, CP_EINPUT, x->pos, "%s of %.60s: '%.40s' is no period of time",
                          measures[x->field], x->position, x->period);
    *from = cp_period_start(p);
    *until = cp_period_end(p);
    return 0;
}

static void keep(struct cp_hedge_prior_cell *c, const struct item *x) {
    double *const one[MEASURES] = {[VOLUME] = &c->volume,
                                   [CORRELATION] = &c->correlation,
                                   [EXPIRY] = &c->expiry,
                                   [PAYMENT] = &c->paid,
                                   [DISCOUNT] = &c->discount};
    size_t side = c->curve[0] && strcmp(c->curve[0], x->curve) != 0;
    if (!c->curve[side])
        c->curve[side] = x->curve;
    if (x->field == FORWARD)
        c->forward[side] = x->value;
    else if (x->field == VOLATILITY)
        c->volatility[side] = x->value;
    else
        *one[x->field] = x->value;
}

static int group(struct cp_hedge *h, const struct item *item, size_t n,
                 struct cp_hedge_prior *out) {
    int rc = 0;
    out->cell = cp_hedge_alloc(h, n, sizeof *out->cell);
    if (!out->cell)
        return CP_ENOMEM;
    for (size_t i = 0; i < n && rc == 0; i++) {
        const struct item *x = &item[i];
        struct cp_hedge_prior_cell *c = out->ncell ? &out->cell[out->ncell - 1] : NULL;
        if (!c || strcmp(c->position, x->position) != 0 || strcmp(c->period, x->period) != 0) {
            c = &out->cell[out->ncell++];
            *c = (struct cp_hedge_prior_cell){.position = x->position,
                                              .period = x->period,
                                              .volume = NAN,
                                              .forward = {NAN, NAN},
                                              .volatility = {NAN, NAN},
                                              .correlation = NAN,
                                              .expiry = NAN,
                                              .paid = NAN,
                                              .discount = NAN};
            rc = hours_of(h, x, &c->from, &c->until);
        }
        keep(c, x);
        if (rc == 0 && isnan(x->value))
            rc = cp_fail_at(h->err, CP_EINPUT, x->pos, "%s of %.60s is NA", measures[x->field],
                            x->position);
    }
    return rc;
}

static int read_cells(struct cp_hedge *h, struct cp_hedge_prior *out) {
    struct items all = {0};
    int rc = 0;
    for (int f = 0; f < MEASURES && rc == 0; f++)
        rc = collect(h, f, &all);
    if (all.n > 1)
        qsort(all.at, all.n, sizeof *all.at, by_position);
    if (rc == 0)
        rc = group(h, all.at, all.n, out);
    free(all.at);
    return rc;
}

/* When the last cell of a position that begins before `until` is over; INT64_MIN: it has none. */
static int64_t last_cell(const struct cp_hedge_prior *p, const char *position, int64_t until) {
    int64_t end = INT64_MIN;
    for (size_t i = 0; i < p->ncell; i++)
        if (strcmp(p->cell[i].position, position) == 0 && !isnan(p->cell[i].volume) &&
            p->cell[i].from < until && p->cell[i].until > end)
            end = p->cell[i].until;
    return end;
}

static int read_values(struct cp_hedge *h, struct cp_hedge_prior *out) {
    const struct cp_facts *t = h->opt->prior;
    struct cp_selection s;
    int rc = cp_facts_select(t, "position_value", NULL, &s, h->err);
    if (rc)
        return rc;
    out->value = cp_hedge_alloc(h, s.n, sizeof *out->value);
    rc = out->value ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < s.n && rc == 0; i++) {
        size_t row = s.row[i];
        const struct item x = {.position = cp_facts_dim(t, row, CP_POSITION),
                               .period = cp_facts_dim(t, row, CP_PERIOD),
                               .pos = cp_facts_pos(t, row)};
        int64_t from;
        if (!is_of_book(h, row))
            continue;
        struct cp_hedge_prior_value *v = &out->value[out->nvalue++];
        *v =
            (struct cp_hedge_prior_value){x.position, cp_facts_dim(t, row, CP_BOOK), 0, s.value[i]};
        rc = hours_of(h, &x, &from, &v->until);
        if (rc == 0)
            v->until = last_cell(out, x.position, v->until);
        if (rc == 0 && !isnan(v->value) && v->until == INT64_MIN)
            rc =
                cp_fail_at(h->err, CP_EINPUT, x.pos,
                           "%.60s: there is no position_volume of it; what it was valued by stands "
                           "in what cp-hedge --value writes",
                           x.position);
    }
    cp_facts_selection_release(&s);
    return rc;
}

static int read_day(struct cp_hedge *h, struct cp_hedge_prior *out) {
    struct cp_selection s;
    struct cp_period p;
    int rc = cp_facts_select(h->opt->prior, "valued", NULL, &s, h->err);
    if (rc)
        return rc;
    const char *day = s.n == 1 ? cp_facts_dim(h->opt->prior, s.row[0], CP_PERIOD) : "";
    if (cp_period_parse(day, strlen(day), &p) != 0)
        rc = cp_fail(h->err, CP_EINPUT,
                     "--explain: the earlier run does not say which day it is of; it is what "
                     "cp-hedge --value writes");
    else
        out->as_of = cp_period_start(p);
    cp_facts_selection_release(&s);
    if (rc == 0 && out->as_of > h->as_of)
        rc = cp_fail(h->err, CP_EUSAGE, "--explain: the earlier run is of %s, after this one", day);
    return rc;
}

int cp_hedge_prior_read(struct cp_hedge *h, struct cp_hedge_prior *out) {
    *out = (struct cp_hedge_prior){0};
    int rc = cp_facts_set_currency(h->opt->prior, h->plan->money.currency, h->err);
    if (rc == 0)
        rc = read_day(h, out);
    if (rc == 0)
        rc = read_cells(h, out);
    return rc ? rc : read_values(h, out);
}
