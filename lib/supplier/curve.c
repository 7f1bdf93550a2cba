/* The supply curve of one offer: lots by period and step, their payments and landed prices. */
#include "supplier/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool is_rented(const struct cp_offer *o) {
    return o->rent.price.n > 0;
}

/* Units of step k among those numbered from..to in order of arrival. */
static double in_step(const struct cp_offer *o, size_t k, double from, double to) {
    double low = k == 0 ? 0 : o->price.step[k].from;
    double high = k + 1 < o->price.nstep ? o->price.step[k + 1].from : INFINITY;
    return fmax(0, fmin(high, to) - fmax(low, from));
}

/* What rounding may leave over at the edge of a step is not a lot. */
static const double dust = 1e-9;

static int lay_steps(const struct cp_plan *plan, struct cp_supply_curve *c, struct cp_error *err) {
    const struct cp_offer *o = c->offer;
    size_t nstep = is_rented(o) ? 1 : o->price.nstep;
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
            lot->rent =
                cp_plan_path_at(&o->rent.price, cp_plan_period(plan, i), plan->horizon.origin);
            lot->price = NAN;
        }
    }
    return 0;
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
        struct cp_offer_sale sale = {.step = lot->step,
                                     .period = lot->period,
                                     .arrival = &c->period[lot->period],
                                     .factor = 1};
        size_t n = cp_supplier_offer_payments(plan, o, &sale, each);
        for (size_t k = 0; k < n; k++)
            c->payment[c->npayment++] =
                (struct cp_supply_curve_payment){i, each[k].period, each[k].amount};
        lot->price = cp_supplier_offer_landed(plan, o, lot->period, n, each);
    }
    free(each);
    return 0;
}

static double on_time(const struct cp_plan *plan, const struct cp_offer *o) {
    for (size_t i = 0; i < plan->supply.nsupplier; i++)
        if (strcmp(plan->supply.supplier[i].name, o->supplier) == 0)
            return plan->supply.supplier[i].on_time;
    return 1;
}

static int fill(const struct cp_plan *plan, const struct cp_bill *b, double service_level,
                struct cp_supply_curve *c, struct cp_error *err) {
    const struct cp_offer *o = c->offer;
    int64_t order = cp_supplier_offer_order_date(plan, o);
    double punctual = on_time(plan, o);
    c->period = cp_calloc(c->nperiod, sizeof *c->period);
    if (!c->period)
        return cp_fail_nomem(err);
    cp_supplier_offer_capacity(plan, o, cp_supplier_lead_arrival(o, order, service_level),
                               c->period);
    if (b)
        cp_supplier_bill_limit(b, o, c->period);
    for (size_t i = 0; i < c->nperiod; i++)
        c->period[i].probability =
            punctual * cp_supplier_lead_probability(o, order, c->period[i].date);
    int rc = lay_steps(plan, c, err);
    if (rc)
        return rc;
    c->committed = fmin(o->commitment.units, c->units);
    return is_rented(o) ? 0 : pay_lots(plan, c, err);
}

/* The curves of so many offers of the plan, which need not be its own. */
static int fill_all(const struct cp_plan *plan, const struct cp_offer *o, size_t n,
                    double service_level, struct cp_supply_curve *out, struct cp_error *err) {
    struct cp_bill *b = NULL;
    for (size_t i = 0; i < n; i++)
        out[i] = (struct cp_supply_curve){.offer = &o[i], .nperiod = plan->horizon.n};
    int rc = cp_supplier_bill_of_racks(plan, o, n, service_level, &b, err);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = fill(plan, b, service_level, &out[i], err);
    cp_supplier_bill_free(b);
    return rc;
}

int cp_supplier_curve(const struct cp_plan *plan, const struct cp_offer *o, double service_level,
                      struct cp_supply_curve *out, struct cp_error *err) {
    int rc = fill_all(plan, o, 1, service_level, out, err);
    if (rc)
        cp_supplier_curve_release(out);
    return rc;
}

int cp_supplier_curves(const struct cp_plan *plan, double service_level,
                       struct cp_supply_curve *out, struct cp_error *err) {
    return fill_all(plan, plan->supply.offer, plan->supply.noffer, service_level, out, err);
}

void cp_supplier_curve_release(struct cp_supply_curve *c) {
    free(c->period);
    free(c->lot);
    free(c->payment);
    *c = (struct cp_supply_curve){0};
}
