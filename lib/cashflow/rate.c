/* All internal rates of return by interval bisection on x = log(1+r).
 *
 * The present value is g(x) = sum a_i exp(-(t_i - s) x) for any shift s: a factor exp(s x) moves no
 * root. Each term is monotone in x, so its values at the ends of an interval bound it inside, and
 * the sums of these bound g and g'. An interval whose bounds exclude g = 0 holds no root; one whose
 * bounds exclude g' = 0 holds at most one, told by the signs at its ends; any other is halved. */
#include "cashflow/cashflow.h"
#include <float.h>
#include <math.h>
#include <stdlib.h>

static const double limit = 27.631021115928547; /* log(1e12) */

struct term {
    double t, a;
};

struct sum {
    const struct term *term;
    size_t n;
};

static int by_time(const void *pa, const void *pb) {
    const struct term *a = pa, *b = pb;
    if (a->t != b->t)
        return a->t < b->t ? -1 : 1;
    return (a->a > b->a) - (a->a < b->a);
}

/* Ordered in time, one term a moment, no zeros. Amounts of a moment are added in order of size so
 * that the order of input changes no bit. */
static size_t merge(struct term *w, size_t n) {
    qsort(w, n, sizeof *w, by_time);
    size_t m = 0;
    for (size_t i = 0; i < n;) {
        double t = w[i].t, a = 0, size = 0;
        for (; i < n && w[i].t == t; i++) {
            a += w[i].a;
            size += fabs(w[i].a);
        }
        if (fabs(a) > 4 * DBL_EPSILON * size)
            w[m++] = (struct term){t, a};
    }
    return m;
}

static double largest_exponent(struct sum f, double shift, double x) {
    double m = -INFINITY;
    for (size_t i = 0; i < f.n; i++)
        m = fmax(m, log(fabs(f.term[i].a)) - (f.term[i].t - shift) * x);
    return m;
}

/* g(x) / exp(scale), and the sum of the absolute terms. */
static double value(struct sum f, double x, double *size) {
    double scale = largest_exponent(f, 0, x), g = 0, s = 0;
    for (size_t i = 0; i < f.n; i++) {
        double e = exp(log(fabs(f.term[i].a)) - f.term[i].t * x - scale);
        g += copysign(e, f.term[i].a);
        s += e;
    }
    if (size)
        *size = s;
    return g;
}

struct bounds {
    double lo, hi;   /* of g */
    double dlo, dhi; /* of g' */
};

static struct bounds bound(struct sum f, double a, double b) {
    double mid = (a + b) / 2, scale = largest_exponent(f, 0, mid), shift = 0, weight = 0;
    for (size_t i = 0; i < f.n; i++) {
        double e = exp(log(fabs(f.term[i].a)) - f.term[i].t * mid - scale);
        shift += e * f.term[i].t;
        weight += e;
    }
    shift /= weight;
    scale = fmax(largest_exponent(f, shift, a), largest_exponent(f, shift, b));
    struct bounds r = {0};
    for (size_t i = 0; i < f.n; i++) {
        double t = f.term[i].t - shift, l = log(fabs(f.term[i].a)) - scale;
        double ea = exp(l - t * a), eb = exp(l - t * b);
        double small = fmin(ea, eb), large = fmax(ea, eb), slope = f.term[i].a > 0 ? -t : t;
        r.lo += f.term[i].a > 0 ? small : -large;
        r.hi += f.term[i].a > 0 ? large : -small;
        r.dlo += slope * (slope > 0 ? small : large);
        r.dhi += slope * (slope > 0 ? large : small);
    }
    return r;
}

/* The one sign change in [a, b], to the last bit. */
static double bisect(struct sum f, double a, double b, double ga) {
    for (int i = 0; i < 200; i++) {
        double mid = a + (b - a) / 2;
        if (mid <= a || mid >= b)
            break;
        double g = value(f, mid, NULL);
        if (g == 0)
            return mid;
        if ((g < 0) == (ga < 0))
            a = mid;
        else
            b = mid;
    }
    return a + (b - a) / 2;
}

struct search {
    struct sum f;
    struct cp_rates *out;
    double touched, nearest; /* where the last cluster of touching intervals ends, its best |g| */
};

static void keep(struct search *w, double x) {
    struct cp_rates *out = w->out;
    double r = fabs(x) < 1e-14 ? 0 : expm1(x);
    if (out->n > 0 && fabs(log1p(out->root[out->n - 1]) - x) <= 1e-9)
        return;
    if (out->n < CP_RATE_MAX)
        out->root[out->n++] = r;
}

/* An interval too narrow to halve: g and g' cannot be told from zero. Neighbours are one root. */
static void keep_touching(struct search *w, double x) {
    double size, g = fabs(value(w->f, x, &size)) / size;
    if (g > 1e-12)
        return;
    bool same = x - w->touched <= 1e-6;
    w->touched = x;
    if (same && g >= w->nearest)
        return;
    if (same)
        w->out->n--;
    w->nearest = g;
    keep(w, x);
}

static void search(struct search *w, double a, double b, int depth) {
    struct bounds r = bound(w->f, a, b);
    if (r.lo > 0 || r.hi < 0)
        return;
    double mid = a + (b - a) / 2;
    if (r.dlo > 0 || r.dhi < 0) {
        double ga = value(w->f, a, NULL), gb = value(w->f, b, NULL);
        if (ga == 0)
            keep(w, a);
        else if (gb == 0)
            keep(w, b);
        else if ((ga < 0) != (gb < 0))
            keep(w, bisect(w->f, a, b, ga));
    } else if (depth == 30) {
        keep_touching(w, mid);
    } else {
        search(w, a, mid, depth + 1);
        search(w, mid, b, depth + 1);
    }
}

int cp_cashflow_rates(const double *year, const double *amount, size_t n, struct cp_rates *out,
                      struct cp_error *err) {
    struct term *w = cp_calloc(n ? n : 1, sizeof *w);
    if (!w)
        return cp_fail_nomem(err);
    int rc = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isfinite(year[i]) || !isfinite(amount[i])) {
            rc = cp_fail(err, CP_ENUMERIC, "flow %zu is not a finite number", i + 1);
            goto out;
        }
        w[i] = (struct term){year[i], amount[i]};
    }
    *out = (struct cp_rates){.status = CP_RATE_NONE, .rate = NAN};
    size_t m = merge(w, n);
    bool in = false, paid = false;
    for (size_t i = 0; i < m; i++) {
        in |= w[i].a > 0;
        paid |= w[i].a < 0;
    }
    if (!in || !paid)
        goto out;
    for (size_t i = m; i-- > 0;)
        w[i].t -= w[0].t;
    /* Cut at zero so that a rate of exactly 0 is found as such. */
    struct search all = {.f = {w, m}, .out = out, .touched = -INFINITY};
    search(&all, -limit, 0, 0);
    search(&all, 0, limit, 0);
    for (size_t i = 0; i < out->n; i++)
        if (i == 0 || fabs(log1p(out->root[i])) < fabs(log1p(out->rate)))
            out->rate = out->root[i];
    out->status = out->n == 0 ? CP_RATE_NONE : out->n == 1 ? CP_RATE_UNIQUE : CP_RATE_SEVERAL;
out:
    free(w);
    return rc;
}
