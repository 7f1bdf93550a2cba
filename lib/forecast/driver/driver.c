#include "forecast/driver/driver.h"
#include "num/num.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What the plan says, or else what is so by nature: users are people, and nothing is below 0. */
static struct cp_forecast_bounds bounds_of(const struct cp_plan *plan, const struct cp_workload *w,
                                           const struct cp_driver *d, const char *unit) {
    struct cp_forecast_bounds b = cp_forecast_bounds_default("", unit);
    for (size_t i = 0; i < plan->demand.nregion && isfinite(b.cap) && w->region; i++)
        if (strcmp(plan->demand.region[i].name, w->region) == 0)
            b.cap = plan->demand.region[i].people;
    b.cap = isnan(d->cap) ? b.cap : d->cap;
    b.floor = isnan(d->floor) ? 0 : d->floor;
    return b;
}

static void keep_within(const struct cp_forecast_driver *d, size_t n, double *x) {
    for (size_t t = 0; t < n; t++)
        x[t] = cp_forecast_bounded(&d->bounds, x[t]);
}

int cp_forecast_driver_open(const struct cp_plan *plan, const struct cp_workload *w,
                            const struct cp_driver *d, const char *unit,
                            struct cp_forecast_driver *out, struct cp_error *err) {
    *out = (struct cp_forecast_driver){0};
    if (!d->history && d->path.n == 0)
        return 0;
    char where[300];
    int len = snprintf(where, sizeof where, "workloads/%s/%s", w->name, d->name);
    const struct cp_horizon *horizon = &plan->horizon;
    out->plan = d;
    out->bounds = bounds_of(plan, w, d, unit);
    out->stream = cp_hash(where, (size_t)len < sizeof where ? (size_t)len : sizeof where - 1, 0);
    out->central = cp_calloc(horizon->n, sizeof *out->central);
    if (!out->central)
        return cp_fail_nomem(err);
    if (d->history) {
        int rc =
            cp_forecast_history_open(d, unit, where, &out->bounds, horizon, &out->history, err);
        if (rc) {
            cp_forecast_driver_close(out);
            return rc;
        }
        out->from_history = true;
        cp_forecast_history_map(&out->history, horizon, out->history.central, out->central);
        const struct cp_forecast_series *series = out->history.series;
        struct cp_period next = {series->calendar.freq,
                                 cp_forecast_series_index(series, series->n)};
        out->known = cp_period_mid(next, horizon->origin) - cp_period_years(next) / 2;
    }
    for (size_t t = 0; t < horizon->n && !d->history; t++)
        out->central[t] = cp_plan_path_at(&d->path, cp_plan_period(plan, t), horizon->origin);
    keep_within(out, horizon->n, out->central);
    int rc = cp_forecast_effects_open(plan, where, out, err);
    if (rc) {
        cp_forecast_driver_close(out);
        return rc;
    }
    keep_within(out, horizon->n, out->central);
    return 0;
}

void cp_forecast_driver_close(struct cp_forecast_driver *d) {
    if (d->from_history)
        cp_forecast_history_close(&d->history);
    free(d->central);
    free(d->plain);
    free(d->before);
    *d = (struct cp_forecast_driver){0};
}

size_t cp_forecast_driver_scratch(const struct cp_forecast_driver *d) {
    return d->from_history ? d->history.series->n + d->history.ahead + d->history.model.scratch : 0;
}

/* Numbers for one of a driver's errors, of which others have theirs. */
enum purpose { WALK, LEVEL };
static void begin(const struct cp_forecast_driver *d, uint64_t seed, enum purpose purpose,
                  size_t path, struct cp_forecast_noise *noise) {
    static const char name[] = "correlation";
    noise->shared = cp_num_random_stream(seed, cp_hash(name, sizeof name, purpose), path);
    noise->sharing = d->sharing;
}

/* The error by sigma, from what is known on, and that of the level. */
static void draw_errors(const struct cp_forecast_driver *d, const struct cp_horizon *horizon,
                        uint64_t seed, size_t path, struct cp_forecast_noise *noise, double *out) {
    double walk = 0, then = d->known;
    begin(d, seed, WALK, path, noise);
    for (size_t t = 0; t < horizon->n && d->plan->sigma > 0; t++) {
        double now = cp_period_mid(cp_period_plus(horizon->from, (int32_t)t), horizon->origin);
        double z = cp_forecast_noise_next(noise);
        if (now <= then)
            continue;
        walk += sqrt(now - then) * z;
        then = now;
        out[t] *= exp(d->plan->sigma * walk);
    }
    begin(d, seed, LEVEL, path, noise);
    double level = d->plan->level > 0 ? d->plan->level * cp_forecast_noise_next(noise) : 0;
    for (size_t t = 0; t < horizon->n && level != 0; t++)
        if (cp_period_mid(cp_period_plus(horizon->from, (int32_t)t), horizon->origin) > d->known)
            out[t] *= exp(level);
    noise->sharing = NULL;
}

void cp_forecast_driver_sample(const struct cp_forecast_driver *d, const struct cp_horizon *horizon,
                               uint64_t seed, size_t path, double *scratch, double *out) {
    struct cp_forecast_noise noise = {.own = cp_num_random_stream(seed, d->stream, path)};
    memcpy(out, d->plain, horizon->n * sizeof *out);
    if (d->from_history) {
        const struct cp_forecast_history *h = &d->history;
        size_t n = h->series->n;
        memcpy(scratch, h->central, n * sizeof *scratch);
        cp_forecast_history_draw(h, &noise, scratch + n + h->ahead, scratch + n);
        cp_forecast_history_map(h, horizon, scratch, out);
    }
    draw_errors(d, horizon, seed, path, &noise, out);
    cp_forecast_effects_draw(d, horizon, &noise.own, out);
    cp_forecast_judgement_draw(d, horizon, &noise.own, out);
    keep_within(d, horizon->n, out);
}
