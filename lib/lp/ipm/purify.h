/* An optimum without the noise of the way to it. */
#ifndef CAPPLAN_LP_IPM_PURIFY_H
#define CAPPLAN_LP_IPM_PURIFY_H

#include "lp/ipm/ipm.h"

/* Of a column and its reduced cost, and of a row and its dual, one is zero at the optimum, and near
 * it is clear which. x[ntotal], y[nrow]: the point with what is a thousand times smaller than its
 * partner at 0. What the rows miss then is taken up by columns that are far from their bounds, and
 * where there is none, columns of the row stay as they were. Uses the last factorisation. */
void cp_lp_ipm_purified_columns(struct cp_lp_ipm *p, double *x);
void cp_lp_ipm_purified_duals(const struct cp_lp_ipm *p, double *y);

#endif
