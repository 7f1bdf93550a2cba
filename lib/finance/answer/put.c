/* Values of a book as facts. */
#include "finance/answer/answer.h"
#include <math.h>

int cp_finance_put(const struct cp_finance_answer *w, const char *measure, const char *tranche,
                   const char *kind, double value) {
    return cp_facts_put(w->facts,
                        &(struct cp_fact){.dim[CP_ENTITY] = w->b->entity->name,
                                          .dim[CP_TRANCHE] = tranche,
                                          .dim[CP_KIND] = kind,
                                          .measure = measure,
                                          .value = value},
                        w->m->err);
}

int cp_finance_put_at(const struct cp_finance_answer *w, size_t t, const char *measure,
                      const char *tranche, const char *kind, double value) {
    return cp_facts_put(w->facts,
                        &(struct cp_fact){.dim[CP_PERIOD] = w->m->text[t],
                                          .dim[CP_ENTITY] = w->b->entity->name,
                                          .dim[CP_TRANCHE] = tranche,
                                          .dim[CP_KIND] = kind,
                                          .measure = measure,
                                          .value = value},
                        w->m->err);
}

/* More than the rounding of large sums. */
static bool any(const struct cp_finance_model *m, const double *x) {
    for (size_t t = 0; t < m->T; t++)
        if (fabs(x[t]) > 0.001)
            return true;
    return false;
}

int cp_finance_put_series(const struct cp_finance_answer *w, const char *measure,
                          const char *tranche, const char *kind, const double *x, bool always) {
    if (!always && !any(w->m, x))
        return 0;
    for (size_t t = 0; t < w->m->T; t++) {
        int rc = cp_finance_put_at(w, t, measure, tranche, kind, x[t]);
        if (rc)
            return rc;
    }
    return 0;
}
