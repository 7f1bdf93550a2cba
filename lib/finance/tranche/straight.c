/* Straight: equal principal in every period that is left. */
#include "finance/tranche/tranche.h"

static double amortise(const struct cp_loan *l, int64_t i, int64_t last, double balance) {
    return balance / ((double)(last - i) + cp_finance_loan_part(l, last));
}

const struct cp_tranche_kind cp_finance_tranche_straight = {.amortise = amortise};
