/* What histories of spot prices say, against published values and simulated truth. */
#include "curve/curve.h"
#include "num/num.h"
#include "tap.h"

/* Henry Hub by months from 2000-01, USD/MMBtu [U.S. Energy Information Administration]. */
static const double henry_hub[] = {
    2.42, 2.66, 2.79, 3.04, 3.59, 4.29, 3.99, 4.43, 5.06,  5.02,  5.52,  8.9,   8.17,  5.61, 5.23,
    5.19, 4.19, 3.72, 3.11, 2.97, 2.19, 2.46, 2.34, 2.3,   2.32,  2.32,  3.03,  3.43,  3.5,  3.26,
    2.99, 3.09, 3.55, 4.13, 4.04, 4.74, 5.43, 7.71, 5.93,  5.26,  5.81,  5.82,  5.03,  4.99, 4.62,
    4.63, 4.47, 6.13, 6.14, 5.37, 5.39, 5.71, 6.33, 6.27,  5.93,  5.41,  5.15,  6.35,  6.17, 6.58,
    6.15, 6.14, 6.96, 7.16, 6.47, 7.18, 7.63, 9.53, 11.75, 13.42, 10.3,  13.05, 8.69,  7.54, 6.89,
    7.16, 6.25, 6.21, 6.17, 7.14, 4.9,  5.85, 7.41, 6.73,  6.55,  8.0,   7.11,  7.6,   7.64, 7.35,
    6.22, 6.22, 6.08, 6.74, 7.1,  7.11, 7.99, 8.54, 9.41,  10.18, 11.27, 12.69, 11.09, 8.26, 7.67,
    6.74, 6.68, 5.82, 5.24, 4.52, 3.96, 3.5,  3.83, 3.8,   3.38,  3.14,  2.99,  4.01,  3.66, 5.35,
    5.83, 5.32, 4.29, 4.03, 4.14, 4.8,  4.63, 4.32, 3.89,  3.43,  3.71,  4.25,  4.49,  4.09, 3.97,
    4.24, 4.31, 4.54, 4.42, 4.06, 3.9,  3.57, 3.24, 3.17,  2.67,  2.51,  2.17,  1.95,  2.43, 2.46,
    2.95, 2.84, 2.85, 3.32, 3.54, 3.34, 3.33, 3.33, 3.81,  4.17,  4.04,  3.83,  3.62,  3.43, 3.62,
    3.68, 3.64, 4.24, 4.71, 6.0,  4.9,  4.66, 4.58, 4.59,  4.05,  3.91,  3.92,  3.78,  4.12, 3.48,
    2.99, 2.87, 2.83, 2.61, 2.85, 2.78, 2.84, 2.77, 2.66,  2.34,  2.09,  1.93,  2.28,  1.99, 1.73,
    1.92, 1.92, 2.59, 2.82, 2.82, 2.99, 2.98, 2.55, 3.59,  3.3,   2.85,  2.88,  3.1,   3.15, 2.98,
    2.98, 2.9,  2.98, 2.88, 3.01, 2.82, 3.87, 2.67, 2.69,  2.8,   2.8,   2.97,  2.83,  2.96, 3.0,
    3.28, 4.09, 4.04, 3.11, 2.69, 2.95, 2.65, 2.64, 2.4,   2.37,  2.22,  2.56,  2.33,  2.65, 2.22,
    2.02, 1.91, 1.79, 1.74, 1.75, 1.63, 1.76, 2.3,  1.92,  2.39,  2.61,  2.58,  2.71,  5.35, 2.62,
    2.66, 2.91, 3.26, 3.84, 4.07, 5.16, 5.51, 5.05, 3.76,  4.38,  4.69,  4.9,   6.6,   8.14, 7.7,
    7.28, 8.81, 7.88, 5.66, 5.45, 5.53, 3.27, 2.38, 2.31,  2.16,  2.15,  2.18,  2.55,  2.58, 2.64,
    2.98, 2.71, 2.52, 3.18, 1.72, 1.49, 1.6,  2.12, 2.54,  2.07,  1.99,  2.28,  2.2,   2.12, 3.01,
    4.13, 4.19, 4.12, 3.42, 3.12, 3.02, 3.2,  2.91, 2.97,  3.19,  3.79,  4.26,  7.72,  3.62, 3.04,
    2.77, 2.94, 3.15, 2.89,
};
/* Of its logarithm: first month since 2000-01, months; a, b, deviation, speed, mean, volatility,
 * half-life, likelihood. */
static const struct {
    size_t from, n;
    double want[8];
} ou[] = {
    {0,
     120,
     {0.14704934297970573, 0.9165738817306219, 0.14734274496260247, 1.045351224515319,
      1.7626295700932888, 0.5327961393429319, 0.663075877565768, 59.03057767400105}},
    {120,
     120,
     {0.12833817468869307, 0.8832591887022606, 0.10973059901375151, 1.4896390741332988,
      1.099342837025309, 0.4039400124324007, 0.4653121635945485, 94.1038295734835}},
    {192,
     127,
     {0.166528126617746, 0.8496755678229233, 0.18993125095361132, 1.9548082472665202,
      1.107791489420575, 0.7121983148831195, 0.3545857664193909, 30.51147659894063}},
};

static void test_ou(void) {
    for (size_t i = 0; i < sizeof ou / sizeof *ou; i++) {
        double x[200];
        struct cp_curve_ou o;
        for (size_t k = 0; k < ou[i].n; k++)
            x[k] = log(henry_hub[ou[i].from + k]);
        int rc = cp_curve_fit_ou(x, ou[i].n, 1. / 12, &o);
        const double got[8] = {o.a,    o.b,          o.deviation, o.speed,
                               o.mean, o.volatility, o.half_life, o.likelihood};
        double worst = 0;
        for (int k = 0; k < 8; k++)
            worst = fmax(worst, fabs(got[k] / ou[i].want[k] - 1));
        if (!ok(rc == 0 && worst < 1e-9, "reversion of Henry Hub, row %zu", i + 1))
            for (int k = 0; k < 8; k++)
                printf("# got %.12g want %.12g\n", got[k], ou[i].want[k]);
        ok(o.speed_error > 0 && o.volatility_error > 0, "with its errors");
    }
    static const double grows[] = {1, 2, 4, 8.1, 16}, gap[] = {1, NAN, 2, 1.5, 2, 1, NAN};
    struct cp_curve_ou o;
    ok(cp_curve_fit_ou(grows, 5, 1, &o) == 0 && o.speed == 0 && isinf(o.half_life),
       "what grows does not revert");
    ok(cp_curve_fit_ou(gap, 7, 1, &o) == 0 && o.n == 3, "steps beside a gap are left out");
    ok(cp_curve_fit_ou(gap, 4, 1, &o) == CP_ENUMERIC, "one step says nothing");
}

/* Errors of parameters are those of many histories that were drawn with the same ones. */
static void test_ou_errors(void) {
    enum { MANY = 400, LONG = 600 };
    double b = exp(-2. / 12), sd = .5 * sqrt((1 - b * b) / 4), x[LONG], sum[4] = {0}, told[2] = {0};
    struct cp_random r = cp_num_random_stream(7, 1, 1);
    for (int m = 0; m < MANY; m++) {
        struct cp_curve_ou o;
        for (int i = 0; i < LONG; i++)
            x[i] = (i ? b * x[i - 1] : 0) + sd * cp_num_random_normal(&r);
        cp_curve_fit_ou(x, LONG, 1. / 12, &o);
        sum[0] += o.speed;
        sum[1] += o.speed * o.speed;
        sum[2] += o.volatility;
        sum[3] += o.volatility * o.volatility;
        told[0] += o.speed_error / MANY;
        told[1] += o.volatility_error / MANY;
    }
    double speed = sqrt(sum[1] / MANY - sum[0] / MANY * sum[0] / MANY);
    double volatility = sqrt(sum[3] / MANY - sum[2] / MANY * sum[2] / MANY);
    ok(fabs(told[0] / speed - 1) < .15, "the error of the speed is its spread");
    ok(fabs(told[1] / volatility - 1) < .15, "and that of the volatility");
}

static void test_season(void) {
    enum { N = 120 };
    double x[N], other[N], rest[N];
    int month[N];
    struct cp_random r = cp_num_random_stream(3, 1, 1);
    for (int i = 0; i < N; i++) {
        month[i] = (i + 5) % 12;
        other[i] = cp_num_random_normal(&r);
        x[i] = 3 + .2 * cos(month[i] * M_PI / 6) + .75 * other[i] + .05 * cp_num_random_normal(&r);
    }
    x[17] = NAN;
    struct cp_curve_season s;
    ok(cp_curve_fit_season(x, month, other, N, &s, rest) == 0, "a season");
    ok(fabs(s.month[0] - .2) < .05 && fabs(s.month[6] + .2) < .05, "its months");
    ok(fabs(s.elasticity - .75) < 4 * s.elasticity_error && s.elasticity_error > .003 &&
           s.elasticity_error < .007,
       "the elasticity, and how sure it is");
    ok(fabs(s.deviation - .05) < .01 && isnan(rest[17]) && fabs(rest[16]) < .25, "what is left");
    ok(cp_curve_fit_season(x, month, other, 10, &s, rest) == CP_ENUMERIC, "ten months are too few");
}

int main(void) {
    test_ou();
    test_ou_errors();
    test_season();
    return done();
}
