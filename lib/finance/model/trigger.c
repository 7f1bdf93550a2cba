/* Triggers of the waterfall: on when the DSCR falls below their limit, off when it was good enough
 * for long enough; on from a day. */
#include "finance/model/model.h"
#include <math.h>

int cp_finance_triggers_make(struct cp_finance_model *m, struct cp_book *b) {
    size_t n = b->entity->waterfall.ntrigger + 1;
    b->trigger.on = cp_arena_calloc(&m->arena, n, sizeof *b->trigger.on);
    b->trigger.cured = cp_arena_calloc(&m->arena, n, sizeof *b->trigger.cured);
    b->trigger.stays = cp_arena_calloc(&m->arena, n * m->T, sizeof *b->trigger.stays);
    b->trigger.was = cp_arena_calloc(&m->arena, n * m->T, sizeof *b->trigger.was);
    return b->trigger.on && b->trigger.cured && b->trigger.stays && b->trigger.was
               ? 0
               : cp_fail_nomem(m->err);
}

void cp_finance_triggers_reset(struct cp_book *b) {
    for (size_t i = 0; i < b->entity->waterfall.ntrigger; i++) {
        b->trigger.on[i] = false;
        b->trigger.cured[i] = 0;
    }
}

void cp_finance_triggers_test(const struct cp_finance_model *m, struct cp_book *b, size_t t) {
    for (size_t i = 0; i < b->entity->waterfall.ntrigger; i++) {
        const struct cp_trigger *x = &b->entity->waterfall.trigger[i];
        size_t rank = x->target ? cp_finance_rank(b, x->target) : NONE;
        double dscr = cp_finance_dscr(m, b, t, rank, x->window);
        bool *stays = &b->trigger.stays[i * m->T + t];
        bool given = cp_finance_trigger_given(m, b, i, t);
        b->trigger.on[i] = given || (b->trigger.on[i] && (!x->nsite || x->for_good));
        b->trigger.was[i * m->T + t] = b->trigger.on[i];
        if (!(x->dscr > 0) || cp_period_end(m->period[t]) > x->from)
            continue;
        if (isnan(dscr) || cp_finance_revenue(b, t) <= 0)
            continue;
        if (dscr < x->dscr * (1 - 1e-9))
            b->trigger.on[i] = true;
        b->trigger.cured[i] = dscr >= x->cure * (1 - 1e-9) ? b->trigger.cured[i] + 1 : 0;
        if (b->trigger.cured[i] >= x->periods && !x->for_good)
            b->trigger.on[i] = false;
        *stays |= b->swings && b->trigger.on[i];
        b->trigger.on[i] |= *stays;
        b->trigger.was[i * m->T + t] = b->trigger.on[i];
    }
}
