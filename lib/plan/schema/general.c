/* Keys at the top of a plan: what it is about, its calendar, its money, its sections. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <string.h>

#define OF struct cp_plan

static const char *const points[] = {"middle", "end", NULL};
static const char *const prices[] = {"nominal", "real", NULL};

#define AT "horizon/"
static const struct cp_field horizon[] = {
    {AT "from", CP_IN(CP_T_PERIOD, horizon.from), .default_text = NULL,
     .meaning = "first period: a year, quarter, month, day or hour"},
    {AT "to", CP_IN(CP_T_PERIOD, horizon.to), .default_text = NULL,
     .meaning = "last period, of the same kind"},
    {AT "step", CP_IN(CP_T_NUMBER, horizon.step), .unit = "year", .default_text = "",
     .flags = CP_F_POSITIVE, .max = CP_YEARS_MOST,
     .meaning = "whole years that a period has when from and to are years; one when absent"},
};
/* Years become periods of several, written 2017/2026. */
static void check_step(struct cp_binder *b, const struct cp_plan_node *node, struct cp_horizon *h) {
    int step = (int)h->step, from = h->from.index, to = h->to.index;
    const struct cp_plan_node *n = cp_plan_node_child(node, "step");
    if (h->from.freq != CP_YEAR || h->step != step) {
        cp_plan_fail(
            b, n->pos,
            "'step' is whole years, of periods that are years; others are of the kind of 'from' "
            "and 'to', as 2026-Q1, 2026-01, 2026-01-01");
        return;
    }
    if ((to - from + 1) % step) {
        cp_plan_fail(b, n->pos, "'from' to 'to' is %d years, no whole number of steps of %d",
                     to - from + 1, step);
        return;
    }
    h->from = cp_period_years_from(from, step);
    h->to = cp_period_years_from(to - step + 1, step);
    h->n = (size_t)((to - from + 1) / step);
}
static void check_horizon(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_plan *p = base;
    struct cp_horizon *h = &p->horizon;
    static const struct cp_period none;
    if (memcmp(&h->from, &none, sizeof none) == 0 || memcmp(&h->to, &none, sizeof none) == 0)
        return; /* one is missing or no period, and that is told */
    if (h->from.freq != h->to.freq)
        cp_plan_fail(b, node->pos, "'from' and 'to' are not periods of the same kind");
    else if (h->from.freq == CP_YEARS)
        cp_plan_fail(b, node->pos, "periods are years, quarters, months, days or hours");
    else if (h->to.index < h->from.index)
        cp_plan_fail(b, node->pos, "'to' is before 'from'");
    else if (h->to.index - h->from.index >= CP_PERIODS_MOST)
        cp_plan_fail(b, node->pos, "more than %d periods", CP_PERIODS_MOST);
    else
        h->n = (size_t)(h->to.index - h->from.index) + 1;
    if (h->n && h->step > 0)
        check_step(b, node, h);
    h->origin = cp_period_start(h->from);
}
static const struct cp_schema horizon_schema = {CP_ROWS(horizon), .check = check_horizon};
#undef AT

#define AT "slices/groups/NAME/"
#undef OF
#define OF struct cp_slice_group
static const struct cp_field group[] = {
    {AT "period", CP_IN(CP_T_TEXT, period), .default_text = "",
     .meaning = "of the plan that it is in; every one when absent"},
    {AT "steps", CP_IN(CP_T_COUNT, steps), .default_text = NULL, .min = 1, .max = 60000,
     .meaning = "one after another; the last comes before the first"},
    {AT "length", CP_IN(CP_T_NUMBER, length), .unit = "h", .default_text = NULL,
     .flags = CP_F_POSITIVE, .meaning = "of a step"},
    {AT "times", CP_IN(CP_T_NUMBER, times), .unit = "1", .default_text = "1",
     .flags = CP_F_POSITIVE, .meaning = "that the group comes in the period"},
};
static void check_group(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_slice_group *g = base;
    const struct cp_plan_node *n = cp_plan_node_child(node, "period");
    for (size_t t = 0; n && t < b->plan->horizon.n; t++) {
        char text[CP_PERIOD_SIZE];
        cp_period_format(text, cp_plan_period(b->plan, t));
        if (strcmp(text, g->period) == 0)
            return;
    }
    if (n && b->plan->horizon.n)
        cp_plan_fail(b, n->pos, "'%.40s' is none of the plan's periods", g->period);
}
static const struct cp_schema group_schema = {CP_ROWS(group), .name = CP_AT(name),
                                              .pos = CP_AT(pos), .check = check_group};
#undef AT
#undef OF
#define OF struct cp_plan

#define AT "slices/"
static const struct cp_field slices[] = {
    {AT "days", CP_IN(CP_T_COUNT, slices.days), .default_text = "4", .min = 1, .max = 90,
     .meaning = "representative days in each quarter of the year"},
    {AT "hours", CP_IN(CP_T_COUNT, slices.hours), .default_text = "3", .min = 1, .max = 24,
     .meaning = "time steps a day, a divisor of 24: 24 hourly, 3 blocks of 8 h"},
    {AT "every_day", CP_IN(CP_T_BOOLEAN, slices.every_day), .default_text = "no",
     .meaning = "of the profiles, one after another, instead of representative ones"},
    {AT "groups", CP_IN(CP_T_TABLE, slices.group), CP_N(slices.ngroup), .default_text = "",
     .of = &group_schema, .meaning = "of time steps instead of days of profiles, by name"},
};
static void check_slices(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_plan *p = base;
    const struct cp_plan_node *hours = cp_plan_node_child(node, "hours");
    if (p->slices.hours && 24 % p->slices.hours)
        cp_plan_fail(b, hours ? hours->pos : node->pos, "hours: %zu does not divide 24",
                     p->slices.hours);
    for (size_t t = 0; p->slices.ngroup && t < p->horizon.n; t++) {
        char text[CP_PERIOD_SIZE];
        bool has = false;
        cp_period_format(text, cp_plan_period(p, t));
        for (size_t g = 0; g < p->slices.ngroup; g++)
            has |= !p->slices.group[g].period || strcmp(p->slices.group[g].period, text) == 0;
        if (!has)
            cp_plan_fail(b, node->pos, "groups: there is none for %s", text);
    }
}
static const struct cp_schema slices_schema = {CP_ROWS(slices), .check = check_slices};
#undef AT

static const struct cp_entity *entity_of(const struct cp_plan *p, const char *name) {
    for (size_t i = 0; name && i < p->nentity; i++)
        if (strcmp(p->entity[i].name, name) == 0)
            return &p->entity[i];
    return NULL;
}

static void check_parents(struct cp_binder *b, const struct cp_plan *p) {
    for (size_t i = 0; i < p->nentity; i++) {
        const struct cp_entity *e = &p->entity[i], *up = entity_of(p, e->parent);
        for (size_t steps = 0; up && up != e && steps < p->nentity; steps++)
            up = entity_of(p, up->parent);
        if (up == e)
            cp_plan_fail(b, e->pos, "entities/%.80s: is above itself by its parents", e->name);
    }
}

/* A site is in the books of one entity: it names it, or the entity lists it. */
static void check_owners(struct cp_binder *b, const struct cp_plan *p) {
    for (size_t i = 0; i < p->nsite; i++) {
        const char *owner = p->site[i].entity;
        for (size_t k = 0; k < p->nentity; k++) {
            const struct cp_entity *e = &p->entity[k];
            for (size_t s = 0; s < e->nsite; s++) {
                if (strcmp(e->sites[s], p->site[i].name) != 0)
                    continue;
                if (owner && strcmp(owner, e->name) != 0)
                    cp_plan_fail(b, e->pos, "entities/%.80s: site '%.80s' is in the books of %.80s",
                                 e->name, p->site[i].name, owner);
                owner = e->name;
            }
        }
    }
}

static void check_plan(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_plan *p = base;
    if (!cp_plan_node_child(node, "discount_from"))
        p->money.discount_from = p->horizon.origin;
    bool spends = p->horizon.n && (p->supply.nsupplier || p->nentity);
    if (p->horizon.from.freq == CP_YEARS && spends)
        cp_plan_fail(b, cp_plan_pos(p, "horizon/step"),
                     "horizon/step: suppliers and entities want periods of a year at most");
    if (p->horizon.from.freq > CP_MONTH && spends)
        cp_plan_fail(b, cp_plan_pos(p, "horizon"),
                     "horizon: suppliers and entities want periods of a month at least");
    check_parents(b, base);
    check_owners(b, base);
    cp_plan_check_fx(b, base);
    cp_plan_check_emissions(b, base);
    cp_plan_check_reserves(b, base);
    cp_plan_check_groups(b, base);
    cp_plan_check_ways(b, base);
    cp_plan_check_scenarios(b, base);
    cp_plan_check_links(b, base);
    cp_plan_check_drives(b, base);
    cp_plan_check_desk(b, base);
    cp_plan_check_market(b, base);
    cp_plan_check_events(b, base);
    cp_plan_check_selling(b, base);
    cp_plan_check_copula(b, base);
    cp_plan_check_size(b, base);
    cp_plan_check_items(b, base);
}

#define AT ""
static const struct cp_field plan[] = {
    {AT "name", CP_IN(CP_T_TEXT, name), .default_text = "", .meaning = "what the plan is about"},
    {AT "currency", CP_IN(CP_T_CURRENCY, money.currency), .default_text = "USD",
     .meaning = "of all money in the plan, its facts and reports; units below say USD for it"},
    {AT "prices", CP_IN(CP_T_CHOICE_BOOL, money.real_prices), .default_text = "nominal",
     .choice = prices, .meaning = "nominal: money of the day; real: money of the plan's start"},
    {AT "inflation", CP_IN(CP_T_NUMBER, money.inflation), .unit = "1", .default_text = "0 %",
     .min = -.5, .max = 1, .flags = CP_F_SIGNED, .meaning = "of general prices, a year"},
    {AT "discount", CP_IN(CP_T_NUMBER, money.discount), .unit = "1", .default_text = "8 %",
     .min = -.5, .max = 1, .flags = CP_F_SIGNED,
     .meaning = "effective rate a year; discounting at mid-points of periods"},
    {AT "discount_at", CP_IN(CP_T_CHOICE_BOOL, money.discount_at_end), .default_text = "middle",
     .choice = points,
     .meaning = "where the money of a period stands, and of every year of a "
                "period of several: middle or end"},
    {AT "discount_from", CP_IN(CP_T_DATE, money.discount_from), .default_text = "",
     .meaning = "date to which money is discounted; the horizon's start when absent"},
    {AT "horizon", CP_T_MAP, 0, .default_text = NULL, .of = &horizon_schema,
     .meaning = "the periods the plan covers"},
    {AT "fx", CP_IN(CP_T_TABLE, money.fx), CP_N(money.nfx), .default_text = "",
     .of = &cp_plan_schema_fx,
     .meaning = "rates at which money that is written in other currencies becomes the plan's"},
    {AT "slices", CP_T_MAP, 0, .default_text = "", .of = &slices_schema,
     .meaning = "how finely energy is balanced within a period"},
    {AT "capex_limit", CP_IN(CP_T_PATH, policy.capex_limit), .unit = "USD", .default_text = "",
     .meaning = "capital expenditure at most, a year"},
    {AT "co2_price", CP_IN(CP_T_PATH, policy.co2_price), .unit = "USD/t", .default_text = "0 USD/t",
     .meaning = "paid for every tonne emitted, and got for one that is taken from the air"},
    {AT "policy", CP_T_MAP, 0, .default_text = "", .of = &cp_plan_schema_policy,
     .meaning = "what the company binds itself to"},
    {AT "include", CP_T_ELSEWHERE, 0, .default_text = "",
     .meaning = "files whose sections are part of this plan"},
    {AT "set", CP_T_OVERRIDES, 0, .default_text = "",
     .meaning = "values that this file changes in those that it includes, by path, as --set does"},
    {AT "closed", CP_IN(CP_T_FILE, policy.closed), .default_text = "",
     .meaning = "facts of cp-finance whose financial close is held; sized anew when absent"},
    {AT "profiles", CP_T_ELSEWHERE, 0, .default_text = "",
     .meaning = "TSV files of hourly profiles: period profile measure value unit"},
    {AT "workloads", CP_IN(CP_T_TABLE, workload), CP_N(nworkload), .default_text = "",
     .of = &cp_plan_schema_workload, .meaning = "what the compute is for, by name"},
    {AT "regions", CP_IN(CP_T_TABLE, demand.region), CP_N(demand.nregion), .default_text = "",
     .of = &cp_plan_schema_region, .meaning = "where users are, by name"},
    {AT "skus", CP_IN(CP_T_TABLE, sku), CP_N(nsku), .default_text = "", .of = &cp_plan_schema_sku,
     .meaning = "accelerators that can be bought, by name"},
    {AT "sites", CP_IN(CP_T_TABLE, site), CP_N(nsite), .default_text = "",
     .of = &cp_plan_schema_site, .meaning = "campuses, by name"},
    {AT "links", CP_IN(CP_T_TABLE, link), CP_N(nlink), .default_text = "",
     .of = &cp_plan_schema_link, .meaning = "of the data network, by name"},
    {AT "nodes", CP_IN(CP_T_TABLE, energy.node), CP_N(energy.nnode), .default_text = "",
     .of = &cp_plan_schema_node, .meaning = "of the energy network, by name"},
    {AT "lines", CP_IN(CP_T_TABLE, energy.line), CP_N(energy.nline), .default_text = "",
     .of = &cp_plan_schema_line, .meaning = "between them, by name"},
    {AT "fuels", CP_IN(CP_T_TABLE, energy.fuel), CP_N(energy.nfuel), .default_text = "",
     .of = &cp_plan_schema_fuel, .meaning = "that generators burn, by name"},
    {AT "contracts", CP_IN(CP_T_TABLE, energy.contract), CP_N(energy.ncontract), .default_text = "",
     .of = &cp_plan_schema_contract, .meaning = "energy contracts, by name"},
    {AT "suppliers", CP_IN(CP_T_TABLE, supply.supplier), CP_N(supply.nsupplier), .default_text = "",
     .of = &cp_plan_schema_supplier, .meaning = "who sells or rents accelerators, by name"},
    {AT "items", CP_IN(CP_T_TABLE, supply.item), CP_N(supply.nitem), .default_text = "",
     .of = &cp_plan_schema_item,
     .meaning = "what halls, plants and other items are made of, by name"},
    {AT "sourcing", CP_T_MAP, 0, .default_text = "", .of = &cp_plan_schema_sourcing,
     .meaning = "rules of an award over all suppliers"},
    {AT "entities", CP_IN(CP_T_TABLE, entity), CP_N(nentity), .default_text = "",
     .of = &cp_plan_schema_entity,
     .meaning = "companies with books of their own, the parent first, by name"},
    {AT "tax_groups", CP_IN(CP_T_TABLE, money.tax_groups.at), CP_N(money.tax_groups.n),
     .default_text = "", .of = &cp_plan_schema_tax_group,
     .meaning = "of entities that file together, by name"},
    {AT "scenarios", CP_IN(CP_T_TABLE, scenario), CP_N(nscenario), .default_text = "",
     .of = &cp_plan_schema_scenario,
     .meaning = "ways the future may go, by name; see cp-allocate(1)"},
    {AT "decide_by", CP_IN(CP_T_DATE, policy.decide_by), .default_text = "", .flags = CP_F_NEVER,
     .meaning =
         "capacity that comes before is decided before the scenario is known; all when absent"},
    {AT "watch", CP_IN(CP_T_TABLE, watch.rule), CP_N(watch.n), .default_text = "",
     .of = &cp_plan_schema_watch, .meaning = "rules of cp-watch(1), by name"},
    {AT "curves", CP_IN(CP_T_TABLE, money.market.curve), CP_N(money.market.ncurve),
     .default_text = "", .of = &cp_plan_schema_curve,
     .meaning = "market prices, by name; see cp-hedge(1)"},
    {AT "correlations", CP_IN(CP_T_TABLE, money.market.correlation),
     CP_N(money.market.ncorrelation), .default_text = "", .of = &cp_plan_schema_correlation,
     .meaning = "between factors of curves, CURVE/short or CURVE/long"},
    {AT "counterparties", CP_IN(CP_T_TABLE, money.market.desk.counterparty),
     CP_N(money.market.desk.ncounterparty), .default_text = "", .of = &cp_plan_schema_counterparty,
     .meaning = "with whom a desk trades, by name"},
    {AT "books", CP_IN(CP_T_TABLE, money.market.desk.book), CP_N(money.market.desk.nbook),
     .default_text = "", .of = &cp_plan_schema_book,
     .meaning = "what a desk holds, and its limits, by name; see cp-hedge(1)"},
    {AT "events", CP_IN(CP_T_TABLE, money.market.events.event), CP_N(money.market.events.n),
     .default_text = "", .of = &cp_plan_schema_event,
     .meaning = "what may come, how likely, and what it changes, by name; see cp-market(1)"},
    {AT "copula", CP_T_MAP, 0, .default_text = "", .of = &cp_plan_schema_copula,
     .meaning = "how events, demand, lead times and prices are drawn together; see cp-scenario(1)"},
    {AT "hedging", CP_T_MAP, 0, .default_text = "", .of = &cp_plan_schema_hedging,
     .meaning = "what a hedge may be of, and what it is bound to"},
    {AT "market", CP_IN(CP_T_TABLE, money.market.selling.product),
     CP_N(money.market.selling.nproduct), .default_text = "", .of = &cp_plan_schema_product,
     .meaning = "products in which compute is sold, by name; see cp-sell(1)"},
    {AT "isolation", CP_T_MAP, 0, .default_text = "", .of = &cp_plan_schema_isolation,
     .meaning = "what a buyer costs that shares nothing"},
    {AT "models", CP_IN(CP_T_TABLE, money.market.selling.model), CP_N(money.market.selling.nmodel),
     .default_text = "", .of = &cp_plan_schema_model, .meaning = "that are hosted, by name"},
    {AT "lists", CP_IN(CP_T_TABLE, money.market.selling.rival), CP_N(money.market.selling.nrival),
     .default_text = "", .of = &cp_plan_schema_rival,
     .meaning = "what others ask for an hour, by name"},
    {AT "teams", CP_IN(CP_T_TABLE, money.market.selling.team), CP_N(money.market.selling.nteam),
     .default_text = "", .of = &cp_plan_schema_team, .meaning = "whose hours are charged, by name"},
};
const struct cp_schema cp_plan_schema_top = {CP_ROWS(plan), .check = check_plan};
