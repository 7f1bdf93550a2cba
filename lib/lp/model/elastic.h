/* Programs made of another's rows and columns. */
#ifndef CAPPLAN_LP_MODEL_ELASTIC_H
#define CAPPLAN_LP_MODEL_ELASTIC_H

#include "lp/lp.h"

/* Rows, columns and bounds of `v`, without its costs, into an empty model; CP_ENOMEM without a
 * message. */
int cp_lp_copy_rows(const struct cp_lp_view *v, struct cp_lp *m);

/* The elastic program of `v`: every soft row i gets two columns, by which it may give upwards and
 * downwards, at cost 1 / (largest coefficient of the row); the old costs are gone. Column
 * v->ncol + 2k lets the k-th soft row's lower bound fall, the next lets its upper bound rise. */
int cp_lp_elastic(const struct cp_lp_view *v, const bool *soft, struct cp_lp **out,
                  struct cp_error *err);

#endif
