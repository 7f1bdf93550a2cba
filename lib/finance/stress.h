/* What prices other than planned take from whom. */
#ifndef CAPPLAN_FINANCE_STRESS_H
#define CAPPLAN_FINANCE_STRESS_H

#include "finance/model/book.h"

/* Of a model that was run with `close` held, and whose inputs have repricing: facts on every book
 * beside that of the plan without it. Nothing where there is none, or nothing is held. */
int cp_finance_write_stress(struct cp_finance_model *m, const struct cp_close *close,
                            struct cp_facts *facts, struct cp_finance_result *result);

#endif
