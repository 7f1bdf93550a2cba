/* The plan's order of the waterfall: which steps it names, and where each tranche is served. */
#include "finance/model/model.h"
#include <string.h>

const char *const cp_finance_step_names[STEPS] = {
    [STEP_OPEX] = "opex",         [STEP_TAX] = "tax",
    [STEP_INTEREST] = "interest", [STEP_PRINCIPAL] = "principal",
    [STEP_DSRA] = "dsra",         [STEP_RESERVE] = "reserve",
    [STEP_SWEEP] = "sweep",       [STEP_DISTRIBUTION] = "distribution"};

enum cp_step_kind cp_finance_step_of(const struct cp_waterfall_step *w) {
    for (size_t s = 0; s < STEPS; s++)
        if (strcmp(w->action, cp_finance_step_names[s]) == 0)
            return (enum cp_step_kind)s;
    return STEPS;
}

bool cp_finance_waterfall_has(const struct cp_book *b, enum cp_step_kind step) {
    for (size_t i = 0; i < b->entity->nwaterfall; i++)
        if (cp_finance_step_of(&b->entity->waterfall[i]) == step)
            return true;
    return false;
}

size_t cp_finance_rank(const struct cp_entity *e, const char *tranche) {
    for (size_t i = 0; i < e->nwaterfall; i++) {
        const struct cp_waterfall_step *w = &e->waterfall[i];
        enum cp_step_kind step = cp_finance_step_of(w);
        bool service = step == STEP_INTEREST || step == STEP_PRINCIPAL;
        if (service && (!w->target || strcmp(w->target, tranche) == 0))
            return i;
    }
    return e->nwaterfall;
}

double cp_finance_service_to(const struct cp_book *b, size_t t, size_t rank) {
    double sum = 0;
    for (size_t k = 0; k < b->nloan; k++)
        if (b->loan[k].rank <= rank)
            sum += cp_finance_service_due(&b->loan[k], t);
    return sum;
}
