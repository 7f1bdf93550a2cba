#include "forecast/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Values that no pattern has: an outlier, an hour or a day of scarcity. One of them is far from the
 * median of the same season in cycles about it, and from the median of all about it, against how
 * far values usually are from those. The members of auto are fitted without them; a shift that
 * lasts is not one of them, and is told. Logarithms are looked at, so that growth is none either,
 * where none is negative and at most a tenth are 0, which count as a tenth of the least. */

enum { CYCLES = 3, AROUND = 2, DAY = 24, LEAST = 12, WINDOW = 2 * AROUND * DAY * 7 + 1 };

/* So many times the usual distance is far: from the same season, and from all about. On the
 * training parts of the M3 and M4 competitions fewer than 12 take values of hourly series that come
 * again. */
static const double far_from = 12, far_from_all = 6;

static double median_of(double *x, size_t n) {
    cp_num_sort(x, n);
    return cp_num_quantile_sorted(x, n, 0.5);
}

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
    return used ? median_of(x, used) : NAN;
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
    return median_of(x, used);
}

/* How far values usually are from what is expected: the median of the absolute differences. */
static double usual(const double *z, const double *expected, size_t n, double *room) {
    size_t used = 0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(z[t]) && !isnan(expected[t]))
            room[used++] = fabs(z[t] - expected[t]);
    return used ? 1.4826 * median_of(room, used) : 0;
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
    local = sampled ? 1.4826 * median_of(room, sampled) : 0;
    for (size_t t = 0; t < n; t++) {
        far[t] = far[t] && fabs(z[t] - local_median(z, n, m, t, window)) > far_from_all * local;
        count += far[t];
    }
    return count;
}

/* Of fewer cycles than a season is seen in, what was as far in the cycle before or after. */
static void keep_season(const double *z, size_t n, size_t season, const double *expected,
                        bool *far) {
    for (size_t t = 0; t < n; t++) {
        double half = fabs(z[t] - expected[t]) / 2;
        bool before = t >= season && fabs(z[t] - z[t - season]) < half;
        bool after = t + season < n && fabs(z[t] - z[t + season]) < half;
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
        bool shock = end - t <= longest && (longest > 1 || end + 1 < n);
        for (size_t i = t; i < end; i++)
            far[i] = shock;
        count += shock ? end - t : 0;
        t = end > t ? end - 1 : t;
    }
    return count;
}

/* Logarithms to z[n], or the values. */
static bool take_logs(const double *y, size_t n, double *z) {
    double least = INFINITY;
    size_t zeros = 0;
    bool negative = false;
    for (size_t t = 0; t < n; t++) {
        zeros += y[t] == 0;
        negative = negative || y[t] < 0;
        least = y[t] > 0 ? fmin(least, y[t]) : least;
    }
    bool logs = !negative && zeros * 10 <= n;
    for (size_t t = 0; t < n; t++)
        z[t] = logs ? log(y[t] == 0 ? least / 10 : y[t]) : y[t];
    return logs;
}

size_t cp_forecast_clean(const double *y, size_t n, size_t season, double *out, bool *far) {
    size_t m = season > 1 && n >= 3 * season ? season : 1, count = 0;
    if (n < LEAST || m > WINDOW / 4)
        return 0;
    double *z = cp_calloc(n, 3 * sizeof *z);
    if (!z)
        return SIZE_MAX;
    double *expected = z + n, *room = z + 2 * n;
    bool logs = take_logs(y, n, z);
    for (size_t t = 0; t < n; t++)
        expected[t] = seasonal_median(z, n, m, t);
    count = mark(z, n, m, expected, room, far);
    if (count && m < season)
        keep_season(z, n, season, expected, far);
    if (count)
        count = keep_short(n, m, far);
    if (count * 10 > n)
        count = 0;
    size_t week = 7 * m;
    bool weekly = m % DAY == 0 && n >= 3 * week; /* a day off is not like the day before it */
    for (size_t t = 0; t < n && count; t++) {
        double x = expected[t];
        if (far[t] && weekly)
            x = seasonal_median(z, n, week, t);
        out[t] = !far[t] ? y[t] : logs ? exp(x) : x;
    }
    free(z);
    return count;
}

/* How far a value usually is from that of its season on the same side of a shift. */
static double usual_beside(const double *z, size_t n, size_t m, size_t shift, double *room) {
    size_t used = 0;
    for (size_t t = m; t < n; t++)
        if (t < shift || t - m >= shift)
            room[used++] = z[t] - z[t - m];
    if (!used)
        return INFINITY;
    double middle = median_of(room, used);
    for (size_t k = 0; k < used; k++)
        room[k] = fabs(room[k] - middle);
    return 1.4826 * median_of(room, used) / sqrt(2);
}

/* The first period of a level that is as far from the one before it as changes of level in this
 * series never are: medians of m or more values on either side, against how such differences vary,
 * and how values do. Medians of whole seasons that overlap seldom differ, so that what they do by
 * chance looks large. 0: none. */
static size_t find_shift(const double *z, size_t n, size_t m, double *room) {
    size_t length = m > 6 ? m : 6, used = 0, best = 0;
    double window[WINDOW], *d = room, *sorted = room + n, most = 0, largest = 0;
    if (n < 3 * length || length > WINDOW)
        return 0;
    for (size_t t = length; t + length <= n; t++) {
        memcpy(window, z + t - length, length * sizeof *z);
        double before = median_of(window, length);
        memcpy(window, z + t, length * sizeof *z);
        d[used++] = median_of(window, length) - before;
    }
    memcpy(sorted, d, used * sizeof *d);
    double middle = median_of(sorted, used);
    for (size_t t = 0; t < used; t++)
        sorted[t] = fabs(d[t] - middle);
    double often = 1.4826 * median_of(sorted, used);
    for (size_t t = 0; t < used; t++)
        most = fmax(most, fabs(d[t] - middle));
    for (size_t t = 0; t < used; t++) { /* where it steps, of those that are about as far */
        double step = fabs(z[t + length] - z[t + length - 1]);
        if (fabs(d[t] - middle) > 0.9 * most && (best == 0 || step > largest)) {
            largest = step;
            best = t + length;
        }
    }
    return often > 0 && most > far_from * often &&
                   most > far_from_all * usual_beside(z, n, m, best, sorted)
               ? best
               : 0;
}

size_t cp_forecast_shift(const double *y, size_t n, size_t season) {
    double *z = cp_calloc(n, 3 * sizeof *z);
    size_t at = 0;
    if (!z)
        return SIZE_MAX;
    cp_forecast_fill(y, n, z);
    take_logs(z, n, z);
    if (n >= LEAST)
        at = find_shift(z, n, season, z + n);
    free(z);
    return at;
}
