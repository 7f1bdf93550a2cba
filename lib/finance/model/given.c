/* Triggers that the plan gives, whatever cover says: from a day, by defaults of a pool, by where
 * work is done. */
#include "finance/model/model.h"
#include <string.h>

bool cp_finance_trigger_given(const struct cp_finance_model *m, const struct cp_book *b, size_t i,
                              size_t t) {
    const struct cp_trigger *x = &b->entity->waterfall.trigger[i];
    double local = b->trigger.local[i * m->T + t], all = b->use.hours[t];
    return cp_period_end(m->period[t]) > x->from ||
           (x->defaults > 0 && b->trigger.defaulted[t] > x->defaults * (1 + 1e-9)) ||
           (x->nsite && all > 0 && local < x->least * all * (1 - 1e-9));
}

/* The number of a trigger; as many as there are: none. */
static size_t named(const struct cp_book *b, const char *name) {
    size_t i = 0;
    while (i < b->entity->waterfall.ntrigger &&
           strcmp(b->entity->waterfall.trigger[i].name, name) != 0)
        i++;
    return i;
}

size_t cp_finance_trigger_first(const struct cp_finance_model *m, const struct cp_book *b,
                                const char *name) {
    size_t i = named(b, name), t = 0;
    if (i == b->entity->waterfall.ntrigger)
        return m->T;
    while (t < m->T && !cp_finance_trigger_given(m, b, i, t))
        t++;
    return t;
}

bool cp_finance_was_met(const struct cp_book *b, const char *when, bool unless, size_t t,
                        size_t T) {
    size_t n = b->entity->waterfall.ntrigger, i = when ? named(b, when) : n;
    return i == n || b->trigger.was[i * T + t] != unless;
}

bool cp_finance_step_runs(const struct cp_book *b, const struct cp_waterfall_step *w) {
    size_t n = b->entity->waterfall.ntrigger, i = w->when ? named(b, w->when) : n;
    return i == n || b->trigger.on[i] != w->unless;
}

bool cp_finance_step_ran(const struct cp_book *b, const struct cp_waterfall_step *w, size_t t,
                         size_t T) {
    return cp_finance_was_met(b, w->when, w->unless, t, T);
}
