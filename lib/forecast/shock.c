#include "forecast/shock.h"
#include "forecast/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Values that no pattern has: an outlier, an hour or a day of scarcity. One of them is far from the
 * median of the same season in cycles about it, and from the median of all about it, against how
 * far values usually are from those. The members of auto are fitted without them. What lasts is
 * none (level.c), nor is growth, for logarithms are looked at. */

enum { CYCLES = 3, AROUND = 2, DAY = 24, LEAST = 12, WINDOW = 2 * AROUND * DAY * 7 + 1 };

/* So many times the usual distance is far: from the same season, and from all about. On the
 * training parts of the M3 and M4 competitions fewer than 12 take values of hourly series that come
 * again. */
static const double far_from = 12, far_from_all = 6;

/* The median of the same season in the nearest cycles on both sides of t; NaN: there is none.
 * Without a season only what is as near on both sides counts, so that growth is not far at its
 * ends. */
static double seasonal_median(const double *z, size_t n, size_t m, size_t t) {
    double x[2 * CYCLES];
    size_t used = 0;
    for (size_t k = 1; k <= CYCLES; k++) {
        if (m == 1 && (t < k || t + k >= n))
            break;
        if (t >= k * m && !isnan(z[t - k * m]))
            x[used++] = z[t - k * m];
        if (t + k * m < n && !isnan(z[t + k * m]))
            x[used++] = z[t + k * m];
    }
    return used ? cp_num_median(x, used) : NAN;
}

/* The median of all within two cycles of t. */
static double local_median(const double *z, size_t n, size_t m, size_t t, double x[WINDOW]) {
    size_t reach = AROUND * m > AROUND * CYCLES ? AROUND * m : AROUND * CYCLES, used = 0;
    reach = reach < WINDOW / 2 ? reach : WINDOW / 2;
    if (m == 1) {
        size_t end = t < n - 1 - t ? t : n - 1 - t;
        reach = reach < end ? reach : end;
    }
    for (size_t i = t > reach ? t - reach : 0; i <= t + reach && i < n; i++)
        if (!isnan(z[i]))
            x[used++] = z[i];
    return cp_num_median(x, used);
}

/* How far values usually are from what is expected: the median of the absolute differences. */
static double usual(const double *z, const double *expected, size_t n, double *room) {
    size_t used = 0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(z[t]) && !isnan(expected[t]))
            room[used++] = fabs(z[t] - expected[t]);
    return used ? 1.4826 * cp_num_median(room, used) : 0;
}

/* Of a constant but for one value that one; whether it is such. */
static bool mark_only(const double *z, size_t n, double *room, bool *far) {
    size_t used = 0, count = 0, other = 0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(z[t]))
            room[used++] = z[t];
    double constant = used ? cp_num_median(room, used) : 0;
    for (size_t t = 0; t < n; t++)
        if (z[t] < constant || z[t] > constant) {
            count++;
            other = t;
        }
    if (count == 1)
        far[other] = true;
    return count == 1;
}

/* Mark what is far from both medians; how many. */
static size_t mark(const double *z, size_t n, size_t m, const double *expected, double *room,
                   bool *far) {
    double window[WINDOW], scale = usual(z, expected, n, room), local = 0;
    size_t count = 0, sampled = 0, step = n / 200 + 1;
    for (size_t t = 0; t < n && scale > 0; t++)
        count += far[t] = fabs(z[t] - expected[t]) > far_from * scale;
    if (count == 0)
        return 0;
    count = 0;
    for (size_t t = 0; t < n; t += step)
        if (!isnan(z[t]))
            room[sampled++] = fabs(z[t] - local_median(z, n, m, t, window));
    local = sampled ? 1.4826 * cp_num_median(room, sampled) : 0;
    for (size_t t = 0; t < n; t++) {
        far[t] = far[t] && fabs(z[t] - local_median(z, n, m, t, window)) > far_from_all * local;
        count += far[t];
    }
    return count;
}

/* What was as far so many periods before or after is none. */
static void keep_alike(const double *z, size_t n, size_t apart, const double *expected, bool *far) {
    for (size_t t = 0; t < n; t++) {
        double half = fabs(z[t] - expected[t]) / 2;
        bool before = t >= apart && fabs(z[t] - z[t - apart]) < half;
        bool after = t + apart < n && fabs(z[t] - z[t + apart]) < half;
        far[t] = far[t] && !before && !after;
    }
}

/* Spells that last longer than a day of hours, or a value of others, are no shocks; nor is what
 * nothing has come after, but for hours. */
static size_t keep_short(size_t n, size_t m, bool *far) {
    size_t longest = m % DAY == 0 ? m : 1, count = 0;
    for (size_t t = 0; t < n; t++) {
        size_t end = t;
        while (end < n && far[end])
            end++;
        bool shock = end - t <= longest && (longest > 1 || end < n);
        for (size_t i = t; i < end; i++)
            far[i] = shock;
        count += shock ? end - t : 0;
        t = end > t ? end - 1 : t;
    }
    return count;
}

size_t cp_forecast_clean(const double *y, size_t n, size_t season, double *out, bool *far) {
    size_t m = season > 1 && n >= 3 * season ? season : 1, count = 0;
    memmove(out, y, n * sizeof *y);
    if (n < LEAST || m > WINDOW / 4)
        return 0;
    double *z = cp_calloc(n, 3 * sizeof *z);
    if (!z)
        return SIZE_MAX;
    double *expected = z + n, *room = z + 2 * n;
    bool logs = cp_forecast_logs(y, n, z);
    for (size_t t = 0; t < n; t++)
        expected[t] = seasonal_median(z, n, m, t);
    count = logs && mark_only(z, n, room, far) ? 1 : mark(z, n, m, expected, room, far);
    if (count && m < season) /* of fewer cycles than a season is seen in */
        keep_alike(z, n, season, expected, far);
    if (count && m == 1) /* at a step to another level */
        keep_alike(z, n, 1, expected, far);
    if (count)
        count = keep_short(n, m, far);
    if (count * 10 > n)
        count = 0;
    size_t week = 7 * m;
    bool weekly = m % DAY == 0 && n >= 3 * week; /* a day off is not like the day before it */
    for (size_t t = 0; t < n && count; t++) {
        double x = far[t] && weekly ? seasonal_median(z, n, week, t) : expected[t];
        if (far[t])
            out[t] = logs ? exp(x) : x;
    }
    free(z);
    return count;
}

size_t cp_forecast_settle(const double *y, size_t n, size_t season, double *out, bool *far,
                          struct cp_forecast_levels *levels) {
    memcpy(out, y, n * sizeof *y);
    if (cp_forecast_find_levels(y, n, season, levels) < 0)
        return SIZE_MAX;
    cp_forecast_restate(levels, out);
    size_t count = cp_forecast_clean(out, n, season, out, far);
    if (count == 0 || count == SIZE_MAX || levels->n)
        return count;
    if (cp_forecast_find_levels(out, n, season, levels) < 0) /* behind outliers there may be some */
        return SIZE_MAX;
    cp_forecast_restate(levels, out);
    return count;
}
