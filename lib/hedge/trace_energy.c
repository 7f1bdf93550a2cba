/* Exposures of energy contracts: hub prices, prices of energy, fuel. */
#include "hedge/trace.h"
#include <math.h>
#include <string.h>

static const struct cp_contract *contract_of(const struct cp_hedge *h, const char *name) {
    for (size_t e = 0; name && e < h->plan->energy.ncontract; e++)
        if (strcmp(h->plan->energy.contract[e].name, name) == 0)
            return &h->plan->energy.contract[e];
    return NULL;
}

/* What a unit of energy costs in a period beside the hub's price. */
static double price_beside_hub(const struct cp_hedge *h, const struct cp_contract *c, size_t t) {
    struct cp_period p = cp_plan_period(h->plan, t);
    double base = cp_plan_path_at(&c->price.base, p, h->plan->horizon.origin);
    double fuel = cp_plan_path_at(&c->fuel.price, p, h->plan->horizon.origin);
    return (isnan(base) ? 0 : base) + (isnan(fuel) ? 0 : fuel * c->fuel.heat_rate);
}

/* Cost of kind energy of a contract at a site in a period. */
static double energy_cost(struct cp_hedge_trace *x, const struct cp_selection *cost,
                          const char *contract, const char *place, size_t t) {
    double sum = 0;
    for (size_t i = 0; i < cost->n; i++) {
        const char *kind = cp_hedge_dim(x->h, cost->row[i], CP_KIND);
        const char *of = cp_hedge_dim(x->h, cost->row[i], CP_CONTRACT);
        const char *site = cp_hedge_dim(x->h, cost->row[i], CP_SITE);
        site = site ? site : cp_hedge_dim(x->h, cost->row[i], CP_NODE);
        if (of && kind && strcmp(of, contract) == 0 && strcmp(kind, "energy") == 0 &&
            cp_hedge_period_of(x->h, cost->row[i]) == t &&
            (place == site || (place && site && strcmp(place, site) == 0)))
            sum += cost->value[i];
    }
    return sum;
}

enum part { HUB, BASE, FUEL };

/* Each row of energy of the contract, as an exposure of one of the parts of its price. */
static int trace_contract(struct cp_hedge_trace *x, const struct cp_drive *d, enum part part) {
    static const char *const kind[] = {[HUB] = "energy", [BASE] = "energy", [FUEL] = "fuel"};
    struct cp_hedge *h = x->h;
    const struct cp_contract *c = contract_of(h, d->of);
    int rc = 0;
    const struct cp_selection *energy = cp_hedge_trace_rows(x, CP_ROWS_ENERGY, &rc);
    const struct cp_selection *cost = rc ? NULL : cp_hedge_trace_rows(x, CP_ROWS_COST, &rc);
    for (size_t i = 0; c && rc == 0 && i < energy->n; i++) {
        const char *of = cp_hedge_dim(h, energy->row[i], CP_CONTRACT);
        size_t t = cp_hedge_period_of(h, energy->row[i]);
        if (!of || strcmp(of, c->name) != 0 || t == NONE)
            continue;
        const char *site = cp_hedge_dim(h, energy->row[i], CP_SITE);
        const char *node = cp_hedge_dim(h, energy->row[i], CP_NODE);
        struct cp_period p = cp_plan_period(h->plan, t);
        double mwh = energy->value[i], each = 0, value;
        if (part == BASE)
            each = cp_plan_path_at(&c->price.base, p, h->plan->horizon.origin);
        if (part == FUEL)
            each = cp_plan_path_at(&c->fuel.price, p, h->plan->horizon.origin);
        double quantity = part == FUEL ? mwh * c->fuel.heat_rate : mwh;
        value = part == HUB ? energy_cost(x, cost, c->name, site ? site : node, t) -
                                  mwh * price_beside_hub(h, c, t)
                            : quantity * each;
        struct cp_fact f = {.dim = {[CP_SITE] = site, [CP_NODE] = node, [CP_CONTRACT] = c->name}};
        rc = cp_hedge_trace_add(x, f, t, kind[part], -quantity, -value);
    }
    return rc;
}

int cp_hedge_trace_scale(struct cp_hedge_trace *x, const struct cp_drive *d) {
    return trace_contract(x, d, HUB);
}
int cp_hedge_trace_energy(struct cp_hedge_trace *x, const struct cp_drive *d) {
    return trace_contract(x, d, BASE);
}
int cp_hedge_trace_fuel(struct cp_hedge_trace *x, const struct cp_drive *d) {
    return trace_contract(x, d, FUEL);
}

int cp_hedge_trace_tier(struct cp_hedge_trace *x, const struct cp_drive *d) {
    struct cp_hedge *h = x->h;
    const struct cp_fuel *fuel = cp_plan_fuel(h->plan, d->of);
    const struct cp_fuel_tier *tier = NULL;
    int rc = 0;
    const struct cp_selection *s = cp_hedge_trace_rows(x, CP_ROWS_FUEL, &rc);
    for (size_t i = 0; fuel && i < fuel->ntier; i++)
        if (strcmp(fuel->tier[i].name, d->within) == 0)
            tier = &fuel->tier[i];
    for (size_t i = 0; tier && rc == 0 && i < s->n; i++) {
        const char *of = cp_hedge_dim(h, s->row[i], CP_NAME);
        const char *step = cp_hedge_dim(h, s->row[i], CP_STEP);
        size_t t = cp_hedge_period_of(h, s->row[i]);
        if (t == NONE || !of || !step || strcmp(of, fuel->name) != 0 ||
            strcmp(step, tier->name) != 0)
            continue;
        double each =
            cp_plan_path_at(&tier->price, cp_plan_period(h->plan, t), h->plan->horizon.origin);
        struct cp_fact f = {.dim = {[CP_NAME] = fuel->name, [CP_STEP] = tier->name}};
        rc = cp_hedge_trace_add(x, f, t, "fuel", -s->value[i], -s->value[i] * each);
    }
    return rc;
}
