/* Keys of `skus:` and `sites:`: accelerators, campuses, their phases and what stands there. */
#include "num/num.h"
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>

#define AT "skus/NAME/efficiency/WORKLOAD/"
#define OF struct cp_efficiency
static const struct cp_field efficiency[] = {
    {AT "value", CP_IN(CP_T_NUMBER, value), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "useful part of peak for this workload; \"*\": for any other"},
};
static const struct cp_schema efficiency_schema = {CP_ROWS(efficiency), .name = CP_AT(workload),
                                                   .section = "workloads", .plain = "value"};
#undef AT
#undef OF

#define AT "skus/NAME/launches/PERIOD/"
#define OF struct cp_launch
static const struct cp_field launch[] = {
    {AT "loss", CP_IN(CP_T_NUMBER, loss), .unit = "1", .default_text = NULL, .max = 1,
     .meaning = "part of the market value that those bought before lose at the period's start"},
};
static const struct cp_schema launch_schema = {CP_ROWS(launch), .period = CP_AT(period),
                                               .any_period = true, .plain = "loss"};
#undef AT
#undef OF

#define AT "skus/NAME/"
#define OF struct cp_sku
static const struct cp_field sku[] = {
    {AT "peak", CP_IN(CP_T_NUMBER, peak), .unit = "EFLOP/s", .default_text = NULL,
     .flags = CP_F_POSITIVE, .meaning = "of one unit, dense, at the precision plans are made in"},
    {AT "power", CP_IN(CP_T_NUMBER, power), .unit = "MW", .default_text = NULL,
     .flags = CP_F_POSITIVE,
     .meaning = "IT power of one unit with its share of host, network and cooling in the rack"},
    {AT "idle", CP_IN(CP_T_NUMBER, idle), .unit = "1", .default_text = "30 %", .max = 1,
     .meaning = "part of that power drawn when idle"},
    {AT "life", CP_IN(CP_T_NUMBER, life), .unit = "year", .max = 200, .default_text = "6 years",
     .flags = CP_F_POSITIVE, .meaning = "in service at most"},
    {AT "store", CP_IN(CP_T_NUMBER, store), .unit = "year", .max = 200, .default_text = "1 year",
     .meaning = "longest wait from delivery to installation; a unit that waits longer is lost"},
    {AT "failure", CP_IN(CP_T_NUMBER, reliability.failure), .unit = "1/year",
     .default_text = "0 %/year", .max = 1, .meaning = "part of the stock lost for good"},
    {AT "availability", CP_IN(CP_T_NUMBER, reliability.availability), .unit = "1",
     .default_text = "100 %", .max = 1, .meaning = "part of the stock that can work at a time"},
    {AT "repairs", CP_IN(CP_T_NUMBER, reliability.repairs), .unit = "1/year",
     .default_text = "0 1/year", .max = 1000,
     .meaning = "of a unit that works: failures that it comes back from"},
    {AT "repair_time", CP_IN(CP_T_NUMBER, reliability.repair_time), .unit = "year",
     .default_text = "0 days", .max = 10,
     .meaning = "out of its rack, from a failure until it works again: rate times time of those "
                "that work are out"},
    {AT "repair_cost", CP_IN(CP_T_NUMBER, reliability.repair_cost), .unit = "USD/GPU",
     .default_text = "0 USD/GPU", .meaning = "of one repair"},
    {AT "spares", CP_IN(CP_T_NUMBER, reliability.spares), .unit = "1", .default_text = "0 %",
     .max = 1, .meaning = "part of the stock kept aside"},
    {AT "spare_risk", CP_IN(CP_T_NUMBER, reliability.spare_risk), .unit = "1", .default_text = "",
     .max = 0.5, .flags = CP_F_POSITIVE,
     .meaning = "chance that more of a group are down than it has spares, instead of spares"},
    {AT "spare_group", CP_IN(CP_T_COUNT, reliability.spare_group), .default_text = "4096", .min = 1,
     .max = 1000000, .meaning = "units at work that share their spares, with spare_risk"},
    {AT "om", CP_IN(CP_T_NUMBER, om), .unit = "USD/GPU/year", .default_text = "0 USD/GPU/year",
     .meaning = "operation and maintenance of one unit"},
    {AT "off", CP_IN(CP_T_NUMBER, off), .unit = "1", .default_text = "", .max = 1,
     .meaning = "part of its power drawn when switched off for a period; never is when absent"},
    {AT "move", CP_IN(CP_T_NUMBER, move), .unit = "USD/GPU", .default_text = "",
     .meaning = "cost of moving one to another site; none moves when absent"},
    {AT "move_time", CP_IN(CP_T_NUMBER, move_time), .unit = "year", .max = 1,
     .default_text = "0 weeks", .meaning = "without work when it moves"},
    {AT "resale", CP_IN(CP_T_NUMBER, value.resale), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "part of its market value that selling it early brings"},
    {AT "market", CP_IN(CP_T_PATH, value.market), .unit = "USD/GPU", .default_text = "",
     .meaning =
         "of a new one, for its value at an age; its lowest price in the period when absent"},
    {AT "rental", CP_IN(CP_T_NUMBER, rental), .unit = "USD/GPU/h", .default_text = "",
     .meaning = "market price of an hour, for surplus and comparison"},
    {AT "efficiency", CP_IN(CP_T_TABLE, efficiency), CP_N(nefficiency), .default_text = NULL,
     .of = &efficiency_schema, .meaning = "by workload; a workload without one cannot run on it"},
    {AT "residual", CP_IN(CP_T_NUMBERS, value.residual), CP_N(value.nresidual), .unit = "1",
     .default_text = "",
     .meaning = "market value at age 1, 2, ... years as a part of the price; 0 after the last"},
    {AT "launches", CP_IN(CP_T_TABLE, value.launch), CP_N(value.nlaunch), .default_text = "",
     .of = &launch_schema,
     .meaning = "of newer hardware, by period, each a step down of the market value"},
};
/* A unit works for the mean time between its failures and is out for that of a repair: of any
 * stock, by Little's law, rate x time of those at work are out. */
static void take_repairs_off(struct cp_sku_reliability *r) {
    double out = r->repairs * r->repair_time;
    r->repairing = out / (1 + out);
    r->availability *= 1 - r->repairing;
}

/* The fewest spares s with P(Bin(N + s, 1 - availability) > s) <= risk for a group of N at work
 * [the supplier's calculator]; N of N + s work, and N + s is a share of any fleet of whole groups.
 */
static void check_sku(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_sku *g = base;
    const struct cp_plan_node *spares = cp_plan_node_child(node, "spares");
    unsigned n = (unsigned)g->reliability.spare_group, s = 0;
    if (g->reliability.repair_time > 0 && !cp_plan_node_child(node, "repairs"))
        cp_plan_want(b, node, "repairs", "a repair_time is of what is repaired");
    take_repairs_off(&g->reliability);
    if (!isfinite(g->reliability.spare_risk))
        return;
    if (spares)
        cp_plan_fail(b, spares->key_pos, "has 'spares' and 'spare_risk'; one of them decides");
    if (g->reliability.availability <= 0.5) {
        cp_plan_fail(b, node->key_pos, "'spare_risk' wants an availability above a half");
        return;
    }
    while (cp_num_binomial_above(s, n + s, 1 - g->reliability.availability) >
           g->reliability.spare_risk)
        s++;
    g->reliability.spares = fmax(0, 1 - n / ((n + s) * g->reliability.availability));
}

const struct cp_schema cp_plan_schema_sku = {CP_ROWS(sku), .name = CP_AT(name), .pos = CP_AT(pos),
                                             .check = check_sku};
#undef AT
#undef OF

#define AT "sites/NAME/phases/NAME/"
#define OF struct cp_phase
static const struct cp_field phase[] = {
    {AT "power", CP_IN(CP_T_NUMBER, power), .unit = "MW", .default_text = NULL,
     .flags = CP_F_POSITIVE, .meaning = "of the facility, cooling and losses included"},
    {AT "ready", CP_IN(CP_T_DATE, ready), .default_text = NULL,
     .meaning = "first day the halls can take load"},
    {AT "capex", CP_IN(CP_T_NUMBER, capex), .unit = "USD", .default_text = NULL,
     .meaning = "of the whole phase, halls and cooling, without chips"},
    {AT "built", CP_IN(CP_T_NUMBER, built), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "part that is paid for and stands"},
    {AT "committed", CP_IN(CP_T_NUMBER, committed), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "part that is built whatever the program thinks"},
    {AT "life", CP_IN(CP_T_NUMBER, life), .unit = "year", .max = 200, .default_text = "20 years",
     .flags = CP_F_POSITIVE, .meaning = "of the halls"},
    {AT "lead", CP_IN(CP_T_NUMBER, lead), .unit = "year", .max = 200, .default_text = "0 years",
     .meaning = "from the first spending to ready, spending spread evenly; 0: at once"},
    {AT "commissioning", CP_IN(CP_T_NUMBERS, commissioning), CP_N(ncommissioning), .unit = "1",
     .default_text = "", .max = 1,
     .meaning = "part that can take load in month 1, 2, ... from when it is ready; then all of it"},
    {AT "parts", CP_IN(CP_T_TABLE, part), CP_N(npart), .default_text = "",
     .of = &cp_plan_schema_phase_part,
     .meaning = "what it is made of, by item: its bill of materials; ready when all are there"},
};
static void check_phase(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    const struct cp_phase *p = base;
    for (size_t i = 0; i < p->ncommissioning; i++)
        if (!(p->commissioning[i] <= 1)) {
            cp_plan_fail(b, cp_plan_node_child(node, "commissioning")->pos,
                         "commissioning: more than all of it");
            break;
        }
    cp_plan_want_in_horizon(b, node, "ready", p->ready, INT64_MAX);
}
static const struct cp_schema phase_schema = {CP_ROWS(phase), .name = CP_AT(name),
                                              .pos = CP_AT(pos), .check = check_phase};
#undef AT
#undef OF

#define AT "sites/NAME/existing/SKU/"
#define OF struct cp_existing
static const struct cp_field existing[] = {
    {AT "units", CP_IN(CP_T_NUMBER, units), .unit = "GPU", .default_text = NULL,
     .meaning = "that stand there at the start of the plan"},
    {AT "age", CP_IN(CP_T_NUMBER, age), .unit = "year", .max = 200, .default_text = "0 years",
     .meaning = "at the start of the plan"},
    {AT "price", CP_IN(CP_T_NUMBER, price), .unit = "USD/GPU", .default_text = "0 USD/GPU",
     .meaning = "paid for one, for the books"},
};
static const struct cp_schema existing_schema = {CP_ROWS(existing), .name = CP_AT(sku),
                                                 .pos = CP_AT(pos), .section = "skus"};
#undef AT
#undef OF

#define AT "sites/NAME/latency/REGION/"
#define OF struct cp_latency
static const struct cp_field latency[] = {
    {AT "value", CP_IN(CP_T_NUMBER, seconds), .unit = "s", .default_text = NULL,
     .meaning = "from this region of users to the site and back"},
};
static const struct cp_schema latency_schema = {CP_ROWS(latency), .name = CP_AT(region),
                                                .plain = "value"};
#undef AT
#undef OF

#define AT "sites/NAME/"
#define OF struct cp_site
static const struct cp_field site[] = {
    {AT "region", CP_IN(CP_T_TEXT, region), .default_text = "", .meaning = "as workloads name it"},
    {AT "country", CP_IN(CP_T_TEXT, country), .default_text = "", .meaning = "two-letter code"},
    {AT "pue", CP_IN(CP_T_NUMBER, pue), .unit = "1", .default_text = NULL, .min = 1, .max = 5,
     .meaning = "facility power per IT power"},
    {AT "pue_profile", CP_IN(CP_T_NAME, pue_profile), .default_text = "", .section = "profiles",
     .unit = "1", .meaning = "multiplies it over the day; flat when absent"},
    {AT "om", CP_IN(CP_T_NUMBER, om), .unit = "USD/MW/year", .default_text = "0 USD/MW/year",
     .meaning = "operation and maintenance of built facility power"},
    {AT "forced_outage", CP_IN(CP_T_NUMBER, forced_outage), .unit = "1", .default_text = "0 %",
     .max = 1, .meaning = "part of the halls that is down at a time"},
    {AT "scheduled_outage", CP_IN(CP_T_PATH, scheduled_outage), .unit = "1", .default_text = "",
     .max = 1,
     .meaning = "part of the others that is down for maintenance, with 0 % before it and after it"},
    {AT "bandwidth", CP_IN(CP_T_NUMBER, bandwidth), .unit = "Gbit/s", .default_text = "unlimited",
     .flags = CP_F_NO_LIMIT, .meaning = "of its network, for the traffic of work"},
    {AT "bandwidth_price", CP_IN(CP_T_PATH, bandwidth_price), .unit = "USD/(Gbit/s)/year",
     .default_text = "",
     .meaning = "of more, rented period by period; none can be had when absent"},
    {AT "entity", CP_IN(CP_T_NAME, entity), .default_text = "", .section = "entities",
     .meaning = "whose books it is in; the first entity's when absent"},
    {AT "node", CP_IN(CP_T_NAME, node), .default_text = "", .section = "nodes",
     .meaning = "of the energy network that it takes its power from; a place of its own when "
                "absent"},
    {AT "phases", CP_IN(CP_T_TABLE, phase), CP_N(nphase), .default_text = "", .of = &phase_schema,
     .meaning = "what is or can be built there, by name"},
    {AT "latency", CP_IN(CP_T_TABLE, latency), CP_N(nlatency), .default_text = "",
     .of = &latency_schema, .meaning = "by region of users; no limit is met from one left out"},
    {AT "existing", CP_IN(CP_T_TABLE, existing), CP_N(nexisting), .default_text = "",
     .of = &existing_schema, .meaning = "accelerators that stand there, by SKU"},
};
const struct cp_schema cp_plan_schema_site = {CP_ROWS(site), .name = CP_AT(name),
                                              .pos = CP_AT(pos)};
