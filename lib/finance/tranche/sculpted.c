/* Sculpted: service follows CFADS at the target DSCR, and the debt is the present value of that
 * service at its own rate [Yescombe, Principles of Project Finance, 2nd ed., 12.3; Bodmer 2014,
 * ch. 20]. */
#include "finance/tranche/tranche.h"
#include <math.h>

/* Own state: service over what the target DSCR allows. */
static int make(struct cp_finance_model *m, const struct cp_book *b, struct cp_loan *l) {
    double *scale = l->own = cp_arena_calloc(&m->arena, 1, sizeof *scale);
    if (!scale)
        return cp_fail_nomem(m->err);
    if (!(l->tranche->dscr > 0))
        return cp_fail_at(m->err, CP_EINPUT, l->tranche->pos,
                          "entities/%s/tranches/%s: sculpted without a dscr to sculpt to",
                          b->entity->name, l->tranche->name);
    return 0;
}

static double principal(const struct cp_book *b, const struct cp_loan *l, size_t t) {
    const double *scale = l->own;
    if ((int64_t)t < l->life.first)
        return 0;
    double service = cp_finance_service_capacity(b, l, t) * *scale;
    double most = service - cp_finance_loan_planned_interest(l, t);
    return fmax(0, fmin(cp_finance_loan_planned(l, t), most));
}

/* Value, when repayment starts or the plan does, of the service that CFADS carries. What lies after
 * the horizon is taken to go on as in its last year. */
static double value_of_service(const struct cp_finance_model *m, const struct cp_book *b,
                               const struct cp_loan *l) {
    int64_t from = l->life.first > 0 ? l->life.first : 0;
    double after = cp_finance_capacity_after(m, b, l), value = 0;
    for (int64_t i = l->life.last; i >= from; i--) {
        double service = i < (int64_t)m->T ? cp_finance_service_capacity(b, l, (size_t)i) : after;
        value = (value + service) / (1 + cp_finance_loan_rate(l, i));
    }
    return value;
}

/* An amount that the plan gives may be more than cash carries: no schedule promises more service
 * than there is cash for, and the rest is due at maturity. */
static void adjust(struct cp_finance_model *m, struct cp_book *b, struct cp_loan *l) {
    double *scale = l->own, value = value_of_service(m, b, l);
    double owed = cp_finance_loan_owed(m, l), most = fmax(1, l->tranche->dscr);
    double now = owed < most * value ? owed / value : owed > 0 ? most : 0;
    l->carries = value;
    cp_finance_settle_find(&m->arena, &b->settling,
                           (struct cp_unknown){scale, now, fmax(1, fabs(now)), l->tranche->name});
}

const struct cp_tranche_kind cp_finance_tranche_sculpted = {
    .sculpted = true, .make = make, .principal = principal, .adjust = adjust};
