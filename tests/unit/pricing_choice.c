/* Options with a choice of when: against published values; each table names its source. */
#include "pricing/pricing.h"
#include "pricing_plant.h"
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

static void test_tolling(void) {
    enum { N = PLANT_HOURS };
    double power[N], fuel[N], value = 0;
    for (size_t t = 0; t < N; t++) {
        fuel[t] = plant_hours[t][0];
        power[t] = plant_hours[t][1];
    }
    struct cp_pricing_plant p = plant_of();
    for (size_t i = 0; i < PLANTS; i++) {
        p.heat_rate = 1 / plant_values[i][0];
        int rc = cp_pricing_tolling(&p, N, power, fuel, &value);
        if (!ok(rc == 0 && fabs(value - plant_values[i][1]) <= 1e-4, "a plant of efficiency %g",
                plant_values[i][0]))
            printf("# got %.6f want %.6f\n", value, plant_values[i][1]);
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
