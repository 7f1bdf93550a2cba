/* Keys of `policy:`: what the company binds itself to. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

#define AT "policy/groups/NAME/"
#define OF struct cp_policy_group
static const struct cp_field groups[] = {
    {AT "contracts", CP_IN(CP_T_NAMES, contracts), CP_N(ncontract), .default_text = NULL,
     .section = "contracts", .meaning = "that are in it"},
    {AT "power", CP_IN(CP_T_PATH, power), .unit = "MW", .default_text = "",
     .meaning = "that stands of it together at least"},
    {AT "energy", CP_IN(CP_T_PATH, energy), .unit = "MWh", .default_text = "",
     .meaning = "that it delivers together at least, a year"},
};
static void check_policy_group(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    (void)base;
    if (!cp_plan_node_child(node, "power") && !cp_plan_node_child(node, "energy"))
        cp_plan_fail(b, node->key_pos, "asks for neither 'power' nor 'energy'");
}
static const struct cp_schema policy_group_schema = {CP_ROWS(groups), .name = CP_AT(name),
                                                     .check = check_policy_group};
#undef AT
#undef OF

#define AT "policy/reserves/NAME/"
#define OF struct cp_policy_reserve
static const char *const directions[] = {"up", "down", NULL};
static const struct cp_field reserves[] = {
    {AT "direction", CP_IN(CP_T_CHOICE_BOOL, down), .default_text = "up", .choice = directions,
     .meaning = "up: power that can be delivered beside; down: that can be left out, or taken"},
    {AT "contracts", CP_IN(CP_T_NAMES, contracts), CP_N(ncontract), .default_text = NULL,
     .section = "contracts",
     .meaning = "that hold it: up below what they could deliver in the step, a generator whose "
                "commitment is decided on-line, a sale by being cut off; down above their least "
                "load, storage by charging, a sale by taking more"},
    {AT "sites", CP_IN(CP_T_NAMES, sites), CP_N(nsite), .default_text = "", .section = "sites",
     .meaning = "that it is for; those at a node with all of it; without sites and nodes the whole "
                "plan"},
    {AT "nodes", CP_IN(CP_T_NAMES, nodes), CP_N(nnode), .default_text = "", .section = "nodes",
     .meaning = "the same, of the energy network"},
    {AT "power", CP_IN(CP_T_PATH, power), .unit = "MW", .default_text = "",
     .meaning = "held at least, beside the parts below"},
    {AT "load", CP_IN(CP_T_PATH, load), .unit = "1", .default_text = "",
     .meaning = "part of the load that is served there"},
    {AT "variable", CP_IN(CP_T_PATH, variable), .unit = "1", .default_text = "",
     .meaning = "part of what ppas, and generators with a factor, deliver there"},
    {AT "loss_of", CP_IN(CP_T_NAMES, lost), CP_N(nlost), .default_text = "", .section = "contracts",
     .meaning = "contracts of which the loss of any one is covered beside: all that it delivers "
                "there and holds; with a unit that unit, as long as any of it runs (with "
                "--integer; a share of it without)"},
    {AT "within", CP_IN(CP_T_NUMBER, within), .unit = "h", .default_text = "",
     .flags = CP_F_POSITIVE,
     .meaning = "in which it can be called: what a generator's ramp lets it rise or fall by; all "
                "that there is when absent"},
    {AT "duration", CP_IN(CP_T_NUMBER, duration), .unit = "h", .default_text = "1 h",
     .meaning = "for which a battery or storage must hold the energy, or the room for it"},
    {AT "price", CP_IN(CP_T_PATH, price), .unit = "USD/MWh", .default_text = "",
     .meaning = "of what is missing of it; none may be when absent"},
};
static void check_reserve(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_policy_reserve *r = base;
    if (!r->power.n && !r->load.n && !r->variable.n && !r->nlost)
        cp_plan_fail(b, node->key_pos,
                     "asks for none of 'power', 'load', 'variable' and 'loss_of'");
    if (r->down && r->nlost)
        cp_plan_fail(b, node->key_pos,
                     "loss_of: what is lost is made up upwards; without 'direction: down'");
}
static const struct cp_schema policy_reserve_schema = {CP_ROWS(reserves), .name = CP_AT(name),
                                                       .pos = CP_AT(pos), .check = check_reserve};
#undef AT
#undef OF

#define OF struct cp_plan

#define AT "policy/"
static const struct cp_field policy[] = {
    {AT "co2_cap", CP_IN(CP_T_PATH, policy.co2_cap), .unit = "t", .default_text = "",
     .flags = CP_F_SIGNED,
     .meaning = "emissions at most, a year; below 0: to be taken from the air at least"},
    {AT "carbon_free", CP_IN(CP_T_PATH, policy.carbon_free), .unit = "1", .default_text = "",
     .max = 1, .meaning = "least share of a year's energy from contracts that emit nothing"},
    {AT "carbon_free_hourly", CP_IN(CP_T_PATH, policy.carbon_free_hourly), .unit = "1",
     .default_text = "", .max = 1,
     .meaning = "the same in every slice and region, batteries moving it in time"},
    {AT "supplier_share", CP_IN(CP_T_NUMBER, policy.supplier_share), .unit = "1",
     .default_text = "100 %", .max = 1,
     .meaning = "part of the money spent on GPUs that may go to one supplier"},
    {AT "country_share", CP_IN(CP_T_NUMBER, policy.country_share), .unit = "1",
     .default_text = "100 %", .max = 1, .meaning = "the same for the suppliers of one country"},
    {AT "build_rate", CP_IN(CP_T_PATH, policy.build_rate), .unit = "MW", .default_text = "",
     .meaning = "halls finished at most, a year"},
    {AT "fair", CP_IN(CP_T_BOOLEAN, policy.fair), .default_text = "no",
     .meaning = "what runs is shared by dominant resource fairness between tenants"},
    {AT "reserve_margin", CP_IN(CP_T_NUMBER, policy.reserve_margin), .unit = "1",
     .default_text = "",
     .meaning = "firm power above the load of every site, as a part of the load"},
    {AT "site_loss", CP_IN(CP_T_DATE, policy.site_loss), .default_text = "", .flags = CP_F_NEVER,
     .meaning = "from when on firm work must outlive the loss of any one site"},
    {AT "groups", CP_IN(CP_T_TABLE, policy.group), CP_N(policy.ngroup), .default_text = "",
     .of = &policy_group_schema,
     .meaning = "of contracts of which there is at least so much, by name"},
    {AT "reserves", CP_IN(CP_T_TABLE, policy.reserve), CP_N(policy.nreserve), .default_text = "",
     .of = &policy_reserve_schema, .meaning = "operating reserves in every slice, by name"},
};
const struct cp_schema cp_plan_schema_policy = {CP_ROWS(policy)};

/* ---- reserves and the contracts that they name ------------------------------------------------
 */

static bool among(const char *const *list, size_t n, const char *word) {
    for (size_t i = 0; word && i < n; i++)
        if (strcmp(list[i], word) == 0)
            return true;
    return false;
}

/* Of a site; NULL: it is at none, or there is no such site, which is said elsewhere. */
static const char *node_of(const struct cp_plan *p, const char *name) {
    const struct cp_site *site = cp_plan_site(p, name);
    return site ? site->node : NULL;
}

/* A node of it, or one of a site of it. */
static bool is_of_node(const struct cp_plan *p, const struct cp_policy_reserve *r,
                       const char *node) {
    bool is = among(r->nodes, r->nnode, node);
    for (size_t i = 0; node && i < r->nsite; i++) {
        const char *of = node_of(p, r->sites[i]);
        is |= of && strcmp(of, node) == 0;
    }
    return is;
}

static bool delivers(const struct cp_plan *p, const struct cp_policy_reserve *r,
                     const struct cp_contract *c) {
    bool any = !r->nsite && !r->nnode;
    for (size_t i = 0; i < c->nsite; i++)
        any |= among(r->sites, r->nsite, c->sites[i]) || is_of_node(p, r, node_of(p, c->sites[i]));
    for (size_t i = 0; i < c->nnode; i++)
        any |= is_of_node(p, r, c->nodes[i]);
    return any;
}

static void check_named(struct cp_binder *b, const struct cp_plan *p,
                        const struct cp_policy_reserve *r, const char *name, bool holds) {
    const struct cp_contract *c = NULL;
    const char *key = holds ? "contracts" : "loss_of";
    for (size_t e = 0; e < p->energy.ncontract; e++)
        if (strcmp(p->energy.contract[e].name, name) == 0)
            c = &p->energy.contract[e];
    if (!c)
        return; /* said already */
    bool built = c->kind == CP_GENERATOR || c->kind == CP_STORAGE;
    if (!delivers(p, r, c))
        cp_plan_fail(b, r->pos, "policy/reserves/%.40s/%s: '%.80s' delivers to none of its places",
                     r->name, key, name);
    else if (holds && isinf(c->power) && !built && (!r->down || c->kind == CP_SALE))
        cp_plan_fail(b, r->pos,
                     "policy/reserves/%.40s/%s: '%.80s' has no limit of its power, so that it "
                     "would hold any reserve",
                     r->name, key, name);
    else if (!holds && c->asset.unit > 0 && isinf(c->power))
        cp_plan_fail(b, r->pos,
                     "policy/reserves/%.40s/%s: '%.80s' wants a largest power to lose a unit of",
                     r->name, key, name);
    else if (!holds && c->kind == CP_SALE)
        cp_plan_fail(b, r->pos, "policy/reserves/%.40s/%s: '%.80s' takes power, and brings none",
                     r->name, key, name);
}

void cp_plan_check_reserves(struct cp_binder *b, const struct cp_plan *p) {
    for (size_t i = 0; i < p->policy.nreserve; i++) {
        const struct cp_policy_reserve *r = &p->policy.reserve[i];
        for (size_t k = 0; k < r->ncontract; k++)
            check_named(b, p, r, r->contracts[k], true);
        for (size_t k = 0; k < r->nlost; k++)
            check_named(b, p, r, r->lost[k], false);
    }
}

/* The most that the contracts of a group may have together: their power, or what that delivers in
 * so many hours, where storage delivers no more than it was charged with. */
static double most_of(const struct cp_plan *p, const struct cp_policy_group *g, double hours) {
    double sum = 0;
    for (size_t e = 0; e < p->energy.ncontract; e++) {
        const struct cp_contract *c = &p->energy.contract[e];
        bool stores = c->kind == CP_STORAGE || c->kind == CP_BATTERY;
        if (!among(g->contracts, g->ncontract, c->name) || (hours > 0 && stores))
            continue;
        sum += hours > 0 ? c->power * c->output.availability * c->output.factor * hours : c->power;
    }
    return sum;
}

struct floors {
    const char *key, *unit, *can;
    bool yearly;
};

static void check_floor(struct cp_binder *b, const struct cp_plan *p,
                        const struct cp_policy_group *g, const struct floors *f,
                        const struct cp_plan_node *asked) {
    const struct cp_path *path = f->yearly ? &g->energy : &g->power;
    for (size_t t = 0; asked && t < p->horizon.n; t++) {
        struct cp_period at = cp_plan_period(p, t);
        struct cp_period year = cp_period_at(CP_YEAR, cp_period_start(at));
        double hours = cp_period_hours(year);
        double want =
            cp_plan_path_at(path, f->yearly && at.freq != CP_YEARS ? year : at, p->horizon.origin);
        double most = most_of(p, g, f->yearly ? hours : 0);
        if (isnan(want) || want <= most * (1 + 1e-9))
            continue;
        cp_plan_fail(b, asked->pos,
                     "policy/groups/%.80s/%s: %.6g %s are more than the %.6g %s that its contracts "
                     "%s",
                     g->name, f->key, want, f->unit, most, f->unit, f->can);
        return;
    }
}

void cp_plan_check_groups(struct cp_binder *b, const struct cp_plan *p) {
    static const struct floors floors[] = {{"power", "MW", "may have", false},
                                           {"energy", "MWh", "can deliver in a year", true}};
    const struct cp_plan_node *section =
        cp_plan_node_child(cp_plan_node_child(p->root, "policy"), "groups");
    for (size_t i = 0; i < p->policy.ngroup; i++) {
        const struct cp_policy_group *g = &p->policy.group[i];
        const struct cp_plan_node *node = cp_plan_node_child(section, g->name);
        for (size_t k = 0; k < CP_COUNT_OF(floors); k++)
            check_floor(b, p, g, &floors[k], cp_plan_node_child(node, floors[k].key));
    }
}
