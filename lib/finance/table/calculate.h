/* Calculations from tables, a file each. */
#ifndef CAPPLAN_FINANCE_CALCULATE_H
#define CAPPLAN_FINANCE_CALCULATE_H

#include "finance/finance.h"
#include "finance/table/table.h"

/* What the rows of a calculation are given. */
struct cp_calculator {
    struct cp_facts *facts;
    size_t row;
    char name[24]; /* of the row, where the table gives none */
};
/* Columns and rows of each. */
extern const struct cp_columns cp_finance_calculate_loan, cp_finance_calculate_depreciation,
    cp_finance_calculate_bond;

/* The name that the row has, or its number; to be asked once a row. */
const char *cp_finance_row_name(struct cp_calculator *w, const struct cp_cell *name);
/* "'x' is not `why`", where it stands. */
int cp_finance_cell_fail(struct cp_error *err, const struct cp_cell *c, const char *why);
/* As a plan wants it: 6.5 and 6.5 % are not the same. */
#define CP_FINANCE_RATE_WANTED "a rate of 0 to 100 %, as 6.5 % or 0.065"
bool cp_finance_cell_whole(const struct cp_cell *c, double low, double high);

#endif
