/* Leases with others: payments, rates, what is owed, used and let, and what tax makes of them. */
#include "finance/model/lease.h"
#include "finance/rule/rule.h"
#include <math.h>

static const struct cp_leased *lease_of(struct cp_trace_id id) {
    return &book_of(id)->lease.at[id.sub & 0xffff];
}
static size_t item(struct cp_trace *x, struct cp_trace_id id, enum cp_rule_lease_item what,
                   int64_t t) {
    return cp_trace_at(x, RULE_LEASED, id.of, cp_rule_lease_sub(id.sub & 0xffff, what), t);
}
static size_t term(struct cp_trace *x, struct cp_trace_id id, const char *name, double value) {
    return cp_trace_key(x, value, "entities/%s/leases/%s/%s", book_of(id)->entity->name,
                        lease_of(id)->lease->name, name);
}
static size_t sum_of(struct cp_trace *x) {
    return cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
}

static double years(const struct cp_trace *x, const struct cp_leased *l, int64_t i) {
    return cp_finance_lease_years(model_of(x), l, i, true);
}
/* From its begin until the payment of a period. */
static double years_to(const struct cp_trace *x, const struct cp_leased *l, int64_t i) {
    double sum = l->lease->advance ? 0 : years(x, l, i);
    while (--i >= l->first)
        sum += years(x, l, i);
    return sum;
}

/* What 1 grows to by the rate in so many years. */
static size_t grown(struct cp_trace *x, double length, size_t rate) {
    const struct cp_trace_term both[] = {{1, cp_trace_number(x, length)}, {1, rate}};
    size_t node = cp_trace_made(x, CP_TRACE_POWER, both, 2);
    if (!x->oom)
        x->node[node].plus = 1;
    return node;
}

static size_t end_price(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_lease *w = lease_of(id)->lease;
    return w->purchase >= 0 ? term(x, id, "purchase", w->purchase)
                            : term(x, id, "residual", w->residual);
}
static size_t cost(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_lease *w = lease_of(id)->lease;
    return w->cost >= 0 ? term(x, id, "cost", w->cost) : term(x, id, "value", w->value);
}
static size_t sale(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_lease *w = lease_of(id)->lease;
    size_t fetched = w->sale >= 0 ? term(x, id, "sale", w->sale) : end_price(x, id);
    return w->guarantee >= 0 ? cp_trace_most(x, fetched, term(x, id, "guarantee", w->guarantee))
                             : fetched;
}
static size_t costs(struct cp_trace *x, struct cp_trace_id id) {
    double own = cp_finance_lease_costs(lease_of(id));
    return own != 0 ? term(x, id, "costs", own) : cp_trace_number(x, 0);
}
static size_t ending(struct cp_trace *x, struct cp_trace_id id) {
    return lease_of(id)->lease->lets || cp_finance_lease_sells(lease_of(id))
               ? end_price(x, id)
               : cp_trace_number(x, 0);
}

/* ---- payments ------------------------------------------------------------------------------ */

/* How a payment of 1 a year has risen, for the part of the period in which the lease runs. */
static size_t risen(struct cp_trace *x, struct cp_trace_id id, int64_t i) {
    const struct cp_leased *l = lease_of(id);
    return cp_trace_times(x, years(x, l, i),
                          term(x, id, "escalation", cp_finance_lease_risen(model_of(x), l, i)));
}

static void payment(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_lease *w = lease_of(id)->lease;
    size_t a_year = w->payment.n
                        ? cp_rule_path(x, &w->payment, id.t, "entities/%s/leases/%s/payment",
                                       book_of(id)->entity->name, w->name)
                        : item(x, id, LEASE_SCALE, 0);
    cp_trace_add(x, node, 1, cp_trace_by(x, a_year, risen(x, id, id.t)));
}

/* What gives the lessor its yield: the value less that of its end, over what payments of 1 are
 * worth. */
static void scale(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    size_t yield = term(x, id, "yield", l->lease->yield), ones = sum_of(x);
    for (int64_t i = l->first; i <= l->last; i++)
        cp_trace_add(x, ones, 1,
                     cp_trace_by(x, risen(x, id, i), grown(x, -years_to(x, l, i), yield)));
    size_t end = cp_trace_by(x, end_price(x, id), grown(x, -l->years, yield));
    cp_trace_add(x, node, 1, cp_trace_less(x, term(x, id, "value", l->lease->value), end));
    cp_trace_add(x, node, 1, ones);
}

static void rate(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    const struct cp_lease *w = l->lease;
    if (!w->lets && w->rate >= 0)
        cp_trace_add(x, node, 1, term(x, id, "rate", w->rate));
    else if (!isnan(w->yield))
        cp_trace_add(x, node, 1, term(x, id, "yield", w->yield));
    else {
        size_t implicit = cp_trace_made(x, CP_TRACE_RATE, NULL, 0);
        cp_trace_add(x, implicit, 0, cp_trace_times(x, -1, term(x, id, "value", w->value)));
        for (int64_t i = l->first; i <= l->last; i++)
            cp_trace_add(x, implicit, years_to(x, l, i), item(x, id, LEASE_PAYMENT, i));
        cp_trace_add(x, implicit, l->years, ending(x, id));
        cp_trace_add(x, node, 1, implicit);
    }
}

static void start(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    size_t r = item(x, id, LEASE_RATE, 0);
    for (int64_t i = l->first; i <= l->last; i++)
        cp_trace_add(
            x, node, 1,
            cp_trace_by(x, item(x, id, LEASE_PAYMENT, i), grown(x, -years_to(x, l, i), r)));
    cp_trace_add(x, node, 1, cp_trace_by(x, ending(x, id), grown(x, -l->years, r)));
}

/* ---- by period ----------------------------------------------------------------------------- */

/* What bears interest in a period. */
static size_t bearing(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    size_t owed =
        id.t == l->first ? item(x, id, LEASE_START, 0) : item(x, id, LEASE_OWED, id.t - 1);
    return l->lease->advance ? cp_trace_less(x, owed, item(x, id, LEASE_PAYMENT, id.t)) : owed;
}

static void interest(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    if (!cp_finance_lease_runs(l, id.t))
        return;
    size_t growth = grown(x, years(x, l, id.t), item(x, id, LEASE_RATE, 0));
    cp_trace_add(x, node, 1,
                 cp_trace_by(x, bearing(x, id), cp_trace_less(x, growth, cp_trace_number(x, 1))));
}

static void owed(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    if (id.t < l->first || id.t >= l->last)
        return;
    cp_trace_add(x, node, 1, bearing(x, id));
    cp_trace_add(x, node, 1, item(x, id, LEASE_INTEREST, id.t));
    if (!l->lease->advance)
        cp_trace_add(x, node, -1, item(x, id, LEASE_PAYMENT, id.t));
}

/* All payments and costs by the straight line. */
static void straight(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    double part = cp_finance_lease_runs(l, id.t) ? years(x, l, id.t) / l->years : 0;
    if (part == 0)
        return;
    size_t all = sum_of(x);
    for (int64_t i = l->first; i <= l->last; i++)
        cp_trace_add(x, all, 1, item(x, id, LEASE_PAYMENT, i));
    cp_trace_add(x, all, 1, costs(x, id));
    cp_trace_add(x, node, 1, cp_trace_by(x, all, term(x, id, "until", part)));
}

static size_t right(struct cp_trace *x, struct cp_trace_id id) {
    return cp_trace_plus(x, item(x, id, LEASE_START, 0), costs(x, id));
}

static size_t left(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    bool life = l->lease->life > 0 && (l->lease->lets || cp_finance_lease_sells(l));
    return term(x, id, life ? "life" : "until", cp_finance_lease_left(model_of(x), l, id.t));
}

/* Equipment that is let, before it is sold. */
static size_t let(struct cp_trace *x, struct cp_trace_id id) {
    size_t paid = cost(x, id);
    if (lease_of(id)->lease->life > 0)
        return cp_trace_by(x, paid, left(x, id));
    size_t end = cp_trace_least(x, paid, end_price(x, id));
    return cp_trace_plus(x, end, cp_trace_by(x, cp_trace_less(x, paid, end), left(x, id)));
}

static void asset(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    bool over = id.t >= l->last;
    if (id.t < l->first || (over && (l->lease->lets || !l->finance)))
        return;
    if (l->lease->lets)
        cp_trace_add(x, node, 1, l->finance ? item(x, id, LEASE_OWED, id.t) : let(x, id));
    else if (l->finance)
        cp_trace_add(x, node, 1, cp_trace_by(x, right(x, id), left(x, id)));
    else {
        cp_trace_add(x, node, 1,
                     id.t == l->first ? right(x, id) : item(x, id, LEASE_ASSET, id.t - 1));
        cp_trace_add(x, node, 1, item(x, id, LEASE_INTEREST, id.t));
        cp_trace_add(x, node, -1, item(x, id, LEASE_STRAIGHT, id.t));
    }
}

static void deferred(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    if (l->finance || id.t < l->first || id.t >= l->last)
        return;
    if (id.t > l->first)
        cp_trace_add(x, node, 1, item(x, id, LEASE_DEFERRED, id.t - 1));
    cp_trace_add(x, node, 1, item(x, id, LEASE_STRAIGHT, id.t));
    cp_trace_add(x, node, -1, item(x, id, LEASE_PAYMENT, id.t));
}

/* What tax has not let deduct, less debt that it sees. */
static void basis(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    bool lets = l->lease->lets, sells = cp_finance_lease_sells(l);
    if (id.t < l->first || (lets && !sells && id.t >= l->last))
        return;
    if (lets && sells) {
        cp_trace_add(x, node, 1, item(x, id, LEASE_ASSET, id.t));
        cp_trace_add(x, node, 1, item(x, id, LEASE_DEFERRED, id.t));
    } else if (!lets && !sells)
        cp_trace_add(x, node, 1, cp_trace_by(x, costs(x, id), left(x, id)));
    else {
        size_t share =
            term(x, id, "depreciation", cp_finance_lease_basis(model_of(x), id.of, l, id.t));
        cp_trace_add(x, node, 1, cp_trace_by(x, lets ? cost(x, id) : right(x, id), share));
        if (!lets)
            cp_trace_add(x, node, -1, item(x, id, LEASE_OWED, id.t));
    }
}

static const struct {
    void (*made)(struct cp_trace *x, size_t node, struct cp_trace_id id);
    enum cp_trace_op op;
} items[LEASE_ITEMS] = {
    [LEASE_PAYMENT] = {payment, CP_TRACE_SUM},   [LEASE_SCALE] = {scale, CP_TRACE_RATIO},
    [LEASE_RATE] = {rate, CP_TRACE_SUM},         [LEASE_START] = {start, CP_TRACE_SUM},
    [LEASE_OWED] = {owed, CP_TRACE_SUM},         [LEASE_INTEREST] = {interest, CP_TRACE_SUM},
    [LEASE_STRAIGHT] = {straight, CP_TRACE_SUM}, [LEASE_ASSET] = {asset, CP_TRACE_SUM},
    [LEASE_DEFERRED] = {deferred, CP_TRACE_SUM}, [LEASE_BASIS] = {basis, CP_TRACE_SUM}};

static double in_books(struct cp_trace_id id, size_t what) {
    const struct cp_leased *l = lease_of(id);
    const double *series[LEASE_ITEMS] = {
        [LEASE_PAYMENT] = l->paid, [LEASE_OWED] = l->owed, [LEASE_INTEREST] = l->interest};
    return what == LEASE_SCALE   ? l->payment
           : what == LEASE_RATE  ? l->rate
           : what == LEASE_START ? l->start
           : series[what]        ? cp_finance_lease_at(l, series[what], id.t)
                                 : NAN;
}

void cp_rule_leased(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t what = id.sub >> 16;
    cp_trace_is(x, node, items[what].op, in_books(id, what));
    items[what].made(x, node, id);
}

/* ---- lines --------------------------------------------------------------------------------- */

static void less(struct cp_trace *x, size_t node, size_t before, size_t now) {
    cp_trace_add(x, node, -1, before);
    cp_trace_add(x, node, 1, now);
}

static void lessee(struct cp_trace *x, size_t node, struct cp_trace_id id, size_t line) {
    const struct cp_leased *l = lease_of(id);
    bool begins = id.t == l->first;
    switch (line) {
    case INC_LEASE_PAID:
    case CF_LEASES:
        cp_trace_add(x, node, line == CF_LEASES && !l->finance ? 1 : -1,
                     item(x, id, l->finance ? LEASE_INTEREST : LEASE_STRAIGHT, id.t));
        if (line == CF_LEASES && !l->finance)
            cp_trace_add(x, node, -1, item(x, id, LEASE_PAYMENT, id.t));
        if (line == CF_LEASES && begins)
            cp_trace_add(x, node, -1, costs(x, id));
        return;
    case INC_DEPRECIATION_LEASE:
        less(x, node, begins ? right(x, id) : item(x, id, LEASE_ASSET, id.t - 1),
             item(x, id, LEASE_ASSET, id.t));
        return;
    case INC_LEASE_INTEREST:
        cp_trace_add(x, node, -1, item(x, id, LEASE_INTEREST, id.t));
        return;
    case CF_LEASE_PRINCIPAL:
        less(x, node, item(x, id, LEASE_PAYMENT, id.t), item(x, id, LEASE_INTEREST, id.t));
        if (id.t == l->last)
            cp_trace_add(x, node, -1, ending(x, id));
        return;
    case BS_ROU:
    case BS_LEASE:
        cp_trace_add(x, node, 1, item(x, id, line == BS_ROU ? LEASE_ASSET : LEASE_OWED, id.t));
        return;
    default:
        return;
    }
}

static void gain(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_leased *l = lease_of(id);
    if (l->finance && id.t == l->first)
        less(x, node, cost(x, id), item(x, id, LEASE_START, 0));
    if (id.t == l->last)
        less(x, node, l->finance ? end_price(x, id) : let(x, id), sale(x, id));
}

static void lessor(struct cp_trace *x, size_t node, struct cp_trace_id id, size_t line) {
    const struct cp_leased *l = lease_of(id);
    bool begins = id.t == l->first, ends = id.t == l->last;
    size_t late;
    switch (line) {
    case INC_LEASE:
    case CF_LEASES:
        cp_trace_add(x, node, line == CF_LEASES ? -1 : 1,
                     item(x, id, l->finance ? LEASE_INTEREST : LEASE_STRAIGHT, id.t));
        if (line == CF_LEASES)
            cp_trace_add(x, node, 1, item(x, id, LEASE_PAYMENT, id.t));
        return;
    case INC_DEPRECIATION_LEASE:
        less(x, node, begins ? cost(x, id) : item(x, id, LEASE_ASSET, id.t - 1),
             ends ? let(x, id) : item(x, id, LEASE_ASSET, id.t));
        return;
    case INC_SALE_GAIN:
        gain(x, node, id);
        return;
    case CF_CAPEX_LEASED:
        if (begins)
            cp_trace_add(x, node, -1, cost(x, id));
        return;
    case CF_LEASE_SALE:
        if (ends)
            cp_trace_add(x, node, 1, sale(x, id));
        return;
    case BS_LEASED:
    case BS_LEASE:
        late = item(x, id, LEASE_DEFERRED, id.t);
        if (line == BS_LEASED)
            cp_trace_add(x, node, 1, item(x, id, LEASE_ASSET, id.t));
        cp_trace_add(x, node, 1,
                     cp_trace_above(x, line == BS_LEASED ? late : cp_trace_times(x, -1, late)));
        return;
    default:
        return;
    }
}

/* Lines that one kind of lease alone has. */
static bool has(const struct cp_leased *l, size_t line, int64_t t) {
    bool runs = cp_finance_lease_runs(l, t), lets = l->lease->lets;
    switch (line) {
    case INC_LEASE_PAID:
        return runs && !l->finance;
    case INC_DEPRECIATION_LEASE:
        return lets ? runs && !l->finance : l->finance && t >= l->first;
    case INC_LEASE_INTEREST:
    case CF_LEASE_PRINCIPAL:
        return runs && l->finance;
    default:
        return t >= l->first;
    }
}

void cp_rule_add_leases(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    for (size_t k = 0; k < b->lease.n; k++) {
        struct cp_trace_id one = {.of = b, .sub = k, .t = id.t};
        if (has(&b->lease.at[k], id.sub, id.t))
            (b->lease.at[k].lease->lets ? lessor : lessee)(x, node, one, id.sub);
    }
}

/* ---- tax ----------------------------------------------------------------------------------- */

/* Assets less liabilities of the books less those of tax. */
void cp_rule_lease_gap(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM,
                id.t < 0 ? NAN : b->lease.books[id.t] - b->lease.basis[id.t]);
    for (size_t k = 0; k < b->lease.n; k++) {
        struct cp_trace_id one = {.of = b, .sub = k, .t = id.t};
        cp_trace_add(x, node, 1, item(x, one, LEASE_ASSET, id.t));
        if (b->lease.at[k].lease->lets)
            cp_trace_add(x, node, 1, item(x, one, LEASE_DEFERRED, id.t));
        else
            cp_trace_add(x, node, -1, item(x, one, LEASE_OWED, id.t));
        cp_trace_add(x, node, -1, item(x, one, LEASE_BASIS, id.t));
    }
}

/* Cash that leases cost beyond what EBITDA has of them, and what is deducted of a basis. */
void cp_rule_lease_deducted(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    if (cp_rule_of_members(x, node, id, NAN))
        return;
    cp_trace_is(x, node, CP_TRACE_SUM, b->lease.deducted[id.t]);
    cp_trace_add(x, node, -1, cp_rule_lease_cash(x, id));
    cp_trace_add(x, node, -1, line_at(x, b, CF_CAPEX_LEASED, id.t));
    for (size_t k = 0; k < b->lease.n; k++) {
        struct cp_trace_id one = {.of = b, .sub = k, .t = id.t};
        cp_trace_add(x, node, 1, item(x, one, LEASE_BASIS, id.t - 1));
        cp_trace_add(x, node, -1, item(x, one, LEASE_BASIS, id.t));
    }
}
