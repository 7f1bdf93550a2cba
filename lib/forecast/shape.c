#include "forecast/internal.h"
#include <math.h>

bool shape_is_seasonal(const double *y, size_t n, size_t m) {
    if (m < 2 || n < 3 * m)
        return false;
    double mean = 0, all = 0, sum = 1, at = 0;
    for (size_t t = 0; t < n; t++)
        mean += y[t] / (double)n;
    for (size_t t = 0; t < n; t++)
        all += (y[t] - mean) * (y[t] - mean);
    for (size_t k = 1; k <= m && all > 0; k++) {
        double r = 0;
        for (size_t t = 0; t + k < n; t++)
            r += (y[t] - mean) * (y[t + k] - mean);
        at = r / all;
        sum += k < m ? 2 * at * at : 0;
    }
    return fabs(at) > 1.645 * sqrt(sum / (double)n);
}

void shape_fill(const double *y, size_t n, double *out) {
    size_t last = SIZE_MAX;
    for (size_t t = 0; t < n; t++) {
        out[t] = y[t];
        if (isnan(y[t]))
            continue;
        for (size_t i = last == SIZE_MAX ? 0 : last + 1; i < t; i++)
            out[i] = last == SIZE_MAX
                         ? y[t]
                         : y[last] + (y[t] - y[last]) * (double)(i - last) / (double)(t - last);
        last = t;
    }
    for (size_t i = last + 1; last != SIZE_MAX && i < n; i++)
        out[i] = y[last];
}
