/* What num says when GSL has no memory or gives up, and of input that no method has an answer to.
 * The linker puts the functions here in the place of GSL's (tests/local.mk). */
#include "num/num.h"
#include "tap.h"
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <gsl/gsl_multimin.h>
#include <gsl/gsl_qrng.h>

static const char *failing = ""; /* the function of GSL that fails */

/* ALLOC: one that gives what was allocated. CODE: one that gives a code. */
#define ALLOC(type, name, parameters, arguments)                                                   \
    type *__real_##name parameters;                                                                \
    type *__wrap_##name parameters;                                                                \
    type *__wrap_##name parameters {                                                               \
        return strcmp(failing, #name) == 0 ? NULL : __real_##name arguments;                       \
    }
#define CODE(name, parameters, arguments)                                                          \
    int __real_##name parameters;                                                                  \
    int __wrap_##name parameters;                                                                  \
    int __wrap_##name parameters {                                                                 \
        return strcmp(failing, #name) == 0 ? GSL_EFAILED : __real_##name arguments;                \
    }

ALLOC(gsl_integration_workspace, gsl_integration_workspace_alloc, (const size_t n), (n))
ALLOC(gsl_integration_fixed_workspace, gsl_integration_fixed_alloc,
      (const gsl_integration_fixed_type *type, const size_t n, const double a, const double b,
       const double alpha, const double beta),
      (type, n, a, b, alpha, beta))
ALLOC(gsl_multimin_fminimizer, gsl_multimin_fminimizer_alloc,
      (const gsl_multimin_fminimizer_type *type, size_t n), (type, n))
ALLOC(gsl_multifit_nlinear_workspace, gsl_multifit_nlinear_alloc,
      (const gsl_multifit_nlinear_type *type, const gsl_multifit_nlinear_parameters *with,
       const size_t n, const size_t d),
      (type, with, n, d))
ALLOC(gsl_qrng, gsl_qrng_alloc, (const gsl_qrng_type *type, unsigned n), (type, n))
ALLOC(gsl_permutation, gsl_permutation_alloc, (const size_t n), (n))
ALLOC(gsl_eigen_symmv_workspace, gsl_eigen_symmv_alloc, (const size_t n), (n))
ALLOC(void, cp_calloc, (size_t n, size_t size), (n, size))
CODE(gsl_multimin_fminimizer_set,
     (gsl_multimin_fminimizer * s, gsl_multimin_function *f, const gsl_vector *x,
      const gsl_vector *step),
     (s, f, x, step))
CODE(gsl_multimin_fminimizer_iterate, (gsl_multimin_fminimizer * s), (s))
CODE(gsl_multifit_nlinear_covar, (const gsl_matrix *j, const double least, gsl_matrix *covar),
     (j, least, covar))
CODE(gsl_linalg_QR_decomp, (gsl_matrix * a, gsl_vector *tau), (a, tau))
CODE(gsl_linalg_QR_lssolve,
     (const gsl_matrix *qr, const gsl_vector *tau, const gsl_vector *b, gsl_vector *x,
      gsl_vector *r),
     (qr, tau, b, x, r))
CODE(gsl_linalg_LU_decomp, (gsl_matrix * a, gsl_permutation *p, int *sign), (a, p, sign))
CODE(gsl_linalg_LU_svx, (const gsl_matrix *lu, const gsl_permutation *p, gsl_vector *x), (lu, p, x))
CODE(gsl_linalg_cholesky_svx, (const gsl_matrix *l, gsl_vector *x), (l, x))

/* ---- work: each is done well when nothing fails -------------------------------------------- */

static double square(double x, void *own) {
    (void)own;
    return x * x;
}

static double bowl(const double *x, size_t n, void *own) {
    (void)n, (void)own;
    return x[0] * x[0];
}

static void distance(const double *x, double *r, void *own) {
    (void)own;
    r[0] = x[0] - 1;
    r[1] = x[0] - 3;
}

static int integrate(void) {
    double out = NAN;
    int rc = cp_num_integrate(square, NULL, 0, 3, 1e-9, &out);
    return rc == 0 && fabs(out - 9) > 1e-9 ? 1 : rc;
}

static int hermite(void) {
    double x[2], weight[2];
    int rc = cp_num_hermite(2, x, weight);
    return rc == 0 && fabs(x[1] - 1) + fabs(weight[1] - .5) > 1e-12 ? 1 : rc;
}

static int minimise(void) {
    double x[1] = {3}, best = NAN;
    int rc = cp_num_minimise(bowl, NULL, x, 1, 1, 1e-8, 1000, &best);
    return rc == 0 && !(fabs(x[0]) < 1e-6) ? 1 : rc;
}

/* From its start when it cannot take a step. */
static int stay(void) {
    double x[1] = {3}, best = NAN;
    int rc = cp_num_minimise(bowl, NULL, x, 1, 1, 1e-8, 1000, &best);
    return rc == 0 && !(best <= 9) ? 1 : rc;
}

static int nonlinear(void) {
    double x[1] = {9}, covariance[1], sse = NAN;
    int rc = cp_num_nonlinear_fit(distance, NULL, x, 1, 2, covariance, &sse);
    return rc == 0 && !(fabs(x[0] - 2) < 1e-8 && fabs(sse - 2) < 1e-8) ? 1 : rc;
}

static int sobol(void) {
    struct cp_num_sobol s;
    int rc = cp_num_sobol_make(2, &s);
    return rc == 0 && cp_num_sobol_at(&s, 1, 1) != 1u << 29 ? 1 : rc; /* a half */
}

static int solve(void) {
    double a[] = {2, 1, 1, 3}, b[] = {4, 7};
    int rc = cp_num_solve(a, b, 2);
    return rc == 0 && fabs(b[0] - 1) + fabs(b[1] - 2) > 1e-12 ? 1 : rc;
}

static int least_squares(void) {
    double a[] = {1, 1, 1}, b[] = {1, 2, 6}, x[1];
    int rc = cp_num_least_squares(a, b, 3, 1, x);
    return rc == 0 && fabs(x[0] - 3) > 1e-12 ? 1 : rc;
}

static int correlation(void) {
    double a[9] = {1, 1, 0, 1, 1, 1, 0, 1, 1}, far = 0;
    int rc = cp_num_nearest_correlation(a, 3, &far);
    return rc == 0 && fabs(far - .527790) > 1e-6 ? 1 : rc;
}

static int triangle(void) {
    const double l[] = {2, 0, 1, 3};
    double b[] = {2, 19};
    int rc = cp_num_cholesky_solve(l, b, 2);
    return rc == 0 && fabs(b[0] + .5) + fabs(b[1] - 2) > 1e-12 ? 1 : rc;
}

static const struct {
    int (*work)(void);
    const char *fails;
    int rc;
} faults[] = {
    {integrate, "gsl_integration_workspace_alloc", CP_ENOMEM},
    {hermite, "gsl_integration_fixed_alloc", CP_ENOMEM},
    {minimise, "gsl_multimin_fminimizer_alloc", CP_ENOMEM},
    {minimise, "gsl_multimin_fminimizer_set", CP_ENUMERIC},
    {stay, "gsl_multimin_fminimizer_iterate", 0},
    {nonlinear, "gsl_multifit_nlinear_alloc", CP_ENOMEM},
    {nonlinear, "cp_calloc", CP_ENOMEM},
    {nonlinear, "gsl_multifit_nlinear_covar", CP_ENUMERIC},
    {sobol, "gsl_qrng_alloc", CP_ENOMEM},
    {solve, "gsl_permutation_alloc", CP_ENOMEM},
    {solve, "gsl_linalg_LU_decomp", CP_ENUMERIC},
    {solve, "gsl_linalg_LU_svx", CP_ENUMERIC},
    {least_squares, "cp_calloc", CP_ENOMEM},
    {least_squares, "gsl_linalg_QR_decomp", CP_ENUMERIC},
    {least_squares, "gsl_linalg_QR_lssolve", CP_ENUMERIC},
    {correlation, "gsl_eigen_symmv_alloc", CP_ENOMEM},
    {correlation, "cp_calloc", CP_ENOMEM},
    {triangle, "gsl_linalg_cholesky_svx", CP_ENUMERIC},
};

static void test_faults(void) {
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        int well = faults[i].work();
        failing = faults[i].fails;
        int rc = faults[i].work();
        failing = "";
        ok(well == 0 && rc == faults[i].rc, "%s fails", faults[i].fails);
        if (well != 0 || rc != faults[i].rc)
            printf("# without: %d, with: %d, wanted %d\n", well, rc, faults[i].rc);
    }
}

/* ---- input without an answer --------------------------------------------------------------- */

static double pole(double x, void *own) {
    (void)own;
    return 1 / x;
}

static double no_number(double x, void *own) {
    (void)own;
    return x > 1 ? NAN : x;
}

static double wave(double x, void *own) {
    (void)own;
    return cos(x);
}

static void test_integrals(void) {
    double out = NAN;
    ok(cp_num_integrate(pole, NULL, 0, 1, 1e-9, &out) == CP_ENUMERIC, "an integral without end");
    ok(cp_num_integrate(no_number, NULL, 0, 2, 1e-9, &out) == CP_ENUMERIC, "one of no number");
    ok(cp_num_integrate(wave, NULL, 0, M_PI, 0, &out) == 0 && fabs(out) < 1e-15,
       "one of 0 is as good as rounding lets it be");
}

static void test_lines(void) {
    /* the sums overflow: of x, of the residuals, of the intercept */
    static const double wide[] = {-1e200, 0, 1e200}, x[] = {1, 2, 3},
                        zigzag[] = {1e200, -1e200, 1e200}, near[] = {9.999, 10.001},
                        steep[] = {-1e305, 1e305}, none[] = {NAN, NAN, NAN}, two[] = {1, 3};
    struct cp_num_line l;
    ok(cp_num_line_fit(x, none, 3, &l) == CP_ENUMERIC, "a line through no point");
    ok(cp_num_line_fit(wide, wide, 3, &l) == CP_ENUMERIC, "through points too far apart");
    ok(cp_num_line_fit(x, zigzag, 3, &l) == CP_ENUMERIC, "with residuals too large");
    ok(cp_num_line_fit(near, steep, 2, &l) == CP_ENUMERIC, "too steep");
    ok(cp_num_line_fit(x, two, 2, &l) == 0 && l.b == 2 && l.sigma2 == 0,
       "two points leave no variance");
}

static void test_matrices(void) {
    double singular[] = {1, 2, 2, 4}, b[] = {1, 1}, band[] = {1e-200}, far[] = {1e200},
           zero[] = {0};
    double bad[] = {1, NAN, NAN, 1}, good[] = {1, .5, .5, 1}, distance_of = -1, x[2];
    ok(cp_num_solve(singular, b, 2) == CP_ENUMERIC, "equations that depend on each other");
    ok(cp_num_solve_banded(band, far, 1, 0) == CP_ENUMERIC, "a solution beyond all numbers");
    ok(cp_num_solve_banded(zero, far, 1, 0) == CP_ENUMERIC, "a band without a pivot");
    ok(cp_num_least_squares(good, b, 1, 2, x) == CP_EINTERNAL &&
           cp_num_least_squares(good, b, 1, 0, x) == CP_EINTERNAL,
       "more unknowns than equations, and none");
    ok(cp_num_nearest_correlation(bad, 2, &distance_of) == CP_ENUMERIC,
       "no number is no correlation");
    ok(cp_num_nearest_correlation(good, 2, &distance_of) == 0 && distance_of == 0 && good[1] == .5,
       "one that is a correlation stays");
    ok(cp_num_nearest_correlation(NULL, 0, &distance_of) == 0 && distance_of == 0, "nor has none");
}

static void never(const double *x, double *r, void *own) {
    (void)x, (void)own;
    r[0] = r[1] = INFINITY;
}

static void test_fits(void) {
    double x[CP_MINIMISE_MAX + 1] = {0}, covariance[1], out = 0;
    ok(cp_num_nonlinear_fit(never, NULL, x, 1, 2, covariance, &out) == CP_ENUMERIC,
       "residuals that are no numbers");
    ok(cp_num_minimise(bowl, NULL, x, 0, 1, 1e-8, 9, &out) == CP_EINTERNAL &&
           cp_num_minimise(bowl, NULL, x, CP_MINIMISE_MAX + 1, 1, 1e-8, 9, &out) == CP_EINTERNAL,
       "no variable, and too many");
    struct cp_num_sobol s;
    ok(cp_num_sobol_make(0, &s) == CP_ENOMEM &&
           cp_num_sobol_make(CP_SOBOL_DIMENSIONS + 1, &s) == CP_ENOMEM,
       "points of no dimension, and of too many");
}

/* Of the exponential distribution 1 - e^-x, of e^-m m^k / k!, of two coins. */
static void test_distributions(void) {
    ok_near(cp_num_gamma_cdf(2, 1, 2), 1 - exp(-1), 1e-14, "an exponential distribution");
    ok_near(cp_num_gamma_quantile(1 - exp(-1), 1, 2), 2, 1e-12, "and back");
    ok(cp_num_gamma_cdf(-1, 1, 2) == 0, "which begins at 0");
    ok_near(cp_num_poisson_mass(2, 3), 4.5 * exp(-3), 1e-14, "a Poisson distribution");
    ok_near(cp_num_binomial_above(1, 2, .5), .25, 1e-14, "two coins");
    ok_near(cp_num_student_cdf(1, 1), .75, 1e-14, "Cauchy's distribution at 1");
    for (int i = 0; i < 2; i++)
        ok(isnan(cp_num_gamma_quantile(i, 1, 2)) && isnan(cp_num_student_quantile(i, 5)) &&
               isnan(cp_num_student_quantile(.5, -i)),
           "no quantile at %d", i);
    ok_near(cp_num_lambert_w_exp(1), 1, 1e-14, "w e^w = e");
    double w = cp_num_lambert_w_exp(1000);
    ok_near(w + log(w), 1000, 1e-14, "w e^w = e^1000");
}

int main(void) {
    test_faults();
    test_integrals();
    test_lines();
    test_matrices();
    test_fits();
    test_distributions();
    return done();
}
