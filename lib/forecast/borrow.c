#include "forecast/pattern.h"
#include "forecast/shared.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Series shorter than two cycles borrow the season of those of their measure and calendar: that is
 * a group. */

/* Where in the season the first period of a series is. */
static size_t phase_of(const struct cp_forecast_series *s, size_t season) {
    int64_t index = cp_forecast_series_index(s, 0), step = s->calendar.step, m = (int64_t)season;
    if (s->calendar.kind != &cp_forecast_calendar_even)
        index = cp_period_at(CP_MONTH, cp_forecast_series_start(s, 0)).index;
    else if (step > 1)
        index = index / step;
    return (size_t)((index % m + m) % m);
}

static bool all_positive(const double *y, size_t n) {
    size_t seen = 0;
    for (size_t t = 0; t < n; t++) {
        if (y[t] <= 0)
            return false;
        seen += isnan(y[t]) ? 0 : 1;
    }
    return seen > 0;
}

/* Add what one series of n values shows of the season. */
static int add_donor(const struct cp_forecast_series *s, size_t n, size_t season,
                     struct cp_forecast_group *g) {
    double *z = cp_calloc(n + season, sizeof *z);
    if (!z)
        return CP_ENOMEM;
    double *factor = z + n;
    size_t phase = phase_of(s, season);
    cp_forecast_fill(s->y, n, z);
    bool seasonal = all_positive(s->y, n) && cp_forecast_adjust(z, n, season, factor);
    for (size_t j = 0; j < season && seasonal; j++) {
        double x = log(factor[j]);
        g->sum[(phase + j) % season] += x;
        g->squares[(phase + j) % season] += x * x;
    }
    g->donors += seasonal;
    g->without += !seasonal;
    free(z);
    return 0;
}

/* The factors of a group, if most of it has them and they agree: what their mean varies by over the
 * season is more than twice what chance makes of it. */
static bool agree(struct cp_forecast_group *g) {
    enum { LEAST = 3 };
    double size = 0, chance = 0, n = (double)g->donors;
    size_t season = g->season;
    if (g->donors < LEAST || g->donors < g->without)
        return false;
    for (size_t j = 0; j < season; j++) {
        g->sum[j] /= n;
        size += g->sum[j] * g->sum[j];
        chance += (g->squares[j] / n - g->sum[j] * g->sum[j]) / (n - 1);
    }
    return size > 2 * chance;
}

/* ---- groups ------------------------------------------------------------------------------ */

/* What a series has left of the values. */
static size_t left(const struct cp_forecast_lending *l, const struct cp_forecast_series *s) {
    return s->n > l->hold ? s->n - l->hold : 0;
}

static bool is_short(const struct cp_forecast_lending *l, const struct cp_forecast_series *s) {
    return left(l, s) < 2 * cp_forecast_season(l->o, s);
}

/* Could it borrow? */
static bool wants(const struct cp_forecast_lending *l, const struct cp_forecast_series *s) {
    size_t season = cp_forecast_season(l->o, s);
    return s->calendar.dated && season > 1 && !cp_forecast_is_long(season) && is_short(l, s);
}

/* The group of a series; NULL: none of it wants to borrow. */
static struct cp_forecast_group *find(const struct cp_forecast_lending *l, const char *measure,
                                      const struct cp_forecast_series *s) {
    uint32_t id =
        s->skip || s->problem[0] ? (uint32_t)CP_NAME_NONE : cp_names_find(&l->measures, measure);
    size_t i = id == CP_NAME_NONE ? 0 : l->last[id];
    while (i && (l->group[i - 1].season != cp_forecast_season(l->o, s) ||
                 !cp_forecast_calendar_same(&l->group[i - 1].calendar, &s->calendar)))
        i = l->group[i - 1].before;
    return i ? &l->group[i - 1] : NULL;
}

int cp_forecast_lending_count(struct cp_forecast_lending *l, const char *measure,
                              const struct cp_forecast_series *s) {
    if (s->skip || s->problem[0] || !wants(l, s) || find(l, measure, s))
        return 0;
    size_t known = l->measures.n, season = cp_forecast_season(l->o, s);
    uint32_t id = cp_names_add(&l->measures, measure, strlen(measure));
    if (id == CP_NAME_NONE ||
        (id == known && !cp_grow(&l->last, &l->last_cap, known, sizeof *l->last)) ||
        !cp_grow(&l->group, &l->cap, l->n, sizeof *l->group))
        return CP_ENOMEM;
    if (id == known)
        l->last[id] = 0;
    struct cp_forecast_group g = {.calendar = s->calendar,
                                  .season = season,
                                  .before = l->last[id],
                                  .sum = cp_arena_calloc(l->arena, season, sizeof(double)),
                                  .squares = cp_arena_calloc(l->arena, season, sizeof(double))};
    g.calendar.holidays = (struct cp_forecast_holidays){0};
    if (!g.sum || !g.squares)
        return CP_ENOMEM;
    l->group[l->n++] = g;
    l->last[id] = l->n;
    return 0;
}

int cp_forecast_lending_look(struct cp_forecast_lending *l, const char *measure,
                             const struct cp_forecast_series *s) {
    struct cp_forecast_group *g = find(l, measure, s);
    return g && !is_short(l, s) ? add_donor(s, left(l, s), g->season, g) : 0;
}

void cp_forecast_lending_settle(struct cp_forecast_lending *l) {
    for (size_t i = 0; i < l->n; i++)
        l->group[i].lends = agree(&l->group[i]);
}

void cp_forecast_lending_give(const struct cp_forecast_lending *l, const char *measure,
                              struct cp_forecast_series *s) {
    const struct cp_forecast_group *g = find(l, measure, s);
    if (!g || !g->lends || !is_short(l, s) || !all_positive(s->y, s->n))
        return;
    s->pattern = g->sum;
    s->phase = phase_of(s, g->season);
}

void cp_forecast_lending_release(struct cp_forecast_lending *l) {
    cp_names_release(&l->measures);
    free(l->last);
    free(l->group);
}

int cp_forecast_borrow(const struct cp_facts *t, const struct cp_forecast_options *o,
                       struct cp_forecast_series_set *set, size_t hold) {
    struct cp_forecast_lending l = {.o = o, .hold = hold, .arena = &set->arena};
    int rc = 0;
    for (size_t i = 0; i < set->n && !rc; i++)
        rc =
            cp_forecast_lending_count(&l, cp_facts_measure(t, set->series[i].row), &set->series[i]);
    for (size_t i = 0; i < set->n && l.n && !rc; i++)
        rc = cp_forecast_lending_look(&l, cp_facts_measure(t, set->series[i].row), &set->series[i]);
    cp_forecast_lending_settle(&l);
    for (size_t i = 0; i < set->n && l.n && !rc; i++)
        cp_forecast_lending_give(&l, cp_facts_measure(t, set->series[i].row), &set->series[i]);
    cp_forecast_lending_release(&l);
    return rc;
}
