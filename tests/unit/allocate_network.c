/* Nodes, lines and what is built, on systems small enough to solve by hand. */
#include "allocate_case.h"

/* A year of 8,760 hours in two steps of a day, 10 MW in the first and 20 MW in the second. */
#define YEAR                                                                                       \
    "name: tiny\ndiscount: 0\nhorizon: {from: 2027, to: 2027}\n"                                   \
    "slices: {groups: {day: {steps: 2, length: 12 h, times: 365}}}\n"
#define CHEAP "  cheap: {kind: generator, nodes: a, power: 100 MW, price: 20 USD/MWh"
#define DEAR "  dear: {kind: generator, nodes: b, power: 100 MW, price: 80 USD/MWh"
#define NODES "nodes: {a: {}, b: {load: 10 MW}}\n"

static double of_contract(const struct run *r, const char *measure, const char *contract) {
    double sum = 0;
    for (size_t i = 0; i < cp_facts_count(r->facts); i++)
        if (!strcmp(cp_facts_measure(r->facts, i), measure) &&
            !strcmp(cp_facts_dim(r->facts, i, CP_CONTRACT), contract))
            sum += cp_facts_value(r->facts, i);
    return sum;
}

static struct run plain(const char *plan) {
    return solve(plan, HEAD, true);
}

/* Cheap power at a comes to b over 9 MW with a tenth lost: 8.1 MW, the rest is dear. */
static void lines(void) {
    struct run r = plain(YEAR NODES "lines: {l: {from: a, to: b, existing: 9 MW, power: 9 MW, "
                                    "efficiency: 90 %}}\n"
                                    "contracts:\n" CHEAP "}\n" DEAR "}\n");
    if (solved(&r, "a line that is full")) {
        ok_near(r.result.objective, 8760 * (9 * 20 + 1.9 * 80), 1e-9, "loss and the dear rest");
        ok_near(total(&r, "carried", NULL, NULL), 8760 * 8.1, 1e-9, "what arrives");
        ok_near(total(&r, "energy_dual", NULL, NULL), 20 + 80, 1e-6, "each node has its price");
    }
    end(&r);
    r = plain(YEAR NODES "lines: {l: {from: a, to: b, efficiency: 90 %, capex: 400 kUSD/MW, "
                         "interest: 0 %, life: 10 years, om: 1 kUSD/MW/year}}\n"
                         "contracts:\n" CHEAP "}\n" DEAR "}\n");
    if (solved(&r, "a line to build")) {
        double mw = 10 / 0.9;
        ok_near(total(&r, "line_build", NULL, NULL), mw, 1e-9, "large enough for the loss");
        ok_near(r.result.objective, mw * (8760 * 20 + 41000), 1e-9, "a tenth of its capex a year");
    }
    end(&r);
    r = plain(YEAR "nodes: {a: {}, b: {load: 10 MW, peak: 18 MW}}\n"
                   "lines: {l: {from: a, to: b, one_way: yes, existing: 9 MW, efficiency: 90 %, "
                   "om: 1 kUSD/MW/year}}\ncontracts:\n" CHEAP "}\n");
    if (solved(&r, "a peak that no slice has"))
        ok_near(total(&r, "line", NULL, NULL), 20, 1e-9, "is carried all the same");
    end(&r);
}

/* 100 MW are wanted at c, cheap at a. Of three equal lines the straight one takes two thirds, and
 * has room for 60 MW, so of 90 in all; the rest is dear. Where one decides what a line carries, all
 * but 10 MW go over b, which costs nothing. */
static void kirchhoff(void) {
    static const struct {
        const char *reactance, *what;
        double straight, dear;
    } cases[] = {{"", "a transport network", 10, 0},
                 {", reactance: 0.1", "Kirchhoff's laws", 60, 10},
                 {", reactance: 0.3", "whatever the base", 60, 10}};
    for (size_t i = 0; i < 3; i++) {
        char plan[1024];
        const char *x = cases[i].reactance;
        snprintf(plan, sizeof plan,
                 YEAR "nodes: {a: {}, b: {}, c: {load: 100 MW}}\nlines:\n"
                      "  ab: {from: a, to: b, existing: 90 MW, power: 90 MW%s}\n"
                      "  cb: {from: c, to: b, existing: 90 MW, power: 90 MW%s}\n"
                      "  ac: {from: a, to: c, existing: 60 MW, power: 60 MW%s, price: 1 USD/MWh}\n"
                      "contracts:\n  cheap: {kind: grid, nodes: a, price: 20 USD/MWh}\n"
                      "  dear: {kind: grid, nodes: c, price: 80 USD/MWh}\n",
                 x, x, x);
        struct run r = plain(plan);
        if (solved(&r, cases[i].what)) {
            ok_near(r.result.objective,
                    8760 * ((100 - cases[i].dear) * 20 + cases[i].dear * 80 + cases[i].straight),
                    1e-9, "and what is sent over a line is paid for");
            ok_near(of_contract(&r, "energy", "dear"), 8760 * cases[i].dear, 1e-6,
                    "the rest is dear");
        }
        end(&r);
    }
    struct run r = plain(YEAR "nodes: {a: {}, b: {load: 1 MW}}\nlines: {l: {from: a, to: b, "
                              "reactance: 0.1}}\ncontracts: {g: {kind: grid, nodes: a, price: 1 "
                              "USD/MWh}}\n");
    ok_fails(r.rc, &r.err, "of a line that is not built", "a reactance of what may be built");
    end(&r);
}

/* A site of 1 MW at node a, fed from b. */
static void site_at_node(void) {
    struct run r = solve("name: tiny\ndiscount: 0 %\nhorizon: {from: 2027, to: 2027}\n"
                         "slices: {days: 1, hours: 1}\n"
                         "skus: {G: {peak: 1 PFLOP/s, power: 1 kW, idle: 0 %, life: 5 years, "
                         "efficiency: {\"*\": 50 %}}}\n" WORK "nodes: {a: {load: 2 MW}, b: {}}\n"
                         "lines: {l: {from: b, to: a, existing: 9 MW, power: 9 MW}}\n"
                         "sites: {s: {pue: 1.25, node: a, phases: {p: {power: 10 MW, ready: 2020, "
                         "capex: 0 USD, built: 100 %}}, existing: {G: {units: 800 GPU}}}}\n"
                         "contracts: {g: {kind: grid, nodes: b, price: 50 USD/MWh}}\n",
                         HEAD "2027\tw\t-\t-\t-\t-\tdemand\t0.4\tEFLOP/s\n", false);
    if (solved(&r, "a site at a node"))
        ok_near(total(&r, "energy", NULL, NULL), 8760 * 3, 1e-9, "its load and the node's");
    end(&r);
}

/* A first step of 10 MW and a second of 20 MW, from a plant that runs flat and one that does not.
 */
#define STEPS "nodes: {b: {load: 10 MW, load_profile: up}}\n"
static void running(void) {
    static const struct {
        const char *how;
        double first; /* MW of the cheap plant in the first step: the second takes what it can */
    } cases[] = {{"", 10}, {", baseload: yes", 10}, {", ramp: 0.5 %/h", 10}};
    static const double second[] = {20, 10, 16};
    char file[] = "/tmp/capplan-steps-XXXXXX", plan[2048];
    FILE *f = fdopen(mkstemp(file), "w");
    fprintf(f, "slice\tprofile\tmeasure\tvalue\tunit\nday.1\tup\tload\t1\t1\n"
               "day.2\tup\tload\t2\t1\n");
    fclose(f);
    for (size_t i = 0; i < 3; i++) {
        snprintf(plan, sizeof plan,
                 YEAR STEPS "profiles: %s\ncontracts:\n"
                            "  cheap: {kind: generator, nodes: b, power: 100 MW, existing: "
                            "{2020: 100 MW}, life: 40 years, price: 20 USD/MWh%s}\n" DEAR "}\n",
                 file, cases[i].how);
        struct run r = plain(plan);
        if (solved(&r, *cases[i].how ? cases[i].how : "free"))
            ok_near(r.result.objective,
                    4380 * ((cases[i].first + second[i]) * 20 + (20 - second[i]) * 80), 1e-9,
                    "what it cannot do is dear");
        end(&r);
    }
    snprintf(plan, sizeof plan,
             YEAR STEPS "profiles: %s\ncontracts:\n"
                        "  own: {kind: generator, nodes: b, price: 30 USD/MWh, must_run: 75 %%, "
                        "om: 1 USD/MW/year}\n" DEAR "}\n",
             file);
    struct run r = plain(plan);
    /* three quarters of 40/3 MW is the first step's load */
    if (solved(&r, "a plant that must run"))
        ok_near(r.result.objective, 4380 * (10 * 30 + 40. / 3 * 30 + 20. / 3 * 80) + 40. / 3, 1e-9,
                "stays small");
    end(&r);
    unlink(file);
}

/* 10 MW at a hub's 10 USD, then 20 MW at 90: within a collar of 30 and 60, and a charge on the 20.
 */
static void tariff(void) {
    char file[] = "/tmp/capplan-hub-XXXXXX", plan[1024];
    FILE *f = fdopen(mkstemp(file), "w");
    fprintf(f,
            "slice\tprofile\tmeasure\tvalue\tunit\nday.1\tup\tload\t1\t1\nday.2\tup\tload\t2\t1\n"
            "day.1\thub\thub\t5\tUSD/MWh\nday.2\thub\thub\t45\tUSD/MWh\n");
    fclose(f);
    snprintf(plan, sizeof plan,
             YEAR STEPS "profiles: %s\ncontracts: {g: {kind: grid, nodes: b, price: 4 USD/MWh, "
                        "price_profile: hub, profile_scale: 2, price_floor: 30 USD/MWh, "
                        "price_cap: 60 USD/MWh, demand_charge: 1 kUSD/MW/year}}\n",
             file);
    struct run r = plain(plan);
    if (solved(&r, "a tariff with a collar and a demand charge")) {
        ok_near(total(&r, "cost", NULL, "energy"), 4380 * (10 * 34 + 20 * 64), 1e-9,
                "the hub counts from floor to cap");
        ok_near(total(&r, "cost", NULL, "capacity"), 20e3, 1e-9, "the highest power is paid");
        ok_near(total(&r, "peak_power", NULL, NULL), 20, 1e-9, "and told");
    }
    end(&r);
    unlink(file);
}

/* 10 MW stand since 2000 and retire in 2029; what replaces them is paid over its life. */
static void vintages(void) {
    struct run r = plain("name: tiny\ndiscount: 0 %\nhorizon: {from: 2027, to: 2030}\n"
                         "slices: {days: 1, hours: 1}\nnodes: {b: {load: 10 MW}}\n"
                         "contracts: {p: {kind: generator, nodes: b, power: 30 MW, life: 29 years, "
                         "existing: {2000: 10 MW}, capex: {value: 29 kUSD/MW}, interest: 0 %, "
                         "om: {2000: 5 kUSD/MW/year, 2029: 3 kUSD/MW/year}}}\n");
    if (solved(&r, "a plant that retires")) {
        ok_near(total(&r, "contract", "2028", NULL), 10, 1e-9, "stands to the end of its life");
        ok_near(total(&r, "plant", "2029", NULL), 10, 1e-9, "and is replaced");
        ok_near(r.result.objective, 1e4 * (2 * (1 + 5) + 2 * (1 + 3)), 1e-9, "each at its cost");
    }
    end(&r);
}

/* Whole units and least builds, with integers. */
static void units(void) {
    static const struct {
        const char *how;
        double built;
    } cases[] = {{"unit: 4 MW", 12}, {"minimum: 15 MW", 15}};
    for (size_t i = 0; i < 2; i++) {
        char plan[1024];
        snprintf(plan, sizeof plan,
                 YEAR "nodes: {b: {load: 10 MW}}\ncontracts: {p: {kind: generator, nodes: b, "
                      "power: 40 MW, om: 1 kUSD/MW/year, %s}}\n",
                 cases[i].how);
        struct run r = solve_with(plan, HEAD, (struct cp_allocate_options){.integer = true});
        if (solved(&r, cases[i].how))
            ok_near(total(&r, "plant", NULL, NULL), cases[i].built, 1e-6, cases[i].how);
        end(&r);
    }
}

/* 70,080 MMBtu at 2 USD, then 5: burnt at 8 MMBtu/MWh. */
static void fuels(void) {
    struct run r = plain(YEAR "nodes: {b: {load: 2 MW}}\nco2_price: 10 USD/t\n"
                              "fuels: {gas: {emissions: 0.05 t/MMBtu, tiers: {1: {price: 2 "
                              "USD/MMBtu, quantity: 70080 MMBtu/year}, 2: {price: 5 "
                              "USD/MMBtu}}}}\ncontracts: {p: {kind: generator, nodes: b, "
                              "heat_rate: 8 MMBtu/MWh, burns: gas}}\n");
    if (solved(&r, "fuel by tiers")) {
        ok_near(total(&r, "fuel", NULL, NULL), 140160, 1e-9, "what is burnt");
        ok_near(total(&r, "cost", NULL, "fuel"), 70080 * 7, 1e-9, "half of it dear");
        ok_near(total(&r, "cost", NULL, "co2"), 10 * 0.05 * 140160, 1e-9, "and what it emits");
    }
    end(&r);
}

/* Storage that is built moves the first step's power into the second: 12 MWh, 15 charged. */
static void storage(void) {
    char file[] = "/tmp/capplan-sun-XXXXXX", plan[1024];
    FILE *f = fdopen(mkstemp(file), "w");
    fprintf(f, "slice\tprofile\tmeasure\tvalue\tunit\nday.1\tsun\tf\t1\t1\n"
               "day.2\tsun\tf\t0\t1\n");
    fclose(f);
    snprintf(plan, sizeof plan,
             YEAR "profiles: %s\nnodes: {b: {load: 1 MW}}\ncontracts:\n"
                  "  sun: {kind: generator, nodes: b, om: 1 kUSD/MW/year, factor_profile: sun}\n"
                  "  s: {kind: storage, nodes: b, hours: 12 h, efficiency: 80 %%, om: 1 "
                  "kUSD/MW/year}\n",
             file);
    struct run r = plain(plan);
    if (solved(&r, "sun by day and storage")) {
        ok_near(total(&r, "plant", NULL, "storage"), 1.25, 1e-9, "takes the loss too");
        ok_near(total(&r, "plant", NULL, "generator"), 2.25, 1e-9, "and the sun both");
    }
    end(&r);
    unlink(file);
}

/* What is firm or clean at one end of a line counts at the other, less the loss, up to what stands.
 */
#define FAR                                                                                        \
    YEAR "nodes: {a: {load: 1 MW}, b: {load: 9 MW}}\n"                                             \
         "lines: {l: {from: a, to: b, existing: 10 MW, power: 10 MW, efficiency: 90 %}}\n"
static void over_lines(void) {
    static const struct {
        const char *policy, *what;
        double power; /* MW of it */
    } cases[] = {{"reserve_margin: 0 %", "firm power at the far end", 11},
                 {"carbon_free_hourly: 50 %", "clean power at the far end", 0.5 + 4.5 / 0.9}};
    for (size_t i = 0; i < 2; i++) {
        char plan[1024];
        snprintf(plan, sizeof plan,
                 "%spolicy: {%s}\ncontracts:\n"
                 "  near: {kind: grid, nodes: [a, b], price: 10 USD/MWh, emissions: 1 t/MWh}\n"
                 "  far: {kind: baseload, nodes: a, firm: yes, price: 90 USD/MWh, emissions: 0 "
                 "t/MWh, capacity_price: 1 kUSD/MW/year}\n",
                 FAR, cases[i].policy);
        struct run r = plain(plan);
        if (solved(&r, cases[i].what))
            ok_near(total(&r, "contract", NULL, "baseload"), cases[i].power, 1e-7,
                    "counts less its loss");
        end(&r);
    }
    struct run r = plain("policy: {reserve_margin: 12 %}\n" FAR
                         "contracts: {far: {kind: baseload, nodes: [a], firm: yes, price: 9 "
                         "USD/MWh}, near: {kind: grid, nodes: [b], price: 9 USD/MWh}}\n");
    ok(r.rc == 0 && r.result.status == CP_LP_INFEASIBLE, "a line that is too small is in the way");
    end(&r);
}

/* 8 MW are cheaper than what a node pays for not being served, the other 2 not. */
static void shed(void) {
    struct run r = plain(YEAR "nodes: {b: {load: 10 MW, shed_price: {2027: 500 USD/MWh}}}\n"
                              "contracts: {g: {kind: grid, nodes: b, power: 8 MW, price: 20 "
                              "USD/MWh}}\n");
    if (solved(&r, "a load that may be shed")) {
        ok_near(total(&r, "shed", NULL, NULL), 8760 * 2, 1e-9, "is, where nothing serves it");
        ok_near(total(&r, "cost", NULL, "shed"), 8760 * 2 * 500, 1e-9, "at its price");
        ok_near(total(&r, "energy_dual", NULL, NULL), 500, 1e-9, "which is that of energy");
    }
    end(&r);
    r = plain(YEAR "nodes: {b: {load: 10 MW, shed_price: 15 USD/MWh}}\npolicy: {carbon_free: 50 "
                   "%}\ncontracts: {g: {kind: grid, nodes: b, price: 10 USD/MWh, emissions: 1 "
                   "t/MWh}, sun: {kind: ppa, nodes: b, factor: 20 %, power: 10 MW, price: 10 "
                   "USD/MWh}}\n");
    if (solved(&r, "half of what is served")) /* 2 MW of sun serve 4 */
        ok_near(total(&r, "shed", NULL, NULL), 8760 * 6, 1e-9, "is clean");
    end(&r);
}

/* A plant of 12 MW at 20 USD/MWh serves 10 and sells to a hub at 5 and 45, twice that: what is left
 * when it pays, within the 5 MW that the hub takes. */
static void sales(void) {
    char file[] = "/tmp/capplan-hub-XXXXXX", plan[1024];
    FILE *f = fdopen(mkstemp(file), "w");
    fprintf(f, "slice\tprofile\tmeasure\tvalue\tunit\nday.1\thub\thub\t5\tUSD/MWh\n"
               "day.2\thub\thub\t45\tUSD/MWh\n");
    fclose(f);
    static const char *const how[] = {"}", ", take_or_pay: 80 %, capacity_price: 99 kUSD/MW/year}",
                                      ", firm: yes, capacity_price: 99 kUSD/MW/year}"};
    /* promised, 80 % of it: the 2 MW that are left all the time, for not delivering costs the mean
     * price of 50; firm, beside a load and a reserve of 11 */
    for (size_t i = 0; i < 3; i++) {
        snprintf(plan, sizeof plan,
                 YEAR
                 "profiles: %s\nnodes: {b: {load: 10 MW}}\n%scontracts:\n"
                 "  p: {kind: generator, nodes: b, power: 12 MW, price: 20 USD/MWh, firm: yes, "
                 "life: 50 years, existing: {2020: 12 MW}}\n"
                 "  s: {kind: sale, nodes: b, power: 5 MW, price_profile: hub, profile_scale: "
                 "2%s\n",
                 file, i == 2 ? "policy: {reserve_margin: 10 %}\n" : "", how[i]);
        struct run r = plain(plan);
        if (!solved(&r, i == 0 ? "a sale" : i == 1 ? "a sale that is promised" : "a firm sale"))
            goto next;
        double mw = total(&r, "contract", NULL, "sale");
        if (i == 0) {
            ok_near(total(&r, "energy", NULL, "sale"), -4380 * 2, 1e-9, "takes what is left");
            ok_near(total(&r, "cost", NULL, "sale"), -4380 * 2 * 90, 1e-9, "and pays for it");
            ok_near(r.result.objective, 8760 * 200 - 4380 * 2 * 70, 1e-9, "when it is worth it");
        } else if (i == 1) {
            ok_near(mw, 2.5, 1e-9, "is of what can be kept");
            ok_near(total(&r, "cost", NULL, "sale"), -4380 * 2 * (10. + 90) - 2.5 * 99e3, 1e-9,
                    "and delivered where it does not pay");
        } else {
            ok_near(mw, 1, 1e-9, "of the firm power that load and reserve leave");
            ok_near(total(&r, "cost", NULL, "sale"), -4380 * 90. - 99e3, 1e-9, "is paid for it");
        }
    next:
        end(&r);
    }
    snprintf(plan, sizeof plan,
             YEAR "nodes: {b: {load: 3 MW}}\ncontracts: {w: {kind: ppa, nodes: b, power: 10 MW, "
                  "committed: 10 MW, factor: 50 %%, price: 30 USD/MWh, curtailment_price: 12 "
                  "USD/MWh}}\n");
    struct run r = plain(plan);
    if (solved(&r, "a ppa that is paid when it is curtailed"))
        ok_near(total(&r, "cost", NULL, "curtailment"), 8760 * 2 * 12, 1e-9, "by the MWh");
    end(&r);
    unlink(file);
}

/* Of a group of plants there is at least so much, which is worth what it costs more. */
static void groups(void) {
    static const char plan[] =
        YEAR "nodes: {b: {load: 10 MW}}\npolicy: {groups: {green: {contracts: [w, s], %s}}}\n"
             "contracts:\n  g: {kind: grid, nodes: b, price: 20 USD/MWh}\n"
             "  w: {kind: generator, nodes: b, price: 50 USD/MWh, factor: 50 %%, om: 1 "
             "kUSD/MW/year}\n  s: {kind: ppa, nodes: b, price: 90 USD/MWh, factor: 10 %%, power: 5 "
             "MW, capacity_price: 3 kUSD/MW/year}\n";
    char text[1024];
    snprintf(text, sizeof text, plan, "energy: 26280 MWh"); /* 3 of 10 MW, of 6 */
    struct run r = plain(text);
    if (solved(&r, "least energy of a group")) {
        ok_near(r.result.objective, 8760 * (7 * 20 + 3 * 50) + 6e3, 1e-9,
                "comes from the cheapest");
        ok_near(total(&r, "binding", NULL, "group-energy"), 8760 * 3 * 30 + 6e3, 1e-9,
                "and has its worth");
    }
    end(&r);
    snprintf(text, sizeof text, plan, "power: {2027: 4 MW}");
    r = plain(text);
    if (solved(&r, "least power of a group")) {
        ok_near(r.result.objective, 8760 * 10 * 20 + 4e3, 1e-9, "stands");
        ok_near(total(&r, "binding", NULL, "group"), 4e3, 1e-9, "for its upkeep");
    }
    end(&r);
    r = plain(YEAR "nodes: {b: {load: 10 MW}}\npolicy: {groups: {green: {contracts: [s], energy: "
                   "26280 MWh}}}\ncontracts:\n  g: {kind: grid, nodes: b, price: 20 USD/MWh}\n"
                   "  s: {kind: generator, nodes: b, factor: 50 %, power: 4 MW}\n");
    ok(r.rc == 0 && r.result.status == CP_LP_INFEASIBLE &&
           strstr(r.result.explanation.s, "contracts/s 2027 day.1: 1 MW beyond"),
       "more than it can deliver is not to be had");
    end(&r);
}

/* PyPSA's screening curve: 1,001 hours of 1 of 1,000 MW to none, coal at 2 and gas at 12 USD/MWh of
 * which a MW costs 15 and 10 an hour, and 10 MW that are cheaper not to serve [PyPSA 0.27,
 * single-node capacity expansion]. A day's hour costs 14,706.19381 in the mean, by every engine. */
static void screening(void) {
    char file[] = "/tmp/capplan-curve-XXXXXX", plan[1024];
    FILE *f = fdopen(mkstemp(file), "w");
    const char *engine;
    fprintf(f, "slice\tprofile\tmeasure\tvalue\tunit\n");
    for (int h = 0; h <= 1000; h++)
        fprintf(f, "all.%d\tload\tload\t%.3f\t1\n", h + 1, (1000 - h) / 1000.);
    fclose(f);
    snprintf(plan, sizeof plan,
             "discount: 0 %%\nhorizon: {from: 2025, to: 2025}\nprofiles: %s\n"
             "slices: {groups: {all: {steps: 1001, length: 1 h, times: 1}}}\n"
             "nodes: {bus: {load: 1000 MW, load_profile: load}}\ncontracts:\n"
             "  coal: {kind: generator, nodes: bus, price: 2 USD/MWh, om: 15015 USD/MW/year}\n"
             "  gas: {kind: generator, nodes: bus, price: 12 USD/MWh, om: 10010 USD/MW/year}\n"
             "  shed: {kind: generator, nodes: bus, price: 1012 USD/MWh}\n",
             file);
    for (size_t k = 0; (engine = cp_lp_engine_name(k)); k++) {
        struct run r = solve_with(plan, HEAD, (struct cp_allocate_options){.lp.engine = engine});
        if (solved(&r, engine)) {
            static const char *const plants[] = {"coal", "gas", "shed"};
            static const double mw[] = {500, 490, 10};
            ok_near(r.result.objective / 1001, 14706.19381, 1e-9, "the published cost");
            for (size_t p = 0; p < 3; p++)
                ok_near(of_contract(&r, "plant", plants[p]), mw[p], 1e-6, plants[p]);
        }
        end(&r);
    }
    unlink(file);
}

/* A day whose hours are known is 24 hours, by steps or hour by hour. */
static void one_day(void) {
    static const struct {
        const char *horizon, *what;
        double mwh;
    } cases[] = {
        {"{from: 2026-03-05, to: 2026-03-05}", "a day is 24 hours", 24 * 11.5},
        {"{from: 2026-03-05T20, to: 2026-03-05T23}", "four hours are four", 20 + 21 + 22 + 23},
        {"{from: 2027-03-04, to: 2027-03-05}", "days of another year", 24 * 11.5 + 24 * 35.5},
        {"{from: 2026-03-06, to: 2026-03-06}", "none of a day that the profile lacks", NAN},
    };
    char file[] = "/tmp/capplan-day-XXXXXX", plan[1024];
    FILE *f = fdopen(mkstemp(file), "w");
    fprintf(f, "period\tprofile\tmeasure\tvalue\tunit\n");
    for (int h = 0; h < 48; h++) /* the 5th first, then the 4th */
        fprintf(f, "2026-03-%02dT%02d\tload\tload\t%d\t1\n", h < 24 ? 5 : 4, h % 24, h);
    fclose(f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        snprintf(plan, sizeof plan,
                 "discount: 0 %%\nhorizon: %s\nslices: {hours: 12}\nprofiles: %s\n"
                 "nodes: {b: {load: 1 MW, load_profile: load}}\n"
                 "contracts: {g: {kind: grid, nodes: b, price: 7 USD/MWh}}\n",
                 cases[i].horizon, file);
        struct run r = plain(plan);
        if (isnan(cases[i].mwh))
            ok_fails(r.rc, &r.err, "profile 'load' has no 2026-03-06", cases[i].what);
        else if (solved(&r, cases[i].what))
            ok_near(r.result.objective, 7 * cases[i].mwh, 1e-9, cases[i].what);
        end(&r);
    }
    unlink(file);
}

static void missing(void) {
    struct run r = plain(YEAR NODES "contracts:\n" CHEAP "}\n");
    ok(r.rc == 0 && r.result.status == CP_LP_INFEASIBLE, "a load without supply is infeasible");
    ok(r.result.explanation.s &&
           strstr(r.result.explanation.s, "nodes/b/load 2027 day.1: short of 10 MW"),
       "and is named with what is missing");
    end(&r);
    /* 8 MW want 8 / 0.947 of the 1 MW at the other end: the load is short, not what feeds it */
    r = plain(YEAR
              "nodes: {up: {}, down: {load: 8 MW}}\n"
              "lines: {l: {from: up, to: down, one_way: yes, efficiency: 94.7 %}}\n"
              "contracts: {g: {kind: generator, nodes: up, power: 1 MW, capex: 1 USD/MW, price: "
              "1 USD/MWh}}\n");
    ok(r.rc == 0 && r.result.status == CP_LP_INFEASIBLE, "a load behind a line that loses");
    ok(r.result.explanation.s &&
           strstr(r.result.explanation.s, "nodes/down/load 2027 day.1: short of 7.053"),
       "is what is short");
    end(&r);
}

int main(void) {
    lines();
    kirchhoff();
    site_at_node();
    running();
    tariff();
    vintages();
    units();
    fuels();
    storage();
    over_lines();
    shed();
    sales();
    groups();
    screening();
    one_day();
    missing();
    return done();
}
