/* A tranche by period: what is drawn, what it costs, what is owed. */
#include "finance/rule/loan.h"
#include <math.h>

static size_t opening(struct cp_trace *x, struct cp_trace_id id) {
    return also(x, id, RULE_BALANCE, id.t - 1);
}

/* ---- rates --------------------------------------------------------------------------------- */

static size_t path(struct cp_trace *x, struct cp_trace_id id, const char *name,
                   const struct cp_path *p) {
    return cp_rule_path(x, p, id.t, "entities/%s/tranches/%s/%s", book_of(id)->entity->name,
                        loan_of(id)->tranche->name, name);
}

static size_t complement(struct cp_trace *x, size_t a) {
    return cp_trace_less(x, cp_trace_number(x, 1), a);
}

/* The base of the forward curve, capped in part. */
static size_t floating(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_tranche_interest *w = &loan_of(id)->tranche->interest;
    size_t base = path(x, id, "base", &w->base);
    if (isnan(w->cap))
        return base;
    size_t part = cp_rule_term(x, id, "cap_part", w->cap_part);
    size_t capped = cp_trace_least(x, base, cp_rule_term(x, id, "cap", w->cap));
    return cp_trace_plus(x, cp_trace_by(x, part, capped),
                         cp_trace_by(x, complement(x, part), base));
}

/* Interest on 1 over a period: a year's, for its time by day count. */
void cp_rule_rate(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    const struct cp_tranche_interest *w = &l->tranche->interest;
    bool alive = id.t >= l->grid.base && id.t <= l->life.last;
    double years = alive ? l->grid.years[id.t - l->grid.base] : 0;
    cp_trace_is(x, node, CP_TRACE_SUM, cp_finance_loan_rate(l, id.t));
    if (years == 0)
        return;
    size_t rate = path(x, id, "rate", &w->rate), base = w->base.n ? floating(x, id) : 0;
    cp_trace_add(x, node, years, rate);
    if (w->withheld > 0) {
        size_t tax = cp_rule_term(x, id, "withholding", w->withheld);
        cp_trace_add(x, node, years,
                     cp_trace_by(x, w->base.n ? cp_trace_plus(x, rate, base) : rate,
                                 cp_trace_over(x, tax, complement(x, tax))));
    }
    if (!w->base.n)
        return;
    if (w->swap > 0) {
        size_t swap = cp_rule_term(x, id, "swap", w->swap);
        base =
            cp_trace_plus(x, cp_trace_by(x, swap, cp_rule_term(x, id, "swap_rate", w->swap_rate)),
                          cp_trace_by(x, complement(x, swap), base));
    }
    cp_trace_add(x, node, years, base);
}

/* What swapping 1 adds to the interest of a period. */
static size_t swap_of(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    double years = l->grid.years[id.t - l->grid.base];
    size_t gap = cp_trace_less(x, cp_rule_term(x, id, "swap_rate", l->tranche->interest.swap_rate),
                               floating(x, id));
    return cp_trace_times(x, years, gap);
}

/* What a swap of a fixed notional pays beyond one of the same part of whatever is owed. */
static void add_swap_gap(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    if (!l->held.swapped || id.t > l->life.last || id.t < l->life.issue ||
        !(l->tranche->interest.base.n && l->tranche->interest.swap > 0))
        return;
    double held = cp_finance_loan_held(l, l->held.swapped, id.t);
    size_t owed =
        cp_trace_plus(x, opening(x, id),
                      cp_trace_times(x, l->life.delayed ? 0.5 : 1, also(x, id, RULE_DRAW, id.t)));
    size_t part = cp_trace_by(x, cp_rule_term(x, id, "swap", l->tranche->interest.swap), owed);
    if (isnan(held))
        return;
    size_t notional = cp_trace_least(x, cp_trace_key(x, held, "closed"), owed);
    cp_trace_add(x, node, 1, cp_trace_by(x, cp_trace_less(x, notional, part), swap_of(x, id)));
}

/* What a swap is of: part of what is owed, or what was fixed at close. */
void cp_rule_swapped(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    double held = cp_finance_loan_held(l, l->held.swapped, id.t);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (!isnan(held)) {
        cp_trace_add(x, node, 1, cp_trace_key(x, held, "closed"));
        return;
    }
    if (id.t > l->life.last)
        return;
    size_t owed =
        cp_trace_plus(x, opening(x, id),
                      cp_trace_times(x, l->life.delayed ? 0.5 : 1, also(x, id, RULE_DRAW, id.t)));
    cp_trace_add(x, node, 1,
                 cp_trace_by(x, cp_rule_term(x, id, "swap", l->tranche->interest.swap), owed));
}

void cp_rule_interest(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, loan_of(id)->run.interest[id.t]);
    cp_trace_add(x, node, 1, cp_rule_interest_on(x, id, opening(x, id)));
    add_swap_gap(x, node, id);
}

void cp_rule_idc(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, loan_of(id)->run.idc[id.t]);
    if (cp_finance_loan_adds(loan_of(id), (size_t)id.t))
        cp_trace_add(x, node, 1, also(x, id, RULE_INTEREST, id.t));
}

/* ---- draws --------------------------------------------------------------------------------- */

static bool all_drawn(const struct cp_loan *l) {
    return l->life.issue < 0 && !(l->life.delayed && l->life.draw_end >= 0);
}

void cp_rule_drawn(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (id.t >= 0) {
        cp_trace_add(x, node, 1, at(x, id, id.t - 1));
        cp_trace_add(x, node, 1, also(x, id, RULE_DRAW, id.t));
    } else if (all_drawn(loan_of(id)))
        cp_trace_add(x, node, 1, also(x, id, RULE_AMOUNT, 0));
}

/* What delayed draws pay for: capex, what fills reserves at close, upfront fees, and what the draws
 * themselves cost. */
void cp_rule_need(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t own = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    cp_trace_add(x, own, -1, line_at(x, b, CF_CAPEX_SITE, id.t));
    cp_trace_add(x, own, -1, line_at(x, b, CF_CAPEX_GPU, id.t));
    cp_trace_add(x, own, -1, line_at(x, b, CF_CAPEX_LEASED, id.t));
    for (size_t i = 0; i < b->reserve.n && id.t == b->reserve.close; i++)
        if (b->reserve.account[i].reserve->at_close) {
            size_t lack = cp_trace_at(x, RULE_TARGET, b, i, id.t);
            if (id.t > 0)
                lack = cp_trace_less(x, lack, cp_trace_at(x, RULE_RESERVE, b, i, id.t - 1));
            cp_trace_add(x, own, 1, cp_trace_above(x, lack));
        }
    for (size_t k = 0; k < b->nloan; k++)
        if (b->loan[k].life.issue == id.t)
            cp_trace_add(x, own, 1, cp_trace_at(x, RULE_UPFRONT, b, k, id.t));
    cp_trace_add(x, node, 1, cp_trace_above(x, own));
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        cp_trace_add(x, node, 1, cp_trace_at(x, RULE_DISCOUNT, b, k, id.t));
        if (!l->tranche->draw.costs || !cp_finance_loan_is_drawn(l, id.t))
            continue;
        cp_trace_add(x, node, 1, cp_trace_at(x, RULE_INTEREST, b, k, id.t));
        cp_trace_add(x, node, 1, cp_trace_at(x, RULE_COMMITMENT, b, k, id.t));
    }
}

/* What owners leave of the need who pay first: what debt suffices for. */
static size_t after_equity(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t need = ofbook(x, id, RULE_NEED, id.t), over = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    int64_t end = id.t, T = (int64_t)model_of(x)->T;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        if (!l->life.delayed || l->life.draw_end < id.t)
            continue;
        cp_trace_add(x, over, -1, cp_trace_at(x, RULE_AMOUNT, b, k, 0));
        cp_trace_add(x, over, 1, cp_trace_at(x, RULE_DRAWN, b, k, id.t - 1));
        end = l->life.draw_end > end ? l->life.draw_end : end;
    }
    for (int64_t i = id.t; i <= end && i < T; i++)
        cp_trace_add(x, over, 1, ofbook(x, id, RULE_NEED, i));
    return cp_trace_less(x, need, cp_trace_least(x, need, cp_trace_above(x, over)));
}

/* A loan's share of the need, as far as it may still be drawn. */
void cp_rule_wanted(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    enum cp_funding funding = book_of(id)->entity->equity.funding;
    size_t need =
        funding == CP_FUNDING_EQUITY_FIRST ? after_equity(x, id) : ofbook(x, id, RULE_NEED, id.t);
    size_t most = cp_trace_less(x, also(x, id, RULE_AMOUNT, 0), also(x, id, RULE_DRAWN, id.t - 1));
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (l->kind->limit)
        most = cp_trace_least(x, most,
                              cp_trace_less(x, cp_rule_lent_at_most(x, id, id.t), opening(x, id)));
    if (l->tranche->gearing > 0 && funding == CP_FUNDING_PRO_RATA)
        need = cp_trace_by(x, cp_rule_term(x, id, "gearing", fmin(1, l->tranche->gearing)), need);
    cp_trace_add(x, node, 1, cp_trace_above(x, cp_trace_least(x, most, need)));
}

void cp_rule_draw(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    const struct cp_loan *l = loan_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM,
                id.t < (int64_t)model_of(x)->T && id.t >= 0 ? l->run.draw[id.t] : NAN);
    if (!l->life.delayed && l->life.issue == id.t)
        cp_trace_add(x, node, 1, also(x, id, RULE_AMOUNT, 0));
    if (!cp_finance_loan_is_drawn(l, id.t))
        return;
    size_t all = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (size_t k = 0; k < b->nloan; k++)
        if (cp_finance_loan_is_drawn(&b->loan[k], id.t))
            cp_trace_add(x, all, 1, cp_trace_at(x, RULE_WANTED, b, k, id.t));
    size_t need = b->entity->equity.funding == CP_FUNDING_EQUITY_FIRST
                      ? after_equity(x, id)
                      : ofbook(x, id, RULE_NEED, id.t);
    size_t part = cp_trace_over(x, need, all);
    if (!x->oom)
        x->node[part].plus = 1; /* nothing is wanted */
    part = cp_trace_least(x, cp_trace_number(x, 1), part);
    cp_trace_add(x, node, 1, cp_trace_by(x, also(x, id, RULE_WANTED, id.t), part));
}

/* ---- costs --------------------------------------------------------------------------------- */

void cp_rule_upfront(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, loan_of(id)->run.upfront[id.t]);
    if (loan_of(id)->life.issue == id.t)
        cp_trace_add(x, node, 1, also(x, id, RULE_CLOSED_FEE, 0));
}

void cp_rule_closed_fee(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, cp_finance_loan_upfront(l));
    if (l->held.principal)
        cp_trace_add(x, node, 1, cp_trace_key(x, l->held.fee, "closed"));
    else
        cp_trace_add(x, node, 1,
                     cp_trace_by(x, cp_rule_term(x, id, "fee", l->tranche->fee.upfront),
                                 also(x, id, RULE_AMOUNT, 0)));
}

void cp_rule_discount(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    cp_trace_is(x, node, CP_TRACE_PRODUCT, l->run.discount[id.t]);
    cp_trace_add(x, node, 1, cp_rule_term(x, id, "oid", l->tranche->fee.oid));
    cp_trace_add(x, node, 1, also(x, id, RULE_DRAW, id.t));
}

void cp_rule_commitment(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, l->run.commitment[id.t]);
    if (!cp_finance_loan_is_drawn(l, id.t))
        return;
    size_t undrawn =
        cp_trace_less(x, also(x, id, RULE_AMOUNT, 0), also(x, id, RULE_DRAWN, id.t - 1));
    undrawn = cp_trace_less(x, undrawn, cp_trace_times(x, 0.5, also(x, id, RULE_DRAW, id.t)));
    cp_trace_add(x, node, l->grid.years[id.t - l->grid.base],
                 cp_trace_by(x, cp_rule_term(x, id, "commitment_fee", l->tranche->fee.commitment),
                             cp_trace_above(x, undrawn)));
}

/* Of issue, not yet amortised. */
void cp_rule_costs(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    double left = (double)(l->life.last - id.t);
    cp_trace_is(x, node, CP_TRACE_SUM, id.t < 0 ? l->open.costs : l->run.costs[id.t]);
    if (id.t < 0 && l->life.issue < 0) {
        size_t part = cp_rule_term(x, id, "fee", l->tranche->fee.upfront);
        if (l->open.balance > 0)
            part = cp_trace_plus(x, part, cp_rule_term(x, id, "oid", l->tranche->fee.oid));
        double periods = (double)(l->life.last - l->life.issue + 1);
        cp_trace_add(x, node, (double)(l->life.last + 1) / periods,
                     cp_trace_by(x, part, also(x, id, RULE_AMOUNT, 0)));
    }
    if (id.t < 0 || id.t < l->life.issue || id.t >= l->life.last)
        return;
    cp_trace_add(x, node, left / (left + 1), at(x, id, id.t - 1));
    cp_trace_add(x, node, left / (left + 1), also(x, id, RULE_UPFRONT, id.t));
    cp_trace_add(x, node, left / (left + 1), also(x, id, RULE_DISCOUNT, id.t));
}

/* Part of what was spent that is not in service; all of it before the entity earns. */
void cp_rule_building(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    int64_t from = cp_period_start(model_of(x)->period[id.t]),
            to = cp_period_end(model_of(x)->period[id.t]);
    size_t open = cp_trace_made(x, CP_TRACE_SUM, NULL, 0),
           spent = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    cp_trace_is(x, node, CP_TRACE_RATIO, b->build.part[id.t]);
    if (id.t < (int64_t)b->opens) {
        open = spent = cp_trace_number(x, 1);
    } else
        for (size_t i = 0; i < b->asset.n; i++) {
            const struct cp_asset *a = &b->asset.at[i];
            double part = (double)(a->start - from) / (double)(to - from);
            if (a->old || (int64_t)a->t > id.t)
                continue;
            size_t cost = cp_trace_at(x, RULE_ASSET_COST, b, i, 0);
            cp_trace_add(x, spent, 1, cost);
            if (part > 0)
                cp_trace_add(x, open, fmin(1, part), cost);
        }
    cp_trace_add(x, node, 1, open);
    cp_trace_add(x, node, 1, spent);
}

static void pooled(struct cp_trace *x, size_t node, struct cp_trace_id id, enum cp_rule what,
                   bool goes) {
    if (goes && id.t < loan_of(id)->life.built)
        cp_trace_add(x, node, 1,
                     cp_trace_by(x, ofbook(x, id, RULE_BUILDING, id.t), also(x, id, what, id.t)));
}

static bool costs_are_drawn(struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    return l->tranche->draw.costs && cp_finance_loan_is_drawn(l, id.t);
}

void cp_rule_pooled(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, l->run.pooled[id.t]);
    pooled(x, node, id, RULE_INTEREST,
           costs_are_drawn(id) || cp_finance_loan_adds(l, (size_t)id.t));
}

void cp_rule_pooled_fees(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, loan_of(id)->run.pooled_fees[id.t]);
    pooled(x, node, id, RULE_COMMITMENT, costs_are_drawn(id));
}

/* Owed before a period before the plan. */
static size_t before(struct cp_trace *x, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    if (id.t > l->life.issue)
        return also(x, id, RULE_BALANCE, id.t - 1);
    return l->life.delayed && l->life.draw_end >= 0 ? cp_trace_number(x, 0)
                                                    : also(x, id, RULE_AMOUNT, 0);
}

/* Before the plan everything went by the contract. */
void cp_rule_capitalised(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, id.t == -1 ? l->open.capitalised : NAN);
    if (id.t < l->life.issue && id.t < 0)
        return;
    if (id.t > l->life.issue || id.t >= 0)
        cp_trace_add(x, node, 1, at(x, id, id.t - 1));
    if (id.t >= 0) {
        cp_trace_add(x, node, 1, also(x, id, RULE_POOLED, id.t));
        cp_trace_add(x, node, 1, also(x, id, RULE_POOLED_FEES, id.t));
    } else if (l->tranche->interest.capitalise && id.t < l->life.first &&
               !cp_finance_loan_by_owners(l))
        cp_trace_add(x, node, 1, cp_trace_by(x, before(x, id), also(x, id, RULE_RATE, id.t)));
}

/* ---- what is owed -------------------------------------------------------------------------- */

static void add_history(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    if (id.t < l->life.issue)
        return;
    size_t balance = before(x, id);
    if (l->tranche->interest.capitalise && id.t < l->life.first)
        balance = cp_trace_plus(x, balance, cp_trace_by(x, balance, also(x, id, RULE_RATE, id.t)));
    double held = cp_finance_loan_held(l, l->held.principal, id.t);
    cp_trace_add(x, node, 1, balance);
    if (!isnan(held))
        cp_trace_add(x, node, -1, cp_trace_least(x, cp_trace_key(x, held, "closed"), balance));
    else
        cp_trace_add(x, node, -1, cp_rule_amortised(x, id, l->life.first, l->life.last, balance));
}

void cp_rule_balance(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM,
                id.t == -1  ? l->open.balance
                : id.t >= 0 ? l->run.balance[id.t]
                            : NAN);
    if (id.t < 0) {
        add_history(x, node, id);
        return;
    }
    cp_trace_add(x, node, 1, at(x, id, id.t - 1));
    cp_trace_add(x, node, 1, also(x, id, RULE_DRAW, id.t));
    cp_trace_add(x, node, 1, also(x, id, RULE_IDC, id.t));
    cp_trace_add(x, node, 1, also(x, id, RULE_INTEREST_SHORT, id.t));
    cp_trace_add(x, node, -1, also(x, id, RULE_PRINCIPAL, id.t));
}

/* Owed by contract: as if nothing had been missed. */
void cp_rule_contract(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (id.t < 0) {
        cp_trace_add(x, node, 1, also(x, id, RULE_BALANCE, -1));
        return;
    }
    size_t before = at(x, id, id.t - 1), left = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    size_t arrears = cp_trace_above(x, cp_trace_less(x, opening(x, id), before));
    cp_trace_add(x, left, 1, before);
    cp_trace_add(x, left, 1, also(x, id, RULE_DRAW, id.t));
    cp_trace_add(x, left, 1, also(x, id, RULE_IDC, id.t));
    cp_trace_add(x, left, -1,
                 cp_trace_above(x, cp_trace_less(x, also(x, id, RULE_DUE, id.t), arrears)));
    if (l->run.swept[id.t] != 0)
        left = cp_trace_above(x, cp_trace_less(x, left, also(x, id, RULE_SWEPT, id.t)));
    cp_trace_add(x, node, 1, left);
}

void cp_rule_service_due(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, cp_finance_service_due(l, (size_t)id.t));
    if (cp_finance_loan_by_owners(l))
        return;
    cp_trace_add(x, node, 1, also(x, id, RULE_INTEREST, id.t));
    cp_trace_add(x, node, -1, also(x, id, RULE_IDC, id.t));
    if (!(l->refinanced && id.t == l->life.last))
        cp_trace_add(x, node, 1, also(x, id, RULE_DUE, id.t));
}

void cp_rule_amount(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    int64_t from = l->life.first > 0 ? l->life.first : 0;
    cp_trace_is(x, node, CP_TRACE_SUM, l->amount);
    if (!l->sized || l->held.principal) {
        cp_trace_add(x, node, 1,
                     l->held.principal ? cp_trace_key(x, l->amount, "closed")
                                       : cp_rule_term(x, id, "amount", l->amount));
        return;
    }
    size_t most = also(x, id, RULE_GEARED, 0);
    if (l->kind->sculpted)
        most = cp_trace_least(
            x, cp_trace_over(x, also(x, id, RULE_CARRIED, from - 1), also(x, id, RULE_GROWTH, 0)),
            most);
    cp_trace_add(x, node, 1, cp_trace_above(x, most));
}
