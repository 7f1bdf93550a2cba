#include "forecast/internal.h"
#include <math.h>
#include <stdlib.h>

/* What the errors of several series have in common: their correlation a step ahead at the last
 * origins, without what of it is chance. The errors themselves are the loadings, on as many numbers
 * as there are origins, so that it takes no square of the number of series. */
enum { TIMES = 24, FEWEST = 6, OF_MANY = 8, MOST = 20000, TELLING = 200 };

struct errors {
    size_t n, times;
    double *e;      /* [n][times], newest first; of mean square 1, or 0: unknown */
    size_t *series; /* n: of the set */
};

static bool tells(const struct cp_forecast_series *s) {
    return !s->problem[0] && !s->skip && s->along;
}

/* The series whose forecasts begin where that of the first of them does, which tells. */
static void gather(const struct cp_forecast_options *o, const struct cp_forecast_series_set *set,
                   size_t first, bool *done, struct errors *x) {
    const struct cp_forecast_series *a = &set->series[first];
    x->n = 0;
    x->times = TIMES;
    for (size_t i = first; i < set->n; i++) {
        const struct cp_forecast_series *s = &set->series[i];
        if (done[i] || !tells(s) || !cp_forecast_calendar_same(&s->calendar, &a->calendar) ||
            cp_forecast_series_index(s, s->n) != cp_forecast_series_index(a, a->n))
            continue;
        done[i] = true;
        x->series[x->n++] = i;
        size_t most = s->n > 2 * cp_forecast_season(o, s) + 2
                          ? s->n - 2 * cp_forecast_season(o, s) - 2
                          : s->n / 3;
        x->times = most < x->times ? most : x->times;
    }
    size_t worth = MOST / x->n > OF_MANY ? MOST / x->n : OF_MANY;
    x->times = worth < x->times ? worth : x->times;
}

/* False: no memory. */
static bool ask(const struct cp_forecast_options *shown, const struct cp_forecast_series *of,
                size_t times, double *e) {
    struct cp_forecast_options o = *shown;
    double squares = 0, known = 0;
    o.horizon = 1;
    o.nquantile = o.paths = 0;
    o.explain = false;
    for (size_t k = 0; k < times; k++) {
        struct cp_forecast_series s = *of;
        struct cp_error passed = {0};
        double row[1], work[3];
        s.n -= k + 1;
        int rc = cp_forecast_one(&o, &s, row, work, &passed);
        if (rc == CP_ENOMEM)
            return false;
        double off = rc < 0 ? NAN : s.y[s.n] - row[0];
        e[k] = isfinite(off) ? off : 0;
        squares += e[k] * e[k];
        known += isfinite(off) ? 1 : 0;
    }
    for (size_t k = 0; k < times; k++)
        e[k] = squares > 0 ? e[k] / sqrt(squares / known) : 0;
    return true;
}

/* The part of the correlations that is chance [Schaefer and Strimmer, Statistical Applications in
 * Genetics and Molecular Biology 4 (2005) 32]; every so-many-th of many series tells. */
static double chance(const struct errors *x) {
    double variance = 0, size = 0, t = (double)x->times;
    size_t step = 1 + (x->n - 1) / TELLING;
    for (size_t i = 0; i < x->n; i += step)
        for (size_t j = 0; j < i; j += step) {
            double r = 0, squares = 0;
            for (size_t k = 0; k < x->times; k++) {
                double product = x->e[i * x->times + k] * x->e[j * x->times + k];
                r += product / t;
                squares += product * product;
            }
            variance += (squares - t * r * r) / (t * (t - 1));
            size += r * r;
        }
    return size > 0 ? fmin(fmax(variance / size, 0), 1) : 1;
}

static int share(const struct cp_forecast_options *o, struct cp_forecast_series_set *set,
                 struct errors *x) {
    double *e = x->e = cp_arena_calloc(&set->arena, x->n * x->times, sizeof *e);
    struct cp_forecast_sharing *all = cp_arena_calloc(&set->arena, x->n, sizeof *all);
    bool oom = false;
    if (!e || !all)
        return CP_ENOMEM;
#pragma omp parallel for num_threads(o->jobs > 0 ? o->jobs : 1) schedule(dynamic, 4)
    for (size_t i = 0; i < x->n; i++)
        if (!ask(o, &set->series[x->series[i]], x->times, e + i * x->times)) {
#pragma omp atomic write
            oom = true;
        }
    if (oom)
        return CP_ENOMEM;
    double part = chance(x);
    if (part == 1)
        return 0;
    for (size_t i = 0; i < x->n; i++) {
        double squares = 0;
        for (size_t k = 0; k < x->times; k++) {
            e[i * x->times + k] *= sqrt((1 - part) / (double)x->times);
            squares += e[i * x->times + k] * e[i * x->times + k];
        }
        all[i] =
            (struct cp_forecast_sharing){x->times, e + i * x->times, sqrt(fmax(1 - squares, 0))};
        set->series[x->series[i]].sharing = &all[i];
    }
    return 0;
}

int cp_forecast_share(const struct cp_forecast_options *o, struct cp_forecast_series_set *set) {
    bool *done = cp_calloc(set->n + 1, sizeof *done);
    struct errors x = {.series = cp_calloc(set->n + 1, sizeof *x.series)};
    int rc = done && x.series ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < set->n && !rc; i++) {
        if (done[i] || !tells(&set->series[i]))
            continue;
        gather(o, set, i, done, &x);
        if (x.n > 1 && x.times >= FEWEST)
            rc = share(o, set, &x);
    }
    free(done);
    free(x.series);
    return rc;
}
