/* Lead times: log-normal about the median, the usual model of delivery delays with a long right
 * tail; certain when the plan gives no spread. */
#include "supplier/internal.h"
#include <math.h>

double cp_lead_probability(const struct cp_offer *o, int64_t order, int64_t date) {
    double waited = (double)(date - order) / HOURS_A_YEAR;
    if (waited < 0)
        return 0;
    if (o->lead <= 0)
        return 1;
    if (o->lead_sigma <= 0)
        return date >= order + (int64_t)ceil(o->lead * HOURS_A_YEAR - 0.5);
    if (waited <= 0)
        return 0;
    return 0.5 * erfc(-log(waited / o->lead) / o->lead_sigma / sqrt(2));
}

/* Dates are whole hours, so the quantile is found by halving an interval of hours: it agrees with
 * the probability whatever the distribution is. */
int64_t cp_lead_arrival(const struct cp_offer *o, int64_t order, double level) {
    int64_t low = order - 1, high = order;
    for (int64_t step = 24; cp_lead_probability(o, order, high) < level; step *= 2) {
        low = high;
        high += step;
        if (step > INT64_MAX / 8)
            return INT64_MAX;
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (cp_lead_probability(o, order, middle) < level)
            low = middle;
        else
            high = middle;
    }
    return high;
}
