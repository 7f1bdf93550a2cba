#include "num/num.h"
#include "tap.h"
#include <stdlib.h>

static void test_random(void) {
    /* The first outputs of SplitMix64 from state 1234567, as in Vigna's splitmix64.c test vector
     * quoted by Rosetta Code, "Pseudo-random numbers/Splitmix64". */
    static const uint64_t want[] = {6457827717110365317u, 3203168211198807973u,
                                    9817491932198370423u, 4593380528125082431u,
                                    16408922859458223821u};
    struct cp_random r = {1234567};
    bool same = true;
    for (size_t i = 0; i < 5; i++)
        same = cp_num_random_bits(&r) == want[i] && same;
    ok(same, "SplitMix64 gives its published numbers");

    struct cp_random a = cp_num_random_stream(1, 2, 3), b = cp_num_random_stream(1, 2, 3);
    ok(cp_num_random_bits(&a) == cp_num_random_bits(&b), "same seed and stream, same numbers");
    uint64_t seen[4] = {cp_num_random_stream(1, 2, 3).state, cp_num_random_stream(2, 2, 3).state,
                        cp_num_random_stream(1, 3, 2).state, cp_num_random_stream(1, 2, 4).state};
    bool differ = true;
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < i; j++)
            differ = differ && seen[i] != seen[j];
    ok(differ, "seed and both stream numbers matter, and their order");

    enum { N = 200000 };
    double sum = 0, sum2 = 0, sum4 = 0, low = 1, high = 0, chi = 0;
    for (uint64_t i = 0; i < N; i++) {
        struct cp_random s = cp_num_random_stream(7, i, 0);
        double u = cp_num_random_uniform(&s), x = cp_num_random_normal(&s);
        low = u < low ? u : low;
        high = u > high ? u : high;
        sum += x;
        sum2 += x * x;
        sum4 += x * x * x * x;
        if (i % 20 == 0)
            chi += cp_num_random_chi2(&s, 5);
    }
    ok(low > 0 && high < 1 && low < 1e-4 && high > 1 - 1e-4, "uniforms fill the open interval");
    /* Four standard errors of each moment over N streams, one draw each. */
    ok(fabs(sum / N) < 4 / sqrt(N), "mean of normals across streams");
    ok(fabs(sum2 / N - 1) < 4 * sqrt(2.0 / N), "variance of normals across streams");
    ok(fabs(sum4 / N - 3) < 4 * sqrt(96.0 / N), "fourth moment of normals across streams");
    ok(fabs(chi / (N / 20) - 5) < 4 * sqrt(10.0 / (N / 20)), "mean of chi-squared draws");
}

static void test_distributions(void) {
    /* Abramowitz and Stegun, table 26.1 and 26.10 (to the digits printed there). */
    ok_near(cp_num_normal_quantile(0.975), 1.959963984540054, 1e-12, "normal 97.5 %");
    ok_near(cp_num_normal_quantile(0.9), 1.2815515655446004, 1e-12, "normal 90 %");
    ok_near(cp_num_normal_cdf(1), 0.841344746068543, 1e-14, "normal distribution at 1");
    ok_near(cp_num_student_quantile(0.975, 10), 2.228, 5e-4, "Student 97.5 %, 10 degrees");
    ok(isnan(cp_num_normal_quantile(0)) && isnan(cp_num_normal_quantile(1)),
       "no quantile at 0 and 1");

    double x[] = {5, 1, 4, 2, 3};
    cp_num_sort(x, 5);
    ok_near(cp_num_quantile_sorted(x, 5, 0.5), 3, 0, "median");
    ok_near(cp_num_quantile_sorted(x, 5, 0.1), 1.4, 1e-15, "type 7 at 10 %");
    ok_near(cp_num_quantile_sorted(x, 4, 0.9), 3.7, 1e-15, "type 7 at 90 % of four");
    ok_near(cp_num_quantile_sorted(x, 1, 0.9), 1, 0, "one value is all its quantiles");
}

static void test_line(void) {
    /* Anscombe, Graphs in statistical analysis, The American Statistician 27 (1973) 17, set I:
     * y = 3.00 + 0.500 x, residual sum of squares 13.75, Sxx 110. */
    static const double ax[] = {10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
    static const double ay[] = {8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
    struct cp_num_line l;
    ok(cp_num_line_fit(ax, ay, 11, &l) == 0, "Anscombe's first set");
    ok_near(l.a, 3.0, 1e-3, "intercept");
    ok_near(l.b, 0.5, 1e-3, "slope");
    ok_near(l.sxx, 110, 1e-12, "sum of squares of x");
    ok_near(l.sse, 13.75, 2e-3, "residual sum of squares");
    static const double gx[] = {1, 2, 3, 4}, gy[] = {2, NAN, 6, 8};
    ok(cp_num_line_fit(gx, gy, 4, &l) == 0 && l.n == 3, "a missing y is passed over");
    ok_near(l.b, 2, 1e-15, "slope without it");
    ok(cp_num_line_fit(gx, gy, 2, &l) == CP_ENUMERIC, "one point is no line");
}

static void test_cholesky(void) {
    double a[] = {4, 2, 2, 10}, b[] = {2, 19}, singular[] = {1, 2, 2, 4};
    ok(cp_num_cholesky(a, 2) == 0 && a[0] == 2 && a[1] == 0 && a[2] == 1 && a[3] == 3,
       "a triangle");
    ok(cp_num_cholesky_solve(a, b, 2) == 0, "and what it solves");
    ok_near(b[0], -0.5, 1e-15, "4 x + 2 y = 2");
    ok_near(b[1], 2, 1e-15, "2 x + 10 y = 19");
    ok(cp_num_cholesky(singular, 2) == CP_ENUMERIC, "rows that depend on each other have none");
}

static void test_least_squares(void) {
    /* Anscombe's line again, as a matrix with a column of ones. */
    double a[] = {1, 4, 1, 5, 1, 6, 1, 7}, b[] = {4.26, 5.68, 7.24, 4.82}, x[2];
    static const double ax[] = {4, 5, 6, 7}, ay[] = {4.26, 5.68, 7.24, 4.82};
    struct cp_num_line l;
    cp_num_line_fit(ax, ay, 4, &l);
    ok(cp_num_least_squares(a, b, 4, 2, x) == 0, "least squares");
    ok_near(x[0], l.a, 1e-12, "as the line: intercept");
    ok_near(x[1], l.b, 1e-12, "as the line: slope");
    double c[] = {1, 2, 2, 4, 3, 6}, d[] = {1, 2, 3};
    ok(cp_num_least_squares(c, d, 3, 2, x) == CP_ENUMERIC, "columns that depend on each other");
}

static double rosenbrock(const double *x, size_t n, void *own) {
    (void)n;
    ++*(int *)own;
    return 100 * pow(x[1] - x[0] * x[0], 2) + pow(1 - x[0], 2);
}

static double half_plane(const double *x, size_t n, void *own) {
    (void)n, (void)own;
    return x[0] < 1 ? NAN : x[0] * x[0] + x[1] * x[1];
}

static double nowhere(const double *x, size_t n, void *own) {
    (void)x, (void)n, (void)own;
    return NAN;
}

static void test_minimise(void) {
    double x[] = {-1.2, 1}, best;
    int calls = 0;
    ok(cp_num_minimise(rosenbrock, &calls, x, 2, 0.5, 1e-8, 2000, &best) == 0,
       "Rosenbrock's valley");
    ok_near(x[0], 1, 1e-6, "first coordinate");
    ok_near(x[1], 1, 1e-6, "second coordinate");
    ok(best < 1e-12, "value at the minimum");
    double y[] = {2, 1};
    ok(cp_num_minimise(half_plane, NULL, y, 2, 0.5, 1e-7, 2000, &best) == 0, "a bounded domain");
    ok_near(best, 1, 1e-4, "minimum on its edge");
    double z[] = {0};
    ok(cp_num_minimise(nowhere, NULL, z, 1, 0.5, 1e-7, 100, &best) == CP_ENUMERIC,
       "no finite value");
}

/* Examples of [Higham, IMA Journal of Numerical Analysis 22 (2002) 329]. */
static void test_nearest_correlation(void) {
    double three[9] = {1, 1, 0, 1, 1, 1, 0, 1, 1}, distance = -1;
    ok(cp_num_nearest_correlation(three, 3, &distance) == 0, "what is no correlation is repaired");
    ok_near(three[1], .7606898534, 1e-7, "neighbours");
    ok_near(three[2], .1572981061, 1e-7, "the ends");
    ok_near(distance, .527790, 1e-6, "how far it is");
    double four[16] = {1, -1, 0, 0, -1, 1, -1, 0, 0, -1, 1, -1, 0, 0, -1, 1};
    ok(cp_num_nearest_correlation(four, 4, &distance) == 0, "four");
    ok_near(four[1], -.8084124981, 1e-7, "1, 2");
    ok_near(four[2], .1915875019, 1e-7, "1, 3");
    ok_near(four[3], .1067750490, 1e-7, "1, 4");
    ok_near(four[6], -.6562326948, 1e-7, "2, 3");
    ok(four[6] == four[9] || fabs(four[6] - four[9]) < 1e-14, "and stays symmetric");
    double good[4] = {1, 1, 1, 1};
    ok(cp_num_nearest_correlation(good, 2, &distance) == 0 && distance < 1e-12 && good[1] == 1,
       "a singular one is one");
    double bad[4] = {1, NAN, NAN, 1};
    ok(cp_num_nearest_correlation(bad, 2, &distance) == CP_ENUMERIC, "NaN is none");
}

int main(void) {
    test_random();
    test_distributions();
    test_line();
    test_cholesky();
    test_least_squares();
    test_minimise();
    test_nearest_correlation();
    return done();
}
