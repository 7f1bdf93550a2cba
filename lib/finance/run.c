/* The model from plan and facts to closed books: one entity after the other, owned before owner;
 * where some file together, again and again until what they have of each other stands. */
#include "finance/run.h"
#include "finance/intake/intake.h"
#include "finance/model/lease.h"
#include "finance/model/relief.h"
#include "finance/tranche/tranche.h"
#include <math.h>
#include <string.h>

/* Debt, reserves, triggers and assets of a book; tells what is wrong with any of its loans. */
static int make_parts(struct cp_finance_model *m, struct cp_book *b) {
    int rc = cp_finance_loans_make(m, b), made = cp_finance_triggers_make(m, b);
    if (made)
        return made;
    made = cp_finance_reserves_make(m, b);
    if (made)
        return made;
    made = cp_finance_leases_make(m, b);
    if (made)
        return made;
    cp_finance_assets_run(m, b);
    cp_finance_property_tax(m, b);
    cp_finance_completion_find(m, b);
    return rc;
}

static int run_book(struct cp_finance_model *m, struct cp_book *b) {
    cp_finance_statements_open(m, b);
    int rc = cp_finance_entity_run(m, b);
    if (rc)
        return rc;
    rc = cp_finance_statements_close(m, b);
    if (rc)
        return rc;
    cp_finance_pass_up(m, b);
    return 0;
}

int cp_finance_model_make(struct cp_finance_model *m) {
    int rc = cp_finance_model_open(m);
    if (rc)
        return rc;
    rc = cp_finance_take_facts(m);
    if (rc)
        return rc;
    rc = cp_finance_assets_open(m);
    if (rc)
        return rc;
    for (size_t i = 0; i < m->nbook; i++) {
        int made = make_parts(m, &m->book[i]);
        rc = made ? made : rc;
    }
    return rc;
}

static int run_books(struct cp_finance_model *m) {
    int rc = 0;
    for (size_t i = 0; i < m->nbook && rc == 0; i++)
        rc = run_book(m, &m->book[m->order[i]]);
    return rc;
}

/* ---- entities that file together ------------------------------------------------------------ */

/* Lines of all books before any is closed. */
struct unclosed {
    double *line, *open; /* of all books, one after another */
    size_t said;         /* bytes of notes */
};

static int keep(struct cp_finance_model *m, struct unclosed *u) {
    u->line = cp_arena_calloc(&m->arena, m->nbook * LINES, m->T * sizeof(double));
    u->open = cp_arena_calloc(&m->arena, m->nbook * LINES, sizeof(double));
    if (!u->line || !u->open)
        return cp_fail_nomem(m->err);
    u->said = m->notes->len;
    for (size_t k = 0; k < m->nbook; k++)
        for (size_t i = 0; i < LINES; i++) {
            memcpy(u->line + (k * LINES + i) * m->T, m->book[k].line[i], m->T * sizeof(double));
            u->open[k * LINES + i] = m->book[k].open[i];
        }
    return 0;
}

/* What debt and reserves were found to be stays: the next round begins with it. */
static void reopen(struct cp_finance_model *m, const struct unclosed *u) {
    for (size_t k = 0; k < m->nbook; k++) {
        for (size_t i = 0; i < LINES; i++) {
            memcpy(m->book[k].line[i], u->line + (k * LINES + i) * m->T, m->T * sizeof(double));
            m->book[k].open[i] = u->open[k * LINES + i];
        }
        m->book[k].settling.depth = 0;
    }
    if (m->notes->s)
        m->notes->s[m->notes->len = u->said] = '\0';
}

static int does_not_settle(struct cp_finance_model *m) {
    const struct cp_tax_filing *worst = m->filings.at;
    for (size_t i = 1; i < m->filings.n; i++)
        if (cp_finance_settle_gap(&m->filings.at[i].settling) >
            cp_finance_settle_gap(&worst->settling))
            worst = &m->filings.at[i];
    return cp_fail_at(m->err, CP_ENUMERIC, worst->terms->pos,
                      "tax_groups/%s: what its members have of each other does not settle; give "
                      "their debt fixed amounts or schedules",
                      worst->terms->name);
}

/* What one has of another in a year comes back through tax and debt by less than the tax rate: it
 * converges. It stands when what is left is rounding, and gets no smaller. */
static int run_together(struct cp_finance_model *m) {
    enum { WHOLE = 30, ROUNDS = 200, CALM = 3 };
    struct unclosed u = {0};
    int rc = keep(m, &u), calm = 0;
    double best = INFINITY;
    for (int round = 0; rc == 0 && round < ROUNDS; round++) {
        if (round)
            reopen(m, &u);
        rc = run_books(m);
        double gap = rc == 0 ? cp_finance_filings_gap(m) : 0;
        calm = gap < best ? 0 : calm + 1;
        best = fmin(best, gap);
        if (rc || gap <= 1e-15 || (gap <= 1e-12 && calm == CALM))
            return rc;
        if (cp_finance_filings_move(m, round > WHOLE) != 0)
            return cp_fail_nomem(m->err);
    }
    return rc ? rc : does_not_settle(m);
}

int cp_finance_model_finish(struct cp_finance_model *m) {
    int rc = cp_finance_take_desk(m);
    return rc ? rc : m->filings.n ? run_together(m) : run_books(m);
}

int cp_finance_model_run(struct cp_finance_model *m) {
    int rc = cp_finance_model_make(m);
    return rc ? rc : cp_finance_model_finish(m);
}
