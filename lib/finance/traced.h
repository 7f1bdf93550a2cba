/* A model that is run and kept, so that its numbers can be traced. */
#ifndef CAPPLAN_FINANCE_TRACED_H
#define CAPPLAN_FINANCE_TRACED_H

#include "finance/rule/rule.h"

struct cp_traced {
    struct cp_finance_inputs in;
    struct cp_origins origins;
    struct cp_finance_model m;
    struct cp_close *own;
    struct cp_groups groups;
    struct cp_rules rules;
    struct cp_finance_result result;
};

/* Its facts are appended. Release it after an error too. */
int cp_traced_run(struct cp_traced *r, const struct cp_plan *plan, struct cp_facts *facts,
                  const struct cp_close *close, struct cp_error *err);
void cp_traced_release(struct cp_traced *r);

/* A trace of it, without a number yet; the number of a fact, with all that it stands on; whether
 * what cp_trace_solve has found is what the fact says. CP_EUSAGE: no rule says what it is;
 * CP_EINTERNAL. */
void cp_traced_open(const struct cp_traced *r, const struct cp_facts *facts, struct cp_trace *x);
int cp_traced_root(struct cp_trace *x, size_t row, size_t *root, struct cp_error *err);
int cp_traced_check(const struct cp_trace *x, size_t row, size_t root, struct cp_error *err);

#endif
