#include "forecast/method/ets.h"
#include <math.h>
#include <stdlib.h>

/* ---- which method may be fitted to what -------------------------------------------------- */

/* What is known of the values. */
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

static size_t needs(const struct cp_forecast_method *method, size_t season) {
    return method->values + method->seasons * season;
}

static bool seen_in_season(const double *y, size_t n, size_t season, size_t which) {
    for (size_t t = which; t < n; t += season)
        if (!isnan(y[t]))
            return true;
    return false;
}

static int check(const struct cp_forecast_method *method, enum cp_forecast_scale scale,
                 const double *y, size_t n, const struct traits *s, size_t season,
                 struct cp_error *err) {
    bool seasonal = method->seasons > 0;
    if (s->seen == 0)
        return cp_fail(err, CP_EINPUT, "no value");
    if (!method->fit && !method->chooses)
        return cp_fail(err, CP_EINPUT, "%s is no single model", method->name);
    if (seasonal && season < 2)
        return cp_fail(err, CP_EINPUT, "%s needs a season of 2 periods or more", method->name);
    for (size_t i = 0; seasonal && i < season; i++)
        if (!seen_in_season(y, n, season, i))
            return cp_fail(err, CP_EINPUT, "no value in season %zu of %zu", i + 1, season);
    if (s->seen < needs(method, season))
        return cp_fail(err, CP_EINPUT, "%zu %s, %s needs %zu", s->seen,
                       s->seen == 1 ? "value" : "values", method->name, needs(method, season));
    if (method->of_demand && s->negative)
        return cp_fail(err, CP_EINPUT, "a value is negative, %s is for demand", method->name);
    if (scale == CP_SCALE_LOG && !s->positive)
        return cp_fail(err, CP_EINPUT, "a value is not positive, so it has no logarithm");
    if (scale == CP_SCALE_ROOT && s->negative)
        return cp_fail(err, CP_EINPUT, "a value is negative, so it has no square root");
    return 0;
}

/* May it be chosen for these values? */
static bool is_candidate(const struct cp_forecast_method *method, const struct traits *s,
                         size_t season) {
    return method->in_ets && s->seen >= needs(method, season) &&
           (method->seasons == 0 || season > 1) && (method->of_constants || !s->constant);
}

static bool allows(const struct cp_forecast_method *method, enum cp_forecast_scale scale) {
    return scale == CP_SCALE_ROOT ? method->on_root : method->on_log;
}

/* ---- one model --------------------------------------------------------------------------- */

/* Fit to the series without gaps and, where the method wants that, without its season. */
static int fit_filled(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    struct cp_forecast_transform filled = *v;
    bool adjusted = m->method->adjusted;
    filled.z = cp_calloc(v->n, sizeof *filled.z);
    if (adjusted) {
        m->factor = cp_calloc(v->season, sizeof *m->factor);
        filled.season = 1;
    }
    int rc = CP_ENOMEM;
    if (filled.z && (m->factor || !adjusted)) {
        cp_forecast_fill(v->z, v->n, filled.z);
        if (adjusted && cp_forecast_adjust(filled.z, v->n, v->season, m->factor))
            m->adjusted = v->season;
        rc = m->method->fit(&filled, m);
    }
    free(filled.z);
    return rc;
}

static int fit_one(const struct cp_forecast_method *method, const struct cp_forecast_transform *v,
                   struct cp_forecast_model *m) {
    *m = (struct cp_forecast_model){
        .method = method, .log = v->log, .root = v->root, .n = v->n, .nseen = v->nseen};
    double unit = v->root ? sqrt(v->unit) : v->unit;
    int rc = method->filled ? fit_filled(v, m) : method->fit(v, m);
    if (rc)
        goto out;
    m->sigma2 *= unit * unit;
    if (method->rescale)
        rc = method->rescale(m, unit);
out:
    if (rc)
        cp_forecast_model_release(m);
    return rc;
}

/* ---- the best of several ----------------------------------------------------------------- */

/* Growth by a constant factor for ever is a bold forecast: it is chosen only when nothing else has
 * any support, that is, when all others' AICc are greater by 10 [Burnham and Anderson, Model
 * Selection and Multimodel Inference, 2nd ed. 2002, p. 70]. */
static double boldness(const struct cp_forecast_model *m) {
    return m->log && m->method->compounds && m->method->compounds(m) ? 10 : 0;
}

/* Less AICc; of two scales of one method too short for it, the greater likelihood. */
static bool better(const struct cp_forecast_model *a, const struct cp_forecast_model *b,
                   bool choosing) {
    if (isinf(a->aicc) && isinf(b->aicc) && a->method == b->method)
        return a->deviance < b->deviance;
    return choosing ? a->aicc + boldness(a) < b->aicc + boldness(b) : a->aicc < b->aicc;
}

/* What is fitted, on which scales, and the best so far. */
struct search {
    struct cp_forecast_transform *linear, *other; /* NULL: not asked for */
    enum cp_forecast_scale second;                /* that of `other` */
    bool use_linear;
    bool choosing; /* between methods */
    bool found;
    struct cp_forecast_model best;
};

static int try_on(const struct cp_forecast_method *method, const struct cp_forecast_transform *v,
                  struct search *s) {
    struct cp_forecast_model m;
    int rc = fit_one(method, v, &m);
    if (rc < 0)
        return rc == CP_ENOMEM ? rc : 0;
    if (s->found && !better(&m, &s->best, s->choosing)) {
        cp_forecast_model_release(&m);
        return 0;
    }
    if (s->found)
        cp_forecast_model_release(&s->best);
    s->best = m;
    s->found = true;
    return 0;
}

/* Whether the method is to be fitted on a scale that was asked for. */
static bool is_on(const struct cp_forecast_method *method, const struct search *s, bool linear) {
    const struct cp_forecast_transform *other = allows(method, s->second) ? s->other : NULL;
    if (!linear)
        return other != NULL;
    return (s->use_linear || !allows(method, s->second)) && !(method->prefers_log && other);
}

/* Fit one method on both scales asked for. */
static int try_method(const struct cp_forecast_method *method, struct search *s) {
    int rc = is_on(method, s, true) ? try_on(method, s->linear, s) : 0;
    if (!rc && is_on(method, s, false))
        rc = try_on(method, s->other, s);
    return rc;
}

/* The seasonal means of both scales, which all seasonal forms begin with. mean[2 season]. */
static void find_means(const struct search *s, double *mean) {
    struct cp_forecast_transform *scale[] = {s->linear, s->other};
    for (size_t k = 0; k < 2 && scale[k]; k++, mean += scale[k - 1]->season) {
        cp_forecast_seasonal_means(scale[k]->z, scale[k]->n, scale[k]->season, mean);
        scale[k]->mean = mean;
    }
}

enum { SHAPES = 4, POSED = 16 };

/* Search what candidates ask for side by side, those of a shape together. p[POSED]. */
static int search_together(const struct traits *traits, size_t season, const struct search *s,
                           struct cp_forecast_ets_problem *p) {
    const struct cp_forecast_method *one;
    struct cp_forecast_transform *scale[] = {s->linear, s->other};
    size_t n = 0;
    for (size_t shape = 0; shape < SHAPES; shape++)
        for (size_t i = 0; (one = cp_forecast_method_at(i)); i++)
            for (size_t k = 0; k < 2 && one->pose && is_candidate(one, traits, season); k++) {
                if (n == POSED || !is_on(one, s, k == 0))
                    continue;
                one->pose(one, scale[k], &p[n]);
                size_t own = 2 * (size_t)(p[n].form.season > 0) + (size_t)p[n].form.trend;
                n += own == shape && p[n].dims;
            }
    for (size_t k = 0; k < 2 && scale[k]; k++) {
        scale[k]->posed = p;
        scale[k]->nposed = n;
    }
    return n ? cp_forecast_ets_find(p, n) : 0;
}

static int try_all(const struct cp_forecast_method *method, const struct traits *traits,
                   size_t season, struct search *s) {
    struct cp_forecast_ets_problem posed[POSED];
    const struct cp_forecast_method *one;
    if (!s->choosing)
        return try_method(method, s);
    int rc = search_together(traits, season, s, posed);
    for (size_t i = 0; (one = cp_forecast_method_at(i)) && !rc; i++)
        rc = is_candidate(one, traits, season) ? try_method(one, s) : 0;
    return rc;
}

int cp_forecast_fit(const struct cp_forecast_method *method, enum cp_forecast_scale scale,
                    const double *y, size_t n, size_t season, struct cp_forecast_model *out,
                    struct cp_error *err) {
    return cp_forecast_fit_within(&(struct cp_forecast_bounds){0}, method, scale, y, n, season, out,
                                  err);
}

int cp_forecast_fit_within(const struct cp_forecast_bounds *bounds,
                           const struct cp_forecast_method *method, enum cp_forecast_scale scale,
                           const double *y, size_t n, size_t season, struct cp_forecast_model *out,
                           struct cp_error *err) {
    bool bounded = bounds->floor < bounds->cap;
    struct traits traits = traits_of(y, n);
    if (method->needs_log)
        scale = CP_SCALE_LOG;
    int rc = check(method, scale, y, n, &traits, season, err);
    if (rc < 0)
        return rc;
    double *z = cp_calloc(2 * n + 2 * season, sizeof *z);
    if (!z)
        return cp_fail_nomem(err);
    struct cp_forecast_transform linear, other;
    struct search s = {
        .linear = &linear,
        .second = scale == CP_SCALE_ROOT ? scale : CP_SCALE_LOG,
        .use_linear = scale == CP_SCALE_BEST || scale == CP_SCALE_LINEAR,
        .choosing = method->chooses,
    };
    cp_forecast_transform(&linear, y, n, season, CP_SCALE_LINEAR, z);
    linear.low = bounded ? bounds->floor : -INFINITY;
    linear.high = bounded ? bounds->cap : INFINITY;
    if (s.second == CP_SCALE_ROOT ||
        (traits.positive && (scale != CP_SCALE_LINEAR || method->prefers_log))) {
        cp_forecast_transform(&other, y, n, season, s.second, z + n);
        other.ceiling = bounds->ceiling;
        s.other = &other;
    }
    if (s.choosing && season > 1 && traits.seen > season)
        find_means(&s, z + 2 * n);
    rc = try_all(method, &traits, season, &s);
    free(z);
    if (rc) {
        if (s.found)
            cp_forecast_model_release(&s.best);
        return cp_fail_nomem(err);
    }
    if (!s.found)
        return cp_fail(err, CP_ENUMERIC, "%s does not fit: %s", method->name,
                       method->unfit ? method->unfit : "the values leave the range of numbers");
    *out = s.best;
    return 0;
}
