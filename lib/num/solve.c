#include "num/internal.h"
#include "num/num.h"
#include <gsl/gsl_linalg.h>
#include <math.h>

int cp_num_solve(double *a, double *b, size_t n) {
    int sign;
    cp_num_quiet_gsl();
    gsl_permutation *p = gsl_permutation_alloc(n ? n : 1);
    if (!p)
        return CP_ENOMEM;
    gsl_matrix_view m = gsl_matrix_view_array(a, n, n);
    gsl_vector_view v = gsl_vector_view_array(b, n);
    int rc = gsl_linalg_LU_decomp(&m.matrix, p, &sign) ? CP_ENUMERIC : 0;
    double most = 0, least = INFINITY;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, fabs(a[i * n + i]));
        least = fmin(least, fabs(a[i * n + i]));
    }
    if (rc || !(least > 1e-14 * most) || gsl_linalg_LU_svx(&m.matrix, p, &v.vector))
        rc = CP_ENUMERIC;
    gsl_permutation_free(p);
    return rc;
}

/* Row i of the array begins with column i - width; what rows that were exchanged fill in lies in
 * the last `width` of it. */
struct band {
    double *a;
    size_t n, width, stride;
};

static double *at(const struct band *m, size_t i, size_t j) {
    return &m->a[i * m->stride + j + m->width - i];
}

static void exchange(const struct band *m, double *b, size_t i, size_t k) {
    size_t end = k + 2 * m->width + 1 < m->n ? k + 2 * m->width + 1 : m->n;
    for (size_t j = k; j < end; j++) {
        double spare = *at(m, i, j);
        *at(m, i, j) = *at(m, k, j);
        *at(m, k, j) = spare;
    }
    double spare = b[i];
    b[i] = b[k];
    b[k] = spare;
}

int cp_num_solve_banded(double *a, double *b, size_t n, size_t width) {
    const struct band m = {a, n, width, 3 * width + 1};
    for (size_t k = 0; k < n; k++) {
        size_t last = k + width < n - 1 ? k + width : n - 1, best = k;
        size_t end = k + 2 * width + 1 < n ? k + 2 * width + 1 : n;
        for (size_t i = k + 1; i <= last; i++)
            if (fabs(*at(&m, i, k)) > fabs(*at(&m, best, k)))
                best = i;
        if (!(fabs(*at(&m, best, k)) > 1e-300))
            return CP_ENUMERIC;
        if (best != k)
            exchange(&m, b, best, k);
        for (size_t i = k + 1; i <= last; i++) {
            double f = *at(&m, i, k) / *at(&m, k, k);
            for (size_t j = k; f != 0 && j < end; j++)
                *at(&m, i, j) -= f * *at(&m, k, j);
            b[i] -= f * b[k];
        }
    }
    for (size_t k = n; k-- > 0;) {
        size_t end = k + 2 * width + 1 < n ? k + 2 * width + 1 : n;
        for (size_t j = k + 1; j < end; j++)
            b[k] -= *at(&m, k, j) * b[j];
        b[k] /= *at(&m, k, k);
        if (!isfinite(b[k]))
            return CP_ENUMERIC;
    }
    return 0;
}
