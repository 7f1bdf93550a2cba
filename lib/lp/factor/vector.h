/* Loops of an interior point that the threads of a pool may share, with the same bits: they write
 * each element once, or sum the same parts of a vector in the same order. */
#ifndef CAPPLAN_LP_FACTOR_VECTOR_H
#define CAPPLAN_LP_FACTOR_VECTOR_H

#include "lp/factor/pool.h"

enum {
    CP_LP_PARTS = 64,   /* of a vector that is summed */
    CP_LP_GRAIN = 4000, /* elements that are worth a thread's while, and stay in a near cache */
};

static inline size_t cp_lp_part(size_t n, size_t k) {
    return n / CP_LP_PARTS * k + n % CP_LP_PARTS * k / CP_LP_PARTS;
}

/* share(ctx, from, to) for the elements or rows 0..n-1, or for the parts 0..CP_LP_PARTS-1. */
static inline void cp_lp_each(struct cp_lp_pool *pool, size_t n, cp_lp_share *share,
                              const void *ctx) {
    cp_lp_pool_run(pool, n, CP_LP_GRAIN, share, ctx);
}
static inline void cp_lp_parts(struct cp_lp_pool *pool, cp_lp_share *share, const void *ctx) {
    cp_lp_pool_run(pool, CP_LP_PARTS, 4, share, ctx);
}

double cp_lp_dot(struct cp_lp_pool *pool, const double *a, const double *b, size_t n);
/* magnitude; NaN counts as 0 */
double cp_lp_largest(struct cp_lp_pool *pool, const double *x, size_t n);
/* x += a y */
void cp_lp_add(struct cp_lp_pool *pool, double *x, double a, const double *y, size_t n);

#endif
