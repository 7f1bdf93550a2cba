#include "lp/factor/vector.h"
#include <math.h>

/* Eight sums side by side, so that the compiler may use wide registers. */
static double dot(const double *a, const double *b, size_t n) {
    double s[8] = {0};
    size_t i = 0;
    for (; i + 8 <= n; i += 8)
        for (size_t k = 0; k < 8; k++)
            s[k] += a[i + k] * b[i + k];
    for (; i < n; i++)
        s[0] += a[i] * b[i];
    return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]));
}

double cp_lp_dot(const double *a, const double *b, size_t n) {
    double part[CP_LP_PARTS], sum = 0;
#pragma omp taskloop num_tasks(16) default(shared)
    for (size_t k = 0; k < CP_LP_PARTS; k++) {
        size_t from = cp_lp_part(n, k);
        part[k] = dot(a + from, b + from, cp_lp_part(n, k + 1) - from);
    }
    for (size_t k = 0; k < CP_LP_PARTS; k++)
        sum += part[k];
    return sum;
}

double cp_lp_largest(const double *x, size_t n) {
    double part[CP_LP_PARTS], max = 0;
#pragma omp taskloop num_tasks(16) default(shared)
    for (size_t k = 0; k < CP_LP_PARTS; k++) {
        part[k] = 0;
        for (size_t i = cp_lp_part(n, k); i < cp_lp_part(n, k + 1); i++)
            part[k] = fabs(x[i]) > part[k] ? fabs(x[i]) : part[k];
    }
    for (size_t k = 0; k < CP_LP_PARTS; k++)
        max = part[k] > max ? part[k] : max;
    return max;
}

void cp_lp_add(double *x, double a, const double *y, size_t n) {
#pragma omp taskloop num_tasks(16) default(shared)
    for (size_t i = 0; i < n; i++)
        x[i] += a * y[i];
}
