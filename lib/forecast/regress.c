#include "forecast/internal.h"
#include "num/num.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Regressors whose future is known: what they explain is taken out of a series before any method
 * forecasts it, and put back after. Their coefficients are those of least squares on differences,
 * so that levels that drift do not pass for an effect, whose errors are autoregressive of order one
 * [Cochrane and Orcutt, J. of the American Statistical Association 44 (1949) 32]. */

enum { MOST = 8, ROUNDS = 6, FEWEST = 3 };

/* ---- which series is a regressor of which ------------------------------------------------- */

static bool belongs(const struct cp_facts *t, const struct cp_forecast_series *x,
                    const struct cp_forecast_series *y) {
    for (size_t c = 0; c < cp_facts_columns(t); c++) {
        const char *of_x = cp_facts_column_text(t, x->row, c);
        if (c != CP_PERIOD && c != CP_QUANTILE && strcmp(of_x, "-") != 0 &&
            of_x != cp_facts_column_text(t, y->row, c))
            return false;
    }
    return x->calendar.dated == y->calendar.dated && x->calendar.freq == y->calendar.freq;
}

static const struct cp_forecast_series *find(const struct cp_facts *t,
                                             const struct cp_forecast_series_set *set,
                                             const char *measure,
                                             const struct cp_forecast_series *y) {
    for (size_t i = 0; i < set->n; i++)
        if (strcmp(cp_facts_measure(t, set->series[i].row), measure) == 0 &&
            !set->series[i].problem[0] && belongs(t, &set->series[i], y))
            return &set->series[i];
    return NULL;
}

/* Where a series has the period of that index; negative: before its first, or nowhere. */
static int64_t place_in(const struct cp_forecast_series *x, int32_t index) {
    return x->calendar.kind->place(&x->calendar, index);
}

/* Values of all regressors over the series and the horizon, NaN where they have none; one that is
 * not there at all is a problem. */
static int bind_one(const struct cp_facts *t, const struct cp_forecast_options *o,
                    struct cp_forecast_series_set *set, struct cp_forecast_series *s,
                    struct cp_error *err) {
    size_t length = s->n + o->horizon;
    double *values = cp_arena_calloc(&set->arena, o->nregressor, length * sizeof *values);
    if (!values)
        return cp_fail_nomem(err);
    for (size_t k = 0; k < o->nregressor; k++) {
        const struct cp_forecast_series *x = find(t, set, o->regressor[k], s);
        if (!x) {
            snprintf(s->problem, sizeof s->problem,
                     "no series of regressor %.60s has its dimensions and such periods",
                     o->regressor[k]);
            break;
        }
        for (size_t i = 0; i < length; i++) {
            int64_t at = place_in(x, cp_forecast_series_index(s, i));
            values[k * length + i] = at >= 0 && (size_t)at < x->n ? x->y[at] : NAN;
        }
    }
    s->nx = o->nregressor;
    s->xname = o->regressor;
    s->x = values;
    s->xlength = length;
    return 0;
}

static int bind(const struct cp_facts *t, const struct cp_forecast_options *o,
                struct cp_forecast_series_set *set, struct cp_error *err) {
    for (size_t i = 0; i < set->n; i++) {
        const char *measure = cp_facts_measure(t, set->series[i].row);
        set->series[i].skip = o->measure && strcmp(measure, o->measure) != 0;
        for (size_t k = 0; k < o->nregressor; k++)
            set->series[i].skip |= strcmp(measure, o->regressor[k]) == 0;
    }
    for (size_t i = 0; i < set->n; i++) {
        if (set->series[i].skip || set->series[i].problem[0])
            continue;
        int rc = bind_one(t, o, set, &set->series[i], err);
        if (rc)
            return rc;
    }
    return 0;
}

/* What the user knows goes before what is so by nature. */
static void bound(const struct cp_forecast_options *o, struct cp_forecast_bounds *b) {
    b->ceiling = o->ceiling;
    if (!(o->floor < o->cap))
        return;
    b->floor = isfinite(o->floor) ? o->floor : fmin(b->floor, o->cap);
    b->cap = isfinite(o->cap) ? o->cap : b->cap > o->floor ? b->cap : INFINITY;
}

int cp_forecast_extract(const struct cp_facts *t, const struct cp_forecast_options *o,
                        struct cp_forecast_series_set *set, struct cp_error *err) {
    int rc = cp_forecast_series_read(t, o->nregressor ? NULL : o->measure, &o->holidays, set, err);
    if (rc)
        return rc;
    for (size_t i = 0; i < set->n; i++)
        bound(o, &set->series[i].bounds);
    if (!o->nregressor)
        return 0;
    rc = bind(t, o, set, err);
    if (rc)
        cp_forecast_series_release(set);
    return rc;
}

/* A measure that nothing is of is a slip of the pen. */
static int lacks_measure(const struct cp_facts *t, const char *measure, struct cp_error *err) {
    enum { NAMES = 64 };
    const char *names[NAMES];
    size_t n = 0;
    for (size_t row = 0; row < cp_facts_count(t) && n < NAMES; row++) {
        const char *name = cp_facts_measure(t, row);
        size_t k = 0;
        while (k < n && names[k] != name)
            k++;
        if (k == n)
            names[n++] = name;
    }
    const char *near = cp_nearest(measure, names, n);
    return cp_fail(err, CP_EINPUT, "--measure: nothing is of '%.100s'; %s '%.100s'%s", measure,
                   near ? "did you mean" : "there is", near ? near : names[0],
                   near    ? "?"
                   : n > 1 ? " among others"
                           : "");
}

int cp_forecast_extract_all(const struct cp_facts *t, const struct cp_forecast_options *o,
                            struct cp_forecast_series_set *set, struct cp_error *err) {
    int rc = cp_forecast_extract(t, o, set, err);
    bool any = !o->measure || cp_facts_count(t) == 0;
    for (size_t i = 0; !rc && i < set->n && !any; i++)
        any = !set->series[i].skip;
    if (!rc && !any) {
        cp_forecast_series_release(set);
        rc = lacks_measure(t, o->measure, err);
    }
    return rc;
}

/* ---- coefficients ---------------------------------------------------------------------------- */

/* Which regressors changed where the series is known, in differences enough, and where they begin:
 * of the others nothing is. */
struct active {
    size_t n, which[MOST], first[MOST];
};

static struct active find_active(const struct cp_forecast_series *s, size_t lag) {
    struct active a = {0};
    for (size_t k = 0; k < s->nx; k++) {
        const double *x = s->x + k * s->xlength;
        size_t first = 0, known = 0;
        bool changes = false;
        double was = NAN;
        while (first < s->n && isnan(x[first]))
            first++;
        for (size_t t = lag; t < s->n; t++) {
            double d = x[t] - x[t - lag];
            bool is_known = !isnan(s->y[t]) && !isnan(s->y[t - lag]) && !isnan(d);
            known += is_known;
            changes = changes || (is_known && d != was && !isnan(was)); /* else it is a trend */
            was = is_known ? d : was;
        }
        if (changes && known >= FEWEST) {
            a.which[a.n] = k;
            a.first[a.n++] = first;
        }
    }
    return a;
}

/* Before it begins a regressor changes nothing, and takes nothing of what the others tell. */
static double difference(const struct cp_forecast_series *s, const struct active *a, size_t j,
                         size_t t, size_t lag) {
    const double *x = s->x + a->which[j] * s->xlength;
    return t < a->first[j] ? 0 : x[t] - x[t - lag];
}

/* Differences with a drift: rows[count][width] of 1 and active regressors, right[count]; gap[]
 * where a row does not follow the one before it. */
static size_t differences(const struct cp_forecast_series *s, const struct active *a, size_t lag,
                          double *rows, double *right, bool *gap) {
    size_t count = 0, width = a->n + 1, last = SIZE_MAX;
    for (size_t t = lag; t < s->n; t++) {
        bool known = !isnan(s->y[t]) && !isnan(s->y[t - lag]);
        rows[count * width] = 1;
        for (size_t j = 0; j < a->n; j++) {
            double d = rows[count * width + 1 + j] = difference(s, a, j, t, lag);
            known = known && !isnan(d);
        }
        if (!known)
            continue;
        gap[count] = last + 1 != t;
        right[count++] = s->y[t] - s->y[t - lag];
        last = t;
    }
    return count;
}

/* The autocorrelation of what `x` leaves. */
static double memory_of(const double *rows, const double *right, const bool *gap, size_t n,
                        size_t width, const double *x) {
    double product = 0, squares = 0, before = 0;
    for (size_t i = 0; i < n; i++) {
        double e = right[i];
        for (size_t k = 0; k < width; k++)
            e -= rows[i * width + k] * x[k];
        product += gap[i] ? 0 : e * before;
        squares += e * e;
        before = e;
    }
    return squares > 0 ? fmin(fmax(product / squares, -0.9), 0.9) : 0;
}

static int estimate(const double *rows, const double *right, const bool *gap, size_t n,
                    size_t width, double *scratch, double *x) {
    double *a = scratch, *b = scratch + n * width, memory = 0;
    if (n < width + 2)
        return CP_ENUMERIC;
    for (int round = 0; round < ROUNDS; round++) {
        for (size_t i = 0; i < n; i++) {
            double part = gap[i] ? 0 : memory;
            size_t before = gap[i] ? i : i - 1;
            for (size_t k = 0; k < width; k++)
                a[i * width + k] = rows[i * width + k] - part * rows[before * width + k];
            b[i] = right[i] - part * right[before];
        }
        int rc = cp_num_least_squares(a, b, n, width, x);
        if (rc)
            return rc;
        memory = memory_of(rows, right, gap, n, width, x);
    }
    return 0;
}

/* Columns of rows[n][width] behind the first to at most 1, by what is in by[]. */
static void scale_columns(double *rows, size_t n, size_t width, double *by) {
    for (size_t k = 1; k < width; k++) {
        by[k] = 0;
        for (size_t i = 0; i < n; i++)
            by[k] = fmax(by[k], fabs(rows[i * width + k]));
        for (size_t i = 0; i < n && by[k] > 0; i++)
            rows[i * width + k] /= by[k];
    }
}

/* x[1 + k], the coefficient of regressor k; NaN where the past does not tell it. */
static int coefficients(const struct cp_forecast_series *s, size_t season, double *x) {
    size_t width = s->nx + 1;
    double *room = cp_calloc(s->n, (2 * width + 3) * sizeof *room);
    bool *gap = cp_calloc(s->n, sizeof *gap);
    int rc = CP_ENOMEM;
    if (!room || !gap)
        goto out;
    double *rows = room, *right = rows + s->n * width, *filled = right + s->n;
    cp_forecast_fill(s->y, s->n, filled);
    size_t lag = cp_forecast_is_seasonal(filled, s->n, season) ? season : 1;
    struct active a = find_active(s, lag);
    double found[MOST + 1], by[MOST + 1];
    for (size_t k = 0; k < width; k++)
        x[k] = NAN;
    rc = 0;
    if (a.n == 0)
        goto out;
    size_t n = differences(s, &a, lag, rows, right, gap);
    scale_columns(rows, n, a.n + 1, by);
    rc = estimate(rows, right, gap, n, a.n + 1, filled + s->n, found);
    for (size_t j = 0; j < a.n && !rc; j++)
        x[1 + a.which[j]] = found[1 + j] / by[1 + j];
out:
    free(room);
    free(gap);
    return rc;
}

/* Regressor k is in a period of from..to, `to` not included, not what it was before. */
static bool changes(const struct cp_forecast_series *s, size_t from, size_t to, size_t k) {
    const double *x = s->x + k * s->xlength;
    double was = NAN;
    bool other = false;
    for (size_t t = 0; t < to; t++) {
        other = other || (t >= from && !isnan(was) && !isnan(x[t]) && x[t] != was);
        was = isnan(x[t]) ? was : x[t];
    }
    return other;
}

static bool is_rare(const struct cp_forecast_series *s, size_t k) {
    const double *x = s->x + k * s->xlength;
    size_t pairs = 0;
    for (size_t t = 1; t < s->n; t++)
        pairs += !isnan(s->y[t] - s->y[t - 1]) && !isnan(x[t] - x[t - 1]);
    return pairs < FEWEST;
}

/* What a user should know: what is unknown ahead, or else new. CP_ENUMERIC: all is unknown. */
static int tell(struct cp_forecast_series *s, size_t h, const double *x, const double *effect,
                struct cp_error *why) {
    size_t fresh = s->nx, unknown = 0, first = 0, k = 0;
    char period[CP_PERIOD_SIZE];
    for (size_t t = h; t-- > 0;)
        if (isnan(effect[s->n + t])) {
            unknown++;
            first = s->n + t;
        }
    if (unknown) {
        while (!isnan(s->x[k * s->xlength + first]))
            k++;
        cp_forecast_series_period(s, first, period);
        snprintf(s->note, sizeof s->note,
                 "regressor %.40s has no value in %s: %zu of %zu periods are NA", s->xname[k],
                 period, unknown, h);
        if (unknown < h)
            return 0;
        int rc = cp_fail(why, CP_ENUMERIC, "%s", s->note);
        s->note[0] = '\0'; /* told once */
        return rc;
    }
    for (k = s->nx; k-- > 0;)
        fresh = isnan(x[1 + k]) && changes(s, s->n, s->n + h, k) ? k : fresh;
    if (fresh < s->nx)
        snprintf(s->note, sizeof s->note,
                 "regressor %.60s %s: its effect is unknown, and left out of the forecast",
                 s->xname[fresh],
                 !changes(s, 0, s->n, fresh) ? "was never before what it will be"
                 : is_rare(s, fresh)         ? "is known in too few periods"
                                             : "goes evenly, as a trend does");
    return 0;
}

/* Before it begins a regressor has none; where it is unknown later nobody knows it, and the value
 * there tells nothing. */
static void add_effect(const double *value, size_t n, size_t h, double each, double *effect) {
    double mean = 0, seen = 0;
    for (size_t t = 0; t < n; t++)
        if (!isnan(value[t]) && ++seen > 0)
            mean += (value[t] - mean) / seen;
    bool begun = false;
    for (size_t t = 0; t < n + h; t++) {
        begun = begun || !isnan(value[t]);
        if (isnan(each))
            effect[t] += t >= n && isnan(value[t]) ? NAN : 0;
        else
            effect[t] += begun || t >= n ? each * (value[t] - mean) : 0;
    }
}

int cp_forecast_regress_effect(struct cp_forecast_series *s, size_t season, size_t h,
                               double *effect, struct cp_error *why) {
    double x[MOST + 1];
    int rc = coefficients(s, season, x);
    if (rc == CP_ENOMEM)
        return cp_fail_nomem(why);
    if (rc)
        return cp_fail(why, rc, "too short for its regressors, or they depend on each other");
    for (size_t t = 0; t < s->n + h; t++)
        effect[t] = 0;
    for (size_t k = 0; k < s->nx; k++)
        add_effect(s->x + k * s->xlength, s->n, h, x[1 + k], effect);
    return tell(s, h, x, effect, why);
}
