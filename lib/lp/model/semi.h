/* Columns of files that are 0 or between two bounds. */
#ifndef CAPPLAN_LP_MODEL_SEMI_H
#define CAPPLAN_LP_MODEL_SEMI_H

#include "lp/model/model.h"

/* The column is 0 or within its bounds as they stand: where these do not hold 0, of a binary column
 * NAME.on and the rows NAME.up, x <= up on, and NAME.low, x >= low on. NULL, or what is wrong with
 * it; what there is no memory for, cp_lp_finish reports. */
const char *cp_lp_make_semicontinuous(struct cp_lp *m, size_t col);

#endif
