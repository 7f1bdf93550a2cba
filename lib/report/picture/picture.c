/* Points and series of charts, out of panels. */
#include "report/picture/picture.h"
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const char *cp_report_say(struct cp_report *r, const char *fmt, ...) {
    struct cp_str text = {0};
    va_list ap;
    va_start(ap, fmt);
    cp_str_addv(&text, fmt, ap);
    va_end(ap);
    r->oom |= text.oom;
    const char *kept = cp_report_kept(r, cp_arena_strdup(&r->arena, text.s ? text.s : ""));
    cp_str_release(&text);
    return kept;
}

struct cp_report_axis cp_report_axis_years(struct cp_report *r) {
    const char **name = cp_report_reserve(r, r->nyear, sizeof *name);
    for (size_t y = 0; y < r->nyear && name; y++)
        name[y] = cp_report_column_name(r, y);
    return (struct cp_report_axis){.n = name ? r->nyear : 0, .name = name};
}

struct cp_report_axis cp_report_axis_named(const char *const *name, size_t n) {
    return (struct cp_report_axis){.n = n, .name = name};
}

struct cp_report_axis cp_report_axis_of(struct cp_report *r, const struct cp_report_panel *p,
                                        size_t n, size_t most) {
    size_t all = 0, kept = 0;
    for (size_t k = 0; k < n; k++)
        all += p[k].nperiod;
    struct cp_period *period = cp_report_reserve(r, all + 1, sizeof *period);
    if (!period || all == 0)
        return (struct cp_report_axis){0};
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < p[k].nperiod; i++)
            period[kept++] = p[k].period[i];
    kept = cp_report_distinct_periods(period, kept);
    bool alike = true;
    for (size_t i = 1; i < kept; i++)
        alike &= period[i].freq == period[0].freq;
    if (kept > most || !alike)
        return cp_report_axis_years(r);
    const char **name = cp_report_reserve(r, kept, sizeof *name);
    for (size_t i = 0; i < kept && name; i++) {
        char buf[CP_PERIOD_SIZE];
        cp_period_format(buf, period[i]);
        name[i] = cp_report_say(r, "%s", buf);
    }
    return (struct cp_report_axis){name ? kept : 0, name, period};
}

double *cp_report_along(struct cp_report *r, const struct cp_report_axis *axis,
                        const struct cp_report_panel *p, const double *series,
                        enum cp_report_aggregate aggregate) {
    if (!axis->period && series)
        return cp_report_years(r, p, series, aggregate);
    double *value = cp_report_reserve(r, axis->n, sizeof *value);
    for (size_t i = 0; i < axis->n && value; i++) {
        value[i] = NAN;
        for (size_t k = 0; k < p->nperiod && series; k++)
            if (cp_report_compare_periods(p->period[k], axis->period[i]) == 0)
                value[i] = series[k];
    }
    return value;
}

void cp_report_open_chart(struct cp_report *r, const struct cp_report_axis *axis,
                          struct cp_page_chart chart) {
    chart.point = axis->name;
    chart.npoint = axis->n;
    chart.scale.unit = cp_report_unit(r, chart.scale.unit);
    cp_page_add_chart(r->page, &chart);
}

void cp_report_draw(struct cp_report *r, const char *name, enum cp_page_mark mark,
                    enum cp_page_ink ink, const double *value) {
    if (value)
        cp_page_add_series(r->page, &(struct cp_page_series){
                                        .name = name, .mark = mark, .ink = ink, .value = value});
}

void cp_report_draw_row(struct cp_report *r, const struct cp_report_axis *axis, const char *name,
                        const double *year, double least) {
    enum cp_page_ink *state = cp_report_reserve(r, axis->n, sizeof *state);
    if (!year || !state)
        return;
    for (size_t y = 0; y < axis->n; y++)
        state[y] = year[y] < least ? CP_PAGE_GAP : CP_PAGE_FREE;
    cp_page_add_series(r->page,
                       &(struct cp_page_series){.name = name, .value = year, .state = state});
}

/* ---- groups by size ---------------------------------------------------------------------- */

struct sized {
    const struct cp_report_group *group;
    double size;
};

/* Equal ones by name, so that the order of reading does not matter. */
static int by_size(const void *pa, const void *pb) {
    const struct sized *a = pa, *b = pb;
    if (a->size != b->size)
        return a->size > b->size ? -1 : 1;
    int c = strcmp(a->group->name[0], b->group->name[0]);
    return c ? c : strcmp(a->group->name[1], b->group->name[1]);
}

size_t cp_report_largest(struct cp_report *r, const struct cp_report_panel *p,
                         enum cp_report_aggregate aggregate, size_t most,
                         const struct cp_report_group **out) {
    struct sized *all = cp_report_reserve(r, p->ngroup + 1, sizeof *all);
    size_t n = 0;
    for (size_t g = 0; g < p->ngroup && all; g++) {
        const double *year = cp_report_years(r, p, p->group[g].value, aggregate);
        double size = 0;
        for (size_t y = 0; y < r->nyear && year; y++)
            size = fmax(size, fabs(year[y]));
        if (size > 0)
            all[n++] = (struct sized){&p->group[g], size};
    }
    if (n > 0)
        qsort(all, n, sizeof *all, by_size);
    for (size_t i = 0; i < n && i < most; i++)
        out[i] = all[i].group;
    return n < most ? n : most;
}

void cp_report_draw_stack(struct cp_report *r, const struct cp_report_axis *axis,
                          const struct cp_report_panel *p, enum cp_report_aggregate aggregate) {
    const struct cp_report_group *group[MOST_SERIES];
    size_t n = cp_report_largest(r, p, aggregate, MOST_SERIES, group);
    double *rest = cp_report_along(r, axis, p, p->total, aggregate);
    double most = 0, left = 0;
    for (size_t k = 0; k < n && rest; k++) {
        const double *value = cp_report_along(r, axis, p, group[k]->value, aggregate);
        const char *name = group[k]->name[0];
        if (*group[k]->name[1])
            name = cp_report_say(r, "%s %s", name, group[k]->name[1]);
        cp_report_draw(r, name, CP_PAGE_BAR, CP_PAGE_AUTO, value);
        for (size_t i = 0; i < axis->n && value; i++) {
            most = fmax(most, fabs(value[i]));
            rest[i] -= isnan(value[i]) ? 0 : value[i];
        }
    }
    for (size_t i = 0; i < axis->n && rest; i++)
        left = fmax(left, fabs(rest[i]));
    if (left > 1e-9 * most)
        cp_report_draw(r, "other", CP_PAGE_BAR, CP_PAGE_WAIT, rest);
}

double cp_report_add_up(const double *value, size_t n) {
    double all = 0;
    for (size_t i = 0; i < n && value; i++)
        all += isnan(value[i]) ? 0 : value[i];
    return all;
}

double cp_report_peak(const double *value, size_t n, size_t *at) {
    double most = 0;
    *at = 0;
    for (size_t i = 0; i < n && value; i++)
        if (value[i] > most) {
            most = value[i];
            *at = i;
        }
    return most;
}

const struct cp_report_group *cp_report_widest(const struct cp_report_panel *p, size_t *at) {
    const struct cp_report_group *most = NULL;
    double size = 0;
    *at = 0;
    for (size_t g = 0; g < p->ngroup; g++)
        for (size_t i = 0; i < p->nperiod; i++)
            if (fabs(p->group[g].value[i]) > size) {
                size = fabs(p->group[g].value[i]);
                most = &p->group[g];
                *at = i;
            }
    return most;
}

size_t cp_report_next_widest(const double *value, size_t n) {
    size_t best = n;
    for (size_t g = 0; g < n; g++)
        if (fabs(value[g]) > (best == n ? 0 : fabs(value[best])))
            best = g;
    return best;
}

const char *cp_report_period(struct cp_report *r, struct cp_period period) {
    char buf[CP_PERIOD_SIZE];
    cp_period_format(buf, period);
    return cp_report_say(r, "%s", buf);
}

const char *cp_report_of_many(struct cp_report *r, size_t shown, size_t all, const char *what) {
    return shown < all ? cp_report_say(r, "; the largest %zu of %zu %s", shown, all, what) : "";
}
