/* Dense kernels of a front. Panels and updates are stored by columns, lower triangles; column i of
 * a factor L S L' has the sign of its pivot in S, and on its diagonal the inverse. */
#ifndef CAPPLAN_LP_FACTOR_DENSE_H
#define CAPPLAN_LP_FACTOR_DENSE_H

#include "lp/factor/ordering.h"
#include "lp/factor/pool.h"

/* Before anything else here: BLAS, with one thread. */
int cp_lp_dense_load(struct cp_error *err);
/* Is a front too large for loops alone? Then so many threads want what BLAS maps when it is called:
 * CP_ENOMEM when there is no room for it, where BLAS would try for ever. */
bool cp_lp_dense_is_large(size_t front, size_t w);
int cp_lp_dense_reserve(int threads, struct cp_error *err);

/* Who has part in a front that is large, and whose wish ends it. The pool changes no bit. */
struct cp_lp_party {
    struct cp_lp_pool *pool; /* NULL: the thread that calls */
    struct cp_lp_interrupt interrupt;
};

/* Factorise the panel p of `front` rows and `w` columns, of which the first `positive` have pivots
 * above zero. scale[k]: what pivot k is small or large against; one that is rounding, or has the
 * wrong sign, is replaced [dynamic regularisation: Altman & Gondzio 1999] and counted: by one so
 * large that its unknown is 0 where scale[k] is below 0. False: a pivot is too large for a number,
 * or the interrupt, asked of fronts that take long, wants no more. */
bool cp_lp_dense_panel(double *p, size_t front, size_t w, size_t positive, const double *scale,
                       size_t *replaced, const struct cp_lp_party *by);
/* u -= L S L' of the rows below the panel's columns; u has front - w rows. fresh: u was zero and is
 * only written. False: interrupted. */
bool cp_lp_dense_update(double *u, const double *p, size_t front, size_t w, size_t positive,
                        bool fresh, const struct cp_lp_party *by);
/* Rows of an update go to place[0..n-1], ascending: how many runs of neighbours these are, and
 * where that of each ends; and to[place[i]] += c[i] for i from `from` on, a run at a time. */
size_t cp_lp_dense_runs(const uint32_t *place, size_t n, uint32_t *end);
void cp_lp_dense_add(double *to, const double *c, const uint32_t *place, const uint32_t *end,
                     size_t from, size_t n);
/* Solve for x of the panel's columns with L, t -= what they take from the rows below; and with L',
 * t the rows below. */
void cp_lp_dense_forward(const double *p, size_t front, size_t w, double *x, double *t);
void cp_lp_dense_backward(const double *p, size_t front, size_t w, double *x, const double *t);

#endif
