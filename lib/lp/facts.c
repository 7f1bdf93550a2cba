/* The answer to a program as facts under its columns' and rows' names. */
#include "lp/lp.h"
#include <math.h>

static int put(struct cp_facts *facts, const char *kind, const char *name, const char *measure,
               double value, struct cp_error *err) {
    return cp_facts_put(
        facts,
        &(struct cp_fact){
            .dim[CP_KIND] = kind, .dim[CP_NAME] = name, .measure = measure, .value = value},
        err);
}

int cp_lp_put(const struct cp_lp *m, const struct cp_lp_solution *s, struct cp_facts *facts,
              struct cp_error *err) {
    char name[CP_LP_NAME_SIZE];
    struct cp_lp_view v = cp_lp_view(m);
    double sense = cp_lp_maximises(m) ? -1 : 1;
    int rc = put(facts, "model", NULL, "status", s->status, err);
    if (rc == 0)
        rc = put(facts, "model", NULL, "iterations", (double)s->iterations, err);
    if (!s->x)
        return rc;
    if (rc == 0)
        rc = put(facts, "model", NULL, "objective", sense * s->objective, err);
    if (rc == 0 && isfinite(s->bound))
        rc = put(facts, "model", NULL, "bound", sense * s->bound, err);
    for (size_t j = 0; rc == 0 && j < v.ncol; j++) {
        cp_lp_name(m, 'c', j, name);
        rc = put(facts, "column", name, "value", s->x[j], err);
        if (rc == 0)
            rc = put(facts, "column", name, "reduced_cost", sense * s->reduced[j], err);
    }
    for (size_t i = 0; rc == 0 && i < v.nrow; i++) {
        cp_lp_name(m, 'r', i, name);
        rc = put(facts, "row", name, "activity", s->activity[i], err);
        if (rc == 0)
            rc = put(facts, "row", name, "dual", sense * s->dual[i], err);
    }
    return rc;
}

int cp_lp_put_conflict(const struct cp_lp *m, const struct cp_lp_options *o, struct cp_facts *facts,
                       enum cp_lp_proof *proof, struct cp_error *err) {
    char name[CP_LP_NAME_SIZE];
    struct cp_lp_relaxation c = {0};
    struct cp_lp_iis core = {0};
    int rc = cp_lp_relaxation(m, NULL, o, &c, err);
    for (size_t k = 0; rc == 0 && k < c.n; k++) {
        cp_lp_name(m, 'r', c.row[k], name);
        rc = put(facts, "row", name, "conflict", c.amount[k], err);
    }
    if (rc == 0)
        rc = cp_lp_iis(m, NULL, o, &core, err);
    for (size_t k = 0; rc == 0 && k < core.n; k++) {
        cp_lp_name(m, 'r', core.row[k], name);
        rc = put(facts, "row", name, "irreducible", 1, err);
    }
    *proof = core.irreducible ? CP_LP_IRREDUCIBLE : core.n ? CP_LP_LARGER : CP_LP_UNPROVED;
    cp_lp_iis_release(&core);
    cp_lp_relaxation_release(&c);
    return rc;
}
