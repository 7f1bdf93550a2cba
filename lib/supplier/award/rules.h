/* The kinds of rules that an award keeps. Private to the award. */
#ifndef CAPPLAN_SUPPLIER_AWARD_RULES_H
#define CAPPLAN_SUPPLIER_AWARD_RULES_H

#include "supplier/award.h"

/* The rules of p that are in force, by offer, supplier, country, year and need; how many. `out` has
 * room for them, or is NULL. */
size_t cp_award_rules(const struct cp_award_problem *p, struct cp_award_rule *out);

/* A copy of p with arrays of the arena's own where rules stand; false: no memory. */
bool cp_award_rules_copy(const struct cp_award_problem *p, struct cp_arena *arena,
                         struct cp_award_problem *out);
/* Let such a copy keep a rule of p, or not. */
void cp_award_rule_keep(const struct cp_award_problem *p, const struct cp_award_rule *rule,
                        bool keep, struct cp_award_problem *copy);

#endif
