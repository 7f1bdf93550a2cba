/* Facts as the analyses read and put them. */
#include "sell/internal.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

void *cp_sell_alloc(struct cp_sell *s, size_t n, size_t size) {
    void *p = cp_arena_calloc(&s->arena, n + 1, size);
    if (!p)
        cp_fail_nomem(s->err);
    return p;
}

const char *cp_sell_dim(const struct cp_sell *s, size_t row, enum cp_dim d) {
    const char *text = cp_facts_dim(s->facts, row, d);
    return strcmp(text, "-") == 0 ? NULL : text;
}

size_t cp_sell_period_of(const struct cp_sell *s, size_t row) {
    return cp_plan_find_period(s->plan, cp_facts_dim(s->facts, row, CP_PERIOD));
}

int cp_sell_select(struct cp_sell *s, const char *measure, struct cp_selection *out) {
    return cp_facts_select(s->facts, measure, NULL, out, s->err);
}

bool cp_sell_is_in(const struct cp_sell *s, size_t row, size_t scenario) {
    const char *name = cp_sell_dim(s, row, CP_SCENARIO), *of = s->scenario[scenario];
    return !name || (of && strcmp(of, name) == 0);
}

size_t cp_sell_slice_of(const struct cp_sell *s, const char *slice) {
    size_t i = 0;
    while (i < s->nslice && strcmp(s->slice[i], slice) != 0)
        i++;
    return i;
}
