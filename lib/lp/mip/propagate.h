/* What fixing an integer says of the others, through the rows that have only integers. */
#ifndef CAPPLAN_LP_MIP_PROPAGATE_H
#define CAPPLAN_LP_MIP_PROPAGATE_H

#include "lp/lp.h"

struct cp_lp_integer_rows {
    size_t nrow;
    size_t *start; /* nrow+1 */
    size_t *index; /* which integer, in the order of their columns */
    double *value;
    double *lower, *upper; /* nrow */
};

/* The arrays are the arena's. */
int cp_lp_integer_rows(const struct cp_lp_view *v, struct cp_arena *a,
                       struct cp_lp_integer_rows *out, struct cp_error *err);

/* Tighten the bounds of the integers; false when a row cannot be kept. */
bool cp_lp_propagate(const struct cp_lp_integer_rows *r, double *low, double *high);

#endif
