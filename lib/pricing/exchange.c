/* The right to exchange one asset for another. */
#include "num/num.h"
#include "pricing/internal.h"
#include <math.h>

struct cp_pricing_pair_value cp_pricing_exchange(const struct cp_pricing_pair *p) {
    double s1 = p->volatility[0], s2 = p->volatility[1], root = sqrt(p->years);
    double between = s1 * s1 + s2 * s2 - 2 * p->correlation * s1 * s2;
    double s = sqrt(fmax(between, 0)), sd = s * root; /* of no number 0 */
    double f1 = p->forward[0], f2 = p->forward[1], df = exp(-p->rate * p->years);
    struct cp_pricing_pair_value v = {0};
    if (!(f1 > 0 && f2 > 0 && p->years >= 0 && isfinite(between * p->years))) {
        v.value = NAN;
    } else if (sd == 0) {
        v.value = df * fmax(f1 - f2, 0);
        v.delta[0] = f1 > f2 ? df : 0;
        v.delta[1] = -v.delta[0];
    } else {
        double d1 = log(f1 / f2) / sd + sd / 2, d2 = d1 - sd, n1 = df * cp_pricing_density(d1);
        v.delta[0] = df * cp_num_normal_cdf(d1);
        v.delta[1] = -df * cp_num_normal_cdf(d2);
        v.value = f1 * v.delta[0] + f2 * v.delta[1];
        v.gamma[0] = n1 / (f1 * sd);
        v.cross = -n1 / (f2 * sd);
        v.gamma[1] = n1 * f1 / (f2 * f2 * sd);
        v.vega[0] = n1 * f1 * root * (s1 - p->correlation * s2) / s;
        v.vega[1] = n1 * f1 * root * (s2 - p->correlation * s1) / s;
        v.correlation = -n1 * f1 * root * s1 * s2 / s;
    }
    v.theta = p->rate * v.value -
              (v.gamma[0] * f1 * f1 * s1 * s1 / 2 + v.cross * f1 * f2 * p->correlation * s1 * s2 +
               v.gamma[1] * f2 * f2 * s2 * s2 / 2);
    v.rho = -p->years * v.value;
    return v;
}

/* One of the barrier's terms: of S^g where S ends above h before it meets i. */
struct flat {
    double s, t, rate, carry, variance;
};
static double phi(const struct flat *f, double g, double h, double i) {
    double v = f->variance, sd = sqrt(v * f->t), k = 2 * f->carry / v + 2 * g - 1;
    double d = -(log(f->s / h) + (f->carry + (g - .5) * v) * f->t) / sd;
    double grown = exp((-f->rate + g * f->carry + g * (g - 1) * v / 2) * f->t) * pow(f->s, g);
    return grown * (cp_num_normal_cdf(d) -
                    pow(i / f->s, k) * cp_num_normal_cdf(d - 2 * log(i / f->s) / sd));
}

/* A call at any time on s with carry b < r: exercised at a flat barrier. */
static double flat_barrier(const struct flat *f, double x) {
    double v = f->variance, b = f->carry, r = f->rate, ratio = b / v;
    double beta = .5 - ratio + sqrt((ratio - .5) * (ratio - .5) + 2 * r / v);
    double never = beta / (beta - 1) * x, now = fmax(x, r / (r - b) * x);
    double h = -(b * f->t + 2 * sqrt(v * f->t)) * now / (never - now);
    double i = now + (never - now) * (1 - exp(h));
    if (f->s >= i)
        return f->s - x;
    double a = (i - x) * pow(i, -beta);
    return a * pow(f->s, beta) - a * phi(f, beta, i, i) + phi(f, 1, i, i) - phi(f, 1, x, i) -
           x * phi(f, 0, i, i) + x * phi(f, 0, x, i);
}

double cp_pricing_exchange_american(const struct cp_pricing_pair *p, const double q[2]) {
    struct cp_pricing_pair forward = *p;
    for (int i = 0; i < 2; i++)
        forward.forward[i] = p->forward[i] * exp((p->rate - q[i]) * p->years);
    double european = cp_pricing_exchange(&forward).value;
    double s1 = p->volatility[0], s2 = p->volatility[1];
    struct flat f = {p->forward[0], p->years, q[1], q[1] - q[0],
                     s1 * s1 + s2 * s2 - 2 * p->correlation * s1 * s2};
    if (isnan(european))
        return NAN;
    if (q[0] <= 0 || !(f.variance > 0) || f.t == 0) /* who waits loses nothing */
        return fmax(european, p->forward[0] - p->forward[1]);
    return fmax(flat_barrier(&f, p->forward[1]), european);
}
