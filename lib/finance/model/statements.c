/* The three statements of a book: opening balance, lines from flows, assets and loans, totals, and
 * the proof that they balance. */
#include "finance/model/model.h"
#include <math.h>

static double sum(const struct cp_book *b, size_t t, enum cp_statement_line from,
                  enum cp_statement_line to) {
    double s = 0;
    for (size_t i = from; i <= to; i++)
        s += b->line[i][t];
    return s;
}

/* Where an entity has no cash of its own in the plan, it holds what it has borrowed before the plan
 * and not yet spent. */
void cp_finance_statements_open(struct cp_finance_model *m, struct cp_book *b) {
    double *o = b->open;
    int64_t origin = m->plan->horizon.origin;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        o[cp_finance_loan_by_owners(l) ? BS_OWNER_DEBT : BS_DEBT] += l->open.balance;
        o[BS_FINANCING_COSTS] += l->open.costs;
        if (l->open.capitalised <= 0)
            continue;
        struct cp_asset a = cp_finance_loan_asset(m, l);
        double book = cp_finance_asset_depreciated(b, &a, origin),
               left = cp_finance_asset_deductible(b, &a);
        double taxed = cp_finance_asset_deducted(b, &a, origin);
        o[BS_SITE] += l->open.capitalised * (1 - book);
        o[BS_DEFERRED_TAX] +=
            cp_finance_tax_rate(b) * l->open.capitalised * ((1 - book) * left - (left - taxed));
    }
    double spent = o[BS_SITE] + o[BS_GPU] + o[BS_FINANCING_COSTS];
    bool given = b->entity->cash >= 0;
    o[BS_CASH] = given ? b->entity->cash : fmax(0, o[BS_DEBT] - spent);
    if (!given && o[BS_CASH] > 0)
        cp_finance_note(
            m, "%s: no cash in the plan: it starts with %.6g %s, borrowed and not yet spent",
            b->entity->name, o[BS_CASH], m->plan->money.currency);
    o[BS_ASSETS] = o[BS_CASH] + spent + o[BS_ROU] + o[BS_LEASED] + o[BS_LENT] + o[BS_ASSOCIATES];
    o[BS_LIABILITIES] = o[BS_DEBT] + o[BS_OWNER_DEBT] + o[BS_LEASE] + o[BS_DEFERRED_TAX];
    o[BS_PAID_IN] = o[BS_EQUITY] = o[BS_ASSETS] - o[BS_LIABILITIES];
    for (size_t t = 0; t < m->T; t++)
        b->line[INC_EBITDA][t] = sum(b, t, INC_COMPUTE, INC_OTHER);
}

static void close_income(struct cp_book *b, size_t t, double deferred_before) {
    double **x = b->line;
    x[INC_DEPRECIATION_SITE][t] -= b->idc.depreciation[t];
    x[BS_SITE][t] += b->idc.value[t];
    double books = b->tax.deductible[t] + b->idc.deductible[t] + b->lease.books[t],
           tax = b->tax.basis[t] + b->idc.basis[t] + b->lease.basis[t];
    x[BS_DEFERRED_TAX][t] =
        cp_finance_tax_rate(b) * (books - tax - b->tax.losses[t] - b->tax.barred[t]) -
        b->tax.credits[t];
    x[INC_DEFERRED_TAX][t] = deferred_before - x[BS_DEFERRED_TAX][t];
    x[INC_EBIT][t] = sum(b, t, INC_EBITDA, INC_SALE_GAIN);
    x[INC_PRETAX][t] = sum(b, t, INC_EBIT, INC_ASSOCIATES);
    x[INC_NET][t] = sum(b, t, INC_PRETAX, INC_DEFERRED_TAX);
}

static void close_cash(struct cp_book *b, size_t t) {
    double **x = b->line;
    x[CF_OPERATING][t] = sum(b, t, CF_EBITDA, CF_FEES);
    x[CF_INVESTING][t] = sum(b, t, CF_CAPEX_SITE, CF_RECEIVED);
    x[CF_FINANCING][t] = sum(b, t, CF_DRAW, CF_DISTRIBUTION);
    x[CF_NET][t] = x[CF_OPERATING][t] + x[CF_INVESTING][t] + x[CF_FINANCING][t];
}

static void totals(struct cp_book *b, size_t t) {
    double **x = b->line;
    x[BS_ASSETS][t] = sum(b, t, BS_CASH, BS_ASSOCIATES);
    x[BS_LIABILITIES][t] = sum(b, t, BS_DEBT, BS_DEFERRED_TAX);
    x[BS_EQUITY][t] = sum(b, t, BS_PAID_IN, BS_MINORITY);
}

int cp_finance_statements_close(struct cp_finance_model *m, struct cp_book *b) {
    double **x = b->line, ordered = 0, size = 1;
    for (size_t t = 0; t < m->T; t++) {
        const double *o = b->open;
        close_income(b, t, t ? x[BS_DEFERRED_TAX][t - 1] : o[BS_DEFERRED_TAX]);
        close_cash(b, t);
        ordered += b->gpu.paid[t] - b->gpu.delivered[t];
        x[BS_DEPOSITS][t] = fmax(0, ordered);
        x[BS_PAYABLES][t] = fmax(0, -ordered);
        x[BS_PAID_IN][t] = (t ? x[BS_PAID_IN][t - 1] : o[BS_PAID_IN]) + x[CF_CONTRIBUTION][t];
        x[BS_RETAINED][t] = (t ? x[BS_RETAINED][t - 1] : 0) + x[INC_NET][t] + x[CF_DISTRIBUTION][t];
        totals(b, t);
        double gap = x[BS_ASSETS][t] - x[BS_LIABILITIES][t] - x[BS_EQUITY][t];
        size =
            fmax(size, fabs(x[BS_ASSETS][t]) + fabs(x[BS_LIABILITIES][t]) + fabs(x[BS_EQUITY][t]));
        if (!(fabs(gap) <= 1e-9 * size)) /* rounding is that of the largest sums until now */
            return cp_fail(m->err, CP_EINTERNAL,
                           "balance sheet of %s at the end of %s is off by %g %s", b->entity->name,
                           m->text[t], gap, m->plan->money.currency);
    }
    return 0;
}
