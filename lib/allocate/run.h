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

/* The point of `s` becomes a vertex near it where it is none and that is quick; duals stay. */
int cp_allocate_to_vertex(struct cp_program *m, const struct cp_lp_options *opt,
                          struct cp_lp_solution *s);

/* The plan that has least of opt->least within opt->slack of the cost of `s`, which it replaces. */
int cp_allocate_mga(struct cp_program *m, const struct cp_allocate_options *opt,
                    struct cp_lp_solution *s);

/* With the capacity of `s`, which it replaces, dispatch fair to tenants. */
int cp_allocate_drf(struct cp_program *m, const struct cp_allocate_options *opt,
                    struct cp_lp_solution *s);

/* Facts of what the best plan without each contract would cost more than `objective`. */
int cp_allocate_write_contract_values(struct cp_lp *lp, const struct cp_program_part *part,
                                      size_t n, double objective, const struct cp_lp_options *opt,
                                      struct cp_facts *facts, struct cp_str *out,
                                      struct cp_error *err);

/* odds_effect of every event of the plan that comes in some scenario but not in all: by how much
 * the objective rises when its odds do, by opt->move_odds, at these costs of the scenarios and
 * decided anew. The probabilities are as they were afterwards. */
int cp_allocate_move_odds(const struct cp_plan *plan, struct cp_lp_stages *stages,
                          const double *cost, const struct cp_allocate_options *opt,
                          struct cp_facts *facts, struct cp_str *out, struct cp_error *err);

/* Build, solve and answer a program whose plan and rows are set. */
int cp_allocate_one(struct cp_program *m, const struct cp_tree *tree, struct cp_facts *facts,
                    const struct cp_allocate_options *opt, struct cp_allocate_result *out);

/* A scenario: its program, not built yet, and what that borrows. Release in any case. */
struct cp_allocate_part {
    struct cp_plan *plan; /* NULL: the plan itself */
    bool *rows;
    struct cp_program m;
};
int cp_allocate_part_make(const struct cp_plan *plan, const struct cp_tree *tree, size_t k,
                          const struct cp_facts *facts, struct cp_allocate_part *out,
                          struct cp_error *err);
void cp_allocate_part_release(struct cp_allocate_part *part);
/* Each line of `text` with the scenario before it. */
void cp_allocate_tell_of(struct cp_str *out, const char *name, const struct cp_str *text);
/* Facts of a scenario's probability, and of whether there is an answer (scenario NULL: of all). */
int cp_allocate_put_weight(const struct cp_tree *tree, size_t k, struct cp_facts *facts,
                           struct cp_error *err);
int cp_allocate_put_outcome(const struct cp_allocate_result *r, const char *scenario,
                            struct cp_facts *facts, struct cp_error *err);

/* As cp_allocate, each scenario of the shard alone. */
int cp_allocate_each(const struct cp_plan *plan, const struct cp_tree *tree, struct cp_facts *facts,
                     const struct cp_allocate_options *opt, struct cp_allocate_result *out,
                     struct cp_error *err);

/* As cp_allocate, of a plan or stream with scenarios. */
int cp_allocate_scenarios(const struct cp_plan *plan, const struct cp_tree *tree,
                          struct cp_facts *facts, const struct cp_allocate_options *opt,
                          struct cp_allocate_result *out, struct cp_error *err);

#endif
