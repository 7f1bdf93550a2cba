/* Draws of drivers: what changes none of them, how even they are, and how they hang together. */
#include "num/num.h"
#include "scenario/scenario.h"
#include "tap.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 4096 };
static const enum cp_scenario_method methods[] = {CP_SCENARIO_PLAIN, CP_SCENARIO_SOBOL,
                                                  CP_SCENARIO_LATIN};
static const char *const words[] = {"plain", "sobol", "latin"};

/* In the order of Gray's code: dimensions 1 and 2, in which Joe and Kuo's numbers are GSL's; then
 * that of every dimension each half, quarter, eighth and sixteenth has its part. */
static void sobol(void) {
    static const struct {
        uint32_t number;
        double x[2];
    } rows[] = {{0, {0, 0}},          {1, {.5, .5}},        {2, {.75, .25}},
                {3, {.25, .75}},      {4, {.375, .375}},    {7, {.125, .625}},
                {8, {.1875, .3125}},  {10, {.9375, .0625}}, {12, {.3125, .1875}},
                {13, {.8125, .6875}}, {15, {.0625, .9375}}};
    struct cp_num_sobol s;
    ok(cp_num_sobol_make(CP_SOBOL_DIMENSIONS, &s) == 0, "40 dimensions");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t d = 0; d < 2; d++)
            ok_near(cp_num_sobol_at(&s, rows[i].number, d) * 0x1p-30, rows[i].x[d], 0, "a point");
    size_t wrong = 0;
    for (size_t d = 0; d < CP_SOBOL_DIMENSIONS; d++) {
        unsigned count[16] = {0};
        for (uint32_t i = 0; i < 1 << 12; i++)
            count[cp_num_sobol_at(&s, i, d) >> 26]++;
        for (size_t k = 0; k < 16; k++)
            wrong += count[k] != 256;
    }
    ok(wrong == 0, "every sixteenth of every axis has its part");
    ok(cp_num_sobol_make(0, &s) == CP_ENOMEM && cp_num_sobol_make(41, &s) == CP_ENOMEM,
       "no more, and none");
}

static double *draw(const char *name, size_t ndraw, enum cp_scenario_method m, uint64_t seed,
                    size_t n) {
    double *u = calloc(n * ndraw, sizeof *u);
    const struct cp_scenario_driver d = {name, ndraw};
    if (!u || cp_scenario_uniform(&d, m, seed, n, ndraw, u) != 0)
        exit(1);
    return u;
}

/* More samples, more draws of each: the bytes of the earlier ones stay. */
static void nothing_moves(void) {
    for (size_t m = 0; m < 2; m++) { /* a hypercube hangs on how many there are */
        double *few = draw("gas/short", 3, methods[m], 5, 1000);
        double *more = draw("gas/short", 60, methods[m], 5, 3000);
        size_t differ = 0;
        for (size_t i = 0; i < 1000; i++)
            differ += memcmp(few + i * 3, more + i * 60, 3 * sizeof *few) != 0;
        ok(differ == 0, "%s: a thousand samples more, and periods, change none", words[m]);
        free(few);
        free(more);
    }
    for (size_t m = 0; m < 3; m++) {
        double *a = draw("gas/short", 2, methods[m], 5, 100), *b;
        b = draw("gas/short", 2, methods[m], 5, 100);
        ok(memcmp(a, b, 200 * sizeof *a) == 0, "%s: the same again", words[m]);
        free(b);
        b = draw("gas/short", 2, methods[m], 6, 100);
        ok(memcmp(a, b, 200 * sizeof *a) != 0, "%s: not of another seed", words[m]);
        free(a);
        free(b);
    }
}

/* How often they lie in each of `parts` parts of an axis, at most and at least. */
static void count(const double *u, size_t n, size_t stride, size_t parts, size_t *least,
                  size_t *most) {
    size_t *c = calloc(parts, sizeof *c);
    *least = SIZE_MAX;
    *most = 0;
    for (size_t i = 0; c && i < n; i++)
        c[(size_t)(u[i * stride] * (double)parts)]++;
    for (size_t k = 0; c && k < parts; k++) {
        *least = c[k] < *least ? c[k] : *least;
        *most = c[k] > *most ? c[k] : *most;
    }
    free(c);
}

/* Sobol's points and a hypercube fill each axis evenly, Sobol's pairs of axes too; two drivers do
 * not hang together. */
static void evenness(void) {
    size_t least, most;
    for (size_t m = 0; m < 3; m++) {
        double *a = draw("a", 4, methods[m], 1, N), *b = draw("b", 4, methods[m], 1, N);
        double sum = 0, low = 1, high = 0;
        for (size_t k = 0; k < 4; k++) {
            count(a + k, N, 4, N / 4, &least, &most);
            ok(m == 0 ? least == 0 && most > 8 : least == 4 && most == 4,
               "%s: from %zu to %zu in each of %d parts", words[m], least, most, N / 4);
        }
        for (size_t i = 0; i < N; i++) {
            sum += (a[i * 4] - .5) * (b[i * 4] - .5) * 12 / N;
            low = fmin(low, a[i * 4]);
            high = fmax(high, a[i * 4]);
        }
        ok(fabs(sum) < 4 / sqrt(N), "%s: a and b are correlated by %.4f", words[m], sum);
        ok(low > 0 && high < 1, "%s: within", words[m]);
        size_t cell[64 * 64] = {0}, worst = 0;
        for (size_t i = 0; i < N; i++)
            worst += cell[(size_t)(a[i * 4] * 64) * 64 + (size_t)(a[i * 4 + 1] * 64)]++ > 0;
        ok(m != 1 || worst == 0, "%s: %zu share a cell of 64 x 64", words[m], worst);
        free(a);
        free(b);
    }
}

/* The error of a mean of two drivers' sum falls as it should. */
static void integrals(void) {
    double error[3] = {0};
    for (size_t m = 0; m < 3; m++)
        for (uint64_t seed = 1; seed <= 20; seed++) {
            double *a = draw("a", 1, methods[m], seed, 1024), *b;
            double mean = 0;
            b = draw("b", 1, methods[m], seed, 1024);
            for (size_t i = 0; i < 1024; i++)
                mean += (exp(a[i]) + exp(b[i]) + .1 * a[i] * b[i]) / 1024;
            double off = mean - 2 * (exp(1) - 1) - .025;
            error[m] += off * off / 20;
            free(a);
            free(b);
        }
    ok(error[1] < error[0] / 100 && error[2] < error[0] / 100,
       "mean square %.2g plain, %.2g sobol, %.2g latin", error[0], error[1], error[2]);
}

static int ascending(const void *a, const void *b) {
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* A newsvendor: demand normal, 100 and 20, cost 5, price 8. The best order of a set of draws is its
 * quantile at 3/8; as the sets grow it, and what it truly earns, settle at 93.62721272071249 and
 * 239.3287612308647; in sample it is no further off than what is earned varies, from some 80 below
 * the order on, over how many draws there are [Kaut and Wallace, Pacific Journal of Optimization 3
 * (2007) 257]. */
static double earned(double order) {
    double z = (order - 100) / 20, density = exp(-z * z / 2) / sqrt(2 * M_PI);
    double sold = 100 * cp_num_normal_cdf(z) - 20 * density + order * (1 - cp_num_normal_cdf(z));
    return 8 * sold - 5 * order;
}

static void newsvendor(void) {
    static const size_t sizes[] = {64, 512, 4096};
    static const double far[] = {1.5, .2, .05};
    ok_near(earned(93.62721272071249), 239.3287612308647, 1e-9, "what is earned");
    for (size_t k = 0; k < 3; k++) {
        double least = HUGE_VAL, most = 0, lost = 0, worst = 0;
        for (uint64_t seed = 1; seed <= 10; seed++) {
            double *u = draw("demand", 1, CP_SCENARIO_SOBOL, seed, sizes[k]), in = 0;
            for (size_t i = 0; i < sizes[k]; i++)
                u[i] = 100 + 20 * cp_num_normal_quantile(u[i]);
            qsort(u, sizes[k], sizeof *u, ascending);
            double order = u[(size_t)ceil(.375 * (double)sizes[k]) - 1];
            for (size_t i = 0; i < sizes[k]; i++)
                in += (8 * fmin(u[i], order) - 5 * order) / (double)sizes[k];
            least = fmin(least, order);
            most = fmax(most, order);
            lost = fmax(lost, 239.3287612308647 - earned(order));
            worst = fmax(worst, fabs(in - 239.3287612308647));
            free(u);
        }
        ok(most < 93.62721272071249 + far[k] && least > 93.62721272071249 - far[k],
           "%zu draws, ten seeds: orders from %.3f to %.3f", sizes[k], least, most);
        ok(lost < far[k] / 10 && worst < 8 * 80 / (double)sizes[k],
           "out of sample at most %.4f lost, in it at most %.3f away", lost, worst);
    }
}

/* ---- copulas --------------------------------------------------------------------------------- */

static double correlation(const double *z, size_t stride, size_t i, size_t j) {
    double a = 0, b = 0, ab = 0, aa = 0, bb = 0;
    for (size_t r = 0; r < N; r++) {
        a += z[r * stride + i] / N;
        b += z[r * stride + j] / N;
    }
    for (size_t r = 0; r < N; r++) {
        double x = z[r * stride + i] - a, y = z[r * stride + j] - b;
        ab += x * y;
        aa += x * x;
        bb += y * y;
    }
    return ab / sqrt(aa * bb);
}

static double *normals(size_t k, uint64_t seed) {
    double *z = draw("z", k, CP_SCENARIO_PLAIN, seed, N);
    for (size_t i = 0; i < N * k; i++)
        z[i] = cp_num_normal_quantile(z[i]);
    return z;
}

/* Points of Gauss and Hermite, by the roots of He3 = x^3 - 3x and He5 = x^5 - 10x^3 + 15x: of three
 * +-sqrt 3 with a sixth, of five weights from 8/15 on. Moments of a standard normal variable are 0,
 * 1, 0, 3, 0, 15, 0, 105, ... up to degree 2n - 1, and not the next one. */
static void points(void) {
    static const double three[] = {-1.7320508075688774, 0, 1.7320508075688774},
                        sixths[] = {.1666666666666666, .6666666666666669, .1666666666666666},
                        five[] = {-2.8569700138728056, -1.355626179974266, 0, 1.355626179974266,
                                  2.8569700138728056},
                        parts[] = {.011257411327720677, .22207592200561257, .5333333333333335,
                                   .22207592200561257, .011257411327720677};
    double x[9], w[9], u[CP_SCENARIO_POINTS], weight[CP_SCENARIO_POINTS];
    for (size_t n = 1; n <= 9; n++) {
        double wrong = 0, moment = 1, next = 0;
        ok(cp_num_hermite(n, x, w) == 0, "points");
        for (size_t k = 0; k <= 2 * n; k++) {
            double sum = 0;
            for (size_t i = 0; i < n; i++)
                sum += w[i] * pow(x[i], (double)k);
            moment = k == 0 ? 1 : k % 2 ? moment : moment * (double)(k - 1);
            if (k < 2 * n)
                wrong = fmax(wrong, fabs(sum - (k % 2 ? 0 : moment)) / moment);
            else
                next = fabs(sum - moment) / moment;
        }
        ok(wrong < 1e-12 && next > 1e-6, "%zu points: moments up to %zu (%.1e), not %zu", n,
           2 * n - 1, wrong, 2 * n);
    }
    ok(cp_scenario_points_of(CP_SCENARIO_HERMITE_3, u, weight) == 3, "three");
    for (size_t i = 0; i < 3; i++) {
        ok_near(cp_num_normal_quantile(u[i]), three[i], 1e-12, "three: point");
        ok_near(weight[i], sixths[i], 1e-12, "three: weight");
    }
    ok(cp_scenario_points_of(CP_SCENARIO_HERMITE_5, u, weight) == 5, "five");
    for (size_t i = 0; i < 5; i++) {
        ok_near(cp_num_normal_quantile(u[i]), five[i], 1e-11, "five: point");
        ok_near(weight[i], parts[i], 1e-12, "five: weight");
    }
    ok(cp_scenario_points_of(CP_SCENARIO_PEARSON_TUKEY, u, weight) == 3, "quantiles");
    ok(u[0] == .05 && u[1] == .5 && u[2] == .95 && weight[0] == .185 && weight[1] == .63,
       "extended Pearson-Tukey [Keefer and Bodily 1983]");
    ok(cp_scenario_points_of(CP_SCENARIO_SOBOL, u, weight) == 0, "draws have none");
}

static void random_correlation(struct cp_random *r, size_t k, double *a) {
    double far;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j <= i; j++)
            a[i * k + j] = a[j * k + i] = i == j ? 1 : 2 * cp_num_random_uniform(r) - 1;
    cp_num_nearest_correlation(a, k, &far);
}

/* 100 random sets of drivers: correlated as asked, a new last one changes none before it, matched
 * they are so to rounding. */
static void random_sets(void) {
    struct cp_random r = cp_num_random_stream(11, 0, 0);
    double off = 0, moved = 0, exact = 0, centre = 0;
    size_t unmatched = 0;
    for (uint64_t set = 0; set < 100; set++) {
        size_t k = 2 + set % 5;
        double rho[49], fewer[49], *z = normals(k, set), *same = normals(k, set);
        int rc = 0;
        random_correlation(&r, k, rho);
        for (size_t i = 0; i + 1 < k; i++)
            memcpy(fewer + i * (k - 1), rho + i * k, (k - 1) * sizeof *fewer);
        const struct cp_scenario_block b = {N, k, 0, k, z}, less = {N, k, 0, k - 1, same};
        rc = cp_scenario_couple(&b, rho) | cp_scenario_couple(&less, fewer);
        for (size_t i = 0; i < N * k; i++)
            moved += i % k + 1 < k && z[i] != same[i];
        for (size_t i = 0; i < k; i++)
            for (size_t j = 0; j < i; j++)
                off = fmax(off, fabs(correlation(z, k, i, j) - rho[i * k + j]));
        free(z);
        double *again = normals(k, set);
        const struct cp_scenario_block m = {N, k, 0, k, again};
        unmatched += !cp_scenario_match(&m, rho, &rc) || rc;
        for (size_t i = 0; i < k; i++) {
            double mean = 0, square = 0;
            for (size_t n = 0; n < N; n++) {
                mean += again[n * k + i] / N;
                square += again[n * k + i] * again[n * k + i] / N;
            }
            centre = fmax(centre, fmax(fabs(mean), fabs(square - 1)));
            for (size_t j = 0; j < i; j++)
                exact = fmax(exact, fabs(correlation(again, k, i, j) - rho[i * k + j]));
        }
        free(again);
        free(same);
    }
    ok(off < 5 / sqrt(N), "correlations within %.4f", off);
    ok(moved == 0, "a driver more changes none before it");
    ok(unmatched == 0 && exact < 1e-6 && centre < 1e-6, "matched: within %.2g, moments %.2g", exact,
       centre);
}

/* Of correlations by ranks, and how often extremes come together [McNeil, Frey and Embrechts,
 * Quantitative Risk Management, 2005, table 5.1: .08, .25, .63]. */
static double tail(double nu, double rho) {
    return 2 * cp_num_student_cdf(-sqrt((nu + 1) * (1 - rho) / (1 + rho)), nu + 1);
}

static void parameters(void) {
    ok_near(cp_copula_normal(CP_COPULA_SPEARMAN, -.7), -.7167358990906005, 1e-15, "Spearman");
    ok_near(cp_copula_normal(CP_COPULA_SPEARMAN, .9), .9079809994790935, 1e-15, "Spearman");
    ok_near(cp_copula_normal(CP_COPULA_KENDALL, -.7), -.8910065241883678, 1e-15, "Kendall");
    ok_near(cp_copula_normal(CP_COPULA_KENDALL, -.3), -.45399049973954675, 1e-15, "Kendall");
    ok_near(cp_copula_normal(CP_COPULA_KENDALL, .2), .3090169943749474, 1e-15, "Kendall");
    ok_near(cp_copula_normal(CP_COPULA_KENDALL, .5), .7071067811865475, 1e-15, "Kendall");
    ok_near(cp_copula_normal(CP_COPULA_KENDALL, .9), .9876883405951378, 1e-15, "Kendall");
    ok_near(cp_copula_normal(CP_COPULA_SCORES, .3), .3, 0, "as it is");
    ok_near(tail(3, .5), .3124999999999998, 1e-13, "tail, 3 degrees");
    ok_near(tail(4, 0), .07558681842161241, 1e-13, "tail, 4 degrees");
    ok_near(tail(4, .9), .6298118711924645, 1e-13, "tail, 4 degrees, .9");
    ok_near(tail(30, .5), .0030473089741837574, 1e-13, "tail, 30 degrees");
    ok_near(tail(4, .5), .25, .005, "as printed");
}

/* With a t copula scores stay normal, and the worst hundredths come together as often as a t
 * distribution's do: beyond what a normal copula has. */
static void fat_tails(void) {
    static const double rho[] = {1, .5, .5, 1};
    double *z = normals(2, 3), *w = draw("mix", 1, CP_SCENARIO_PLAIN, 3, N);
    const struct cp_scenario_block b = {N, 2, 0, 2, z};
    double both[2] = {0}, square = 0, u[] = {.5};
    cp_scenario_couple(&b, rho);
    for (size_t t = 0; t < 2; t++) {
        for (size_t i = 0; i < N; i++) {
            if (t)
                cp_scenario_fatten(z + 2 * i, 2, 3, w[i]);
            both[t] += z[2 * i] < -2.054 && z[2 * i + 1] < -2.054; /* 2 % */
            square += t ? z[2 * i] * z[2 * i] / N : 0;
        }
    }
    ok(both[1] > 1.3 * both[0] && both[1] > .25 * .02 * N,
       "%g together beyond 2 %% by a t copula, %g by a normal one", both[1], both[0]);
    ok_near(square, 1, .1, "and still a normal's variance");
    ok_near(correlation(z, 2, 0, 1), .5, .06, "and correlation");
    double one[] = {-.3, 40, -40};
    cp_scenario_fatten(one, 3, 1e6, *u);
    ok_near(one[0], -.3, 1e-4, "of many degrees nothing changes");
    ok(one[1] == -one[2] && one[1] > 5 && isfinite(one[1]), "in the farthest tail as well");
    free(z);
    free(w);
}

int main(void) {
    sobol();
    nothing_moves();
    evenness();
    integrals();
    points();
    newsvendor();
    random_sets();
    parameters();
    fat_tails();
    return done();
}
