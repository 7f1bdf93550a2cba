/* The ways to an answer, besides solving the whole program once. */
#ifndef CAPPLAN_ALLOCATE_RUN_H
#define CAPPLAN_ALLOCATE_RUN_H

#include "allocate/answer/answer.h"
#include "tree/tree.h"

/* Decide window by window, opt->window periods of which the first opt->commit stay, all but the
 * last; what stays is fixed in `full`. True in *no_answer: a window has none, and the result says
 * why. */
int cp_allocate_roll(struct cp_program *full, const struct cp_facts *facts,
                     const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                     bool *no_answer);

/* The plan that has least of opt->least within opt->slack of the cost of `s`, which it replaces. */
int cp_allocate_mga(struct cp_program *m, const struct cp_allocate_options *opt,
                    struct cp_lp_solution *s);

/* With the capacity of `s`, which it replaces, dispatch fair to tenants. */
int cp_allocate_drf(struct cp_program *m, const struct cp_allocate_options *opt,
                    struct cp_lp_solution *s);

/* Facts of what the best plan without each contract would cost more than `objective`. */
int cp_allocate_write_contract_values(struct cp_lp *lp, const struct cp_part *part, size_t n,
                                      double objective, const struct cp_lp_options *opt,
                                      struct cp_facts *facts, struct cp_str *out,
                                      struct cp_error *err);

/* As cp_allocate, of a plan or stream with scenarios. */
int cp_allocate_scenarios(const struct cp_plan *plan, const struct cp_tree *tree,
                          struct cp_facts *facts, const struct cp_allocate_options *opt,
                          struct cp_allocate_result *out, struct cp_error *err);

#endif
