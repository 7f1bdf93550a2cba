/* The supply curve of one offer: lots by period and step, their payments and landed prices. */
#include "supplier/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_rented(const struct cp_offer *o) {
    return o->rent.n > 0;
}

/* Units of step k among those numbered from..to in order of arrival. */
static double in_step(const struct cp_offer *o, size_t k, double from, double to) {
    double low = k == 0 ? 0 : o->step[k].from;
    double high = k + 1 < o->nstep ? o->step[k + 1].from : INFINITY;
    return fmax(0, fmin(high, to) - fmax(low, from));
}

/* What rounding may leave over at the edge of a step is not a lot. */
static const double dust = 1e-9;

static int lay_steps(const struct cp_plan *plan, struct cp_supply_curve *c, struct cp_error *err) {
    const struct cp_offer *o = c->offer;
    size_t nstep = is_rented(o) ? 1 : o->nstep;
    c->lot = cp_calloc(c->nperiod, nstep * sizeof *c->lot);
    if (!c->lot)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < c->nperiod; i++) {
        double from = c->units, to = from + c->period[i].units;
        c->units = to;
        for (size_t k = 0; k < nstep; k++) {
            double units = is_rented(o) ? c->period[i].units : in_step(o, k, from, to);
            if (units <= dust * o->quantity)
                continue;
            struct cp_supply_curve_lot *lot = &c->lot[c->nlot++];
            *lot =
                (struct cp_supply_curve_lot){.period = i, .step = k, .units = units, .rent = NAN};
            if (!is_rented(o))
                continue;
            lot->rent = cp_path_at(&o->rent, cp_plan_period(plan, i), plan->horizon.origin);
            lot->price = NAN;
        }
    }
    return 0;
}

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
    if (o->index.n == 0)
        return 1;
    double index = cp_path_at(&o->index, cp_plan_period(plan, period), plan->horizon.origin);
    return 1 + o->index_share * (index - 1);
}

size_t cp_supplier_offer_payments(const struct cp_plan *plan, const struct cp_offer *o, size_t step,
                                  size_t period, const struct cp_supply_curve_period *p,
                                  struct cp_offer_payment *out) {
    double price = o->step[step].price * indexed(plan, o, period);
    double at_delivery = price * p->tariff + o->freight;
    size_t n = 0;
    for (size_t m = 0; m < o->nmilestone; m++) {
        double due = (double)p->date - o->milestone[m].before * HOURS_A_YEAR;
        pay(out, &n, payment_period(plan, due), o->milestone[m].share * price);
    }
    if (at_delivery > 0)
        pay(out, &n, period, at_delivery);
    if (o->rebate > 0)
        pay(out, &n, payment_period(plan, (double)p->date + o->rebate_after * HOURS_A_YEAR),
            -o->rebate * price);
    return n;
}

size_t cp_supplier_offer_payments_most(const struct cp_offer *o) {
    return o->nmilestone + 2;
}

double cp_supplier_offer_landed(const struct cp_plan *plan, const struct cp_offer *o, size_t period,
                                size_t n, const struct cp_offer_payment *payment) {
    double delivery = cp_period_mid(cp_plan_period(plan, period), plan->horizon.origin);
    double price = -o->warrant;
    for (size_t i = 0; i < n; i++) {
        struct cp_period paid = cp_plan_period(plan, payment[i].period);
        double early = delivery - cp_period_mid(paid, plan->horizon.origin);
        price += payment[i].amount / cp_discount(plan->discount, early);
    }
    return price;
}

static int pay_lots(const struct cp_plan *plan, struct cp_supply_curve *c, struct cp_error *err) {
    const struct cp_offer *o = c->offer;
    struct cp_offer_payment *each = cp_calloc(cp_supplier_offer_payments_most(o), sizeof *each);
    c->payment = cp_calloc(c->nlot, cp_supplier_offer_payments_most(o) * sizeof *c->payment);
    if (!each || !c->payment) {
        free(each);
        return cp_fail_nomem(err);
    }
    for (size_t i = 0; i < c->nlot; i++) {
        struct cp_supply_curve_lot *lot = &c->lot[i];
        size_t n = cp_supplier_offer_payments(plan, o, lot->step, lot->period,
                                              &c->period[lot->period], each);
        for (size_t k = 0; k < n; k++)
            c->payment[c->npayment++] =
                (struct cp_supply_curve_payment){i, each[k].period, each[k].amount};
        lot->price = cp_supplier_offer_landed(plan, o, lot->period, n, each);
    }
    free(each);
    return 0;
}

int cp_supplier_curve(const struct cp_plan *plan, const struct cp_offer *o, double service_level,
                      struct cp_supply_curve *out, struct cp_error *err) {
    struct cp_supply_curve c = {.offer = o, .nperiod = plan->horizon.n};
    int64_t order = cp_supplier_offer_order_date(plan, o);
    int rc = 0;
    c.period = cp_calloc(c.nperiod, sizeof *c.period);
    if (!c.period) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    cp_supplier_offer_capacity(plan, o, cp_supplier_lead_arrival(o, order, service_level),
                               c.period);
    double on_time = 1;
    for (size_t i = 0; i < plan->nsupplier; i++)
        if (strcmp(plan->supplier[i].name, o->supplier) == 0)
            on_time = plan->supplier[i].on_time;
    for (size_t i = 0; i < c.nperiod; i++)
        c.period[i].probability =
            on_time * cp_supplier_lead_probability(o, order, c.period[i].date);
    rc = lay_steps(plan, &c, err);
    if (rc == 0 && !is_rented(o))
        rc = pay_lots(plan, &c, err);
    c.committed = fmin(o->committed, c.units);
out:
    if (rc < 0)
        cp_supplier_curve_release(&c);
    else
        *out = c;
    return rc;
}

void cp_supplier_curve_release(struct cp_supply_curve *c) {
    free(c->period);
    free(c->lot);
    free(c->payment);
    *c = (struct cp_supply_curve){0};
}
