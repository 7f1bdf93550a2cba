/* Keys of `nodes:`, `lines:` and `fuels:`: the energy network and what its plants burn. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

#define AT "nodes/NAME/"
#define OF struct cp_node
static const struct cp_field nodes[] = {
    {AT "region", CP_IN(CP_T_TEXT, region), .default_text = "",
     .meaning = "as sites name it, for carbon-free hours"},
    {AT "load", CP_IN(CP_T_PATH, load), .unit = "MW", .default_text = "",
     .meaning = "of others than sites, which must be served"},
    {AT "load_profile", CP_IN(CP_T_NAME, load_profile), .default_text = "", .section = "profiles",
     .unit = "1", .meaning = "multiplies it over the day; flat when absent"},
    {AT "shed_price", CP_IN(CP_T_PATH, shed), .unit = "USD/MWh", .default_text = "",
     .meaning = "that not serving it costs; it must be served when absent"},
    {AT "peak", CP_IN(CP_T_PATH, peak), .unit = "MW", .default_text = "",
     .meaning = "that the lines into it must be able to bring, whatever the slices ask"},
};
static void check_node(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_node *n = base;
    if (n->load_profile)
        cp_plan_want(b, node, "load", "there is a load_profile");
    if (n->shed.n)
        cp_plan_want(b, node, "load", "there is a shed_price");
}
const struct cp_schema cp_plan_schema_node = {CP_ROWS(nodes), .name = CP_AT(name),
                                              .pos = CP_AT(pos), .check = check_node};
#undef AT
#undef OF

#define AT "lines/NAME/"
#define OF struct cp_power_line
static const struct cp_field lines[] = {
    {AT "from", CP_IN(CP_T_NAME, from), .default_text = NULL, .section = "nodes",
     .meaning = "one end"},
    {AT "to", CP_IN(CP_T_NAME, to), .default_text = NULL, .section = "nodes",
     .meaning = "the other"},
    {AT "one_way", CP_IN(CP_T_BOOLEAN, one_way), .default_text = "no",
     .meaning = "carries nothing back"},
    {AT "existing", CP_IN(CP_T_NUMBER, existing), .unit = "MW", .default_text = "0 MW",
     .meaning = "that stands before the plan and through it; power is that of the sending end"},
    {AT "power", CP_IN(CP_T_NUMBER, power), .unit = "MW", .default_text = "unlimited",
     .flags = CP_F_NO_LIMIT,
     .meaning = "at most, with what stands; equal to existing: none is "
                "built"},
    {AT "efficiency", CP_IN(CP_T_NUMBER, efficiency), .unit = "1", .default_text = "100 %",
     .max = 1, .flags = CP_F_POSITIVE, .meaning = "part of what is sent that arrives"},
    {AT "price", CP_IN(CP_T_PATH, price), .unit = "USD/MWh", .default_text = "",
     .meaning = "of the energy that is sent"},
    {AT "reactance", CP_IN(CP_T_NUMBER, reactance), .unit = "1", .default_text = "",
     .flags = CP_F_POSITIVE,
     .meaning = "per unit of the same base as other lines': it carries what Kirchhoff's laws say "
                "(linear, DC); of lines that stand as they are"},
    {AT "capex", CP_IN(CP_T_PATH, capex), .unit = "USD/MW", .default_text = "",
     .meaning = "of what is built in a period"},
    {AT "om", CP_IN(CP_T_PATH, om), .unit = "USD/MW/year", .default_text = "",
     .meaning = "operation and maintenance of what stands"},
    {AT "life", CP_IN(CP_T_NUMBER, life), .unit = "year", .max = 200, .default_text = "40 years",
     .flags = CP_F_POSITIVE, .meaning = "of what is built"},
    {AT "interest", CP_IN(CP_T_NUMBER, interest), .unit = "1", .default_text = "", .max = 1,
     .meaning = "capex is paid as an annuity over its life at this rate, of what stands before "
                "the plan too; a lump when absent"},
};
static void check_line(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_power_line *l = base;
    const struct cp_plan_node *to = cp_plan_node_child(node, "to");
    if (l->from && l->to && strcmp(l->from, l->to) == 0)
        cp_plan_fail(b, to->pos, "to: the same node as from");
    if (l->existing > l->power)
        cp_plan_fail(b, cp_plan_node_child(node, "existing")->pos, "existing: more than its power");
    const struct cp_plan_node *reactance = cp_plan_node_child(node, "reactance");
    if (reactance && l->power > l->existing)
        cp_plan_fail(b, reactance->pos,
                     "reactance: of a line that is not built: its power is what "
                     "is existing");
    if (reactance && l->one_way)
        cp_plan_fail(b, reactance->pos, "reactance: of a line that carries both ways");
}
const struct cp_schema cp_plan_schema_line = {CP_ROWS(lines), .name = CP_AT(name),
                                              .pos = CP_AT(pos), .check = check_line};
#undef AT
#undef OF

#define AT "fuels/NAME/tiers/NAME/"
#define OF struct cp_fuel_tier
static const struct cp_field tiers[] = {
    {AT "price", CP_IN(CP_T_PATH, price), .unit = "USD/MMBtu", .default_text = NULL,
     .meaning = "of the fuel in it"},
    {AT "quantity", CP_IN(CP_T_PATH, quantity), .unit = "MMBtu/year", .default_text = "",
     .meaning = "that there is at this price; any when absent"},
};
static const struct cp_schema tier_schema = {CP_ROWS(tiers), .name = CP_AT(name)};
#undef AT
#undef OF

#define AT "fuels/NAME/"
#define OF struct cp_fuel
static const struct cp_field fuels[] = {
    {AT "emissions", CP_IN(CP_T_NUMBER, emissions), .unit = "t/MMBtu", .default_text = "0 t/MMBtu",
     .flags = CP_F_SIGNED, .meaning = "CO2 of burning it"},
    {AT "upstream", CP_IN(CP_T_NUMBER, upstream), .unit = "t/MMBtu", .default_text = "0 t/MMBtu",
     .flags = CP_F_SIGNED,
     .meaning = "CO2 of all before it is burnt; below 0 of what grew out of the air"},
    {AT "tiers", CP_IN(CP_T_TABLE, tier), CP_N(ntier), .default_text = NULL, .of = &tier_schema,
     .meaning = "what it costs, the cheapest first used, by name"},
};
const struct cp_schema cp_plan_schema_fuel = {CP_ROWS(fuels), .name = CP_AT(name),
                                              .pos = CP_AT(pos)};
#undef AT
#undef OF
