/* Supply curves as facts. */
#include "supplier/risk.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { STEP_SIZE = 24 };

static int put_offer(const struct cp_offer *o, double committed, struct cp_facts *facts,
                     struct cp_error *err) {
    const struct cp_supplier_line term[] = {
        {"committed", NULL, committed, o->commitment.units > 0},
        {"take_or_pay", NULL, o->commitment.take_or_pay, o->commitment.units > 0},
        {"minimum", NULL, o->minimum, o->minimum > 0},
        {"term", NULL, o->rent.term, o->rent.price.n > 0},
        {"extension", NULL, o->rent.extension, o->rent.extension > 0},
        {"notice", NULL, o->rent.notice, o->rent.notice > 0},
        {"warrant", NULL, o->price.warrant, o->price.warrant > 0},
        {"put", NULL, o->put.units, o->put.units > 0},
        {"put_price", NULL, o->put.price, o->put.units > 0},
    };
    return cp_supplier_put_lines(cp_supplier_offer_fact(o, NULL, 0), term,
                                 sizeof term / sizeof *term, facts, err);
}

static int put_payments(const struct cp_plan *plan, const struct cp_supply_curve *c, size_t lot,
                        size_t *next, struct cp_fact f, struct cp_facts *facts,
                        struct cp_error *err) {
    char paid[CP_PERIOD_SIZE];
    f.measure = "milestone";
    f.dim[CP_VINTAGE] = f.dim[CP_PERIOD];
    for (; *next < c->npayment && c->payment[*next].lot == lot; ++*next) {
        cp_period_format(paid, cp_plan_period(plan, c->payment[*next].period));
        f.dim[CP_PERIOD] = paid;
        f.value = c->payment[*next].amount;
        int rc = cp_facts_put(facts, &f, err);
        if (rc)
            return rc;
    }
    return 0;
}

static int put_lot(const struct cp_plan *plan, const struct cp_supply_curve *c, size_t lot,
                   size_t *next, const char *period, struct cp_facts *facts, struct cp_error *err) {
    const struct cp_supply_curve_lot *l = &c->lot[lot];
    char step[STEP_SIZE];
    snprintf(step, sizeof step, "%zu", l->step + 1);
    struct cp_fact f = cp_supplier_offer_fact(c->offer, "supply", l->units);
    f.dim[CP_PERIOD] = period;
    f.dim[CP_STEP] = step;
    int rc = cp_facts_put(facts, &f, err);
    if (rc)
        return rc;
    bool rented = !isnan(l->rent);
    f.measure = rented ? "rent" : "price";
    f.value = rented ? l->rent : l->price;
    rc = cp_facts_put(facts, &f, err);
    if (rc)
        return rc;
    if (rented && c->offer->rent.extension > 0) {
        const struct cp_path *path = c->offer->rent.extension_price.n > 0
                                         ? &c->offer->rent.extension_price
                                         : &c->offer->rent.price;
        f.measure = "extension_rent";
        f.value = cp_plan_path_at(path, cp_plan_period(plan, l->period), plan->horizon.origin);
        rc = cp_facts_put(facts, &f, err);
        if (rc)
            return rc;
    }
    return put_payments(plan, c, lot, next, f, facts, err);
}

static int put_period(const struct cp_supply_curve *c, size_t i, const char *period,
                      struct cp_facts *facts, struct cp_error *err) {
    struct cp_fact f =
        cp_supplier_offer_fact(c->offer, "delivery_probability", c->period[i].probability);
    f.dim[CP_PERIOD] = period;
    int rc = cp_facts_put(facts, &f, err);
    if (rc || c->period[i].units > 0)
        return rc;
    f.measure = "supply";
    f.value = 0;
    f.dim[CP_STEP] = "1";
    return cp_facts_put(facts, &f, err);
}

int cp_supplier_put(const struct cp_plan *plan, const struct cp_supply_curve *c,
                    struct cp_facts *facts, struct cp_error *err) {
    int rc = put_offer(c->offer, c->committed, facts, err);
    if (rc)
        return rc;
    size_t lot = 0, payment = 0;
    for (size_t i = 0; i < c->nperiod; i++) {
        if (c->period[i].offered <= 0)
            continue;
        char period[CP_PERIOD_SIZE];
        cp_period_format(period, cp_plan_period(plan, i));
        rc = put_period(c, i, period, facts, err);
        if (rc)
            return rc;
        for (; lot < c->nlot && c->lot[lot].period == i; lot++) {
            rc = put_lot(plan, c, lot, &payment, period, facts, err);
            if (rc)
                return rc;
        }
    }
    return 0;
}

static void tell(const struct cp_supplier_options *opt, const struct cp_supply_curve *c) {
    const struct cp_offer *o = c->offer;
    if (o->commitment.units > c->committed)
        cp_tell(
            opt->note, opt->note_ctx,
            "suppliers/%s/offers/%s: %.0f GPU are committed, %.0f can arrive within the horizon",
            o->supplier, o->name, o->commitment.units, c->committed);
}

int cp_supplier_run(const struct cp_plan *plan, const struct cp_supplier_options *opt,
                    struct cp_facts *facts, struct cp_error *err) {
    int rc = cp_plan_facts(plan, facts, err);
    if (rc)
        return rc;
    struct cp_supply_curve *curve = cp_calloc(plan->supply.noffer + 1, sizeof *curve);
    if (!curve)
        return cp_fail_nomem(err);
    rc = cp_supplier_curves(plan, opt->service_level, curve, err);
    if (rc)
        goto out;
    for (size_t i = 0; i < plan->supply.noffer; i++) {
        tell(opt, &curve[i]);
        rc = cp_supplier_put(plan, &curve[i], facts, err);
        if (rc)
            goto out;
    }
    if (opt->risk) {
        struct cp_risk risk = {
            .plan = plan, .opt = opt->risk, .curve = curve, .service_level = opt->service_level};
        rc = cp_supplier_risk_put(&risk, facts, err);
        if (rc)
            goto out;
    }
    rc = cp_supplier_bill(plan, opt, NULL, NULL, facts, NULL, err);
out:
    for (size_t i = 0; i < plan->supply.noffer; i++)
        cp_supplier_curve_release(&curve[i]);
    free(curve);
    return rc;
}
