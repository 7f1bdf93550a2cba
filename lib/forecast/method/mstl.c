#include "forecast/method/ar.h"
#include "forecast/method/stl.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Hours have a day and a week [Bandara, Hyndman, Bergmeir 2021]: the seasons of stl.c are taken
 * out, what is left is forecast by autoregression, and the last cycle of every season goes on. */

struct mstl {
    struct cp_forecast_ar ar; /* of what is left */
    size_t season;            /* the longest */
    double *ahead;            /* sum of the seasons for that many periods */
};

size_t cp_forecast_mstl_seasons(size_t n, size_t season, size_t period[MSTL_MOST]) {
    enum { HOURS = 24, HALVES = 48, QUARTERS = 96, WEEK = 7 };
    size_t count = 0, week = WEEK * season;
    if (season > 1 && n > 2 * season)
        period[count++] = season;
    if ((season == HOURS || season == HALVES || season == QUARTERS) && n > 2 * week)
        period[count++] = week;
    return count;
}

static int fit(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    size_t period[MSTL_MOST], n = v->n, nperiod = cp_forecast_mstl_seasons(n, v->season, period);
    if (nperiod == 0)
        return CP_ENUMERIC;
    size_t season = period[nperiod - 1], memory = cp_forecast_ar_memory(1);
    struct mstl *s = cp_forecast_state(m, sizeof *s, memory + season);
    double *part = cp_calloc(n, (nperiod + 1) * sizeof *part);
    double *work = cp_calloc(cp_forecast_stl_work(n, season), sizeof *work), variance = 0;
    int rc = CP_ENOMEM;
    if (!s || !part || !work)
        goto out;
    double *numbers = cp_forecast_numbers(s, sizeof *s), *rest = part + nperiod * n;
    s->season = season;
    s->ahead = numbers + memory;
    memcpy(rest, v->z, n * sizeof *rest);
    cp_forecast_stl_seasons(rest, n, period, nperiod, part, work);
    for (size_t k = 0; k < nperiod; k++)
        for (size_t i = 0; i < season; i++)
            s->ahead[i] += part[k * n + n - period[k] + i % period[k]];
    rc = cp_forecast_ar_fit(&s->ar, rest, n, 1, numbers, &variance);
    if (rc)
        goto out;
    cp_forecast_rate_by_variance(m, v, s->ar.order + 2, variance);
out:
    free(part);
    free(work);
    return rc;
}

static int rescale(struct cp_forecast_model *m, double unit) {
    struct mstl *s = m->state;
    for (size_t i = 0; i < s->season; i++)
        s->ahead[i] *= unit;
    return cp_forecast_ar_rescale(&s->ar, unit);
}

static void add_seasons(const struct mstl *s, size_t h, double *path) {
    for (size_t i = 0; i < h; i++)
        path[i] += s->ahead[i % s->season];
}

static void project(const struct cp_forecast_model *m, size_t h, double *mean, double *se) {
    const struct mstl *s = m->state;
    cp_forecast_ar_project(&s->ar, sqrt(m->sigma2), h, mean, se);
    if (mean)
        add_seasons(s, h, mean);
}

static void simulate(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                     double *work, double *path) {
    const struct mstl *s = m->state;
    (void)work;
    cp_forecast_ar_simulate(&s->ar, sqrt(m->sigma2), h, stream, path);
    add_seasons(s, h, path);
}

static void describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    const struct mstl *s = m->state;
    cp_forecast_ar_describe(&s->ar, buf, size);
}

const struct cp_forecast_method cp_forecast_method_mstl = {
    .name = "mstl",
    .meaning = "seasons by local regression, of hours a day and a week, and ar",
    .values = 1,
    .seasons = 2,
    .on_log = true,
    .on_root = true,
    .filled = true,
    .fit = fit,
    .rescale = rescale,
    .project = project,
    .simulate = simulate,
    .describe = describe,
};
