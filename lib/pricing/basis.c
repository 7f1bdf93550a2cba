/* What is expected later, as a polynomial of what is known now: least squares over paths. The state
 * is taken by its mean and deviation, so that normal equations lose no digits that a value has. */
#include "pricing/internal.h"
#include <math.h>
#include <string.h>

void cp_pricing_basis_over(struct cp_pricing_basis *b, size_t n, const size_t *path,
                           const double *x, const double *y) {
    const double *state[2] = {x, y};
    for (int k = 0; k < 2 && state[k]; k++) {
        double sum = 0, square = 0;
        for (size_t i = 0; i < n; i++)
            sum += state[k][path[i]];
        b->mean[k] = sum / (double)n;
        for (size_t i = 0; i < n; i++) {
            double d = state[k][path[i]] - b->mean[k];
            square += d * d;
        }
        double deviation = sqrt(square / (double)n);
        b->scale[k] = deviation > 1e-12 * fabs(b->mean[k]) ? 1 / deviation : 0;
    }
}

void cp_pricing_terms(const struct cp_pricing_basis *b, double x, double y, double *term) {
    double u = (x - b->mean[0]) * b->scale[0];
    term[0] = 1;
    if (!b->two) {
        for (size_t k = 1; k < b->n; k++)
            term[k] = term[k - 1] * u;
        return;
    }
    double v = (y - b->mean[1]) * b->scale[1];
    term[1] = u;
    term[2] = v;
    term[3] = u * u;
    term[4] = u * v;
    term[5] = v * v;
}

double cp_pricing_expected(const struct cp_pricing_basis *b, const double *coefficient,
                           const double *term) {
    double sum = 0;
    for (size_t k = 0; k < b->n; k++)
        sum += coefficient[k] * term[k];
    return sum;
}

/* A term that others make up already has no coefficient of its own. */
static void factor(double *a, size_t n, bool *kept) {
    for (size_t j = 0; j < n; j++) {
        double pivot = a[j * n + j], whole = pivot;
        for (size_t k = 0; k < j; k++)
            pivot -= a[j * n + k] * a[j * n + k];
        kept[j] = pivot > 1e-10 * whole && whole > 0;
        a[j * n + j] = kept[j] ? sqrt(pivot) : 1;
        for (size_t i = j + 1; i < n; i++) {
            double sum = a[i * n + j];
            for (size_t k = 0; k < j; k++)
                sum -= a[i * n + k] * a[j * n + k];
            a[i * n + j] = kept[j] ? sum / a[j * n + j] : 0;
        }
        for (size_t k = 0; k < j && !kept[j]; k++)
            a[j * n + k] = 0;
    }
}

static void solve(const double *a, size_t n, const bool *kept, double *x) {
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++)
            x[i] -= a[i * n + k] * x[k];
        x[i] = kept[i] ? x[i] / a[i * n + i] : 0;
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t k = i + 1; k < n; k++)
            x[i] -= a[k * n + i] * x[k];
        x[i] = kept[i] ? x[i] / a[i * n + i] : 0;
    }
}

void cp_pricing_project(const struct cp_pricing_basis *b, size_t n, const size_t *path,
                        const double *x, const double *y, size_t m, const double *const *later,
                        double *coefficient) {
    double gram[CP_PRICING_TERMS * CP_PRICING_TERMS] = {0}, term[CP_PRICING_TERMS];
    bool kept[CP_PRICING_TERMS];
    size_t k = b->n;
    memset(coefficient, 0, m * k * sizeof *coefficient);
    for (size_t i = 0; i < n; i++) {
        size_t p = path[i];
        cp_pricing_terms(b, x[p], y ? y[p] : 0, term);
        for (size_t r = 0; r < k; r++)
            for (size_t c = 0; c <= r; c++)
                gram[r * k + c] += term[r] * term[c];
        for (size_t s = 0; s < m; s++)
            for (size_t r = 0; r < k; r++)
                coefficient[s * k + r] += term[r] * later[s][p];
    }
    factor(gram, k, kept);
    for (size_t s = 0; s < m; s++)
        solve(gram, k, kept, &coefficient[s * k]);
}

void cp_pricing_mean(const double *value, size_t n, bool mirrored, double *mean, double *error) {
    size_t width = mirrored ? 2 : 1, groups = n / width;
    double sum = 0, square = 0;
    for (size_t i = 0; i < groups * width; i++)
        sum += value[i];
    *mean = groups ? sum / (double)(groups * width) : NAN;
    for (size_t i = 0; i < groups; i++) {
        double group = 0;
        for (size_t k = 0; k < width; k++)
            group += value[i * width + k] / (double)width;
        square += (group - *mean) * (group - *mean);
    }
    *error = groups > 1 ? sqrt(square / (double)(groups - 1) / (double)groups) : NAN;
}
