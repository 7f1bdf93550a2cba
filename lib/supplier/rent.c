/* What a rent costs: every period of its stay, in the plan and after it. */
#include "supplier/sourcing.h"
#include <math.h>

struct bill {
    const struct cp_plan *plan;
    struct cp_offer_payment *out; /* T + 2 */
    size_t n;
    double after;
};

/* An amount that is due in period i of the horizon, or of those after it, and paid `late` years
 * later. */
static void pay(struct bill *b, size_t i, double late, double amount) {
    const struct cp_horizon *h = &b->plan->horizon;
    struct cp_period p = cp_period_plus(h->from, (int32_t)i);
    if (late > 0) {
        double due = (double)(cp_period_start(p) + cp_period_end(p)) / 2 + late * HOURS_A_YEAR;
        p = cp_period_at(h->from.freq, (int64_t)due);
    }
    size_t at = (size_t)(p.index - h->from.index);
    if (at >= h->n) {
        b->after += amount * cp_plan_discount(b->plan, b->plan->money.discount, p);
        return;
    }
    for (size_t k = 0; k < b->n; k++)
        if (b->out[k].period == at) {
            b->out[k].amount += amount;
            return;
        }
    size_t k = b->n++;
    for (; k > 0 && b->out[k - 1].period > at; k--)
        b->out[k] = b->out[k - 1];
    b->out[k] = (struct cp_offer_payment){at, amount};
}

size_t cp_supplier_rent(const struct cp_plan *plan, const struct cp_offer *o, size_t t, size_t stay,
                        struct cp_offer_payment *out, struct cp_sourcing_cost *cost) {
    struct bill b = {.plan = plan, .out = out};
    struct cp_period first = cp_plan_period(plan, t);
    double rent = cp_plan_path_at(&o->rent.price, first, plan->horizon.origin);
    cost->invoice = 0;
    out[0] = (struct cp_offer_payment){t, 0};
    b.n = 1;
    for (size_t i = 0; i < stay; i++) {
        double amount = rent * cp_period_hours(cp_period_plus(first, (int32_t)i));
        pay(&b, t + i, o->pay.net, amount);
        cost->invoice += amount;
    }
    double deposit = o->pay.deposit * cost->invoice;
    if (deposit > 0) {
        pay(&b, t, 0, deposit);
        pay(&b, t + stay - 1, 0, -deposit);
    }
    cost->after = b.after;
    return b.n;
}
