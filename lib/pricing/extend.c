/* Options whose life can be extended. */
#include "num/num.h"
#include "pricing/internal.h"
#include <math.h>

struct extension {
    const struct cp_pricing_option *o;
    const struct cp_pricing_extension *e;
    double b;
};

/* What is held at the first date where ln of the price came to its draw z, by its density. */
static double at_first_date(double z, void *own) {
    const struct extension *x = own;
    const struct cp_pricing_option *o = x->o;
    double sd = o->volatility * sqrt(o->years), left = x->e->until - o->years;
    double s = o->forward * exp(x->b * o->years - sd * sd / 2 + sd * z);
    double now = (o->put ? -1 : 1) * (s - o->strike);
    struct cp_pricing_option later = *o;
    later.forward = s * exp(x->b * left);
    later.strike = x->e->later;
    later.years = left;
    double extended = cp_pricing_black(&later).value - x->e->premium;
    double held = x->e->by_writer ? now > 0 ? now : extended : fmax(fmax(now, extended), 0);
    return cp_pricing_density(z) * held;
}

double cp_pricing_extendible(const struct cp_pricing_option *o, double b,
                             const struct cp_pricing_extension *e) {
    struct extension x = {o, e, b};
    double sd = o->volatility * sqrt(o->years), sum;
    if (!cp_pricing_is_sound(o) || o->forward <= 0 || !(e->until >= o->years) || sd == 0)
        return NAN;
    if (cp_num_integrate(at_first_date, &x, -12 - sd, 12 + sd, 1e-11 * o->forward, &sum))
        return NAN;
    return exp(-o->rate * o->years) * sum;
}
