/* Short loops and wide registers for small fronts, blocks through BLAS for large ones: calling that
 * for three by three costs more than the product. */
#include "lp/factor/dense.h"
#include "lp/factor/load.h"
#include "lp/factor/wide.h"
#include <config.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>

/* Of these versions the one for the machine at hand, which always takes the same. Static functions
 * alone: by what name other files call one, compilers do not agree. */
#if defined(__x86_64__) && !defined(CP_NO_CLONES)
#define WIDE __attribute__((target_clones("avx512f", "arch=haswell", "default")))
#else
#define WIDE
#endif
/* Becomes part of such a version: calling one costs more than the loop of a small front. Where
 * there is one alone it stays a function: of its copies each would have branches that are never
 * taken. */
#ifdef CP_NO_CLONES
#define INLINE static
#else
#define INLINE static inline __attribute__((always_inline))
#endif

/* BLAS as Fortran has it: GSL brings a slow cblas_ of its own. */
void dsyrk_(const char *uplo, const char *trans, const int *n, const int *k, const double *alpha,
            const double *a, const int *lda, const double *beta, double *c, const int *ldc);
void dtrsm_(const char *side, const char *uplo, const char *trans, const char *diag, const int *m,
            const int *n, const double *alpha, const double *a, const int *lda, double *b,
            const int *ldb);
void dgemm_(const char *transa, const char *transb, const int *m, const int *n, const int *k,
            const double *alpha, const double *a, const int *lda, const double *b, const int *ldb,
            const double *beta, double *c, const int *ldc);
void openblas_set_num_threads(int n);

/* Its functions. */
static struct {
    CP_LP_POINTER(dsyrk_)
    CP_LP_POINTER(dtrsm_)
    CP_LP_POINTER(dgemm_)
    CP_LP_POINTER(openblas_set_num_threads)
} blas;
static struct cp_lp_library library = {
    .soname = CP_OPENBLAS,
    .function = {CP_LP_FUNCTION(blas, dsyrk_), CP_LP_FUNCTION(blas, dtrsm_),
                 CP_LP_FUNCTION(blas, dgemm_), CP_LP_FUNCTION(blas, openblas_set_num_threads)},
};

/* Columns of a block and of a stripe of a panel; columns of a stripe of an update, and rows that
 * are a thread's: a whole number of these. */
enum { BLOCK = 48, PANEL_STRIPE = 144, STRIPE = 384, CHUNK = 384 };
static const double asks = 1e8; /* flops in one go after which the caller is asked */
static const double small_panel = 4000, small_update = 3000; /* flops */
static const double wide_update = 1e7;                       /* flops */
enum { FEW_WIDE = 3 };
/* By OpenBLAS: when it is loaded, and for every thread that calls it; of late for the first when
 * it is loaded. */
static const size_t itself = (size_t)1 << 26, mapped = (size_t)1 << 27;

/* OpenBLAS tries for ever to map what there is no room for. */
static int ask_room(size_t size, struct cp_error *err) {
    void *room = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED)
        return cp_fail_nomem(err);
    munmap(room, size);
    return 0;
}

int cp_lp_dense_load(struct cp_error *err) {
    static _Atomic bool loaded;
    int rc = loaded ? 0 : ask_room(itself + mapped, err);
    if (rc == 0)
        rc = cp_lp_load(&library, err);
    if (rc)
        return rc;
    loaded = true;
    blas.openblas_set_num_threads(1); /* the threads are ours */
    return 0;
}

bool cp_lp_dense_is_large(size_t front, size_t w) {
    double flops = (double)front * (double)front * (double)w;
    return flops >= fmin(small_panel, small_update);
}

int cp_lp_dense_reserve(int threads, struct cp_error *err) {
    static _Atomic int reserved;
    int wanted = threads - reserved, n = 1, one = 1;
    if (wanted <= 0)
        return 0;
    int rc = ask_room((size_t)wanted * mapped, err);
    if (rc)
        return rc;
    double a = 0, c = 0;
    blas.dsyrk_("L", "N", &n, &one, &a, &a, &one, &a, &c, &one);
    reserved = threads;
    return 0;
}

/* ---- loops ------------------------------------------------------------------------------- */

/* y -= a x */
INLINE void take1(double *restrict y, size_t n, double a, const double *restrict x) {
    for (size_t i = 0; i < n; i++)
        y[i] -= a * x[i];
}

/* y -= a0 x + a1 (x + ld) + ...: four columns at a time */
INLINE void take4(double *restrict y, size_t n, double a0, double a1, double a2, double a3,
                  const double *restrict x, size_t ld) {
    const double *x1 = x + ld, *x2 = x1 + ld, *x3 = x2 + ld;
    for (size_t i = 0; i < n; i++)
        y[i] -= (a0 * x[i] + a1 * x1[i]) + (a2 * x2[i] + a3 * x3[i]);
}

WIDE static void minus1(double *restrict y, size_t n, double a, const double *restrict x) {
    take1(y, n, a, x);
}

WIDE static void minus4(double *restrict y, size_t n, double a0, double a1, double a2, double a3,
                        const double *restrict x, size_t ld) {
    take4(y, n, a0, a1, a2, a3, x, ld);
}

/* y -= sign * sum over k of a[k * stride] times column k of x */
static void minus_columns(double *y, size_t rows, double sign, const double *a, size_t stride,
                          const double *x, size_t ld, size_t columns) {
    size_t k = 0;
    for (; k + 4 <= columns; k += 4, a += 4 * stride)
        minus4(y, rows, sign * a[0], sign * a[stride], sign * a[2 * stride], sign * a[3 * stride],
               x + k * ld, ld);
    for (; k < columns; k++, a += stride)
        minus1(y, rows, sign * a[0], x + k * ld);
}

size_t cp_lp_dense_runs(const uint32_t *place, size_t n, uint32_t *end) {
    size_t runs = 0;
    for (size_t i = n; i-- > 0;) {
        bool last = i + 1 == n || place[i + 1] != place[i] + 1;
        runs += last;
        end[i] = last ? (uint32_t)i + 1 : end[i + 1];
    }
    return runs;
}

WIDE static void add_runs(double *to, const double *c, const uint32_t *place, const uint32_t *end,
                          size_t from, size_t n) {
    for (size_t i = from, next; i < n; i = next) {
        double *restrict at = to + place[i];
        const double *restrict x = c + i;
        next = end[i];
        for (size_t k = 0; k < next - i; k++)
            at[k] += x[k];
    }
}

void cp_lp_dense_add(double *to, const double *c, const uint32_t *place, const uint32_t *end,
                     size_t from, size_t n) {
    add_runs(to, c, place, end, from, n);
}

/* ---- factor ------------------------------------------------------------------------------ */

/* Columns from..to of the panel, all of one sign, rows up to `rows`; the columns before have been
 * taken from them. */
static bool columns(double *p, size_t front, size_t from, size_t to, size_t rows, double sign,
                    const double *scale, size_t *replaced) {
    if (to - from >= FEW_WIDE && rows >= 2 * CP_LP_WIDE && cp_lp_wide())
        return cp_lp_wide_columns(p, front, from, to, rows, sign, scale, replaced);
    for (size_t k = from; k < to; k++) {
        double *c = p + k * front;
        minus_columns(c + k, rows - k, sign, p + from * front + k, front, p + from * front + k,
                      front, k - from);
        double d = sign * c[k];
        if (!cp_lp_wide_pivot(&d, scale[k], replaced))
            return false;
        c[k] = d;
        d = sign / d;
        for (size_t i = k + 1; i < rows; i++)
            c[i] *= d;
    }
    return true;
}

/* Columns from..to of a stripe, blocked; those before have been taken from them. */
static bool stripe(double *p, size_t front, size_t from, size_t to, double sign,
                   const double *scale, size_t *replaced) {
    int ld = (int)front;
    for (size_t k = from, next; k < to; k = next) {
        next = to - k > BLOCK + BLOCK / 2 ? k + BLOCK : to;
        double *block = p + k * front, minus = -sign, one = 1;
        int width = (int)(next - k), below = (int)(front - next), right = (int)(to - next);
        bool small =
            cp_lp_wide() || (double)width * (double)width * (double)(front - k) < small_panel;
        if (!columns(p, front, k, next, small ? front : next, sign, scale, replaced))
            return false;
        if (!small && below)
            blas.dtrsm_("R", "L", "T", "N", &below, &width, &sign, block + k, &ld, block + next,
                        &ld);
        if (right)
            blas.dgemm_("N", "T", &below, &right, &width, &minus, block + next, &ld, block + next,
                        &ld, &one, p + next * front + next, &ld);
    }
    return true;
}

/* Columns at..to of a panel, and some of those before. */
struct taking {
    double *p;
    size_t front, at, to, from, next;
    double sign;
};

/* What columns from..next take of rows that are a chunk, or more of them, of columns at..to. */
static void take_chunks(const void *ctx, size_t chunk, size_t end) {
    const struct taking *t = ctx;
    size_t row = t->at + chunk * CHUNK, last = t->at + end * CHUNK;
    int ld = (int)t->front, rows = (int)((last < t->front ? last : t->front) - row);
    int width = (int)(t->to - t->at), depth = (int)(t->next - t->from);
    double minus = -t->sign, one = 1, *before = t->p + t->from * t->front;
    blas.dgemm_("N", "T", &rows, &width, &depth, &minus, before + row, &ld, before + t->at, &ld,
                &one, t->p + t->at * t->front + row, &ld);
}

/* What columns from..at take of the stripe at..to, as many of them at once as may be waited for. */
static bool take_before(struct taking t, const struct cp_lp_party *by) {
    size_t rows = t.front - t.at, size = rows * (t.to - t.at);
    size_t most = (size_t)asks / size + PANEL_STRIPE;
    for (; t.from < t.at; t.from = t.next) {
        t.next = t.at - t.from > most ? t.from + most : t.at;
        cp_lp_pool_run(by->pool, (rows + CHUNK - 1) / CHUNK, 1, take_chunks, &t);
        if ((double)size * (double)(t.next - t.from) > asks && cp_lp_interrupted(&by->interrupt))
            return false;
    }
    return true;
}

/* Columns from..to, a stripe at a time: each is read and written once for all columns before. */
static bool group(double *p, size_t front, size_t from, size_t to, double sign, const double *scale,
                  size_t *replaced, const struct cp_lp_party *by) {
    for (size_t at = from, next; at < to; at = next) {
        next = to - at > PANEL_STRIPE + PANEL_STRIPE / 2 ? at + PANEL_STRIPE : to;
        if (!take_before((struct taking){p, front, at, next, from, at, sign}, by) ||
            !stripe(p, front, at, next, sign, scale, replaced))
            return false;
    }
    return true;
}

static bool factor(double *p, size_t front, size_t w, size_t positive, const double *scale,
                   size_t *replaced, const struct cp_lp_party *by) {
    if (!group(p, front, 0, positive, 1, scale, replaced, by))
        return false;
    if (positive == w)
        return true;
    double since = 0;
    for (size_t k = positive; k < w; k++) {
        minus_columns(p + k * front + k, front - k, 1, p + k, front, p + k, front, positive);
        since += (double)positive * (double)(front - k);
        if (since > asks && cp_lp_interrupted(&by->interrupt))
            return false;
        since = since > asks ? 0 : since;
    }
    return group(p, front, positive, w, -1, scale, replaced, by);
}

bool cp_lp_dense_panel(double *p, size_t front, size_t w, size_t positive, const double *scale,
                       size_t *replaced, const struct cp_lp_party *by) {
    if (!factor(p, front, w, positive, scale, replaced, by))
        return false;
    for (size_t k = 0; k < w; k++) /* solves are many, and a division is dear */
        p[k * front + k] = 1 / p[k * front + k];
    return true;
}

/* A product of which columns from..to are made now. */
struct product {
    double *u;
    const double *p;
    size_t n, ld, w, from, to;
    double minus, keep;
};

/* Rows from from + chunk * CHUNK on, as far as they are below the diagonal. */
static void update_chunks(const void *ctx, size_t chunk, size_t end) {
    const struct product *t = ctx;
    size_t row = t->from + chunk * CHUNK, last = t->from + end * CHUNK;
    int n = (int)t->n, rows = (int)((last < t->n ? last : t->n) - row), ld = (int)t->ld;
    int width = (int)t->w, columns = (int)((row < t->to ? row : t->to) - t->from);
    if (columns)
        blas.dgemm_("N", "T", &rows, &columns, &width, &t->minus, t->p + row, &ld, t->p + t->from,
                    &ld, &t->keep, t->u + t->from * t->n + row, &n);
    if (row < t->to)
        blas.dsyrk_("L", "N", &rows, &width, &t->minus, t->p + row, &ld, &t->keep,
                    t->u + row * t->n + row, &n);
}

/* A large product: a stripe of columns after another, rows of each by all threads. */
static bool update_stripes(struct product t, const struct cp_lp_party *by) {
    for (t.from = 0; t.from < t.n; t.from = t.to) {
        t.to = t.n - t.from < STRIPE ? t.n : t.from + STRIPE;
        cp_lp_pool_run(by->pool, (t.n - t.from + CHUNK - 1) / CHUNK, 1, update_chunks, &t);
        if ((double)(t.n - t.from) * STRIPE * (double)t.w > asks &&
            cp_lp_interrupted(&by->interrupt))
            return false;
    }
    return true;
}

static bool update(double *u, size_t n, const double *p, size_t front, size_t w, double sign,
                   bool fresh, const struct cp_lp_party *by) {
    double flops = (double)n * (double)n * (double)w;
    if (n >= CP_LP_WIDE && flops < wide_update && w >= FEW_WIDE && cp_lp_wide()) {
        cp_lp_wide_update(u, n, p, front, w, sign, fresh);
        return true;
    }
    if (flops > small_update)
        return update_stripes(
            (struct product){
                .u = u, .p = p, .n = n, .ld = front, .w = w, .minus = -sign, .keep = fresh ? 0 : 1},
            by);
    for (size_t j = 0; j < n; j++) {
        if (fresh)
            memset(u + j * n + j, 0, (n - j) * sizeof *u);
        minus_columns(u + j * n + j, n - j, sign, p + j, front, p + j, front, w);
    }
    return true;
}

bool cp_lp_dense_update(double *u, const double *p, size_t front, size_t w, size_t positive,
                        bool fresh, const struct cp_lp_party *by) {
    size_t n = front - w;
    if (positive && !update(u, n, p + w, front, positive, 1, fresh, by))
        return false;
    return positive == w ||
           update(u, n, p + positive * front + w, front, w - positive, -1, fresh && !positive, by);
}

/* ---- solve ------------------------------------------------------------------------------- */

WIDE static void forward(const double *restrict p, size_t front, size_t w, double *restrict x,
                         double *restrict t) {
    size_t k = 0, below = front - w;
    for (; k < w; k++) {
        x[k] *= p[k * front + k];
        take1(x + k + 1, w - k - 1, x[k], p + k * front + k + 1);
    }
    for (k = 0; k + 4 <= w; k += 4)
        take4(t, below, x[k], x[k + 1], x[k + 2], x[k + 3], p + k * front + w, front);
    for (; k < w; k++)
        take1(t, below, x[k], p + k * front + w);
}

void cp_lp_dense_forward(const double *p, size_t front, size_t w, double *x, double *t) {
    if (cp_lp_wide())
        cp_lp_wide_forward(p, front, w, x, t);
    else
        forward(p, front, w, x, t);
}

/* The products of four columns with b at once: b is read once, and no sum waits for another. */
INLINE void dot4(const double *restrict a, size_t ld, const double *restrict b, size_t n,
                 double *restrict x) {
    const double *a1 = a + ld, *a2 = a1 + ld, *a3 = a2 + ld;
    double s[4][8] = {{0}}, r[4] = {0};
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t k = 0; k < 8; k++) {
            s[0][k] += a[i + k] * b[i + k];
            s[1][k] += a1[i + k] * b[i + k];
            s[2][k] += a2[i + k] * b[i + k];
            s[3][k] += a3[i + k] * b[i + k];
        }
    for (; i < n; i++) {
        r[0] += a[i] * b[i];
        r[1] += a1[i] * b[i];
        r[2] += a2[i] * b[i];
        r[3] += a3[i] * b[i];
    }
    for (size_t c = 0; c < 4; c++)
        x[c] -= r[c] + (((s[c][0] + s[c][4]) + (s[c][2] + s[c][6])) +
                        ((s[c][1] + s[c][5]) + (s[c][3] + s[c][7])));
}

INLINE double dot(const double *restrict a, const double *restrict b, size_t n) {
    double s[8] = {0}, r = 0;
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t k = 0; k < 8; k++)
            s[k] += a[i + k] * b[i + k];
    for (; i < n; i++)
        r += a[i] * b[i];
    return r + (((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7])));
}

WIDE static void backward(const double *restrict p, size_t front, size_t w, double *restrict x,
                          const double *restrict t) {
    size_t k = 0, below = front - w;
    for (; k + 4 <= w; k += 4)
        dot4(p + k * front + w, front, t, below, x + k);
    for (; k < w; k++)
        x[k] -= dot(p + k * front + w, t, below);
    for (k = w; k-- > 0;) {
        const double *c = p + k * front;
        x[k] -= dot(c + k + 1, x + k + 1, w - k - 1);
        x[k] *= c[k];
    }
}

void cp_lp_dense_backward(const double *p, size_t front, size_t w, double *x, const double *t) {
    if (cp_lp_wide())
        cp_lp_wide_backward(p, front, w, x, t);
    else
        backward(p, front, w, x, t);
}
