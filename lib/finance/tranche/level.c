/* Level: equal payments of interest and principal; where rates differ by period, the payment that
 * would be level from here on. */
#include "finance/tranche/tranche.h"
#include <math.h>

/* Own state: value of 1 at the end of a period and of each after it until maturity, by period. */
static int make(struct cp_finance_model *m, const struct cp_book *b, struct cp_loan *l) {
    const struct cp_loan_life *life = &l->life;
    size_t n = (size_t)(life->last - l->grid.base + 1);
    double *annuity = l->own = cp_arena_calloc(&m->arena, n + 1, sizeof *annuity);
    (void)b;
    if (!annuity)
        return cp_fail_nomem(m->err);
    for (int64_t i = life->last; i >= life->issue; i--)
        annuity[i - l->grid.base] =
            ((i == life->last ? life->last_part : 1) + annuity[i - l->grid.base + 1]) /
            (1 + cp_finance_loan_rate(l, i));
    return 0;
}

static double amortise(const struct cp_loan *l, int64_t i, double balance) {
    const double *annuity = l->own;
    return balance * fmin(1, 1 / annuity[i - l->grid.base] - cp_finance_loan_rate(l, i));
}

const struct cp_tranche_kind cp_finance_tranche_level = {.make = make, .amortise = amortise};
