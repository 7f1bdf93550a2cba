/* How far owners stand behind an entity's debt. */
#include "finance/model/model.h"
#include <math.h>

/* After they have paid `paid` under capped recourse. */
static double left(const struct cp_loan *l, double paid, bool building) {
    if (l->recourse == CP_RECOURSE_CAPPED)
        return fmax(0, l->tranche->recourse.cap - paid);
    bool all =
        l->recourse == CP_RECOURSE_FULL || (l->recourse == CP_RECOURSE_COMPLETION && building);
    return all ? INFINITY : 0;
}

double cp_finance_recourse_left(const struct cp_loan *l, bool building) {
    return left(l, l->now.supported, building);
}

void cp_finance_recourse_end(struct cp_book *b, size_t t) {
    b->stake.recourse[t] = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        /* what all of them have lent is lost before the lenders lose [IAS 28.38] */
        double most = cp_finance_loan_by_all_owners(l)
                          ? INFINITY
                          : cp_finance_recourse_left(l, t + 1 < b->opens);
        b->stake.recourse[t] += fmin(l->run.balance[t], most);
    }
}

double cp_finance_recourse_open(const struct cp_book *b) {
    double sum = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_loan *l = &b->loan[k];
        sum += fmin(l->open.balance,
                    cp_finance_loan_by_all_owners(l) ? INFINITY : left(l, 0, b->opens > 0));
    }
    return sum;
}
