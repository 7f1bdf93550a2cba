/* Drivers that hang together: copulas, and moments that are what was asked for. */
#include "num/num.h"
#include "scenario/numbers.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* L with L L' = a, row after row, in place; what hangs on those before it entirely, or cannot be,
 * gets nothing of its own. */
static void root_of(double *a, size_t k) {
    for (size_t i = 0; i < k; i++) {
        double rest = a[i * k + i], own = rest;
        for (size_t j = 0; j < i; j++) {
            double x = a[i * k + j];
            for (size_t l = 0; l < j; l++)
                if (a[i * k + l] != 0)
                    x -= a[i * k + l] * a[j * k + l];
            a[i * k + j] = a[j * k + j] > 0 ? x / a[j * k + j] : 0;
            rest -= a[i * k + j] * a[i * k + j];
        }
        a[i * k + i] = rest > 1e-14 * own ? sqrt(rest) : 0;
        for (size_t j = i + 1; j < k; j++)
            a[i * k + j] = 0;
    }
}

/* Each row times the root, from the last column on, so that those before it are still the old. */
static void apply(const struct cp_scenario_block *b, const double *root) {
    for (size_t r = 0; r < b->n; r++) {
        double *z = b->z + r * b->stride + b->first;
        for (size_t i = b->k; i-- > 0;) {
            double sum = 0;
            for (size_t j = 0; j <= i; j++)
                if (root[i * b->k + j] != 0)
                    sum += root[i * b->k + j] * z[j];
            z[i] = sum;
        }
    }
}

static double *root_copy(const double *correlation, size_t k) {
    double *root = cp_calloc(k * k + 1, sizeof *root);
    if (root) {
        memcpy(root, correlation, k * k * sizeof *root);
        root_of(root, k);
    }
    return root;
}

int cp_scenario_couple(const struct cp_scenario_block *b, const double *correlation) {
    double *root = root_copy(correlation, b->k);
    if (root)
        apply(b, root);
    free(root);
    return root ? 0 : CP_ENOMEM;
}

static void standardise(const struct cp_scenario_block *b) {
    for (size_t c = 0; c < b->k; c++) {
        double *z = b->z + b->first + c, sum = 0, squares = 0;
        for (size_t r = 0; r < b->n; r++)
            sum += z[r * b->stride];
        for (size_t r = 0; r < b->n; r++) {
            z[r * b->stride] -= sum / (double)b->n;
            squares += z[r * b->stride] * z[r * b->stride];
        }
        double deviation = sqrt(squares / (double)b->n);
        for (size_t r = 0; r < b->n && deviation > 0; r++)
            z[r * b->stride] /= deviation;
    }
}

static void correlation_of(const struct cp_scenario_block *b, double *out) {
    memset(out, 0, b->k * b->k * sizeof *out);
    for (size_t r = 0; r < b->n; r++) {
        const double *z = b->z + r * b->stride + b->first;
        for (size_t i = 0; i < b->k; i++)
            for (size_t j = 0; j <= i; j++)
                out[i * b->k + j] += z[i] * z[j] / (double)b->n;
    }
    for (size_t i = 0; i < b->k; i++)
        for (size_t j = 0; j < i; j++)
            out[j * b->k + i] = out[i * b->k + j];
}

/* Each row by the root of what it is, solved away. */
static void apply_inverse(const struct cp_scenario_block *b, const double *root) {
    for (size_t r = 0; r < b->n; r++) {
        double *z = b->z + r * b->stride + b->first;
        for (size_t i = 0; i < b->k; i++) {
            for (size_t j = 0; j < i; j++)
                z[i] -= root[i * b->k + j] * z[j];
            z[i] /= root[i * b->k + i];
        }
    }
}

bool cp_scenario_match(const struct cp_scenario_block *b, const double *correlation, int *rc) {
    double *is = cp_calloc(b->k * b->k + 1, sizeof *is);
    double *wanted = root_copy(correlation, b->k);
    bool full = is && wanted && b->n > b->k;
    *rc = is && wanted ? 0 : CP_ENOMEM;
    standardise(b);
    if (full) {
        correlation_of(b, is);
        root_of(is, b->k);
        /* a column that hangs on others entirely has none of its own to be turned */
        for (size_t i = 0; i < b->k; i++)
            full = full && is[i * b->k + i] > 1e-6;
    }
    if (full) {
        apply_inverse(b, is);
        apply(b, wanted);
    }
    free(is);
    free(wanted);
    return full;
}

void cp_scenario_fatten(double *z, size_t k, double degrees, double u) {
    double scale = sqrt(degrees / cp_num_gamma_quantile(u, degrees / 2, 2));
    for (size_t i = 0; i < k; i++) {
        double p = cp_num_student_cdf(-fabs(z[i]) * scale, degrees); /* the tail is exact */
        z[i] = copysign(cp_num_normal_quantile(fmax(p, 1e-300)), z[i]);
    }
}
