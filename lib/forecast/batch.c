#include "forecast/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What comes of one series: horizon rows of a point forecast and the quantiles. */
struct batch {
    const struct cp_batch_options *o;
    struct cp_series_set *set;
    size_t width; /* 1 + nquantile + paths */
    double *value;
    double stretch[CLASSES];
};

size_t batch_width(const struct cp_batch_options *o) {
    return 1 + o->nquantile + o->paths;
}

/* Path k to its column; NULL: unknown. */
static void put_path(const struct cp_batch_options *o, size_t k, const double *path, double *row) {
    for (size_t t = 0; t < o->horizon; t++)
        row[t * batch_width(o) + 1 + o->nquantile + k] = path ? path[t] : NAN;
}

/* Fit one method and give its rows. */
static int run_model(const struct cp_batch_options *o, enum cp_method method, struct cp_series *s,
                     double *row, double *work, struct cp_error *why) {
    double *mean = work, *se = work + o->horizon, *seasonal = NULL;
    struct cp_model m;
    size_t season = o->season ? o->season : s->season, width = batch_width(o);
    int rc = cp_model_fit_under(o->ceiling, method, o->scale, s->y, s->n, season, &m, why);
    if (rc < 0)
        return rc;
    if (cp_model_inflection(&m) > (double)(s->n - 1))
        snprintf(s->note, sizeof s->note,
                 "growth has not slowed yet: the ceiling is assumed more than known");
    s->method = m.method;
    cp_model_describe(&m, s->chosen, sizeof s->chosen);
    cp_model_project(&m, o->horizon, mean, se);
    for (size_t t = 0; t < o->horizon; t++)
        for (size_t q = 0; q <= o->nquantile; q++)
            row[t * width + q] =
                cp_model_quantile(&m, mean[t], se[t], q ? o->quantile[q - 1] : NAN);
    if (o->paths && !(seasonal = cp_calloc(m.ets.season + 1, sizeof *seasonal)))
        rc = cp_fail_nomem(why);
    for (size_t k = 0; k < o->paths && rc == 0; k++) {
        struct cp_random stream = cp_random_stream(o->seed, s->stream, k);
        if (!isnan(m.sigma2))
            cp_model_simulate(&m, o->horizon, &stream, seasonal, mean);
        put_path(o, k, isnan(m.sigma2) ? NULL : mean, row);
    }
    free(seasonal);
    cp_model_release(&m);
    return rc;
}

/* The same for the method auto. */
static int run_auto(const struct cp_batch_options *o, double stretch, struct cp_series *s,
                    double *row, double *work, struct cp_error *why) {
    double *path = work + 2 * o->horizon;
    struct outlook outlook = {work, work + o->horizon, stretch, false};
    size_t season = o->season ? o->season : s->season;
    int rc = auto_forecast(o->scale, s->y, s->n, season, o->horizon, &outlook, why);
    for (size_t q = 0; q <= o->nquantile && rc == 0; q++) {
        double score = outlook_score(q ? o->quantile[q - 1] : NAN);
        for (size_t t = 0; t < o->horizon; t++)
            row[t * batch_width(o) + q] = outlook_at(&outlook, t, score);
    }
    for (size_t k = 0; k < o->paths && rc == 0; k++) {
        struct cp_random stream = cp_random_stream(o->seed, s->stream, k);
        outlook_path(&outlook, o->horizon, &stream, path);
        put_path(o, k, path, row);
    }
    s->method = CP_AUTO;
    snprintf(s->chosen, sizeof s->chosen, "%s", cp_method_name(CP_AUTO));
    return rc;
}

/* Demand that comes and goes; hours without sun are a season, not that. */
enum cp_method batch_method(const struct cp_batch_options *o, const struct cp_series *s) {
    bool intermittent = o->method == CP_AUTO && croston_suits(s->y, s->n) &&
                        !shape_is_seasonal(s->y, s->n, o->season ? o->season : s->season);
    return intermittent ? CP_SBA : o->method;
}

/* The power of two to divide values by whose squares leave the range of numbers; else 0. */
static int far_power(const struct cp_series *s) {
    double most = 0;
    int power = 0;
    for (size_t t = 0; t < s->n; t++)
        most = fmax(most, fabs(s->y[t]));
    if (most > 1e100 || (most > 0 && most < 1e-100))
        frexp(most, &power);
    return power;
}

static int run(const struct cp_batch_options *o, const double stretch[CLASSES], struct cp_series *s,
               double *row, double *work, struct cp_error *why) {
    enum cp_method method = batch_method(o, s);
    return method == CP_AUTO ? run_auto(o, stretch[class_of(s)], s, row, work, why)
                             : run_model(o, method, s, row, work, why);
}

/* A million values tell no more than the last of them. */
enum { LONGEST = 100000 };

static int forecast_plain(const struct cp_batch_options *o, const double stretch[CLASSES],
                          struct cp_series *s, double *row, double *work, struct cp_error *why) {
    struct cp_series seen = *s;
    int power = o->ceiling > 0 ? 0 : far_power(s);
    double *scaled = NULL;
    if (seen.n > LONGEST) {
        seen.y += seen.n - LONGEST;
        seen.n = LONGEST;
    }
    if (power) {
        scaled = cp_calloc(seen.n, sizeof *scaled);
        if (!scaled)
            return cp_fail_nomem(why);
        for (size_t t = 0; t < seen.n; t++)
            scaled[t] = ldexp(seen.y[t], -power);
        seen.y = scaled;
    }
    int rc = run(o, stretch, &seen, row, work, why);
    free(scaled);
    seen.y = s->y;
    seen.n = s->n;
    *s = seen;
    for (size_t i = 0; power && i < o->horizon * batch_width(o) && rc == 0; i++)
        row[i] = ldexp(row[i], power);
    return rc;
}

/* Forecast what the regressors leave, and add what they say of the future. */
static int forecast_rest(const struct cp_batch_options *o, const double stretch[CLASSES],
                         struct cp_series *s, double *row, double *work, struct cp_error *why) {
    size_t length = s->n + o->horizon, width = batch_width(o);
    double *effect = cp_calloc(length, 2 * sizeof *effect), *rest, *y = s->y;
    bool negative = false;
    if (!effect)
        return cp_fail_nomem(why);
    rest = effect + length;
    int rc = regress_effect(s, o->season ? o->season : s->season, o->horizon, effect, why);
    for (size_t t = 0; t < s->n && rc == 0; t++) {
        rest[t] = y[t] - effect[t];
        negative = negative || y[t] < 0;
    }
    s->y = rest;
    if (rc == 0)
        rc = forecast_plain(o, stretch, s, row, work, why);
    s->y = y;
    for (size_t i = 0; i < o->horizon * width && rc == 0; i++) {
        row[i] += effect[s->n + i / width];
        if (row[i] < 0 && !negative)
            row[i] = 0;
    }
    free(effect);
    return rc;
}

int batch_forecast(const struct cp_batch_options *o, const double stretch[CLASSES],
                   struct cp_series *s, double *row, double *work, struct cp_error *why) {
    size_t width = batch_width(o), cells = o->horizon * width;
    int rc = s->nx ? forecast_rest(o, stretch, s, row, work, why)
                   : forecast_plain(o, stretch, s, row, work, why);
    for (size_t i = 0; i < cells && rc == 0; i++)
        if (isinf(row[i]) || (i % width == 0 && isnan(row[i])))
            rc = cp_fail(why, CP_ENUMERIC, "its forecast leaves the range of numbers");
    for (size_t i = 0; i < cells && rc == 0 && o->floor < o->cap; i++)
        row[i] = isnan(row[i]) ? NAN : fmin(fmax(row[i], o->floor), o->cap);
    return rc;
}

int batch_extract(const struct cp_facts *t, const struct cp_batch_options *o, bool future,
                  struct cp_series_set *set, struct cp_error *err) {
    int rc = cp_series_extract(t, o->nregressor ? NULL : o->measure, set, err);
    if (rc == 0 && o->nregressor)
        rc = regress_bind(t, o, future, set, err);
    if (rc < 0)
        cp_series_release(set);
    return rc;
}

static void forecast_one(const struct batch *b, size_t i, double *work) {
    struct cp_series *s = &b->set->series[i];
    struct cp_error why = {0};
    if (!s->problem[0] && !s->skip &&
        batch_forecast(b->o, b->stretch, s, b->value + i * b->o->horizon * b->width, work, &why) <
            0)
        snprintf(s->problem, sizeof s->problem, "%.150s", why.at[0].msg);
}

static int forecast_all(const struct batch *b, struct cp_error *err) {
    bool oom = false;
#pragma omp parallel num_threads(b->o->jobs > 0 ? b->o->jobs : 1)
    {
        double *work = cp_calloc(3 * b->o->horizon, sizeof *work);
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

/* The text that tells column q of a row from the others: a quantile, then paths. */
static void name_columns(const struct cp_batch_options *o, char (*name)[CP_PATH_SIZE]) {
    strcpy(name[0], "-");
    for (size_t q = 0; q < o->nquantile; q++)
        cp_number_format(name[1 + q], o->quantile[q]);
    for (size_t k = 0; k < o->paths; k++)
        cp_path_name(k, name[1 + o->nquantile + k]);
}

static int write_one(const struct batch *b, size_t i, char (*name)[CP_PATH_SIZE],
                     struct cp_facts *t, struct cp_error *err) {
    const struct cp_series *s = &b->set->series[i];
    const double *row = b->value + i * b->o->horizon * b->width;
    const char *own = cp_facts_dim(t, s->row, CP_SCENARIO);
    if (s->skip)
        return 0;
    if (s->problem[0])
        return batch_put_status(t, s, err);
    for (size_t h = 0; h < b->o->horizon; h++, row += b->width) {
        char period[CP_PERIOD_SIZE];
        cp_series_period(s, s->n + h, period);
        for (size_t q = 0; q < batch_width(b->o); q++) {
            bool path = q > b->o->nquantile;
            char scenario[300];
            if (path && strcmp(own, "-") != 0)
                snprintf(scenario, sizeof scenario, "%.200s/%s", own, name[q]);
            else
                snprintf(scenario, sizeof scenario, "%s", name[q]);
            struct cp_fact f = {.dim[CP_PERIOD] = period,
                                .dim[CP_SCENARIO] = path ? scenario : NULL,
                                .dim[CP_QUANTILE] = path ? "-" : name[q],
                                .dim[CP_METHOD] =
                                    b->o->name_method ? cp_method_name(s->method) : NULL,
                                .value = row[q]};
            int rc = cp_facts_put_like(t, s->row, &f, err);
            if (rc < 0)
                return rc;
        }
    }
    return 0;
}

/* Quantiles of totals come from paths of their parts. */
static struct cp_batch_options with_paths(const struct cp_batch_options *shown) {
    enum { ENOUGH = 1000 };
    struct cp_batch_options o = *shown;
    if (o.reconcile && o.nquantile && o.paths < ENOUGH)
        o.paths = ENOUGH;
    return o;
}

int cp_forecast_series(struct cp_facts *t, const struct cp_batch_options *options,
                       struct cp_series_set *set, size_t *failed, struct cp_error *err) {
    struct cp_batch_options own = with_paths(options);
    struct batch b = {.o = &own, .set = set, .width = batch_width(&own)};
    char(*name)[CP_PATH_SIZE] = cp_calloc(b.width, sizeof *name);
    *failed = 0;
    int rc = batch_extract(t, options, true, set, err);
    if (rc < 0) {
        free(name);
        return rc;
    }
    if (options->horizon && set->n < SIZE_MAX / options->horizon / b.width)
        b.value = cp_calloc(set->n * options->horizon * b.width + 1, sizeof *b.value);
    if (!name || !b.value) {
        rc = cp_fail_nomem(err);
        goto out;
    }
    name_columns(options, name);
    if (options->method == CP_AUTO && (options->nquantile || options->paths))
        rc = calibrate(options, set, 0, b.stretch, err);
    if (rc == 0)
        rc = forecast_all(&b, err);
    if (rc == 0 && options->reconcile)
        rc = reconcile(t, &own, b.stretch, set, b.value, err);
    own.paths = options->paths; /* those that are written */
    for (size_t i = 0; i < set->n && rc == 0; i++) {
        *failed += set->series[i].problem[0] && !set->series[i].skip;
        rc = write_one(&b, i, name, t, err);
    }
out:
    free(name);
    free(b.value);
    if (rc < 0)
        cp_series_release(set);
    return rc;
}
