#include "supplier/risk.h"
#include <math.h>

double cp_supplier_spend(const struct cp_risk *r, size_t offer, size_t period) {
    const struct cp_supply_curve *c = &r->curve[offer];
    double sum = 0;
    for (size_t i = 0; i < c->nlot; i++) {
        const struct cp_supply_curve_lot *l = &c->lot[i];
        if (l->period == period)
            sum += l->units *
                   (isnan(l->price) ? l->rent * c->offer->rent.term * HOURS_A_YEAR : l->price);
    }
    return sum;
}
