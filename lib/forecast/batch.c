#include "forecast/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What comes of one series: horizon rows of a point forecast and the quantiles. */
struct batch {
    const struct cp_batch_options *o;
    struct cp_series_set *set;
    size_t width; /* 1 + nquantile */
    double *value;
};

/* What CP_AUTO takes the middle of: five on all but hours, which have a day and a week. Growth is
 * between a line and a constant factor on square roots. Chosen by forecasts from origins within the
 * training part of the M3 competition; hours within that of the M4. */
enum { MEMBERS = 5, DAYS = 7 };
static const struct member {
    enum cp_method method;
    enum cp_scale scale; /* where the user leaves it open */
    size_t cycles;       /* of the series' season make this one's */
} usual[MEMBERS] = {{CP_ETS, CP_SCALE_BEST, 1},
                    {CP_THETA, CP_SCALE_LINEAR, 1},
                    {CP_THETA, CP_SCALE_ROOT, 1},
                    {CP_AR, CP_SCALE_ROOT, 1},
                    {CP_AR_ADJUSTED, CP_SCALE_ROOT, 1}},
  hours[MEMBERS] = {
      {CP_AR, CP_SCALE_BEST, 1}, {CP_AR, CP_SCALE_BEST, DAYS}, {CP_MSTL, CP_SCALE_BEST, 1}};

/* Fit one method and give its rows. */
static int run_model(const struct cp_batch_options *o, struct cp_series *s, struct member member,
                     double *row, double *work, struct cp_error *why) {
    double *mean = work, *se = work + o->horizon;
    struct cp_model m;
    size_t season = o->season ? o->season : s->season;
    int rc = cp_model_fit(member.method, member.scale, s->y, s->n, season * member.cycles, &m, why);
    if (rc < 0)
        return rc;
    s->method = m.method;
    s->log = m.log;
    s->aicc = m.aicc;
    cp_model_project(&m, o->horizon, mean, se);
    for (size_t t = 0; t < o->horizon; t++, row += 1 + o->nquantile)
        for (size_t q = 0; q <= o->nquantile; q++)
            row[q] = cp_model_quantile(&m, mean[t], se[t], q ? o->quantile[q - 1] : NAN);
    cp_model_release(&m);
    return 0;
}

/* The mean of x[used], for hours the median: their long horizons go wrong by much at times. */
static double middle(double *x, size_t used, bool median) {
    double sum = 0;
    if (median) {
        cp_sort(x, used);
        return cp_quantile_sorted(x, used, 0.5);
    }
    for (size_t i = 0; i < used; i++)
        sum += x[i];
    return sum / (double)used;
}

static bool negative(const struct cp_series *s) {
    bool found = false;
    for (size_t t = 0; t < s->n; t++)
        found = found || s->y[t] < 0;
    return found;
}

/* Quantiles are averaged like forecasts [Lichtendahl, Grushka-Cockayne, Winkler: Is it better to
 * average probabilities or quantiles? Management Science 59 (2013) 1594]. A member that the series
 * is too short for is left out. */
static int combine(const struct cp_batch_options *o, struct cp_series *s, double *row, double *work,
                   struct cp_error *why) {
    size_t used = 0, cells = o->horizon * (1 + o->nquantile), periods[MSTL_MOST];
    bool weeks = mstl_seasons(s->n, o->season ? o->season : s->season, periods) > 1;
    struct cp_error passed = {0};
    double *rows = cp_calloc(cells, MEMBERS * sizeof *rows), x[MEMBERS];
    if (!rows)
        return cp_fail_nomem(why);
    for (size_t k = 0; k < MEMBERS; k++) {
        struct member member = weeks ? hours[k] : usual[k];
        if (member.method == CP_AUTO)
            continue;
        if (o->scale != CP_SCALE_BEST)
            member.scale = o->scale;
        else if (member.scale == CP_SCALE_ROOT && negative(s))
            member.scale = CP_SCALE_LINEAR;
        used += run_model(o, s, member, rows + used * cells, work, used ? &passed : why) == 0;
    }
    for (size_t i = 0; i < cells && used; i++) {
        for (size_t k = 0; k < used; k++)
            x[k] = rows[k * cells + i];
        row[i] = middle(x, used, weeks);
    }
    free(rows);
    s->method = CP_AUTO;
    s->log = false;
    s->aicc = NAN;
    return used ? 0 : CP_EINPUT;
}

/* Demand that comes and goes; hours without sun are a season, not that. */
static bool is_intermittent(const struct cp_batch_options *o, const struct cp_series *s) {
    return croston_suits(s->y, s->n) &&
           !shape_is_seasonal(s->y, s->n, o->season ? o->season : s->season);
}

int batch_forecast(const struct cp_batch_options *o, struct cp_series *s, double *row, double *work,
                   struct cp_error *why) {
    size_t cells = o->horizon * (1 + o->nquantile);
    enum cp_method method = o->method == CP_AUTO && is_intermittent(o, s) ? CP_SBA : o->method;
    int rc = method == CP_AUTO
                 ? combine(o, s, row, work, why)
                 : run_model(o, s, (struct member){method, o->scale, 1}, row, work, why);
    for (size_t i = 0; i < cells && rc == 0; i++)
        if (isinf(row[i]) || (i % (1 + o->nquantile) == 0 && isnan(row[i])))
            rc = cp_fail(why, CP_ENUMERIC, "its forecast leaves the range of numbers");
    return rc;
}

static void forecast_one(const struct batch *b, size_t i, double *work) {
    struct cp_series *s = &b->set->series[i];
    struct cp_error why = {0};
    if (!s->problem[0] &&
        batch_forecast(b->o, s, b->value + i * b->o->horizon * b->width, work, &why) < 0)
        snprintf(s->problem, sizeof s->problem, "%.150s", why.at[0].msg);
}

static int forecast_all(const struct batch *b, struct cp_error *err) {
    bool oom = false;
#pragma omp parallel num_threads(b->o->jobs > 0 ? b->o->jobs : 1)
    {
        double *work = cp_calloc(2 * b->o->horizon, sizeof *work);
        if (!work) {
#pragma omp atomic write
            oom = true;
        }
#pragma omp for schedule(dynamic, 16)
        for (size_t i = 0; i < b->set->n; i++)
            if (work)
                forecast_one(b, i, work);
        free(work);
    }
    return oom ? cp_fail_nomem(err) : 0;
}

int batch_put_status(struct cp_facts *t, const struct cp_series *s, struct cp_error *err) {
    return cp_facts_put_like(t, s->row,
                             &(struct cp_fact){.dim[CP_PERIOD] = "-",
                                               .dim[CP_QUANTILE] = "-",
                                               .dim[CP_NAME] = cp_facts_measure(t, s->row),
                                               .measure = "forecast_status",
                                               .unit = "1",
                                               .value = 1},
                             err);
}

static int write_one(const struct batch *b, size_t i, char (*quantile)[CP_NUMBER_SIZE],
                     struct cp_facts *t, struct cp_error *err) {
    const struct cp_series *s = &b->set->series[i];
    const double *row = b->value + i * b->o->horizon * b->width;
    if (s->problem[0])
        return batch_put_status(t, s, err);
    for (size_t h = 0; h < b->o->horizon; h++, row += b->width) {
        char period[CP_PERIOD_SIZE];
        cp_series_period(s, s->n + h, period);
        for (size_t q = 0; q < b->width; q++) {
            struct cp_fact f = {
                .dim[CP_PERIOD] = period, .dim[CP_QUANTILE] = quantile[q], .value = row[q]};
            int rc = cp_facts_put_like(t, s->row, &f, err);
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

int cp_forecast_series(struct cp_facts *t, const struct cp_batch_options *options,
                       struct cp_series_set *set, size_t *failed, struct cp_error *err) {
    struct batch b = {.o = options, .set = set, .width = 1 + options->nquantile};
    char(*quantile)[CP_NUMBER_SIZE] = cp_calloc(b.width, sizeof *quantile);
    *failed = 0;
    int rc = cp_series_extract(t, options->measure, set, err);
    if (rc < 0) {
        free(quantile);
        return rc;
    }
    if (options->horizon && set->n < SIZE_MAX / options->horizon / b.width)
        b.value = cp_calloc(set->n * options->horizon * b.width + 1, sizeof *b.value);
    if (!quantile || !b.value) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    strcpy(quantile[0], "-");
    for (size_t q = 1; q < b.width; q++)
        cp_number_format(quantile[q], options->quantile[q - 1]);
    rc = forecast_all(&b, err);
    for (size_t i = 0; i < set->n && rc == 0; i++) {
        *failed += set->series[i].problem[0] != 0;
        rc = write_one(&b, i, quantile, t, err);
    }
out:
    free(quantile);
    free(b.value);
    if (rc < 0)
        cp_series_release(set);
    return rc;
}
