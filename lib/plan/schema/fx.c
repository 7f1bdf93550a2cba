/* Keys of `fx:`, what other currencies cost. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <string.h>

#define AT "fx/NAME/"
#define OF struct cp_fx
static const struct cp_field fx[] = {
    {AT "rate", CP_IN(CP_T_PATH, rate), .unit = "USD", .default_text = NULL, .flags = CP_F_POSITIVE,
     .meaning = "what one of it costs in the plan's currency; says its source"},
};
const struct cp_schema cp_plan_schema_fx = {CP_ROWS(fx), .name = CP_AT(currency), .pos = CP_AT(pos),
                                            .plain = "rate"};
#undef AT
#undef OF

/* Every number of a rate. */
static bool says_source(const struct cp_plan_node *n) {
    if (n->kind == CP_SCALAR)
        return n->source || n->assumed;
    for (const struct cp_plan_node *c = n->child; c; c = c->next)
        if (!cp_plan_node_is_note(c) && !says_source(c))
            return false;
    return true;
}

void cp_plan_check_fx(struct cp_binder *b, const struct cp_plan *plan) {
    const struct cp_plan_node *all = cp_plan_node_child(plan->root, "fx");
    size_t here = cp_plan_push(b, "fx");
    for (size_t i = 0; i < plan->money.nfx; i++) {
        const struct cp_fx *x = &plan->money.fx[i];
        if (!cp_currency(x->currency))
            cp_plan_fail_currency(b, x->pos, x->currency);
        else if (strcmp(x->currency, plan->money.currency) == 0)
            cp_plan_fail(b, x->pos, "%s is the plan's currency", x->currency);
        else if (!says_source(cp_plan_node_child(all, x->currency)))
            cp_plan_fail(b, x->pos, "the rate of %s wants a source: or assumed: beside it",
                         x->currency);
    }
    cp_plan_pop(b, here);
}
