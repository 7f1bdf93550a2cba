/* Private to the supplier room. */
#ifndef CAPPLAN_SUPPLIER_INTERNAL_H
#define CAPPLAN_SUPPLIER_INTERNAL_H

#include "supplier/supplier.h"

#define HOURS_A_YEAR 8766.0

/* Part of lead times that are over after so many hours; the first hour by which the share `level`
 * is. */
double cp_supplier_lead_over(const struct cp_offer_lead *lead, int64_t hours);
int64_t cp_supplier_lead_hours(const struct cp_offer_lead *lead, double level);
/* The first hour that a plan which starts at `origin` may order; the last of them in `o`. */
int64_t cp_supplier_order_from(const struct cp_offer_order *o, int64_t origin);

/* A supplier's place in the plan, which has it. */
size_t cp_supplier_place(const struct cp_plan *plan, const char *name);

/* bill/: the bill of materials, what is late of it and, where `opt` asks, its risk, as facts. With
 * `award` its items are awarded: `qualified`, by supplier, are those that are paid for already, and
 * *complete becomes false without one. */
int cp_supplier_bill(const struct cp_plan *plan, const struct cp_supplier_options *opt,
                     const struct cp_award_options *award, const bool *qualified,
                     struct cp_facts *facts, bool *complete, struct cp_error *err);

/* bill/limit.c: the bill of materials that units of these offers wait for; *out NULL: none waits.
 * The caller frees it. */
struct cp_bill;
int cp_supplier_bill_of_racks(const struct cp_plan *plan, const struct cp_offer *o, size_t n,
                              double level, struct cp_bill **out, struct cp_error *err);
void cp_supplier_bill_free(struct cp_bill *b);
/* Of an offer's units by period those that have the parts of their racks; later ones arrive when
 * these are there. */
void cp_supplier_bill_limit(const struct cp_bill *b, const struct cp_offer *o,
                            struct cp_supply_curve_period *period);

/* The curves of all offers, with one bill of materials for all of them: release each, after errors
 * too. */
int cp_supplier_curves(const struct cp_plan *plan, double service_level,
                       struct cp_supply_curve *out, struct cp_error *err);

/* Probability that a unit ordered at `order` has arrived by `date`. */
double cp_supplier_lead_probability(const struct cp_offer *o, int64_t order, int64_t date);
/* First hour by which the share `level` of lead times is over. */
int64_t cp_supplier_lead_arrival(const struct cp_offer *o, int64_t order, double level);

/* The earliest date on which the plan may order. */
int64_t cp_supplier_offer_order_date(const struct cp_plan *plan, const struct cp_offer *o);

/* The last hour at which an order still arrives by `date` at the service level; not before or after
 * the offer takes orders. */
int64_t cp_supplier_offer_latest_order(const struct cp_plan *plan, const struct cp_offer *o,
                                       int64_t date, double level);

/* Units of an offer that the seller has not delivered before the plan starts. */
double cp_supplier_offer_left(const struct cp_plan *plan, const struct cp_offer *o);
/* Fill offered, units and date of every period of the horizon; `arrival` as above. */
void cp_supplier_offer_capacity(const struct cp_plan *plan, const struct cp_offer *o,
                                int64_t arrival, struct cp_supply_curve_period *period);

/* Mean tariff of deliveries to a place spread evenly over [from, to). Tariffs in force together add
 * up; those of a destination hold there alone, and where it is not known (NULL) not at all. */
double cp_supplier_offer_tariff(const struct cp_offer *o, const char *place, int64_t from,
                                int64_t to);
/* The country that all of the plan's sites are in; NULL: they are in several, or in none. */
const char *cp_supplier_destination(const struct cp_plan *plan);

/* What a unit of a step costs in one payment period. */
struct cp_offer_payment {
    size_t period;
    double amount;
};
/* A unit that is sold: at the price of its step times a factor, with something beside it. */
struct cp_offer_sale {
    size_t step, period; /* of its delivery */
    const struct cp_supply_curve_period *arrival;
    double factor, extra; /* USD/GPU */
};
/* Its payments by period, tariff and freight with them. How many; `out` has room for
 * cp_supplier_offer_payments_most. Not for rented offers. */
size_t cp_supplier_offer_payments(const struct cp_plan *plan, const struct cp_offer *o,
                                  const struct cp_offer_sale *sale, struct cp_offer_payment *out);
/* The price of a step as the index has it in that period. */
double cp_supplier_offer_price(const struct cp_plan *plan, const struct cp_offer *o, size_t step,
                               size_t period);
size_t cp_supplier_offer_payments_most(const struct cp_offer *o);
/* Their value at the delivery period's mid-point, so that discounted payments and discounted
 * landed price are the same money; less the value of warrants. */
double cp_supplier_offer_landed(const struct cp_plan *plan, const struct cp_offer *o, size_t period,
                                size_t n, const struct cp_offer_payment *payment);

/* A fact of an offer. */
static inline struct cp_fact cp_supplier_offer_fact(const struct cp_offer *o, const char *measure,
                                                    double value) {
    return (struct cp_fact){.dim[CP_SKU] = o->sku,
                            .dim[CP_SUPPLIER] = o->supplier,
                            .dim[CP_OFFER] = o->name,
                            .measure = measure,
                            .value = value};
}

/* lines.c: one of several figures of the same thing; `kind` NULL: of none. */
struct cp_supplier_line {
    const char *measure, *kind;
    double value;
    bool wanted;
};
/* Put those that are wanted: `of` says of what. */
int cp_supplier_put_lines(struct cp_fact of, const struct cp_supplier_line *line, size_t n,
                          struct cp_facts *facts, struct cp_error *err);

/* The part of [from, to) that lies in [a, b), in hours. */
double cp_supplier_overlap(int64_t from, int64_t to, int64_t a, int64_t b);

#endif
