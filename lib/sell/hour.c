/* What an hour of a SKU costs, by what is counted: power and upkeep; chips bought new; halls; the
 * research behind the models that run on it. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

const char *cp_sell_basis_name(enum cp_sell_basis b) {
    static const char *const name[] = {"cash", "sunk-excluded", "full", "research"};
    return name[b];
}

/* At the price of power of the fleet's places: mean over them and over periods. */
static double cash_of(const struct cp_sell *s, const struct cp_sku *sku) {
    double sum = 0, weight = 0;
    for (size_t i = 0; i < s->nunit * s->nscenario * s->nperiod; i++) {
        size_t at = i % (s->nscenario * s->nperiod);
        const struct cp_sell_unit *u = &s->unit[i / (s->nscenario * s->nperiod)];
        double w =
            s->probability[at / s->nperiod] * s->hours[at % s->nperiod] * s->df[at % s->nperiod];
        if (!u->site || isnan(u->cash[at]))
            continue;
        sum += w * (u->cash[at] - u->sku->om / 8766) / u->sku->power;
        weight += w;
    }
    return weight > 0 ? sum / weight * sku->power + sku->om / 8766 : NAN;
}

/* Its market price, or that of the cheapest offer, or what was last paid for one; NaN: neither. */
double cp_sell_sku_price(const struct cp_sell *s, const struct cp_sku *sku) {
    double least = HUGE_VAL;
    if (sku->value.market.n)
        return cp_plan_path_at(&sku->value.market, s->plan->horizon.from, s->plan->horizon.origin);
    for (size_t i = 0; i < s->plan->supply.noffer; i++) {
        const struct cp_offer *o = &s->plan->supply.offer[i];
        if (strcmp(o->sku, sku->name) == 0 && isfinite(o->price.first))
            least = fmin(least, o->price.first + o->freight);
    }
    for (size_t i = 0; i < s->plan->nsite && !isfinite(least); i++)
        for (size_t k = 0; k < s->plan->site[i].nexisting; k++)
            if (strcmp(s->plan->site[i].existing[k].sku, sku->name) == 0)
                least = s->plan->site[i].existing[k].price;
    return isfinite(least) ? least : NAN;
}

/* USD/MW of halls, and their life, by power; NaN: no site has any. */
static double halls_of(const struct cp_sell *s, double *life, double *pue) {
    double cost = 0, power = 0, years = 0, weighed = 0;
    for (size_t i = 0; i < s->plan->nsite; i++) {
        const struct cp_site *site = &s->plan->site[i];
        for (size_t k = 0; k < site->nphase; k++) {
            cost += site->phase[k].capex;
            power += site->phase[k].power;
            years += site->phase[k].power * site->phase[k].life;
            weighed += site->phase[k].power * site->pue;
        }
    }
    *life = years / power;
    *pue = weighed / power;
    return power > 0 ? cost / power : NAN;
}

double cp_sell_research(const struct cp_hosted_model *m) {
    double spent = m->research_sunk + m->research_ahead;
    return spent > 0 ? spent / (m->volume * m->life) : 0;
}

/* Research for an hour at work: tokens of it, each with its part. */
static double research_of(const struct cp_sell *s, const struct cp_sku *sku, double sold) {
    const struct cp_plan_selling *all = &s->plan->money.market.selling;
    double most = NAN;
    for (size_t i = 0; i < all->nmodel; i++) {
        const struct cp_hosted_model *m = &all->model[i];
        double each = cp_sell_research(m);
        if (strcmp(m->sku, sku->name) == 0 && each > 0)
            most = fmax(isnan(most) ? 0 : most,
                        each * 3600 * sold * cp_sell_tokens(m->input, m->output, m->input_share));
    }
    return most;
}

double cp_sell_hour(const struct cp_sell *s, const struct cp_sku *sku, enum cp_sell_basis basis,
                    double sold) {
    double rate = s->plan->money.discount, available = sku->reliability.availability;
    double sum = cash_of(s, sku) / sold, life, pue;
    if (basis >= CP_SELL_SUNK_EXCLUDED)
        sum += cp_sell_capital_cost(cp_sell_sku_price(s, sku),
                                    cp_plan_residual_value(sku, sku->life, s->plan->horizon.origin),
                                    sku->life, rate, available, sold);
    if (basis >= CP_SELL_FULL) {
        double halls = halls_of(s, &life, &pue);
        sum += cp_sell_capital_cost(halls * sku->power * pue, 0, life, rate, available, sold);
    }
    return basis >= CP_SELL_RESEARCH ? sum + research_of(s, sku, sold) : sum;
}
