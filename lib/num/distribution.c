#include "num/internal.h"
#include "num/num.h"
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sf_lambert.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <pthread.h>

static void handler_off(void) {
    gsl_set_error_handler_off();
}

void cp_num_quiet_gsl(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, handler_off);
}

double cp_num_normal_quantile(double p) {
    return p > 0 && p < 1 ? gsl_cdf_ugaussian_Pinv(p) : NAN;
}

double cp_num_normal_cdf(double x) {
    return gsl_cdf_ugaussian_P(x);
}

double cp_num_student_quantile(double p, double dof) {
    if (!(p > 0 && p < 1 && dof > 0))
        return NAN;
    cp_num_quiet_gsl();
    return gsl_cdf_tdist_Pinv(p, dof);
}

double cp_num_student_cdf(double x, double dof) {
    cp_num_quiet_gsl();
    return gsl_cdf_tdist_P(x, dof);
}

double cp_num_gamma_cdf(double x, double shape, double scale) {
    cp_num_quiet_gsl();
    return x > 0 ? gsl_cdf_gamma_P(x, shape, scale) : 0;
}

double cp_num_gamma_quantile(double p, double shape, double scale) {
    if (!(p > 0 && p < 1))
        return NAN;
    cp_num_quiet_gsl();
    return gsl_cdf_gamma_Pinv(p, shape, scale);
}

double cp_num_poisson_mass(unsigned k, double mean) {
    cp_num_quiet_gsl();
    return gsl_ran_poisson_pdf(k, mean);
}

double cp_num_binomial_above(unsigned k, unsigned n, double p) {
    cp_num_quiet_gsl();
    return gsl_cdf_binomial_Q(k, p, n);
}

void cp_num_sort(double *x, size_t n) {
    gsl_sort(x, 1, n);
}

double cp_num_quantile_sorted(const double *x, size_t n, double p) {
    return gsl_stats_quantile_from_sorted_data(x, 1, n, p);
}

double cp_num_median(double *x, size_t n) {
    cp_num_sort(x, n);
    return cp_num_quantile_sorted(x, n, 0.5);
}

double cp_num_lambert_w_exp(double x) {
    if (x < 500)
        return gsl_sf_lambert_W0(exp(x));
    double w = x - log(x); /* e^x is no number: Newton on w + ln w = x */
    for (int i = 0; i < 8; i++)
        w -= (w + log(w) - x) / (1 + 1 / w);
    return w;
}

void cp_num_sort_weighted(double *x, double *weight, size_t n) {
    if (n && weight)
        gsl_sort2(x, 1, weight, 1, n);
    else if (n)
        cp_num_sort(x, n);
}

double cp_num_quantile_weighted(const double *x, const double *weight, size_t n, double p) {
    double all = 0, sum = 0;
    if (!weight)
        return cp_num_quantile_sorted(x, n, p);
    for (size_t i = 0; i < n; i++)
        all += weight[i];
    for (size_t i = 0; i + 1 < n; i++) {
        sum += weight[i];
        if (sum >= (p - 1e-12) * all) /* what rounding leaves of a sum is no weight */
            return x[i];
    }
    return x[n - 1];
}
