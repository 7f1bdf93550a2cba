/* How likely the cases of a study are, where the facts say so. */
#include "finance/intake/intake.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* weight[i], NaN where there is none, and the row that says so; how many there are. */
static size_t find(const struct cp_facts *facts, const struct cp_selection *all,
                   struct cp_finance_facts_case *of, size_t n, double *weight,
                   const struct cp_names *names) {
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        of[i].weight = SIZE_MAX;
        weight[i] = NAN;
    }
    for (size_t k = 0; k < all->n; k++) {
        uint32_t i = cp_names_find(names, cp_facts_dim(facts, all->row[k], CP_SCENARIO));
        if (i == CP_NAME_NONE)
            continue;
        of[i].weight = all->row[k];
        weight[i] = all->value[k];
        found++;
    }
    return found;
}

static int check(const struct cp_facts *facts, const struct cp_finance_facts_case *of, size_t n,
                 const double *weight, bool whole, struct cp_error *err) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (of[i].weight == SIZE_MAX)
            return cp_fail(err, CP_EINPUT,
                           "scenario '%.80s' has no scenario_probability, as others have",
                           of[i].desk);
        if (!(weight[i] > 0 && weight[i] <= 1))
            return cp_fail_at(err, CP_EINPUT, cp_facts_pos(facts, of[i].weight),
                              "scenario_probability of '%.80s' is not above 0 and at most 1",
                              of[i].desk);
        sum += weight[i];
    }
    if (!whole || fabs(sum - 1) < 1e-6)
        return 0;
    return cp_fail(err, CP_EINPUT,
                   "the probabilities of the %zu scenarios add up to %.9g, not to 1", n, sum);
}

int cp_finance_cases_weigh(const struct cp_facts *facts, struct cp_finance_facts_case *of, size_t n,
                           bool whole, double **weight, struct cp_error *err) {
    struct cp_selection all = {0};
    struct cp_names names = {0};
    bool full = true;
    if (!weight)
        return 0;
    int rc = cp_facts_select(facts, "scenario_probability", NULL, &all, err);
    for (size_t i = 0; i < n && rc == 0 && all.n; i++)
        full = full && cp_names_add(&names, of[i].desk, strlen(of[i].desk)) == i;
    double *w = cp_calloc(n + 1, sizeof *w);
    if (rc == 0 && (!w || !full))
        rc = cp_fail_nomem(err);
    if (rc == 0 && all.n && find(facts, &all, of, n, w, &names)) {
        rc = check(facts, of, n, w, whole, err);
        *weight = w;
        w = NULL;
    }
    free(w);
    cp_names_release(&names);
    cp_facts_selection_release(&all);
    return rc;
}
