/* num: the numerical methods that statistics need, and the only caller of GSL.
 *
 * Owns: random number streams, the simplex minimiser, regression, order statistics
 * and quantiles of distributions. Nothing here knows a series, a plan or a fact.
 *
 * A random stream is a value: a key made of the seed and of up to two stream numbers, and a
 * counter. So the draws of path 17 of driver 3 are the same whichever thread makes them, and
 * whatever was drawn before. GSL's error handler, which aborts, is switched off on first use; the
 * functions here return NaN or a code instead. They keep nothing and may be called from any thread;
 * arrays are the caller's.
 */
#ifndef CAPPLAN_NUM_H
#define CAPPLAN_NUM_H

#include "base/base.h"

CP_BEGIN_DECLS

/* ---- random streams ---------------------------------------------------------------------- */

/* SplitMix64 [Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014]
 * started at a hash of seed, a and b. A plain value: copy it to draw the same numbers again. */
struct cp_random {
    uint64_t state;
};

struct cp_random cp_num_random_stream(uint64_t seed, uint64_t a, uint64_t b);
uint64_t cp_num_random_bits(struct cp_random *r);
double cp_num_random_uniform(struct cp_random *r); /* in (0, 1), both ends excluded */
/* Standard normal by inversion: one uniform a draw, so streams stay in step. */
double cp_num_random_normal(struct cp_random *r);
/* Chi-squared with `dof` > 0 degrees of freedom, by inversion. */
double cp_num_random_chi2(struct cp_random *r, double dof);

/* ---- points that fill a cube evenly --------------------------------------------------------- */

/* Sobol's points [Bratley and Fox, ACM Transactions on Mathematical Software 14 (1988) 88; GSL's
 * qrng], each by its number. */
enum { CP_SOBOL_DIMENSIONS = 40, CP_SOBOL_DIGITS = 17 };
struct cp_num_sobol {
    size_t n; /* dimensions */
    uint32_t direction[CP_SOBOL_DIMENSIONS][CP_SOBOL_DIGITS];
};
/* CP_ENOMEM (no message): none, or more dimensions than there are. */
int cp_num_sobol_make(size_t dimensions, struct cp_num_sobol *out);
/* Coordinate d of point `number` below 2^17, in the order of Gray's code, times 2^30. */
uint32_t cp_num_sobol_at(const struct cp_num_sobol *s, uint32_t number, size_t d);

/* ---- distributions ----------------------------------------------------------------------- */

double cp_num_normal_quantile(double p); /* p in (0,1), else NaN; relative error below 1e-12 */
double cp_num_normal_cdf(double x);
double cp_num_student_quantile(double p, double dof);               /* dof > 0 */
double cp_num_student_cdf(double x, double dof);                    /* dof > 0 */
double cp_num_gamma_cdf(double x, double shape, double scale);      /* both > 0 */
double cp_num_gamma_quantile(double p, double shape, double scale); /* p in (0,1), else NaN */
double cp_num_poisson_mass(unsigned k, double mean);                /* P(X = k) */
double cp_num_binomial_above(unsigned k, unsigned n, double p);     /* P(X > k) */
/* w with w e^w = e^x: the upper branch of Lambert's W at e^x, of any x. */
double cp_num_lambert_w_exp(double x);

/* ---- order statistics -------------------------------------------------------------------- */

void cp_num_sort(double *x, size_t n); /* ascending; no NaN among them */

/* Quantile of n >= 1 ascending values by linear interpolation at (n-1)p: type 7 of [Hyndman and
 * Fan: Sample quantiles in statistical packages, The American Statistician 50 (1996) 361]. */
double cp_num_quantile_sorted(const double *x, size_t n, double p);
double cp_num_median(double *x, size_t n); /* the same for p = 1/2; puts x in order */
/* The same of values with weights: the least that the part p of all weight does not exceed. Without
 * weights (NULL) both are as above. */
void cp_num_sort_weighted(double *x, double *weight, size_t n);
double cp_num_quantile_weighted(const double *x, const double *weight, size_t n, double p);

/* ---- regression -------------------------------------------------------------------------- */

/* y = a + b x by least squares. Prediction at x0 has mean a + b x0 and variance
 * sigma2 (1 + 1/n + (x0 - xbar)^2 / sxx). */
struct cp_num_line {
    size_t n;
    double a, b;
    double xbar, sxx;
    double sse;    /* sum of squared residuals */
    double sigma2; /* sse / (n-2); 0 when n is 2 */
};

/* Pairs with a NaN in y are passed over. CP_ENUMERIC (no message) with less than two different x.
 */
int cp_num_line_fit(const double *x, const double *y, size_t n, struct cp_num_line *out);

/* Least squares: x[d] of smallest |a x - b| for a[n][d] by rows, n >= d, by QR; a and b are
 * overwritten. CP_ENUMERIC (no message) when a has not full rank to working precision; CP_ENOMEM.
 */
int cp_num_least_squares(double *a, double *b, size_t n, size_t d, double *x);

/* Residuals r[n] at x[d]. */
typedef void cp_num_residuals(const double *x, double *r, void *own);

/* Non-linear least squares from x[d], n >= d residuals: Levenberg-Marquardt with derivatives by
 * differences [More, in Numerical Analysis, Lecture Notes in Mathematics 630, 1978; GSL's
 * multifit_nlinear]. x[] gets the best point, *sse its sum of squares, covariance[d][d] the inverse
 * of J'J there. CP_ENUMERIC (no message) when a residual is not finite; CP_ENOMEM. */
int cp_num_nonlinear_fit(cp_num_residuals *f, void *own, double *x, size_t d, size_t n,
                         double *covariance, double *sse);

/* The lower triangle L with L L' = a, in place of the symmetric a[n][n]; zeros above. CP_ENUMERIC
 * (no message) when a is not positive definite. */
int cp_num_cholesky(double *a, size_t n);
/* Solve L L' x = b by it; b gets x. */
int cp_num_cholesky_solve(const double *l, double *b, size_t n);

/* Solve a x = b for a[n][n] by rows; a is overwritten, b gets x. LU with row exchanges. CP_ENUMERIC
 * (no message) when a is singular to working precision; CP_ENOMEM. */
int cp_num_solve(double *a, double *b, size_t n);
/* The same where a has no element further than `width` from its diagonal: a[i][j] stands at
 * a[i * (3 * width + 1) + width + j - i], the rest is 0. */
int cp_num_solve_banded(double *a, double *b, size_t n, size_t width);

/* The correlation matrix nearest to the symmetric a[n][n] with diagonal 1, in place, and how far
 * away it is by the sum of squares of elements, its root: alternating projections [Higham, IMA
 * Journal of Numerical Analysis 22 (2002) 329]. 0 away: it is one already, and is left alone.
 * CP_ENUMERIC (no message) when an element is not finite; CP_ENOMEM. */
int cp_num_nearest_correlation(double *a, size_t n, double *distance);

/* ---- integrals --------------------------------------------------------------------------- */

/* Of f over [from, to], to `within` or a relative 1e-12: adaptive Gauss-Kronrod [Piessens et al.,
 * QUADPACK, 1983; GSL's qag]. CP_ENUMERIC (no message) when that is not reached; CP_ENOMEM. */
int cp_num_integrate(double (*f)(double x, void *own), void *own, double from, double to,
                     double within, double *out);

/* Points of a standard normal variable, ascending, and weights that add up to 1: the mean of a
 * polynomial of degree 2n - 1 is exact [Gauss and Hermite; GSL's integration_fixed]. CP_ENOMEM (no
 * message). */
int cp_num_hermite(size_t n, double *x, double *weight);

/* ---- minimiser --------------------------------------------------------------------------- */

enum { CP_MINIMISE_MAX = 16 };

/* Function to be minimised over n variables; NaN and infinity count as very bad. */
typedef double cp_num_objective(const double *x, size_t n, void *own);

/* Nelder-Mead simplex [Nelder and Mead, Computer Journal 7 (1965) 308; GSL's nmsimplex2] from x[],
 * first simplex of the given step along every axis, until the simplex is smaller than `tol` or
 * after `most` iterations. x[] gets the best point found, *best its value. n <= CP_MINIMISE_MAX.
 * Not converging in `most` iterations is no error: the best point stands. CP_ENUMERIC when no
 * start is finite; CP_ENOMEM. No messages. */
int cp_num_minimise(cp_num_objective *f, void *own, double *x, size_t n, double step, double tol,
                    size_t most, double *best);

CP_END_DECLS

#endif
