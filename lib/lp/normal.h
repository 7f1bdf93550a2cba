/* Normal equations (A T A' + D + delta I) dy = r of an interior point. */
#ifndef CAPPLAN_LP_NORMAL_H
#define CAPPLAN_LP_NORMAL_H

#include "lp/internal.h"

struct cp_lp_normal; /* opaque */

/* Pattern and ordering, once: nested dissection or minimum degree, whichever fills less. The
 * matrix of `v` is borrowed. */
int cp_lp_normal_new(const struct cp_lp_view *v, struct cp_lp_normal **out, struct cp_error *err);
void cp_lp_normal_free(struct cp_lp_normal *n);
/* Factorise for theta (ncol) and diagonal (nrow), both >= 0. CP_ENUMERIC without a message when
 * even strong regularisation leaves it indefinite. */
int cp_lp_normal_factor(struct cp_lp_normal *n, const double *theta, const double *diagonal,
                        struct cp_error *err);
/* Solve with the factor as it is. */
int cp_lp_normal_solve(struct cp_lp_normal *n, const double *rhs, double *out,
                       struct cp_error *err);
double cp_lp_normal_fill(const struct cp_lp_normal *n);  /* non-zeros of the factor */
double cp_lp_normal_flops(const struct cp_lp_normal *n); /* of one factorisation */

#endif
