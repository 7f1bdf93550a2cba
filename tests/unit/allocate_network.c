/* Nodes and lines, on systems small enough to solve by hand. */
#include "allocate_nodes.h"

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
    over_lines();
    shed();
    missing();
    return done();
}
