/* Where a difference shows: some measures by what they are of and by year. */
#include "store/difference/difference.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Of a year out of its periods: flows add up; rates are weighted by hours; what stands is that of
 * the last. */
enum year_of { SUM, MEAN, LAST };
static const struct shown {
    const char *measure, *what;
    enum cp_dim dim;
    enum year_of how;
} shown[] = {
    {"power", "power in use", CP_SITE, MEAN}, {"energised", "energised", CP_SITE, LAST},
    {"halls", "halls", CP_SITE, LAST},        {"unmet", "work short", CP_WORKLOAD, MEAN},
    {"buy", "bought", CP_OFFER, SUM},         {"stock", "in place", CP_SKU, LAST},
    {"energy", "energy", CP_CONTRACT, SUM},   {"cost", "cost", CP_KIND, SUM},
    {"debt", "debt", CP_TRANCHE, LAST},
};
enum { SHOWN = sizeof shown / sizeof *shown };
static const double worth_showing = 0.02; /* of the measure's largest value of a year */

/* Hours of the periods of each year, of both streams together, and the last of them. */
struct calendar {
    int first;
    size_t n;
    double *hours;
    struct cp_period *last;
};

static int by_time(const void *a, const void *b) {
    return cp_store_by_period(*(const struct cp_period *)a, *(const struct cp_period *)b);
}

static int make_calendar(struct cp_store_difference *d, const struct cp_store_series s[2],
                         struct calendar *c) {
    size_t n = 0;
    struct cp_period *p = cp_calloc(s[0].n + s[1].n, sizeof *p);
    if (!p)
        return CP_ENOMEM;
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < s[side].n; i++)
            p[n++] = s[side].entry[i].period;
    qsort(p, n, sizeof *p, by_time);
    c->first = d->first_year;
    c->n = d->nyear;
    c->hours = cp_arena_calloc(&d->arena, c->n + 1, sizeof *c->hours);
    c->last = cp_arena_calloc(&d->arena, c->n + 1, sizeof *c->last);
    for (size_t i = 0; c->hours && c->last && i < n; i++) {
        size_t year = (size_t)(cp_period_year(p[i]) - c->first);
        if (i == 0 || by_time(&p[i - 1], &p[i]) != 0)
            c->hours[year] += cp_period_hours(p[i]);
        c->last[year] = p[i];
    }
    free(p);
    return c->hours && c->last ? 0 : CP_ENOMEM;
}

/* What a period adds to its year. */
static double part_of_year(const struct calendar *c, enum year_of how,
                           const struct cp_store_entry *e, size_t year) {
    if (how == SUM)
        return e->value;
    if (how == MEAN)
        return e->value * cp_period_hours(e->period) / c->hours[year];
    return cp_store_by_period(e->period, c->last[year]) == 0 ? e->value : 0;
}

static int by_largest(const void *a, const void *b) {
    const struct cp_store_place *x = a, *y = b;
    return x->largest != y->largest ? (x->largest < y->largest) - (x->largest > y->largest)
                                    : strcmp(x->name, y->name);
}

/* The place of that name, made when it is new; `list` has room. NULL: no memory. */
static struct cp_store_place *place_of(struct cp_store_difference *d, const struct shown *m,
                                       struct cp_store_place *list, size_t *n, const char *name) {
    for (size_t i = *n; i-- > 0;)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    struct cp_store_place *p = &list[*n];
    *p = (struct cp_store_place){
        .what = m->what,
        .unit = cp_facts_measure_find(m->measure)->unit,
        .name = name,
        .before = cp_arena_calloc(&d->arena, d->nyear, sizeof *p->before),
        .now = cp_arena_calloc(&d->arena, d->nyear, sizeof *p->now),
    };
    ++*n;
    return p->before && p->now ? p : NULL;
}

/* The places that show most; `change` is NaN in years where it is too small to be shown. */
static int keep_largest(struct cp_store_difference *d, struct cp_store_place *list, size_t n) {
    double most = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t y = 0; y < d->nyear; y++)
            most = fmax(most, fmax(fabs(list[i].before[y]), fabs(list[i].now[y])));
    for (size_t i = 0; i < n; i++) {
        struct cp_store_place *p = &list[i];
        p->change = cp_arena_calloc(&d->arena, d->nyear, sizeof *p->change);
        if (!p->change)
            return CP_ENOMEM;
        for (size_t y = 0; y < d->nyear; y++) {
            p->change[y] = p->now[y] - p->before[y];
            if (!(fabs(p->change[y]) > worth_showing * most))
                p->change[y] = NAN;
            p->largest = fmax(p->largest, fabs(p->change[y]));
        }
    }
    if (n)
        qsort(list, n, sizeof *list, by_largest);
    for (size_t i = 0; i < n && i < d->options.top && list[i].largest > 0; i++)
        d->place[d->nplace++] = list[i];
    return 0;
}

static int compare_measure(struct cp_store_difference *d, const struct shown *m,
                           const struct cp_store_series s[2]) {
    struct calendar c = {0};
    struct cp_store_place *list = cp_calloc(s[0].n + s[1].n, sizeof *list);
    size_t n = 0;
    int rc = list ? make_calendar(d, s, &c) : CP_ENOMEM;
    for (int side = 0; side < 2 && rc == 0; side++)
        for (size_t i = 0; i < s[side].n && rc == 0; i++) {
            const struct cp_store_entry *e = &s[side].entry[i];
            struct cp_store_place *p = place_of(d, m, list, &n, e->name);
            size_t year = (size_t)(cp_period_year(e->period) - c.first);
            if (p)
                (side ? p->now : p->before)[year] += part_of_year(&c, m->how, e, year);
            else
                rc = CP_ENOMEM;
        }
    if (rc == 0)
        rc = keep_largest(d, list, n);
    free(list);
    return rc;
}

/* The years of all that is shown. */
static void widen(struct cp_store_difference *d, const struct cp_store_series *s) {
    for (size_t i = 0; i < s->n; i++) {
        int year = cp_period_year(s->entry[i].period);
        int last = d->first_year + (int)d->nyear - 1;
        if (d->nyear == 0)
            d->first_year = last = year;
        else if (year < d->first_year)
            d->first_year = year;
        d->nyear = (size_t)((year > last ? year : last) - d->first_year + 1);
    }
}

int cp_store_compare_places(struct cp_store_difference *d, struct cp_error *err) {
    struct cp_store_series s[SHOWN][2] = {{{0}}};
    const struct cp_store_side *side[] = {&d->before, &d->now};
    int rc = 0;
    d->place = cp_arena_calloc(&d->arena, SHOWN * d->options.top + 1, sizeof *d->place);
    if (!d->place)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < SHOWN && rc == 0; i++)
        for (int k = 0; k < 2 && rc == 0; k++) {
            const struct cp_store_part plan = {.facts = side[k]->facts, .scenario = "-"};
            rc = cp_store_series_read(&plan, shown[i].measure, (int)shown[i].dim, &s[i][k], err);
            if (rc == 0)
                widen(d, &s[i][k]);
        }
    for (size_t i = 0; i < SHOWN && rc == 0; i++)
        if (s[i][0].n + s[i][1].n && compare_measure(d, &shown[i], s[i]))
            rc = cp_fail_nomem(err);
    for (size_t i = 0; i < SHOWN; i++)
        for (int k = 0; k < 2; k++)
            cp_store_series_release(&s[i][k]);
    return rc;
}
