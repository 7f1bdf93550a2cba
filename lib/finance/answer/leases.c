/* Leases with others, each by itself: what is paid for it, what is owed, used or let. */
#include "finance/answer/answer.h"
#include "finance/model/lease.h"
#include <math.h>

static int put(const struct cp_finance_answer *w, const struct cp_leased *l, const char *period,
               const char *measure, const char *kind, double value) {
    return cp_facts_put(w->facts,
                        &(struct cp_fact){.dim[CP_PERIOD] = period,
                                          .dim[CP_ENTITY] = w->b->entity->name,
                                          .dim[CP_KIND] = kind,
                                          .dim[CP_NAME] = l->lease->name,
                                          .measure = measure,
                                          .value = value},
                        w->m->err);
}

static int write_period(const struct cp_finance_answer *w, const struct cp_leased *l, size_t t) {
    int64_t i = (int64_t)t;
    const struct {
        const char *kind;
        double value;
    } rows[] = {{"payment", cp_finance_lease_at(l, l->paid, i)},
                {"interest", cp_finance_lease_at(l, l->interest, i)},
                {"owed", cp_finance_lease_at(l, l->owed, i)},
                {"asset", cp_finance_lease_asset(l, i)}};
    int rc = 0;
    for (size_t k = 0; k < 4 && rc == 0; k++)
        if (fabs(rows[k].value) > 0.001)
            rc = put(w, l, w->m->text[t], "lease_account", rows[k].kind, rows[k].value);
    return rc;
}

int cp_finance_write_leases(const struct cp_finance_answer *w) {
    for (size_t k = 0; k < w->b->lease.n && !w->b->is_consolidated; k++) {
        const struct cp_leased *l = &w->b->lease.at[k];
        int rc = put(w, l, NULL, "lease_rate", l->finance ? "finance" : "operating", l->rate);
        if (rc == 0)
            rc = put(w, l, NULL, "lease_value", NULL, l->start);
        if (rc == 0 && !isnan(l->payment))
            rc = put(w, l, NULL, "lease_payment", NULL, l->payment);
        for (size_t t = 0; t < w->m->T && rc == 0; t++)
            rc = write_period(w, l, t);
        if (rc)
            return rc;
    }
    return 0;
}
