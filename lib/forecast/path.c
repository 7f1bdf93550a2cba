#include "forecast/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sample paths of a forecast: how its errors hang together from period to period and from series
 * to series. */

double cp_forecast_noise_next(struct cp_forecast_noise *noise) {
    const struct cp_forecast_sharing *s = noise->sharing;
    double own = cp_num_random_normal(&noise->own), z = 0;
    if (!s)
        return own;
    for (size_t k = 0; k < s->n; k++)
        z += s->loading[k] * cp_num_random_normal(&noise->shared);
    return z + s->own * own;
}

void cp_forecast_memory_draw(const struct cp_forecast_memory *m, size_t h,
                             struct cp_forecast_noise *noise, double *z) {
    double common = m->common > 0 ? sqrt(m->common) * cp_forecast_noise_next(noise) : 0;
    double x = 0, variance = 0, rest = sqrt(1 - m->common);
    for (size_t t = 0; t < h; t++) {
        x = m->lasts * x + cp_forecast_noise_next(noise);
        variance = m->lasts * m->lasts * variance + 1;
        z[t] = common + rest * x / sqrt(variance);
    }
}

/* What a normal number comes to in half widths: straight through what holds 80 and 95 %. */
static double reach_of(const struct cp_forecast_reach *r, double z) {
    const double near = 1.2815516, far = 1.959964; /* 90 and 97.5 % of a normal number */
    double size = fabs(z);
    double x = size <= near ? r->inner * size / near
                            : r->inner + (r->outer - r->inner) * (size - near) / (far - near);
    return z < 0 ? -x : x;
}

void cp_forecast_interval_path(const struct cp_forecast_interval *o, size_t h,
                               struct cp_forecast_noise *noise, double *path) {
    static const struct cp_forecast_memory walk = {1, 0};
    cp_forecast_memory_draw(o->along ? &o->along->memory : &walk, h, noise, path);
    for (size_t i = 0; i < h; i++) {
        if (o->along) {
            struct cp_forecast_reach r = cp_forecast_reach_at(&o->along->held, i);
            path[i] = cp_forecast_interval_off(o, i, reach_of(&r, path[i]));
        } else {
            path[i] = cp_forecast_interval_at(
                o, i, cp_forecast_interval_score(cp_num_normal_cdf(path[i])));
        }
    }
}

/* ---- what misses tell ---------------------------------------------------------------------- */

/* The periods that tell: all of few, else more of the near ones, for what is left after one. */
enum { MOST = 24 };

static size_t choose(size_t h, size_t *at) {
    size_t n = 0;
    for (size_t k = 0; k < MOST && (h <= MOST ? k < h : true); k++) {
        double far = pow((double)h, (double)k / (MOST - 1));
        size_t t = h <= MOST ? k : (size_t)far - 1;
        if (h > MOST && n && t <= at[n - 1])
            t = at[n - 1] + 1;
        if (t < h)
            at[n++] = t;
    }
    return n;
}

/* The correlation between periods s <= t, from 1, of what lasts so. */
static double lasting(double lasts, double s, double t) {
    double q = lasts * lasts;
    if (lasts == 0)
        return s == t;
    double share = q == 1 ? s / t : (1 - pow(q, s)) / (1 - pow(q, t));
    return pow(lasts, t - s) * sqrt(share);
}

/* The correlation of misses between the chosen periods, about 0; one odd forecast counts no more
 * than three usual ones. NaN: unknown. */
static void correlate(const double *miss, size_t rows, size_t h, const size_t *at, size_t n,
                      double (*r)[MOST]) {
    double usual[MOST];
    for (size_t i = 0; i < n; i++) {
        double sum = 0, known = 0;
        for (size_t k = 0; k < rows; k++) {
            double z = miss[k * h + at[i]];
            sum += isnan(z) ? 0 : fabs(z);
            known += !isnan(z);
        }
        usual[i] = known > 0 ? sum / known : NAN;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++) {
            double xy = 0, xx = 0, yy = 0, most = 3;
            for (size_t k = 0; k < rows; k++) {
                double x = miss[k * h + at[i]] / usual[i], y = miss[k * h + at[j]] / usual[j];
                if (isnan(x) || isnan(y))
                    continue;
                x = fmax(fmin(x, most), -most);
                y = fmax(fmin(y, most), -most);
                xy += x * y;
                xx += x * x;
                yy += y * y;
            }
            r[i][j] = xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : NAN;
        }
}

/* The part in common that is nearest to r where the rest lasts so, and how far off both are. */
static double common_of(const size_t *at, size_t n, double (*r)[MOST], double lasts, double *off) {
    double gr = 0, gg = 0, common = 0;
    for (int pass = 0; pass < 2; pass++) {
        *off = 0;
        for (size_t i = 0; i < n; i++)
            for (size_t j = i + 1; j < n; j++) {
                double g = lasting(lasts, (double)at[i] + 1, (double)at[j] + 1);
                if (isnan(r[i][j]))
                    continue;
                double e = r[i][j] - g - common * (1 - g);
                *off += e * e;
                gr += pass ? 0 : (1 - g) * (r[i][j] - g);
                gg += pass ? 0 : (1 - g) * (1 - g);
            }
        common = gg > 0 ? fmin(fmax(gr / gg, 0), 1) : 0;
    }
    return common;
}

void cp_forecast_memory_fit(const double *miss, size_t rows, size_t h, double counts,
                            const struct cp_forecast_memory *prior, double weight,
                            struct cp_forecast_memory *out) {
    enum { STEPS = 50 };
    size_t at[MOST], n = choose(h, at);
    double r[MOST][MOST] = {{0}}, least = INFINITY;
    correlate(miss, rows, h, at, n, r);
    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++) {
            double g = lasting(prior->lasts, (double)at[i] + 1, (double)at[j] + 1);
            double said = prior->common + (1 - prior->common) * g;
            r[i][j] =
                isnan(r[i][j]) ? said : (counts * r[i][j] + weight * said) / (counts + weight);
        }
    *out = *prior;
    for (int k = -STEPS / 2; k <= STEPS && n > 1; k++) {
        double lasts = (double)k / STEPS, off, common = common_of(at, n, r, lasts, &off);
        if (off < least) {
            least = off;
            *out = (struct cp_forecast_memory){lasts, common};
        }
    }
}

/* ---- what sums of misses tell -----------------------------------------------------------------
 */

/* The variance of the sum of a path's errors over periods [from, to), those of t with size[t], and
 * what its root were if they were all the same. */
struct spread {
    double variance, most;
};

static struct spread spread_of(const struct cp_forecast_memory *m, const double *size, size_t from,
                               size_t to) {
    double all = 0, rest = 0, before = 0, variance = 0;
    for (size_t t = 0; t < to; t++) {
        variance = m->lasts * m->lasts * variance + 1;
        if (t < from)
            continue;
        rest += size[t] * size[t] + 2 * size[t] / sqrt(variance) * before;
        before = m->lasts * (before + size[t] * sqrt(variance));
        all += size[t];
    }
    return (struct spread){m->common * all * all + (1 - m->common) * fmax(rest, 0), all};
}

size_t cp_forecast_memory_sums(const double *miss, size_t rows, size_t h, size_t of, double *sums) {
    size_t n = 0;
    for (size_t i = 0; i < rows * (h / of); i++) {
        const double *part = miss + i / (h / of) * h + i % (h / of) * of;
        double sum = 0;
        for (size_t t = 0; t < of; t++)
            sum += part[t];
        if (!isnan(sum))
            sums[n++] = fabs(sum);
    }
    return n;
}

double cp_forecast_memory_size(double *sums, double *weight, size_t n) {
    enum { LEVELS = 4 };
    static const double level[LEVELS] = {0.6, 0.7, 0.8, 0.9};
    double mean = 0;
    if (n == 0)
        return NAN;
    cp_num_sort_weighted(sums, weight, n);
    for (size_t i = 0; i < LEVELS; i++)
        mean += cp_num_quantile_weighted(sums, weight, n, level[i]) /
                cp_num_normal_quantile(0.5 + level[i] / 2) / LEVELS;
    return mean;
}

/* The standard deviation of a path's error in a period: of what reach_of makes of a normal number,
 * whose moments above the first of its bends these are. */
static double size_of(const struct cp_forecast_reach *r) {
    const double near = 1.2815516, far = 1.959964, above = 0.1, first = 0.0473424,
                 second = 0.0392957;
    const double within = 0.3501797; /* of its square, between both bends */
    double inside = r->inner / near, outside = (r->outer - r->inner) / (far - near);
    return sqrt(inside * inside * within +
                2 * (r->inner * r->inner * above + 2 * r->inner * outside * first +
                     outside * outside * second));
}

/* The sizes of a path's errors, and how far 80 % of them are against 1.28 of those. */
struct sizes {
    const double *at;
    size_t h;
    double narrow;
};

static struct sizes find_sizes(const struct cp_forecast_stretch *held, size_t h, double *size) {
    double all = 0, far = 0;
    for (size_t t = 0; t < h; t++) {
        struct cp_forecast_reach r = cp_forecast_reach_at(held, t);
        all += size[t] = size_of(&r);
        far += r.inner / cp_num_normal_quantile(0.9);
    }
    return (struct sizes){size, h, all > 0 ? far / all : 1};
}

/* How far 80 % of the sums of such paths over `of` periods are, in 1.28: of errors that are all the
 * same as one of them, of independent ones as a normal number. */
static double far_of_sums(const struct cp_forecast_memory *m, const struct sizes *x, size_t of) {
    double squares = 0;
    for (size_t k = 0; k < x->h / of; k++) {
        struct spread s = spread_of(m, x->at, k * of, (k + 1) * of);
        double same = s.most > 0 ? s.variance / (s.most * s.most) : 0;
        double far = 1 - same * same * (1 - x->narrow);
        squares += s.variance * far * far;
    }
    return sqrt(squares / (double)(x->h / of));
}

double cp_forecast_memory_said(const struct cp_forecast_memory *m,
                               const struct cp_forecast_stretch *held, size_t h, size_t of,
                               double *work) {
    struct sizes x = find_sizes(held, h, work);
    return far_of_sums(m, &x, of);
}

/* Nothing less than this lasts; found to 2^-20 of what it may be. */
static const double least_lasts = -0.5;
enum { STEPS = 20 };

/* So much lasts, and as much is in common as brings sums over all periods to `seen`. */
static struct cp_forecast_memory with_common(double lasts, const struct sizes *x, double seen) {
    struct cp_forecast_memory m = {lasts, 0};
    double from = 0, to = 1;
    if (far_of_sums(&m, x, x->h) > seen)
        return m;
    for (int k = 0; k < STEPS; k++) {
        m.common = (from + to) / 2;
        *(far_of_sums(&m, x, x->h) < seen ? &from : &to) = m.common;
    }
    return m;
}

/* Sums over all periods tell how much lasts where nothing is in common, and that is the most. Those
 * over parts of them, which are the larger the more lasts and the less is in common, tell how much
 * is left of it, and are half believed against the correlation that was fitted. */
void cp_forecast_memory_settle(const struct cp_forecast_stretch *held,
                               const struct cp_forecast_seen *seen, size_t h, double *work,
                               struct cp_forecast_memory *m) {
    struct sizes x = find_sizes(held, h, work);
    double from = least_lasts, most = 1;
    for (int k = 0; k < STEPS; k++) {
        struct cp_forecast_memory all = {(from + most) / 2, 0};
        *(far_of_sums(&all, &x, h) < seen->all ? &from : &most) = all.lasts;
    }
    double lasts = fmin(m->lasts, most), to = most;
    from = least_lasts;
    for (int k = 0; k < STEPS && seen->of < h; k++) {
        struct cp_forecast_memory part = with_common((from + to) / 2, &x, seen->all);
        *(far_of_sums(&part, &x, seen->of) < seen->part ? &from : &to) = part.lasts;
    }
    *m = with_common(seen->of < h ? (lasts + to) / 2 : lasts, &x, seen->all);
}
