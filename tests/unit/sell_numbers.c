/* Selling as numbers, on published and independently computed cases; each says where from. */
#include "sell/network.h"
#include "sell/numbers.h"
#include "tap.h"

#define N(a) (sizeof(a) / sizeof *(a))

/* EMSR-a and -b: [Talluri and van Ryzin 2004, 2.2.3.4, table 2.2], as an implementation prints them
 * to a tenth: 16.7 38.7 55.7 and 16.7 50.9 83.2; the second set is Phillips, Pricing and Revenue
 * Optimization, example 7.5, rounded up 10 54 97. Digits beyond print by the formulas. The ladder
 * of GPU blocks is invented. `best` is the optimum by dynamic programming on a grid of a tenth,
 * good to two of these, of the blocks to ten. */
static void emsr(void) {
    static const struct {
        const char *set;
        double price[4], mean[4], sd[4];
        size_t j;
        double a, b, best, within;
    } c[] = {
        {"2.2.3.4 a",
         {1050, 567, 534, 520},
         {17.3, 45.1, 39.6, 34},
         {5.8, 15, 13.2, 11.3},
         0,
         16.717484421033475,
         16.717484421033475,
         16.7,
         .2},
        {"2.2.3.4 a",
         {1050, 567, 534, 520},
         {17.3, 45.1, 39.6, 34},
         {5.8, 15, 13.2, 11.3},
         1,
         38.724537283671225,
         50.94418638163152,
         42.5,
         .2},
        {"Phillips",
         {1050, 950, 699, 520},
         {17.3, 45.1, 39.6, 34},
         {5.8, 15, 13.2, 11.3},
         0,
         9.706804042642494,
         9.706804042642494,
         9.7,
         .2},
        {"Phillips",
         {1050, 950, 699, 520},
         {17.3, 45.1, 39.6, 34},
         {5.8, 15, 13.2, 11.3},
         2,
         91.63169552684437,
         96.83465042758874,
         98.3,
         .2},
        {"GPU",
         {6.5, 4.2, 3.1, 2.2},
         {400, 900, 1500, 2500},
         {160, 250, 300, 600},
         1,
         1149.8893701291993,
         1200.1934107610757,
         1215,
         10},
        {"GPU",
         {6.5, 4.2, 3.1, 2.2},
         {400, 900, 1500, 2500},
         {160, 250, 300, 600},
         2,
         2686.004433064456,
         2737.9173476511023,
         2805,
         10},
    };
    for (size_t i = 0; i < N(c); i++) {
        double y[3];
        char what[64];
        cp_sell_protect(CP_SELL_EMSR_A, 4, c[i].price, c[i].mean, c[i].sd, y);
        snprintf(what, sizeof what, "EMSR-a, %s, %zu", c[i].set, c[i].j + 1);
        ok_near(y[c[i].j], c[i].a, 1e-12, what);
        cp_sell_protect(CP_SELL_EMSR_B, 4, c[i].price, c[i].mean, c[i].sd, y);
        snprintf(what, sizeof what, "EMSR-b, %s, %zu", c[i].set, c[i].j + 1);
        ok_near(y[c[i].j], c[i].b, 1e-12, what);
        bool found = cp_sell_protect_best(4, c[i].price, c[i].mean, c[i].sd, y);
        ok(found && fabs(y[c[i].j] - c[i].best) <= c[i].within, "the optimum, %s, %zu: %.17g",
           c[i].set, c[i].j + 1, y[c[i].j]);
    }
    static const double printed[] = {16.7, 50.9, 83.2}, mean[] = {17.3, 45.1, 39.6, 34},
                        price[] = {1050, 567, 534, 520}, sd[] = {5.8, 15, 13.2, 11.3};
    double y[3];
    cp_sell_protect(CP_SELL_EMSR_B, 4, price, mean, sd, y);
    for (size_t j = 0; j < 3; j++)
        ok(fabs(y[j] - printed[j]) <= .05, "EMSR-b as printed, %zu: %.17g", j + 1, y[j]);
}

/* Two classes are Littlewood's; of three the condition of the optimum holds by quadrature of
 * another kind: P(D1 > y1, D1 + D2 > y2) over the first class by the midpoint rule. */
static void best_levels(void) {
    static const double price[] = {10, 6, 3, 1}, mean[] = {20, 30, 25, 0}, sd[] = {4, 8, 6, 1};
    double y[3], sum = 0;
    ok(cp_sell_protect_best(4, price, mean, sd, y), "levels of three classes");
    ok_near(y[0], cp_sell_littlewood(20, 4, 10, 6), 1e-12, "the first is Littlewood's");
    enum { N = 200000 };
    double to = 20 + 10 * 4, h = (to - y[0]) / N;
    for (size_t i = 0; i < N; i++) {
        double x = y[0] + ((double)i + .5) * h, z = (x - 20) / 4;
        sum +=
            h * exp(-z * z / 2) / (4 * sqrt(2 * M_PI)) * .5 * erfc((y[1] - x - 30) / 8 / sqrt(2));
    }
    ok_near(sum, .3, 1e-8, "the second is where so much is wanted above both");
    ok(y[2] > y[1] && y[1] > y[0], "levels are nested");
}

/* [Littlewood 1972]; the second is a course's example (smm641, week 1), whose Poisson answer is the
 * fewest units with a probability of at least .4 of enough. */
static void littlewood(void) {
    ok_near(cp_sell_littlewood(78, 18, 159, 105), 70.5571218972554, 1e-12, "Littlewood, normal");
    ok_near(cp_sell_littlewood(80, 8.94427190999916, 100, 60), 77.73399462194281, 1e-12,
            "Littlewood, normal of a Poisson's deviation");
    ok_near(cp_sell_littlewood_poisson(80, 100, 60), 78, 0, "Littlewood, Poisson");
    ok(cp_sell_littlewood(80, 9, 60, 100) == 0, "nothing is kept for cheaper buyers");
    ok_near(cp_sell_littlewood(80, 0, 100, 60), 80, 0, "demand that is certain is kept whole");
}

/* The deterministic program of two GPU classes, worked by hand and with HiGHS. */
static void bid_prices(void) {
    static const double capacity[] = {100, 80}, price[] = {3, 2.2, 4, 2.5, 6},
                        demand[] = {60, 80, 50, 60, 40}, amount[] = {1, 1, 1, 1, 1, 1};
    static const size_t start[] = {0, 1, 2, 3, 4, 6}, resource[] = {0, 0, 1, 1, 0, 1};
    static const double want[] = {60, 10, 50, 0, 30};
    struct cp_sell_network n = {2, 5, capacity, price, demand, start, resource, amount};
    struct cp_error err = {0};
    double value, x[5], bid[2];
    if (!ok(cp_sell_solve(&n, &value, x, bid, &err) == 0, "the program is solved"))
        return;
    ok_near(value, 582, 1e-12, "its objective");
    ok_near(bid[0], 2.2, 1e-12, "the bid price of A");
    ok_near(bid[1], 3.8, 1e-12, "the bid price of B");
    for (size_t j = 0; j < 5; j++)
        ok_near(x[j], want[j], 1e-12, "what is accepted");
    static const struct {
        size_t product;
        double quantity, price;
        enum cp_sell_verdict verdict;
        double least;
    } orders[] = {
        {0, 1, 3, CP_SELL_ACCEPTED, 2.2},
        {2, 1, 4, CP_SELL_ACCEPTED, 3.8},
        {3, 1, 2.5, CP_SELL_TOO_CHEAP, 3.8},
        {2, 81, 9, CP_SELL_NO_ROOM, NAN},
        /* all of B: 50 at 4, and the 30 whose hour of A earns 2.2 otherwise, 3.8 of B */
        {2, 80, 3.9, CP_SELL_TOO_CHEAP, (50 * 4 + 30 * 3.8) / 80},
    };
    for (size_t i = 0; i < N(orders); i++) {
        struct cp_sell_order o = {orders[i].product, orders[i].quantity, orders[i].price};
        struct cp_sell_answer a = {0};
        ok(cp_sell_quote(&n, &o, &a, &err) == 0 && a.verdict == orders[i].verdict, "order %zu: %d",
           i + 1, (int)a.verdict);
        if (isfinite(orders[i].least))
            ok_near(a.least, orders[i].least, 1e-12, "what it must pay");
        else
            ok(isnan(a.least), "what does not fit has no price");
    }
}

/* c e/(1+e); logit by Lambert's W; linear; unit costs take the dual of a capacity. */
static void responses(void) {
    struct cp_sell_response r = {CP_SELL_ELASTIC, .reference = 1, .depth = 1};
    static const double e[][3] = {{-1.5, 1.2, 3.6}, {-2, 1.2, 2.4}, {-4, .9, 1.2}};
    for (size_t i = 0; i < N(e); i++) {
        r.elasticity = e[i][0];
        ok_near(cp_sell_best_price(&r, e[i][1]), e[i][2], 1e-12, "constant elasticity");
    }
    static const double l[][5] = {
        {4, 1.2, 1.2, 3.115553312748854, .5649646878595695},
        {6, 2.2, 2, 3.1051613534896223, .4476122979926448},
    };
    for (size_t i = 0; i < N(l); i++) {
        struct cp_sell_response g = {CP_SELL_LOGIT, .depth = 1, .a = l[i][0], .b = l[i][2]};
        double p = cp_sell_best_price(&g, l[i][1]);
        ok_near(p, l[i][3], 1e-12, "logit");
        ok_near(cp_sell_wanted(&g, p), l[i][4], 1e-12, "logit, the share that buys");
        ok_near(cp_sell_price_of(&g, l[i][4]), p, 1e-12, "logit, back from the share");
    }
    struct cp_sell_response far = {CP_SELL_LOGIT, .depth = 1, .a = 1000, .b = 1};
    double p = cp_sell_best_price(&far, 1);
    ok_near((p - 1) * 1 - 1, 998 - log(p - 2), 1e-12, "logit, where e^a is no number");
    /* 100 - 20 p, as what is wanted at a price of 2 */
    struct cp_sell_response s = {CP_SELL_LINEAR, .reference = 2, .depth = 60, .slope = 20};
    ok_near(cp_sell_best_price(&s, 1.2), 3.1, 1e-12, "linear");
    ok_near(cp_sell_wanted(&s, 3.1), 38, 1e-12, "linear, what is wanted");
    ok_near(cp_sell_price_of(&s, 38), 3.1, 1e-12, "linear, back");
    struct cp_sell_response t = {CP_SELL_TAKER, .reference = 2, .depth = 60};
    ok(cp_sell_wanted(&t, 2) == 60 && cp_sell_wanted(&t, 2.01) == 0 &&
           cp_sell_best_price(&t, 1) == 2,
       "a price taker sells at the reference");
}

/* DeepSeek-V3/R1 inference system overview (open-infra-index, 2025-03-01): 73.7k and 14.8k
 * tokens/s of a node of 8 H800 at 2 USD an hour. */
static void costs(void) {
    ok_near(cp_sell_token_cost(2.78, 400, .5), 3.8611111111111107, 1e-12, "token, H100");
    ok_near(cp_sell_token_cost(2, 1850, 1), .3003003003003003, 1e-12, "token, output");
    ok_near(cp_sell_token_cost(2, 9212.5, 1), .06030453791647821, 1e-12, "token, input");
    ok_near(cp_sell_tokens(12000, 2500, .78), 1 / (.78 / 12000 + .22 / 2500), 1e-15,
            "tokens of a GPU that does both");
    /* the same disclosure: 226.75 nodes; 608 and 168 bn tokens, of which 342 bn from the cache, at
     * .55, .14 and 2.19: 87,072 and 562,027 USD a day are published, 545 % of margin on cost */
    double cost = 226.75 * 8 * 2 * 24;
    double revenue = cp_sell_token_revenue(608e3, 342. / 608, 168e3, .55, .14, 2.19);
    ok_near(cost, 87072, 1e-12, "a day of DeepSeek, cost");
    ok_near(revenue, 562100, 1e-12, "a day of DeepSeek, revenue of rounded counts");
    ok(fabs(revenue / 562027 - 1) < 2e-4, "as published");
    ok_near(revenue / cost - 1, 5.455576993752297, 1e-12, "a day of DeepSeek, margin");
    /* the annuity of price less discounted residual over 8766 x .95 x .80 hours */
    static const double h[][5] = {
        {52100, .12, 5, .08, 1.7986790363756375},
        {52100, .12, 4, .08, 2.152849082371001},
        {108400, .12, 5, .08, 3.742357150539714},
        {108400, .05, 3, .12, 6.533319226499812},
    };
    for (size_t i = 0; i < N(h); i++)
        ok_near(cp_sell_capital_cost(h[i][0], h[i][1], h[i][2], h[i][3], .95, .8), h[i][4], 1e-12,
                "capital cost of an hour");
    ok_near(cp_sell_capital_cost(26298, 0, 3, 0, 1, 1), 1, 1e-12, "without interest");
}

/* Worked by hand, at a floor of 2 USD. */
static void isolation(void) {
    struct cp_sell_isolation i = {.rack = 72, .overhead = .03, .spare_risk = NAN};
    ok_near(cp_sell_isolation_cost(&i, 2, 144), .06, 1e-12, "two whole racks: overhead alone");
    ok_near(cp_sell_isolation_cost(&i, 2, 100), 2 * (.44 + .03), 1e-12, "100 of two racks of 72");
    i.setup = 2. / 52;
    i.term = 1;
    ok_near(cp_sell_isolation_cost(&i, 2, 144), 2 * (.03 + 2. / 52), 1e-12,
            "two weeks of setup in a year");
    i.audit = 8766 * 144 * .25;
    ok_near(cp_sell_isolation_cost(&i, 2, 144), 2 * (.03 + 2. / 52) + .25, 1e-12,
            "an audit of a quarter of a dollar an hour");
    /* of 2 and a spare, each down with .1: more than one is with .028, more than none with .19 */
    struct cp_sell_isolation s = {.spare_risk = .03, .availability = .9};
    ok_near(cp_sell_isolation_cost(&s, 2, 2), 2 * .5, 1e-12, "one spare for two");
    s.spare_risk = .2;
    ok_near(cp_sell_isolation_cost(&s, 2, 2), 0, 1e-12, "none where that risk is taken");
}

/* Worked by hand: four quarters of equal weight, a price of 3. */
static void options(void) {
    static const double alt[] = {3, 2, 1, 4}, w[] = {1, 1, 1, 1}, years[] = {.25, .5, .75, 1};
    ok_near(cp_sell_option(false, 3, 4, alt, NULL, w, years, .25), (1 + 2) / 4., 1e-12,
            "a buyer who leaves at a quarter's notice");
    ok_near(cp_sell_option(false, 3, 4, alt, NULL, w, years, .5), 2 / 4., 1e-12,
            "at half a year's");
    ok_near(cp_sell_option(false, 3, 4, alt, NULL, w, years, .375), (.5 + 2) / 4., 1e-12,
            "in the middle of a quarter");
    ok_near(cp_sell_option(true, 3, 4, alt, NULL, w, years, .25), 1 / 4., 1e-12,
            "a seller who recalls");
    ok_near(cp_sell_option(false, 3, 4, alt, NULL, w, years, 1), 0, 0, "who may not in time");
    /* at the money by Black: F (2 N(v/2) - 1), N(.1) = .539827837277029 */
    static const double at[] = {3}, sd[] = {.2};
    double money = 3 * (2 * .539827837277029 - 1);
    ok_near(cp_sell_option(false, 3, 1, at, sd, w, years, 0), money, 1e-12, "at the money, put");
    ok_near(cp_sell_option(true, 3, 1, at, sd, w, years, 0), money, 1e-12, "at the money, call");
}

int main(void) {
    emsr();
    best_levels();
    littlewood();
    bid_prices();
    responses();
    costs();
    isolation();
    options();
    return done();
}
