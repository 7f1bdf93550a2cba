#include "num/internal.h"
#include "num/num.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_integration.h>
#include <math.h>

enum { PIECES = 200 };

int cp_num_integrate(double (*f)(double x, void *own), void *own, double from, double to,
                     double within, double *out) {
    cp_num_quiet_gsl();
    gsl_integration_workspace *w = gsl_integration_workspace_alloc(PIECES);
    gsl_function function = {f, own};
    double error;
    if (!w)
        return CP_ENOMEM;
    int rc = gsl_integration_qag(&function, from, to, within, 1e-12, PIECES, GSL_INTEG_GAUSS61, w,
                                 out, &error);
    gsl_integration_workspace_free(w);
    /* rounding keeps it from what was asked: it is as good as it gets */
    return (rc == 0 || rc == GSL_EROUND) && isfinite(*out) ? 0 : CP_ENUMERIC;
}

int cp_num_hermite(size_t n, double *x, double *weight) {
    cp_num_quiet_gsl();
    gsl_integration_fixed_workspace *w =
        gsl_integration_fixed_alloc(gsl_integration_fixed_hermite, n, 0, .5, 0, 0);
    if (!w)
        return CP_ENOMEM;
    const double *at = gsl_integration_fixed_nodes(w), *of = gsl_integration_fixed_weights(w);
    for (size_t i = 0; i < n; i++) { /* as symmetric as they are */
        x[i] = (at[i] - at[n - 1 - i]) / 2;
        weight[i] = (of[i] + of[n - 1 - i]) / (2 * sqrt(2 * M_PI));
    }
    gsl_integration_fixed_free(w);
    return 0;
}
