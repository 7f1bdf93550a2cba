#include "num/internal.h"
#include "num/num.h"
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>

/* Two passes over centred data: what GSL's gsl_fit_linear does, but passing over NaN without a
 * copy, and keeping the moments that the variance of a prediction needs. */
int cp_num_line_fit(const double *x, const double *y, size_t n, struct cp_num_line *out) {
    double sx = 0, sy = 0;
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(y[i])) {
            sx += x[i];
            sy += y[i];
            used++;
        }
    if (used < 2)
        return CP_ENUMERIC;
    double xbar = sx / (double)used, ybar = sy / (double)used, sxx = 0, sxy = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(y[i])) {
            sxx += (x[i] - xbar) * (x[i] - xbar);
            sxy += (x[i] - xbar) * (y[i] - ybar);
        }
    if (!(sxx > 0) || !isfinite(sxy))
        return CP_ENUMERIC;
    struct cp_num_line line = {.n = used, .b = sxy / sxx, .xbar = xbar, .sxx = sxx};
    line.a = ybar - line.b * xbar;
    for (size_t i = 0; i < n; i++)
        if (!isnan(y[i])) {
            double e = y[i] - ybar - line.b * (x[i] - xbar);
            line.sse += e * e;
        }
    line.sigma2 = used > 2 ? line.sse / (double)(used - 2) : 0;
    if (!isfinite(line.a) || !isfinite(line.sse))
        return CP_ENUMERIC;
    *out = line;
    return 0;
}

int cp_num_least_squares(double *a, double *b, size_t n, size_t d, double *x) {
    if (d == 0 || n < d)
        return CP_EINTERNAL;
    cp_num_quiet_gsl();
    double *tau = cp_calloc(n + d, sizeof *tau);
    if (!tau)
        return CP_ENOMEM;
    gsl_matrix_view am = gsl_matrix_view_array(a, n, d);
    gsl_vector_view bv = gsl_vector_view_array(b, n), xv = gsl_vector_view_array(x, d);
    gsl_vector_view tv = gsl_vector_view_array(tau, d), rv = gsl_vector_view_array(tau + d, n);
    int rc = gsl_linalg_QR_decomp(&am.matrix, &tv.vector) ? CP_ENUMERIC : 0;
    double most = 0, least = INFINITY;
    for (size_t i = 0; i < d; i++) {
        double r = fabs(a[i * d + i]);
        most = r > most ? r : most;
        least = r < least ? r : least;
    }
    if (!(least > 1e-10 * most))
        rc = CP_ENUMERIC;
    if (rc == 0 &&
        gsl_linalg_QR_lssolve(&am.matrix, &tv.vector, &bv.vector, &xv.vector, &rv.vector))
        rc = CP_ENUMERIC;
    free(tau);
    return rc;
}
