/* Keys of `events:`, what may come and what it changes. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>
#include <string.h>

#define OF struct cp_event_market
#define AT "events/NAME/markets/VENUE/"
static const struct cp_field market[] = {
    {AT "names", CP_IN(CP_T_NAMES, name), CP_N(n), .default_text = NULL,
     .meaning = "of its markets, or of a question of several; '*' is any text"},
    {AT "weight", CP_IN(CP_T_NUMBER, weight), .unit = "1", .default_text = "", .max = 1000,
     .meaning = "of the venue beside others; 1 when absent, and half for play money"},
};
static const struct cp_schema market_schema = {CP_ROWS(market), .name = CP_AT(venue),
                                               .pos = CP_AT(pos), .plain = "names"};
#undef AT
#undef OF

#define OF struct cp_event_given
#define AT "events/NAME/given/EVENT/"
static const struct cp_field given[] = {
    {AT "probability", CP_IN(CP_T_NUMBER, probability), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "that it comes where that event comes"},
};
static const struct cp_schema given_schema = {CP_ROWS(given), .name = CP_AT(event),
                                              .pos = CP_AT(pos), .section = "events",
                                              .plain = "probability"};
#undef AT
#undef OF

#define OF struct cp_event_factor
#define FACTOR(what)                                                                               \
    { AT "value", CP_IN(CP_T_NUMBER, value), .unit = "1", .default_text = NULL, .meaning = what }
#define AT "events/NAME/then/demand/WORKLOAD/"
static const struct cp_field demand[] = {
    FACTOR("the stream's demand is multiplied by it; '*' is any text of a name")};
static const struct cp_schema demand_schema = {CP_ROWS(demand), .name = CP_AT(of),
                                               .plain = "value"};
#undef AT
#define AT "events/NAME/then/supply/OFFER/"
static const struct cp_field supply[] = {
    FACTOR("what the stream lets arrive is multiplied by it; '*' is any text of a name")};
static const struct cp_schema supply_schema = {CP_ROWS(supply), .name = CP_AT(of),
                                               .plain = "value"};
#undef AT
#define AT "events/NAME/then/price/OFFER/"
static const struct cp_field price[] = {
    FACTOR("the stream's price or rent is multiplied by it; '*' is any text of a name")};
static const struct cp_schema price_schema = {CP_ROWS(price), .name = CP_AT(of), .plain = "value"};
#undef AT
#define AT "events/NAME/then/curves/CURVE/"
static const struct cp_field curve[] = {
    FACTOR("prices of the curve, and what it drives, are multiplied by it")};
static const struct cp_schema curve_schema = {CP_ROWS(curve), .name = CP_AT(of), .plain = "value",
                                              .section = "curves"};
#undef AT
#undef OF

#define OF struct cp_plan_event
#define AT "events/NAME/then/"
static const struct cp_field then[] = {
    {AT "set", CP_T_OVERRIDES, 0, .default_text = "",
     .meaning = "values of the plan that are other ones, by path: {when} is the first day of the "
                "period in which it comes, +12 months moves a date"},
    {AT "demand", CP_IN(CP_T_TABLE, demand), CP_N(ndemand), .default_text = "",
     .of = &demand_schema, .meaning = "how much of the stream's demand there is, by workload"},
    {AT "supply", CP_IN(CP_T_TABLE, supply), CP_N(nsupply), .default_text = "",
     .of = &supply_schema, .meaning = "how much of the stream's supply there is, by offer"},
    {AT "price", CP_IN(CP_T_TABLE, price), CP_N(nprice), .default_text = "", .of = &price_schema,
     .meaning = "how prices and rents of the stream differ, by offer"},
    {AT "curves", CP_IN(CP_T_TABLE, curve), CP_N(ncurve), .default_text = "", .of = &curve_schema,
     .meaning = "how market prices differ, by curve"},
};
static const struct cp_schema then_schema = {CP_ROWS(then)};
#undef AT

/* "2 years", "18 months". */
static void check_event(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_plan_event *e = base;
    struct cp_error why = {0};
    const struct cp_plan_node *n = cp_plan_node_child(node, "lasts");
    e->years = HUGE_VAL;
    if (e->lasts && strcmp(e->lasts, "for_good") != 0 &&
        (cp_quantity_parse(e->lasts, "year", &e->years, n->pos, &why) != 0 || !(e->years > 0)))
        cp_plan_fail(b, n->pos, "lasts: '%.60s' is no time, as '2 years', or for_good", e->lasts);
    if (!e->nmarket && isnan(e->prior) && !e->ngiven)
        cp_plan_fail(b, e->pos, "nothing says how likely it is: give it markets, a prior or given");
}

#define AT "events/NAME/"
static const struct cp_field event[] = {
    {AT "about", CP_IN(CP_T_TEXT, about), .default_text = "", .meaning = "what it is, in a line"},
    {AT "markets", CP_IN(CP_T_TABLE, market), CP_N(nmarket), .default_text = "",
     .of = &market_schema,
     .meaning = "that ask for it, by venue: kalshi, polymarket, metaculus, manifold or a table's"},
    {AT "prior", CP_IN(CP_T_NUMBER, prior), .unit = "1/year", .default_text = "", .max = 1000,
     .meaning = "rate at which it comes where no market speaks, as 3 %/year"},
    {AT "prior_weight", CP_IN(CP_T_NUMBER, prior_weight), .unit = "1", .default_text = "0",
     .max = 1000, .meaning = "of the prior beside markets that speak"},
    {AT "until", CP_IN(CP_T_DATE, until), .default_text = "", .flags = CP_F_NEVER,
     .meaning = "date from which the prior holds no more; for ever when absent"},
    {AT "after", CP_IN(CP_T_NUMBER, after), .unit = "1/year", .default_text = "", .max = 1000,
     .meaning = "rate beyond the last date that markets ask for, as before it when absent; and "
                "beyond `until`, 0 when absent"},
    {AT "exclusive", CP_IN(CP_T_NAMES, exclusive), CP_N(nexclusive), .default_text = "",
     .section = "events", .meaning = "events that do not come where it comes"},
    {AT "implies", CP_IN(CP_T_NAMES, implies), CP_N(nimplies), .default_text = "",
     .section = "events", .meaning = "events that come where it comes"},
    {AT "given", CP_IN(CP_T_TABLE, given), CP_N(ngiven), .default_text = "", .of = &given_schema,
     .meaning = "how likely it is where another event comes"},
    {AT "lasts", CP_IN(CP_T_TEXT, lasts), .default_text = "for_good",
     .meaning = "how long what follows from it stays: 2 years, or for_good"},
    {AT "then", CP_T_MAP, 0, .default_text = "", .of = &then_schema,
     .meaning = "what it changes; see cp-scenario(1)"},
};
const struct cp_schema cp_plan_schema_event = {CP_ROWS(event), .name = CP_AT(name),
                                               .pos = CP_AT(pos), .check = check_event};
#undef AT
#undef OF

const struct cp_plan_event *cp_plan_event_named(const struct cp_plan_events *e, const char *name) {
    for (size_t i = 0; i < e->n; i++)
        if (strcmp(e->event[i].name, name) == 0)
            return &e->event[i];
    return NULL;
}

static bool is_among(const char *const *list, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i], name) == 0)
            return true;
    return false;
}

/* What comes where something comes that it excludes. */
static void check_given(struct cp_binder *b, const struct cp_plan_events *all,
                        const struct cp_plan_event *e, const struct cp_event_given *g) {
    const struct cp_plan_event *that = cp_plan_event_named(all, g->event);
    if (strcmp(g->event, e->name) == 0)
        cp_plan_fail(b, g->pos, "events/%.80s/given: itself", e->name);
    else if (that && g->probability > 0 &&
             (is_among(e->exclusive, e->nexclusive, g->event) ||
              is_among(that->exclusive, that->nexclusive, e->name)))
        cp_plan_fail(b, g->pos, "events/%.80s/given: %.80s excludes it", e->name, g->event);
}

/* An event says nothing of itself. */
void cp_plan_check_events(struct cp_binder *b, const struct cp_plan *plan) {
    const struct cp_plan_events *all = &plan->money.market.events;
    for (size_t i = 0; i < all->n; i++) {
        const struct cp_plan_event *e = &all->event[i];
        for (size_t k = 0; k < e->ngiven; k++)
            check_given(b, all, e, &e->given[k]);
        for (size_t k = 0; k < e->nexclusive + e->nimplies; k++) {
            const char *of = k < e->nexclusive ? e->exclusive[k] : e->implies[k - e->nexclusive];
            if (strcmp(of, e->name) == 0)
                cp_plan_fail(b, e->pos, "events/%.80s: excludes or implies itself", e->name);
        }
    }
}
