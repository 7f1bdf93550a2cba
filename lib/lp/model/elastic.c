/* Elastic programs [Chinneck, Feasibility and Infeasibility in Optimization, 2008, chapter 6]. */
#include "lp/model/elastic.h"
#include <math.h>
#include <stdlib.h>

int cp_lp_copy_rows(const struct cp_lp_view *v, struct cp_lp *m) {
    for (size_t i = 0; i < v->nrow; i++)
        if (cp_lp_add_row(m, v->row_lower[i], v->row_upper[i]) == SIZE_MAX)
            return CP_ENOMEM;
    for (size_t j = 0; j < v->ncol; j++) {
        size_t col = cp_lp_add_col(m, 0, v->lower[j], v->upper[j]);
        if (col == SIZE_MAX)
            return CP_ENOMEM;
        if (v->integer && v->integer[j])
            cp_lp_set_integer(m, col);
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            cp_lp_add_coef(m, v->row[p], col, v->value[p]);
    }
    return 0;
}

int cp_lp_elastic(const struct cp_lp_view *v, const bool *soft, struct cp_lp **out,
                  struct cp_error *err) {
    struct cp_lp *e = cp_lp_new();
    double *scale = cp_calloc(v->nrow + 1, sizeof *scale);
    int rc = e && scale ? cp_lp_copy_rows(v, e) : CP_ENOMEM;
    if (rc) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    for (size_t p = 0; p < v->nnz; p++)
        if (fabs(v->value[p]) > scale[v->row[p]])
            scale[v->row[p]] = fabs(v->value[p]);
    for (size_t i = 0; i < v->nrow; i++) {
        if (soft && !soft[i])
            continue;
        double cost = scale[i] > 0 ? 1 / scale[i] : 1;
        for (int sign = 1; sign >= -1; sign -= 2) {
            double bound = sign > 0 ? v->row_lower[i] : v->row_upper[i];
            size_t col = cp_lp_add_col(e, cost, 0, isinf(bound) ? 0 : CP_LP_INF);
            if (col != SIZE_MAX)
                cp_lp_add_coef(e, i, col, sign);
        }
    }
    rc = cp_lp_finish(e, err);
out:
    free(scale);
    if (rc) {
        cp_lp_free(e);
        e = NULL;
    }
    *out = e;
    return rc;
}
