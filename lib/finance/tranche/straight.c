/* Straight: equal principal in every period that is left. */
#include "finance/tranche/tranche.h"

static double amortise(const struct cp_loan *l, int64_t i, double balance) {
    return balance / ((double)(l->life.last - i) + l->life.last_part);
}

const struct cp_tranche_kind cp_finance_tranche_straight = {.amortise = amortise};
