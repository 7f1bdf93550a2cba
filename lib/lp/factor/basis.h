/* A basis of [A -I] and solves with it. Column ncol + i is -e_i, the slack of row i. */
#ifndef CAPPLAN_LP_FACTOR_BASIS_H
#define CAPPLAN_LP_FACTOR_BASIS_H

#include "lp/lp.h"

struct cp_lp_basis; /* opaque */

/* The matrix of `v` is borrowed. */
int cp_lp_basis_new(const struct cp_lp_view *v, struct cp_lp_basis **out, struct cp_error *err);
void cp_lp_basis_free(struct cp_lp_basis *b);

/* As many independent columns of candidate[n] as a factorisation finds, then slacks: nrow columns
 * into head. CP_ENUMERIC without a message when none is found that can be factorised. */
int cp_lp_basis_choose(struct cp_lp_basis *b, const size_t *candidate, size_t n, size_t *head,
                       struct cp_error *err);
/* Factorise head[nrow] afresh; CP_ENUMERIC without a message when it is singular. */
int cp_lp_basis_factor(struct cp_lp_basis *b, const size_t *head, struct cp_error *err);
/* B out = column j, or B out = rhs. */
int cp_lp_basis_column(struct cp_lp_basis *b, size_t j, double *out, struct cp_error *err);
int cp_lp_basis_solve(struct cp_lp_basis *b, const double *rhs, double *out, struct cp_error *err);
/* The column at `place` makes room for one whose solution is `alpha`; true in *due when it is time
 * to factorise. */
int cp_lp_basis_replace(struct cp_lp_basis *b, size_t place, const double *alpha, bool *due,
                        struct cp_error *err);

#endif
