/* What a financial close has of a tranche, a reserve or a trigger. */
#include "finance/model/close.h"
#include <stdlib.h>
#include <string.h>

const struct cp_close_loan *cp_finance_close_loan(const struct cp_close *c, const char *entity,
                                                  const char *tranche) {
    for (size_t i = 0; c && i < c->nloan; i++)
        if (strcmp(c->loan[i].tranche, tranche) == 0 && strcmp(c->loan[i].entity, entity) == 0)
            return &c->loan[i];
    return NULL;
}

static const struct cp_close_series *find(const struct cp_close_series *x, size_t n,
                                          const char *entity, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(x[i].name, name) == 0 && strcmp(x[i].entity, entity) == 0)
            return &x[i];
    return NULL;
}

const struct cp_close_series *cp_finance_close_reserve(const struct cp_close *c, const char *entity,
                                                       const char *account) {
    return c ? find(c->reserve, c->nreserve, entity, account) : NULL;
}

const struct cp_close_series *cp_finance_close_trigger(const struct cp_close *c, const char *entity,
                                                       const char *trigger) {
    return c ? find(c->trigger, c->ntrigger, entity, trigger) : NULL;
}

void cp_finance_close_free(struct cp_close *c) {
    if (!c)
        return;
    cp_arena_release(&c->arena);
    free(c);
}
