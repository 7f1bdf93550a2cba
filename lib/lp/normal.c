/* Normal equations through CHOLMOD's supernodal Cholesky factorisation [Chen, Davis, Hager,
 * Rajamanickam 2008]; the only file that calls CHOLMOD. */
#include "lp/normal.h"
#include <cblas.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <suitesparse/cholmod.h>

enum { RETRY_MAX = 6, SMALL = 500 };
static const double regular_start = 1e-14, regular_relative = 1;

struct cp_lp_normal {
    const struct cp_lp_view *v;
    size_t *row_start; /* the matrix by rows: where in the columns' arrays each entry is */
    uint32_t *row_col, *row_pos;
    const double *theta, *diagonal;
    double *work; /* nrow */
    cholmod_common c;
    cholmod_sparse *s; /* lower triangle */
    cholmod_factor *l;
    cholmod_dense *b, *x, *y, *e;
    double regular;
    int levels; /* of OpenMP nesting, as found */
};

/* ---- the matrix -------------------------------------------------------------------------- */

static bool by_rows(struct cp_lp_normal *n) {
    const struct cp_lp_view *v = n->v;
    n->row_start = cp_calloc(v->nrow + 2, sizeof(size_t));
    n->row_col = cp_calloc(v->nnz + 1, sizeof(uint32_t));
    n->row_pos = cp_calloc(v->nnz + 1, sizeof(uint32_t));
    if (!n->row_start || !n->row_col || !n->row_pos || v->nnz > UINT32_MAX)
        return false;
    for (size_t p = 0; p < v->nnz; p++)
        n->row_start[v->row[p] + 2u]++;
    for (size_t i = 0; i < v->nrow; i++)
        n->row_start[i + 2] += n->row_start[i + 1];
    for (size_t j = 0; j < v->ncol; j++)
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
            size_t q = n->row_start[v->row[p] + 1u]++;
            n->row_col[q] = (uint32_t)j;
            n->row_pos[q] = (uint32_t)p;
        }
    return true;
}

static int ascending(const void *a, const void *b) {
    SuiteSparse_long x = *(const SuiteSparse_long *)a, y = *(const SuiteSparse_long *)b;
    return (x > y) - (x < y);
}

/* Rows k >= i that share a column with row i; counts only when `index` is NULL. */
static size_t pattern_col(const struct cp_lp_normal *n, size_t i, uint32_t *mark,
                          SuiteSparse_long *index) {
    const struct cp_lp_view *v = n->v;
    size_t count = 1;
    mark[i] = (uint32_t)i + 1;
    if (index)
        index[0] = (SuiteSparse_long)i;
    for (size_t q = n->row_start[i]; q < n->row_start[i + 1]; q++) {
        size_t j = n->row_col[q];
        for (size_t p = n->row_pos[q] + 1; p < v->start[j + 1]; p++) {
            uint32_t k = v->row[p];
            if (mark[k] == i + 1)
                continue;
            mark[k] = (uint32_t)i + 1;
            if (index)
                index[count] = k;
            count++;
        }
    }
    if (index)
        qsort(index, count, sizeof *index, ascending);
    return count;
}

static bool make_pattern(struct cp_lp_normal *n) {
    size_t m = n->v->nrow, nnz = 0;
    uint32_t *mark = cp_calloc(m + 1, sizeof *mark);
    if (!mark)
        return false;
    for (size_t i = 0; i < m; i++)
        nnz += pattern_col(n, i, mark, NULL);
    n->s = cholmod_l_allocate_sparse(m, m, nnz, 1, 1, -1, CHOLMOD_REAL, &n->c);
    if (n->s) {
        SuiteSparse_long *start = n->s->p, *index = n->s->i;
        memset(mark, 0, (m + 1) * sizeof *mark);
        nnz = 0;
        for (size_t i = 0; i < m; i++) {
            start[i] = (SuiteSparse_long)nnz;
            nnz += pattern_col(n, i, mark, index + nnz);
        }
        start[m] = (SuiteSparse_long)nnz;
    }
    free(mark);
    return n->s;
}

/* Column i of the lower triangle: sum over the columns j of row i of a_ij theta_j a_kj. */
static void fill_values(struct cp_lp_normal *n) {
    const struct cp_lp_view *v = n->v;
    const SuiteSparse_long *start = n->s->p, *index = n->s->i;
    double *x = n->s->x, *sum = n->work;
    for (size_t i = 0; i < v->nrow; i++) {
        size_t from = (size_t)start[i], to = (size_t)start[i + 1];
        for (size_t p = from; p < to; p++)
            sum[index[p]] = 0;
        for (size_t q = n->row_start[i]; q < n->row_start[i + 1]; q++) {
            size_t j = n->row_col[q];
            double scale = v->value[n->row_pos[q]] * n->theta[j];
            for (size_t p = n->row_pos[q]; p < v->start[j + 1]; p++)
                sum[v->row[p]] += scale * v->value[p];
        }
        for (size_t p = from; p < to; p++)
            x[p] = sum[index[p]];
        x[from] += n->diagonal[i];
        x[from] += n->regular * (1 + regular_relative * x[from]);
    }
}

static cholmod_dense *vector(struct cp_lp_normal *n, size_t size) {
    return cholmod_l_allocate_dense(size, 1, size, CHOLMOD_REAL, &n->c);
}

/* All that a solve needs: one that has to allocate does not survive being out of memory. */
static bool make_vectors(struct cp_lp_normal *n) {
    n->b = vector(n, n->v->nrow);
    n->x = vector(n, n->v->nrow);
    n->y = vector(n, n->v->nrow);
    n->e = vector(n, n->l->maxesize > 0 ? n->l->maxesize : 1);
    return n->b && n->x && n->y && n->e;
}

/* ---- life -------------------------------------------------------------------------------- */

int cp_lp_normal_new(const struct cp_lp_view *v, struct cp_lp_normal **out, struct cp_error *err) {
    struct cp_lp_normal *n = cp_calloc(1, sizeof *n);
    *out = n;
    if (!n)
        return cp_fail_nomem(err);
    /* The same sums in the same order, always; and CHOLMOD's loops over single supernodes are too
     * short to be shared out: waking threads for them costs more than the whole solve. */
    n->levels = omp_get_max_active_levels();
    omp_set_max_active_levels(0);
    openblas_set_num_threads(1);
    cholmod_l_start(&n->c);
    n->v = v;
    n->c.print = 0;
    n->c.error_handler = NULL;
    n->c.supernodal = CHOLMOD_SUPERNODAL;
    n->c.nmethods = v->nrow < SMALL ? 1 : 2;
    n->c.method[0].ordering = CHOLMOD_AMD;
    n->c.method[1].ordering = CHOLMOD_METIS;
    n->c.postorder = 1;
    /* larger blocks than CHOLMOD's defaults: a quarter less time on planning programs */
    n->c.nrelax[0] = 16;
    n->c.nrelax[1] = 48;
    n->c.nrelax[2] = 128;
    n->c.zrelax[0] = 0.95;
    n->c.zrelax[1] = 0.4;
    n->c.zrelax[2] = 0.1;
    n->regular = regular_start;
    n->work = cp_calloc(v->nrow + 1, sizeof *n->work);
    if (!n->work || !by_rows(n) || !make_pattern(n))
        goto nomem;
    n->l = cholmod_l_analyze(n->s, &n->c);
    if (n->l && make_vectors(n))
        return 0;
nomem:
    cp_lp_normal_free(n);
    *out = NULL;
    return cp_fail_nomem(err);
}

void cp_lp_normal_free(struct cp_lp_normal *n) {
    if (!n)
        return;
    cholmod_l_free_sparse(&n->s, &n->c);
    cholmod_l_free_factor(&n->l, &n->c);
    cholmod_l_free_dense(&n->b, &n->c);
    cholmod_l_free_dense(&n->x, &n->c);
    cholmod_l_free_dense(&n->y, &n->c);
    cholmod_l_free_dense(&n->e, &n->c);
    cholmod_l_finish(&n->c);
    omp_set_max_active_levels(n->levels);
    free(n->row_start);
    free(n->row_col);
    free(n->row_pos);
    free(n->work);
    free(n);
}

double cp_lp_normal_fill(const struct cp_lp_normal *n) {
    return n->c.lnz;
}

double cp_lp_normal_flops(const struct cp_lp_normal *n) {
    return n->c.fl;
}

int cp_lp_normal_factor(struct cp_lp_normal *n, const double *theta, const double *diagonal,
                        struct cp_error *err) {
    n->theta = theta;
    n->diagonal = diagonal;
    n->regular = regular_start;
    for (int k = 0; k < RETRY_MAX; k++, n->regular *= 100) {
        fill_values(n);
        bool done = cholmod_l_factorize(n->s, n->l, &n->c);
        if (!done || n->c.status == CHOLMOD_OUT_OF_MEMORY)
            return cp_fail_nomem(err);
        if (n->c.status == CHOLMOD_OK)
            return 0;
        n->c.status = CHOLMOD_OK;
    }
    return CP_ENUMERIC;
}

/* ---- solving ----------------------------------------------------------------------------- */

int cp_lp_normal_solve(struct cp_lp_normal *n, const double *rhs, double *out,
                       struct cp_error *err) {
    memcpy(n->b->x, rhs, n->v->nrow * sizeof(double));
    if (!cholmod_l_solve2(CHOLMOD_A, n->l, n->b, NULL, &n->x, NULL, &n->y, &n->e, &n->c))
        return cp_fail_nomem(err);
    memcpy(out, n->x->x, n->v->nrow * sizeof(double));
    return 0;
}
