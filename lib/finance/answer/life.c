/* How long a tranche is owed. */
#include "finance/answer/answer.h"
#include <math.h>

bool cp_finance_life_known(const struct cp_loan *l, size_t T) {
    double left = l->run.balance[T - 1];
    return left <= 1e-9 * l->amount || (l->kind->at_maturity && l->life.last >= (int64_t)T);
}

double cp_finance_life_years(const struct cp_finance_model *m, const struct cp_loan *l,
                             int64_t hour) {
    int64_t origin = m->plan->horizon.origin, issue = l->tranche->issue;
    return cp_years_between(issue > origin ? issue : origin, hour);
}

/* Weighted average life, from the issue or the start of the plan: what is owed when the plan ends
 * is known to be repaid at maturity where all of it is; else NA. */
int cp_finance_write_life(const struct cp_finance_answer *w) {
    const struct cp_finance_model *m = w->m;
    for (size_t k = 0; k < w->b->nloan; k++) {
        const struct cp_loan *l = &w->b->loan[k];
        double repaid = 0, years = 0, left = l->run.balance[m->T - 1];
        for (size_t t = 0; t < m->T; t++) {
            double now = l->run.principal[t];
            repaid += now;
            years += now * cp_finance_life_years(m, l, cp_period_end(m->period[t]));
        }
        bool known = cp_finance_life_known(l, m->T);
        if (l->life.last >= (int64_t)m->T) {
            repaid += left;
            years += left * cp_finance_life_years(m, l, l->tranche->maturity);
        }
        int rc = repaid > 0 ? cp_finance_put(w, "weighted_average_life", l->tranche->name, NULL,
                                             known ? years / repaid : NAN)
                            : 0;
        if (rc)
            return rc;
    }
    return 0;
}
