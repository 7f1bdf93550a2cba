#include "forecast/method/method.h"
#include <math.h>

void cp_forecast_transform(struct cp_forecast_transform *v, const double *y, size_t n,
                           size_t season, enum cp_forecast_scale scale, double *z) {
    bool log_scale = scale == CP_SCALE_LOG, root = scale == CP_SCALE_ROOT;
    *v = (struct cp_forecast_transform){
        .z = z, .n = n, .season = season, .log = log_scale, .root = root, .unit = 1};
    double most = 0, sum2 = 0;
    for (size_t t = 0; t < n; t++)
        if (fabs(y[t]) > most)
            most = fabs(y[t]);
    if (!log_scale && most > 0)
        v->unit = most;
    double log_unit = log(v->unit);
    for (size_t t = 0; t < n; t++) {
        z[t] = log_scale ? log(y[t]) : root ? sqrt(y[t] / v->unit) : y[t] / v->unit;
        if (isnan(y[t]))
            continue;
        v->nseen++;
        sum2 += z[t] * z[t];
        v->jacobian += 2 * (log_scale ? z[t] : log_unit);
        if (root)
            v->jacobian += 2 * log(2 * fmax(z[t], 1e-150));
    }
    v->floor = 1e-26 * sum2 + 1e-300;
}
