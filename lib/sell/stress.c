/* What a bust, newer hardware or a basis does to what buyers pay: cash for cp-finance, which holds
 * it against closed debt and covenants. */
#include "sell/internal.h"
#include <math.h>
#include <string.h>

/* What is left of the planned price and volume of a workload's hours in a period. */
struct shock {
    const char *name;
    double price, volume;
    bool launches; /* the price is that of newer hardware, where the plan launches some */
};
static const struct shock shocks[] = {
    {"bust", .4, .5, false},
    {"obsolescence", 1, 1, true},
    {"basis", .7, 1, false},
};
enum { SHOCKS = sizeof shocks / sizeof *shocks };

static const struct shock *named(struct cp_sell *s, const char *name) {
    const char *names[SHOCKS];
    for (size_t i = 0; i < SHOCKS; i++) {
        names[i] = shocks[i].name;
        if (strcmp(shocks[i].name, name) == 0)
            return &shocks[i];
    }
    const char *near = cp_nearest(name, names, SHOCKS);
    cp_fail(s->err, CP_EUSAGE,
            near ? "--stress: there is no '%.40s' (did you mean '%s'?)"
                 : "--stress: '%.40s' is none of bust, obsolescence and basis",
            name, near);
    return NULL;
}

/* What launches before the period leave of a SKU's worth. */
static double left_by_launches(const struct cp_sell *s, const struct cp_sku *sku, size_t t) {
    double left = 1;
    for (size_t i = 0; i < sku->value.nlaunch; i++)
        if (cp_period_start(sku->value.launch[i].period) <=
            cp_period_start(cp_plan_period(s->plan, t)))
            left *= 1 - sku->value.launch[i].loss;
    return left;
}

/* The same of the SKUs that a workload works on in the period, by its work; 1 where it does none.
 */
static double left_of_work(struct cp_sell *s, const struct cp_selection *served,
                           const char *workload, size_t t) {
    double all = 0, left = 0;
    for (size_t i = 0; i < served->n; i++) {
        const char *name = cp_sell_dim(s, served->row[i], CP_WORKLOAD);
        const char *sku = cp_sell_dim(s, served->row[i], CP_SKU);
        if (!name || !sku || strcmp(name, workload) != 0 ||
            !cp_facts_is_plain(s->facts, served->row[i]) ||
            cp_sell_period_of(s, served->row[i]) != t || !cp_plan_sku(s->plan, sku))
            continue;
        all += served->value[i];
        left += served->value[i] * left_by_launches(s, cp_plan_sku(s->plan, sku), t);
    }
    return all > 0 ? left / all : 1;
}

static int reprice(struct cp_sell *s, const struct shock *k, const struct cp_selection *served,
                   size_t row, double cost) {
    const char *workload = cp_sell_dim(s, row, CP_WORKLOAD);
    size_t t = cp_sell_period_of(s, row);
    if (!workload || t == NONE || strcmp(cp_facts_dim(s->facts, row, CP_KIND), "revenue") != 0)
        return 0;
    double left = k->price * k->volume;
    if (k->launches)
        left *= left_of_work(s, served, workload, t);
    struct cp_fact f = {.dim[CP_SCENARIO] = cp_sell_dim(s, row, CP_SCENARIO),
                        .dim[CP_PERIOD] = s->period[t],
                        .dim[CP_WORKLOAD] = workload,
                        .dim[CP_TENANT] = cp_sell_dim(s, row, CP_TENANT),
                        .dim[CP_NAME] = k->name,
                        .measure = "repricing",
                        .value = cost * (1 - left)}; /* a cost of revenue is negative */
    return left != 1 ? cp_facts_put(s->facts, &f, s->err) : 0;
}

/* ---- hours of one's own work ------------------------------------------------------------------
 */

/* The entity that runs a site, or what is rented: the site's, its tenant where it is let, or the
 * one without sites; NONE: the plan has none. */
static size_t operator_of(const struct cp_plan *plan, const char *site) {
    const struct cp_site *at = site ? cp_plan_site(plan, site) : NULL;
    size_t of = NONE, rest = NONE;
    for (size_t i = 0; i < plan->nentity; i++) {
        const struct cp_entity *e = &plan->entity[i];
        bool named = at && at->entity && strcmp(at->entity, e->name) == 0;
        for (size_t k = 0; at && !at->entity && k < e->nsite; k++)
            named |= strcmp(e->sites[k], at->name) == 0;
        of = named && of == NONE ? i : of;
        rest = e->nsite == 0 && rest == NONE ? i : rest;
    }
    of = of == NONE ? rest : of;
    for (size_t i = 0; of != NONE && plan->entity[of].lease.rent.n > 0 && i < plan->nentity; i++)
        if (plan->entity[of].parent && strcmp(plan->entity[i].name, plan->entity[of].parent) == 0)
            return i;
    return of;
}

/* What those who run GPUs charge for the hours that stay away, by scenario, period, workload and
 * entity. */
static void charge_less(struct cp_sell *s, const struct shock *k, const struct cp_selection *served,
                        double *less) {
    const struct cp_plan *plan = s->plan;
    for (size_t i = 0; i < served->n; i++) {
        const char *name = cp_sell_dim(s, served->row[i], CP_SKU);
        const char *work = cp_sell_dim(s, served->row[i], CP_WORKLOAD);
        const struct cp_sku *sku = name ? cp_plan_sku(plan, name) : NULL;
        const struct cp_workload *w = work ? cp_plan_workload(plan, work) : NULL;
        size_t t = cp_sell_period_of(s, served->row[i]);
        size_t e = operator_of(plan, cp_sell_dim(s, served->row[i], CP_SITE));
        double rate = sku && w ? sku->peak * cp_plan_efficiency(sku, work) : 0;
        if (t == NONE || e == NONE || !(rate > 0) || !cp_facts_is_plain(s->facts, served->row[i]))
            continue;
        double price =
            cp_plan_path_at(&plan->entity[e].price, cp_plan_period(plan, t), plan->horizon.origin);
        size_t at = (t * plan->nworkload + (size_t)(w - plan->workload)) * plan->nentity + e;
        for (size_t c = 0; isfinite(price) && c < s->nscenario; c++)
            if (cp_sell_is_in(s, served->row[i], c))
                less[c * s->nperiod * plan->nworkload * plan->nentity + at] +=
                    price * served->value[i] / rate * s->hours[t] * (1 - k->volume);
    }
}

static int put_less(struct cp_sell *s, const struct shock *k, const double *less) {
    const struct cp_plan *plan = s->plan;
    size_t ne = plan->nentity, nw = plan->nworkload, n = s->nscenario * s->nperiod * nw * ne;
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        const struct cp_workload *w = &plan->workload[i / ne % nw];
        struct cp_fact f = {.dim[CP_SCENARIO] = s->scenario[i / ne / nw / s->nperiod],
                            .dim[CP_PERIOD] = s->period[i / ne / nw % s->nperiod],
                            .dim[CP_WORKLOAD] = w->name,
                            .dim[CP_TENANT] = w->tenant,
                            .dim[CP_ENTITY] = plan->entity[i % ne].name,
                            .dim[CP_NAME] = k->name,
                            .measure = "repricing",
                            .value = -less[i]};
        if (less[i] > 0)
            rc = cp_facts_put(s->facts, &f, s->err);
    }
    return rc;
}

/* The price within the company stands as it is: hours that nobody asks for earn none. */
static int reprice_own(struct cp_sell *s, const struct shock *k,
                       const struct cp_selection *served) {
    double *less = cp_sell_alloc(
        s, s->nscenario * s->nperiod * s->plan->nworkload * s->plan->nentity, sizeof *less);
    if (!less)
        return CP_ENOMEM;
    charge_less(s, k, served, less);
    return put_less(s, k, less);
}

/* What an hour of each SKU costs as planned, and with a life of three years and what launches leave
 * of its worth. */
static int put_hours(struct cp_sell *s, const struct shock *k) {
    int rc = 0;
    for (size_t i = 0; i < s->plan->nsku && rc == 0 && k->launches; i++) {
        const struct cp_sku *sku = &s->plan->sku[i];
        double price = cp_sell_sku_price(s, sku), rate = s->plan->money.discount;
        double life = fmin(sku->life, 3), available = sku->reliability.availability;
        double left = left_by_launches(s, sku, s->nperiod - 1);
        struct cp_fact f = {
            .dim[CP_SKU] = sku->name, .dim[CP_KIND] = "planned", .measure = "capital_cost"};
        if (!isfinite(price))
            continue;
        f.value = cp_sell_capital_cost(
            price, cp_plan_residual_value(sku, sku->life, s->plan->horizon.origin), sku->life, rate,
            available, 1);
        rc = cp_facts_put(s->facts, &f, s->err);
        f.dim[CP_KIND] = k->name;
        f.value = cp_sell_capital_cost(
            price, left * cp_plan_residual_value(sku, life, s->plan->horizon.origin), life, rate,
            available, 1);
        if (rc == 0)
            rc = cp_facts_put(s->facts, &f, s->err);
    }
    return rc;
}

int cp_sell_stress(struct cp_sell *s, const char *name) {
    const struct shock *k = named(s, name);
    struct cp_selection cost = {0}, served = {0};
    int rc = k ? cp_sell_read_stock(s) : CP_EUSAGE;
    if (rc == 0)
        rc = cp_sell_select(s, "cost", &cost);
    if (rc == 0)
        rc = cp_sell_select(s, "served", &served);
    for (size_t i = 0; rc == 0 && i < cost.n; i++)
        rc = reprice(s, k, &served, cost.row[i], cost.value[i]);
    if (rc == 0 && k->volume < 1)
        rc = reprice_own(s, k, &served);
    cp_facts_selection_release(&cost);
    cp_facts_selection_release(&served);
    return rc ? rc : put_hours(s, k);
}
