/* One entity through the horizon: draws, tax, debt service, waterfall, spending, distribution. */
#include "finance/model/book.h"
#include <math.h>

double revenue_of(const struct book *b, size_t t) {
    return b->line[INC_COMPUTE][t] + b->line[INC_TENANT][t] + b->line[INC_LEASE][t] +
           b->line[INC_CONTRACT][t];
}

static double capex_of(const struct book *b, size_t t) {
    return -b->line[CF_CAPEX_SITE][t] - b->line[CF_CAPEX_GPU][t];
}

static double sculpt(const struct book *b, const struct loan *l, size_t t) {
    double due = loan_due(l, t);
    if (l->tranche->amortisation != CP_SCULPTED || (int64_t)t < l->first || (int64_t)t >= l->last)
        return due;
    double principal = sculpted_service(b, l, t) - (l->interest[t] - l->idc[t]);
    return due + fmax(0, fmin(l->contract + l->draw[t], principal));
}

/* What is due to the lenders; non-sculpted loans first, for sculpting takes what they leave, then
 * the sculpted ones by their place in the waterfall. */
static double find_dues(struct book *b, size_t t, struct cash *c) {
    double service = 0;
    size_t done = 0;
    for (size_t rank = 0; done < b->nloan; rank++)
        for (size_t k = 0; k < b->nloan; k++) {
            struct loan *l = &b->loan[k];
            bool sculpted = l->tranche->amortisation == CP_SCULPTED;
            if (sculpted ? l->rank + 1 != rank : rank != 0)
                continue;
            done++;
            c->interest_due[k] = l->interest[t] - l->idc[t];
            c->principal_due[k] = l->due[t] = sculpt(b, l, t);
            c->interest_paid[k] = c->principal_paid[k] = 0;
            service += c->interest_due[k] + c->principal_due[k];
        }
    return service;
}

/* What is bought anew while it works is no building. */
static bool still_building(const struct model *m, const struct book *b, size_t t) {
    for (size_t i = t; i < m->T; i++)
        if (capex_of(b, i) - b->refresh[i] > 0 || b->line[CF_INVESTMENT][i] < 0)
            return true;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct loan *l = &b->loan[k];
        bool waits = l->tranche->amortisation != CP_BULLET || l->tranche->capitalise;
        if (waits && (l->sized || l->amount > 0) && (int64_t)t < l->first)
            return true;
    }
    return revenue_of(b, t) <= 0;
}

/* Sweeps, and what goes to the owners. */
static double distribute(const struct model *m, struct book *b, size_t t, double *have) {
    double paid = 0;
    if (still_building(m, b, t))
        return 0;
    if (b->entity->nwaterfall)
        return waterfall_rest(b, t, have);
    if (b->parent != NONE)
        b->paid[STEP_DISTRIBUTION][t] = paid = fmax(0, *have);
    *have -= paid;
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
    for (size_t k = 0; k < b->nloan; k++)
        loan_settle(&b->loan[k], t, c->principal_due[k], c->interest_paid[k], c->principal_paid[k]);
}

static void collect(struct book *b, size_t t, const struct cash *c) {
    double interest = 0, principal = 0, draw = 0, debt = 0, costs = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct loan *l = &b->loan[k];
        interest += c->interest_paid[k];
        principal += l->principal[t];
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

/* Money that comes and goes with the loans themselves. */
struct lending {
    double issued, delayed; /* drawn */
    double running;         /* of the delayed draws, what pays interest and fees */
    double fees, commitment;
};

static struct lending lend(struct book *b, size_t t, double need) {
    struct lending x = {0};
    for (size_t k = 0; k < b->nloan; k++)
        if (b->loan[k].issue == (int64_t)t)
            need += b->loan[k].tranche->fee * b->loan[k].amount;
    loans_draw(b, t, fmax(0, need));
    for (size_t k = 0; k < b->nloan; k++) {
        const struct loan *l = &b->loan[k];
        *(l->delayed ? &x.delayed : &x.issued) += l->draw[t];
    }
    return x;
}

static void add_costs(const struct book *b, size_t t, struct lending *x) {
    for (size_t k = 0; k < b->nloan; k++) {
        const struct loan *l = &b->loan[k];
        x->fees += l->upfront[t] + l->discount[t];
        x->commitment += l->commitment[t];
        x->running += l->tranche->draw_costs ? l->pooled[t] - l->commitment[t] : 0;
    }
    x->running = fmin(x->running, x->delayed);
}

/* Capex and fees from what the waterfall has left and what was saved for them; owners give the
 * rest. Reserves that are filled at close are filled now. */
static void spend(struct book *b, size_t t, struct cash *c, const struct lending *x, double close) {
    double due = capex_of(b, t) - reserves_capex(b, t) + x->fees + x->commitment -
                 b->line[CF_INVESTMENT][t] - (x->delayed - x->running) + close;
    if (due > c->have) {
        c->contribution += due - fmax(0, c->have);
        c->have += due - fmax(0, c->have);
    }
    c->have -= due;
    b->paid[STEP_RESERVE][t] += close;
    for (size_t i = 0; i < b->naccount && close > 0; i++)
        if (b->account[i].reserve->at_close)
            reserves_fill(b, t, b->account[i].reserve->name, 0, INFINITY);
}

static void write_flows(struct book *b, size_t t, const struct cash *c, const struct lending *x,
                        double tax, double distribution) {
    b->line[CF_EBITDA][t] = b->line[INC_EBITDA][t];
    b->line[CF_TAX][t] = b->line[INC_TAX][t] = -tax;
    b->line[CF_RESERVE_INTEREST][t] = b->line[INC_RESERVE_INTEREST][t];
    b->line[CF_FEES][t] = -x->commitment;
    b->line[CF_UPFRONT][t] = -x->fees;
    b->line[CF_CONTRIBUTION][t] = c->contribution;
    b->line[CF_DISTRIBUTION][t] = -distribution;
}

static void step(struct model *m, struct book *b, size_t t, double *cash) {
    bool owners = b->entity->taxed_at_owners;
    size_t n = b->nloan;
    double held = reserves_held(b), deductible, close = reserves_close(b, t);
    b->line[INC_RESERVE_INTEREST][t] =
        fmax(0, b->entity->reserve_rate) * held * cp_period_years(m->period[t]);
    struct lending x = lend(b, t, capex_of(b, t) + close);
    accrue(m, b, t, &deductible);
    add_costs(b, t, &x);
    double tax = take_tax(b, t, deductible), revenue = revenue_of(b, t);
    double opex = revenue - b->line[INC_EBITDA][t];
    b->cfads[t] = b->line[INC_EBITDA][t] - (owners ? 0 : tax) - reserves_deposit(b, t);
    struct cash c = {.have = *cash - held + reserves_free(b, t) + x.issued + x.running +
                             b->line[CF_RECEIVED][t] + b->line[INC_RESERVE_INTEREST][t] + revenue -
                             fmin(0, opex),
                     .opex = fmax(0, opex),
                     .tax = owners ? 0 : tax,
                     .interest_due = b->scratch,
                     .principal_due = b->scratch + n,
                     .interest_paid = b->scratch + 2 * n,
                     .principal_paid = b->scratch + 3 * n,
                     .recourse = recourse(b, t),
                     .earning = !still_building(m, b, t)};
    b->service[t] = find_dues(b, t, &c);
    triggers_test(b, t);
    waterfall_run(b, t, &c);
    settle(b, t, &c);
    spend(b, t, &c, &x, close);
    double distribution = distribute(m, b, t, &c.have);
    collect(b, t, &c);
    if (owners) { /* they pay its tax and keep what it saves them */
        c.contribution += fmax(0, tax);
        distribution += fmax(0, -tax);
    }
    write_flows(b, t, &c, &x, tax, distribution);
    reserves_end(b, t);
    *cash = b->line[BS_CASH][t] = c.have + reserves_held(b);
}

/* Sculpted debt depends on CFADS, CFADS on tax, tax on interest; reserves on service to come;
 * amounts on interest and fees that they have to cover: repeated until all of it stands. A change
 * of the debt comes back through tax by less than the tax rate, through its costs by less than they
 * are, so it converges fast. What swings, as a trigger that a reserve pulls, goes part of the way.
 */
int entity_run(struct model *m, struct book *b) {
    enum { ROUNDS = 2000, WHOLE = 40 };
    double part = 1, before = INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
        double cash = b->open[BS_CASH], change;
        b->loss = b->credit_left = 0;
        reserves_reset(b);
        triggers_reset(b);
        for (size_t k = 0; k < b->nloan; k++)
            loan_reset(&b->loan[k]);
        for (size_t t = 0; t < m->T; t++)
            step(m, b, t, &cash);
        change = fmax(loans_size(m, b, part), reserves_aim(m, b, part));
        change = fmax(change, bases_set(m, b, part));
        if (change <= 1e-13)
            return 0;
        if (round > WHOLE && change >= before)
            part = fmax(0.05, part / 2);
        before = change;
    }
    return cp_fail(m->err, CP_ENUMERIC,
                   "entities/%s: the size of its debt and reserves does not settle",
                   b->entity->name);
}
