/* The allocation program on plans small enough to solve by hand. */
#include "allocate_case.h"

/* 0.4 EFLOP/s take 800 of 1000 GPUs: 0.8 MW at work, 0.04 MW idle. */
static void test_energy_of_work(void) {
    struct run r = solve(BASE WORK SITE HAVE GRID,
                         HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n"
                              "2028\tw\t-\t-\t-\t-\tdemand\t0.6\tEFLOP/s\n",
                         true);
    if (solved(&r, "work on what is there")) {
        /* idle GPUs that are not needed are retired unless the next year wants them */
        double facility = 1.25 * (0.8 + 0.2 * 0.2);
        ok_near(total(&r, "power", "2027", NULL), facility, 1e-7,
                "facility power at work and idle");
        ok_near(total(&r, "energy", "2027", NULL), facility * 8760, 1e-7, "energy of a year");
        ok_near(total(&r, "unmet", "2027", NULL), 0, 1e-9, "all is served");
        ok_near(total(&r, "unmet", "2028", NULL), 0.1, 1e-7, "more than the fleet is unmet");
        ok_near(total(&r, "cost", "2028", "unmet"), 0.1 * 8784 * 1000, 1e-7,
                "penalty over a leap year");
        ok_near(total(&r, "gpu_hours", "2027", NULL), 800.0 * 8760, 1e-7, "GPU-hours at work");
        ok_near(total(&r, "surplus", "2027", NULL), 200.0 * 8760, 1e-6, "GPU-hours idle");
        ok_near(total(&r, "cost", "2028", "salvage"), -1000 * 100 * (1 - 2 / 5.0), 1e-7,
                "two of five years are gone at the end");
        ok_near(total(&r, "demand_dual", "2028", NULL), 1000, 1e-6, "one more costs the penalty");
        ok(strstr(r.result.explanation.s,
                  "w: short between 2028 and 2028, at most 0.1 EFLOP/s (16.7 %)") != NULL,
           "the shortage is told");
        if (!ok(strstr(r.result.explanation.s, "short of GPUs") != NULL, "and what is lacking"))
            printf("# %s\n", r.result.explanation.s);
    }
    end(&r);
}

/* Two steps, the second cheaper: each fills as far as the other; units fail in between. */
static void test_buying(void) {
    struct run r = solve(BASE WORK SITE GRID,
                         HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.5\tEFLOP/s\n"
                              "2027\t-\tG\tn\to\t1\tsupply\t1000\tGPU\n"
                              "2027\t-\tG\tn\to\t2\tsupply\t1000\tGPU\n"
                              "2027\t-\tG\tn\to\t1\tprice\t100\tUSD/GPU\n"
                              "2027\t-\tG\tn\to\t2\tprice\t60\tUSD/GPU\n",
                         false);
    if (solved(&r, "buying in steps")) {
        ok_near(total(&r, "buy", NULL, NULL), 1000, 1e-6, "as many as the work needs");
        ok_near(total(&r, "cost", NULL, "gpu"), 500 * 100 + 500 * 60, 1e-6,
                "a cheaper step does not come without the one before it");
        ok_near(total(&r, "install", "2027", NULL), 1000, 1e-6, "all are installed");
    }
    end(&r);
}

static void test_commitment_beyond_capex(void) {
    struct run r = solve("capex_limit: {2027: 0.05 mn USD}\n" BASE WORK SITE GRID,
                         HEAD "2027\t-\tG\tn\to\t1\tsupply\t1000\tGPU\n"
                              "2027\t-\tG\tn\to\t1\tprice\t100\tUSD/GPU\n"
                              "2027\t-\tG\tn\to\t-\tcommitted\t1000\tGPU\n",
                         false);
    ok_rc(r.rc, &r.err, "a commitment beyond the envelope");
    ok(r.result.status == CP_LP_INFEASIBLE, "is infeasible");
    ok(r.result.explanation.s && (strstr(r.result.explanation.s, "capex_limit 2027") ||
                                  strstr(r.result.explanation.s, "offer o: 500 GPU")),
       "and named in the plan's words");
    ok(total(&r, "cost", NULL, NULL) == 0, "nothing is decided");
    end(&r);
}

/* 10 MW of flat load on a 4 MW PPA that gives all or nothing, and a toll for the rest. */
static void test_contracts(void) {
    struct run r = solve(
        BASE WORK SITE
        "    existing: {G: {units: 8000 GPU, age: 0 years, price: 0 USD/GPU}}\n"
        "contracts:\n"
        "  sun: {kind: ppa, sites: [s], power: 4 MW, committed: 4 MW, from: 2020-01-01, until: "
        "2040-01-01,\n"
        "        price: 30 USD/MWh, factor: 25 %, take_or_pay: 100 %}\n"
        "  gas: {kind: toll, sites: [s], power: 20 MW, from: 2020-01-01, until: 2040-01-01, firm: "
        "yes,\n"
        "        price: 3 USD/MWh, heat_rate: 7 MMBtu/MWh, fuel: 4 USD/MMBtu, emissions: 0.4 "
        "t/MWh,\n"
        "        capacity_price: 1000 USD/MW/year}\n"
        "  nuke: {kind: baseload, sites: [s], power: 1 MW, committed: 1 MW, from: 2028-01-01,\n"
        "         until: 2040-01-01, price: 80 USD/MWh, take_or_pay: 100 %, availability: 90 %}\n",
        HEAD "2027\tw\t-\t-\t-\t-\tdemand\t4\tEFLOP/s\n2028\tw\t-\t-\t-\t-\tdemand\t0\tEFLOP/s\n",
        true);
    if (solved(&r, "contracts of several kinds")) {
        ok_near(total(&r, "power", "2027", NULL), 10, 1e-7, "8000 GPUs at work fill the halls");
        ok_near(total(&r, "energy", "2027", "ppa"), 8760, 1e-6, "the sun gives a quarter of 4 MW");
        ok_near(total(&r, "energy", "2027", "toll"), 9 * 8760.0, 1e-6, "gas gives the rest");
        ok_near(total(&r, "emissions", "2027", NULL), 0.4 * 9 * 8760, 1e-6, "and emits");
        ok_near(total(&r, "cost", "2027", "energy"), 8760 * 30 + 9 * 8760 * (3 + 7 * 4.0), 1e-6,
                "energy costs price and fuel");
        ok_near(total(&r, "cost", "2028", "take-or-pay"), (0.9 * 80 + 1 * 30) * 8784, 1e-6,
                "what is contracted and not taken is paid");
        ok_near(total(&r, "cost", "2027", "capacity"), 9000, 1e-6, "capacity for what is needed");
        ok_near(total(&r, "contract", "2028", "toll"), 9, 1e-6, "a contract keeps its size");
    }
    end(&r);
}

static void test_finer_supply(void) {
    struct run r = solve(BASE WORK SITE GRID,
                         HEAD "2027-03\t-\tG\tn\to\t1\tsupply\t1000\tGPU\n"
                              "2027-03\t-\tG\tn\to\t1\tprice\t100\tUSD/GPU\n"
                              "2027-09\t-\tG\tn\to\t1\tsupply\t1000\tGPU\n"
                              "2027-09\t-\tG\tn\to\t1\tprice\t300\tUSD/GPU\n",
                         false);
    ok_fails(r.rc, &r.err, "offer 'o' has more than one price in 2027",
             "prices within a period are not told apart");
    end(&r);
}

static void test_negative_price(void) {
    struct run r =
        solve(BASE WORK SITE HAVE "contracts:\n"
                                  "  g: {kind: grid, sites: [s], power: 2 MW, committed: 2 MW, "
                                  "price: -5 USD/MWh, take_or_pay: 50 %}\n",
              HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.2\tEFLOP/s\n", false);
    if (solved(&r, "take-or-pay at a price below 0"))
        ok_near(total(&r, "cost", NULL, "take-or-pay"), 0, 1e-9, "pays nobody for not taking");
    end(&r);
}

/* What costs nothing to hold is held in full; an unlimited contract stands at what it delivers, not
 * at whatever the engine left it. */
static void test_free_contracts(void) {
    struct run r = solve(BASE WORK SITE HAVE
                         "contracts:\n"
                         "  open: {kind: grid, sites: [s], price: 50 USD/MWh, firm: yes}\n"
                         "  idle: {kind: grid, sites: [s], power: 7 MW, price: 60 USD/MWh}\n",
                         HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.5\tEFLOP/s\n"
                              "2028\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n",
                         false);
    if (solved(&r, "contracts without a charge")) {
        ok_near(total(&r, "contract", "2028", NULL), 1.25 + 7, 1e-7,
                "held in full, or at the most that is taken");
        ok_near(total(&r, "firm_supply", "2028", NULL), 10, 1e-7,
                "an unlimited contract can fill the halls");
    }
    end(&r);
}

/* A phase of which half is committed is built when ready, spending spread over its lead. */
static void test_phase(void) {
    struct run r =
        solve(BASE WORK "sites:\n  s:\n    pue: 1\n    om: 1 USD/MW/year\n    phases:\n"
                        "      p: {power: 10 MW, ready: 2028-01-01, capex: 100 USD, built: 20 %,\n"
                        "          committed: 50 %, life: 10 years, lead: 2 years}\n",
              HEAD, false);
    if (solved(&r, "a committed phase")) {
        ok_near(total(&r, "halls", "2027", NULL), 0, 1e-9, "nothing stands before it is ready");
        ok_near(total(&r, "build", "2028", NULL), 3, 1e-7,
                "what is committed and not built is built");
        ok_near(total(&r, "halls", "2028", NULL), 5, 1e-7, "beside what stands");
        ok_near(total(&r, "cost", "2027", "capex-site"), 30, 1e-7, "paid in the first period");
        ok_near(total(&r, "cost", "2028", "salvage"), -30 * 0.9, 1e-7, "nine tenths are left");
        ok_near(total(&r, "cost", "2028", "om-site"), 5, 1e-7, "O&M of what stands");
    }
    end(&r);
}

/* Spending begins a lead before the phase is ready, not with the plan. */
static void test_spending_later(void) {
    struct run r =
        solve("name: late\ndiscount: 10 %\nhorizon: {from: 2027, to: 2030}\n"
              "slices: {days: 1, hours: 1}\nsites:\n  s:\n    pue: 1\n    phases:\n"
              "      p: {power: 10 MW, ready: 2030-01-01, capex: 90 USD, committed: 100 %,\n"
              "          lead: 18 months}\n",
              HEAD, false);
    if (solved(&r, "a phase later than its lead")) {
        ok_near(total(&r, "cost", "2027", "capex-site"), 0, 1e-9, "nothing is spent before");
        ok_near(total(&r, "cost", "2028", "capex-site"), 30, 1e-7, "half a year of the lead");
        ok_near(total(&r, "cost", "2029", "capex-site"), 60, 1e-7, "then the rest");
    }
    end(&r);
}

/* What reaches its end before a period's mid-point does not serve in it. */
static void test_end_of_life(void) {
    struct run r =
        solve(BASE WORK SITE "    existing: {G: {units: 1000 GPU, age: 4.6 years}}\n" GRID,
              HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n", false);
    if (solved(&r, "GPUs at the end of their life"))
        ok_near(total(&r, "unmet", "2027", NULL), 0.4, 1e-7, "serve no more");
    end(&r);
}

/* 1 MW of load in two years on gas at 40 or wind, at most 0.9 MW and always there, at 100. */
#define FUELS                                                                                      \
    "    existing: {G: {units: 800 GPU, age: 0 years, price: 0 USD/GPU}}\n"                        \
    "contracts:\n"                                                                                 \
    "  gas: {kind: grid, sites: [s], power: 10 MW, from: 2020-01-01, firm: yes,\n"                 \
    "        price: 40 USD/MWh, emissions: 0.5 t/MWh}\n"                                           \
    "  wind: {kind: ppa, sites: [s], power: 0.9 MW, from: 2020-01-01, factor: 100 %,\n"            \
    "         price: 100 USD/MWh, take_or_pay: 0 %}\n"
#define LOAD                                                                                       \
    HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n2028\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n"

static void test_carbon(void) {
    struct run r =
        solve("policy: {co2_cap: {2027: 2190 t, 2028: 1e6 t}}\n" BASE WORK SITE FUELS, LOAD, true);
    if (solved(&r, "a cap on CO2 in one year")) {
        ok_near(total(&r, "emissions", "2027", NULL), 2190, 1e-6, "is kept to");
        ok_near(total(&r, "energy", "2027", "ppa"), 4380, 1e-6, "by half a megawatt of wind");
        ok_near(total(&r, "energy", "2028", "ppa"), 0, 1e-6, "and not before or after");
        ok_near(total(&r, "co2_dual", "2027", NULL), 120, 1e-6,
                "a tonne is worth twice the difference of price, in the money of its year");
    }
    end(&r);
    r = solve("co2_price: 119.99 USD/t\n" BASE WORK SITE FUELS, LOAD, false);
    if (solved(&r, "that price and less"))
        ok_near(total(&r, "energy", "2027", "ppa"), 0, 1e-6, "changes nothing");
    end(&r);
    r = solve("co2_price: 120.01 USD/t\n" BASE WORK SITE FUELS, LOAD, false);
    if (solved(&r, "that price and more"))
        ok_near(total(&r, "energy", "2027", "ppa"), 0.9 * 8760, 1e-6, "has what the cap has");
    end(&r);
    r = solve("policy: {carbon_free: 60 %}\n" BASE WORK SITE FUELS, LOAD, false);
    if (solved(&r, "a carbon-free share"))
        ok_near(total(&r, "energy", "2027", "ppa"), 0.6 * 8760, 1e-6, "of the year's energy");
    end(&r);
    r = solve("policy: {carbon_free: {2027: 0 %, 2028: 60 %}}\n" BASE WORK SITE FUELS, LOAD, false);
    if (solved(&r, "a share from one year on")) {
        ok_near(total(&r, "energy", "2027", "ppa"), 0, 1e-6, "asks for nothing before");
        ok_near(total(&r, "energy", "2028", "ppa"), 0.6 * 8784, 1e-6, "and then for all of it");
    }
    end(&r);
    r = solve("policy: {carbon_free_hourly: 95 %}\n" BASE WORK SITE FUELS, LOAD, false);
    ok(solved(&r, "a share in every hour"), "is met");
    ok_near(total(&r, "power", "2027", NULL), 0.9 / 0.95, 1e-6, "by running less, where it must");
    end(&r);
}

/* A tenth more money buys wind at 60 USD/MWh above gas, in the second year, when money is worth
 * less. */
static void test_mga(void) {
    struct run best = solve(BASE WORK SITE FUELS, LOAD, false);
    struct run r =
        solve_with(BASE WORK SITE FUELS, LOAD,
                   (struct cp_allocate_options){.least = CP_LEAST_EMISSIONS, .slack = 0.1});
    double wind = 0.1 * 40 * (8760 * cp_discount(0.1, 0.5) + 8784 * cp_discount(0.1, 1.5)) /
                  (60 * cp_discount(0.1, 1.5));
    if (solved(&best, "the cheapest plan") && solved(&r, "a plan of little more cost")) {
        ok_near(r.result.objective, best.result.objective * 1.1, 1e-6, "costs a tenth more");
        ok_near(total(&r, "energy", "2028", "ppa"), wind, 1e-6, "and takes the wind that buys");
        ok_near(total(&r, "emissions", NULL, NULL), 0.5 * (8760 + 8784 - wind), 1e-6,
                "instead of gas");
    }
    end(&best);
    end(&r);
}

static void test_reserve(void) {
    struct run r = solve("policy: {reserve_margin: 1100 %}\n" BASE WORK SITE FUELS, LOAD, false);
    if (solved(&r, "a reserve margin"))
        ok_near(total(&r, "power", "2028", NULL), 10.0 / 12, 1e-6,
                "load within firm power, for which wind does not count");
    end(&r);
}

#define OFFERS                                                                                     \
    HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.5\tEFLOP/s\n"                                             \
         "2027\t-\tG\tn\to\t1\tsupply\t1000\tGPU\n2027\t-\tG\tn\to\t1\tprice\t100\tUSD/GPU\n"      \
         "2027\t-\tG\tk\tp\t1\tsupply\t1000\tGPU\n2027\t-\tG\tk\tp\t1\tprice\t300\tUSD/GPU\n"
#define SUPPLIERS "suppliers: {n: {country: TW}, k: {country: KR}}\n"

static void test_shares(void) {
    struct run r =
        solve("policy: {supplier_share: 60 %}\n" BASE WORK SITE GRID SUPPLIERS, OFFERS, false);
    if (solved(&r, "a cap on one supplier's share"))
        /* x at 100 and 1000 - x at 300: 100 x <= 0.6 (100 x + 300 (1000 - x)), so x <= 9000/11 */
        ok_near(total(&r, "cost", NULL, "gpu"), 300e3 - 200 * 9000.0 / 11, 1e-6, "of the money");
    end(&r);
}

/* Two sites of 500 GPUs each serve 0.4 at their peak; when one is lost the other can serve 0.25. */
static void test_site_loss(void) {
    static const char two[] = "policy: {site_loss: 2028-01-01}\n" BASE WORK "sites:\n"
                              "  a: {pue: 1, phases: {p: {power: 10 MW, ready: 2020-01-01, capex: "
                              "0 USD, built: 100 %}},\n"
                              "      existing: {G: {units: 500 GPU, age: 0 years}}}\n"
                              "  b: {pue: 1, phases: {p: {power: 10 MW, ready: 2020-01-01, capex: "
                              "0 USD, built: 100 %}},\n"
                              "      existing: {G: {units: 500 GPU, age: 0 years}}}\n"
                              "contracts: {g: {kind: grid, sites: [a, b], power: 20 MW, from: "
                              "2020-01-01, price: 0 USD/MWh}}\n";
    struct run r = solve(two,
                         HEAD "2028\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n"
                              "2028\t-\tG\tn\to\t1\tsupply\t1000\tGPU\n"
                              "2028\t-\tG\tn\to\t1\tprice\t100\tUSD/GPU\n",
                         true);
    if (solved(&r, "the loss of any one site"))
        ok_near(total(&r, "buy", "2028", NULL), 600, 1e-6, "takes 300 more at each");
    end(&r);
    r = solve(two, HEAD "2028\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n", false);
    ok_rc(r.rc, &r.err, "too few GPUs to lose a site");
    ok(r.result.status == CP_LP_INFEASIBLE && r.result.explanation.s &&
           strstr(r.result.explanation.s,
                  "policy/site_loss 2028: 0.15 EFLOP/s of w cannot be served without"),
       "is told as what cannot be served");
    if (r.result.explanation.s)
        printf("# %s\n", r.result.explanation.s);
    end(&r);
}

/* A peak that would need less than nothing at the other end of the day leaves nothing there. */
static void test_high_peaks(void) {
    unsigned solved_all = 0;
    for (unsigned i = 0; i < 40; i++) {
        char facts[512];
        snprintf(facts, sizeof facts,
                 HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n"
                      "2027\tw\t-\t-\t-\t-\tpeak_to_mean\t%g\t1\n",
                 1.5 + 0.05 * i);
        struct run r = solve("name: peaks\nhorizon: {from: 2027, to: 2027}\n"
                             "slices: {days: 1, hours: 6}\n" WORK,
                             facts, false);
        solved_all += !r.rc && r.result.status == CP_LP_OPTIMAL;
        end(&r);
    }
    ok(solved_all == 40, "peaks of any height: %u of 40 solved", solved_all);
}

/* Dedicated work that needs 1000 GPUs in one half of the day holds them in the other too. */
static void test_dedicated(void) {
    static const char shared[] =
        "name: d\ndiscount: 10 %\nhorizon: {from: 2027, to: 2027}\nslices: {days: 1, hours: 2}\n"
        "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, idle: 20 %, efficiency: {\"*\": 50 %}}}\n"
        "workloads:\n  w: {kind: firm, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h}\n" SITE
            HAVE GRID;
    static const char facts[] =
        "period\tworkload\tmeasure\tvalue\tunit\n2027\tw\tdemand\t0.4\tEFLOP/s\n"
        "2027\tw\tpeak_to_mean\t1.25\t1\n";
    char dedicated[sizeof shared + 32];
    const char *at = strstr(shared, "kind: firm,");
    snprintf(dedicated, sizeof dedicated, "%.*s tenancy: dedicated, %s", (int)(at - shared), shared,
             at);
    struct run r = solve(shared, facts, false), d = solve(dedicated, facts, false);
    if (solved(&r, "shared work") && solved(&d, "dedicated work")) {
        ok_near(total(&r, "surplus", NULL, NULL), 200.0 * 8760, 1e-6,
                "shared: what idles can be sold");
        ok_near(total(&d, "held", NULL, NULL), 1000, 1e-6,
                "dedicated: as many as at the peak are held");
        ok_near(total(&d, "surplus", NULL, NULL), 0, 1e-6, "and none can be sold");
        ok_near(total(&d, "gpu_hours", NULL, NULL), 800.0 * 8760, 1e-6, "though a fifth idles");
    }
    end(&r);
    end(&d);
}

/* Where work may run: by country, and by the way from its users. */
static void test_max_sites(void) {
    static const char head[] =
        BASE "workloads:\n"
             "  w: {kind: firm, region: eu, demand: 1 EFLOP/s, penalty: 1000 USD/(EFLOP/s)/h";
    static const char tail[] =
        "}\nsites:\n"
        "  a: {country: US, region: us, pue: 1, latency: {eu: 90 ms},\n"
        "      existing: {G: {units: 300 GPU, age: 0}},\n"
        "      phases: {p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}}}\n"
        "  b: {country: DE, region: de, pue: 1, latency: {eu: 20 ms},\n"
        "      existing: {G: {units: 200 GPU, age: 0}},\n"
        "      phases: {p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD, built: 100 %}}}\n"
        "contracts:\n"
        "  g: {kind: grid, sites: [a, b], power: 20 MW, from: 2020-01-01, price: 1 USD/MWh}\n";
    static const struct {
        const char *keys;
        double served;
    } cases[] = {{"", 0.25},
                 {", countries: [DE]", 0.1},
                 {", countries: [DE, US], max_latency: 100 ms", 0.25},
                 {", max_latency: 50 ms", 0.1},
                 {", max_latency: 10 ms", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cp_str plan = {0};
        cp_str_add(&plan, head);
        cp_str_add(&plan, cases[i].keys);
        cp_str_add(&plan, tail);
        struct run r = solve(plan.s, HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n", false);
        if (solved(&r, *cases[i].keys ? cases[i].keys : "no bound"))
            ok_near(total(&r, "served", NULL, NULL), cases[i].served, 1e-7,
                    "is served where it may");
        end(&r);
        cp_str_release(&plan);
    }
}

/* A site without GPUs has nothing to lose; what is given for a year is spread over its quarters. */
static void test_odd_streams(void) {
    struct run r =
        solve("policy: {site_loss: 2027-01-01}\n" BASE WORK "sites:\n"
              "  a: {pue: 1, phases: {p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD,\n"
              "      built: 100 %}}, existing: {G: {units: 1000 GPU, age: 0}}}\n"
              "  empty: {pue: 1, phases: {p: {power: 10 MW, ready: 2020-01-01, capex: 0 USD}}}\n"
              "contracts: {g: {kind: grid, sites: [a, empty], power: 20 MW,\n"
              "            from: 2020-01-01, price: 1 USD/MWh}}\n",
              HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.6\tEFLOP/s\n", false);
    if (solved(&r, "an empty site beside a full one"))
        ok_near(total(&r, "unmet", "2027", NULL), 0.1, 1e-7, "what cannot be served is unmet");
    end(&r);
    r = solve(
        "name: q\nhorizon: {from: 2027-Q1, to: 2027-Q4}\nslices: {days: 1, hours: 1}\n"
        "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, idle: 0, efficiency: {\"*\": 50 %}}}\n" WORK SITE
            GRID,
        HEAD "2027\tw\t-\t-\t-\t-\tdemand\t5\tEFLOP/s\n"
             "2027\t-\tG\tn\to\t1\tsupply\t365\tGPU\n"
             "2027\t-\tG\tn\to\t1\tprice\t100\tUSD/GPU\n",
        false);
    if (solved(&r, "supply and demand of a year in quarters")) {
        ok_near(total(&r, "buy", "2027-Q1", NULL), 90, 1e-6, "a year's units arrive evenly");
        ok_near(total(&r, "buy", "2027-Q4", NULL), 92, 1e-6, "by days");
    }
    end(&r);
}

int main(void) {
    test_carbon();
    test_mga();
    test_reserve();
    test_shares();
    test_site_loss();
    test_dedicated();
    test_max_sites();
    test_odd_streams();
    test_energy_of_work();
    test_end_of_life();
    test_buying();
    test_commitment_beyond_capex();
    test_contracts();
    test_free_contracts();
    test_negative_price();
    test_finer_supply();
    test_phase();
    test_high_peaks();
    test_spending_later();
    return done();
}
