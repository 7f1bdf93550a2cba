#include "forecast/method/theta.h"
#include "num/num.h"
#include <math.h>
#include <stdlib.h>

/* Dynamic optimised theta model [Fiorucci, Pellegrini, Louzada, Petropoulos, Koehler: Models for
 * optimising the theta method and their relationship to state space models, International Journal
 * of Forecasting 32 (2016) 1151, eq. 12-17]: simple smoothing of the series, and the line through
 * its past with weight 1 - 1/theta. The line is brought up to date with every value.
 *
 * For a given alpha the forecasts are linear in the first level and in the weight, so the fit is a
 * search over alpha alone. It minimises absolute errors, by least squares weighted anew
 * [Schlossmacher, J. of the American Statistical Association 68 (1973) 857], where the paper takes
 * squares: one broken value then moves little. */

static const double least_alpha = 0.05, most_alpha = 0.99, most_weight = 0.9999;
enum { WARM_UP = 2, GRID = 12, HALVINGS = 4, REWEIGHTS = 4 };

static double ahead(const struct cp_forecast_theta *m, double decay) {
    double line = decay * m->a + (1 - decay * (1 - m->alpha)) / m->alpha * m->b;
    return m->level + (1 - 1 / m->theta) * (m->t ? line : 0);
}

/* The state after y, the value that follows the first m->t. */
static void step(struct cp_forecast_theta *m, double y) {
    double t = (double)++m->t;
    m->b = t < 2 ? 0 : ((t - 2) * m->b + 6 / t * (y - m->mean)) / (t + 1);
    m->mean += (y - m->mean) / t;
    m->a = m->mean - (t + 1) / 2 * m->b;
    m->level = m->alpha * y + (1 - m->alpha) * m->level;
}

/* The errors at one alpha: rest - first * decay - weight * line. */
struct rows {
    size_t n;
    const double *y;
    double *rest, *decay, *line, *e;
};

static void lay_out(const struct rows *r, double alpha) {
    struct cp_forecast_theta unit = {.alpha = alpha, .theta = INFINITY};
    double decay = 1;
    for (size_t t = 0; t < r->n; t++, decay *= 1 - alpha) {
        r->decay[t] = decay;
        r->rest[t] = r->y[t] - unit.level;
        r->line[t] = ahead(&unit, decay) - unit.level;
        step(&unit, r->y[t]);
    }
}

/* One weighted least-squares solution; sum of absolute errors. */
static double solve(const struct rows *r, double floor, double *first, double *weight) {
    double dd = 1e-300, dl = 0, ll = 1e-300, dr = 0, lr = 0, sum = 0;
    for (size_t t = WARM_UP; t < r->n; t++) {
        double w = floor > 0 ? 1 / fmax(fabs(r->e[t]), floor) : 1, d = w * r->decay[t];
        dd += d * r->decay[t];
        dl += d * r->line[t];
        ll += w * r->line[t] * r->line[t];
        dr += d * r->rest[t];
        lr += w * r->line[t] * r->rest[t];
    }
    double det = dd * ll - dl * dl;
    *weight = det > 1e-10 * dd * ll ? fmin(fmax((dd * lr - dl * dr) / det, 0), most_weight) : 0;
    *first = (dr - *weight * dl) / dd;
    for (size_t t = WARM_UP; t < r->n; t++) {
        r->e[t] = r->rest[t] - *first * r->decay[t] - *weight * r->line[t];
        sum += fabs(r->e[t]);
    }
    return sum;
}

/* The least sum of absolute errors at one alpha. */
static double best_at(const struct rows *r, double alpha, double *first, double *weight) {
    lay_out(r, alpha);
    double sum = solve(r, 0, first, weight);
    for (int i = 0; i < REWEIGHTS && sum > 0; i++)
        sum = solve(r, 1e-3 * sum / (double)r->n, first, weight);
    return sum;
}

static double search(const struct rows *r) {
    double width = (most_alpha - least_alpha) / GRID, alpha = NAN, best = INFINITY, first, weight;
    for (int k = 0; k < GRID; k++) {
        double at = least_alpha + width * (k + 0.5), sum = best_at(r, at, &first, &weight);
        if (sum < best) {
            best = sum;
            alpha = at;
        }
    }
    for (int k = 0; k < HALVINGS && isfinite(best); k++) {
        width /= 2;
        for (int side = -1; side <= 1; side += 2) {
            double at = alpha + side * width, sum = best_at(r, at, &first, &weight);
            if (sum < best) {
                best = sum;
                alpha = at;
                break;
            }
        }
    }
    return alpha;
}

int cp_forecast_theta_fit(struct cp_forecast_theta *m, const double *y, size_t n, double *sse) {
    double *room = cp_calloc(n, 4 * sizeof *room), first, weight;
    if (!room)
        return CP_ENOMEM;
    struct rows r = {n, y, room, room + n, room + 2 * n, room + 3 * n};
    int rc = CP_ENUMERIC;
    double alpha = search(&r);
    if (isfinite(alpha)) {
        best_at(&r, alpha, &first, &weight);
        *sse = 0;
        for (size_t t = WARM_UP; t < n; t++)
            *sse += r.e[t] * r.e[t];
        *m = (struct cp_forecast_theta){.alpha = alpha, .theta = 1 / (1 - weight), .level = first};
        for (size_t t = 0; t < n; t++)
            step(m, y[t]);
        rc = isfinite(*sse) && isfinite(m->level) ? 0 : CP_ENUMERIC;
    }
    free(room);
    return rc;
}

/* ---- the method -------------------------------------------------------------------------- */

static int fit(const struct cp_forecast_transform *v, struct cp_forecast_model *m) {
    struct cp_forecast_theta *s = cp_forecast_state(m, sizeof *s, 0);
    double sse;
    int rc = s ? cp_forecast_theta_fit(s, v->z, v->n, &sse) : CP_ENOMEM;
    if (rc)
        return rc;
    /* of the values from the third on, and two parameters */
    double variance = sse / (v->n > 6 ? (double)(v->n - 5) : 1);
    cp_forecast_rate_by_variance(m, v, 4, variance);
    return 0;
}

static int rescale(struct cp_forecast_model *m, double unit) {
    struct cp_forecast_theta *s = m->state;
    s->level *= unit;
    s->mean *= unit;
    s->a *= unit;
    s->b *= unit;
    return isfinite(s->level) ? 0 : CP_ENUMERIC;
}

/* The paper gives intervals by simulation with the smoothing's answer alpha to an error; so here,
 * in closed form, and the paths likewise. */
static void project(const struct cp_forecast_model *m, size_t h, double *mean, double *se) {
    struct cp_forecast_theta s = *(const struct cp_forecast_theta *)m->state;
    double alpha = s.alpha, sigma = sqrt(m->sigma2), decay = pow(1 - alpha, (double)s.t);
    for (size_t i = 0; i < h; i++, decay *= 1 - alpha) {
        double y = ahead(&s, decay);
        if (mean)
            mean[i] = y;
        if (se)
            se[i] = sigma * sqrt(1 + (double)i * alpha * alpha);
        step(&s, y);
    }
}

static void simulate(const struct cp_forecast_model *m, size_t h, struct cp_random *stream,
                     double *work, double *path) {
    const struct cp_forecast_theta *s = m->state;
    double moved = 0, sigma = sqrt(m->sigma2);
    (void)work;
    project(m, h, path, NULL);
    for (size_t i = 0; i < h; i++) {
        double error = sigma * cp_num_random_normal(stream);
        path[i] += moved + error;
        moved += s->alpha * error;
    }
}

static void describe(const struct cp_forecast_model *m, char *buf, size_t size) {
    const struct cp_forecast_theta *s = m->state;
    cp_forecast_describe(buf, size, "alpha", s->alpha);
    cp_forecast_describe(buf, size, "theta", s->theta);
}

const struct cp_forecast_method cp_forecast_method_theta = {
    .name = "theta",
    .meaning = "dynamic optimised theta, season taken out",
    .values = 4,
    .on_root = true,
    .filled = true,
    .adjusted = true,
    .fit = fit,
    .rescale = rescale,
    .project = project,
    .simulate = simulate,
    .describe = describe,
};
