#include "forecast/internal.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>

/* From misses to widths: see calibrate.c. */

static const double prior_spans[CP_FORECAST_HELD] = {3, 3};

/* The scores of the two quantiles that are held (cp_forecast_interval_score): 90 and 97.5 %. */
static const double level[CP_FORECAST_HELD] = {0.8, 0.95};

static size_t block_of(size_t t, size_t h) {
    return t * CP_FORECAST_BLOCKS / h;
}

void cp_forecast_hold(const double *miss, size_t rows, size_t h, double counts, const double *prior,
                      double *sorted, struct cp_forecast_stretch *out) {
    for (size_t b = 0; b < CP_FORECAST_BLOCKS; b++) {
        size_t n = 0;
        for (size_t i = 0; i < rows * h; i++)
            if (!isnan(miss[i]) && (h < CP_FORECAST_BLOCKS || block_of(i % h, h) == b))
                sorted[n++] = fabs(miss[i]);
        if (n)
            cp_num_sort(sorted, n);
        for (size_t k = 0; k < CP_FORECAST_HELD; k++) {
            double usual = cp_forecast_interval_score(0.5 + level[k] / 2);
            double p = fmin(level[k] * (1 + 1 / counts), 1);
            double far = n ? cp_num_quantile_sorted(sorted, n, p) / usual : 1;
            out->at[b][k] = (counts * far + prior[k]) / (counts + prior[k]);
        }
    }
    out->horizon = h;
}

enum { FEWEST = 4 }; /* origins that tell anything */

int cp_forecast_own_stretch(const struct cp_forecast_series *s, size_t n, size_t h,
                            struct cp_forecast_stretch *out, bool *found) {
    const struct cp_forecast_past *past = s->past;
    size_t end = 0, first = 0;
    while (past && end < past->n && past->origin[end] + h <= n)
        end++;
    *found = end >= FEWEST;
    if (!*found)
        return 0;
    first = end > CP_FORECAST_ORIGINS ? end - CP_FORECAST_ORIGINS : 0;
    double *sorted = cp_calloc(end - first, h * sizeof *sorted);
    if (!sorted)
        return CP_ENOMEM;
    double spans = 1 + (double)(past->origin[end - 1] - past->origin[first]) / (double)h;
    cp_forecast_hold(past->miss + first * h, end - first, h, fmin(spans, (double)(end - first)),
                     prior_spans, sorted, out);
    free(sorted);
    return 0;
}
