/* Keys of tax groups: their terms, and of an entity that it is in one. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <string.h>

static const char *const bases[] = {"ebitda", "ebit", NULL};
static const char *const carried[] = {"own", "group", NULL};

#define AT "tax_groups/NAME/"
#define OF struct cp_tax_group
static const struct cp_field group[] = {
    {AT "losses_paid", CP_IN(CP_T_BOOLEAN, paid), .default_text = "no",
     .meaning = "who deducts a loss of another pays it the tax that this saves, as a tax sharing "
                "agreement says"},
    {AT "carried_losses", CP_IN(CP_T_CHOICE_BOOL, carries), .default_text = "own",
     .choice = carried,
     .meaning =
         "losses of earlier years in the group are deducted by who made them alone (own), or "
         "what these leave by all (group)"},
    {AT "interest_limit", CP_IN(CP_T_NUMBER, interest_limit), .unit = "1", .default_text = "",
     .max = 1, .flags = CP_F_POSITIVE,
     .meaning = "of the profit of all members before it and before depreciation, that net interest "
                "of all may take off; each has its own limit when absent"},
    {AT "interest_base", CP_IN(CP_T_CHOICE_BOOL, interest_on_ebit), .default_text = "ebitda",
     .choice = bases,
     .meaning = "what that limit is a part of: ebitda or, after depreciation, ebit"},
};
const struct cp_schema cp_plan_schema_tax_group = {CP_ROWS(group), .name = CP_AT(name),
                                                   .pos = CP_AT(pos)};
#undef AT
#undef OF

#define AT "entities/NAME/tax_group/"
#define OF struct cp_entity
static const struct cp_field member[] = {
    {AT "name", CP_IN(CP_T_NAME, tax.member.group), .default_text = NULL, .section = "tax_groups",
     .meaning = "of the group"},
    {AT "from", CP_IN(CP_T_DATE, tax.member.from), .default_text = "",
     .meaning = "it is in it in the calendar years that begin from then on; from the start when "
                "absent"},
    {AT "until", CP_IN(CP_T_DATE, tax.member.until), .default_text = "",
     .flags = CP_F_END | CP_F_NEVER, .meaning = "and that end by then; to the end when absent"},
};
static void check_member(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_tax_membership *m = &((const struct cp_entity *)base)->tax.member;
    const struct cp_plan_node *until = cp_plan_node_child(node, "until");
    if (until && m->until <= m->from)
        cp_plan_fail(b, until->pos, "until: it leaves before it joins");
}
const struct cp_schema cp_plan_schema_tax_member = {CP_ROWS(member), .plain = "name",
                                                    .check = check_member};
#undef AT
#undef OF
