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
    cp_facts_selection_release(&cost);
    cp_facts_selection_release(&served);
    return rc ? rc : put_hours(s, k);
}
