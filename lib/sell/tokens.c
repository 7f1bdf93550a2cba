/* Hosted models: what a million tokens costs and brings, and whether its hours sell better raw. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

static int put(struct cp_sell *s, const struct cp_hosted_model *m, const char *kind,
               const char *measure, double value) {
    struct cp_fact f = {.dim[CP_SKU] = m->sku,
                        .dim[CP_KIND] = kind,
                        .dim[CP_NAME] = m->name,
                        .measure = measure,
                        .value = value};
    return cp_facts_put(s->facts, &f, s->err);
}

/* What an hour sells for raw: the dearest product but a whole site, by its net of an hour
 * held, in the first period. */
static double raw_price(const struct cp_sell *s, const struct cp_sku *sku) {
    double most = NAN;
    for (size_t o = 0; o < s->noffering; o++)
        if (s->offering[o].sku == sku && s->offering[o].product->kind != CP_SALE_WHOLE_SITE)
            most =
                fmax(isnan(most) ? 0 : most, s->offering[o].mean[0].reference * s->offering[o].net);
    return most;
}

/* Cost by what is counted, and where the price meets it. */
static int put_costs(struct cp_sell *s, const struct cp_hosted_model *m, const struct cp_sku *sku,
                     double rate, double price, double research) {
    int rc = 0;
    for (enum cp_sell_basis b = CP_SELL_CASH; b <= CP_SELL_RESEARCH && rc == 0; b++) {
        double part = b == CP_SELL_RESEARCH ? research : 0;
        double hour = cp_sell_hour(s, sku, b < CP_SELL_RESEARCH ? b : CP_SELL_FULL, 1);
        double whole = cp_sell_token_cost(hour, rate, 1);
        if (b == CP_SELL_RESEARCH && !(part > 0))
            continue;
        rc = put(s, m, cp_sell_basis_name(b), "token_cost", whole / m->utilisation + part);
        if (rc == 0) /* of the hours, which research does not depend on */
            rc = put(s, m, cp_sell_basis_name(b), "break_even_utilisation",
                     price > part ? whole / (price - part) : NAN);
    }
    return rc;
}

/* The buyers' side: what a token must fetch for who rents the hour, at several utilisations. */
static int put_buyers(struct cp_sell *s, const struct cp_hosted_model *m, double rate, double raw) {
    static const double at[] = {.25, .5, .75, 1};
    static const char *const name[] = {"25 %", "50 %", "75 %", "100 %"};
    int rc = 0;
    for (size_t i = 0; i < 4 && rc == 0 && isfinite(raw); i++)
        rc = put(s, m, name[i], "buyer_token_price", cp_sell_token_cost(raw, rate, at[i]));
    return rc;
}

static int host(struct cp_sell *s, const struct cp_hosted_model *m) {
    const struct cp_sku *sku = cp_plan_sku(s->plan, m->sku);
    double rate = cp_sell_tokens(m->input, m->output, m->input_share);
    double price = cp_sell_token_revenue(m->input_share, m->hit, 1 - m->input_share, m->price.in,
                                         m->price.hit, m->price.out);
    double research = cp_sell_research(m) * 1e6;
    double an_hour = rate * m->utilisation * 3600 / 1e6, raw = raw_price(s, sku);
    int rc = put(s, m, NULL, "token_price", price);
    if (rc == 0)
        rc = put_costs(s, m, sku, rate, price, research);
    if (rc == 0)
        rc = put(s, m, "hosted", "hour_earned", (price - research) * an_hour);
    if (rc == 0 && isfinite(raw))
        rc = put(s, m, "raw", "hour_earned", raw);
    if (rc == 0 && isfinite(raw))
        rc = put(s, m, NULL, "raw_or_hosted", (price - research) * an_hour > raw);
    return rc ? rc : put_buyers(s, m, rate, raw);
}

static int run(struct cp_sell *s) {
    const struct cp_plan_selling *all = &s->plan->money.market.selling;
    int rc = cp_sell_prepare(s);
    if (rc == 0 && all->nmodel == 0)
        rc = cp_fail(s->err, CP_EUSAGE, "--tokens: the plan hosts no `models:`");
    for (size_t i = 0; i < all->nmodel && rc == 0; i++)
        rc = host(s, &all->model[i]);
    return rc;
}

const struct cp_sell_kind cp_sell_hosted = {run};
