#include "forecast/internal.h"
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A value and the index of its period. */
struct point {
    int32_t index;
    uint32_t series;
    double value;
};

struct extraction {
    const struct cp_facts *t;
    struct cp_names keys;
    struct cp_str key;
    struct cp_forecast_series_set *set;
    size_t cap;
    struct point *point;
    size_t npoint, point_cap;
    const struct cp_forecast_holidays *holidays;
};

/* The text of a period as calendar or plain integer. */
static bool read_period(const char *text, bool *calendar, enum cp_freq *freq, int32_t *index) {
    struct cp_period p;
    size_t len = strlen(text);
    if (cp_period_parse_any(text, len, &p) == 0 && p.freq != CP_YEARS) {
        *calendar = true;
        *freq = p.freq;
        *index = p.index;
        return true;
    }
    double x;
    size_t used;
    *calendar = false;
    *freq = CP_YEAR;
    if (cp_number_parse(text, len, &x, &used) != 0 || used != len || x != floor(x) || fabs(x) > 1e9)
        return false;
    *index = (int32_t)x;
    return true;
}

static bool same_dimensions(const struct cp_facts *t, size_t a, size_t b) {
    if (cp_facts_measure(t, a) != cp_facts_measure(t, b))
        return false;
    for (size_t c = 0; c < cp_facts_columns(t); c++)
        if (c != CP_PERIOD && c != CP_QUANTILE &&
            cp_facts_column_text(t, a, c) != cp_facts_column_text(t, b, c))
            return false;
    return true;
}

/* The number of the series that a row belongs to; CP_NAME_NONE: no memory. */
static uint32_t series_of(struct extraction *x, size_t row) {
    cp_str_reset(&x->key);
    cp_str_add(&x->key, cp_facts_measure(x->t, row));
    for (size_t c = 0; c < cp_facts_columns(x->t); c++)
        if (c != CP_PERIOD && c != CP_QUANTILE) {
            cp_str_addc(&x->key, '\t');
            cp_str_add(&x->key, cp_facts_column_text(x->t, row, c));
        }
    if (x->key.oom)
        return CP_NAME_NONE;
    uint32_t id = cp_names_add(&x->keys, x->key.s, x->key.len);
    if (id == CP_NAME_NONE || id < x->set->n)
        return id;
    if (!cp_grow(&x->set->series, &x->cap, x->set->n, sizeof *x->set->series))
        return CP_NAME_NONE;
    x->set->series[x->set->n++] =
        (struct cp_forecast_series){.row = row, .stream = cp_hash(x->key.s, x->key.len, 0)};
    return id;
}

/* One row's point; a series that goes wrong keeps its first problem. */
static int add_point(struct extraction *x, struct cp_forecast_series *s, uint32_t id, size_t row,
                     struct cp_error *err) {
    const char *text = cp_facts_dim(x->t, row, CP_PERIOD);
    struct cp_forecast_calendar *c = &s->calendar;
    bool calendar;
    enum cp_freq freq;
    int32_t index;
    if (s->problem[0])
        return 0;
    if (!read_period(text, &calendar, &freq, &index)) {
        snprintf(s->problem, sizeof s->problem, "'%.40s' is not a period", text);
        return 0;
    }
    if (row == s->row) {
        c->dated = calendar;
        c->freq = freq;
    }
    /* 1000 is a year as well as a number: a series that began with 999 goes on. */
    if (!c->dated && calendar && freq == CP_YEAR)
        calendar = false;
    if (c->dated && !calendar && c->freq == CP_YEAR)
        c->dated = false;
    if (calendar != c->dated || freq != c->freq) {
        snprintf(s->problem, sizeof s->problem,
                 "periods of different lengths: %.40s and %.40s in line %u",
                 cp_facts_dim(x->t, s->row, CP_PERIOD), text, cp_facts_pos(x->t, row).line);
        return 0;
    }
    double factor = 1;
    const char *unit = cp_facts_unit(x->t, row), *first = cp_facts_unit(x->t, s->row);
    if (unit != first) {
        struct cp_error why = {0};
        if (cp_unit_factor(unit, first, &factor, cp_facts_pos(x->t, row), &why) < 0) {
            snprintf(s->problem, sizeof s->problem, "%.130s in line %u", why.at[0].msg,
                     cp_facts_pos(x->t, row).line);
            return 0;
        }
    }
    if (!cp_grow(&x->point, &x->point_cap, x->npoint, sizeof *x->point))
        return cp_fail_nomem(err);
    x->point[x->npoint++] = (struct point){index, id, cp_facts_value(x->t, row) * factor};
    return 0;
}

static int collect(struct extraction *x, const char *measure, struct cp_error *err) {
    uint32_t id = CP_NAME_NONE;
    size_t last = SIZE_MAX, n = cp_facts_count(x->t);
    for (size_t row = 0; row < n; row++) {
        if ((measure && strcmp(cp_facts_measure(x->t, row), measure) != 0) ||
            strcmp(cp_facts_dim(x->t, row, CP_PERIOD), "-") == 0 ||
            strcmp(cp_facts_dim(x->t, row, CP_QUANTILE), "-") != 0)
            continue;
        if (last == SIZE_MAX || !same_dimensions(x->t, last, row))
            id = series_of(x, row);
        if (id == CP_NAME_NONE)
            return cp_fail_nomem(err);
        last = row;
        int rc = add_point(x, &x->set->series[id], id, row, err);
        if (rc)
            return rc;
    }
    return 0;
}

/* ---- in the order of periods -------------------------------------------------------------- */

static int by_index(const void *a, const void *b) {
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Sort at[n] and drop what is there twice; how many are left. */
static size_t sort(int32_t *at, size_t n) {
    size_t kept = 0;
    bool sorted = true;
    for (size_t i = 1; i < n && sorted; i++)
        sorted = at[i - 1] < at[i];
    if (sorted)
        return n;
    qsort(at, n, sizeof *at, by_index);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || at[kept - 1] != at[i])
            at[kept++] = at[i];
    return kept;
}

/* Behind what is said already. */
__attribute__((format(printf, 2, 3))) static void add_note(struct cp_forecast_series *s,
                                                           const char *format, ...) {
    size_t used = strlen(s->note);
    va_list args;
    va_start(args, format);
    vsnprintf(s->note + used, sizeof s->note - used, format, args);
    va_end(args);
}

/* What a user takes for one series and is not: most of its periods are not there. */
static void tell_gaps(struct cp_forecast_series *s, size_t rows) {
    if (s->n > 2 * rows)
        add_note(s,
                 "only %zu of the %zu %s from its first to its last are there; what is between is "
                 "unknown",
                 rows, s->n, cp_forecast_calendar_periods(&s->calendar));
}

static size_t format(const struct cp_forecast_series *s, int32_t at, char buf[CP_PERIOD_SIZE]) {
    if (s->calendar.dated)
        return cp_period_format(buf, (struct cp_period){s->calendar.freq, at});
    return (size_t)snprintf(buf, CP_PERIOD_SIZE, "%d", at);
}

/* What is off the calendar, and what became of it: of one that is left out, if any is. */
static void tell_odd(struct cp_forecast_series *s) {
    const struct cp_forecast_calendar *c = &s->calendar;
    size_t out = 0, first = 0;
    char is[CP_PERIOD_SIZE], as[CP_PERIOD_SIZE] = "";
    for (size_t i = c->nodd; i-- > 0;)
        if (c->odd[i].to == INT32_MIN) {
            out++;
            first = i;
        }
    if (c->nodd == 0)
        return;
    format(s, c->odd[first].at, is);
    if (!out)
        format(s, c->odd[first].to, as);
    add_note(s, "%soff its %s: %s, which %s%s", s->note[0] ? "; " : "",
             cp_forecast_calendar_periods(c), is, out ? "is left out" : "counts as ", as);
    if (c->nodd > 1)
        add_note(s, "; %zu such, of which %zu are left out", c->nodd, out);
}

/* The calendar of the points of one series, and room for its values. */
static int lay_out_one(struct extraction *x, struct cp_forecast_series *s, int32_t *at, size_t n,
                       struct cp_error *err) {
    if (s->problem[0])
        return 0;
    n = sort(at, n);
    if (cp_forecast_calendar_find(at, &n, x->holidays, &x->set->arena, &s->calendar) < 0)
        return cp_fail_nomem(err);
    int64_t last = s->calendar.kind->place(&s->calendar, at[n - 1]);
    size_t span = (size_t)last + 1;
    if (span > 20 * n + 1000) {
        snprintf(s->problem, sizeof s->problem, "%zu values in %zu periods", n, span);
        return 0;
    }
    s->n = span;
    s->season = s->calendar.season;
    s->y = cp_arena_calloc(&x->set->arena, span, sizeof *s->y);
    if (!s->y)
        return cp_fail_nomem(err);
    for (size_t t = 0; t < span; t++)
        s->y[t] = NAN;
    tell_gaps(s, n);
    tell_odd(s);
    return 0;
}

/* By nature; series of one unit and measure come one after another. */
static void bound(const struct extraction *x, size_t i) {
    struct cp_forecast_series *s = &x->set->series[i], *before = i ? s - 1 : NULL;
    const char *measure = cp_facts_measure(x->t, s->row), *unit = cp_facts_unit(x->t, s->row);
    bool same = before && measure == cp_facts_measure(x->t, before->row) &&
                unit == cp_facts_unit(x->t, before->row);
    s->bounds = same ? before->bounds : cp_forecast_bounds_default(measure, unit);
}

/* Room for the values of every series, and the values in it. */
static int lay_out(struct extraction *x, struct cp_error *err) {
    struct cp_forecast_series *series = x->set->series;
    size_t *end = cp_calloc(x->set->n + 1, sizeof *end);
    int32_t *at = cp_calloc(x->npoint + 1, sizeof *at);
    int rc = end && at ? 0 : cp_fail_nomem(err);
    for (size_t i = 0; i < x->npoint && !rc; i++)
        end[x->point[i].series + 1]++;
    for (size_t i = 0; i < x->set->n && !rc; i++)
        end[i + 1] += end[i];
    for (size_t i = 0; i < x->npoint && !rc; i++)
        at[end[x->point[i].series]++] = x->point[i].index;
    for (size_t i = 0, first = 0; i < x->set->n && !rc; first = end[i++]) {
        bound(x, i);
        rc = lay_out_one(x, &series[i], at + first, end[i] - first, err);
    }
    for (size_t i = 0; i < x->npoint && !rc; i++) {
        struct cp_forecast_series *s = &series[x->point[i].series];
        int32_t index = cp_forecast_calendar_regular(&s->calendar, x->point[i].index);
        if (!s->y || index == INT32_MIN)
            continue;
        double *y = &s->y[s->calendar.kind->place(&s->calendar, index)];
        s->nseen += isnan(*y) && !isnan(x->point[i].value);
        *y = x->point[i].value;
        if (*y < s->bounds.floor || *y > s->bounds.cap)
            s->bounds = (struct cp_forecast_bounds){-INFINITY, INFINITY, 0};
    }
    free(end);
    free(at);
    return rc;
}

int cp_forecast_series_read(const struct cp_facts *t, const char *measure,
                            const struct cp_forecast_holidays *holidays,
                            struct cp_forecast_series_set *out, struct cp_error *err) {
    struct extraction x = {.t = t, .set = out, .holidays = holidays};
    *out = (struct cp_forecast_series_set){0};
    int rc = collect(&x, measure, err);
    if (rc)
        goto out;
    rc = lay_out(&x, err);
out:
    cp_names_release(&x.keys);
    cp_str_release(&x.key);
    free(x.point);
    if (rc)
        cp_forecast_series_release(out);
    return rc;
}

int cp_forecast_series_extract(const struct cp_facts *t, const char *measure,
                               struct cp_forecast_series_set *out, struct cp_error *err) {
    return cp_forecast_series_read(t, measure, NULL, out, err);
}

void cp_forecast_series_release(struct cp_forecast_series_set *set) {
    free(set->series);
    cp_arena_release(&set->arena);
    *set = (struct cp_forecast_series_set){0};
}

void cp_forecast_begin(struct cp_forecast_series *s, size_t first) {
    s->y += first;
    s->first += (int32_t)first;
    s->phase += first;
    s->n -= first;
}

size_t cp_forecast_series_period(const struct cp_forecast_series *s, size_t index,
                                 char buf[CP_PERIOD_SIZE]) {
    return format(s, cp_forecast_series_index(s, index), buf);
}

int64_t cp_forecast_series_start(const struct cp_forecast_series *s, size_t i) {
    return cp_period_start((struct cp_period){s->calendar.freq, cp_forecast_series_index(s, i)});
}

void cp_forecast_series_label(const struct cp_facts *t, const struct cp_forecast_series *s,
                              char *buf, size_t size) {
    int n = snprintf(buf, size, "%s", cp_facts_measure(t, s->row));
    for (size_t c = 0; c < cp_facts_columns(t) && n >= 0 && (size_t)n < size; c++) {
        const char *text = cp_facts_column_text(t, s->row, c);
        if (c != CP_PERIOD && c != CP_QUANTILE && strcmp(text, "-") != 0)
            n += snprintf(buf + n, size - (size_t)n, " %s=%s", cp_facts_column_name(t, c), text);
    }
}

void cp_forecast_path_name(size_t k, char buf[CP_FORECAST_PATH_SIZE]) {
    snprintf(buf, CP_FORECAST_PATH_SIZE, "path-%zu", k + 1);
}
