#include "forecast/driver/driver.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int read_series(const struct cp_driver *d, const char *where, struct cp_facts *t,
                       struct cp_forecast_history *h, const char *unit, double *factor,
                       struct cp_error *err) {
    FILE *in = fopen(d->history, "re");
    if (!in)
        return cp_fail_at(err, CP_EIO, d->pos, "%s: cannot open history '%s': %s", where,
                          d->history, strerror(errno));
    int rc = cp_facts_read(t, in, d->history, err);
    fclose(in);
    if (rc)
        return rc;
    rc = cp_forecast_series_extract(t, d->measure, &h->set, err);
    if (rc)
        return rc;
    if (h->set.n == 0)
        return cp_fail_at(err, CP_EINPUT, d->pos, "%s: history '%s' has no series%s%s%s", where,
                          d->history, d->measure ? " of measure '" : "",
                          d->measure ? d->measure : "", d->measure ? "'" : "");
    if (h->set.n > 1)
        return cp_fail_at(err, CP_EINPUT, d->pos,
                          "%s: history '%s' has %zu series%s; a driver takes one", where,
                          d->history, h->set.n, d->measure ? "" : ", and no 'measure:' says which");
    h->series = &h->set.series[0];
    if (h->series->problem[0])
        return cp_fail_at(err, CP_EINPUT, d->pos, "%s: history '%s': %s", where, d->history,
                          h->series->problem);
    if (!h->series->calendar.dated)
        return cp_fail_at(err, CP_EINPUT, d->pos,
                          "%s: history '%s' has plain numbers for periods; a plan needs dates",
                          where, d->history);
    if (h->series->calendar.freq == CP_MINUTE)
        return cp_fail_at(err, CP_EINPUT, d->pos,
                          "%s: history '%s' has minutes; a plan needs hours or longer periods",
                          where, d->history);
    rc = cp_unit_factor(cp_facts_unit(t, h->series->row), unit, factor,
                        cp_facts_pos(t, h->series->row), err);
    *factor *= d->scale;
    return rc;
}

static void scale(struct cp_forecast_series *s, double factor) {
    for (size_t i = 0; i < s->n; i++)
        s->y[i] *= factor;
}

static int check_bounds(const struct cp_driver *d, const char *where,
                        const struct cp_forecast_series *s, struct cp_error *err) {
    const struct cp_forecast_bounds *b = &s->bounds;
    for (size_t i = 0; i < s->n; i++) {
        char period[CP_PERIOD_SIZE];
        bool above = s->y[i] > b->cap;
        if (!above && !(s->y[i] < b->floor))
            continue;
        cp_forecast_series_period(s, i, period);
        return cp_fail_at(err, CP_EINPUT, d->pos,
                          "%s: history '%s': %g in %s is %s %g; give it another '%s:'", where,
                          d->history, s->y[i], period, above ? "above the cap" : "below the floor",
                          above ? b->cap : b->floor, above ? "cap" : "floor");
    }
    return 0;
}

/* Missing values at either end go; the model sees the gaps within, the plan a straight line. */
static void trim(struct cp_forecast_series *s) {
    while (s->n && isnan(s->y[s->n - 1]))
        s->n--;
    while (s->n && isnan(s->y[0])) {
        s->y++;
        s->first++;
        s->n--;
    }
}

static void fill_gaps(double *y, size_t n) {
    size_t last = 0;
    for (size_t t = 1; t < n; t++) {
        if (isnan(y[t]))
            continue;
        for (size_t i = last + 1; i < t; i++)
            y[i] = y[last] + (y[t] - y[last]) * (double)(i - last) / (double)(t - last);
        last = t;
    }
}

static int64_t start_of(const struct cp_forecast_series *s, size_t i) {
    return cp_forecast_series_start(s, i);
}

/* By auto, as the series alone would be: without outliers, its long seasons drawn, its interval and
 * paths held to its own past where that tells. */
static int run_auto(const struct cp_facts *t, struct cp_forecast_history *h, struct cp_error *why) {
    struct cp_forecast_series *s = h->series;
    const struct cp_forecast_options o = {.horizon = h->ahead, .jobs = 1};
    struct cp_forecast_stretch *held = cp_arena_calloc(&h->set.arena, 1, sizeof *held);
    double *future = h->central + s->n;
    bool found = false;
    if (!held || cp_forecast_past(&o, s, 0, &h->set.arena) < 0 ||
        cp_forecast_own_stretch(s, s->n, h->ahead, held, &found) < 0 ||
        (s->past && cp_forecast_learn_along(t, &o, &h->set) < 0))
        return cp_fail_nomem(why);
    h->interval = (struct cp_forecast_interval){.center = future,
                                                .width = future + h->ahead,
                                                .stretch = 1,
                                                .held = found ? held : NULL,
                                                .along = s->along};
    return cp_forecast_auto_of(&o, s, s->n, &h->interval, why);
}

/* Forecasts after the room of the history in h->central. */
static int run_on(const struct cp_facts *t, struct cp_forecast_history *h,
                  const struct cp_forecast_method *method, struct cp_error *why) {
    const struct cp_forecast_series *s = h->series;
    double *future = h->central + s->n;
    h->is_auto = cp_forecast_is_auto(method);
    if (h->is_auto)
        return run_auto(t, h, why);
    int rc = cp_forecast_fit_within(&s->bounds, method, CP_SCALE_BEST, s->y, s->n, s->season,
                                    &h->model, why);
    if (rc)
        return rc;
    cp_forecast_model_project(&h->model, h->ahead, future, NULL);
    for (size_t i = 0; i < h->ahead; i++)
        future[i] = cp_forecast_model_quantile(&h->model, future[i], 0, NAN);
    return 0;
}

void cp_forecast_history_draw(const struct cp_forecast_history *h, struct cp_forecast_noise *noise,
                              double *work, double *path) {
    bool known = h->is_auto ? !isnan(h->interval.width[0]) : !isnan(h->model.sigma2);
    if (!known)
        memcpy(path, h->central + h->series->n, h->ahead * sizeof *path);
    else if (h->is_auto)
        cp_forecast_interval_path(&h->interval, h->ahead, noise, path);
    else
        cp_forecast_model_simulate(&h->model, h->ahead, &noise->own, work, path);
}

static int project(const struct cp_driver *d, const char *where, const struct cp_facts *t,
                   const struct cp_horizon *horizon, struct cp_forecast_history *h,
                   struct cp_error *err) {
    struct cp_forecast_series *s = h->series;
    if (start_of(s, 0) > horizon->origin) {
        char from[CP_PERIOD_SIZE], plan[CP_PERIOD_SIZE];
        cp_forecast_series_period(s, 0, from);
        cp_period_format(plan, horizon->from);
        return cp_fail_at(err, CP_EINPUT, d->pos,
                          "%s: history '%s' begins %s, after the plan's start %s", where,
                          d->history, from, plan);
    }
    /* a word of the schema, which has those of all methods */
    const struct cp_forecast_method *method = d->method ? cp_forecast_method_find(d->method) : NULL;
    /* One period more than the plan reaches into, for the line between mid-points. */
    int64_t end = cp_period_end(horizon->to);
    while (start_of(s, s->n + h->ahead) < end)
        h->ahead++;
    h->ahead++;
    h->central = cp_calloc(s->n + 2 * h->ahead, sizeof *h->central);
    if (!h->central)
        return cp_fail_nomem(err);
    struct cp_error why = {0};
    const struct cp_forecast_options o = {.method = method};
    int rc = run_on(t, h, cp_forecast_method_of(&o, s), &why);
    if (rc)
        return cp_fail_at(err, why.at[0].code, d->pos, "%s: history '%s': %s", where, d->history,
                          why.at[0].msg);
    fill_gaps(s->y, s->n);
    memcpy(h->central, s->y, s->n * sizeof *s->y);
    return 0;
}

int cp_forecast_history_open(const struct cp_driver *d, const char *unit, const char *where,
                             const struct cp_forecast_bounds *bounds,
                             const struct cp_horizon *horizon, struct cp_forecast_history *out,
                             struct cp_error *err) {
    double factor;
    *out = (struct cp_forecast_history){0};
    struct cp_facts *t = cp_facts_new();
    if (!t)
        return cp_fail_nomem(err);
    int rc = read_series(d, where, t, out, unit, &factor, err);
    if (rc)
        goto out;
    scale(out->series, factor);
    out->series->bounds = *bounds;
    out->series->bounds.ceiling = d->ceiling * factor;
    rc = check_bounds(d, where, out->series, err);
    if (rc)
        goto out;
    trim(out->series);
    rc = project(d, where, t, horizon, out, err);
out:
    cp_facts_free(t);
    if (rc)
        cp_forecast_history_close(out);
    return rc;
}

void cp_forecast_history_close(struct cp_forecast_history *h) {
    cp_forecast_model_release(&h->model);
    cp_forecast_series_release(&h->set);
    free(h->central);
    *h = (struct cp_forecast_history){0};
}

/* The mean over [from, to), weighted by hours. *at is a period at or before `from`. */
static double mean_between(const struct cp_forecast_history *h, const double *values, int64_t from,
                           int64_t to, size_t *at) {
    const struct cp_forecast_series *s = h->series;
    size_t n = s->n + h->ahead;
    double sum = 0;
    while (*at + 1 < n && start_of(s, *at + 1) <= from)
        ++*at;
    for (size_t i = *at; i < n && start_of(s, i) < to; i++) {
        int64_t a = start_of(s, i), b = start_of(s, i + 1);
        sum += values[i] * (double)((b < to ? b : to) - (a > from ? a : from));
    }
    return sum / (double)(to - from);
}

/* The line between the mid-points of the history's periods, at `hour`. */
static double value_at(const struct cp_forecast_history *h, const double *values, double hour,
                       size_t *at) {
    const struct cp_forecast_series *s = h->series;
    size_t n = s->n + h->ahead;
    double left, right;
    for (;; ++*at) {
        left = ((double)start_of(s, *at) + (double)start_of(s, *at + 1)) / 2;
        right = ((double)start_of(s, *at + 1) + (double)start_of(s, *at + 2)) / 2;
        if (hour < right || *at + 2 >= n)
            break;
    }
    if (hour <= left)
        return values[*at];
    double part = (hour - left) / (right - left);
    return values[*at] + part * (values[*at + 1] - values[*at]);
}

void cp_forecast_history_map(const struct cp_forecast_history *h, const struct cp_horizon *horizon,
                             const double *values, double *out) {
    size_t at = 0;
    bool finer = h->series->calendar.freq >= horizon->from.freq;
    for (size_t t = 0; t < horizon->n; t++) {
        struct cp_period p = cp_period_plus(horizon->from, (int32_t)t);
        int64_t from = cp_period_start(p), to = cp_period_end(p);
        out[t] = finer ? mean_between(h, values, from, to, &at)
                       : value_at(h, values, (double)(from + to) / 2, &at);
    }
}
