/* Private to the curve room. */
#ifndef CAPPLAN_CURVE_INTERNAL_H
#define CAPPLAN_CURVE_INTERNAL_H

#include "curve/curve.h"
#include "facts/facts.h"
#include <stdlib.h>

/* (1 - e^{-kt})/k, and its limit t. */
double cp_curve_decayed(double k, double t);

#endif
