/* The lines of the three statements: their order, which totals go by, and their names in facts.
 *
 * Income lines are signed: revenue positive, expense negative, so that lines add up to totals; so
 * are cash-flow lines. Balance lines are positive; a negative deferred tax is an asset. */
#ifndef CAPPLAN_FINANCE_LINES_H
#define CAPPLAN_FINANCE_LINES_H

#include "base/base.h"

enum cp_statement_line {
    INC_COMPUTE,
    INC_TENANT,
    INC_LEASE,
    INC_CONTRACT,
    INC_ENERGY,
    INC_CAPACITY,
    INC_TAKE_OR_PAY,
    INC_CO2,
    INC_PROPERTY_TAX,
    INC_OM_SITE,
    INC_OM_GPU,
    INC_RENT,
    INC_LEASE_PAID,
    INC_CONTRACT_COST,
    INC_HEDGE,
    INC_REPRICING,
    INC_OTHER,
    INC_EBITDA,
    INC_DEPRECIATION_SITE,
    INC_DEPRECIATION_GPU,
    INC_DEPRECIATION_LEASE,
    INC_IMPAIRMENT,
    INC_SALE_GAIN,
    INC_EBIT,
    INC_RESERVE_INTEREST,
    INC_INTEREST,
    INC_OWNER_INTEREST,
    INC_FEES,
    INC_LEASE_INTEREST,
    INC_LENT,
    INC_ASSOCIATES,
    INC_PRETAX,
    INC_TAX,
    INC_TAX_SHARED,
    INC_WITHHELD,
    INC_DEFERRED_TAX,
    INC_MINORITY,
    INC_NET,

    CF_EBITDA,
    CF_TAX,
    CF_TAX_SHARED,
    CF_WITHHELD,
    CF_RESERVE_INTEREST,
    CF_LEASES,
    CF_INTEREST,
    CF_OWNER_INTEREST,
    CF_FEES,
    CF_OPERATING,
    CF_CAPEX_SITE,
    CF_CAPEX_GPU,
    CF_CAPEX_LEASED,
    CF_LEASE_SALE,
    CF_INVESTMENT,
    CF_RECEIVED,
    CF_INVESTING,
    CF_DRAW,
    CF_PRINCIPAL,
    CF_OWNER_DRAW,
    CF_OWNER_PRINCIPAL,
    CF_LEASE_PRINCIPAL,
    CF_UPFRONT,
    CF_CONTRIBUTION,
    CF_DISTRIBUTION,
    CF_FINANCING,
    CF_NET,

    BS_CASH,
    BS_SITE,
    BS_GPU,
    BS_ROU,
    BS_LEASED,
    BS_DEPOSITS,
    BS_FINANCING_COSTS,
    BS_LENT,
    BS_ASSOCIATES,
    BS_ASSETS,
    BS_DEBT,
    BS_OWNER_DEBT,
    BS_LEASE,
    BS_PAYABLES,
    BS_DEFERRED_TAX,
    BS_LIABILITIES,
    BS_PAID_IN,
    BS_RETAINED,
    BS_MINORITY,
    BS_EQUITY,
    LINES
};

struct cp_line_name {
    const char *measure, *kind;
    bool total; /* written even when zero throughout */
};
extern const struct cp_line_name cp_finance_line_names[LINES];

/* The line of a statement (income, cash_flow, balance) by its name; LINES: there is none. */
enum cp_statement_line cp_finance_line_find(const char *measure, const char *kind);

#endif
