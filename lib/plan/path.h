/* A value of the plan over time. */
#ifndef CAPPLAN_PLAN_PATH_H
#define CAPPLAN_PLAN_PATH_H

#include "base/base.h"

CP_BEGIN_DECLS

/* Steps: value[i] holds from at[i] (hours since 1970) until the next; before the first, the first.
 * Multiplied by (1+growth)^years since the plan's start at the period's mid-point. In a plan:
 *   price: 42 USD/MWh
 *   price: {value: 42 USD/MWh, growth: 2 %}
 *   price: {2026-Q1: 42 USD/MWh, 2028: 45 USD/MWh, growth: 2 %} */
struct cp_path {
    size_t n; /* 0: absent */
    int64_t *at;
    double *value;
    double growth; /* per year, 0 by default */
};
/* The steps' mean over the period, weighted by their part of it, with growth. NaN: absent. */
double cp_plan_path_at(const struct cp_path *p, struct cp_period period, int64_t origin);

CP_END_DECLS

#endif
