/* Units of a SKU as far as its racks have their parts: what a seller would deliver waits for them,
 * shared out among the SKU's offers by what each is behind. */
#include "supplier/bill/bill.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct cp_bill_rack *find_rack(const struct cp_bill *b, const char *sku) {
    size_t k = 0;
    while (strcmp(b->rack[k].sku, sku) != 0)
        k++;
    return &b->rack[k];
}

static bool waits(const struct cp_plan *plan, const struct cp_offer *o) {
    for (size_t i = 0; i < plan->supply.nitem; i++)
        if (strcmp(plan->supply.item[i].name, o->sku) == 0)
            return plan->supply.item[i].npart > 0 && o->rent.price.n == 0;
    return false;
}

/* From what an offer would deliver to what arrives, of what is behind of all offers of its SKU. */
static void share_out(const struct cp_plan *plan, const struct cp_bill_rack *r,
                      const struct cp_offer *o, struct cp_supply_curve_period *period) {
    double behind = 0, all = 0;
    for (size_t t = 0; t < plan->horizon.n; t++) {
        struct cp_period p = cp_plan_period(plan, t);
        behind += period[t].units;
        all += r->wanted[t];
        double part = all > 0 ? fmin(1, r->got[t] / all) : 0, units = behind * part;
        behind -= units;
        all -= r->got[t];
        if (cp_period_start(p) >= o->delivery.banned_from)
            units = 0;
        if (units > 0 && !(period[t].units > 0)) { /* from an earlier period */
            int64_t from = period[t].from = cp_period_start(p);
            int64_t to = period[t].to = cp_period_end(p);
            period[t].date = from + (to - from) / 2;
            period[t].tariff = cp_supplier_offer_tariff(o, NULL, from, to);
        }
        period[t].units = units;
        period[t].offered = fmax(period[t].offered, units);
    }
}

void cp_supplier_bill_limit(const struct cp_bill *b, const struct cp_offer *o,
                            struct cp_supply_curve_period *period) {
    if (waits(b->plan, o))
        share_out(b->plan, find_rack(b, o->sku), o, period);
}

int cp_supplier_bill_of_racks(const struct cp_plan *plan, const struct cp_offer *o, size_t n,
                              double level, struct cp_bill **out, struct cp_error *err) {
    bool any = false;
    for (size_t i = 0; i < n; i++)
        any |= waits(plan, &o[i]);
    *out = any ? cp_calloc(1, sizeof **out) : NULL;
    if (!any || !*out)
        return any ? cp_fail_nomem(err) : 0;
    int rc = cp_supplier_bill_make(plan, level, *out, err);
    return rc ? rc : cp_supplier_bill_schedule(*out, err);
}

void cp_supplier_bill_free(struct cp_bill *b) {
    if (b)
        cp_supplier_bill_release(b);
    free(b);
}
