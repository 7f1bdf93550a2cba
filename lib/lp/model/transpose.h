/* A program's matrix by rows, beside its columns. */
#ifndef CAPPLAN_LP_MODEL_TRANSPOSE_H
#define CAPPLAN_LP_MODEL_TRANSPOSE_H

#include "lp/lp.h"

struct cp_lp_transpose {
    size_t *start; /* nrow+1 */
    uint32_t *col; /* nnz, ascending within a row */
    uint32_t *pos; /* where in the columns' arrays the entry is */
    double *value;
};

/* Release in any case. */
int cp_lp_transpose_make(const struct cp_lp_view *v, struct cp_lp_transpose *r,
                         struct cp_error *err);
void cp_lp_transpose_release(struct cp_lp_transpose *r);

#endif
