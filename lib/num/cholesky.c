#include "num/internal.h"
#include "num/num.h"
#include <gsl/gsl_linalg.h>

int cp_num_cholesky(double *a, size_t n) {
    cp_num_quiet_gsl();
    gsl_matrix_view m = gsl_matrix_view_array(a, n, n);
    if (gsl_linalg_cholesky_decomp1(&m.matrix))
        return CP_ENUMERIC;
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            a[i * n + j] = 0;
    return 0;
}

int cp_num_cholesky_solve(const double *l, double *b, size_t n) {
    cp_num_quiet_gsl();
    gsl_matrix_const_view m = gsl_matrix_const_view_array(l, n, n);
    gsl_vector_view v = gsl_vector_view_array(b, n);
    return gsl_linalg_cholesky_svx(&m.matrix, &v.vector) ? CP_ENUMERIC : 0;
}
