#include "num/internal.h"
#include "num/num.h"
#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit_nlinear.h>
#include <math.h>
#include <stdlib.h>

struct call {
    cp_num_residuals *f;
    void *own;
    double *r;
};

/* GSL's vector of residuals may be a column of the Jacobian. */
static int evaluate(const gsl_vector *x, void *params, gsl_vector *r) {
    const struct call *c = params;
    c->f(gsl_vector_const_ptr(x, 0), c->r, c->own);
    for (size_t i = 0; i < r->size; i++) {
        if (!isfinite(c->r[i]))
            return GSL_EDOM;
        gsl_vector_set(r, i, c->r[i]);
    }
    return GSL_SUCCESS;
}

int cp_num_nonlinear_fit(cp_num_residuals *f, void *own, double *x, size_t d, size_t n,
                         double *covariance, double *sse) {
    cp_num_quiet_gsl();
    gsl_multifit_nlinear_parameters parameters = gsl_multifit_nlinear_default_parameters();
    gsl_multifit_nlinear_workspace *w =
        gsl_multifit_nlinear_alloc(gsl_multifit_nlinear_trust, &parameters, n, d);
    struct call call = {f, own, cp_calloc(n, sizeof(double))};
    int rc = CP_ENOMEM, info;
    if (!w || !call.r)
        goto out;
    gsl_multifit_nlinear_fdf fdf = {.f = evaluate, .n = n, .p = d, .params = &call};
    gsl_vector_view start = gsl_vector_view_array(x, d);
    rc = CP_ENUMERIC;
    if (gsl_multifit_nlinear_init(&start.vector, &fdf, w))
        goto out;
    gsl_multifit_nlinear_driver(200, 1e-9, 1e-9, 1e-9, NULL, NULL, &info, w);
    gsl_matrix_view covar = gsl_matrix_view_array(covariance, d, d);
    if (gsl_multifit_nlinear_covar(gsl_multifit_nlinear_jac(w), 0, &covar.matrix))
        goto out;
    const gsl_vector *best = gsl_multifit_nlinear_position(w);
    gsl_blas_ddot(gsl_multifit_nlinear_residual(w), gsl_multifit_nlinear_residual(w), sse);
    for (size_t i = 0; i < d; i++)
        x[i] = gsl_vector_get(best, i);
    rc = isfinite(*sse) ? 0 : CP_ENUMERIC;
out:
    if (w)
        gsl_multifit_nlinear_free(w);
    free(call.r);
    return rc;
}
