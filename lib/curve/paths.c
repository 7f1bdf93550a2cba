/* Paths of all curves together. */
#include "curve/internal.h"
#include "num/num.h"
#include <math.h>
#include <string.h>

/* What is the same on all paths. Of a date: how factors decay since the one before, the root of the
 * covariance of their steps, and of each curve its weights at that date and half its variance. */
struct walk {
    const struct cp_curve_paths *p;
    size_t n, ncurve;
    double *decay, *root, *weight, *half;
    uint64_t *key; /* of the streams: a hash of the factor's name */
};

/* L with L L' = a, of an a that may be singular: a column without a rest is 0. */
static void semi_cholesky(double *a, size_t n) {
    for (size_t k = 0; k < n; k++) {
        double rest = a[k * n + k], own = rest;
        for (size_t j = 0; j < k; j++)
            rest -= a[k * n + j] * a[k * n + j];
        bool none = !(rest > 1e-14 * own);
        double pivot = none ? 0 : sqrt(rest);
        a[k * n + k] = pivot;
        for (size_t i = k + 1; i < n; i++) {
            double x = a[i * n + k];
            for (size_t j = 0; j < k; j++)
                x -= a[i * n + j] * a[k * n + j];
            a[i * n + k] = none ? 0 : x / pivot;
            a[k * n + i] = 0;
        }
    }
}

static void prepare_date(const struct walk *w, size_t d) {
    const struct cp_curve_factors *f = w->p->factors;
    double t = w->p->time[d], h = t - (d ? w->p->time[d - 1] : 0);
    double T = w->p->delivery ? w->p->delivery[d] : t, *root = w->root + d * w->n * w->n;
    for (size_t i = 0; i < w->n; i++) {
        w->decay[d * w->n + i] = exp(-f->speed[i] * h);
        for (size_t j = 0; j < w->n; j++)
            root[i * w->n + j] =
                w->p->draw && i != j ? 0 : cp_curve_step(f, i, j, h); /* draws are correlated */
    }
    semi_cholesky(root, w->n);
    for (size_t c = 0; c < w->ncurve; c++) {
        w->half[d * w->ncurve + c] = cp_curve_variance(f, c, T, t) / 2;
        for (size_t i = 0; i < w->n; i++)
            w->weight[(d * w->ncurve + c) * w->n + i] =
                f->weight[c * w->n + i] * exp(-f->speed[i] * (T - t));
    }
}

static double price(const struct walk *w, size_t d, size_t c, double move) {
    const struct cp_curve_factors *f = w->p->factors;
    double forward = w->p->forward[d * w->ncurve + c], floor = f->floor[c];
    if (f->normal[c])
        return forward + move;
    return floor + (forward - floor) * exp(move - w->half[d * w->ncurve + c]);
}

static void draw_pair(const struct walk *w, size_t pair, double *z) {
    for (size_t i = 0; i < w->n; i++) {
        struct cp_random r = cp_num_random_stream(w->p->seed, w->key[i], pair);
        for (size_t d = 0; d < w->p->ndate; d++)
            z[d * w->n + i] = cp_num_random_normal(&r);
    }
}

/* A path and, where there is another, the one turned round, which moves as far the other way. */
static void walk_pair(const struct walk *w, const double *z, double *x, double *one,
                      double *other) {
    size_t n = w->n, ndate = w->p->ndate;
    memset(x, 0, n * sizeof *x);
    for (size_t d = 0; d < ndate; d++) {
        const double *root = w->root + d * n * n, *draw = z + d * n;
        for (size_t i = 0; i < n; i++) {
            double step = 0;
            for (size_t j = 0; j <= i; j++)
                step += root[i * n + j] * draw[j];
            x[i] = w->decay[d * n + i] * x[i] + step;
        }
        for (size_t c = 0; c < w->ncurve; c++) {
            const double *weight = w->weight + (d * w->ncurve + c) * n;
            double move = 0;
            for (size_t i = 0; i < n; i++)
                move += weight[i] * x[i];
            one[d * w->ncurve + c] = price(w, d, c, move);
            if (other)
                other[d * w->ncurve + c] = price(w, d, c, -move);
        }
    }
}

/* Scale what is above the floor so that its mean is the forward; a normal price is shifted. */
static void match_mean(const struct walk *w, size_t column, double *out) {
    const struct cp_curve_factors *f = w->p->factors;
    size_t row = w->ncurve * w->p->ndate, c = column % w->ncurve;
    double sum = 0, forward = w->p->forward[column], floor = f->normal[c] ? 0 : f->floor[c];
    for (size_t p = 0; p < w->p->npath; p++)
        sum += out[p * row + column] - floor;
    double mean = sum / (double)w->p->npath, shift = f->normal[c] ? forward - mean : 0;
    double scale = f->normal[c] ? 1 : (forward - floor) / mean;
    for (size_t p = 0; p < w->p->npath && isfinite(scale) && mean != 0; p++)
        out[p * row + column] = floor + (out[p * row + column] - floor) * scale + shift;
}

/* Two paths: of one draw, or each of those that were given. */
static void walk_two(const struct walk *w, size_t pair, double *x, double *z, double *out) {
    size_t row = w->ncurve * w->p->ndate, cells = w->n * w->p->ndate;
    double *one = out + 2 * pair * row, *other = 2 * pair + 1 < w->p->npath ? one + row : NULL;
    if (!w->p->draw) {
        draw_pair(w, pair, z);
        walk_pair(w, z, x, one, other);
        return;
    }
    walk_pair(w, w->p->draw + 2 * pair * cells, x, one, NULL);
    if (other)
        walk_pair(w, w->p->draw + (2 * pair + 1) * cells, x, other, NULL);
}

static int run(const struct walk *w, double *out) {
    size_t pairs = (w->p->npath + 1) / 2, columns = w->ncurve * w->p->ndate, cells = w->n + 1;
    int jobs = w->p->jobs > 0 ? w->p->jobs : 1, failed = 0;
#pragma omp parallel num_threads(jobs)
    {
        double *x = cp_calloc(cells * (w->p->ndate + 1), sizeof *x);
        if (!x) {
#pragma omp atomic write
            failed = 1;
        }
#pragma omp for schedule(static)
        for (size_t i = 0; i < pairs; i++)
            if (x)
                walk_two(w, i, x, x + cells, out);
#pragma omp for schedule(static)
        for (size_t i = 0; i < columns; i++)
            if (w->p->match)
                match_mean(w, i, out);
        free(x);
    }
    return failed ? CP_ENOMEM : 0;
}

int cp_curve_paths(const struct cp_curve_paths *p, double *out) {
    const struct cp_curve_factors *f = p->factors;
    struct walk w = {.p = p, .n = f->n, .ncurve = f->ncurve};
    size_t n = f->n, nd = p->ndate;
    double *heap = cp_calloc(nd * (n + n * n + f->ncurve * n + f->ncurve) + 1, sizeof *heap);
    w.key = cp_calloc(n + 1, sizeof *w.key);
    int rc = heap && w.key ? 0 : CP_ENOMEM;
    if (rc == 0) {
        w.decay = heap;
        w.root = w.decay + nd * n;
        w.weight = w.root + nd * n * n;
        w.half = w.weight + nd * f->ncurve * n;
        for (size_t i = 0; i < n; i++)
            w.key[i] = cp_hash(f->name[i], strlen(f->name[i]), 0);
        for (size_t d = 0; d < nd; d++)
            prepare_date(&w, d);
        rc = run(&w, out);
    }
    free(heap);
    free(w.key);
    return rc;
}
