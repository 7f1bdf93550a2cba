/* The group's books: those of its members, less what they have of each other. */
#include "finance/rule/rule.h"
#include <math.h>
#include <string.h>

static size_t ownership(struct cp_trace *x, const struct cp_book *b) {
    return cp_trace_key(x, b->entity->ownership, "entities/%s/ownership", b->entity->name);
}

/* What others than its owner have of 1 of it. */
static size_t others(struct cp_trace *x, const struct cp_book *b) {
    return cp_trace_less(x, cp_trace_number(x, 1), ownership(x, b));
}

/* The group's part of its owner. */
static size_t ours(struct cp_trace *x, const struct cp_book *b) {
    const struct cp_finance_model *m = model_of(x);
    size_t part = cp_trace_number(x, 1);
    for (const struct cp_book *o = &m->book[b->parent]; o->parent != NONE; o = &m->book[o->parent])
        part = cp_trace_by(x, part, ownership(x, o));
    return part;
}

static size_t stake(struct cp_trace *x, const struct cp_book *b, int64_t t) {
    return cp_trace_at(x, RULE_STAKE, b, 0, t);
}

/* Losses that its owner's book has not taken. */
static size_t untaken(struct cp_trace *x, const struct cp_book *b, int64_t t) {
    return cp_trace_less(x, stake(x, b, t),
                         cp_trace_by(x, ownership(x, b), line_at(x, b, BS_EQUITY, t)));
}

static size_t owned(struct cp_trace *x, const struct cp_book *b, enum cp_statement_line line,
                    int64_t t) {
    return cp_trace_by(x, ownership(x, b), line_at(x, b, line, t));
}

/* Of the income that is others'. */
static size_t minority(struct cp_trace *x, const struct cp_book *b, int64_t t) {
    size_t theirs = cp_trace_less(x, cp_trace_number(x, 1), ours(x, b));
    size_t taken = cp_trace_at(x, RULE_STAKE_PROFIT, b, 0, t);
    return cp_trace_plus(x, cp_trace_by(x, others(x, b), line_at(x, b, INC_NET, t)),
                         cp_trace_by(x, theirs, cp_trace_less(x, owned(x, b, INC_NET, t), taken)));
}

/* What of a loan to owners is the parent's. */
static size_t lent_part(struct cp_trace *x, const struct cp_book *b, const struct cp_loan *l) {
    const struct cp_entity *e = b->entity;
    const struct cp_tranche *w = l->tranche;
    return cp_finance_loan_by_all_owners(l)
               ? ownership(x, b)
               : cp_trace_key(x, strcmp(w->holder, e->parent) == 0,
                              "entities/%s/tranches/%s/holder", e->name, w->name);
}

static size_t paid(struct cp_trace *x, const struct cp_book *b, size_t k, int64_t t) {
    size_t sum = cp_trace_at(x, RULE_INTEREST, b, k, t);
    sum = cp_trace_less(x, sum, cp_trace_at(x, RULE_IDC, b, k, t));
    return cp_trace_less(x, sum, cp_trace_at(x, RULE_INTEREST_SHORT, b, k, t));
}

void cp_rule_add_lent(struct cp_trace *x, size_t node, struct cp_trace_id id,
                      const struct cp_book *b, double sign) {
    for (size_t k = 0; k < b->nloan; k++) {
        size_t sum = cp_trace_made(x, CP_TRACE_SUM, NULL, 0);
        if (!cp_finance_loan_by_owners(&b->loan[k]))
            continue;
        if (id.sub == BS_LENT)
            cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_BALANCE, b, k, id.t));
        else if (id.sub == INC_LENT)
            cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_INTEREST, b, k, id.t));
        else if (id.sub == CF_INVESTMENT)
            cp_trace_add(x, sum, -1, cp_trace_at(x, RULE_DRAW, b, k, id.t));
        else if (id.sub == CF_RECEIVED) {
            cp_trace_add(x, sum, 1, paid(x, b, k, id.t));
            cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_PRINCIPAL, b, k, id.t));
        } else if (id.sub == CF_OWNER_PRINCIPAL)
            cp_trace_add(x, sum, 1, cp_trace_at(x, RULE_PRINCIPAL, b, k, id.t));
        else
            cp_trace_add(x, sum, 1, paid(x, b, k, id.t));
        cp_trace_add(x, node, sign, cp_trace_by(x, lent_part(x, b, &b->loan[k]), sum));
    }
}

void cp_rule_add_withheld(struct cp_trace *x, size_t node, struct cp_trace_id id,
                          const struct cp_book *b) {
    const struct cp_entity *e = b->entity;
    if (!(e->tax.withheld > 0))
        return;
    size_t part = cp_trace_by(x, ownership(x, b),
                              cp_trace_key(x, e->tax.withheld, "entities/%s/withholding", e->name));
    cp_trace_add(x, node, 1, cp_trace_by(x, part, line_at(x, b, CF_DISTRIBUTION, id.t)));
}

/* What the lines of the parent and of the entity have of a loan between them, taken out: each line
 * by the parent's. */
static void lent(struct cp_trace *x, size_t node, struct cp_trace_id id, const struct cp_book *b) {
    static const struct {
        enum cp_statement_line line, of;
        double sign;
    } rows[] = {{INC_LENT, INC_LENT, -1},
                {INC_OWNER_INTEREST, INC_LENT, 1},
                {CF_INVESTMENT, CF_INVESTMENT, -1},
                {CF_RECEIVED, CF_RECEIVED, -1},
                {CF_INVESTING, CF_INVESTMENT, -1},
                {CF_INVESTING, CF_RECEIVED, -1},
                {CF_OWNER_DRAW, CF_INVESTMENT, 1},
                {CF_OWNER_INTEREST, CF_OWNER_INTEREST, 1},
                {CF_OPERATING, CF_OWNER_INTEREST, 1},
                {CF_OWNER_PRINCIPAL, CF_OWNER_PRINCIPAL, 1},
                {CF_FINANCING, CF_OWNER_PRINCIPAL, 1},
                {CF_FINANCING, CF_INVESTMENT, 1},
                {BS_LENT, BS_LENT, -1},
                {BS_ASSETS, BS_LENT, -1},
                {BS_OWNER_DEBT, BS_LENT, -1},
                {BS_LIABILITIES, BS_LENT, -1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct cp_trace_id of = id;
        of.sub = rows[i].of;
        if (rows[i].line == id.sub)
            cp_rule_add_lent(x, node, of, b, rows[i].sign);
    }
}

static void income(struct cp_trace *x, size_t node, struct cp_trace_id id,
                   const struct cp_book *b) {
    size_t taken = cp_trace_at(x, RULE_STAKE_PROFIT, b, 0, id.t);
    if ((id.sub == INC_LEASE || id.sub == INC_LEASE_PAID) && b->entity->lease.rent.n)
        cp_trace_add(x, node, id.sub == INC_LEASE ? -1 : 1, cp_rule_rent(x, b, id.t));
    else if (id.sub == INC_ASSOCIATES || id.sub == INC_PRETAX || id.sub == INC_NET)
        cp_trace_add(x, node, -1, taken);
    if (id.sub == INC_MINORITY || id.sub == INC_NET)
        cp_trace_add(x, node, -1, minority(x, b, id.t));
}

static void cash(struct cp_trace *x, size_t node, struct cp_trace_id id, const struct cp_book *b) {
    double sign =
        id.sub == CF_INVESTMENT || id.sub == CF_RECEIVED || id.sub == CF_INVESTING ? 1 : -1;
    bool in = id.sub == CF_INVESTMENT || id.sub == CF_INVESTING || id.sub == CF_CONTRIBUTION ||
              id.sub == CF_FINANCING;
    bool out = id.sub == CF_RECEIVED || id.sub == CF_INVESTING || id.sub == CF_DISTRIBUTION ||
               id.sub == CF_FINANCING;
    if (in)
        cp_trace_add(x, node, sign, owned(x, b, CF_CONTRIBUTION, id.t));
    if (out)
        cp_trace_add(x, node, sign, owned(x, b, CF_DISTRIBUTION, id.t));
}

static void balance(struct cp_trace *x, size_t node, struct cp_trace_id id,
                    const struct cp_book *b) {
    size_t theirs = cp_trace_less(x, cp_trace_number(x, 1), ours(x, b));
    if (id.sub == BS_ASSOCIATES || id.sub == BS_ASSETS || id.sub == BS_EQUITY)
        cp_trace_add(x, node, -1, stake(x, b, id.t));
    else if (id.sub == BS_PAID_IN) {
        cp_trace_add(x, node, -1, line_at(x, b, BS_PAID_IN, id.t));
        cp_trace_add(x, node, -1, cp_trace_by(x, ours(x, b), untaken(x, b, -1)));
    } else if (id.sub == BS_RETAINED && id.t >= 0) {
        size_t since = cp_trace_less(x, untaken(x, b, id.t), untaken(x, b, -1));
        cp_trace_add(x, node, -1, line_at(x, b, BS_RETAINED, id.t));
        cp_trace_add(x, node, -1, cp_trace_by(x, ours(x, b), since));
    } else if (id.sub == BS_MINORITY) {
        cp_trace_add(x, node, 1, cp_trace_by(x, others(x, b), line_at(x, b, BS_EQUITY, id.t)));
        cp_trace_add(x, node, -1, line_at(x, b, BS_MINORITY, id.t));
        cp_trace_add(x, node, -1, cp_trace_by(x, theirs, untaken(x, b, id.t)));
    }
}

void cp_rule_group_line(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_finance_model *m = model_of(x);
    for (size_t i = 0; i < m->nbook; i++) {
        const struct cp_book *b = &m->book[i];
        if (!cp_rule_is_member(m, id.of, i))
            continue;
        cp_trace_add(x, node, 1, line_at(x, b, (enum cp_statement_line)id.sub, id.t));
        if (b->parent == NONE)
            continue;
        lent(x, node, id, b);
        if (id.sub < CF_EBITDA)
            income(x, node, id, b);
        else if (id.sub < BS_CASH)
            cash(x, node, id, b);
        else
            balance(x, node, id, b);
    }
}

/* ---- what its owner sees of an entity ------------------------------------------------------ */

/* What owners stand in for of a loan: all, up to what is left of a cap, or nothing. */
static size_t left(struct cp_trace *x, const struct cp_book *b, size_t k, int64_t t) {
    const struct cp_loan *l = &b->loan[k];
    size_t owed = cp_trace_at(x, RULE_BALANCE, b, k, t);
    bool building = t < 0 ? b->opens > 0 : (size_t)t + 1 < b->opens;
    if (l->recourse == CP_RECOURSE_CAPPED) {
        size_t cap =
            cp_trace_key(x, l->tranche->recourse.cap, "entities/%s/tranches/%s/recourse_cap",
                         b->entity->name, l->tranche->name);
        if (t >= 0)
            cap = cp_trace_less(
                x, cap,
                cp_trace_at(x, RULE_SUPPORTED, b, cp_rule_row(cp_rule_rows(x, b, t), k), t));
        return cp_trace_least(x, owed, cp_trace_above(x, cap));
    }
    bool all = l->recourse == CP_RECOURSE_FULL ||
               (l->recourse == CP_RECOURSE_COMPLETION && building) ||
               cp_finance_loan_by_all_owners(l);
    return all ? owed : cp_trace_number(x, 0);
}

void cp_rule_recourse(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM,
                id.t < 0 ? cp_finance_recourse_open(b) : b->stake.recourse[id.t]);
    for (size_t k = 0; k < b->nloan; k++)
        cp_trace_add(x, node, 1, left(x, b, k, id.t));
}

void cp_rule_stake(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_MOST, id.t < 0 ? b->stake.open : b->stake.value[id.t]);
    cp_trace_add(x, node, 1, owned(x, b, BS_EQUITY, id.t));
    cp_trace_add(
        x, node, 1,
        cp_trace_times(x, -1, cp_trace_by(x, ownership(x, b), ofbook(x, id, RULE_RECOURSE, id.t))));
}

void cp_rule_stake_profit(struct cp_trace *x, size_t node, struct cp_trace_id id) {
    const struct cp_book *b = book_of(id);
    cp_trace_is(x, node, CP_TRACE_SUM, b->stake.profit[id.t]);
    cp_trace_add(x, node, 1, owned(x, b, INC_NET, id.t));
    cp_trace_add(x, node, 1, untaken(x, b, id.t));
    cp_trace_add(x, node, -1, untaken(x, b, id.t - 1));
}
