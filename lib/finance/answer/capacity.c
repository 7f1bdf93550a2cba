/* What each case lets a tranche carry that is sized by several. */
#include "finance/answer/answer.h"
#include <string.h>

int cp_finance_write_capacity(const struct cp_finance_answer *w) {
    const struct cp_finance_model *m = w->m;
    for (size_t i = 0; i < m->ncapacity; i++) {
        const struct cp_debt_capacity *c = &m->capacity[i];
        int rc = strcmp(c->entity, w->b->entity->name) == 0
                     ? cp_finance_put(w, "debt_capacity", c->tranche, c->by, c->amount)
                     : 0;
        if (rc)
            return rc;
    }
    return 0;
}
