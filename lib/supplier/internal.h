/* Private to the supplier room. */
#ifndef CAPPLAN_SUPPLIER_INTERNAL_H
#define CAPPLAN_SUPPLIER_INTERNAL_H

#include "supplier/supplier.h"

#define HOURS_A_YEAR 8766.0

/* Probability that a unit ordered at `order` has arrived by `date`. */
double cp_lead_probability(const struct cp_offer *o, int64_t order, int64_t date);
/* First hour by which the share `level` of lead times is over. */
int64_t cp_lead_arrival(const struct cp_offer *o, int64_t order, double level);

/* The earliest date on which the plan may order. */
int64_t cp_offer_order_date(const struct cp_plan *plan, const struct cp_offer *o);

/* Fill offered, units and date of every period of the horizon; `arrival` as above. */
void cp_offer_capacity(const struct cp_plan *plan, const struct cp_offer *o, int64_t arrival,
                       struct cp_curve_period *period);

/* Mean tariff of deliveries spread evenly over [from, to). Tariffs in force together add up. */
double cp_offer_tariff(const struct cp_offer *o, int64_t from, int64_t to);

/* The part of [from, to) that lies in [a, b), in hours. */
double cp_overlap(int64_t from, int64_t to, int64_t a, int64_t b);

#endif
