/* Which rows of the waterfall ran in a period, and what each of them serves, fills and draws from.
 */
#include "finance/rule/row.h"
#include "finance/model/loan.h"
#include <string.h>

static bool ran(const struct cp_trace *x, const struct cp_book *b, size_t i, int64_t t) {
    return cp_finance_step_ran(b, &b->entity->waterfall.step[i], (size_t)t, model_of(x)->T);
}

static bool has_owners(const struct cp_book *b) {
    for (size_t k = 0; k < b->nloan; k++)
        if (cp_finance_loan_by_owners(&b->loan[k]))
            return true;
    return false;
}

/* Row r of those that ran; STEPS: there is none. */
struct cp_rule_row_of cp_rule_row_at(const struct cp_trace *x, const struct cp_book *b, int64_t t,
                                     size_t r) {
    size_t n = 0;
    for (size_t i = 0; i < b->entity->waterfall.nstep; i++) {
        const struct cp_waterfall_step *w = &b->entity->waterfall.step[i];
        if (b->step[i] < STEP_SWEEP && ran(x, b, i, t) && ++n == r)
            return (struct cp_rule_row_of){b->step[i], w->target, w->account, w, false};
    }
    for (size_t s = STEP_OPEX; s <= STEP_PRINCIPAL; s++)
        if (++n == r)
            return (struct cp_rule_row_of){.step = (enum cp_step_kind)s};
    if (!cp_finance_waterfall_has(b, STEP_RESERVE) && ++n == r)
        return (struct cp_rule_row_of){.step = STEP_RESERVE};
    for (size_t s = STEP_INTEREST; s <= STEP_PRINCIPAL && has_owners(b); s++)
        if (++n == r)
            return (struct cp_rule_row_of){.step = (enum cp_step_kind)s, .owners = true};
    return (struct cp_rule_row_of){.step = STEPS};
}

size_t cp_rule_rows(const struct cp_trace *x, const struct cp_book *b, int64_t t) {
    size_t n = 0;
    while (cp_rule_row_at(x, b, t, n + 1).step != STEPS)
        n++;
    return n;
}

enum cp_step_kind cp_rule_step_of(const struct cp_trace *x, const struct cp_book *b, int64_t t,
                                  size_t r) {
    return cp_rule_row_at(x, b, t, r).step;
}

static bool held_back(const struct cp_trace *x, const struct cp_book *b, int64_t t,
                      enum cp_step_kind step, const struct cp_loan *l) {
    bool held = false;
    for (size_t i = 0; i < b->entity->waterfall.nstep; i++) {
        const struct cp_waterfall_step *w = &b->entity->waterfall.step[i];
        bool names =
            w->target ? strcmp(w->target, l->tranche->name) == 0 : !cp_finance_loan_by_owners(l);
        if (b->step[i] != step || !names)
            continue;
        if (ran(x, b, i, t))
            return false;
        held = true;
    }
    return held;
}

bool cp_rule_is_meant(const struct cp_trace *x, const struct cp_book *b, int64_t t,
                      const struct cp_rule_row_of *w, size_t k) {
    const struct cp_loan *l = &b->loan[k];
    bool owners = cp_finance_loan_by_owners(l);
    if (owners && !cp_finance_pays_owners(model_of(x), b, (size_t)t))
        return false;
    return w->target ? strcmp(l->tranche->name, w->target) == 0
                     : owners == w->owners && !held_back(x, b, t, w->step, l);
}

bool cp_rule_serves(const struct cp_rule_row_of *w) {
    return w->step == STEP_INTEREST || w->step == STEP_PRINCIPAL;
}

bool cp_rule_fills(const struct cp_book *b, int64_t t, const struct cp_rule_row_of *w, size_t i) {
    const struct cp_reserve *r = b->reserve.account[i].reserve;
    bool reserve = w->step == STEP_RESERVE || w->step == STEP_DSRA;
    if (!reserve || cp_rule_is_letter(b, i) || !cp_finance_is_complete(b, (size_t)t))
        return false;
    if (w->account)
        return strcmp(r->name, w->account) == 0;
    return w->step == STEP_RESERVE || r->kind == CP_RESERVE_DEBT_SERVICE;
}

/* Reserves are the lenders'. */
static bool serves_owners(const struct cp_book *b, const struct cp_rule_row_of *w) {
    for (size_t k = 0; w->target && k < b->nloan; k++)
        if (strcmp(b->loan[k].tranche->name, w->target) == 0)
            return cp_finance_loan_by_owners(&b->loan[k]);
    return w->owners;
}

/* Of the kind that pays where cash does not suffice. */
bool cp_rule_backs(const struct cp_book *b, const struct cp_rule_row_of *w, size_t i) {
    enum cp_reserve_kind kind = b->reserve.account[i].reserve->kind;
    return cp_rule_serves(w)
               ? kind == CP_RESERVE_DEBT_SERVICE && !serves_owners(b, w)
               : (w->step == STEP_OPEX || w->step == STEP_TAX) && kind == CP_RESERVE_OPEX;
}
