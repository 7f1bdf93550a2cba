/* The plan's finance again, with a value of the plan another. */
#ifndef CAPPLAN_FINANCE_RERUN_H
#define CAPPLAN_FINANCE_RERUN_H

#include "finance/finance.h"

/* With `key` (NULL: none) times `factor` and `hold` held (NULL: nothing); its facts replace those
 * of the run before. What the run notes replaces `notes`, and `shown` gets what the plan then says
 * of the key; both may be NULL. */
int cp_finance_rerun(const struct cp_finance_case *c, const struct cp_close *hold, const char *key,
                     double factor, struct cp_str *notes, struct cp_str *shown,
                     struct cp_error *err);

#endif
