/* Keys of `workloads:` and of the drivers of demand. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <string.h>

#define WORD(method, word) word,
static const char *const methods[] = {CP_FORECAST_METHODS(WORD) NULL};
static const char *const tenancies[] = {"shared", "dedicated", NULL};
static const char *const kinds[] = {[CP_FIRM] = "firm", [CP_FLEXIBLE] = "flexible", NULL};

#define AT "workloads/NAME/DRIVER/events/NAME/"
#define OF struct cp_event
static const struct cp_field event[] = {
    {AT "date", CP_IN(CP_T_DATE, at), .default_text = NULL, .meaning = "first day of its effect"},
    {AT "effect", CP_IN(CP_T_NUMBER, effect), .unit = "1", .default_text = NULL, .min = -1,
     .flags = CP_F_SIGNED, .meaning = "30 %: so much more from then on; -100 %: nothing is left"},
    {AT "ramp", CP_IN(CP_T_NUMBER, ramp), .unit = "year", .default_text = "0 years", .max = 200,
     .meaning = "until all of it has come, evenly"},
    {AT "until", CP_IN(CP_T_DATE, until), .default_text = "", .flags = CP_F_END | CP_F_NEVER,
     .meaning = "last day of its effect; for good when absent"},
    {AT "probability", CP_IN(CP_T_NUMBER, probability), .unit = "1", .default_text = "100 %",
     .max = 1,
     .meaning = "that it comes at all: the central value has its mean effect, a path all or none"},
};
static void check_event(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_event *e = base;
    if (e->until <= e->at)
        cp_plan_fail(b, cp_plan_node_child(node, "until")->pos, "ends before it begins");
}
static const struct cp_schema event_schema = {CP_ROWS(event), .name = CP_AT(name),
                                              .pos = CP_AT(pos), .check = check_event};
#undef AT
#undef OF

#define AT "workloads/NAME/DRIVER/judgement/NAME/"
#define OF struct cp_judgement
static const struct cp_field judgement[] = {
    {AT "date", CP_IN(CP_T_DATE, at), .default_text = NULL, .meaning = "day that it is of"},
    {AT "value", CP_IN(CP_T_NUMBER, value), .default_text = NULL,
     .flags = CP_F_DRIVER | CP_F_POSITIVE, .meaning = "what the driver is thought to be then"},
    {AT "weight", CP_IN(CP_T_NUMBER, weight), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "of its logarithm, the rest is the forecast's; 0 % changes nothing"},
    {AT "sigma", CP_IN(CP_T_NUMBER, sigma), .unit = "1", .default_text = "0 %",
     .meaning = "standard deviation of its own log error"},
};
static const struct cp_schema judgement_schema = {CP_ROWS(judgement), .name = CP_AT(name),
                                                  .pos = CP_AT(pos)};
#undef AT
#undef OF

#define AT "workloads/NAME/DRIVER/correlation/N/"
#define OF struct cp_correlated
static const struct cp_field correlated[] = {
    {AT "with", CP_IN(CP_T_TEXT, with), .default_text = NULL,
     .meaning = "a driver of this workload or of another, as ads/users"},
    {AT "value", CP_IN(CP_T_NUMBER, value), .unit = "1", .default_text = NULL, .min = -1, .max = 1,
     .flags = CP_F_SIGNED, .meaning = "of the errors by sigma and level"},
};
static const struct cp_schema correlated_schema = {CP_ROWS(correlated), .pos = CP_AT(pos)};
#undef AT
#undef OF

#define AT "workloads/NAME/DRIVER/"
#define OF struct cp_driver
static const struct cp_field driver[] = {
    {AT "history", CP_IN(CP_T_FILE, history), .default_text = "",
     .meaning = "TSV of facts to forecast from, instead of a value"},
    {AT "measure", CP_IN(CP_T_TEXT, measure), .default_text = "",
     .meaning = "which measure of the history; its only one when absent"},
    {AT "method", CP_IN(CP_T_CHOICE_TEXT, method), .default_text = "auto", .choice = methods,
     .meaning = "how to forecast: a method of cp-forecast(1)"},
    {AT "ceiling", CP_IN(CP_T_NUMBER, ceiling), .unit = "1", .default_text = "0",
     .meaning =
         "what adoption ends at by a curve, within a fifth, in the history's unit; 0: unknown"},
    {AT "floor", CP_IN(CP_T_NUMBER, floor), .default_text = "", .flags = CP_F_DRIVER,
     .meaning = "nothing is below it: forecast, paths; 0 when absent"},
    {AT "cap", CP_IN(CP_T_NUMBER, cap), .default_text = "", .flags = CP_F_DRIVER | CP_F_POSITIVE,
     .meaning = "nothing is above it; of users the people of the region, or on earth, when absent"},
    {AT "scale", CP_IN(CP_T_NUMBER, scale), .unit = "1", .default_text = "1",
     .flags = CP_F_POSITIVE, .meaning = "multiplies the history's values"},
    {AT "sigma", CP_IN(CP_T_NUMBER, sigma), .unit = "1", .default_text = "0 %",
     .meaning = "standard deviation of the log error after one year; grows with the root of time "
                "from the last known period, or the plan's start, on"},
    {AT "level", CP_IN(CP_T_NUMBER, level), .unit = "1", .default_text = "0 %",
     .meaning = "standard deviation of the log error of today's level, the same in all periods"},
    {AT "events", CP_IN(CP_T_TABLE, event), CP_N(nevent), .default_text = "", .of = &event_schema,
     .meaning = "dated: a launch, a ban, a price change, by name"},
    {AT "judgement", CP_IN(CP_T_TABLE, judgement), CP_N(njudgement), .default_text = "",
     .of = &judgement_schema, .meaning = "what is thought of it, against path or history, by name"},
    {AT "correlation", CP_IN(CP_T_LIST, correlation), CP_N(ncorrelation), .default_text = "",
     .of = &correlated_schema, .meaning = "of its errors with those of other drivers"},
    {AT "price", CP_IN(CP_T_PATH, price), .unit = "1", .default_text = "",
     .meaning =
         "of what is asked for, as an index: it counts against that of the first period, or of the "
         "last of the history, before the plan's start too"},
    {AT "elasticity", CP_IN(CP_T_NUMBER, elasticity), .unit = "1", .default_text = "0", .min = -100,
     .max = 100, .flags = CP_F_SIGNED,
     .meaning = "to the price: -0.8 is 0.8 % more for each 1 % less"},
};
/* A key of it is none of these: a path's, though perhaps a wrong one. */
static bool has_path(const struct cp_plan_node *node) {
    for (const struct cp_plan_node *c = node->child; c; c = c->next)
        if (!cp_plan_node_is_note(c) && strcmp(c->key, "growth") != 0 &&
            !cp_plan_schema_field(&cp_plan_schema_driver, c->key))
            return true;
    return false;
}

static void check_driver(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_driver *d = base;
    if (d->floor >= d->cap)
        cp_plan_fail(b, cp_plan_node_child(node, "floor")->pos, "floor: is not below the cap");
    if (d->history && d->path.n)
        cp_plan_fail(b, node->pos, "has a history and a value; one of them decides");
    else if (!d->history && node->kind == CP_MAP && !has_path(node) &&
             !cp_plan_node_child(node, "history"))
        cp_plan_fail(b, node->pos, "has neither a value nor a history");
    const struct cp_plan_node *price = cp_plan_node_child(node, "price");
    if (price)
        cp_plan_want(b, node, "elasticity", "a price moves what is asked for by it");
    for (size_t i = 0; i < d->price.n && price; i++)
        if (!(d->price.value[i] > 0 && d->price.growth > -1))
            cp_plan_fail(b, price->pos, "its price is not above 0");
    if (cp_plan_node_child(node, "elasticity") && !price)
        cp_plan_want(b, node, "price", "an elasticity is to a price");
    static const char *const only[] = {"measure", "method", "ceiling", "scale"};
    for (size_t i = 0; i < 4 && node->kind == CP_MAP; i++) {
        const struct cp_plan_node *n = cp_plan_node_child(node, only[i]);
        if (n && !cp_plan_node_child(node, "history"))
            cp_plan_fail(b, n->key_pos, "'%s' says something of a history, and there is none",
                         only[i]);
    }
}
const struct cp_schema cp_plan_schema_driver = {CP_ROWS(driver), .name = CP_AT(name),
                                                .pos = CP_AT(pos), .beside_path = true,
                                                .check = check_driver};
#undef AT
#undef OF

#define AT "workloads/NAME/ways/NAME/"
#define OF struct cp_way
static const struct cp_field ways[] = {
    {AT "flop", CP_IN(CP_T_NUMBER, flop), .unit = "FLOP", .default_text = "0 FLOP",
     .meaning = "useful work before it serves: training, distilling"},
    {AT "work", CP_IN(CP_T_NAME, work), .default_text = "", .section = "workloads",
     .meaning = "flexible workload that does it, on top of its demand"},
    {AT "start", CP_IN(CP_T_DATE, start), .default_text = "",
     .meaning = "first day of that work; the horizon's when absent"},
    {AT "ready", CP_IN(CP_T_DATE, ready), .default_text = "",
     .meaning = "first day on which it serves; the horizon's when absent"},
    {AT "fee", CP_IN(CP_T_NUMBER, fee), .unit = "USD", .default_text = "0 USD",
     .meaning = "paid once, when it first serves"},
    {AT "annual_fee", CP_IN(CP_T_PATH, annual), .unit = "USD/year", .default_text = "",
     .meaning = "paid while it serves"},
    {AT "serves", CP_IN(CP_T_NUMBER, serves), .unit = "1", .default_text = "100 %", .max = 1,
     .meaning = "part of the demand that it can serve"},
    {AT "compute", CP_IN(CP_T_NUMBER, compute), .unit = "1", .default_text = "100 %", .max = 100,
     .meaning = "work on the plan's GPUs for what it serves, as a part of that: less of a smaller "
                "model, 0 % of one that another runs"},
};
static void check_way(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_way *w = base;
    const struct cp_plan_node *start = cp_plan_node_child(node, "start");
    if (!start)
        w->start = b->plan->horizon.origin;
    if (!cp_plan_node_child(node, "ready"))
        w->ready = b->plan->horizon.origin;
    if (w->flop > 0)
        cp_plan_want(b, node, "work", "its FLOP are work of a flexible workload");
    if (w->flop > 0 && w->ready <= w->start)
        cp_plan_fail(b, start ? start->pos : node->key_pos,
                     "ready: not after the start of its work");
}
static const struct cp_schema way_schema = {CP_ROWS(ways), .name = CP_AT(name), .pos = CP_AT(pos),
                                            .check = check_way};
#undef AT
#undef OF

#define DRIVER(member) CP_IN(CP_T_DRIVER, member), .of = &cp_plan_schema_driver
#define AT "regions/NAME/"
#define OF struct cp_region
static const struct cp_field region[] = {
    {AT "people", CP_IN(CP_T_NUMBER, people), .unit = "user", .default_text = NULL,
     .flags = CP_F_POSITIVE, .meaning = "who live there: no workload of the region has more users"},
};
const struct cp_schema cp_plan_schema_region = {CP_ROWS(region), .name = CP_AT(name),
                                                .pos = CP_AT(pos)};
#undef AT
#undef OF

#define AT "workloads/NAME/"
#define OF struct cp_workload
static const struct cp_field workload[] = {
    {AT "kind", CP_IN(CP_T_CHOICE, kind), .default_text = NULL, .choice = kinds,
     .meaning = "firm: served when it comes; flexible: its volume in a period can be moved"},
    {AT "region", CP_IN(CP_T_TEXT, region), .default_text = "",
     .meaning = "where its users are; anywhere when absent"},
    {AT "tenant", CP_IN(CP_T_TEXT, tenant), .default_text = "",
     .meaning = "customer it is served for; the company's own when absent"},
    {AT "users", DRIVER(driver.users), .unit = "user", .default_text = "",
     .meaning = "people who use it"},
    {AT "requests", DRIVER(driver.requests), .unit = "request/user/day", .default_text = "",
     .meaning = "requests of one user"},
    {AT "tokens", DRIVER(driver.tokens), .unit = "token/request", .default_text = "",
     .meaning = "tokens of one request"},
    {AT "flop", DRIVER(driver.flop), .unit = "FLOP/token", .default_text = "",
     .meaning = "useful work of one token"},
    {AT "peak", DRIVER(driver.peak), .unit = "1", .default_text = "1",
     .meaning = "peak over mean rate of demand"},
    {AT "runs", DRIVER(driver.runs), .unit = "1/year", .default_text = "",
     .meaning = "training runs"},
    {AT "run_flop", DRIVER(driver.run_flop), .unit = "FLOP", .default_text = "",
     .meaning = "useful work of one run"},
    {AT "demand", DRIVER(driver.demand), .unit = "EFLOP/s", .default_text = "",
     .meaning = "demand itself, instead of a chain of drivers"},
    {AT "penalty", CP_IN(CP_T_NUMBER, penalty), .unit = "USD/(EFLOP/s)/h", .default_text = NULL,
     .meaning = "cost of demand that is not met"},
    {AT "revenue", CP_IN(CP_T_NUMBER, revenue), .unit = "USD/(EFLOP/s)/h",
     .default_text = "0 USD/(EFLOP/s)/h", .meaning = "paid by a tenant for what is served"},
    {AT "bid", CP_IN(CP_T_BOOLEAN, bid), .default_text = "no",
     .meaning =
         "a tenant's offer, for all of its demand: accepted or rejected, then without penalty"},
    {AT "traffic", CP_IN(CP_T_NUMBER, traffic), .unit = "Gbit/s/(EFLOP/s)",
     .default_text = "0 Gbit/s/(EFLOP/s)",
     .meaning = "between its users, or its data, and the site, of what is served at a time"},
    {AT "data", CP_IN(CP_T_NAME, data), .default_text = "", .section = "sites",
     .meaning = "where its data are: traffic is with this site instead of with its users"},
    {AT "min_rate", CP_IN(CP_T_NUMBER, min_rate), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "flexible: least part of its mean rate at any time"},
    {AT "profile", CP_IN(CP_T_NAME, profile), .default_text = "", .section = "profiles",
     .unit = "1", .meaning = "shape over the day, mean 1; flat when absent"},
    {AT "sites", CP_IN(CP_T_NAMES, sites), CP_N(nsite), .default_text = "", .section = "sites",
     .meaning = "where it may run; everywhere when absent"},
    {AT "countries", CP_IN(CP_T_NAMES, countries), CP_N(ncountry), .default_text = "",
     .meaning = "countries whose sites may run it (residency); any when absent"},
    {AT "max_sites", CP_IN(CP_T_COUNT, max_sites), .default_text = "", .min = 1, .max = 100,
     .meaning =
         "at which it may run in a calendar year, for synchronous work; holds with --integer"},
    {AT "max_latency", CP_IN(CP_T_NUMBER, max_latency), .unit = "s", .default_text = "",
     .meaning = "of the way from its region to a site and back, at most"},
    {AT "tenancy", CP_IN(CP_T_CHOICE_BOOL, dedicated), .default_text = "shared",
     .choice = tenancies,
     .meaning = "dedicated: its GPUs are held for it in every slice of a period, never shared"},
    {AT "ways", CP_IN(CP_T_TABLE, way), CP_N(nway), .default_text = "", .of = &way_schema,
     .meaning = "in which it can be met, by name, at most one of them"},
};

static bool has(const struct cp_driver *d) {
    return d->path.n || d->history;
}

static void check_workload(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_workload *w = base;
    const struct cp_plan_node *least = cp_plan_node_child(node, "min_rate");
    const struct cp_driver *served[] = {&w->driver.users, &w->driver.requests, &w->driver.tokens,
                                        &w->driver.flop};
    const struct cp_driver *training[] = {&w->driver.runs, &w->driver.run_flop};
    size_t nserved = 0, ntraining = 0;
    if (w->nway && w->min_rate > 0)
        cp_plan_fail(b, least->key_pos, "'min_rate' is of work that is met in no ways");
    for (size_t i = 0; i < 4; i++)
        nserved += cp_plan_node_child(node, served[i]->name) != NULL;
    for (size_t i = 0; i < 2; i++)
        ntraining += cp_plan_node_child(node, training[i]->name) != NULL;
    bool direct = cp_plan_node_child(node, "demand") != NULL;
    if ((nserved > 0) + (ntraining > 0) + direct != 1) {
        cp_plan_fail(b, node->key_pos,
                     "wanted one of: demand; users, requests, tokens and flop; runs and run_flop");
        return;
    }
    for (size_t i = 0; i < 4 && nserved; i++)
        if (!has(served[i]))
            cp_plan_want(b, node, served[i]->name, "users, requests, tokens and flop are a chain");
    for (size_t i = 0; i < 2 && ntraining; i++)
        if (!has(training[i]))
            cp_plan_want(b, node, training[i]->name, "runs and run_flop are a chain");
}

const struct cp_schema cp_plan_schema_workload = {CP_ROWS(workload), .name = CP_AT(name),
                                                  .pos = CP_AT(pos), .check = check_workload};

void cp_plan_check_ways(struct cp_binder *b, const struct cp_plan *p) {
    for (size_t i = 0; i < p->nworkload; i++)
        for (size_t k = 0; k < p->workload[i].nway; k++) {
            const struct cp_way *way = &p->workload[i].way[k];
            const struct cp_workload *work = way->work ? cp_plan_workload(p, way->work) : NULL;
            if (work && (work->kind != CP_FLEXIBLE || work->nway))
                cp_plan_fail(b, way->pos,
                             "workloads/%.40s/ways/%.40s/work: '%.80s' is not flexible, or is "
                             "itself met in one of several ways",
                             p->workload[i].name, way->name, way->work);
        }
}
