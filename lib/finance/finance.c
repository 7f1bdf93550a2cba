/* The plan's finance as facts. */
#include "finance/answer/answer.h"
#include "finance/intake/intake.h"
#include "finance/run.h"
#include "finance/stress.h"
#include <stdlib.h>

int cp_finance(const struct cp_plan *plan, struct cp_facts *facts, struct cp_finance_result *out,
               struct cp_error *err) {
    return cp_finance_held(plan, facts, NULL, out, err);
}

int cp_finance_held(const struct cp_plan *plan, struct cp_facts *facts,
                    const struct cp_close *close, struct cp_finance_result *out,
                    struct cp_error *err) {
    *out = (struct cp_finance_result){0};
    struct cp_finance_inputs in;
    struct cp_close *own = NULL;
    struct cp_finance_model m = {
        .plan = plan, .in = &in, .close = close, .err = err, .notes = &out->notes};
    int rc = cp_plan_facts(plan, facts, err);
    if (rc)
        return rc;
    rc = cp_finance_inputs_make(&in, facts, err);
    if (rc)
        goto out;
    rc = cp_finance_model_run_sized(&m, &own);
    if (rc)
        goto out;
    rc = cp_finance_write_all(&m, facts, out);
    if (rc == 0)
        rc = cp_finance_write_stress(&m, close, facts, out);
    if (rc == 0 && out->notes.oom)
        rc = cp_fail_nomem(err);
out:
    if (rc)
        cp_finance_result_release(out);
    cp_finance_inputs_release(&in);
    cp_finance_model_release(&m);
    cp_finance_close_free(own);
    return rc;
}

void cp_finance_result_release(struct cp_finance_result *r) {
    free(r->breach);
    cp_str_release(&r->notes);
    *r = (struct cp_finance_result){0};
}

void cp_finance_tell_breaches(const struct cp_finance_result *r, struct cp_str *out) {
    char period[CP_PERIOD_SIZE];
    for (size_t i = 0; i < r->nbreach; i++) {
        const struct cp_breach *b = &r->breach[i];
        cp_period_format(period, b->period);
        cp_str_addf(out, "covenant breached: %s/%s in %s: DSCR %.3f, limit %.3f\n", b->entity,
                    b->tranche, period, b->value, b->limit);
    }
}
