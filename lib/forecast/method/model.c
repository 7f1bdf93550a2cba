#include "forecast/method/method.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

void cp_forecast_model_release(struct cp_forecast_model *m) {
    free(m->memory);
    *m = (struct cp_forecast_model){0};
}

/* ---- fitting ----------------------------------------------------------------------------- */

/* The series as a method sees it: values divided by `unit`, the roots of that, or logarithms. */
struct view {
    double *z;
    size_t n, nseen, season;
    bool log, root;
    double ceiling; /* of curves; 0: unknown */
    double unit;
    double jacobian; /* added to n log(SSE) to bring it to the values' own scale */
    double floor;    /* sums of squares below this are rounding */
};

static void see(struct view *v, const double *y, size_t n, size_t season,
                enum cp_forecast_scale scale, double *z) {
    bool log_scale = scale == CP_SCALE_LOG, root = scale == CP_SCALE_ROOT;
    *v = (struct view){.z = z, .n = n, .season = season, .log = log_scale, .root = root, .unit = 1};
    double most = 0, sum2 = 0;
    for (size_t t = 0; t < n; t++)
        if (fabs(y[t]) > most)
            most = fabs(y[t]);
    if (!log_scale && most > 0)
        v->unit = most;
    for (size_t t = 0; t < n; t++) {
        z[t] = log_scale ? log(y[t]) : root ? sqrt(y[t] / v->unit) : y[t] / v->unit;
        if (isnan(y[t]))
            continue;
        v->nseen++;
        sum2 += z[t] * z[t];
        v->jacobian += 2 * (log_scale ? z[t] : log(v->unit));
        if (root)
            v->jacobian += 2 * log(2 * fmax(z[t], 1e-150));
    }
    v->floor = 1e-26 * sum2 + 1e-300;
}

/* Variance and AICc from the sum of squares of a model with k-1 parameters and the variance. */
static void rate(struct cp_forecast_model *m, const struct view *v, size_t k, double sse) {
    double n = (double)v->nseen, dk = (double)k;
    m->log = v->log;
    m->root = v->root;
    m->n = v->n;
    m->nseen = v->nseen;
    m->parameters = k;
    m->sigma2 = n > dk - 1 ? (sse <= v->floor ? 0 : sse) / (n - dk + 1) : NAN;
    m->deviance = n * log(sse > v->floor ? sse : v->floor) + v->jacobian;
    m->aicc = n > dk + 1 ? m->deviance + 2 * dk + 2 * dk * (dk + 1) / (n - dk - 1) : INFINITY;
}

/* The states are put back from the view's unit to the values'. */
static void rescale(struct cp_forecast_model *m, double unit) {
    m->ets.level *= unit;
    m->ets.slope *= unit;
    for (size_t i = 0; i < m->ets.season; i++)
        m->ets.seasonal[i] *= unit;
    m->a *= unit;
    m->b *= unit;
    m->theta.level *= unit;
    m->theta.mean *= unit;
    m->theta.a *= unit;
    m->theta.b *= unit;
    m->ar.mean *= unit;
    for (size_t i = 0; i < m->ar.order; i++)
        m->ar.w[i] *= unit;
    for (size_t i = 0; i < m->ar.lag; i++)
        m->ar.z[i] *= unit;
    m->croston.size *= unit;
    m->croston.spread *= unit;
    m->sigma2 *= unit * unit;
    for (size_t i = 0; i < m->mstl.season; i++)
        m->mstl.ahead[i] *= unit;
}

static int fit_trend(const struct view *v, struct cp_forecast_model *m) {
    double *t = cp_calloc(v->n, sizeof *t);
    if (!t)
        return CP_ENOMEM;
    for (size_t i = 0; i < v->n; i++)
        t[i] = (double)i;
    struct cp_line line;
    int rc = cp_line_fit(t, v->z, v->n, &line);
    free(t);
    if (rc < 0)
        return rc;
    *m = (struct cp_forecast_model){
        .ets.phi = 1, .a = line.a, .b = line.b, .xbar = line.xbar, .sxx = line.sxx};
    rate(m, v, 3, line.sse);
    return 0;
}

/* Seasonal naive is exponential smoothing with gamma 1 and nothing else; its initial states are
 * the first season, whose errors are 0. */
static int fit_snaive(const struct view *v, struct cp_forecast_model *m) {
    double *seasonal = cp_calloc(v->season, sizeof *seasonal);
    if (!seasonal)
        return CP_ENOMEM;
    *m = (struct cp_forecast_model){
        .memory = seasonal,
        .ets = {.season = v->season, .gamma = 1, .phi = 1, .seasonal = seasonal}};
    for (size_t i = 0; i < v->season; i++) {
        size_t t = i;
        while (t < v->n && isnan(v->z[t]))
            t += v->season;
        if (t >= v->n)
            return CP_ENUMERIC; /* a season without a value */
        seasonal[i] = v->z[t];
    }
    double sse = cp_forecast_ets_filter(&m->ets, v->z, v->n);
    rate(m, v, v->season + 1, sse);
    return isfinite(sse) ? 0 : CP_ENUMERIC;
}

/* A short series cannot pay for every parameter: one that leaves no degree of freedom for the
 * error is held at a usual value, phi first, then beta, then alpha. */
static const double usual_alpha = 0.8, usual_beta = 0.1, usual_phi = 0.9;

/* Ask for one more parameter if the series pays for it. */
static bool afford(const struct view *v, size_t *k) {
    bool yes = v->nseen > *k;
    *k += yes;
    return yes;
}

static int fit_smoothing(enum cp_method method, const struct view *v, struct cp_forecast_model *m) {
    struct cp_forecast_ets_search search = {0};
    bool seasonal = cp_forecast_method_is_seasonal(method);
    bool damped = method == CP_DAMPED || method == CP_DAMPED_WINTERS;
    bool trend = damped || method == CP_HOLT || method == CP_WINTERS;
    *m = (struct cp_forecast_model){.ets = {.alpha = 1, .phi = damped ? usual_phi : 1}};
    size_t k = 2; /* level, variance */
    if (trend) {
        m->ets.trend = true;
        m->ets.beta = usual_beta;
        k++;
    }
    if (seasonal) {
        m->ets.season = v->season;
        m->memory = m->ets.seasonal = cp_calloc(v->season, sizeof(double));
        if (!m->memory)
            return CP_ENOMEM;
        k += v->season - 1;
    }
    if (method != CP_NAIVE) {
        m->ets.alpha = usual_alpha;
        search.alpha = afford(v, &k);
    }
    search.beta = trend && afford(v, &k);
    search.gamma = seasonal && afford(v, &k);
    search.phi = damped && afford(v, &k);
    double sse;
    int rc = cp_forecast_ets_fit(&m->ets, search, v->z, v->n, &sse);
    if (rc == 0)
        rate(m, v, k, sse);
    return rc;
}

/* A model of the series without gaps and, where the method wants that, without its season. Its
 * errors are of another series than the values: no AICc to compare. */
static int fit_filled(enum cp_method method, const struct view *v, struct cp_forecast_model *m) {
    bool adjust = method == CP_THETA || method == CP_AR_ADJUSTED;
    size_t season = adjust ? 1 : v->season;
    size_t size = method == CP_MSTL ? cp_forecast_mstl_memory(v->n, season)
                                    : cp_forecast_ar_memory(season + 1);
    double *z = cp_calloc(v->n, sizeof *z), variance = 0, sse;
    double *memory = cp_calloc(size + (adjust ? v->season : 0), sizeof *memory);
    *m = (struct cp_forecast_model){.memory = memory};
    int rc = CP_ENOMEM;
    if (z && memory) {
        cp_forecast_shape_fill(v->z, v->n, z);
        m->factor = memory + size;
        m->adjusted =
            adjust && cp_forecast_shape_adjust(z, v->n, v->season, m->factor) ? v->season : 0;
        rc = method == CP_THETA ? cp_forecast_theta_fit(&m->theta, z, v->n, &sse)
             : method == CP_MSTL
                 ? cp_forecast_mstl_fit(&m->mstl, &m->ar, z, v->n, season, memory, &variance)
                 : cp_forecast_ar_fit(&m->ar, z, v->n, season, memory, &variance);
    }
    free(z);
    if (rc < 0)
        return rc;
    if (method == CP_THETA) /* of the values from the third on, and two parameters */
        variance = sse / (v->n > 6 ? (double)(v->n - 5) : 1);
    rate(m, v, method == CP_THETA ? 4 : m->ar.order + 2, variance * (double)v->nseen);
    m->sigma2 = variance;
    m->aicc = INFINITY;
    return 0;
}

static int fit_croston(enum cp_method method, const struct view *v, struct cp_forecast_model *m) {
    *m = (struct cp_forecast_model){0};
    rate(m, v, 3, cp_forecast_croston_fit(method, v->z, v->n, &m->croston));
    m->aicc = INFINITY; /* it is no model of errors */
    return 0;
}

static int fit_curve(enum cp_method method, const struct view *v, struct cp_forecast_model *m) {
    double sse;
    *m = (struct cp_forecast_model){0};
    int rc = cp_forecast_curve_fit(method, v->ceiling, v->z, v->n, &m->curve, &sse);
    if (rc == 0)
        rate(m, v, m->curve.d + 1, sse);
    return rc;
}

static int fit_method(enum cp_method method, const struct view *v, struct cp_forecast_model *m) {
    switch (method) {
    case CP_TREND:
        return fit_trend(v, m);
    case CP_SNAIVE:
        return fit_snaive(v, m);
    case CP_THETA:
    case CP_AR:
    case CP_AR_ADJUSTED:
    case CP_MSTL:
        return fit_filled(method, v, m);
    case CP_LOGISTIC:
    case CP_GOMPERTZ:
    case CP_BASS:
        return fit_curve(method, v, m);
    case CP_CROSTON:
    case CP_SBA:
    case CP_TSB:
        return fit_croston(method, v, m);
    default:
        return fit_smoothing(method, v, m);
    }
}

static int fit_view(enum cp_method method, const struct view *v, struct cp_forecast_model *m) {
    int rc = fit_method(method, v, m);
    if (rc == 0) {
        m->method = method;
        rescale(m, v->root ? sqrt(v->unit) : v->unit);
        if (!isfinite(m->ets.level) || !isfinite(m->ets.slope) || !isfinite(m->a) ||
            !isfinite(m->theta.level) || !isfinite(m->ar.mean) || !isfinite(m->croston.size))
            rc = CP_ENUMERIC;
    }
    if (rc < 0)
        cp_forecast_model_release(m);
    return rc;
}

/* Growth by a constant factor for ever is a bold forecast: auto takes it only when nothing else has
 * any support, that is, when all others' AICc are greater by 10 [Burnham and Anderson, Model
 * Selection and Multimodel Inference, 2nd ed. 2002, p. 70]. */
static double boldness(const struct cp_forecast_model *m) {
    return m->log && m->ets.phi == 1 && (m->ets.trend || m->method == CP_TREND) ? 10 : 0;
}

/* Less AICc; of two scales of one method too short for it, the greater likelihood. */
static bool better(const struct cp_forecast_model *a, const struct cp_forecast_model *b,
                   bool choosing) {
    if (isinf(a->aicc) && isinf(b->aicc) && a->method == b->method)
        return a->deviance < b->deviance;
    return choosing ? a->aicc + boldness(a) < b->aicc + boldness(b) : a->aicc < b->aicc;
}

/* Fit one method on both scales asked for; *best is replaced by what has the lesser AICc. */
static int try_method(enum cp_method method, const struct view *linear, const struct view *other,
                      bool choosing, struct cp_forecast_model *best, bool *found) {
    const struct view *views[] = {linear, other};
    for (size_t i = 0; i < 2; i++) {
        if (!views[i] || (i == 0 && method == CP_TREND && other))
            continue;
        struct cp_forecast_model m = {0};
        int rc = fit_view(method, views[i], &m);
        if (rc == CP_ENOMEM)
            return rc;
        if (rc < 0)
            continue;
        if (!*found || better(&m, best, choosing)) {
            if (*found)
                cp_forecast_model_release(best);
            *best = m;
            *found = true;
        } else {
            cp_forecast_model_release(&m);
        }
    }
    return 0;
}

struct traits {
    size_t seen;
    bool positive, negative, constant;
};

static struct traits traits_of(const double *y, size_t n) {
    struct traits s = {.positive = true, .constant = true};
    double first = NAN;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t]))
            continue;
        if (s.seen++ == 0)
            first = y[t];
        s.positive = s.positive && y[t] > 0;
        s.negative = s.negative || y[t] < 0;
        s.constant = s.constant && y[t] == first;
    }
    return s;
}

static bool seen_in_season(const double *y, size_t n, size_t season, size_t which) {
    for (size_t t = which; t < n; t += season)
        if (!isnan(y[t]))
            return true;
    return false;
}

static int check(enum cp_method method, enum cp_forecast_scale scale, const double *y, size_t n,
                 const struct traits *s, size_t season, struct cp_error *err) {
    if (s->seen == 0)
        return cp_fail(err, CP_EINPUT, "no value");
    if (method == CP_AUTO)
        return cp_fail(err, CP_EINPUT, "auto is no single model");
    if (cp_forecast_method_is_seasonal(method) && season < 2)
        return cp_fail(err, CP_EINPUT, "%s needs a season of 2 periods or more",
                       cp_forecast_method_name(method));
    for (size_t i = 0; cp_forecast_method_is_seasonal(method) && i < season; i++)
        if (!seen_in_season(y, n, season, i))
            return cp_fail(err, CP_EINPUT, "no value in season %zu of %zu", i + 1, season);
    size_t needed = cp_forecast_method_needs(method, season);
    if (method != CP_ETS && s->seen < needed)
        return cp_fail(err, CP_EINPUT, "%zu %s, %s needs %zu", s->seen,
                       s->seen == 1 ? "value" : "values", cp_forecast_method_name(method), needed);
    if (cp_forecast_method_is_intermittent(method) && s->negative)
        return cp_fail(err, CP_EINPUT, "a value is negative, %s is for demand",
                       cp_forecast_method_name(method));
    if (scale == CP_SCALE_LOG && !s->positive)
        return cp_fail(err, CP_EINPUT, "a value is not positive, so it has no logarithm");
    if (scale == CP_SCALE_ROOT && s->negative)
        return cp_fail(err, CP_EINPUT, "a value is negative, so it has no square root");
    return 0;
}

int cp_forecast_fit(enum cp_method method, enum cp_forecast_scale scale, const double *y, size_t n,
                    size_t season, struct cp_forecast_model *out, struct cp_error *err) {
    return cp_forecast_fit_under(0, method, scale, y, n, season, out, err);
}

int cp_forecast_fit_under(double ceiling, enum cp_method method, enum cp_forecast_scale scale,
                          const double *y, size_t n, size_t season, struct cp_forecast_model *out,
                          struct cp_error *err) {
    struct traits s = traits_of(y, n);
    if (cp_forecast_method_is_curve(method))
        scale = CP_SCALE_LOG;
    int rc = check(method, scale, y, n, &s, season, err);
    if (rc < 0)
        return rc;
    double *z = cp_calloc(2 * n, sizeof *z);
    if (!z)
        return cp_fail_nomem(err);
    struct view linear, other;
    enum cp_forecast_scale second = scale == CP_SCALE_ROOT ? scale : CP_SCALE_LOG;
    bool use_other =
        second == CP_SCALE_ROOT || (s.positive && (scale != CP_SCALE_LINEAR || method == CP_TREND));
    bool use_linear = scale == CP_SCALE_BEST || scale == CP_SCALE_LINEAR;
    see(&linear, y, n, season, CP_SCALE_LINEAR, z);
    if (use_other)
        see(&other, y, n, season, second, z + n);
    other.ceiling = ceiling;
    struct cp_forecast_model best = {0};
    bool found = false;
    for (size_t i = CP_NAIVE; i < CP_METHOD_COUNT && rc == 0; i++) {
        enum cp_method one = (enum cp_method)i;
        bool wanted = method == CP_ETS
                          ? one < CP_THETA && s.seen >= cp_forecast_method_needs(one, season) &&
                                (!cp_forecast_method_is_seasonal(one) || season > 1) &&
                                (one == CP_NAIVE || !s.constant)
                          : method == one;
        if (wanted)
            rc = try_method(one,
                            use_linear || !cp_forecast_method_allows(one, second) ? &linear : NULL,
                            use_other && cp_forecast_method_allows(one, second) ? &other : NULL,
                            method == CP_ETS, &best, &found);
    }
    free(z);
    if (rc == CP_ENOMEM)
        rc = cp_fail_nomem(err);
    else if (!found && cp_forecast_method_is_curve(method))
        rc = cp_fail(err, CP_ENUMERIC, "%s does not fit: there is no growth to a ceiling",
                     cp_forecast_method_name(method));
    else if (!found)
        rc = cp_fail(err, CP_ENUMERIC, "%s does not fit: the values leave the range of numbers",
                     cp_forecast_method_name(method));
    if (rc == 0)
        *out = best;
    else if (found)
        cp_forecast_model_release(&best);
    return rc;
}
