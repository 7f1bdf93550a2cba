/* Custom: parts by the plan's schedule. */
#include "finance/tranche/tranche.h"

/* Own state: of what is still to be repaid, what is repaid in a period. */
static int make(struct cp_finance_model *m, const struct cp_book *b, struct cp_loan *l) {
    const struct cp_tranche *w = l->tranche;
    const struct cp_loan_life *life = &l->life;
    size_t n = (size_t)(life->last - l->grid.base + 1);
    double *part = l->own = cp_arena_calloc(&m->arena, n, sizeof *part), left = 1;
    (void)b;
    if (!part)
        return cp_fail_nomem(m->err);
    for (size_t k = 0; k < w->nrepayment; k++) {
        int64_t i = cp_finance_index_of(m, cp_period_end(w->repayment[k].period) - 1);
        i = i < life->first ? life->first : i > life->last ? life->last : i;
        double *now = &part[i - l->grid.base], before = 1 - *now;
        *now = 1 - before * (1 - (left > 0 ? w->repayment[k].share / left : 1));
        left -= w->repayment[k].share;
    }
    return 0;
}

static double amortise(const struct cp_loan *l, int64_t i, int64_t last, double balance) {
    const double *part = l->own;
    (void)last; /* its own */
    return balance * part[i - l->grid.base];
}

const struct cp_tranche_kind cp_finance_tranche_custom = {.make = make, .amortise = amortise};
