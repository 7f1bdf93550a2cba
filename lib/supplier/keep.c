/* What a unit that is bought costs beside its landed price, so that a purchase and a rent are
 * compared by all that they cost: it is kept up, wants power and room, is financed, and is worth
 * something when the plan ends. */
#include "supplier/sourcing.h"
#include <math.h>

static double middle(const struct cp_plan *plan, struct cp_period p) {
    return cp_period_mid(p, plan->horizon.origin);
}

static double at(const struct cp_plan *plan, const struct cp_path *path, struct cp_period p) {
    return path->n > 0 ? cp_plan_path_at(path, p, plan->horizon.origin) : 0;
}

/* It comes in the middle of its period, so that half of that is upkeep's. */
static void keep_up(const struct cp_plan *plan, const struct cp_sku *sku, size_t t,
                    struct cp_sourcing_cost *cost) {
    const struct cp_sourcing *s = &plan->supply.sourcing;
    double start = middle(plan, cp_plan_period(plan, t));
    for (size_t i = t; i < plan->horizon.n; i++) {
        struct cp_period p = cp_plan_period(plan, i);
        double part = i == t ? 0.5 : 1;
        if (middle(plan, p) - start >= sku->life)
            break;
        part *= cp_plan_discount(plan, plan->money.discount, p);
        cost->upkeep += sku->om * part * cp_period_years(p);
        cost->power += sku->power * part *
                       (at(plan, &s->power_price, p) * cp_period_hours(p) +
                        at(plan, &s->hall_price, p) * cp_period_years(p));
    }
}

/* Without points the plan does not say what it is worth. */
static double worth(const struct cp_plan *plan, const struct cp_sku *sku, size_t t, double landed) {
    int64_t end = cp_period_end(plan->horizon.to);
    double age =
        cp_years_between(plan->horizon.origin, end) - middle(plan, cp_plan_period(plan, t));
    if (sku->value.nresidual == 0)
        return 0;
    return landed * cp_plan_residual_value(sku, age, end) *
           cp_discount(plan->money.discount, cp_years_between(plan->money.discount_from, end));
}

/* What is lent for it costs its rate instead of the plan's, until the plan or its life ends. */
static double financing(const struct cp_plan *plan, const struct cp_sku *sku, size_t t,
                        double landed) {
    struct cp_period p = cp_plan_period(plan, t);
    double rate = plan->supply.sourcing.financing, discount = plan->money.discount;
    double years =
        cp_years_between(plan->horizon.origin, cp_period_end(plan->horizon.to)) - middle(plan, p);
    if (isnan(rate))
        return 0;
    return landed * cp_plan_discount(plan, discount, p) *
           (pow((1 + rate) / (1 + discount), fmin(years, sku->life)) - 1);
}

void cp_supplier_keep(const struct cp_plan *plan, const struct cp_offer *o, size_t t,
                      struct cp_sourcing_cost *cost) {
    const struct cp_sku *sku = cp_plan_sku(plan, o->sku);
    keep_up(plan, sku, t, cost);
    cost->worth = worth(plan, sku, t, cost->landed);
    cost->financing = financing(plan, sku, t, cost->landed);
}
