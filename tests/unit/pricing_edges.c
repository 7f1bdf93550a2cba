/* Options at the edge of what has a price: without a volatility or time, which are worked by hand,
 * beside another formula that must agree, or without a price at all. Then the allocations of
 * those that need memory fail. */
#include "pricing/pricing.h"
#include "starve.h"

static const struct cp_pricing_option usual = {
    .forward = 100, .strike = 100, .years = 1, .volatility = .2, .rate = .05};

/* What no formula has a price of: the option with one number changed. */
static void test_unsound(void) {
    static const struct {
        size_t at;
        double to;
        bool of_normal; /* a price that is normal may be anything */
    } bad[] = {{offsetof(struct cp_pricing_option, forward), NAN, true},
               {offsetof(struct cp_pricing_option, forward), 0, false},
               {offsetof(struct cp_pricing_option, forward), -1, false},
               {offsetof(struct cp_pricing_option, strike), INFINITY, true},
               {offsetof(struct cp_pricing_option, rate), NAN, true},
               {offsetof(struct cp_pricing_option, years), -1, true},
               {offsetof(struct cp_pricing_option, years), INFINITY, true},
               {offsetof(struct cp_pricing_option, volatility), -1, true},
               {offsetof(struct cp_pricing_option, volatility), INFINITY, true}};
    const double time[] = {.5}, forward[] = {100}, variance[] = {.02};
    const struct cp_pricing_average average = {1, 0, forward, variance, 0};
    const struct cp_pricing_exercise one = {1, 1, 0, time, forward, 0};
    const struct cp_pricing_simulation s = {4, 0, 1};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct cp_pricing_option o = usual;
        memcpy((char *)&o + bad[i].at, &bad[i].to, sizeof bad[i].to);
        const struct cp_pricing_extension later = {.until = 2, .later = 100};
        struct cp_pricing_simulated simulated;
        double swing;
        ok(isnan(cp_pricing_normal(&o).value) == bad[i].of_normal &&
               isnan(cp_pricing_normal_digital(&o).value) == bad[i].of_normal,
           "a price that is normal, %zu", i);
        bool none = isnan(cp_pricing_black(&o).value) && isnan(cp_pricing_digital(&o).value) &&
                    isnan(cp_pricing_jump(&o, 1, .1).value) &&
                    isnan(cp_pricing_american(&o, .02)) &&
                    isnan(cp_pricing_extendible(&o, .02, &later)) &&
                    isnan(cp_pricing_asian_continuous(&o, .02, 1, 100)) &&
                    isnan(cp_pricing_asian_geometric(&o, .02, 4));
        ok(none, "one that is lognormal, %zu", i);
        if (!bad[i].of_normal)
            continue;
        ok(isnan(cp_pricing_asian(&o, &average).value) && cp_pricing_swing(&o, &one, &swing) == 0 &&
               isnan(swing) && cp_pricing_swing_simulated(&o, &one, &s, &simulated) == 0 &&
               isnan(simulated.value),
           "averages and swings, %zu", i);
    }
    const struct cp_pricing_average none = {.n = 0}, past = {.n = 1, .known = 2};
    ok(isnan(cp_pricing_asian(&usual, &none).value) && isnan(cp_pricing_asian(&usual, &past).value),
       "a mean of nothing, and of more than there is");
    ok(isnan(cp_pricing_jump(&usual, -1, .1).value) &&
           isnan(cp_pricing_jump(&usual, 1e6, .1).value) &&
           isnan(cp_pricing_jump(&usual, 1, -.1).value),
       "jumps that are no jumps");
}

static void test_no_exercise(void) {
    static const double time[] = {.5, 1}, back[] = {1, .5}, forward[] = {100, 100},
                        zero[] = {100, 0};
    static const struct cp_pricing_exercise bad[] = {
        {0, 0, 0, time, forward, 0},  {2, 3, 0, time, forward, 0}, {2, 1, 2, time, forward, 0},
        {2, 1, 0, time, forward, -1}, {2, 1, 0, back, forward, 0}, {2, 1, 0, time, zero, 0}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        double value = 0;
        ok(cp_pricing_swing(&usual, &bad[i], &value) == 0 && isnan(value),
           "rights that nobody can use, %zu", i);
    }
    const struct cp_pricing_exercise good = {2, 1, 0, time, forward, 0};
    const struct cp_pricing_simulation few = {3, 0, 1};
    struct cp_pricing_simulated out;
    ok(cp_pricing_swing_simulated(&usual, &good, &few, &out) == 0 && isnan(out.value),
       "paths too few to fit to");
}

/* Without a volatility, or without time, it is exercised or not whatever comes. */
static void test_certain(void) {
    const double df = exp(-.05);
    for (int put = 0; put < 2; put++)
        for (int in = 0; in < 2; in++) {
            struct cp_pricing_option o = usual;
            o.put = put;
            o.forward = 100 + (put == in ? -10 : 10);
            o.volatility = 0;
            double value = in ? 10 * df : 0, delta = in ? (put ? -df : df) : 0;
            struct cp_pricing_value b = cp_pricing_black(&o), n = cp_pricing_normal(&o),
                                    d = cp_pricing_digital(&o), e = cp_pricing_normal_digital(&o);
            ok_near(b.value, value, 1e-14, "Black, certain");
            ok_near(b.delta, delta, 1e-14, "its delta");
            ok_near(b.theta, .05 * value, 1e-14, "its theta");
            ok_near(n.value, value, 1e-14, "a normal price, certain");
            ok_near(d.value, in ? df : 0, 1e-14, "a digital, certain");
            ok_near(e.value, in ? df : 0, 1e-14, "a digital on a normal price, certain");
            ok_near(cp_pricing_jump(&o, 0, .1).value, value, 1e-14, "jumps that never come");
            o.years = 0;
            ok_near(cp_pricing_black(&o).value, in ? 10 : 0, 0, "at expiry");
            ok_near(cp_pricing_digital(&o).theta, in ? .05 : 0, 1e-14, "a digital at expiry");
            ok_near(cp_pricing_normal_digital(&o).value, in, 0, "the same on a normal price");
            ok_near(cp_pricing_jump(&o, 2, .1).value, in ? 10 : 0, 0, "jumps that have no time");
            ok_near(cp_pricing_american(&o, .02), in ? 10 : 0, 0, "an American one");
        }
    struct cp_pricing_option o = usual;
    o.strike = -5;
    ok_near(cp_pricing_black(&o).value, 105 * df, 1e-14, "below no price a call is a forward");
    ok_near(cp_pricing_digital(&o).value, df, 1e-14, "and a digital its discount");
    ok_near(cp_pricing_american(&o, .02), 105, 1e-14, "which nobody waits for");
}

static void test_averages(void) {
    const double df = exp(-.05);
    struct cp_pricing_option call = usual, put = usual;
    put.put = true;
    const struct cp_pricing_average past = {.n = 4, .known = 4, .sum = 360};
    ok_near(cp_pricing_asian(&call, &past).value, 0, 0, "a mean of 90 is known");
    ok_near(cp_pricing_asian(&put, &past).value, 10 * df, 1e-14, "as a put");
    ok_near(cp_pricing_asian(&put, &past).theta, .5 * df, 1e-14, "which earns interest");
    const double forward[] = {110, 112}, variance[] = {0, 0};
    const struct cp_pricing_average open = {2, 0, forward, variance, 0};
    call.volatility = 0;
    struct cp_pricing_value v = cp_pricing_asian(&call, &open);
    ok_near(v.value, 11 * df, 1e-12, "a mean that is certain");
    ok(v.vega == 0, "hangs on no volatility");
    /* half a year left of one whose first half was at 120: what is left has a strike below nothing
     */
    call = put = usual;
    put.put = true;
    call.years = put.years = .5;
    call.strike = put.strike = 50;
    ok_near(cp_pricing_asian_continuous(&call, 0, 1, 120), 60 * exp(-.025), 1e-13,
            "sure to be exercised");
    ok_near(cp_pricing_asian_continuous(&put, 0, 1, 120), 0, 0, "as a put sure not to be");
    ok(isnan(cp_pricing_asian_continuous(&call, 0, .4, 120)), "more is left than there is");
    call.strike = 100;
    double at = cp_pricing_asian_continuous(&call, -.04, 1, 100);
    ok_near(at,
            (cp_pricing_asian_continuous(&call, -.0401, 1, 100) +
             cp_pricing_asian_continuous(&call, -.0399, 1, 100)) /
                2,
            1e-6, "carry that cancels the variance is no edge");
    ok(isnan(cp_pricing_asian_continuous(
           &(struct cp_pricing_option){.forward = 100, .strike = 100, .years = 1}, 0, 1, 100)),
       "no volatility");
    const double weight[] = {.5, .5}, same[] = {100, 100}, together[] = {.04, .04, .04, .04},
                 apart[] = {.04, 0, 0, .04};
    ok_near(cp_pricing_mean_variance(2, weight, same, together), .04, 1e-14,
            "prices that move together vary as one");
    ok_near(cp_pricing_mean_variance(2, weight, same, apart), log((exp(.04) + 1) / 2), 1e-14,
            "apart less");
}

static void test_implied(void) {
    static const double volatility[] = {.01, .2, 1.5, 3, 9};
    for (int put = 0; put < 2; put++)
        for (size_t i = 0; i < sizeof volatility / sizeof *volatility; i++) {
            struct cp_pricing_option o = usual;
            o.put = put;
            o.forward = 101;
            o.volatility = volatility[i];
            double value = cp_pricing_black(&o).value;
            o.volatility = NAN;
            ok_near(cp_pricing_implied(&o, value), volatility[i], 1e-6, "what it was made of");
            ok(isnan(cp_pricing_implied(&o, -1)) && isnan(cp_pricing_implied(&o, 1e3)),
               "less than it is worth at least, and more than at most");
            o.strike = 0;
            ok(isnan(cp_pricing_implied(&o, 1)), "no strike");
            o.strike = 100;
            o.years = 0;
            ok(isnan(cp_pricing_implied(&o, 1)), "no time");
            o.years = 1;
            o.forward = 0;
            ok(isnan(cp_pricing_implied(&o, 1)), "no price");
        }
}

static void test_jumps(void) {
    struct cp_pricing_value b = cp_pricing_black(&usual);
    ok_near(cp_pricing_jump(&usual, 0, .3).value, b.value, 1e-12, "no jumps");
    ok_near(cp_pricing_jump(&usual, 900, 0).value, b.value, 1e-9, "jumps that move nothing");
    /* many small ones are a volatility: 400 a year of 1 % add 0.04 to the variance */
    struct cp_pricing_option o = usual;
    o.volatility = sqrt(.08);
    ok_near(cp_pricing_jump(&usual, 400, .01).value, cp_pricing_black(&o).value, 1e-4,
            "many small ones are a volatility");
}

static void test_choice(void) {
    struct cp_pricing_option o = usual, at;
    double european;
    at = o;
    at.forward = 100 * exp(.05);
    european = cp_pricing_black(&at).value;
    ok_near(cp_pricing_american(&o, .05), european, 1e-12, "a call that earns its carry is kept");
    o.rate = .1;
    at = o;
    at.forward = 100 * exp(.099);
    european = cp_pricing_black(&at).value;
    double american = cp_pricing_american(&o, .099);
    ok(american >= european && american < european * 1.001,
       "one that almost does is worth hardly more");
    o = usual;
    o.put = true;
    o.rate = 0;
    european = cp_pricing_black(&o).value;
    american = cp_pricing_american(&o, 0);
    ok(american >= european && american < european * 1.001, "a put without interest as well");
    o.rate = .1;
    o.forward = 20;
    ok_near(cp_pricing_american(&o, .1), 80, 0, "a put deep in the money is exercised");
    o = usual;
    o.volatility = 0;
    ok_near(cp_pricing_american(&o, .02), 0 + fmax(100 * exp(.02) - 100, 0) * exp(-.05), 1e-12,
            "without a volatility it grows to its forward");
    /* extended to the same day, at the same strike, for nothing: as it was */
    for (int put = 0; put < 2; put++)
        for (int by_writer = 0; by_writer < 2; by_writer++) {
            o = usual;
            o.put = put;
            const struct cp_pricing_extension same = {by_writer, 1, 100, 0};
            ok_near(cp_pricing_extendible(&o, 0, &same), cp_pricing_black(&o).value, 1e-8,
                    "an extension of nothing");
        }
    ok(isnan(cp_pricing_extendible(&usual, 0, &(struct cp_pricing_extension){.until = .5})),
       "one that ends before it begins");
    o = usual;
    o.volatility = 0;
    ok(isnan(
           cp_pricing_extendible(&o, 0, &(struct cp_pricing_extension){.until = 2, .later = 100})),
       "one without a volatility");
}

static const struct cp_pricing_pair pair = {.forward = {110, 100},
                                            .volatility = {.3, .2},
                                            .correlation = .5,
                                            .strike = 4,
                                            .years = 1,
                                            .rate = .05};

static void test_pairs(void) {
    struct cp_pricing_pair p = pair;
    p.volatility[0] = p.volatility[1] = 0;
    for (int m = 0; m < 3; m++) {
        p.put = false;
        ok_near(cp_pricing_spread_alone(&p, (enum cp_pricing_spread_method)m), 6 * exp(-.05), 1e-9,
                "a spread that is certain");
        p.put = true;
        ok_near(cp_pricing_spread_alone(&p, (enum cp_pricing_spread_method)m), 0, 1e-9, "as a put");
    }
    struct cp_pricing_pair_value v = cp_pricing_exchange(&p);
    ok_near(v.value, 10 * exp(-.05), 1e-14, "an exchange that is certain");
    ok(v.delta[0] == exp(-.05) && v.delta[1] == -exp(-.05), "moves as both do");
    p.forward[0] = 90;
    v = cp_pricing_exchange(&p);
    ok(v.value == 0 && v.delta[0] == 0 && v.delta[1] == 0, "one that nobody makes");
    p = pair;
    p.volatility[1] = .3; /* the same thing twice */
    p.correlation = 1;
    ok_near(cp_pricing_exchange(&p).value, 10 * exp(-.05), 1e-14, "prices that move as one");
    static const struct cp_pricing_pair bad[] = {
        {.forward = {0, 1}, .years = 1},
        {.forward = {1, 0}, .years = 1},
        {.forward = {1, 1}, .years = -1},
        {.forward = {1, 1}, .years = INFINITY, .volatility = {.2, 0}},
        {.forward = {1, 1}, .years = 1, .volatility = {INFINITY, 0}},
        {.forward = {1, 1}, .years = 1, .volatility = {.2, .2}, .correlation = NAN}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ok(isnan(cp_pricing_exchange(&bad[i]).value) &&
               isnan(cp_pricing_exchange_american(&bad[i], (const double[]){.1, .1})),
           "no exchange, %zu", i);
    static const struct cp_pricing_pair unsound[] = {{.forward = {0, 1}},
                                                     {.forward = {1, 0}},
                                                     {.forward = {1, 1}, .volatility = {-1, 0}},
                                                     {.forward = {1, 1}, .volatility = {0, -1}},
                                                     {.forward = {1, 1}, .correlation = 2},
                                                     {.forward = {1, 1}, .years = -1},
                                                     {.forward = {1, 1}, .strike = NAN}};
    for (size_t i = 0; i < sizeof unsound / sizeof *unsound; i++)
        ok(isnan(cp_pricing_spread_alone(&unsound[i], CP_PRICING_SPREAD_EXACT)) &&
               isnan(cp_pricing_spread(&unsound[i], CP_PRICING_SPREAD_KIRK).value),
           "no spread, %zu", i);
    p = pair;
    p.strike = -100;
    ok(isnan(cp_pricing_spread_alone(&p, CP_PRICING_SPREAD_KIRK)) &&
           isnan(cp_pricing_spread_alone(&p, CP_PRICING_SPREAD_BJERKSUND)),
       "approximations end where strike and second are nothing");
    p = pair;
    ok_near(
        cp_pricing_exchange_american(&p, (const double[]){0, .1}),
        cp_pricing_exchange(&(struct cp_pricing_pair){.forward = {110 * exp(.05), 100 * exp(-.05)},
                                                      .volatility = {.3, .2},
                                                      .correlation = .5,
                                                      .years = 1,
                                                      .rate = .05})
            .value,
        1e-12, "what yields nothing is kept");
    p.forward[0] = 400;
    ok_near(cp_pricing_exchange_american(&p, (const double[]){.2, 0}), 300, 0,
            "what yields much is taken at once");
}

static int swing(const void *unused, struct cp_error *err) {
    static const double time[] = {.5, 1}, forward[] = {100, 100};
    const struct cp_pricing_exercise e = {2, 1, 0, time, forward, 0};
    const struct cp_pricing_simulation s = {16, 0, 1};
    struct cp_pricing_simulated simulated;
    double value = NAN;
    (void)unused;
    int rc = cp_pricing_swing(&usual, &e, &value);
    if (rc == 0)
        rc = cp_pricing_swing_simulated(&usual, &e, &s, &simulated);
    if (rc == 0 && !(value > 0 && simulated.fitted > 0))
        return cp_fail(err, CP_EINTERNAL, "an option without a value");
    return rc ? cp_fail_nomem(err) : 0;
}

static int plant(const void *unused, struct cp_error *err) {
    static const double power[] = {60, 20, 60, 20, 60, 20, 60, 20},
                        fuel[] = {10, 10, 10, 10, 10, 10, 10, 10};
    const struct cp_pricing_plant p = {2, 1, 2, 0, 0, 0, 1, 1};
    const struct cp_pricing_hours h = {4, 2, power, fuel, false, NULL};
    struct cp_pricing_dispatched out;
    double value = NAN;
    (void)unused;
    int rc = cp_pricing_tolling(&p, 2, power, fuel, &value);
    if (rc == 0)
        rc = cp_pricing_tolling_simulated(&p, &h, &h, &out);
    if (rc == 0 && value != 80) /* 2 MW at 60 - 2 * 10, and nothing at 20 - 2 * 10 */
        return cp_fail(err, CP_EINTERNAL, "a plant that earns %g", value);
    return rc ? cp_fail_nomem(err) : 0;
}

int main(void) {
    test_unsound();
    test_no_exercise();
    test_certain();
    test_averages();
    test_implied();
    test_jumps();
    test_choice();
    test_pairs();
    starve(swing, NULL, "a swing, by a program and by paths");
    starve(plant, NULL, "a plant, on prices and on paths");
    return done();
}
