/* Normal equations with long columns as unknowns of their own. */
#include "lp/ipm/normal.h"
#include "lp/factor/supernodal.h"
#include "lp/factor/vector.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Entries of a column that are too many: of these limits the one with the cheaper factor. Of 69
 * public programs 12 lost the accuracy of 14 and without an end some cost ten times as much, so the
 * first is kept until the other costs much less; that takes a tenth of small planning programs'
 * flops, and is not looked at where it would leave nearly as many entries in the matrix, nor where
 * an iteration is dear: of 50 scenarios of a plan the lower limit takes half of the factor, and
 * then breaks down at 1e-8, where the first comes to its end. Of ten, ordered one by one, it does
 * not: blocks may be dearer. */
static const size_t limits[] = {41, 13};
static const double much_less = 0.7, nearly = 0.9, dear = 2e8, dear_blocks = 2.5e9;
/* Of the rows, and relative to their diagonal: of normal equations just what keeps dependent rows
 * apart; of the whole system as well the pivots of rows that have nothing on their diagonal. */
static const double regular_normal = 1e-14, regular_whole = 1e-8;
static const double stronger = 1e2, strongest = 2e-8; /* where it broke down */
static const double most = 1e100;                     /* of 1/theta */

enum { LINKS = UINT32_MAX }; /* block of a column that has rows of two */

struct cp_lp_normal {
    const struct cp_lp_view *v;
    const struct cp_lp_transpose *rows;
    struct cp_lp_pool *pool;
    struct cp_lp_interrupt interrupt;
    double regular;
    bool blocks; /* are known */
    size_t nlong;
    uint32_t *column; /* nlong */
    uint32_t *node;   /* ncol: the unknown that a long column is, else 0 */
    uint32_t *block; /* nrow + nlong: of each unknown, until it is analysed; NULL: none are known */
    size_t entries;  /* of the system's lower triangle */
    size_t *start;   /* its pattern, until it is analysed */
    uint32_t *index;
    struct cp_lp_supernodal *f;
};

/* ---- the matrix -------------------------------------------------------------------------- */

/* The block of column j: that of its rows, or LINKS. */
static uint32_t block_of(const struct cp_lp_view *v, size_t j) {
    uint32_t found = 0;
    for (size_t p = v->start[j]; p < v->start[j + 1]; p++) {
        uint32_t b = v->block[v->row[p]];
        if (found && b && b != found)
            return LINKS;
        found = b ? b : found;
    }
    return found;
}

/* Are what the program says are blocks linked by few rows and columns? */
static bool has_blocks(const struct cp_lp_view *v) {
    size_t links = 0;
    for (size_t i = 0; v->block && i < v->nrow; i++)
        links += v->block[i] == 0;
    for (size_t j = 0; v->block && j < v->ncol; j++)
        links += block_of(v, j) == LINKS;
    return v->block && links < v->nrow / 10;
}

/* Long columns, and those that link blocks. */
static bool find_long(struct cp_lp_normal *n, size_t least) {
    const struct cp_lp_view *v = n->v;
    n->node = cp_calloc(v->ncol + 1, sizeof *n->node);
    n->column = cp_calloc(v->ncol + 1, sizeof *n->column);
    if (!n->node || !n->column)
        return false;
    for (size_t j = 0; j < v->ncol; j++)
        if (v->start[j + 1] - v->start[j] >= least || (n->blocks && block_of(v, j) == LINKS)) {
            n->node[j] = (uint32_t)(v->nrow + n->nlong);
            n->column[n->nlong++] = (uint32_t)j;
        }
    if (v->nrow + n->nlong >= UINT32_MAX || !n->blocks)
        return v->nrow + n->nlong < UINT32_MAX;
    n->block = cp_calloc(v->nrow + n->nlong + 1, sizeof *n->block);
    if (!n->block)
        return false;
    memcpy(n->block, v->block, v->nrow * sizeof *n->block);
    for (size_t l = 0; l < n->nlong; l++) {
        uint32_t b = block_of(v, n->column[l]);
        n->block[v->nrow + l] = b == LINKS ? 0 : b;
    }
    return true;
}

/* Rows k >= i that share a short column with row i, and its long columns; counts only when `index`
 * is NULL. */
static size_t pattern_col(const struct cp_lp_normal *n, size_t i, uint32_t *mark, uint32_t *index) {
    const struct cp_lp_view *v = n->v;
    const struct cp_lp_transpose *r = n->rows;
    size_t count = 1;
    mark[i] = (uint32_t)i + 1;
    if (index)
        index[0] = (uint32_t)i;
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++) {
        size_t j = r->col[q];
        if (n->node[j]) {
            if (index)
                index[count] = n->node[j];
            count++;
            continue;
        }
        for (size_t p = r->pos[q] + 1; p < v->start[j + 1]; p++) {
            uint32_t k = v->row[p];
            if (mark[k] == i + 1)
                continue;
            mark[k] = (uint32_t)i + 1;
            if (index)
                index[count] = k;
            count++;
        }
    }
    return count;
}

static bool goes_on(size_t row, const struct cp_lp_interrupt *interrupt) {
    return row % CP_LP_ASK_EVERY > 0 || !cp_lp_interrupted(interrupt);
}

/* False: out of memory, or interrupted. */
static bool make_pattern(struct cp_lp_normal *n, const struct cp_lp_interrupt *interrupt) {
    size_t m = n->v->nrow, all = m + n->nlong;
    bool on = true;
    uint32_t *mark = cp_calloc(m + 1, sizeof *mark);
    n->start = cp_calloc(all + 1, sizeof *n->start);
    if (mark && n->start) {
        for (size_t i = 0; i < m && (on = on && goes_on(i, interrupt)); i++)
            n->start[i + 1] = n->start[i] + pattern_col(n, i, mark, NULL);
        for (size_t i = m; i < all && on; i++)
            n->start[i + 1] = n->start[i] + 1;
        n->entries = n->start[all];
        n->index = cp_calloc(n->entries + 1, sizeof *n->index);
        memset(mark, 0, m * sizeof *mark);
        for (size_t i = 0; i < m && n->index && (on = on && goes_on(i, interrupt)); i++)
            pattern_col(n, i, mark, n->index + n->start[i]);
        for (size_t i = m; i < all && n->index && on; i++)
            n->index[n->start[i]] = (uint32_t)i;
    }
    free(mark);
    return n->index && on;
}

struct filling {
    const struct cp_lp_normal *n;
    const double *theta, *diagonal;
};

/* Column i: sum over the columns j of row i of a_ij theta_j a_kj, or the entries of a long one. The
 * first two factors are of the row that comes first in the program, whatever the order: the same
 * bits. */
static void fill_column(const void *ctx, size_t i, const uint32_t *place, double *column) {
    const struct filling *t = ctx;
    const struct cp_lp_normal *n = t->n;
    const struct cp_lp_view *v = n->v;
    const struct cp_lp_transpose *r = n->rows;
    double *own = column + place[i];
    if (i >= v->nrow) {
        size_t j = n->column[i - v->nrow];
        *own = -fmin(1 / t->theta[j], most);
        for (size_t p = v->start[j]; p < v->start[j + 1]; p++)
            column[place[v->row[p]]] += v->value[p];
        return;
    }
    for (size_t q = r->start[i]; q < r->start[i + 1]; q++) {
        size_t j = r->col[q];
        if (n->node[j]) {
            column[place[n->node[j]]] += r->value[q];
            continue;
        }
        double a = r->value[q], theta = t->theta[j], scale = a * theta;
        size_t p = v->start[j];
        for (; v->row[p] < i; p++)
            column[place[v->row[p]]] += v->value[p] * theta * a;
        for (; p < v->start[j + 1]; p++)
            column[place[v->row[p]]] += scale * v->value[p];
    }
    *own += t->diagonal[i];
    *own += n->regular * (1 + *own);
}

/* ---- life -------------------------------------------------------------------------------- */

static struct cp_lp_normal *new_system(const struct cp_lp_view *v,
                                       const struct cp_lp_transpose *rows, size_t least,
                                       bool blocks, struct cp_lp_pool *pool,
                                       const struct cp_lp_interrupt *interrupt) {
    struct cp_lp_normal *n = cp_calloc(1, sizeof *n);
    if (!n)
        return NULL;
    n->v = v;
    n->rows = rows;
    n->pool = pool;
    n->blocks = blocks;
    n->interrupt = *interrupt;
    n->regular = least > 1 ? regular_normal : regular_whole;
    if (find_long(n, least) && make_pattern(n, interrupt))
        return n;
    cp_lp_normal_free(n);
    return NULL;
}

static int analyse(struct cp_lp_normal *n, const struct cp_lp_interrupt *interrupt,
                   struct cp_error *err) {
    size_t all = n->v->nrow + n->nlong;
    bool *negative = cp_calloc(all + 1, sizeof *negative);
    if (!negative)
        return cp_fail_nomem(err);
    for (size_t i = n->v->nrow; i < all; i++)
        negative[i] = true;
    struct cp_lp_pattern a = {all, n->start, n->index, negative, n->block};
    int rc = cp_lp_supernodal_new(&a, n->pool, interrupt, &n->f, err);
    free(negative);
    free(n->start);
    free(n->index);
    free(n->block);
    n->start = NULL;
    n->index = n->block = NULL;
    return rc;
}

/* Of an iteration, as flops: a number of the factor costs a direction, which is bound by memory, as
 * much as 32 of them in a dense front. */
static double cost(const struct cp_lp_normal *n) {
    return cp_lp_normal_flops(n) + 8 * 32 * cp_lp_normal_fill(n);
}

/* Looks at the lower limit, which may be worth it. */
static int choose(struct cp_lp_normal **n, const struct cp_lp_interrupt *interrupt,
                  struct cp_error *err) {
    if (cost(*n) > ((*n)->blocks ? dear_blocks : dear))
        return 0;
    struct cp_lp_normal *other =
        new_system((*n)->v, (*n)->rows, limits[1], (*n)->blocks, (*n)->pool, interrupt);
    int rc = other || cp_lp_interrupted(interrupt) ? 0 : cp_fail_nomem(err);
    if (other && (double)other->entries < nearly * (double)(*n)->entries) {
        rc = analyse(other, interrupt, err);
        if (rc == 0 && cost(other) < much_less * cost(*n)) {
            cp_lp_normal_free(*n);
            *n = other;
            return 0;
        }
    }
    cp_lp_normal_free(other);
    return rc;
}

int cp_lp_normal_new(const struct cp_lp_view *v, const struct cp_lp_transpose *rows,
                     enum cp_lp_normal_form form, struct cp_lp_pool *pool,
                     const struct cp_lp_interrupt *interrupt, struct cp_lp_normal **out,
                     struct cp_error *err) {
    struct cp_lp_normal *n =
        new_system(v, rows, form == CP_LP_WHOLE ? 1 : limits[0], has_blocks(v), pool, interrupt);
    *out = NULL;
    if (!n)
        return cp_lp_interrupted(interrupt) ? CP_ENUMERIC : cp_fail_nomem(err);
    int rc = analyse(n, interrupt, err);
    if (rc == 0 && form == CP_LP_NORMAL)
        rc = choose(&n, interrupt, err);
    if (rc)
        cp_lp_normal_free(n);
    else
        *out = n;
    return rc;
}

void cp_lp_normal_free(struct cp_lp_normal *n) {
    if (!n)
        return;
    cp_lp_supernodal_free(n->f);
    free(n->column);
    free(n->node);
    free(n->start);
    free(n->index);
    free(n->block);
    free(n);
}

double cp_lp_normal_fill(const struct cp_lp_normal *n) {
    return cp_lp_supernodal_fill(n->f);
}

double cp_lp_normal_flops(const struct cp_lp_normal *n) {
    return cp_lp_supernodal_flops(n->f);
}

int cp_lp_normal_factor(struct cp_lp_normal *n, const double *theta, const double *diagonal) {
    return cp_lp_supernodal_factor(n->f, fill_column, &(struct filling){n, theta, diagonal});
}

bool cp_lp_normal_regularise(struct cp_lp_normal *n) {
    if (cp_lp_interrupted(&n->interrupt) || n->regular * stronger > strongest)
        return false;
    n->regular *= stronger;
    cp_lp_supernodal_skip(n->f);
    return true;
}

size_t cp_lp_normal_long(const struct cp_lp_normal *n, const uint32_t **column) {
    *column = n->column;
    return n->nlong;
}

void cp_lp_normal_solve(struct cp_lp_normal *n, double *x) {
    cp_lp_supernodal_solve(n->f, x);
}
