/* Keys of an entity's `leases:`: what it uses and lets by contracts with others. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>

const char *const cp_plan_depreciations[] = {
    "straight-line", "ddb",  "syd",   "macrs-3", "macrs-5", "macrs-7", "macrs-10", "macrs-15",
    "macrs-20",      "sl-5", "sl-10", "sl-15",   "sl-20",   "sl-39",   NULL};
static const char *const sides[] = {"lessee", "lessor", NULL};
static const char *const classes[] = {[CP_LEASE_TESTED] = "tested",
                                      [CP_LEASE_OPERATING] = "operating",
                                      [CP_LEASE_FINANCE] = "finance",
                                      NULL};
static const char *const paid[] = {"arrears", "advance", NULL};

#define AT "entities/NAME/leases/NAME/"
#define OF struct cp_lease
static const struct cp_field lease[] = {
    {AT "side", CP_IN(CP_T_CHOICE_BOOL, lets), .default_text = "lessee", .choice = sides,
     .meaning = "the entity is lessee or lessor"},
    {AT "class", CP_IN(CP_T_CHOICE, how), .default_text = "tested", .choice = classes,
     .meaning = "operating, finance (a lessor's: sales-type; a lessee's of IFRS 16: always), or by "
                "the tests of ASC 842"},
    {AT "from", CP_IN(CP_T_DATE, from), .default_text = NULL, .meaning = "its first day"},
    {AT "until", CP_IN(CP_T_DATE, until), .default_text = NULL, .flags = CP_F_END,
     .meaning = "its last, with extensions that are reasonably certain"},
    {AT "payment", CP_IN(CP_T_PATH, payment), .unit = "USD/year", .default_text = "",
     .meaning = "fixed payments; those that give the yield when absent"},
    {AT "escalation", CP_IN(CP_T_NUMBER, escalation), .unit = "1", .default_text = "0 %", .min = -1,
     .max = 1, .flags = CP_F_SIGNED, .meaning = "of payments, on each anniversary of from"},
    {AT "paid", CP_IN(CP_T_CHOICE_BOOL, advance), .default_text = "arrears", .choice = paid,
     .meaning = "at the end of a period of the plan (arrears) or at its start (advance)"},
    {AT "yield", CP_IN(CP_T_NUMBER, yield), .unit = "1", .default_text = "", .max = 10,
     .meaning = "effective, a year, of the lessor on value; that of the payments when absent"},
    {AT "rate", CP_IN(CP_T_NUMBER, rate), .unit = "1", .default_text = "", .max = 10,
     .meaning = "lessee: effective, a year, by which payments are discounted; yield when absent"},
    {AT "value", CP_IN(CP_T_NUMBER, value), .unit = "USD", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "fair value of what is leased at from"},
    {AT "residual", CP_IN(CP_T_NUMBER, residual), .unit = "USD", .default_text = "0 USD",
     .meaning = "what the lessor expects it to be worth at the end"},
    {AT "purchase", CP_IN(CP_T_NUMBER, purchase), .unit = "USD", .default_text = "",
     .meaning = "price for which the lessee buys it at the end; for tax that is a sale"},
    {AT "costs", CP_IN(CP_T_NUMBER, costs), .unit = "USD", .default_text = "0 USD",
     .flags = CP_F_SIGNED, .meaning = "lessee: initial direct costs less incentives, paid at from"},
    {AT "life", CP_IN(CP_T_NUMBER, life), .unit = "year", .default_text = "", .max = 200,
     .flags = CP_F_POSITIVE,
     .meaning = "from then it can be used: of a lessee that buys, of an operating lessor (the "
                "term, down to residual, when absent), and of the tests"},
    {AT "cost", CP_IN(CP_T_NUMBER, cost), .unit = "USD", .default_text = "",
     .meaning = "lessor: what it pays for it at from; value when absent"},
    {AT "sale", CP_IN(CP_T_NUMBER, sale), .unit = "USD", .default_text = "",
     .meaning = "lessor: what it fetches at the end; purchase or residual when absent"},
    {AT "guarantee", CP_IN(CP_T_NUMBER, guarantee), .unit = "USD", .default_text = "",
     .meaning = "lessor: residual value guaranteed by another, who pays what sale is below it"},
    {AT "depreciation", CP_IN(CP_T_CHOICE_TEXT, depreciation), .default_text = "straight-line",
     .choice = cp_plan_depreciations,
     .meaning = "for tax, of the lessor's equipment, or of what the lessee buys"},
};

static void check_sides(struct cp_binder *b, const struct cp_plan_node *node,
                        const struct cp_lease *l) {
    static const char *const lessee[] = {"rate", "costs"}, *const lessor[] = {"cost", "sale",
                                                                              "guarantee"};
    for (size_t i = 0; i < (l->lets ? 2 : 3); i++) {
        const struct cp_plan_node *n = cp_plan_node_child(node, l->lets ? lessee[i] : lessor[i]);
        if (n)
            cp_plan_fail(b, n->key_pos, "%s: of a %s alone", n->key, l->lets ? "lessee" : "lessor");
    }
    if (l->lets)
        cp_plan_want(b, node, "value", "wanted by a lessor");
    else if (!cp_plan_node_child(node, "rate"))
        cp_plan_want(b, node, "yield", "a lessee has a rate, or a yield");
}

static void check_lease(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_lease *l = base;
    const struct cp_plan_node *until = cp_plan_node_child(node, "until"),
                              *purchase = cp_plan_node_child(node, "purchase"),
                              *yield = cp_plan_node_child(node, "yield");
    if (until && cp_plan_node_child(node, "from") && l->until <= l->from)
        cp_plan_fail(b, until->pos, "ends before it begins");
    check_sides(b, node, l);
    if (!cp_plan_node_child(node, "payment")) {
        cp_plan_want(b, node, "yield", "a lease has payments, or a yield and a value");
        cp_plan_want(b, node, "value", "a lease has payments, or a yield and a value");
    } else if (yield && (l->lets || cp_plan_node_child(node, "rate")))
        cp_plan_fail(b, yield->key_pos, "yield: the payments are given");
    if (purchase && l->how == CP_LEASE_OPERATING)
        cp_plan_fail(b, purchase->pos, "purchase: what is bought at the end is no operating lease");
    if (purchase && !l->lets)
        cp_plan_want(b, node, "life", "wanted by purchase");
}
const struct cp_schema cp_plan_schema_lease = {CP_ROWS(lease), .name = CP_AT(name),
                                               .pos = CP_AT(pos), .check = check_lease};
#undef AT
#undef OF
