/* Threads that share the loops of one solve. They wait on a condition and never spin, and a loop
 * waits for what has been begun, not for threads that have no processor just now: a busy machine
 * costs little. Which thread has which part of a loop is not said, so that loops write each element
 * once, or sum the same parts in the same order. */
#ifndef CAPPLAN_LP_FACTOR_POOL_H
#define CAPPLAN_LP_FACTOR_POOL_H

#include "base/base.h"

struct cp_lp_pool; /* opaque; NULL: the caller's thread alone */

/* Iterations from..to - 1 of a loop. */
typedef void cp_lp_share(const void *ctx, size_t from, size_t to);

/* Of `threads` with the caller's, or as many as the system gives. */
int cp_lp_pool_new(int threads, struct cp_lp_pool **out, struct cp_error *err);
void cp_lp_pool_free(struct cp_lp_pool *p);
int cp_lp_pool_threads(const struct cp_lp_pool *p);
/* The number of the thread at hand, below that; the caller's is 0. */
int cp_lp_pool_self(void);
/* n iterations, handed out `grain` at a time. One loop at a time, by one caller. */
void cp_lp_pool_run(struct cp_lp_pool *p, size_t n, size_t grain, cp_lp_share *share,
                    const void *ctx);

#endif
