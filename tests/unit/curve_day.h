/* Days of tests of curves. */
#ifndef CAPPLAN_CURVE_DAY_H
#define CAPPLAN_CURVE_DAY_H

#include "curve/curve.h"
#include <string.h>

/* Days since 1970. */
static inline int32_t day(const char *text) {
    struct cp_period p = {CP_DAY, 0};
    cp_period_parse(text, strlen(text), &p);
    return p.index;
}

#endif
