/* A bullet: all of it is repaid at maturity. */
#include "finance/tranche/tranche.h"

const struct cp_tranche_kind cp_finance_tranche_bullet = {.at_maturity = true};
