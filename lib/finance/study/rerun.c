/* The plan loaded anew, its finance computed anew. */
#include "finance/study/rerun.h"
#include <stdlib.h>

/* The plan under the case's overrides and one more. */
static int load(const struct cp_finance_case *c, const char *key, double factor,
                struct cp_plan **plan, struct cp_error *err) {
    struct cp_str override = {0};
    cp_str_addf(&override, "%s=*%.17g", key ? key : "", factor);
    const char **set = cp_calloc(c->nset + 1, sizeof *set);
    int rc = set && !override.oom ? 0 : cp_fail_nomem(err);
    if (rc)
        goto out;
    for (size_t i = 0; i < c->nset; i++)
        set[i] = c->set[i];
    set[c->nset] = override.s;
    rc = cp_plan_load(c->plan_path, set, c->nset + (key != NULL), plan, err);
out:
    free(set);
    cp_str_release(&override);
    return rc;
}

int cp_finance_rerun(const struct cp_finance_case *c, const struct cp_close *hold, const char *key,
                     double factor, struct cp_str *notes, struct cp_str *shown,
                     struct cp_error *err) {
    struct cp_plan *plan = NULL;
    struct cp_finance_result result = {0};
    int rc = load(c, key, factor, &plan, err);
    if (rc)
        return rc;
    cp_facts_drop_writer(c->facts, "cp-finance");
    rc = cp_finance_held(plan, c->facts, hold, &result, err);
    if (rc)
        goto out;
    if (notes) {
        cp_str_reset(notes);
        cp_str_add(notes, result.notes.s ? result.notes.s : "");
    }
    rc = shown ? cp_plan_show(plan, key, shown, err) : 0;
out:
    cp_finance_result_release(&result);
    cp_plan_free(plan);
    return rc;
}
