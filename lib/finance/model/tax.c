/* Interest and fees in the accounts, and tax: a state's and the federal one on profit less losses
 * carried forward or of others in a group, less credits; or at the owners, who use losses and
 * credits at once. */
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
    b->idc.deducted[t] += pool * (taxed - cp_finance_asset_deducted(b, &a, from));
    return pool * (taxed - cp_finance_asset_deducted(b, &a, from));
}

double cp_finance_accrue(struct cp_finance_model *m, struct cp_book *b, size_t t) {
    double interest[2] = {0}, fees = cp_finance_letters_fee(m, b, t), undeducted = 0, pooled = 0;
    b->idc.depreciation[t] = b->idc.value[t] = b->idc.deductible[t] = b->idc.basis[t] = 0;
    b->idc.deducted[t] = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        struct cp_loan *l = &b->loan[k];
        const struct cp_tranche *w = l->tranche;
        cp_finance_loan_accrue(l, t, b->build.part[t]);
        double costs = (t == 0 ? l->open.costs : l->run.costs[t - 1]) + l->run.upfront[t] +
                       w->fee.oid * l->run.draw[t] - l->run.costs[t];
        interest[cp_finance_loan_by_owners(l)] += l->run.interest[t] - l->run.pooled[t];
        fees += costs + l->run.commitment[t] - l->run.pooled_fees[t];
        undeducted += w->fee.undeducted ? costs : 0;
        pooled += accrue_pool(m, b, l, t);
    }
    b->line[INC_INTEREST][t] = -interest[0];
    b->line[INC_OWNER_INTEREST][t] = -interest[1];
    b->line[INC_FEES][t] = -fees;
    return interest[0] + interest[1] + fees - undeducted + pooled + b->tax.depreciation[t] +
           b->lease.deducted[t];
}

/* ---- the tax year ------------------------------------------------------------------------- */

/* In a group that limits interest, no member has a limit of its own. */
static bool is_pooled(const struct cp_tax_year *y) {
    return y->relief.together && y->relief.pooled;
}

/* Net interest that is deducted of what the year has and what is carried into it: at most a part of
 * the profit before it [26 USC 163(j); Directive (EU) 2016/1164, article 4]. */
static double allowed(const struct cp_entity_tax *e, const struct cp_tax_year *y) {
    double all = y->interest + y->barred;
    if (is_pooled(y))
        return y->relief.allowed;
    if (!(e->interest_limit > 0))
        return all;
    double before = y->profit + y->interest + (e->interest_on_ebit ? 0 : y->spared);
    return fmin(all, fmax(0, e->interest_limit * before));
}

static double profit_of(const struct cp_entity_tax *e, const struct cp_tax_year *y) {
    return e->interest_limit > 0 || is_pooled(y) ? y->profit + y->interest - allowed(e, y)
                                                 : y->profit;
}

/* Losses carried into the year that it takes. */
static double taken(const struct cp_entity_tax *e, const struct cp_tax_year *y) {
    if (y->relief.together)
        return y->relief.used;
    double limit = e->loss_limit > 0 ? e->loss_limit : 1;
    return fmax(0, fmin(limit * profit_of(e, y), y->loss));
}

/* The loss of the year that nobody has deducted. */
static double lost_now(const struct cp_entity_tax *e, const struct cp_tax_year *y) {
    return fmax(0, -profit_of(e, y) - y->relief.given_now);
}

/* What is carried out of the year as far as it has come. */
static double losses_left(const struct cp_entity_tax *e, const struct cp_tax_year *y) {
    return y->loss - taken(e, y) + lost_now(e, y);
}

/* What is carried into the year after `y`: the oldest are taken first, and those too old are lost.
 */
static double age_losses(const struct cp_entity_tax *e, struct cp_tax_year *y, int first) {
    double used = taken(e, y), sum = 0;
    if (!y->by_year)
        return losses_left(e, y);
    for (int v = first; v < y->year; v++) {
        double now = fmin(used, y->lost[v - first]);
        y->lost[v - first] -= now;
        used -= now;
    }
    if (y->year >= first)
        y->lost[y->year - first] = lost_now(e, y);
    for (int v = first; v <= y->year; v++) {
        if (e->loss_years > 0 && y->year + 1 - v > e->loss_years)
            y->lost[v - first] = 0;
        sum += y->lost[v - first];
    }
    return sum;
}

static void begin_year(const struct cp_entity_tax *e, struct cp_tax_year *y, int year, int first) {
    *y = (struct cp_tax_year){.year = year,
                              .loss = age_losses(e, y, first),
                              .credit = y->credit + y->earned - y->used,
                              .barred = y->interest + y->barred - allowed(e, y),
                              .lost = y->lost,
                              .by_year = y->by_year};
}

void cp_finance_tax_reset(struct cp_finance_model *m, struct cp_book *b) {
    struct cp_tax_year *const years[] = {&b->tax.now, &b->tax.bare};
    for (size_t i = 0; i < 2; i++) {
        for (size_t t = 0; t < m->T; t++)
            b->tax.lost[i][t] = 0;
        bool shares = b->tax.filing && b->tax.filing->terms->carries;
        *years[i] = (struct cp_tax_year){.lost = b->tax.lost[i],
                                         .by_year = shares || b->entity->tax.loss_years > 0};
    }
}

/* Instalments on the income of the year so far, at the end of quarters [26 USC 6655(e)]. */
static bool is_charged(const struct cp_finance_model *m, size_t t) {
    struct cp_period p = m->period[t];
    return t + 1 == m->T || cp_period_at(CP_QUARTER, cp_period_start(p)).index !=
                                cp_period_at(CP_QUARTER, cp_period_end(p)).index;
}

/* What the year owes until now; owners use losses and credits at once. */
static struct cp_tax_year assess(const struct cp_entity_tax *e, const struct cp_tax_year *y) {
    struct cp_tax_year x = *y;
    double profit = profit_of(e, y);
    double losses = y->relief.together ? y->relief.deducted : taken(e, y);
    x.base = e->at_owners ? profit : fmax(0, profit - losses);
    x.state = fmax(0, e->state_rate) * x.base;
    x.federal = fmax(0, e->rate) * (x.base - x.state);
    x.used = e->at_owners ? y->earned : fmin(y->credit + y->earned, x.federal);
    x.claimed = y->relief.claimed;
    x.given = y->relief.given;
    x.paid = y->relief.paid;
    return x;
}

/* What a group has to know of the year. Losses of years before it joined are its own. */
static struct cp_tax_position position(const struct cp_book *b, const struct cp_tax_year *y,
                                       int first) {
    const struct cp_tax_group *g = b->tax.filing->terms;
    const struct cp_entity_tax *e = &b->entity->tax;
    struct cp_tax_position p = {.own = y->loss};
    for (int v = b->tax.filing->filer[b->tax.filer].first; g->carries && v < y->year; v++)
        p.shared += v >= first ? y->lost[v - first] : 0;
    p.own = fmax(0, p.own - p.shared);
    p.net = g->interest_limit > 0 ? y->profit + y->interest : profit_of(e, y);
    p.interest = g->interest_limit > 0 ? y->interest + y->barred : 0;
    p.base = y->profit + y->interest + (g->interest_on_ebit ? 0 : y->spared);
    return p;
}

/* Of a period, as the year adds it up. */
struct taxed {
    double profit, interest, spared;
    bool alone; /* what it would be without others */
};

/* Moves `y` on by a period, and says by how much what is charged has grown. */
static struct cp_tax_year charge(const struct cp_finance_model *m, const struct cp_book *b,
                                 struct cp_tax_year *y, size_t t, struct taxed now) {
    const struct cp_entity_tax *e = &b->entity->tax;
    int year = cp_period_year(m->period[t]);
    if (y->year != year)
        begin_year(e, y, year, cp_period_year(m->period[0]));
    y->profit += now.profit;
    y->interest += now.interest;
    y->spared += now.spared;
    y->earned += b->tax.credit[t] + b->tax.production[t];
    y->relief = (struct cp_tax_relief){0};
    if (!now.alone && cp_finance_files_together(b, year))
        y->relief = cp_finance_relief(b, t, year, position(b, y, cp_period_year(m->period[0])));
    if (!e->at_owners && !is_charged(m, t))
        return (struct cp_tax_year){0};
    struct cp_tax_year owed = assess(e, y), before = *y;
    *y = owed;
    return (struct cp_tax_year){.base = owed.base - before.base,
                                .state = owed.state - before.state,
                                .federal = owed.federal - before.federal,
                                .used = owed.used - before.used,
                                .claimed = owed.claimed - before.claimed,
                                .given = owed.given - before.given,
                                .paid = owed.paid - before.paid};
}

double cp_finance_tax_due(struct cp_finance_model *m, struct cp_book *b, size_t t,
                          double deductible) {
    const struct cp_entity_tax *e = &b->entity->tax;
    struct cp_tax_year *now = &b->tax.now;
    double ebitda = b->line[INC_EBITDA][t],
           earned = b->line[INC_RESERVE_INTEREST][t] + b->line[INC_LENT][t],
           interest = -b->line[INC_INTEREST][t] - b->line[INC_OWNER_INTEREST][t];
    struct cp_tax_year x =
        charge(m, b, now, t,
               (struct taxed){ebitda + earned - deductible, interest - earned,
                              b->tax.depreciation[t] + b->idc.deducted[t], false});
    b->tax.losses[t] = e->at_owners ? 0 : losses_left(e, now);
    b->tax.credits[t] = e->at_owners ? 0 : now->credit + now->earned - now->used;
    b->tax.barred[t] = now->interest + now->barred - allowed(e, now);
    b->tax.taxable[t] = x.base;
    b->tax.state[t] = x.state;
    b->tax.federal[t] = x.federal;
    b->tax.used_credit[t] = x.used;
    b->tax.claimed[t] = x.claimed;
    b->tax.given[t] = x.given;
    b->tax.paid[t] = x.paid;
    double bare_profit = ebitda - b->tax.depreciation[t] - b->lease.deducted[t];
    struct cp_tax_year bare =
        charge(m, b, &b->tax.bare, t, (struct taxed){.profit = bare_profit, .alone = true});
    b->tax.unlevered[t] = bare.federal + bare.state - bare.used;
    return x.federal + x.state - x.used + x.paid;
}

/* ---- of property --------------------------------------------------------------------------- */

static double rate_of(const struct cp_finance_model *m, const struct cp_path *path, size_t t) {
    double rate = cp_plan_path_at(path, m->period[t], m->plan->horizon.origin);
    return isnan(rate) ? 0 : rate * cp_period_years(m->period[t]);
}

void cp_finance_property_tax(const struct cp_finance_model *m, struct cp_book *b) {
    const struct cp_entity_tax *e = &b->entity->tax;
    for (size_t t = 0; t < m->T; t++) {
        double site = t ? b->line[BS_SITE][t - 1] : b->open[BS_SITE],
               gpu = t ? b->line[BS_GPU][t - 1] : b->open[BS_GPU];
        b->line[INC_PROPERTY_TAX][t] =
            -rate_of(m, &e->property_site, t) * site - rate_of(m, &e->property_gpu, t) * gpu;
    }
}
