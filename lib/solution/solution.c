#include "solution/solution.h"
#include <math.h>

static int put(struct cp_facts *facts, const char *kind, const char *name, const char *measure,
               double value, struct cp_error *err) {
    return cp_facts_put(
        facts,
        &(struct cp_fact){
            .dim[CP_KIND] = kind, .dim[CP_NAME] = name, .measure = measure, .value = value},
        err);
}

static int put_model(const struct cp_lp_solution *s, double sense, struct cp_facts *facts,
                     struct cp_error *err) {
    int rc = put(facts, "model", NULL, "status", s->status, err);
    if (rc)
        return rc;
    rc = put(facts, "model", NULL, "iterations", (double)s->iterations, err);
    if (rc || !s->x)
        return rc;
    rc = put(facts, "model", NULL, "objective", sense * s->objective, err);
    if (rc || !isfinite(s->bound))
        return rc;
    return put(facts, "model", NULL, "bound", sense * s->bound, err);
}

int cp_solution_put(const struct cp_lp *m, const struct cp_lp_solution *s, struct cp_facts *facts,
                    struct cp_error *err) {
    char name[CP_LP_NAME_SIZE];
    struct cp_lp_view v = cp_lp_view(m);
    double sense = cp_lp_maximises(m) ? -1 : 1;
    cp_facts_show(facts, CP_KIND);
    cp_facts_show(facts, CP_NAME);
    int rc = put_model(s, sense, facts, err);
    if (rc || !s->x)
        return rc;
    for (size_t j = 0; j < v.ncol; j++) {
        cp_lp_name(m, 'c', j, name);
        rc = put(facts, "column", name, "value", s->x[j], err);
        if (rc)
            return rc;
        rc = put(facts, "column", name, "reduced_cost", sense * s->reduced[j], err);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < v.nrow; i++) {
        cp_lp_name(m, 'r', i, name);
        rc = put(facts, "row", name, "activity", s->activity[i], err);
        if (rc)
            return rc;
        rc = put(facts, "row", name, "dual", sense * s->dual[i], err);
        if (rc)
            return rc;
    }
    return 0;
}

static int put_row(const struct cp_lp *m, size_t row, const char *measure, double value,
                   struct cp_facts *facts, struct cp_error *err) {
    char name[CP_LP_NAME_SIZE];
    cp_lp_name(m, 'r', row, name);
    return put(facts, "row", name, measure, value, err);
}

static int put_relaxation(const struct cp_lp *m, const struct cp_lp_options *opt,
                          struct cp_facts *facts, struct cp_error *err) {
    struct cp_lp_relaxation found = {0};
    int rc = cp_lp_relaxation(m, NULL, opt, &found, err);
    for (size_t k = 0; rc == 0 && k < found.n; k++)
        rc = put_row(m, found.row[k], "conflict", found.amount[k], facts, err);
    cp_lp_relaxation_release(&found);
    return rc;
}

int cp_solution_put_conflict(const struct cp_lp *m, const struct cp_lp_options *opt,
                             struct cp_facts *facts, enum cp_solution_iis *iis,
                             struct cp_error *err) {
    struct cp_lp_iis found = {0};
    *iis = CP_SOLUTION_UNPROVED;
    int rc = put_relaxation(m, opt, facts, err);
    if (rc)
        return rc;
    rc = cp_lp_iis(m, NULL, opt, &found, err);
    for (size_t k = 0; rc == 0 && k < found.n; k++)
        rc = put_row(m, found.row[k], "irreducible", 1, facts, err);
    if (found.n)
        *iis = found.irreducible ? CP_SOLUTION_IRREDUCIBLE : CP_SOLUTION_LARGER;
    cp_lp_iis_release(&found);
    return rc;
}
