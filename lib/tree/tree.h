/* tree: the scenarios of a plan, or of a stream of facts.
 *
 * Owns: which scenarios there are, how likely each is, until when they are still one, and which
 * facts of a stream each of them reads. A tree of two stages: what is decided before `decide_by` is
 * decided for all scenarios together, everything later in each, once it is known [Birge & Louveaux
 * 2011, chapter 1].
 *
 * A tree owns its list and borrows the plan and the names of its scenarios, which have to live as
 * long. Nothing is kept between calls: threads may read trees at the same time. Errors: those of
 * memory, and CP_EINPUT at its place where probabilities cannot be.
 */
#ifndef CAPPLAN_TREE_H
#define CAPPLAN_TREE_H

#include "base/base.h"
#include "facts/facts.h"
#include "plan/plan.h"

CP_BEGIN_DECLS

struct cp_tree_scenario {
    const char *name;
    double probability;
    const struct cp_scenario *planned; /* NULL: of the stream alone */
    size_t weight;                     /* the fact that says how likely; SIZE_MAX: none does */
};

struct cp_tree {
    size_t n; /* 0: there are no scenarios */
    struct cp_tree_scenario *scenario;
    int64_t decide_by; /* INT64_MAX: all is decided in the first stage */
    struct cp_arena arena;
};

/* What facts say of how likely scenarios are, in their order: above 0, and at most 1. */
struct cp_tree_weights {
    struct cp_names names;
    size_t *row; /* the fact of each */
    double *probability;
};
int cp_tree_weights_read(const struct cp_facts *facts, struct cp_tree_weights *w,
                         struct cp_error *err);
void cp_tree_weights_release(struct cp_tree_weights *w);
/* Of one fact alone, and of all together: 1, to 1e-6. `why` they may not be; NULL: nothing is said.
 */
int cp_tree_check_weight(const struct cp_facts *facts, size_t row, double value,
                         struct cp_error *err);
int cp_tree_check_sum(size_t n, double sum, const char *why, struct cp_error *err);
/* The caller's own facts with the weight of each scenario before the rest of it, whether it was
 * read or put: so a scenario that is alone in a stream stands as it does among others. */
int cp_tree_place_weights(struct cp_facts *facts, struct cp_error *err);

/* Those of the plan, or without them those of the stream, in order of their first appearance: of
 * its `scenario_probability` facts, or without them of its demand, equally likely. Probabilities of
 * a plan's scenarios have to be the plan's. */
int cp_tree_read(const struct cp_plan *plan, const struct cp_facts *facts, struct cp_tree *out,
                 struct cp_error *err);
void cp_tree_release(struct cp_tree *tree);
/* Whether something can be decided for all scenarios together: probabilities add up to 1, to 1e-6.
 */
int cp_tree_check(const struct cp_tree *tree, struct cp_error *err);

/* The scenario is one in which the event comes: cp-scenario says so in its name, "s3+ban@2028". */
bool cp_tree_has_event(const char *scenario, const char *event);

/* The stage in which what comes at `when` is decided: 0, the first, or 1. */
size_t cp_tree_stage(const struct cp_tree *tree, int64_t when);

/* rows[r]: row r of the stream is read in scenario i, of the measures that `reads` names. A fact of
 * the scenario stands in the place of the one without a scenario; quantiles are none of either. */
int cp_tree_rows(const struct cp_tree *tree, size_t i, const struct cp_facts *facts,
                 bool (*reads)(const char *measure), bool *rows, struct cp_error *err);

CP_END_DECLS

#endif
