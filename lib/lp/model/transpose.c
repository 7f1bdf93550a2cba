#include "lp/model/transpose.h"
#include <stdlib.h>

int cp_lp_transpose_make(const struct cp_lp_view *v, struct cp_lp_transpose *r,
                         struct cp_error *err) {
    *r = (struct cp_lp_transpose){.start = cp_calloc(v->nrow + 2, sizeof *r->start),
                                  .col = cp_calloc(v->nnz + 1, sizeof *r->col),
                                  .pos = cp_calloc(v->nnz + 1, sizeof *r->pos),
                                  .value = cp_calloc(v->nnz + 1, sizeof *r->value)};
    if (!r->start || !r->col || !r->pos || !r->value || v->nnz > UINT32_MAX)
        return cp_fail_nomem(err);
    for (size_t p = 0; p < v->nnz; p++)
        r->start[v->row[p] + 2u]++;
    for (size_t i = 0; i < v->nrow; i++)
        r->start[i + 2] += r->start[i + 1];
    for (size_t j = 0; j < v->ncol; j++)
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
            size_t q = r->start[v->row[p] + 1u]++;
            r->col[q] = (uint32_t)j;
            r->pos[q] = (uint32_t)p;
            r->value[q] = v->value[p];
        }
    return 0;
}

void cp_lp_transpose_release(struct cp_lp_transpose *r) {
    free(r->start);
    free(r->col);
    free(r->pos);
    free(r->value);
    *r = (struct cp_lp_transpose){0};
}
