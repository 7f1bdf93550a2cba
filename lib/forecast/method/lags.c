#include "forecast/method/stl.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Autoregression on the values of the last day and of the same hours of days and weeks before: a
 * subset of lags. Its coefficients are shrunk by ridge regression [Hoerl and Kennard, Technometrics
 * 12 (1970) 55] towards the last season's value, of hours .6 of the last week's and .4 of the last
 * day's. */

enum { MOST = 128, BEYOND = 3, AROUND = 1, WEEKS = 20 };

struct lags {
    size_t n, back;   /* how many lags; the longest */
    size_t lag[MOST]; /* ascending */
    double by[MOST];  /* coefficients */
    double constant;
    double *past; /* the last `back` values */
};

static void add(struct lags *s, size_t from, size_t to) {
    for (size_t k = from; k <= to && s->n + 1 < MOST; k++)
        if (s->n == 0 || k > s->lag[s->n - 1])
            s->lag[s->n++] = k;
    s->back = s->lag[s->n - 1];
}

static void choose(struct lags *s, size_t n, size_t season, size_t week) {
    add(s, 1, season + BEYOND);
    add(s, 2 * season - AROUND, 2 * season + AROUND);
    for (size_t d = 3; d * season < week; d++)
        add(s, d * season, d * season);
    if (week)
        add(s, week - AROUND, week + 2);
    if (week && n > 4 * week) {
        add(s, week + season, week + season);
        add(s, 2 * week, 2 * week);
    }
}

/* The equations of a fit: rows of lags, with a last column of ones. */
struct system {
    const double *z; /* of mean 0 and variance 1 */
    size_t n, d;     /* values; columns */
    double *a, *b, *toward;
};

static double column(const struct lags *s, const struct system *x, size_t t, size_t j) {
    return j < s->n ? x->z[t - s->lag[j]] : 1;
}

static void sum_up(const struct lags *s, struct system *x, double *row) {
    size_t d = x->d;
    memset(x->a, 0, d * d * sizeof *x->a);
    memset(x->b, 0, d * sizeof *x->b);
    for (size_t t = s->back; t < x->n; t++) {
        for (size_t j = 0; j < d; j++)
            row[j] = column(s, x, t, j);
        for (size_t i = 0; i < d; i++) {
            x->b[i] += row[i] * x->z[t];
            for (size_t j = 0; j <= i; j++)
                x->a[i * d + j] += row[i] * row[j];
        }
    }
    for (size_t i = 0; i < d; i++)
        for (size_t j = 0; j < i; j++)
            x->a[j * d + i] = x->a[i * d + j];
}

/* The mean square of errors at the coefficients. */
static double errors(const struct lags *s, const struct system *x) {
    double sum = 0;
    for (size_t t = s->back; t < x->n; t++) {
        double e = x->z[t] - s->constant;
        for (size_t j = 0; j < s->n; j++)
            e -= s->by[j] * x->z[t - s->lag[j]];
        sum += e * e;
    }
    return sum / (double)(x->n - s->back);
}

static int solve(struct lags *s, struct system *x, double ridge, double *row) {
    const double none = 1e-6;
    size_t d = x->d;
    sum_up(s, x, row);
    for (size_t j = 0; j < d; j++) {
        double r = j < s->n ? ridge : none;
        x->a[j * d + j] += r;
        x->b[j] += r * x->toward[j];
    }
    int rc = cp_num_solve(x->a, x->b, d);
    if (rc)
        return rc;
    memcpy(s->by, x->b, s->n * sizeof *s->by);
    s->constant = x->b[s->n];
    return 0;
}

/* Value i of what follows past[], from those before it. */
static double ahead(const struct lags *s, const double *past, double constant, const double *path,
                    size_t i) {
    double x = constant;
    for (size_t j = 0; j < s->n; j++) {
        size_t k = s->lag[j];
        x += s->by[j] * (i >= k ? path[i - k] : past ? past[s->back + i - k] : 0);
    }
    return x;
}

/* Goes on for as long as the series is and stays near to where its values are. path[n]. */
static bool is_tame(const struct lags *s, const struct system *x, double *path) {
    double low = INFINITY, high = -INFINITY;
    for (size_t t = 0; t < x->n; t++) {
        low = fmin(low, x->z[t]);
        high = fmax(high, x->z[t]);
    }
    for (size_t i = 0; i < x->n; i++) {
        path[i] = ahead(s, x->z + x->n - s->back, s->constant, path, i);
        if (!(path[i] > low - (high - low) && path[i] < high + (high - low)))
            return false;
    }
    return true;
}

/* Coefficients of z[n], and the variance of their errors. Where they run away more ridge, and where
 * that does not help what they are shrunk towards. */
static int find(struct lags *s, struct system *x, double *room, double *variance) {
    const double least = 0.1, most = 1e5, more = 100;
    double *row = room, *path = row + x->d;
    for (double ridge = least; ridge < most; ridge *= more) {
        int rc = solve(s, x, ridge, row);
        if (rc)
            return rc;
        *variance = errors(s, x);
        if (is_tame(s, x, path))
            return 0;
    }
    memcpy(s->by, x->toward, s->n * sizeof *s->by);
    s->constant = 0;
    *variance = errors(s, x);
    return 0;
}

/* Bring z[n] to mean 0 and variance 1 in out; false: it is a constant. */
static bool standardise(const double *z, size_t n, double *out, double *mean, double *size) {
    double sum = 0, squares = 0;
    for (size_t t = 0; t < n; t++)
        sum += z[t];
    *mean = sum / (double)n;
    for (size_t t = 0; t < n; t++)
        squares += (z[t] - *mean) * (z[t] - *mean);
    *size = sqrt(squares / (double)n);
    if (!(*size > 1e-12 * fabs(*mean)))
        return false;
    for (size_t t = 0; t < n; t++)
        out[t] = (z[t] - *mean) / *size;
    return true;
}

static int fit(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    size_t period[MSTL_MOST], count = cp_forecast_mstl_seasons(v->n, v->season, period);
    size_t week = count > 1 ? period[1] : 0, used = v->n;
    if (week && used > WEEKS * week)
        used = WEEKS * week;
    struct lags shape = {0};
    choose(&shape, used, v->season, week);
    size_t d = shape.n + 1;
    if (used < shape.back + 2 * d)
        return CP_ENUMERIC;
    struct lags *s = cp_forecast_state(m, sizeof *s, shape.back);
    double *work = cp_calloc(2 * used + d * d + 3 * d, sizeof *work), mean, size, variance = 0;
    if (!s || !work) {
        free(work);
        return CP_ENOMEM;
    }
    *s = shape;
    s->past = cp_forecast_numbers(s, sizeof *s);
    const double *z = v->z + v->n - used;
    struct system x = {.z = work, .n = used, .d = d, .a = work + used};
    x.b = x.a + d * d;
    x.toward = x.b + d;
    for (size_t j = 0; j < s->n; j++)
        x.toward[j] = week ? 0.6 * (s->lag[j] == week) + 0.4 * (s->lag[j] == v->season)
                           : s->lag[j] == v->season;
    int rc = CP_ENUMERIC;
    if (standardise(z, used, work, &mean, &size))
        rc = find(s, &x, x.toward + d, &variance);
    if (!rc) {
        double sum = 0;
        for (size_t j = 0; j < s->n; j++)
            sum += s->by[j];
        s->constant = s->constant * size + mean * (1 - sum);
        memcpy(s->past, z + used - s->back, s->back * sizeof *z);
        cp_forecast_rate_by_variance(m, v, d + 1, variance * size * size);
    }
    free(work);
    return rc;
}

static int rescale(struct cp_forecast_model *m, double unit) {
    struct lags *s = m->state;
    s->constant *= unit;
    for (size_t i = 0; i < s->back; i++)
        s->past[i] *= unit;
    return isfinite(s->constant) ? 0 : CP_ENUMERIC;
}

static void project(const struct cp_forecast_model *m, size_t h, double *mean, double *se) {
    const struct lags *s = m->state;
    for (size_t i = 0; mean && i < h; i++)
        mean[i] = ahead(s, s->past, s->constant, mean, i);
    /* The answer to an error at step 0, then the root of its cumulated squares. */
    for (size_t i = 0; se && i < h; i++)
        se[i] = i ? ahead(s, NULL, 0, se, i) : 1;
    double sum = 0;
    for (size_t i = 0; se && i < h; i++) {
        sum += se[i] * se[i];
        se[i] = sqrt(m->sigma2 * sum);
    }
}

static void simulate(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                     double *work, double *path) {
    const struct lags *s = m->state;
    (void)work;
    for (size_t i = 0; i < h; i++)
        path[i] = ahead(s, s->past, s->constant, path, i) +
                  sqrt(m->sigma2) * cp_num_random_normal(stream);
}

static void describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    const struct lags *s = m->state;
    cp_forecast_describe(buf, size, "lags", (double)s->n);
    cp_forecast_describe(buf, size, "longest", (double)s->back);
}

const struct cp_forecast_method cp_forecast_method_lags = {
    .name = "ar-lags",
    .meaning = "autoregression on the last season's values and those of a week before",
    .values = 1,
    .seasons = 3,
    .on_log = true,
    .on_root = true,
    .filled = true,
    .unfit = "its values are all the same, or too few",
    .fit = fit,
    .rescale = rescale,
    .project = project,
    .simulate = simulate,
    .describe = describe,
};
