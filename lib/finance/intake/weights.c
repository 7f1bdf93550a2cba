/* How likely the cases of a study are, where the facts say so. */
#include "finance/intake/intake.h"
#include "tree/tree.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* weight[i], NaN where there is none, and the row that says so; how many there are. */
static size_t find(const struct cp_tree_weights *w, struct cp_finance_facts_case *of, size_t n,
                   double *weight) {
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        uint32_t k = w->names.n ? cp_names_find(&w->names, of[i].desk) : (uint32_t)CP_NAME_NONE;
        of[i].weight = k == CP_NAME_NONE ? SIZE_MAX : w->row[k];
        weight[i] = k == CP_NAME_NONE ? NAN : w->probability[k];
        found += k != CP_NAME_NONE;
    }
    return found;
}

static int check(const struct cp_finance_facts_case *of, size_t n, const double *weight, bool whole,
                 struct cp_error *err) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (of[i].weight == SIZE_MAX)
            return cp_fail(err, CP_EINPUT,
                           "scenario '%.80s' has no scenario_probability, as others have",
                           of[i].desk);
        sum += weight[i];
    }
    return whole ? cp_tree_check_sum(n, sum, NULL, err) : 0;
}

int cp_finance_cases_weigh(const struct cp_facts *facts, struct cp_finance_facts_case *of, size_t n,
                           bool whole, double **weight, struct cp_error *err) {
    struct cp_tree_weights all = {0};
    if (!weight)
        return 0;
    int rc = cp_tree_weights_read(facts, &all, err);
    double *w = cp_calloc(n + 1, sizeof *w);
    if (rc == 0 && !w)
        rc = cp_fail_nomem(err);
    if (rc == 0 && find(&all, of, n, w)) {
        rc = check(of, n, w, whole, err);
        *weight = w;
        w = NULL;
    }
    free(w);
    cp_tree_weights_release(&all);
    return rc;
}
