/* Bases: UMFPACK's unsymmetric multifrontal LU [Davis 2004], and between factorisations the product
 * form of the inverse [Dantzig & Orchard-Hays 1954]; the only file that calls UMFPACK. */
#include "lp/factor/basis.h"
#include "lp/factor/load.h"
#include <config.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <suitesparse/umfpack.h>

/* Its functions. */
static struct {
    CP_LP_POINTER(umfpack_di_defaults)
    CP_LP_POINTER(umfpack_di_free_numeric)
    CP_LP_POINTER(umfpack_di_free_symbolic)
    CP_LP_POINTER(umfpack_di_get_numeric)
    CP_LP_POINTER(umfpack_di_numeric)
    CP_LP_POINTER(umfpack_di_symbolic)
    CP_LP_POINTER(umfpack_di_wsolve)
} umfpack;
static struct cp_lp_library library = {
    .soname = CP_UMFPACK,
    .function = {CP_LP_FUNCTION(umfpack, umfpack_di_defaults),
                 CP_LP_FUNCTION(umfpack, umfpack_di_free_numeric),
                 CP_LP_FUNCTION(umfpack, umfpack_di_free_symbolic),
                 CP_LP_FUNCTION(umfpack, umfpack_di_get_numeric),
                 CP_LP_FUNCTION(umfpack, umfpack_di_numeric),
                 CP_LP_FUNCTION(umfpack, umfpack_di_symbolic),
                 CP_LP_FUNCTION(umfpack, umfpack_di_wsolve)},
};

enum { UPDATES_MAX = 100, REPAIRS_MAX = 8 };

static const double dependent = 1e-9; /* a pivot below is rounding: rows are scaled to a sum of 1 */

/* Column `place` of the factorised basis replaced: sparse solution with it. */
struct update {
    size_t place, start, end;
    double pivot;
};

struct cp_lp_basis {
    const struct cp_lp_view *v;
    double control[UMFPACK_CONTROL], info[UMFPACK_INFO];
    int *start, *row; /* of the matrix factorised */
    double *value;
    size_t cap; /* entries there is room for */
    void *numeric;
    double *work; /* 5 nrow */
    double *rhs;  /* nrow */
    int *places;  /* nrow */
    size_t nupdate;
    struct update update[UPDATES_MAX];
    uint32_t *index; /* of all updates */
    double *entry;
    size_t nentry, entry_cap, limit;
};

int cp_lp_basis_new(const struct cp_lp_view *v, struct cp_lp_basis **out, struct cp_error *err) {
    *out = NULL;
    int rc = cp_lp_load(&library, err);
    if (rc)
        return rc;
    struct cp_lp_basis *b = *out = cp_calloc(1, sizeof *b);
    if (!b)
        return cp_fail_nomem(err);
    b->v = v;
    umfpack.umfpack_di_defaults(b->control);
    b->control[UMFPACK_IRSTEP] = 0;
    b->start = cp_calloc(v->ncol + v->nrow + 2, sizeof *b->start);
    b->work = cp_calloc(v->nrow + 1, 5 * sizeof *b->work);
    b->rhs = cp_calloc(v->nrow + 1, sizeof *b->rhs);
    b->places = cp_calloc(v->nrow + 1, sizeof *b->places);
    if (!b->start || !b->work || !b->rhs || !b->places)
        return cp_fail_nomem(err);
    return 0;
}

void cp_lp_basis_free(struct cp_lp_basis *b) {
    if (!b)
        return;
    umfpack.umfpack_di_free_numeric(&b->numeric);
    free(b->start);
    free(b->row);
    free(b->value);
    free(b->work);
    free(b->rhs);
    free(b->places);
    free(b->index);
    free(b->entry);
    free(b);
}

/* ---- factorisation ----------------------------------------------------------------------- */

static size_t length(const struct cp_lp_view *v, size_t j) {
    return j < v->ncol ? v->start[j + 1] - v->start[j] : 1;
}

/* Columns head[n] as UMFPACK's matrix. */
static int gather(struct cp_lp_basis *b, const size_t *head, size_t n, struct cp_error *err) {
    const struct cp_lp_view *v = b->v;
    size_t nnz = 0;
    for (size_t k = 0; k < n; k++)
        nnz += length(v, head[k]);
    if (nnz > INT_MAX || n > INT_MAX)
        return CP_ENUMERIC;
    if (nnz > b->cap || !b->row) {
        free(b->row);
        free(b->value);
        b->row = cp_calloc(nnz + 1, sizeof *b->row);
        b->value = cp_calloc(nnz + 1, sizeof *b->value);
        b->cap = nnz;
        if (!b->row || !b->value)
            return cp_fail_nomem(err);
    }
    nnz = 0;
    for (size_t k = 0; k < n; k++) {
        size_t j = head[k];
        if (j >= v->ncol) {
            b->row[nnz] = (int)(j - v->ncol);
            b->value[nnz++] = -1;
        } else {
            for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
                b->row[nnz] = (int)v->row[p];
                b->value[nnz++] = v->value[p];
            }
        }
        b->start[k + 1] = (int)nnz;
    }
    return 0;
}

static int code(int status, struct cp_error *err) {
    if (status == UMFPACK_ERROR_out_of_memory)
        return cp_fail_nomem(err);
    return status < 0 ? CP_ENUMERIC : 0; /* that it is singular is a warning only */
}

static int factor(struct cp_lp_basis *b, size_t n, struct cp_error *err) {
    void *symbolic = NULL;
    int m = (int)b->v->nrow;
    umfpack.umfpack_di_free_numeric(&b->numeric);
    b->nupdate = b->nentry = 0;
    int rc = code(umfpack.umfpack_di_symbolic(m, (int)n, b->start, b->row, b->value, &symbolic,
                                              b->control, b->info),
                  err);
    if (rc)
        goto out;
    rc = code(umfpack.umfpack_di_numeric(b->start, b->row, b->value, symbolic, &b->numeric,
                                         b->control, b->info),
              err);
out:
    umfpack.umfpack_di_free_symbolic(&symbolic);
    return rc;
}

/* What the factorisation took as pivots: column q[k] with row p[k] and this size. */
struct pivots {
    int *p, *q;
    double *size;
};

/* Factorise n columns, and what that took. Release t in any case. */
static int factor_columns(struct cp_lp_basis *b, const size_t *column, size_t n, struct pivots *t,
                          struct cp_error *err) {
    *t = (struct pivots){0};
    int rc = gather(b, column, n, err);
    if (rc)
        return rc;
    rc = factor(b, n, err);
    if (rc)
        return rc;
    *t = (struct pivots){.p = cp_calloc(b->v->nrow + 1, sizeof(int)),
                         .q = cp_calloc(n + 1, sizeof(int)),
                         .size = cp_calloc(b->v->nrow + 1, sizeof(double))};
    if (!t->p || !t->q || !t->size)
        return cp_fail_nomem(err);
    return code(umfpack.umfpack_di_get_numeric(NULL, NULL, NULL, NULL, NULL, NULL, t->p, t->q,
                                               t->size, NULL, NULL, b->numeric),
                err);
}

static void release_pivots(struct pivots *t) {
    free(t->p);
    free(t->q);
    free(t->size);
}

int cp_lp_basis_factor(struct cp_lp_basis *b, const size_t *head, struct cp_error *err) {
    size_t m = b->v->nrow;
    struct pivots t;
    int rc = factor_columns(b, head, m, &t, err);
    for (size_t k = 0; rc == 0 && k < m; k++)
        if (!(fabs(t.size[k]) > dependent))
            rc = CP_ENUMERIC;
    release_pivots(&t);
    b->limit = b->info[UMFPACK_LNZ] + b->info[UMFPACK_UNZ] > 0
                   ? (size_t)(b->info[UMFPACK_LNZ] + b->info[UMFPACK_UNZ])
                   : 0;
    return rc;
}

/* Keep the columns with a pivot, and the slacks of rows without. */
static int repair(struct cp_lp_basis *b, const size_t *candidate, size_t n, size_t *head,
                  size_t *replaced, struct cp_error *err) {
    size_t m = b->v->nrow, most = n < m ? n : m;
    struct pivots t;
    int rc = factor_columns(b, candidate, n, &t, err);
    if (rc)
        goto out;
    *replaced = 0;
    for (size_t k = 0; k < m; k++) {
        bool has = k < most && fabs(t.size[k]) > dependent;
        b->places[k] = has ? t.q[k] : -1 - t.p[k];
        *replaced += !has;
    }
    for (size_t k = 0; k < m; k++)
        head[k] =
            b->places[k] >= 0 ? candidate[b->places[k]] : b->v->ncol + (size_t)(-1 - b->places[k]);
out:
    release_pivots(&t);
    return rc;
}

int cp_lp_basis_choose(struct cp_lp_basis *b, const size_t *candidate, size_t n, size_t *head,
                       struct cp_error *err) {
    size_t m = b->v->nrow, replaced;
    size_t *square = cp_calloc(m + 1, sizeof *square);
    int rc = square ? repair(b, candidate, n, head, &replaced, err) : cp_fail_nomem(err);
    for (int k = 0; rc == 0; k++) {
        memcpy(square, head, m * sizeof *square);
        rc = repair(b, square, m, head, &replaced, err);
        if (rc || replaced == 0)
            break;
        if (k == REPAIRS_MAX)
            rc = CP_ENUMERIC;
    }
    free(square);
    return rc ? rc : cp_lp_basis_factor(b, head, err);
}

/* ---- solves ------------------------------------------------------------------------------ */

int cp_lp_basis_solve(struct cp_lp_basis *b, const double *rhs, double *out, struct cp_error *err) {
    int rc = code(umfpack.umfpack_di_wsolve(UMFPACK_A, b->start, b->row, b->value, out, rhs,
                                            b->numeric, b->control, b->info, b->places, b->work),
                  err);
    for (size_t k = 0; rc == 0 && k < b->nupdate; k++) {
        const struct update *u = &b->update[k];
        double t = out[u->place] / u->pivot;
        out[u->place] = t;
        if (t != 0)
            for (size_t p = u->start; p < u->end; p++)
                out[b->index[p]] -= b->entry[p] * t;
    }
    return rc;
}

int cp_lp_basis_column(struct cp_lp_basis *b, size_t j, double *out, struct cp_error *err) {
    const struct cp_lp_view *v = b->v;
    memset(b->rhs, 0, v->nrow * sizeof *b->rhs);
    if (j >= v->ncol)
        b->rhs[j - v->ncol] = -1;
    else
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            b->rhs[v->row[p]] = v->value[p];
    return cp_lp_basis_solve(b, b->rhs, out, err);
}

static bool reserve(struct cp_lp_basis *b, size_t more) {
    if (b->nentry + more <= b->entry_cap)
        return true;
    size_t cap = 2 * (b->nentry + more);
    uint32_t *index = cp_realloc(b->index, cap, sizeof *index);
    if (index)
        b->index = index;
    double *entry = index ? cp_realloc(b->entry, cap, sizeof *entry) : NULL;
    if (!entry)
        return false;
    b->entry = entry;
    b->entry_cap = cap;
    return true;
}

int cp_lp_basis_replace(struct cp_lp_basis *b, size_t place, const double *alpha, bool *due,
                        struct cp_error *err) {
    size_t m = b->v->nrow;
    struct update *u = &b->update[b->nupdate++];
    *due = false;
    if (!reserve(b, m))
        return cp_fail_nomem(err);
    *u = (struct update){.place = place, .start = b->nentry, .pivot = alpha[place]};
    for (size_t i = 0; i < m; i++)
        if (i != place && fabs(alpha[i]) > 1e-14) {
            b->index[b->nentry] = (uint32_t)i;
            b->entry[b->nentry++] = alpha[i];
        }
    u->end = b->nentry;
    *due = b->nupdate == UPDATES_MAX || b->nentry > 2 * b->limit + m;
    return 0;
}
