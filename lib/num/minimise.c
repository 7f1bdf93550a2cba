#include "num/internal.h"
#include "num/num.h"
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multimin.h>
#include <math.h>

struct call {
    cp_num_objective *f;
    void *own;
};

/* The simplex compares values, so a point outside of the function's domain needs a number. */
static const double very_bad = 1e300;

static double evaluate(const gsl_vector *v, void *params) {
    const struct call *c = params;
    double y = c->f(gsl_vector_const_ptr(v, 0), v->size, c->own);
    return isfinite(y) && y < very_bad ? y : very_bad;
}

int cp_num_minimise(cp_num_objective *f, void *own, double *x, size_t n, double step, double tol,
                    size_t most, double *best) {
    if (n == 0 || n > CP_MINIMISE_MAX)
        return CP_EINTERNAL;
    cp_num_quiet_gsl();
    int rc = CP_ENOMEM;
    double steps[CP_MINIMISE_MAX];
    for (size_t i = 0; i < n; i++)
        steps[i] = step;
    struct call call = {f, own};
    gsl_multimin_function fn = {evaluate, n, &call};
    gsl_vector_view start = gsl_vector_view_array(x, n), first = gsl_vector_view_array(steps, n);
    gsl_multimin_fminimizer *s =
        gsl_multimin_fminimizer_alloc(gsl_multimin_fminimizer_nmsimplex2, n);
    if (!s)
        goto out;
    rc = CP_ENUMERIC;
    if (gsl_multimin_fminimizer_set(s, &fn, &start.vector, &first.vector))
        goto out;
    for (size_t i = 0; i < most; i++)
        if (gsl_multimin_fminimizer_iterate(s) || gsl_multimin_fminimizer_size(s) < tol)
            break;
    double value = gsl_multimin_fminimizer_minimum(s);
    if (value >= very_bad)
        goto out;
    for (size_t i = 0; i < n; i++)
        x[i] = gsl_vector_get(gsl_multimin_fminimizer_x(s), i);
    *best = value;
    rc = 0;
out:
    if (s)
        gsl_multimin_fminimizer_free(s);
    return rc;
}
