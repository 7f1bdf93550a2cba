/* Loans, depreciation and bonds on their own, from a table of arguments. */
#include "finance/table/calculate.h"

static const struct cp_columns *const calculations[] = {
    [CP_CALCULATE_LOAN] = &cp_finance_calculate_loan,
    [CP_CALCULATE_DEPRECIATION] = &cp_finance_calculate_depreciation,
    [CP_CALCULATE_BOND] = &cp_finance_calculate_bond};

int cp_finance_calculate(enum cp_calculation what, FILE *in, const char *file,
                         struct cp_facts *facts, struct cp_error *err) {
    struct cp_calculator w = {.facts = facts};
    return cp_finance_columns_read(in, file, calculations[what], &w, err);
}
