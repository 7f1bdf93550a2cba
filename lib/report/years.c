/* Years out of the periods of a panel. */
#include "report/internal.h"
#include <math.h>

/* One value in: hours weights of a mean are divided out at the end. */
static void take(double *year, double *hours, double value, double weight,
                 enum cp_report_aggregate aggregate) {
    double v = isnan(value) ? 0 : value;
    switch (aggregate) {
    case SUM:
        *year = (isnan(*year) ? 0 : *year) + v;
        break;
    case MEAN:
        *year = (isnan(*year) ? 0 : *year) + v * weight;
        *hours += weight;
        break;
    case LAST:
        *year = v;
        break;
    case LEAST:
        *year = fmin(*year, value);
        break;
    case MOST:
        *year = fmax(*year, value);
        break;
    }
}

double *cp_report_years(struct cp_report *r, const struct cp_report_panel *p, const double *series,
                        enum cp_report_aggregate aggregate) {
    double *year = cp_report_reserve(r, r->nyear, sizeof *year);
    double *hours = cp_report_reserve(r, r->nyear, sizeof *hours);
    if (!year || !hours)
        return NULL;
    for (size_t y = 0; y < r->nyear; y++)
        year[y] = NAN;
    for (size_t i = 0; i < p->nperiod; i++) {
        size_t y = (size_t)(cp_period_year(p->period[i]) - r->first_year);
        if (y < r->nyear && !(p->sparse && isnan(series[i])))
            take(&year[y], &hours[y], series[i], cp_period_hours(p->period[i]), aggregate);
    }
    for (size_t y = 0; y < r->nyear && aggregate == MEAN; y++)
        year[y] /= hours[y] > 0 ? hours[y] : 1;
    return year;
}

double *cp_report_total(struct cp_report *r, const struct cp_report_panel *p,
                        enum cp_report_aggregate aggregate) {
    return cp_report_years(r, p, p->total, aggregate);
}
