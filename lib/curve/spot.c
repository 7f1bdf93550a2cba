/* What a history of spot prices says: season, elasticity to another price, reversion. */
#include "curve/internal.h"
#include "num/num.h"
#include <math.h>

int cp_curve_fit_ou(const double *x, size_t n, double dt, struct cp_curve_ou *out) {
    struct cp_num_line line;
    double *before = cp_calloc(2 * n + 1, sizeof *before), *after = before ? before + n : NULL;
    size_t steps = 0;
    if (!before)
        return CP_ENOMEM;
    for (size_t i = 1; i < n; i++) {
        if (isnan(x[i]) || isnan(x[i - 1]))
            continue;
        before[steps] = x[i - 1];
        after[steps++] = x[i];
    }
    int rc = steps < 3 ? CP_ENUMERIC : cp_num_line_fit(before, after, steps, &line);
    free(before);
    if (rc)
        return rc;
    double m = (double)steps, s2 = line.sse / m, b = line.b, half = log(2);
    *out = (struct cp_curve_ou){.n = steps, .a = line.a, .b = b, .deviation = sqrt(s2)};
    out->likelihood = -m / 2 * (log(2 * M_PI * s2) + 1);
    double b_error = sqrt(s2 / line.sxx);
    if (b >= 1) {
        out->volatility = sqrt(s2 / dt);
        out->mean = out->speed_error = NAN;
        out->half_life = INFINITY;
        out->volatility_error = out->volatility / sqrt(2 * m);
        return 0;
    }
    out->mean = line.a / (1 - b);
    if (b <= 0) { /* it turns round at every step: faster than steps can tell */
        out->speed = out->volatility = out->half_life = NAN;
        out->speed_error = out->volatility_error = NAN;
        return 0;
    }
    out->speed = -log(b) / dt;
    out->volatility = sqrt(2 * out->speed * s2 / (1 - b * b));
    out->half_life = half / out->speed;
    out->speed_error = b_error / (b * dt);
    /* d ln sigma = d ln kappa / 2 + d ln s + b db / (1 - b^2), s and b being independent */
    double by_b = -1 / (2 * b * out->speed * dt) + b / (1 - b * b);
    out->volatility_error = out->volatility * sqrt(by_b * by_b * b_error * b_error + 1 / (2 * m));
    return 0;
}

enum { MONTHS = 12, TERMS = MONTHS + 1 };

/* A row: 1 in its month, the other price. */
static void fill_row(double *row, int month, const double *other, size_t i) {
    for (int k = 0; k < MONTHS; k++)
        row[k] = k == month;
    if (other)
        row[MONTHS] = other[i];
}

/* The standard error of the last coefficient, from R of the decomposition left in a. */
static double last_error(const double *a, size_t d, double sigma) {
    return sigma / fabs(a[(d - 1) * d + d - 1]);
}

int cp_curve_fit_season(const double *x, const int *month, const double *other, size_t n,
                        struct cp_curve_season *out, double *rest) {
    size_t d = other ? TERMS : TERMS - 1, used = 0;
    double *a = cp_calloc(n * (d + 1) + 1, sizeof *a), *b = a ? a + n * d : NULL, c[TERMS];
    double sse = 0, mean = 0;
    if (!a)
        return CP_ENOMEM;
    for (size_t i = 0; i < n; i++) {
        if (isnan(x[i]) || (other && isnan(other[i])))
            continue;
        fill_row(a + used * d, month[i], other, i);
        b[used++] = x[i];
    }
    int rc = used > d ? cp_num_least_squares(a, b, used, d, c) : CP_ENUMERIC;
    for (size_t i = 0; rc == 0 && i < n; i++) {
        double row[TERMS] = {0}, fit = 0;
        fill_row(row, month[i], other, i);
        for (size_t k = 0; k < d; k++)
            fit += row[k] * c[k];
        rest[i] = x[i] - fit;
        sse += isnan(rest[i]) ? 0 : rest[i] * rest[i];
    }
    if (rc == 0) {
        for (int k = 0; k < MONTHS; k++)
            mean += c[k] / MONTHS;
        for (int k = 0; k < MONTHS; k++)
            out->month[k] = c[k] - mean;
        out->deviation = sqrt(sse / (double)(used - d));
        out->elasticity = other ? c[MONTHS] : 0;
        out->elasticity_error = other ? last_error(a, d, out->deviation) : 0;
    }
    free(a);
    return rc;
}
