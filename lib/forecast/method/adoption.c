#include "forecast/method/method.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>

/* Adoption between a floor and a cap, on from the last value. On the scale on which a curve of
 * adoption to a ceiling is a straight line,
 *   logistic  log(s / (1 - s))        s: the value above the floor over that of the ceiling
 *   gompertz  -log(-log(s))
 * the series is a random walk with drift, so that it may be watched at uneven times, and its drift
 * is what it has come per period, lately above all. Nobody knows the ceiling before growth slows:
 * ways with CEILINGS of them from the greatest value to the cap are heard, more of them near the
 * cap, each with the weight of how well its steps fitted. What few curves fitted to all of the past
 * miss, a last value off the curve and a ceiling taken for known, is what this is for.
 *
 * The prior of the ceiling, the stretch of the errors and what is remembered were chosen by
 * forecasts to the end from a quarter, half and three quarters of the spread of ten technologies
 * among US households and of five services among people. */
enum { FORMS = 2, CEILINGS = 12, WAYS = FORMS * CEILINGS };
static const double near_cap = 0.15; /* ceilings are at u^near_cap of the way, u even in (0, 1) */
static const double stretch = 1.7;   /* of the errors of drift and steps */
static const double remembered =
    0.6; /* of its course: what was so long ago counts 1/e in the drift */
static const double rounding = 0.01; /* a cap is reached at this much less */

struct way {
    double (*straight)(double s), (*back)(double z);
    double weight, ceiling;        /* above the floor */
    double at;                     /* where the last value stands on the straight scale */
    double drift, drift_se, noise; /* a period; of the errors the standard deviations */
    double known;                  /* periods that the drift is known from */
};

/* What is said of a time far behind the last value, at FAR times that grow by half an octave; lines
 * are between. On the scale of all ways, the logarithm of the odds under the cap. */
enum { FAR = 25 };
struct adoption {
    double floor, cap; /* of the values; the cap above the floor */
    double age;        /* periods that the last value is old */
    struct way way[WAYS];
    double middle[FAR], width[FAR]; /* the median; the standard deviation */
};

static double logistic_straight(double s) {
    return log(s) - log1p(-s);
}

static double logistic_back(double z) {
    return 1 / (1 + exp(-z));
}

static double gompertz_straight(double s) {
    return -log(-log(s));
}

static double gompertz_back(double z) {
    return exp(-exp(-z));
}

static const struct way forms[FORMS] = {{.straight = logistic_straight, .back = logistic_back},
                                        {.straight = gompertz_straight, .back = gompertz_back}};

/* The values seen above the floor, from the first. */
struct seen {
    size_t n;
    double *t, *y, *z; /* when, the value above the floor, that on a straight scale */
};

/* The drift, of what it has come lately more; as many periods as it is known from. */
static double find_drift(const struct seen *s, double *drift) {
    double last = s->t[s->n - 1], long_ago = remembered * (last - s->t[0]);
    double rise = 0, all = 0, squares = 0;
    for (size_t i = 1; i < s->n; i++) {
        double gap = s->t[i] - s->t[i - 1], counts = exp((s->t[i] - last) / long_ago);
        rise += counts * (s->z[i] - s->z[i - 1]);
        all += counts * gap;
        squares += counts * counts * gap;
    }
    *drift = rise / all;
    return all * all / squares;
}

/* Drift, errors and how well steps were told: *weight, a logarithm. */
static void fit_way(const struct seen *s, struct way *w) {
    double steps = (double)s->n - 1, sum = 0, product = 0, before = 0, far = 0;
    for (size_t i = 0; i < s->n; i++)
        s->z[i] = w->straight(s->y[i] / w->ceiling);
    w->at = s->z[s->n - 1];
    w->known = find_drift(s, &w->drift);
    for (size_t i = 1; i < s->n; i++) {
        double gap = s->t[i] - s->t[i - 1], told = s->z[i - 1] + w->drift * gap;
        double e = (s->z[i] - told) / sqrt(gap);
        double miss = log(s->y[i] / (w->ceiling * w->back(told)));
        sum += e * e;
        product += e * before;
        before = e;
        far += miss * miss / gap;
    }
    double memory = sum > 0 ? fmin(fmax(product / sum, 0), 0.8) : 0;
    w->noise = sqrt(sum / fmax(steps - 1, 0.5) * (1 + memory) / (1 - memory));
    w->drift_se = w->noise / sqrt(w->known);
    w->weight = -steps / 2 * log(far / steps + 1e-6);
}

/* All ways below the cap, their weights 1 in sum. */
static void fit_ways(const struct seen *s, double cap, struct adoption *a) {
    double most = 0, best = -INFINITY, sum = 0;
    for (size_t i = 0; i < s->n; i++)
        most = fmax(most, s->y[i]);
    double least = most * (1 + rounding), top = fmax(cap * (1 + rounding), least);
    for (size_t k = 0; k < WAYS; k++) {
        double u = ((double)(k % CEILINGS) + 0.5) / CEILINGS;
        a->way[k] = forms[k / CEILINGS];
        a->way[k].ceiling = least * pow(top / least, pow(u, near_cap));
        fit_way(s, &a->way[k]);
        best = fmax(best, a->way[k].weight);
    }
    for (size_t k = 0; k < WAYS; k++)
        sum += a->way[k].weight = exp(a->way[k].weight - best);
    for (size_t k = 0; k < WAYS; k++)
        a->way[k].weight /= sum;
}

static int fit(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    struct adoption *a = cp_forecast_state(m, sizeof *a, 0);
    double *room = cp_calloc(v->n, 3 * sizeof *room), variance = 0;
    if (!a || !room) {
        free(room);
        return CP_ENOMEM;
    }
    struct seen s = {0, room, room + v->n, room + 2 * v->n};
    a->floor = isfinite(v->low) ? v->low : 0;
    a->cap = v->high - a->floor;
    double floor = a->floor / v->unit, cap = a->cap / v->unit;
    bool within = isfinite(a->cap);
    for (size_t t = 0; t < v->n; t++)
        if (v->z[t] > floor) {
            s.t[s.n] = (double)t;
            s.y[s.n++] = v->z[t] - floor;
            within = within && v->z[t] - floor <= cap * (1 + 1e-12);
        }
    if (within && s.n > 2) {
        a->age = (double)(v->n - 1) - s.t[s.n - 1];
        fit_ways(&s, cap, a);
        for (size_t k = 0; k < WAYS; k++)
            variance += a->way[k].weight * a->way[k].noise * a->way[k].noise;
        cp_forecast_rate_by_variance(m, v, 3, variance);
    }
    bool fitted = within && s.n > 2;
    free(room);
    return fitted ? 0 : CP_ENUMERIC;
}

/* ---- the future -------------------------------------------------------------------------- */

/* The value above the floor on the scale of all ways: the logarithm of its odds under the cap. */
static double odds(const struct adoption *a, double above) {
    double s = above / (a->cap * (1 + rounding));
    return logistic_straight(fmin(fmax(s, 1e-12), 1 - 1e-12));
}

static double from_odds(const struct adoption *a, double x) {
    return a->floor + fmin(a->cap * (1 + rounding) * logistic_back(x), a->cap);
}

/* How likely the value is below x, on the scale of all ways, `far` periods behind the last. */
static double below(const struct adoption *a, double far, double x) {
    double above = a->cap * (1 + rounding) * logistic_back(x), p = 0;
    for (size_t k = 0; k < WAYS; k++) {
        const struct way *w = &a->way[k];
        double s = above / w->ceiling,
               sd = stretch * hypot(w->drift_se * far, w->noise * sqrt(far));
        if (s >= 1)
            p += w->weight;
        else
            p += w->weight *
                 cp_num_normal_cdf((w->straight(s) - w->at - w->drift * far) / fmax(sd, 1e-9));
    }
    return p;
}

/* The quantile p of that, by bisection. */
static double quantile_at(const struct adoption *a, double far, double p) {
    double low = odds(a, 0), high = odds(a, INFINITY);
    for (int i = 0; i < 50 && high - low > 1e-7; i++) {
        double x = (low + high) / 2;
        *(below(a, far, x) < p ? &low : &high) = x;
    }
    return (low + high) / 2;
}

/* The median, and the width by which four of five are held, once the values' unit is known. */
static void look_ahead(struct adoption *a) {
    const double tenth = cp_num_normal_quantile(0.9);
    for (size_t k = 0; k < FAR; k++) {
        double far = exp2((double)k / 2);
        a->middle[k] = quantile_at(a, far, 0.5);
        a->width[k] = (quantile_at(a, far, 0.9) - quantile_at(a, far, 0.1)) / (2 * tenth);
    }
}

static void at(const struct adoption *a, double far, double *middle, double *width) {
    double octave = fmin(2 * log2(fmax(far, 1)), FAR - 1);
    size_t k = octave < FAR - 2 ? (size_t)octave : FAR - 2;
    double left = exp2((double)k / 2), right = exp2((double)(k + 1) / 2);
    double part = fmin((fmax(far, 1) - left) / (right - left), 1);
    *middle = a->middle[k] + part * (a->middle[k + 1] - a->middle[k]);
    *width = a->width[k] + part * (a->width[k + 1] - a->width[k]);
}

static int rescale(struct cp_forecast_model *m, double unit) {
    struct adoption *a = m->state;
    for (size_t k = 0; k < WAYS; k++)
        a->way[k].ceiling *= unit;
    look_ahead(a);
    return isfinite(a->cap) ? 0 : CP_ENUMERIC;
}

static void project(const struct cp_forecast_model *m, size_t h, double *mean, double *se) {
    const struct adoption *a = m->state;
    for (size_t i = 0; i < h; i++) {
        double middle, width;
        at(a, a->age + (double)(i + 1), &middle, &width);
        if (mean)
            mean[i] = from_odds(a, middle);
        if (se)
            se[i] = width;
    }
}

/* Normal on the logarithm of the odds. */
static double quantile(const struct cp_forecast_model *m, double mean, double se, double p) {
    const struct adoption *a = m->state;
    return from_odds(a, odds(a, mean - a->floor) + se * cp_num_normal_quantile(p));
}

/* An error of the drift stays over a path, those of steps add up: of the variance their parts are
 * as the time ahead is to the time that the drift was seen over. */
static void simulate(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                     double *work, double *path) {
    const struct adoption *a = m->state;
    double drift = cp_num_random_normal(stream), walk = 0, before = 0;
    (void)work;
    for (size_t i = 0; i < h; i++) {
        double far = a->age + (double)(i + 1), middle, width;
        at(a, far, &middle, &width);
        walk += sqrt(far - before) * cp_num_random_normal(stream);
        before = far;
        double stays = far / (far + a->way[0].known);
        double error = sqrt(stays) * drift + sqrt((1 - stays) / far) * walk;
        path[i] = from_odds(a, middle + width * error);
    }
}

static void describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    const struct adoption *a = m->state;
    double ceiling = 0;
    for (size_t k = 0; k < WAYS; k++)
        ceiling += a->way[k].weight * log(a->way[k].ceiling);
    cp_forecast_describe(buf, size, "cap", a->floor + a->cap);
    cp_forecast_describe(buf, size, "ceiling", a->floor + fmin(exp(ceiling), a->cap));
}

const struct cp_forecast_method cp_forecast_method_adoption = {
    .name = "adoption",
    .meaning = "adoption on from the last value, to a ceiling not known below a cap",
    .values = 3,
    .unfit = "it wants a cap, and three values between floor and cap",
    .fit = fit,
    .rescale = rescale,
    .project = project,
    .quantile = quantile,
    .simulate = simulate,
    .describe = describe,
};
