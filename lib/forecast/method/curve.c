#include "forecast/method/curve.h"
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

/* What tells the curves apart. */
struct form {
    size_t d; /* parameters */
    double (*log_curve)(const double *x, double t);
    /* What is a line in t, of how far the logarithm is below that of the ceiling. */
    double (*line)(double below);
    double (*inflection)(const double *x);
    bool launched; /* WHEN is of a launch */
};

static double log_logistic(const double *x, double t) {
    double k = exp(bounded(x[SPEED]));
    return x[LOG_M] - log1p(exp(bounded(-k * (t - x[WHEN]))));
}

static double log_gompertz(const double *x, double t) {
    double k = exp(bounded(x[SPEED]));
    return x[LOG_M] - exp(bounded(-k * (t - x[WHEN])));
}

static double log_bass(const double *x, double t) {
    double k = exp(bounded(x[SPEED]));
    double ratio = exp(bounded(x[RATIO])), s = t + exp(bounded(x[WHEN]));
    double decay = exp(-k * (1 + ratio) * s); /* k is q, ratio p/q */
    return x[LOG_M] + log(-expm1(-k * (1 + ratio) * s)) - log1p(decay / ratio);
}

static double logit_line(double below) {
    return -log(expm1(below));
}

static double gompertz_line(double below) {
    return -log(below);
}

static double at_when(const double *x) {
    return x[WHEN];
}

static double bass_inflection(const double *x) {
    return -x[RATIO] / (exp(x[SPEED]) * (1 + exp(x[RATIO]))) - exp(x[WHEN]);
}

struct problem {
    const struct form *form;
    const double *z;
    size_t n, d;
    double sigma;
    double centre[MOST], spread[MOST];
};

static void residuals(const double *x, double *r, void *own) {
    const struct problem *p = own;
    for (size_t t = 0; t < p->n; t++)
        r[t] = isnan(p->z[t]) ? 0 : (p->z[t] - p->form->log_curve(x, (double)t)) / p->sigma;
    for (size_t i = 0; i < p->d; i++)
        r[p->n + i] = (x[i] - p->centre[i]) / p->spread[i];
}

static void set_priors(struct problem *p, double most, double ceiling) {
    double length = (double)p->n;
    bool launched = p->form->launched;
    p->centre[LOG_M] = ceiling > 0 ? log(ceiling) : most + log(2);
    p->spread[LOG_M] = ceiling > 0 ? 0.2 : 1;
    p->centre[SPEED] = log(5 / length);
    p->spread[SPEED] = 1.5;
    p->centre[WHEN] = launched ? 0 : length / 2;
    p->spread[WHEN] = launched ? 1 : 2 * length;
    p->centre[RATIO] = log(0.03 / 0.38);
    p->spread[RATIO] = 1;
}

/* Where the search begins for a ceiling: the line through the transformed values. u[2n]. */
static bool start_from(const struct problem *p, double log_m, double *u, double *x) {
    double *t = u + p->n;
    for (size_t i = 0; i < p->n; i++) {
        double below = log_m - p->z[i];
        t[i] = (double)i;
        u[i] = p->form->line(below);
    }
    struct cp_num_line line;
    bool fits = cp_num_line_fit(t, u, p->n, &line) == 0 && line.b > 0;
    if (fits) {
        x[LOG_M] = log_m;
        x[SPEED] = log(line.b);
        x[WHEN] = p->form->launched ? 0 : -line.a / line.b;
        x[RATIO] = p->centre[RATIO];
    }
    return fits;
}

/* The best of several starts; x, covariance. */
static int search(struct problem *p, double most, double *x, double *covariance) {
    const double ceilings[] = {most + 0.05, most + 0.7, most + 2.3, p->centre[LOG_M]};
    double best = INFINITY, *u = cp_calloc(2 * p->n, sizeof *u);
    int rc = u ? CP_ENUMERIC : CP_ENOMEM;
    for (size_t i = 0; u && i < sizeof ceilings / sizeof *ceilings; i++) {
        double at[MOST], spread[MOST * MOST], value;
        if (ceilings[i] <= most || !start_from(p, ceilings[i], u, at))
            continue;
        int one = cp_num_nonlinear_fit(residuals, p, at, p->d, p->n + p->d, spread, &value);
        if (one == CP_ENOMEM) {
            rc = one;
            break;
        }
        if (one < 0 || !(value < best))
            continue;
        best = value;
        rc = 0;
        memcpy(x, at, sizeof at);
        memcpy(covariance, spread, sizeof spread);
    }
    free(u);
    return rc;
}

/* Variance and first autocorrelation of the errors, and the last of them. */
static double errors(const struct problem *p, struct cp_forecast_curve *m) {
    double sse = 0, product = 0, before = 0;
    for (size_t t = 0; t < p->n; t++) {
        if (isnan(p->z[t]))
            continue;
        double e = p->z[t] - p->form->log_curve(m->x, (double)t);
        sse += e * e;
        product += e * before;
        before = e;
    }
    m->last = before;
    m->memory = sse > 0 ? fmin(fmax(product / sse, 0), 0.95) : 0;
    return sse;
}

static int fit(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    const struct form *form = m->method->form;
    struct problem p = {.form = form, .z = v->z, .n = v->n, .d = form->d, .sigma = 0.1};
    struct cp_forecast_curve *s = cp_forecast_state(m, sizeof *s, 0);
    double most = -INFINITY, seen = 0, sse = 0;
    if (!s)
        return CP_ENOMEM;
    for (size_t t = 0; t < p.n; t++) {
        most = p.z[t] > most ? p.z[t] : most;
        seen += !isnan(p.z[t]);
    }
    set_priors(&p, most, v->ceiling);
    for (int pass = 0; pass < 3; pass++) {
        int rc = search(&p, most, s->x, s->root);
        if (rc)
            return rc;
        sse = errors(&p, s);
        p.sigma = fmax(sqrt(sse / fmax(seen - (double)p.d, 1)), 1e-4);
    }
    /* Errors that resemble each other tell less. */
    double less = (1 + s->memory) / (1 - s->memory);
    for (size_t i = 0; i < p.d * p.d; i++)
        s->root[i] *= less;
    int rc = cp_num_cholesky(s->root, p.d);
    if (rc)
        return rc;
    cp_forecast_rate(m, v, p.d + 1, sse);
    return 0;
}

/* ---- the future -------------------------------------------------------------------------- */

/* Parameters as uncertain as they are. */
static void draw(const struct cp_forecast_curve *s, size_t d, struct cp_random *stream, double *x) {
    double z[MOST];
    for (size_t i = 0; i < d; i++)
        z[i] = cp_num_random_normal(stream);
    for (size_t i = 0; i < d; i++) {
        x[i] = s->x[i];
        for (size_t j = 0; j <= i; j++)
            x[i] += s->root[i * d + j] * z[j];
    }
}

/* The curves of parameters drawn spread by this; the same draws for every period. */
static double spread_at(const struct form *form, const struct cp_forecast_curve *s, double t) {
    enum { DRAWS = 400 };
    double sum = 0, squares = 0, x[MOST], centre = form->log_curve(s->x, t);
    for (size_t k = 0; k < DRAWS; k++) {
        struct cp_random stream = cp_num_random_stream(0, 0, k);
        draw(s, form->d, &stream, x);
        double off = form->log_curve(x, t) - centre;
        sum += off;
        squares += off * off;
    }
    return (squares - sum * sum / DRAWS) / (DRAWS - 1);
}

static void project(const struct cp_forecast_model *m, size_t h, double *mean, double *se) {
    const struct form *form = m->method->form;
    const struct cp_forecast_curve *s = m->state;
    double left = 1;
    for (size_t i = 0; i < h; i++) {
        double t = (double)(m->n + i);
        left *= s->memory;
        if (mean)
            mean[i] = form->log_curve(s->x, t) + s->last * left;
        if (se)
            se[i] = sqrt(m->sigma2 * (1 - left * left) + spread_at(form, s, t));
    }
}

static void simulate(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                     double *work, double *path) {
    const struct form *form = m->method->form;
    const struct cp_forecast_curve *s = m->state;
    double x[MOST], error = s->last, fresh = sqrt(m->sigma2 * (1 - s->memory * s->memory));
    (void)work;
    draw(s, form->d, stream, x);
    for (size_t i = 0; i < h; i++) {
        error = s->memory * error + fresh * cp_num_random_normal(stream);
        path[i] = form->log_curve(x, (double)(m->n + i)) + error;
    }
}

static double inflection(const struct cp_forecast_model *m) {
    const struct form *form = m->method->form;
    return form->inflection(((const struct cp_forecast_curve *)m->state)->x);
}

static void describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    const struct cp_forecast_curve *s = m->state;
    const struct form *form = m->method->form;
    cp_forecast_describe(buf, size, "ceiling", exp(s->x[LOG_M]));
    cp_forecast_describe(buf, size, "speed", exp(s->x[SPEED]));
    if (form->d > RATIO)
        cp_forecast_describe(buf, size, "p/q", exp(s->x[RATIO]));
    cp_forecast_describe(buf, size, "inflection in period", inflection(m) + 1);
}

/* ---- the methods ------------------------------------------------------------------------- */

#define ADOPTION(...)                                                                              \
    .on_log = true, .needs_log = true, .unfit = "there is no growth to a ceiling",                 \
    .form = &(const struct form){__VA_ARGS__}, .fit = fit, .project = project,                     \
    .simulate = simulate, .describe = describe, .inflection = inflection

const struct cp_forecast_method cp_forecast_method_logistic = {
    .name = "logistic",
    .meaning = "adoption up to a ceiling, symmetric about its middle",
    .values = 4,
    ADOPTION(.d = 3, .log_curve = log_logistic, .line = logit_line, .inflection = at_when),
};

const struct cp_forecast_method cp_forecast_method_gompertz = {
    .name = "gompertz",
    .meaning = "adoption up to a ceiling with a long tail",
    .values = 4,
    ADOPTION(.d = 3, .log_curve = log_gompertz, .line = gompertz_line, .inflection = at_when),
};

const struct cp_forecast_method cp_forecast_method_bass = {
    .name = "bass",
    .meaning = "adoption by innovators and imitators, from a launch",
    .values = 5,
    ADOPTION(.d = 4, .log_curve = log_bass, .line = logit_line, .inflection = bass_inflection,
             .launched = true),
};
