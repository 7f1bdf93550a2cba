/* Options that can be exercised at any time, in closed form but for their critical price. */
#include "num/num.h"
#include "pricing/internal.h"
#include <math.h>

/* The European one on a spot s. */
static double european(const struct cp_pricing_option *o, double b, double s, double *delta) {
    struct cp_pricing_option at = *o;
    at.forward = s * exp(b * o->years);
    struct cp_pricing_value v = cp_pricing_black(&at);
    *delta = v.delta * exp(b * o->years);
    return v.value;
}

/* Above what is got at exercise, at the price s that could be the critical one: 0 at it. */
static double excess(const struct cp_pricing_option *o, double b, double q, double s) {
    double w = o->put ? -1 : 1, delta, value = european(o, b, s, &delta);
    return w * (s - o->strike) - value - w * (1 - w * delta) * s / q;
}

double cp_pricing_american(const struct cp_pricing_option *o, double b) {
    double w = o->put ? -1 : 1, s2 = o->volatility * o->volatility, r = o->rate, delta;
    if (!cp_pricing_is_sound(o) || o->forward <= 0)
        return NAN;
    double value = european(o, b, o->forward, &delta), now = w * (o->forward - o->strike);
    if (o->years == 0 || s2 == 0 || o->strike <= 0 || (!o->put && b >= r))
        return fmax(value, now);
    double k = 1 - exp(-r * o->years), m = 2 * (fabs(r) > 1e-12 ? r / k : 1 / o->years) / s2;
    double n = 2 * b / s2, q = (1 - n + w * sqrt((n - 1) * (n - 1) + 4 * m)) / 2;
    /* the critical price is beyond the strike, where the excess changes its sign once */
    double low = o->put ? 0 : o->strike, high = o->put ? o->strike : 2 * o->strike;
    while (!o->put && excess(o, b, q, high) < 0 && high < 1e9 * o->strike)
        high *= 2;
    for (int i = 0; i < 200 && high - low > 1e-14 * high; i++) {
        double mid = (low + high) / 2;
        bool beyond = excess(o, b, q, mid) > 0;
        *(beyond == o->put ? &low : &high) = mid;
    }
    double critical = (low + high) / 2;
    if (w * (o->forward - critical) >= 0)
        return now;
    european(o, b, critical, &delta);
    double premium = w * (1 - w * delta) * critical / q;
    return fmax(value + premium * pow(o->forward / critical, q), now);
}
