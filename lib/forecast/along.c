#include "forecast/internal.h"
#include "forecast/shock.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Errors along paths as forecasts from earlier origins had them. Where a measure and calendar has
 * enough series, those with like memory tell of each other; of fewer each tells most of itself, and
 * something of those that are like it. */
enum { SAMPLE = 200, ORIGINS = 4, FEW = 50, GROUP = 200, GROUPS = 4 };
static const double prior_rows[CP_FORECAST_HELD] = {10, 10};

/* Of few, as in stretch.c; and how far apart what lasts is of those that tell less. */
static const double prior_spans = 3, most_lent = 10, alike = 0.25;

/* Sums of independent errors are less far off the more values their level is known from: by
 * (12 + 144 c / n)^(1/2) for twelve months, which is about that power of n where c is 2 to 4. Those
 * of a walk are not. */
static const double level_known = 0.19;

/* Fitted widths are too wide for errors of which nothing lasts, as far as nothing but they tell, up
 * to half: by this part, by simulation of independent, autocorrelated and random-walk errors in 36
 * to 96 months. */
static const double narrow = 0.7;

/* A level that is not known for sure: the part of it in the variance of a forecast. */
static const double mistaken = 0.05;

struct learner {
    const struct cp_forecast_options *o;
    struct cp_forecast_series_set *set;
};

/* What is summed: the whole horizon, and each season in it. */
enum { WHOLE, PARTS, SUMS };

static size_t summed(const struct learner *l, const struct cp_forecast_series *s, size_t sum) {
    size_t season = cp_forecast_season(l->o, s), h = l->o->horizon;
    return sum == PARTS && season > 1 && season < h ? season : h;
}

struct place {
    const char *measure;
    size_t kind, season, at;
    double lasts; /* by its own values */
    bool able;
};

/* miss[horizon] of the forecast from the first n values, as if it were made from the last. */
static int ask(const struct cp_forecast_options *o, const struct cp_forecast_series *s, size_t n,
               double *miss) {
    size_t season = cp_forecast_shown(o, s);
    int rc = season ? cp_forecast_ask(o, s, n, miss) : CP_ENOMEM;
    for (size_t t = 0; rc == 0 && t < o->horizon; t++) {
        miss[t] = cp_forecast_interval_later(miss[t], t + 1, n, s->n, season);
        miss[t] = isfinite(miss[t]) ? miss[t] : NAN;
    }
    return rc;
}

/* ---- of few by themselves -------------------------------------------------------------------- */

/* What forecasts from its own origins were off, and how far their sums were. */
struct alone {
    double *miss, *sum[SUMS]; /* [rows][horizon], [sums] */
    size_t rows, sums[SUMS];
    double spans, lasts;
};
struct few {
    struct alone *all, **telling; /* of all; those that have sums */
    size_t n, sums;
};

static int ask_alone(const struct learner *l, struct cp_forecast_series *s, struct alone *a) {
    size_t h = l->o->horizon;
    if (cp_forecast_past(l->o, s, 0, &l->set->arena) < 0)
        return CP_ENOMEM;
    const struct cp_forecast_past *past = s->past;
    if (!past)
        return 0;
    a->miss = cp_calloc(past->n, (2 * h + 1) * sizeof *a->miss);
    if (!a->miss)
        return CP_ENOMEM;
    a->rows = past->n;
    cp_forecast_past_rows(past, 0, past->n, s->n, h, a->miss);
    for (size_t k = 0; k < past->n; k++) {
        double *row = a->miss + k * h, apart = 1 - a->lasts;
        double then = (double)past->origin[k] / (double)s->n;
        for (size_t t = 0; t < h; t++)
            row[t] *= pow(then, level_known * apart * apart);
    }
    a->sum[WHOLE] = a->miss + a->rows * h;
    a->sum[PARTS] = a->sum[WHOLE] + a->rows;
    for (size_t k = 0; k < SUMS; k++)
        a->sums[k] = cp_forecast_memory_sums(a->miss, a->rows, h, summed(l, s, k), a->sum[k]);
    a->spans = cp_forecast_past_spans(past, 0, past->n, h);
    return 0;
}

/* The sums of all, in how far each is like one of them in what lasts; of each the later half, for
 * forecasts from few values are further off than they say. In *spans as many horizons as the others
 * tell; NaN: nothing. */
static double of_peers(const struct few *few, const struct alone *own, size_t sum, double *work,
                       double *spans) {
    size_t used = 0;
    *spans = 0;
    for (size_t j = 0; j < few->n; j++) {
        const struct alone *a = few->telling[j];
        size_t n = a->sums[sum], later = n - n / 2;
        double off = (a->lasts - own->lasts) / alike, like = exp(-off * off / 2);
        *spans += a == own ? 0 : like * a->spans;
        for (size_t k = n / 2; k < n; k++) {
            work[used] = a->sum[sum][k];
            work[few->sums + used++] = like * a->spans / (double)later;
        }
    }
    return *spans > 0 ? cp_forecast_memory_size(work, work + few->sums, used) : NAN;
}

/* The widths of its interval, those that were fitted where nothing tells. */
static int take_widths(const struct cp_forecast_series *s, size_t h,
                       struct cp_forecast_stretch *held) {
    bool found = false;
    if (s->stretch)
        *held = *s->stretch;
    else if (cp_forecast_own_stretch(s, s->n, h, held, &found) < 0)
        return CP_ENOMEM;
    for (size_t k = 0; k < CP_FORECAST_BLOCKS * CP_FORECAST_HELD && !s->stretch && !found; k++)
        held->at[k / CP_FORECAST_HELD][k % CP_FORECAST_HELD] = 1;
    held->horizon = h;
    return 0;
}

/* Let paths say how far sums are off. */
static void settle(const struct learner *l, const struct cp_forecast_series *s,
                   const double seen[SUMS], double *work, struct cp_forecast_along *along) {
    const struct cp_forecast_seen all = {seen[WHOLE], seen[PARTS], summed(l, s, PARTS)};
    cp_forecast_memory_settle(&along->held, &all, l->o->horizon, work, &along->memory);
}

/* How far sums are off: its own count as its horizons, its peers' as no more than so many, and what
 * the series itself says of its memory as a few. */
static double find_sums(const struct alone *a, const struct few *few, size_t sum, double said,
                        double *work) {
    double lent, mine = a->sums[WHOLE] ? a->spans : 0, own = 0;
    double peers = of_peers(few, a, sum, work, &lent);
    lent = fmin(lent, most_lent);
    if (mine > 0) {
        memcpy(work, a->sum[sum], a->sums[sum] * sizeof *work);
        own = cp_forecast_memory_size(work, NULL, a->sums[sum]);
    }
    double evidence = mine + lent + prior_spans;
    said *= 1 - narrow * (1 - a->lasts) * fmin(prior_spans / evidence, 0.5);
    double squares = prior_spans * said * said + mine * own * own;
    squares += lent > 0 ? lent * peers * peers : 0;
    return sqrt(squares / evidence) * cp_forecast_unsure(2 * evidence, 0.9);
}

static int learn_alone(const struct learner *l, struct cp_forecast_series *s, const struct alone *a,
                       const struct few *few, double *work) {
    struct cp_forecast_along *along = cp_arena_calloc(&l->set->arena, 1, sizeof *along);
    const struct cp_forecast_memory prior = {a->lasts, mistaken * (1 - a->lasts)};
    size_t h = l->o->horizon;
    double seen[SUMS];
    if (!along || take_widths(s, h, &along->held) < 0)
        return CP_ENOMEM;
    along->memory = prior;
    s->along = along;
    if (a->sums[WHOLE])
        cp_forecast_memory_fit(a->miss, a->rows, h, a->spans, &prior, prior_spans, &along->memory);
    for (size_t k = 0; k < SUMS; k++) {
        double said =
            cp_forecast_memory_said(&along->memory, &along->held, h, summed(l, s, k), work);
        seen[k] = find_sums(a, few, k, said, work);
    }
    settle(l, s, seen, work, along);
    return 0;
}

static int learn_few(const struct learner *l, const struct place *place, size_t n) {
    struct few few = {.all = cp_calloc(n + 1, sizeof *few.all),
                      .telling = cp_calloc(n + 1, sizeof *few.telling)};
    int rc = few.all && few.telling ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < n && !rc; i++) {
        few.all[i].lasts = place[i].lasts;
        rc = ask_alone(l, &l->set->series[place[i].at], &few.all[i]);
        few.sums += few.all[i].sums[PARTS];
        if (few.all[i].sums[WHOLE])
            few.telling[few.n++] = &few.all[i];
    }
    double *work = rc ? NULL : cp_calloc(2 * few.sums + l->o->horizon, sizeof *work);
    rc = work ? 0 : CP_ENOMEM;
    for (size_t i = 0; i < n && !rc; i++)
        rc = learn_alone(l, &l->set->series[place[i].at], &few.all[i], &few, work);
    for (size_t i = 0; i < n && few.all; i++)
        free(few.all[i].miss);
    free(work);
    free(few.telling);
    free(few.all);
    return rc;
}

/* ---- of many by each other --------------------------------------------------------------------
 */

static int by_kind(const void *a, const void *b) {
    const struct place *x = a, *y = b;
    uintptr_t p = (uintptr_t)x->measure, q = (uintptr_t)y->measure;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->season != y->season)
        return x->season < y->season ? -1 : 1;
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

/* miss[rows][h] with room behind it for rows of one more. */
static void settle_group(const struct learner *l, const struct cp_forecast_series *s, double *miss,
                         size_t rows, double counts, struct cp_forecast_along *along) {
    size_t h = l->o->horizon;
    double *work = miss + rows * h, seen[SUMS];
    for (size_t k = 0; k < SUMS; k++) {
        size_t of = summed(l, s, k), n = cp_forecast_memory_sums(miss, rows, h, of, work);
        double own = cp_forecast_memory_size(work, NULL, n);
        double said = cp_forecast_memory_said(&along->memory, &along->held, h, of, work);
        if (isnan(own))
            return;
        seen[k] =
            sqrt((counts * own * own + prior_rows[0] * said * said) / (counts + prior_rows[0]));
    }
    settle(l, s, seen, work, along);
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
        settle_group(l, &l->set->series[place[0].at], miss, room, (double)rows, along);
    }
    for (size_t i = 0; i < n && !oom && rows; i++)
        l->set->series[place[i].at].along = along;
    free(miss);
    return oom ? CP_ENOMEM : 0;
}

/* Those of one measure, calendar and season, in groups of like memory. */
static int learn_kind(const struct learner *l, struct place *place, size_t n) {
    size_t able = able_of(place, n), groups = able * ORIGINS / GROUP, from = 0;
    int rc = 0;
    groups = groups > GROUPS ? GROUPS : groups < 1 ? 1 : groups;
    if (able < FEW)
        return learn_few(l, place, n);
    qsort(place, n, sizeof *place, by_memory);
    for (size_t g = 0; g < groups && !rc; g++) {
        size_t to = (g + 1) * n / groups;
        rc = learn_group(l, place + from, to - from);
        from = to;
    }
    return rc;
}

/* By the first n values, as if they had been on their last level all the time; NaN: no memory. */
static double lasts_of(const struct cp_forecast_options *o, const struct cp_forecast_series *s,
                       size_t n) {
    struct cp_forecast_levels levels;
    size_t season = cp_forecast_season(o, s);
    double *y = cp_calloc(n, sizeof *y), lasts = NAN;
    if (y && cp_forecast_find_levels(s->y, n, season, &levels) == 0) {
        memcpy(y, s->y, n * sizeof *y);
        cp_forecast_restate(&levels, y);
        lasts = cp_forecast_memory_of(y, n, season);
    }
    free(y);
    return lasts;
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
        double lasts = lasts_of(o, s, s->n - hidden);
        place[n++] = (struct place){.measure = cp_facts_measure(t, s->row),
                                    .kind = cp_forecast_class_of(s),
                                    .season = cp_forecast_season(o, s),
                                    .at = i,
                                    .lasts = lasts,
                                    .able = s->n >= o->horizon + cp_forecast_first_origin(o, s)};
        rc = isnan(lasts) ? CP_ENOMEM : 0;
    }
    if (!rc && n)
        qsort(place, n, sizeof *place, by_kind);
    for (size_t from = 0, to = 0; from < n && !rc; from = to) {
        while (to < n && place[to].kind == place[from].kind &&
               place[to].season == place[from].season && place[to].measure == place[from].measure)
            to++;
        rc = learn_kind(&l, place + from, to - from);
    }
    free(place);
    return rc;
}
