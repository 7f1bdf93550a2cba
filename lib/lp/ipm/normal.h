/* The linear system (A T A' + D) dy = r of an interior point. */
#ifndef CAPPLAN_LP_IPM_NORMAL_H
#define CAPPLAN_LP_IPM_NORMAL_H

#include "lp/factor/ordering.h"
#include "lp/factor/pool.h"
#include "lp/model/transpose.h"

struct cp_lp_normal; /* opaque */

/* Which columns are unknowns of their own: long ones, or all. The latter costs two to three times
 * as much, but a large theta is never added to a small one: it tells rows apart that share a column
 * far from its bounds and have others at theirs. */
enum cp_lp_normal_form { CP_LP_NORMAL, CP_LP_WHOLE };

/* Pattern and ordering, once. A column of n entries would make a block of n rows dense, and one
 * that reaches through all periods would tie them all together: long columns L stay unknowns of
 *     (A_S T_S A_S' + D   A_L   ) (dy  )   (r)
 *     (A_L'              -1/T_L ) (dx_L) = (0),
 * which is quasi-definite [Vanderbei 1995]. The matrix, by columns and rows, is borrowed. Threads
 * and interrupts as in supernodal.h. */
int cp_lp_normal_new(const struct cp_lp_view *v, const struct cp_lp_transpose *rows,
                     enum cp_lp_normal_form form, struct cp_lp_pool *pool,
                     const struct cp_lp_interrupt *interrupt, struct cp_lp_normal **out,
                     struct cp_error *err);
void cp_lp_normal_free(struct cp_lp_normal *n);
/* Factorise for theta (ncol) and diagonal (nrow), both >= 0. CP_ENUMERIC without a message when a
 * number leaves the range of double, or it is interrupted. */
int cp_lp_normal_factor(struct cp_lp_normal *n, const double *theta, const double *diagonal);
/* More is added to the diagonal from now on, and what has no pivot is skipped, which keeps a system
 * from breaking down; refinement makes up for it. False: no more, or it is interrupted. */
bool cp_lp_normal_regularise(struct cp_lp_normal *n);
/* The long columns, ascending; borrowed. */
size_t cp_lp_normal_long(const struct cp_lp_normal *n, const uint32_t **column);
/* Solve with the factor as it is, in place: rows, then long columns. */
void cp_lp_normal_solve(struct cp_lp_normal *n, double *x);
double cp_lp_normal_fill(const struct cp_lp_normal *n);  /* non-zeros of the factor */
double cp_lp_normal_flops(const struct cp_lp_normal *n); /* of one factorisation */

#endif
