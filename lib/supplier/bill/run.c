/* The bill of materials of a plan, from its items to facts. */
#include "supplier/bill/award.h"
#include "supplier/risk.h"
#include <stdio.h>

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

int cp_supplier_bill(const struct cp_plan *plan, const struct cp_supplier_options *opt,
                     const struct cp_award_options *award, const bool *qualified,
                     struct cp_facts *facts, struct cp_error *err) {
    struct cp_bill b = {0};
    int rc = cp_supplier_bill_make(plan, opt->service_level, &b, err);
    if (rc == 0)
        rc = cp_supplier_bill_schedule(&b, err);
    if (rc == 0 && award)
        rc = cp_supplier_bill_award(&b, award, qualified, facts, err);
    for (size_t p = 0; rc == 0 && p < b.nparent; p++)
        tell(&b, &b.parent[p], opt);
    if (rc == 0)
        rc = cp_supplier_bill_put(&b, facts, err);
    if (rc == 0)
        rc = cp_supplier_bill_safety(&b, facts, err);
    if (rc == 0 && opt->risk && b.nparent)
        rc = cp_supplier_bill_chance(&b, opt->risk, facts, err);
    cp_supplier_bill_release(&b);
    return rc;
}
