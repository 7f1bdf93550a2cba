/* What a study keeps of its runs: the totals of the plan, who breached and who defaulted, and what
 * is said of them together. Runs are kept one after the other. */
#ifndef CAPPLAN_FINANCE_TOTALS_H
#define CAPPLAN_FINANCE_TOTALS_H

#include "finance/finance.h"

struct cp_total_key {
    const char *measure, *entity, *tranche, *kind, *name;
};
struct cp_total_run {
    size_t n; /* keys there were when it was kept */
    double *value;
    double weight;
    bool breached, defaulted, failed;
};
/* A covenant, the weight of the runs in which it was breached in each year, the last of these, and
 * whether it is tested as planned. */
struct cp_total_covenant {
    const char *entity, *tranche;
    double *breached;
    size_t *last;
    bool *tested;
};
struct cp_totals {
    struct cp_names names; /* of keys and covenants */
    struct cp_total_key *key;
    size_t nkey, capkey, nplanned;
    double *planned; /* by key */
    struct cp_total_run *run;
    size_t nrun, nfailed;
    bool weighted; /* runs are not equally likely */
    struct cp_total_covenant *covenant;
    size_t ncovenant, capcovenant;
    int first_year;
    size_t nyear;
};

/* `weight`, of each run; NULL: they are equally likely. */
int cp_finance_totals_make(struct cp_totals *t, const struct cp_plan *plan, size_t nrun,
                           const double *weight, struct cp_error *err);
void cp_finance_totals_release(struct cp_totals *t);

/* Totals of the case as planned, and the facts `covenant` of its tests: these keys come first. */
int cp_finance_totals_know(struct cp_totals *t, const struct cp_facts *facts, struct cp_error *err);
/* Run i, the runs in their order. */
int cp_finance_totals_keep(struct cp_totals *t, size_t i, const struct cp_facts *facts,
                           const struct cp_finance_result *r, struct cp_error *err);
void cp_finance_totals_fail(struct cp_totals *t, size_t i);

/* Totals of run i under the name of its scenario. */
int cp_finance_totals_put_run(const struct cp_totals *t, size_t i, const char *scenario,
                              struct cp_facts *facts, struct cp_error *err);
/* Of run i, the last that was kept, what cp_finance_totals_put adds up: under the name of its
 * scenario, covenants and debt as 0 or 1, and what claims lose. The last is default_probability. */
int cp_finance_totals_put_part(const struct cp_totals *t, size_t i, const char *scenario,
                               struct cp_facts *facts, struct cp_error *err);
/* P5, P50 and P95 of each total, the part of the runs that breach and default, by covenant and year
 * too, and by how much the value of claims falls short of that as planned, mean. */
int cp_finance_totals_put(const struct cp_totals *t, struct cp_facts *facts, struct cp_error *err);

#endif
