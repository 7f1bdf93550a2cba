#include "forecast/internal.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>

/* Intervals held to the batch: split conformal prediction [Vovk, Gammerman, Shafer: Algorithmic
 * Learning in a Random World, 2005, sec. 4.1] over series instead of over time. Some of the series
 * are forecast from a horizon before their end; the 95 % quantile of how far the truth was off, in
 * half widths, says what to stretch the widths with. Widths that other series gave (auto.c) count
 * as much as PRIOR series, so that a small or odd batch does not move them far. */
enum { SAMPLE = 200, PRIOR = 400, FEW = 50, LEAST = 8 };

static size_t season_of(const struct cp_forecast_options *o, const struct cp_forecast_series *s) {
    return cp_forecast_season(o, s);
}

/* Values that are left of a series; 0: too few to ask it. */
static size_t left_of(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                      size_t hold) {
    size_t hidden = o->horizon + hold;
    if (s->problem[0] || s->skip || s->nx || !cp_forecast_is_auto(cp_forecast_method_of(o, s)) ||
        s->n < hidden + LEAST || s->n - hidden < 2 * season_of(o, s) + 2)
        return 0;
    return s->n - hidden;
}

/* Every k-th of a class; how many. */
static size_t draw(const struct cp_forecast_options *o, const struct cp_forecast_series_set *set,
                   size_t hold, size_t wanted_class, size_t chosen[SAMPLE]) {
    size_t able = 0, seen = 0, n = 0;
    for (size_t i = 0; i < set->n; i++)
        able += cp_forecast_class_of(&set->series[i]) == wanted_class &&
                left_of(o, &set->series[i], hold) > 0;
    size_t wanted = able < SAMPLE ? able : SAMPLE;
    for (size_t i = 0; i < set->n && n < wanted && able >= FEW; i++)
        if (cp_forecast_class_of(&set->series[i]) == wanted_class &&
            left_of(o, &set->series[i], hold) > 0 && seen++ * wanted / able == n)
            chosen[n++] = i;
    return n;
}

/* miss[horizon] gets how far one series was off; NaN where that is not known. */
static int ask(const struct cp_forecast_options *o, const struct cp_forecast_series *s, size_t n,
               double *miss) {
    struct cp_error passed = {0};
    double *room = cp_calloc(o->horizon, 2 * sizeof *room);
    if (!room)
        return CP_ENOMEM;
    struct cp_forecast_interval interval = {room, room + o->horizon, 1, false};
    struct cp_forecast_series copy = *s;
    int rc = cp_forecast_auto_of(o, &copy, n, &interval, &passed);
    for (size_t t = 0; t < o->horizon; t++) {
        double m = rc < 0 ? NAN : cp_forecast_interval_miss(&interval, t, s->y[n + t]);
        miss[t] = isfinite(m) ? m : NAN;
    }
    free(room);
    return rc == CP_ENOMEM ? rc : 0;
}

static double stretch_of(double *miss, size_t cells, size_t series) {
    size_t n = 0;
    for (size_t i = 0; i < cells; i++)
        if (!isnan(miss[i]))
            miss[n++] = miss[i];
    if (n == 0)
        return 1;
    cp_num_sort(miss, n);
    double far = cp_num_quantile_sorted(miss, n, 0.95), weight = (double)series;
    return (weight * far + PRIOR) / (weight + PRIOR);
}

int cp_forecast_calibrate(const struct cp_forecast_options *o,
                          const struct cp_forecast_series_set *set, size_t hold,
                          double stretch[CLASSES], struct cp_error *err) {
    double *miss = NULL;
    bool oom = false;
    for (size_t c = 0; c < CLASSES && !oom; c++) {
        size_t chosen[SAMPLE], n = draw(o, set, hold, c, chosen);
        stretch[c] = 1;
        if (n == 0)
            continue;
        if (!miss)
            miss = cp_calloc(SAMPLE, o->horizon * sizeof *miss);
        oom = !miss;
#pragma omp parallel for num_threads(o->jobs > 0 ? o->jobs : 1) schedule(dynamic, 4)
        for (size_t k = 0; k < n; k++) {
            const struct cp_forecast_series *s = &set->series[chosen[k]];
            if (!oom && ask(o, s, left_of(o, s, hold), miss + k * o->horizon) < 0) {
#pragma omp atomic write
                oom = true;
            }
        }
        if (!oom)
            stretch[c] = stretch_of(miss, n * o->horizon, n);
    }
    free(miss);
    return oom ? cp_fail_nomem(err) : 0;
}
