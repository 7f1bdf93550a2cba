#include "forecast/method/method.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Hours have a day and a week [Bandara, Hyndman, Bergmeir 2021]: the seasons of stl.c are taken
 * out, what is left is forecast by autoregression, and the last cycle of every season goes on. */

size_t cp_forecast_mstl_seasons(size_t n, size_t season, size_t period[MSTL_MOST]) {
    static const size_t day = 24, week = 168;
    size_t count = 0;
    if (season > 1 && n > 2 * season)
        period[count++] = season;
    if (season == day && n > 2 * week)
        period[count++] = week;
    return count;
}

size_t cp_forecast_mstl_memory(size_t n, size_t season) {
    size_t period[MSTL_MOST], count = cp_forecast_mstl_seasons(n, season, period);
    return cp_forecast_ar_memory(1) + (count ? period[count - 1] : 0);
}

int cp_forecast_mstl_fit(struct cp_forecast_mstl *m, struct cp_forecast_ar *ar, const double *y,
                         size_t n, size_t season, double *memory, double *variance) {
    size_t period[MSTL_MOST], nperiod = cp_forecast_mstl_seasons(n, season, period);
    if (nperiod == 0)
        return CP_ENUMERIC;
    *m = (struct cp_forecast_mstl){.season = period[nperiod - 1],
                                   .ahead = memory + cp_forecast_ar_memory(1)};
    double *part = cp_calloc(n, (nperiod + 1) * sizeof *part);
    double *work = cp_calloc(cp_forecast_stl_work(n, m->season), sizeof *work);
    int rc = CP_ENOMEM;
    if (part && work) {
        double *rest = part + nperiod * n;
        memcpy(rest, y, n * sizeof *rest);
        cp_forecast_stl_seasons(rest, n, period, nperiod, part, work);
        for (size_t k = 0; k < nperiod; k++)
            for (size_t i = 0; i < m->season; i++)
                m->ahead[i] += part[k * n + n - period[k] + i % period[k]];
        rc = cp_forecast_ar_fit(ar, rest, n, 1, memory, variance);
    }
    free(part);
    free(work);
    return rc;
}

void cp_forecast_mstl_add(const struct cp_forecast_mstl *m, size_t h, double *path) {
    for (size_t i = 0; i < h; i++)
        path[i] += m->ahead[i % m->season];
}
