/* Options on the difference of two prices. */
#include "num/num.h"
#include "pricing/internal.h"
#include <math.h>

/* What is computed is the call; a put follows by parity. */
typedef double spread_call(const struct cp_pricing_pair *p);

/* Black on the first price, given the draw of the second. */
static double inner(double x, void *own) {
    const struct cp_pricing_pair *p = own;
    double root = sqrt(p->years), s1 = p->volatility[0] * root, s2 = p->volatility[1] * root;
    double rho = p->correlation;
    struct cp_pricing_option o = {.forward =
                                      p->forward[0] * exp(rho * s1 * x - rho * rho * s1 * s1 / 2),
                                  .strike = p->strike + p->forward[1] * exp(s2 * x - s2 * s2 / 2),
                                  .years = 1,
                                  .volatility = s1 * sqrt(fmax(1 - rho * rho, 0))};
    return cp_pricing_density(x) * cp_pricing_black(&o).value;
}

/* 12 deviations hold all that a double can tell, moved to where the first price weighs most. */
static double exact(const struct cp_pricing_pair *p) {
    double root = sqrt(p->years), s1 = fabs(p->correlation) * p->volatility[0] * root;
    double ends = 12 + fmax(s1, p->volatility[1] * root), sum;
    struct cp_pricing_pair copy = *p;
    if (cp_num_integrate(inner, &copy, -ends, ends, 1e-13 * (p->forward[0] + p->forward[1]), &sum))
        return NAN;
    return exp(-p->rate * p->years) * sum;
}

static double kirk(const struct cp_pricing_pair *p) {
    double both = p->forward[1] + p->strike, a = p->forward[1] / both;
    double s1 = p->volatility[0], s2 = a * p->volatility[1];
    struct cp_pricing_option o = {
        .forward = p->forward[0] / both,
        .strike = 1,
        .years = p->years,
        .rate = p->rate,
        .volatility = sqrt(fmax(s1 * s1 - 2 * p->correlation * s1 * s2 + s2 * s2, 0))};
    return both > 0 ? both * cp_pricing_black(&o).value : NAN;
}

static double bjerksund(const struct cp_pricing_pair *p) {
    double both = p->forward[1] + p->strike, b = p->forward[1] / both, t = p->years;
    double s1 = p->volatility[0], whole = p->volatility[1], s2 = b * whole;
    double common = p->correlation * s1 * whole, cross = b * common;
    double sd = sqrt(fmax(s1 * s1 - 2 * cross + s2 * s2, 0) * t), l = log(p->forward[0] / both);
    double half = (s1 * s1 + s2 * s2) / 2;
    double d1 = (l + (half - cross) * t) / sd;
    double d2 = (l + (-s1 * s1 / 2 + common + s2 * s2 / 2 - s2 * whole) * t) / sd;
    double d3 = (l + (-s1 * s1 / 2 + s2 * s2 / 2) * t) / sd;
    if (!(both > 0))
        return NAN;
    if (sd == 0)
        return exp(-p->rate * t) * fmax(p->forward[0] - both, 0);
    return exp(-p->rate * t) *
           (p->forward[0] * cp_num_normal_cdf(d1) - p->forward[1] * cp_num_normal_cdf(d2) -
            p->strike * cp_num_normal_cdf(d3));
}

static spread_call *const methods[] = {[CP_PRICING_SPREAD_EXACT] = exact,
                                       [CP_PRICING_SPREAD_KIRK] = kirk,
                                       [CP_PRICING_SPREAD_BJERKSUND] = bjerksund};

static double value_of(spread_call *call, const struct cp_pricing_pair *p) {
    double ahead = p->forward[0] - p->forward[1] - p->strike;
    return call(p) - (p->put ? exp(-p->rate * p->years) * ahead : 0);
}

/* The value with two of the numbers in *p moved. */
static double moved(spread_call *call, const struct cp_pricing_pair *p, const size_t at[2],
                    const double by[2]) {
    struct cp_pricing_pair q = *p;
    double *const number[] = {&q.forward[0], &q.forward[1], &q.volatility[0], &q.volatility[1],
                              &q.correlation};
    *number[at[0]] += by[0];
    *number[at[1]] += by[1];
    return value_of(call, &q);
}

static double slope(spread_call *call, const struct cp_pricing_pair *p, size_t at, double h) {
    const size_t which[] = {at, at};
    double up = moved(call, p, which, (const double[]){h, 0});
    return (up - moved(call, p, which, (const double[]){-h, 0})) / (2 * h);
}

static bool is_sound(const struct cp_pricing_pair *p) {
    return p->forward[0] > 0 && p->forward[1] > 0 && p->volatility[0] >= 0 &&
           p->volatility[1] >= 0 && fabs(p->correlation) <= 1 && p->years >= 0 &&
           isfinite(p->strike);
}

double cp_pricing_spread_alone(const struct cp_pricing_pair *p,
                               enum cp_pricing_spread_method method) {
    return is_sound(p) ? value_of(methods[method], p) : NAN;
}

struct cp_pricing_pair_value cp_pricing_spread(const struct cp_pricing_pair *p,
                                               enum cp_pricing_spread_method method) {
    spread_call *call = methods[method];
    struct cp_pricing_pair_value v = {.value = NAN};
    const double *f = p->forward, *s = p->volatility, h[] = {1e-3 * f[0], 1e-3 * f[1]};
    if (!is_sound(p))
        return v;
    v.value = value_of(call, p);
    for (size_t i = 0; i < 2; i++) {
        double small = 1e-4 * f[i], step = fmin(1e-4, s[i] / 2);
        const size_t same[] = {i, i};
        v.delta[i] = slope(call, p, i, small);
        v.gamma[i] = (moved(call, p, same, (const double[]){h[i], 0}) - 2 * v.value +
                      moved(call, p, same, (const double[]){-h[i], 0})) /
                     (h[i] * h[i]);
        v.vega[i] = step > 0 ? slope(call, p, 2 + i, step) : 0;
    }
    const size_t both[] = {0, 1};
    v.cross = (moved(call, p, both, (const double[]){h[0], h[1]}) -
               moved(call, p, both, (const double[]){h[0], -h[1]}) -
               moved(call, p, both, (const double[]){-h[0], h[1]}) +
               moved(call, p, both, (const double[]){-h[0], -h[1]})) /
              (4 * h[0] * h[1]);
    double room = fmin(1e-4, (1 - fabs(p->correlation)) / 2);
    v.correlation = room > 0 ? slope(call, p, 4, room) : 0;
    v.theta = p->rate * v.value - (v.gamma[0] * f[0] * f[0] * s[0] * s[0] / 2 +
                                   v.cross * f[0] * f[1] * p->correlation * s[0] * s[1] +
                                   v.gamma[1] * f[1] * f[1] * s[1] * s[1] / 2);
    v.rho = -p->years * v.value;
    return v;
}
