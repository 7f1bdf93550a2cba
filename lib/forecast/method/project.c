#include "forecast/method/method.h"
#include "num/num.h"
#include <math.h>
#include <string.h>

static bool has_ar(const struct cp_forecast_model *m) {
    return m->method == CP_AR || m->method == CP_AR_ADJUSTED || m->method == CP_MSTL;
}

/* The factors of the season that was taken out. */
static void put_back(const struct cp_forecast_model *m, size_t h, double *x) {
    for (size_t i = 0; x && m->adjusted && i < h; i++)
        x[i] *= m->factor[(m->n + i) % m->adjusted];
}

static double back(const struct cp_forecast_model *m, double x) {
    if (m->root)
        return x > 0 ? x * x : 0;
    return m->log ? exp(x) : x;
}

void cp_forecast_model_project(const struct cp_forecast_model *m, size_t h, double *mean,
                               double *se) {
    if (m->method == CP_TREND) {
        for (size_t i = 0; i < h; i++) {
            double t = (double)(m->n + i), far = t - m->xbar;
            if (mean)
                mean[i] = m->a + m->b * t;
            if (se)
                se[i] = sqrt(m->sigma2 * (1 + 1 / (double)m->nseen + far * far / m->sxx));
        }
        return;
    }
    if (cp_forecast_method_is_curve(m->method)) {
        cp_forecast_curve_project(m->method, &m->curve, m->sigma2, m->n, h, mean, se);
        return;
    }
    if (cp_forecast_method_is_intermittent(m->method)) {
        for (size_t i = 0; i < h; i++) {
            if (mean)
                mean[i] = m->croston.size * m->croston.often;
            if (se)
                se[i] = sqrt(m->sigma2);
        }
        return;
    }
    if (has_ar(m) || m->method == CP_THETA) {
        if (m->method == CP_THETA)
            cp_forecast_theta_project(&m->theta, sqrt(m->sigma2), h, mean, se);
        else
            cp_forecast_ar_project(&m->ar, sqrt(m->sigma2), h, mean, se);
        if (m->method == CP_MSTL && mean)
            cp_forecast_mstl_add(&m->mstl, h, mean);
        put_back(m, h, mean);
        put_back(m, h, se);
        return;
    }
    const struct cp_forecast_ets *e = &m->ets;
    double slope = 0, damp = 1, sum = 1;
    for (size_t i = 0; i < h; i++) {
        if (e->trend) {
            damp *= e->phi;
            slope += damp * e->slope;
        }
        if (mean)
            mean[i] = e->level + slope + (e->season ? e->seasonal[(e->phase + i) % e->season] : 0);
        if (se)
            se[i] = sqrt(m->sigma2 * sum);
        double c = cp_forecast_ets_response(e, i + 1);
        sum += c * c;
    }
}

double cp_forecast_model_inflection(const struct cp_forecast_model *m) {
    return cp_forecast_method_is_curve(m->method)
               ? cp_forecast_curve_inflection(m->method, &m->curve)
               : NAN;
}

double cp_forecast_model_quantile(const struct cp_forecast_model *m, double mean, double se,
                                  double p) {
    double x = mean;
    if (cp_forecast_method_is_intermittent(m->method) && !isnan(p))
        return cp_forecast_croston_quantile(&m->croston, p);
    if (!isnan(p))
        x += se * (m->method == CP_TREND ? cp_student_quantile(p, (double)m->nseen - 2)
                                         : cp_normal_quantile(p));
    return back(m, x);
}

static void simulate_trend(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                           double *path) {
    double dof = (double)m->nseen - 2;
    double sigma = sqrt(m->sigma2 * dof / cp_random_chi2(stream, dof));
    double at_mean =
        m->a + m->b * m->xbar + sigma / sqrt((double)m->nseen) * cp_random_normal(stream);
    double b = m->b + sigma / sqrt(m->sxx) * cp_random_normal(stream);
    for (size_t i = 0; i < h; i++)
        path[i] = at_mean + b * ((double)(m->n + i) - m->xbar) + sigma * cp_random_normal(stream);
}

/* `seasonal` is scratch for the seasonal states, which the errors move. */
static void simulate_ets(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                         double *seasonal, double *path) {
    struct cp_forecast_ets e = m->ets;
    if (e.season) {
        memcpy(seasonal, e.seasonal, e.season * sizeof *seasonal);
        e.seasonal = seasonal;
    }
    double sigma = sqrt(m->sigma2);
    for (size_t i = 0; i < h; i++) {
        double error = sigma * cp_random_normal(stream);
        path[i] = cp_forecast_ets_ahead(&e) + error;
        cp_forecast_ets_step(&e, error);
    }
}

void cp_forecast_model_simulate(const struct cp_forecast_model *m, size_t h,
                                struct cp_random *stream, double *work, double *path) {
    if (m->method == CP_TREND)
        simulate_trend(m, h, stream, path);
    else if (cp_forecast_method_is_curve(m->method))
        cp_forecast_curve_simulate(m->method, &m->curve, m->sigma2, m->n, h, stream, path);
    else if (cp_forecast_method_is_intermittent(m->method))
        for (size_t i = 0; i < h; i++)
            path[i] = cp_forecast_croston_quantile(&m->croston, cp_random_uniform(stream));
    else if (m->method == CP_THETA)
        cp_forecast_theta_simulate(&m->theta, sqrt(m->sigma2), h, stream, path);
    else if (has_ar(m))
        cp_forecast_ar_simulate(&m->ar, sqrt(m->sigma2), h, stream, path);
    else
        simulate_ets(m, h, stream, work, path);
    if (m->method == CP_MSTL)
        cp_forecast_mstl_add(&m->mstl, h, path);
    put_back(m, h, path);
    for (size_t i = 0; i < h; i++)
        path[i] = back(m, path[i]);
}
