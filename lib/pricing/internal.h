/* Private to the pricing room. */
#ifndef CAPPLAN_PRICING_INTERNAL_H
#define CAPPLAN_PRICING_INTERNAL_H

#include "pricing/pricing.h"

double cp_pricing_density(double x); /* of the standard normal */
bool cp_pricing_is_sound(const struct cp_pricing_option *o);
struct cp_pricing_value cp_pricing_none(void);

#endif
