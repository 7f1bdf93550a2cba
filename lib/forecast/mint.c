#include "forecast/internal.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Minimum trace reconciliation with a shrunk covariance [Wickramasuriya, Athanasopoulos, Hyndman:
 * Optimal forecast reconciliation for hierarchical and grouped time series through trace
 * minimization, J. of the American Statistical Association 114 (2019) 804]: of all coherent
 * forecasts those with the least variance, b = (S' W^-1 S)^-1 S' W^-1 y for the bottom series. */

/* L x = b, in place; with `upper` L' x = b. */
static void solve(const double *l, size_t n, bool upper, double *b) {
    for (size_t k = 0; k < n; k++) {
        size_t i = upper ? n - 1 - k : k;
        for (size_t j = upper ? i + 1 : 0; j < (upper ? n : i); j++)
            b[i] -= (upper ? l[j * n + i] : l[i * n + j]) * b[j];
        b[i] /= l[i * n + i];
    }
}

int cp_forecast_mint_weights(const double *sum, size_t n, size_t bottom, double *w,
                             double *weights) {
    double *a = cp_calloc(n, bottom * sizeof *a), *normal = cp_calloc(bottom, bottom * sizeof *a);
    double *b = cp_calloc(n + bottom, sizeof *b);
    int rc = CP_ENOMEM;
    if (!a || !normal || !b)
        goto out;
    rc = cp_num_cholesky(w, n);
    if (rc)
        goto out;
    for (size_t j = 0; j < bottom; j++) { /* A = L^-1 S */
        for (size_t i = 0; i < n; i++)
            b[i] = sum[i * bottom + j];
        solve(w, n, false, b);
        for (size_t i = 0; i < n; i++)
            a[i * bottom + j] = b[i];
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < bottom; j++)
            for (size_t k = 0; k < bottom; k++)
                normal[j * bottom + k] += a[i * bottom + j] * a[i * bottom + k];
    rc = cp_num_cholesky(normal, bottom);
    if (rc)
        goto out;
    for (size_t c = 0; c < n; c++) {
        double *x = b + n;
        memset(b, 0, (n + bottom) * sizeof *b);
        b[c] = 1;
        solve(w, n, false, b);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < bottom; j++)
                x[j] += a[i * bottom + j] * b[i];
        solve(normal, bottom, false, x);
        solve(normal, bottom, true, x);
        for (size_t j = 0; j < bottom; j++)
            weights[j * n + c] = x[j];
    }
out:
    free(a);
    free(normal);
    free(b);
    return rc;
}

/* The part of the correlations that is chance [Schaefer and Strimmer, Statistical Applications in
 * Genetics and Molecular Biology 4 (2005) 32], of errors scaled to variance 1. */
static double chance(const double *e, size_t n, size_t times, const double *w) {
    double variance = 0, size = 0, t = (double)times;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) {
            double scale = sqrt(w[i * n + i] * w[j * n + j]), r = w[i * n + j] / scale, squares = 0;
            for (size_t k = 0; k < times; k++) {
                double product = e[i * times + k] * e[j * times + k] / scale;
                squares += product * product;
            }
            variance += (squares - t * r * r) / (t * (t - 1));
            size += r * r;
        }
    return size > 0 ? fmin(fmax(variance / size, 0), 1) : 1;
}

bool cp_forecast_mint_covariance(const double *e, size_t n, size_t times, double *w) {
    double most = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0;
            for (size_t k = 0; k < times; k++)
                sum += e[i * times + k] * e[j * times + k] / (double)times;
            w[i * n + j] = w[j * n + i] = sum;
            most = i == j && sum > most ? sum : most;
        }
    if (times < 3 || !(most > 0) || !isfinite(most))
        return false;
    for (size_t i = 0; i < n; i++) /* one that was never wrong */
        w[i * n + i] = fmax(w[i * n + i], 1e-10 * most);
    double part = fmax(chance(e, n, times, w), 1e-6);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            w[i * n + j] *= i == j ? 1 : 1 - part;
    return true;
}
