/* A model of plan and facts, run until every book is closed: what the door and the studies share.
 */
#ifndef CAPPLAN_FINANCE_RUN_H
#define CAPPLAN_FINANCE_RUN_H

#include "finance/model/book.h"

/* `m` has plan, inputs, scenario, notes and err. Release it after an error too. */
int cp_finance_model_run(struct cp_finance_model *m);

#endif
