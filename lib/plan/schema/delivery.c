/* What offers of chips and of items have alike: when they deliver, and how long they take. */
#include "plan/schema/delivery.h"
#include "plan/document/document.h"

const char *const cp_plan_lead_shapes[] = {"log-normal", "gamma", NULL};

void cp_plan_check_capacity(struct cp_binder *b, const struct cp_plan_node *node,
                            const struct cp_window *w, size_t n) {
    const struct cp_plan_node *list = cp_plan_node_child(node, "capacity");
    for (size_t i = 1; list && i < n; i++)
        if (cp_period_start(w[i].period) < cp_period_end(w[i - 1].period)) {
            cp_plan_fail(b, list->pos, "capacity: periods overlap or are out of order");
            return;
        }
}

void cp_plan_check_lead(struct cp_binder *b, const struct cp_plan_node *node,
                        const struct cp_offer_lead *lead) {
    const struct cp_plan_node *n = cp_plan_node_child(node, "lead_quantiles");
    for (size_t i = 0; n && i < lead->nquantile; i++) {
        const struct cp_lead_quantile *q = &lead->quantile[i];
        if (i > 0 && !(q->level > q[-1].level && q->lead > q[-1].lead))
            cp_plan_fail(b, n->pos, "lead_quantiles: %zu does not rise in level and lead", i + 1);
    }
    if (n && lead->nquantile && lead->quantile[lead->nquantile - 1].level != 1)
        cp_plan_fail(b, n->pos, "lead_quantiles: the last level is not 100 %%");
    if (n && cp_plan_node_child(node, "lead"))
        cp_plan_fail(b, n->key_pos, "has a lead and lead_quantiles; one of them decides");
}
