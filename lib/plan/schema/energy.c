/* Keys of `contracts:`: where the energy comes from. */
#include "plan/document/document.h"
#include "plan/schema/schema.h"
#include <math.h>

#define WORD(constant, name, word) [constant] = word,
static const char *const kinds[] = {CP_CONTRACT_KINDS(WORD) NULL};

enum {
    GENERATOR = 1 << CP_GENERATOR,
    BURNS = GENERATOR, /* a fuel of the plan, where it names one */
    STORES = 1 << CP_BATTERY | 1 << CP_STORAGE,
    BUILT = 1 << CP_GENERATOR | 1 << CP_STORAGE,
    BOUGHT = 1 << CP_GRID | 1 << CP_PPA | 1 << CP_BASELOAD | 1 << CP_TOLL | 1 << CP_BATTERY,
    CONTRACTED = BOUGHT | 1 << CP_SALE,
    CLEAN = 1 << CP_PPA | 1 << CP_SALE | STORES /* it emits nothing, or did so before */
};
static const struct cp_kind_key wanted[] = {
    {1 << CP_GRID, "price", "price_profile", "a grid contract has a price or a price_profile"},
    {1 << CP_SALE, "price", "price_profile", "a sale has a price or a price_profile"},
    {1 << CP_PPA, "price", NULL, "wanted by a ppa"},
    {1 << CP_PPA, "factor", "factor_profile", "a ppa has a factor or a factor_profile"},
    {1 << CP_BASELOAD, "price", NULL, "wanted by a baseload contract"},
    {1 << CP_TOLL, "heat_rate", NULL, "wanted by a toll"},
    {1 << CP_TOLL, "fuel", NULL, "wanted by a toll"},
    {1 << CP_BATTERY, "hours", NULL, "wanted by a battery"},
    {1 << CP_STORAGE, "hours", "energy", "a storage has hours of its power, or energy of its own"},
    {STORES, "efficiency", NULL, "wanted by a battery"},
};
static const struct cp_kind_key owned[] = {
    {BUILT, "interest", NULL, "a generator or storage"},
    {BUILT, "om", NULL, "a generator or storage"},
    {BUILT, "unit", NULL, "a generator or storage"},
    {BUILT, "minimum", NULL, "a generator or storage"},
    {BUILT, "existing", NULL, "a generator or storage"},
    {BURNS, "burns", NULL, "a generator"},
    {GENERATOR | 1 << CP_TOLL, "capture", NULL, "a generator or toll"},
    {GENERATOR | 1 << CP_TOLL, "capture_cost", NULL, "a generator or toll"},
    {GENERATOR, "baseload", NULL, "a generator"},
    {GENERATOR, "must_run", NULL, "a generator"},
    {GENERATOR, "ramp", NULL, "a generator"},
    {1 << CP_STORAGE, "energy", NULL, "storage"},
    {1 << CP_STORAGE, "energy_capex", NULL, "storage"},
    {1 << CP_STORAGE, "energy_om", NULL, "storage"},
    {1 << CP_STORAGE, "charge_power", NULL, "storage"},
    {1 << CP_STORAGE, "charge_capex", NULL, "storage"},
    {1 << CP_STORAGE, "charge_om", NULL, "storage"},
    {STORES, "charge_ratio", NULL, "a battery or storage"},
    {STORES, "standing_loss", NULL, "a battery or storage"},
    {STORES, "exclusive", NULL, "a battery or storage"},
    {STORES, "seasonal", NULL, "a battery or storage"},
    {GENERATOR, "least_load", NULL, "a generator"},
    {GENERATOR, "start_cost", NULL, "a generator"},
    {GENERATOR, "start_fuel", NULL, "a generator"},
    {GENERATOR, "up_time", NULL, "a generator"},
    {GENERATOR, "down_time", NULL, "a generator"},
    {CONTRACTED, "committed", NULL, "a contract, not of what is built"},
    {CONTRACTED, "capacity_price", NULL, "a contract, not of what is built"},
    {CONTRACTED, "take_or_pay", NULL, "a contract, not of what is built"},
    {CONTRACTED, "term", NULL, "a contract, not of what is built"},
    {BOUGHT, "demand_charge", NULL, "a contract that buys"},
    {1 << CP_PPA, "curtailment_price", NULL, "a ppa"},
};

#define AT "contracts/NAME/existing/PERIOD/"
#define OF struct cp_build
static const struct cp_field build[] = {
    {AT "value", CP_IN(CP_T_NUMBER, power), .unit = "MW", .default_text = NULL,
     .meaning = "built in that period"},
    {AT "energy", CP_IN(CP_T_NUMBER, energy), .unit = "MWh", .default_text = "",
     .meaning = "storage whose energy is sized apart: what it holds"},
    {AT "charge", CP_IN(CP_T_NUMBER, charge), .unit = "MW", .default_text = "",
     .meaning = "storage whose charging is sized apart: its power"},
};
static const struct cp_schema build_schema = {CP_ROWS(build), .period = CP_AT(period),
                                              .any_period = true, .plain = "value"};
#undef AT
#undef OF

#define AT "contracts/NAME/"
#define OF struct cp_contract
static const struct cp_field contract[] = {
    {AT "kind", CP_IN(CP_T_CHOICE, kind), .default_text = NULL, .choice = kinds,
     .meaning = "grid: at a price or a hub's; ppa: as generated; baseload: flat; toll: gas-fired, "
                "fuel paid apart; battery; generator, storage: built period by period; sale: sold, "
                "from where it delivers"},
    {AT "sites", CP_IN(CP_T_NAMES, sites), CP_N(nsite), .default_text = "", .section = "sites",
     .meaning = "where it delivers, together up to its power"},
    {AT "nodes", CP_IN(CP_T_NAMES, nodes), CP_N(nnode), .default_text = "", .section = "nodes",
     .meaning = "the same, of the energy network"},
    {AT "power", CP_IN(CP_T_NUMBER, power), .unit = "MW", .default_text = "unlimited",
     .flags = CP_F_NO_LIMIT, .meaning = "at most; generator, storage: that stands at a time"},
    {AT "committed", CP_IN(CP_T_NUMBER, committed), .unit = "MW", .default_text = "0 MW",
     .meaning = "signed already, taken whatever the program thinks"},
    {AT "from", CP_IN(CP_T_DATE, from), .default_text = "",
     .meaning = "first day of delivery, or on which it can be built; the horizon's when absent"},
    {AT "until", CP_IN(CP_T_DATE, to), .default_text = "", .flags = CP_F_END,
     .meaning = "last day of delivery, or on which it can be built, before the plan if "
                "nothing is; the horizon's when absent"},
    {AT "term", CP_IN(CP_T_NUMBER, term), .unit = "year", .default_text = "", .max = 200,
     .flags = CP_F_POSITIVE, .meaning = "length of delivery, instead of until"},
    {AT "firm", CP_IN(CP_T_BOOLEAN, firm), .default_text = "no",
     .meaning = "counts as firm supply"},
    {AT "price", CP_IN(CP_T_PATH, price.base), .unit = "USD/MWh", .default_text = "0 USD/MWh",
     .flags = CP_F_SIGNED, .meaning = "of energy; toll, generator: the variable part beside fuel"},
    {AT "price_profile", CP_IN(CP_T_NAME, price.profile), .default_text = "", .section = "profiles",
     .unit = "USD/MWh", .meaning = "hourly price of a hub, added to price"},
    {AT "profile_scale", CP_IN(CP_T_PATH, price.scale), .unit = "1", .default_text = "1",
     .meaning = "multiplies the price of the profile"},
    {AT "price_floor", CP_IN(CP_T_NUMBER, price.floor), .unit = "USD/MWh", .default_text = "",
     .flags = CP_F_SIGNED, .meaning = "least that the hub's price, scaled, counts: of a collar"},
    {AT "price_cap", CP_IN(CP_T_NUMBER, price.cap), .unit = "USD/MWh", .default_text = "",
     .flags = CP_F_SIGNED, .meaning = "most that it counts"},
    {AT "demand_charge", CP_IN(CP_T_PATH, charge.demand), .unit = "USD/MW/year", .default_text = "",
     .meaning = "of the highest power drawn in any slice of a period"},
    {AT "capacity_price", CP_IN(CP_T_PATH, charge.capacity), .unit = "USD/MW/year",
     .default_text = "0 USD/MW/year", .meaning = "of contracted power, used or not; got by a sale"},
    {AT "take_or_pay", CP_IN(CP_T_NUMBER, charge.take_or_pay), .unit = "1", .default_text = "0 %",
     .max = 1,
     .meaning =
         "part of the contracted energy that is paid in any case, in its mean price; of a sale "
         "that it must deliver or pay"},
    {AT "curtailment_price", CP_IN(CP_T_PATH, charge.curtailed), .unit = "USD/MWh",
     .default_text = "", .meaning = "ppa: paid for what it could deliver and is not taken"},
    {AT "factor_profile", CP_IN(CP_T_NAME, output.profile), .default_text = "",
     .section = "profiles", .unit = "1", .meaning = "ppa, generator: hourly capacity factor"},
    {AT "factor", CP_IN(CP_T_NUMBER, output.factor), .unit = "1", .default_text = "", .max = 1,
     .meaning = "ppa, generator: constant capacity factor, instead of a profile"},
    {AT "availability", CP_IN(CP_T_NUMBER, output.availability), .unit = "1",
     .default_text = "100 %", .max = 1, .meaning = "part of the time"},
    {AT "heat_rate", CP_IN(CP_T_NUMBER, fuel.heat_rate), .unit = "MMBtu/MWh", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "toll, generator: fuel for a unit of energy"},
    {AT "fuel", CP_IN(CP_T_PATH, fuel.price), .unit = "USD/MMBtu", .default_text = "",
     .meaning = "toll, generator: price of fuel"},
    {AT "hours", CP_IN(CP_T_NUMBER, storage.hours), .unit = "h", .default_text = "",
     .flags = CP_F_POSITIVE, .meaning = "battery, storage: energy over power"},
    {AT "efficiency", CP_IN(CP_T_NUMBER, storage.efficiency), .unit = "1", .default_text = "",
     .max = 1, .flags = CP_F_POSITIVE, .meaning = "battery, storage: of a round trip"},
    {AT "standing_loss", CP_IN(CP_T_NUMBER, storage.standing_loss), .unit = "1/h",
     .default_text = "0 %/h", .max = 1,
     .meaning = "battery, storage: part of what is stored that is lost in an hour"},
    {AT "energy", CP_IN(CP_T_NUMBER, storage.energy.most), .unit = "MWh", .default_text = "",
     .flags = CP_F_NO_LIMIT,
     .meaning = "storage: sized apart from the power, instead of hours: at most"},
    {AT "energy_capex", CP_IN(CP_T_PATH, storage.energy.capex), .unit = "USD/MWh",
     .default_text = "", .meaning = "storage: of that energy, paid as the capex of the power"},
    {AT "energy_om", CP_IN(CP_T_PATH, storage.energy.om), .unit = "USD/MWh/year",
     .default_text = "", .meaning = "storage: operation and maintenance of that energy"},
    {AT "charge_ratio", CP_IN(CP_T_NUMBER, storage.charge_ratio), .unit = "1", .default_text = "",
     .flags = CP_F_POSITIVE,
     .meaning = "battery, storage: power of charging over that of discharge, both at once; "
                "together at most the power when absent"},
    {AT "charge_power", CP_IN(CP_T_NUMBER, storage.charge.most), .unit = "MW", .default_text = "",
     .flags = CP_F_NO_LIMIT,
     .meaning = "storage: of charging, sized apart from discharge: at most"},
    {AT "charge_capex", CP_IN(CP_T_PATH, storage.charge.capex), .unit = "USD/MW",
     .default_text = "", .meaning = "storage: of that power, paid as the capex of the other"},
    {AT "charge_om", CP_IN(CP_T_PATH, storage.charge.om), .unit = "USD/MW/year", .default_text = "",
     .meaning = "storage: operation and maintenance of that power"},
    {AT "seasonal", CP_IN(CP_T_BOOLEAN, storage.seasonal), .default_text = "no",
     .meaning = "battery, storage: carries what it holds from day to day through the year, and "
                "through periods of less; every representative day returns to its start when not"},
    {AT "exclusive", CP_IN(CP_T_BOOLEAN, storage.exclusive), .default_text = "no",
     .meaning = "battery, storage: never charges and discharges in one step; an integer a step, "
                "with --integer or without"},
    {AT "emissions", CP_IN(CP_T_NUMBER, emissions), .unit = "t/MWh", .default_text = "0 t/MWh",
     .flags = CP_F_SIGNED,
     .meaning = "CO2 of the energy; grid, toll, baseload and a generator that burns none of the "
                "fuels: wanted where CO2 costs or is limited"},
    {AT "capture", CP_IN(CP_T_NUMBER, capture.part), .unit = "1", .default_text = "0 %", .max = 1,
     .meaning = "generator, toll: part of the CO2 of burning that does not reach the air"},
    {AT "capture_cost", CP_IN(CP_T_PATH, capture.cost), .unit = "USD/t", .default_text = "",
     .meaning = "generator, toll: to carry and store what is captured"},
    {AT "capex", CP_IN(CP_T_PATH, asset.capex), .unit = "USD/MW", .default_text = "",
     .meaning = "paid by the company when delivery begins, or for what is built in a period"},
    {AT "life", CP_IN(CP_T_NUMBER, asset.life), .unit = "year", .max = 200,
     .default_text = "15 years", .flags = CP_F_POSITIVE,
     .meaning = "of what that buys; what is built serves in the periods that begin within it"},
    {AT "interest", CP_IN(CP_T_NUMBER, asset.interest), .unit = "1", .default_text = "", .max = 1,
     .meaning = "generator, storage: capex is paid as an annuity over its life at this rate, what "
                "stood before the plan too; a lump when absent"},
    {AT "om", CP_IN(CP_T_PATH, asset.om), .unit = "USD/MW/year", .default_text = "",
     .meaning = "generator, storage: operation and maintenance of what stands, by when it was "
                "built"},
    {AT "forced_outage", CP_IN(CP_T_NUMBER, output.forced_outage), .unit = "1",
     .default_text = "0 %", .max = 1, .meaning = "part of the time, off availability"},
    {AT "scheduled_outage", CP_IN(CP_T_NUMBER, output.scheduled_outage), .unit = "1",
     .default_text = "0 %", .max = 1, .meaning = "the same of what is left"},
    {AT "burns", CP_IN(CP_T_NAME, fuel.name), .default_text = "", .section = "fuels",
     .meaning = "generator: fuel, with its prices and emissions, instead of a price of fuel"},
    {AT "baseload", CP_IN(CP_T_BOOLEAN, generator.baseload), .default_text = "no",
     .meaning = "generator: the same power in every slice of a period"},
    {AT "must_run", CP_IN(CP_T_NUMBER, generator.must_run), .unit = "1", .default_text = "0 %",
     .max = 1, .meaning = "generator: part of what is available that runs at least"},
    {AT "ramp", CP_IN(CP_T_NUMBER, generator.ramp), .unit = "1/h", .default_text = "",
     .meaning = "generator: part of its power by which it may change in an hour; any when absent"},
    {AT "least_load", CP_IN(CP_T_NUMBER, generator.least_load), .unit = "1", .default_text = "0 %",
     .max = 1,
     .meaning = "generator: part of what is on-line of it that runs at least; with --integer whole "
                "units are, of the size of unit"},
    {AT "start_cost", CP_IN(CP_T_PATH, generator.start_cost), .unit = "USD/MW", .default_text = "",
     .meaning = "generator: of what comes on-line"},
    {AT "start_fuel", CP_IN(CP_T_NUMBER, generator.start_fuel), .unit = "MMBtu/MW",
     .default_text = "0 MMBtu/MW", .meaning = "generator: that coming on-line burns"},
    {AT "up_time", CP_IN(CP_T_NUMBER, generator.up_time), .unit = "h", .default_text = "0 h",
     .meaning = "generator: that it stays on-line at least"},
    {AT "down_time", CP_IN(CP_T_NUMBER, generator.down_time), .unit = "h", .default_text = "0 h",
     .meaning = "generator: that it stays off-line at least"},
    {AT "unit", CP_IN(CP_T_NUMBER, asset.unit), .unit = "MW", .default_text = "0 MW",
     .meaning = "generator, storage, with --integer: a build is a multiple of it"},
    {AT "minimum", CP_IN(CP_T_NUMBER, asset.minimum), .unit = "MW", .default_text = "0 MW",
     .meaning = "generator, storage, with --integer: of a build, when there is one"},
    {AT "existing", CP_IN(CP_T_TABLE, asset.build), CP_N(asset.nbuild), .default_text = "",
     .of = &build_schema,
     .meaning = "generator, storage: what was built before the plan, by year or other period"},
    {AT "parts", CP_IN(CP_T_TABLE, part), CP_N(npart), .default_text = "",
     .of = &cp_plan_schema_contract_part,
     .meaning = "what its plant or connection is made of, by item; it delivers when all are there"},
};

/* Whole months are counted in the calendar: a year from 1 January ends with 31 December. */
static int64_t after(int64_t from, double years) {
    double months = floor(years * 12 + 0.5);
    if (fabs(years * 12 - months) > 1e-6)
        return from + (int64_t)(years * 8766 + 0.5);
    struct cp_period month = cp_period_at(CP_MONTH, from);
    int64_t into = from - cp_period_start(month);
    month.index += (int32_t)months;
    return (double)into < cp_period_hours(month) ? cp_period_start(month) + into
                                                 : cp_period_end(month);
}

static void check_term(struct cp_binder *b, const struct cp_plan_node *node,
                       struct cp_contract *c) {
    const struct cp_horizon *h = &b->plan->horizon;
    const struct cp_plan_node *until = cp_plan_node_child(node, "until");
    if (!cp_plan_node_child(node, "from"))
        c->from = h->origin;
    if (until && cp_plan_node_child(node, "term"))
        cp_plan_fail(b, until->key_pos, "has 'until' and 'term'; one of them decides");
    else if (isfinite(c->term))
        c->to = after(c->from, c->term);
    else if (!until)
        c->to = cp_period_end(h->to);
    if (c->asset.nbuild && BUILT & 1U << c->kind)
        return; /* what stands may be all there is */
    if (!until && !h->n)
        return; /* the horizon is told */
    if (c->to <= c->from)
        cp_plan_fail(b, until ? until->pos : node->pos, "ends before it begins");
    else
        cp_plan_want_in_horizon(b, node, "from", c->from, c->to);
}

/* What of a plant has a size: where a build has it, what there may be of it, and its key. */
struct sized {
    size_t member;
    double most;
    const char *key, *unit;
};

/* What stands in a period of what was built before. */
static double standing(const struct cp_contract *c, struct cp_period p, size_t member) {
    double stands = 0;
    for (size_t i = 0; i < c->asset.nbuild; i++) {
        const struct cp_build *had = &c->asset.build[i];
        double age = cp_years_between(cp_period_start(had->period), cp_period_start(p));
        double size = *(const double *)((const char *)had + member);
        stands += age > -1e-6 && age < c->asset.life - 1e-6 ? size : 0;
    }
    return stands;
}

/* That is more than there may be. */
static void check_stands(struct cp_binder *b, const struct cp_plan_node *existing,
                         const struct cp_contract *c, const struct sized *s) {
    for (size_t t = 0; t < b->plan->horizon.n; t++) {
        struct cp_period p = cp_plan_period(b->plan, t);
        char when[CP_PERIOD_SIZE];
        double stands = standing(c, p, s->member);
        if (!(stands > s->most * (1 + 1e-9)))
            continue;
        cp_period_format(when, p);
        cp_plan_fail(b, existing->pos, "existing: %.6g %s stand in %s, more than the %s of %.6g %s",
                     stands, s->unit, when, s->key, s->most, s->unit);
        return;
    }
}

/* What was built before leaves nothing of the power in the best period, or enough for the least
 * build. */
static void check_room(struct cp_binder *b, const struct cp_plan_node *node,
                       const struct cp_contract *c, const char *key, double least) {
    double room = 0;
    for (size_t t = 0; t < b->plan->horizon.n; t++)
        room = fmax(room, c->power - standing(c, cp_plan_period(b->plan, t),
                                              offsetof(struct cp_build, power)));
    if (room > 1e-9 * c->power && room < least * (1 - 1e-9))
        cp_plan_fail(b, cp_plan_node_child(node, key)->pos,
                     "%s: %.6g MW are more than the %.6g MW that 'existing' leaves of the power",
                     key, least, room);
}

/* It is whole units where these are what is on-line. */
static void check_whole(struct cp_binder *b, const struct cp_plan_node *existing,
                        const struct cp_contract *c) {
    for (size_t i = 0; i < c->asset.nbuild; i++) {
        double size = c->asset.build[i].power, units = size / c->asset.unit;
        char when[CP_PERIOD_SIZE];
        if (fabs(units - round(units)) <= 1e-9 * fmax(1, units))
            continue;
        cp_period_format(when, c->asset.build[i].period);
        cp_plan_fail(b, existing->pos, "existing: the %.6g MW of %s are no whole units of %.6g MW",
                     size, when, c->asset.unit);
    }
}

static void check_existing(struct cp_binder *b, const struct cp_plan_node *node,
                           const struct cp_contract *c) {
    const struct cp_plan_node *existing = cp_plan_node_child(node, "existing");
    const struct sized sized[] = {
        {offsetof(struct cp_build, power), c->power, "power", "MW"},
        {offsetof(struct cp_build, energy), c->storage.energy.most, "energy", "MWh"},
        {offsetof(struct cp_build, charge), c->storage.charge.most, "charge_power", "MW"}};
    for (size_t i = 0; existing && i < CP_COUNT_OF(sized); i++)
        check_stands(b, existing, c, &sized[i]);
    if (existing && c->asset.unit > 0)
        check_room(b, node, c, "unit", c->asset.unit);
    if (existing && c->asset.unit > 0 && c->generator.commits)
        check_whole(b, existing, c);
    if (existing && c->asset.minimum > 0)
        check_room(b, node, c, "minimum", c->asset.minimum);
}

/* What a part of a storage that is sized apart, by the key `size`, asks of other keys: builds
 * before the plan have it under `key`. */
static void check_part(struct cp_binder *b, const struct cp_plan_node *node,
                       const struct cp_storage_part *part, const char *size, const char *key) {
    const struct cp_plan_node *builds = cp_plan_node_child(node, "existing");
    bool apart = !isnan(part->most);
    if (part->capex.n || part->om.n)
        cp_plan_want(b, node, size, "what it costs is of what is sized apart");
    for (const struct cp_plan_node *n = builds ? builds->child : NULL; n; n = n->next) {
        const struct cp_plan_node *has = cp_plan_node_child(n, key);
        if (apart && !has && !cp_plan_node_is_note(n))
            cp_plan_fail(b, n->pos, "existing: missing key '%s': '%s' sizes it apart", key, size);
        else if (!apart && has)
            cp_plan_fail(b, has->key_pos, "existing: '%s' is of a storage with '%s'", key, size);
    }
}

static void check_storage(struct cp_binder *b, const struct cp_plan_node *node,
                          const struct cp_contract *c) {
    const struct cp_contract_storage *s = &c->storage;
    const struct cp_plan_node *energy = cp_plan_node_child(node, "energy"),
                              *ratio = cp_plan_node_child(node, "charge_ratio");
    if (energy && cp_plan_node_child(node, "hours"))
        cp_plan_fail(b, energy->key_pos, "has 'hours' and 'energy'; one of them decides");
    if (ratio && cp_plan_node_child(node, "charge_power"))
        cp_plan_fail(b, ratio->key_pos,
                     "has 'charge_ratio' and 'charge_power'; one of them decides");
    check_part(b, node, &s->energy, "energy", "energy");
    check_part(b, node, &s->charge, "charge_power", "charge");
    if (s->exclusive && isinf(c->power))
        cp_plan_want(b, node, "power", "to be exclusive it wants a largest one");
    if (s->exclusive && isinf(s->charge.most))
        cp_plan_fail(b, cp_plan_node_child(node, "charge_power")->pos,
                     "charge_power: to be exclusive it wants a limit");
}

/* What goes with what, and defaults. */
static void check_asset(struct cp_binder *b, const struct cp_plan_node *node,
                        struct cp_contract *c) {
    if (c->fuel.name || (BURNS & 1U << c->kind && c->fuel.price.n))
        cp_plan_want(b, node, "heat_rate", "it burns fuel");
    if (c->fuel.name && c->fuel.price.n)
        cp_plan_fail(b, cp_plan_node_child(node, "fuel")->key_pos,
                     "has 'fuel' and 'burns'; one of them decides");
    if (c->generator.start_fuel > 0)
        cp_plan_want(b, node, "heat_rate", "starting burns fuel");
    c->generator.commits = c->generator.least_load > 0 || c->generator.start_cost.n ||
                           c->generator.start_fuel > 0 || c->generator.up_time > 0 ||
                           c->generator.down_time > 0;
    if (c->asset.minimum > 0 && isinf(c->power))
        cp_plan_want(b, node, "power", "a least build wants a largest one");
    else if (c->asset.minimum > c->power)
        cp_plan_fail(b, cp_plan_node_child(node, "minimum")->pos, "minimum: more than the power");
    if (c->asset.unit > c->power)
        cp_plan_fail(b, cp_plan_node_child(node, "unit")->pos, "unit: more than the power");
    if (BUILT & 1U << c->kind)
        check_existing(b, node, c);
    if ((STORES | BUILT) & 1U << c->kind)
        check_storage(b, node, c);
    c->output.availability *= (1 - c->output.forced_outage) * (1 - c->output.scheduled_outage);
    if (isnan(c->generator.ramp))
        c->generator.ramp = INFINITY;
    if (isnan(c->output.factor))
        c->output.factor = 1;
}

static void check_contract(struct cp_binder *b, const struct cp_plan_node *node, void *base) {
    struct cp_contract *c = base;
    check_term(b, node, c);
    if (!isnan(c->price.floor) || !isnan(c->price.cap))
        cp_plan_want(b, node, "price_profile", "a collar is on the price of a hub");
    if (c->price.floor > c->price.cap)
        cp_plan_fail(b, cp_plan_node_child(node, "price_floor")->pos,
                     "price_floor: above the price_cap");
    if (!c->nsite && !c->nnode)
        cp_plan_want(b, node, "sites", "a contract delivers to sites or nodes");
    const struct cp_plan_node *committed = cp_plan_node_child(node, "committed");
    if (committed && c->committed > c->power)
        cp_plan_fail(b, committed->pos, "committed: more than the contract's power");
    cp_plan_want_of_kind(b, node, wanted, CP_COUNT_OF(wanted), c->kind);
    cp_plan_only_of_kind(b, node, owned, CP_COUNT_OF(owned), c->kind);
    check_asset(b, node, c);
}

const struct cp_schema cp_plan_schema_contract = {CP_ROWS(contract), .name = CP_AT(name),
                                                  .pos = CP_AT(pos), .check = check_contract};

/* What a grid, a plant or a flat delivery emits is not to be guessed where it costs or counts. */
void cp_plan_check_emissions(struct cp_binder *b, struct cp_plan *p) {
    const struct cp_policy *asked = &p->policy;
    bool counts = asked->co2_cap.n || asked->carbon_free.n || asked->carbon_free_hourly.n;
    for (size_t i = 0; i < asked->co2_price.n; i++)
        counts |= asked->co2_price.value[i] > 0;
    const struct cp_plan_node *section = cp_plan_node_child(p->root, "contracts");
    for (size_t i = 0; i < p->energy.ncontract; i++) {
        struct cp_contract *c = &p->energy.contract[i];
        const struct cp_fuel *fuel = c->fuel.name ? cp_plan_fuel(p, c->fuel.name) : NULL;
        const struct cp_plan_node *node = cp_plan_node_child(section, c->name);
        size_t before = cp_plan_push(b, "contracts");
        cp_plan_push(b, c->name);
        bool burns =
            c->fuel.name || cp_plan_node_child(node, "burns"); /* that it is none is told */
        if (counts && !(CLEAN & 1U << c->kind) && !burns && node)
            cp_plan_want(b, node, "emissions", "CO2 has a price or a limit in this plan");
        cp_plan_pop(b, before);
        c->emissions += fuel ? c->fuel.heat_rate * fuel->emissions : 0;
        c->capture.rate = c->capture.part * fmax(0, c->emissions);
        c->emissions += (fuel ? c->fuel.heat_rate * fuel->upstream : 0) - c->capture.rate;
        if (c->generator.start_fuel > 0) {
            double as_mwh = c->generator.start_fuel / c->fuel.heat_rate;
            c->generator.start_emissions = as_mwh * c->emissions;
            c->generator.start_captured = as_mwh * c->capture.rate;
        }
    }
}
