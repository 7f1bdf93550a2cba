/* What bench/desk measures: CPU seconds of options valued one after another, and of paths. */
#include "curve/curve.h"
#include "pricing/pricing.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { OPTIONS = 100000, PATHS = 10000, MONTHS = 84, CURVES = 6 };

static double now(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The same ones as bench/desk makes for the others. */
static struct cp_pricing_option option(int i) {
    return (struct cp_pricing_option){.put = i % 2,
                                      .forward = 50 + i % 101,
                                      .strike = 50 + i % 97,
                                      .years = .1 + (i % 89) * .05,
                                      .volatility = .1 + (i % 83) * .01,
                                      .rate = .03};
}

static void options(void) {
    double sums[6] = {0}, best = INFINITY;
    for (int round = 0; round < 5; round++) {
        double start = now(CLOCK_THREAD_CPUTIME_ID), sum[6] = {0};
        for (int i = 0; i < OPTIONS; i++) {
            const struct cp_pricing_option o = option(i);
            struct cp_pricing_value v = cp_pricing_black(&o);
            const double x[] = {v.value, v.delta, v.gamma, v.vega, v.theta, v.rho};
            for (int k = 0; k < 6; k++)
                sum[k] += x[k];
        }
        best = fmin(best, now(CLOCK_THREAD_CPUTIME_ID) - start);
        for (int k = 0; k < 6; k++)
            sums[k] = sum[k];
    }
    printf("options %.5f", best);
    for (int k = 0; k < 6; k++)
        printf(" %.15g", sums[k]);
    putchar('\n');
}

static void paths(int jobs) {
    enum { FACTORS = 2 * CURVES };
    const char *name[FACTORS];
    double speed[FACTORS], volatility[FACTORS], rho[FACTORS * FACTORS], weight[CURVES * FACTORS];
    double floor[CURVES] = {0}, time[MONTHS], forward[MONTHS * CURVES];
    bool normal[CURVES] = {false};
    char text[FACTORS][16];
    for (int i = 0; i < FACTORS; i++) {
        snprintf(text[i], sizeof text[i], "c%d/%s", i / 2, i % 2 ? "long" : "short");
        name[i] = text[i];
        speed[i] = i % 2 ? 0 : 1 + i;
        volatility[i] = i % 2 ? .2 : .6;
        for (int j = 0; j < FACTORS; j++)
            rho[i * FACTORS + j] = i == j ? 1 : .2;
        for (int c = 0; c < CURVES; c++)
            weight[c * FACTORS + i] = c == i / 2;
    }
    for (int d = 0; d < MONTHS; d++) {
        time[d] = (d + 1) / 12.;
        for (int c = 0; c < CURVES; c++)
            forward[d * CURVES + c] = 10 + c;
    }
    struct cp_curve_factors f = {FACTORS, CURVES, name,  speed, volatility,
                                 rho,     weight, floor, normal};
    struct cp_curve_paths p = {.factors = &f,
                               .ndate = MONTHS,
                               .npath = PATHS,
                               .time = time,
                               .forward = forward,
                               .seed = 1,
                               .jobs = jobs};
    double *out = malloc(sizeof *out * PATHS * MONTHS * CURVES), wall = INFINITY, cpu = INFINITY;
    uint64_t hash = 0;
    for (int round = 0; out && round < 5; round++) {
        double w = now(CLOCK_MONOTONIC), c = now(CLOCK_PROCESS_CPUTIME_ID);
        cp_curve_paths(&p, out);
        wall = fmin(wall, now(CLOCK_MONOTONIC) - w);
        cpu = fmin(cpu, now(CLOCK_PROCESS_CPUTIME_ID) - c);
        hash = cp_hash(out, sizeof *out * PATHS * MONTHS * CURVES, 0);
    }
    free(out);
    printf("paths %d %.4f %.4f %016llx\n", jobs, cpu, wall, (unsigned long long)hash);
}

/* The put of Longstaff and Schwartz that is worth 2.314: 100,000 paths to fit to and as many to
 * value on, of 50 dates. */
static void exercise(void) {
    enum { DATES = 50 };
    double time[DATES], forward[DATES], best = INFINITY;
    for (int k = 0; k < DATES; k++) {
        time[k] = (k + 1.) / DATES;
        forward[k] = 40 * exp(.06 * time[k]);
    }
    struct cp_pricing_option o = {true, 0, 40, 1, .2, .06};
    struct cp_pricing_exercise e = {.n = DATES, .rights = 1, .time = time, .forward = forward};
    struct cp_pricing_simulation s = {.paths = 100000, .seed = 1};
    struct cp_pricing_simulated v = {NAN, NAN, NAN, NAN};
    for (int round = 0; round < 5; round++) {
        double start = now(CLOCK_THREAD_CPUTIME_ID);
        cp_pricing_swing_simulated(&o, &e, &s, &v);
        best = fmin(best, now(CLOCK_THREAD_CPUTIME_ID) - start);
    }
    printf("exercise %.4f %.6f %.6f\n", best, v.value, v.error);
}

int main(void) {
    options();
    exercise();
    paths(1);
    paths(2);
    paths(3);
    return 0;
}
