/* When a unit of an offer is paid, and what that is worth where it is delivered. */
#include "supplier/internal.h"
#include <math.h>

/* The period of the horizon in which an amount due at `date` is paid: before the plan starts its
 * first, after its end its last. */
static size_t payment_period(const struct cp_plan *plan, double date) {
    if (date < (double)plan->horizon.origin)
        return 0;
    if (date >= (double)cp_period_end(plan->horizon.to))
        return plan->horizon.n - 1;
    struct cp_period p = cp_period_at(plan->horizon.from.freq, (int64_t)date);
    return (size_t)(p.index - plan->horizon.from.index);
}

static void pay(struct cp_offer_payment *all, size_t *n, size_t period, double amount) {
    for (size_t i = 0; i < *n; i++)
        if (all[i].period == period) {
            all[i].amount += amount;
            return;
        }
    size_t at = (*n)++;
    for (; at > 0 && all[at - 1].period > period; at--)
        all[at] = all[at - 1];
    all[at] = (struct cp_offer_payment){period, amount};
}

/* What a clause that passes an index through makes of a price of 1. */
static double indexed(const struct cp_plan *plan, const struct cp_offer *o, size_t period) {
    if (o->price.index.n == 0)
        return 1;
    double index =
        cp_plan_path_at(&o->price.index, cp_plan_period(plan, period), plan->horizon.origin);
    return 1 + o->price.index_share * (index - 1);
}

double cp_supplier_offer_price(const struct cp_plan *plan, const struct cp_offer *o, size_t step,
                               size_t period) {
    return o->price.step[step].price * indexed(plan, o, period);
}

/* Years from an order to the delivery, as the middle of its distribution has them. */
static double usual_lead(const struct cp_offer *o) {
    for (size_t i = 0; i < o->lead.nquantile; i++)
        if (o->lead.quantile[i].level >= 0.5)
            return o->lead.quantile[i].lead;
    return o->lead.median;
}

size_t cp_supplier_offer_payments(const struct cp_plan *plan, const struct cp_offer *o,
                                  const struct cp_offer_sale *sale, struct cp_offer_payment *out) {
    double price = cp_supplier_offer_price(plan, o, sale->step, sale->period) * sale->factor;
    double at_delivery = price * sale->arrival->tariff + o->freight + sale->extra;
    double date = (double)sale->arrival->date, net = o->pay.net * HOURS_A_YEAR;
    size_t n = 0;
    for (size_t m = 0; m < o->nmilestone; m++) {
        double due = date - o->milestone[m].before * HOURS_A_YEAR + net;
        pay(out, &n, payment_period(plan, due), o->milestone[m].share * price);
    }
    if (at_delivery > 0)
        pay(out, &n, sale->period, at_delivery);
    if (o->pay.deposit > 0) {
        double ordered = date - usual_lead(o) * HOURS_A_YEAR;
        pay(out, &n, payment_period(plan, ordered), o->pay.deposit * price);
        pay(out, &n, sale->period, -o->pay.deposit * price);
    }
    if (o->price.rebate > 0)
        pay(out, &n, payment_period(plan, date + o->price.rebate_after * HOURS_A_YEAR),
            -o->price.rebate * price);
    return n;
}

size_t cp_supplier_offer_payments_most(const struct cp_offer *o) {
    return o->nmilestone + 4;
}

double cp_supplier_offer_landed(const struct cp_plan *plan, const struct cp_offer *o, size_t period,
                                size_t n, const struct cp_offer_payment *payment) {
    double delivery = cp_period_mid(cp_plan_period(plan, period), plan->horizon.origin);
    double price = -o->price.warrant;
    for (size_t i = 0; i < n; i++) {
        struct cp_period paid = cp_plan_period(plan, payment[i].period);
        double early = delivery - cp_period_mid(paid, plan->horizon.origin);
        price += payment[i].amount / cp_discount(plan->money.discount, early);
    }
    return price;
}
