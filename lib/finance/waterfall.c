#include "finance/internal.h"
#include <math.h>
#include <string.h>

const char *const step_names[STEPS] = {"opex",      "tax",  "interest",
                                       "principal", "dsra", "distribution"};

bool waterfall_has(const struct book *b, size_t step) {
    for (size_t i = 0; i < b->entity->nwaterfall; i++)
        if (strcmp(b->entity->waterfall[i].action, step_names[step]) == 0)
            return true;
    return false;
}

/* Pay `due` as far as cash goes, the rest from the owners where they stand in. */
static double pay(struct cash *c, double due, bool always) {
    double paid = fmax(0, fmin(due, c->have));
    if (always && paid < due) {
        c->contribution += due - paid;
        c->have += due - paid;
        paid = due;
    }
    c->have -= paid;
    return paid;
}

/* Loans of a step are paid in proportion to what is due to each; `target` NULL: all of them. */
static double serve(const struct book *b, struct cash *c, const double *due, double *done,
                    const char *target) {
    double all = 0, paid;
    for (size_t k = 0; k < b->nloan; k++)
        if (!target || strcmp(b->loan[k].tranche->name, target) == 0)
            all += due[k] - done[k];
    if (all <= 0)
        return 0;
    paid = pay(c, all, c->recourse);
    for (size_t k = 0; k < b->nloan; k++)
        if (!target || strcmp(b->loan[k].tranche->name, target) == 0)
            done[k] += paid == all ? due[k] - done[k] : (due[k] - done[k]) * (paid / all);
    return paid;
}

static void take(struct book *b, size_t t, struct cash *c, size_t step, const char *target) {
    double paid = 0;
    if (step == STEP_OPEX) {
        paid = pay(c, c->opex, true);
        c->opex -= paid;
    } else if (step == STEP_TAX) {
        paid = pay(c, c->tax, true);
        c->tax -= paid;
    } else if (step == STEP_INTEREST) {
        paid = serve(b, c, c->interest_due, c->interest_paid, target);
    } else if (step == STEP_PRINCIPAL) {
        paid = serve(b, c, c->principal_due, c->principal_paid, target);
    }
    b->paid[step][t] += paid;
}

void waterfall_run(struct book *b, size_t t, struct cash *c) {
    for (size_t s = 0; s < STEPS; s++)
        b->paid[s][t] = 0;
    for (size_t i = 0; i < b->entity->nwaterfall; i++)
        for (size_t s = 0; s < STEPS; s++)
            if (strcmp(b->entity->waterfall[i].action, step_names[s]) == 0)
                take(b, t, c, s, b->entity->waterfall[i].target);
    for (size_t s = STEP_OPEX; s <= STEP_PRINCIPAL; s++)
        take(b, t, c, s, NULL);
}
