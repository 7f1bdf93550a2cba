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
        annuity[i - l->grid.base] = (cp_finance_loan_part(l, i) + annuity[i - l->grid.base + 1]) /
                                    (1 + cp_finance_loan_rate(l, i));
    return 0;
}

/* That value, of payments until `last`. */
static double annuity_until(const struct cp_loan *l, int64_t i, int64_t last) {
    const double *own = l->own;
    double value = 0;
    if (last == l->life.last)
        return own[i - l->grid.base];
    for (int64_t k = last; k >= i; k--)
        value = (1 + value) / (1 + cp_finance_loan_rate(l, k));
    return value;
}

static double amortise(const struct cp_loan *l, int64_t i, int64_t last, double balance) {
    return balance * fmin(1, 1 / annuity_until(l, i, last) - cp_finance_loan_rate(l, i));
}

const struct cp_tranche_kind cp_finance_tranche_level = {.make = make, .amortise = amortise};
