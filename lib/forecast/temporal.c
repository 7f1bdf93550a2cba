#include "forecast/internal.h"
#include "forecast/method/stl.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Temporal hierarchies [Athanasopoulos, Hyndman, Kourentzes, Petropoulos, European J. of
 * Operational Research 262 (2017) 60]: the means over every number of periods that divides a cycle
 * are forecast too, and all forecasts are made to agree, each with the weight that its length gives
 * it (their structural scaling). With P_k what takes values to the means of k, and f_k the
 * forecasts of these written out by period, x of sum_k P_k x = sum_k f_k over all k, 1 among them.
 */

/* A level of fewer values says nothing. */
enum { FEWEST = 8 };

/* x[n] by means of k; n is a multiple of it. */
static void add_means(const double *x, size_t n, size_t k, double *sum) {
    for (size_t t = 0; t < n; t += k) {
        double mean = 0;
        for (size_t i = t; i < t + k; i++)
            mean += x[i] / (double)k;
        for (size_t i = t; i < t + k; i++)
            sum[i] += mean;
    }
}

struct levels {
    size_t season, cycle; /* that auto sees in single periods, of hours the week; of the levels */
    size_t ahead;         /* whole cycles */
    bool *used;           /* [cycle + 1]: means of so many */
};

static void apply(const struct levels *l, const double *x, double *out) {
    memset(out, 0, l->ahead * sizeof *out);
    for (size_t k = 1; k <= l->cycle; k++)
        if (l->used[k])
            add_means(x, l->ahead, k, out);
}

static double dot(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t t = 0; t < n; t++)
        sum += a[t] * b[t];
    return sum;
}

/* x of the sum of projections x = b, from x by conjugate gradients: as many steps as the sum has
 * values of its own, which are few. work[3 ahead]. */
static void solve(const struct levels *l, const double *b, double *x, double *work) {
    enum { STEPS = 200 };
    size_t n = l->ahead;
    double *rest = work, *way = work + n, *image = work + 2 * n;
    apply(l, x, image);
    for (size_t t = 0; t < n; t++)
        way[t] = rest[t] = b[t] - image[t];
    double size = dot(rest, rest, n), small = 1e-24 * dot(b, b, n);
    for (int step = 0; step < STEPS && size > small; step++) {
        apply(l, way, image);
        double far = size / dot(way, image, n), before = size;
        for (size_t t = 0; t < n; t++) {
            x[t] += far * way[t];
            rest[t] -= far * image[t];
        }
        size = dot(rest, rest, n);
        for (size_t t = 0; t < n; t++)
            way[t] = rest[t] + size / before * way[t];
    }
}

/* Forecast the means of k of y[0..n), the last of which ends with it, and add them to sum[ahead],
 * where that can be done. CP_ENOMEM. */
static int add_level(enum cp_forecast_scale scale, const double *y, size_t n, size_t k,
                     const struct levels *l, double *sum, bool *known) {
    size_t count = n / k, first = n - count * k, h = l->ahead / k;
    double *mean = cp_calloc(count + 2 * h, sizeof *mean);
    if (!mean)
        return CP_ENOMEM;
    struct cp_forecast_interval interval = {
        .center = mean + count, .width = mean + count + h, .stretch = 1};
    struct cp_error why = {0};
    for (size_t t = 0; t < count * k; t++)
        mean[t / k] += y[first + t] / (double)k;
    size_t season = l->season % k == 0 ? l->season / k : l->cycle / k;
    int rc = cp_forecast_auto(scale, mean, count, season, h, &interval, &why);
    *known = rc == 0;
    for (size_t i = 0; i < h && *known; i++)
        *known = isfinite(interval.center[i]);
    for (size_t t = 0; t < l->ahead && *known; t++)
        sum[t] += interval.center[t / k];
    free(mean);
    return rc == CP_ENOMEM ? rc : 0;
}

int cp_forecast_temporal(enum cp_forecast_scale scale, const double *y, size_t n, size_t season,
                         size_t cycle, size_t h, struct cp_forecast_interval *out,
                         struct cp_error *why) {
    size_t periods[MSTL_MOST], seen = cp_forecast_mstl_seasons(n, season, periods);
    struct levels l = {.season = seen ? periods[seen - 1] : season,
                       .cycle = cycle,
                       .ahead = (h + cycle - 1) / cycle * cycle};
    size_t room = l.ahead;
    double *x = cp_calloc(room, 6 * sizeof *x);
    bool finite = true;
    int rc = CP_ENOMEM;
    l.used = cp_calloc(cycle + 1, sizeof *l.used);
    if (!x || !l.used)
        goto out;
    double *width = x + room, *sum = x + 2 * room;
    struct cp_forecast_interval base = *out;
    base.center = x;
    base.width = width;
    rc = cp_forecast_auto(scale, y, n, season, l.ahead, &base, why);
    for (size_t t = 0; t < l.ahead && !rc; t++)
        finite = finite && isfinite(x[t]);
    if (rc)
        goto out;
    memcpy(sum, x, l.ahead * sizeof *x);
    l.used[1] = true;
    for (size_t k = 2; k <= cycle && finite && !rc; k++)
        if (cycle % k == 0 && (season % k == 0 || k % season == 0) && n / k >= FEWEST)
            rc = add_level(scale, y, n, k, &l, sum, &l.used[k]);
    if (!rc && finite)
        solve(&l, sum, x, sum + room);
    for (size_t t = 0; t < h && !rc; t++) {
        out->center[t] = base.root ? fmax(x[t], 0) : x[t];
        out->width[t] = width[t];
    }
    out->root = base.root;
out:
    free(x);
    free(l.used);
    return rc == CP_ENOMEM ? cp_fail_nomem(why) : rc;
}
