/* The kinds of tranches, and the loans that an entity's tranches make. */
#include "finance/tranche/tranche.h"

#define DECLARE(constant, name, word, meaning)                                                     \
    extern const struct cp_tranche_kind cp_finance_tranche_##name;
CP_AMORTISATIONS(DECLARE)
#define ROW(constant, name, word, meaning) [constant] = &cp_finance_tranche_##name,
static const struct cp_tranche_kind *const kinds[CP_AMORTISATION_COUNT] = {CP_AMORTISATIONS(ROW)};

/* Tells what is wrong with any of them. */
int cp_finance_loans_make(struct cp_finance_model *m, struct cp_book *b) {
    const struct cp_entity *e = b->entity;
    int rc = 0;
    b->loan = cp_arena_calloc(&m->arena, e->ntranche + 1, sizeof *b->loan);
    b->dues = cp_arena_calloc(&m->arena, e->ntranche + 1, 4 * sizeof *b->dues);
    if (!b->loan || !b->dues)
        return cp_fail_nomem(m->err);
    for (size_t i = 0; i < e->ntranche; i++) {
        const struct cp_tranche *w = &e->tranche[i];
        if (w->maturity <= m->plan->horizon.origin)
            cp_finance_note(m, "%s/%s: repaid before the plan starts", e->name, w->name);
        else if (w->issue >= cp_period_end(m->plan->horizon.to))
            cp_finance_note(m, "%s/%s: issued after the plan ends", e->name, w->name);
        else {
            int made = cp_finance_loan_make(m, b, w, kinds[w->amortisation], &b->loan[b->nloan++]);
            rc = made < 0 ? made : rc;
        }
    }
    return rc;
}
