#include "forecast/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The errors of the seasonally adjusted naive method come last and are not written: owa is made of
 * them, in total of the totals. */
enum kind { SMAPE, MASE, OWA, MSIS, COVERAGE, PINBALL, KINDS, SMAPE2 = KINDS, MASE2, SUMS };
static const char *const kinds[KINDS] = {"smape", "mase", "owa", "msis", "coverage", "pinball"};

/* Sums over what was compared, and how much that was. */
struct score {
    double sum[SUMS];
    size_t n[SUMS];
};

static void add(struct score *s, enum kind k, double x) {
    if (isfinite(x)) {
        s->sum[k] += x;
        s->n[k]++;
    }
}

static double mean_of(const struct score *s, enum kind k) {
    if (k == OWA)
        return (mean_of(s, SMAPE) / mean_of(s, SMAPE2) + mean_of(s, MASE) / mean_of(s, MASE2)) / 2;
    return s->n[k] ? s->sum[k] / (double)s->n[k] : NAN;
}

/* Mean absolute error of the seasonal naive method within y[0..n); NaN when there is none. */
static double naive_error(const double *y, size_t n, size_t season) {
    double sum = 0;
    size_t used = 0, lag = season > 1 && n > season ? season : 1;
    for (size_t t = lag; t < n; t++)
        if (!isnan(y[t]) && !isnan(y[t - lag])) {
            sum += fabs(y[t] - y[t - lag]);
            used++;
        }
    return used && sum > 0 ? sum / (double)used : NAN;
}

/* The last value with its season taken out, and the season put back: Naive2 of the M competitions.
 * Factors are exponentials of the means of logarithms. out[h]. */
static int naive2(const double *y, size_t n, size_t season, size_t h, double *out) {
    double *z = cp_calloc(n + season, sizeof *z);
    if (!z)
        return CP_ENOMEM;
    double *factor = z + n;
    cp_forecast_fill(y, n, z);
    bool seasonal = cp_forecast_is_seasonal(z, n, season);
    for (size_t t = 0; t < n; t++)
        seasonal = seasonal && z[t] > 0;
    double last = z[n - 1];
    for (size_t t = 0; t < n && seasonal; t++)
        z[t] = log(z[t]);
    if (seasonal)
        cp_forecast_seasonal_means(z, n, season, factor);
    for (size_t i = 0; i < h; i++)
        out[i] = seasonal ? last * exp(factor[(n + i) % season] - factor[(n - 1) % season]) : last;
    free(z);
    return 0;
}

static double smape(double was, double forecast) {
    double size = fabs(was) + fabs(forecast);
    return size > 0 ? 2 * fabs(was - forecast) / size : 0;
}

/* The quantiles of one row. */
static void compare_quantiles(const struct cp_forecast_options *o, double was, const double *row,
                              double scale, struct score *score) {
    double low = row[1], high = row[o->nquantile], loss = 0;
    for (size_t q = 0; q < o->nquantile; q++) {
        double p = o->quantile[q], off = was - row[1 + q];
        loss += (off > 0 ? p * off : (p - 1) * off) / (double)o->nquantile;
    }
    add(score, PINBALL, loss / scale);
    if (o->nquantile < 2 || isnan(low) || isnan(high))
        return;
    double alpha = o->quantile[0] + 1 - o->quantile[o->nquantile - 1];
    double outside = fmax(low - was, 0) + fmax(was - high, 0);
    add(score, MSIS, (high - low + 2 / alpha * outside) / scale);
    add(score, COVERAGE, outside <= 0);
}

/* What the forecasts row[] made at the end of y[0..n) come to; naive[horizon] beside them. */
static void compare(const struct cp_forecast_options *o, const double *y, size_t n, size_t season,
                    const double *row, const double *naive, struct score *score) {
    double scale = naive_error(y, n, season);
    for (size_t h = 0; h < o->horizon; h++, row += cp_forecast_width(o)) {
        double was = y[n + h];
        if (isnan(was))
            continue;
        add(score, SMAPE, smape(was, row[0]));
        add(score, SMAPE2, smape(was, naive[h]));
        add(score, MASE, fabs(was - row[0]) / scale);
        add(score, MASE2, fabs(was - naive[h]) / scale);
        if (o->nquantile)
            compare_quantiles(o, was, row, scale, score);
    }
}

/* row[] has room for the forecasts, work[] for three horizons. */
static struct score test_series(const struct cp_forecast_options *o, const double stretch[CLASSES],
                                size_t origins, struct cp_forecast_series *s, double *row,
                                double *work) {
    struct score score = {0};
    struct cp_error why = {0};
    size_t season = cp_forecast_season(o, s);
    if (s->problem[0] || s->skip)
        return score;
    for (size_t k = 0; k < origins && s->n > o->horizon + k; k++) {
        struct cp_forecast_series known = *s;
        known.n = s->n - o->horizon - k;
        why.n = 0;
        if (cp_forecast_one(o, stretch, &known, row, work, &why) == 0 &&
            naive2(s->y, known.n, season, o->horizon, work) == 0)
            compare(o, s->y, known.n, season, row, work, &score);
        s->method = known.method;
    }
    if (score.n[SMAPE] == 0)
        snprintf(s->problem, sizeof s->problem, "%.150s",
                 why.n ? why.at[0].msg : "too short to hold back the horizon");
    return score;
}

static int put_score(struct cp_facts *t, const struct cp_forecast_series *s,
                     const struct score *score, struct cp_error *err) {
    for (size_t k = 0; k < KINDS; k++) {
        struct cp_fact f = {.dim[CP_PERIOD] = "-",
                            .dim[CP_QUANTILE] = "-",
                            .dim[CP_KIND] = kinds[k],
                            .dim[CP_NAME] = s ? cp_facts_measure(t, s->row) : "all",
                            .measure = "accuracy",
                            .unit = "1",
                            .value = mean_of(score, (enum kind)k)};
        if (k >= MSIS && score->n[k] == 0)
            continue;
        int rc = s ? cp_facts_put_like(t, s->row, &f, err) : cp_facts_put(t, &f, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* Of every series, and of all. */
static int put_scores(struct cp_facts *t, const struct cp_forecast_series_set *set,
                      const struct score *score, size_t *failed, struct cp_error *err) {
    struct score all = {0};
    for (size_t i = 0; i < set->n; i++) {
        const struct cp_forecast_series *s = &set->series[i];
        if (s->skip)
            continue;
        *failed += s->problem[0] != 0;
        int rc =
            s->problem[0] ? cp_forecast_put_status(t, s, err) : put_score(t, s, &score[i], err);
        if (rc)
            return rc;
        for (size_t k = 0; k < SUMS; k++)
            add(&all, (enum kind)k, mean_of(&score[i], (enum kind)k));
    }
    return all.n[SMAPE] ? put_score(t, NULL, &all, err) : 0;
}

static int test_all(const struct cp_forecast_options *o, size_t origins,
                    struct cp_forecast_series_set *set, struct score *score, struct cp_error *err) {
    bool oom = false;
    size_t cells = o->horizon * cp_forecast_width(o);
    double stretch[CLASSES] = {0};
    if (cp_forecast_is_auto(o->method) && o->nquantile) {
        int rc = cp_forecast_calibrate(o, set, o->horizon + origins - 1, stretch, err);
        if (rc)
            return rc;
    }
#pragma omp parallel num_threads(o->jobs > 0 ? o->jobs : 1)
    {
        double *row = cp_calloc(cells, sizeof *row),
               *work = cp_calloc(3 * o->horizon, sizeof *work);
        if (!row || !work) {
#pragma omp atomic write
            oom = true;
        }
#pragma omp for schedule(dynamic, 16)
        for (size_t i = 0; i < set->n; i++)
            if (row && work)
                score[i] = test_series(o, stretch, origins, &set->series[i], row, work);
        free(row);
        free(work);
    }
    return oom ? cp_fail_nomem(err) : 0;
}

int cp_forecast_backtest(struct cp_facts *t, const struct cp_forecast_options *options,
                         size_t origins, struct cp_forecast_series_set *set, size_t *failed,
                         struct cp_error *err) {
    *failed = 0;
    int rc = cp_forecast_extract(t, options, false, set, err);
    if (rc)
        return rc;
    struct score *score = cp_calloc(set->n + 1, sizeof *score);
    if (!rc && score && cp_forecast_is_auto(options->method) &&
        cp_forecast_borrow(t, options, set, options->horizon + origins - 1) < 0)
        rc = cp_fail_nomem(err);
    if (rc)
        goto out;
    rc = score ? test_all(options, origins, set, score, err) : cp_fail_nomem(err);
    if (rc)
        goto out;
    rc = put_scores(t, set, score, failed, err);
out:
    free(score);
    if (rc)
        cp_forecast_series_release(set);
    return rc;
}
