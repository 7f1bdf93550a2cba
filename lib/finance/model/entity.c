/* One entity through the horizon: draws, tax, debt service, waterfall, spending, distribution. */
#include "finance/model/model.h"
#include <math.h>

/* What is due to the lenders; non-sculpted loans first, for sculpting takes what they leave, then
 * the sculpted ones by their place in the waterfall. */
static double find_dues(struct cp_book *b, size_t t, struct cp_cash *c) {
    double service = 0;
    size_t done = 0;
    for (size_t rank = 0; done < b->nloan; rank++)
        for (size_t k = 0; k < b->nloan; k++) {
            struct cp_loan *l = &b->loan[k];
            if (l->kind->sculpted ? l->rank + 1 != rank : rank != 0)
                continue;
            done++;
            c->interest_due[k] = cp_finance_interest_due(l, t);
            c->principal_due[k] = l->run.due[t] = cp_finance_loan_due(b, l, t);
            c->interest_paid[k] = c->principal_paid[k] = 0;
            service += cp_finance_service_due(l, t);
        }
    return service;
}

/* Sweeps, and what goes to the owners. */
static double distribute(const struct cp_finance_model *m, struct cp_book *b, size_t t,
                         double *have) {
    double paid = 0;
    if (!cp_finance_is_complete(b, t))
        return 0;
    if (b->entity->waterfall.nstep)
        return cp_finance_waterfall_residual(b, t, cp_finance_locked_up(m, b, t),
                                             cp_finance_pays_owners(m, b, t), have);
    if (b->parent != NONE && !cp_finance_locked_up(m, b, t))
        b->paid[STEP_DISTRIBUTION][t] = paid = fmax(0, *have);
    *have -= paid;
    return paid;
}

static void settle(struct cp_book *b, size_t t, const struct cp_cash *c) {
    for (size_t k = 0; k < b->nloan; k++)
        cp_finance_loan_settle(&b->loan[k], t, c->principal_due[k], c->interest_paid[k],
                               c->principal_paid[k]);
}

static void collect(struct cp_book *b, size_t t, const struct cp_cash *c) {
    static const enum cp_statement_line lines[2][4] = {
        {CF_INTEREST, CF_PRINCIPAL, CF_DRAW, BS_DEBT},
        {CF_OWNER_INTEREST, CF_OWNER_PRINCIPAL, CF_OWNER_DRAW, BS_OWNER_DEBT}};
    double sum[2][4] = {{0}}, costs = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        double *x = sum[cp_finance_loan_by_owners(l)];
        x[0] -= c->interest_paid[k];
        x[1] -= l->run.principal[t];
        x[2] += l->run.draw[t];
        x[3] += l->run.balance[t];
        costs += l->run.costs[t];
    }
    for (size_t i = 0; i < 8; i++)
        b->line[lines[i / 4][i % 4]][t] = sum[i / 4][i % 4];
    b->line[BS_FINANCING_COSTS][t] = costs;
    cp_finance_recourse_end(b, t);
}

/* Money that comes and goes with the loans themselves. */
struct lending {
    double issued, delayed; /* drawn */
    double running;         /* of the delayed draws, what pays interest and fees */
    double fees, commitment;
};

static struct lending lend(struct cp_book *b, size_t t, double need, size_t T) {
    struct lending x = {0};
    for (size_t k = 0; k < b->nloan; k++)
        if (b->loan[k].life.issue == (int64_t)t)
            need += cp_finance_loan_upfront(&b->loan[k]);
    cp_finance_loans_draw(b, t, fmax(0, need), T);
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        *(l->life.delayed ? &x.delayed : &x.issued) += l->run.draw[t];
    }
    return x;
}

static void add_costs(const struct cp_book *b, size_t t, struct lending *x) {
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        x->fees += l->run.upfront[t] + l->run.discount[t];
        x->commitment += l->run.commitment[t];
        bool drawn = l->tranche->draw.costs && cp_finance_loan_is_drawn(l, (int64_t)t);
        x->running += drawn ? l->run.interest[t] : 0;
    }
    x->running = fmin(x->running, x->delayed);
}

/* Capex and fees from what the waterfall has left and what was saved for them; owners give the
 * rest. Reserves that are filled at close are filled now. */
static void spend(struct cp_book *b, size_t t, struct cp_cash *c, const struct lending *x) {
    double close = cp_finance_reserves_close(b, t);
    double due = cp_finance_capex(b, t) + b->build.grants[t] - cp_finance_reserves_capex(b, t) +
                 x->fees + x->commitment - b->line[CF_INVESTMENT][t] - (x->delayed - x->running) +
                 close;
    if (due > c->have) {
        c->contribution += due - fmax(0, c->have);
        c->have += due - fmax(0, c->have);
    }
    c->have -= due;
    b->paid[STEP_RESERVE][t] += close;
    for (size_t i = 0; i < b->reserve.n && close > 0; i++)
        if (b->reserve.account[i].reserve->at_close)
            cp_finance_reserves_fill(b, t, b->reserve.account[i].reserve->name, 0, INFINITY);
}

static void write_flows(struct cp_book *b, size_t t, const struct cp_cash *c,
                        const struct lending *x, double tax, double distribution) {
    b->line[CF_EBITDA][t] = b->line[INC_EBITDA][t];
    b->line[CF_TAX][t] = b->line[INC_TAX][t] = b->tax.paid[t] - tax;
    b->line[CF_TAX_SHARED][t] = b->line[INC_TAX_SHARED][t] = -b->tax.paid[t];
    b->line[CF_RESERVE_INTEREST][t] = b->line[INC_RESERVE_INTEREST][t];
    b->line[CF_FEES][t] = -x->commitment;
    b->line[CF_UPFRONT][t] = -x->fees;
    b->line[CF_CONTRIBUTION][t] = c->contribution;
    b->line[CF_DISTRIBUTION][t] = -distribution;
}

static void step(struct cp_finance_model *m, struct cp_book *b, size_t t, double *cash) {
    bool owners = b->entity->tax.at_owners;
    size_t n = b->nloan;
    double held = cp_finance_reserves_held(b), close = cp_finance_reserves_close(b, t);
    b->line[INC_RESERVE_INTEREST][t] =
        fmax(0, b->entity->waterfall.reserve_rate) * held * cp_period_years(m->period[t]);
    cp_finance_letters_begin(b, t);
    struct lending x = lend(b, t, cp_finance_capex(b, t) + close, m->T);
    x.commitment = cp_finance_letters_fee(m, b, t);
    double deductible = cp_finance_accrue(m, b, t);
    add_costs(b, t, &x);
    double tax = cp_finance_tax_due(m, b, t, deductible), revenue = cp_finance_revenue(b, t);
    double opex = cp_finance_opex(b, t);
    b->cfads[t] = b->line[INC_EBITDA][t] + b->lease.cash[t] - (owners ? 0 : tax) -
                  cp_finance_reserves_deposit(b, t);
    struct cp_cash c = {.have = *cash - held + cp_finance_reserves_free(b, t) + x.issued +
                                x.running + b->build.grants[t] + b->line[CF_RECEIVED][t] +
                                b->line[CF_WITHHELD][t] + b->line[INC_RESERVE_INTEREST][t] +
                                fmax(0, revenue) - fmin(0, opex) - (owners ? 0 : fmin(0, tax)),
                        .opex = fmax(0, opex) + fmax(0, -revenue), /* taken back of a pool */
                        .tax = owners ? 0 : fmax(0, tax),
                        .interest_due = b->dues,
                        .principal_due = b->dues + n,
                        .interest_paid = b->dues + 2 * n,
                        .principal_paid = b->dues + 3 * n,
                        .building = t < b->opens,
                        .complete = cp_finance_is_complete(b, t)};
    b->service[t] = find_dues(b, t, &c);
    cp_finance_triggers_test(m, b, t);
    c.pays_owners = cp_finance_pays_owners(m, b, t);
    cp_finance_waterfall_run(b, t, &c);
    settle(b, t, &c);
    spend(b, t, &c, &x);
    double distribution = distribute(m, b, t, &c.have);
    collect(b, t, &c);
    if (owners) { /* they pay its tax and keep what it saves them */
        c.contribution += fmax(0, tax);
        distribution += fmax(0, -tax);
    }
    write_flows(b, t, &c, &x, tax, distribution);
    cp_finance_reserves_end(b, t);
    *cash = b->line[BS_CASH][t] = c.have + cp_finance_reserves_held(b);
}

enum { AHEAD = 3 }; /* runs until one that looks ahead has seen what it does */

/* One run through the horizon, and what it says of what it took for granted: the largest
 * difference.
 */
static double run(struct cp_finance_model *m, struct cp_book *b) {
    double cash = b->open[BS_CASH];
    cp_finance_tax_reset(m, b);
    cp_finance_reserves_reset(b);
    cp_finance_triggers_reset(b);
    for (size_t k = 0; k < b->nloan; k++)
        cp_finance_loan_reset(&b->loan[k]);
    for (size_t t = 0; t < m->T; t++)
        step(m, b, t, &cash);
    cp_finance_settle_forget(&b->settling);
    cp_finance_loans_size(m, b);
    cp_finance_reserve_targets(m, b);
    return cp_finance_settle_gap(&b->settling);
}

/* Between two rounds: what the next one takes. While `b->swings` begins it is what the rounds began
 * with, as often as a test needs that looks at the run before. */
static int move(struct cp_finance_model *m, struct cp_book *b, int round) {
    enum { WHOLE = 40, SWINGS = 200 };
    struct cp_settling *s = &b->settling;
    b->swings = round > SWINGS + AHEAD;
    if (round == WHOLE && cp_finance_settle_mark(&m->arena, s) != 0)
        return CP_ENOMEM;
    if (round == SWINGS)
        cp_finance_settle_return(s);
    else if (round < SWINGS || b->swings)
        return cp_finance_settle_move(&m->arena, s, round > WHOLE);
    return 0;
}

/* Sculpted debt depends on CFADS, CFADS on tax, tax on interest; reserves on service to come;
 * amounts on interest and fees that they have to cover: repeated until all of it stands. A change
 * of the debt comes back through tax by less than the tax rate, through its costs by less than they
 * are, so it converges fast. What does not is extrapolated from its last rounds.
 * A test may contradict itself: cash that is kept is what makes coverage good enough to pay it out,
 * and paid out there is too little. What is on in such an entity stays on.
 */
int cp_finance_entity_run(struct cp_finance_model *m, struct cp_book *b) {
    enum { ROUNDS = 2000 };
    int calm = 0; /* rounds running that changed nothing; what looks ahead sees the one before */
    cp_finance_swings_reset(m, b);
    b->swings = false;
    for (int round = 0; round < ROUNDS; round++) {
        /* Nothing is moved once it stands: what was run with is what is closed. */
        calm = run(m, b) <= 1e-13 ? calm + 1 : 0;
        if (calm == (cp_finance_tests_ahead(b) ? AHEAD : 1)) {
            if (b->swings)
                cp_finance_note(m, "%s: a trigger or lock-up contradicts itself, and stays on",
                                b->entity->name);
            return 0;
        }
        if (!calm && move(m, b, round) != 0)
            return cp_fail_nomem(m->err);
    }
    const struct cp_unknown *worst = cp_finance_settle_worst(&b->settling);
    return cp_fail_at(m->err, CP_ENUMERIC, b->entity->pos,
                      "entities/%s: the size of its debt and reserves does not settle: taken with "
                      "%.6g, '%s' should be %.6g; give it a fixed amount or schedule",
                      b->entity->name, worst ? *worst->at : 0, worst ? worst->what : "",
                      worst ? worst->found : 0);
}
