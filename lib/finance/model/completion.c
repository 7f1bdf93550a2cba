/* Completion, asset by asset: what is building bears the interest of its loans until it is ready;
 * an entity is complete once it earns and the loans that it was built with are drawn [ASC
 * 835-20-25]. */
#include "finance/model/model.h"
#include <math.h>

/* Part of the period in which an asset is not yet in service. */
static double waiting(const struct cp_asset *a, struct cp_period p) {
    int64_t from = cp_period_start(p), to = cp_period_end(p);
    double part = (double)(a->start - from) / (double)(to - from);
    return fmax(0, fmin(1, part));
}

/* Of what was spent until the period's end; all of it before the entity earns. */
static double building(const struct cp_finance_model *m, const struct cp_book *b, size_t t) {
    double spent = 0, open = 0;
    if (t < b->opens)
        return 1;
    for (size_t i = 0; i < b->asset.n; i++) {
        const struct cp_asset *a = &b->asset.at[i];
        if (a->old || a->t > t)
            continue;
        spent += a->cost;
        open += a->cost * waiting(a, m->period[t]);
    }
    return spent > 0 ? open / spent : 0;
}

/* Later building is not what the loan has paid for. */
static int64_t built(const struct cp_finance_model *m, const struct cp_book *b,
                     const struct cp_loan *l) {
    int64_t i = l->life.issue > 0 ? l->life.issue : 0;
    int64_t drawn = cp_finance_loan_drawn_by(l);
    while (i < drawn && i < (int64_t)m->T && b->build.part[i] > 0)
        i++;
    return i < (int64_t)m->T ? i : drawn;
}

/* Repaid at once on the day on which other debt is issued. */
static bool is_taken_out(const struct cp_book *b, const struct cp_loan *l) {
    for (size_t k = 0; k < b->nloan && l->kind->at_maturity; k++) {
        const struct cp_loan_life *o = &b->loan[k].life;
        if (&b->loan[k] != l && !o->delayed && o->issue > 0 && o->issue == l->life.last)
            return true;
    }
    return false;
}

void cp_finance_completion_find(struct cp_finance_model *m, struct cp_book *b) {
    b->opens = 0;
    while (b->opens < m->T && cp_finance_revenue(b, b->opens) <= 0)
        b->opens++;
    for (size_t t = 0; t < m->T; t++)
        b->build.part[t] = building(m, b, t);
    for (size_t k = 0; k < b->nloan; k++) {
        struct cp_loan *l = &b->loan[k];
        l->life.built = cp_finance_loan_by_owners(l) ? INT64_MIN : built(m, b, l);
        l->refinanced = l->tranche->refinanced || l->tranche->bridge || is_taken_out(b, l);
    }
}

bool cp_finance_is_complete(const struct cp_book *b, size_t t) {
    if (t < b->opens || (t == b->opens && b->build.part[t] > 0))
        return false;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        bool builds = !l->kind->at_maturity && l->life.issue <= (int64_t)b->opens &&
                      !cp_finance_loan_by_owners(l);
        if (builds && (l->sized || l->amount > 0) && (int64_t)t < cp_finance_loan_drawn_by(l))
            return false;
    }
    return true;
}
