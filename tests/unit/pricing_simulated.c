/* What is simulated: against published values, and the dynamic programs of the same models. */
#include "num/num.h"
#include "pricing/pricing.h"
#include "pricing_plant.h"
#include "tap.h"
#include <stdlib.h>

/* The example of section 1 of Longstaff and Schwartz 2001: eight paths, a put of 1.10 at three
 * dates, 6 % a period, polynomials of second degree. 0.1144, of which 0.1144343300 was reckoned
 * apart; exercised at the last date alone it is 0.0564. */
static const double eight[3][8] = {{1.09, 1.16, 1.22, .93, 1.11, .76, .92, .88},
                                   {1.08, 1.26, 1.07, .97, 1.56, .77, .84, 1.22},
                                   {1.34, 1.54, 1.03, .92, 1.52, .90, 1.01, 1.34}};

static void test_example(void) {
    double gain[3][8], discount[3];
    struct cp_pricing_simulated v;
    for (int d = 0; d < 3; d++) {
        discount[d] = exp(-.06 * (d + 1));
        for (int i = 0; i < 8; i++)
            gain[d][i] = 1.1 - eight[d][i];
    }
    struct cp_pricing_paths p = {8, 3, eight[0], gain[0], discount, false, NULL};
    struct cp_pricing_rule rule = {.rights = 1, .degree = 2, .fewest = 3};
    ok(cp_pricing_least_squares(&p, NULL, &rule, &v) == 0, "eight paths");
    ok_near(v.value, .1144343300, 1e-9, "as published");
    ok(fabs(v.error - .0419) <= 1e-4, "with its standard error");
    struct cp_pricing_paths last = {8, 1, eight[2], gain[2], &discount[2], false, NULL};
    cp_pricing_least_squares(&last, NULL, &rule, &v);
    ok(fabs(v.value - .0564) <= 5e-5, "European");
    rule.fewest = 0;
    cp_pricing_least_squares(&p, NULL, &rule, &v);
    ok(fabs(v.value - .0564) <= 5e-5, "too few paths to fit to: rights are kept");
    rule.rights = 4;
    cp_pricing_least_squares(&p, NULL, &rule, &v);
    ok(isnan(v.value), "more rights than dates");
}

/* Table 1 of the same, by finite differences: puts of 40 at r = 6 %, 50 exercises a year: S, t,
 * volatility. */
static const struct {
    double s, t, vol, want;
} bermudan[] = {
    {36, 1, 0.2, 4.478}, {36, 1, 0.4, 7.101}, {38, 1, 0.2, 3.25},  {38, 1, 0.4, 6.148},
    {38, 2, 0.4, 7.67},  {40, 1, 0.2, 2.314}, {40, 2, 0.2, 2.885}, {40, 2, 0.4, 6.92},
    {42, 2, 0.2, 2.212}, {42, 2, 0.4, 6.248}, {44, 1, 0.2, 1.11},  {44, 2, 0.2, 1.69},
    {44, 1, 0.4, 3.948},
};

/* On other paths a rule is worth no more than the best one, on its own it seems to be. */
static void test_bermudan(void) {
    for (size_t i = 0; i < sizeof bermudan / sizeof *bermudan; i++) {
        double time[100], forward[100];
        size_t n = (size_t)(50 * bermudan[i].t);
        struct cp_pricing_simulated v;
        for (size_t k = 0; k < n; k++) {
            time[k] = (double)(k + 1) / 50;
            forward[k] = bermudan[i].s * exp(.06 * time[k]);
        }
        struct cp_pricing_option o = {true, 0, 40, bermudan[i].t, bermudan[i].vol, .06};
        struct cp_pricing_exercise e = {.n = n, .rights = 1, .time = time, .forward = forward};
        struct cp_pricing_simulation s = {.paths = 20000, .seed = 1};
        int rc = cp_pricing_swing_simulated(&o, &e, &s, &v);
        if (!ok(rc == 0 && fabs(v.value - bermudan[i].want) <= 3 * v.error && v.error < .03,
                "50 dates a year, row %zu", i + 1))
            printf("# got %.6f +- %.6f, fitted %.6f, want %.4f\n", v.value, v.error, v.fitted,
                   bermudan[i].want);
    }
}

/* Ten days, calls of 50 on a price of 45 that reverts by 12 a year with volatility 250 %, without
 * interest: by dynamic program. Rights, value. */
static const struct {
    size_t rights;
    double want;
} swing[] = {
    {1, 4.9864027510990265}, {2, 9.559645999852094}, {4, 17.423748563447454},
    {6, 23.4984901434723},   {8, 27.6262299879349},  {9, 28.868911195539606},
    {10, 29.47606978253032},
};

static void test_swing(void) {
    double time[10], forward[10];
    struct cp_pricing_option o = {false, 0, 50, 0, 2.5, 0};
    struct cp_pricing_simulated v, w;
    for (size_t k = 0; k < 10; k++) {
        time[k] = (double)(k + 1) / 365;
        forward[k] = 45;
    }
    struct cp_pricing_exercise e = {.n = 10, .time = time, .forward = forward, .reversion = 12};
    struct cp_pricing_simulation s = {.paths = 20000, .seed = 1};
    for (size_t i = 0; i < sizeof swing / sizeof *swing; i++) {
        e.rights = swing[i].rights;
        int rc = cp_pricing_swing_simulated(&o, &e, &s, &v);
        if (!ok(rc == 0 && fabs(v.value - swing[i].want) <= 3 * v.error, "%zu rights", e.rights))
            printf("# got %.6f +- %.6f, want %.6f\n", v.value, v.error, swing[i].want);
    }
    cp_pricing_swing_simulated(&o, &e, &s, &w);
    ok(memcmp(&v, &w, sizeof v) == 0, "the same draws again");
    s.seed = 2;
    cp_pricing_swing_simulated(&o, &e, &s, &w);
    ok(v.value != w.value, "others of another seed");
    /* rights that must be used, some of them: the dynamic program has them too */
    e.rights = 6;
    e.least = 4;
    double exact = 0;
    cp_pricing_swing(&o, &e, &exact);
    cp_pricing_swing_simulated(&o, &e, &s, &v);
    if (!ok(fabs(v.value - exact) <= 3 * v.error, "four of six by force"))
        printf("# got %.6f +- %.6f, want %.6f\n", v.value, v.error, exact);
    e.rights = e.least = 10;
    cp_pricing_swing_simulated(&o, &e, &s, &v);
    ok(fabs(v.value + 50) <= 3 * v.error, "all of them by force are forwards");
    e.least = 11;
    cp_pricing_swing_simulated(&o, &e, &s, &v);
    ok(isnan(v.value), "more by force than there are");
}

/* Prices that are certain: every path is the published one, and the rule earns what foresight does.
 */
static void test_certain(void) {
    enum { N = PLANT_HOURS, PATHS = 4 };
    static double power[N * PATHS], fuel[N * PATHS];
    for (size_t t = 0; t < N; t++)
        for (size_t i = 0; i < PATHS; i++) {
            fuel[t * PATHS + i] = plant_hours[t][0];
            power[t * PATHS + i] = plant_hours[t][1];
        }
    struct cp_pricing_hours h = {PATHS, N, power, fuel, false, NULL};
    struct cp_pricing_plant p = plant_of();
    for (size_t i = 0; i < PLANTS; i++) {
        struct cp_pricing_dispatched d;
        p.heat_rate = 1 / plant_values[i][0];
        int rc = cp_pricing_tolling_simulated(&p, &h, &h, &d);
        if (!ok(rc == 0 && fabs(d.by_rule.value - plant_values[i][1]) <= 1e-4 &&
                    fabs(d.foresight - plant_values[i][1]) <= 1e-4,
                "a plant of efficiency %g on certain prices", plant_values[i][0]))
            printf("# got %.6f, foresight %.6f, want %.6f\n", d.by_rule.value, d.foresight,
                   plant_values[i][1]);
    }
}

/* Power around the published prices by a factor that reverts within hours. */
static void draw(uint64_t set, size_t npath, double *power, double *fuel) {
    for (size_t i = 0; i < npath; i += 2) {
        struct cp_random r = cp_num_random_stream(7, set, i);
        double x = 0;
        for (size_t t = 0; t < PLANT_HOURS; t++) {
            x = .9 * x + .12 * cp_num_random_normal(&r);
            for (size_t side = 0; side < 2; side++) {
                fuel[t * npath + i + side] = plant_hours[t][0];
                power[t * npath + i + side] = plant_hours[t][1] * exp(side ? -x : x);
            }
        }
    }
}

static void test_uncertain(void) {
    enum { PATHS = 2000 };
    size_t cells = (size_t)PATHS * PLANT_HOURS;
    double *heap = cp_calloc(4 * cells, sizeof *heap);
    if (!heap)
        return;
    draw(1, PATHS, heap, heap + cells);
    draw(2, PATHS, heap + 2 * cells, heap + 3 * cells);
    struct cp_pricing_hours fitted = {PATHS, PLANT_HOURS, heap, heap + cells, true, NULL};
    struct cp_pricing_hours other = {PATHS, PLANT_HOURS, heap + 2 * cells, heap + 3 * cells,
                                     true,  NULL};
    struct cp_pricing_plant p = plant_of();
    struct cp_pricing_dispatched d;
    p.heat_rate = 2;
    ok(cp_pricing_tolling_simulated(&p, &fitted, &other, &d) == 0, "a plant on drawn prices");
    ok(d.by_rule.value < d.foresight && d.by_rule.value > .9 * d.foresight,
       "a rule earns nearly what foresight does, and no more: %.0f of %.0f", d.by_rule.value,
       d.foresight);
    ok(d.by_rule.error > 0 && d.by_rule.error < .02 * d.by_rule.value, "with a standard error");
    ok(d.by_rule.fitted > d.by_rule.value - 4 * d.by_rule.error &&
           d.by_rule.fitted < d.by_rule.value + 6 * d.by_rule.error,
       "on the paths that it was fitted to it is about the same");
    /* free to run by the hour it needs no foresight */
    p = (struct cp_pricing_plant){.heat_rate = 2, .most = 40, .addon = 3, .up = 1, .down = 1};
    cp_pricing_tolling_simulated(&p, &fitted, &other, &d);
    ok_near(d.by_rule.value, d.foresight, 1e-9, "without starts it is a strip of spread options");
    p.down = 0;
    cp_pricing_tolling_simulated(&p, &fitted, &other, &d);
    ok(isnan(d.by_rule.value), "no hours of standing");
    free(heap);
}

int main(void) {
    test_example();
    test_bermudan();
    test_swing();
    test_certain();
    test_uncertain();
    return done();
}
