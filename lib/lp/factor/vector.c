#include "lp/factor/vector.h"
#include <math.h>

/* Eight sums side by side, so that the compiler may use wide registers. */
static double dot(const double *a, const double *b, size_t n) {
    double s[8] = {0};
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t k = 0; k < 8; k++)
            s[k] += a[i + k] * b[i + k];
    for (; i < n; i++)
        s[0] += a[i] * b[i];
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

struct operands {
    const double *a, *b;
    size_t n;
    double factor, *out; /* of each part, or of each element */
};

static void dot_parts(const void *ctx, size_t from, size_t to) {
    const struct operands *o = ctx;
    for (size_t k = from; k < to; k++) {
        size_t at = cp_lp_part(o->n, k);
        o->out[k] = dot(o->a + at, o->b + at, cp_lp_part(o->n, k + 1) - at);
    }
}

double cp_lp_dot(struct cp_lp_pool *pool, const double *a, const double *b, size_t n) {
    double part[CP_LP_PARTS], sum = 0;
    cp_lp_parts(pool, dot_parts, &(struct operands){.a = a, .b = b, .n = n, .out = part});
    for (size_t k = 0; k < CP_LP_PARTS; k++)
        sum += part[k];
    return sum;
}

static void largest_parts(const void *ctx, size_t from, size_t to) {
    const struct operands *o = ctx;
    for (size_t k = from; k < to; k++) {
        o->out[k] = 0;
        for (size_t i = cp_lp_part(o->n, k); i < cp_lp_part(o->n, k + 1); i++)
            o->out[k] = fabs(o->a[i]) > o->out[k] ? fabs(o->a[i]) : o->out[k];
    }
}

double cp_lp_largest(struct cp_lp_pool *pool, const double *x, size_t n) {
    double part[CP_LP_PARTS], max = 0;
    cp_lp_parts(pool, largest_parts, &(struct operands){.a = x, .n = n, .out = part});
    for (size_t k = 0; k < CP_LP_PARTS; k++)
        max = part[k] > max ? part[k] : max;
    return max;
}

static void add(const void *ctx, size_t from, size_t to) {
    const struct operands *o = ctx;
    for (size_t i = from; i < to; i++)
        o->out[i] += o->factor * o->a[i];
}

void cp_lp_add(struct cp_lp_pool *pool, double *x, double a, const double *y, size_t n) {
    cp_lp_each(pool, n, add, &(struct operands){.a = y, .factor = a, .out = x});
}
