/* Loops of an interior point that any number of threads may share, with the same bits: they write
 * each element once, or sum the same parts of a vector in the same order.
 *
 * They are loops of tasks, which wait for what has been begun and not for threads that have no
 * processor just now: a busy machine costs little. Who calls them is the only thread of an OpenMP
 * team at work, or in none at all; then they are plain loops. */
#ifndef CAPPLAN_LP_FACTOR_VECTOR_H
#define CAPPLAN_LP_FACTOR_VECTOR_H

#include "base/base.h"

enum { CP_LP_PARTS = 64 };

static inline size_t cp_lp_part(size_t n, size_t k) {
    return n / CP_LP_PARTS * k + n % CP_LP_PARTS * k / CP_LP_PARTS;
}

double cp_lp_dot(const double *a, const double *b, size_t n);
double cp_lp_largest(const double *x, size_t n);                /* magnitude; NaN counts as 0 */
void cp_lp_add(double *x, double a, const double *y, size_t n); /* x += a y */

#endif
