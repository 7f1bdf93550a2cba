/* Fronts of small and middle size by registers of eight numbers: sixteen rows by eight columns of a
 * product stay in them while it is summed. Calls of BLAS reach that speed from some hundred rows
 * on; those of tens are most of a planning program. */
#include "lp/factor/wide.h"
#include <math.h>

#if defined(__x86_64__) && !defined(CP_NO_CLONES)
#include <immintrin.h>

#define WIDE __attribute__((target("avx512f")))
#define INLINE static inline __attribute__((always_inline)) WIDE

enum { W = CP_LP_WIDE };

bool cp_lp_wide(void) {
    return __builtin_cpu_supports("avx512f");
}

/* Of a block's columns, one after another: what is indexed so stays in registers. */
/* clang-format off */
#define EACH(of) of(0) of(1) of(2) of(3) of(4) of(5) of(6) of(7)
/* clang-format on */

/* The first `rows` of eight. */
INLINE __mmask8 first(size_t rows) {
    return (__mmask8)(rows < W ? (1u << rows) - 1 : 0xff);
}

#define CLEAR(c) a[c] = b[c] = _mm512_setzero_pd();
#define ADD(c)                                                                                     \
    t = _mm512_set1_pd(q[c]);                                                                      \
    a[c] = _mm512_fmadd_pd(x, t, a[c]);                                                            \
    b[c] = _mm512_fmadd_pd(y, t, b[c]);
#define CLEAR1(c) a[c] = _mm512_setzero_pd();
#define ADD1(c) a[c] = _mm512_fmadd_pd(x, _mm512_set1_pd(q[c]), a[c]);

/* a, b: of `w` columns, rows p and the eight behind, as far as the mask has them, times rows q. */
INLINE void products2(const double *p, const double *q, size_t ld, size_t w, __mmask8 last,
                      __m512d *a, __m512d *b) {
    EACH(CLEAR)
    for (size_t k = 0; k < w; k++, p += ld, q += ld) {
        __m512d x = _mm512_loadu_pd(p), y = _mm512_maskz_loadu_pd(last, p + W), t;
        EACH(ADD)
    }
}

INLINE void products1(const double *p, const double *q, size_t ld, size_t w, __mmask8 last,
                      __m512d *a) {
    EACH(CLEAR1)
    for (size_t k = 0; k < w; k++, p += ld, q += ld) {
        __m512d x = _mm512_maskz_loadu_pd(last, p);
        EACH(ADD1)
    }
}

/* ---- update ------------------------------------------------------------------------------ */

/* Rows of column c from the diagonal on, where the block stands on it; columns before `from` have
 * been written. */
#define STORE(c)                                                                                   \
    if (c >= from) {                                                                               \
        __mmask8 m = (__mmask8)(rows & (diagonal ? 0xffu << c : 0xffu));                           \
        __m512d was = fresh ? _mm512_setzero_pd() : _mm512_maskz_loadu_pd(m, u + c * ld);          \
        _mm512_mask_storeu_pd(u + c * ld, m, _mm512_fnmadd_pd(s, a[c], was));                      \
    }

INLINE void store(double *u, size_t ld, const __m512d *a, __m512d s, __mmask8 rows, bool diagonal,
                  size_t from, bool fresh) {
    EACH(STORE)
}

struct update {
    double *u;
    const double *p;
    size_t n, ld, w;
    double sign;
    bool fresh;
};

/* Columns at..at + 7. */
WIDE static void update8(const struct update *t, size_t at, size_t from) {
    const double *p = t->p, *q = p + at;
    __m512d a[W], b[W], s = _mm512_set1_pd(t->sign);
    size_t n = t->n, i = at;
    double *to = t->u + at * n;
    for (; n - i > W; i += 2 * W) {
        __mmask8 last = first(n - i - W);
        products2(p + i, q, t->ld, t->w, last, a, b);
        store(to + i, n, a, s, 0xff, i == at, from, t->fresh);
        store(to + i + W, n, b, s, last, false, from, t->fresh);
        if (n - i <= 2 * W)
            return;
    }
    products1(p + i, q, t->ld, t->w, first(n - i), a);
    store(to + i, n, a, s, first(n - i), i == at, from, t->fresh);
}

void cp_lp_wide_update(double *u, size_t n, const double *p, size_t ld, size_t w, double sign,
                       bool fresh) {
    const struct update t = {u, p, n, ld, w, sign, fresh};
    size_t j = 0;
    for (; j + W <= n; j += W)
        update8(&t, j, 0);
    if (j < n)
        update8(&t, n - W, j - (n - W));
}

/* ---- panel ------------------------------------------------------------------------------- */

struct corner {
    size_t columns;
    double sign;    /* of its pivots */
    double l[W][W]; /* by columns; times that sign */
    double inverse[W];
};

/* The pivots of a corner from what is left of it. */
static bool pivots(double *p, size_t ld, const double *scale, size_t *replaced, struct corner *t) {
    size_t columns = t->columns;
    double sign = t->sign;
    for (size_t k = 0; k < columns; k++) {
        double *c = p + k * ld, d = sign * c[k];
        if (!cp_lp_wide_pivot(&d, scale[k], replaced))
            return false;
        c[k] = d;
        t->inverse[k] = sign / d;
        for (size_t i = k + 1; i < columns; i++) {
            c[i] *= t->inverse[k];
            t->l[k][i] = sign * c[i];
        }
        for (size_t j = k + 1; j < columns; j++)
            for (size_t i = j; i < columns; i++)
                p[j * ld + i] -= t->l[k][j] * c[i];
    }
    return true;
}

/* What columns before have of it is taken, and what stands above the diagonal left. */
#define TAKE(c)                                                                                    \
    if (c < columns) {                                                                             \
        __mmask8 m = (__mmask8)(rows & 0xffu << c);                                                \
        __m512d was = _mm512_maskz_loadu_pd(m, p + c * ld);                                        \
        _mm512_mask_storeu_pd(p + c * ld, m, _mm512_fnmadd_pd(s, a[c], was));                      \
    }
WIDE static void take_corner(double *p, const double *before, size_t ld, size_t w, size_t columns,
                             double sign) {
    __m512d a[W], s = _mm512_set1_pd(sign);
    __mmask8 rows = first(columns);
    products1(before, before, ld, w, rows, a);
    EACH(TAKE)
}

#define REST(c)                                                                                    \
    if (c < columns)                                                                               \
        a[c] = _mm512_fnmadd_pd(s, a[c], _mm512_maskz_loadu_pd(rows, p + c * ld));
#define BY(c, d) a[d] = _mm512_fnmadd_pd(a[c], _mm512_set1_pd(t->l[c][d]), a[d]);
#define BY7(c) BY(c, 7)
#define BY6(c) BY(c, 6) BY7(c)
#define BY5(c) BY(c, 5) BY6(c)
#define BY4(c) BY(c, 4) BY5(c)
#define BY3(c) BY(c, 3) BY4(c)
#define BY2(c) BY(c, 2) BY3(c)
#define BY1(c) BY(c, 1) BY2(c)
#define DIVIDE(c) a[c] = _mm512_mul_pd(a[c], _mm512_set1_pd(t->inverse[c]));
#define KEEP(c)                                                                                    \
    if (c < columns)                                                                               \
        _mm512_mask_storeu_pd(p + c * ld, rows, a[c]);

/* Eight rows p below a corner: what is left of them, divided by it. */
INLINE void divide(double *p, size_t ld, size_t columns, __m512d s, __mmask8 rows,
                   const struct corner *t, __m512d *a){
    EACH(REST) DIVIDE(0) BY1(0) DIVIDE(1) BY2(1) DIVIDE(2) BY3(2) DIVIDE(3) BY4(3) DIVIDE(4) BY5(4)
        DIVIDE(5) BY6(5) DIVIDE(6) BY7(6) DIVIDE(7) EACH(KEEP)}

/* `rows` rows p of them, before: of the `w` columns before, q those of the corner. */
WIDE static void divide_rows(double *p, const double *before, const double *q, size_t ld, size_t w,
                             size_t rows, const struct corner *t) {
    __m512d a[W], b[W], s = _mm512_set1_pd(t->sign);
    for (; rows > W; rows -= 2 * W, p += 2 * W, before += 2 * W) {
        __mmask8 last = first(rows - W);
        products2(before, q, ld, w, last, a, b);
        divide(p, ld, t->columns, s, 0xff, t, a);
        divide(p + W, ld, t->columns, s, last, t, b);
        if (rows <= 2 * W)
            return;
    }
    if (rows) {
        products1(before, q, ld, w, first(rows), a);
        divide(p, ld, t->columns, s, first(rows), t, a);
    }
}

bool cp_lp_wide_columns(double *p, size_t ld, size_t from, size_t to, size_t rows, double sign,
                        const double *scale, size_t *replaced) {
    struct corner t = {.sign = sign};
    for (size_t k = from, columns; k < to; k += columns) {
        columns = t.columns = to - k < W ? to - k : W;
        double *c = p + k * ld + k;
        const double *before = p + from * ld + k;
        if (k > from)
            take_corner(c, before, ld, k - from, columns, sign);
        if (!pivots(c, ld, scale + k, replaced, &t))
            return false;
        divide_rows(c + columns, before + columns, before, ld, k - from, rows - k - columns, &t);
    }
    return true;
}

/* ---- solve ------------------------------------------------------------------------------- */

/* Up to eight columns of a panel from the diagonal on, its columns behind them, and rows below. */
struct block {
    const double *p;
    size_t ld, columns, left, below;
};

/* One that is not there is the last again, with nothing. */
INLINE const double *column(const struct block *b, size_t c) {
    return b->p + (c < b->columns ? c : b->columns - 1) * b->ld;
}

/* The corner, whose rows before c have been taken from z; t: its unknowns. */
#define DOWN(c)                                                                                    \
    t[c] = _mm512_setzero_pd();                                                                    \
    if (c < b->columns) {                                                                          \
        const double *p = b->p + c * b->ld;                                                        \
        t[c] = _mm512_permutexvar_pd(_mm512_set1_epi64(c), x);                                     \
        t[c] = _mm512_mul_pd(t[c], _mm512_set1_pd(p[c]));                                          \
        __mmask8 m = (__mmask8)(rows & 0xfeu << c);                                                \
        x = _mm512_mask_mov_pd(x, (__mmask8)(1u << c), t[c]);                                      \
        x = _mm512_fnmadd_pd(_mm512_maskz_loadu_pd(m, p), t[c], x);                                \
    }
#define BELOW(c)                                                                                   \
    if (c < most)                                                                                  \
        x = _mm512_fnmadd_pd(_mm512_maskz_loadu_pd(m, column(b, c) + row + i), t[c], x);

/* Takes t from z, of n rows from `row` on. */
INLINE void take(const struct block *b, size_t row, double *z, size_t n, const __m512d *t,
                 size_t most) {
    for (size_t i = 0; i < n; i += W) {
        __mmask8 m = first(n - i);
        __m512d x = _mm512_maskz_loadu_pd(m, z + i);
        EACH(BELOW)
        _mm512_mask_storeu_pd(z + i, m, x);
    }
}

INLINE void forward_block(const struct block *b, double *z, double *below, size_t most) {
    __mmask8 rows = first(b->columns);
    __m512d t[W], x = _mm512_maskz_loadu_pd(rows, z);
    EACH(DOWN)
    _mm512_mask_storeu_pd(z, rows, x);
    take(b, b->columns, z + b->columns, b->left, t, most);
    take(b, b->columns + b->left, below, b->below, t, most);
}

#define ABOVE(c)                                                                                   \
    if (c < most)                                                                                  \
        a[c] = _mm512_fmadd_pd(_mm512_maskz_loadu_pd(m, column(b, c) + row + i), x, a[c]);

INLINE void sum(const struct block *b, size_t row, const double *z, size_t n, __m512d *a,
                size_t most) {
    for (size_t i = 0; i < n; i += W) {
        __mmask8 m = first(n - i);
        __m512d x = _mm512_maskz_loadu_pd(m, z + i);
        EACH(ABOVE)
    }
}

/* Sums of pairs of a and b, side by side; of quarters of both. */
INLINE __m512d pairs(__m512d a, __m512d b) {
    return _mm512_add_pd(_mm512_unpacklo_pd(a, b), _mm512_unpackhi_pd(a, b));
}
INLINE __m512d quarters(__m512d a, __m512d b) {
    return _mm512_add_pd(_mm512_shuffle_f64x2(a, b, 0x88), _mm512_shuffle_f64x2(a, b, 0xdd));
}

#define OFF(c, d) x[d] -= b->p[d * b->ld + c] * x[c];
#define OFF0(c)
#define OFF1(c) OFF0(c) OFF(c, 0)
#define OFF2(c) OFF1(c) OFF(c, 1)
#define OFF3(c) OFF2(c) OFF(c, 2)
#define OFF4(c) OFF3(c) OFF(c, 3)
#define OFF5(c) OFF4(c) OFF(c, 4)
#define OFF6(c) OFF5(c) OFF(c, 5)
#define OFF7(c) OFF6(c) OFF(c, 6)
#define UP(c)                                                                                      \
    if (c < b->columns) {                                                                          \
        z[c] = x[c] *= b->p[c * b->ld + c];                                                        \
        OFF##c(c)                                                                                  \
    }

INLINE void backward_block(const struct block *b, double *z, const double *below, size_t most) {
    __m512d a[W];
    double x[W];
    EACH(CLEAR1)
    sum(b, b->columns, z + b->columns, b->left, a, most);
    sum(b, b->columns + b->left, below, b->below, a, most);
    a[0] = quarters(quarters(pairs(a[0], a[1]), pairs(a[2], a[3])),
                    quarters(pairs(a[4], a[5]), pairs(a[6], a[7])));
    _mm512_storeu_pd(x, _mm512_sub_pd(_mm512_maskz_loadu_pd(first(b->columns), z), a[0]));
    UP(7) UP(6) UP(5) UP(4) UP(3) UP(2) UP(1) UP(0)
}

INLINE struct block block_at(const double *p, size_t front, size_t w, size_t k) {
    size_t columns = w - k < W ? w - k : W;
    return (struct block){p + k * front + k, front, columns, w - k - columns, front - w};
}

WIDE static void forward(const double *p, size_t front, size_t w, double *x, double *t) {
    for (size_t k = 0; k < w; k += W) {
        const struct block b = block_at(p, front, w, k);
        if (b.columns > W / 2)
            forward_block(&b, x + k, t, W);
        else
            forward_block(&b, x + k, t, W / 2);
    }
}

WIDE static void backward(const double *p, size_t front, size_t w, double *x, const double *t) {
    for (size_t k = (w - 1) / W * W + W; k > 0;) {
        k -= W;
        const struct block b = block_at(p, front, w, k);
        if (b.columns > W / 2)
            backward_block(&b, x + k, t, W);
        else
            backward_block(&b, x + k, t, W / 2);
    }
}

void cp_lp_wide_forward(const double *p, size_t front, size_t w, double *x, double *t) {
    forward(p, front, w, x, t);
}

void cp_lp_wide_backward(const double *p, size_t front, size_t w, double *x, const double *t) {
    backward(p, front, w, x, t);
}

#else

bool cp_lp_wide(void) {
    return false;
}
/* never called */
void cp_lp_wide_update(double *u, size_t n, const double *p, size_t ld, size_t w, double sign,
                       bool fresh) {
    (void)u, (void)n, (void)p, (void)ld, (void)w, (void)sign, (void)fresh;
}
bool cp_lp_wide_columns(double *p, size_t ld, size_t from, size_t to, size_t rows, double sign,
                        const double *scale, size_t *replaced) {
    (void)p, (void)ld, (void)from, (void)to, (void)rows, (void)sign, (void)scale, (void)replaced;
    return false;
}
void cp_lp_wide_forward(const double *p, size_t front, size_t w, double *x, double *t) {
    (void)p, (void)front, (void)w, (void)x, (void)t;
}
void cp_lp_wide_backward(const double *p, size_t front, size_t w, double *x, const double *t) {
    (void)p, (void)front, (void)w, (void)x, (void)t;
}
#endif
