#include "forecast/internal.h"
#include <math.h>
#include <string.h>

/* What values can be by their nature, and whether a series grows towards it. */

/* On earth in 2025, 8.23 bn in the middle of the year [United Nations, World Population Prospects
 * 2024, medium variant]; a thousandth more is no user. */
static const double people = 8.2e9;

struct cp_forecast_bounds cp_forecast_bounds_default(const char *measure, const char *unit) {
    static const char *const shares[] = {"adoption", "penetration", "share"};
    const struct cp_pos nowhere = {0};
    struct cp_forecast_bounds none = {-INFINITY, INFINITY, 0};
    struct cp_error passed = {0};
    double factor;
    if (cp_unit_factor("user", unit, &factor, nowhere, &passed) == 0)
        return (struct cp_forecast_bounds){0, people * factor, 0};
    passed.n = 0;
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        if (strcmp(measure, shares[i]) == 0 &&
            cp_unit_factor("1", unit, &factor, nowhere, &passed) == 0)
            return (struct cp_forecast_bounds){0, factor, 0};
    return none;
}

/* Kendall's tau-a of the values with time over n (n - 1) / 2 pairs; of long series every k-th value
 * tells. */
static double rising(const double *y, size_t n) {
    enum { ENOUGH = 200 };
    size_t step = 1 + n / ENOUGH;
    double up = 0, pairs = 0;
    for (size_t i = 0; i < n; i += step)
        for (size_t k = i + step; k < n; k += step) {
            if (isnan(y[i]) || isnan(y[k]))
                continue;
            up += y[k] > y[i] ? 1 : y[k] < y[i] ? -1 : 0;
            pairs++;
        }
    return pairs > 0 ? up / pairs : 0;
}

bool cp_forecast_is_adoption(const double *y, size_t n, const struct cp_forecast_bounds *b) {
    double first = NAN, last = NAN, floor = isfinite(b->floor) ? b->floor : 0;
    size_t above = 0;
    if (!(b->floor < b->cap) || !isfinite(b->cap))
        return false;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t]))
            continue;
        if (y[t] > b->cap || y[t] < floor)
            return false;
        above += y[t] > floor;
        first = isnan(first) && y[t] > floor ? y[t] : first;
        last = y[t];
    }
    double odds = (last - floor) / (first - floor) * ((b->cap - first) / (b->cap - last));
    return above > 2 && odds >= 1.5 && rising(y, n) > 0.6;
}
