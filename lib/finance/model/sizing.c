/* The size of a loan that has none in the plan: what its service can bear, at most `gearing` of
 * what there is to pay for; and the service that cash carries [Yescombe, Principles of Project
 * Finance, 2nd ed., 12.3; Bodmer 2014, ch. 20]. */
#include "finance/model/model.h"
#include <math.h>

static bool shares(const struct cp_loan *l, size_t rank, size_t t) {
    int64_t i = (int64_t)t;
    return l->rank == rank && l->kind->sculpted && i >= l->life.first && i <= l->life.last;
}

/* Before scaling: CFADS over DSCR less the service of loans that are not sculpted or come before,
 * shared evenly by those that are sculpted and come in the same place. */
double cp_finance_service_capacity(const struct cp_book *b, const struct cp_loan *l, size_t t) {
    double other = 0;
    size_t n = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *o = &b->loan[k];
        bool before = o->rank < l->rank, same = o->rank == l->rank && o != l;
        if (before || (same && !o->kind->sculpted))
            other += cp_finance_service_due(o, t);
        n += shares(o, l->rank, t);
    }
    return fmax(0, b->cfads[t] / l->tranche->dscr - other) / (double)(n ? n : 1);
}

double cp_finance_capacity_after(const struct cp_finance_model *m, const struct cp_book *b,
                                 const struct cp_loan *l) {
    size_t year = (size_t)cp_period_per_year(m->plan->horizon.from.freq);
    double sum = 0;
    year = year < m->T ? year : m->T;
    for (size_t t = m->T - year; t < m->T; t++)
        sum += cp_finance_service_capacity(b, l, t) / (double)year;
    return sum;
}

/* What one dollar of the amount has grown to when repayment starts: capitalised interest. */
static double growth(const struct cp_finance_model *m, const struct cp_loan *l) {
    const struct cp_loan_life *life = &l->life;
    double grown = 0, drawn = 0;
    int64_t end = life->first < life->draw_end + 1 ? life->draw_end + 1 : life->first;
    for (int64_t i = life->issue; i < end; i++) {
        double draw = 0;
        if (!life->delayed)
            draw = i == life->issue;
        else if (i >= 0 && i < (int64_t)m->T && l->amount > 0)
            draw = l->run.draw[i] / l->amount;
        double rate =
            l->tranche->interest.capitalise && i < life->first ? cp_finance_loan_rate(l, i) : 0;
        grown += grown * rate + draw * (1 + rate * (life->delayed ? 0.5 : 1));
        drawn += draw;
    }
    return drawn > 0 ? grown / drawn : 1;
}

double cp_finance_loan_owed(const struct cp_finance_model *m, const struct cp_loan *l) {
    if (l->life.first >= (int64_t)m->T)
        return l->amount * growth(m, l);
    size_t t = l->life.first > 0 ? (size_t)l->life.first : 0;
    return cp_finance_loan_opening(l, t) + l->run.draw[t];
}

/* The most that gearing allows: a share of assets at the start and of spending until repayment
 * begins, with fees and capitalised interest, less the loan's own interest, which is added to it.
 */
static double geared(const struct cp_finance_model *m, const struct cp_book *b,
                     const struct cp_loan *l) {
    double uses = b->open[BS_SITE] + b->open[BS_GPU], own = 0;
    for (size_t t = 0; t < m->T && (int64_t)t <= cp_finance_loan_drawn_by(l); t++) {
        uses += cp_finance_capex(b, t);
        own += l->tranche->interest.capitalise ? l->run.pooled[t] : 0;
        for (size_t k = 0; k < b->nloan; k++) {
            const struct cp_loan_run *r = &b->loan[k].run;
            uses += cp_finance_loan_pooled(&b->loan[k], t) + r->upfront[t] + r->discount[t];
        }
        for (size_t k = 0; k < b->reserve.n; k++)
            if (b->reserve.account[k].reserve->at_close && (int64_t)t == b->reserve.close)
                uses += b->reserve.account[k].target[t];
    }
    double share = l->tranche->gearing > 0 ? fmin(1, l->tranche->gearing) : 1;
    return share * uses - own;
}

/* What draws are needed for, where owners pay first: they look ahead. */
static void find_needs(struct cp_finance_model *m, struct cp_book *b) {
    double size = 1;
    if (b->entity->equity.funding != CP_FUNDING_EQUITY_FIRST)
        return;
    for (size_t t = 0; t < m->T; t++)
        size = fmax(size, b->build.now[t]);
    for (size_t t = 0; t < m->T; t++)
        cp_finance_settle_find(
            &m->arena, &b->settling,
            (struct cp_unknown){&b->build.need[t], b->build.now[t], size, "what draws are for"});
}

void cp_finance_loans_size(struct cp_finance_model *m, struct cp_book *b) {
    find_needs(m, b);
    for (size_t k = 0; k < b->nloan; k++) {
        struct cp_loan *l = &b->loan[k];
        bool held = l->held.principal; /* what may be drawn still follows the case */
        if (l->kind->adjust && (!held || l->kind->limit))
            l->kind->adjust(m, b, l);
        if (!l->sized || held)
            continue;
        double amount = fmax(0, fmin(l->carries / growth(m, l), geared(m, b, l)));
        cp_finance_settle_find(&m->arena, &b->settling,
                               (struct cp_unknown){&l->amount, amount,
                                                   fmax(fabs(amount), fabs(l->amount)),
                                                   l->tranche->name});
    }
}
