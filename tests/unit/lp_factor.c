/* The factorisation of quasi-definite systems against elimination with pivots on a dense copy. */
#include "tap.h"
#include "lp/factor/dense.h"
#include "lp/factor/supernodal.h"
#include <stdlib.h>

/* [H A'; A -G]: H and G positive definite, `m` and `n` of them, in a random order. */
struct system {
    size_t n;
    size_t *start;
    uint32_t *index;
    bool *negative;
    double *dense; /* both triangles */
};

static const struct cp_lp_interrupt forever = {0};
static uint64_t seed = 12345;

static double uniform(void) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 11) / 9007199254740992.0 * 2 - 1;
}

static void release(struct system *s) {
    free(s->start);
    free(s->index);
    free(s->negative);
    free(s->dense);
}

/* From a dense symmetric matrix. */
static void compress(struct system *s) {
    size_t n = s->n, nnz = 0;
    s->start = calloc(n + 1, sizeof *s->start);
    s->index = calloc(n * n + 1, sizeof *s->index);
    for (size_t j = 0; j < n; j++) {
        for (size_t i = j; i < n; i++)
            if (i == j || s->dense[i + j * n] != 0)
                s->index[nnz++] = (uint32_t)i;
        s->start[j + 1] = nnz;
    }
}

/* `per` entries a column beside a chain, and everything tied to the last `dense` unknowns. */
static struct system random_system(size_t n, double part_negative, size_t per, size_t dense) {
    struct system s = {.n = n};
    double *d = s.dense = calloc(n * n + 1, sizeof *d);
    s.negative = calloc(n + 1, sizeof *s.negative);
    for (size_t i = 0; i < n; i++)
        s.negative[i] = uniform() < 2 * part_negative - 1;
    for (size_t j = 0; j < n; j++)
        for (size_t k = 0; k < per + 1 + dense; k++) {
            size_t i = k < dense    ? n - 1 - k
                       : k == dense ? j + 1
                                    : j + (size_t)(fabs(uniform()) * 40);
            if (i != j && i < n)
                d[i + j * n] = d[j + i * n] = uniform();
        }
    /* dominance within each sign makes both blocks definite */
    for (size_t i = 0; i < n; i++) {
        double sum = 0.1 + fabs(uniform());
        for (size_t j = 0; j < n; j++)
            sum += j != i && s.negative[i] == s.negative[j] ? fabs(d[i + j * n]) : 0;
        d[i + i * n] = s.negative[i] ? -sum : sum;
    }
    compress(&s);
    return s;
}

static void multiply(const struct system *s, const double *x, double *out) {
    for (size_t i = 0; i < s->n; i++) {
        out[i] = 0;
        for (size_t j = 0; j < s->n; j++)
            out[i] += s->dense[i + j * s->n] * x[j];
    }
}

/* Gaussian elimination with row pivots: x with K x = b. */
static void eliminate(const struct system *s, const double *b, double *x) {
    size_t n = s->n;
    double *a = malloc((n * n + 1) * sizeof *a);
    memcpy(a, s->dense, n * n * sizeof *a);
    memcpy(x, b, n * sizeof *x);
    for (size_t k = 0; k < n; k++) {
        size_t best = k;
        for (size_t i = k + 1; i < n; i++)
            best = fabs(a[i + k * n]) > fabs(a[best + k * n]) ? i : best;
        for (size_t j = 0; j < n; j++) {
            double t = a[k + j * n];
            a[k + j * n] = a[best + j * n];
            a[best + j * n] = t;
        }
        double t = x[k];
        x[k] = x[best];
        x[best] = t;
        for (size_t i = k + 1; i < n; i++) {
            double f = a[i + k * n] / a[k + k * n];
            for (size_t j = k; j < n && f != 0; j++)
                a[i + j * n] -= f * a[k + j * n];
            x[i] -= f * x[k];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t j = k + 1; j < n; j++)
            x[k] -= a[k + j * n] * x[j];
        x[k] /= a[k + k * n];
    }
    free(a);
}

static void take_column(const void *ctx, size_t i, const uint32_t *place, double *column) {
    const struct system *s = ctx;
    for (size_t k = 0; k < s->n; k++)
        if (s->dense[k + i * s->n] != 0)
            column[place[k]] += s->dense[k + i * s->n];
}

static struct cp_lp_supernodal *analysed(const struct system *s) {
    struct cp_error err = {0};
    struct cp_lp_supernodal *f = NULL;
    struct cp_lp_pattern a = {s->n, s->start, s->index, s->negative, NULL};
    ok(cp_lp_supernodal_new(&a, NULL, &forever, &f, &err) == 0, "analysed");
    return f;
}

static void test_random(size_t n, double part_negative, size_t per, size_t dense) {
    struct system s = random_system(n, part_negative, per, dense);
    struct cp_lp_supernodal *f = analysed(&s);
    double *b = calloc(n + 1, sizeof *b), *x = calloc(n + 1, sizeof *x);
    double *want = calloc(n + 1, sizeof *want), worst = 0, size = 1;
    for (size_t i = 0; i < n; i++)
        x[i] = b[i] = uniform();
    eliminate(&s, b, want);
    ok(cp_lp_supernodal_factor(f, take_column, &s) == 0 && cp_lp_supernodal_replaced(f) == 0,
       "order %zu, dense %zu: every pivot has its sign", n, dense);
    cp_lp_supernodal_solve(f, x);
    for (size_t i = 0; i < n; i++) {
        worst = fmax(worst, fabs(x[i] - want[i]));
        size = fmax(size, fabs(want[i]));
    }
    ok(worst <= 1e-10 * size, "and the solution is that of elimination: %.1e", worst / size);
    cp_lp_supernodal_free(f);
    release(&s);
    free(b);
    free(x);
    free(want);
}

/* B B' of rank n - 3: three pivots are rounding; a right-hand side in its range is still met, also
 * where their unknowns are left at 0. */
static void test_singular(bool skips) {
    enum { N = 60, RANK = N - 3 };
    static double b[N][RANK], x[N], rhs[N], back[N];
    struct system s = {.n = N, .dense = calloc(N * N, sizeof(double)), .negative = calloc(N, 1)};
    double worst = 0;
    for (size_t i = 0; i < N; i++)
        for (size_t k = 0; k < RANK; k++)
            b[i][k] = i < RANK ? (i == k) + 0.1 * uniform() : b[i - RANK][k] + b[i - RANK + 7][k];
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++)
            for (size_t k = 0; k < RANK; k++)
                s.dense[i + j * N] += b[i][k] * b[j][k];
    compress(&s);
    struct cp_lp_supernodal *f = analysed(&s);
    if (skips)
        cp_lp_supernodal_skip(f);
    for (size_t i = 0; i < N; i++)
        x[i] = uniform();
    multiply(&s, x, rhs);
    ok(cp_lp_supernodal_factor(f, take_column, &s) == 0 && cp_lp_supernodal_replaced(f) <= 3,
       "up to three pivots of a matrix that lacks three of its rank are replaced");
    memcpy(x, rhs, sizeof x);
    cp_lp_supernodal_solve(f, x);
    multiply(&s, x, back);
    for (size_t i = 0; i < N; i++)
        worst = fmax(worst, fabs(back[i] - rhs[i]));
    ok(worst < 1e-6, "the solution is one nevertheless: %.1e", worst);
    size_t zero = 0;
    for (size_t i = 0; i < N; i++)
        zero += fabs(x[i]) < 1e-20;
    ok(zero == (skips ? cp_lp_supernodal_replaced(f) : 0), "%zu of it are 0", zero);
    cp_lp_supernodal_free(f);
    release(&s);
}

static void test_bad_numbers(void) {
    struct system s = random_system(50, 0.3, 3, 2);
    struct cp_lp_supernodal *f = analysed(&s);
    s.dense[0] = INFINITY;
    ok(cp_lp_supernodal_factor(f, take_column, &s) == CP_ENUMERIC, "infinity is noticed");
    s.dense[0] = s.negative[0] ? -5 : 5;
    ok(cp_lp_supernodal_factor(f, take_column, &s) == 0, "and forgotten");
    cp_lp_supernodal_free(f);
    release(&s);
}

/* The same bits from pools of any size. */
static void test_threads(size_t n, size_t dense) {
    struct system s = random_system(n, 0.3, 0, dense);
    struct cp_lp_pattern a = {s.n, s.start, s.index, s.negative, NULL};
    struct cp_error err = {0};
    double *x[5];
    for (int t = 1; t <= 4; t++) {
        struct cp_lp_supernodal *f = NULL;
        struct cp_lp_pool *pool = NULL;
        int rc = cp_lp_pool_new(t, &pool, &err);
        if (rc == 0)
            rc = cp_lp_supernodal_new(&a, pool, &forever, &f, &err);
        x[t] = calloc(n, sizeof *x[t]);
        for (size_t i = 0; i < n; i++)
            x[t][i] = sin((double)i);
        for (int again = 0; again < 3 && rc == 0; again++) {
            rc = cp_lp_supernodal_factor(f, take_column, &s);
            cp_lp_supernodal_solve(f, x[t]);
        }
        ok(rc == 0 && memcmp(x[t], x[1], n * sizeof **x) == 0, "%d threads: the same bits", t);
        cp_lp_supernodal_free(f);
        cp_lp_pool_free(pool);
    }
    for (int t = 1; t <= 4; t++)
        free(x[t]);
    release(&s);
}

struct counting {
    _Atomic int *count;
    _Atomic bool *wrong;
    int threads;
};

static void count(const void *ctx, size_t from, size_t to) {
    const struct counting *c = ctx;
    int self = cp_lp_pool_self();
    if (from >= to || self < 0 || self >= c->threads)
        *c->wrong = true;
    for (size_t k = from; k < to; k++)
        c->count[k]++;
}

/* Loops of all sizes, one after another, as fast as they come. */
static void test_pool(int threads) {
    enum { MOST = 300, ROUNDS = 2000 };
    static _Atomic int counts[MOST];
    _Atomic bool wrong = false;
    struct cp_error err = {0};
    struct cp_lp_pool *pool = NULL;
    bool made = cp_lp_pool_new(threads, &pool, &err) == 0;
    for (size_t n = 1; n < ROUNDS && made; n++) {
        size_t size = n % MOST + 1;
        for (size_t k = 0; k < size; k++)
            counts[k] = 0;
        struct counting c = {counts, &wrong, threads};
        cp_lp_pool_run(pool, size, n % 7 + 1, count, &c);
        for (size_t k = 0; k < size; k++)
            if (counts[k] != 1)
                wrong = true;
    }
    ok(made && !wrong, "%d threads: each iteration of a loop once, and before it ends", threads);
    cp_lp_pool_free(pool);
}

static bool ended(const void *ctx) {
    return *(const bool *)ctx;
}

enum { SIDE = 200 };

/* The unknown d behind i is its neighbour, each SIDE one more row of a grid. */
static double of_grid(size_t d) {
    return d == 0 ? 5 : d == 1 || d == SIDE ? -1 : 0;
}

static void take_grid_column(const void *ctx, size_t i, const uint32_t *place, double *column) {
    size_t n = *(const size_t *)ctx;
    for (size_t k = i < SIDE ? 0 : i - SIDE; k <= i + SIDE && k < n; k++)
        column[place[k]] += of_grid(k < i ? i - k : k - i);
}

/* Blocks of 40, the third of another pattern, and links between them that come first and last:
 * whatever there is of these is eliminated behind all blocks, and what is alike alike. */
static void test_blocks(void) {
    enum { SIZE = 40, BLOCKS = 4, FIRST = 3, LINKS = 7, N = LINKS + BLOCKS * SIZE };
    struct system s = {.n = N,
                       .negative = calloc(N, sizeof *s.negative),
                       .dense = calloc((size_t)N * N, sizeof *s.dense)};
    uint32_t block[N];
    for (size_t i = 0; i < N; i++) {
        bool link = i < FIRST || i >= FIRST + BLOCKS * SIZE;
        block[i] = link ? 0 : (uint32_t)((i - FIRST) / SIZE) + 1;
        s.negative[i] = link && i % 2;
        s.dense[i + i * N] = s.negative[i] ? -9 : 90;
    }
    for (size_t j = FIRST; j < FIRST + BLOCKS * SIZE; j++) {
        size_t at = (j - FIRST) % SIZE, step = block[j] == 3 ? 5 : 1 + at % 3;
        size_t with[] = {at + step < SIZE ? j + step : j, at + 11 < SIZE ? j + 11 : j,
                         at % 9 ? j : at / 9 % FIRST, at % 7 ? j : N - 1 - at % 4};
        for (size_t k = 0; k < 4; k++)
            if (with[k] != j)
                s.dense[with[k] + j * N] = s.dense[j + with[k] * N] = uniform();
    }
    compress(&s);
    struct cp_lp_pattern a = {N, s.start, s.index, s.negative, block};
    struct cp_lp_ordering o;
    struct cp_error err = {0};
    ok(cp_lp_ordering_make(&a, &forever, &o, &err) == 0, "blocks are ordered");
    size_t last = 0, alike = 0, of[BLOCKS + 1] = {0}, order[BLOCKS + 1][SIZE];
    for (size_t q = 0; q < o.n; q++) {
        size_t b = block[o.order[q]];
        last += b == 0 && q >= BLOCKS * SIZE;
        if (b)
            order[b][of[b]++] = o.order[q] - FIRST - (b - 1) * SIZE;
    }
    for (size_t q = 0; q < SIZE; q++)
        alike += order[1][q] == order[2][q] && order[1][q] == order[4][q];
    ok(last == LINKS && alike == SIZE, "links last (%zu), like blocks alike (%zu)", last, alike);
    cp_lp_ordering_release(&o);
    struct cp_lp_supernodal *f = NULL;
    double b[N], x[N], want[N], worst = 0;
    for (size_t i = 0; i < N; i++)
        x[i] = b[i] = uniform();
    eliminate(&s, b, want);
    ok(cp_lp_supernodal_new(&a, NULL, &forever, &f, &err) == 0 &&
           cp_lp_supernodal_factor(f, take_column, &s) == 0,
       "and factorised");
    cp_lp_supernodal_solve(f, x);
    for (size_t i = 0; i < N; i++)
        worst = fmax(worst, fabs(x[i] - want[i]));
    ok(worst < 1e-12, "and solved: %.1e", worst);
    cp_lp_supernodal_free(f);
    release(&s);
}

/* A grid too large to wait for in the caller's thread, and a caller who wants no more. */
static void test_interrupt(void) {
    enum { N = SIDE * SIDE };
    struct cp_error err = {0};
    bool over = true;
    struct cp_lp_interrupt interrupt = {ended, &over};
    struct system s = {.n = N,
                       .start = calloc(N + 1, sizeof *s.start),
                       .index = calloc(3 * N, sizeof *s.index),
                       .negative = calloc(N, sizeof *s.negative)};
    for (size_t j = 0, q = 0; j < N; j++) {
        const size_t rows[] = {j, j + 1, j + SIDE};
        for (size_t k = 0; k < 3; k++)
            if (rows[k] < N)
                s.index[q++] = (uint32_t)rows[k];
        s.start[j + 1] = q;
    }
    struct cp_lp_pattern a = {N, s.start, s.index, s.negative, NULL};
    struct cp_lp_supernodal *f = NULL;
    ok(cp_lp_supernodal_new(&a, NULL, &interrupt, &f, &err) == CP_ENUMERIC && !f && err.n == 0,
       "an ordering is not waited for when nobody waits");
    over = false;
    ok(cp_lp_supernodal_new(&a, NULL, &interrupt, &f, &err) == 0, "and is when it is not");
    ok(cp_lp_supernodal_factor(f, take_grid_column, &s.n) == 0, "factorised");
    double *x = calloc(N, sizeof *x), worst = 0;
    for (size_t j = 0; j < N; j++)
        for (size_t q = s.start[j]; q < s.start[j + 1]; q++) {
            double e = of_grid(s.index[q] - j);
            x[s.index[q]] += e;
            x[j] += s.index[q] != j ? e : 0;
        }
    cp_lp_supernodal_solve(f, x);
    for (size_t j = 0; j < N; j++)
        worst = fmax(worst, fabs(x[j] - 1));
    ok(worst < 1e-12, "and solved: %.1e", worst);
    cp_lp_supernodal_free(f);
    free(x);
    release(&s);
}

static bool after(const void *ctx) {
    return --**(int *const *)ctx <= 0;
}

/* A front that takes long is left half-way when nobody waits. */
static void test_large_front(void) {
    enum { N = 2000, W = 1300, FRONT = N + W };
    struct cp_error err = {0};
    double *p = calloc((size_t)FRONT * W, sizeof *p), *u = calloc((size_t)N * N, sizeof *u),
           scale[W], worst = 0;
    size_t replaced = 0;
    int left = 1 << 20, *asked = &left;
    const struct cp_lp_party by = {NULL, {after, &asked}};
    for (size_t k = 0; k < (size_t)FRONT * W; k++)
        p[k] = uniform();
    ok(cp_lp_dense_load(&err) == 0, "BLAS is there");
    bool whole = cp_lp_dense_update(u, p, FRONT, W, W, true, &by);
    ok(whole && left < 1 << 20, "a large update asks %d times", (1 << 20) - left);
    for (size_t j = 0; j < N; j += 37)
        for (size_t i = j; i < N; i += 41) {
            double sum = 0;
            for (size_t k = 0; k < W; k++)
                sum += p[W + i + k * FRONT] * p[W + j + k * FRONT];
            worst = fmax(worst, fabs(u[i + j * N] + sum));
        }
    ok(worst < 1e-9, "and is the product: %.1e", worst);
    struct cp_lp_party two = {0};
    double *shared = calloc((size_t)N * N, sizeof *shared);
    ok(cp_lp_pool_new(2, &two.pool, &err) == 0 &&
           cp_lp_dense_update(shared, p, FRONT, W, W, true, &two) &&
           memcmp(u, shared, (size_t)N * N * sizeof *u) == 0,
       "of two threads too, to the bit");
    cp_lp_pool_free(two.pool);
    free(shared);
    left = 2;
    ok(!cp_lp_dense_update(u, p, FRONT, W, W, true, &by), "it ends when nobody waits");
    for (size_t k = 0; k < W; k++)
        p[k * FRONT + k] = scale[k] = 1e4;
    left = 3;
    ok(!cp_lp_dense_panel(p, FRONT, W, W, scale, &replaced, &by) && left == 0,
       "and so does a panel");
    free(p);
    free(u);
}

int main(void) {
    test_random(0, 0, 0, 0);
    test_random(1, 0, 0, 0);
    test_random(1, 1, 0, 0);
    test_random(30, 0.5, 0, 0);
    test_random(300, 0, 2, 0);
    test_random(300, 0.2, 1, 5);
    test_random(400, 0.5, 1, 100);
    test_random(400, 0.3, 0, 200);
    test_threads(500, 60);
    test_threads(1000, 800);
    for (int t = 1; t <= 8; t++)
        test_pool(t);
    test_blocks();
    test_interrupt();
    test_large_front();
    test_singular(false);
    test_singular(true);
    test_bad_numbers();
    return done();
}
