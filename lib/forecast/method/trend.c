#include "forecast/method/method.h"
#include <math.h>
#include <stdlib.h>

/* A straight line through the values, or through their logarithms, by least squares; its errors are
 * those of a regression, the line's own with them. */

struct trend {
    double a, b;      /* a + b t, t from 0 */
    double xbar, sxx; /* moments of t, for its variance */
};

static int fit(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    struct trend *s = cp_forecast_state(m, sizeof *s, 0);
    double *t = cp_calloc(v->n, sizeof *t);
    if (!s || !t) {
        free(t);
        return CP_ENOMEM;
    }
    for (size_t i = 0; i < v->n; i++)
        t[i] = (double)i;
    struct cp_num_line line;
    int rc = cp_num_line_fit(t, v->z, v->n, &line);
    free(t);
    if (rc)
        return rc;
    *s = (struct trend){.a = line.a, .b = line.b, .xbar = line.xbar, .sxx = line.sxx};
    cp_forecast_rate(m, v, 3, line.sse);
    return 0;
}

static int rescale(struct cp_forecast_model *m, double unit) {
    struct trend *s = m->state;
    s->a *= unit;
    s->b *= unit;
    return isfinite(s->a) ? 0 : CP_ENUMERIC;
}

static void project(const struct cp_forecast_model *m, size_t h, double *mean, double *se) {
    const struct trend *s = m->state;
    for (size_t i = 0; i < h; i++) {
        double t = (double)(m->n + i), far = t - s->xbar;
        if (mean)
            mean[i] = s->a + s->b * t;
        if (se)
            se[i] = sqrt(m->sigma2 * (1 + 1 / (double)m->nseen + far * far / s->sxx));
    }
}

static double quantile(const struct cp_forecast_model *m, double mean, double se, double p) {
    return mean + se * cp_num_student_quantile(p, (double)m->nseen - 2);
}

static void simulate(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                     double *work, double *path) {
    const struct trend *s = m->state;
    (void)work;
    double dof = (double)m->nseen - 2;
    double sigma = sqrt(m->sigma2 * dof / cp_num_random_chi2(stream, dof));
    double at_mean =
        s->a + s->b * s->xbar + sigma / sqrt((double)m->nseen) * cp_num_random_normal(stream);
    double b = s->b + sigma / sqrt(s->sxx) * cp_num_random_normal(stream);
    for (size_t i = 0; i < h; i++)
        path[i] =
            at_mean + b * ((double)(m->n + i) - s->xbar) + sigma * cp_num_random_normal(stream);
}

static void describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    const struct trend *s = m->state;
    cp_forecast_describe(buf, size, "slope", s->b);
}

static bool compounds(const struct cp_forecast_model *m) {
    (void)m;
    return true;
}

const struct cp_forecast_method cp_forecast_method_trend = {
    .name = "trend",
    .meaning = "log-linear trend; linear when a value is not positive",
    .values = 3,
    .on_log = true,
    .on_root = true,
    .prefers_log = true,
    .in_ets = true,
    .fit = fit,
    .rescale = rescale,
    .project = project,
    .quantile = quantile,
    .simulate = simulate,
    .describe = describe,
    .compounds = compounds,
};
