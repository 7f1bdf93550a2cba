/* Lead times: empirical quantiles; log-normal about the median or gamma about the mean, the usual
 * models of delivery delays with a long right tail; certain when the plan gives no spread. */
#include "num/num.h"
#include "supplier/internal.h"
#include <math.h>

/* A straight line between the points, and from nothing at the order to the first. */
static double empirical(const struct cp_offer_lead *lead, double waited) {
    struct cp_lead_quantile before = {0, 0};
    for (size_t i = 0; i < lead->nquantile; i++) {
        struct cp_lead_quantile q = lead->quantile[i];
        if (waited < q.lead)
            return before.level +
                   (q.level - before.level) * (waited - before.lead) / (q.lead - before.lead);
        before = q;
    }
    return 1;
}

double cp_supplier_lead_over(const struct cp_offer_lead *lead, int64_t hours) {
    double waited = (double)hours / HOURS_A_YEAR;
    if (waited < 0)
        return 0;
    if (lead->nquantile > 0)
        return empirical(lead, waited);
    if (lead->median <= 0)
        return 1;
    if (lead->sigma <= 0)
        return hours >= (int64_t)ceil(lead->median * HOURS_A_YEAR - 0.5);
    if (waited <= 0)
        return 0;
    double variance = lead->sigma * lead->sigma;
    if (lead->gamma)
        return cp_num_gamma_cdf(waited, 1 / variance, lead->median * variance);
    return 0.5 * erfc(-log(waited / lead->median) / lead->sigma / sqrt(2));
}

/* Rounding of the level is none of the lead time's: half of the times are over at the median. */
static bool is_over(const struct cp_offer_lead *lead, int64_t hours, double level) {
    return cp_supplier_lead_over(lead, hours) >= level * (1 - 1e-9);
}

/* Dates are whole hours, so the quantile is found by halving an interval of hours: it agrees with
 * the probability whatever the distribution is. */
int64_t cp_supplier_lead_hours(const struct cp_offer_lead *lead, double level) {
    int64_t low = -1, high = 0;
    for (int64_t step = 24; !is_over(lead, high, level); step *= 2) {
        low = high;
        high += step;
        if (step > INT64_MAX / 8)
            return INT64_MAX;
    }
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (is_over(lead, middle, level))
            high = middle;
        else
            low = middle;
    }
    return high;
}

double cp_supplier_lead_probability(const struct cp_offer *o, int64_t order, int64_t date) {
    return cp_supplier_lead_over(&o->lead, date - order);
}

int64_t cp_supplier_lead_arrival(const struct cp_offer *o, int64_t order, double level) {
    int64_t hours = cp_supplier_lead_hours(&o->lead, level);
    return hours == INT64_MAX ? hours : order + hours;
}
