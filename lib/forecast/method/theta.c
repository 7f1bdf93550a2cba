#include "forecast/method/theta.h"
#include "forecast/method/lanes.h"
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
enum { WARM_UP = 2, GRID = 12, HALVINGS = 4, REWEIGHTS = 4, LANES = CP_LANES };
typedef cp_forecast_lanes lanes;
typedef int64_t masks __attribute__((vector_size(sizeof(lanes))));

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

/* ---- the search: four alphas side by side --------------------------------------------------- */

/* The errors of each: rest - first * decay - weight * line. */
struct rows {
    size_t n;
    const double *y;
    double *a, *b; /* the line through the values before each, whatever alpha is */
    lanes *rest, *decay, *line, *e, *w;
};
/* What makes the sum of their sizes least. */
struct fits {
    lanes sum, first, weight;
};

static void draw_lines(const struct rows *r) {
    struct cp_forecast_theta s = {.alpha = 1};
    for (size_t t = 0; t < r->n; t++) {
        r->a[t] = s.a;
        r->b[t] = s.b;
        step(&s, r->y[t]);
    }
}

CP_WIDE static void lay_out(const struct rows *r, const lanes *alphas) {
    lanes alpha = *alphas, level = alpha * 0, decay = level + 1;
    for (size_t t = 0; t < r->n; t++, decay *= 1 - alpha) {
        lanes line = decay * r->a[t] + (1 - decay * (1 - alpha)) / alpha * r->b[t];
        r->decay[t] = decay;
        r->rest[t] = r->y[t] - level;
        r->line[t] = (level + line) - level;
        r->w[t] = alpha * 0 + 1;
        level = alpha * r->y[t] + (1 - alpha) * level;
    }
}

/* Errors count one over their size, those below `floor` as if they were that. */
CP_WIDE static void weigh(const struct rows *r, const lanes *floor) {
    const lanes zero = {0}, least = *floor;
    for (size_t t = WARM_UP; t < r->n; t++) {
        lanes e = r->e[t], back = zero - e;
        masks negative = e < zero;
        lanes size = (lanes)((negative & (masks)back) | (~negative & (masks)e));
        masks more = size > least;
        r->w[t] = 1 / (lanes)((more & (masks)size) | (~more & (masks)least));
    }
}

/* One weighted least-squares solution, and its sum of absolute errors. */
CP_WIDE static void solve(const struct rows *r, struct fits *out) {
    const lanes zero = {0};
    lanes dd = zero + 1e-300, ll = dd, dl = zero, dr = zero, lr = zero, sum = zero;
    for (size_t t = WARM_UP; t < r->n; t++) {
        lanes w = r->w[t], d = w * r->decay[t], line = r->line[t];
        dd += d * r->decay[t];
        dl += d * line;
        ll += w * line * line;
        dr += d * r->rest[t];
        lr += w * line * r->rest[t];
    }
    lanes det = dd * ll - dl * dl, weight = (dd * lr - dl * dr) / det, seen = 1e-10 * dd * ll;
    for (int k = 0; k < LANES; k++)
        weight[k] = det[k] > seen[k] ? fmin(fmax(weight[k], 0), most_weight) : 0;
    lanes first = (dr - weight * dl) / dd;
    for (size_t t = WARM_UP; t < r->n; t++) {
        lanes e = r->rest[t] - first * r->decay[t] - weight * r->line[t], back = zero - e;
        masks negative = e < zero;
        r->e[t] = e;
        sum += (lanes)((negative & (masks)back) | (~negative & (masks)e));
    }
    *out = (struct fits){sum, first, weight};
}

/* The least sums of absolute errors at four alphas. */
static void best_at(const struct rows *r, const lanes *alpha, struct fits *out) {
    lay_out(r, alpha);
    solve(r, out);
    for (int i = 0; i < REWEIGHTS; i++) {
        struct fits next;
        lanes floor = 1e-3 * out->sum / (double)r->n;
        weigh(r, &floor);
        solve(r, &next);
        for (int k = 0; k < LANES; k++) /* what has no error is the best already */
            if (out->sum[k] > 0) {
                out->sum[k] = next.sum[k];
                out->first[k] = next.first[k];
                out->weight[k] = next.weight[k];
            }
    }
}

/* The alpha of the least sum, and what makes it that. */
static double search(const struct rows *r, double *first, double *weight) {
    double width = (most_alpha - least_alpha) / GRID, alpha = NAN, best = INFINITY;
    lanes at;
    struct fits f;
    for (int k = 0; k < GRID; k += LANES) {
        for (int i = 0; i < LANES; i++)
            at[i] = least_alpha + width * (k + i + 0.5);
        best_at(r, &at, &f);
        for (int i = 0; i < LANES; i++)
            if (f.sum[i] < best) {
                best = f.sum[i];
                alpha = at[i];
                *first = f.first[i];
                *weight = f.weight[i];
            }
    }
    /* On both sides, and at half of that for the next turn where neither is better. */
    for (int k = 0; k < HALVINGS && isfinite(best);) {
        bool moved = false;
        at = (lanes){alpha - width / 2, alpha + width / 2, alpha - width / 4, alpha + width / 4};
        best_at(r, &at, &f);
        for (int i = 0; i < LANES && k < HALVINGS && !moved; i += 2, k++) {
            width /= 2;
            for (int side = i; side < i + 2 && !moved; side++)
                if (f.sum[side] < best) {
                    best = f.sum[side];
                    alpha = at[side];
                    *first = f.first[side];
                    *weight = f.weight[side];
                    moved = true;
                }
        }
    }
    return alpha;
}

int cp_forecast_theta_fit(struct cp_forecast_theta *m, const double *y, size_t n, double *sse) {
    enum { ARRAYS = 6 };
    lanes *room = cp_forecast_lanes_new(ARRAYS * n);
    if (!room)
        return CP_ENOMEM;
    double *lines = (double *)(room + (size_t)(ARRAYS - 1) * n);
    struct rows r = {n,           y, lines, lines + n, room, room + n, room + 2 * n, room + 3 * n,
                     room + 4 * n};
    int rc = CP_ENUMERIC;
    draw_lines(&r);
    double first = 0, weight = 0, alpha = search(&r, &first, &weight);
    if (isfinite(alpha)) {
        const lanes at = {alpha, alpha, alpha, alpha};
        lay_out(&r, &at);
        *sse = 0;
        for (size_t t = WARM_UP; t < n; t++) {
            double e = r.rest[t][0] - first * r.decay[t][0] - weight * r.line[t][0];
            *sse += e * e;
        }
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
