/* The rules that are in conflict, as the plan has them. */
#include "supplier/rule.h"
#include <stdlib.h>

static int tell_rule(const struct cp_sourcing_run *r, const struct cp_award_rule *rule,
                     struct cp_error *err) {
    struct cp_supplier_rule_text text;
    struct cp_str line = {0};
    cp_supplier_rule_tell(r, rule, &text);
    if (text.pos.file)
        cp_str_addf(&line, "%s:", text.pos.file);
    if (text.pos.line)
        cp_str_addf(&line, "%u:%u:", text.pos.line, text.pos.col);
    cp_str_addf(&line, "%s%s: %s", line.len ? " " : "", text.path, text.asks);
    int rc = line.oom ? cp_fail_nomem(err) : 0;
    if (rc == 0)
        r->opt->note(r->opt->note_ctx, line.s);
    cp_str_release(&line);
    return rc;
}

int cp_supplier_sourcing_conflict(const struct cp_sourcing_run *r, struct cp_error *err) {
    struct cp_award_rule *rule = NULL;
    size_t n;
    if (!r->opt->note)
        return 0;
    int rc = cp_supplier_award_conflict(&r->problem, &rule, &n, err);
    if (rc)
        return rc;
    r->opt->note(r->opt->note_ctx,
                 "no award keeps all of these rules; with any one less there is one");
    for (size_t i = 0; i < n && rc == 0; i++)
        rc = tell_rule(r, &rule[i], err);
    free(rule);
    return rc;
}
