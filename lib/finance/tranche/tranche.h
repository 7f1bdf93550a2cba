/* Kinds of tranches, a file each: how debt is repaid. */
#ifndef CAPPLAN_FINANCE_TRANCHE_H
#define CAPPLAN_FINANCE_TRANCHE_H

#include "finance/model/model.h"

/* The loans of a book, from its entity's tranches. */
int cp_finance_loans_make(struct cp_finance_model *m, struct cp_book *b);

#endif
