/* A period's cash down the waterfall: row by row, what is due, what is paid, what is left. Rows are
 * numbered from 1 in the order in which the model ran them; then follows what is spent, then the
 * rows for what is left. */
#include "finance/rule/loan.h"
#include "finance/rule/row.h"
#include <math.h>
#include <string.h>

static size_t row_of(struct cp_trace_id id) {
    return id.sub >> 24;
}
static size_t part_of(struct cp_trace_id id) {
    return id.sub & ((1u << 24) - 1);
}
static size_t in_row(struct cp_trace *x, struct cp_trace_id id, enum cp_rule what, size_t r,
                     size_t of) {
    return cp_trace_at(x, what, id.of, cp_rule_row(r, of), id.t);
}

/* ---- reserves ------------------------------------------------------------------------------ */

static size_t target(struct cp_trace *x, struct cp_trace_id id, size_t i) {
    return cp_trace_at(x, RULE_TARGET, id.of, i, id.t);
}

static size_t before(struct cp_trace *x, struct cp_trace_id id, size_t r) {
    return cp_trace_above(x, in_row(x, id, RULE_HAVE, r - 1, 0));
}

/* What the accounts of a row give or take until account i: letters of credit after all others. */
static size_t taken_until(struct cp_trace *x, struct cp_trace_id id, size_t r,
                          const struct cp_rule_row_of *w, size_t i, bool fill) {
    const struct cp_book *b = book_of(id);
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    for (size_t k = 0; k < b->reserve.n; k++)
        if (cp_rule_is_letter(b, k) != cp_rule_is_letter(b, i) ? cp_rule_is_letter(b, k) : k >= i)
            continue;
        else if (fill ? cp_rule_fills(b, id.t, w, k) : cp_rule_backs(b, w, k))
            cp_trace_add(x, sum, 1, in_row(x, id, RULE_TAKEN, r, k));
    return sum;
}

/* Moved by account `part` in a row: out of it where cash lacks, into it where there is some. */
void cp_rule_taken(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t r = row_of(id), i = part_of(id);
    struct cp_rule_row_of w = cp_rule_row_at(x, b, id.t, r);
    bool fill = cp_rule_fills(b, id.t, &w, i);
    size_t held = in_row(x, id, RULE_HELD, r - 1, i), most = before(x, id, r);
    size_t so_far = taken_until(x, id, r, &w, i, fill);
    if (!fill)
        most = cp_trace_less(x, in_row(x, id, RULE_ROW_DUE, r, 0), most);
    most = cp_trace_less(x, fill ? most : cp_trace_above(x, most), so_far);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    cp_trace_add(
        x, node, 1,
        cp_trace_above(
            x, cp_trace_least(x, fill ? cp_trace_less(x, target(x, id, i), held) : held, most)));
}

/* After row r; 0: what stands above target has gone back. */
void cp_rule_held(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t r = row_of(id), i = part_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (r == 0 && cp_rule_is_letter(b, i)) { /* what it stands for, no cash */
        if (id.t > 0)
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_TARGET, b, i, id.t - 1));
        return;
    }
    if (r == 0) {
        size_t old =
            id.t > 0 ? cp_trace_at(x, RULE_RESERVE, b, i, id.t - 1) : cp_trace_number(x, 0);
        cp_trace_add(x, node, 1, cp_trace_least(x, old, target(x, id, i)));
        return;
    }
    struct cp_rule_row_of w = cp_rule_row_at(x, b, id.t, r);
    bool fill = cp_rule_fills(b, id.t, &w, i);
    cp_trace_add(x, node, 1, in_row(x, id, RULE_HELD, r - 1, i));
    if (fill || cp_rule_backs(b, &w, i))
        cp_trace_add(x, node, fill ? 1 : -1, in_row(x, id, RULE_TAKEN, r, i));
}

/* Savings for what is spent now. */
static size_t for_capex(struct cp_trace *x, struct cp_trace_id id, size_t i) {
    const struct cp_book *b = book_of(id);
    const struct cp_reserve_account *a = &b->reserve.account[i];
    if (a->spent[id.t] == 0)
        return cp_trace_number(x, 0);
    const struct cp_entity *e = b->entity;
    size_t spent = cp_trace_number(x, 0);
    for (size_t k = 0; k < e->nstream; k++)
        if (strcmp(e->stream[k].name, a->reserve->stream) == 0)
            spent = cp_trace_at(x, RULE_STREAM, &e->stream[k], 0, id.t);
    return cp_trace_least(x, in_row(x, id, RULE_HELD, cp_rule_rows(x, b, id.t), i), spent);
}

static bool closes(const struct cp_book *b, size_t i, int64_t t) {
    return b->reserve.account[i].reserve->at_close && t == b->reserve.close;
}

size_t cp_rule_lack_at_close(struct cp_trace *x, struct cp_trace_id id, size_t i) {
    size_t rows = cp_rule_rows(x, id.of, id.t);
    return cp_trace_above(x, cp_trace_less(x, target(x, id, i), in_row(x, id, RULE_HELD, rows, i)));
}

/* At the end of a period. */
void cp_rule_reserve(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t i = id.sub;
    cp_trace_is(x, node, CP_TRACE_SUM, b->reserve.account[i].balance[id.t]);
    if (cp_rule_is_letter(b, i))
        return;
    cp_trace_add(x, node, 1, in_row(x, id, RULE_HELD, cp_rule_rows(x, b, id.t), i));
    cp_trace_add(x, node, -1, for_capex(x, id, i));
    if (closes(b, i, id.t))
        cp_trace_add(x, node, 1, cp_rule_lack_at_close(x, id, i));
}

/* ---- rows that serve ----------------------------------------------------------------------- */

static size_t due_to(struct cp_trace *x, struct cp_trace_id id, enum cp_step_kind step, size_t k) {
    if (step == STEP_PRINCIPAL)
        return cp_trace_at(x, RULE_DUE, id.of, k, id.t);
    return cp_trace_less(x, cp_trace_at(x, RULE_INTEREST, id.of, k, id.t),
                         cp_trace_at(x, RULE_IDC, id.of, k, id.t));
}

/* `of` a row: twice the loan, and 1 for principal. */
static size_t done(struct cp_trace *x, struct cp_trace_id id, size_t r, enum cp_step_kind step,
                   size_t k) {
    return in_row(x, id, RULE_DONE, r, 2 * k + (step == STEP_PRINCIPAL));
}

size_t cp_rule_paid_to(struct cp_trace *x, struct cp_trace_id id, bool principal) {
    return done(x, id, cp_rule_rows(x, id.of, id.t), principal ? STEP_PRINCIPAL : STEP_INTEREST,
                id.sub);
}

/* Due to a loan and not covered by cash in a row. */
static size_t missing(struct cp_trace *x, struct cp_trace_id id, size_t r, enum cp_step_kind step,
                      size_t k) {
    size_t left = cp_trace_less(x, due_to(x, id, step, k), done(x, id, r - 1, step, k));
    size_t part =
        cp_trace_over(x, in_row(x, id, RULE_ROW_PAID, r, 0), in_row(x, id, RULE_ROW_DUE, r, 0));
    if (!x->oom)
        x->node[part].plus = 1;
    return cp_trace_by(x, left, cp_trace_less(x, cp_trace_number(x, 1), part));
}

static bool pays_building(const struct cp_book *b, int64_t t, enum cp_step_kind step) {
    return t < (int64_t)b->opens && step == STEP_INTEREST;
}

/* Of what is missing, what owners pay. */
void cp_rule_given(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t r = row_of(id), k = part_of(id);
    const struct cp_loan *l = &b->loan[k];
    struct cp_rule_row_of w = cp_rule_row_at(x, b, id.t, r);
    bool building = id.t < (int64_t)b->opens;
    bool all = !cp_finance_loan_by_owners(l) &&
               (pays_building(b, id.t, w.step) || l->recourse == CP_RECOURSE_FULL ||
                (l->recourse == CP_RECOURSE_COMPLETION && building));
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (all)
        cp_trace_add(x, node, 1, missing(x, id, r, w.step, k));
    else if (l->recourse == CP_RECOURSE_CAPPED) {
        size_t cap =
            cp_trace_key(x, l->tranche->recourse.cap, "entities/%s/tranches/%s/recourse_cap",
                         b->entity->name, l->tranche->name);
        size_t left = cp_trace_less(x, cap, in_row(x, id, RULE_SUPPORTED, r - 1, k));
        cp_trace_add(x, node, 1,
                     cp_trace_least(x, missing(x, id, r, w.step, k), cp_trace_above(x, left)));
    }
}

/* Paid by owners under a cap, until row r. */
void cp_rule_supported(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t r = row_of(id), k = part_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (r == 0) {
        if (id.t > 0)
            cp_trace_add(x, node, 1,
                         cp_trace_at(x, RULE_SUPPORTED, b,
                                     cp_rule_row(cp_rule_rows(x, b, id.t - 1), k), id.t - 1));
        return;
    }
    struct cp_rule_row_of w = cp_rule_row_at(x, b, id.t, r);
    cp_trace_add(x, node, 1, in_row(x, id, RULE_SUPPORTED, r - 1, k));
    if (cp_rule_serves(&w) && cp_rule_is_meant(x, b, id.t, &w, k) &&
        !pays_building(b, id.t, w.step))
        cp_trace_add(x, node, 1, in_row(x, id, RULE_GIVEN, r, k));
}

void cp_rule_done(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t r = row_of(id), k = part_of(id) / 2;
    enum cp_step_kind step = part_of(id) % 2 ? STEP_PRINCIPAL : STEP_INTEREST;
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (r == 0) {
        if (step == STEP_PRINCIPAL && cp_finance_loan_bridged(&b->loan[k], (size_t)id.t))
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_DUE, b, k, id.t));
        return;
    }
    struct cp_rule_row_of w = cp_rule_row_at(x, b, id.t, r);
    if (w.step != step || !cp_rule_is_meant(x, b, id.t, &w, k)) {
        cp_trace_add(x, node, 1, done(x, id, r - 1, step, k));
        return;
    }
    cp_trace_add(x, node, 1, due_to(x, id, step, k));
    cp_trace_add(x, node, -1, missing(x, id, r, step, k));
    cp_trace_add(x, node, 1, in_row(x, id, RULE_GIVEN, r, k));
}

void cp_rule_add_given(struct cp_trace *x, size_t node, struct cp_trace_id id, size_t r) {
    struct cp_rule_row_of w = cp_rule_row_at(x, id.of, id.t, r);
    for (size_t k = 0; cp_rule_serves(&w) && k < book_of(id)->nloan; k++)
        if (cp_rule_is_meant(x, id.of, id.t, &w, k))
            cp_trace_add(x, node, 1, in_row(x, id, RULE_GIVEN, r, k));
}

void cp_rule_support(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t rows = cp_rule_rows(x, b, id.t);
    cp_trace_is(x, node, CP_TRACE_SUM, b->loan[id.sub].run.support[id.t]);
    if (cp_finance_loan_bridged(&b->loan[id.sub], (size_t)id.t))
        cp_trace_add(x, node, 1, also(x, id, RULE_DUE, id.t));
    for (size_t r = 1; r <= rows; r++) {
        struct cp_rule_row_of w = cp_rule_row_at(x, b, id.t, r);
        if (cp_rule_serves(&w) && cp_rule_is_meant(x, b, id.t, &w, id.sub))
            cp_trace_add(x, node, 1, in_row(x, id, RULE_GIVEN, r, id.sub));
    }
}

/* ---- rows ---------------------------------------------------------------------------------- */

/* Opex and tax are due in their first row alone: there they are always paid. */
static bool is_first(const struct cp_trace *x, struct cp_trace_id id, size_t r,
                     enum cp_step_kind step) {
    for (size_t i = 1; i < r; i++)
        if (cp_rule_row_at(x, id.of, id.t, i).step == step)
            return false;
    return true;
}

void cp_rule_row_due(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t r = row_of(id);
    struct cp_rule_row_of w = cp_rule_row_at(x, b, id.t, r);
    bool taxed = w.step == STEP_TAX && !b->entity->tax.at_owners;
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if ((w.step == STEP_OPEX || taxed) && is_first(x, id, r, w.step))
        cp_trace_add(
            x, node, 1,
            cp_trace_above(x, taxed ? ofbook(x, id, RULE_TAX, id.t) : cp_rule_opex(x, id)));
    if (w.step == STEP_OPEX && is_first(x, id, r, w.step))
        cp_trace_add(x, node, 1,
                     cp_trace_above(x, cp_trace_times(x, -1, ofbook(x, id, RULE_REVENUE, id.t))));
    for (size_t k = 0; cp_rule_serves(&w) && k < b->nloan; k++)
        if (cp_rule_is_meant(x, b, id.t, &w, k)) {
            cp_trace_add(x, node, 1, due_to(x, id, w.step, k));
            cp_trace_add(x, node, -1, done(x, id, r - 1, w.step, k));
        }
}

/* What cash there is for a row, with what reserves give for it. */
static size_t cash_for(struct cp_trace *x, struct cp_trace_id id, size_t r,
                       const struct cp_rule_row_of *w) {
    size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
    cp_trace_add(x, sum, 1, in_row(x, id, RULE_HAVE, r - 1, 0));
    for (size_t i = 0; i < book_of(id)->reserve.n; i++)
        if (cp_rule_backs(id.of, w, i))
            cp_trace_add(x, sum, 1, in_row(x, id, RULE_TAKEN, r, i));
    return sum;
}

/* From cash, and for opex and tax from owners. */
void cp_rule_row_paid(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    size_t r = row_of(id), due = in_row(x, id, RULE_ROW_DUE, r, 0);
    struct cp_rule_row_of w = cp_rule_row_at(x, id.of, id.t, r);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (w.step == STEP_OPEX || w.step == STEP_TAX)
        cp_trace_add(x, node, 1, due);
    else if (cp_rule_serves(&w))
        cp_trace_add(x, node, 1, cp_trace_above(x, cp_trace_least(x, due, cash_for(x, id, r, &w))));
    else
        for (size_t i = 0; i < book_of(id)->reserve.n; i++)
            if (cp_rule_fills(id.of, id.t, &w, i))
                cp_trace_add(x, node, 1, in_row(x, id, RULE_TAKEN, r, i));
}

/* By owners in a row; in the one after the last, for what is spent. */
void cp_rule_row_own(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t r = row_of(id), rows = cp_rule_rows(x, b, id.t);
    struct cp_rule_row_of w = cp_rule_row_at(x, b, id.t, r);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (r > rows) {
        cp_trace_add(x, node, 1,
                     cp_trace_above(x, cp_trace_less(x, ofbook(x, id, RULE_SPEND_DUE, id.t),
                                                     before(x, id, r))));
        return;
    }
    if (w.step != STEP_OPEX && w.step != STEP_TAX)
        return;
    size_t due = in_row(x, id, RULE_ROW_DUE, r, 0);
    size_t paid = cp_trace_above(x, cp_trace_least(x, due, cash_for(x, id, r, &w)));
    cp_trace_add(x, node, 1, cp_trace_less(x, due, paid));
}

/* What is given towards capex is cash before anything is paid. */
static void add_grants(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_entity *e = book_of(id)->entity;
    for (size_t i = 0; i < e->nstream; i++)
        if (e->stream[i].kind == CP_STREAM_GRANT)
            cp_trace_add(x, node, 1,
                         cp_trace_above(x, cp_trace_at(x, RULE_STREAM, &e->stream[i], 0, id.t)));
}

/* Cash that the period begins with: what was kept, freed from reserves, drawn and earned. */
static void add_start(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_add(x, node, 1, line_at(x, b, BS_CASH, id.t - 1));
    for (size_t i = 0; i < b->reserve.n; i++)
        if (!cp_rule_is_letter(b, i))
            cp_trace_add(x, node, -1, in_row(x, id, RULE_HELD, 0, i));
    for (size_t k = 0; k < b->nloan; k++)
        if (!b->loan[k].life.delayed)
            cp_trace_add(x, node, 1, cp_trace_at(x, RULE_DRAW, b, k, id.t));
    cp_trace_add(x, node, 1, cp_rule_running(x, id));
    add_grants(x, node, id);
    cp_trace_add(x, node, 1, line_at(x, b, CF_RECEIVED, id.t));
    cp_trace_add(x, node, 1, line_at(x, b, CF_WITHHELD, id.t));
    cp_trace_add(x, node, 1, line_at(x, b, INC_RESERVE_INTEREST, id.t));
    cp_trace_add(x, node, 1, cp_trace_above(x, ofbook(x, id, RULE_REVENUE, id.t)));
    cp_trace_add(x, node, -1, cp_trace_least(x, cp_trace_number(x, 0), cp_rule_opex(x, id)));
    if (!b->entity->tax.at_owners)
        cp_trace_add(x, node, -1,
                     cp_trace_least(x, cp_trace_number(x, 0), ofbook(x, id, RULE_TAX, id.t)));
}

void cp_rule_have(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    size_t r = row_of(id), rows = cp_rule_rows(x, b, id.t);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    if (r == 0) {
        add_start(x, node, id);
        return;
    }
    cp_trace_add(x, node, 1, in_row(x, id, RULE_HAVE, r - 1, 0));
    if (r > rows + 1) {
        cp_trace_add(x, node, -1, in_row(x, id, RULE_LEFT_PAID, r, 0));
        return;
    }
    cp_trace_add(x, node, 1, in_row(x, id, RULE_ROW_OWN, r, 0));
    if (r == rows + 1) {
        cp_trace_add(x, node, -1, ofbook(x, id, RULE_SPEND_DUE, id.t));
        return;
    }
    struct cp_rule_row_of w = cp_rule_row_at(x, b, id.t, r);
    for (size_t i = 0; i < b->reserve.n; i++)
        if (cp_rule_backs(b, &w, i))
            cp_trace_add(x, node, 1, in_row(x, id, RULE_TAKEN, r, i));
    cp_trace_add(x, node, -1, in_row(x, id, RULE_ROW_PAID, r, 0));
}

/* ---- what is spent ------------------------------------------------------------------------- */

void cp_rule_spend_due(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, NAN);
    cp_trace_add(x, node, -1, line_at(x, b, CF_CAPEX_SITE, id.t));
    cp_trace_add(x, node, -1, line_at(x, b, CF_CAPEX_GPU, id.t));
    cp_trace_add(x, node, -1, line_at(x, b, CF_CAPEX_LEASED, id.t));
    add_grants(x, node, id);
    cp_trace_add(x, node, -1, line_at(x, b, CF_INVESTMENT, id.t));
    cp_trace_add(x, node, 1, cp_rule_running(x, id));
    cp_rule_add_loans(x, node, id, RULE_UPFRONT, 1);
    cp_rule_add_loans(x, node, id, RULE_DISCOUNT, 1);
    cp_rule_add_loans(x, node, id, RULE_COMMITMENT, 1);
    cp_trace_add(x, node, 1, cp_rule_letters_fee(x, id));
    for (size_t k = 0; k < b->nloan; k++)
        if (b->loan[k].life.delayed)
            cp_trace_add(x, node, -1, cp_trace_at(x, RULE_DRAW, b, k, id.t));
    for (size_t i = 0; i < b->reserve.n; i++) {
        cp_trace_add(x, node, -1, for_capex(x, id, i));
        if (closes(b, i, id.t))
            cp_trace_add(x, node, 1, cp_rule_lack_at_close(x, id, i));
    }
}
