/* What a unit costs beside its landed price, so that a rent and a purchase are compared by all that
 * they cost: the one is owed to the end of its term, the other is kept up, and worth something when
 * the plan ends. */
#include "supplier/sourcing.h"
#include <math.h>

static double middle(const struct cp_plan *plan, struct cp_period p) {
    return cp_period_mid(p, plan->horizon.origin);
}

static double rent_after(const struct cp_plan *plan, const struct cp_offer *o, size_t t) {
    struct cp_period first = cp_plan_period(plan, t);
    double rent = cp_plan_path_at(&o->rent.price, first, plan->horizon.origin), sum = 0;
    double last = fmax(1, round(o->rent.term / cp_period_years(first)));
    for (size_t i = plan->horizon.n - t; (double)i < last; i++) {
        struct cp_period p = cp_period_plus(first, (int32_t)i);
        sum += rent * cp_period_hours(p) * cp_plan_discount(plan, plan->money.discount, p);
    }
    return sum;
}

/* It comes in the middle of its period, so that half of that is upkeep's. */
static double upkeep(const struct cp_plan *plan, const struct cp_sku *sku, size_t t) {
    double sum = 0, start = middle(plan, cp_plan_period(plan, t));
    for (size_t i = t; i < plan->horizon.n; i++) {
        struct cp_period p = cp_plan_period(plan, i);
        double part = i == t ? 0.5 : 1;
        if (middle(plan, p) - start < sku->life)
            sum += sku->om * part * cp_period_years(p) *
                   cp_plan_discount(plan, plan->money.discount, p);
    }
    return sum;
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

struct cp_supplier_keeping cp_supplier_keep(const struct cp_plan *plan, const struct cp_offer *o,
                                            size_t t, double landed) {
    const struct cp_sku *sku = cp_plan_sku(plan, o->sku);
    if (o->rent.price.n > 0)
        return (struct cp_supplier_keeping){.after = rent_after(plan, o, t)};
    return (struct cp_supplier_keeping){.upkeep = upkeep(plan, sku, t),
                                        .worth = worth(plan, sku, t, landed)};
}
