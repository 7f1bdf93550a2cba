#include "forecast/method/method.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Adoption that fills a ceiling M, on logarithms, t in periods from the first value:
 *   logistic  M / (1 + exp(-k(t - t0)))
 *   gompertz  M exp(-exp(-k(t - t0)))
 *   bass      M (1 - exp(-(p+q)s)) / (1 + q/p exp(-(p+q)s)), s = t - launch [Bass, A new product
 *             growth model for consumer durables, Management Science 15 (1969) 215]
 * by least squares with log-normal priors, as before the inflection the data do not tell M: of the
 * ceiling the user's, or twice what was seen within a factor of e; of the speed one that suits the
 * length of the history; of p/q the mean over 213 products [Sultan, Farley, Lehmann, J. of
 * Marketing Research 27 (1990) 70: 0.03 / 0.38]. Errors are autoregressive, so that the forecast
 * starts where the history ends. Priors and data are weighed by the errors' variance in turn. */

enum { LOG_M, SPEED, WHEN, RATIO, MOST }; /* WHEN: t0, or of bass the logarithm of -launch */

static double bounded(double x) {
    return x < -40 ? -40 : x > 40 ? 40 : x;
}

static double log_curve(enum cp_method method, const double *x, double t) {
    double k = exp(bounded(x[SPEED]));
    if (method == CP_LOGISTIC)
        return x[LOG_M] - log1p(exp(bounded(-k * (t - x[WHEN]))));
    if (method == CP_GOMPERTZ)
        return x[LOG_M] - exp(bounded(-k * (t - x[WHEN])));
    double ratio = exp(bounded(x[RATIO])), s = t + exp(bounded(x[WHEN]));
    double decay = exp(-k * (1 + ratio) * s); /* k is q, ratio p/q */
    return x[LOG_M] + log(-expm1(-k * (1 + ratio) * s)) - log1p(decay / ratio);
}

double cp_forecast_curve_inflection(enum cp_method method, const struct cp_forecast_curve *m) {
    const double *x = m->x;
    if (method != CP_BASS)
        return x[WHEN];
    return -x[RATIO] / (exp(x[SPEED]) * (1 + exp(x[RATIO]))) - exp(x[WHEN]);
}

struct problem {
    enum cp_method method;
    const double *z;
    size_t n, d;
    double sigma;
    double centre[MOST], spread[MOST];
};

static void residuals(const double *x, double *r, void *own) {
    const struct problem *p = own;
    for (size_t t = 0; t < p->n; t++)
        r[t] = isnan(p->z[t]) ? 0 : (p->z[t] - log_curve(p->method, x, (double)t)) / p->sigma;
    for (size_t i = 0; i < p->d; i++)
        r[p->n + i] = (x[i] - p->centre[i]) / p->spread[i];
}

static void set_priors(struct problem *p, double most, double ceiling) {
    double length = (double)p->n;
    double bass = p->method == CP_BASS;
    p->centre[LOG_M] = ceiling > 0 ? log(ceiling) : most + log(2);
    p->spread[LOG_M] = ceiling > 0 ? 0.2 : 1;
    p->centre[SPEED] = log(5 / length);
    p->spread[SPEED] = 1.5;
    p->centre[WHEN] = bass ? 0 : length / 2;
    p->spread[WHEN] = bass ? 1 : 2 * length;
    p->centre[RATIO] = log(0.03 / 0.38);
    p->spread[RATIO] = 1;
}

/* Where the search begins for a ceiling: the line through the transformed values. */
static bool start_from(const struct problem *p, double log_m, double *x) {
    double *u = cp_calloc(2 * p->n, sizeof *u), *t;
    if (!u)
        return false;
    t = u + p->n;
    for (size_t i = 0; i < p->n; i++) {
        double below = log_m - p->z[i];
        t[i] = (double)i;
        u[i] = p->method == CP_GOMPERTZ ? -log(below) : -log(expm1(below));
    }
    struct cp_line line;
    bool fits = cp_line_fit(t, u, p->n, &line) == 0 && line.b > 0;
    if (fits) {
        x[LOG_M] = log_m;
        x[SPEED] = log(line.b);
        x[WHEN] = p->method == CP_BASS ? 0 : -line.a / line.b;
        x[RATIO] = p->centre[RATIO];
    }
    free(u);
    return fits;
}

/* The best of several starts; x, covariance. */
static int search(struct problem *p, double most, double *x, double *covariance) {
    const double ceilings[] = {most + 0.05, most + 0.7, most + 2.3, p->centre[LOG_M]};
    double best = INFINITY;
    int rc = CP_ENUMERIC;
    for (size_t i = 0; i < sizeof ceilings / sizeof *ceilings; i++) {
        double at[MOST], spread[MOST * MOST], value;
        if (ceilings[i] <= most || !start_from(p, ceilings[i], at))
            continue;
        int one = cp_nonlinear_fit(residuals, p, at, p->d, p->n + p->d, spread, &value);
        if (one == CP_ENOMEM)
            return one;
        if (one < 0 || !(value < best))
            continue;
        best = value;
        rc = 0;
        memcpy(x, at, sizeof at);
        memcpy(covariance, spread, sizeof spread);
    }
    return rc;
}

/* Variance and first autocorrelation of the errors, and the last of them. */
static double errors(const struct problem *p, struct cp_forecast_curve *m) {
    double sse = 0, product = 0, before = 0;
    for (size_t t = 0; t < p->n; t++) {
        if (isnan(p->z[t]))
            continue;
        double e = p->z[t] - log_curve(p->method, m->x, (double)t);
        sse += e * e;
        product += e * before;
        before = e;
    }
    m->last = before;
    m->memory = sse > 0 ? fmin(fmax(product / sse, 0), 0.95) : 0;
    return sse;
}

int cp_forecast_curve_fit(enum cp_method method, double ceiling, const double *z, size_t n,
                          struct cp_forecast_curve *m, double *sse) {
    struct problem p = {
        .method = method, .z = z, .n = n, .d = method == CP_BASS ? 4 : 3, .sigma = 0.1};
    double most = -INFINITY, seen = 0;
    for (size_t t = 0; t < n; t++) {
        most = z[t] > most ? z[t] : most;
        seen += !isnan(z[t]);
    }
    set_priors(&p, most, ceiling);
    *m = (struct cp_forecast_curve){.d = p.d};
    for (int pass = 0; pass < 3; pass++) {
        int rc = search(&p, most, m->x, m->root);
        if (rc < 0)
            return rc;
        *sse = errors(&p, m);
        p.sigma = fmax(sqrt(*sse / fmax(seen - (double)p.d, 1)), 1e-4);
    }
    /* Errors that resemble each other tell less. */
    double less = (1 + m->memory) / (1 - m->memory);
    for (size_t i = 0; i < p.d * p.d; i++)
        m->root[i] *= less;
    return cp_cholesky(m->root, p.d);
}

/* Parameters as uncertain as they are. */
static void draw(const struct cp_forecast_curve *m, struct cp_random *stream, double *x) {
    double z[MOST];
    for (size_t i = 0; i < m->d; i++)
        z[i] = cp_random_normal(stream);
    for (size_t i = 0; i < m->d; i++) {
        x[i] = m->x[i];
        for (size_t j = 0; j <= i; j++)
            x[i] += m->root[i * m->d + j] * z[j];
    }
}

/* The curves of parameters drawn spread by this; the same draws for every period. */
static double spread_at(enum cp_method method, const struct cp_forecast_curve *m, double t) {
    enum { DRAWS = 400 };
    double sum = 0, squares = 0, x[MOST], centre = log_curve(method, m->x, t);
    for (size_t k = 0; k < DRAWS; k++) {
        struct cp_random stream = cp_random_stream(0, 0, k);
        draw(m, &stream, x);
        double off = log_curve(method, x, t) - centre;
        sum += off;
        squares += off * off;
    }
    return (squares - sum * sum / DRAWS) / (DRAWS - 1);
}

void cp_forecast_curve_project(enum cp_method method, const struct cp_forecast_curve *m,
                               double variance, size_t n, size_t h, double *mean, double *se) {
    double left = 1;
    for (size_t i = 0; i < h; i++) {
        double t = (double)(n + i);
        left *= m->memory;
        if (mean)
            mean[i] = log_curve(method, m->x, t) + m->last * left;
        if (se)
            se[i] = sqrt(variance * (1 - left * left) + spread_at(method, m, t));
    }
}

void cp_forecast_curve_simulate(enum cp_method method, const struct cp_forecast_curve *m,
                                double variance, size_t n, size_t h, struct cp_random *stream,
                                double *path) {
    double x[MOST], error = m->last, fresh = sqrt(variance * (1 - m->memory * m->memory));
    draw(m, stream, x);
    for (size_t i = 0; i < h; i++) {
        error = m->memory * error + fresh * cp_random_normal(stream);
        path[i] = log_curve(method, x, (double)(n + i)) + error;
    }
}
