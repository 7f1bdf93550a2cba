/* What is left after spending: sweeps and distributions; what was paid to whom; targets of
 * reserves, and what there is to serve debt with. */
#include "finance/rule/loan.h"
#include <math.h>
#include <string.h>

/* ---- rows for what is left ----------------------------------------------------------------- */

static size_t first_left(const struct cp_trace *x, const struct cp_book *b, int64_t t) {
    return cp_rule_rows(x, b, t) + 2;
}

/* The plan's step of a row; NULL: it took nothing. */
static const struct cp_waterfall_step *left_step(const struct cp_trace *x, const struct cp_book *b,
                                                 int64_t t, size_t r, enum cp_step_kind *step) {
    size_t i = r - first_left(x, b, t);
    const struct cp_waterfall_step *w = &b->entity->waterfall.step[i];
    *step = b->step[i];
    bool locked = *step == STEP_DISTRIBUTION && cp_finance_locked_up(model_of(x), b, (size_t)t);
    return *step >= STEP_SWEEP && *step < STEPS && !locked &&
                   cp_finance_is_complete(b, (size_t)t) &&
                   cp_finance_step_ran(b, w, (size_t)t, model_of(x)->T)
               ? w
               : NULL;
}

static bool is_swept(const struct cp_trace *x, struct cp_trace_id id,
                     const struct cp_waterfall_step *w, const struct cp_loan *l) {
    bool named = w->target && strcmp(l->tranche->name, w->target) == 0;
    return cp_finance_loan_by_owners(l)
               ? named && cp_finance_pays_owners(model_of(x), id.of, (size_t)id.t)
               : !w->target || named;
}

static size_t swept_in(struct cp_trace *x, struct cp_trace_id id, size_t r, size_t k) {
    return cp_trace_at(x, RULE_SWEPT_IN, id.of, cp_rule_row(r, k), id.t);
}

/* Owed by a loan before a row that sweeps, once what is due was paid. */
static size_t owed(struct cp_trace *x, struct cp_trace_id id, size_t r, size_t k) {
    static const enum cp_rule grown[] = {RULE_DRAW, RULE_IDC, RULE_INTEREST_SHORT};
    const struct cp_book *b = book_of(id);
    struct cp_trace_id loan = {.what = RULE_BALANCE, .of = b, .sub = k, .t = id.t};
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    cp_trace_add(x, sum, 1, at(x, loan, id.t - 1));
    for (size_t i = 0; i < 3; i++)
        cp_trace_add(x, sum, 1, also(x, loan, grown[i], id.t));
    cp_trace_add(x, sum, -1, cp_rule_paid_to(x, loan, true));
    for (size_t i = first_left(x, b, id.t); i < r; i++) {
        enum cp_step_kind step;
        const struct cp_waterfall_step *w = left_step(x, b, id.t, i, &step);
        if (w && step == STEP_SWEEP && is_swept(x, id, w, &b->loan[k]))
            cp_trace_add(x, sum, -1, swept_in(x, id, i, k));
    }
    return sum;
}

static size_t most(struct cp_trace *x, struct cp_trace_id id, size_t r,
                   const struct cp_waterfall_step *w) {
    const struct cp_book *b = book_of(id);
    size_t have = cp_trace_above(x, cp_trace_at(x, RULE_HAVE, b, cp_rule_row(r - 1, 0), id.t));
    if (!(w->limit > 0) || w->limit == 1)
        return have;
    return cp_trace_by(x, have,
                       cp_trace_key(x, w->limit, "entities/%s/waterfall/%zu/limit", b->entity->name,
                                    (size_t)(w - b->entity->waterfall.step) + 1));
}

void cp_rule_left_paid(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    enum cp_step_kind step;
    size_t r = id.sub >> 24;
    const struct cp_waterfall_step *w = left_step(x, b, id.t, r, &step);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (w && step == STEP_DISTRIBUTION)
        cp_trace_add(x, node, 1, most(x, id, r, w));
    for (size_t k = 0; w && step == STEP_SWEEP && k < b->nloan; k++)
        if (is_swept(x, id, w, &b->loan[k]))
            cp_trace_add(x, node, 1, swept_in(x, id, r, k));
}

/* A sweep is of loans in proportion to what they owe. */
void cp_rule_swept_in(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t r = id.sub >> 24, k = id.sub & ((1u << 24) - 1);
    enum cp_step_kind step;
    const struct cp_waterfall_step *w = left_step(x, b, id.t, r, &step);
    size_t all = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (size_t i = 0; i < b->nloan; i++)
        if (is_swept(x, id, w, &b->loan[i]))
            cp_trace_add(x, all, 1, owed(x, id, r, i));
    size_t part =
        cp_trace_least(x, cp_trace_number(x, 1), cp_trace_over(x, most(x, id, r, w), all));
    cp_trace_is(x, node, CP_TRACE_PRODUCT, NAN);
    cp_trace_add(x, node, 1, owed(x, id, r, k));
    cp_trace_add(x, node, 1, cp_trace_above(x, part)); /* what is owed may be rounding below 0 */
}

/* ---- what was paid ------------------------------------------------------------------------- */

void cp_rule_swept(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t from = first_left(x, b, id.t);
    cp_trace_is(x, node, CP_TRACE_SUM, loan_of(id)->run.swept[id.t]);
    for (size_t r = from; r < from + b->entity->waterfall.nstep; r++) {
        enum cp_step_kind step;
        const struct cp_waterfall_step *w = left_step(x, b, id.t, r, &step);
        if (w && step == STEP_SWEEP && is_swept(x, id, w, loan_of(id)))
            cp_trace_add(x, node, 1, swept_in(x, id, r, id.sub));
    }
}

void cp_rule_interest_short(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, loan_of(id)->run.interest_shortfall[id.t]);
    cp_trace_add(x, node, 1, also(x, id, RULE_INTEREST, id.t));
    cp_trace_add(x, node, -1, also(x, id, RULE_IDC, id.t));
    cp_trace_add(x, node, -1, cp_rule_paid_to(x, id, false));
}

void cp_rule_principal_short(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, loan_of(id)->run.principal_shortfall[id.t]);
    cp_trace_add(x, node, 1, also(x, id, RULE_DUE, id.t));
    cp_trace_add(x, node, -1, cp_rule_paid_to(x, id, true));
}

void cp_rule_principal(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    cp_trace_is(x, node, CP_TRACE_SUM, loan_of(id)->run.principal[id.t]);
    cp_trace_add(x, node, 1, cp_rule_paid_to(x, id, true));
    cp_trace_add(x, node, 1, also(x, id, RULE_SWEPT, id.t));
}

static void add_left(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t from = first_left(x, b, id.t);
    for (size_t r = from; r < from + b->entity->waterfall.nstep; r++) {
        enum cp_step_kind step;
        if (left_step(x, b, id.t, r, &step) && step == id.sub)
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_LEFT_PAID, b, cp_rule_row(r, 0), id.t));
    }
}

/* What a step of the waterfall paid; `sub`: the step. */
void cp_rule_step(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t rows = cp_rule_rows(x, b, id.t);
    cp_trace_is(x, node, CP_TRACE_SUM, b->paid[id.sub][id.t]);
    if (id.sub >= STEP_SWEEP) {
        add_left(x, node, id);
        return;
    }
    for (size_t r = 1; r <= rows; r++)
        if (cp_rule_step_of(x, b, id.t, r) == id.sub) {
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_ROW_PAID, b, cp_rule_row(r, 0), id.t));
            cp_rule_add_given(x, node, id, r);
        }
    for (size_t k = 0; k < b->nloan && id.sub == STEP_PRINCIPAL; k++)
        if (cp_finance_loan_bridged(&b->loan[k], (size_t)id.t))
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_DUE, b, k, id.t));
    for (size_t i = 0; i < b->reserve.n && id.sub == STEP_RESERVE; i++)
        if (b->reserve.account[i].reserve->at_close && id.t == b->reserve.close)
            cp_trace_add(x, node, 1, cp_rule_lack_at_close(x, id, i));
}

/* ---- what serves debt ---------------------------------------------------------------------- */

void cp_rule_cfads(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    if (cp_rule_of_members(x, node, id, b->cfads[id.t]))
        return;
    cp_trace_is(x, node, CP_TRACE_SUM, b->cfads[id.t]);
    cp_trace_add(x, node, 1, line_at(x, b, INC_EBITDA, id.t));
    cp_trace_add(x, node, 1, cp_rule_lease_cash(x, id));
    if (!b->entity->tax.at_owners)
        cp_trace_add(x, node, -1, ofbook(x, id, RULE_TAX, id.t));
    for (size_t i = 0; i < b->reserve.n; i++)
        if (b->reserve.account[i].reserve->kind == CP_RESERVE_CAPEX)
            cp_trace_add(x, node, -1, cp_rule_saved(x, id, i));
}

void cp_rule_service(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    if (cp_rule_of_members(x, node, id, book_of(id)->service[id.t]))
        return;
    cp_trace_is(x, node, CP_TRACE_SUM, book_of(id)->service[id.t]);
    cp_rule_add_loans(x, node, id, RULE_SERVICE_DUE, 1);
}
