#include "forecast/internal.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The forecast of one series of a batch, by a model or by auto, with its regressors. */

size_t cp_forecast_class_of(const struct cp_forecast_series *s) {
    return s->calendar ? (size_t)s->freq : CLASSES - 1;
}

size_t cp_forecast_one_width(const struct cp_forecast_options *o) {
    return 1 + o->nquantile + o->paths;
}

/* Path k to its column; NULL: unknown. */
static void put_path(const struct cp_forecast_options *o, size_t k, const double *path,
                     double *row) {
    for (size_t t = 0; t < o->horizon; t++)
        row[t * cp_forecast_one_width(o) + 1 + o->nquantile + k] = path ? path[t] : NAN;
}

/* Fit one method and give its rows. */
static int run_model(const struct cp_forecast_options *o, const struct cp_forecast_method *method,
                     struct cp_forecast_series *s, double *row, double *work,
                     struct cp_error *why) {
    double *mean = work, *se = work + o->horizon, *scratch = NULL;
    struct cp_forecast_model m;
    size_t season = o->season ? o->season : s->season, width = cp_forecast_one_width(o);
    int rc = cp_forecast_fit_under(o->ceiling, method, o->scale, s->y, s->n, season, &m, why);
    if (rc < 0)
        return rc;
    if (cp_forecast_model_inflection(&m) > (double)(s->n - 1))
        snprintf(s->note, sizeof s->note,
                 "growth has not slowed yet: the ceiling is assumed more than known");
    s->method = m.method;
    cp_forecast_model_describe(&m, s->chosen, sizeof s->chosen);
    cp_forecast_model_project(&m, o->horizon, mean, se);
    for (size_t t = 0; t < o->horizon; t++)
        for (size_t q = 0; q <= o->nquantile; q++)
            row[t * width + q] =
                cp_forecast_model_quantile(&m, mean[t], se[t], q ? o->quantile[q - 1] : NAN);
    if (o->paths && !(scratch = cp_calloc(m.scratch, sizeof *scratch)))
        rc = cp_fail_nomem(why);
    for (size_t k = 0; k < o->paths && rc == 0; k++) {
        struct cp_random stream = cp_random_stream(o->seed, s->stream, k);
        if (!isnan(m.sigma2))
            cp_forecast_model_simulate(&m, o->horizon, &stream, scratch, mean);
        put_path(o, k, isnan(m.sigma2) ? NULL : mean, row);
    }
    free(scratch);
    cp_forecast_model_release(&m);
    return rc;
}

/* The same for the method auto. */
static int run_auto(const struct cp_forecast_options *o, double stretch,
                    struct cp_forecast_series *s, double *row, double *work, struct cp_error *why) {
    double *path = work + 2 * o->horizon;
    struct cp_forecast_interval interval = {work, work + o->horizon, stretch, false};
    size_t season = o->season ? o->season : s->season;
    int rc = cp_forecast_auto(o->scale, s->y, s->n, season, o->horizon, &interval, why);
    for (size_t q = 0; q <= o->nquantile && rc == 0; q++) {
        double score = cp_forecast_interval_score(q ? o->quantile[q - 1] : NAN);
        for (size_t t = 0; t < o->horizon; t++)
            row[t * cp_forecast_one_width(o) + q] = cp_forecast_interval_at(&interval, t, score);
    }
    for (size_t k = 0; k < o->paths && rc == 0; k++) {
        struct cp_random stream = cp_random_stream(o->seed, s->stream, k);
        cp_forecast_interval_path(&interval, o->horizon, &stream, path);
        put_path(o, k, path, row);
    }
    s->method = &cp_forecast_method_auto;
    snprintf(s->chosen, sizeof s->chosen, "%s", s->method->name);
    return rc;
}

/* Demand that comes and goes; hours without sun are a season, not that. */
const struct cp_forecast_method *cp_forecast_one_method(const struct cp_forecast_options *o,
                                                        const struct cp_forecast_series *s) {
    if (!cp_forecast_is_auto(o->method))
        return o->method;
    size_t season = o->season ? o->season : s->season;
    return cp_forecast_is_intermittent(s->y, s->n) && !cp_forecast_is_seasonal(s->y, s->n, season)
               ? &cp_forecast_method_sba
               : &cp_forecast_method_auto;
}

/* The power of two to divide values by whose squares leave the range of numbers; else 0. */
static int far_power(const struct cp_forecast_series *s) {
    double most = 0;
    int power = 0;
    for (size_t t = 0; t < s->n; t++)
        most = fmax(most, fabs(s->y[t]));
    if (most > 1e100 || (most > 0 && most < 1e-100))
        frexp(most, &power);
    return power;
}

static int run(const struct cp_forecast_options *o, const double stretch[CLASSES],
               struct cp_forecast_series *s, double *row, double *work, struct cp_error *why) {
    const struct cp_forecast_method *method = cp_forecast_one_method(o, s);
    return cp_forecast_is_auto(method)
               ? run_auto(o, stretch[cp_forecast_class_of(s)], s, row, work, why)
               : run_model(o, method, s, row, work, why);
}

/* A million values tell no more than the last of them. */
enum { LONGEST = 100000 };

static int forecast_plain(const struct cp_forecast_options *o, const double stretch[CLASSES],
                          struct cp_forecast_series *s, double *row, double *work,
                          struct cp_error *why) {
    struct cp_forecast_series seen = *s;
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
    for (size_t i = 0; power && i < o->horizon * cp_forecast_one_width(o) && rc == 0; i++)
        row[i] = ldexp(row[i], power);
    return rc;
}

/* Forecast what the regressors leave, and add what they say of the future. */
static int forecast_rest(const struct cp_forecast_options *o, const double stretch[CLASSES],
                         struct cp_forecast_series *s, double *row, double *work,
                         struct cp_error *why) {
    size_t length = s->n + o->horizon, width = cp_forecast_one_width(o);
    double *effect = cp_calloc(length, 2 * sizeof *effect), *rest, *y = s->y;
    bool negative = false;
    if (!effect)
        return cp_fail_nomem(why);
    rest = effect + length;
    int rc =
        cp_forecast_regress_effect(s, o->season ? o->season : s->season, o->horizon, effect, why);
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

int cp_forecast_one(const struct cp_forecast_options *o, const double stretch[CLASSES],
                    struct cp_forecast_series *s, double *row, double *work, struct cp_error *why) {
    size_t width = cp_forecast_one_width(o), cells = o->horizon * width;
    int rc = s->nx ? forecast_rest(o, stretch, s, row, work, why)
                   : forecast_plain(o, stretch, s, row, work, why);
    for (size_t i = 0; i < cells && rc == 0; i++)
        if (isinf(row[i]) || (i % width == 0 && isnan(row[i])))
            rc = cp_fail(why, CP_ENUMERIC, "its forecast leaves the range of numbers");
    for (size_t i = 0; i < cells && rc == 0 && o->floor < o->cap; i++)
        row[i] = isnan(row[i]) ? NAN : fmin(fmax(row[i], o->floor), o->cap);
    return rc;
}
