/* Factorisation and solution of sparse symmetric quasi-definite systems: every unknown's pivot has
 * a sign known before, so that any order of elimination will do [Vanderbei 1995]. */
#ifndef CAPPLAN_LP_FACTOR_SUPERNODAL_H
#define CAPPLAN_LP_FACTOR_SUPERNODAL_H

#include "lp/factor/ordering.h"
#include "lp/factor/pool.h"

struct cp_lp_supernodal; /* opaque */

/* Order and analyse, once. The pattern is not kept. Factorising and solving share their work among
 * the threads of the pool, which is borrowed; no bit depends on it. CP_ENUMERIC without a message
 * when it is interrupted. */
int cp_lp_supernodal_new(const struct cp_lp_pattern *a, struct cp_lp_pool *pool,
                         const struct cp_lp_interrupt *interrupt, struct cp_lp_supernodal **out,
                         struct cp_error *err);
void cp_lp_supernodal_free(struct cp_lp_supernodal *f);
/* The matrix, asked for a column at a time by whichever thread wants it: of unknown i adds the
 * entry of every unknown k to column[place[k]]. That of what was eliminated before i is 0, where
 * anything may be left. */
typedef void cp_lp_column(const void *ctx, size_t i, const uint32_t *place, double *column);
/* L S L' of a matrix of the pattern. CP_ENUMERIC without a message when a number leaves the range
 * of double, or it is interrupted. */
int cp_lp_supernodal_factor(struct cp_lp_supernodal *f, cp_lp_column *column, const void *ctx);
/* From now on an unknown whose pivot is too small is 0 in every solution. A small one in its place
 * costs less accuracy, but makes numbers so large that the next are too small as well, and some
 * factorisations end in none. */
void cp_lp_supernodal_skip(struct cp_lp_supernodal *f);
void cp_lp_supernodal_solve(struct cp_lp_supernodal *f, double *x); /* in place */
double cp_lp_supernodal_fill(const struct cp_lp_supernodal *f);     /* non-zeros of the factor */
double cp_lp_supernodal_flops(const struct cp_lp_supernodal *f);    /* of one factorisation */
/* Pivots of the last factorisation that had to be replaced. */
size_t cp_lp_supernodal_replaced(const struct cp_lp_supernodal *f);

#endif
