/* What is held while a study moves a value of the plan. */
#include "finance/study/hold.h"
#include "finance/answer/answer.h"
#include "finance/intake/intake.h"

int cp_finance_close_take(struct cp_finance_model *m, struct cp_close **out) {
    struct cp_facts *facts = cp_facts_new();
    if (!facts)
        return cp_fail_nomem(m->err);
    int rc = cp_finance_write_closes(m, facts);
    if (rc == 0)
        rc = cp_finance_close_make(facts, out, m->err);
    cp_facts_free(facts);
    return rc;
}

const struct cp_close *cp_finance_close_for(const struct cp_finance_case *c, const char *key,
                                            const struct cp_close *base) {
    if (c->closed || c->resize)
        return c->closed;
    return key && cp_plan_is_term(key) ? NULL : base;
}
