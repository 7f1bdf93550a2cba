/* The rules that are in conflict, as the plan has them. */
#include "supplier/rule.h"
#include <stdlib.h>

int cp_supplier_sourcing_conflict(const struct cp_sourcing_run *r, struct cp_error *err) {
    struct cp_award_rule *rule = NULL;
    size_t n;
    int rc = cp_supplier_award_conflict(&r->problem, &rule, &n, err);
    if (rc)
        return rc;
    rc = cp_fail(err, CP_EINPUT,
                 "no award keeps all of these rules; with any one less there is one");
    for (size_t i = 0; i < n; i++) {
        struct cp_supplier_rule_text text;
        cp_supplier_rule_tell(r, &rule[i], &text);
        cp_fail_at(err, CP_EINPUT, text.pos, "%s: %s", text.path, text.asks);
    }
    free(rule);
    return rc;
}
