/* What comes whole, moves and is shared among the compute of a plan, worked by hand. */
#include "allocate_case.h"

static struct run solve_whole(const char *plan, const char *facts) {
    return solve_with(plan, facts, (struct cp_allocate_options){.integer = true});
}

/* 1 MW of a phase of 10 MW serve work whose penalty is 3.5 mn USD a year: at 0.4 mn USD/MW all of
 * it is worth building, at 2 mn only the part is. */
static void test_whole_phases(void) {
    static const struct {
        int capex;
        double whole;
    } cases[] = {{4, 10}, {20, 0}};
    for (size_t i = 0; i < 2; i++) {
        char plan[2048];
        snprintf(plan, sizeof plan,
                 "%s      p: {power: 10 MW, ready: 2027-01-01, capex: %d mn USD, life: 2 years}\n"
                 "    existing: {G: {units: 800 GPU, age: 0 years}}\n%s",
                 BASE WORK "sites:\n  s:\n    pue: 1.25\n    phases:\n", cases[i].capex, GRID);
        static const char facts[] = HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n"
                                         "2028\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n";
        struct run part = solve(plan, facts, false), whole = solve_whole(plan, facts);
        if (solved(&part, "a part of a phase") && solved(&whole, "a phase as a whole")) {
            ok_near(total(&part, "build", NULL, NULL), 1, 1e-6, "as much as the work draws");
            ok_near(total(&whole, "build", NULL, NULL), cases[i].whole, 1e-6,
                    "all of it or nothing");
            ok(whole.result.objective > part.result.objective, "which costs more");
            ok(whole.result.bound <= whole.result.objective * (1 + 1e-9), "no plan costs less");
        }
        end(&part);
        end(&whole);
    }
}

/* 0.4 EFLOP/s take 800 GPUs, and no site has more than 500. */
static void test_max_sites(void) {
    static const char plan[] = BASE
        "workloads:\n  w: {kind: flexible, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h, "
        "max_sites: 1}\nsites:\n"
        "  a: {pue: 1, phases: {p: {power: 9 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}},\n"
        "      existing: {G: {units: 500 GPU, age: 0 years}}}\n"
        "  b: {pue: 1, phases: {p: {power: 9 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}},\n"
        "      existing: {G: {units: 400 GPU, age: 0 years}}}\n"
        "contracts: {g: {kind: grid, sites: [a, b], price: 1 USD/MWh}}\n";
    static const char facts[] = HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n";
    struct run part = solve(plan, facts, false), whole = solve_whole(plan, facts);
    if (solved(&part, "work on two sites") && solved(&whole, "work that stays on one site")) {
        ok_near(total(&part, "unmet", NULL, NULL), 0, 1e-7, "two serve all");
        ok_near(total(&whole, "unmet", NULL, NULL), 0.15, 1e-7,
                "the larger one serves what it can");
    }
    end(&part);
    end(&whole);
}

#define ONE_OFFER(terms)                                                                           \
    BASE WORK SITE GRID                                                                            \
        "suppliers: {n: {offers: {o: {sku: G, quantity: 2000 GPU, from: 2027, until: 2028, "       \
        "price: 100 USD/GPU" terms "}}}}\n"
#define TWO_STEPS                                                                                  \
    HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.5\tEFLOP/s\n"                                             \
         "2027\t-\tG\tn\to\t1\tsupply\t1000\tGPU\n2027\t-\tG\tn\to\t2\tsupply\t1000\tGPU\n"        \
         "2027\t-\tG\tn\to\t1\tprice\t100\tUSD/GPU\n2027\t-\tG\tn\to\t2\tprice\t60\tUSD/GPU\n"

/* 1000 GPUs are needed, of two steps of 1000. */
static void test_lots(void) {
    static const struct {
        const char *plan, *what;
        double units, usd;
    } cases[] = {{ONE_OFFER(""), "steps are taken in their order", 1000, 100e3},
                 {ONE_OFFER(", multiple: 300 GPU"), "units come in multiples", 1200, 112e3},
                 {ONE_OFFER(", minimum: 1500 GPU"), "and at least the minimum", 1500, 130e3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run r = solve_whole(cases[i].plan, TWO_STEPS);
        if (solved(&r, cases[i].what)) {
            ok_near(total(&r, "buy", NULL, NULL), cases[i].units, 1e-6, "units");
            ok_near(total(&r, "cost", NULL, "gpu"), cases[i].usd, 1e-6, "and what they cost");
        }
        end(&r);
    }
}

/* A plan of the common parts, with more keys for its SKU. */
static struct run solve_sku(const char *keys, const char *rest, const char *facts) {
    struct cp_str plan = {0};
    const char *at = strstr(BASE, "life:");
    cp_str_addf(&plan, "%.*s%s, %s%s", (int)(at - BASE), BASE, keys, at, rest);
    struct run r = solve(plan.s, facts, false);
    cp_str_release(&plan);
    return r;
}

#define YEARS(first, second)                                                                       \
    HEAD "2027\tw\t-\t-\t-\t-\tdemand\t" first "\tEFLOP/s\n"                                       \
         "2028\tw\t-\t-\t-\t-\tdemand\t" second "\tEFLOP/s\n"

/* 800 of 1000 GPUs are at work; the rest would draw a fifth of their kW. */
static void test_switching_off(void) {
    struct run r = solve_sku("off: 5 %", WORK SITE HAVE GRID, YEARS("0.4", "0.5"));
    if (solved(&r, "GPUs that are not needed")) {
        ok_near(total(&r, "switched_on", "2027", NULL), 800, 1e-6, "are switched off");
        ok_near(total(&r, "power", "2027", NULL), 1.25 * (0.8 + 0.2 * 0.05), 1e-7,
                "and draw next to nothing");
        ok_near(total(&r, "surplus", "2027", NULL), 0, 1e-6, "no hour of theirs can be sold");
        ok_near(total(&r, "stock", "2027", NULL), 1000, 1e-6, "but they stand there");
    }
    end(&r);
}

/* What is not needed in the second year is sold at 70 of 100 times the resale part, or kept at the
 * 60 that it is worth at the end. */
static void test_resale(void) {
    static const struct {
        const char *keys;
        double sold;
    } cases[] = {{"off: 0 %, resale: 90 %", 500}, {"off: 0 %, resale: 80 %", 0}};
    for (size_t i = 0; i < 2; i++) {
        struct run r = solve_sku(cases[i].keys, WORK SITE HAVE GRID, YEARS("0.5", "0.25"));
        if (solved(&r, cases[i].keys)) {
            ok_near(total(&r, "sold", "2028", NULL), cases[i].sold, 1e-6,
                    "what it is worth to sell");
            ok_near(total(&r, "cost", "2028", "resale"), -0.9 * 70 * cases[i].sold, 1e-6,
                    "for so much");
            ok_near(total(&r, "cost", "2028", "salvage"), -60 * (1000 - cases[i].sold), 1e-6,
                    "the rest keeps its value");
        }
        end(&r);
    }
}

/* 500 GPUs' work has to be done where none stand; those that come lose half of their first year. */
static void test_moves(void) {
    static const char two[] =
        "workloads: {w: {kind: firm, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h, sites: "
        "[b]}}\n"
        "sites:\n"
        "  a: {pue: 1, phases: {p: {power: 9 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}},\n"
        "      existing: {G: {units: 1200 GPU, age: 0 years}}}\n"
        "  b: {pue: 1, phases: {p: {power: 9 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}}}\n"
        "contracts: {g: {kind: grid, sites: [a, b], price: 1 USD/MWh}}\n";
    static const struct {
        const char *keys;
        double moved;
    } cases[] = {{"move: 10 USD/GPU", 500}, {"move: 10 USD/GPU, move_time: 6 months", 1000}};
    for (size_t i = 0; i < 2; i++) {
        struct run r = solve_sku(cases[i].keys, two, YEARS("0", "0.25"));
        if (solved(&r, cases[i].keys)) {
            ok_near(total(&r, "move", "2028", NULL), 0, 1e-6,
                    "what leaves one site comes to the other");
            ok_near(total(&r, "cost", "2028", "move"), 10 * cases[i].moved, 1e-4, "at its cost");
            ok_near(total(&r, "unmet", "2028", NULL), 0, 1e-7, "and does the work");
        }
        end(&r);
    }
}

/* P(Bin(104, 1 %) > 4) = 0.4 %, P(Bin(103, 1 %) > 3) = 2 %: 100 of 104 can work. */
static void test_spares(void) {
    static const char rest[] =
        WORK SITE "    existing: {G: {units: 1040 GPU, age: 0 years}}\n" GRID;
    struct cp_str plan = {0};
    cp_str_add(&plan, "horizon: {from: 2027, to: 2027}\nslices: {days: 1, hours: 1}\n"
                      "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, efficiency: {\"*\": 50 %}, "
                      "availability: 99 %, spare_risk: 1 %, spare_group: 100}}\n");
    cp_str_add(&plan, rest);
    struct run r = solve(plan.s, HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.6\tEFLOP/s\n", false);
    if (solved(&r, "spares by what may fail"))
        ok_near(total(&r, "served", NULL, NULL), 0.5, 1e-7, "four for every hundred");
    end(&r);
    cp_str_release(&plan);
}

/* Bought at 100 where new ones are worth 150: 0.7 of that is left after a year and a half. */
static void test_market(void) {
    struct run r = solve_sku("market: 150 USD/GPU", WORK SITE GRID,
                             YEARS("0.25", "0.25") "2027\t-\tG\tn\to\t1\tsupply\t500\tGPU\n"
                                                   "2027\t-\tG\tn\to\t1\tprice\t100\tUSD/GPU\n");
    if (solved(&r, "a market price"))
        ok_near(total(&r, "cost", "2028", "salvage"), -500 * 150 * (1 - 1.5 / 5.0), 1e-7,
                "sets what is left");
    end(&r);
}

/* 0.4 EFLOP/s send 4 Gbit/s, and the site has 3: a year of one more is worth 1/10 of the penalty of
 * an EFLOP/s less what its work draws, 0.77 mn USD. */
static void test_bandwidth(void) {
    static const struct {
        const char *keys;
        double price, rented;
    } cases[] = {{"", 0, 0},
                 {"    bandwidth_price: 0.7 mn USD/(Gbit/s)/year\n", 0.7e6, 1},
                 {"    bandwidth_price: {2027: 0.9 mn USD/(Gbit/s)/year}\n", 0.9e6, 0}};
    for (size_t i = 0; i < 3; i++) {
        char plan[2048];
        snprintf(plan, sizeof plan, "%s%s    bandwidth: 3 Gbit/s\n%s",
                 BASE "workloads:\n  w: {kind: firm, demand: 1 EFLOP/s, penalty: 1000 "
                      "USD/(EFLOP/s)/h, traffic: 10 Gbit/s/(EFLOP/s)}\n" SITE HAVE,
                 cases[i].keys, GRID);
        struct run r = solve(plan, YEARS("0.4", "0.2"), true);
        double missing = (1 - cases[i].rented) / 10, rent = cases[i].rented * cases[i].price;
        if (solved(&r, "a network that is too small")) {
            ok_near(total(&r, "unmet", "2027", NULL), missing, 1e-7, "leaves work unmet or not");
            ok_near(total(&r, "bandwidth", "2027", NULL), 3 + cases[i].rented, 1e-7,
                    "by what is rented");
            ok_near(total(&r, "bandwidth", "2028", NULL), 3, 1e-7, "when it is needed");
            ok_near(total(&r, "cost", "2027", "network"), rent, 1e-6, "at its price");
            ok(missing <= 0 || strstr(r.result.explanation.s, "short of bandwidth"),
               "and the shortage is told");
            double each = missing > 0 ? 8760 * (1000 - 2 * 1.25 * 50) / 10 : 0.7e6;
            ok_near(total(&r, "bandwidth_dual", "2027", NULL), each, 1e-6,
                    "worth of one more, in the period's money");
        }
        end(&r);
    }
}

/* Bought at 100 in the middle of 2027, 0.7 is left after a year and a half; the launch between
 * takes a quarter of it, those before and after nothing. What stood there is two and a half years
 * old in the middle of 2028, has lost half in 2026, and will lose a fifth of its last value. */
static void test_launches(void) {
    struct run r = solve_sku("launches: {2027: 50 %, 2028-Q2: 25 %, 2029: 90 %}", WORK SITE GRID,
                             YEARS("0.25", "0.25") "2027\t-\tG\tn\to\t1\tsupply\t500\tGPU\n"
                                                   "2027\t-\tG\tn\to\t1\tprice\t100\tUSD/GPU\n");
    if (solved(&r, "launches of newer hardware"))
        ok_near(total(&r, "cost", "2028", "salvage"), -500 * 100 * 0.7 * 0.75, 1e-7,
                "take their part");
    end(&r);
    r = solve_sku("resale: 100 %, launches: {2026-Q3: 50 %, 2028-12: 20 %}",
                  WORK SITE
                  "    existing: {G: {units: 1000 GPU, age: 1 year, price: 100 USD/GPU}}\n" GRID,
                  YEARS("0.5", "0.25"));
    if (solved(&r, "a launch before the plan, and one to come")) {
        ok_near(total(&r, "sold", "2028", NULL), 500, 1e-6, "makes it better to sell");
        ok_near(total(&r, "cost", "2028", "resale"), -500 * 100 * 0.5 * 0.5, 1e-6, "before");
        ok_near(total(&r, "cost", "2028", "salvage"), -500 * 100 * 0.4 * 0.5 * 0.8, 1e-6,
                "than after");
    }
    end(&r);
}

/* ---- tenants ------------------------------------------------------------------------------- */

/* 1000 GPUs, 0.5 EFLOP/s, and bids for 0.3 and 0.4: the better one is served, of the other what is
 * left, or nothing when it comes whole. */
static void test_bids(void) {
    static const char plan[] =
        BASE "workloads:\n"
             "  a: {kind: firm, tenant: A, demand: 1 EFLOP/s, penalty: 900 USD/(EFLOP/s)/h,\n"
             "      revenue: 600 USD/(EFLOP/s)/h, bid: yes}\n"
             "  b: {kind: flexible, tenant: B, demand: 1 EFLOP/s, penalty: 900 USD/(EFLOP/s)/h,\n"
             "      revenue: 500 USD/(EFLOP/s)/h, bid: yes, min_rate: 50 %}\n"
             "  c: {kind: firm, tenant: C, demand: 1 EFLOP/s, penalty: 900 USD/(EFLOP/s)/h,\n"
             "      revenue: 1 USD/(EFLOP/s)/h, bid: yes}\n" SITE HAVE GRID;
    static const char facts[] =
        "period\tworkload\tmeasure\tvalue\tunit\n2028\ta\tdemand\t0.3\tEFLOP/s\n"
        "2028\tb\tdemand\t0.4\tEFLOP/s\n2028\tc\tdemand\t0.1\tEFLOP/s\n";
    struct run part = solve(plan, facts, true), whole = solve_whole(plan, facts);
    if (solved(&part, "bids in part") && solved(&whole, "bids as a whole")) {
        ok_near(total(&part, "accepted", NULL, NULL), 1.5, 1e-7, "all of one, half of another");
        ok_near(total(&part, "rejected", NULL, NULL), 0.2 + 0.1, 1e-7, "the rest is rejected");
        ok_near(total(&part, "unmet", NULL, NULL), 0, 1e-7, "without a penalty");
        ok_near(total(&part, "cost", "2028", "revenue"), -8784 * (0.3 * 600 + 0.2 * 500), 1e-7,
                "what is accepted pays");
        /* one more EFLOP/s of a in the place of b's: the rest of its demand is none */
        ok_near(total(&whole, "accepted", NULL, NULL), 1, 1e-5, "whole: one of the two");
        ok_near(total(&whole, "cost", "2028", "revenue"), -8784 * 0.4 * 500, 1e-5,
                "the one that pays more in all");
        ok_near(total(&whole, "rejected", NULL, NULL), 0.3 + 0.1, 1e-5, "the others are rejected");
    }
    end(&part);
    end(&whole);
}

/* 9 CPUs and 18 GB are 9 GPUs and 18 Gbit/s; a task of A takes 1 and 4, one of B 3 and 1: 3 and 2
 * tasks, two thirds of what is dominant each [Ghodsi et al., NSDI 2011, table 1]. When A wants one
 * task only, B has what is left: 8 GPUs. C can run on none of them and stands in nobody's way. */
static void test_fair_tenants(void) {
    static const struct {
        const char *fair, *a;
        double served[2];
    } cases[] = {{"no", "9", {0, 3}}, {"yes", "9", {3, 2}}, {"yes", "1", {1, 8 / 3.0}}};
    for (size_t i = 0; i < 3; i++) {
        struct cp_str plan = {0}, facts = {0};
        cp_str_addf(
            &plan,
            "discount: 0 %%\nhorizon: {from: 2027, to: 2027}\nslices: {days: 1, hours: 1}\n"
            "policy: {fair: %s}\n"
            "skus: {S: {peak: 3 EFLOP/s, power: 1 kW, efficiency: {a: 0.3333333333333333, "
            "b: 0.1111111111111111}}}\nworkloads:\n"
            "  a: {kind: firm, tenant: A, demand: 1 EFLOP/s, penalty: 100 USD/(EFLOP/s)/h,\n"
            "      traffic: 4 Gbit/s/(EFLOP/s)}\n"
            "  b: {kind: flexible, tenant: B, demand: 1 EFLOP/s, penalty: 900 USD/(EFLOP/s)/h,\n"
            "      traffic: 1 Gbit/s/(EFLOP/s)}\n"
            "  c: {kind: firm, tenant: C, demand: 1 EFLOP/s, penalty: 1 USD/(EFLOP/s)/h}\n"
            "sites:\n  s: {pue: 1, bandwidth: 18 Gbit/s, existing: {S: {units: 9 GPU}},\n"
            "    phases: {p: {power: 1 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %%}}}\n"
            "contracts: {g: {kind: grid, sites: [s], price: 1 USD/MWh}}\n",
            cases[i].fair);
        cp_str_addf(&facts,
                    HEAD "2027\ta\t-\t-\t-\t-\tdemand\t%s\tEFLOP/s\n"
                         "2027\tb\t-\t-\t-\t-\tdemand\t9\tEFLOP/s\n"
                         "2027\tc\t-\t-\t-\t-\tdemand\t9\tEFLOP/s\n",
                    cases[i].a);
        struct run r = solve(plan.s, facts.s, true);
        double served[2] = {0, 0};
        for (size_t k = 0; k < cp_facts_count(r.facts); k++)
            if (!strcmp(cp_facts_measure(r.facts, k), "served"))
                served[*cp_facts_dim(r.facts, k, CP_WORKLOAD) - 'a'] += cp_facts_value(r.facts, k);
        if (solved(&r, "two tenants of what is scarce"))
            for (size_t k = 0; k < 2; k++)
                ok_near(served[k], cases[i].served[k], 1e-6, k ? "tasks of B" : "tasks of A");
        end(&r);
        cp_str_release(&plan);
        cp_str_release(&facts);
    }
}

/* ---- loss of a site: six servers [rebalancer, SRBufferCapacityTest: Basic,
 * LocalSearchFriendliness]
 * ------------------------------------------------------------------------------------------ */

/* Servers of 1 EFLOP/s in two failure domains. */
static struct run servers(double each, double work, bool bid, double for_sale) {
    struct cp_str plan = {0}, facts = {0};
    cp_str_addf(&plan,
                "discount: 0 %%\nhorizon: {from: 2027, to: 2027}\nslices: {days: 1, hours: 1}\n"
                "policy: {site_loss: 2027-01-01}\n"
                "skus: {S: {peak: 1 EFLOP/s, power: 1 kW, efficiency: {\"*\": 100 %%}}}\n"
                "workloads: {w: {kind: firm, demand: 1 EFLOP/s, bid: %s, revenue: 100 "
                "USD/(EFLOP/s)/h,\n    penalty: 100 USD/(EFLOP/s)/h}}\nsites:\n",
                bid ? "yes" : "no");
    for (int i = 0; i < 2; i++)
        cp_str_addf(
            &plan,
            "  d%d: {pue: 1, existing: {S: {units: %g GPU, age: 0 years}},\n"
            "    phases: {p: {power: 1 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %%}}}\n",
            i, each);
    cp_str_add(&plan, "contracts: {g: {kind: grid, sites: [d0, d1], price: 1 USD/MWh}}\n");
    cp_str_addf(&facts,
                HEAD "2027\tw\t-\t-\t-\t-\tdemand\t%g\tEFLOP/s\n"
                     "2027\t-\tS\tn\to\t1\tprice\t9\tUSD/GPU\n"
                     "2027\t-\tS\tn\to\t1\tsupply\t%g\tGPU\n",
                work, for_sale);
    struct run r = solve(plan.s, facts.s, false);
    cp_str_release(&plan);
    cp_str_release(&facts);
    return r;
}

static void test_six_servers(void) {
    struct run r = servers(3, 5, true, 0);
    if (solved(&r, "six servers in two domains, five of them reserved")) {
        ok_near(total(&r, "served", NULL, NULL), 3, 1e-7, "three stay in the reservation");
        ok_near(total(&r, "stock", NULL, NULL) - total(&r, "served", NULL, NULL), 3, 1e-7,
                "three become the buffer: as many as the larger domain");
    }
    end(&r);
    r = servers(3, 3, false, 0);
    ok(solved(&r, "a reservation of three"), "outlives the loss of either domain");
    end(&r);
    r = servers(3, 5, false, 0);
    ok(!r.rc && r.result.status == CP_LP_INFEASIBLE &&
           strstr(r.result.explanation.s, "2 EFLOP/s of w cannot be served without"),
       "one of five does not, by two");
    end(&r);
    r = servers(1, 2, false, 2);
    if (solved(&r, "two servers pinned to two domains, two free")) {
        ok_near(total(&r, "buy", NULL, NULL), 2, 1e-7, "the buffer takes both");
        ok_near(total(&r, "install", NULL, NULL), 2, 1e-7, "one in each domain");
        bool each = true;
        for (size_t i = 0; i < cp_facts_count(r.facts); i++)
            if (!strcmp(cp_facts_measure(r.facts, i), "install"))
                each &= fabs(cp_facts_value(r.facts, i) - 1) < 1e-6;
        ok(each, "and no two in one");
    }
    end(&r);
}

int main(void) {
    test_bids();
    test_fair_tenants();
    test_six_servers();
    test_switching_off();
    test_resale();
    test_moves();
    test_spares();
    test_market();
    test_bandwidth();
    test_launches();
    test_whole_phases();
    test_max_sites();
    test_lots();
    return done();
}
