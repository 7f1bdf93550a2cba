/* The plan's order of the waterfall: which steps it names, and where each tranche is served. */
#include "finance/model/model.h"
#include <string.h>

const char *const cp_finance_step_names[STEPS] = {
    [STEP_OPEX] = "opex",         [STEP_TAX] = "tax",
    [STEP_INTEREST] = "interest", [STEP_PRINCIPAL] = "principal",
    [STEP_DSRA] = "dsra",         [STEP_RESERVE] = "reserve",
    [STEP_SWEEP] = "sweep",       [STEP_DISTRIBUTION] = "distribution"};

static enum cp_step_kind step_of(const char *action) {
    size_t s = 0;
    while (s < STEPS && strcmp(action, cp_finance_step_names[s]) != 0)
        s++;
    return (enum cp_step_kind)s;
}

int cp_finance_order_make(struct cp_finance_model *m, struct cp_book *b) {
    const struct cp_entity *e = b->entity;
    b->step = cp_arena_calloc(&m->arena, e->waterfall.nstep + 1, sizeof *b->step);
    if (!b->step)
        return cp_fail_nomem(m->err);
    for (size_t i = 0; i < e->waterfall.nstep; i++)
        b->step[i] = step_of(e->waterfall.step[i].action);
    return 0;
}

bool cp_finance_waterfall_has(const struct cp_book *b, enum cp_step_kind step) {
    for (size_t i = 0; i < b->entity->waterfall.nstep; i++)
        if (b->step[i] == step)
            return true;
    return false;
}

size_t cp_finance_rank(const struct cp_book *b, const char *tranche) {
    for (size_t i = 0; i < b->entity->waterfall.nstep; i++) {
        const char *target = b->entity->waterfall.step[i].target;
        bool service = b->step[i] == STEP_INTEREST || b->step[i] == STEP_PRINCIPAL;
        if (service && (!target || strcmp(target, tranche) == 0))
            return i;
    }
    return b->entity->waterfall.nstep;
}

double cp_finance_service_to(const struct cp_book *b, size_t t, size_t rank) {
    double sum = 0;
    for (size_t k = 0; k < b->nloan; k++)
        if (b->loan[k].rank <= rank)
            sum += cp_finance_service_due(&b->loan[k], t);
    return sum;
}
