/* What is fixed at financial close, as facts: a later run holds them. */
#include "finance/answer/answer.h"
#include <math.h>

/* Principal by the schedule, without what was missed before or swept: what lenders wait for in
 * another case. The swap's notional. What is held stays as it was fixed, however little is owed in
 * this case. */
static void find_schedule(const struct cp_loan *l, size_t T, double *scheduled, double *swapped) {
    for (size_t t = 0; t < T && (int64_t)t <= l->life.last; t++) {
        double held = cp_finance_loan_held(l, l->held.principal, (int64_t)t);
        double notional = cp_finance_loan_held(l, l->held.swapped, (int64_t)t);
        scheduled[t] = isnan(held) ? l->run.planned[t] : held;
        swapped[t] = isnan(notional) ? cp_finance_loan_swapped(l, t) : notional;
    }
}

static int write_loan(const struct cp_finance_answer *w, const struct cp_loan *l) {
    const char *name = l->tranche->name;
    double *scheduled = cp_finance_series(w->m), *swapped = cp_finance_series(w->m);
    if (!scheduled || !swapped)
        return cp_fail_nomem(w->m->err);
    find_schedule(l, w->m->T, scheduled, swapped);
    int rc = cp_finance_put(w, "closed_amount", name, NULL, l->amount);
    if (rc)
        return rc;
    double fee = cp_finance_loan_upfront(l);
    rc = fee > 0 ? cp_finance_put(w, "closed_fee", name, NULL, fee) : 0;
    if (rc)
        return rc;
    rc = cp_finance_put_series(w, "closed_principal", name, NULL, scheduled, true);
    if (rc == 0 && l->tranche->interest.swap > 0)
        rc = cp_finance_put_series(w, "closed_swap", name, NULL, swapped, true);
    return rc ? rc : cp_finance_put_series(w, "closed_lock_up", name, NULL, l->run.locked, false);
}

/* Where a trigger that contradicted itself stays on. */
static int write_trigger(const struct cp_finance_answer *w, size_t i) {
    size_t T = w->m->T;
    double *on = cp_finance_series(w->m);
    if (!on)
        return cp_fail_nomem(w->m->err);
    for (size_t t = 0; t < T; t++)
        on[t] = w->b->trigger.stays[i * T + t];
    return cp_finance_put_series(w, "closed_trigger", NULL, w->b->entity->waterfall.trigger[i].name,
                                 on, false);
}

int cp_finance_write_close(const struct cp_finance_answer *w) {
    const struct cp_book *b = w->b;
    for (size_t k = 0; k < b->nloan; k++) {
        int rc = write_loan(w, &b->loan[k]);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < b->reserve.n; i++) {
        const struct cp_reserve_account *a = &b->reserve.account[i];
        int rc = a->reserve->kind == CP_RESERVE_CAPEX
                     ? 0 /* as its stream says */
                     : cp_finance_put_series(w, "closed_reserve", NULL, a->reserve->name, a->target,
                                             true);
        if (rc)
            return rc;
    }
    for (size_t i = 0; b->trigger.stays && i < b->entity->waterfall.ntrigger; i++) {
        int rc = write_trigger(w, i);
        if (rc)
            return rc;
    }
    return 0;
}
