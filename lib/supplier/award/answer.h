/* What a solved sourcing program says. Private to the award. */
#ifndef CAPPLAN_SUPPLIER_AWARD_ANSWER_H
#define CAPPLAN_SUPPLIER_AWARD_ANSWER_H

#include "supplier/award/program.h"

/* Units, shortages and duals; then cost. `a` has its arena alone. */
int cp_award_read(const struct cp_award_program *m, const struct cp_lp_solution *s,
                  struct cp_award *a, struct cp_error *err);
/* cost.c: the parts of the cost of the units that are taken */
int cp_award_price(const struct cp_award_problem *p, struct cp_award *a, struct cp_error *err);

#endif
