#include "forecast/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { SMAPE, MASE, COVERAGE, KINDS };
static const char *const kinds[KINDS] = {"smape", "mase", "coverage"};

/* Sums over what was compared, and how much that was. */
struct score {
    double sum[KINDS];
    size_t n[KINDS];
};

static void add(struct score *s, enum kind k, double x) {
    if (isfinite(x)) {
        s->sum[k] += x;
        s->n[k]++;
    }
}

static double mean_of(const struct score *s, enum kind k) {
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

/* What the forecasts row[] made at the end of y[0..n) come to. */
static void compare(const struct cp_batch_options *o, const double *y, size_t n, size_t season,
                    const double *row, struct score *score) {
    double scale = naive_error(y, n, season);
    for (size_t h = 0; h < o->horizon; h++, row += batch_width(o)) {
        double was = y[n + h], error = fabs(was - row[0]), size = fabs(was) + fabs(row[0]);
        if (isnan(was))
            continue;
        add(score, SMAPE, size > 0 ? 2 * error / size : 0);
        add(score, MASE, error / scale);
        if (o->nquantile > 1 && !isnan(row[1]) && !isnan(row[o->nquantile]))
            add(score, COVERAGE, was >= row[1] && was <= row[o->nquantile]);
    }
}

/* row[] has room for the forecasts, work[] for three horizons. */
static struct score test_series(const struct cp_batch_options *o, const double stretch[CLASSES],
                                size_t origins, struct cp_series *s, double *row, double *work) {
    struct score score = {0};
    struct cp_error why = {0};
    size_t season = o->season ? o->season : s->season;
    if (s->problem[0])
        return score;
    for (size_t k = 0; k < origins && s->n > o->horizon + k; k++) {
        struct cp_series known = *s;
        known.n = s->n - o->horizon - k;
        why.n = 0;
        if (batch_forecast(o, stretch, &known, row, work, &why) == 0)
            compare(o, s->y, known.n, season, row, &score);
        s->method = known.method;
    }
    if (score.n[SMAPE] == 0)
        snprintf(s->problem, sizeof s->problem, "%.150s",
                 why.n ? why.at[0].msg : "too short to hold back the horizon");
    return score;
}

static int put_score(struct cp_facts *t, const struct cp_series *s, const struct score *score,
                     struct cp_error *err) {
    int rc = 0;
    for (size_t k = 0; k < KINDS && rc == 0; k++) {
        struct cp_fact f = {.dim[CP_PERIOD] = "-",
                            .dim[CP_QUANTILE] = "-",
                            .dim[CP_KIND] = kinds[k],
                            .dim[CP_NAME] = s ? cp_facts_measure(t, s->row) : "all",
                            .measure = "accuracy",
                            .unit = "1",
                            .value = mean_of(score, (enum kind)k)};
        if (k == COVERAGE && score->n[k] == 0)
            continue;
        rc = s ? cp_facts_put_like(t, s->row, &f, err) : cp_facts_put(t, &f, err);
    }
    return rc;
}

static int test_all(const struct cp_batch_options *o, size_t origins, struct cp_series_set *set,
                    struct score *score, struct cp_error *err) {
    bool oom = false;
    size_t cells = o->horizon * batch_width(o);
    double stretch[CLASSES] = {0};
    if (o->method == CP_AUTO && o->nquantile) {
        int rc = calibrate(o, set, o->horizon + origins - 1, stretch, err);
        if (rc < 0)
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

int cp_backtest_series(struct cp_facts *t, const struct cp_batch_options *options, size_t origins,
                       struct cp_series_set *set, size_t *failed, struct cp_error *err) {
    struct score all = {0}, *score = NULL;
    *failed = 0;
    int rc = cp_series_extract(t, options->measure, set, err);
    if (rc < 0)
        return rc;
    score = cp_calloc(set->n + 1, sizeof *score);
    rc = score ? test_all(options, origins, set, score, err) : cp_fail_nomem(err);
    for (size_t i = 0; i < set->n && rc == 0; i++) {
        const struct cp_series *s = &set->series[i];
        *failed += s->problem[0] != 0;
        rc = s->problem[0] ? batch_put_status(t, s, err) : put_score(t, s, &score[i], err);
        for (size_t k = 0; k < KINDS; k++)
            add(&all, (enum kind)k, mean_of(&score[i], (enum kind)k));
    }
    if (rc == 0 && all.n[SMAPE])
        rc = put_score(t, NULL, &all, err);
    free(score);
    if (rc < 0)
        cp_series_release(set);
    return rc;
}
