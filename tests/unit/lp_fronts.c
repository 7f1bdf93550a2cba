/* Panels, updates and solves of fronts of many shapes against sums in the order of the definition,
 * with wide registers where the machine has them and as on one that has none. */
#include "tap.h"
#include "lp/factor/dense.h"
#include "lp/factor/wide.h"
#include <stdlib.h>

bool __real_cp_lp_wide(void);
bool __wrap_cp_lp_wide(void);

static bool narrow;
static size_t narrowed; /* calls */

bool __wrap_cp_lp_wide(void) {
    narrowed += narrow;
    return !narrow && __real_cp_lp_wide();
}

static uint64_t seed = 7;

static double uniform(void) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(seed >> 11) / 9007199254740992.0 * 2 - 1;
}

struct shape {
    size_t front, w, positive;
    bool fresh;
};

/* A panel with pivots of their signs, so large that none is replaced. */
static void draw(const struct shape *s, double *p) {
    for (size_t k = 0; k < s->w; k++) {
        for (size_t i = 0; i < s->front; i++)
            p[k * s->front + i] = uniform();
        p[k * s->front + k] = (k < s->positive ? 1 : -1) * (double)s->front;
    }
}

/* Entry (i, j), of which what `columns` have of it is taken. */
static double left(const struct shape *s, const double *l, size_t i, size_t j, size_t columns,
                   double was) {
    for (size_t k = 0; k < columns; k++)
        was -= (k < s->positive ? 1 : -1) * l[k * s->front + i] * l[k * s->front + j];
    return was;
}

static void eliminate(const struct shape *s, double *l) {
    for (size_t j = 0; j < s->w; j++) {
        double sign = j < s->positive ? 1 : -1;
        for (size_t i = j; i < s->front; i++)
            l[j * s->front + i] = left(s, l, i, j, j, l[j * s->front + i]);
        double root = sqrt(sign * l[j * s->front + j]);
        for (size_t i = j + 1; i < s->front; i++)
            l[j * s->front + i] *= sign / root;
        l[j * s->front + j] = 1 / root;
    }
}

/* Of solves with a panel l, forth and back: the largest difference from what the rows say. */
static double solved(const struct shape *s, const double *l) {
    size_t w = s->w, n = s->front;
    double *z = malloc(n * sizeof *z), *want = malloc(n * sizeof *want), worst = 0;
    for (size_t i = 0; i < n; i++)
        z[i] = want[i] = uniform();
    cp_lp_dense_forward(l, n, w, z, z + w);
    for (size_t k = 0; k < w; k++) {
        want[k] *= l[k * n + k];
        for (size_t i = k + 1; i < n; i++)
            want[i] -= l[k * n + i] * want[k];
    }
    for (size_t i = 0; i < n; i++)
        worst = fmax(worst, fabs(z[i] - want[i]));
    cp_lp_dense_backward(l, n, w, z, z + w);
    for (size_t k = w; k-- > 0; want[k] *= l[k * n + k])
        for (size_t i = k + 1; i < n; i++)
            want[k] -= l[k * n + i] * want[i];
    for (size_t i = 0; i < n; i++)
        worst = fmax(worst, fabs(z[i] - want[i]));
    free(z);
    free(want);
    return worst;
}

/* The largest difference; infinite where a pivot is replaced. */
static double difference(const struct shape *s) {
    static const struct cp_lp_party never = {0};
    size_t n = s->front - s->w, replaced = 0;
    double *p = malloc(s->front * s->w * sizeof *p), *l = malloc(s->front * s->w * sizeof *l),
           *u = malloc((n * n + 1) * sizeof *u), *was = malloc((n * n + 1) * sizeof *was),
           worst = 0;
    double *scale = malloc(s->w * sizeof *scale);
    for (size_t k = 0; k < s->w; k++)
        scale[k] = 1;
    draw(s, p);
    memcpy(l, p, s->front * s->w * sizeof *p);
    for (size_t k = 0; k < n * n; k++)
        was[k] = u[k] = uniform();
    eliminate(s, l);
    if (!cp_lp_dense_panel(p, s->front, s->w, s->positive, scale, &replaced, &never) || replaced ||
        !cp_lp_dense_update(u, p, s->front, s->w, s->positive, s->fresh, &never))
        worst = INFINITY;
    worst = fmax(worst, solved(s, p));
    for (size_t j = 0; j < s->w; j++)
        for (size_t i = j; i < s->front; i++)
            worst = fmax(worst, fabs(p[j * s->front + i] - l[j * s->front + i]));
    for (size_t j = 0; j < n; j++)
        for (size_t i = j; i < n; i++) {
            double want = left(s, l, s->w + i, s->w + j, s->w, s->fresh ? 0 : was[j * n + i]);
            worst = fmax(worst, fabs(u[j * n + i] - want));
        }
    free(p);
    free(l);
    free(u);
    free(was);
    free(scale);
    return worst;
}

static void test_shapes(void) {
    static const size_t columns[] = {1, 2, 3, 4, 7, 8, 9, 15, 16, 17, 31, 50, 73, 200, 400};
    static const size_t below[] = {0, 1, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 40, 63, 200};
    for (size_t c = 0; c < sizeof columns / sizeof *columns; c++) {
        double worst = 0;
        for (size_t b = 0; b < sizeof below / sizeof *below; b++)
            for (size_t kind = 0; kind < 6; kind++) {
                size_t w = columns[c], positive = kind < 2 ? w : kind < 4 ? 0 : w / 2;
                struct shape s = {w + below[b], w, positive, kind % 2};
                worst = fmax(worst, difference(&s));
            }
        ok(worst < 1e-12, "fronts of %zu columns%s: %.1e", columns[c],
           narrow ? " without wide registers" : "", worst);
    }
}

int main(void) {
    struct cp_error err = {0};
    ok(cp_lp_dense_load(&err) == 0, "BLAS is there");
    test_shapes();
    narrow = true;
    test_shapes();
    ok(narrowed > 0, "it was asked for them %zu times", narrowed);
    return done();
}
