/* Halls with power, and places in the queue for a connection: products beside hours. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

/* A measure of a site and period, scenarios by their probability; slices: the most of them. */
static double at_site(const struct cp_sell *s, const struct cp_selection *x, const char *site,
                      size_t t) {
    double mean = 0, most = 0;
    for (size_t i = 0; i < x->n; i++) {
        const char *name = cp_sell_dim(s, x->row[i], CP_SITE);
        if (!name || strcmp(name, site) != 0 || cp_sell_period_of(s, x->row[i]) != t ||
            cp_sell_dim(s, x->row[i], CP_QUANTILE))
            continue;
        for (size_t k = 0; k < s->nscenario; k++) {
            if (!cp_sell_is_in(s, x->row[i], k))
                continue;
            if (cp_sell_dim(s, x->row[i], CP_SLICE))
                most = fmax(most, x->value[i]);
            else
                mean += s->probability[k] * x->value[i];
        }
    }
    return fmax(mean, most);
}

enum { HALLS, POWER, FIRM, DUAL, MEASURES };
static const char *const measures[MEASURES] = {"halls", "power", "firm_supply", "halls_dual"};

struct place {
    const struct cp_sale_product *product;
    const char *site;
    size_t t;
};

static int put(struct cp_sell *s, const struct place *p, const char *name, const char *measure,
               double value) {
    struct cp_fact f = {.dim[CP_PERIOD] = s->period[p->t],
                        .dim[CP_SITE] = p->site,
                        .dim[CP_KIND] = p->product->name,
                        .dim[CP_NAME] = name,
                        .measure = measure,
                        .value = value};
    return cp_facts_put(s->facts, &f, s->err);
}

/* Halls stand and use no power, with a supply for them; a place in the queue is a supply without a
 * hall. What one more MW of halls is worth to the plan is its floor. */
static int offer(struct cp_sell *s, const struct place *p, const struct cp_selection *x) {
    const struct cp_sale_power *power = &p->product->power;
    double halls = at_site(s, &x[HALLS], p->site, p->t), firm = at_site(s, &x[FIRM], p->site, p->t);
    double years = cp_period_years(cp_plan_period(s->plan, p->t));
    bool queue = p->product->kind == CP_SALE_QUEUE;
    double idle = queue ? firm - halls : fmin(halls, firm) - at_site(s, &x[POWER], p->site, p->t);
    double dual = queue ? 0 : at_site(s, &x[DUAL], p->site, p->t) / years;
    double floor = dual / (1 - p->product->commission);
    if (!(idle > 1e-6))
        return 0;
    int rc = put(s, p, dual > 0 ? "own-work" : "idle", "power_floor", floor);
    if (rc == 0)
        rc = put(s, p, NULL, "power_price", fmax(power->price, floor));
    if (rc == 0 && power->price >= floor)
        rc = put(s, p, NULL, "power_quantity", fmin(idle, power->depth));
    return rc;
}

static bool sold_at(const struct cp_sale_product *p, const char *site) {
    for (size_t i = 0; i < p->nsite; i++)
        if (strcmp(p->sites[i], site) == 0)
            return true;
    return p->nsite == 0;
}

static int run(struct cp_sell *s) {
    const struct cp_plan_selling *all = &s->plan->money.market.selling;
    struct cp_selection x[MEASURES] = {{0}};
    int rc = cp_sell_read_stock(s);
    for (size_t i = 0; i < MEASURES && rc == 0; i++)
        rc = cp_sell_select(s, measures[i], &x[i]);
    for (size_t i = 0; i < all->nproduct && rc == 0; i++)
        for (size_t k = 0; k < s->plan->nsite && isfinite(all->product[i].power.price); k++)
            for (size_t t = 0; t < s->nperiod && rc == 0; t++) {
                struct place p = {&all->product[i], s->plan->site[k].name, t};
                if (sold_at(p.product, p.site))
                    rc = offer(s, &p, x);
            }
    for (size_t i = 0; i < MEASURES; i++)
        cp_facts_selection_release(&x[i]);
    return rc;
}

const struct cp_sell_kind cp_sell_power = {run};
