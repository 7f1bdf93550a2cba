/* What is held while a study moves a value of the plan. */
#include "finance/study/hold.h"

const struct cp_close *cp_finance_close_for(const struct cp_finance_case *c, const char *key,
                                            const struct cp_close *base) {
    if (c->closed || c->resize)
        return c->closed;
    return key && cp_plan_is_term(key) ? NULL : base;
}
