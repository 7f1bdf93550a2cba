/* The kinds of rules that an award keeps. Private to the award. */
#ifndef CAPPLAN_SUPPLIER_RULE_H
#define CAPPLAN_SUPPLIER_RULE_H

#include "supplier/sourcing.h"

/* The rules of p that are in force, by offer, supplier, country, year and need; how many. `out` has
 * room for them, or is NULL. */
size_t cp_supplier_rules(const struct cp_award_problem *p, struct cp_award_rule *out);

/* A copy of p with arrays of the arena's own where rules stand; false: no memory. */
bool cp_supplier_rules_copy(const struct cp_award_problem *p, struct cp_arena *arena,
                            struct cp_award_problem *out);
/* Let such a copy keep a rule of p, or not. */
void cp_supplier_rule_keep(const struct cp_award_problem *p, const struct cp_award_rule *rule,
                           bool keep, struct cp_award_problem *copy);

/* Where a rule stands in the plan, or the option that it is, and what it asks for. */
struct cp_supplier_rule_text {
    struct cp_pos pos;
    char path[256], asks[160];
};
void cp_supplier_rule_tell(const struct cp_sourcing_run *r, const struct cp_award_rule *rule,
                           struct cp_supplier_rule_text *out);

#endif
