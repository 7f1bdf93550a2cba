#include "forecast/internal.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Dynamic optimised theta model [Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler: Models for
 * optimising the theta method and their relationship to state space models, International Journal
 * of Forecasting 32 (2016) 1151, eq. 12-17]: simple smoothing of the series, and the line through
 * its past with weight 1 - 1/theta. The line is brought up to date with every value. The first
 * level is linear in the errors, so it is a least-squares solution inside the search over alpha
 * and theta. A season that the autocorrelation shows is taken out by classical decomposition. */

static double ahead(const struct cp_theta *m, double decay) {
    double line = decay * m->a + (1 - decay * (1 - m->alpha)) / m->alpha * m->b;
    return m->level + (1 - 1 / m->theta) * (m->t ? line : 0);
}

/* The state after y, the value that follows the first m->t. */
static void step(struct cp_theta *m, double y) {
    double t = (double)++m->t;
    m->b = t < 2 ? 0 : ((t - 2) * m->b + 6 / t * (y - m->mean)) / (t + 1);
    m->mean += (y - m->mean) / t;
    m->a = m->mean - (t + 1) / 2 * m->b;
    m->level = m->alpha * y + (1 - m->alpha) * m->level;
}

/* Sum of squared errors of y[2..n) with the best first level; m ends in the last state. */
static double run(struct cp_theta *m, const double *y, size_t n) {
    double alpha = m->alpha, theta = m->theta, first = 0, sse = 0;
    for (int pass = 0; pass < 2; pass++) {
        double xx = 0, xe = 0, decay = 1;
        *m = (struct cp_theta){.alpha = alpha, .theta = theta, .level = first};
        sse = 0;
        for (size_t t = 0; t < n; t++, decay *= 1 - alpha) {
            double e = y[t] - ahead(m, decay);
            if (t >= 2) {
                sse += e * e;
                xx += decay * decay;
                xe += decay * e;
            }
            step(m, y[t]);
        }
        if (pass == 0 && xx > 0)
            first = xe / xx;
    }
    return sse;
}

struct problem {
    const double *y;
    size_t n;
};

static void set(struct cp_theta *m, const double *u) {
    m->alpha = 0.05 + 0.94 / (1 + exp(-u[0]));
    m->theta = 1 + exp(u[1] < 10 ? u[1] : 10);
}

static double objective(const double *u, size_t n, void *own) {
    (void)n;
    const struct problem *p = own;
    struct cp_theta m;
    set(&m, u);
    return log(run(&m, p->y, p->n) + 1e-300);
}

/* Divide z by seasonal factors, the exponentials of seasonal means of the logarithms, when the
 * series is seasonal and positive; factor[season] is 1 otherwise. */
static bool take_out_season(double *z, size_t n, size_t season, double *factor) {
    bool seasonal = shape_is_seasonal(z, n, season);
    for (size_t t = 0; t < n; t++)
        seasonal = seasonal && z[t] > 0;
    if (!seasonal)
        return false;
    for (size_t t = 0; t < n; t++)
        z[t] = log(z[t]);
    ets_seasonal_means(z, n, season, factor);
    for (size_t t = 0; t < n; t++)
        z[t] = exp(z[t] - factor[t % season]);
    for (size_t i = 0; i < season; i++)
        factor[i] = exp(factor[i]);
    return true;
}

int theta_fit(struct cp_theta *m, const double *y, size_t n, size_t season, double *factor,
              double *sse) {
    double *z = cp_calloc(n, sizeof *z), u[2], best = INFINITY;
    if (!z)
        return CP_ENOMEM;
    shape_fill(y, n, z);
    bool seasonal = take_out_season(z, n, season, factor);
    struct problem p = {z, n};
    static const double starts[][2] = {{-2, 0}, {0, 0}, {2, 0}, {-2, 3}, {0, 3}};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        double value = objective(starts[i], 2, &p);
        if (value < best) {
            best = value;
            memcpy(u, starts[i], sizeof u);
        }
    }
    int rc = isfinite(best) ? cp_minimise(objective, &p, u, 2, 0.7, 1e-4, 200, &best) : CP_ENUMERIC;
    if (rc == 0) {
        set(m, u);
        *sse = run(m, z, n);
        m->factor = factor;
        m->season = seasonal ? season : 0;
        rc = isfinite(*sse) && isfinite(m->level) ? 0 : CP_ENUMERIC;
    }
    free(z);
    return rc;
}

/* The factor of the h-th period after the last value. */
static double factor_at(const struct cp_theta *m, size_t n, size_t h) {
    return m->season ? m->factor[(n + h) % m->season] : 1;
}

void theta_project(const struct cp_theta *m, double sigma, size_t h, double *mean, double *se) {
    struct cp_theta run_on = *m;
    double decay = pow(1 - m->alpha, (double)m->t);
    for (size_t i = 0; i < h; i++, decay *= 1 - m->alpha) {
        double y = ahead(&run_on, decay), factor = factor_at(m, m->t, i);
        if (mean)
            mean[i] = y * factor;
        if (se)
            se[i] = sigma * factor * sqrt(1 + (double)i * m->alpha * m->alpha);
        step(&run_on, y);
    }
}

void theta_simulate(const struct cp_theta *m, double sigma, size_t h, struct cp_random *stream,
                    double *path) {
    theta_project(m, sigma, h, path, NULL);
    double moved = 0;
    for (size_t i = 0; i < h; i++) {
        double error = sigma * cp_random_normal(stream);
        path[i] += (moved + error) * factor_at(m, m->t, i);
        moved += m->alpha * error;
    }
}
