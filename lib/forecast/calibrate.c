#include "forecast/pattern.h"
#include "forecast/method/stl.h"
#include "forecast/shared.h"
#include "forecast/shock.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Intervals held to what forecasts of a kind were off: split conformal prediction [Vovk, Gammerman,
 * Shafer: Algorithmic Learning in a Random World, 2005, sec. 4.1]. Where a measure or a calendar
 * has enough series some of them are forecast from a horizon before their end, and their misses, in
 * half widths, say near, in the middle and far ahead what to stretch the widths of 80 and of 95 %
 * with. Other series are asked themselves, from earlier origins of their own, and their peers of
 * the same measure and calendar with them (stretch.c). Widths that other series gave (auto.c) count
 * as much as some more: a season or a year is off for all series of a kind together, so that many
 * tell of it what few do. */
enum { SAMPLE = 200, FEW = 50 };
static const double prior_series[CP_FORECAST_HELD] = {500, 300};

/* ---- one origin of one series ------------------------------------------------------------ */

/* Nothing is known of shocks, nor of what is forecast just behind one; `far` marks them. */
static int ask(const struct cp_forecast_options *o, const struct cp_forecast_series *s, size_t n,
               const bool *far, double *miss) {
    bool shaken = far && (far[n - 1] || (n > 1 && far[n - 2]));
    int rc = cp_forecast_ask(o, s, n, miss);
    for (size_t t = 0; far && t < o->horizon; t++)
        if (shaken || (n + t < s->n && far[n + t]))
            miss[t] = NAN;
    return rc;
}

/* Values that are left of a series; 0: too few to ask it. */
static size_t left_of(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                      size_t held) {
    size_t hidden = o->horizon + held;
    return cp_forecast_can_ask(o, s) && s->n >= hidden + cp_forecast_first_origin(o, s)
               ? s->n - hidden
               : 0;
}

/* ---- a series by its own past ------------------------------------------------------------ */

/* The series as if it had been on its last level all the time, y[n]; and values that a 95 %
 * interval need not hold: shocks, as long as they are fewer than half of what is outside of it,
 * else *far is NULL. */
static int settle(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                  double *y, bool **far) {
    const double outside = 0.05;
    struct cp_forecast_levels levels;
    size_t season = cp_forecast_has_holidays(s) ? 1 : cp_forecast_season(o, s);
    size_t count = cp_forecast_settle(s->y, s->n, season, y, *far, &levels);
    if (count == SIZE_MAX)
        return CP_ENOMEM;
    memcpy(y, s->y, s->n * sizeof *y);
    cp_forecast_restate(&levels, y);
    if (count == 0 || (double)count >= outside / 2 * (double)s->n)
        *far = NULL;
    return 0;
}

/* Whether it is one of hours, with a day and a week; and its values. */
static void look_at_days(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                         struct cp_forecast_past *past) {
    size_t periods[MSTL_MOST], season = cp_forecast_season(o, s);
    past->day = cp_forecast_mstl_seasons(s->n, season, periods) > 1 ? season : 0;
    past->y = s->y;
    past->root = true;
    for (size_t t = 0; t < s->n; t++)
        past->root = past->root && !(s->y[t] < 0);
}

/* Every `apart` periods, back from the last that has a horizon after it: as many as tell of each of
 * the last `held` what came before it, over the last two thirds of a series or as many horizons as
 * there are of them. */
enum { LONGEST_WORK = 4000000 };

int cp_forecast_past(const struct cp_forecast_options *o, struct cp_forecast_series *s, size_t held,
                     struct cp_arena *arena) {
    size_t h = o->horizon, first = cp_forecast_own_origin(o, s), year;
    if (s->past || !cp_forecast_can_ask(o, s) || s->n < first + h + 2)
        return 0;
    if (cp_forecast_knows_year(o, s, &year) < 0)
        return CP_ENOMEM;
    first = first > year ? first : year;
    if (s->n < first + h + 2)
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
    past->season = cp_forecast_shown(o, s);
    if (!past->origin || !past->miss || !past->season)
        return CP_ENOMEM;
    past->n = count;
    look_at_days(o, s, past);
    struct cp_forecast_series settled = *s;
    bool *far = cp_arena_calloc(arena, s->n, sizeof *far);
    settled.y = cp_arena_calloc(arena, s->n, sizeof *settled.y);
    int rc = far && settled.y ? settle(o, s, settled.y, &far) : CP_ENOMEM;
    if (rc)
        return rc;
#pragma omp parallel for num_threads(o->jobs > 0 ? o->jobs : 1) schedule(dynamic, 1)
    for (size_t k = 0; k < count; k++) {
        past->origin[k] = s->n - h - (count - 1 - k) * apart;
        if (ask(o, &settled, past->origin[k], far, past->miss + k * h) < 0) {
#pragma omp atomic write
            rc = CP_ENOMEM;
        }
    }
    s->past = past;
    return rc;
}

/* ---- a kind of series by some of them ------------------------------------------------------ */

/* Of `able` series every so-many-th is asked: is it that one, from 0? */
static bool is_asked(size_t rank, size_t able) {
    size_t wanted = able < SAMPLE ? able : SAMPLE;
    return rank == 0 || rank * wanted / able != (rank - 1) * wanted / able;
}

/* The entry of a measure and kind of calendar; SIZE_MAX: none. */
static size_t find_kind(const struct cp_forecast_kinds *k, const char *measure, size_t class) {
    uint32_t id = cp_names_find(&k->measures, measure);
    return id == CP_NAME_NONE || !k->of[id][class] ? SIZE_MAX : k->of[id][class] - 1;
}

int cp_forecast_kinds_count(struct cp_forecast_kinds *k, const char *measure,
                            const struct cp_forecast_series *s) {
    size_t class = cp_forecast_class_of(s), known = k->measures.n;
    uint32_t id = cp_names_add(&k->measures, measure, strlen(measure));
    if (id == CP_NAME_NONE || (id == known && !cp_grow(&k->of, &k->of_cap, known, sizeof *k->of)))
        return CP_ENOMEM;
    if (id == known)
        memset(k->of[id], 0, sizeof *k->of);
    if (!k->of[id][class]) {
        if (!cp_grow(&k->kind, &k->cap, k->n, sizeof *k->kind))
            return CP_ENOMEM;
        k->kind[k->n++] = (struct cp_forecast_kind){.class = class};
        k->of[id][class] = k->n;
    }
    if (left_of(k->o, s, k->held) > 0) {
        k->kind[k->of[id][class] - 1].able++;
        k->all[class].able++;
    }
    return 0;
}

/* A series that goes away before it is asked. */
static struct cp_forecast_series *copy_of(const struct cp_forecast_series *s,
                                          struct cp_arena *arena) {
    struct cp_forecast_series *copy = cp_arena_calloc(arena, 1, sizeof *copy);
    size_t days = s->calendar.holidays.n;
    double *y = cp_arena_calloc(arena, s->n, sizeof *y);
    int32_t *day = cp_arena_calloc(arena, days, sizeof *day);
    if (!copy || !y || !day)
        return NULL;
    *copy = *s;
    memcpy(y, s->y, s->n * sizeof *y);
    if (days)
        memcpy(day, s->calendar.holidays.day, days * sizeof *day);
    copy->y = y;
    copy->calendar.holidays.day = day;
    return copy;
}

static int keep(struct cp_forecast_kinds *k, struct cp_forecast_kind *kind, const char *measure,
                struct cp_forecast_series *s) {
    if (!kind->asked)
        kind->asked = cp_arena_calloc(k->arena, SAMPLE, sizeof *kind->asked);
    if (!kind->asked)
        return CP_ENOMEM;
    kind->asked[kind->nasked++] =
        (struct cp_forecast_asked){s, cp_names_find(&k->measures, measure)};
    return 0;
}

/* Whether its series are asked themselves, and are peers. */
static bool is_few(const struct cp_forecast_kinds *k, const struct cp_forecast_kind *kind) {
    return kind->able > 1 && kind->able < FEW && k->all[kind->class].able < FEW;
}

int cp_forecast_kinds_look(struct cp_forecast_kinds *k, const char *measure,
                           struct cp_forecast_series *s) {
    size_t class = cp_forecast_class_of(s), at = find_kind(k, measure, class);
    struct cp_forecast_kind *all = &k->all[class];
    if (at == SIZE_MAX || left_of(k->o, s, k->held) == 0)
        return 0;
    if (!k->looking) { /* those of a measure that came before another's go before them */
        for (size_t i = 0; i < k->n; i++) {
            struct cp_forecast_kind *one = &k->kind[i];
            one->rank = k->all[one->class].rank;
            k->all[one->class].rank += one->able;
            k->all[one->class].lends |= one->able < FEW;
        }
        k->looking = true;
    }
    struct cp_forecast_kind *own = &k->kind[at];
    size_t seen = own->seen++;
    bool of_own = own->able >= FEW ? is_asked(seen, own->able) : is_few(k, own);
    bool of_all = all->lends && all->able >= FEW && is_asked(own->rank + seen, all->able);
    if ((of_own || of_all) && k->copies)
        s = copy_of(s, k->arena);
    if (!s)
        return CP_ENOMEM;
    int rc = of_own ? keep(k, own, measure, s) : 0;
    if (!rc && of_all)
        rc = keep(k, all, measure, s);
    return rc;
}

static void lend(const struct cp_forecast_kinds *k, struct cp_forecast_kind *kind,
                 const struct cp_forecast_lending *l) {
    for (size_t i = 0; i < kind->nasked; i++)
        cp_forecast_lending_give(l, k->measures.text[kind->asked[i].measure],
                                 kind->asked[i].series);
}

void cp_forecast_kinds_lend(struct cp_forecast_kinds *k, const struct cp_forecast_lending *l) {
    for (size_t i = 0; i < k->n; i++)
        lend(k, &k->kind[i], l);
    for (size_t class = 0; class < CLASSES; class ++)
        lend(k, &k->all[class], l);
}

/* The stretch by those that were kept, each asked from the last origin that it has. */
static int hold_kind(const struct cp_forecast_kinds *k, struct cp_forecast_kind *kind) {
    const struct cp_forecast_options *o = k->o;
    size_t h = o->horizon, count = kind->nasked;
    if (!count)
        return 0;
    double *miss = cp_calloc(2 * count, h * sizeof *miss);
    bool oom = !miss;
    kind->stretch = cp_arena_calloc(k->arena, 1, sizeof *kind->stretch);
    if (oom || !kind->stretch) {
        free(miss);
        return CP_ENOMEM;
    }
#pragma omp parallel for num_threads(o->jobs > 0 ? o->jobs : 1) schedule(dynamic, 4)
    for (size_t i = 0; i < count; i++) {
        const struct cp_forecast_series *s = kind->asked[i].series;
        if (ask(o, s, left_of(o, s, k->held), NULL, miss + i * h) < 0) {
#pragma omp atomic write
            oom = true;
        }
    }
    if (!oom)
        cp_forecast_hold(miss, count, h, (double)count, prior_series, miss + count * h,
                         kind->stretch);
    free(miss);
    return oom ? CP_ENOMEM : 0;
}

/* What the pasts of few come to together, each as if it were of forecasts from its last value. */
static int join_few(const struct cp_forecast_kinds *k, struct cp_forecast_kind *kind) {
    size_t h = k->o->horizon, rows = 0, used = 0;
    struct cp_forecast_peers *peers = cp_arena_calloc(k->arena, 1, sizeof *peers);
    int rc = peers ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < kind->nasked && !rc; i++) {
        rc = cp_forecast_past(k->o, kind->asked[i].series, k->held, k->arena);
        rows += !rc && kind->asked[i].series->past ? kind->asked[i].series->past->n : 0;
    }
    double *miss = rc ? NULL : cp_calloc(2 * rows + 1, h * sizeof *miss);
    if (!miss)
        return CP_ENOMEM;
    for (size_t i = 0; i < kind->nasked; i++) {
        const struct cp_forecast_series *s = kind->asked[i].series;
        const struct cp_forecast_past *past = s->past;
        size_t known = s->n - k->held, end = past ? cp_forecast_past_within(past, known, h) : 0;
        if (!end)
            continue;
        struct cp_forecast_rows own = {end, h, miss + used * h, NULL, miss + rows * h};
        struct cp_forecast_stretch hours;
        double spans = cp_forecast_past_spans(past, 0, end, h);
        cp_forecast_past_rows(past, 0, end, known, h, own.miss);
        cp_forecast_take_hours(past, 0, known, spans, &own, &hours);
        peers->spans += spans;
        used += end;
    }
    if (used) {
        cp_forecast_quantiles(miss, NULL, used, h, miss + rows * h, &peers->at);
        kind->peers = peers;
    }
    free(miss);
    return 0;
}

int cp_forecast_kinds_settle(struct cp_forecast_kinds *k) {
    int rc = 0;
    for (size_t i = 0; i < k->n && !rc; i++)
        rc = is_few(k, &k->kind[i]) ? join_few(k, &k->kind[i]) : hold_kind(k, &k->kind[i]);
    for (size_t class = 0; class < CLASSES && !rc; class ++)
        rc = hold_kind(k, &k->all[class]);
    return rc;
}

int cp_forecast_kinds_give(const struct cp_forecast_kinds *k, const char *measure,
                           struct cp_forecast_series *s, struct cp_arena *arena) {
    size_t class = cp_forecast_class_of(s), at = find_kind(k, measure, class);
    s->stretch = at == SIZE_MAX        ? NULL
                 : k->kind[at].stretch ? k->kind[at].stretch
                                       : k->all[class].stretch;
    s->peers = at == SIZE_MAX ? NULL : k->kind[at].peers;
    return s->stretch ? 0 : cp_forecast_past(k->o, s, k->held, arena);
}

void cp_forecast_kinds_release(struct cp_forecast_kinds *k) {
    cp_names_release(&k->measures);
    free(k->of);
    free(k->kind);
}

int cp_forecast_calibrate(const struct cp_facts *t, const struct cp_forecast_options *o,
                          struct cp_forecast_series_set *set, size_t held, struct cp_error *err) {
    struct cp_forecast_kinds k = {.o = o, .held = held, .arena = &set->arena};
    struct cp_forecast_series *s = set->series;
    int rc = 0;
    for (size_t i = 0; i < set->n && !rc; i++)
        rc = cp_forecast_kinds_count(&k, cp_facts_measure(t, s[i].row), &s[i]);
    for (size_t i = 0; i < set->n && !rc; i++)
        rc = cp_forecast_kinds_look(&k, cp_facts_measure(t, s[i].row), &s[i]);
    if (!rc)
        rc = cp_forecast_kinds_settle(&k);
    for (size_t i = 0; i < set->n && !rc; i++)
        rc = cp_forecast_kinds_give(&k, cp_facts_measure(t, s[i].row), &s[i], &set->arena);
    cp_forecast_kinds_release(&k);
    return rc ? cp_fail_nomem(err) : 0;
}
