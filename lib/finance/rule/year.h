/* Tax years, what is carried into them, and what a group has of them. */
#ifndef CAPPLAN_FINANCE_RULE_YEAR_H
#define CAPPLAN_FINANCE_RULE_YEAR_H

#include "finance/rule/rule.h"

/* ---- carried.c ----------------------------------------------------------------------------- */

int cp_rule_year_of(const struct cp_trace *x, int64_t t);
bool cp_rule_begins_year(const struct cp_trace *x, int64_t t);
/* The last period of the year before; -1: none in the plan. */
int64_t cp_rule_year_before(const struct cp_trace *x, int64_t t);
/* The oldest year of a loss that the year of t may use; what was left of the loss of a year at the
 * end of period t. */
int cp_rule_oldest(const struct cp_trace *x, struct cp_trace_id id);
size_t cp_rule_vintage(struct cp_trace *x, struct cp_trace_id id, int year, int64_t t);
/* Carried into the year of t: losses, those of a year and later, and interest with that of the year
 * itself. */
size_t cp_rule_losses_before(struct cp_trace *x, struct cp_trace_id id);
size_t cp_rule_losses_since(struct cp_trace *x, struct cp_trace_id id, int year);
size_t cp_rule_interest_until(struct cp_trace *x, struct cp_trace_id id);

/* ---- relief.c ------------------------------------------------------------------------------ */

/* The group that a book files with then, not without debt; NULL: alone. */
const struct cp_tax_filing *cp_rule_filing(const struct cp_trace *x, struct cp_trace_id id);
/* What it has of that: interest and losses that it deducts, of its carried losses those used, and
 * of its loss of the year what others deduct. */
size_t cp_rule_pooled_interest(struct cp_trace *x, struct cp_trace_id id);
size_t cp_rule_relief_deducted(struct cp_trace *x, struct cp_trace_id id);
size_t cp_rule_relief_used(struct cp_trace *x, struct cp_trace_id id);
size_t cp_rule_relief_now(struct cp_trace *x, struct cp_trace_id id);

#endif
