#include "num/internal.h"
#include "num/num.h"
#include <gsl/gsl_eigen.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

struct work {
    size_t n;
    double *copy, *value, *vector;
    gsl_eigen_symmv_workspace *eigen;
};

/* x, symmetric, without its negative eigenvalues. Returns false where it has none. */
static bool clip(struct work *w, double *x) {
    size_t n = w->n;
    gsl_matrix_view a = gsl_matrix_view_array(w->copy, n, n);
    gsl_matrix_view v = gsl_matrix_view_array(w->vector, n, n);
    gsl_vector_view e = gsl_vector_view_array(w->value, n);
    bool clipped = false;
    memcpy(w->copy, x, n * n * sizeof *x);
    gsl_eigen_symmv(&a.matrix, &e.vector, &v.matrix, w->eigen);
    for (size_t k = 0; k < n; k++) {
        if (w->value[k] >= 0)
            continue;
        clipped = true;
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                x[i * n + j] -= w->value[k] * w->vector[i * n + k] * w->vector[j * n + k];
    }
    return clipped;
}

static double distance_of(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n * n; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sqrt(sum);
}

static int project(struct work *w, double *y, double *x, double *s, double *distance,
                   const double *a) {
    size_t n = w->n;
    *distance = 0;
    for (int round = 0; round < 10000; round++) {
        for (size_t i = 0; i < n * n; i++)
            x[i] = y[i] - s[i];
        if (!clip(w, x) && round == 0)
            return 0;
        for (size_t i = 0; i < n * n; i++) {
            s[i] = x[i] - (y[i] - s[i]);
            y[i] = i % (n + 1) ? x[i] : 1;
        }
        if (distance_of(x, y, n) < 1e-10) {
            *distance = distance_of(a, y, n);
            return isfinite(*distance) ? 0 : CP_ENUMERIC;
        }
    }
    return CP_ENUMERIC;
}

int cp_num_nearest_correlation(double *a, size_t n, double *distance) {
    if (n == 0)
        return *distance = 0, 0;
    for (size_t i = 0; i < n * n; i++)
        if (!isfinite(a[i]))
            return CP_ENUMERIC;
    cp_num_quiet_gsl();
    size_t square = n * n;
    double *heap = cp_calloc(5 * square + n, sizeof *heap);
    struct work w = {.n = n, .eigen = gsl_eigen_symmv_alloc(n)};
    int rc = CP_ENOMEM;
    if (heap && w.eigen) {
        double *first = heap + 4 * square;
        w.copy = heap;
        w.vector = heap + square;
        w.value = heap + 5 * square;
        memcpy(first, a, square * sizeof *a);
        rc = project(&w, a, heap + 2 * square, heap + 3 * square, distance, first);
    }
    if (w.eigen)
        gsl_eigen_symmv_free(w.eigen);
    free(heap);
    return rc;
}
