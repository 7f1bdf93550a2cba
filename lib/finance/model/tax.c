/* Interest and fees in the accounts, and tax: a state's and the federal one on profit less losses
 * carried forward, less credits; or at the owners, who use losses and credits at once. */
#include "finance/model/book.h"
#include <math.h>

/* The state's tax is deducted from the federal base. */
double tax_rate(const struct book *b) {
    double federal = b->entity->tax > 0 ? b->entity->tax : 0;
    double state = b->entity->state_tax > 0 ? b->entity->state_tax : 0;
    return 1 - (1 - federal) * (1 - state);
}

/* What went into the halls until now: its depreciation in the period and its value after it. */
static double accrue_pool(struct model *m, struct book *b, const struct loan *l, size_t t) {
    double pool = l->capitalised + l->pooled[t];
    struct asset a = loan_asset(m, l);
    int64_t from = cp_period_start(m->period[t]), to = cp_period_end(m->period[t]);
    if (pool == 0)
        return 0;
    double now = asset_depreciated(b, &a, to), taxed = asset_deducted(b, &a, to);
    double deductible = asset_deductible(b, &a);
    b->idc_depreciation[t] += pool * (now - asset_depreciated(b, &a, from));
    b->idc_value[t] += pool * (1 - now);
    b->idc_book_tax[t] += pool * (1 - now) * deductible;
    b->idc_basis[t] += pool * (deductible - taxed);
    return pool * (taxed - asset_deducted(b, &a, from));
}

void accrue(struct model *m, struct book *b, size_t t, double *tax_deductible) {
    double expense = 0, fees = 0, undeducted = 0, pooled = 0;
    b->idc_depreciation[t] = b->idc_value[t] = b->idc_book_tax[t] = b->idc_basis[t] = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        struct loan *l = &b->loan[k];
        const struct cp_tranche *w = l->tranche;
        loan_accrue(l, t);
        double costs = (t == 0 ? l->opening_costs : l->costs[t - 1]) + l->upfront[t] +
                       w->oid * l->draw[t] - l->costs[t];
        bool building = l->pooled[t] > 0 && w->draw_costs;
        expense += building ? 0 : l->interest[t] - l->idc[t];
        fees += costs + (building ? 0 : l->commitment[t]);
        undeducted += w->fee_undeducted ? costs : 0;
        pooled += accrue_pool(m, b, l, t);
    }
    b->line[INC_INTEREST][t] = -expense;
    b->line[INC_FEES][t] = -fees;
    *tax_deductible = expense + fees - undeducted + pooled + b->tax_depreciation[t];
}

double take_tax(struct book *b, size_t t, double deductible) {
    const struct cp_entity *e = b->entity;
    bool owners = e->taxed_at_owners;
    double profit = b->line[INC_EBITDA][t] + b->line[INC_RESERVE_INTEREST][t] - deductible;
    double limit = e->loss_limit > 0 ? e->loss_limit : 1, base = profit;
    if (!owners) {
        double used = fmax(0, fmin(limit * profit, b->loss));
        b->loss += profit < 0 ? -profit : -used;
        base = fmax(0, profit - used);
    }
    double state = fmax(0, e->state_tax) * base, federal = fmax(0, e->tax) * (base - state);
    double credit = b->credit[t] + b->production[t];
    if (!owners) {
        b->credit_left += credit;
        credit = fmin(b->credit_left, federal);
        b->credit_left -= credit;
    }
    b->losses[t] = b->loss;
    b->credits[t] = b->credit_left;
    b->taxable[t] = base;
    b->tax_state[t] = state;
    b->tax_federal[t] = federal;
    b->tax_credit[t] = credit;
    return federal + state - credit;
}
