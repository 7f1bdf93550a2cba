/* Options on averages against published values; each table names its source. */
#include "pricing/pricing.h"
#include "tap.h"

/* Haug 2007, table 4-28, p. 201: S = 100, no carry, r = 5 %, 26 fixings from 1/52 to 1/2 years;
 * strike, volatility to the first fixing and its step; as printed, and the two moments computed. */
static const struct {
    bool put;
    double k, vol, step, printed, moments;
} haug[] = {
    {false, 80, 0.2, 0, 19.5152, 19.51520978028003},
    {false, 80, 0.075, 0.005, 19.5063, 19.50628369723359},
    {true, 80, 0.2, 0, 0.009, 0.009011539713378312},
    {true, 80, 0.325, -0.005, 0.0823, 0.08230150120813699},
    {false, 90, 0.075, 0.005, 9.8313, 9.831270180888795},
    {false, 90, 0.325, -0.005, 10.7062, 10.706198176052714},
    {true, 90, 0.2, 0, 0.3906, 0.39055707779918847},
    {true, 90, 0.075, 0.005, 0.0782, 0.07817106060547428},
    {false, 100, 0.2, 0, 3.27, 3.2700349025471227},
    {false, 100, 0.325, -0.005, 4.337, 4.336965885274125},
    {true, 100, 0.075, 0.005, 2.2819, 2.281852702109725},
    {true, 100, 0.325, -0.005, 4.337, 4.336965885274125},
    {false, 110, 0.2, 0, 0.5515, 0.5514577626626774},
    {false, 110, 0.075, 0.005, 0.1314, 0.13140381542334434},
    {true, 110, 0.2, 0, 10.3046, 10.304556882945999},
    {true, 110, 0.325, -0.005, 10.996, 10.996037285612903},
    {false, 120, 0.075, 0.005, 0.0016, 0.0016237430986637913},
    {false, 120, 0.325, -0.005, 0.2547, 0.25466150086590716},
    {true, 120, 0.2, 0, 19.5541, 19.55411904242945},
    {true, 120, 0.075, 0.005, 19.5078, 19.507821983665323},
};

/* Levy 1997, in Clewlow and Strickland (eds), Exotic Options: puts by Monte Carlo, S = 90, K = 87,
 * b = -3.5 %, r = 2.5 %, volatility 13 %; first fixing, last, how many; value, two moments computed
 * (NaN: not). */
static const struct {
    double first, last;
    size_t n;
    double printed, moments;
} levy[] = {
    {0, 11. / 12, 2, 1.3942835683, 1.4196551541577702},
    {0, 11. / 12, 8, 1.66970673, 1.6803983447403066},
    {0, 11. / 12, 26, 1.7255070456, 1.7351391120864035},
    {0, 11. / 12, 52, 1.7401553533, 1.7470998827214612},
    {0, 11. / 12, 100, 1.7478303712, 1.7528160713519803},
    {0, 11. / 12, 250, 1.7490291943, 1.7565230326392651},
    {0, 11. / 12, 1000, 1.7537344885, NAN},
    {1. / 12, 1, 4, 2.0111495205, 2.0205167562412756},
    {1. / 12, 1, 12, 2.1105094397, 2.1170129867255296},
    {1. / 12, 1, 26, 2.1346526695, 2.142193947196153},
    {1. / 12, 1, 52, 2.147489651, 2.152893524069993},
    {1. / 12, 1, 100, 2.154728109, 2.1580102847696274},
    {1. / 12, 1, 500, 2.1594238588, NAN},
    {.25, 14. / 12, 2, 2.63315092584, 2.6515037862295996},
    {.25, 14. / 12, 8, 2.83124836881, 2.841354307389452},
    {.25, 14. / 12, 12, 2.84290301412, 2.8611615497142955},
    {.25, 14. / 12, 26, 2.88179560417, 2.882286811212235},
    {.25, 14. / 12, 52, 2.88447044543, 2.8912785406515},
    {.25, 14. / 12, 250, 2.90047296063, 2.898374562265069},
    {.25, 14. / 12, 1000, 2.89703362437, NAN},
};

static struct cp_pricing_value average(const struct cp_pricing_option *o, double spot, double b,
                                       double first, size_t n, double vol_step) {
    double forward[1000], variance[1000];
    for (size_t i = 0; i < n; i++) {
        double t = first + (o->years - first) * (double)i / (double)(n - 1);
        double vol = o->volatility + (double)i * vol_step;
        forward[i] = spot * exp(b * t);
        variance[i] = vol * vol * t;
    }
    return cp_pricing_asian(
        o, &(struct cp_pricing_average){.n = n, .forward = forward, .variance = variance});
}

static void test_discrete(void) {
    for (size_t i = 0; i < sizeof haug / sizeof *haug; i++) {
        struct cp_pricing_option o = {haug[i].put, 0, haug[i].k, .5, haug[i].vol, .05};
        double got = average(&o, 100, 0, 1. / 52, 26, haug[i].step).value;
        ok(fabs(got - haug[i].printed) <= 3e-3 && fabs(got - haug[i].moments) <= 1e-8,
           "mean of 26 fixings, row %zu", i + 1);
    }
    for (size_t i = 0; i < sizeof levy / sizeof *levy; i++) {
        struct cp_pricing_option o = {true, 0, 87, levy[i].last, .13, .025};
        double got = average(&o, 90, -.035, levy[i].first, levy[i].n, 0).value;
        ok(fabs(got - levy[i].printed) <= 3e-2 &&
               (isnan(levy[i].moments) || fabs(got - levy[i].moments) <= 1e-8),
           "mean of %zu fixings, row %zu", levy[i].n, i + 1);
    }
}

static void test_known(void) {
    double forward[] = {50, 52, 54}, variance[] = {.01, .02, .04};
    struct cp_pricing_average a = {.n = 5, .known = 2, .forward = forward, .variance = variance};
    struct cp_pricing_option o = {false, 0, 50, .5, .4, .05};
    a.sum = 96;
    double value = cp_pricing_asian(&o, &a).value, part = 3. / 5;
    struct cp_pricing_average open = {.n = 3, .forward = forward, .variance = variance};
    struct cp_pricing_option rest = o;
    rest.strike = (5 * 50. - 96) / 3;
    ok_near(value, part * cp_pricing_asian(&rest, &open).value, 1e-12,
            "what is fixed lowers the strike of the rest");
    a.sum = 260;
    ok_near(cp_pricing_asian(&o, &a).value, exp(-.025) * ((260 + 156) / 5. - 50), 1e-12,
            "once it must be exercised it is a forward");
    a.known = 5;
    ok_near(cp_pricing_asian(&o, &a).value, exp(-.025) * 2, 1e-12, "with all fixed it is cash");
    a.known = 6;
    ok(isnan(cp_pricing_asian(&o, &a).value), "more fixings known than there are");
    open.n = 1;
    variance[0] = .4 * .4 * .5;
    struct cp_pricing_option plain = {false, 50, 50, .5, .4, .05};
    struct cp_pricing_value one = cp_pricing_asian(&o, &open), want = cp_pricing_black(&plain);
    ok(fabs(one.value - want.value) < 1e-12 && fabs(one.delta - want.delta) < 1e-12 &&
           fabs(one.vega - want.vega) < 1e-5 && fabs(one.theta - want.theta) < 1e-5,
       "of one fixing it is Black's, with its Greeks");
}

/* Haug 1998, p. 99-100, after Levy 1992; days by 360, the mean so far is the spot: S, K, q, r,
 * volatility, days of the averaging, days gone; value. */
static const struct {
    bool put;
    double s, k, q, r, vol, days, gone, printed;
} continuous[] = {
    {false, 6.8, 6.9, 0.09, 0.07, 0.14, 180, 0, 0.0944},
    {true, 6.8, 6.9, 0.09, 0.07, 0.14, 180, 0, 0.2237},
    {false, 100, 95, 0.05, 0.1, 0.15, 270, 90, 5.6731},
    {false, 100, 95, 0.05, 0.1, 0.35, 270, 0, 10.1213},
    {false, 100, 95, 0.05, 0.1, 0.35, 270, 180, 5.1411},
    {false, 100, 100, 0.05, 0.1, 0.15, 270, 0, 3.7845},
    {false, 100, 100, 0.05, 0.1, 0.15, 270, 90, 1.9964},
    {false, 100, 100, 0.05, 0.1, 0.15, 270, 180, 0.6722},
    {false, 100, 100, 0.05, 0.1, 0.35, 270, 90, 4.0687},
    {false, 100, 105, 0.05, 0.1, 0.15, 270, 0, 1.6729},
    {false, 100, 105, 0.05, 0.1, 0.15, 270, 180, 0.0004},
    {false, 100, 105, 0.05, 0.1, 0.35, 270, 0, 5.4071},
    {false, 100, 105, 0.05, 0.1, 0.35, 270, 90, 2.1359},
    {false, 100, 105, 0.05, 0.1, 0.35, 270, 180, 0.1552},
};

static void test_continuous(void) {
    for (size_t i = 0; i < sizeof continuous / sizeof *continuous; i++) {
        double left = (continuous[i].days - continuous[i].gone) / 360;
        struct cp_pricing_option o = {continuous[i].put, continuous[i].s, continuous[i].k, left,
                                      continuous[i].vol, continuous[i].r};
        double got = cp_pricing_asian_continuous(&o, continuous[i].r - continuous[i].q,
                                                 continuous[i].days / 360, continuous[i].s);
        ok(fabs(got - continuous[i].printed) <= 2e-4, "continuous mean, row %zu", i + 1);
    }
    struct cp_pricing_option o = {false, 100, 100, 1, .3, .05};
    double none = cp_pricing_asian_continuous(&o, 0, 1, 100);
    double little = cp_pricing_asian_continuous(&o, 1e-7, 1, 100);
    ok(fabs(none - little) < 1e-4, "no carry is the limit of little");
}

/* Clewlow and Strickland 1998, p. 118-123; Haug 1998, p. 96-97. */
static void test_geometric(void) {
    struct cp_pricing_option o = {false, 100, 100, 1, .2, .06};
    ok_near(cp_pricing_asian_geometric(&o, .03, 10), 5.3425606635, 1e-10, "of ten fixings");
    o = (struct cp_pricing_option){true, 80, 85, .25, .2, .05};
    ok(fabs(cp_pricing_asian_geometric(&o, .08, 0) - 4.6922) <= 1e-4, "of all time");
}

int main(void) {
    test_discrete();
    test_known();
    test_continuous();
    test_geometric();
    return done();
}
