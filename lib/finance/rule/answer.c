/* What is written of closed books: coverage, returns, what a GPU-hour costs. */
#include "finance/rule/loan.h"
#include <math.h>

static size_t year_of(const struct cp_trace *x) {
    return (size_t)cp_period_per_year(model_of(x)->plan->horizon.from.freq);
}

static size_t sum_of(struct cp_trace *x) {
    return cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
}

/* ---- coverage ------------------------------------------------------------------------------ */

void cp_rule_dscr(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_RATIO, b->cfads[id.t] / b->service[id.t]);
    cp_trace_add(x, node, 1, ofbook(x, id, RULE_CFADS, id.t));
    cp_trace_add(x, node, 1, ofbook(x, id, RULE_SERVICE, id.t));
}

/* `sub`: 0 the least, 1 the mean. */
void cp_rule_dscr_of(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, id.sub ? CP_TRACE_MEAN : CP_TRACE_LEAST, NAN);
    for (size_t t = 0; t < model_of(x)->T; t++)
        if (cp_finance_dscr_tested(id.of, t))
            cp_trace_add(x, node, 1, ofbook(x, id, RULE_DSCR, (int64_t)t));
}

/* In the window of a tranche's test, on the service that is not behind it. */
void cp_rule_covenant(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    const struct cp_book *b = book_of(id);
    const struct cp_loan *l = loan_of(id);
    int64_t year = (int64_t)year_of(x), from = id.t, to = id.t + 1, T = (int64_t)m->T;
    enum cp_cover_window window = l->tranche->covenant.window;
    size_t cfads = sum_of(x), service = sum_of(x);
    if (window == CP_COVER_TRAILING)
        from = to > year ? to - year : 0;
    else if (window == CP_COVER_FORWARD) {
        from = id.t + 1;
        to = from + year < T ? from + year : T;
    }
    cp_trace_is(x, node, CP_TRACE_RATIO, cp_finance_loan_dscr(m, b, l, (size_t)id.t));
    for (int64_t t = from; t < to; t++) {
        if (cp_finance_revenue(b, (size_t)t) <= 0)
            continue;
        cp_trace_add(x, cfads, 1, ofbook(x, id, RULE_CFADS, t));
        for (size_t k = 0; k < b->nloan; k++)
            if (b->loan[k].rank <= l->rank)
                cp_trace_add(x, service, 1, cp_trace_at(x, RULE_SERVICE_DUE, b, k, t));
    }
    cp_trace_add(x, node, 1, cfads);
    cp_trace_add(x, node, 1, service);
}

/* Principal by when it is repaid, over principal. */
void cp_rule_life(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    const struct cp_loan *l = loan_of(id);
    int64_t T = (int64_t)m->T;
    size_t years = sum_of(x), all = sum_of(x);
    for (int64_t t = 0; t < T; t++) {
        size_t repaid = also(x, id, RULE_PRINCIPAL, t);
        cp_trace_add(x, years, cp_finance_life_years(m, l, cp_period_end(m->period[t])), repaid);
        cp_trace_add(x, all, 1, repaid);
    }
    if (l->life.last >= T) {
        size_t left = also(x, id, RULE_BALANCE, T - 1);
        cp_trace_add(x, years, cp_finance_life_years(m, l, l->tranche->maturity), left);
        cp_trace_add(x, all, 1, left);
    }
    cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
    cp_trace_add(x, node, 1, years);
    cp_trace_add(x, node, 1, all);
}

/* A covenant's, or with 1 above 16 bits of `sub` the lock-up's. */
void cp_rule_limit(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    bool lock_up = id.sub >> 16;
    id.sub &= 0xffff;
    const struct cp_tranche *w = loan_of(id)->tranche;
    bool floor = w->covenant.floor > 0;
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    cp_trace_add(x, node, 1,
                 lock_up ? cp_rule_term(x, id, "dscr_lock_up", w->covenant.lock_up)
                 : floor ? cp_rule_term(x, id, "dscr_default", w->covenant.floor)
                         : cp_rule_term(x, id, "dscr", w->dscr));
}

static size_t own_rate(struct cp_trace *x, const struct cp_book *b, size_t k, int64_t i) {
    const struct cp_loan *l = &b->loan[k];
    struct cp_trace_id id = {.of = b, .sub = k, .t = i};
    return i <= l->life.last ? cp_trace_at(x, RULE_RATE, b, k, i)
                             : cp_rule_term(x, id, "rate",
                                            cp_finance_loan_yearly(model_of(x), l->tranche, i) *
                                                cp_period_years(model_of(x)->period[i]));
}

static size_t owed(struct cp_trace *x, const struct cp_book *b, size_t k, int64_t t) {
    return cp_trace_plus(x, cp_trace_at(x, RULE_BALANCE, b, k, t - 1),
                         cp_trace_at(x, RULE_DRAW, b, k, t));
}

/* By what is owed of each tranche that counts. */
void cp_rule_cover_rate(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    const struct cp_loan *l = loan_of(id);
    size_t own = own_rate(x, b, id.sub, id.t), above = sum_of(x), all = sum_of(x);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    for (size_t k = 0; k < b->nloan; k++) {
        if (!cp_finance_cover_counts(l, &b->loan[k]) || id.t > b->loan[k].life.last)
            continue;
        size_t debt = owed(x, b, k, id.t);
        cp_trace_add(x, all, 1, debt);
        if (k != id.sub)
            cp_trace_add(x, above, 1,
                         cp_trace_by(x, debt, cp_trace_less(x, own_rate(x, b, k, id.t), own)));
    }
    cp_trace_add(x, node, 1, own);
    cp_trace_add(x, node, 1, cp_trace_over(x, above, all));
}

/* Value at the start of a period of the CFADS until maturity; above 16 bits of `sub` 1: of the
 * plan. */
void cp_rule_cfads_value(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t k = id.sub & 0xffff;
    int64_t last = id.sub >> 16 ? (int64_t)model_of(x)->T - 1 : book_of(id)->loan[k].life.last;
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
    cp_trace_add(x, sum, 1, ofbook(x, id, RULE_CFADS, id.t));
    if (id.t < last)
        cp_trace_add(x, sum, 1, at(x, id, id.t + 1));
    cp_trace_add(x, node, 1, sum);
    cp_trace_add(
        x, node, 1,
        cp_trace_plus(x, cp_trace_number(x, 1), cp_trace_at(x, RULE_COVER_RATE, id.of, k, id.t)));
}

/* LLCR, or with 1 above 16 bits of `sub` PLCR. */
void cp_rule_life_cover(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t k = id.sub & 0xffff, debt = sum_of(x);
    cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
    for (size_t o = 0; o < b->nloan; o++)
        if (cp_finance_cover_counts(&b->loan[k], &b->loan[o]))
            cp_trace_add(x, debt, 1, owed(x, b, o, id.t));
    cp_trace_add(x, node, 1, also(x, id, RULE_CFADS_VALUE, id.t));
    cp_trace_add(x, node, 1, debt);
}

/* ---- ratios by period ---------------------------------------------------------------------- */

static size_t liquid(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t sum = sum_of(x);
    cp_trace_add(x, sum, 1, line_at(x, b, BS_CASH, id.t));
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan_life *life = &b->loan[k].life;
        if (!cp_finance_loan_by_owners(&b->loan[k]) && life->delayed && life->issue >= 0 &&
            id.t < life->draw_end && id.t >= life->issue)
            cp_trace_add(x, sum, 1,
                         cp_trace_above(x, cp_trace_less(x, cp_trace_at(x, RULE_AMOUNT, b, k, 0),
                                                         cp_trace_at(x, RULE_DRAWN, b, k, id.t))));
    }
    return sum;
}

/* Of the periods from one to before another, as far as the plan has them. */
static size_t over_time(struct cp_trace *x, struct cp_trace_id id, enum cp_rule what, size_t sub,
                        int64_t from, int64_t to) {
    size_t sum = sum_of(x);
    for (int64_t t = from > 0 ? from : 0; t < to && t < (int64_t)model_of(x)->T; t++)
        cp_trace_add(x, sum, 1, cp_trace_at(x, what, id.of, sub, t));
    return sum;
}

/* `sub`: net debt to EBITDA, LTV, overcollateralisation, liquidity. */
void cp_rule_ratio(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    int64_t year = (int64_t)year_of(x), t = id.t;
    size_t debt = line_at(x, id.of, BS_DEBT, t), cash = line_at(x, id.of, BS_CASH, t);
    size_t assets = cp_trace_plus(x, line_at(x, id.of, BS_SITE, t), line_at(x, id.of, BS_GPU, t));
    cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
    cp_trace_add(x, node, 1,
                 id.sub == 0   ? cp_trace_less(x, debt, cash)
                 : id.sub == 1 ? debt
                 : id.sub == 2 ? cp_trace_plus(x, assets, cash)
                               : liquid(x, id));
    cp_trace_add(x, node, 1,
                 id.sub == 0   ? over_time(x, id, RULE_LINE, INC_EBITDA,
                                         t + 1 < year ? t + 1 : t + 1 - year, t + 1)
                 : id.sub == 1 ? assets
                 : id.sub == 2 ? debt
                               : over_time(x, id, RULE_SERVICE, 0, t + 1, t + 1 + year));
}

/* ---- returns ------------------------------------------------------------------------------- */

/* Of which entity a book has a term: a group has those of its root. */
static const char *named(const struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_entity *e = book_of(id)->entity;
    return is_group(x, id) ? e->parent : e->name;
}

void cp_rule_hurdle(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_plan_money *money = &model_of(x)->plan->money;
    double own = book_of(id)->entity->hurdle;
    size_t rate = own > -1 ? cp_trace_key(x, own, "entities/%s/hurdle", named(x, id))
                           : cp_trace_key(x, money->discount, "discount");
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (money->real_prices) {
        size_t one = cp_trace_number(x, 1);
        rate = cp_trace_by(x, cp_trace_plus(x, one, rate),
                           cp_trace_plus(x, one, cp_trace_key(x, money->inflation, "inflation")));
        rate = cp_trace_less(x, rate, one);
    }
    cp_trace_add(x, node, 1, rate);
}

static size_t last_ebitda(struct cp_trace *x, struct cp_trace_id id) {
    size_t T = model_of(x)->T, year = year_of(x), n = year < T ? year : T;
    size_t sum = over_time(x, id, RULE_LINE, INC_EBITDA, (int64_t)(T - n), (int64_t)T);
    return cp_trace_times(x, (double)year / (double)n, sum);
}

/* What a buyer pays at the end; *none: nothing is said. */
static size_t sold_for(struct cp_trace *x, struct cp_trace_id id, bool *none) {
    const struct cp_entity_exit *e = &book_of(id)->entity->exit;
    *none = !(e->multiple > 0) && !(e->yield > 0);
    if (*none)
        return cp_trace_number(x, 0);
    if (e->multiple > 0)
        return cp_trace_by(x,
                           cp_trace_key(x, e->multiple, "entities/%s/exit/multiple", named(x, id)),
                           last_ebitda(x, id));
    return cp_trace_over(x, last_ebitda(x, id),
                         cp_trace_key(x, e->yield, "entities/%s/exit/yield", named(x, id)));
}

static size_t equity_at_end(struct cp_trace *x, struct cp_trace_id id) {
    int64_t last = (int64_t)model_of(x)->T - 1;
    bool none;
    if (book_of(id)->entity->exit.book)
        return cp_trace_plus(x, line_at(x, id.of, BS_EQUITY, last),
                             line_at(x, id.of, BS_OWNER_DEBT, last));
    size_t price = sold_for(x, id, &none);
    if (none)
        return price;
    price = cp_trace_plus(x, price, line_at(x, id.of, BS_CASH, last));
    return cp_trace_above(x, cp_trace_less(x, price, line_at(x, id.of, BS_DEBT, last)));
}

static void project(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    int64_t last = (int64_t)model_of(x)->T - 1;
    bool none = false;
    if (id.t <= last) {
        cp_trace_add(x, node, 1, line_at(x, id.of, CF_EBITDA, id.t));
        cp_trace_add(x, node, -1, ofbook(x, id, RULE_UNLEVERED, id.t));
        cp_trace_add(x, node, 1, line_at(x, id.of, CF_CAPEX_SITE, id.t));
        cp_trace_add(x, node, 1, line_at(x, id.of, CF_CAPEX_GPU, id.t));
        cp_trace_add(x, node, 1, line_at(x, id.of, CF_CAPEX_LEASED, id.t));
        cp_trace_add(x, node, 1, cp_rule_lease_cash(x, id));
        return;
    }
    cp_trace_add(x, node, 1, sold_for(x, id, &none));
    if (!none)
        return;
    cp_trace_add(x, node, 1, ofbook(x, id, RULE_NET_NEW, last));
    cp_trace_add(x, node, 1, line_at(x, id.of, BS_LEASED, last));
    cp_trace_add(x, node, 1, line_at(x, id.of, BS_DEPOSITS, last));
    cp_trace_add(x, node, -1, line_at(x, id.of, BS_PAYABLES, last));
}

/* What owners put in and lend, and are paid. */
static const enum cp_statement_line of_owners[] = {CF_CONTRIBUTION, CF_OWNER_DRAW, CF_DISTRIBUTION,
                                                   CF_OWNER_INTEREST, CF_OWNER_PRINCIPAL};

/* `sub`: 0 of the project, 1 of equity. Period -1: the start, T: the exit. */
void cp_rule_flow(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (!id.sub)
        project(x, node, id);
    else if (id.t < 0) {
        cp_trace_add(x, node, -1, line_at(x, id.of, BS_EQUITY, -1));
        cp_trace_add(x, node, -1, line_at(x, id.of, BS_OWNER_DEBT, -1));
    } else if (id.t == (int64_t)model_of(x)->T)
        cp_trace_add(x, node, 1, equity_at_end(x, id));
    else
        for (size_t i = 0; i < 5; i++)
            cp_trace_add(x, node, -1, line_at(x, id.of, of_owners[i], id.t));
}

static double years_at(const struct cp_trace *x, int64_t t, bool dated) {
    const struct cp_finance_model *m = model_of(x);
    int64_t origin = m->plan->horizon.origin, T = (int64_t)m->T;
    int64_t hour = t < 0    ? origin
                   : t == T ? cp_period_end(m->period[T - 1])
                            : cp_finance_middle(m, (size_t)t);
    if (dated)
        return cp_day_count_years(CP_ACT_365, origin, hour);
    return t < 0    ? cp_years_between(m->plan->money.discount_from, origin)
           : t == T ? m->end
                    : m->mid[t];
}

void cp_rule_npv(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    for (int64_t t = id.sub ? -1 : 0; t <= (int64_t)model_of(x)->T; t++)
        cp_trace_add(x, node, 1,
                     cp_trace_by(x, also(x, id, RULE_FLOW, t),
                                 cp_rule_discounted(x, id, years_at(x, t, false))));
}

static void rate(struct cp_trace *x, size_t node, struct cp_trace_id id, bool dated) {
    cp_trace_is(x, node, CP_TRACE_RATE, NAN);
    for (int64_t t = id.sub ? -1 : 0; t <= (int64_t)model_of(x)->T; t++)
        cp_trace_add(x, node, years_at(x, t, dated), also(x, id, RULE_FLOW, t));
}
void cp_rule_irr(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    rate(x, node, id, false);
}
void cp_rule_xirr(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    rate(x, node, id, true);
}

void cp_rule_multiple(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t in = sum_of(x), out = sum_of(x);
    int64_t T = (int64_t)model_of(x)->T;
    cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
    cp_trace_add(x, in, 1, cp_trace_above(x, line_at(x, id.of, BS_EQUITY, -1)));
    cp_trace_add(x, in, 1, line_at(x, id.of, BS_OWNER_DEBT, -1));
    cp_trace_add(x, out, 1, cp_trace_above(x, equity_at_end(x, id)));
    for (size_t i = 0; i < 5; i++)
        cp_trace_add(x, i < 2 ? in : out, i < 2 ? 1 : -1,
                     over_time(x, id, RULE_LINE, of_owners[i], 0, T));
    cp_trace_add(x, node, 1, out);
    cp_trace_add(x, node, 1, in);
}

/* ---- what a GPU-hour costs ----------------------------------------------------------------- */

enum { CASH, SUNK_EXCLUDED, FULL, MARKET };

static size_t running(struct cp_trace *x, struct cp_trace_id id, int64_t t) {
    id.t = t;
    return cp_rule_opex(x, id);
}

/* In the plan's money. */
static size_t used(struct cp_trace *x, struct cp_trace_id id, size_t which) {
    const struct cp_finance_model *m = model_of(x);
    size_t sum = sum_of(x);
    for (int64_t t = 0; t < (int64_t)m->T; t++) {
        size_t now = cp_trace_by(x, cp_trace_at(x, RULE_USE, id.of, which, t),
                                 cp_rule_discounted(x, id, m->mid[t]));
        if (m->plan->money.real_prices)
            now = cp_trace_by(x, now, cp_trace_at(x, RULE_INDEX, m->book, 0, t));
        cp_trace_add(x, sum, 1, now);
    }
    return sum;
}

static size_t before_plan(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    size_t sum = sum_of(x);
    if (!(book_of(id)->entity->sunk > 0)) {
        cp_trace_add(x, sum, 1, line_at(x, id.of, BS_SITE, -1));
        cp_trace_add(x, sum, 1, line_at(x, id.of, BS_GPU, -1));
        return sum;
    }
    for (size_t i = 0; i < m->nbook; i++) {
        const struct cp_entity *e = m->book[i].entity;
        bool mine = is_group(x, id) ? cp_rule_is_member(m, id.of, i) : &m->book[i] == id.of;
        if (mine && e->sunk > 0)
            cp_trace_add(x, sum, 1, cp_trace_key(x, e->sunk, "entities/%s/sunk", e->name));
    }
    return sum;
}

static size_t present_cost(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    int64_t last = (int64_t)m->T - 1;
    size_t sum = sum_of(x), left = sum_of(x), end = cp_rule_discounted(x, id, m->end);
    for (int64_t t = 0; t <= last; t++) {
        size_t now = sum_of(x);
        cp_trace_add(x, now, 1, running(x, id, t));
        if (id.sub != CASH) {
            cp_trace_add(x, now, -1, line_at(x, id.of, CF_CAPEX_SITE, t));
            cp_trace_add(x, now, -1, line_at(x, id.of, CF_CAPEX_GPU, t));
        }
        cp_trace_add(x, sum, 1, cp_trace_by(x, now, cp_rule_discounted(x, id, m->mid[t])));
    }
    if (id.sub == CASH)
        return sum;
    cp_trace_add(x, left, 1, ofbook(x, id, RULE_NET_NEW, last));
    cp_trace_add(x, left, 1, line_at(x, id.of, BS_DEPOSITS, last));
    cp_trace_add(x, left, -1, line_at(x, id.of, BS_PAYABLES, last));
    if (id.sub == FULL) {
        cp_trace_add(x, left, 1, ofbook(x, id, RULE_NET_OLD, last));
        cp_trace_add(x, sum, 1, before_plan(x, id));
    }
    cp_trace_add(x, sum, -1, cp_trace_by(x, left, end));
    return sum;
}

static size_t cost_in(struct cp_trace *x, struct cp_trace_id id) {
    size_t cost = sum_of(x);
    if (id.sub == CASH) {
        cp_trace_add(x, cost, 1, running(x, id, id.t));
        return cost;
    }
    cp_trace_add(x, cost, 1, ofbook(x, id, RULE_REVENUE, id.t));
    cp_trace_add(x, cost, -1, line_at(x, id.of, INC_EBIT, id.t));
    if (id.sub == SUNK_EXCLUDED)
        cp_trace_add(x, cost, -1, ofbook(x, id, RULE_USED_OLD, id.t));
    return cost;
}

/* `sub`: cash, sunk-excluded, full, market price; period -1: of the plan. */
void cp_rule_hour_cost(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
    if (id.t >= 0) {
        cp_trace_add(x, node, 1, cost_in(x, id));
        cp_trace_add(x, node, 1, ofbook(x, id, RULE_USE, id.t));
    } else if (id.sub == MARKET) {
        cp_trace_add(x, node, 1, used(x, id, 2));
        cp_trace_add(x, node, 1, used(x, id, 1));
    } else {
        cp_trace_add(x, node, 1, present_cost(x, id));
        cp_trace_add(x, node, 1, used(x, id, 0));
    }
}
