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
    }
    for (size_t t = 0; t < horizon->n && !d->history; t++)
        out->central[t] = cp_plan_path_at(&d->path, cp_plan_period(plan, t), horizon->origin);
    keep_within(out, horizon->n, out->central);
    return 0;
}

void cp_forecast_driver_close(struct cp_forecast_driver *d) {
    if (d->from_history)
        cp_forecast_history_close(&d->history);
    free(d->central);
    *d = (struct cp_forecast_driver){0};
}

size_t cp_forecast_driver_scratch(const struct cp_forecast_driver *d) {
    return d->from_history ? d->history.series->n + d->history.ahead + d->history.model.scratch : 0;
}

void cp_forecast_driver_sample(const struct cp_forecast_driver *d, const struct cp_horizon *horizon,
                               uint64_t seed, size_t path, double *scratch, double *out) {
    struct cp_forecast_noise noise = {.own = cp_num_random_stream(seed, d->stream, path)};
    memcpy(out, d->central, horizon->n * sizeof *out);
    if (d->from_history) {
        const struct cp_forecast_history *h = &d->history;
        size_t n = h->series->n;
        memcpy(scratch, h->central, n * sizeof *scratch);
        cp_forecast_history_draw(h, &noise, scratch + n + h->ahead, scratch + n);
        cp_forecast_history_map(h, horizon, scratch, out);
    }
    double walk = 0, then = 0;
    for (size_t t = 0; t < horizon->n && d->plan->sigma > 0; t++) {
        struct cp_period p = cp_period_plus(horizon->from, (int32_t)t);
        double now = cp_period_mid(p, horizon->origin);
        walk += sqrt(now - then) * cp_forecast_noise_next(&noise);
        then = now;
        out[t] *= exp(d->plan->sigma * walk);
    }
    keep_within(d, horizon->n, out);
}
