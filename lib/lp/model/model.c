#include "lp/model/model.h"
#include "lp/model/share.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct cp_lp *cp_lp_new(void) {
    return cp_calloc(1, sizeof(struct cp_lp));
}

void cp_lp_free(struct cp_lp *m) {
    if (!m)
        return;
    cp_lp_free_arrays(m);
    free(m->added.triplet);
    cp_names_release(&m->names.col);
    cp_names_release(&m->names.row);
    free(m->block.of_row);
    free(m);
}

void cp_lp_set_namer(struct cp_lp *m, cp_lp_namer *namer, void *ctx) {
    m->names.namer = namer;
    m->names.ctx = ctx;
}

/* ---- building ---------------------------------------------------------------------------- */

static void reopen(struct cp_lp *m) {
    if (m->closed)
        cp_lp_unshare(m);
    m->closed = false;
}

static bool resize(double **a, size_t cap) {
    double *grown = cp_realloc(*a, cap, sizeof **a);
    if (grown)
        *a = grown;
    return grown;
}

static bool reserve_cols(struct cp_lp *m, size_t n) {
    if (n > (size_t)CP_NAME_NONE - m->ncol)
        return false;
    if (m->ncol + n <= m->col_cap)
        return true;
    size_t cap = m->ncol + n > m->col_cap * 2 ? m->ncol + n + 16 : m->col_cap * 2;
    if (!resize(&m->cost, cap) || !resize(&m->lower, cap) || !resize(&m->upper, cap))
        return false;
    bool *integer = cp_realloc(m->integer, cap, sizeof *integer);
    if (!integer)
        return false;
    m->integer = integer;
    m->col_cap = cap;
    return true;
}

size_t cp_lp_add_cols(struct cp_lp *m, size_t n, double cost, double lower, double upper) {
    reopen(m);
    if (m->oom || !reserve_cols(m, n)) {
        m->oom = true;
        return SIZE_MAX;
    }
    for (size_t j = m->ncol; j < m->ncol + n; j++) {
        m->cost[j] = cost;
        m->lower[j] = lower;
        m->upper[j] = upper;
        m->integer[j] = false;
    }
    m->ncol += n;
    return m->ncol - n;
}

size_t cp_lp_add_col(struct cp_lp *m, double cost, double lower, double upper) {
    return cp_lp_add_cols(m, 1, cost, lower, upper);
}

size_t cp_lp_add_row(struct cp_lp *m, double lower, double upper) {
    reopen(m);
    if (m->nrow == m->row_cap && !m->oom) {
        size_t cap = m->row_cap ? m->row_cap * 2 : 16;
        if (m->nrow == CP_NAME_NONE || !resize(&m->row_lower, cap) || !resize(&m->row_upper, cap))
            m->oom = true;
        else
            m->row_cap = cap;
    }
    if (m->oom)
        return SIZE_MAX;
    m->row_lower[m->nrow] = lower;
    m->row_upper[m->nrow] = upper;
    return m->nrow++;
}

/* An index that no builder returned is the caller's bug, unless memory ran out before: then nothing
 * is changed any more. */
static bool has_col(struct cp_lp *m, size_t col) {
    reopen(m);
    if (col >= m->ncol)
        m->misuse = true;
    return col < m->ncol && !m->oom;
}

static bool has_row(struct cp_lp *m, size_t row) {
    reopen(m);
    if (row >= m->nrow)
        m->misuse = true;
    return row < m->nrow && !m->oom;
}

void cp_lp_set_integer(struct cp_lp *m, size_t col) {
    if (has_col(m, col) && !m->integer[col]) {
        m->integer[col] = true;
        m->ninteger++;
    }
}

void cp_lp_set_cost(struct cp_lp *m, size_t col, double cost) {
    if (has_col(m, col))
        m->cost[col] = cost;
}

void cp_lp_add_cost(struct cp_lp *m, size_t col, double cost) {
    if (has_col(m, col))
        m->cost[col] += cost;
}

void cp_lp_set_col_bounds(struct cp_lp *m, size_t col, double lower, double upper) {
    if (has_col(m, col)) {
        m->lower[col] = lower;
        m->upper[col] = upper;
    }
}

void cp_lp_set_row_bounds(struct cp_lp *m, size_t row, double lower, double upper) {
    if (has_row(m, row)) {
        m->row_lower[row] = lower;
        m->row_upper[row] = upper;
    }
}

void cp_lp_add_coef(struct cp_lp *m, size_t row, size_t col, double value) {
    if (!has_row(m, row) || !has_col(m, col))
        return;
    if (m->oom ||
        !cp_grow(&m->added.triplet, &m->added.cap, m->added.n, sizeof *m->added.triplet)) {
        m->oom = true;
        return;
    }
    m->added.triplet[m->added.n++] =
        (struct cp_lp_triplet){.row = (uint32_t)row, .col = (uint32_t)col, .value = value};
}

void cp_lp_set_constant(struct cp_lp *m, double c0) {
    m->constant = c0;
    reopen(m);
}

bool cp_lp_maximises(const struct cp_lp *m) {
    return m->maximise;
}

/* ---- closing ----------------------------------------------------------------------------- */

/* Put what was compressed before in front of the new triplets. */
static bool merge_compressed(struct cp_lp *m) {
    size_t n = m->nnz + m->added.n;
    struct cp_lp_triplet *all = cp_calloc(n ? n : 1, sizeof *all);
    if (!all)
        return false;
    size_t k = 0;
    for (size_t j = 0; j < m->start_ncol; j++)
        for (size_t p = m->start[j]; p < m->start[j + 1]; p++)
            all[k++] =
                (struct cp_lp_triplet){.row = m->row[p], .col = (uint32_t)j, .value = m->value[p]};
    if (m->added.n)
        memcpy(all + k, m->added.triplet, m->added.n * sizeof *all);
    free(m->added.triplet);
    m->added.triplet = all;
    m->added.cap = m->added.n = n;
    return true;
}

/* Two stable counting sorts, by row and then by column, so that time is linear. */
static bool sort_triplets(struct cp_lp *m, const struct cp_lp_triplet **sorted,
                          struct cp_lp_triplet **spare) {
    size_t n = m->added.n, buckets = (m->ncol > m->nrow ? m->ncol : m->nrow) + 1;
    size_t *at = cp_calloc(buckets, sizeof *at);
    struct cp_lp_triplet *by_row = cp_calloc(n ? n : 1, sizeof *by_row);
    *spare = by_row;
    if (!at || !by_row) {
        free(at);
        return false;
    }
    for (size_t k = 0; k < n; k++)
        at[m->added.triplet[k].row + 1u]++;
    for (size_t i = 1; i < buckets; i++)
        at[i] += at[i - 1];
    for (size_t k = 0; k < n; k++)
        by_row[at[m->added.triplet[k].row]++] = m->added.triplet[k];
    memset(at, 0, buckets * sizeof *at);
    for (size_t k = 0; k < n; k++)
        at[by_row[k].col + 1u]++;
    for (size_t i = 1; i < buckets; i++)
        at[i] += at[i - 1];
    for (size_t k = 0; k < n; k++)
        m->added.triplet[at[by_row[k].col]++] = by_row[k];
    free(at);
    *sorted = m->added.triplet;
    return true;
}

static int compress(struct cp_lp *m, struct cp_error *err) {
    struct cp_lp_triplet *spare = NULL;
    const struct cp_lp_triplet *t = NULL;
    size_t *start = cp_calloc(m->ncol + 1, sizeof *start);
    uint32_t *row = NULL;
    double *value = NULL;
    int rc = 0;
    if (!start || !sort_triplets(m, &t, &spare))
        goto nomem;
    size_t n = m->added.n;
    row = cp_calloc(n ? n : 1, sizeof *row);
    value = cp_calloc(n ? n : 1, sizeof *value);
    if (!row || !value)
        goto nomem;
    size_t nnz = 0;
    for (size_t k = 0; k < n;) {
        size_t first = k;
        double sum = 0;
        for (; k < n && t[k].row == t[first].row && t[k].col == t[first].col; k++)
            sum += t[k].value;
        if (sum == 0)
            continue;
        row[nnz] = t[first].row;
        value[nnz++] = sum;
        start[t[first].col + 1u]++;
    }
    for (size_t j = 0; j < m->ncol; j++)
        start[j + 1] += start[j];
    free(m->start);
    free(m->row);
    free(m->value);
    free(m->added.triplet);
    m->start = start;
    m->row = row;
    m->value = value;
    m->nnz = nnz;
    m->added.triplet = NULL;
    m->added.cap = m->added.n = 0;
    start = NULL;
    row = NULL;
    value = NULL;
    goto out;
nomem:
    rc = cp_fail_nomem(err);
out:
    free(start);
    free(row);
    free(value);
    free(spare);
    return rc;
}

static int check_bounds(const struct cp_lp *m, char kind, size_t n, const double *lower,
                        const double *upper, struct cp_error *err) {
    int rc = 0;
    for (size_t k = 0; k < n; k++) {
        double lo = lower[k], up = upper[k];
        if (lo <= up && lo < CP_LP_INF && up > -CP_LP_INF)
            continue;
        char name[CP_LP_NAME_SIZE], a[CP_NUMBER_SIZE], b[CP_NUMBER_SIZE];
        cp_lp_name(m, kind, k, name);
        cp_number_format(a, lo);
        cp_number_format(b, up);
        rc = cp_fail(err, CP_EINPUT, "%s '%s': bounds from %s to %s hold no number",
                     kind == 'c' ? "column" : "row", name, a, b);
    }
    return rc;
}

static int check_values(const struct cp_lp *m, struct cp_error *err) {
    char col[CP_LP_NAME_SIZE], row[CP_LP_NAME_SIZE];
    int rc = 0;
    for (size_t j = 0; j < m->ncol; j++) {
        if (!isfinite(m->cost[j])) {
            cp_lp_name(m, 'c', j, col);
            rc = cp_fail(err, CP_EINPUT, "column '%s': the cost is not a finite number", col);
        }
        for (size_t p = m->start[j]; p < m->start[j + 1]; p++)
            if (!isfinite(m->value[p])) {
                cp_lp_name(m, 'c', j, col);
                cp_lp_name(m, 'r', m->row[p], row);
                rc = cp_fail(err, CP_EINPUT,
                             "column '%s', row '%s': the coefficient is not a finite number", col,
                             row);
            }
    }
    if (!isfinite(m->constant))
        rc = cp_fail(err, CP_EINPUT, "the objective's constant is not a finite number");
    return rc;
}

int cp_lp_finish(struct cp_lp *m, struct cp_error *err) {
    if (m->closed)
        return 0;
    if (m->oom)
        return cp_fail_nomem(err);
    if (m->misuse)
        return cp_fail(err, CP_EINTERNAL, "a row or column was used before it was added");
    if (m->nnz && m->added.n) {
        if (!merge_compressed(m))
            return cp_fail_nomem(err);
        m->nnz = 0;
    }
    if (m->added.n || !m->start) {
        int rc = compress(m, err);
        if (rc)
            return rc;
    } else {
        size_t *start = cp_realloc(m->start, m->ncol + 1, sizeof *start);
        if (!start)
            return cp_fail_nomem(err);
        for (size_t j = m->start_ncol; j < m->ncol; j++)
            start[j + 1] = start[j];
        m->start = start;
    }
    m->start_ncol = m->ncol;
    int rc = check_values(m, err), rc2 = check_bounds(m, 'c', m->ncol, m->lower, m->upper, err);
    int rc3 = check_bounds(m, 'r', m->nrow, m->row_lower, m->row_upper, err);
    rc = rc ? rc : rc2 ? rc2 : rc3;
    m->closed = rc == 0;
    return rc;
}

struct cp_lp_view cp_lp_view(const struct cp_lp *m) {
    return (struct cp_lp_view){.ncol = m->ncol,
                               .nrow = m->nrow,
                               .nnz = m->nnz,
                               .start = m->start,
                               .row = m->row,
                               .value = m->value,
                               .cost = m->cost,
                               .lower = m->lower,
                               .upper = m->upper,
                               .row_lower = m->row_lower,
                               .row_upper = m->row_upper,
                               .integer = m->ninteger ? m->integer : NULL,
                               .block = m->block.n == m->nrow ? m->block.of_row : NULL,
                               .constant = m->constant};
}

/* ---- names ------------------------------------------------------------------------------- */

void cp_lp_name(const struct cp_lp *m, char kind, size_t index, char buf[CP_LP_NAME_SIZE]) {
    const struct cp_names *names = kind == 'c' ? &m->names.col : &m->names.row;
    if (m->names.namer)
        m->names.namer(m->names.ctx, kind, index, buf);
    else if (index < names->n)
        snprintf(buf, CP_LP_NAME_SIZE, "%s", names->text[index]);
    else
        snprintf(buf, CP_LP_NAME_SIZE, "%c%zu", kind, index + 1);
}
