#include "forecast/method/ets.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Exponential smoothing as methods: naive forecasts are the least of it. Point forecasts and
 * variances: Hyndman et al. 2008, table 6.1 and section 6.5. */

/* Which components a method has. */
struct form {
    bool smoothed; /* else the level is the last value */
    bool trend, damped, seasonal;
};

/* ---- fitting ----------------------------------------------------------------------------- */

/* A short series cannot pay for every parameter: one that leaves no degree of freedom for the
 * error is held at a usual value, phi first, then beta, then alpha. */
static const double usual_alpha = 0.8, usual_beta = 0.1, usual_phi = 0.9;

/* Ask for one more parameter if the series pays for it. */
static bool afford(const struct cp_forecast_transform *v, size_t *k) {
    bool yes = v->nseen > *k;
    *k += yes;
    return yes;
}

/* Room for the states, `season` of them seasonal. */
static struct cp_forecast_ets *make(struct cp_forecast_model *m, size_t season) {
    struct cp_forecast_ets *e = cp_forecast_state(m, sizeof *e, season);
    if (!e)
        return NULL;
    e->season = m->scratch = season;
    e->seasonal = season ? cp_forecast_numbers(e, sizeof *e) : NULL;
    return e;
}

/* A form's parameters before it is fitted, and which are to be found; how many there are. */
static size_t begin(const struct form *form, const struct cp_forecast_transform *v,
                    struct cp_forecast_ets *e, struct cp_forecast_ets_search *search) {
    size_t k = 2; /* level, variance */
    e->alpha = 1;
    e->phi = form->damped ? usual_phi : 1;
    if (form->trend) {
        e->trend = true;
        e->beta = usual_beta;
        k++;
    }
    if (form->seasonal)
        k += v->season - 1;
    if (form->smoothed) {
        e->alpha = usual_alpha;
        search->alpha = afford(v, &k);
    }
    search->beta = form->trend && afford(v, &k);
    search->gamma = form->seasonal && afford(v, &k);
    search->phi = form->damped && afford(v, &k);
    return k;
}

static void pose(const struct cp_forecast_method *method, const struct cp_forecast_transform *v,
                 struct cp_forecast_ets_problem *p) {
    const struct form *form = method->form;
    struct cp_forecast_ets e = {.season = form->seasonal ? v->season : 0};
    struct cp_forecast_ets_search search = {0};
    begin(form, v, &e, &search);
    cp_forecast_ets_pose(&e, search, v->z, v->n, v->mean, p);
    p->of = form;
}

/* What was found for the form side by side with others; NULL: nothing was asked. */
static const struct cp_forecast_ets_problem *look_up(const struct form *form,
                                                     const struct cp_forecast_transform *v) {
    for (size_t i = 0; i < v->nposed; i++)
        if (v->posed[i].of == form && v->posed[i].y == v->z)
            return &v->posed[i];
    return NULL;
}

/* Of one form alone. */
static int find_alone(const struct cp_forecast_method *method,
                      const struct cp_forecast_transform *v, double **mean,
                      struct cp_forecast_ets_problem *p) {
    const struct form *form = method->form;
    struct cp_forecast_transform own = *v;
    if (form->seasonal && !v->mean) {
        own.mean = *mean = cp_calloc(v->season, sizeof **mean);
        if (!*mean)
            return CP_ENOMEM;
        cp_forecast_seasonal_means(v->z, v->n, v->season, *mean);
    }
    pose(method, &own, p);
    return p->dims ? cp_forecast_ets_find(p, 1) : 0;
}

static int fit(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    const struct form *form = m->method->form;
    struct cp_forecast_ets_search search = {0};
    struct cp_forecast_ets_problem own;
    const struct cp_forecast_ets_problem *p = look_up(form, v);
    struct cp_forecast_ets *e = make(m, form->seasonal ? v->season : 0);
    double sse, *mean = NULL;
    int rc = e ? 0 : CP_ENOMEM;
    if (!rc && !p)
        rc = find_alone(m->method, v, &mean, &own);
    if (!rc) {
        size_t k = begin(form, v, e, &search);
        rc = cp_forecast_ets_fit(e, p ? p : &own, &sse);
        if (!rc)
            cp_forecast_rate(m, v, k, sse);
    }
    free(mean);
    return rc;
}

/* Seasonal naive is exponential smoothing with gamma 1 and nothing else; its initial states are
 * the first season, whose errors are 0. */
static int fit_seasonal_naive(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    struct cp_forecast_ets *e = make(m, v->season);
    if (!e)
        return CP_ENOMEM;
    e->gamma = e->phi = 1;
    for (size_t i = 0; i < v->season; i++) {
        size_t t = i;
        while (t < v->n && isnan(v->z[t]))
            t += v->season;
        if (t >= v->n)
            return CP_ENUMERIC; /* a season without a value */
        e->seasonal[i] = v->z[t];
    }
    double sse = cp_forecast_ets_filter(e, v->z, v->n);
    cp_forecast_rate(m, v, v->season + 1, sse);
    return isfinite(sse) ? 0 : CP_ENUMERIC;
}

static int rescale(struct cp_forecast_model *m, double unit) {
    struct cp_forecast_ets *e = m->state;
    e->level *= unit;
    e->slope *= unit;
    for (size_t i = 0; i < e->season; i++)
        e->seasonal[i] *= unit;
    return isfinite(e->level) && isfinite(e->slope) ? 0 : CP_ENUMERIC;
}

/* ---- the future -------------------------------------------------------------------------- */

static void project(const struct cp_forecast_model *m, size_t h, double *mean, double *se) {
    const struct cp_forecast_ets *e = m->state;
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

/* Errors move the seasonal states too, so these are copied to `work`. */
static void simulate(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                     double *work, double *path) {
    struct cp_forecast_ets e = *(const struct cp_forecast_ets *)m->state;
    if (e.season) {
        memcpy(work, e.seasonal, e.season * sizeof *work);
        e.seasonal = work;
    }
    double sigma = sqrt(m->sigma2);
    for (size_t i = 0; i < h; i++) {
        double error = sigma * cp_num_random_normal(stream);
        path[i] = cp_forecast_ets_ahead(&e) + error;
        cp_forecast_ets_step(&e, error);
    }
}

static void describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    const struct cp_forecast_ets *e = m->state;
    const struct form *form = m->method->form;
    if (form->smoothed)
        cp_forecast_describe(buf, size, "alpha", e->alpha);
    if (e->trend)
        cp_forecast_describe(buf, size, "beta", e->beta);
    if (form->smoothed && e->season)
        cp_forecast_describe(buf, size, "gamma", e->gamma);
    if (e->trend && e->phi < 1)
        cp_forecast_describe(buf, size, "phi", e->phi);
}

static bool compounds(const struct cp_forecast_model *m) {
    const struct cp_forecast_ets *e = m->state;
    return e->trend && e->phi == 1;
}

/* ---- the methods ------------------------------------------------------------------------- */

#define FUTURE                                                                                     \
    .in_ets = true, .rescale = rescale, .project = project, .simulate = simulate,                  \
    .describe = describe, .compounds = compounds

#define SMOOTHING(...)                                                                             \
    .on_log = true, .on_root = true, .form = &(const struct form){.smoothed = true, __VA_ARGS__},  \
    .fit = fit, .pose = pose, FUTURE

const struct cp_forecast_method cp_forecast_method_naive = {
    .name = "naive",
    .meaning = "the last value",
    .values = 1,
    .of_constants = true,
    .form = &(const struct form){0},
    .fit = fit,
    FUTURE,
};

const struct cp_forecast_method cp_forecast_method_snaive = {
    .name = "snaive",
    .meaning = "the last value of the same season",
    .values = 1,
    .seasons = 1,
    .form = &(const struct form){.seasonal = true},
    .fit = fit_seasonal_naive,
    FUTURE,
};

const struct cp_forecast_method cp_forecast_method_ses = {
    .name = "ses",
    .meaning = "simple exponential smoothing",
    .values = 2,
    SMOOTHING(),
};

const struct cp_forecast_method cp_forecast_method_holt = {
    .name = "holt",
    .meaning = "exponential smoothing with a linear trend",
    .values = 3,
    SMOOTHING(.trend = true),
};

const struct cp_forecast_method cp_forecast_method_damped = {
    .name = "damped",
    .meaning = "exponential smoothing with a damped trend",
    .values = 3,
    SMOOTHING(.trend = true, .damped = true),
};

const struct cp_forecast_method cp_forecast_method_seasonal = {
    .name = "seasonal",
    .meaning = "exponential smoothing with seasons",
    .values = 4,
    .seasons = 1,
    SMOOTHING(.seasonal = true),
};

const struct cp_forecast_method cp_forecast_method_winters = {
    .name = "winters",
    .meaning = "the same with a linear trend: Holt-Winters",
    .values = 4,
    .seasons = 1,
    SMOOTHING(.trend = true, .seasonal = true),
};

const struct cp_forecast_method cp_forecast_method_damped_winters = {
    .name = "damped-winters",
    .meaning = "the same with a damped trend",
    .values = 4,
    .seasons = 1,
    SMOOTHING(.trend = true, .damped = true, .seasonal = true),
};
