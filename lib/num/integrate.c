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
