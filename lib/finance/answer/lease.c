/* A lease that the tenant, the parent, may leave at the end of its term: who bears what the halls
 * are then worth less than in the books. */
#include "finance/answer/answer.h"
#include <math.h>

/* Period at whose end the lease has run out; T: after the plan. */
static size_t end_of(const struct cp_finance_model *m, int64_t until) {
    size_t t = 0;
    while (t < m->T && cp_period_end(m->period[t]) < until)
        t++;
    return t;
}

/* Halls at their value without the tenant, and cash, stand against the debt. What the debt lacks
 * the tenant pays up to its guarantee, and the lenders bear the rest; owners lose the equity that
 * goes, never more. */
int cp_finance_write_lease(const struct cp_finance_answer *w) {
    const struct cp_entity *e = w->b->entity;
    if (w->b->is_consolidated || e->lease.until <= w->m->plan->horizon.origin ||
        e->lease.until == INT64_MAX)
        return 0;
    size_t t = end_of(w->m, e->lease.until);
    if (t == w->m->T) {
        cp_finance_note(w->m,
                        "%s: its lease ends after the plan; what the tenant's leaving costs is not "
                        "known",
                        e->name);
        return 0;
    }
    double *const *x = w->b->line;
    double book = x[BS_SITE][t], cash = x[BS_CASH][t], debt = x[BS_DEBT][t];
    double vacant = e->lease.vacant * book + cash, gap = fmax(0, debt - vacant);
    double tenant = fmin(e->lease.guarantee, gap);
    double owners = fmax(0, book + cash - debt) - fmax(0, vacant - debt);
    const struct {
        const char *kind;
        double loss;
    } bearer[] = {{"tenant", tenant},
                  {"lenders", gap - tenant},
                  {"parent", e->ownership * owners},
                  {"partners", (1 - e->ownership) * owners}};
    for (size_t i = 0; i < sizeof bearer / sizeof *bearer; i++) {
        int rc = cp_finance_put(w, "lease_loss", NULL, bearer[i].kind, bearer[i].loss);
        if (rc)
            return rc;
        rc = cp_finance_put(w, "lease_loss_expected", NULL, bearer[i].kind,
                            (1 - e->lease.renewal) * bearer[i].loss);
        if (rc)
            return rc;
    }
    double bare = debt - cash - e->lease.guarantee;
    return book > 0 ? cp_finance_put(w, "lease_cover", NULL, NULL, fmax(0, bare) / book) : 0;
}
