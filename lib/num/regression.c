#include "num/num.h"
#include <math.h>

/* Two passes over centred data: what GSL's gsl_fit_linear does, but passing over NaN without a
 * copy, and keeping the moments that the variance of a prediction needs. */
int cp_line_fit(const double *x, const double *y, size_t n, struct cp_line *out) {
    double sx = 0, sy = 0;
    size_t used = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(y[i])) {
            sx += x[i];
            sy += y[i];
            used++;
        }
    if (used < 2)
        return CP_ENUMERIC;
    double xbar = sx / (double)used, ybar = sy / (double)used, sxx = 0, sxy = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(y[i])) {
            sxx += (x[i] - xbar) * (x[i] - xbar);
            sxy += (x[i] - xbar) * (y[i] - ybar);
        }
    if (!(sxx > 0) || !isfinite(sxy))
        return CP_ENUMERIC;
    struct cp_line line = {.n = used, .b = sxy / sxx, .xbar = xbar, .sxx = sxx};
    line.a = ybar - line.b * xbar;
    for (size_t i = 0; i < n; i++)
        if (!isnan(y[i])) {
            double e = y[i] - ybar - line.b * (x[i] - xbar);
            line.sse += e * e;
        }
    line.sigma2 = used > 2 ? line.sse / (double)(used - 2) : 0;
    if (!isfinite(line.a) || !isfinite(line.sse))
        return CP_ENUMERIC;
    *out = line;
    return 0;
}
