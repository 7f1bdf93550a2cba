/* Of random plans: nodes, lines, contracts and plants. */
#include "allocate_maker.h"
#include <stdlib.h>

void plans_add_nodes(struct maker *m) {
    if (m->nnode)
        cp_str_add(m->plan, "nodes:\n");
    for (unsigned i = 0; i < m->nnode; i++) {
        double load = between(m, 0, 4) * m->change->size;
        cp_str_addf(m->plan, "  n%u: {load: {value: %.17g MW, growth: 3 %%}", i, load);
        cp_str_add(m->plan, chance(m, 50) ? ", load_profile: day" : "");
        change_stream(m, &m->energy);
        double shed = between(m, 60, 300) * m->change->money;
        if (chance(m, 30))
            cp_str_addf(m->plan, ", shed_price: {value: %.17g USD/MWh, growth: 3 %%}", shed);
        change_stream(m, &m->energy);
        cp_str_add(m->plan, "}\n");
    }
}

/* Lines between two nodes, and what generators burn. */
void plans_add_lines(struct maker *m) {
    double size = m->change->size, money = m->change->money;
    bool laws = false; /* Kirchhoff's, of all lines */
    if (m->nnode == 2)
        cp_str_add(m->plan, "lines:\n");
    for (unsigned i = 0, n = m->nnode == 2 ? 1 + below(m, 2) : 0; i < n; i++) {
        double have = between(m, 0, 2), more = between(m, 0, 3), capex = between(m, 0, 900);
        change_stream(m, &m->energy);
        double price = between(m, 0, 4) * money;
        if (i == 0)
            laws = chance(m, 40);
        unsigned reactance = 1 + below(m, 9);
        more = laws ? 0 : more;
        change_stream(m, &m->energy);
        cp_str_addf(m->plan, "  l%u: {from: n%u, to: n%u, existing: %.17g MW, power: %.17g MW, ", i,
                    i, 1 - i, have * size, (have + more) * size);
        cp_str_addf(m->plan, "price: %.17g USD/MWh, ", price);
        if (laws)
            cp_str_addf(m->plan, "reactance: 0.%u, ", reactance);
        cp_str_addf(m->plan, "efficiency: %u %%, capex: %.17g USD/kW, om: %.17g USD/kW/year, ",
                    90 + below(m, 11), capex * money, between(m, 0, 9) * money);
        unsigned life = 1 + below(m, 30);
        bool one_way = chance(m, 50) && !laws;
        cp_str_addf(m->plan, "life: %u years, one_way: %s", life, one_way ? "yes" : "no");
        cp_str_add(m->plan, chance(m, 50) ? ", interest: 6 %}\n" : "}\n");
    }
    if (!m->nnode)
        return;
    double first = between(m, 1, 4), second = between(m, 4, 8), most = between(m, 0, 1e5);
    change_stream(m, &m->energy);
    double grown = chance(m, 30) ? -0.01 * (1 + below(m, 9)) : 0;
    change_stream(m, &m->energy);
    cp_str_addf(m->plan, "fuels:\n  f: {emissions: 0.053 t/MMBtu, upstream: %.17g t/MMBtu, ",
                grown);
    cp_str_addf(m->plan,
                "tiers: {1: {price: %.17g "
                "USD/MMBtu, quantity: %.17g MMBtu/year}, 2: {price: {value: %.17g "
                "USD/MMBtu, growth: 1 %%}}}}\n",
                first * money, most * size, second * money);
}

/* How the parts of a storage are sized: `built` of each MW before the plan, and the other keys. */
static void add_storage(struct maker *m, unsigned hours, struct cp_str *built,
                        struct cp_str *keys) {
    double size = m->change->size, money = m->change->money;
    double most = between(m, 0.5, 30), dear = between(m, 0, 30), upkeep = between(m, 0, 1);
    unsigned charge = below(m, 3), loss = below(m, 4);
    if (chance(m, 80)) {
        cp_str_addf(built, ", energy: %.17g MWh", most * size / 3);
        cp_str_addf(keys, ", energy: %.17g MWh, energy_capex: %.17g USD/kWh, ", most * size,
                    dear * money);
        cp_str_addf(keys, "energy_om: %.17g USD/kWh/year", upkeep * money);
    } else {
        cp_str_addf(keys, ", hours: %u h", hours);
    }
    double power = between(m, 0.2, 4);
    if (charge == 1)
        cp_str_addf(keys, ", charge_ratio: %u %%", 40 + below(m, 160));
    if (charge == 2) {
        cp_str_addf(built, ", charge: %.17g MW", power * size / 4);
        cp_str_addf(keys, ", charge_power: %.17g MW, charge_capex: %.17g USD/kW, ", power * size,
                    3 * dear * money);
        cp_str_addf(keys, "charge_om: {value: %.17g USD/kW/year, growth: 2 %%}", upkeep * money);
    }
    if (loss)
        cp_str_addf(keys, ", standing_loss: %.1f %%/h", loss * 0.4);
    if (chance(m, 30))
        cp_str_add(keys, ", seasonal: yes");
    bool exclusive = chance(m, 50);
    if (m->change->whole && exclusive)
        cp_str_add(keys, ", exclusive: yes");
}

/* How a plant that burns fuel runs. */
static void add_operation(struct maker *m, struct cp_str *keys) {
    double cost = between(m, 5, 60) * m->change->money;
    unsigned part = 50 + below(m, 51);
    cp_str_add(keys, "");
    if (chance(m, 30))
        cp_str_addf(keys, ", capture: %u %%, capture_cost: %.17g USD/t", part, cost);
    unsigned least = 10 * below(m, 6), up = below(m, 14), down = below(m, 14);
    double start = between(m, 1, 90) * m->change->money, fuel = between(m, 0, 9);
    if (chance(m, 70))
        cp_str_addf(
            keys,
            ", least_load: %u %%, up_time: %u h, down_time: %u h, start_cost: %.17g USD/MW, "
            "start_fuel: %.17g MMBtu/MW",
            least, up, down, start, fuel);
}

static void add_asset(struct maker *m, unsigned number) {
    cp_str_addf(&m->ready, "a%u, ", number);
    double size = m->change->size, money = m->change->money;
    bool storage = chance(m, 45), burns = chance(m, 60), rents = chance(m, 50);
    unsigned node = below(m, m->nnode), how = below(m, 4), age = below(m, 30);
    double capex = between(m, 50, 1500), power = between(m, 0.5, 6), old = between(m, 0, 0.5);
    struct cp_str built = {0}, keys = {0};
    cp_str_addf(m->plan, "  a%u: {kind: %s, nodes: n%u, power: %.17g MW, firm: %s, ", number,
                storage ? "storage" : "generator", node, power * size,
                chance(m, 50) ? "yes" : "no");
    cp_str_addf(m->plan, "capex: {value: %.17g USD/kW, growth: -2 %%}, om: %.17g USD/kW/year, ",
                (storage ? capex / 5 : capex) * money, between(m, 0, storage ? 4 : 40) * money);
    unsigned life = 2 + below(m, 28), outage = below(m, 9);
    change_stream(m, &m->energy);
    if (storage)
        add_storage(m, 1 + number, &built, &keys);
    else
        add_operation(m, &keys);
    change_stream(m, &m->energy);
    cp_str_addf(m->plan,
                "life: %u years, existing: {%u: {value: %.17g MW%s}}, forced_outage: %u %%", life,
                2026 - age, how == 2 ? 0 : old * power * size, built.len ? built.s : "", outage);
    if (rents)
        cp_str_addf(m->plan, ", interest: %u %%", below(m, 10));
    if (storage)
        cp_str_addf(m->plan, ", efficiency: %u %%%s", 80 + below(m, 16), keys.s);
    else if (burns)
        cp_str_addf(m->plan, ", heat_rate: 7 MMBtu/MWh, burns: f, price: %.17g USD/MWh%s",
                    between(m, 0, 8) * money, keys.s);
    else
        cp_str_add(m->plan, chance(m, 50) ? ", factor_profile: sun" : ", factor: 35 %");
    if (!storage && !burns)
        cp_str_add(m->plan, ", emissions: 0 t/MWh");
    else if (!storage)
        cp_str_add(m->plan, how == 0   ? ", baseload: yes"
                            : how == 1 ? ", ramp: 5 %/h"
                            : how == 2 ? ", must_run: 30 %"
                                       : "");
    cp_str_add(m->plan, "}\n");
    cp_str_release(&built);
    cp_str_release(&keys);
}

/* Each node has a market of its own, so that its load can be served. */
static void add_markets(struct maker *m) {
    for (unsigned i = 0; i < m->nnode; i++) {
        double price = between(m, 60, 120) * m->change->money;
        cp_str_addf(m->plan, "  m%u: {kind: grid, nodes: n%u, price: %.17g USD/MWh, firm: yes, ", i,
                    i, price);
        cp_str_addf(m->plan, "emissions: %.3g t/MWh", between(m, 0, 0.5));
        change_stream(m, &m->energy);
        if (chance(m, 50))
            cp_str_addf(m->plan, ", price_profile: hub, profile_scale: %.17g",
                        between(m, 1, 4) * m->change->money);
        change_stream(m, &m->energy);
        cp_str_add(m->plan, "}\n");
    }
}

static void add_terms(struct maker *m, const char *kind) {
    double money = m->change->money;
    size_t start = m->plan->len;
    if (!strcmp(kind, "grid")) {
        cp_str_addf(m->plan, "price: %.17g USD/MWh, emissions: %.3g t/MWh",
                    between(m, 5, 60) * money, chance(m, 50) ? 0.35 : 0);
        if (chance(m, 50))
            cp_str_addf(m->plan,
                        ", price_profile: hub, profile_scale: {value: %.17g, growth: 2 %%}", money);
        change_stream(m, &m->links);
        double low = between(m, 20, 40) * money, charge = between(m, 1, 90) * money;
        if (strstr(m->plan->s + start, "price_profile") && chance(m, 50))
            cp_str_addf(m->plan, ", price_floor: %.17g USD/MWh, price_cap: %.17g USD/MWh", low,
                        low * 1.5);
        if (chance(m, 40))
            cp_str_addf(m->plan, ", demand_charge: %.17g USD/kW/year", charge);
        change_stream(m, &m->links);
    } else if (!strcmp(kind, "ppa")) {
        cp_str_addf(m->plan, "price: %.17g USD/MWh, ", between(m, 15, 45) * money);
        cp_str_add(m->plan, chance(m, 50) ? "factor_profile: sun" : "factor: 30 %");
        change_stream(m, &m->energy);
        double curtailed = between(m, 5, 30) * money;
        if (chance(m, 40))
            cp_str_addf(m->plan, ", curtailment_price: %.17g USD/MWh", curtailed);
        change_stream(m, &m->energy);
    } else if (!strcmp(kind, "baseload")) {
        cp_str_addf(m->plan,
                    "price: {value: %.17g USD/MWh, growth: 2 %%}, availability: %u %%, "
                    "emissions: 0 t/MWh",
                    between(m, 40, 90) * money, 80 + below(m, 21));
    } else if (!strcmp(kind, "toll")) {
        cp_str_addf(m->plan, "price: %.17g USD/MWh, heat_rate: 7 MMBtu/MWh, fuel: %.17g USD/MMBtu",
                    3 * money, between(m, 2, 6) * money);
        cp_str_add(m->plan, ", emissions: 0.4 t/MWh, availability: 92 %");
    } else {
        cp_str_addf(m->plan, "hours: %u h, efficiency: %u %%, capex: %.17g USD/kW, life: %u years",
                    1 + below(m, 6), 80 + below(m, 16), between(m, 0, 400) * money,
                    2 + below(m, 15));
        change_stream(m, &m->energy);
        if (chance(m, 30))
            cp_str_addf(m->plan, ", charge_ratio: %u %%", 40 + below(m, 160));
        if (chance(m, 30))
            cp_str_addf(m->plan, ", standing_loss: %.1f %%/h", between(m, 0, 2));
        change_stream(m, &m->energy);
    }
    double capacity = between(m, 1, 150) * money;
    unsigned share = 50 + below(m, 6) * 10;
    if (chance(m, 50))
        cp_str_addf(m->plan, ", capacity_price: %.17g USD/kW/year", capacity);
    if (chance(m, 40) && strcmp(kind, "battery") != 0)
        cp_str_addf(m->plan, ", take_or_pay: %u %%", share);
}

/* Sold at a price that mostly does not pay, from a site or a node, with or without capacity. */
static void add_sale(struct maker *m) {
    double money = m->change->money, mw = between(m, 0.5, 4) * m->change->size;
    double price = between(m, 10, 70) * money, capacity = between(m, 1, 40) * money;
    unsigned share = 10 + below(m, 90);
    bool hub = chance(m, 50), firm = chance(m, 50), promised = chance(m, 50);
    cp_str_addf(m->plan, "  sold: {kind: sale, power: %.17g MW, firm: %s, price: %.17g USD/MWh", mw,
                firm ? "yes" : "no", price);
    cp_str_addf(m->plan, m->nnode ? ", nodes: n0" : ", sites: [s0]");
    if (hub)
        cp_str_addf(m->plan, ", price_profile: hub, profile_scale: %.17g", money / 2);
    if (promised)
        cp_str_addf(m->plan, ", take_or_pay: %u %%, capacity_price: %.17g USD/kW/year", share,
                    capacity);
    cp_str_add(m->plan, "}\n");
}

void plans_add_contracts(struct maker *m) {
    static const char *const kinds[] = {"grid", "ppa", "baseload", "toll", "battery"};
    cp_str_add(m->plan, "contracts:\n");
    for (unsigned e = 0, n = 1 + below(m, 4); e < n; e++) {
        char day[TEXT];
        const char *kind = kinds[e ? below(m, 5) : below(m, 2) * 3];
        unsigned only = below(m, m->nsite);
        cp_str_addf(m->plan, "  c%u: {kind: %s, sites: [", e, kind);
        if (chance(m, 50))
            cp_str_addf(m->plan, "s%u", only);
        else
            for (unsigned s = 0; s < m->nsite; s++)
                cp_str_addf(m->plan, "%ss%u", s ? ", " : "", s);
        double mw = fmax(between(m, 0.5, 12) * m->change->size, e ? 0 : m->grouped);
        cp_str_addf(m->plan, "], firm: %s, ", chance(m, 70) ? "yes" : "no");
        if (e || chance(m, 80)) {
            cp_str_addf(m->plan, "power: %.17g MW, committed: %.17g MW, ", mw,
                        mw * below(m, 3) / 2);
            cp_str_addf(&m->ready, "c%u, ", e);
        }
        date(m, 1, day);
        bool dated = chance(m, 40);
        if (dated)
            cp_str_addf(m->plan, "from: %s, ", day);
        unsigned term = 1 + below(m, 4); /* years, of which one may have passed before the plan */
        term = dated && term < 2 ? 2 : term;
        if (chance(m, 30))
            cp_str_addf(m->plan, "term: %u years, ", term);
        add_terms(m, kind);
        cp_str_add(m->plan, "}\n");
    }
    add_markets(m);
    change_stream(m, &m->energy);
    if (chance(m, 40))
        add_sale(m);
    change_stream(m, &m->energy);
    change_stream(m, &m->network);
    for (unsigned i = 0, n = m->nnode ? below(m, 5) : 0; i < n; i++)
        add_asset(m, i);
    change_stream(m, &m->network);
    if (m->change->dear)
        cp_str_addf(m->plan,
                    "  dear: {kind: grid, sites: [s0], price: %.17g USD/MWh, "
                    "emissions: 1 t/MWh}\n",
                    1e6);
}
