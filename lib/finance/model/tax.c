/* Interest and fees in the accounts, and tax: a state's and the federal one on profit less losses
 * carried forward, less credits; or at the owners, who use losses and credits at once. */
#include "finance/model/model.h"
#include <math.h>

/* What went into the halls until now: its depreciation in the period and its value after it. */
static double accrue_pool(struct cp_finance_model *m, struct cp_book *b, const struct cp_loan *l,
                          size_t t) {
    double pool = l->now.capitalised + cp_finance_loan_pooled(l, t);
    struct cp_asset a = cp_finance_loan_asset(m, l);
    int64_t from = cp_period_start(m->period[t]), to = cp_period_end(m->period[t]);
    if (pool == 0)
        return 0;
    double now = cp_finance_asset_depreciated(b, &a, to),
           taxed = cp_finance_asset_deducted(b, &a, to);
    double deductible = cp_finance_asset_deductible(b, &a);
    b->idc.depreciation[t] += pool * (now - cp_finance_asset_depreciated(b, &a, from));
    b->idc.value[t] += pool * (1 - now);
    b->idc.deductible[t] += pool * (1 - now) * deductible;
    b->idc.basis[t] += pool * (deductible - taxed);
    return pool * (taxed - cp_finance_asset_deducted(b, &a, from));
}

double cp_finance_accrue(struct cp_finance_model *m, struct cp_book *b, size_t t) {
    double expense = 0, fees = 0, undeducted = 0, pooled = 0;
    b->idc.depreciation[t] = b->idc.value[t] = b->idc.deductible[t] = b->idc.basis[t] = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        struct cp_loan *l = &b->loan[k];
        const struct cp_tranche *w = l->tranche;
        cp_finance_loan_accrue(l, t, b->building[t]);
        double costs = (t == 0 ? l->open.costs : l->run.costs[t - 1]) + l->run.upfront[t] +
                       w->fee.oid * l->run.draw[t] - l->run.costs[t];
        expense += l->run.interest[t] - l->run.pooled[t];
        fees += costs + l->run.commitment[t] - l->run.pooled_fees[t];
        undeducted += w->fee.undeducted ? costs : 0;
        pooled += accrue_pool(m, b, l, t);
    }
    b->line[INC_INTEREST][t] = -expense;
    b->line[INC_FEES][t] = -fees;
    return expense + fees - undeducted + pooled + b->tax.depreciation[t];
}

double cp_finance_tax_due(struct cp_book *b, size_t t, double deductible) {
    const struct cp_entity *e = b->entity;
    bool owners = e->tax.at_owners;
    double profit = b->line[INC_EBITDA][t] + b->line[INC_RESERVE_INTEREST][t] - deductible;
    double limit = e->tax.loss_limit > 0 ? e->tax.loss_limit : 1, base = profit;
    if (!owners) {
        double used = fmax(0, fmin(limit * profit, b->tax.loss));
        b->tax.loss += profit < 0 ? -profit : -used;
        base = fmax(0, profit - used);
    }
    double state = fmax(0, e->tax.state_rate) * base,
           federal = fmax(0, e->tax.rate) * (base - state);
    double credit = b->tax.credit[t] + b->tax.production[t];
    if (!owners) {
        b->tax.credit_left += credit;
        credit = fmin(b->tax.credit_left, federal);
        b->tax.credit_left -= credit;
    }
    b->tax.losses[t] = b->tax.loss;
    b->tax.credits[t] = b->tax.credit_left;
    b->tax.taxable[t] = base;
    b->tax.state[t] = state;
    b->tax.federal[t] = federal;
    b->tax.used_credit[t] = credit;
    return federal + state - credit;
}
