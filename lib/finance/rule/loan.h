/* What the rules of loans ask of each other. */
#ifndef CAPPLAN_FINANCE_RULE_LOAN_H
#define CAPPLAN_FINANCE_RULE_LOAN_H

#include "finance/rule/rule.h"

/* A term of the plan of the loan of `id`. */
size_t cp_rule_term(struct cp_trace *x, struct cp_trace_id id, const char *name, double value);
/* Interest of a period that starts with `balance`, as far as a swap is of what is owed. */
size_t cp_rule_interest_on(struct cp_trace *x, struct cp_trace_id id, size_t balance);

/* repay.c: what the contract repays of a balance; what sweeps leave of a principal, where the
 * schedule has `planned` and `owed` is owed; what may be owed of a borrowing base. */
size_t cp_rule_amortised(struct cp_trace *x, struct cp_trace_id id, int64_t first, int64_t last,
                         size_t balance);
size_t cp_rule_after_sweeps(struct cp_trace *x, const struct cp_loan *l, size_t planned,
                            size_t principal, size_t owed);
size_t cp_rule_lent_at_most(struct cp_trace *x, struct cp_trace_id id, int64_t t);

#endif
