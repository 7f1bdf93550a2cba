/* Keys of `scenarios:`, and the plan of one of them. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define OF struct cp_factor
#define AT "scenarios/NAME/demand/WORKLOAD/"
static const struct cp_field demand[] = {
    {AT "value", CP_IN(CP_T_PATH, value), .unit = "1", .default_text = NULL,
     .meaning = "the stream's demand is multiplied by it; \"*\": for any other workload"},
};
static const struct cp_schema demand_schema = {CP_ROWS(demand), .name = CP_AT(of),
                                               .section = "workloads", .plain = "value"};
#undef AT
#define AT "scenarios/NAME/supply/OFFER/"
static const struct cp_field supply[] = {
    {AT "value", CP_IN(CP_T_PATH, value), .unit = "1", .default_text = NULL,
     .meaning = "what the stream lets arrive is multiplied by it, and what then cannot is not "
                "owed; \"*\": of any other offer"},
};
static const struct cp_schema supply_schema = {CP_ROWS(supply), .name = CP_AT(of),
                                               .plain = "value"};
#undef AT
#define AT "scenarios/NAME/price/OFFER/"
static const struct cp_field price[] = {
    {AT "value", CP_IN(CP_T_PATH, value), .unit = "1", .default_text = NULL,
     .meaning = "the stream's price or rent is multiplied by it; \"*\": of any other offer"},
};
static const struct cp_schema price_schema = {CP_ROWS(price), .name = CP_AT(of), .plain = "value"};
#undef AT
#undef OF

#define AT "scenarios/NAME/"
#define OF struct cp_scenario
static const struct cp_field scenario[] = {
    {AT "probability", CP_IN(CP_T_NUMBER, probability), .unit = "1", .default_text = "", .max = 1,
     .flags = CP_F_POSITIVE,
     .meaning = "of this scenario; an equal part of what the others leave when absent"},
    {AT "set", CP_T_OVERRIDES, 0, .default_text = "",
     .meaning = "values of the plan that are other ones in it, by path, as --set does"},
    {AT "demand", CP_IN(CP_T_TABLE, demand), CP_N(ndemand), .default_text = "",
     .of = &demand_schema, .meaning = "how much of the stream's demand there is, by workload"},
    {AT "supply", CP_IN(CP_T_TABLE, supply), CP_N(nsupply), .default_text = "",
     .of = &supply_schema, .meaning = "how much of the stream's supply there is, by offer"},
    {AT "price", CP_IN(CP_T_TABLE, price), CP_N(nprice), .default_text = "", .of = &price_schema,
     .meaning = "how prices and rents of the stream differ, by offer"},
};
const struct cp_schema cp_plan_schema_scenario = {CP_ROWS(scenario), .name = CP_AT(name),
                                                  .pos = CP_AT(pos)};
#undef AT
#undef OF

/* Scenarios are of the same periods and slices, so that days of profiles are shared, and part on
 * the same days. */
static void check_same(struct cp_binder *b, const struct cp_plan *plan,
                       const struct cp_scenario *s) {
    static const char *const key[] = {"horizon", "slices",    "profiles",
                                      "include", "scenarios", "decide_by"};
    const struct cp_plan_node *set = cp_plan_node_child(
        cp_plan_node_child(cp_plan_node_child(plan->root, "scenarios"), s->name), "set");
    for (const struct cp_plan_node *c = set ? set->child : NULL; c; c = c->next)
        for (size_t i = 0; i < sizeof key / sizeof *key; i++)
            if (strncmp(c->key, key[i], strlen(key[i])) == 0)
                cp_plan_fail(b, c->key_pos,
                             "scenarios/%.80s/set: '%s' is the same in all scenarios", s->name,
                             key[i]);
}

void cp_plan_check_scenarios(struct cp_binder *b, struct cp_plan *plan) {
    double sum = 0, without = 0;
    for (size_t i = 0; i < plan->nscenario; i++) {
        sum += isnan(plan->scenario[i].probability) ? 0 : plan->scenario[i].probability;
        without += isnan(plan->scenario[i].probability);
    }
    bool all = fabs(sum - 1) <= 1e-9;
    if (plan->nscenario && (without > 0 ? sum >= 1 : !all)) {
        char text[CP_NUMBER_SIZE];
        snprintf(text, sizeof text, "%.6g", 100 * sum);
        cp_plan_fail(b, cp_plan_pos(plan, "scenarios"),
                     "scenarios: probabilities add up to %s %%%s", text,
                     without > 0 ? ", and some have none" : "");
    }
    for (size_t i = 0; i < plan->nscenario; i++)
        check_same(b, plan, &plan->scenario[i]);
    for (size_t i = 0; i < plan->nscenario; i++)
        if (isnan(plan->scenario[i].probability))
            plan->scenario[i].probability = (1 - sum) / without;
        else if (without == 0)
            plan->scenario[i].probability /= sum; /* thirds are written as 33.3333333333 % */
}
