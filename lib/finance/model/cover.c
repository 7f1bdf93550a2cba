/* Debt service coverage as lenders test it: of a period, or of the year before or after its end, on
 * the service that is not behind a tranche. */
#include "finance/model/model.h"
#include <math.h>
#include <string.h>

/* Periods [from, to) that a test at the end of period t counts. */
struct window {
    size_t from, to;
};

static struct window window_of(const struct cp_finance_model *m, size_t t,
                               enum cp_cover_window how) {
    size_t year = (size_t)cp_period_per_year(m->plan->horizon.from.freq), after = t + 1 + year;
    switch (how) {
    case CP_COVER_TRAILING:
        return (struct window){t + 1 > year ? t + 1 - year : 0, t + 1};
    case CP_COVER_FORWARD:
        return (struct window){t + 1, after < m->T ? after : m->T};
    case CP_COVER_PERIOD:
        break;
    }
    return (struct window){t, t + 1};
}

/* While it earns nothing an entity is building: its service is paid from what it has borrowed. */
double cp_finance_dscr(const struct cp_finance_model *m, const struct cp_book *b, size_t t,
                       size_t rank, enum cp_cover_window how) {
    struct window w = window_of(m, t, how);
    double cfads = 0, service = 0;
    for (size_t i = w.from; i < w.to; i++) {
        if (cp_finance_revenue(b, i) <= 0)
            continue;
        cfads += b->cfads[i];
        service += cp_finance_service_to(b, i, rank);
    }
    return service > 1e-9 * fabs(cfads) ? cfads / service : NAN;
}

/* From the start of a tranche's repayment (where all is repaid at maturity, its issue) until it is
 * repaid. */
double cp_finance_loan_dscr(const struct cp_finance_model *m, const struct cp_book *b,
                            const struct cp_loan *l, size_t t) {
    bool serves = l->kind->at_maturity && !l->tranche->interest.capitalise;
    int64_t from = serves ? l->life.issue : l->life.first;
    bool owed = cp_finance_loan_opening(l, t) + l->run.draw[t] > 1e-9 * l->amount; /* no rounding */
    if (!owed || cp_finance_loan_by_owners(l) || (int64_t)t < from ||
        cp_finance_revenue(b, t) <= 0 || !(b->service[t] > 0))
        return NAN;
    return cp_finance_dscr(m, b, t, l->rank, l->tranche->covenant.window);
}

bool cp_finance_loan_locks(const struct cp_finance_model *m, const struct cp_book *b,
                           const struct cp_loan *l, size_t t) {
    double lock_up = l->tranche->covenant.lock_up;
    bool now = lock_up > 0 && cp_finance_loan_dscr(m, b, l, t) < lock_up * (1 - 1e-9);
    if (now && b->swings)
        l->run.locked[t] = 1;
    return now || l->run.locked[t] > 0;
}

void cp_finance_swings_reset(const struct cp_finance_model *m, struct cp_book *b) {
    const char *entity = b->entity->name;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct cp_close_loan *x =
            cp_finance_close_loan(m->close, entity, b->loan[k].tranche->name);
        for (size_t t = 0; t < m->T; t++)
            b->loan[k].run.locked[t] =
                x ? fmax(0, cp_finance_close_at(m->close, x->locked, m->period[t])) : 0;
    }
    for (size_t i = 0; i < b->entity->waterfall.ntrigger; i++) {
        const struct cp_close_series *x =
            cp_finance_close_trigger(m->close, entity, b->entity->waterfall.trigger[i].name);
        for (size_t t = 0; t < m->T; t++)
            b->trigger.stays[i * m->T + t] =
                x && cp_finance_close_at(m->close, x->at, m->period[t]) > 0;
    }
}

bool cp_finance_locked_up(const struct cp_finance_model *m, const struct cp_book *b, size_t t) {
    for (size_t k = 0; k < b->nloan; k++)
        if (cp_finance_loan_locks(m, b, &b->loan[k], t))
            return true;
    return false;
}

/* Some row of the plan lets cash go to owners, or none is said to. */
static bool may_distribute(const struct cp_finance_model *m, const struct cp_book *b, size_t t) {
    bool held = false;
    for (size_t i = 0; i < b->entity->waterfall.nstep; i++) {
        if (b->step[i] != STEP_DISTRIBUTION)
            continue;
        if (cp_finance_step_ran(b, &b->entity->waterfall.step[i], t, m->T))
            return true;
        held = true;
    }
    return !held;
}

bool cp_finance_pays_owners(const struct cp_finance_model *m, const struct cp_book *b, size_t t) {
    for (size_t k = 0; k < b->nloan; k++)
        if (cp_finance_loan_by_owners(&b->loan[k]))
            return cp_finance_is_complete(b, t) && may_distribute(m, b, t) &&
                   !cp_finance_locked_up(m, b, t);
    return false;
}

bool cp_finance_tests_ahead(const struct cp_book *b) {
    for (size_t k = 0; k < b->nloan; k++)
        if (b->loan[k].tranche->covenant.lock_up > 0 &&
            b->loan[k].tranche->covenant.window == CP_COVER_FORWARD)
            return true;
    for (size_t i = 0; i < b->entity->waterfall.ntrigger; i++)
        if (b->entity->waterfall.trigger[i].window == CP_COVER_FORWARD)
            return true;
    return false;
}
