/* Shards put together. Part of the door of scenario.
 *
 * A shard is a file of facts of some of a list's scenarios. They are read one after the other, a
 * piece at a time; what stays in memory is a number of each total and scenario, and the facts that
 * are of no scenario, which all shards have alike. Rows wait in a temporary file, and are written
 * in the order of the list: whoever solved what, and how many they were, changes no byte. */
#ifndef CAPPLAN_SCENARIO_MERGE_H
#define CAPPLAN_SCENARIO_MERGE_H

#include "facts/facts.h"
#include "plan/plan.h"

CP_BEGIN_DECLS

struct cp_scenario_shards {
    size_t n;
    const char *const *path;
    const struct cp_plan *plan; /* whose scenarios they are, and whose number they have; or NULL */
    const char *of;             /* facts whose scenarios they are, instead; or NULL */
    bool allow_infeasible;
    FILE *aside; /* empty, for rows that wait; borrowed */
};

struct cp_scenario_merged; /* opaque */
/* Read all: 0; 1 where scenarios are missing, or have no plan and are not allowed to: `notes` say
 * which. Without plan and `of` the list is what there is, by name, and has to have
 * probabilities that add up to 1 if any. CP_EINPUT: a shard of another plan or list, a scenario in
 * two files, one that was cut short. */
int cp_scenario_merge(const struct cp_scenario_shards *from, struct cp_scenario_merged **out,
                      struct cp_str *notes, struct cp_error *err);
/* As TSV: what all shards have alike, the scenarios, and what is of them together. Of cp-allocate
 * expected_cost and, beyond 95 %, cvar; of cp-finance what cp_finance_scenarios says. */
int cp_scenario_merge_write(struct cp_scenario_merged *m, FILE *out, struct cp_error *err);
void cp_scenario_merged_free(struct cp_scenario_merged *m);

CP_END_DECLS

#endif
