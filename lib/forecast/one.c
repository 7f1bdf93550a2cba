#include "forecast/internal.h"
#include "forecast/pattern.h"
#include "forecast/method/stl.h"
#include "forecast/shock.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The forecast of one series of a batch, by a model or by auto, with its regressors. */

size_t cp_forecast_class_of(const struct cp_forecast_series *s) {
    return s->calendar.dated ? (size_t)s->calendar.freq : CLASSES - 1;
}

/* Path k to its column; NULL: unknown. */
static void put_path(const struct cp_forecast_options *o, size_t k, const double *path,
                     double *row) {
    for (size_t t = 0; t < o->horizon; t++)
        row[cp_forecast_path_cell(o, t, k)] = path ? path[t] : NAN;
}

/* Fit one method and give its rows. */
static int run_model(const struct cp_forecast_options *o, const struct cp_forecast_method *method,
                     struct cp_forecast_series *s, double *row, double *work,
                     struct cp_error *why) {
    double *mean = work, *se = work + o->horizon, *scratch = NULL;
    struct cp_forecast_model m;
    int rc = cp_forecast_fit_within(&s->bounds, method, o->scale, s->y, s->n,
                                    cp_forecast_season(o, s), &m, why);
    if (rc)
        return rc;
    if (cp_forecast_model_inflection(&m) > (double)(s->n - 1))
        snprintf(s->note, sizeof s->note,
                 "growth has not slowed yet: the ceiling is assumed more than known");
    s->method = m.method;
    cp_forecast_model_describe(&m, s->chosen, sizeof s->chosen);
    cp_forecast_model_project(&m, o->horizon, mean, se);
    for (size_t t = 0; t < o->horizon; t++)
        for (size_t q = 0; q <= o->nquantile; q++)
            row[cp_forecast_cell(o, t, q)] =
                cp_forecast_model_quantile(&m, mean[t], se[t], q ? o->quantile[q - 1] : NAN);
    scratch = cp_calloc(m.scratch, sizeof *scratch);
    if (!scratch) {
        rc = cp_fail_nomem(why);
        goto out;
    }
    for (size_t k = 0; k < o->paths; k++) {
        struct cp_random stream = cp_num_random_stream(o->seed, s->stream, k);
        if (!isnan(m.sigma2))
            cp_forecast_model_simulate(&m, o->horizon, &stream, scratch, mean);
        put_path(o, k, isnan(m.sigma2) ? NULL : mean, row);
    }
out:
    free(scratch);
    cp_forecast_model_release(&m);
    return rc;
}

/* By auto, with the means over parts of the longest season where that is asked for. */
static int run_levels(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                      const double *y, size_t n, size_t season, struct cp_forecast_interval *out,
                      struct cp_error *why) {
    size_t cycle = cp_forecast_season(o, s);
    for (size_t k = 0; k < o->nlonger; k++)
        if (o->longer[k] % cycle == 0)
            cycle = o->longer[k];
    return o->temporal && cycle > 1
               ? cp_forecast_temporal(o->scale, y, n, season, cycle, o->horizon, out, why)
               : cp_forecast_auto(o->scale, y, n, season, o->horizon, out, why);
}

/* By auto, long and borrowed seasons out and back in. */
static int run_seasons(const struct cp_forecast_options *o, struct cp_forecast_series *s, size_t n,
                       struct cp_forecast_interval *out, struct cp_error *why) {
    size_t season = cp_forecast_season(o, s), h = o->horizon;
    snprintf(s->chosen, sizeof s->chosen, "%s", cp_forecast_method_auto.name);
    if (!s->pattern && !o->nlonger && !cp_forecast_is_long(season) &&
        !cp_forecast_year_of_days(o, s))
        return run_levels(o, s, s->y, n, season, out, why);
    double *room = cp_calloc(2 * n + h, sizeof *room);
    if (!room)
        return cp_fail_nomem(why);
    struct cp_forecast_effect e = {.at = room};
    double *rest = room + n + h;
    int rc = cp_forecast_find_effect(o, s, n, &season, &e) < 0 ? cp_fail_nomem(why) : 0;
    for (size_t t = 0; t < n; t++)
        rest[t] = e.factors ? s->y[t] / exp(e.at[t]) : s->y[t] - e.at[t];
    if (!rc)
        rc = run_levels(o, s, rest, n, season, out, why);
    if (!rc)
        cp_forecast_put_effect(&e, n, h, out);
    free(room);
    return rc;
}

/* "; 2 outliers, the first 22000 in 2022-06" behind what was chosen. */
static void tell_shocks(struct cp_forecast_series *s, size_t n, size_t count, const bool *far) {
    size_t used = strlen(s->chosen), first = 0;
    char period[CP_PERIOD_SIZE] = "";
    while (first < n && !far[first])
        first++;
    if (s->calendar.kind)
        cp_forecast_series_period(s, first, period);
    snprintf(s->chosen + used, sizeof s->chosen - used,
             "; fitted without %zu %s, the first %.6g in %s", count,
             count == 1 ? "outlier" : "outliers", s->y[first], period);
}

/* "; another level from 2025-03 on". */
static void tell_levels(struct cp_forecast_series *s, const struct cp_forecast_levels *levels) {
    char period[CP_PERIOD_SIZE];
    for (size_t k = 0; k < levels->n && s->calendar.kind; k++) {
        size_t used = strlen(s->chosen);
        cp_forecast_series_period(s, levels->at[k], period);
        snprintf(s->chosen + used, sizeof s->chosen - used, "; another level from %s on", period);
    }
}

static int run_clean(const struct cp_forecast_options *o, struct cp_forecast_series *s, size_t n,
                     struct cp_forecast_interval *out, struct cp_error *why) {
    double *y = s->y, *clean = cp_calloc(n, sizeof *clean);
    bool *far = cp_calloc(n, sizeof *far);
    struct cp_forecast_levels levels = {0};
    size_t season = cp_forecast_season(o, s), count = SIZE_MAX;
    if (clean && far)
        count = cp_forecast_settle(y, n, season, clean, far, &levels);
    int rc = count == SIZE_MAX ? cp_fail_nomem(why) : 0;
    if (!rc) {
        s->y = clean;
        rc = run_seasons(o, s, n, out, why);
        s->y = y;
    }
    if (!rc)
        tell_levels(s, &levels);
    if (!rc && count)
        tell_shocks(s, n, count, far);
    free(clean);
    free(far);
    return rc;
}

/* What is unknown at the end is forecast too, and not told. */
static int run_known(const struct cp_forecast_options *o, struct cp_forecast_series *s, size_t n,
                     struct cp_forecast_interval *out, struct cp_error *why) {
    struct cp_forecast_options longer = *o;
    size_t known = n;
    while (known > 1 && isnan(s->y[known - 1]))
        known--;
    if (known == n)
        return run_clean(o, s, n, out, why);
    longer.horizon += n - known;
    double *room = cp_calloc(longer.horizon, 2 * sizeof *room);
    if (!room)
        return cp_fail_nomem(why);
    struct cp_forecast_interval all = *out;
    all.center = room;
    all.width = room + longer.horizon;
    int rc = run_clean(&longer, s, known, &all, why);
    memcpy(out->center, all.center + (n - known), o->horizon * sizeof *room);
    memcpy(out->width, all.width + (n - known), o->horizon * sizeof *room);
    out->root = all.root;
    free(room);
    return rc;
}

/* Holidays have a place too, and are not told. */
int cp_forecast_auto_of(const struct cp_forecast_options *o, struct cp_forecast_series *s, size_t n,
                        struct cp_forecast_interval *out, struct cp_error *why) {
    if (!cp_forecast_has_holidays(s))
        return run_known(o, s, n, out, why);
    struct cp_forecast_options longer = *o;
    struct cp_forecast_weekdays w;
    if (cp_forecast_weekdays_open(s, n, o->horizon, &w) < 0)
        return cp_fail_nomem(why);
    longer.horizon = w.horizon;
    double *room = cp_calloc(longer.horizon, 2 * sizeof *room);
    struct cp_forecast_interval all = *out;
    all.center = room;
    all.width = room + longer.horizon;
    int rc = room ? run_known(&longer, &w.series, w.series.n, &all, why) : cp_fail_nomem(why);
    for (size_t i = 0; i < o->horizon && !rc; i++) {
        out->center[i] = all.center[cp_forecast_weekdays_ahead(&w, i)];
        out->width[i] = all.width[cp_forecast_weekdays_ahead(&w, i)];
    }
    out->root = all.root;
    cp_forecast_weekdays_close(&w, s);
    free(room);
    return rc;
}

/* The same for the method auto. */
static int run_auto(const struct cp_forecast_options *o, struct cp_forecast_series *s, double *row,
                    double *work, struct cp_error *why) {
    double *path = work + 2 * o->horizon;
    struct cp_forecast_interval interval = {work,  work + o->horizon, 1,
                                            false, s->stretch,        s->along};
    int rc = cp_forecast_auto_of(o, s, s->n, &interval, why);
    s->method = &cp_forecast_method_auto;
    if (s->nseen == 1)
        snprintf(s->note, sizeof s->note, "one value%s",
                 interval.center[0] == 0 ? ", and that is 0: how far off a forecast is, is unknown"
                                         : ": how far off a forecast is, is a guess");
    if (rc)
        return rc;
    for (size_t q = 0; q <= o->nquantile; q++) {
        double score = cp_forecast_interval_score(q ? o->quantile[q - 1] : NAN);
        for (size_t t = 0; t < o->horizon; t++)
            row[cp_forecast_cell(o, t, q)] = cp_forecast_interval_at(&interval, t, score);
    }
    for (size_t k = 0; k < o->paths; k++) {
        struct cp_forecast_noise noise = {cp_num_random_stream(o->seed, s->stream, k),
                                          cp_num_random_stream(o->seed, 0, k), s->sharing};
        cp_forecast_interval_path(&interval, o->horizon, &noise, path);
        put_path(o, k, path, row);
    }
    return 0;
}

/* No demand for so long that, as often as there was one, it were less than one in a hundred. */
static bool has_ended(const double *y, size_t n) {
    const double never = 0.01;
    double seen = 0, demands = 0, share = 0, still = 0;
    for (size_t t = 0; t < n; t++) {
        seen += !isnan(y[t]);
        still += y[t] == 0;
        if (!(y[t] > 0))
            continue;
        share = ++demands / seen;
        still = 0;
    }
    return pow(1 - share, still) < never;
}

/* Growth under a cap, and demand that comes and goes; hours without sun are a season, not that. */
const struct cp_forecast_method *cp_forecast_method_of(const struct cp_forecast_options *o,
                                                       const struct cp_forecast_series *s) {
    if (!cp_forecast_is_auto(o->method))
        return o->method;
    size_t launch = cp_forecast_launch(s->y, s->n), n = s->n - launch;
    const double *y = s->y + launch;
    bool adoption = cp_forecast_is_adoption(y, n, &s->bounds);
    if ((adoption || cp_forecast_is_intermittent(y, n)) &&
        !cp_forecast_is_seasonal(y, n, cp_forecast_season(o, s)))
        return adoption          ? &cp_forecast_method_adoption
               : has_ended(y, n) ? &cp_forecast_method_tsb
                                 : &cp_forecast_method_sba;
    return &cp_forecast_method_auto;
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

/* One method, with holidays among the weekdays. */
static int run_weekdays(const struct cp_forecast_options *o,
                        const struct cp_forecast_method *method, struct cp_forecast_series *s,
                        double *row, struct cp_error *why) {
    struct cp_forecast_options longer = *o;
    struct cp_forecast_weekdays w;
    size_t width = cp_forecast_width(o);
    if (cp_forecast_weekdays_open(s, s->n, o->horizon, &w) < 0)
        return cp_fail_nomem(why);
    longer.horizon = w.horizon;
    double *all = cp_calloc(longer.horizon, (width + 3) * sizeof *all);
    int rc = all ? run_model(&longer, method, &w.series, all, all + longer.horizon * width, why)
                 : cp_fail_nomem(why);
    for (size_t i = 0; i < o->horizon && !rc; i++)
        memcpy(row + i * width, all + cp_forecast_weekdays_ahead(&w, i) * width,
               width * sizeof *row);
    cp_forecast_weekdays_close(&w, s);
    free(all);
    return rc;
}

static int run(const struct cp_forecast_options *o, struct cp_forecast_series *s, double *row,
               double *work, struct cp_error *why) {
    const struct cp_forecast_method *method = cp_forecast_method_of(o, s);
    return cp_forecast_is_auto(method)   ? run_auto(o, s, row, work, why)
           : cp_forecast_has_holidays(s) ? run_weekdays(o, method, s, row, why)
                                         : run_model(o, method, s, row, work, why);
}

/* A million values tell no more than the last of them. */
enum { LONGEST = 100000 };

static int forecast_plain(const struct cp_forecast_options *o, struct cp_forecast_series *s,
                          double *row, double *work, struct cp_error *why) {
    struct cp_forecast_series seen = *s;
    struct cp_forecast_stretch own;
    int power = s->bounds.ceiling > 0 ? 0 : far_power(s);
    double *scaled = NULL;
    bool found = false;
    if (!s->stretch && cp_forecast_own_stretch(s, s->n, o->horizon, &own, &found) < 0)
        return cp_fail_nomem(why);
    if (found)
        seen.stretch = &own;
    cp_forecast_begin(&seen, cp_forecast_launch(seen.y, seen.n));
    if (seen.n > LONGEST)
        cp_forecast_begin(&seen, seen.n - LONGEST);
    if (power) {
        scaled = cp_calloc(seen.n, sizeof *scaled);
        if (!scaled)
            return cp_fail_nomem(why);
        for (size_t t = 0; t < seen.n; t++)
            scaled[t] = ldexp(seen.y[t], -power);
        seen.y = scaled;
        seen.bounds.floor = ldexp(s->bounds.floor, -power);
        seen.bounds.cap = ldexp(s->bounds.cap, -power);
    }
    int rc = run(o, &seen, row, work, why);
    free(scaled);
    s->method = seen.method;
    memcpy(s->chosen, seen.chosen, sizeof s->chosen);
    memcpy(s->note, seen.note, sizeof s->note);
    if (rc)
        return rc;
    for (size_t i = 0; power && i < o->horizon * cp_forecast_width(o); i++)
        row[i] = ldexp(row[i], power);
    return 0;
}

static int check_range(const struct cp_forecast_options *o, const double *row,
                       struct cp_error *why) {
    size_t width = cp_forecast_width(o);
    for (size_t i = 0; i < o->horizon * width; i++)
        if (isinf(row[i]) || (i % width == 0 && isnan(row[i])))
            return cp_fail(why, CP_ENUMERIC, "its forecast leaves the range of numbers");
    return 0;
}

/* Forecast what the regressors leave, and add what they say of the future. */
static int forecast_rest(const struct cp_forecast_options *o, struct cp_forecast_series *s,
                         double *row, double *work, struct cp_error *why) {
    size_t length = s->n + o->horizon, width = cp_forecast_width(o);
    double *effect = cp_calloc(length, 2 * sizeof *effect), *rest, *y = s->y;
    const struct cp_forecast_bounds bounds = s->bounds;
    bool negative = false;
    if (!effect)
        return cp_fail_nomem(why);
    rest = effect + length;
    int rc = cp_forecast_regress_effect(s, cp_forecast_season(o, s), o->horizon, effect, why);
    if (rc)
        goto out;
    for (size_t t = 0; t < s->n; t++) {
        rest[t] = y[t] - effect[t];
        negative = negative || y[t] < 0;
    }
    s->y = rest;
    s->bounds = (struct cp_forecast_bounds){.ceiling = bounds.ceiling};
    rc = forecast_plain(o, s, row, work, why);
    s->y = y;
    s->bounds = bounds;
    rc = rc ? rc : check_range(o, row, why);
    if (rc)
        goto out;
    for (size_t i = 0; i < o->horizon * width; i++) {
        row[i] += effect[s->n + i / width];
        if (row[i] < 0 && !negative)
            row[i] = 0;
    }
out:
    free(effect);
    return rc;
}

int cp_forecast_one(const struct cp_forecast_options *o, struct cp_forecast_series *s, double *row,
                    double *work, struct cp_error *why) {
    size_t cells = o->horizon * cp_forecast_width(o);
    int rc = s->nx ? forecast_rest(o, s, row, work, why) : forecast_plain(o, s, row, work, why);
    if (!rc && !s->nx)
        rc = check_range(o, row, why);
    if (rc)
        return rc;
    for (size_t i = 0; i < cells; i++)
        if (isinf(row[i]))
            return cp_fail(why, CP_ENUMERIC, "its forecast leaves the range of numbers");
    for (size_t i = 0; i < cells; i++)
        row[i] = cp_forecast_bounded(&s->bounds, row[i]);
    return 0;
}

/* The name is the measure, with the series' own where it has one. */
int cp_forecast_put_status(struct cp_facts *t, const struct cp_forecast_series *s,
                           struct cp_error *err) {
    const char *own = cp_facts_dim(t, s->row, CP_NAME);
    char name[300];
    snprintf(name, sizeof name, "%s%s%s", cp_facts_measure(t, s->row),
             strcmp(own, "-") != 0 ? "/" : "", strcmp(own, "-") != 0 ? own : "");
    return cp_facts_put_like(t, s->row,
                             &(struct cp_fact){.dim[CP_PERIOD] = "-",
                                               .dim[CP_QUANTILE] = "-",
                                               .dim[CP_NAME] = name,
                                               .measure = "forecast_status",
                                               .unit = "1",
                                               .value = 1},
                             err);
}
