/* Uniform draws of a driver: plain, Sobol's, a Latin hypercube. */
#include "num/num.h"
#include "scenario/numbers.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static uint64_t key_of(const struct cp_scenario_driver *d, const char *what) {
    return cp_hash(what, strlen(what), cp_hash(d->name, strlen(d->name), 0));
}

static void draw_plain(const struct cp_scenario_driver *d, uint64_t seed, size_t n, size_t stride,
                       double *u) {
    uint64_t key = cp_hash(d->name, strlen(d->name), 0);
    for (size_t i = 0; i < n; i++) {
        struct cp_random r = cp_num_random_stream(seed, key, i);
        for (size_t k = 0; k < d->ndraw; k++)
            u[i * stride + k] = cp_num_random_uniform(&r);
    }
}

/* Point `i` of a driver: every digit is turned or not by the digits above it, so that numbers that
 * share a part of the cube go on sharing one. */
static uint32_t shuffle(uint32_t i, uint64_t seed, uint64_t key) {
    uint32_t out = 0;
    for (unsigned k = CP_SOBOL_DIGITS; k-- > 0;) {
        struct cp_random r = cp_num_random_stream(seed, key, (uint64_t)k << 32 | i >> (k + 1));
        out |= ((i >> k ^ (uint32_t)cp_num_random_bits(&r)) & 1) << k;
    }
    return out;
}

static int draw_sobol(const struct cp_scenario_driver *d, uint64_t seed, size_t n, size_t stride,
                      double *u) {
    size_t even = d->ndraw < CP_SOBOL_DIMENSIONS ? d->ndraw : CP_SOBOL_DIMENSIONS;
    uint64_t order = key_of(d, "order"), shift = key_of(d, "shift");
    struct cp_num_sobol *s = malloc(sizeof *s);
    uint32_t turn[CP_SOBOL_DIMENSIONS];
    int rc = s ? cp_num_sobol_make(even, s) : CP_ENOMEM;
    for (size_t k = 0; k < even; k++) {
        struct cp_random r = cp_num_random_stream(seed, shift, k);
        turn[k] = (uint32_t)(cp_num_random_bits(&r) >> 34);
    }
    draw_plain(d, seed, n, stride, u);
    for (size_t i = 0; rc == 0 && i < n && i < 1u << CP_SOBOL_DIGITS; i++) {
        uint32_t number = shuffle((uint32_t)i, seed, order);
        for (size_t k = 0; k < even; k++) /* the plain draw says where in its cell it lies */
            u[i * stride + k] =
                ((cp_num_sobol_at(s, number, k) ^ turn[k]) + u[i * stride + k]) * 0x1p-30;
    }
    free(s);
    return rc;
}

struct ranked {
    uint64_t bits;
    size_t i;
};

static int by_bits(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    if (x->bits != y->bits)
        return x->bits < y->bits ? -1 : 1;
    return x->i < y->i ? -1 : x->i > y->i;
}

static int draw_latin(const struct cp_scenario_driver *d, uint64_t seed, size_t n, size_t stride,
                      double *u) {
    struct ranked *rank = cp_calloc(n + 1, sizeof *rank);
    if (!rank)
        return CP_ENOMEM;
    draw_plain(d, seed, n, stride, u);
    uint64_t part_of = key_of(d, "part");
    for (size_t k = 0; k < d->ndraw; k++) {
        for (size_t i = 0; i < n; i++) {
            struct cp_random r = cp_num_random_stream(seed, part_of + k, i);
            rank[i] = (struct ranked){cp_num_random_bits(&r), i};
        }
        qsort(rank, n, sizeof *rank, by_bits);
        for (size_t part = 0; part < n; part++) {
            double *at = &u[rank[part].i * stride + k];
            *at = ((double)part + *at) / (double)n;
        }
    }
    free(rank);
    return 0;
}

int cp_scenario_uniform(const struct cp_scenario_driver *d, enum cp_scenario_method method,
                        uint64_t seed, size_t n, size_t stride, double *u) {
    if (method == CP_SCENARIO_SOBOL)
        return draw_sobol(d, seed, n, stride, u);
    if (method == CP_SCENARIO_LATIN)
        return draw_latin(d, seed, n, stride, u);
    draw_plain(d, seed, n, stride, u);
    return 0;
}
