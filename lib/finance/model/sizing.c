/* Sculpting: service follows CFADS at the target DSCR, and the debt is the present value of that
 * service at its own rate, at most `gearing` of what there is to pay for [Yescombe, Principles of
 * Project Finance, 2nd ed., 12.3; Bodmer 2014, ch. 20]. */
#include "finance/model/book.h"
#include <math.h>

static bool sculpted(const struct loan *l, int64_t i) {
    return l->tranche->amortisation == CP_SCULPTED && i >= l->first && i <= l->last;
}

/* Before scaling: CFADS over DSCR less the service of loans that are not sculpted or come before,
 * shared evenly by those that are sculpted and come in the same place. */
static double capacity(const struct book *b, const struct loan *l, size_t t) {
    double other = 0;
    size_t n = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct loan *o = &b->loan[k];
        bool before = o->rank < l->rank, same = o->rank == l->rank && o != l;
        if (before || (same && o->tranche->amortisation != CP_SCULPTED))
            other += o->interest[t] - o->idc[t] + o->due[t];
        n += o->rank == l->rank && sculpted(o, (int64_t)t);
    }
    return fmax(0, b->cfads[t] / l->tranche->dscr - other) / (double)(n ? n : 1);
}

double sculpted_service(const struct book *b, const struct loan *l, size_t t) {
    return capacity(b, l, t) * l->scale;
}

/* Value, when repayment starts or the plan does, of the service that CFADS carries. What lies after
 * the horizon is taken to go on as in its last year. */
static double value_of_service(const struct model *m, const struct book *b, const struct loan *l) {
    size_t year = (size_t)cp_period_per_year(m->plan->horizon.from.freq);
    int64_t from = l->first > 0 ? l->first : 0;
    double held = 0, value = 0;
    year = year < m->T ? year : m->T;
    for (size_t t = m->T - year; t < m->T; t++)
        held += capacity(b, l, t) / (double)year;
    for (int64_t i = l->last; i >= from; i--) {
        double service = i < (int64_t)m->T ? capacity(b, l, (size_t)i) : held;
        value = (value + service) / (1 + loan_rate(l, i));
    }
    return value;
}

/* What one dollar of the amount has grown to when repayment starts: capitalised interest. */
static double growth(const struct model *m, const struct loan *l) {
    double grown = 0, drawn = 0;
    int64_t end = l->first < l->draw_end + 1 ? l->draw_end + 1 : l->first;
    for (int64_t i = l->issue; i < end; i++) {
        double draw = 0;
        if (!l->delayed)
            draw = i == l->issue;
        else if (i >= 0 && i < (int64_t)m->T && l->amount > 0)
            draw = l->draw[i] / l->amount;
        double rate = l->tranche->capitalise && i < l->first ? loan_rate(l, i) : 0;
        grown += grown * rate + draw * (1 + rate * (l->delayed ? 0.5 : 1));
        drawn += draw;
    }
    return drawn > 0 ? grown / drawn : 1;
}

/* The most that gearing allows: a share of assets at the start and of spending until repayment
 * begins, with fees and capitalised interest, less the loan's own interest, which is added to it.
 */
static double geared(const struct model *m, const struct book *b, const struct loan *l) {
    double uses = b->open[BS_SITE] + b->open[BS_GPU], own = 0;
    for (size_t t = 0; t < m->T && (int64_t)t <= l->first; t++) {
        uses -= b->line[CF_CAPEX_SITE][t] + b->line[CF_CAPEX_GPU][t];
        own += l->idc[t];
        for (size_t k = 0; k < b->nloan; k++)
            uses += b->loan[k].pooled[t] + b->loan[k].upfront[t] + b->loan[k].discount[t];
        for (size_t k = 0; k < b->naccount; k++)
            if (b->account[k].reserve->at_close && (int64_t)t == b->close)
                uses += b->account[k].target[t];
    }
    double share = l->tranche->gearing > 0 ? fmin(1, l->tranche->gearing) : 1;
    return share * uses - own;
}

/* Depreciated cost of the GPUs at the end of a period, as much of it as is lent. */
static double asset_base(const struct model *m, const struct book *b, const struct loan *l,
                         size_t t) {
    int64_t at = cp_period_end(m->period[t]);
    double sum = 0;
    for (size_t i = 0; i < b->nasset; i++) {
        const struct asset *a = &b->asset[i];
        if (a->kind == ASSET_GPU && a->t <= t)
            sum += a->cost *
                   fmax(0, 1 - fmax(0, cp_years_between(a->start, at)) / l->tranche->asset_life);
    }
    return l->tranche->advance * sum;
}

/* Value at the end of each period of what the contracts still bring until maturity, over the DSCR
 * that lenders want. */
double bases_set(const struct model *m, const struct book *b, double step) {
    double change = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        struct loan *l = &b->loan[k];
        if (l->tranche->amortisation != CP_BORROWING_BASE)
            continue;
        size_t year = (size_t)cp_period_per_year(m->plan->horizon.from.freq);
        double held = 0, value = 0;
        year = year < m->T ? year : m->T;
        for (size_t t = m->T - year; t < m->T; t++)
            held += capacity(b, l, t) / (double)year;
        for (int64_t i = l->last; i >= 0; i--) {
            size_t t = (size_t)i;
            if (t < m->T) {
                change = fmax(change, fabs(value - l->contracted[t]) / fmax(1, fabs(value)));
                l->contracted[t] += step * (value - l->contracted[t]);
                l->asset[t] = asset_base(m, b, l, t);
            }
            value = (value + (t < m->T ? capacity(b, l, t) : held)) / (1 + loan_rate(l, i));
        }
    }
    return change;
}

/* What is owed when repayment starts, in the last run. */
static double owed(const struct model *m, const struct loan *l) {
    if (l->first >= (int64_t)m->T)
        return l->amount * growth(m, l);
    size_t t = l->first > 0 ? (size_t)l->first : 0;
    return loan_opening(l, t) + l->draw[t];
}

double loans_size(const struct model *m, const struct book *b, double step) {
    double change = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        struct loan *l = &b->loan[k];
        bool sculpts = l->tranche->amortisation == CP_SCULPTED;
        double value = sculpts ? value_of_service(m, b, l) : INFINITY, amount = l->amount;
        if (l->sized)
            amount = fmax(0, fmin(value / growth(m, l), geared(m, b, l)));
        double scale = sculpts && value > 0 ? owed(m, l) / value : 0;
        double base = fmax(fabs(amount), fabs(l->amount));
        if (base > 0)
            change = fmax(change, fabs(amount - l->amount) / base);
        change = fmax(change, fabs(scale - l->scale) / fmax(1, fabs(scale)));
        l->amount += step * (amount - l->amount);
        l->scale += step * (scale - l->scale);
    }
    return change;
}
