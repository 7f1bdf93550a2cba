/* A model of plan and facts, run until every book is closed: what the door and the studies share.
 */
#ifndef CAPPLAN_FINANCE_RUN_H
#define CAPPLAN_FINANCE_RUN_H

#include "finance/model/book.h"

/* `m` has plan, inputs, scenario, notes and err. Release it after an error too. */
int cp_finance_model_run(struct cp_finance_model *m);
/* Its two halves: all that a desk's scenarios have in common; its facts, and books closed. */
int cp_finance_model_make(struct cp_finance_model *m);
int cp_finance_model_finish(struct cp_finance_model *m);

/* sized.c: the same, after debt that is sized by several cases was sized by the smallest of them,
 * with a note; what each would carry is in m->capacity. *own is what is held for it: free it after
 * the model, after an error too. */
int cp_finance_model_run_sized(struct cp_finance_model *m, struct cp_close **own);
int cp_finance_close_take(struct cp_finance_model *m, struct cp_close **out); /* free it */

#endif
