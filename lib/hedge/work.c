/* Who works on which GPUs: `served` in GPU-hours. */
#include "hedge/internal.h"

static int read_one(struct cp_hedge *h, size_t row, double served, struct cp_hedge_work *out) {
    const char *sku_name = cp_hedge_dim(h, row, CP_SKU), *name = cp_hedge_dim(h, row, CP_WORKLOAD);
    const struct cp_sku *sku = sku_name ? cp_plan_sku(h->plan, sku_name) : NULL;
    const struct cp_workload *w = name ? cp_plan_workload(h->plan, name) : NULL;
    if (!sku || !w)
        return cp_fail_at(h->err, CP_EINPUT, cp_facts_pos(h->facts, row),
                          "served: the plan has no %s '%s'", sku ? "workload" : "sku",
                          sku ? (name ? name : "-") : (sku_name ? sku_name : "-"));
    double rate = sku->peak * cp_plan_efficiency(sku, w->name);
    if (!(rate > 0))
        return cp_fail_at(h->err, CP_EINPUT, cp_facts_pos(h->facts, row),
                          "served: %s does not run on %s in this plan", w->name, sku->name);
    out->t = cp_hedge_period_of(h, row);
    out->site = cp_hedge_dim(h, row, CP_SITE);
    out->offer = cp_hedge_dim(h, row, CP_OFFER);
    out->sku = sku->name;
    out->workload = w->name;
    out->tenant = w->tenant;
    out->served = served;
    out->hours = out->t == NONE ? 0 : served * h->hours[out->t] / rate;
    out->sold = w->tenant || w->revenue > 0;
    return 0;
}

int cp_hedge_works_read(struct cp_hedge *h, struct cp_hedge_works *out) {
    struct cp_selection s;
    int rc = cp_hedge_select(h, "served", &s);
    if (rc)
        return rc;
    out->n = 0;
    out->at = cp_hedge_alloc(h, s.n, sizeof *out->at);
    rc = out->at ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < s.n && rc == 0; i++) {
        struct cp_hedge_work w = {0};
        rc = read_one(h, s.row[i], s.value[i], &w);
        if (rc == 0 && w.t != NONE)
            out->at[out->n++] = w;
    }
    cp_facts_selection_release(&s);
    return rc;
}
