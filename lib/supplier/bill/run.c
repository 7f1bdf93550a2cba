/* The bill of materials of a plan, from its items to facts. */
#include "supplier/bill/award.h"
#include "supplier/risk.h"
#include <stdio.h>
#include <string.h>

/* What is late, for those who wait. */
static void tell(const struct cp_bill *b, const struct cp_bill_parent *p,
                 const struct cp_supplier_options *opt) {
    char what[300], text[600];
    if (!opt->note || p->ready <= p->due)
        return;
    if (p->contract)
        snprintf(what, sizeof what, "contracts/%.200s", p->contract);
    else
        snprintf(what, sizeof what, "sites/%.120s/phases/%.120s", p->site, p->phase);
    const char *item = b->item[b->node[p->critical].item].item->name;
    if (p->ready == CP_BILL_NEVER)
        snprintf(text, sizeof text, "%s: never ready: its %.100s cannot all be had", what, item);
    else
        snprintf(text, sizeof text, "%s: %.1f weeks late, for want of its %.100s", what,
                 (double)(p->ready - p->due) / CP_BILL_HOURS_A_WEEK, item);
    opt->note(opt->note_ctx, text);
}

static bool is_same(const char *a, const char *b) {
    return strcmp(a ? a : "-", b ? b : "-") == 0;
}

/* When a parent of a scenario's bill is ready by the plan's; false: it is not in that. */
static bool is_ready(const struct cp_bill *b, const struct cp_bill_parent *of, int64_t *ready) {
    for (size_t p = 0; p < b->nparent; p++)
        if (is_same(b->parent[p].site, of->site) && is_same(b->parent[p].phase, of->phase) &&
            is_same(b->parent[p].contract, of->contract)) {
            *ready = b->parent[p].ready;
            return true;
        }
    return false;
}

/* Dates that are others in a scenario of the plan, by the schedule there. */
static int put_scenario(const struct cp_bill *planned, size_t i, double level,
                        struct cp_facts *facts, struct cp_error *err) {
    struct cp_plan *plan = NULL;
    struct cp_bill b = {0};
    int rc = cp_plan_scenario(planned->plan, i, &plan, err);
    if (rc == 0)
        rc = cp_supplier_bill_make(plan, level, &b, err);
    if (rc == 0)
        rc = cp_supplier_bill_schedule(&b, err);
    for (size_t p = 0; rc == 0 && p < b.nparent; p++) {
        int64_t ready;
        if (!is_ready(planned, &b.parent[p], &ready) || ready != b.parent[p].ready)
            rc = cp_supplier_bill_put_date(&b, &b.parent[p], planned->plan->scenario[i].name, facts,
                                           err);
    }
    cp_supplier_bill_release(&b);
    cp_plan_free(plan);
    return rc;
}

int cp_supplier_bill(const struct cp_plan *plan, const struct cp_supplier_options *opt,
                     const struct cp_award_options *award, const bool *qualified,
                     struct cp_facts *facts, bool *complete, struct cp_error *err) {
    struct cp_bill b = {0};
    int rc = cp_supplier_bill_make(plan, opt->service_level, &b, err);
    if (rc == 0)
        rc = cp_supplier_bill_schedule(&b, err);
    if (rc == 0 && award)
        rc = cp_supplier_bill_award(&b, award, qualified, facts, complete, err);
    for (size_t p = 0; rc == 0 && p < b.nparent; p++)
        tell(&b, &b.parent[p], opt);
    if (rc == 0)
        rc = cp_supplier_bill_put(&b, facts, err);
    for (size_t i = 0; rc == 0 && plan->supply.nitem && i < plan->nscenario; i++)
        rc = put_scenario(&b, i, opt->service_level, facts, err);
    if (rc == 0)
        rc = cp_supplier_bill_safety(&b, facts, err);
    if (rc == 0 && opt->risk && b.nparent)
        rc = cp_supplier_bill_chance(&b, opt->risk, facts, err);
    cp_supplier_bill_release(&b);
    return rc;
}
