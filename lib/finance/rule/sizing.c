/* What cash carries, and what debt is sized by. */
#include "finance/rule/loan.h"
#include <math.h>
#include <string.h>

/* CFADS over DSCR less the service of those that come before, shared evenly by those that are
 * sculpted and come in the same place. */
void cp_rule_capacity(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    const struct cp_loan *l = loan_of(id);
    size_t n = 0, left = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    cp_trace_is(x, node, CP_TRACE_SUM, cp_finance_service_capacity(b, l, (size_t)id.t));
    cp_trace_add(x, left, 1,
                 cp_trace_over(x, ofbook(x, id, RULE_CFADS, id.t),
                               cp_rule_term(x, id, "dscr", l->tranche->dscr)));
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *o = &b->loan[k];
        bool same = o->rank == l->rank;
        if (o->rank < l->rank || (same && o != l && !o->kind->sculpted))
            cp_trace_add(x, left, -1, cp_trace_at(x, RULE_SERVICE_DUE, b, k, id.t));
        n += same && o->kind->sculpted && id.t >= o->life.first && id.t <= o->life.last;
    }
    cp_trace_add(x, node, 1 / (double)(n ? n : 1), cp_trace_above(x, left));
}

/* After the plan as in its last year. */
void cp_rule_capacity_after(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    size_t year = (size_t)cp_period_per_year(m->plan->horizon.from.freq);
    year = year < m->T ? year : m->T;
    cp_trace_is(x, node, CP_TRACE_MEAN, NAN);
    for (size_t t = m->T - year; t < m->T; t++)
        cp_trace_add(x, node, 1, also(x, id, RULE_CAPACITY, (int64_t)t));
}

/* Value at the end of a period of what is carried after it. */
void cp_rule_carried(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    int64_t next = id.t + 1;
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (id.t >= loan_of(id)->life.last)
        return;
    size_t service = next < (int64_t)model_of(x)->T ? also(x, id, RULE_CAPACITY, next)
                                                    : also(x, id, RULE_CAPACITY_AFTER, 0);
    size_t grown = cp_trace_plus(x, cp_trace_number(x, 1), also(x, id, RULE_RATE, next));
    cp_trace_add(x, node, 1, cp_trace_over(x, cp_trace_plus(x, at(x, id, next), service), grown));
}

/* What is owed over what is carried; no schedule promises more service than there is cash for. */
void cp_rule_scale(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    int64_t from = l->life.first > 0 ? l->life.first : 0;
    size_t owed = also(x, id, RULE_OWED, 0);
    size_t part = cp_trace_over(x, owed, also(x, id, RULE_CARRIED, from - 1));
    cp_trace_is(x, node, CP_TRACE_LEAST, NAN);
    if (!x->oom)
        x->node[part].plus = INFINITY;
    cp_trace_add(x, node, 1, part);
    cp_trace_add(
        x, node, 1,
        cp_trace_most(x, cp_trace_number(x, 1), cp_rule_term(x, id, "dscr", l->tranche->dscr)));
}

void cp_rule_owed(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    int64_t t = l->life.first > 0 ? l->life.first : 0;
    cp_trace_is(x, node, CP_TRACE_SUM, cp_finance_loan_owed(model_of(x), l));
    if (t >= (int64_t)model_of(x)->T) {
        cp_trace_add(x, node, 1,
                     cp_trace_by(x, also(x, id, RULE_AMOUNT, 0), also(x, id, RULE_GROWTH, 0)));
        return;
    }
    cp_trace_add(x, node, 1, also(x, id, RULE_BALANCE, t - 1));
    cp_trace_add(x, node, 1, also(x, id, RULE_DRAW, t));
}

/* What 1 of the amount is when repayment starts. */
void cp_rule_growth(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_loan *l = loan_of(id);
    const struct cp_loan_life *life = &l->life;
    int64_t end = life->first < life->draw_end + 1 ? life->draw_end + 1 : life->first;
    size_t one = cp_trace_number(x, 1), grown = cp_trace_number(x, 0), drawn = grown;
    cp_trace_is(x, node, CP_TRACE_RATIO, NAN);
    for (int64_t i = life->issue; i < end; i++) {
        bool inside = i >= 0 && i < (int64_t)model_of(x)->T && l->amount > 0;
        bool bears = l->tranche->interest.capitalise && i < life->first;
        bool draws = life->delayed ? inside : i == life->issue;
        size_t draw = !draws ? cp_trace_number(x, 0)
                      : life->delayed
                          ? cp_trace_over(x, also(x, id, RULE_DRAW, i), also(x, id, RULE_AMOUNT, 0))
                          : one;
        if (bears) {
            size_t rate = also(x, id, RULE_RATE, i);
            grown = cp_trace_plus(x, grown, cp_trace_by(x, grown, rate));
            rate = cp_trace_times(x, life->delayed ? 0.5 : 1, rate);
            grown = cp_trace_plus(x, grown, cp_trace_by(x, draw, cp_trace_plus(x, one, rate)));
        } else if (draws)
            grown = cp_trace_plus(x, grown, draw);
        if (draws)
            drawn = cp_trace_plus(x, drawn, draw);
    }
    if (!x->oom)
        x->node[node].plus = 1;
    cp_trace_add(x, node, 1, grown);
    cp_trace_add(x, node, 1, drawn);
}

/* Uses until repayment begins. */
static size_t uses(struct cp_trace *x, struct cp_trace_id id, size_t own) {
    const struct cp_book *b = book_of(id);
    const struct cp_loan *l = loan_of(id);
    size_t sum = cp_trace_plus(x, line_at(x, b, BS_SITE, -1), line_at(x, b, BS_GPU, -1));
    for (int64_t t = 0; t < (int64_t)model_of(x)->T && t <= cp_finance_loan_drawn_by(l); t++) {
        struct cp_trace_id now = {.of = b, .t = t};
        cp_trace_add(x, sum, -1, line_at(x, b, CF_CAPEX_SITE, t));
        cp_trace_add(x, sum, -1, line_at(x, b, CF_CAPEX_GPU, t));
        cp_trace_add(x, sum, -1, line_at(x, b, CF_CAPEX_LEASED, t));
        if (l->tranche->interest.capitalise)
            cp_trace_add(x, own, 1, also(x, id, RULE_POOLED, t));
        cp_rule_add_loans(x, sum, now, RULE_POOLED, 1);
        cp_rule_add_loans(x, sum, now, RULE_POOLED_FEES, 1);
        cp_rule_add_loans(x, sum, now, RULE_UPFRONT, 1);
        cp_rule_add_loans(x, sum, now, RULE_DISCOUNT, 1);
        for (size_t k = 0; k < b->reserve.n && t == b->reserve.close; k++)
            if (b->reserve.account[k].reserve->at_close)
                cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_TARGET, b, k, t));
    }
    return sum;
}

void cp_rule_geared(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_tranche *w = loan_of(id)->tranche;
    size_t own = cp_trace_made(x, CP_TRACE_SUM, NULL, 0), all = uses(x, id, own);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (w->gearing > 0)
        all = cp_trace_by(x, cp_rule_term(x, id, "gearing", fmin(1, w->gearing)), all);
    cp_trace_add(x, node, 1, all);
    cp_trace_add(x, node, -1, own);
}

/* Depreciated cost of the accelerators, as much of it as is lent. */
void cp_rule_asset_base(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    const struct cp_tranche *w = loan_of(id)->tranche;
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    cp_trace_is(x, node, CP_TRACE_PRODUCT, NAN);
    for (size_t i = 0; i < b->asset.n && id.t >= 0; i++) {
        const struct cp_asset *a = &b->asset.at[i];
        if (a->kind != ASSET_GPU || (int64_t)a->t > id.t)
            continue;
        double age = fmax(0, cp_years_between(a->start, cp_period_end(model_of(x)->period[id.t])));
        double left = fmax(0, 1 - age / w->asset_life);
        cp_trace_add(x, sum, 1,
                     cp_trace_by(x, cp_trace_at(x, RULE_ASSET_COST, b, i, 0),
                                 cp_rule_term(x, id, "asset_life", left)));
    }
    cp_trace_add(x, node, 1, cp_rule_term(x, id, "advance", w->advance));
    cp_trace_add(x, node, 1, sum);
}
