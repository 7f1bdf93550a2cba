/* The smoothest curve through the means of pieces. */
#include "curve/internal.h"
#include "num/num.h"
#include <math.h>

/* Of every piece five coefficients of powers of u, which goes from 0 to 1 within it, and four
 * multipliers: of its mean, and of value, slope and bend where the next one begins. In this order
 * nothing is further than WIDTH from the diagonal. Powers of calendar time would lose digits. */
enum { TERMS = 5, BLOCK = 9, WIDTH = 8, STRIDE = 3 * WIDTH + 1 };

struct spline {
    const struct cp_curve_smooth *s;
    double *a, *b;
    size_t n;
};

static void put(const struct spline *k, size_t row, size_t col, double x) {
    k->a[row * STRIDE + WIDTH + col - row] += x;
}

/* A condition and its multiplier. */
static void bind(const struct spline *k, size_t multiplier, size_t col, double x) {
    put(k, multiplier, col, x);
    put(k, col, multiplier, x);
}

static double length(const struct cp_curve_piece *p) {
    return p->until - p->from;
}

/* Where a day stands within its piece. */
static double place(const struct cp_curve_smooth *s, const struct cp_curve_piece *p, int32_t day) {
    return (day - p->from + s->level_end) / length(p);
}

static void put_bend(const struct spline *k, size_t i) {
    static const double bend[3][3] = {{4, 6, 8}, {6, 12, 18}, {8, 18, 28.8}};
    double h = length(&k->s->piece[i]);
    for (size_t r = 0; r < 3; r++)
        for (size_t c = 0; c < 3; c++)
            put(k, i * BLOCK + 2 + r, i * BLOCK + 2 + c, bend[r][c] / (h * h * h));
}

/* A piece without a price, or without an hour of the kind, has a multiplier that is 0. */
static void put_mean(const struct spline *k, size_t i) {
    const struct cp_curve_smooth *s = k->s;
    const struct cp_curve_piece *p = &s->piece[i];
    size_t at = i * BLOCK, multiplier = at + TERMS;
    double sum[TERMS] = {0}, whole = 0;
    for (int32_t d = p->from; d < p->until; d++) {
        size_t day = (size_t)(d - s->piece[0].from);
        double u = place(s, p, d), w = s->weight[day], power = s->factor ? w * s->factor[day] : w;
        whole += w;
        for (size_t t = 0; t < TERMS; t++, power *= u)
            sum[t] += power;
    }
    if (isnan(p->price[s->first]) || !(whole > 0)) {
        put(k, multiplier, multiplier, 1);
        return;
    }
    for (size_t t = 0; t < TERMS; t++)
        bind(k, multiplier, at + t, sum[t] / whole);
    k->b[multiplier] = p->price[s->first];
}

static void put_joint(const struct spline *k, size_t i) {
    size_t at = i * BLOCK, next = at + BLOCK, multiplier = at + TERMS + 1;
    double h = length(&k->s->piece[i]), g = length(&k->s->piece[i + 1]);
    for (size_t t = 0; t < TERMS; t++) {
        double power = (double)t;
        bind(k, multiplier, at + t, 1);
        bind(k, multiplier + 1, at + t, power);
        bind(k, multiplier + 2, at + t, power * (power - 1));
    }
    bind(k, multiplier, next, -1);
    bind(k, multiplier + 1, next + 1, -h / g);
    bind(k, multiplier + 2, next + 2, -2 * h * h / (g * g));
}

/* The last piece has no joint: a level end is one condition, the rest is nothing. */
static void put_end(const struct spline *k, size_t i) {
    size_t at = i * BLOCK, multiplier = at + TERMS + 1;
    for (size_t m = k->s->level_end; m < 3; m++)
        put(k, multiplier + m, multiplier + m, 1);
    for (size_t t = 1; t < TERMS && k->s->level_end; t++)
        bind(k, multiplier, at + t, (double)t);
}

static void read_days(const struct spline *k, double *out) {
    const struct cp_curve_smooth *s = k->s;
    for (size_t i = 0; i < s->npiece; i++) {
        const struct cp_curve_piece *p = &s->piece[i];
        const double *c = k->b + i * BLOCK;
        for (int32_t d = p->from; d < p->until; d++) {
            size_t day = (size_t)(d - s->piece[0].from);
            double u = place(s, p, d), x = c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * c[4])));
            x *= s->factor ? s->factor[day] : 1;
            out[day] = isnan(p->price[s->first]) ? NAN : x;
        }
    }
}

int cp_curve_smooth(const struct cp_curve_smooth *s, double *out) {
    struct spline k = {.s = s, .n = s->npiece * BLOCK};
    if (s->npiece == 0)
        return 0;
    double *heap = cp_calloc(k.n * (STRIDE + 1), sizeof *heap);
    if (!heap)
        return CP_ENOMEM;
    k.a = heap;
    k.b = heap + k.n * STRIDE;
    for (size_t i = 0; i < s->npiece; i++) {
        put_bend(&k, i);
        put_mean(&k, i);
        if (i + 1 < s->npiece)
            put_joint(&k, i);
        else
            put_end(&k, i);
    }
    int rc = cp_num_solve_banded(k.a, k.b, k.n, WIDTH);
    if (rc == 0)
        read_days(&k, out);
    free(heap);
    return rc;
}
