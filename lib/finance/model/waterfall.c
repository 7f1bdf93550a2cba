/* The waterfall: rows in the plan's order, each paying what is due as far as cash goes. */
#include "finance/model/book.h"
#include <math.h>
#include <string.h>

const char *const step_names[STEPS] = {"opex", "tax",     "interest", "principal",
                                       "dsra", "reserve", "sweep",    "distribution"};
enum { ALL_RESERVES = 7 };

bool waterfall_has(const struct book *b, size_t step) {
    for (size_t i = 0; i < b->entity->nwaterfall; i++)
        if (strcmp(b->entity->waterfall[i].action, step_names[step]) == 0)
            return true;
    return false;
}

static size_t step_of(const struct cp_waterfall_step *w) {
    for (size_t s = 0; s < STEPS; s++)
        if (strcmp(w->action, step_names[s]) == 0)
            return s;
    return STEPS;
}

/* A row held back by a trigger holds back what it names until a period in which it runs. */
static bool held_back(const struct book *b, size_t step, const char *tranche) {
    bool held = false;
    for (size_t i = 0; i < b->entity->nwaterfall; i++) {
        const struct cp_waterfall_step *w = &b->entity->waterfall[i];
        if (step_of(w) != step || (tranche && w->target && strcmp(w->target, tranche) != 0))
            continue;
        if (step_runs(b, w))
            return false;
        held = true;
    }
    return held;
}

static bool is_meant(const struct book *b, size_t k, size_t step, const char *target) {
    const char *name = b->loan[k].tranche->name;
    return target ? strcmp(name, target) == 0 : !held_back(b, step, name);
}

/* Pay `due` as far as cash goes, then from the reserve for it, the rest from the owners where they
 * stand in. */
static double pay(struct book *b, struct cash *c, double due, enum cp_reserve_kind from,
                  bool always) {
    if (due > c->have)
        c->have += reserves_draw(b, from, due - fmax(0, c->have));
    double paid = fmax(0, fmin(due, c->have));
    if (always && paid < due) {
        c->contribution += due - paid;
        c->have += due - paid;
        paid = due;
    }
    c->have -= paid;
    return paid;
}

/* Loans of a step are paid in proportion to what is due to each; `target` NULL: all of them but
 * those that a trigger holds back. */
static double serve(struct book *b, struct cash *c, size_t step, const char *target) {
    const double *due = step == STEP_INTEREST ? c->interest_due : c->principal_due;
    double *done = step == STEP_INTEREST ? c->interest_paid : c->principal_paid, all = 0, paid;
    for (size_t k = 0; k < b->nloan; k++)
        if (is_meant(b, k, step, target))
            all += due[k] - done[k];
    if (all <= 0)
        return 0;
    paid = pay(b, c, all, CP_RESERVE_DEBT_SERVICE, c->recourse);
    for (size_t k = 0; k < b->nloan; k++)
        if (is_meant(b, k, step, target))
            done[k] += paid == all ? due[k] - done[k] : (due[k] - done[k]) * (paid / all);
    return paid;
}

static void take(struct book *b, size_t t, struct cash *c, size_t step, const char *target,
                 const char *account) {
    double paid = 0;
    if (step == STEP_OPEX) {
        paid = pay(b, c, c->opex, CP_RESERVE_OPEX, true);
        c->opex -= paid;
    } else if (step == STEP_TAX) {
        paid = pay(b, c, c->tax, CP_RESERVE_OPEX, true);
        c->tax -= paid;
    } else if (step == STEP_INTEREST || step == STEP_PRINCIPAL) {
        paid = serve(b, c, step, target);
    } else if (c->earning) {
        unsigned kinds = step == STEP_DSRA ? 1u << CP_RESERVE_DEBT_SERVICE : ALL_RESERVES;
        paid = reserves_fill(b, t, account, kinds, fmax(0, c->have));
        c->have -= paid;
    }
    b->paid[step][t] += paid;
}

void waterfall_run(struct book *b, size_t t, struct cash *c) {
    for (size_t s = 0; s < STEPS; s++)
        b->paid[s][t] = 0;
    for (size_t i = 0; i < b->entity->nwaterfall; i++) {
        const struct cp_waterfall_step *w = &b->entity->waterfall[i];
        size_t step = step_of(w);
        if (step < STEP_SWEEP && step_runs(b, w))
            take(b, t, c, step, w->target, w->account);
    }
    for (size_t s = STEP_OPEX; s <= STEP_PRINCIPAL; s++)
        take(b, t, c, s, NULL, NULL);
    if (!waterfall_has(b, STEP_RESERVE))
        take(b, t, c, STEP_RESERVE, NULL, NULL);
}

/* Early repayment, of loans in proportion to what is owed. */
static double sweep(struct book *b, size_t t, const char *target, double have) {
    double owed = 0, part;
    for (size_t k = 0; k < b->nloan; k++)
        if (!target || strcmp(b->loan[k].tranche->name, target) == 0)
            owed += b->loan[k].balance[t];
    part = owed > 0 ? fmin(1, have / owed) : 0;
    for (size_t k = 0; k < b->nloan; k++)
        if (!target || strcmp(b->loan[k].tranche->name, target) == 0)
            loan_sweep(&b->loan[k], t, b->loan[k].balance[t] * part);
    return owed * part;
}

double waterfall_rest(struct book *b, size_t t, double *have) {
    double distributed = 0;
    for (size_t i = 0; i < b->entity->nwaterfall; i++) {
        const struct cp_waterfall_step *w = &b->entity->waterfall[i];
        size_t step = step_of(w);
        if (step < STEP_SWEEP || !step_runs(b, w))
            continue;
        double most = fmax(0, *have) * (w->limit > 0 ? w->limit : 1);
        double paid = step == STEP_SWEEP ? sweep(b, t, w->target, most) : most;
        distributed += step == STEP_DISTRIBUTION ? paid : 0;
        b->paid[step][t] += paid;
        *have -= paid;
    }
    return distributed;
}
