/* Money: every cost from its quantity and price, their discounted sum, the capex envelope. */
#include "allocate_check.h"
#include <math.h>
#include <string.h>

/* Total of a kind of cost in a period; further dimensions in `key`. */
static double cost(const struct check *c, const char *kind, size_t t, struct cp_fact key) {
    key.measure = "cost";
    key.dim[CP_KIND] = kind;
    key.dim[CP_PERIOD] = c->text[t];
    return check_sum(c, &key);
}

/* A part in 1e9 of all money is nothing. */
static void same(struct check *c, double got, double want, double money, const char *what,
                 const char *of, size_t t) {
    check_near(c, got, want, 1e-3 * money, what, of, t);
}

/* Part of the spending for what is ready at the start of period t that falls into period i. */
static double part_in(const struct check *c, double lead, size_t t, size_t i) {
    double ready = 0, begin = 0;
    for (size_t k = 0; k < t; k++)
        ready += c->years[k];
    for (size_t k = 0; k < i; k++)
        begin += c->years[k];
    if (lead <= 0 || t == 0)
        return i == t;
    double from = i == 0 ? -INFINITY : begin, to = begin + c->years[i];
    return fmax(0, fmin(to, ready) - fmax(from, ready - lead)) / lead;
}

static double path(const struct check *c, const struct cp_path *p, size_t t, double otherwise) {
    return p->n ? cp_plan_path_at(p, c->period[t], c->plan->horizon.origin) : otherwise;
}

static double years_from(const struct check *c, size_t t) {
    double years = 0;
    for (; t < c->T; t++)
        years += c->years[t];
    return years;
}

static void check_site_costs(struct check *c, const struct cp_site *site, double money) {
    double spent[CHECK_PERIODS] = {0}, left = 0;
    struct cp_fact key = {.dim[CP_SITE] = site->name, .dim[CP_SKU] = "-"};
    for (size_t f = 0; f < site->nphase; f++)
        for (size_t t = 0; t < c->T; t++) {
            const struct cp_phase *p = &site->phase[f];
            double usd = p->capex / p->power *
                         SUM(.measure = "build", .dim[CP_SITE] = site->name,
                             .dim[CP_PHASE] = p->name, .dim[CP_PERIOD] = c->text[t]);
            for (size_t i = 0; i < c->T; i++)
                spent[i] += usd * part_in(c, p->lead, t, i);
            left += usd * fmax(0, 1 - years_from(c, t) / p->life);
        }
    for (size_t t = 0; t < c->T; t++) {
        double halls =
            SUM(.measure = "halls", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]);
        same(c, cost(c, "capex-site", t, key), spent[t], money, "capex", site->name, t);
        same(c, cost(c, "om-site", t, key), halls * site->om * c->years[t], money, "O&M",
             site->name, t);
        same(c, cost(c, "salvage", t, key), t + 1 == c->T ? -left : 0, money, "salvage", site->name,
             t);
        double rented =
            SUM(.measure = "bandwidth", .dim[CP_SITE] = site->name, .dim[CP_PERIOD] = c->text[t]) -
            site->bandwidth;
        same(c, cost(c, "network", t, key),
             isfinite(rented) ? rented * path(c, &site->bandwidth_price, t, 0) * c->years[t] : 0,
             money, "network", site->name, t);
    }
}

static void check_offers(struct check *c, double money) {
    for (size_t l = 0; l < c->nlot; l++)
        for (size_t t = 0; t < c->T; t++) {
            const char *offer = c->lot[l].offer;
            double bought = 0, rented = 0;
            for (size_t k = 0; k < c->nlot; k++) {
                const struct check_lot *lot = &c->lot[k];
                if (strcmp(lot->offer, offer) != 0)
                    continue;
                if (!lot->rented)
                    bought += lot->bought[t] * lot->price[t];
                for (size_t i = 0; i <= t && lot->rented; i++)
                    if (check_serves(c->mid[t] - c->mid[i], lot->term))
                        rented += lot->bought[i] * lot->price[i] * c->hours[t];
            }
            struct cp_fact key = {.dim[CP_OFFER] = offer};
            same(c, cost(c, "gpu", t, key), bought, money, "price", offer, t);
            same(c, cost(c, "rent", t, key), rented, money, "rent", offer, t);
        }
}

/* Market value at an age: the plan's points and straight lines between, else one to the end of
 * life. */
static double worth(const struct cp_sku *g, double age) {
    if (!g->value.nresidual)
        return fmax(0, 1 - age / g->life);
    double low = floor(age);
    double value[2];
    for (int i = 0; i < 2; i++) {
        size_t year = (size_t)low + (size_t)i;
        value[i] = year == 0 ? 1 : year <= g->value.nresidual ? g->value.residual[year - 1] : 0;
    }
    return value[0] * (low + 1 - age) + value[1] * (age - low);
}

/* The same of what was bought in year `from` of the plan (negative: before it) in its year `at`,
 * with what launches between took. */
static double worth_then(const struct check *c, const struct cp_sku *g, double from, double at) {
    double value = worth(g, at - from);
    for (size_t i = 0; i < g->value.nlaunch; i++) {
        double launch =
            cp_years_between(c->plan->horizon.origin, cp_period_start(g->value.launch[i].period));
        value *= from < launch && launch < at ? 1 - g->value.launch[i].loss : 1;
    }
    return value;
}

/* Lowest price of a SKU delivered in period t. */
static double lowest(const struct check *c, const char *sku, size_t t) {
    double price = INFINITY;
    for (size_t l = 0; l < c->nlot; l++)
        if (!c->lot[l].rented && !strcmp(c->lot[l].sku, sku) && c->lot[l].supply[t] > 0)
            price = fmin(price, c->lot[l].price[t]);
    return price;
}

/* Units of a vintage: what was sold of it by period, and what is left at the end, at their worth.
 */
static void add_worth(const struct check *c, struct cp_fact key, const struct cp_sku *g,
                      double price, double age, double *sold, double *left) {
    key.measure = "sold";
    for (size_t t = 0; t < c->T; t++) {
        key.dim[CP_PERIOD] = c->text[t];
        double units = check_sum(c, &key);
        sold[t] +=
            units > 0 ? units * g->value.resale * price * worth_then(c, g, -age, c->mid[t]) : 0;
    }
    key.measure = strcmp(key.dim[CP_SITE], "-") ? "stock" : "inventory";
    double last = check_sum(c, &key);
    *left += last > 0 ? last * price * worth_then(c, g, -age, years_from(c, 0)) : 0;
}

/* GPUs of one SKU at one site, or in store ("-"): O&M, moves, what they are sold for, and what they
 * are worth at the end. */
static void check_gpus(struct check *c, const struct cp_site *site, const struct cp_sku *g,
                       double money) {
    const char *place = site ? site->name : "-";
    struct cp_fact key = {.dim[CP_SITE] = place, .dim[CP_SKU] = g->name};
    double left = 0, sold[CHECK_PERIODS] = {0};
    for (size_t t = 0; t < c->T; t++) {
        key.dim[CP_VINTAGE] = c->text[t];
        double price = g->value.market.n ? cp_plan_path_at(&g->value.market, c->period[t],
                                                           c->plan->horizon.origin)
                                         : lowest(c, g->name, t);
        add_worth(c, key, g, price, -c->mid[t], sold, &left);
    }
    for (size_t s = 0; site && s < c->plan->nsite; s++)
        for (size_t i = 0; i < c->plan->site[s].nexisting; i++) {
            const struct cp_existing *e = &c->plan->site[s].existing[i];
            char vintage[CP_PERIOD_SIZE];
            check_old_vintage(c, e, vintage);
            key.dim[CP_VINTAGE] = vintage;
            if (!strcmp(e->sku, g->name) && check_existing(c, site, g->name, vintage) == e)
                add_worth(c, key, g, e->price, e->age, sold, &left);
        }
    key.dim[CP_VINTAGE] = NULL;
    for (size_t t = 0; t < c->T; t++) {
        double units = SUM(.measure = "stock", .dim[CP_SITE] = place, .dim[CP_SKU] = g->name,
                           .dim[CP_PERIOD] = c->text[t]);
        double on = isnan(g->off) || !site
                        ? units
                        : SUM(.measure = "switched_on", .dim[CP_SITE] = place,
                              .dim[CP_SKU] = g->name, .dim[CP_PERIOD] = c->text[t]);
        double repairs = on * g->reliability.repairs * (1 - g->reliability.repairing);
        same(c, cost(c, "om-gpu", t, key),
             (units * g->om + repairs * g->reliability.repair_cost) * c->years[t], money, "O&M",
             g->name, t);
        same(c, cost(c, "resale", t, key), -sold[t], money, "resale", g->name, t);
        same(c, cost(c, "salvage", t, key), t + 1 == c->T ? -left : 0, money, "salvage", g->name,
             t);
    }
}

/* Every unit that moves is paid for, wherever it goes. Moves both ways at once cancel in the facts,
 * and a plan that may cost more than the best can have them. */
static void check_moving(struct check *c, const struct cp_sku *g, double money) {
    for (size_t t = 0; t < c->T; t++) {
        double arrived = 0;
        struct cp_fact key = {.dim[CP_SKU] = g->name};
        for (size_t i = 0; i < c->nmeasure; i++)
            for (size_t k = 0; k < c->measure[i].n && !strcmp(c->measure[i].name, "move"); k++) {
                size_t r = c->measure[i].row[k];
                if (!strcmp(cp_facts_dim(c->facts, r, CP_SKU), g->name) &&
                    !strcmp(cp_facts_dim(c->facts, r, CP_PERIOD), c->text[t]))
                    arrived += fmax(0, cp_facts_value(c->facts, r));
            }
        check_at_most(c, isnan(g->move) ? 0 : arrived * g->move, cost(c, "move", t, key),
                      1e-3 * money, "moving", g->name, t);
    }
}

static double collared(const struct cp_contract *e, double hub) {
    if (hub < e->price.floor)
        return e->price.floor;
    return hub > e->price.cap ? e->price.cap : hub;
}

static double price_in(const struct check *c, const struct cp_contract *e, size_t t, size_t h) {
    double price = path(c, &e->price.base, t, 0);
    if (e->price.profile)
        price +=
            collared(e, check_profile(c, e->price.profile, t, h) * path(c, &e->price.scale, t, 1));
    bool burns = e->kind == CP_TOLL || (e->kind == CP_GENERATOR && e->fuel.price.n);
    return burns ? price + e->fuel.heat_rate * path(c, &e->fuel.price, t, 0) : price;
}

/* t/MWh of burning, of those that capture it. */
static double burning(const struct check *c, const struct cp_contract *e) {
    const struct cp_fuel *f = e->fuel.name ? cp_plan_fuel(c->plan, e->fuel.name) : NULL;
    return e->capture.part > 0 && f ? e->fuel.heat_rate * f->emissions : 0;
}

/* t/MWh that reach the air. */
static double emitting(const struct check *c, const struct cp_contract *e) {
    const struct cp_fuel *f = e->fuel.name ? cp_plan_fuel(c->plan, e->fuel.name) : NULL;
    return f ? e->fuel.heat_rate * (f->emissions * (1 - e->capture.part) + f->upstream)
             : e->emissions;
}

/* What is taken is paid by the MWh, the rest of the take-or-pay share at the mean price. */
static void check_energy_costs(struct check *c, const struct cp_contract *e, size_t t,
                               double money) {
    const struct cp_slicing *s = check_slicing(c, t);
    double mw =
        SUM(.measure = "contract", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]);
    double usd = 0, taken = 0, offered = 0, value = 0, way = e->kind == CP_SALE ? -1 : 1;
    const char *kind = e->kind == CP_SALE ? "sale" : "energy";
    for (size_t h = 0; h < s->n; h++) {
        char slice[CP_SLICE_SIZE];
        cp_slices_name(s, h, slice);
        double mwh = SUM(.measure = "energy", .dim[CP_CONTRACT] = e->name,
                         .dim[CP_PERIOD] = c->text[t], .dim[CP_SLICE] = slice);
        double part = check_available(c, e, t, h) * s->weight[h] * c->hours[t];
        usd += mwh * price_in(c, e, t, h);
        taken += way * mwh;
        offered += part;
        value += part * price_in(c, e, t, h);
    }
    struct cp_fact key = {.dim[CP_CONTRACT] = e->name};
    double rest = fmax(0, e->charge.take_or_pay * offered * mw - taken);
    double emitted =
        SUM(.measure = "emissions", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]);
    if (!check_in_force(c, t, e->from, e->to))
        rest = 0;
    if (e->kind == CP_SALE)
        usd -= mw * path(c, &e->charge.capacity, t, 0) * c->years[t];
    same(c, cost(c, kind, t, key), usd, money, kind, e->name, t);
    same(c, cost(c, "curtailment", t, key),
         check_in_force(c, t, e->from, e->to)
             ? path(c, &e->charge.curtailed, t, 0) * (offered * mw - taken)
             : 0,
         money, "curtailment", e->name, t);
    same(c, cost(c, "take-or-pay", t, key), offered > 0 ? fmax(0, rest * value / offered) : 0,
         money, "take-or-pay", e->name, t);
    double started =
        SUM(.measure = "started", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]);
    double start = path(c, &e->generator.start_cost, t, 0) +
                   e->generator.start_fuel * path(c, &e->fuel.price, t, 0);
    double fired = started > 0 && e->generator.start_fuel > 0
                       ? started * e->generator.start_fuel / e->fuel.heat_rate
                       : 0;
    same(c, cost(c, "start", t, key), started * start, money, "starts", e->name, t);
    check_near(c, emitted, (taken + fired) * emitting(c, e), 1, "emissions", e->name, t);
    double captured =
        SUM(.measure = "captured", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]);
    check_near(c, captured, (taken + fired) * e->capture.part * burning(c, e), 1, "capture",
               e->name, t);
    same(c, cost(c, "co2", t, key),
         emitted * path(c, &c->plan->policy.co2_price, t, 0) +
             captured * path(c, &e->capture.cost, t, 0),
         money, "CO2", e->name, t);
}

static void check_built(struct check *c, double money) {
    for (size_t e = 0; e < c->plan->energy.ncontract; e++) {
        const struct cp_contract *k = &c->plan->energy.contract[e];
        if (check_is_built(k))
            check_asset(c, k, money);
        for (size_t t = 0; k->kind == CP_GENERATOR && t < c->T; t++)
            check_energy_costs(c, k, t, money);
    }
    for (size_t l = 0; l < c->plan->energy.nline; l++)
        check_line(c, &c->plan->energy.line[l], money);
    for (size_t l = 0; l < c->plan->nlink; l++)
        check_link_builds(c, &c->plan->link[l], money);
    for (size_t f = 0; f < c->plan->energy.nfuel; f++)
        check_fuel(c, &c->plan->energy.fuel[f], money);
}

static void check_contract_costs(struct check *c, const struct cp_contract *e, double money) {
    size_t first = c->T;
    struct cp_fact key = {.dim[CP_CONTRACT] = e->name};
    double paid = 0;
    if (check_is_built(e))
        return;
    for (size_t t = 0; t < c->T; t++) {
        double mw =
            SUM(.measure = "contract", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]);
        double top =
            SUM(.measure = "peak_power", .dim[CP_CONTRACT] = e->name, .dim[CP_PERIOD] = c->text[t]);
        double each = e->kind == CP_SALE ? 0 : path(c, &e->charge.capacity, t, 0);
        double charge = (mw * each + top * path(c, &e->charge.demand, t, 0)) * c->years[t];
        same(c, cost(c, "capacity", t, key), charge, money, "capacity", e->name, t);
        bool starts = first == c->T && check_in_force(c, t, e->from, e->to);
        first = starts ? t : first;
        paid = starts ? mw * path(c, &e->asset.capex, t, 0) : paid;
        same(c, cost(c, "battery", t, key), starts ? paid : 0, money, "capex", e->name, t);
        if (e->kind != CP_BATTERY)
            check_energy_costs(c, e, t, money);
    }
    same(c, cost(c, "salvage", c->T - 1, key),
         -paid * fmax(0, 1 - years_from(c, first) / e->asset.life), money, "salvage", e->name,
         c->T - 1);
}

static void check_work_costs(struct check *c, const struct cp_workload *w, size_t t, double money) {
    struct cp_fact key = {.dim[CP_WORKLOAD] = w->name};
    double demand =
        SUM(.measure = "demand", .dim[CP_WORKLOAD] = w->name, .dim[CP_PERIOD] = c->text[t]);
    double unmet =
        SUM(.measure = "unmet", .dim[CP_WORKLOAD] = w->name, .dim[CP_PERIOD] = c->text[t]);
    double rejected =
        SUM(.measure = "rejected", .dim[CP_WORKLOAD] = w->name, .dim[CP_PERIOD] = c->text[t]);
    same(c, cost(c, "unmet", t, key), unmet * w->penalty * c->hours[t], money, "penalty", w->name,
         t);
    same(c, cost(c, "revenue", t, key), -(demand - unmet - rejected) * w->revenue * c->hours[t],
         money, "revenue", w->name, t);
    double fees = 0;
    for (size_t k = 0; k < w->nway; k++) {
        const struct cp_way *way = &w->way[k];
        double part = SUM(.measure = "way", .dim[CP_WORKLOAD] = w->name, .dim[CP_NAME] = way->name);
        bool serves = check_in_force(c, t, way->ready, INT64_MAX),
             before = t && check_in_force(c, t - 1, way->ready, INT64_MAX);
        fees += part * ((serves ? path(c, &way->annual, t, 0) * c->years[t] : 0) +
                        (serves && !before ? way->fee : 0));
    }
    same(c, cost(c, "fee", t, key), fees, money, "fees", w->name, t);
}

static void check_envelope(struct check *c, double money) {
    int base = cp_period_year(c->period[0]);
    for (int y = base; c->plan->policy.capex_limit.n && y <= cp_period_year(c->period[c->T - 1]);
         y++) {
        double usd = 0, years = 0;
        size_t last = c->T;
        for (size_t t = 0; t < c->T; t++)
            if (cp_period_year(c->period[t]) == y) {
                struct cp_fact any = {0};
                usd += cost(c, "capex-site", t, any) + cost(c, "gpu", t, any) +
                       cost(c, "battery", t, any) + cost(c, "capex-plant", t, any);
                years += c->years[t];
                last = t;
            }
        struct cp_period year = {CP_YEAR, y};
        double most =
            years * cp_plan_path_at(&c->plan->policy.capex_limit, year, c->plan->horizon.origin);
        check_at_most(c, usd, most, 1e-3 * money, "capex", "the year", last);
    }
}

void check_costs(struct check *c) {
    const struct cp_plan *plan = c->plan;
    double sum = 0, money = 0, objective = SUM(.measure = "objective");
    for (size_t i = 0; i < c->nmeasure; i++)
        for (size_t k = 0; k < c->measure[i].n && !strcmp(c->measure[i].name, "cost"); k++) {
            const char *text = cp_facts_dim(c->facts, c->measure[i].row[k], CP_PERIOD);
            double usd = cp_facts_value(c->facts, c->measure[i].row[k]);
            struct cp_period p;
            cp_period_parse(text, strlen(text), &p);
            sum += usd * cp_discount(plan->money.discount, cp_period_mid(p, plan->horizon.origin));
            money += fabs(usd);
        }
    if (!(fabs(sum - objective) <= 1e-9 * fmax(fabs(objective), 1e-3 * money)))
        check_say(c, sum, "", objective, "discounted costs", "the plan", c->T);
    for (size_t s = 0; s < plan->nsite; s++)
        check_site_costs(c, &plan->site[s], money);
    check_offers(c, money);
    for (size_t g = 0; g < plan->nsku; g++) {
        check_moving(c, &plan->sku[g], money);
        check_gpus(c, NULL, &plan->sku[g], money);
        for (size_t s = 0; s < plan->nsite; s++)
            check_gpus(c, &plan->site[s], &plan->sku[g], money);
    }
    for (size_t e = 0; e < plan->energy.ncontract; e++)
        check_contract_costs(c, &plan->energy.contract[e], money);
    check_built(c, money);
    check_reserves(c, money);
    for (size_t i = 0; i < plan->energy.nnode; i++)
        check_shed(c, &plan->energy.node[i], money);
    for (size_t t = 0; t < c->T; t++)
        for (size_t w = 0; w < plan->nworkload; w++)
            check_work_costs(c, &plan->workload[w], t, money);
    check_envelope(c, money);
}
