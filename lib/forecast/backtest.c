#include "forecast/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The errors of the seasonally adjusted naive method come last and are not written: owa is made of
 * them, in total of the totals. Behind them stand msis and coverage of every central interval. */
enum kind { SMAPE, MASE, OWA, MSIS, COVERAGE, PINBALL, KINDS, SMAPE2 = KINDS, MASE2, SUMS };
static const char *const kinds[KINDS] = {"smape", "mase", "owa", "msis", "coverage", "pinball"};

/* Sums over what was compared, and how much that was: a row for all horizons and one for each. */
struct score {
    double *sum;
    size_t *n, width; /* sums in a row */
};

static void add(const struct score *s, size_t row, size_t k, double x) {
    if (isfinite(x)) {
        s->sum[row * s->width + k] += x;
        s->n[row * s->width + k]++;
    }
}

static double mean_of_sum(const struct score *s, size_t at) {
    return s->n[at] ? s->sum[at] / (double)s->n[at] : NAN;
}

static double mean_of(const struct score *s, size_t row, size_t k) {
    size_t at = row * s->width;
    double owa = (mean_of_sum(s, at + SMAPE) / mean_of_sum(s, at + SMAPE2) +
                  mean_of_sum(s, at + MASE) / mean_of_sum(s, at + MASE2)) /
                 2;
    double x = k == OWA ? owa : mean_of_sum(s, at + k);
    return isfinite(x) ? x : NAN;
}

/* Central intervals among the quantiles; pair i is from quantile i to the last but i. */
static size_t pairs_of(const struct cp_forecast_options *o) {
    size_t n = 0;
    while (n < o->nquantile / 2 &&
           fabs(o->quantile[n] + o->quantile[o->nquantile - 1 - n] - 1) < 1e-9)
        n++;
    return n;
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
    bool seasonal = cp_forecast_comes_again(z, n, season);
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

/* One central interval, of 1 - alpha: the interval score [Gneiting and Raftery], and whether it
 * held. */
static void compare_interval(double was, double low, double high, double alpha, double scale,
                             double *msis, double *held) {
    double outside = fmax(low - was, 0) + fmax(was - high, 0);
    bool known = !isnan(low) && !isnan(high);
    *msis = known ? (high - low + 2 / alpha * outside) / scale : NAN;
    *held = known ? outside <= 0 : NAN;
}

/* The quantiles of one period, into both rows of the score. */
static void compare_quantiles(const struct cp_forecast_options *o, double was, const double *row,
                              double scale, size_t step, const struct score *score) {
    double loss = 0, msis, held;
    size_t last = o->nquantile - 1;
    for (size_t q = 0; q < o->nquantile; q++) {
        double p = o->quantile[q], off = was - row[1 + q];
        loss += (off > 0 ? p * off : (p - 1) * off) / (double)o->nquantile;
    }
    add(score, 0, PINBALL, loss / scale);
    for (size_t i = 0; i < (last ? 1 + pairs_of(o) : 0); i++) {
        size_t q = i ? i - 1 : 0; /* the widest first, whether it is central or not */
        double alpha = o->quantile[q] + 1 - o->quantile[last - q];
        compare_interval(was, row[1 + q], row[1 + last - q], alpha, scale, &msis, &held);
        for (size_t at = 0; at <= step; at += step) {
            add(score, at, i ? SUMS + 2 * q : MSIS, msis);
            add(score, at, i ? SUMS + 2 * q + 1 : COVERAGE, held);
        }
    }
}

/* What the forecasts row[] made at the end of y[0..n) come to; naive[horizon] beside them. */
static void compare(const struct cp_forecast_options *o, const double *y, size_t n, size_t season,
                    const double *row, const double *naive, const struct score *score) {
    double scale = naive_error(y, n, season);
    for (size_t h = 0; h < o->horizon; h++, row += cp_forecast_width(o)) {
        double was = y[n + h];
        if (isnan(was) || isnan(row[0])) /* nothing to compare, or nothing that was said */
            continue;
        for (size_t at = 0; at <= h + 1; at += h + 1) {
            add(score, at, SMAPE, smape(was, row[0]));
            add(score, at, SMAPE2, smape(was, naive[h]));
            add(score, at, MASE, fabs(was - row[0]) / scale);
            add(score, at, MASE2, fabs(was - naive[h]) / scale);
        }
        if (o->nquantile)
            compare_quantiles(o, was, row, scale, h + 1, score);
    }
}

static size_t step_of(const struct cp_forecast_options *o) {
    return o->step ? o->step : 1;
}

/* A period has no forecast. */
static bool lacks_one(const struct cp_forecast_options *o, const double *row) {
    size_t h = 0;
    while (h < o->horizon && !isnan(row[h * cp_forecast_width(o)]))
        h++;
    return h < o->horizon;
}

/* row[] has room for the forecasts, work[] for three horizons. False: no memory. */
static bool test_series(const struct cp_forecast_options *o, size_t origins,
                        struct cp_forecast_series *s, double *row, double *work,
                        const struct score *score) {
    struct cp_error why = {0};
    size_t season = cp_forecast_season(o, s);
    const char *reason = "too short to hold back the horizon";
    char note[sizeof s->note];
    if (s->problem[0] || s->skip)
        return true;
    for (size_t k = 0; k < origins && s->n > o->horizon + k * step_of(o); k++) {
        struct cp_forecast_series known = *s;
        known.n = s->n - o->horizon - k * step_of(o);
        why.n = 0;
        int rc = cp_forecast_one(o, &known, row, work, &why);
        if (rc == 0)
            rc = naive2(s->y, known.n, season, o->horizon, work);
        if (rc == CP_ENOMEM)
            return false;
        if (rc == 0)
            compare(o, s->y, known.n, season, row, work, score);
        s->method = known.method;
        memcpy(note, known.note, sizeof note);
        reason = rc                             ? why.at[0].msg
                 : lacks_one(o, row) && note[0] ? note
                                                : "nothing is known of what was held back";
    }
    if (score->n[SMAPE] == 0)
        snprintf(s->problem, sizeof s->problem, "%.150s", reason);
    return true;
}

/* ---- facts ------------------------------------------------------------------------------- */

/* What a fact of accuracy is called: the measure, and what the series has in the dimensions that
 * the fact needs for itself. */
static void name_of(const struct cp_facts *t, const struct cp_forecast_series *s, char *buf,
                    size_t size) {
    const char *name = cp_facts_dim(t, s->row, CP_NAME), *kind = cp_facts_dim(t, s->row, CP_KIND);
    bool has_name = strcmp(name, "-") != 0 || strcmp(cp_facts_measure(t, s->row), "all") == 0;
    bool has_kind = strcmp(kind, "-") != 0;
    snprintf(buf, size, "%s%s%s%s%s", cp_facts_measure(t, s->row), has_name ? "/" : "",
             has_name ? name : "", has_kind ? "/" : "", has_kind ? kind : "");
}

static int put(struct cp_facts *t, const struct cp_forecast_series *s, const char *name,
               const char *kind, size_t step, double value, struct cp_error *err) {
    char period[CP_NUMBER_SIZE] = "-";
    if (step)
        snprintf(period, sizeof period, "%zu", step);
    struct cp_fact f = {.dim[CP_PERIOD] = period,
                        .dim[CP_QUANTILE] = "-",
                        .dim[CP_KIND] = kind,
                        .dim[CP_NAME] = name,
                        .measure = "accuracy",
                        .unit = "1",
                        .value = value};
    return s ? cp_facts_put_like(t, s->row, &f, err) : cp_facts_put(t, &f, err);
}

/* One row of a score, of all horizons or of `step`; s NULL: of all series. */
static int put_row(struct cp_facts *t, const struct cp_forecast_options *o,
                   const struct cp_forecast_series *s, const char *name, const struct score *score,
                   size_t step, struct cp_error *err) {
    size_t at = step * score->width, pairs = pairs_of(o);
    for (size_t k = 0; k < KINDS; k++) {
        if (step ? score->n[at + k] == 0 : k >= MSIS && score->n[at + k] == 0)
            continue;
        int rc = put(t, s, name, kinds[k], step, mean_of(score, step, k), err);
        if (rc)
            return rc;
    }
    for (size_t i = 0; i < 2 * pairs; i++) {
        char kind[CP_NUMBER_SIZE + 16], percent[CP_NUMBER_SIZE];
        double share = o->quantile[o->nquantile - 1 - i / 2] - o->quantile[i / 2];
        if (pairs < 2 || score->n[at + SUMS + i] == 0)
            continue;
        cp_number_format(percent, round(share * 1e6) / 1e4);
        snprintf(kind, sizeof kind, "%s-%s", kinds[i % 2 ? COVERAGE : MSIS], percent);
        int rc = put(t, s, name, kind, step, mean_of(score, step, SUMS + i), err);
        if (rc)
            return rc;
    }
    return 0;
}

static int put_score(struct cp_facts *t, const struct cp_forecast_options *o,
                     const struct cp_forecast_series *s, const struct score *score,
                     struct cp_error *err) {
    char name[300] = "all";
    if (s)
        name_of(t, s, name, sizeof name);
    size_t steps = o->horizon > 1 ? o->horizon : 0;
    for (size_t step = 0; step <= steps; step++) {
        int rc = put_row(t, o, s, name, score, step, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* ---- series by series ---------------------------------------------------------------------- */

/* So many series are tested at once and written. */
enum { CHUNK = 512 };

struct test {
    const struct cp_forecast_options *o;
    size_t origins;
    struct cp_forecast_series_set *set;
    struct score chunk[CHUNK], all;
};

/* Room for count scores; release the first's. */
static bool make_scores(const struct cp_forecast_options *o, struct score *score, size_t count) {
    size_t width = SUMS + 2 * pairs_of(o), size = (o->horizon + 1) * width;
    double *sum = cp_calloc(count, size * sizeof *sum);
    size_t *n = cp_calloc(count, size * sizeof *n);
    for (size_t i = 0; i < count; i++)
        score[i] = (struct score){sum ? sum + i * size : NULL, n ? n + i * size : NULL, width};
    return sum && n;
}

static void release_scores(struct score *score) {
    free(score[0].sum);
    free(score[0].n);
}

static int test_chunk(struct test *x, size_t first, size_t count, struct cp_error *err) {
    const struct cp_forecast_options *o = x->o;
    bool oom = false;
#pragma omp parallel num_threads(o->jobs > 0 ? o->jobs : 1)
    {
        double *row = cp_calloc(o->horizon * cp_forecast_width(o), sizeof *row),
               *work = cp_calloc(3 * o->horizon, sizeof *work);
#pragma omp for schedule(dynamic, 4)
        for (size_t i = 0; i < count; i++)
            if (!row || !work ||
                !test_series(o, x->origins, &x->set->series[first + i], row, work, &x->chunk[i])) {
#pragma omp atomic write
                oom = true;
            }
        free(row);
        free(work);
    }
    return oom ? cp_fail_nomem(err) : 0;
}

/* Write a chunk and add it to the whole. */
static int put_chunk(struct cp_facts *t, struct test *x, size_t first, size_t count, size_t *failed,
                     struct cp_error *err) {
    for (size_t i = 0; i < count; i++) {
        const struct cp_forecast_series *s = &x->set->series[first + i];
        const struct score *score = &x->chunk[i];
        if (s->skip)
            continue;
        *failed += s->problem[0] != 0;
        int rc =
            s->problem[0] ? cp_forecast_put_status(t, s, err) : put_score(t, x->o, s, score, err);
        if (rc)
            return rc;
        for (size_t step = 0; step <= x->o->horizon; step++)
            for (size_t k = 0; k < score->width; k++)
                add(&x->all, step, k, mean_of(score, step, k));
    }
    return 0;
}

static int test_all(struct cp_facts *t, struct test *x, size_t *failed, struct cp_error *err) {
    for (size_t first = 0; first < x->set->n; first += CHUNK) {
        size_t count = x->set->n - first < CHUNK ? x->set->n - first : CHUNK;
        if (!make_scores(x->o, x->chunk, count)) {
            release_scores(x->chunk);
            return cp_fail_nomem(err);
        }
        int rc = test_chunk(x, first, count, err);
        if (!rc)
            rc = put_chunk(t, x, first, count, failed, err);
        release_scores(x->chunk);
        if (rc)
            return rc;
    }
    return x->all.n[SMAPE] ? put_score(t, x->o, NULL, &x->all, err) : 0;
}

/* What auto learns of the whole set, without what is to be tested. */
static int learn(const struct cp_facts *t, const struct test *x, struct cp_error *err) {
    size_t held = x->o->horizon + (x->origins - 1) * step_of(x->o);
    if (!cp_forecast_is_auto(x->o->method))
        return 0;
    if (cp_forecast_borrow(t, x->o, x->set, held) < 0)
        return cp_fail_nomem(err);
    return x->o->nquantile ? cp_forecast_calibrate(t, x->o, x->set, held, err) : 0;
}

int cp_forecast_backtest(struct cp_facts *t, const struct cp_forecast_options *options,
                         size_t origins, struct cp_forecast_series_set *set, size_t *failed,
                         struct cp_error *err) {
    *failed = 0;
    int rc = cp_forecast_extract_all(t, options, set, err);
    if (rc)
        return rc;
    struct test *x = cp_calloc(1, sizeof *x);
    if (!x || !make_scores(options, &x->all, 1)) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    x->o = options;
    x->origins = origins;
    x->set = set;
    rc = learn(t, x, err);
    if (!rc)
        rc = test_all(t, x, failed, err);
out:
    if (x)
        release_scores(&x->all);
    free(x);
    if (rc)
        cp_forecast_series_release(set);
    return rc;
}
