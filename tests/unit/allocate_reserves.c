/* Operating reserves on steps small enough to solve by hand. */
#include "allocate_case.h"

/* Days of `steps` hours from 2027-01-01; node b takes a load. What stood before the plan is all
 * there is of a plant. */
#define PLAN                                                                                       \
    "name: tiny\ndiscount: 0\nhorizon: {from: 2027, to: 2027}\nprofiles: %s\n"                     \
    "slices: {groups: {day: {steps: %d, length: 1 h, times: %d}}}\n"                               \
    "nodes: {a: {load: 50 MW}, b: {load: %s}}\n"                                                   \
    "policy: {reserves: {r: {%s}}}\n"                                                              \
    "contracts:\n  free: {kind: grid, nodes: a, price: 0 USD/MWh}\n%s"
#define STOOD(name, mw, usd, more)                                                                 \
    "  " name                                                                                      \
    ": {kind: generator, nodes: b, life: 50 years, until: 2020-12-31, existing: {2020: " #mw       \
    " MW}, power: " #mw " MW, price: " #usd " USD/MWh" more "}\n"
#define MARKET(usd) "  m: {kind: grid, nodes: b, price: " #usd " USD/MWh}\n"
#define HOURS 8760

struct step {
    const char *what, *load, *reserve, *contracts;
    double cost, dual; /* USD of an hour, and of a MW more */
    bool integer;
};

static const struct step steps[] = {
    /* 3 MW of the load and 2 of the sun: gas goes down by 3 to have 5 left, and 3 come dear */
    {"three and five", "100 MW", "nodes: b, load: 3 %, variable: 5 %, contracts: gas",
     "  sun: {kind: ppa, nodes: b, price: 10 USD/MWh, power: 40 MW, factor: 100 %}\n" STOOD(
         "gas", 62, 20, "") MARKET(50),
     400 + 57 * 20 + 3 * 50, 30, false},
    /* the same load of node b, and a tenth of that of both */
    {"of the whole plan", "90 MW", "load: 10 %, contracts: gas",
     STOOD("gas", 100, 20, "") MARKET(50), 86 * 20 + 4 * 50, 30, false},
    /* what nuclear delivers, gas must have left: both together no more than 60 */
    {"the loss of a plant", "100 MW", "nodes: b, loss_of: nuclear, contracts: gas",
     STOOD("gas", 60, 20, "") STOOD("nuclear", 50, 10, "") MARKET(50), 50 * 10 + 10 * 20 + 40 * 50,
     30, false},
    /* what gas holds is lost with it: oil must have as much left as gas delivers */
    {"its own reserve is lost with it", "60 MW", "nodes: b, loss_of: gas, contracts: [gas, oil]",
     STOOD("gas", 100, 20, "") STOOD("oil", 40, 50, "") MARKET(80), 40 * 20 + 20 * 80, 60, false},
    /* half of the units that there may be run: 12.5 MW, or a whole one */
    {"a share of a unit", "100 MW", "nodes: b, loss_of: nuclear, contracts: gas",
     STOOD("gas", 60, 20, "") "  nuclear: {kind: generator, nodes: b, life: 50 years, until: "
                              "2020-12-31, existing: {2020: 50 MW}, power: 100 MW, unit: 25 MW, "
                              "price: 10 USD/MWh}\n" MARKET(50),
     50 * 10 + 47.5 * 20 + 2.5 * 50, 30, false},
    {"a whole unit", "100 MW", "nodes: b, loss_of: nuclear, contracts: gas",
     STOOD("gas", 60, 20, "") "  nuclear: {kind: generator, nodes: b, life: 50 years, until: "
                              "2020-12-31, existing: {2020: 50 MW}, power: 100 MW, unit: 25 MW, "
                              "price: 10 USD/MWh}\n" MARKET(50),
     50 * 10 + 35 * 20 + 15 * 50, NAN, true},
    /* 10 MW on-line run at their least load of 5, and 5 of the market are left out */
    {"on-line", "10 MW", "nodes: b, power: 5 MW, contracts: gas",
     STOOD("gas", 20, 20, ", least_load: 50 %") MARKET(15), 5 * 20 + 5 * 15, 5, false},
    /* a twentieth of 100 MW within half an hour, and 3 MW are missing */
    {"in time, or at its price", "10 MW",
     "nodes: b, power: 8 MW, within: 30 min, contracts: gas, price: 1000 USD/MWh",
     STOOD("gas", 100, 20, ", ramp: 10 %/h") MARKET(15), 150 + 3 * 1000, 1000, false},
    /* downwards 5 MW of the market are left out, so that gas can be */
    {"downwards", "10 MW", "direction: down, nodes: b, power: 5 MW, contracts: gas",
     STOOD("gas", 20, 20, "") MARKET(15), 5 * 20 + 5 * 15, 5, false},
    /* and a twentieth of the sun */
    {"downwards, of the sun", "100 MW",
     "direction: down, nodes: b, load: 3 %, variable: 5 %, contracts: gas",
     "  sun: {kind: ppa, nodes: b, price: 10 USD/MWh, power: 40 MW, factor: 100 %}\n" STOOD(
         "gas", 62, 20, "") MARKET(15),
     400 + 5 * 20 + 55 * 15, 5, false},
    /* 4 MW above half of the 8 that are on-line */
    {"above the least load", "10 MW", "direction: down, nodes: b, power: 4 MW, contracts: gas",
     STOOD("gas", 20, 20, ", least_load: 50 %") MARKET(15), 8 * 20 + 2 * 15, 10, false},
    {"down in time, or at its price", "10 MW",
     "direction: down, nodes: b, power: 8 MW, within: 30 min, contracts: gas, price: 1000 USD/MWh",
     STOOD("gas", 100, 20, ", ramp: 10 %/h") MARKET(15), 5 * 20 + 5 * 15 + 3 * 1000, 1000, false},
    /* 4 of 10 MW are sold, at a gain of 5, so that 6 more can be taken */
    {"a sale that takes more", "10 MW", "direction: down, nodes: b, power: 6 MW, contracts: s",
     "  s: {kind: sale, nodes: b, price: 25 USD/MWh, power: 10 MW}\n" MARKET(20), 200 - 4 * 5, 5,
     false},
    /* 6 MW are bought and sold at a loss, to be cut off */
    {"a sale cut off", "10 MW", "nodes: b, power: 6 MW, contracts: s",
     "  s: {kind: sale, nodes: b, price: 15 USD/MWh, power: 10 MW}\n" MARKET(20), 200 + 6 * 5, 5,
     false},
};

static void write_load(const char *file, const double *price) {
    FILE *f = fopen(file, "w");
    fprintf(f, "slice\tprofile\tmeasure\tvalue\tunit\n");
    for (int h = 0; price && h < 2; h++)
        fprintf(f, "day.%d\thub\thub\t%g\tUSD/MWh\n", h + 1, price[h]);
    if (!price)
        fprintf(f, "day.1\thub\thub\t0\tUSD/MWh\n");
    fclose(f);
}

static void one(const struct step *s, const char *file) {
    char plan[4096];
    write_load(file, NULL);
    snprintf(plan, sizeof plan, PLAN, file, 1, HOURS, s->load, s->reserve, s->contracts);
    struct run r =
        solve_with(plan, HEAD, (struct cp_allocate_options){.integer = s->integer, .duals = true});
    if (solved(&r, s->what)) {
        ok_near(r.result.objective, HOURS * s->cost, 1e-7, "its cost");
        if (!isnan(s->dual))
            ok_near(total(&r, "reserve_dual", NULL, NULL), s->dual, 1e-6, "what a MW more costs");
    }
    end(&r);
}

/* 10 MWh at 20 MW without loss, at 10 USD and then at 50: 8 MW held for an hour leave 2 MWh to be
 * moved, for what is discharged must be there beside what is held. Held for a quarter, 2 MWh must
 * stay, and charging stops too. Downwards as much room must stay. */
static void test_storage(const char *kind, const char *way, const char *duration, double moved,
                         const char *file) {
    char plan[4096], contracts[1024], reserve[256];
    const double price[] = {10, 50};
    write_load(file, price);
    snprintf(contracts, sizeof contracts,
             "  s: {%s, nodes: b, power: 20 MW, hours: 30 min, efficiency: 100 %%}\n"
             "  m: {kind: grid, nodes: b, price_profile: hub}\n",
             kind);
    snprintf(reserve, sizeof reserve,
             "direction: %s, nodes: b, power: 8 MW, contracts: s, duration: %s", way, duration);
    snprintf(plan, sizeof plan, PLAN, file, 2, HOURS / 2, "10 MW", reserve, contracts);
    struct run r =
        solve_with(plan, HEAD, (struct cp_allocate_options){.slices = true, .duals = true});
    if (solved(&r, kind)) {
        ok_near(r.result.objective, HOURS / 2 * (10 * (10 + moved) + 50 * (10 - moved)), 1e-7,
                "what can be moved beside it");
        double prices = 0;
        for (size_t i = 0; i < cp_facts_count(r.facts); i++)
            if (!strcmp(cp_facts_measure(r.facts, i), "energy_dual") &&
                !strcmp(cp_facts_dim(r.facts, i, CP_NODE), "b") &&
                !strcmp(cp_facts_dim(r.facts, i, CP_SLICE), "day.2"))
                prices += cp_facts_value(r.facts, i);
        ok_near(prices, 50, 1e-6, "a price by slice");
    }
    end(&r);
}

/* Half is lost on charging: 4 MW down for an hour fill 2 MWh, and 8 are moved. */
static void test_lossy(const char *file) {
    char plan[4096];
    const double price[] = {0, 50};
    write_load(file, price);
    snprintf(plan, sizeof plan, PLAN, file, 2, HOURS / 2, "10 MW",
             "direction: down, nodes: b, power: 4 MW, contracts: s",
             "  s: {kind: battery, nodes: b, power: 20 MW, hours: 30 min, efficiency: 50 %}\n"
             "  m: {kind: grid, nodes: b, price_profile: hub}\n");
    struct run r = solve_with(plan, HEAD, (struct cp_allocate_options){.slices = true});
    if (solved(&r, "with losses"))
        ok_near(r.result.objective, HOURS / 2 * 50 * (10 - 8), 1e-7, "room for half of it");
    end(&r);
}

/* 8 MW of 10, to be held in every step, and the plan's node has none. */
static void test_impossible(const char *file) {
    char plan[4096];
    write_load(file, NULL);
    snprintf(plan, sizeof plan, PLAN, file, 1, HOURS, "10 MW",
             "nodes: b, power: 8 MW, contracts: gas", STOOD("gas", 5, 20, "") MARKET(50));
    struct run r = solve(plan, HEAD, false);
    ok(r.rc == 0 && r.result.status == CP_LP_INFEASIBLE &&
           strstr(r.result.explanation.s, "policy/reserves") &&
           strstr(r.result.explanation.s, "3 MW of reserve r are missing"),
       "what is missing is said: %s", r.result.explanation.s ? r.result.explanation.s : "-");
    end(&r);
}

static void refuse(const char *file, const char *reserve, const char *contracts, const char *why) {
    char plan[4096];
    snprintf(plan, sizeof plan, PLAN, file, 1, HOURS, "10 MW", reserve, contracts);
    struct run r = solve(plan, HEAD, false);
    ok(r.rc == CP_EINPUT && strstr(r.err.at[0].msg, why), "%s: %s", why, r.err.at[0].msg);
    end(&r);
}

int main(void) {
    char file[] = "/tmp/capplan-load-XXXXXX";
    close(mkstemp(file));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        one(&steps[i], file);
    test_storage("kind: battery", "up", "1 h", 2, file);
    test_storage("kind: storage, life: 30 years", "up", "1 h", 2, file);
    test_storage("kind: battery, seasonal: yes", "up", "1 h", 2, file);
    test_storage("kind: battery", "up", "15 min", 8, file);
    test_storage("kind: battery", "down", "1 h", 2, file);
    test_storage("kind: storage, life: 30 years", "down", "1 h", 2, file);
    test_storage("kind: battery, seasonal: yes", "down", "1 h", 2, file);
    test_storage("kind: battery", "down", "15 min", 8, file);
    test_lossy(file);
    test_impossible(file);
    refuse(file, "nodes: b, power: 1 MW, contracts: m", MARKET(50), "no limit of its power");
    refuse(file, "nodes: b, power: 1 MW, contracts: free", MARKET(50), "none of its places");
    refuse(file, "nodes: b, contracts: gas", STOOD("gas", 5, 20, ""), "asks for none");
    refuse(file, "direction: down, nodes: b, loss_of: gas, contracts: gas", STOOD("gas", 5, 20, ""),
           "made up upwards");
    refuse(file, "nodes: b, loss_of: s, contracts: s",
           "  s: {kind: sale, nodes: b, price: 15 USD/MWh, power: 10 MW}\n", "takes power");
    unlink(file);
    return done();
}
