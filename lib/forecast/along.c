#include "forecast/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Errors along paths as forecasts from earlier origins had them. Where a measure and calendar has
 * enough series, those with like memory tell of each other; other series tell of themselves. */
enum { SAMPLE = 200, ORIGINS = 4, FEW = 50, OWN = 40, GROUP = 200, GROUPS = 4 };
static const double prior_rows[CP_FORECAST_HELD] = {10, 10}, prior_spans[] = {3, 3};

/* A level that is not known for sure: the part of it in the variance of a forecast. */
static const double mistaken = 0.05;

struct learner {
    const struct cp_forecast_options *o;
    struct cp_forecast_series_set *set;
};

struct place {
    const char *measure;
    size_t kind, at;
    double lasts; /* by its own values */
    bool able;
};

/* miss[horizon] of the forecast from the first n values, as if it were made from the last. */
static int ask(const struct cp_forecast_options *o, const struct cp_forecast_series *s, size_t n,
               double *miss) {
    int rc = cp_forecast_ask(o, s, n, miss);
    for (size_t t = 0; rc == 0 && t < o->horizon; t++) {
        miss[t] *= cp_forecast_interval_length(t + 1, n) / cp_forecast_interval_length(t + 1, s->n);
        miss[t] = isfinite(miss[t]) ? miss[t] : NAN;
    }
    return rc;
}

/* ---- of a series by itself ------------------------------------------------------------------- */

static int learn_alone(const struct learner *l, struct cp_forecast_series *s, double lasts) {
    const struct cp_forecast_options *o = l->o;
    size_t h = o->horizon, first = cp_forecast_own_origin(o, s), count = 0;
    struct cp_forecast_along *along = cp_arena_calloc(&l->set->arena, 1, sizeof *along);
    const struct cp_forecast_memory prior = {lasts, mistaken * (1 - lasts)};
    bool found = false;
    if (!along)
        return CP_ENOMEM;
    if (s->stretch)
        along->held = *s->stretch;
    else if (cp_forecast_own_stretch(s, s->n, h, &along->held, &found) < 0)
        return CP_ENOMEM;
    for (size_t k = 0; k < CP_FORECAST_BLOCKS * CP_FORECAST_HELD && !s->stretch && !found; k++)
        along->held.at[k / CP_FORECAST_HELD][k % CP_FORECAST_HELD] = 1;
    along->held.horizon = h;
    along->memory = prior;
    s->along = along;
    if (s->n < first + h + 2)
        return 0;
    size_t span = s->n - h - first, apart = span / OWN + 1;
    count = span / apart;
    double *miss = cp_calloc(count + 1, (h + 1) * sizeof *miss);
    if (!miss)
        return CP_ENOMEM;
    int rc = 0;
#pragma omp parallel for num_threads(o->jobs > 0 ? o->jobs : 1) schedule(dynamic, 1)
    for (size_t k = 0; k < count; k++)
        if (ask(o, s, s->n - h - k * apart, miss + k * h) < 0) {
#pragma omp atomic write
            rc = CP_ENOMEM;
        }
    if (!rc)
        cp_forecast_memory_fit(miss, count, h, 1 + (double)span / (double)h, &prior, prior_spans[0],
                               &along->memory);
    if (!rc)
        cp_forecast_memory_settle(&along->held, miss, count, h, 1 + (double)span / (double)h,
                                  prior_spans[0], miss + count * h, &along->memory);
    free(miss);
    return rc;
}

/* ---- of many by each other --------------------------------------------------------------------
 */

static int by_kind(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    uintptr_t p = (uintptr_t)x->measure, q = (uintptr_t)y->measure;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return p < q ? -1 : p > q ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

static int by_memory(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    return x->lasts < y->lasts ? -1 : x->lasts > y->lasts ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

static size_t able_of(const struct place *place, size_t n) {
    size_t able = 0;
    for (size_t i = 0; i < n; i++)
        able += place[i].able;
    return able;
}

/* Of place[0..n), which are like each other, every so-many-th from up to four origins. */
static int learn_group(const struct learner *l, const struct place *place, size_t n) {
    const struct cp_forecast_options *o = l->o;
    size_t h = o->horizon, able = able_of(place, n), wanted = able < SAMPLE ? able : SAMPLE;
    size_t chosen[SAMPLE], count = 0, seen = 0, rows = 0, room = ORIGINS * wanted;
    struct cp_forecast_along *along = cp_arena_calloc(&l->set->arena, 1, sizeof *along);
    double *miss = cp_calloc(room + 1, 2 * (h + 1) * sizeof *miss);
    bool oom = !miss || !along;
    for (size_t i = 0; i < n && count < wanted; i++)
        if (place[i].able && seen++ * wanted / able == count)
            chosen[count++] = place[i].at;
#pragma omp parallel for num_threads(o->jobs > 0 ? o->jobs : 1) schedule(dynamic, 4)
    for (size_t k = 0; k < room; k++) {
        const struct cp_forecast_series *s = &l->set->series[chosen[k / ORIGINS]];
        size_t back = h + k % ORIGINS * h / ORIGINS;
        double *row = miss + k * h;
        if (oom)
            continue;
        for (size_t t = 0; t < h; t++)
            row[t] = NAN;
        if (s->n >= back + cp_forecast_first_origin(o, s) && ask(o, s, s->n - back, row) < 0) {
#pragma omp atomic write
            oom = true;
        }
    }
    for (size_t k = 0; k < room && !oom; k++)
        rows += isnan(miss[k * h]) ? 0 : 1;
    if (!oom && rows) {
        const struct cp_forecast_memory prior = {1, 0};
        cp_forecast_hold(miss, room, h, (double)rows, prior_rows, miss + room * h, &along->held);
        cp_forecast_memory_fit(miss, room, h, (double)rows, &prior, 1, &along->memory);
        cp_forecast_memory_settle(&along->held, miss, room, h, (double)rows, prior_rows[0],
                                  miss + room * h, &along->memory);
    }
    for (size_t i = 0; i < n && !oom && rows; i++)
        l->set->series[place[i].at].along = along;
    free(miss);
    return oom ? CP_ENOMEM : 0;
}

/* Those of one measure and calendar, in groups of like memory. */
static int learn_kind(const struct learner *l, struct place *place, size_t n) {
    size_t able = able_of(place, n), groups = able * ORIGINS / GROUP, from = 0;
    int rc = 0;
    groups = groups > GROUPS ? GROUPS : groups < 1 ? 1 : groups;
    if (able < FEW) {
        for (size_t i = 0; i < n && !rc; i++)
            rc = learn_alone(l, &l->set->series[place[i].at], place[i].lasts);
        return rc;
    }
    qsort(place, n, sizeof *place, by_memory);
    for (size_t g = 0; g < groups && !rc; g++) {
        size_t to = (g + 1) * n / groups;
        rc = learn_group(l, place + from, to - from);
        from = to;
    }
    return rc;
}

int cp_forecast_learn_along(const struct cp_facts *t, const struct cp_forecast_options *o,
                            struct cp_forecast_series_set *set) {
    const struct learner l = {o, set};
    struct place *place = cp_calloc(set->n + 1, sizeof *place);
    size_t n = 0;
    int rc = place ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < set->n && !rc; i++) {
        const struct cp_forecast_series *s = &set->series[i];
        if (!cp_forecast_can_ask(o, s))
            continue;
        /* Of many without what they are asked for, so that it chooses no lucky ones. */
        size_t hidden =
            s->n >= 2 * o->horizon + cp_forecast_first_origin(o, s) ? 2 * o->horizon : 0;
        double lasts = cp_forecast_memory_of(s->y, s->n - hidden, cp_forecast_season(o, s));
        place[n++] = (struct place){cp_facts_measure(t, s->row), cp_forecast_class_of(s), i, lasts,
                                    s->n >= o->horizon + cp_forecast_first_origin(o, s)};
        rc = isnan(lasts) ? CP_ENOMEM : 0;
    }
    if (!rc && n)
        qsort(place, n, sizeof *place, by_kind);
    for (size_t from = 0, to = 0; from < n && !rc; from = to) {
        while (to < n && place[to].kind == place[from].kind &&
               place[to].measure == place[from].measure)
            to++;
        rc = learn_kind(&l, place + from, to - from);
    }
    free(place);
    return rc;
}
