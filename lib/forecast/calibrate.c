#include "forecast/internal.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Intervals held to what forecasts of a kind were off: split conformal prediction [Vovk, Gammerman,
 * Shafer: Algorithmic Learning in a Random World, 2005, sec. 4.1]. Where a measure or a calendar
 * has enough series some of them are forecast from a horizon before their end, and their misses, in
 * half widths, say near, in the middle and far ahead what to stretch the widths of 80 and of 95 %
 * with. Other series are asked themselves, from earlier origins of their own. Widths that other
 * series gave (auto.c) count as much as a few more, so that few or odd ones do not move them far.
 */
enum { SAMPLE = 200, FEW = 50, LEAST = 8 };
static const double prior_series[CP_FORECAST_HELD] = {100, 300};

/* ---- one origin of one series ------------------------------------------------------------ */

/* miss[horizon] gets how far the forecast from y[0..n) was off; NaN where that is not known, or a
 * shock, or made just behind one: `far` marks them, NULL none. */
static int ask(const struct cp_forecast_options *o, const struct cp_forecast_series *s, size_t n,
               const bool *far, double *miss) {
    struct cp_error passed = {0};
    bool shaken = far && (far[n - 1] || (n > 1 && far[n - 2]));
    struct cp_forecast_series copy = *s;
    double *room = cp_calloc(o->horizon, 2 * sizeof *room);
    if (!room)
        return CP_ENOMEM;
    struct cp_forecast_interval interval = {
        .center = room, .width = room + o->horizon, .stretch = 1};
    int rc = cp_forecast_auto_of(o, &copy, n, &interval, &passed);
    for (size_t t = 0; t < o->horizon; t++) {
        double m = rc < 0 || n + t >= s->n || shaken || (far && far[n + t])
                       ? NAN
                       : cp_forecast_interval_miss(&interval, t, s->y[n + t]);
        miss[t] = isfinite(m) ? m : NAN;
    }
    free(room);
    return rc == CP_ENOMEM ? rc : 0;
}

static bool is_held(const struct cp_forecast_options *o, const struct cp_forecast_series *s) {
    return !s->problem[0] && !s->skip && !s->nx && cp_forecast_is_auto(cp_forecast_method_of(o, s));
}

/* Values that a first origin needs. */
static size_t least(const struct cp_forecast_options *o, const struct cp_forecast_series *s) {
    size_t cycles = 2 * cp_forecast_season(o, s) + 2;
    return cycles > LEAST ? cycles : LEAST;
}

/* Values that are left of a series; 0: too few to ask it. */
static size_t left_of(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                      size_t held) {
    size_t hidden = o->horizon + held;
    return is_held(o, s) && s->n >= hidden + least(o, s) ? s->n - hidden : 0;
}

/* ---- a series by its own past ------------------------------------------------------------ */

/* Values that a 95 % interval need not hold: shocks, as long as they are fewer than half of what is
 * outside of it. *far NULL: none. */
static int find_shocks(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                       struct cp_arena *arena, bool **far) {
    const double outside = 0.05;
    bool *found = cp_arena_calloc(arena, s->n, sizeof *found);
    double *clean = cp_calloc(s->n, sizeof *clean);
    size_t count = SIZE_MAX;
    if (found && clean)
        count = cp_forecast_clean(s->y, s->n, cp_forecast_season(o, s), clean, found);
    free(clean);
    if (count == SIZE_MAX)
        return CP_ENOMEM;
    *far = count && (double)count < outside / 2 * (double)s->n ? found : NULL;
    return 0;
}

/* Every `apart` periods, back from the last that has a horizon after it: as many as tell of each of
 * the last `held` what came before it, over the last two thirds of a series or as many horizons as
 * there are of them. */
enum { LONGEST_WORK = 4000000 };

int cp_forecast_past(const struct cp_forecast_options *o, struct cp_forecast_series *s, size_t held,
                     struct cp_arena *arena) {
    size_t h = o->horizon, first = least(o, s) > s->n / 3 ? least(o, s) : s->n / 3;
    if (!is_held(o, s) || s->n < first + h + 2)
        return 0;
    size_t span = s->n - h - first,
           apart = span / CP_FORECAST_ORIGINS < h ? span / CP_FORECAST_ORIGINS : h;
    apart += apart == 0;
    size_t count = CP_FORECAST_ORIGINS + held / apart, most = LONGEST_WORK / s->n + 4;
    count = count < span / apart ? count : span / apart;
    count = count < most ? count : most;
    struct cp_forecast_past *past = cp_arena_calloc(arena, 1, sizeof *past);
    if (!past || h > SIZE_MAX / sizeof(double) / count)
        return CP_ENOMEM;
    past->origin = cp_arena_calloc(arena, count, sizeof *past->origin);
    past->miss = cp_arena_calloc(arena, count * h, sizeof *past->miss);
    if (!past->origin || !past->miss)
        return CP_ENOMEM;
    bool *far = NULL;
    int rc = find_shocks(o, s, arena, &far);
    if (rc)
        return rc;
    past->n = count;
#pragma omp parallel for num_threads(o->jobs > 0 ? o->jobs : 1) schedule(dynamic, 1)
    for (size_t k = 0; k < count; k++) {
        past->origin[k] = s->n - h - (count - 1 - k) * apart;
        if (ask(o, s, past->origin[k], far, past->miss + k * h) < 0) {
#pragma omp atomic write
            rc = CP_ENOMEM;
        }
    }
    s->past = past;
    return rc;
}

/* ---- a kind of series by some of them ------------------------------------------------------ */

/* A series that can be asked, or not, and what it is one of. */
struct place {
    const char *measure;
    size_t kind, at;
    bool able;
};

static int by_kind(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    uintptr_t p = (uintptr_t)x->measure, q = (uintptr_t)y->measure;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return p < q ? -1 : p > q ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

static size_t able_of(const struct place *place, size_t n) {
    size_t able = 0;
    for (size_t i = 0; i < n; i++)
        able += place[i].able;
    return able;
}

/* The stretch of place[0..n) from every so-many-th of those that can be asked. */
static int hold_kind(const struct cp_forecast_options *o, struct cp_forecast_series_set *set,
                     size_t held, const struct place *place, size_t n,
                     struct cp_forecast_stretch *out) {
    size_t h = o->horizon, able = able_of(place, n), wanted = able < SAMPLE ? able : SAMPLE;
    size_t chosen[SAMPLE], count = 0, seen = 0;
    for (size_t i = 0; i < n && count < wanted; i++)
        if (place[i].able && seen++ * wanted / able == count)
            chosen[count++] = place[i].at;
    double *miss = cp_calloc(2 * count, h * sizeof *miss);
    bool oom = !miss;
#pragma omp parallel for num_threads(o->jobs > 0 ? o->jobs : 1) schedule(dynamic, 4)
    for (size_t k = 0; k < count; k++) {
        const struct cp_forecast_series *s = &set->series[chosen[k]];
        if (!oom && ask(o, s, left_of(o, s, held), NULL, miss + k * h) < 0) {
#pragma omp atomic write
            oom = true;
        }
    }
    if (!oom)
        cp_forecast_hold(miss, count, h, (double)count, prior_series, miss + count * h, out);
    free(miss);
    return oom ? CP_ENOMEM : 0;
}

/* Give every series of a run of one kind the stretch of its measure, or of the kind, or its own. */
static int share(const struct cp_forecast_options *o, struct cp_forecast_series_set *set,
                 size_t held, const struct place *place, size_t n) {
    struct cp_forecast_stretch *all = NULL;
    for (size_t from = 0, to = 0; from < n; from = to) {
        while (to < n && place[to].measure == place[from].measure)
            to++;
        bool own = able_of(place + from, to - from) >= FEW, use = own || able_of(place, n) >= FEW;
        struct cp_forecast_stretch *stretch = own ? NULL : all;
        if (use && !stretch) {
            stretch = cp_arena_calloc(&set->arena, 1, sizeof *stretch);
            if (!stretch || hold_kind(o, set, held, own ? place + from : place, own ? to - from : n,
                                      stretch) < 0)
                return CP_ENOMEM;
        }
        all = own ? all : stretch;
        for (size_t i = from; i < to; i++) {
            struct cp_forecast_series *s = &set->series[place[i].at];
            s->stretch = stretch;
            if (!use && cp_forecast_past(o, s, held, &set->arena) < 0)
                return CP_ENOMEM;
        }
    }
    return 0;
}

int cp_forecast_calibrate(const struct cp_facts *t, const struct cp_forecast_options *o,
                          struct cp_forecast_series_set *set, size_t held, struct cp_error *err) {
    struct place *place = cp_calloc(set->n + 1, sizeof *place);
    int rc = place ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < set->n && !rc; i++) {
        const struct cp_forecast_series *s = &set->series[i];
        place[i] = (struct place){cp_facts_measure(t, s->row), cp_forecast_class_of(s), i,
                                  left_of(o, s, held) > 0};
    }
    if (!rc && set->n)
        qsort(place, set->n, sizeof *place, by_kind);
    for (size_t from = 0, to = 0; from < set->n && !rc; from = to) {
        while (to < set->n && place[to].kind == place[from].kind)
            to++;
        rc = share(o, set, held, place + from, to - from);
    }
    free(place);
    return rc ? cp_fail_nomem(err) : 0;
}
