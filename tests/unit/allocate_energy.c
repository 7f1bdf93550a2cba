/* What is built, runs, is stored and sold, on systems small enough to solve by hand. */
#include "allocate_nodes.h"

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
    ok(r.rc && r.err.n == 1 &&
           strstr(r.err.at[0].msg, "policy/groups/green/energy: 26280 MWh are more than the 17520"),
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

int main(void) {
    running();
    tariff();
    vintages();
    units();
    fuels();
    storage();
    sales();
    groups();
    screening();
    one_day();
    return done();
}
