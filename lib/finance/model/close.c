/* What a financial close has of a tranche or a reserve. */
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

const struct cp_close_reserve *cp_finance_close_reserve(const struct cp_close *c,
                                                        const char *entity, const char *account) {
    for (size_t i = 0; c && i < c->nreserve; i++)
        if (strcmp(c->reserve[i].account, account) == 0 &&
            strcmp(c->reserve[i].entity, entity) == 0)
            return &c->reserve[i];
    return NULL;
}

void cp_finance_close_free(struct cp_close *c) {
    if (!c)
        return;
    cp_arena_release(&c->arena);
    free(c);
}
