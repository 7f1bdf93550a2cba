/* The waterfall: rows in the plan's order, each paying what is due as far as cash goes. */
#include "finance/model/model.h"
#include <math.h>
#include <string.h>

enum { ALL_RESERVES = 7, NO_RESERVE = CP_RESERVE_CAPEX + 1 };

/* What a row serves: loans of lenders, or of owners, which a row without a target does not mean. */
struct meant {
    enum cp_step_kind step;
    const char *target;
    bool owners;
};

/* A row held back by a trigger holds back what it names until a period in which it runs. */
static bool held_back(const struct cp_book *b, enum cp_step_kind step, const struct cp_loan *l) {
    bool held = false;
    for (size_t i = 0; i < b->entity->waterfall.nstep; i++) {
        const struct cp_waterfall_step *w = &b->entity->waterfall.step[i];
        bool names =
            w->target ? strcmp(w->target, l->tranche->name) == 0 : !cp_finance_loan_by_owners(l);
        if (b->step[i] != step || !names)
            continue;
        if (cp_finance_step_runs(b, w))
            return false;
        held = true;
    }
    return held;
}

static bool is_meant(const struct cp_book *b, const struct cp_cash *c, size_t k,
                     const struct meant *w) {
    const struct cp_loan *l = &b->loan[k];
    bool owners = cp_finance_loan_by_owners(l);
    if (owners && !c->pays_owners)
        return false;
    return w->target ? strcmp(l->tranche->name, w->target) == 0
                     : owners == w->owners && !held_back(b, w->step, l);
}

/* Reserves are the lenders'. */
static bool is_backed(const struct cp_book *b, const struct meant *w) {
    for (size_t k = 0; w->target && k < b->nloan; k++)
        if (strcmp(b->loan[k].tranche->name, w->target) == 0)
            return !cp_finance_loan_by_owners(&b->loan[k]);
    return !w->owners;
}

/* Pay `due` as far as cash goes, then from the reserve for it, the rest from the owners where they
 * stand in. */
static double pay(struct cp_book *b, struct cp_cash *c, double due, unsigned from, bool always) {
    if (due > c->have && from != NO_RESERVE) {
        enum cp_reserve_kind kind = (enum cp_reserve_kind)from;
        c->have += cp_finance_reserves_draw(b, kind, due - fmax(0, c->have));
        double drawn = cp_finance_letters_draw(b, kind, due - fmax(0, c->have));
        c->contribution += drawn;
        c->have += drawn;
    }
    double paid = fmax(0, fmin(due, c->have));
    if (always && paid < due) {
        c->contribution += due - paid;
        c->have += due - paid;
        paid = due;
    }
    c->have -= paid;
    return paid;
}

/* Interest of building is a cost of building, the owners' as capex is. */
static double recourse_left(const struct cp_loan *l, const struct cp_cash *c,
                            enum cp_step_kind step) {
    if (cp_finance_loan_by_owners(l))
        return 0;
    return c->building && step == STEP_INTEREST ? INFINITY
                                                : cp_finance_recourse_left(l, c->building);
}

static double support(struct cp_loan *l, size_t t, struct cp_cash *c, enum cp_step_kind step,
                      double missing) {
    double given = fmin(missing, recourse_left(l, c, step));
    if (!(given > 0))
        return 0;
    l->run.support[t] += given;
    l->now.supported += c->building && step == STEP_INTEREST ? 0 : given;
    c->contribution += given;
    return given;
}

/* Loans of a row are paid in proportion to what is due to each, the rest by owners as far as each
 * loan has recourse; without a target all of lenders, or of owners, but those that a trigger holds
 * back. */
static double serve(struct cp_book *b, size_t t, struct cp_cash *c, const struct meant *w) {
    const double *due = w->step == STEP_INTEREST ? c->interest_due : c->principal_due;
    double *done = w->step == STEP_INTEREST ? c->interest_paid : c->principal_paid, all = 0, paid;
    for (size_t k = 0; k < b->nloan; k++)
        if (is_meant(b, c, k, w))
            all += due[k] - done[k];
    if (all <= 0)
        return 0;
    double part =
        pay(b, c, all, is_backed(b, w) ? CP_RESERVE_DEBT_SERVICE : NO_RESERVE, false) / all;
    paid = part * all;
    for (size_t k = 0; k < b->nloan; k++) {
        if (!is_meant(b, c, k, w))
            continue;
        double missing = part < 1 ? (due[k] - done[k]) * (1 - part) : 0;
        double given = support(&b->loan[k], t, c, w->step, missing);
        done[k] = given == missing ? due[k] : due[k] - (missing - given);
        paid += given;
    }
    return paid;
}

static void take(struct cp_book *b, size_t t, struct cp_cash *c, const struct meant *w,
                 const char *account) {
    enum cp_step_kind step = w->step;
    double paid = 0;
    if (step == STEP_OPEX) {
        paid = pay(b, c, c->opex, CP_RESERVE_OPEX, true);
        c->opex -= paid;
    } else if (step == STEP_TAX) {
        paid = pay(b, c, c->tax, CP_RESERVE_OPEX, true);
        c->tax -= paid;
    } else if (step == STEP_INTEREST || step == STEP_PRINCIPAL) {
        paid = serve(b, t, c, w);
    } else if (c->complete) {
        unsigned kinds = step == STEP_DSRA ? 1u << CP_RESERVE_DEBT_SERVICE : ALL_RESERVES;
        paid = cp_finance_reserves_fill(b, t, account, kinds, fmax(0, c->have));
        c->have -= paid;
    }
    b->paid[step][t] += paid;
}

/* Owners repay equity bridges. */
static void repay_bridges(struct cp_book *b, size_t t, struct cp_cash *c) {
    for (size_t k = 0; k < b->nloan; k++) {
        double due = cp_finance_loan_bridged(&b->loan[k], t) ? c->principal_due[k] : 0;
        if (due <= 0)
            continue;
        c->principal_paid[k] = due;
        c->contribution += due;
        b->loan[k].run.support[t] += due;
        b->paid[STEP_PRINCIPAL][t] += due;
    }
}

void cp_finance_waterfall_run(struct cp_book *b, size_t t, struct cp_cash *c) {
    for (size_t s = 0; s < STEPS; s++)
        b->paid[s][t] = 0;
    for (size_t k = 0; k < b->nloan; k++)
        b->loan[k].run.support[t] = 0;
    repay_bridges(b, t, c);
    for (size_t i = 0; i < b->entity->waterfall.nstep; i++) {
        const struct cp_waterfall_step *w = &b->entity->waterfall.step[i];
        enum cp_step_kind step = b->step[i];
        if (step < STEP_SWEEP && cp_finance_step_runs(b, w))
            take(b, t, c, &(struct meant){step, w->target, false}, w->account);
    }
    for (size_t s = STEP_OPEX; s <= STEP_PRINCIPAL; s++)
        take(b, t, c, &(struct meant){.step = (enum cp_step_kind)s}, NULL);
    if (!cp_finance_waterfall_has(b, STEP_RESERVE))
        take(b, t, c, &(struct meant){.step = STEP_RESERVE}, NULL);
    for (size_t s = STEP_INTEREST; s <= STEP_PRINCIPAL; s++)
        take(b, t, c, &(struct meant){.step = (enum cp_step_kind)s, .owners = true}, NULL);
}

/* Loans of owners only where they are named, and distributions may be. */
static bool is_swept(const struct cp_loan *l, const char *target, bool pays_owners) {
    bool named = target && strcmp(l->tranche->name, target) == 0;
    return cp_finance_loan_by_owners(l) ? named && pays_owners : !target || named;
}

/* Early repayment, of loans in proportion to what is owed. */
static double sweep(struct cp_book *b, size_t t, const char *target, bool pays_owners,
                    double have) {
    double owed = 0, part;
    for (size_t k = 0; k < b->nloan; k++)
        if (is_swept(&b->loan[k], target, pays_owners))
            owed += b->loan[k].run.balance[t];
    part = owed > 0 ? fmin(1, have / owed) : 0;
    for (size_t k = 0; k < b->nloan; k++)
        if (is_swept(&b->loan[k], target, pays_owners))
            cp_finance_loan_sweep(&b->loan[k], t, b->loan[k].run.balance[t] * part);
    return owed * part;
}

double cp_finance_waterfall_residual(struct cp_book *b, size_t t, bool locked_up, bool pays_owners,
                                     double *have) {
    double distributed = 0;
    for (size_t i = 0; i < b->entity->waterfall.nstep; i++) {
        const struct cp_waterfall_step *w = &b->entity->waterfall.step[i];
        enum cp_step_kind step = b->step[i];
        if (step < STEP_SWEEP || !cp_finance_step_runs(b, w) ||
            (step == STEP_DISTRIBUTION && locked_up))
            continue;
        double most = fmax(0, *have) * (w->limit > 0 ? w->limit : 1);
        double paid = step == STEP_SWEEP ? sweep(b, t, w->target, pays_owners, most) : most;
        distributed += step == STEP_DISTRIBUTION ? paid : 0;
        b->paid[step][t] += paid;
        *have -= paid;
    }
    return distributed;
}
