/* The financial close that a study holds: that of its base case, or the user's. */
#ifndef CAPPLAN_FINANCE_HOLD_H
#define CAPPLAN_FINANCE_HOLD_H

#include "finance/model/model.h"

/* The close that holds while `key` is another than planned: the user's; else `base`, but for a term
 * of the financing, and none where all is sized anew. */
const struct cp_close *cp_finance_close_for(const struct cp_finance_case *c, const char *key,
                                            const struct cp_close *base);

#endif
