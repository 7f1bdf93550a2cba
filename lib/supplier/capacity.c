/* Units that an offer delivers in each period of the horizon, before and after lead time and ban.
 */
#include "supplier/internal.h"
#include <math.h>
#include <string.h>

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b) {
    return a < b ? a : b;
}

double cp_supplier_overlap(int64_t from, int64_t to, int64_t a, int64_t b) {
    int64_t start = later(from, a), end = sooner(to, b);
    return end > start ? (double)(end - start) : 0;
}

int64_t cp_supplier_order_from(const struct cp_offer_order *o, int64_t origin) {
    /* A plan without the date gets the first hour of the year 1. */
    if (o->from > cp_period_start((struct cp_period){CP_YEAR, 1}))
        return o->from;
    return sooner(origin, o->by);
}

int64_t cp_supplier_offer_order_date(const struct cp_plan *plan, const struct cp_offer *o) {
    return cp_supplier_order_from(&o->order, plan->horizon.origin);
}

int64_t cp_supplier_offer_latest_order(const struct cp_plan *plan, const struct cp_offer *o,
                                       int64_t date, double level) {
    int64_t day = sooner(date - cp_supplier_lead_arrival(o, 0, level), o->order.by - 1);
    return later(day, cp_supplier_offer_order_date(plan, o));
}

/* Hours of the full rate that the deliveries of the first `hours` are worth. */
static double ramped(const struct cp_offer *o, double hours) {
    double ramp = o->delivery.ramp * HOURS_A_YEAR;
    return hours < ramp ? hours * hours / (2 * ramp) : hours - ramp / 2;
}

/* GPU that arrive in [a, b) when every window's are spread evenly over its part of the offer's
 * deliveries; without windows the quantity is. */
static double spread(const struct cp_offer *o, int64_t from, int64_t to, int64_t a, int64_t b) {
    if (o->delivery.nwindow == 0 && o->delivery.ramp > 0) {
        double start = (double)(later(a, from) - from), end = (double)(sooner(b, to) - from);
        return end > start ? o->quantity * (ramped(o, end) - ramped(o, start)) /
                                 ramped(o, (double)(to - from))
                           : 0;
    }
    if (o->delivery.nwindow == 0)
        return o->quantity * cp_supplier_overlap(from, to, a, b) / (double)(to - from);
    double units = 0;
    for (size_t i = 0; i < o->delivery.nwindow; i++) {
        int64_t start = later(from, cp_period_start(o->delivery.window[i].period));
        int64_t end = sooner(to, cp_period_end(o->delivery.window[i].period));
        if (end > start)
            units += o->delivery.window[i].units * cp_supplier_overlap(start, end, a, b) /
                     (double)(end - start);
    }
    return units;
}

double cp_supplier_offer_left(const struct cp_plan *plan, const struct cp_offer *o) {
    int64_t from = o->delivery.from, origin = plan->horizon.origin;
    return o->quantity -
           fmin(o->quantity, spread(o, from, o->delivery.to, from, later(from, origin)));
}

void cp_supplier_offer_capacity(const struct cp_plan *plan, const struct cp_offer *o,
                                int64_t arrival, struct cp_supply_curve_period *period) {
    int64_t from = o->delivery.from, to = o->delivery.to;
    const char *place = cp_supplier_destination(plan);
    double offered = cp_supplier_offer_left(plan, o), left = offered;
    for (size_t i = 0; i < plan->horizon.n; i++) {
        struct cp_period p = cp_plan_period(plan, i);
        int64_t a = later(from, cp_period_start(p)), b = sooner(to, cp_period_end(p));
        period[i] = (struct cp_supply_curve_period){.date = a};
        if (b <= a)
            continue;
        double most = o->delivery.maximum > 0 ? o->delivery.maximum : INFINITY;
        period[i].offered = fmin(fmin(offered, most), spread(o, from, to, a, b));
        offered -= period[i].offered;
        period[i].date = a + (b - a) / 2;
        a = later(a, arrival), b = sooner(b, o->delivery.banned_from);
        if (b <= a)
            continue;
        period[i].units = fmin(fmin(left, most), spread(o, from, to, a, b));
        left -= period[i].units;
        period[i].date = a + (b - a) / 2;
        period[i].from = a, period[i].to = b;
        period[i].tariff = cp_supplier_offer_tariff(o, place, a, b);
    }
}

const char *cp_supplier_destination(const struct cp_plan *plan) {
    const char *country = plan->nsite > 0 ? plan->site[0].country : NULL;
    for (size_t i = 1; country && i < plan->nsite; i++)
        if (!plan->site[i].country || strcmp(plan->site[i].country, country) != 0)
            country = NULL;
    return country;
}

double cp_supplier_offer_tariff(const struct cp_offer *o, const char *place, int64_t from,
                                int64_t to) {
    double rate = 0;
    for (size_t i = 0; i < o->ntariff; i++)
        if (!o->tariff[i].destination || (place && strcmp(o->tariff[i].destination, place) == 0))
            rate += o->tariff[i].rate *
                    cp_supplier_overlap(o->tariff[i].from, o->tariff[i].to, from, to) /
                    (double)(to - from);
    return rate;
}
