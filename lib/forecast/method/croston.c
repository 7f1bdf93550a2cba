#include "forecast/method/method.h"
#include <math.h>

/* Intermittent demand: the size of a demand and how often there is one are smoothed apart.
 * Croston, Operational Research Quarterly 23 (1972) 289: the interval between demands, at demands.
 * Syntetos and Boylan, Int. J. of Forecasting 21 (2005) 303: the same without its bias, times
 * 1 - alpha/2. Teunter, Syntetos and Babai, European J. of Operational Research 214 (2011) 606: the
 * probability of a demand, in every period, so that one that has died out fades.
 * The constants are those of a grid with the least squares of errors of the rate, between the
 * bounds that the literature uses. */

struct croston {
    double size, often,
        spread; /* a demand in a share `often` of the periods; its mean and deviation */
};

/* What is smoothed beside the size. */
struct form {
    bool probability; /* of a demand, else the interval between demands */
    bool unbiased;
};

static const double grid[] = {0.05, 0.1, 0.15, 0.2, 0.3};
enum { GRID = sizeof grid / sizeof *grid };

/* Sizes and intervals as they are on the mean up to the last demand: where smoothing begins. */
static struct croston first_guess(const double *y, size_t n) {
    double seen = 0, demands = 0, sum = 0, squares = 0;
    struct croston m = {0};
    for (size_t t = 0; t < n; t++) {
        seen += !isnan(y[t]);
        if (!(y[t] > 0))
            continue;
        demands++;
        sum += y[t];
        squares += y[t] * y[t];
        m.often = demands / seen;
        m.size = sum / demands;
        m.spread = sqrt(fmax(squares / demands - m.size * m.size, 0));
    }
    return m;
}

/* Run over y; m ends after the last value. The sum of squared errors of the rate. */
static double run(const struct form *form, double alpha, double beta, const double *y, size_t n,
                  struct croston *m) {
    double interval = m->often > 0 ? 1 / m->often : 0, since = 1, sse = 0;
    double unbiased = form->unbiased ? 1 - alpha / 2 : 1;
    for (size_t t = 0; t < n; t++) {
        if (isnan(y[t]))
            continue;
        double e = y[t] - m->size * m->often;
        sse += e * e;
        if (y[t] > 0) {
            m->size += alpha * (y[t] - m->size);
            interval += beta * (since - interval);
            since = 0;
        }
        since++;
        if (form->probability)
            m->often += beta * ((y[t] > 0) - m->often);
        else if (interval > 0)
            m->often = fmin(unbiased / interval, 1);
    }
    return sse;
}

static double search(const struct form *form, const double *y, size_t n, struct croston *m) {
    struct croston first = first_guess(y, n);
    double least = INFINITY;
    for (size_t a = 0; a < GRID; a++)
        for (size_t b = 0; b < GRID; b++) {
            if (!form->probability && a != b)
                continue;
            struct croston now = first;
            double sse = run(form, grid[a], grid[b], y, n, &now);
            if (sse < least) {
                least = sse;
                *m = now;
            }
        }
    return least;
}

static int fit(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    struct croston *s = cp_forecast_state(m, sizeof *s, 0);
    if (!s)
        return CP_ENOMEM;
    cp_forecast_rate(m, v, 3, search(m->method->form, v->z, v->n, s));
    m->aicc = INFINITY; /* it is no model of errors */
    return 0;
}

static int rescale(struct cp_forecast_model *m, double unit) {
    struct croston *s = m->state;
    s->size *= unit;
    s->spread *= unit;
    return isfinite(s->size) ? 0 : CP_ENUMERIC;
}

static void project(const struct cp_forecast_model *m, size_t h, double *mean, double *se) {
    const struct croston *s = m->state;
    for (size_t i = 0; i < h; i++) {
        if (mean)
            mean[i] = s->size * s->often;
        if (se)
            se[i] = sqrt(m->sigma2);
    }
}

/* Nothing, or a size from the gamma distribution with the mean and the deviation of sizes. */
static double demand(const struct croston *s, double p) {
    double above = (p - (1 - s->often)) / s->often;
    if (!(above > 0))
        return 0;
    double ratio = s->spread / s->size;
    if (ratio < 1e-6)
        return s->size;
    return s->size * cp_num_gamma_quantile(above, 1 / (ratio * ratio), ratio * ratio);
}

static double quantile(const struct cp_forecast_model *m, double mean, double se, double p) {
    (void)mean;
    (void)se;
    return demand(m->state, p);
}

static void simulate(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                     double *work, double *path) {
    (void)work;
    for (size_t i = 0; i < h; i++)
        path[i] = demand(m->state, cp_num_random_uniform(stream));
}

static void describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    const struct croston *s = m->state;
    cp_forecast_describe(buf, size, "size", s->size);
    cp_forecast_describe(buf, size, "share of periods", s->often);
}

#define INTERMITTENT(...)                                                                          \
    .values = 2, .of_demand = true, .form = &(const struct form){__VA_ARGS__}, .fit = fit,         \
    .rescale = rescale, .project = project, .quantile = quantile, .simulate = simulate,            \
    .describe = describe

const struct cp_forecast_method cp_forecast_method_croston = {
    .name = "croston",
    .meaning = "intermittent demand: smoothed sizes over smoothed intervals",
    INTERMITTENT(0),
};

const struct cp_forecast_method cp_forecast_method_sba = {
    .name = "sba",
    .meaning = "the same without its bias",
    INTERMITTENT(.unbiased = true),
};

const struct cp_forecast_method cp_forecast_method_tsb = {
    .name = "tsb",
    .meaning = "the same with the probability of a demand: fades when demand ends",
    INTERMITTENT(.probability = true),
};
