#include "forecast/internal.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How much of an error is left in the next period, by the values of a series themselves. */

/* Orthonormal columns of what is taken from a series: its mean, line and season. */
struct basis {
    size_t n, k;
    double *q; /* [k][n] */
};

static double dot(const double *a, const double *b, size_t n) {
    double sum = 0;
    for (size_t t = 0; t < n; t++)
        sum += a[t] * b[t];
    return sum;
}

/* Leave of x what the columns have nothing of. */
static void project(const struct basis *b, double *x) {
    for (size_t j = 0; j < b->k; j++) {
        double part = dot(x, b->q + j * b->n, b->n);
        for (size_t t = 0; t < b->n; t++)
            x[t] -= part * b->q[j * b->n + t];
    }
}

/* Add the column behind the last, without what those before it have of it; dropped where nothing is
 * left. Twice is enough [Giraud, Langou, Rozloznik, Computers and Mathematics with Applications 50
 * (2005) 1069]. */
static void add_column(struct basis *b) {
    double *x = b->q + b->k * b->n, before = sqrt(dot(x, x, b->n));
    for (int pass = 0; pass < 2; pass++)
        project(b, x);
    double size = sqrt(dot(x, x, b->n));
    if (!(size > 1e-8 * before))
        return;
    for (size_t t = 0; t < b->n; t++)
        x[t] /= size;
    b->k++;
}

static void fill(struct basis *b, size_t season) {
    for (size_t c = 0; c < 1 + season; c++) {
        double *x = b->q + b->k * b->n;
        for (size_t t = 0; t < b->n; t++)
            x[t] = c == 0 ? 1 : c == 1 ? (double)t - (double)(b->n - 1) / 2 : t % season == c - 2;
        add_column(b);
    }
}

/* y is a sum of x, each step away `lasts` times less. */
static void smear(const double *x, size_t n, double lasts, double *y) {
    double past = 0;
    for (size_t t = 0; t < n; t++) {
        y[t] = past + x[t];
        past = lasts * (past + x[t]);
    }
    past = 0;
    for (size_t t = n; t-- > 0;) {
        y[t] += past;
        past = lasts * (past + x[t]);
    }
}

/* (x[t - 1] + x[t + 1]) / 2. */
static void shift(const double *x, size_t n, double *y) {
    for (size_t t = 0; t < n; t++)
        y[t] = ((t ? x[t - 1] : 0) + (t + 1 < n ? x[t + 1] : 0)) / 2;
}

/* What the autocorrelation of the rest comes to when what lasts is `lasts`: with M the projection,
 * S the covariance and A the mean of both neighbours, tr(M A M S) / tr(M S). work[3 n]. */
static double seen_of(const struct basis *b, double lasts, double *work) {
    size_t n = b->n, k = b->k;
    double *s = work, *a = work + n, *other = work + 2 * n;
    double top = lasts * (double)(n - 1), bottom = (double)n;
    for (size_t i = 0; i < k; i++) {
        const double *q = b->q + i * n;
        smear(q, n, lasts, s);
        bottom -= dot(q, s, n);
        shift(q, n, a);
        top -= 2 * dot(a, s, n);
        for (size_t j = 0; j < k; j++) {
            shift(b->q + j * n, n, other);
            top += dot(b->q + j * n, s, n) * dot(q, other, n);
        }
    }
    return top / bottom;
}

/* The middle of the autocorrelations of such series is less than that of their means: the few that
 * wander are the large ones. Of Q(r) = e'(A - r)e with the rest e the median is k1 - k3 / (6 k2),
 * by its cumulants, and 0 where r is the middle. So much is to be added to r. work[n (2 n + 1)]. */
static double skew_of(const struct basis *b, double lasts, double r, double *work) {
    size_t n = b->n;
    double *g = work, *c = work + n * n, *next = c + n * n, squares = 0, cubes = 0, size = 0;
    for (size_t j = 0; j < n; j++) { /* what is left of a shock in j; the first is of all before */
        double *x = g + j * n, left = j || lasts >= 1 ? 1 : 1 / sqrt(1 - lasts * lasts);
        for (size_t t = j; t < n; t++, left *= lasts)
            x[t] = left;
        project(b, x);
        size += dot(x, x, n);
    }
    for (size_t j = 0; j < n; j++) {
        shift(g + j * n, n, next);
        for (size_t i = 0; i <= j; i++)
            c[j * n + i] = c[i * n + j] =
                dot(next, g + i * n, n) - r * dot(g + j * n, g + i * n, n);
    }
    for (size_t j = 0; j < n; j++)
        for (size_t i = 0; i < n; i++) {
            squares += c[j * n + i] * c[j * n + i];
            cubes += c[j * n + i] * dot(c + j * n, c + i * n, n);
        }
    return 8 * cubes / (6 * 2 * squares) / size;
}

/* What lasts where they come to `seen`. */
static double solve(const struct basis *b, double seen, double *work) {
    enum { HALVINGS = 12 };
    double low = 0, high = 1;
    for (int k = 0; k < HALVINGS; k++) {
        double middle = (low + high) / 2;
        *(seen_of(b, middle, work) < seen ? &low : &high) = middle;
    }
    return low;
}

double cp_forecast_memory_of(const double *y, size_t n, size_t season) {
    enum { LONG = 240, SHORT = 120 }; /* of more there is little to add */
    const double walk = 0.98;
    size_t from = n > LONG ? n - LONG : 0, used = n - from;
    size_t columns = season > 1 && season <= 24 && used >= 2 * season + 4 ? season : 1;
    struct basis b = {.n = used};
    if (used < columns + 6)
        return 1;
    double *work = cp_calloc((columns + 6) * used, sizeof *work), seen;
    if (!work)
        return NAN;
    double *rest = work + 3 * used;
    b.q = rest + used;
    fill(&b, columns);
    memcpy(rest, y + from, used * sizeof *rest);
    for (size_t t = 0; t < used; t++) /* a gap is as its neighbour */
        if (isnan(rest[t]))
            rest[t] = t ? rest[t - 1] : 0;
    project(&b, rest);
    shift(rest, used, work);
    seen = dot(rest, work, used) / dot(rest, rest, used);
    double lasts = solve(&b, seen, work), *room = NULL;
    if (used <= SHORT) {
        room = cp_calloc(used * (2 * used + 1), sizeof *room);
        lasts = room ? solve(&b, seen + skew_of(&b, lasts, seen, room), work) : NAN;
    }
    free(room);
    free(work);
    return isnan(lasts) ? NAN : !isfinite(seen) || lasts > walk ? 1 : lasts;
}
