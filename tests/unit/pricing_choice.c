/* Options with a choice of when: against published values; each table names its source. */
#include "pricing/pricing.h"
#include "tap.h"

/* Barone-Adesi and Whaley's values in Haug 1998, p. 24: S, K, yield, r, t, volatility. */
static const struct {
    bool put;
    double s, k, q, r, t, vol, want;
} american[] = {
    {false, 90, 100, 0.1, 0.1, 0.1, 0.15, 0.0206},  {false, 100, 100, 0.1, 0.1, 0.1, 0.15, 1.8771},
    {false, 90, 100, 0.1, 0.1, 0.1, 0.25, 0.3159},  {false, 110, 100, 0.1, 0.1, 0.1, 0.25, 10.3919},
    {false, 100, 100, 0.1, 0.1, 0.1, 0.35, 4.3777}, {false, 110, 100, 0.1, 0.1, 0.1, 0.35, 11.1679},
    {false, 90, 100, 0.1, 0.1, 0.5, 0.15, 0.8208},  {false, 100, 100, 0.1, 0.1, 0.5, 0.15, 4.0842},
    {false, 90, 100, 0.1, 0.1, 0.5, 0.25, 2.7437},  {false, 110, 100, 0.1, 0.1, 0.5, 0.25, 13.017},
    {false, 100, 100, 0.1, 0.1, 0.5, 0.35, 9.5106}, {false, 110, 100, 0.1, 0.1, 0.5, 0.35, 15.5689},
    {true, 90, 100, 0.1, 0.1, 0.1, 0.15, 10},       {true, 100, 100, 0.1, 0.1, 0.1, 0.15, 1.877},
    {true, 90, 100, 0.1, 0.1, 0.1, 0.25, 10.2533},  {true, 110, 100, 0.1, 0.1, 0.1, 0.25, 0.4562},
    {true, 100, 100, 0.1, 0.1, 0.1, 0.35, 4.3777},  {true, 110, 100, 0.1, 0.1, 0.1, 0.35, 1.2402},
    {true, 90, 100, 0.1, 0.1, 0.5, 0.15, 10.5595},  {true, 100, 100, 0.1, 0.1, 0.5, 0.15, 4.0842},
    {true, 90, 100, 0.1, 0.1, 0.5, 0.25, 12.4419},  {true, 110, 100, 0.1, 0.1, 0.5, 0.25, 3.3226},
    {true, 100, 100, 0.1, 0.1, 0.5, 0.35, 9.5104},  {true, 110, 100, 0.1, 0.1, 0.5, 0.35, 5.8823},
    {true, 100, 100, 0, 0, 0.5, 0.15, 4.2294},
};
/* Longstaff and Schwartz 2001, table 1, by finite differences: puts of 40 at r = 6 %, 50 exercises
 * a year: S, t, volatility. */
static const struct {
    double s, t, vol, want;
} bermudan[] = {
    {36, 1, 0.2, 4.478}, {36, 1, 0.4, 7.101}, {38, 1, 0.2, 3.25},  {38, 1, 0.4, 6.148},
    {38, 2, 0.4, 7.67},  {40, 1, 0.2, 2.314}, {40, 2, 0.2, 2.885}, {40, 2, 0.4, 6.92},
    {42, 2, 0.2, 2.212}, {42, 2, 0.4, 6.248}, {44, 1, 0.2, 1.11},  {44, 2, 0.2, 1.69},
    {44, 1, 0.4, 3.948},
};

static void test_american(void) {
    for (size_t i = 0; i < sizeof american / sizeof *american; i++) {
        struct cp_pricing_option o = {american[i].put, american[i].s,   american[i].k,
                                      american[i].t,   american[i].vol, american[i].r};
        double got = cp_pricing_american(&o, american[i].r - american[i].q);
        if (!ok(fabs(got - american[i].want) <= 3e-3, "at any time, row %zu", i + 1))
            printf("# got %.6f want %.6f\n", got, american[i].want);
    }
    struct cp_pricing_option o = {false, 100, 100, 1, .3, .05};
    struct cp_pricing_option ahead = o;
    ahead.forward = 100 * exp(.05);
    ok_near(cp_pricing_american(&o, .05), cp_pricing_black(&ahead).value, 1e-12,
            "a call without yield is not used early");
}

static void test_bermudan(void) {
    for (size_t i = 0; i < sizeof bermudan / sizeof *bermudan; i++) {
        double time[100], forward[100], value = 0;
        size_t n = (size_t)(50 * bermudan[i].t);
        for (size_t k = 0; k < n; k++) {
            time[k] = (double)(k + 1) / 50;
            forward[k] = bermudan[i].s * exp(.06 * time[k]);
        }
        struct cp_pricing_option o = {true, 0, 40, bermudan[i].t, bermudan[i].vol, .06};
        struct cp_pricing_exercise e = {.n = n, .rights = 1, .time = time, .forward = forward};
        int rc = cp_pricing_swing(&o, &e, &value);
        if (!ok(rc == 0 && fabs(value - bermudan[i].want) <= 5e-3, "50 dates a year, row %zu",
                i + 1))
            printf("# got %.6f want %.6f\n", value, bermudan[i].want);
    }
}

/* Ten days, calls of 50 on a price of 45 that reverts by 12 a year with volatility 250 %, without
 * interest: dynamic program with a step of .0015, checked with .003 (to 2e-4). Rights, value. */
static const struct {
    size_t rights;
    double want;
} swing[] = {
    {1, 4.9864027510990265}, {2, 9.559645999852094}, {4, 17.423748563447454},
    {6, 23.4984901434723},   {8, 27.6262299879349},  {9, 28.868911195539606},
    {10, 29.47606978253032},
};

static void test_swing(void) {
    double time[10], forward[10], strip = 0;
    struct cp_pricing_option o = {false, 0, 50, 0, 2.5, 0};
    for (size_t k = 0; k < 10; k++) {
        time[k] = (double)(k + 1) / 365;
        forward[k] = 45;
        struct cp_pricing_option day = {false, 45, 50, 1, sqrt(6.25 * -expm1(-24 * time[k]) / 24),
                                        0};
        strip += cp_pricing_black(&day).value;
    }
    struct cp_pricing_exercise e = {.n = 10, .time = time, .forward = forward, .reversion = 12};
    double value = 0;
    for (size_t i = 0; i < sizeof swing / sizeof *swing; i++) {
        e.rights = swing[i].rights;
        int rc = cp_pricing_swing(&o, &e, &value);
        if (!ok(rc == 0 && fabs(value - swing[i].want) <= 2e-4, "%zu rights", e.rights))
            printf("# got %.8f want %.8f\n", value, swing[i].want);
    }
    ok_near(value, strip, 1e-5, "all of them are Black's strip");
    e.least = 10;
    cp_pricing_swing(&o, &e, &value);
    ok_near(value, -50, 1e-6, "all of them by force are forwards");
    e.least = 11;
    cp_pricing_swing(&o, &e, &value);
    ok(isnan(value), "more by force than there are");
}

/* Haug 2007, extendible options: 9.4233. */
static void test_extendible(void) {
    struct cp_pricing_option o = {false, 100, 100, .5, .25, .08};
    struct cp_pricing_extension e = {.until = .75, .later = 105, .premium = 1};
    ok(fabs(cp_pricing_extendible(&o, .08, &e) - 9.4233) <= 1e-4, "by who holds it");
    e.premium = 1e6;
    struct cp_pricing_option now = o;
    now.forward = 100 * exp(.04);
    ok_near(cp_pricing_extendible(&o, .08, &e), cp_pricing_black(&now).value, 1e-8,
            "at a premium that nobody pays it is not extended");
    /* Haug 1998, p. 48: a writer-extendible call at 80, r 10 %, to 90 and 82, volatility 30
     * %: 6.8238 */
    o = (struct cp_pricing_option){false, 80, 90, .5, .3, .1};
    e = (struct cp_pricing_extension){.by_writer = true, .until = .75, .later = 82};
    ok(fabs(cp_pricing_extendible(&o, .1, &e) - 6.8238) <= 1e-4, "by who wrote it");
}

/* The virtual power plant of QuantLib's test suite (K. Spanderen), after spanderen.de 2011, whose
 * values are those of an integer program by GLPK: 168 hours, fuel and power. */
static const double hours[][2] = {
    {20.74, 40.4},  {21.65, 36.71}, {20.78, 31.87}, {21.58, 25.81}, {21.43, 31.61}, {20.82, 35},
    {22.02, 46.22}, {21.52, 60.68}, {21.02, 42.45}, {21.46, 38.01}, {21.75, 33.84}, {20.69, 29.79},
    {22.16, 31.84}, {20.38, 38.53}, {20.82, 49.23}, {20.68, 59.92}, {20.57, 43.85}, {21.92, 37.47},
    {22.04, 34.89}, {20.45, 29.99}, {20.75, 30.85}, {21.92, 29.19}, {20.53, 29.25}, {20.67, 38.67},
    {20.88, 36.9},  {21.02, 25.93}, {20.82, 22.12}, {21.67, 20.19}, {21.82, 17.19}, {22.12, 19.29},
    {20.45, 13.51}, {20.74, 18.14}, {22.39, 33.76}, {20.95, 30.48}, {21.71, 25.63}, {20.7, 18.01},
    {20.94, 23.86}, {21.59, 32.41}, {22.33, 48.56}, {21.13, 64.69}, {21.5, 38.42},  {21.42, 39.31},
    {20.56, 32.73}, {21.23, 29.97}, {21.37, 31.41}, {21.9, 35.02},  {20.62, 46.85}, {21.17, 58.12},
    {21.86, 39.14}, {22.04, 35.42}, {22.05, 32.61}, {21, 28.76},    {20.7, 29.41},  {21.12, 35.83},
    {21.26, 46.73}, {22.4, 61.41},  {21.31, 61.01}, {22.24, 59.43}, {21.96, 60.43}, {21.02, 66.29},
    {21.71, 62.79}, {20.48, 62.66}, {21.36, 57.66}, {21.75, 51.63}, {21.9, 62.18},  {20.44, 60.53},
    {21.26, 61.94}, {22.29, 64.86}, {20.34, 59.57}, {21.79, 58.15}, {21.66, 53.74}, {21.5, 48.36},
    {20.76, 45.64}, {20.27, 51.21}, {20.84, 51.54}, {20.24, 50.79}, {21.97, 54.5},  {20.52, 49.92},
    {20.98, 41.58}, {21.4, 39.81},  {20.39, 28.86}, {20.71, 37.42}, {20.78, 39.78}, {20.3, 42.36},
    {21.56, 45.67}, {21.72, 36.84}, {20.27, 33.91}, {21.57, 28.75}, {21.82, 62.97}, {20.57, 63.84},
    {21.33, 62.91}, {20.51, 68.77}, {22.32, 64.33}, {21.99, 61.95}, {20.57, 59.12}, {22.11, 54.89},
    {21.56, 63.62}, {22.24, 60.9},  {20.62, 66.57}, {21.7, 69.51},  {21.11, 64.71}, {21.19, 59.89},
    {21.79, 57.28}, {20.46, 57.1},  {22.21, 65.09}, {20.82, 63.82}, {20.52, 67.52}, {22.29, 70.51},
    {20.71, 65.59}, {21.45, 59.36}, {22.4, 58.22},  {20.63, 54.64}, {20.95, 52.17}, {21.97, 53.02},
    {22.2, 57.12},  {20.67, 53.5},  {21.01, 53.16}, {22.25, 49.21}, {20.76, 52.21}, {21.33, 40.96},
    {20.49, 49.01}, {20.33, 47.94}, {21.94, 49.89}, {20.64, 53.83}, {20.99, 52.96}, {21.09, 50.33},
    {20.97, 51.72}, {22.17, 46.99}, {20.72, 39.06}, {22.06, 47.99}, {20.86, 47.91}, {21.4, 52.35},
    {21.75, 48.51}, {20.78, 47.39}, {21.79, 50.45}, {20.47, 43.66}, {21.19, 25.62}, {21.6, 35.76},
    {20.75, 42.76}, {21.36, 46.51}, {21.61, 45.62}, {20.37, 46.79}, {21.67, 48.76}, {20.28, 41},
    {22.33, 52.65}, {21.37, 55.57}, {21.33, 57.67}, {20.87, 56.79}, {21.25, 55.15}, {22.01, 54.74},
    {22.08, 50.31}, {20.81, 47.49}, {20.7, 53.72},  {21.84, 55.62}, {21.82, 55.89}, {21.68, 58.11},
    {21.24, 54.46}, {22.36, 52.92}, {20.83, 49.61}, {20.64, 44.68}, {21.03, 51.59}, {20.57, 57.44},
    {22.34, 56.5},  {20.96, 55.12}, {21.54, 57.22}, {21.26, 54.61}, {21.43, 49.92}, {22.39, 45.2},
};
/* Efficiency, value. */
static const double plants[][2] = {
    {0.35, 0}, {0.4, 2056.04}, {0.5, 26452.04}, {0.55, 44512.461818}, {0.6, 62000.626667},
};

static void test_tolling(void) {
    enum { N = sizeof hours / sizeof *hours };
    double power[N], fuel[N], value = 0;
    for (size_t t = 0; t < N; t++) {
        fuel[t] = hours[t][0];
        power[t] = hours[t][1];
    }
    struct cp_pricing_plant p = {.least = 8,
                                 .most = 40,
                                 .start_fuel = 20,
                                 .start_cost = 100,
                                 .addon = 3,
                                 .up = 2,
                                 .down = 2};
    for (size_t i = 0; i < sizeof plants / sizeof *plants; i++) {
        p.heat_rate = 1 / plants[i][0];
        int rc = cp_pricing_tolling(&p, N, power, fuel, &value);
        if (!ok(rc == 0 && fabs(value - plants[i][1]) <= 1e-4, "a plant of efficiency %g",
                plants[i][0]))
            printf("# got %.6f want %.6f\n", value, plants[i][1]);
    }
    p.up = 0;
    ok(cp_pricing_tolling(&p, N, power, fuel, &value) == 0 && isnan(value), "no hours of running");
}

int main(void) {
    test_american();
    test_bermudan();
    test_swing();
    test_extendible();
    test_tolling();
    return done();
}
