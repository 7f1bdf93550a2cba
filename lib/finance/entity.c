/* One entity through the horizon: draws, tax, debt service, waterfall, spending, distribution. */
#include "finance/internal.h"
#include <math.h>

double tax_rate(const struct book *b) {
    return b->entity->tax > 0 ? b->entity->tax : 0;
}

double revenue_of(const struct book *b, size_t t) {
    return b->line[INC_COMPUTE][t] + b->line[INC_TENANT][t] + b->line[INC_LEASE][t];
}

static double capex_of(const struct book *b, size_t t) {
    return -b->line[CF_CAPEX_SITE][t] - b->line[CF_CAPEX_GPU][t];
}

/* Interest that went into the halls is depreciated with them, from the start of repayment. */
static double capitalised_share(const struct model *m, const struct book *b, const struct loan *l,
                                int64_t at, bool tax) {
    struct cp_depreciation_method d;
    struct cp_period p = m->plan->horizon.from;
    p.index = (int32_t)(p.index + l->first);
    depreciation_of(b->entity, ASSET_SITE, tax, &d);
    return cp_depreciated(&d, cp_period_start(p), at);
}

/* Interest and fees of the period, and what they leave in the accounts. */
static void accrue(struct model *m, struct book *b, size_t t, double *tax_deductible) {
    double expense = 0, fees = 0, depreciation = 0, tax_depreciation = 0, value = 0, basis = 0;
    int64_t from = cp_period_start(m->period[t]), to = cp_period_end(m->period[t]);
    for (size_t k = 0; k < b->nloan; k++) {
        struct loan *l = &b->loan[k];
        loan_accrue(l, t);
        expense += l->interest[t] - l->idc[t];
        double costs = (t == 0 ? l->opening_costs : l->costs[t - 1]) + l->upfront[t];
        fees += l->commitment[t] + costs - l->costs[t];
        double pool = l->capitalised + l->idc[t];
        double before = capitalised_share(m, b, l, from, false),
               now = capitalised_share(m, b, l, to, false),
               tax_now = capitalised_share(m, b, l, to, true);
        depreciation += pool * (now - before);
        tax_depreciation += pool * (tax_now - capitalised_share(m, b, l, from, true));
        value += pool * (1 - now);
        basis += pool * (1 - tax_now);
    }
    b->line[INC_INTEREST][t] = -expense;
    b->line[INC_FEES][t] = -fees;
    b->idc_depreciation[t] = depreciation;
    b->idc_value[t] = value;
    b->idc_basis[t] = basis;
    *tax_deductible = expense + fees + tax_depreciation + b->tax_depreciation[t];
}

static double take_tax(struct book *b, size_t t, double deductible) {
    double profit = b->line[INC_EBITDA][t] - deductible;
    double used = fmax(0, fmin(profit, b->loss));
    b->loss += profit < 0 ? -profit : -used;
    b->losses[t] = b->loss;
    return tax_rate(b) * fmax(0, profit - used);
}

static double sculpt(const struct book *b, const struct loan *l, size_t t) {
    double due = loan_due(l, t);
    if (l->tranche->amortisation != CP_SCULPTED || (int64_t)t < l->first || (int64_t)t >= l->last)
        return due;
    double principal = sculpted_service(b, l, t) - (l->interest[t] - l->idc[t]);
    return due + fmax(0, fmin(l->contract + l->draw[t], principal));
}

/* What is due to the lenders; non-sculpted loans first, for sculpting takes what they leave. */
static double find_dues(struct book *b, size_t t, struct cash *c) {
    double service = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < b->nloan; k++) {
            struct loan *l = &b->loan[k];
            if ((l->tranche->amortisation == CP_SCULPTED) != (pass == 1))
                continue;
            c->interest_due[k] = l->interest[t] - l->idc[t];
            c->principal_due[k] = l->due[t] = sculpt(b, l, t);
            c->interest_paid[k] = c->principal_paid[k] = 0;
            service += c->interest_due[k] + c->principal_due[k];
        }
    return service;
}

static bool still_building(const struct model *m, const struct book *b, size_t t) {
    for (size_t i = t; i < m->T; i++)
        if (capex_of(b, i) > 0 || b->line[CF_INVESTMENT][i] < 0)
            return true;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct loan *l = &b->loan[k];
        bool waits = l->tranche->amortisation != CP_BULLET || l->tranche->capitalise;
        if (waits && (int64_t)t < l->first)
            return true;
    }
    return revenue_of(b, t) <= 0;
}

static double distribute(const struct model *m, struct book *b, size_t t, double have) {
    bool wanted = b->entity->nwaterfall ? waterfall_has(b, STEP_DISTRIBUTION) : b->parent != NONE;
    double reserve = waterfall_has(b, STEP_DSRA) ? fmin(fmax(have, 0), b->service[t]) : 0;
    b->paid[STEP_DSRA][t] = reserve;
    double paid = wanted && !still_building(m, b, t) ? fmax(0, have - reserve) : 0;
    b->paid[STEP_DISTRIBUTION][t] = paid;
    return paid;
}

/* Owners stand in for debt service of an entity that has no other owner in the plan, and of any
 * until it first earns: the completion guarantee of project finance. */
static bool recourse(const struct book *b, size_t t) {
    for (size_t i = 0; i <= t; i++)
        if (revenue_of(b, i) > 0)
            return b->parent == NONE;
    return true;
}

static void settle(struct book *b, size_t t, const struct cash *c) {
    double interest = 0, principal = 0, draw = 0, debt = 0, costs = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        struct loan *l = &b->loan[k];
        loan_settle(l, t, c->principal_due[k], c->interest_paid[k], c->principal_paid[k]);
        interest += c->interest_paid[k];
        principal += c->principal_paid[k];
        draw += l->draw[t];
        debt += l->balance[t];
        costs += l->costs[t];
    }
    b->line[CF_INTEREST][t] = -interest;
    b->line[CF_PRINCIPAL][t] = -principal;
    b->line[CF_DRAW][t] = draw;
    b->line[BS_DEBT][t] = debt;
    b->line[BS_FINANCING_COSTS][t] = costs;
}

static void step(struct model *m, struct book *b, size_t t, double *cash) {
    double upfront = 0, commitment = 0, deductible, delayed = 0, issued = 0;
    double capex = capex_of(b, t);
    size_t n = b->nloan;
    for (size_t k = 0; k < n; k++)
        if (b->loan[k].issue == (int64_t)t)
            upfront += b->loan[k].tranche->fee * b->loan[k].amount;
    loans_draw(b, t, fmax(0, capex + upfront));
    for (size_t k = 0; k < n; k++)
        *(b->loan[k].delayed ? &delayed : &issued) += b->loan[k].draw[t];
    accrue(m, b, t, &deductible);
    for (size_t k = 0; k < n; k++)
        commitment += b->loan[k].commitment[t];
    double tax = take_tax(b, t, deductible), revenue = revenue_of(b, t);
    double opex = revenue - b->line[INC_EBITDA][t];
    b->cfads[t] = b->line[INC_EBITDA][t] - tax;
    struct cash c = {.have = *cash + issued + b->line[CF_RECEIVED][t] + revenue - fmin(0, opex),
                     .opex = fmax(0, opex),
                     .tax = tax,
                     .interest_due = b->scratch,
                     .principal_due = b->scratch + n,
                     .interest_paid = b->scratch + 2 * n,
                     .principal_paid = b->scratch + 3 * n,
                     .recourse = recourse(b, t)};
    b->service[t] = find_dues(b, t, &c);
    waterfall_run(b, t, &c);
    settle(b, t, &c);
    double spend = capex + upfront + commitment - b->line[CF_INVESTMENT][t] - delayed;
    if (spend > c.have) {
        c.contribution += spend - fmax(0, c.have);
        c.have += spend - fmax(0, c.have);
    }
    c.have -= spend;
    double distribution = distribute(m, b, t, c.have);
    b->line[CF_EBITDA][t] = b->line[INC_EBITDA][t];
    b->line[CF_TAX][t] = -tax;
    b->line[INC_TAX][t] = -tax;
    b->line[CF_FEES][t] = -commitment;
    b->line[CF_UPFRONT][t] = -upfront;
    b->line[CF_CONTRIBUTION][t] = c.contribution;
    b->line[CF_DISTRIBUTION][t] = -distribution;
    *cash = b->line[BS_CASH][t] = c.have - distribution;
}

/* Sculpted debt depends on CFADS, CFADS on tax, tax on interest: repeated until it stands. A change
 * of the debt comes back through tax by less than the tax rate, so it converges fast. */
int entity_run(struct model *m, struct book *b) {
    enum { ROUNDS = 200 };
    for (int round = 0; round < ROUNDS; round++) {
        double cash = b->open[BS_CASH];
        b->loss = 0;
        for (size_t k = 0; k < b->nloan; k++)
            loan_reset(&b->loan[k]);
        for (size_t t = 0; t < m->T; t++)
            step(m, b, t, &cash);
        if (loans_size(m, b) <= 1e-13)
            return 0;
    }
    return cp_fail(m->err, CP_ENUMERIC,
                   "entities/%s: the size of its sculpted debt does not settle", b->entity->name);
}
