#include "forecast/forecast.h"
#include <math.h>
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
};

/* The text of a period as calendar or plain integer. */
static bool read_period(const char *text, bool *calendar, enum cp_freq *freq, int32_t *index) {
    struct cp_period p;
    size_t len = strlen(text);
    if (cp_period_parse(text, len, &p) == 0 && p.freq != CP_YEARS) {
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
        s->calendar = calendar;
        s->freq = freq;
    }
    /* 1000 is a year as well as a number: a series that began with 999 goes on. */
    if (!s->calendar && calendar && freq == CP_YEAR)
        calendar = false;
    if (s->calendar && !calendar && s->freq == CP_YEAR)
        s->calendar = false;
    if (calendar != s->calendar || freq != s->freq) {
        snprintf(s->problem, sizeof s->problem, "periods of different lengths: %.40s and %.40s",
                 cp_facts_dim(x->t, s->row, CP_PERIOD), text);
        return 0;
    }
    double factor = 1;
    const char *unit = cp_facts_unit(x->t, row), *first = cp_facts_unit(x->t, s->row);
    if (unit != first) {
        struct cp_error why = {0};
        if (cp_unit_factor(unit, first, &factor, cp_facts_pos(x->t, row), &why) < 0) {
            snprintf(s->problem, sizeof s->problem, "%.150s", why.at[0].msg);
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

static const int seasons[] = {
    [CP_YEAR] = 1, [CP_QUARTER] = 4, [CP_MONTH] = 12, [CP_DAY] = 7, [CP_HOUR] = 24};

/* Room for the values of a series to its last period; n is the number of its rows and becomes that
 * of its periods. False: no memory. */
static bool lay_out_one(struct cp_forecast_series *s, int32_t last, struct cp_arena *arena) {
    size_t span = (size_t)((int64_t)last - s->first) + 1, rows = s->n;
    s->n = 0;
    s->season = s->calendar ? (size_t)seasons[s->freq] : 1;
    if (!s->problem[0] && span > 20 * rows + 1000)
        snprintf(s->problem, sizeof s->problem, "%zu values in %zu periods", rows, span);
    if (s->problem[0])
        return true;
    s->n = span;
    s->y = cp_arena_calloc(arena, span, sizeof *s->y);
    for (size_t t = 0; s->y && t < span; t++)
        s->y[t] = NAN;
    return s->y != NULL;
}

/* Room for the values of every series, and the values in it. */
static int lay_out(struct extraction *x, struct cp_error *err) {
    struct cp_forecast_series *series = x->set->series;
    int32_t *last = cp_calloc(x->set->n + 1, sizeof *last);
    if (!last)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < x->npoint; i++) {
        struct cp_forecast_series *s = &series[x->point[i].series];
        int32_t at = x->point[i].index, *end = &last[x->point[i].series];
        s->first = s->n == 0 || at < s->first ? at : s->first;
        *end = s->n == 0 || at > *end ? at : *end;
        s->n++;
    }
    bool enough = true;
    for (size_t i = 0; i < x->set->n && enough; i++)
        enough = lay_out_one(&series[i], last[i], &x->set->arena);
    free(last);
    if (!enough)
        return cp_fail_nomem(err);
    for (size_t i = 0; i < x->npoint; i++) {
        struct cp_forecast_series *s = &series[x->point[i].series];
        if (!s->y)
            continue;
        double *y = &s->y[x->point[i].index - s->first];
        s->nseen += isnan(*y) && !isnan(x->point[i].value);
        *y = x->point[i].value;
    }
    return 0;
}

int cp_forecast_series_extract(const struct cp_facts *t, const char *measure,
                               struct cp_forecast_series_set *out, struct cp_error *err) {
    struct extraction x = {.t = t, .set = out};
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

void cp_forecast_series_release(struct cp_forecast_series_set *set) {
    free(set->series);
    cp_arena_release(&set->arena);
    *set = (struct cp_forecast_series_set){0};
}

size_t cp_forecast_series_period(const struct cp_forecast_series *s, size_t index,
                                 char buf[CP_PERIOD_SIZE]) {
    int32_t at = s->first + (int32_t)index;
    if (s->calendar)
        return cp_period_format(buf, (struct cp_period){s->freq, at});
    return (size_t)snprintf(buf, CP_PERIOD_SIZE, "%d", at);
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
