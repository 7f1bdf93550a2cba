/* Lead times: empirical quantiles; log-normal about the median or gamma about the mean, the usual
 * models of delivery delays with a long right tail; certain when the plan gives no spread. */
#include "num/num.h"
#include "supplier/internal.h"
#include <math.h>

/* A straight line between the points, and from nothing at the order to the first. */
static double empirical(const struct cp_offer *o, double waited) {
    struct cp_lead_quantile before = {0, 0};
    for (size_t i = 0; i < o->lead.nquantile; i++) {
        struct cp_lead_quantile q = o->lead.quantile[i];
        if (waited < q.lead)
            return before.level +
                   (q.level - before.level) * (waited - before.lead) / (q.lead - before.lead);
        before = q;
    }
    return 1;
}

double cp_supplier_lead_probability(const struct cp_offer *o, int64_t order, int64_t date) {
    double waited = (double)(date - order) / HOURS_A_YEAR;
    if (waited < 0)
        return 0;
    if (o->lead.nquantile > 0)
        return empirical(o, waited);
    if (o->lead.median <= 0)
        return 1;
    if (o->lead.sigma <= 0)
        return date >= order + (int64_t)ceil(o->lead.median * HOURS_A_YEAR - 0.5);
    if (waited <= 0)
        return 0;
    double variance = o->lead.sigma * o->lead.sigma;
    if (o->lead.gamma)
        return cp_num_gamma_cdf(waited, 1 / variance, o->lead.median * variance);
    return 0.5 * erfc(-log(waited / o->lead.median) / o->lead.sigma / sqrt(2));
}

/* Dates are whole hours, so the quantile is found by halving an interval of hours: it agrees with
 * the probability whatever the distribution is. */
int64_t cp_supplier_lead_arrival(const struct cp_offer *o, int64_t order, double level) {
    int64_t low = order - 1, high = order;
    for (int64_t step = 24; cp_supplier_lead_probability(o, order, high) < level; step *= 2) {
        low = high;
        high += step;
        if (step > INT64_MAX / 8)
            return INT64_MAX;
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (cp_supplier_lead_probability(o, order, middle) < level)
            low = middle;
        else
            high = middle;
    }
    return high;
}
