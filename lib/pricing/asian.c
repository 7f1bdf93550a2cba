/* Options on averages of prices. */
#include "num/num.h"
#include "pricing/internal.h"
#include <math.h>

/* Mean of the open fixings and ln of the ratio of moments; variances are `scale` times theirs, and
 * `more`. */
static double moments(const struct cp_pricing_average *a, double scale, double more, double *mean) {
    double first = 0, second = 0, later = 0;
    for (size_t i = a->n - a->known; i-- > 0;) {
        double f = a->forward[i], grown = f * exp(scale * a->variance[i] + more);
        second += grown * (f + 2 * later);
        later += f;
        first += f;
    }
    *mean = first / (double)(a->n - a->known);
    return log(second / (first * first));
}

static struct cp_pricing_value value_at(const struct cp_pricing_option *o,
                                        const struct cp_pricing_average *a, double scale,
                                        double more) {
    double open = (double)(a->n - a->known), part = open / (double)a->n;
    struct cp_pricing_option at = *o;
    double variance = moments(a, scale, more, &at.forward);
    at.strike = ((double)a->n * o->strike - a->sum) / open;
    at.years = 1;
    at.rate = o->rate * o->years;
    at.volatility = sqrt(fmax(variance, 0));
    struct cp_pricing_value v = cp_pricing_black(&at);
    v.value *= part;
    v.delta *= part;
    v.gamma *= part;
    v.rho = -o->years * v.value;
    return v;
}

struct cp_pricing_value cp_pricing_asian(const struct cp_pricing_option *o,
                                         const struct cp_pricing_average *a) {
    if (a->n == 0 || a->known > a->n || !cp_pricing_is_sound(o))
        return cp_pricing_none();
    if (a->known == a->n) {
        double over = (o->put ? -1 : 1) * (a->sum / (double)a->n - o->strike);
        double value = exp(-o->rate * o->years) * fmax(over, 0);
        return (struct cp_pricing_value){
            .value = value, .theta = o->rate * value, .rho = -o->years * value};
    }
    struct cp_pricing_value v = value_at(o, a, 1, 0);
    /* all volatilities move together, and an instant takes as much variance from each fixing */
    double step = 1e-4, up = (1 + step) * (1 + step), down = (1 - step) * (1 - step);
    double relative = (value_at(o, a, up, 0).value - value_at(o, a, down, 0).value) / (2 * step);
    double instant = o->volatility * o->volatility, h = 1e-6;
    v.vega = o->volatility > 0 ? relative / o->volatility : 0;
    v.theta = o->rate * v.value -
              instant * (value_at(o, a, 1, h).value - value_at(o, a, 1, -h).value) / (2 * h);
    return v;
}

/* (e^{xt} - 1)/x */
static double annuity(double x, double t) {
    return fabs(x * t) < 1e-12 ? t : expm1(x * t) / x;
}

/* How it grows with x. */
static double annuity_slope(double x, double t) {
    return fabs(x * t) < 1e-4 ? t * t * (.5 + x * t * (1. / 3 + x * t / 8))
                              : (t * exp(x * t) - annuity(x, t)) / x;
}

double cp_pricing_asian_continuous(const struct cp_pricing_option *o, double b, double whole,
                                   double so_far) {
    double s2 = o->volatility * o->volatility, left = o->years, df = exp(-o->rate * left);
    if (!cp_pricing_is_sound(o) || o->forward <= 0 || !(left > 0 && left <= whole) || s2 == 0)
        return NAN;
    double x = o->strike - (whole - left) / whole * so_far;
    double mean = o->forward / whole * annuity(b, left), in_money = df * (mean - x);
    double both = b + s2; /* a quotient of differences, at 0 a slope */
    double quotient = fabs(both * left) < 1e-5
                          ? annuity_slope(b + both / 2, left)
                          : (annuity(b + both, left) - annuity(b, left)) / both;
    double second = 2 * o->forward * o->forward * quotient / (whole * whole);
    if (x <= 0)
        return o->put ? 0 : in_money;
    double sd = sqrt(log(second) - 2 * log(mean)), d1 = (log(second) / 2 - log(x)) / sd;
    double call = df * (mean * cp_num_normal_cdf(d1) - x * cp_num_normal_cdf(d1 - sd));
    return o->put ? call - in_money : call;
}

double cp_pricing_asian_geometric(const struct cp_pricing_option *o, double b, size_t n) {
    double s2 = o->volatility * o->volatility, k = (double)n, t = o->years;
    double part = n ? (k + 1) / (2 * k) : .5,
           third = n ? (k + 1) * (2 * k + 1) / (6 * k * k) : 1. / 3;
    struct cp_pricing_option at = *o;
    at.forward = o->forward * exp((b - s2 / 2) * t * part + s2 * t * third / 2);
    at.volatility = o->volatility * sqrt(third);
    return cp_pricing_black(&at).value;
}

double cp_pricing_mean_variance(size_t n, const double *weight, const double *forward,
                                const double *covariance) {
    double first = 0, second = 0;
    for (size_t i = 0; i < n; i++) {
        double wi = weight[i] * forward[i];
        first += wi;
        for (size_t j = 0; j < n; j++)
            second += wi * weight[j] * forward[j] * exp(covariance[i * n + j]);
    }
    return log(second / (first * first));
}
