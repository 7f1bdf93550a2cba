/* What a tranche repays when: by its contract, or as fixed at close; what sweeps leave of that, and
 * what is expected of it ahead. */
#include "finance/model/loan.h"
#include "finance/model/model.h"
#include <math.h>

double cp_finance_loan_amortised(const struct cp_loan *l, int64_t i, int64_t first, int64_t last,
                                 double balance) {
    if (i < first || i > last || balance <= 0)
        return 0;
    if (i == last)
        return balance;
    return l->kind->amortise ? l->kind->amortise(l, i, last, balance) : 0;
}

/* Each draw, and the interest added in its period, is repaid from the next in the tenor. */
static double repaid_of_draws(const struct cp_loan *l, int64_t t) {
    double sum = 0;
    for (int64_t i = l->life.issue > 0 ? l->life.issue : 0; i < t; i++) {
        int64_t first = i < l->life.first ? l->life.first : i + 1, last = i + l->life.tenor;
        double *left = &l->run.drawn_left[i];
        last = last < first ? first : last < l->life.last ? last : l->life.last;
        double now = cp_finance_loan_amortised(l, t, first, last, *left);
        *left -= now;
        sum += now;
    }
    return fmin(sum, l->now.planned);
}

double cp_finance_loan_interest_on(const struct cp_loan *l, size_t t, double balance) {
    int64_t i = (int64_t)t, last = l->life.last;
    double rate = cp_finance_loan_rate(l, i);
    if (i > last) /* overdue: at the last whole rate */
        rate = last > l->life.issue ? cp_finance_loan_rate(l, last - 1) : 0;
    return balance * rate + l->run.draw[t] * rate * (l->life.delayed ? 0.5 : 1);
}

double cp_finance_loan_planned_interest(const struct cp_loan *l, size_t t) {
    return cp_finance_loan_adds(l, t) ? 0 : cp_finance_loan_interest_on(l, t, l->now.planned);
}

/* Of a balance of which the schedule has `planned` and repays `principal`, when `owed` is left of
 * it. A sweep takes its part of every instalment, or from the last or the next ones; a debt that
 * may not exceed a limit is repaid by it. */
static double after_sweeps(const struct cp_loan *l, double planned, double principal, double owed) {
    enum cp_sweep_order order = l->tranche->sweep_order;
    if (l->kind->limit || order == CP_SWEEP_DIRECT)
        return fmax(0, principal - (planned - owed));
    if (planned <= owed)
        return principal + (owed - planned);
    return order == CP_SWEEP_INVERSE ? fmin(principal, owed) : principal * (owed / planned);
}

static double scheduled(const struct cp_book *b, const struct cp_loan *l, size_t t) {
    double held = cp_finance_loan_held(l, l->held.principal, (int64_t)t);
    if (!isnan(held))
        return held;
    if (l->life.tenor)
        return repaid_of_draws(l, (int64_t)t);
    return l->kind->principal
               ? l->kind->principal(b, l, t)
               : cp_finance_loan_amortised(l, (int64_t)t, l->life.first, l->life.last,
                                           cp_finance_loan_planned(l, t));
}

double cp_finance_loan_due(const struct cp_book *b, const struct cp_loan *l, size_t t) {
    double opening = cp_finance_loan_opening(l, t), draw = l->run.draw[t];
    double planned = cp_finance_loan_planned(l, t), principal = planned;
    if ((int64_t)t < l->life.last)
        principal = scheduled(b, l, t);
    l->run.planned[t] = principal;
    if ((int64_t)t >= l->life.last)
        return opening + draw;
    if (l->now.swept > 0)
        principal = after_sweeps(l, planned, principal, l->now.contract + draw);
    return fmin(opening + draw, principal + fmax(0, opening - l->now.contract));
}

double cp_finance_loan_foreseen(const struct cp_finance_model *m, const struct cp_loan *l, size_t t,
                                double n) {
    double owed = l->run.balance[t] + l->run.swept[t], sum = 0, service = 0, repaid = 0;
    for (size_t i = t + 1; i < m->T && n > 0; i++, n--) {
        double draw = l->run.draw[i], interest = cp_finance_loan_interest_on(l, i, owed);
        double planned = l->run.planned_left[i - 1] + draw, principal;
        bool ends = (int64_t)i >= l->life.last, added = cp_finance_loan_adds(l, i);
        owed += draw;
        principal = ends ? owed : after_sweeps(l, planned, l->run.planned[i], owed);
        owed = fmax(0, owed + (added ? interest : 0) - principal);
        repaid = principal;
        service = (added ? 0 : interest) + (ends && l->refinanced ? 0 : principal);
        sum += service * fmin(1, n);
    }
    if (repaid > 0) /* after the plan as in its last period, until all is repaid */
        n = fmin(n, owed / repaid);
    return sum + (owed > 0 ? service * fmax(0, n) : 0);
}
