/* Options on one price against published values and closed forms; each table names its source. */
#include "pricing/pricing.h"
#include "tap.h"

/* F, K, r, t, volatility; value, delta, gamma, vega, theta, rho. The first is Hull, 8th edition,
 * example 17.7 (3.35); all computed by the formulae with scipy, and by QuantLib 1.44 to 1e-12. */
static const struct {
    bool put;
    double f, k, r, t, s;
    double want[6];
} black[] = {
    {true,
     60,
     60,
     0.09,
     0.3333333333333333,
     0.25,
     {3.349924369676831, -0.45730673036028047, 0.04458816755378188, 13.376450266134562,
      -4.714675656529546, -1.1166414565589435}},
    {false,
     20,
     20,
     0.09,
     0.5,
     0.25,
     {1.3466558668625428, 0.5116651375881136, 0.10745220817765566, 5.3726104088827835,
      -1.2219535742030667, -0.6733279334312714}},
    {true,
     45,
     50,
     0.05,
     1,
     0.8,
     {16.538185175619162, -0.37500741010153277, 0.010168610112261596, 16.473148381863787,
      -5.762350093964557, -16.538185175619162}},
    {false,
     3,
     3.5,
     0.04,
     0.25,
     0.65,
     {0.21319962356746314, 0.37383543535612884, 0.3858782414462748, 0.564346928115177,
      -0.7251230216070315, -0.053299905891865784}},
    {false,
     2.35,
     3,
     0.045,
     1.5,
     0.55,
     {0.39667110770026454, 0.45777568311315114, 0.23549159678210485, 1.0729144331640685,
      -0.17885077956690074, -0.5950066615503968}},
    {true,
     2.35,
     2,
     0.045,
     1.5,
     0.55,
     {0.38729034990257627, -0.2638132166849907, 0.19953601203874893, 0.9090985418492924,
      -0.1492400002600877, -0.5809355248538643}},
    {false,
     100,
     100,
     0,
     0.0001,
     0.3,
     {0.11968263923944278, 0.5005984131961972, 1.329806105305399, 0.3989418315916197,
      -598.4127473874295, -1.1968263923944278e-05}},
    {true,
     85,
     60,
     0.08,
     2,
     0.5,
     {8.342525534828512, -0.169354335262184, 0.003954159959982686, 28.568805710874905,
      -2.903698671073082, -16.685051069657025}},
};

static void test_black(void) {
    for (size_t i = 0; i < sizeof black / sizeof *black; i++) {
        const struct cp_pricing_option o = {black[i].put, black[i].f, black[i].k,
                                            black[i].t,   black[i].s, black[i].r};
        struct cp_pricing_value v = cp_pricing_black(&o);
        const double got[6] = {v.value, v.delta, v.gamma, v.vega, v.theta, v.rho};
        double worst = 0;
        for (int k = 0; k < 6; k++)
            worst = fmax(worst, fabs(got[k] - black[i].want[k]) / fmax(1, fabs(black[i].want[k])));
        ok(worst < 1e-9, "Black's value and Greeks, row %zu", i + 1);
        ok_near(cp_pricing_implied(&o, v.value), o.volatility, 1e-7, "and the volatility back");
    }
    struct cp_pricing_option o = {false, 50, 0, 1, .5, .05};
    ok_near(cp_pricing_black(&o).value, 50 * exp(-.05), 1e-12, "a call struck at 0 is a forward");
    o.forward = 0;
    ok(isnan(cp_pricing_black(&o).value) && isnan(cp_pricing_black(&o).rho),
       "a forward of 0 has no value");
    o = (struct cp_pricing_option){true, 50, 60, 1, 0, .05};
    ok_near(cp_pricing_black(&o).value, 10 * exp(-.05), 1e-12, "without volatility: as it stands");
    ok(isnan(cp_pricing_implied(&o, 9)) && isnan(cp_pricing_implied(&o, 60)),
       "no volatility gives less than the intrinsic value, nor more than the strike");
}

/* Each Greek against the difference of two values. */
static void differences(struct cp_pricing_value (*f)(const struct cp_pricing_option *),
                        const struct cp_pricing_option *o, const char *what) {
    struct cp_pricing_value v = f(o);
    double want[5];
    for (int k = 0; k < 5; k++) {
        struct cp_pricing_option up = *o, down = *o;
        double h = 1e-4;
        double *const u[] = {&up.forward, &up.volatility, &up.years, &up.rate};
        double *const d[] = {&down.forward, &down.volatility, &down.years, &down.rate};
        int at = k < 2 ? 0 : k - 1;
        *u[at] += k == 1 ? 1e-2 : h;
        *d[at] -= k == 1 ? 1e-2 : h;
        double fu = f(&up).value, fd = f(&down).value;
        want[k] = k == 1 ? (fu - 2 * v.value + fd) / 1e-4 : (fu - fd) / (2 * h);
    }
    ok(fabs(v.delta - want[0]) < 1e-6 && fabs(v.gamma - want[1]) < 1e-5 &&
           fabs(v.vega - want[2]) < 1e-4 && fabs(v.theta + want[3]) < 1e-4 &&
           fabs(v.rho - want[4]) < 1e-4,
       "Greeks of %s are slopes", what);
}

static struct cp_pricing_value jumping(const struct cp_pricing_option *o) {
    return cp_pricing_jump(o, 3, .2);
}

static void test_slopes(void) {
    struct cp_pricing_option o = {true, 55, 50, .8, .4, .03};
    differences(cp_pricing_black, &o, "a put");
    differences(cp_pricing_digital, &o, "a digital put");
    differences(jumping, &o, "a put on a price with jumps");
    o.volatility = 14;
    differences(cp_pricing_normal, &o, "a put on a normal price");
    o.put = false;
    struct cp_pricing_option below = {false, -3, -5, .8, 14, .03};
    differences(cp_pricing_normal, &below, "a call below 0");
    differences(cp_pricing_normal_digital, &below, "a digital call below 0");
}

/* Haug 1998, p. 88; the call by parity. */
static void test_digital(void) {
    struct cp_pricing_option o = {true, 100, 80, .75, .35, .06};
    ok_near(10 * cp_pricing_digital(&o).value, 2.671, 1e-4, "cash or nothing, put");
    o.put = false;
    ok_near(10 * cp_pricing_digital(&o).value, 6.8889748183310004, 2e-4 / 7, "and call");
    /* of a normal price: what a call loses by 1 of strike */
    o.volatility = 25;
    struct cp_pricing_option up = o, down = o;
    up.strike += 1e-4;
    down.strike -= 1e-4;
    double slope = (cp_pricing_normal(&down).value - cp_pricing_normal(&up).value) / 2e-4;
    ok_near(cp_pricing_normal_digital(&o).value, slope, 1e-8, "of a normal price");
    o.put = true;
    ok_near(cp_pricing_normal_digital(&o).value, exp(-.06 * .75) - slope, 1e-8, "and its put");
}

/* Haug 1998, p. 9: S = 100, r = 8 %, total volatility 25 %; K, t, intensity, part of the variance
 * from jumps; as printed (three of its values are short of terms), the full sum by 200 terms. */
static const struct {
    double k, t, intensity, part, printed, full;
} jump[] = {
    {80, 0.1, 1, 0.25, 20.67, 20.66764266827247},    {80, 0.25, 1, 0.25, 21.74, 21.735475844470923},
    {80, 0.1, 5, 0.25, 20.65, 20.646110700278303},   {80, 0.5, 5, 0.25, 23.61, 23.609039607106627},
    {80, 0.25, 10, 0.25, 21.7, 21.698250494893486},  {80, 0.5, 10, 0.25, 23.61, 23.605461950401686},
    {90, 0.1, 1, 0.25, 11, 10.998015313760149},      {90, 0.25, 1, 0.25, 12.74, 12.744489220326134},
    {90, 0.1, 5, 0.25, 10.98, 10.984746392557495},   {90, 0.5, 5, 0.25, 15.42, 15.419342636814736},
    {90, 0.25, 10, 0.25, 12.75, 12.753651087345723}, {90, 0.5, 10, 0.25, 15.42, 15.421728019256093},
    {100, 0.1, 1, 0.25, 3.42, 3.4245508730747716},   {100, 0.25, 1, 0.25, 5.88, 5.875314027767157},
    {100, 0.1, 5, 0.25, 3.51, 3.513206296784042},    {100, 0.5, 5, 0.25, 9.02, 9.021648642333464},
    {100, 0.25, 10, 0.25, 5.97, 5.972727416009831},  {100, 0.5, 10, 0.25, 9.03, 9.031276597080698},
    {110, 0.1, 1, 0.25, 0.55, 0.5523133021105637},   {110, 0.25, 1, 0.25, 2.11, 2.107660399399799},
    {110, 0.1, 5, 0.25, 0.56, 0.5648724927202773},   {110, 0.5, 5, 0.25, 4.73, 4.731666149048079},
    {110, 0.25, 10, 0.25, 2.17, 2.1697621715612585}, {110, 0.5, 10, 0.25, 4.74, 4.74105582537613},
    {120, 0.1, 1, 0.25, 0.1, 0.09639412660180693},   {120, 0.25, 1, 0.25, 0.64, 0.644778536774836},
    {120, 0.1, 5, 0.25, 0.06, 0.05794248107168189},  {120, 0.5, 5, 0.25, 2.25, 2.250023166844261},
    {120, 0.25, 10, 0.25, 0.62, 0.6229478276120667}, {120, 0.5, 10, 0.25, 2.25, 2.2530411801209476},
    {80, 0.1, 1, 0.5, 20.72, 20.724212361890267},    {80, 0.25, 1, 0.5, 21.83, 21.83186665527359},
    {80, 0.1, 5, 0.5, 20.66, 20.660737309622164},    {80, 0.5, 5, 0.5, 23.63, 23.631061497330258},
    {80, 0.25, 10, 0.5, 21.71, 21.714178736038605},  {80, 0.5, 10, 0.5, 23.61, 23.61675540603104},
    {90, 0.1, 1, 0.5, 11.04, 11.041278582796028},    {90, 0.25, 1, 0.5, 12.72, 12.724168477918484},
    {90, 0.1, 5, 0.5, 11.02, 11.02284541547507},     {90, 0.5, 5, 0.5, 15.41, 15.406506517446763},
    {90, 0.25, 10, 0.5, 12.75, 12.754564815397945},  {90, 0.5, 10, 0.5, 15.41, 15.414950613288147},
    {100, 0.1, 1, 0.5, 3.14, 3.142699473674938},     {100, 0.25, 1, 0.5, 5.58, 5.58494163959626},
    {100, 0.1, 5, 0.5, 3.39, 3.392754475608409},     {100, 0.5, 5, 0.5, 8.96, 8.962332309759905},
    {100, 0.25, 10, 0.5, 5.93, 5.928646531260064},   {100, 0.5, 10, 0.5, 9, 9.00133027203304},
    {110, 0.1, 1, 0.5, 0.53, 0.5278027806400933},    {110, 0.25, 1, 0.5, 1.93, 1.9308829429714625},
    {110, 0.1, 5, 0.5, 0.58, 0.577898640843028},     {110, 0.5, 5, 0.5, 4.67, 4.674129172821783},
    {110, 0.25, 10, 0.5, 2.14, 2.1451479703974576},  {110, 0.5, 10, 0.5, 4.71, 4.711948850934372},
    {120, 0.1, 1, 0.5, 0.19, 0.19112387059474628},   {120, 0.25, 1, 0.5, 0.71, 0.7087343789114047},
    {120, 0.1, 5, 0.5, 0.1, 0.09937989669016867},    {120, 0.5, 5, 0.5, 2.23, 2.233557961450466},
    {120, 0.25, 10, 0.5, 0.64, 0.6376877915303162},  {120, 0.5, 10, 0.5, 2.24, 2.2443848589675524},
    {80, 0.1, 1, 0.75, 20.79, 20.78822327963277},    {80, 0.25, 1, 0.75, 21.96, 21.95604576652261},
    {80, 0.1, 5, 0.75, 20.68, 20.6820281364631},     {80, 0.5, 5, 0.75, 23.67, 23.669491260709492},
    {80, 0.25, 10, 0.75, 21.74, 21.738650323016003}, {80, 0.5, 10, 0.75, 23.64, 23.636285482370123},
    {90, 0.1, 1, 0.75, 11.11, 11.114772501890021},   {90, 0.25, 1, 0.75, 12.75, 12.746853905642011},
    {90, 0.1, 5, 0.75, 11.09, 11.091475672220247},   {90, 0.5, 5, 0.75, 15.39, 15.393412594292677},
    {90, 0.25, 10, 0.75, 12.76, 12.762472785824755}, {90, 0.5, 10, 0.75, 15.4, 15.405731191294542},
    {100, 0.1, 1, 0.75, 2.7, 2.69634964223263},      {100, 0.25, 1, 0.75, 5.08, 5.078504492708585},
    {100, 0.1, 5, 0.75, 3.16, 3.1638835790982953},   {100, 0.5, 5, 0.75, 8.85, 8.8540233789713},
    {100, 0.25, 10, 0.75, 5.85, 5.847266980136176},  {100, 0.5, 10, 0.75, 8.95, 8.94888822578107},
    {110, 0.1, 1, 0.75, 0.54, 0.539615952678263},    {110, 0.25, 1, 0.75, 1.69, 1.6882450143201497},
    {110, 0.1, 5, 0.75, 0.62, 0.6246700317339257},   {110, 0.5, 5, 0.75, 4.57, 4.571181861596666},
    {110, 0.25, 10, 0.75, 2.11, 2.1069342368230783}, {110, 0.5, 10, 0.75, 4.66, 4.661466039658482},
    {120, 0.1, 1, 0.75, 0.29, 0.29229417376093764},  {120, 0.25, 1, 0.75, 0.84, 0.8393494506734503},
    {120, 0.1, 5, 0.75, 0.15, 0.15481670704197273},  {120, 0.5, 5, 0.75, 2.21, 2.215449540976795},
    {120, 0.25, 10, 0.75, 0.67, 0.6665696818303418}, {120, 0.5, 10, 0.75, 2.23, 2.232272203567053},
};

static void test_jump(void) {
    for (size_t i = 0; i < sizeof jump / sizeof *jump; i++) {
        double total = .25 * .25, size = sqrt(jump[i].part * total / jump[i].intensity);
        struct cp_pricing_option o = {.forward = 100 * exp(.08 * jump[i].t),
                                      .strike = jump[i].k,
                                      .years = jump[i].t,
                                      .volatility = sqrt(total * (1 - jump[i].part)),
                                      .rate = .08};
        double got = cp_pricing_jump(&o, jump[i].intensity, size).value;
        ok(fabs(got - jump[i].printed) <= .01 && fabs(got - jump[i].full) < 1e-9,
           "a call on a price with jumps, row %zu", i + 1);
    }
}

/* By the formulae: F, F later, K, r, t, days gone as years, volatility, volatility later; whole,
 * time, price, volatility; theta, delta, gamma, vega, unexplained. */
static const struct {
    bool put;
    double f0, f1, k, r, t, dt, vol0, vol1, want[9];
} changes[] = {
    {false,
     45,
     47.5,
     50,
     0.04,
     0.5,
     0.0027397260273972603,
     0.55,
     0.57,
     {1.4613648994686521, -0.018175194229709035, 1.2181469428275786, 0.2613931508707825,
      -0.018148412570156997, 1.1505744151539858, 0.069621689676621, 0.24813170200747614,
      0.01118550520072592}},
    {true,
     2.9,
     2.7,
     2.5,
     0.04,
     1,
     0.019178082191780823,
     0.6,
     0.58,
     {0.03625114339626384, -0.005201382445220448, 0.06020436048899441, -0.018751834647510124,
      -0.005169867969346112, 0.05612229039914407, 0.0037927960401630996, -0.019138448818663067,
      0.0006443737449658565}},
};

static void test_explain(void) {
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct cp_pricing_option before = {changes[i].put, changes[i].f0,   changes[i].k,
                                           changes[i].t,   changes[i].vol0, changes[i].r};
        struct cp_pricing_option after = before;
        after.forward = changes[i].f1;
        after.years -= changes[i].dt;
        after.volatility = changes[i].vol1;
        struct cp_pricing_change c = cp_pricing_explain(&before, &after);
        const double got[9] = {c.whole, c.time,  c.price, c.volatility, c.theta,
                               c.delta, c.gamma, c.vega,  c.unexplained};
        double worst = 0;
        for (int k = 0; k < 9; k++)
            worst = fmax(worst, fabs(got[k] - changes[i].want[k]));
        ok(worst < 1e-12, "a change of value is explained, row %zu", i + 1);
        ok(fabs(c.time + c.price + c.volatility - c.whole) <= 1e-12 * fabs(c.whole),
           "its steps add up");
    }
}

int main(void) {
    test_black();
    test_slopes();
    test_digital();
    test_jump();
    test_explain();
    return done();
}
