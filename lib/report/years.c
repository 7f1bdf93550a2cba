/* Years out of the periods of a panel. */
#include "report/internal.h"
#include <math.h>
#include <string.h>

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

enum { QUARTERS = 4 };

size_t cp_report_column(const struct cp_report *r, struct cp_period period) {
    int year = cp_period_year(period) - r->first_year;
    if (year < 0)
        return r->nyear;
    if (!r->options->quarters)
        return (size_t)year;
    struct cp_period quarter = cp_period_at(CP_QUARTER, cp_period_start(period));
    char text[CP_PERIOD_SIZE];
    cp_period_format(text, quarter);
    return (size_t)year * QUARTERS + (size_t)(text[strlen(text) - 1] - '1');
}

const char *cp_report_column_name(struct cp_report *r, size_t column) {
    int year = r->first_year + (int)(r->options->quarters ? column / QUARTERS : column);
    const char *text = r->options->quarters
                           ? cp_arena_printf(&r->arena, "%d-Q%zu", year, column % QUARTERS + 1)
                           : cp_arena_printf(&r->arena, "%d", year);
    return cp_report_kept(r, text);
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
        size_t y = cp_report_column(r, p->period[i]);
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
