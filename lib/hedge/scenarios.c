/* Paths as scenarios of cp-finance: what prices other than planned change (repricing), and what the
 * books settle. */
#include "hedge/parts.h"

int cp_hedge_add_scenarios(struct cp_hedge_cash *c, struct cp_hedge_tally *y) {
    struct cp_hedge *h = c->r->h;
    int rc = 0;
    size_t n = h->opt->scenarios < c->npath ? h->opt->scenarios : c->npath;
    for (size_t p = 0; p < n && rc == 0; p++) {
        const char *name = cp_arena_printf(&h->arena, "s%05zu", p + 1);
        if (!name)
            return cp_fail_nomem(h->err);
        for (size_t e = 0; e < c->nentity; e++)
            for (size_t t = 0; t < h->nperiod && rc == 0; t++) {
                struct cp_fact f = {.dim = {[CP_SCENARIO] = name,
                                            [CP_PERIOD] = c->bucket[t],
                                            [CP_ENTITY] = c->entity[e]}};
                double plan = cp_hedge_cash_at(c, CP_CASH_ALL, e, t)[p];
                double book = cp_hedge_cash_at(c, CP_CASH_BOOK, e, t)[p];
                if (plan != 0)
                    rc = cp_hedge_add_value(h, y, "repricing", f, plan);
                if (rc == 0 && book != 0)
                    rc = cp_hedge_add_value(h, y, "settlement", f, book);
            }
    }
    return rc;
}
