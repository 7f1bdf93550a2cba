/* Dense kernels for machines that have registers of eight numbers. */
#ifndef CAPPLAN_LP_FACTOR_WIDE_H
#define CAPPLAN_LP_FACTOR_WIDE_H

#include "base/base.h"
#include <math.h>

enum { CP_LP_WIDE = 8 };

/* The root of pivot *d; one that is rounding against its scale, or has the wrong sign, is replaced
 * [dynamic regularisation: Altman & Gondzio 1999] and counted: by one so large that its unknown is
 * 0 where the scale is below 0. What is not a number is replaced as well. False: it is too large
 * for one. */
static inline bool cp_lp_wide_pivot(double *d, double scale, size_t *replaced) {
    static const double tiny = 1e-15, replacement = 1e-8, skipping = 1e30;
    if (!(*d > tiny * fabs(scale))) {
        *d = signbit(scale) ? skipping : fmax(scale, 1e-8) * replacement;
        ++*replaced;
    }
    *d = sqrt(*d);
    return isfinite(*d);
}

/* Has this machine such registers? Nothing below is for others. */
bool cp_lp_wide(void);
/* As cp_lp_dense_update, of columns of one sign; n at least CP_LP_WIDE. */
void cp_lp_wide_update(double *u, size_t n, const double *p, size_t ld, size_t w, double sign,
                       bool fresh);
/* Columns from..to of a panel, all of one sign; those before `from` have been taken from them. */
bool cp_lp_wide_columns(double *p, size_t ld, size_t from, size_t to, size_t rows, double sign,
                        const double *scale, size_t *replaced);
/* As cp_lp_dense_forward and cp_lp_dense_backward. */
void cp_lp_wide_forward(const double *p, size_t front, size_t w, double *x, double *t);
void cp_lp_wide_backward(const double *p, size_t front, size_t w, double *x, const double *t);

#endif
