/* A lease that the tenant, the parent, may leave at the end of its term: who bears what the halls
 * are then worth less than in the books. */
#include "finance/model/book.h"
#include <math.h>

static int put(struct model *m, struct cp_facts *facts, const struct book *b, const char *measure,
               const char *kind, double value) {
    return cp_facts_put(facts,
                        &(struct cp_fact){.dim[CP_ENTITY] = b->entity->name,
                                          .dim[CP_KIND] = kind,
                                          .measure = measure,
                                          .value = value},
                        m->err);
}

/* Halls at their value without the tenant, and cash, stand against the debt. What the debt lacks
 * the tenant pays up to its guarantee, and the lenders bear the rest; owners lose the equity that
 * goes, never more. */
int lease_write(struct model *m, const struct book *b, struct cp_facts *facts) {
    const struct cp_entity *e = b->entity;
    if (b->is_group || e->lease_until <= m->plan->horizon.origin || e->lease_until == INT64_MAX)
        return 0;
    size_t t = 0;
    while (t < m->T && cp_period_end(m->period[t]) < e->lease_until)
        t++;
    if (t == m->T) {
        note(m, "%s: its lease ends after the plan; what the tenant's leaving costs is not known",
             e->name);
        return 0;
    }
    double book = b->line[BS_SITE][t], cash = b->line[BS_CASH][t], debt = b->line[BS_DEBT][t];
    double worth = e->lease_vacant * book + cash, gap = fmax(0, debt - worth);
    double tenant = fmin(e->lease_guarantee, gap);
    double owners = fmax(0, book + cash - debt) - fmax(0, worth - debt);
    const struct {
        const char *kind;
        double loss;
    } bearer[] = {{"tenant", tenant},
                  {"lenders", gap - tenant},
                  {"parent", e->ownership * owners},
                  {"partners", (1 - e->ownership) * owners}};
    int rc = 0;
    for (size_t i = 0; i < sizeof bearer / sizeof *bearer && rc == 0; i++) {
        rc = put(m, facts, b, "lease_loss", bearer[i].kind, bearer[i].loss);
        if (rc == 0)
            rc = put(m, facts, b, "lease_loss_expected", bearer[i].kind,
                     (1 - e->lease_renewal) * bearer[i].loss);
    }
    double bare = debt - cash - e->lease_guarantee;
    if (rc == 0 && book > 0)
        rc = put(m, facts, b, "lease_cover", NULL, fmax(0, bare) / book);
    return rc;
}
