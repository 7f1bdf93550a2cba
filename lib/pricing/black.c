/* European options on one forward price, in closed form. */
#include "num/num.h"
#include "pricing/internal.h"
#include <math.h>

struct cp_pricing_value cp_pricing_none(void) {
    return (struct cp_pricing_value){NAN, NAN, NAN, NAN, NAN, NAN};
}

static const double root_2pi = 2.5066282746310005;

double cp_pricing_density(double x) {
    return exp(-x * x / 2) / root_2pi;
}

bool cp_pricing_is_sound(const struct cp_pricing_option *o) {
    return isfinite(o->forward) && isfinite(o->strike) && isfinite(o->rate) && o->years >= 0 &&
           o->volatility >= 0 && isfinite(o->years) && isfinite(o->volatility);
}

/* Exercised or not, whatever comes. */
static struct cp_pricing_value certain(const struct cp_pricing_option *o) {
    double w = o->put ? -1 : 1, df = exp(-o->rate * o->years);
    bool in = w * (o->forward - o->strike) > 0;
    struct cp_pricing_value v = {.value = in ? df * w * (o->forward - o->strike) : 0,
                                 .delta = in ? df * w : 0};
    v.theta = o->rate * v.value;
    v.rho = -o->years * v.value;
    return v;
}

struct cp_pricing_value cp_pricing_black(const struct cp_pricing_option *o) {
    if (!cp_pricing_is_sound(o) || o->forward <= 0)
        return cp_pricing_none();
    double root = sqrt(o->years), sd = o->volatility * root;
    if (sd == 0 || o->strike <= 0)
        return certain(o);
    double w = o->put ? -1 : 1, df = exp(-o->rate * o->years);
    double d1 = log(o->forward / o->strike) / sd + sd / 2, d2 = d1 - sd;
    double in = cp_num_normal_cdf(w * d1), density = df * cp_pricing_density(d1);
    struct cp_pricing_value v;
    v.value = df * w * (o->forward * in - o->strike * cp_num_normal_cdf(w * d2));
    v.delta = df * w * in;
    v.gamma = density / (o->forward * sd);
    v.vega = density * o->forward * root;
    v.theta = o->rate * v.value - v.vega * o->volatility / (2 * o->years);
    v.rho = -o->years * v.value;
    return v;
}

struct cp_pricing_value cp_pricing_normal(const struct cp_pricing_option *o) {
    if (!cp_pricing_is_sound(o))
        return cp_pricing_none();
    double root = sqrt(o->years), sd = o->volatility * root;
    if (sd == 0)
        return certain(o);
    double w = o->put ? -1 : 1, df = exp(-o->rate * o->years);
    double d = (o->forward - o->strike) / sd;
    double in = cp_num_normal_cdf(w * d), density = df * cp_pricing_density(d);
    struct cp_pricing_value v;
    v.value = df * w * (o->forward - o->strike) * in + density * sd;
    v.delta = df * w * in;
    v.gamma = density / sd;
    v.vega = density * root;
    v.theta = o->rate * v.value - v.vega * o->volatility / (2 * o->years);
    v.rho = -o->years * v.value;
    return v;
}

struct cp_pricing_value cp_pricing_digital(const struct cp_pricing_option *o) {
    if (!cp_pricing_is_sound(o) || o->forward <= 0)
        return cp_pricing_none();
    double root = sqrt(o->years), sd = o->volatility * root;
    double w = o->put ? -1 : 1, df = exp(-o->rate * o->years);
    struct cp_pricing_value v = {0};
    if (sd == 0 || o->strike <= 0) {
        v.value = w * (o->forward - o->strike) > 0 ? df : 0;
    } else {
        double d2 = log(o->forward / o->strike) / sd - sd / 2, d1 = d2 + sd;
        double density = df * cp_pricing_density(d2);
        v.value = df * cp_num_normal_cdf(w * d2);
        v.delta = w * density / (o->forward * sd);
        v.gamma = -w * density * d1 / (o->forward * o->forward * sd * sd);
        v.vega = -w * density * d1 / o->volatility;
    }
    v.theta = o->rate * v.value - (o->years > 0 ? v.vega * o->volatility / (2 * o->years) : 0);
    v.rho = -o->years * v.value;
    return v;
}

struct cp_pricing_value cp_pricing_normal_digital(const struct cp_pricing_option *o) {
    if (!cp_pricing_is_sound(o))
        return cp_pricing_none();
    double sd = o->volatility * sqrt(o->years), w = o->put ? -1 : 1, df = exp(-o->rate * o->years);
    struct cp_pricing_value v = {0};
    if (sd == 0) {
        v.value = w * (o->forward - o->strike) > 0 ? df : 0;
    } else {
        double d = (o->forward - o->strike) / sd, density = df * cp_pricing_density(d);
        v.value = df * cp_num_normal_cdf(w * d);
        v.delta = w * density / sd;
        v.gamma = -w * density * d / (sd * sd);
        v.vega = -w * density * d / o->volatility;
    }
    v.theta = o->rate * v.value - (o->years > 0 ? v.vega * o->volatility / (2 * o->years) : 0);
    v.rho = -o->years * v.value;
    return v;
}

/* Newton on a bracket that closes; out of it, or slow, the middle. */
double cp_pricing_implied(const struct cp_pricing_option *o, double value) {
    struct cp_pricing_option at = *o;
    double w = o->put ? -1 : 1, df = exp(-o->rate * o->years);
    double least = df * fmax(w * (o->forward - o->strike), 0);
    double most = df * (o->put ? o->strike : o->forward), low = 0, high = 1;
    if (!(o->forward > 0 && o->strike > 0 && o->years > 0) || !(value >= least && value < most))
        return NAN;
    for (at.volatility = high; cp_pricing_black(&at).value < value && high < 1e4;)
        at.volatility = high *= 2;
    at.volatility = fmin(high, sqrt(2 * fabs(log(o->forward / o->strike)) / o->years) + .1);
    for (int i = 0; i < 200; i++) {
        struct cp_pricing_value v = cp_pricing_black(&at);
        *(v.value < value ? &low : &high) = at.volatility;
        double next = at.volatility - (v.value - value) / v.vega;
        if (!(next > low && next < high))
            next = (low + high) / 2;
        if (fabs(next - at.volatility) <= 1e-15 * at.volatility)
            break;
        at.volatility = next;
    }
    return at.volatility;
}

/* A mixture of Black's by the number of jumps; their forward stays, for a jump's mean is nothing.
 */
struct cp_pricing_value cp_pricing_jump(const struct cp_pricing_option *o, double intensity,
                                        double jump) {
    double mean = intensity * o->years, left = 1;
    struct cp_pricing_value sum = {0};
    if (!cp_pricing_is_sound(o) || o->forward <= 0 || !(mean >= 0 && mean < 1e5) || !(jump >= 0))
        return cp_pricing_none();
    for (unsigned i = 0; left > 1e-14 && i < 200000; i++) {
        double p = exp(i * (mean > 0 ? log(mean) : 0) - mean - lgamma(i + 1.0));
        if (mean == 0)
            p = i == 0;
        struct cp_pricing_option at = *o;
        double jumps = o->years > 0 ? i * jump * jump / o->years : 0;
        at.volatility = sqrt(o->volatility * o->volatility + jumps);
        struct cp_pricing_value v = cp_pricing_black(&at);
        sum.value += p * v.value;
        sum.delta += p * v.delta;
        sum.gamma += p * v.gamma;
        sum.vega += at.volatility > 0 ? p * v.vega * o->volatility / at.volatility : 0;
        /* by time the chance of each number of jumps changes too */
        sum.theta +=
            p * (v.theta + (jumps > 0 ? v.vega * jumps / (2 * at.volatility * o->years) : 0) +
                 (o->years > 0 ? (mean - i) / o->years * v.value : 0));
        sum.rho += p * v.rho;
        left -= p;
        if (i > mean && p < 1e-17)
            break;
    }
    return sum;
}
