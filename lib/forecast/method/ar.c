#include "forecast/method/ar.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Autoregression on the difference to the same season, or to the value before: w(t) = z(t) -
 * z(t-lag). Coefficients by Yule and Walker's equations through the Levinson-Durbin recursion
 * [Brockwell and Davis, Time Series: Theory and Methods, 2nd ed. 1991, sec. 5.2 and 8.2], which
 * are always stationary; the order by AICc [Hurvich and Tsai, Biometrika 76 (1989) 297].
 * Differences that lie far out are drawn in first, and the mean is shrunk: growth goes on as far as
 * the past tells it from chance. */

enum { MOST = 36 };

/* Biased autocovariances of w[0..n) about `mean`, lags 0 to p. */
static void autocovariances(const double *w, size_t n, double mean, size_t p, double *r) {
    for (size_t k = 0; k <= p; k++) {
        r[k] = 0;
        for (size_t t = 0; t + k < n; t++)
            r[k] += (w[t] - mean) * (w[t + k] - mean);
        r[k] /= (double)n;
    }
}

/* phi[] of the order of least AICc up to `most`; *variance of its errors. */
static size_t levinson(const double *r, size_t n, size_t most, double *phi, double *variance) {
    double now[MOST] = {0}, before[MOST], v = r[0], best = INFINITY;
    size_t order = 0;
    *variance = v;
    for (size_t p = 0; p <= most && v > 1e-12 * r[0]; p++) {
        if (p > 0) {
            double k = r[p];
            memcpy(before, now, sizeof before);
            for (size_t i = 0; i + 1 < p; i++)
                k -= before[i] * r[p - 1 - i];
            k /= v;
            for (size_t i = 0; i + 1 < p; i++)
                now[i] = before[i] - k * before[p - 2 - i];
            now[p - 1] = k;
            v *= 1 - k * k;
        }
        double parameters = (double)p + 2, left = (double)n - parameters - 1;
        double aicc = (double)n * log(v) + 2 * parameters * (double)n / left;
        if (left > 0 && aicc < best) {
            best = aicc;
            order = p;
            *variance = v;
            memcpy(phi, now, p * sizeof *phi);
        }
    }
    return order;
}

/* Draw what lies more than three standard deviations from the median to there; the deviation by the
 * median of the absolute ones. sorted[n] is scratch. */
static void winsorise(double *w, size_t n, double *sorted) {
    memcpy(sorted, w, n * sizeof *w);
    double middle = cp_num_median(sorted, n);
    for (size_t t = 0; t < n; t++)
        sorted[t] = fabs(w[t] - middle);
    double far = 3 * 1.4826 * cp_num_median(sorted, n);
    for (size_t t = 0; t < n && far > 0; t++)
        w[t] = fmin(fmax(w[t], middle - far), middle + far);
}

/* What to multiply the mean with: t^2 / (1 + t^2), t its ratio to its standard error, which is that
 * of the autoregression [Brockwell and Davis 1991, theorem 7.1.2]. */
static double shrinkage(const struct cp_forecast_ar *m, double variance, size_t n) {
    double gain = 1;
    for (size_t i = 0; i < m->order; i++)
        gain -= m->phi[i];
    double t2 = m->mean * m->mean * gain * gain * (double)n;
    return t2 + variance > 0 ? t2 / (t2 + variance) : 1;
}

size_t cp_forecast_ar_memory(size_t lag) {
    return 2 * MOST + lag;
}

int cp_forecast_ar_fit(struct cp_forecast_ar *m, const double *y, size_t n, size_t season,
                       double *memory, double *variance) {
    size_t lag = cp_forecast_is_seasonal(y, n, season) ? season : 1;
    if (n < lag + 3)
        return CP_ENUMERIC;
    size_t nw = n - lag, most = nw / 4 < MOST ? nw / 4 : MOST;
    if (lag == 1 && most > 8)
        most = 8;
    else if (most > 2 * lag)
        most = 2 * lag;
    double *w = cp_calloc(nw, 2 * sizeof *w), r[MOST + 1], mean = 0, rounding = 0;
    if (!w)
        return CP_ENOMEM;
    for (size_t t = 0; t < nw; t++) {
        w[t] = y[t + lag] - y[t];
        rounding += 1e-26 * (y[t] * y[t] + y[t + lag] * y[t + lag]) / (double)nw;
    }
    winsorise(w, nw, w + nw);
    for (size_t t = 0; t < nw; t++)
        mean += w[t] / (double)nw;
    autocovariances(w, nw, mean, most, r);
    *m = (struct cp_forecast_ar){
        .lag = lag, .mean = mean, .phi = memory, .w = memory + MOST, .z = memory + 2 * MOST};
    *variance = 0;
    if (r[0] > rounding)
        m->order = levinson(r, nw, most, m->phi, variance);
    if (*variance > rounding)
        m->mean *= shrinkage(m, *variance, nw);
    *variance *= (double)nw / ((double)nw - (double)m->order - 1);
    memcpy(m->w, w + nw - m->order, m->order * sizeof *w);
    memcpy(m->z, y + n - lag, lag * sizeof *y);
    free(w);
    return isfinite(*variance) && isfinite(mean) ? 0 : CP_ENUMERIC;
}

/* The value at step i from those before it in path[], without its error; with `past` false as if
 * all before step 0 and the mean were 0. */
static double ahead(const struct cp_forecast_ar *m, const double *path, size_t i, bool past) {
    double mean = past ? m->mean : 0, w = mean;
    for (size_t k = 1; k <= m->order; k++) {
        double before = 0;
        if (i >= k && i - k >= m->lag)
            before = path[i - k] - path[i - k - m->lag];
        else if (i >= k)
            before = path[i - k] - (past ? m->z[i - k] : 0);
        else if (past)
            before = m->w[m->order + i - k];
        w += m->phi[k - 1] * (before - mean);
    }
    if (i >= m->lag)
        return w + path[i - m->lag];
    return w + (past ? m->z[i] : 0);
}

void cp_forecast_ar_project(const struct cp_forecast_ar *m, double sigma, size_t h, double *mean,
                            double *se) {
    for (size_t i = 0; mean && i < h; i++)
        mean[i] = ahead(m, mean, i, true);
    /* The answer to an error at step 0, then the root of its cumulated squares. */
    for (size_t i = 0; se && i < h; i++)
        se[i] = ahead(m, se, i, false) + (i == 0);
    double sum = 0;
    for (size_t i = 0; se && i < h; i++) {
        sum += se[i] * se[i];
        se[i] = sigma * sqrt(sum);
    }
}

void cp_forecast_ar_simulate(const struct cp_forecast_ar *m, double sigma, size_t h,
                             struct cp_random *stream, double *path) {
    for (size_t i = 0; i < h; i++)
        path[i] = ahead(m, path, i, true) + sigma * cp_num_random_normal(stream);
}

int cp_forecast_ar_rescale(struct cp_forecast_ar *m, double unit) {
    m->mean *= unit;
    for (size_t i = 0; i < m->order; i++)
        m->w[i] *= unit;
    for (size_t i = 0; i < m->lag; i++)
        m->z[i] *= unit;
    return isfinite(m->mean) ? 0 : CP_ENUMERIC;
}

void cp_forecast_ar_describe(const struct cp_forecast_ar *m, char *buf, size_t size) {
    cp_forecast_describe(buf, size, "order", (double)m->order);
    cp_forecast_describe(buf, size, "lag", (double)m->lag);
}

/* ---- the methods ------------------------------------------------------------------------- */

static int fit(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    struct cp_forecast_ar *s =
        cp_forecast_state(m, sizeof *s, cp_forecast_ar_memory(v->season + 1));
    double variance = 0;
    if (!s)
        return CP_ENOMEM;
    int rc =
        cp_forecast_ar_fit(s, v->z, v->n, v->season, cp_forecast_numbers(s, sizeof *s), &variance);
    if (rc)
        return rc;
    cp_forecast_rate_by_variance(m, v, s->order + 2, variance);
    return 0;
}

static int rescale(struct cp_forecast_model *m, double unit) {
    return cp_forecast_ar_rescale(m->state, unit);
}

static void project(const struct cp_forecast_model *m, size_t h, double *mean, double *se) {
    cp_forecast_ar_project(m->state, sqrt(m->sigma2), h, mean, se);
}

static void simulate(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                     double *work, double *path) {
    (void)work;
    cp_forecast_ar_simulate(m->state, sqrt(m->sigma2), h, stream, path);
}

static void describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    cp_forecast_ar_describe(m->state, buf, size);
}

#define AUTOREGRESSION                                                                             \
    .values = 4, .on_root = true, .filled = true, .fit = fit, .rescale = rescale,                  \
    .project = project, .simulate = simulate, .describe = describe

const struct cp_forecast_method cp_forecast_method_ar = {
    .name = "ar",
    .meaning = "autoregression on differences, seasonal where there is a season",
    .on_log = true,
    AUTOREGRESSION,
};

const struct cp_forecast_method cp_forecast_method_ar_adjusted = {
    .name = "ar-adjusted",
    .meaning = "autoregression on differences, season taken out by factors",
    .adjusted = true,
    AUTOREGRESSION,
};
