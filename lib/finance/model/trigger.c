/* Triggers of the waterfall: on when the DSCR falls below their limit, off when it was good enough
 * for long enough. */
#include "finance/model/book.h"
#include <string.h>

void triggers_reset(struct book *b) {
    for (size_t i = 0; i < b->entity->ntrigger; i++) {
        b->on[i] = false;
        b->cured[i] = 0;
    }
}

size_t rank_of(const struct book *b, const char *tranche) {
    const struct cp_entity *e = b->entity;
    for (size_t i = 0; i < e->nwaterfall; i++) {
        const struct cp_waterfall_step *w = &e->waterfall[i];
        bool service = strcmp(w->action, "interest") == 0 || strcmp(w->action, "principal") == 0;
        if (service && (!w->target || strcmp(w->target, tranche) == 0))
            return i;
    }
    return e->nwaterfall;
}

double service_to(const struct book *b, size_t t, size_t rank) {
    double sum = 0;
    for (size_t k = 0; k < b->nloan; k++) {
        const struct loan *l = &b->loan[k];
        if (l->rank <= rank)
            sum += l->interest[t] - l->idc[t] + l->due[t];
    }
    return sum;
}

void triggers_test(struct book *b, size_t t) {
    for (size_t i = 0; i < b->entity->ntrigger; i++) {
        const struct cp_trigger *x = &b->entity->trigger[i];
        double service = service_to(b, t, x->target ? rank_of(b, x->target) : NONE);
        double dscr = b->cfads[t] / service;
        if (service <= 0 || revenue_of(b, t) <= 0)
            continue;
        if (dscr < x->dscr * (1 - 1e-9))
            b->on[i] = true;
        b->cured[i] = dscr >= x->cure * (1 - 1e-9) ? b->cured[i] + 1 : 0;
        if (b->cured[i] >= x->periods && !x->for_good)
            b->on[i] = false;
    }
}

bool step_runs(const struct book *b, const struct cp_waterfall_step *w) {
    for (size_t i = 0; w->when && i < b->entity->ntrigger; i++)
        if (strcmp(b->entity->trigger[i].name, w->when) == 0)
            return b->on[i] != w->unless;
    return true;
}
