/* The three statements of a book: opening balance, lines from flows, assets and loans, totals, and
 * the proof that they balance. */
#include "finance/model/book.h"
#include <math.h>

const struct line_name line_names[LINES] = {
    [INC_COMPUTE] = {"income", "compute-revenue", false},
    [INC_TENANT] = {"income", "tenant-revenue", false},
    [INC_LEASE] = {"income", "lease-income", false},
    [INC_CONTRACT] = {"income", "contract-revenue", false},
    [INC_ENERGY] = {"income", "energy", false},
    [INC_CAPACITY] = {"income", "capacity", false},
    [INC_TAKE_OR_PAY] = {"income", "take-or-pay", false},
    [INC_CO2] = {"income", "co2", false},
    [INC_OM_SITE] = {"income", "om-site", false},
    [INC_OM_GPU] = {"income", "om-gpu", false},
    [INC_RENT] = {"income", "rent", false},
    [INC_LEASE_PAID] = {"income", "lease-expense", false},
    [INC_CONTRACT_COST] = {"income", "contract-cost", false},
    [INC_OTHER] = {"income", "other", false},
    [INC_EBITDA] = {"income", "ebitda", true},
    [INC_DEPRECIATION_SITE] = {"income", "depreciation-site", false},
    [INC_DEPRECIATION_GPU] = {"income", "depreciation-gpu", false},
    [INC_IMPAIRMENT] = {"income", "impairment", false},
    [INC_EBIT] = {"income", "ebit", true},
    [INC_RESERVE_INTEREST] = {"income", "reserve-interest", false},
    [INC_INTEREST] = {"income", "interest", false},
    [INC_FEES] = {"income", "fees", false},
    [INC_ASSOCIATES] = {"income", "associates", false},
    [INC_PRETAX] = {"income", "pretax", true},
    [INC_TAX] = {"income", "tax-current", false},
    [INC_DEFERRED_TAX] = {"income", "tax-deferred", false},
    [INC_MINORITY] = {"income", "minority-interest", false},
    [INC_NET] = {"income", "net-income", true},
    [CF_EBITDA] = {"cash_flow", "ebitda", true},
    [CF_TAX] = {"cash_flow", "tax", false},
    [CF_RESERVE_INTEREST] = {"cash_flow", "reserve-interest", false},
    [CF_INTEREST] = {"cash_flow", "interest", false},
    [CF_FEES] = {"cash_flow", "commitment-fees", false},
    [CF_OPERATING] = {"cash_flow", "operating", true},
    [CF_CAPEX_SITE] = {"cash_flow", "capex-site", false},
    [CF_CAPEX_GPU] = {"cash_flow", "capex-gpu", false},
    [CF_INVESTMENT] = {"cash_flow", "investment", false},
    [CF_RECEIVED] = {"cash_flow", "distributions-received", false},
    [CF_INVESTING] = {"cash_flow", "investing", true},
    [CF_DRAW] = {"cash_flow", "draw", false},
    [CF_PRINCIPAL] = {"cash_flow", "principal", false},
    [CF_UPFRONT] = {"cash_flow", "upfront-fees", false},
    [CF_CONTRIBUTION] = {"cash_flow", "contribution", false},
    [CF_DISTRIBUTION] = {"cash_flow", "distribution", false},
    [CF_FINANCING] = {"cash_flow", "financing", true},
    [CF_NET] = {"cash_flow", "net-change", true},
    [BS_CASH] = {"balance", "cash", true},
    [BS_SITE] = {"balance", "ppe-site", false},
    [BS_GPU] = {"balance", "ppe-gpu", false},
    [BS_DEPOSITS] = {"balance", "deposits", false},
    [BS_FINANCING_COSTS] = {"balance", "financing-costs", false},
    [BS_ASSOCIATES] = {"balance", "associates", false},
    [BS_ASSETS] = {"balance", "assets", true},
    [BS_DEBT] = {"balance", "debt", false},
    [BS_PAYABLES] = {"balance", "payables", false},
    [BS_DEFERRED_TAX] = {"balance", "deferred-tax", false},
    [BS_LIABILITIES] = {"balance", "liabilities", true},
    [BS_PAID_IN] = {"balance", "paid-in-capital", false},
    [BS_RETAINED] = {"balance", "retained-earnings", false},
    [BS_MINORITY] = {"balance", "minority-interest", false},
    [BS_EQUITY] = {"balance", "equity", true},
};

int book_make(struct model *m, struct book *b) {
    double **all[] = {
        &b->hours,         &b->market_hours, &b->market,           &b->gpu_paid,
        &b->gpu_delivered, &b->book_new,     &b->book_old,         &b->used_old,
        &b->book_tax,      &b->tax_basis,    &b->tax_depreciation, &b->credit,
        &b->production,    &b->idc_value,    &b->idc_basis,        &b->idc_depreciation,
        &b->idc_book_tax,  &b->refresh,      &b->losses,           &b->credits,
        &b->taxable,       &b->tax_federal,  &b->tax_state,        &b->tax_credit,
        &b->cost,          &b->cfads,        &b->service};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!(*all[i] = series(m)))
            return cp_fail_nomem(m->err);
    for (size_t i = 0; i < LINES; i++)
        if (!(b->line[i] = series(m)))
            return cp_fail_nomem(m->err);
    for (size_t i = 0; i < STEPS; i++)
        if (!(b->paid[i] = series(m)))
            return cp_fail_nomem(m->err);
    return 0;
}

static double sum(const struct book *b, size_t t, enum line from, enum line to) {
    double s = 0;
    for (size_t i = from; i <= to; i++)
        s += b->line[i][t];
    return s;
}

/* Where an entity has no cash of its own in the plan, it holds what it has borrowed before the plan
 * and not yet spent. */
void statements_open(struct model *m, struct book *b) {
    double *o = b->open;
    int64_t origin = m->plan->horizon.origin;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct loan *l = &b->loan[k];
        o[BS_DEBT] += l->opening;
        o[BS_FINANCING_COSTS] += l->opening_costs;
        if (l->opening_capitalised <= 0)
            continue;
        struct asset a = loan_asset(m, l);
        double book = asset_depreciated(b, &a, origin), left = asset_deductible(b, &a);
        double taxed = asset_deducted(b, &a, origin);
        o[BS_SITE] += l->opening_capitalised * (1 - book);
        o[BS_DEFERRED_TAX] +=
            tax_rate(b) * l->opening_capitalised * ((1 - book) * left - (left - taxed));
    }
    double spent = o[BS_SITE] + o[BS_GPU] + o[BS_FINANCING_COSTS];
    bool given = b->entity->cash >= 0;
    o[BS_CASH] = given ? b->entity->cash : fmax(0, o[BS_DEBT] - spent);
    if (!given && o[BS_CASH] > 0)
        note(m, "%s: no cash in the plan: it starts with %.6g USD, borrowed and not yet spent",
             b->entity->name, o[BS_CASH]);
    o[BS_ASSETS] = o[BS_CASH] + spent + o[BS_ASSOCIATES];
    o[BS_LIABILITIES] = o[BS_DEBT] + o[BS_DEFERRED_TAX];
    o[BS_PAID_IN] = o[BS_EQUITY] = o[BS_ASSETS] - o[BS_LIABILITIES];
    for (size_t t = 0; t < m->T; t++)
        b->line[INC_EBITDA][t] = sum(b, t, INC_COMPUTE, INC_OTHER);
}

double equity_of(const struct book *b, size_t t) {
    return t == NONE ? b->open[BS_EQUITY] : b->line[BS_EQUITY][t];
}

static void close_income(struct book *b, size_t t, double deferred_before) {
    double **x = b->line;
    x[INC_DEPRECIATION_SITE][t] -= b->idc_depreciation[t];
    x[BS_SITE][t] += b->idc_value[t];
    double books = b->book_tax[t] + b->idc_book_tax[t], tax = b->tax_basis[t] + b->idc_basis[t];
    x[BS_DEFERRED_TAX][t] = tax_rate(b) * (books - tax - b->losses[t]) - b->credits[t];
    x[INC_DEFERRED_TAX][t] = deferred_before - x[BS_DEFERRED_TAX][t];
    x[INC_EBIT][t] = sum(b, t, INC_EBITDA, INC_IMPAIRMENT);
    x[INC_PRETAX][t] = sum(b, t, INC_EBIT, INC_ASSOCIATES);
    x[INC_NET][t] = sum(b, t, INC_PRETAX, INC_DEFERRED_TAX);
}

static void close_cash(struct book *b, size_t t) {
    double **x = b->line;
    x[CF_OPERATING][t] = sum(b, t, CF_EBITDA, CF_FEES);
    x[CF_INVESTING][t] = sum(b, t, CF_CAPEX_SITE, CF_RECEIVED);
    x[CF_FINANCING][t] = sum(b, t, CF_DRAW, CF_DISTRIBUTION);
    x[CF_NET][t] = x[CF_OPERATING][t] + x[CF_INVESTING][t] + x[CF_FINANCING][t];
}

static void totals(struct book *b, size_t t) {
    double **x = b->line;
    x[BS_ASSETS][t] = sum(b, t, BS_CASH, BS_ASSOCIATES);
    x[BS_LIABILITIES][t] = sum(b, t, BS_DEBT, BS_DEFERRED_TAX);
    x[BS_EQUITY][t] = sum(b, t, BS_PAID_IN, BS_MINORITY);
}

int statements_close(struct model *m, struct book *b) {
    double **x = b->line, ordered = 0, size = 1;
    for (size_t t = 0; t < m->T; t++) {
        const double *o = b->open;
        close_income(b, t, t ? x[BS_DEFERRED_TAX][t - 1] : o[BS_DEFERRED_TAX]);
        close_cash(b, t);
        ordered += b->gpu_paid[t] - b->gpu_delivered[t];
        x[BS_DEPOSITS][t] = fmax(0, ordered);
        x[BS_PAYABLES][t] = fmax(0, -ordered);
        x[BS_ASSOCIATES][t] = (t ? x[BS_ASSOCIATES][t - 1] : o[BS_ASSOCIATES]) -
                              x[CF_INVESTMENT][t] - x[CF_RECEIVED][t] + x[INC_ASSOCIATES][t];
        x[BS_PAID_IN][t] = (t ? x[BS_PAID_IN][t - 1] : o[BS_PAID_IN]) + x[CF_CONTRIBUTION][t];
        x[BS_RETAINED][t] = (t ? x[BS_RETAINED][t - 1] : 0) + x[INC_NET][t] + x[CF_DISTRIBUTION][t];
        totals(b, t);
        double gap = x[BS_ASSETS][t] - x[BS_LIABILITIES][t] - x[BS_EQUITY][t];
        size =
            fmax(size, fabs(x[BS_ASSETS][t]) + fabs(x[BS_LIABILITIES][t]) + fabs(x[BS_EQUITY][t]));
        if (!(fabs(gap) <= 1e-9 * size)) /* rounding is that of the largest sums until now */
            return cp_fail(m->err, CP_EINTERNAL,
                           "balance sheet of %s at the end of %s is off by %g USD", b->entity->name,
                           m->text[t], gap);
    }
    return 0;
}
