/* Keys of `nodes:` and `contracts:`: where the energy is balanced and where it comes from. */
#include "plan/internal.h"
#include <math.h>

#define COUNT(type, f) (sizeof(f) / sizeof(type))

#define AT "nodes/NAME/"
#define OF struct cp_node
static const struct cp_field at_node[] = {
    {AT "region", CP_IN(CP_T_TEXT, region), .fallback = "",
     .meaning = "as sites name it, for carbon-free hours"},
    {AT "load", CP_IN(CP_T_PATH, load), .unit = "MW", .fallback = "",
     .meaning = "of others than sites, which must be served"},
    {AT "load_profile", CP_IN(CP_T_NAME, load_profile), .fallback = "", .section = "profiles",
     .unit = "1", .meaning = "multiplies it over the day; flat when absent"},
};
static void check_node(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_node *n = base;
    if (n->load_profile)
        cp_bind_want(b, node, "load", "there is a load_profile");
}
const struct cp_schema cp_schema_node = {.prefix = sizeof AT - 1,
                                         .field = at_node,
                                         .nfield = COUNT(*at_node, at_node),
                                         .size = sizeof(struct cp_node),
                                         .name = CP_AT(name),
                                         .pos = CP_AT(pos),
                                         .owner = CP_NO_OFFSET,
                                         .period = CP_NO_OFFSET,
                                         .check = check_node};
#undef AT
#undef OF

static const char *const kinds[] = {
    [CP_GRID] = "grid", [CP_PPA] = "ppa",         [CP_BASELOAD] = "baseload",
    [CP_TOLL] = "toll", [CP_BATTERY] = "battery", NULL};

#define AT "contracts/NAME/"
#define OF struct cp_contract
static const struct cp_field contract[] = {
    {AT "kind", CP_IN(CP_T_CHOICE, kind), .fallback = NULL, .choice = kinds,
     .meaning = "grid: at a price or a hub's; ppa: as generated; baseload: flat; toll: gas-fired, "
                "fuel paid apart; battery"},
    {AT "sites", CP_IN(CP_T_NAMES, sites), CP_N(nsite), .fallback = "", .section = "sites",
     .meaning = "where it delivers, together up to its power"},
    {AT "nodes", CP_IN(CP_T_NAMES, nodes), CP_N(nnode), .fallback = "", .section = "nodes",
     .meaning = "the same, of the energy network"},
    {AT "power", CP_IN(CP_T_NUMBER, power), .unit = "MW", .fallback = "unlimited",
     .flags = CP_F_NO_LIMIT, .meaning = "at most"},
    {AT "committed", CP_IN(CP_T_NUMBER, committed), .unit = "MW", .fallback = "0 MW",
     .meaning = "signed already, taken whatever the program thinks"},
    {AT "from", CP_IN(CP_T_DATE, from), .fallback = "",
     .meaning = "first day of delivery; the horizon's when absent"},
    {AT "until", CP_IN(CP_T_DATE, to), .fallback = "", .flags = CP_F_END,
     .meaning = "last day of delivery; the horizon's when absent"},
    {AT "term", CP_IN(CP_T_NUMBER, term), .unit = "year", .fallback = "", .max = 200,
     .flags = CP_F_POSITIVE, .meaning = "length of delivery, instead of until"},
    {AT "firm", CP_IN(CP_T_BOOLEAN, firm), .fallback = "no", .meaning = "counts as firm supply"},
    {AT "price", CP_IN(CP_T_PATH, price), .unit = "USD/MWh", .fallback = "0 USD/MWh",
     .flags = CP_F_SIGNED, .meaning = "of energy; toll: the variable part beside fuel"},
    {AT "price_profile", CP_IN(CP_T_NAME, price_profile), .fallback = "", .section = "profiles",
     .unit = "USD/MWh", .meaning = "hourly price of a hub, added to price"},
    {AT "profile_scale", CP_IN(CP_T_PATH, profile_scale), .unit = "1", .fallback = "1",
     .meaning = "multiplies the price of the profile"},
    {AT "capacity_price", CP_IN(CP_T_PATH, capacity_price), .unit = "USD/MW/year",
     .fallback = "0 USD/MW/year", .meaning = "of contracted power, used or not"},
    {AT "take_or_pay", CP_IN(CP_T_NUMBER, take_or_pay), .unit = "1", .fallback = "0 %", .max = 1,
     .meaning = "part of the contracted energy that is paid in any case"},
    {AT "factor_profile", CP_IN(CP_T_NAME, factor_profile), .fallback = "", .section = "profiles",
     .unit = "1", .meaning = "ppa: hourly capacity factor"},
    {AT "factor", CP_IN(CP_T_NUMBER, factor), .unit = "1", .fallback = "", .max = 1,
     .meaning = "ppa: constant capacity factor, instead of a profile"},
    {AT "availability", CP_IN(CP_T_NUMBER, availability), .unit = "1", .fallback = "100 %",
     .max = 1, .meaning = "baseload, toll: part of the time"},
    {AT "heat_rate", CP_IN(CP_T_NUMBER, heat_rate), .unit = "MMBtu/MWh", .fallback = "",
     .flags = CP_F_POSITIVE, .meaning = "toll: fuel for a unit of energy"},
    {AT "fuel", CP_IN(CP_T_PATH, fuel), .unit = "USD/MMBtu", .fallback = "",
     .meaning = "toll: price of fuel"},
    {AT "hours", CP_IN(CP_T_NUMBER, hours), .unit = "h", .fallback = "", .flags = CP_F_POSITIVE,
     .meaning = "battery: energy over power"},
    {AT "efficiency", CP_IN(CP_T_NUMBER, efficiency), .unit = "1", .fallback = "", .max = 1,
     .flags = CP_F_POSITIVE, .meaning = "battery: of a round trip"},
    {AT "emissions", CP_IN(CP_T_NUMBER, emissions), .unit = "t/MWh", .fallback = "0 t/MWh",
     .meaning = "CO2 of the energy; grid, toll and baseload: wanted where CO2 costs or is limited"},
    {AT "capex", CP_IN(CP_T_NUMBER, capex), .unit = "USD/MW", .fallback = "0 USD/MW",
     .meaning = "paid by the company when delivery begins"},
    {AT "life", CP_IN(CP_T_NUMBER, life), .unit = "year", .max = 200, .fallback = "15 years",
     .flags = CP_F_POSITIVE, .meaning = "of what that buys"},
};

/* Whole months are counted in the calendar: a year from 1 January ends with 31 December. */
static int64_t after(int64_t from, double years) {
    double months = floor(years * 12 + 0.5);
    if (fabs(years * 12 - months) > 1e-6)
        return from + (int64_t)(years * 8766 + 0.5);
    struct cp_period month = cp_period_at(CP_MONTH, from);
    int64_t into = from - cp_period_start(month);
    month.index += (int32_t)months;
    return into < cp_period_hours(month) ? cp_period_start(month) + into : cp_period_end(month);
}

static void check_term(struct cp_binder *b, const struct cp_plan_node *node,
                       struct cp_contract *c) {
    const struct cp_horizon *h = &b->plan->horizon;
    const struct cp_plan_node *until = cp_node_child(node, "until");
    if (!cp_node_child(node, "from"))
        c->from = h->origin;
    if (until && cp_node_child(node, "term"))
        cp_bind_fail(b, until->key_pos, "has 'until' and 'term'; one of them decides");
    else if (isfinite(c->term))
        c->to = after(c->from, c->term);
    else if (!until)
        c->to = cp_period_end(h->to);
    if (c->to <= c->from)
        cp_bind_fail(b, until ? until->pos : node->pos, "ends before it begins");
    else
        cp_bind_in_horizon(b, node, "from", c->from, c->to);
}

static void check_contract(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_contract *c = base;
    check_term(b, node, c);
    if (!c->nsite && !c->nnode)
        cp_bind_want(b, node, "sites", "a contract delivers to sites or nodes");
    const struct cp_plan_node *committed = cp_node_child(node, "committed");
    if (committed && c->committed > c->power)
        cp_bind_fail(b, committed->pos, "committed: more than the contract's power");
    switch (c->kind) {
    case CP_GRID:
        if (!cp_node_child(node, "price_profile"))
            cp_bind_want(b, node, "price", "a grid contract has a price or a price_profile");
        break;
    case CP_PPA:
        cp_bind_want(b, node, "price", "wanted by a ppa");
        if (!cp_node_child(node, "factor_profile"))
            cp_bind_want(b, node, "factor", "a ppa has a factor or a factor_profile");
        break;
    case CP_BASELOAD:
        cp_bind_want(b, node, "price", "wanted by a baseload contract");
        break;
    case CP_TOLL:
        cp_bind_want(b, node, "heat_rate", "wanted by a toll");
        cp_bind_want(b, node, "fuel", "wanted by a toll");
        break;
    case CP_BATTERY:
        cp_bind_want(b, node, "hours", "wanted by a battery");
        cp_bind_want(b, node, "efficiency", "wanted by a battery");
        break;
    }
}

const struct cp_schema cp_schema_contract = {.prefix = sizeof AT - 1,
                                             .field = contract,
                                             .nfield = COUNT(*contract, contract),
                                             .size = sizeof(struct cp_contract),
                                             .name = CP_AT(name),
                                             .pos = CP_AT(pos),
                                             .owner = CP_NO_OFFSET,
                                             .period = CP_NO_OFFSET,
                                             .check = check_contract};
